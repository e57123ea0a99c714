"""Every shape of a date bound: the rows an ordinary table would give, and what is asked for."""

import datetime
import itertools
import json
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
        """(from, to) of the requests, without those for `info`."""
        return sorted((r.parameters["from"], r.parameters["to"]) for r in self.sandbox.requests()
                      if not r.endpoint.endswith("/info"))

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
        """Exactly the cycles touched by these days, give or take what the bounds cannot tell."""
        account = self.accounts[MONTH_END]
        least = calendar_of.cycles(account, days, self.today)
        wider = calendar_of.days_between(days[0] - slack * calendar_of.DAY,
                                         days[-1] + slack * calendar_of.DAY)
        most = calendar_of.cycles(account, wider, self.today)
        self.assertLessEqual(set(least), set(self.windows()))
        self.assertLessEqual(set(self.windows()), set(most))
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

    def refusal(self, where, parameters=()):
        with self.request_count(0):
            # Of two conditions on one column SQLite may see by itself that they exclude each other.
            return self.failure(support.ERROR, f"SELECT * FROM {FOCUS} WHERE account_id = "
                                f"'{MONTH_END}' AND from_date = '{self.ago(9)}' AND {where}",
                                parameters)

    def test_numbers_are_errors_wherever_they_come_from(self):
        self.db.execute("CREATE TEMP TABLE numbers(n INTEGER, t TEXT, x)")
        self.db.execute("INSERT INTO numbers VALUES (20261101, '2026-11-01', 2015)")
        columns = ("charge_date", "ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart",
                   "BillingPeriodEnd")
        for column in columns:
            for operator in ("=", "<", "<=", ">", ">="):
                for value in ("2026-11-01", "20261101", "2026.5", "-1", "CAST('2026' AS INTEGER)",
                              "CAST(? AS REAL)", "(SELECT n FROM numbers)", "(SELECT x FROM numbers)"):
                    given = ("2026",) * value.count("?")
                    message = self.refusal(f"{column} {operator} {value}", given)
                    self.assert_says(message, FOCUS, column, "the number", "write days in quotes")
                for number in (2026, 0, 1e300, 10**15):
                    message = self.refusal(f"{column} {operator} ?", (number,))
                    self.assert_says(message, FOCUS, column, "the number", ".parameter set @d")
        # The values of an IN list have the column's affinity: a number comes as its text there.
        lists = ["charge_date IN (20261101, 20261102)", "charge_date IN (SELECT n FROM numbers)",
                 "charge_date IN (2026-11-01)"]
        if sqlite3.sqlite_version_info >= (3, 38):  # Before, each comes by itself, as a text.
            lists += ["charge_date IN ('2026-11-01', 2026-11-01)", "ChargePeriodStart IN (?, 7)"]
        for where in lists:
            message = self.refusal(where, ("2026-11-01",) * where.count("?"))
            self.assert_says(message, "is compared with")
        with self.request_count(0):
            self.assert_says(self.failure(support.ERROR, f"SELECT * FROM {FOCUS} u, numbers "
                             f"WHERE account_id = '{EURO}' AND u.charge_date = numbers.n"), "number")
        # Unless no row can come anyway.
        with self.request_count(0):
            self.assertEqual([], self.rows(f"SELECT * FROM {FOCUS} WHERE account_id = '{EURO}' "
                                           "AND charge_date > 2026 AND charge_date < NULL"))

    def test_texts_that_no_date_begins_with_are_errors(self):
        for column in ("charge_date", "ChargePeriodStart", "BillingPeriodEnd"):
            for bad in ("11/01/2026", "20261101", "2026-13-01", "now", "z", "2026-11-32", "2026-1-1",
                        " 2026-11-01", "\u00e9", "2026-11-01x"):
                for where in (f"{column} = ?", f"{column} >= ?", f"{column} < ?",
                              f"{column} IN ('2026-11-01', ?)",
                              f"{column} BETWEEN ? AND '9999-12-31'"):
                    message = self.refusal(where, (bad,))
                    self.assert_says(message, FOCUS, column, f"'{bad}'", "write days as '2026-10-01'")

    def test_shell_parameters_without_quotes_are_explained(self):
        ran = self.shell().run(script=".parameter set @d '2026-10-01'\n"
                               f"SELECT * FROM {FOCUS} WHERE account_id = '{EURO}' "
                               "AND charge_date >= @d;\n")
        self.assert_says(ran.stderr, "the number 2015", ".parameter set @d \"'2026-10-01'\"")

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


class Moments(DateCase):
    """The columns of periods compare as moments, whatever their spelling: the last day stays."""

    def test_last_days_are_kept(self):
        first, last, after = self.ago(12), self.ago(4), self.ago(3)
        days = calendar_of.days_between(calendar_of.day(first), calendar_of.day(last))
        for account in (MONTH_END, MANY_PLANS):
            for table in (FOCUS, PAYGO):
                for where in (f"ChargePeriodStart >= '{first}' AND ChargePeriodStart <= '{last}'",
                              f"ChargePeriodStart BETWEEN '{first}' AND '{last}'",
                              f"ChargePeriodStart >= '{first}' AND ChargePeriodEnd <= '{after}'",
                              f"'{first}' <= ChargePeriodStart AND '{last}' >= ChargePeriodStart"):
                    with self.subTest(where, table=table, account=account):
                        self.assertEqual(days, self.compare(table, account, where))

    def test_every_spelling_is_the_same_day(self):
        day, before = self.ago(4), self.ago(5)
        for spelled in (day, f"{day}T00:00:00Z", f"{day}T00:00:00+00:00", f"{day}T00:00:00.000Z",
                        f"{day} 00:00:00", f"{day}T00:00", f"{before}T19:00:00-05:00",
                        f"{day}T05:30:00+05:30"):
            for where in (f"ChargePeriodStart = '{spelled}'", f"ChargePeriodStart IN ('{spelled}')",
                          f"ChargePeriodStart >= '{spelled}' AND ChargePeriodStart <= '{spelled}'"):
                with self.subTest(where):
                    self.assertEqual([calendar_of.day(day)], self.compare(FOCUS, MONTH_END, where))
                    self.assertEqual([(day, self.ago(3))], self.windows())

    def test_billing_periods(self):
        """`BillingPeriodEnd <= '2026-11-01'` keeps the period that ends there."""
        ends = self.rows(f"SELECT DISTINCT substr(BillingPeriodEnd, 1, 10), BillingPeriodStart FROM "
                         f"{self.ordinary(FOCUS, MONTH_END)} ORDER BY 1 DESC LIMIT 3 OFFSET 1")
        end, start = ends[0]
        for where in (f"BillingPeriodEnd <= '{end}' AND BillingPeriodStart >= '{start[:10]}'",
                      f"BillingPeriodEnd = '{end}'", f"BillingPeriodStart = '{start[:10]}'"):
            with self.subTest(where):
                self.assertTrue(self.compare(FOCUS, MONTH_END, where))

    def test_joins(self):
        self.db.execute("CREATE TEMP TABLE days(d TEXT)")
        days = [self.ago(4), self.ago(40)]
        self.db.executemany("INSERT INTO days VALUES (?)", [(day,) for day in days])
        wanted = sum(oracle.day_of(record) in days for record in
                     self.sandbox.truth("focus", MONTH_END))
        self.assertLess(0, wanted)
        for condition in ("u.ChargePeriodStart = d.d", "u.ChargePeriodStart BETWEEN d.d AND d.d",
                          "u.ChargePeriodStart IN (d.d)", "d.d = u.ChargePeriodStart COLLATE cf_instant"):
            with self.subTest(condition), self.request_count(2):
                self.assertEqual(wanted, self.value(
                    f"SELECT count(*) FROM days d, {FOCUS} u WHERE u.account_id = ? AND {condition}",
                    (MONTH_END,)))
        # The collation of the column on the left counts.
        self.assertEqual(0, self.value(f"SELECT count(*) FROM days d, {FOCUS} u WHERE "
                                       "u.account_id = ? AND d.d = u.ChargePeriodStart", (MONTH_END,)))
        # A day of one table is a moment of another, on whichever side it is planned.
        self.assertLess(0, self.value(
            f"SELECT count(*) FROM {FOCUS} u, {PAYGO} v WHERE u.account_id = ?1 AND v.account_id = ?1"
            " AND u.charge_date = ?2 AND u.ChargePeriodStart = v.charge_date", (MONTH_END, days[0])))
        self.assertLess(0, self.value(
            f"SELECT count(*) FROM {FOCUS} u, {PAYGO} v WHERE u.account_id = ?1 AND v.account_id = ?1"
            " AND u.ChargePeriodStart = ?2 AND v.ChargePeriodStart = u.charge_date",
            (MONTH_END, days[0])))

    def serve(self, *starts):
        records = [json.dumps({"BillingAccountId": EURO, "ChargePeriodStart": start,
                               "ConsumedQuantity": 1}) for start in starts]
        self.sandbox.faults({"path": "billable/usage", "body": '{"success": true, "errors": [], '
                             f'"messages": [], "result": [{", ".join(records)}]}}'})

    def test_starts_that_are_no_days_are_kept(self):
        """Text, but no day: SQLite alone decides about it, and it sorts after all days."""
        self.serve(self.ago(4, "T00:00:00Z"), "unknown", "yesterday")
        for where in (f"charge_date >= '{self.ago(9)}'", f"ChargePeriodStart >= '{self.ago(9)}'",
                      f"charge_date > '{self.ago(9)}' AND ConsumedQuantity = 1"):
            self.assertEqual([(self.ago(4),), ("unknown",), ("yesterday",)], self.rows(
                f"SELECT charge_date FROM {FOCUS} WHERE account_id = '{EURO}' AND {where} "
                "ORDER BY 1"))
        # Which window they count in nobody knows: an error then, not a loss.
        self.assert_says(self.failure(support.CORRUPT, f"SELECT count(*) FROM {FOCUS} WHERE account_id"
                                      f" = '{EURO}' AND charge_date >= '{self.ago(60)}'"),
                         "ChargePeriodStart")

    def test_offsets_count(self):
        """The 4th day at 17:00 in California is the 3rd in UTC, and nobody asked for that day."""
        self.serve(self.ago(4, "T17:00:00-07:00"))
        self.assertEqual([(self.ago(4),)], self.rows(
            f"SELECT charge_date FROM {FOCUS} WHERE account_id = '{EURO}' AND charge_date = ?",
            (self.ago(4),)))
        message = self.failure(support.ERROR, f"SELECT charge_date FROM {FOCUS} WHERE account_id = "
                               f"'{EURO}' AND ChargePeriodStart >= '{self.ago(4)}'")
        self.assert_says(message, "ChargePeriodStart", "T17:00:00-07:00", EURO, "Use charge_date")
        # Where it is the same day, it is as any other.
        self.serve(self.ago(4, "T16:00:00-07:00"))
        for where in (f"ChargePeriodStart = '{self.ago(4)}T23:00:00Z'",
                      f"ChargePeriodStart BETWEEN '{self.ago(4)}' AND '{self.ago(3)}'"):
            self.assertEqual(1, self.value(f"SELECT count(*) FROM {FOCUS} WHERE account_id = "
                                           f"'{EURO}' AND {where}"))


class ForcedOrders(DateCase):
    """A condition that SQLite holds back, since the query fixes what is read first, is an error."""

    def setUp(self):
        super().setUp()
        self.db.execute("SELECT cf_config('account_id', ?)", (EURO,))
        self.db.execute("CREATE TEMP TABLE clients(id TEXT, name TEXT)")
        self.db.executemany("INSERT INTO clients VALUES (?, 'x')",
                            [(account,) for account in (EURO, MANY_PLANS, MONTH_END)])
        self.db.execute("CREATE TEMP TABLE days(d TEXT)")
        self.db.executemany("INSERT INTO days VALUES (?)", [(self.ago(3),), (self.ago(40),)])

    def refused(self, column, sql):
        with self.subTest(sql), self.request_count(0):
            message = self.failure(support.ERROR, sql)
            self.assert_says(message, column, "reads later", "Put that table first",
                             f"{column} IN (SELECT")

    def test_accounts(self):
        day = self.ago(3)
        for table in (FOCUS, PAYGO):
            for source in (f"{table} u CROSS JOIN clients c WHERE u.account_id = c.id",
                           f"{table} u cross join clients c ON u.account_id = c.id WHERE 1",
                           f"{table} u LEFT JOIN clients c ON c.name = 'x' WHERE c.id = u.account_id",
                           f"{table} u CROSS JOIN days CROSS JOIN clients c WHERE u.account_id = c.id"):
                self.refused("account_id", f"SELECT count(*) FROM {source} AND u.charge_date = '{day}'")
        self.refused("BillingAccountId", f"SELECT count(*) FROM {FOCUS} u CROSS JOIN clients c "
                     f"WHERE u.BillingAccountId = c.id AND u.charge_date = '{day}'")
        for table in ("cf_billing_history", "cf_billing_profile", "cf_subscriptions"):
            self.refused("account_id", f"SELECT count(*) FROM {table} h CROSS JOIN clients c "
                         "WHERE h.account_id = c.id")

    def test_days(self):
        for table in (FOCUS, PAYGO):
            for condition in ("u.charge_date = d.d", "u.charge_date >= d.d",
                              "u.charge_date BETWEEN d.d AND date(d.d, '+3 days')"):
                self.refused("charge_date", f"SELECT count(*) FROM {table} u CROSS JOIN days d "
                             f"WHERE {condition}")
            self.refused("ChargePeriodStart", f"SELECT count(*) FROM {table} u CROSS JOIN days d "
                         "WHERE u.ChargePeriodStart = d.d")

    def test_arguments(self):
        self.refused("from_date", f"SELECT count(*) FROM {FOCUS} u CROSS JOIN days d "
                     "WHERE u.from_date = d.d")
        self.refused("organization_id", f"SELECT count(*) FROM {FOCUS} u CROSS JOIN clients c "
                     f"WHERE u.organization_id = c.id AND u.charge_date = '{self.ago(3)}'")

    def test_inside(self):
        """In a subquery, a common table expression, a statement that writes."""
        inner = (f"SELECT u.raw FROM {FOCUS} u CROSS JOIN clients c WHERE u.account_id = c.id "
                 f"AND u.charge_date = '{self.ago(3)}'")
        for sql in (f"SELECT count(*) FROM ({inner})", f"WITH w AS ({inner}) SELECT count(*) FROM w",
                    f"SELECT (SELECT count(*) FROM ({inner}))",
                    f"CREATE TEMP TABLE t AS {inner}"):
            self.refused("account_id", sql)
        self.db.execute("CREATE TEMP TABLE kept(x)")
        self.refused("account_id", f"INSERT INTO kept {inner}")
        self.assertEqual(0, self.value("SELECT count(*) FROM kept"))

    def test_two_tables_that_wait_for_each_other(self):
        self.refused("charge_date", f"SELECT count(*) FROM {FOCUS} u, {PAYGO} v "
                     "WHERE u.charge_date = v.charge_date")

    def check(self, wanted, sql):
        with self.subTest(sql):
            self.assertEqual(wanted, self.value(sql))

    def test_what_is_not_held_back_is_answered(self):
        day = self.ago(3)
        own = sum(oracle.day_of(r) == day for r in self.sandbox.truth("focus", EURO))
        all_three = sum(oracle.day_of(r) == day for account in (EURO, MANY_PLANS, MONTH_END)
                        for r in self.sandbox.truth("focus", account))
        self.assertLess(own, all_three)
        dated = f"u.charge_date = '{day}'"
        self.check(all_three, f"SELECT count(*) FROM {FOCUS} u, clients c WHERE u.account_id = c.id "
                   f"AND {dated}")
        self.check(all_three, f"SELECT count(*) FROM clients c CROSS JOIN {FOCUS} u "
                   f"WHERE u.account_id = c.id AND {dated}")
        self.check(all_three, f"SELECT count(*) FROM {FOCUS} u CROSS JOIN clients c ON "
                   f"c.id = u.account_id WHERE u.account_id IN (SELECT id FROM clients) AND {dated}")
        # The ON of a LEFT JOIN leaves out no row of its left table.
        self.check(own, f"SELECT count(*) FROM {FOCUS} u LEFT JOIN clients c ON c.id = u.account_id "
                   f"WHERE {dated}")
        self.check(own, f"SELECT count(*) FROM {FOCUS} u LEFT JOIN days d ON d.d = u.charge_date "
                   f"WHERE {dated}")
        # Columns that are only shown, or compared with the row's own.
        self.check(own * 3, f"SELECT count(u.account_id) FROM {FOCUS} u CROSS JOIN clients c "
                   f"WHERE {dated} AND u.account_id IS NOT c.name")
        self.check(own, f"SELECT count(*) FROM {FOCUS} u WHERE {dated} AND u.account_id = "
                   "u.BillingAccountId || ''")
        self.check(own, f"SELECT count(*) FROM {FOCUS} u CROSS JOIN days d WHERE {dated} "
                   "AND u.charge_date = d.d")
        # Two of ours that are joined by their account, which nobody names: the default one.
        self.check(own, f"SELECT count(*) FROM {FOCUS} u JOIN cf_billing_profile p "
                   f"ON p.account_id = u.account_id WHERE {dated}")
        self.check(own, f"SELECT count(*) FROM cf_billing_profile p, {FOCUS} u "
                   f"WHERE p.account_id = u.account_id AND {dated}")


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
        message = self.failure(support.ERROR, sql + "BillingPeriodEnd >= ?", (MONTH_END, self.ago(100)))
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
