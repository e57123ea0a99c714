"""Periods compare as moments, and what is compared with a day must be one."""

import json
import sqlite3

import calendar_of
import oracle
import support
from date_case import FOCUS, PAYGO, DateCase
from support import EURO, MANY_PLANS, MONTH_END


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
        # Read in the other order, through an index that SQLite makes for the query.
        self.assertEqual(wanted, self.value(
            f"SELECT count(*) FROM {FOCUS} u CROSS JOIN days d WHERE u.account_id = ? AND "
            "u.charge_date >= ? AND u.ChargePeriodStart = d.d", (MONTH_END, self.ago(50))))
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
        self.assert_says(self.failure(support.ERROR, f"SELECT count(*) FROM {FOCUS} WHERE account_id"
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


class Refusals(DateCase):
    """What is no day is an error, wherever it reaches a table as one."""

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
        lists = ["charge_date IN (20261101, 20261102)", "charge_date IN (SELECT n FROM numbers)"]
        if sqlite3.sqlite_version_info >= (3, 38):  # Before, each comes by itself, as a text.
            lists += ["charge_date IN ('2026-11-01', 2026-11-01)", "ChargePeriodStart IN (?, 7)",
                      "charge_date IN (2026-11-01)"]
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
                shapes = [f"{column} = ?", f"{column} >= ?", f"{column} < ?",
                          f"{column} BETWEEN ? AND '9999-12-31'"]
                if sqlite3.sqlite_version_info >= (3, 38):  # Before, one after the other is asked.
                    shapes.append(f"{column} IN ('2026-11-01', ?)")
                for where in shapes:
                    message = self.refusal(where, (bad,))
                    self.assert_says(message, FOCUS, column, f"'{bad}'", "write days as '2026-10-01'")

    def test_shell_parameters_without_quotes_are_explained(self):
        ran = self.shell().run(script=".parameter set @d '2026-10-01'\n"
                               f"SELECT * FROM {FOCUS} WHERE account_id = '{EURO}' "
                               "AND charge_date >= @d;\n")
        self.assert_says(ran.stderr, "the number 2015", ".parameter set @d \"'2026-10-01'\"")


if __name__ == "__main__":
    support.main()
