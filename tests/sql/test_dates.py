"""Every shape of a date bound: the rows an ordinary table would give, and what is asked for."""

import datetime
import itertools
import sqlite3
import unittest

import calendar_of
import oracle
import support
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END

FOCUS, PAYGO = "cf_focus_usage", "cf_paygo_usage"
LONGEST_WINDOW = 30


class DateCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.today = calendar_of.day(self.sandbox.today())
        self.accounts = {account["id"]: account for account in self.sandbox.accounts()}
        self.made = set()

    def ago(self, days, suffix=""):
        return (self.today - datetime.timedelta(days)).isoformat() + suffix

    def ordinary(self, table, account):
        name = f"ordinary_{table}_{account[:4]}"
        if name not in self.made:
            kind = "focus" if table == FOCUS else "paygo"
            oracle.make_table(self.db, name, table, self.sandbox.truth(kind, account), account)
            self.made.add(name)
        return name

    def compare(self, table, account, where, parameters=()):
        """The rows of the virtual and of the ordinary table; returns the days they are of."""
        expected = self.rows(f"SELECT charge_date, raw FROM {self.ordinary(table, account)} "
                             f"WHERE {where}", parameters)
        self.sandbox.forget_requests()
        found = self.rows(f"SELECT charge_date, raw FROM {table} WHERE account_id = '{account}' "
                          f"AND {where}", parameters)
        self.assert_same_rows(expected, found, f"{table} WHERE {where}:")
        return sorted({calendar_of.day(row[0]) for row in expected})

    def windows(self):
        """(from, to) of the requests, without those for `info` and without dates."""
        return sorted((r.parameters["from"], r.parameters["to"]) for r in self.sandbox.requests()
                      if r.parameters)

    def check_focus_windows(self, days, slack):
        """No day missing, few too many, none after today, none owned twice, 30 at most."""
        owned = []
        for first, to in self.windows():
            first, to = calendar_of.day(first), calendar_of.day(to)
            # `to` is one day after what the window owns.
            owned += calendar_of.days_between(first, to - calendar_of.DAY)
            self.assertLessEqual((to - first).days, LONGEST_WINDOW)
        self.assertEqual(len(set(owned)), len(owned))
        self.assertLessEqual(set(days), set(owned))
        self.assertLessEqual(max(owned, default=self.today), self.today)
        self.assertLessEqual(len(owned), len(days) + slack)
        gaps = sum((after - before).days > LONGEST_WINDOW for before, after in zip(days, days[1:]))
        self.assertLessEqual(len(self.windows()),
                             -(-(len(days) + slack) // LONGEST_WINDOW) + gaps)

    def check_paygo_windows(self, days, slack):
        """Exactly the cycles touched by these days, give or take what the bounds cannot tell, and
        what is looked at besides."""
        account = self.accounts[MONTH_END]
        least = calendar_of.cycles(account, days, self.today)
        wider = calendar_of.days_between(days[0] - slack * calendar_of.DAY,
                                         days[-1] + slack * calendar_of.DAY)
        most = calendar_of.cycles(account, wider, self.today)
        self.assertLessEqual(set(least), set(self.windows()))
        looked_at = set(calendar_of.cycles_looked_at(account, wider, self.today))
        # Each range of days has a cycle before it.
        for at in days:
            looked_at |= set(calendar_of.cycles_looked_at(account, [at], self.today))
        self.assertLessEqual(set(self.windows()), set(most) | looked_at)
        self.assertEqual(len(set(self.windows())), len(self.windows()))


class Shapes(DateCase):
    def shapes(self):
        """(condition, days that may be asked for beyond those that have rows)"""
        a, b, far = self.ago(12), self.ago(4), self.ago(75)
        midnight = "T00:00:00Z"
        for column in ("charge_date", "ChargePeriodStart", "ChargePeriodEnd"):
            end = "" if column == "charge_date" else midnight
            yield f"{column} = '{b}{end}'", 2
            yield f"{column} >= '{a}{end}'", 2
            yield f"{column} > '{a}{end}'", 2
            yield f"{column} > '{a}'", 2
            yield f"{column} BETWEEN '{a}{end}' AND '{b}{end}'", 3
            yield f"{column} BETWEEN '{a}' AND '{b}'", 3
            yield f"{column} >= '{a}{end}' AND {column} < '{b}{end}'", 3
            yield f"{column} > '{a}' AND {column} <= '{b}'", 3
            yield f"{column} IN ('{a}{end}', '{b}{end}', '{a}{end}')", 9
            yield f"{column} IN ('{far}{end}', '{b}{end}')", 4
            yield f"{column} LIKE '{b}%'", 3
            yield f"{column} LIKE '{b[:7]}%'", 33
            yield f"{column} GLOB '{b}*'", 3
            yield f"{column} GLOB '{b[:8]}*' AND {column} >= '{a}'", 3
            yield f"{column} >= '{far}{end}' AND {column} < '{a}{end}'", 3
            yield f"'{a}{end}' <= {column} AND '{b}{end}' > {column}", 3
            # A number becomes its text.
            yield f"{column} >= {self.today.year} AND {column} < {self.today.year + 1}", 3
            yield f"{column} >= '{a}{end}' AND {column} <> '{b}{end}'", 3
            yield f"{column} >= '{a}' AND length(ServiceProviderName) > 3", 2
        yield f"charge_date >= '{a}' AND ChargePeriodEnd <= '{b}{midnight}'", 3
        yield f"ChargePeriodStart >= '{a}' AND charge_date <= '{b}'", 3
        yield f"charge_date IN (SELECT '{a}' UNION SELECT '{b}')", 9
        yield f"charge_date = date('{b}', '-1 day')", 2
        # Any condition on the charge makes the billing period no matter.
        yield f"charge_date = '{b}' AND BillingPeriodStart < '2099-01-01'", 2

    def test_focus(self):
        for where, slack in self.shapes():
            with self.subTest(where):
                days = self.compare(FOCUS, MONTH_END, where)
                self.assertTrue(days)
                self.check_focus_windows(days, slack)

    def test_paygo(self):
        for where, slack in self.shapes():
            if "ChargePeriodEnd" in where:
                slack = 31  # A charge may have begun a month before it ends.
            elif " IN (" in where:
                slack = 0
            with self.subTest(where):
                days = self.compare(PAYGO, MONTH_END, where)
                self.assertTrue(days)
                self.check_paygo_windows(days, slack)

    def test_other_accounts(self):
        """Milliseconds in the first, ends a second before midnight in the other."""
        a, b = self.ago(12), self.ago(4)
        for account in (MANY_PLANS, EURO):
            for column in ("ChargePeriodStart", "ChargePeriodEnd"):
                lows = (a, a + "T00:00:00Z", a + "T00:00:00.000Z", a + "T23:59:59Z", a + " ",
                        a + "T", a[:9], a + "T00:00:00+00:00")
                highs = (b, b + "T00:00:00Z", b + "T23:59:59Z", b + "T12")
                for number, (low, high) in enumerate(itertools.product(lows, highs)):
                    above, below = ((">=", "<="), (">", "<"))[number % 2]
                    where = f"{column} {above} '{low}' AND {column} {below} '{high}'"
                    with self.subTest(where, account=account):
                        self.compare(FOCUS, account, where)

    def test_odd_texts(self):
        a = self.ago(40)
        for low in (a[:5], a[:7], a[:4], a + "zzz", a[:7] + "-00", a[:7] + "-3", a[:7] + "-99",
                    a[:7] + "-31T24", " " + a, a.replace("-", "/"), a[:4] + "-1", a + "\u00e9"):
            for operator in (">=", ">"):
                for column in ("charge_date", "ChargePeriodStart"):
                    where = f"{column} {operator} ? AND {column} <= '{self.ago(2)}'"
                    if low.startswith(" ") or low.endswith("\u00e9"):
                        where += f" AND charge_date >= '{self.ago(300)}'"
                    with self.subTest(where, low=low):
                        self.compare(FOCUS, MONTH_END, where, (low,))
        for high in (a + "zzz", a[:7], a[:7] + "-31", a[:7] + "-99", a[:8], "zz", "9999-12-31",
                     "2026", " ", "\u00e9", ""):
            for operator in ("<=", "<"):
                where = f"charge_date >= '{self.ago(80)}' AND charge_date {operator} ?"
                with self.subTest(where, high=high):
                    self.compare(FOCUS, MONTH_END, where, (high,))
                    self.compare(PAYGO, MONTH_END, where, (high,))

    def test_numbers_and_blobs(self):
        for value in (2026, 20261101, 2026.5, -1, 0, b"2026", b"", 10**15):
            for operator in (">=", "<=", "=", ">", "<"):
                where = f"charge_date >= '{self.ago(80)}' AND charge_date {operator} ?"
                with self.subTest(where, value=value):
                    self.compare(FOCUS, MONTH_END, where, (value,))
                    self.compare(PAYGO, MONTH_END, where, (value,))

    def test_other_collation(self):
        a = self.ago(9)
        for where in (f"charge_date = '{a}' COLLATE NOCASE",
                      f"ChargePeriodStart >= '{a}t00:00:00z' COLLATE NOCASE",
                      f"charge_date >= '{a}' AND x_BillableMetricId = 'LOG' COLLATE NOCASE",
                      f"charge_date = '{a}  ' COLLATE RTRIM AND charge_date >= '{self.ago(20)}'"):
            with self.subTest(where):
                self.compare(FOCUS, MONTH_END, where)

    def test_or_of_ranges(self):
        a, b, c, d = self.ago(70), self.ago(68), self.ago(10), self.ago(8)
        for table in (FOCUS, PAYGO):
            self.compare(table, MONTH_END, f"(charge_date BETWEEN '{a}' AND '{b}' "
                                           f"OR charge_date BETWEEN '{c}' AND '{d}')")

    def test_days_beside_an_or_of_accounts(self):
        """Versions of SQLite differ in what they hand over here: all rows or an error, never fewer."""
        either = f"(account_id = '{MONTH_END}' AND ConsumedUnit <> 'x' OR account_id = '{MID_MONTH}')"
        days = f"charge_date BETWEEN '{self.ago(70)}' AND '{self.ago(68)}'"
        expected = sum(self.value(f"SELECT count(*) FROM {FOCUS} WHERE account_id = '{account}' AND {days}")
                       for account in (MONTH_END, MID_MONTH))
        self.assertGreater(expected, 0)
        query = f"SELECT count(*) FROM {FOCUS} WHERE {either} AND {days}"
        try:
            self.assertEqual(expected, self.value(query))
        except sqlite3.Error as error:
            self.assertRegex(str(error), "needs an account|each side of an OR")
        self.assertEqual(expected, self.value(
            query + f" AND account_id IN ('{MONTH_END}', '{MID_MONTH}')"))


class BillingPeriods(DateCase):
    def test_billing_period_bounds(self):
        starts = self.rows("SELECT DISTINCT BillingPeriodStart FROM "
                           f"{self.ordinary(FOCUS, MONTH_END)} ORDER BY 1 DESC")
        recent, older = starts[1][0], starts[4][0]
        for table, columns in ((FOCUS, ("BillingPeriodStart", "BillingPeriodEnd")),
                               (PAYGO, ("BillingPeriodStart",))):
            for column in columns:
                for where in (f"{column} = '{recent}'", f"{column} >= '{recent}'",
                              f"{column} BETWEEN '{older}' AND '{recent}'",
                              f"{column} IN ('{older}', '{recent}')",
                              f"{column} LIKE '{recent[:7]}%'", f"{column} > '{recent[:10]}'",
                              f"{column} >= '{older}' AND {column} < '{recent}'"):
                    with self.subTest(where, table=table):
                        days = self.compare(table, MONTH_END, where)
                        self.assertTrue(days)
                        if table == FOCUS:
                            # 31 days on both sides of each period, itself up to 31 days long.
                            self.check_focus_windows(days, 31 * 3 * (2 if " IN " in where else 1))

    def test_only_an_upper_billing_bound(self):
        for table in (FOCUS, PAYGO):
            with self.request_count(0):
                message = self.failure(support.ERROR, f"SELECT * FROM {table} WHERE account_id = "
                                       f"'{FIRST}' AND BillingPeriodStart < '{self.ago(20)}'")
                self.assertIn(f"{table} needs a lower date bound", message)


class Arguments(DateCase):
    def call(self, table, *arguments):
        marks = ", ".join("?" * len(arguments))
        return f"SELECT charge_date, account_id, from_date, to_date FROM {table}({marks})"

    def test_range_is_inclusive(self):
        for table, kind in ((FOCUS, "focus"), (PAYGO, "paygo")):
            for first, last in ((9, 3), (3, 3), (70, 40), (5, 0), (5, -30)):
                with self.subTest(table=table, first=first, last=last):
                    self.sandbox.forget_requests()
                    given = (MONTH_END, self.ago(first), self.ago(last))
                    expected = [(day, *given) for day in
                                map(oracle.day_of, self.sandbox.truth(kind, MONTH_END))
                                if given[1] <= day <= given[2]]
                    self.assert_same_rows(expected, self.rows(self.call(table, *given), given))
                    if table == FOCUS:
                        self.check_focus_windows(
                            sorted({calendar_of.day(row[0]) for row in expected}), 0)

    def test_from_alone_reaches_until_today(self):
        given = (MONTH_END, self.ago(6))
        found = {row[0] for row in self.rows(self.call(FOCUS, *given), given)}
        self.assertEqual({self.ago(n) for n in range(7)}, found)
        self.assertEqual([(self.ago(6), self.ago(-1))], self.windows())

    def test_arguments_and_columns_together(self):
        found = self.rows("SELECT DISTINCT charge_date FROM cf_focus_usage(?, ?, ?) "
                          "WHERE charge_date >= ? ORDER BY 1",
                          (MONTH_END, self.ago(9), self.ago(3), self.ago(5)))
        self.assertEqual([(self.ago(5),), (self.ago(4),), (self.ago(3),)], found)
        self.assertEqual([(self.ago(5), self.ago(2))], self.windows())

    def test_nothing_to_ask_for(self):
        for given in ((self.ago(3), self.ago(9)), (self.ago(-1), self.ago(-9)), (None, None),
                      (self.ago(3), None), (None, self.ago(3))):
            for table in (FOCUS, PAYGO):
                with self.subTest(table=table, given=given), self.request_count(0):
                    self.assertEqual([], self.rows(self.call(table, MONTH_END, *given),
                                                   (MONTH_END, *given)))

    def test_bad_days_are_named(self):
        for bad in ("2026-13-01", "2026-02-30", "yesterday", "2026-1-1", "20261101", 20261101,
                    self.ago(3, "T00:00:00Z"), ""):
            for table in (FOCUS, PAYGO):
                with self.subTest(table=table, bad=bad), self.request_count(0):
                    sql = f"SELECT * FROM {table} WHERE account_id = '{FIRST}' AND "
                    message = self.failure(support.ERROR, sql + "from_date = ?", (bad,))
                    self.assert_says(message, table, "from_date", str(bad), "YYYY-MM-DD")
                    message = self.failure(support.ERROR, sql + "from_date = ? AND to_date = ?",
                                           (self.ago(3), bad))
                    self.assert_says(message, table, "to_date", str(bad), "YYYY-MM-DD")

    def test_too_many_arguments(self):
        with self.request_count(0):
            self.failure(support.ERROR, "SELECT * FROM cf_paygo_usage(1, 2, 3, 4, 5, 6)")


if __name__ == "__main__":
    support.main()
