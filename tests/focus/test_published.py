"""Published FOCUS queries run unchanged over focus_data_table, and say what an independent
computation says; those that do not run are known, and why. `python3 test_published.py --count`
prints the numbers that sql/FOCUS.md has."""

import collections
import json
import math
import random
import re
import sqlite3
import sys

import focus_case
from focus_case import ROOT, month_before
from support import EURO, FIRST, MANY_PLANS, MONTH_END

FILES = ("use_cases", "use_cases_2", "supported_features")
SELECT = re.compile(r"SELECT (?P<distinct>DISTINCT )?(?P<items>.*?) FROM focus_data_table"
                    r"(?: WHERE (?P<where>.*?))?(?: GROUP BY (?P<group>.*?))?"
                    r"(?: ORDER BY .*?)?(?: LIMIT (?P<limit>\d+))?;")
CONDITION = re.compile(r"(\w+) ?(>=|<=|!=|>|<|=|IS NOT NULL|IS NULL) ?(.*)")


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


def split_commas(text):
    return [part.strip() for part in re.split(r",(?![^(]*\))", text)]


def moment(text):
    """A day as the columns of periods take it: its midnight."""
    return text + "T00:00:00Z" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


class Computed:
    """What a query should bring, without SQL; None where it is beyond this."""

    def __init__(self, sql, parameters):
        match = SELECT.fullmatch(" ".join(sql.split()))
        self.plain = match is not None
        if not self.plain:
            return
        self.items = [re.sub(r" AS \w+$", "", item) for item in split_commas(match["items"])]
        self.group = split_commas(match["group"] or "")
        self.distinct = bool(match["distinct"])
        self.conditions, parameters = [], iter(parameters)
        for text in (match["where"] or "").split(" AND "):
            if text:
                condition = CONDITION.fullmatch(text.strip())
                if not condition:
                    self.plain = False
                    return
                column, sign, value = condition.groups()
                if value == "?":
                    value = ("value", next(parameters))
                elif value.startswith("'"):
                    value = ("value", value.strip("'"))
                elif re.fullmatch(r"\d+", value):
                    value = ("value", float(value))
                else:
                    value = ("column", value)
                self.conditions.append((column, sign, value))
        known = re.compile(r"\w+|(SUM|MIN|MAX|MONTH)\(\w+\)|COUNT\(1\)|ROUND\(SUM\(\w+\), 2\)",
                           re.IGNORECASE)
        # A column that is not grouped by has any of the group's values.
        free = [item for item in self.items if "(" not in item and self.group[0] and
                item.lower() not in (group.lower() for group in self.group)]
        self.plain = not free and all(known.fullmatch(item) for item in self.items)

    def holds(self, row):
        for column, sign, (kind, value) in self.conditions:
            left = row[column.lower()]
            right = row[value.lower()] if kind == "column" and value else value
            if isinstance(right, str) and column.lower().endswith(("periodstart", "periodend")):
                right = moment(right)
            if sign in ("IS NULL", "IS NOT NULL"):
                if (left is None) != (sign == "IS NULL"):
                    return False
            elif left is None or right is None:
                return False
            elif not {"=": left == right, "!=": left != right, "<": left < right,
                      "<=": left <= right, ">": left > right, ">=": left >= right}[sign]:
                return False
        return True

    def item(self, item, rows):
        name = item.lower()
        if match := re.fullmatch(r"round\((.*), 2\)", name):
            value = self.item(match[1], rows)
            return None if value is None else round(value, 2)
        if name == "count(1)":
            return len(rows)
        function, column = re.fullmatch(r"(?:(\w+)\()?(\w+)\)?", name).groups()
        values = [row[column] for row in rows if row[column] is not None]
        if function == "month":
            return int(values[0][5:7]) if values else None
        if function is None:
            return rows[0][column]
        if not values:
            return None
        return {"sum": math.fsum, "min": min, "max": max}[function](values)

    def rows(self, table):
        kept = [row for row in table if self.holds(row)]
        if self.distinct:
            return list({tuple(self.item(item, [row]) for item in self.items) for row in kept})
        if not self.group[0]:
            return [tuple(self.item(item, [row]) for item in self.items) for row in kept]
        groups = collections.defaultdict(list)
        for row in kept:
            groups[tuple(self.item(name, [row]) for name in self.group)].append(row)
        return [tuple(self.item(item, rows) for item in self.items) for rows in groups.values()]


def total(rows, column):
    values = [row[column] for row in rows if row[column] is not None]
    return math.fsum(values) if values else None


def divided(a, b, by=1):
    return None if a is None or not b else a / b * by


def grouped(rows, *keys):
    """(key, rows) by columns or functions of a row."""
    groups = collections.defaultdict(list)
    for row in rows:
        groups[tuple(key(row) if callable(key) else row[key] for key in keys)].append(row)
    return groups.items()


def charged(rows, first, end, **equal):
    """Those within a time (its end not included) and with these values."""
    return [row for row in rows if row["chargeperiodstart"] >= first
            and row["chargeperiodend"] < end
            and all(row[column] == value for column, value in equal.items())]


def only(rows, column):
    """The value of a column that is the same in all rows; what SQLite shows of one that is not
    grouped by is any."""
    values = {row[column] for row in rows}
    assert len(values) == 1, (column, values)
    return values.pop()


def account_structures(rows, first, end):
    kept = [row for row in rows if row["billingperiodstart"] is not None
            and row["billingperiodend"] is not None
            and row["billingperiodstart"] >= first and row["billingperiodend"] < end]
    return [(account, only(rows, "billingaccountname"), only(rows, "billingaccounttype"), sub,
             only(rows, "subaccountname"), only(rows, "subaccounttype"), total(rows, "billedcost"))
            for (account, sub), rows in grouped(kept, "billingaccountid", "subaccountid")]


def unused_discounts(rows, first, end):
    kept = charged(rows, first, end, commitmentdiscountstatus="Unused")
    return [(*key, "Unused", total(rows, "billedcost"), total(rows, "effectivecost"))
            for key, rows in grouped(kept, "providername", "billingaccountid",
                                     "commitmentdiscountid", "commitmentdiscounttype")]


def unused_commitments(rows, first, end):
    kept = charged(rows, first, end, commitmentdiscountstatus="Unused")
    return [(min(row["chargeperiodstart"] for row in rows),
             max(row["chargeperiodend"] for row in rows), *key, "Unused",
             total(rows, "billedcost"), total(rows, "effectivecost"))
            for key, rows in grouped(kept, "providername", "billingaccountid",
                                     "commitmentdiscountid", "commitmentdiscounttype")]


def provider_version(rows, first, end):
    return list({(row["chargeperiodstart"], row["providername"])
                 for row in charged(rows, first, end)})


def up_to(rows, first, end, **equal):
    """Like charged(), the end included."""
    return [row for row in charged(rows, first, "9999", **equal) if row["chargeperiodend"] <= moment(end)]


def cost_per_million_tokens(rows, first, end):
    kept = up_to(rows, first, end, chargecategory="Usage", consumedunit="Tokens",
                 servicecategory="AI and Machine Learning")
    return [(*key, total(rows, "consumedquantity"), total(rows, "effectivecost"),
             divided(total(rows, "effectivecost"), total(rows, "consumedquantity"), 1000000))
            for key, rows in grouped(kept, "serviceprovidername", "skuid", "skupriceid", "skumeter",
                                     "billingcurrency")]


def split_of_one_resource(rows, first, end, resource):
    kept = up_to(rows, first, end, chargecategory="Usage", allocatedresourceid=resource)
    return [(*key, total(rows, "effectivecost"))
            for key, rows in grouped(kept, "resourceid",
                                     lambda row: row["allocatedresourceid"] or "Unallocated")]


def unit_economics(rows):
    kept = [row for row in rows if "transfer" in (row["chargedescription"] or "").lower()
            and row["consumedunit"] == "GB"]
    return [(year, divided(total(rows, "billedcost"), total(rows, "consumedquantity")))
            for (year,), rows in grouped(kept, lambda row: int(row["chargeperiodstart"][:4]))]


def capacity_reservations(rows, first, end):
    names = {"Unused": "Unused Capacity Reservation", "Used": "Compute using Capacity Reservation"}
    without = "Compute without Capacity Reservation"
    return [(names.get(status, without) if reservation is not None else without,
             provider, account, total(rows, "billedcost"), total(rows, "effectivecost"))
            for (provider, account, reservation, status), rows in grouped(
                charged(rows, first, end, servicecategory="Compute"), "providername",
                "billingaccountid", "capacityreservationid", "capacityreservationstatus")]


def savings_rate(rows, first, end):
    def rate(row, cost, by):
        saved = None if None in (row[cost], row["effectivecost"]) else (
            row[cost] - row["effectivecost"])
        return divided(saved, row[by])
    return [(row["providername"], row["effectivecost"], rate(row, "listcost", "listcost"),
             rate(row, "contractedcost", "contractedunitprice"))
            for row in charged(rows, first, end)]


def subaccounts_by_region(rows, first, end):
    return [(provider, sub, region, len(rows)) for (provider, sub, region, _), rows in grouped(
        charged(rows, first, end), "providername", "subaccountid", "regionid", "regionname")]


def discount_accuracy(rows, first, end):
    kept = [row for row in rows if row["chargeclass"] not in (None, "Correction")
            and row["billingperiodstart"] is not None and row["billingperiodend"] is not None
            and row["billingperiodstart"] >= first and row["billingperiodend"] < end]
    return [(*key, total(rows, "effectivecost"), total(rows, "listcost"), total(rows, "billedcost"),
             divided(total(rows, "effectivecost"), total(rows, "billedcost"), 100))
            for key, rows in grouped(kept, "providername", "billingaccountid", "billingaccountname",
                                     "billingcurrency", "servicename")]


# What Computed cannot read, written by hand.
BY_HAND = {
    "account structures": account_structures,
    "commitment discounts, unused": unused_discounts,
    "provider version metadata": provider_version,
    "effective cost per million tokens": cost_per_million_tokens,
    "split cost: how a single resource has been split": split_of_one_resource,
    "calculate unit economics": unit_economics,
    "analyze capacity reservations on compute costs": capacity_reservations,
    "determine effective savings rate": savings_rate,
    "report subaccounts by region": subaccounts_by_region,
    "verify discount accuracy for previously invoiced billing period": discount_accuracy,
    "identify unused commitments": unused_commitments,
}


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
    return [repr(value) for value in row if not isinstance(value, float)] + [
        f"{value:.4e}" for value in row if isinstance(value, float)]


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
        self.assertEqual(2, sum(query.draft for query in queries))
        self.assertIn(" and two of a draft of 1.5", DOCUMENTATION)
        readme = (ROOT / "tests" / "focus" / "published" / "README.md").read_text()
        self.assertIn(f"{NUMBERS['tried']} queries", readme)

    def test_the_documentation_has_the_reasons(self):
        table = re.search(r"\| why \| queries \| \|---\|---\| (.*?) \| The extension",
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
