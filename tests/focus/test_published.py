"""Published FOCUS queries run unchanged over focus_data_table, and say what an independent
computation says; those that do not run are known, and why. `python3 test_published.py --count`
prints the numbers that sql/FOCUS.md has."""

import collections
import json
import math
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


class Computed:
    """What a query should bring, without SQL; None where it is beyond this."""

    def __init__(self, sql, parameters):
        match = SELECT.fullmatch(" ".join(sql.split()))
        self.plain = match is not None
        if not self.plain:
            return
        self.items = [re.sub(r" AS \w+$", "", item) for item in split_commas(match["items"])]
        self.group = split_commas(match["group"] or "")
        self.limit = int(match["limit"] or 0)
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
        compared, brought = 0, 0
        for query in published():
            if query.why_not:
                continue
            parameters = query.parameters(values)
            found = [tuple(map(plain, row)) for row in db.execute(query.sql, parameters)]
            computed = Computed(query.sql, parameters)
            if not computed.plain:
                continue
            rows = table
            if not any(">=" == sign for _, sign, _ in computed.conditions):
                rows = [row for row in table if (row["billingaccountid"], row["subaccountid"],
                                                 row["chargeperiodstart"]) in default]
            wanted = sorted(computed.rows(rows), key=sort_key)
            found.sort(key=sort_key)
            if computed.limit:
                self.assertEqual(min(computed.limit, len(wanted)), len(found), query.name)
                for row in found:
                    self.assertTrue(any(same(row, other) for other in wanted), query.name)
            else:
                self.assertEqual(len(wanted), len(found), query.name)
                for row, other in zip(wanted, found):
                    self.assertTrue(same(row, other), f"{query.name}: {row} {other}")
            compared += 1
            brought += bool(found)
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
        self.assertGreaterEqual(compared, 46)
        self.assertGreaterEqual(brought, 31)

    def test_answers_over_paygo_usage(self):
        compared, brought = self.compare("paygo")
        self.assertGreaterEqual(compared, 46)
        self.assertGreaterEqual(brought, 29)

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
        self.assertEqual(3, running)

    def test_the_documentation_has_the_numbers(self):
        text = " ".join((ROOT / "sql" / "FOCUS.md").read_text().split())
        self.assertIn(summary(), text)

    def test_names_are_told_apart(self):
        names = collections.Counter(query.name for query in published())
        self.assertEqual([], [name for name, count in names.items() if count > 1])


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
