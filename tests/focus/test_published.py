"""Published FOCUS queries run unchanged over focus_data_table, and say what an independent
computation says; those that do not run are known, and why. `python3 test_published.py --count`
prints the numbers that sql/FOCUS.md has."""

import collections
import csv
import json
import math
import random
import re
import sqlite3
import sys

import focus_case
from focus_case import ROOT, month_before
from published_answers import BY_HAND, Computed
from support import EURO, FIRST, MANY_PLANS, MONTH_END

FILES = ("use_cases", "use_cases_2", "supported_features")


class Query:
    def __init__(self, block):
        lines = block.strip().split("\n")
        notes = [line[3:] for line in lines if line.startswith("-- ")]
        self.name = notes[0]
        self.why_not = next((note[9:] for note in notes if note.startswith("why not: ")), None)
        self.trap = next((note[5:] for note in notes if note.startswith("but: ")), None)
        self.draft = any(note.startswith("of: a draft ") for note in notes)
        self.sql = "\n".join(line for line in lines if not line.startswith("-- "))

    def parameters(self, values):
        """A value for each `?`, by the column and operator before it."""
        found = re.findall(r"(\w+)\s*(>=|<=|<|=)\s*\?", self.sql)
        return [values["first"] if sign == ">=" else values["end"] if sign in ("<", "<=")
                else values.get(column.lower(), "nothing") for column, sign in found]


def published():
    for name in FILES:
        text = (ROOT / "tests" / "focus" / "published" / f"{name}.sql").read_text()
        for block in re.split(r"\n\n+", text)[1:]:
            yield Query(block)


def same(wanted, found):
    """Sums of doubles differ in their last digits with the order of adding."""
    return len(wanted) == len(found) and all(
        math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) if isinstance(a, float) and
        isinstance(b, float) else a == b for a, b in zip(wanted, found))


def plain(value):
    """Objects as text of one spelling; nothing for an empty unit."""
    if isinstance(value, str) and value.startswith("{"):
        value = json.loads(value)
    return json.dumps(value) if isinstance(value, dict) else None if value == "" else value


def sort_key(row):
    floats = [value for value in row if isinstance(value, float)]
    # Those that are alike in four digits by the others.
    return ([repr(value) for value in row if not isinstance(value, float)],
            [f"{value:.4e}" for value in floats], floats)


class LowerCase(dict):
    def __missing__(self, name):
        return None


class Published(focus_case.TestCase):
    ACCOUNTS = {"focus": (MONTH_END, MANY_PLANS, EURO), "paygo": (FIRST, MANY_PLANS, EURO)}

    def setUp(self):
        super().setUp()
        today = self.sandbox.today()
        self.values = {"first": month_before(today, 2), "end": month_before(today, 0),
                       "providername": "Cloudflare", "servicename": "R2"}

    def compare(self, feed):
        db = self.focus(*self.ACCOUNTS[feed], feed=feed, cache_ttl=300)
        table = [LowerCase({name.lower(): plain(value) for name, value in row.items()})
                 for account in self.ACCOUNTS[feed] for row in self.truth(account, feed)]
        if feed == "paygo":
            self.give_ends(table, db)
        values = {**self.values, "subaccountid": table[0]["subaccountid"],
                  "providername": table[0]["providername"]}
        # Without conditions on days the API answers for its default ones.
        default = set(db.execute("SELECT DISTINCT BillingAccountId, SubAccountId, ChargePeriodStart"
                                 " FROM focus_data_table"))
        return self.compare_with(db, table, values, [
            row for row in table if (row["billingaccountid"], row["subaccountid"],
                                     row["chargeperiodstart"]) in default])

    def compare_with(self, db, table, values, default):
        """The numbers of queries compared, and of those that bring rows."""
        compared, brought = 0, []
        for query in published():
            if query.why_not:
                continue
            parameters = query.parameters(values)
            found = [tuple(map(plain, row)) for row in db.execute(query.sql, parameters)]
            rows = table if re.search(r">=\s*\?", query.sql) else default
            computed = Computed(query.sql, parameters)
            if query.name in BY_HAND:
                self.assertFalse(computed.plain, query.name)
                wanted = BY_HAND[query.name](rows, *parameters)
            else:
                self.assertTrue(computed.plain, query.name)
                wanted = computed.rows(rows)
            wanted.sort(key=sort_key)
            found.sort(key=sort_key)
            if limit := re.search(r"LIMIT (\d+)", query.sql):
                self.assertEqual(min(int(limit[1]), len(wanted)), len(found), query.name)
                for row in found:
                    self.assertTrue(any(same(row, other) for other in wanted), query.name)
            else:
                self.assertEqual(len(wanted), len(found), query.name)
                for row, other in zip(wanted, found):
                    self.assertTrue(same(row, other), f"{query.name}: {row} {other}")
            compared += 1
            if found:
                brought.append(query.name)
        return compared, brought

    def give_ends(self, table, db):
        """Ends of PayGo billing periods, which FOCUS records of the same accounts tell."""
        ends = {(row["SubAccountId"], row["BillingPeriodStart"]): focus_case.next_midnight(
                    row["BillingPeriodEnd"])
                for account in self.ACCOUNTS["paygo"] for row in self.truth(account)
                if row.get("BillingPeriodEnd")}
        for row in table:
            start = row["billingperiodstart"]
            # The first account's FOCUS records have none; its periods are calendar months.
            row["billingperiodend"] = ends.get((row["subaccountid"], start)) or (
                month_before(start, -1) + "T00:00:00Z")

    def test_answers_over_focus_usage(self):
        compared, brought = self.compare("focus")
        self.assertEqual([NUMBERS["run"], NUMBERS["focus"]], [compared, len(brought)])

    def test_answers_over_paygo_usage(self):
        compared, brought = self.compare("paygo")
        self.assertEqual([NUMBERS["run"], NUMBERS["paygo"]], [compared, len(brought)])

    def test_answers_over_a_table_with_every_column(self):
        """Made rows, with all that Cloudflare does not have: every query brings some."""
        view = self.focus()
        types = {row[1]: row[2] for row in view.execute("PRAGMA table_info(focus_data_table)")}
        made = random.Random(7)
        texts = {
            "ChargeCategory": ("Usage", "Usage", "Purchase", "Credit"),
            "ChargeClass": (None, None, "Correction", "Other"),
            "ChargeFrequency": ("Recurring", "Usage-Based"),
            "ChargeDescription": ("Data Transfer out", "Requests", None),
            "ConsumedUnit": ("Tokens", "GB"), "PricingUnit": ("GB", "Hours"),
            "ServiceCategory": ("AI and Machine Learning", "Compute"),
            "ServiceName": ("R2", "D1"), "ProviderName": ("P1", "P2"),
            "ServiceProviderName": ("P1", "<Example SaaS Provider>"),
            "PublisherName": ("P1", "P2"),
            "InvoiceIssuerName": ("P1", "<Example CSP Marketplace>"),
            "CommitmentDiscountStatus": ("Used", "Unused", None),
            "CapacityReservationStatus": ("Used", "Unused", None),
            "SkuPriceDetails": (None, '{"ModelId": "m", "TokenDirection": "Input"}',
                                '{"ModelDeveloper": "d", "TokenCacheAction": "Read"}'),
            "PricingCurrency": ("PC1", "EUR")}
        records = []
        for _ in range(600):
            # The first and the last month are not, or not wholly, within the time that is asked for.
            day, month = made.randrange(1, 29), made.choice((8, 9, 10))
            account, sub = made.choice("AB"), made.choice("XY")
            record = {}
            for name, kind in types.items():
                if name in texts:
                    record[name] = made.choice(texts[name])
                elif re.search("Cost$|Price$|Quantity$", name):
                    record[name] = made.choice((None, 0.0, made.random(), made.random() * 1e6,
                                                -made.random()))
                else:
                    record[name] = made.choice((None, f"{name} 1", f"{name} 2"))
            record |= {
                "ProviderName": made.choice(("P1", "P2", "<Example SaaS Provider>")),
                "BillingAccountId": account, "BillingAccountName": f"Name {account}",
                "BillingAccountType": "Account", "SubAccountId": sub,
                "SubAccountName": f"Name {sub}", "SubAccountType": None if sub == "X" else "Plan",
                "BillingPeriodStart": f"2026-{month:02}-01T00:00:00Z",
                "BillingPeriodEnd": f"2026-{month + 1:02}-01T00:00:00Z",
                "ChargePeriodStart": f"2026-{month:02}-{day:02}T00:00:00Z",
                "ChargePeriodEnd": f"2026-{month:02}-{day + 1:02}T00:00:00Z"}
            records.append(record)
        db = self.connect()
        declared = [f"{name} TEXT COLLATE cf_instant" if name in focus_case.TIMES
                    else name for name in types]
        db.execute(f"CREATE TABLE focus_data_table({', '.join(declared)})")
        db.executemany(f"INSERT INTO focus_data_table VALUES ({', '.join('?' * len(types))})",
                       [list(record.values()) for record in records])
        table = [LowerCase({name.lower(): value for name, value in record.items()})
                 for record in records]
        values = {"first": "2026-09-01", "end": "2026-11-01", "providername": "P1",
                  "servicename": "R2", "subaccountid": "X", "pricingcurrency": "PC1",
                  "pricingunit": "GB", "resourceid": "ResourceId 1",
                  "allocatedresourceid": "AllocatedResourceId 1"}
        compared, brought = self.compare_with(db, table, values, table)
        self.assertEqual(NUMBERS["run"], compared)
        self.assertEqual([], [query.name for query in published()
                              if not query.why_not and query.name not in brought])

    def test_the_others_fail_as_is_said(self):
        db = self.focus(MANY_PLANS, cache_ttl=300)
        for query in published():
            if query.why_not:
                with self.assertRaises(sqlite3.Error, msg=query.name):
                    db.execute(query.sql, query.parameters(self.values)).fetchall()

    def test_over_the_bare_table_few_run(self):
        db = self.focus(MANY_PLANS, cache_ttl=300)
        running = 0
        for query in published():
            sql = re.sub(r"\bfocus_data_table\b", "cf_focus_usage", query.sql)
            try:
                db.execute("EXPLAIN " + sql, query.parameters(self.values))
                running += 1
            except sqlite3.Error:
                pass
        self.assertEqual(NUMBERS["bare"], running)

    def test_the_documentation_has_the_numbers(self):
        self.assertIn(summary(), DOCUMENTATION)
        queries = list(published())
        self.assertEqual([NUMBERS["tried"], NUMBERS["run"], NUMBERS["trap"], NUMBERS["not"]], [
            len(queries), sum(not query.why_not for query in queries),
            sum(bool(query.trap) for query in queries),
            sum(bool(query.why_not) for query in queries)])
        self.assertEqual(4, sum(query.draft for query in queries))
        self.assertIn(" and four of drafts of 1.5", DOCUMENTATION)
        readme = (ROOT / "tests" / "focus" / "published" / "README.md").read_text()
        self.assertIn(f"{NUMBERS['tried']} queries", readme)

    def test_the_documentation_has_what_was_tried_elsewhere(self):
        with (ROOT / "tests" / "focus" / "published" / "elsewhere.tsv").open(encoding="utf-8") as file:
            tried = list(csv.DictReader(file, delimiter="\t"))
        fresh = [row for row in tried if not row["same_as"]]
        runs = [row for row in fresh if row["result"] == "runs"]
        self.assertTrue(all(row["reason"] for row in tried if row["result"] != "runs"))
        self.assertIn(f"{len(tried)} more were collected from {len({row['source'] for row in tried})} public "
                      f"places, {len(fresh)} of them of another text. Of these {len(runs)} run unchanged, but "
                      f"for the name of the table, and {sum(bool(row['reason']) for row in runs)} of them "
                      "say something else", DOCUMENTATION)
        failing = collections.Counter(row["reason"] for row in fresh if row["result"] != "runs")
        self.assertIn(f"{failing.pop('date grammar')} do not run for the grammar of dates", DOCUMENTATION)
        self.assertIn(f"{failing.pop('columns in small letters with _')} name columns as charge_period_start",
                      DOCUMENTATION)
        self.assertIn(f"and {sum(failing.values())} for other reasons", DOCUMENTATION)

    def test_the_documentation_has_the_reasons(self):
        table = re.search(r"\| why \| queries \| \|---\|---\| (.*?) \| \[What others",
                          DOCUMENTATION)[1]
        stated = [int(number) for number in re.findall(r"\| (\d+) ?(?=\||$)", table)]
        counted = [0, 0, 0, 0]
        for query in published():
            if query.why_not:
                counted[next(place for place, words in enumerate(REASONS)
                             if re.search(words, query.why_not))] += 1
        self.assertEqual(counted, stated)
        self.assertEqual(NUMBERS["not"], sum(stated))

    def test_names_are_told_apart(self):
        names = collections.Counter(query.name for query in published())
        self.assertEqual([], [name for name, count in names.items() if count > 1])


# In the order of the table in sql/FOCUS.md.
REASONS = (r"^published |is no column of FOCUS", r"Tags\[", r"an alias in GROUP BY",
           r"MySQL|BigQuery|UNNEST|JSON_TABLE")
DOCUMENTATION = " ".join((ROOT / "sql" / "FOCUS.md").read_text().split())
NUMBERS = {name: int(number) for name, number in re.search(
    r"(?P<tried>\d+) published queries were tried, (?P<run>\d+) run unchanged"
    r" \((?P<trap>\d+) of them do not say what was meant\); over the bare `cf_focus_usage`"
    r" (?P<bare>\d+) do\..* over both feeds, where (?P<focus>\d+) and (?P<paygo>\d+) of them"
    r" bring rows.*Of the (?P<not>\d+) that do not run:", DOCUMENTATION).groupdict().items()}


def summary():
    queries = list(published())
    runs = [query for query in queries if not query.why_not]
    return (f"{len(queries)} published queries were tried, {len(runs)} run unchanged"
            f" ({sum(bool(query.trap) for query in runs)} of them do not say what was meant)")


if __name__ == "__main__":
    if sys.argv[1:] == ["--count"]:
        print(summary())
    else:
        focus_case.main()
