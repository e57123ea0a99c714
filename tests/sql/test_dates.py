"""Every shape of a date bound: the rows an ordinary table would give, and what is asked for."""

import itertools
import json
import sqlite3

import calendar_of
import oracle
import support
from date_case import FOCUS, PAYGO, DateCase
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END


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
            yield f"{column} >= '{self.today.year}' AND {column} < '{self.today.year + 1}'", 3
            yield f"{column} >= '{a}{end}' AND {column} <> '{b}{end}'", 3
            yield f"{column} LIKE '{a[:5]}%' AND {column} >= '{a}'", 3
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
        for low in (a[:5], a[:7], a[:4], a + "Tzzz", a[:7] + "-0", a[:7] + "-3", a[:7] + "-31",
                    a[:7] + "-31T24", a + " ", a[:4] + "-1", a + "T\u00e9", a + " 12:00"):
            for operator in (">=", ">"):
                for column in ("charge_date", "ChargePeriodStart"):
                    where = f"{column} {operator} ? AND {column} <= '{self.ago(2)}'"
                    if low.endswith("\u00e9"):
                        where += f" AND charge_date >= '{self.ago(300)}'"
                    with self.subTest(where, low=low):
                        self.compare(FOCUS, MONTH_END, where, (low,))
        for high in (a + "Tzzz", a[:7], a[:7] + "-31", a[:8], "9999-12-31", "2026",
                     a + "T\u00e9", ""):
            for operator in ("<=", "<"):
                where = f"charge_date >= '{self.ago(80)}' AND charge_date {operator} ?"
                with self.subTest(where, high=high):
                    self.compare(FOCUS, MONTH_END, where, (high,))
                    self.compare(PAYGO, MONTH_END, where, (high,))

    def test_blobs(self):
        for value in (b"2026", b""):
            for operator in (">=", "<=", "=", ">", "<"):
                where = f"charge_date >= '{self.ago(80)}' AND charge_date {operator} ?"
                with self.subTest(where, value=value):
                    self.compare(FOCUS, MONTH_END, where, (value,))
                    self.compare(PAYGO, MONTH_END, where, (value,))

    def test_patterns(self):
        a = self.ago(12)
        for column in ("charge_date", "ChargePeriodStart"):
            for pattern, glob in ((f"{a[:7]}-_%", f"{a[:7]}-[0-9]*"), (f"{a}%", f"{a}*"), (a, a),
                                  (f"{a[:8]}1_%", f"{a[:8]}1?*")):
                for where in (f"{column} LIKE '{pattern}'", f"{column} GLOB '{glob}'",
                              f"{column} LIKE '{pattern}' ESCAPE '|'"):
                    with self.subTest(where):
                        self.compare(FOCUS, MONTH_END, where)
                        self.check_focus_windows([], 32)
            for where in (f"{column} LIKE 'x%'", f"{column} GLOB 'x*'", f"{column} LIKE '2026-13%'",
                          f"{column} LIKE 'x%' ESCAPE '|'", f"{column} GLOB '20261101*'",
                          f"{column} LIKE NULL"):
                with self.subTest(where), self.request_count(0):
                    self.assertEqual([], self.rows(f"SELECT * FROM {FOCUS} WHERE account_id = "
                                                   f"'{EURO}' AND {where}"))
            # Nothing to go by: the API's own days.
            self.sandbox.forget_requests()
            self.rows(f"SELECT * FROM {FOCUS} WHERE account_id = '{EURO}' AND {column} LIKE '%-0%'")
            self.assertEqual([{}], [r.parameters for r in self.sandbox.requests()])

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

    def test_overlap(self):
        """The cycles that overlap a range, as people ask for them."""
        first, end = self.ago(75), self.ago(45)
        where = f"BillingPeriodStart < '{end}' AND BillingPeriodEnd > '{first}'"
        days = self.compare(FOCUS, MONTH_END, where)
        self.assertTrue(days)
        for account in (MONTH_END, MID_MONTH, EURO, MANY_PLANS):
            with self.subTest(account=account):
                plans = {plan["id"]: plan["anchor_day"]
                         for plan in self.accounts[account]["subscriptions"]}
                wanted = []
                for record in self.sandbox.truth("paygo", account):
                    fields = json.loads(record)
                    start = calendar_of.day(fields["BillingPeriodStart"][:10])
                    _, last = calendar_of.cycle_of(start, plans[fields["SubscriptionId"]])
                    after = (last + calendar_of.DAY).isoformat()
                    if start.isoformat() < end and after > first:
                        wanted.append((after + "T00:00:00Z", record))
                self.assertTrue(wanted)
                for compared in ("BillingPeriodEnd > ?", "BillingPeriodEnd COLLATE cf_instant > ?"):
                    bound = first if "COLLATE" in compared else first + "T00:00:00Z"
                    self.assert_same_rows(wanted, self.rows(
                        f"SELECT BillingPeriodEnd, raw FROM {PAYGO} WHERE account_id = ? AND "
                        f"BillingPeriodStart < ? AND {compared}", (account, end, bound)))

    def test_end_that_nothing_tells(self):
        """Of a cycle that starts on the last day of a short month, without an anchor: no guess."""
        self.sandbox.set(paygo__generations="paygo-usage")
        sql = f"SELECT BillingPeriodStart, BillingPeriodEnd FROM {PAYGO} WHERE account_id = ? AND "
        rows = self.rows(sql + "charge_date >= ?", (MONTH_END, self.ago(100)))
        untold = {start for start, end in rows if end is None}
        self.assertTrue(untold)
        for start in untold:
            self.assertNotEqual("31", start[8:10])
            self.assertEqual(1, (calendar_of.day(start[:10]) + calendar_of.DAY).day)
        # Records whose cycles' ends are told may come before.
        message = self.failure(support.ERROR, f"SELECT count(*) FROM {PAYGO} WHERE account_id = ? AND "
                               "BillingPeriodEnd >= ?", (MONTH_END, self.ago(100)))
        self.assert_says(message, PAYGO, MONTH_END, "charge_date", "BillingPeriodEnd")

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
                    self.assertEqual(isinstance(bad, int), "in quotes" in message)
                    message = self.failure(support.ERROR, sql + "from_date = ? AND to_date = ?",
                                           (self.ago(3), bad))
                    self.assert_says(message, table, "to_date", str(bad), "YYYY-MM-DD")

    def test_too_many_arguments(self):
        with self.request_count(0):
            self.failure(support.ERROR, "SELECT * FROM cf_paygo_usage(1, 2, 3, 4, 5, 6)")


if __name__ == "__main__":
    support.main()
