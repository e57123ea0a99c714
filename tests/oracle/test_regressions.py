"""What the oracle found, one small test each."""

import sqlite3

from shared import calendar_of, expected, support
from support import EURO, MANY_PLANS, MID_MONTH, MONTH_END


class RegressionCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.today = calendar_of.day(self.sandbox.today())

    def ago(self, days):
        return (self.today - days * calendar_of.DAY).isoformat()

    def count(self, sql, parameters=()):
        return self.value(f"SELECT count(*) FROM {sql}", parameters)

    def records(self, kind, account, first, last=None):
        """How many records there are of the days."""
        last = last or self.ago(0)
        return sum(
            first <= expected.day_of(record) <= last for record in self.sandbox.truth(kind, account)
        )

    def make_days(self, *pairs):
        self.db.execute("CREATE TEMP TABLE days(n INTEGER PRIMARY KEY, d TEXT, k TEXT)")
        self.db.executemany("INSERT INTO days(d, k) VALUES (?, ?)", pairs)

    def make_clients(self, *accounts):
        self.db.execute("CREATE TEMP TABLE clients(n INTEGER PRIMARY KEY, id TEXT)")
        self.db.executemany(
            "INSERT INTO clients(id) VALUES (?)", [(account,) for account in accounts]
        )


class NullAccounts(RegressionCase):
    """BillingAccountId is NULL in a record of no account alone, where records are grouped by it."""

    def test_is_null(self):
        frame = (
            f"account_id = '{MID_MONTH}' AND charge_date >= '{self.ago(100)}' "
            "AND group_by = 'account_id'"
        )
        wanted = self.count(f"cf_focus_usage WHERE {frame} AND +BillingAccountId IS NULL")
        self.assertLess(0, wanted)
        for condition in ("IS NULL", "ISNULL", "IS ?1"):
            with self.subTest(condition):
                sql = f"cf_focus_usage WHERE {frame} AND BillingAccountId {condition}"
                self.assertEqual(wanted, self.count(sql, (None,) if "?" in sql else ()))

    def test_is_null_in_an_older_generation(self):
        self.sandbox.set(paygo__generations="paygo-usage")
        self.db.execute("SELECT cf_config('paygo_endpoint', 'paygo-usage')")
        frame = (
            f"cf_paygo_usage WHERE account_id = '{MID_MONTH}' AND charge_date >= '{self.ago(9)}'"
        )
        self.assertEqual(self.count(frame), self.count(frame + " AND BillingAccountId IS NULL"))

    def test_in_list_drops_null(self):
        frame = (
            f"account_id = '{MID_MONTH}' AND charge_date >= '{self.ago(100)}' "
            "AND group_by = 'account_id'"
        )
        wanted = self.count(f"cf_focus_usage WHERE {frame} AND +BillingAccountId IS NOT NULL")
        self.assertLess(0, wanted)
        self.assertEqual(
            wanted,
            self.count(
                f"cf_focus_usage WHERE {frame} AND BillingAccountId IN (?, ?)", (MID_MONTH, EURO)
            ),
        )

    def test_in_list_of_a_parameter_drops_null(self):
        self.assertEqual(
            0,
            self.count(
                "cf_billing_history WHERE account_id IS NULL AND status IN ('paid', 'open')"
            ),
        )


class NumbersAsBounds(RegressionCase):
    """Whether a number compares as its text depends on its affinity, which no table gets to see."""

    def test_days(self):
        self.db.execute("CREATE TEMP TABLE numbers(n INTEGER)")
        self.db.execute("INSERT INTO numbers VALUES (2026)")
        for bound in (
            "2026",
            "2026-10-01",
            "(SELECT 2026)",
            "(SELECT n FROM numbers)",
            "CAST(strftime('%Y', 'now') AS INTEGER)",
            "CAST('20990101' AS REAL)",
        ):
            for column in ("charge_date", "ChargePeriodStart", "ChargePeriodEnd"):
                with self.subTest(bound, column=column), self.request_count(0):
                    with self.assertRaisesRegex(sqlite3.OperationalError, "write days in quotes"):
                        self.count(
                            f"cf_focus_usage WHERE account_id = '{MID_MONTH}' "
                            f"AND from_date = '{self.ago(1)}' AND {column} >= {bound}"
                        )

    def test_end_of_history(self):
        for column in ("occurred_at", "occurred_date"):
            with self.request_count(0):
                with self.assertRaisesRegex(sqlite3.OperationalError, "write days in quotes"):
                    self.count(
                        f"cf_billing_history WHERE account_id = '{MID_MONTH}' "
                        f"AND {column} > CAST(20990101 AS INTEGER)"
                    )

    def test_days_of_a_table_beside_a_number(self):
        self.make_days((self.ago(3), self.ago(1)))
        for number in ("3", "CAST(3 AS INTEGER)", "(SELECT 3)"):
            with self.subTest(number):
                with self.assertRaisesRegex(sqlite3.OperationalError, "in quotes"):
                    self.count(
                        "days JOIN cf_focus_usage AS u ON u.charge_date BETWEEN days.d AND days.k "
                        f"WHERE u.account_id = '{MID_MONTH}' AND u.ChargePeriodEnd >= {number}"
                    )


class Patterns(RegressionCase):
    """A prefix that looks like a number: SQLite makes no bounds of it, the pattern itself tells."""

    def test_numeric_prefix(self):
        for pattern in (f"{self.today.year}%", f"{self.today.year}-%"):
            for column in ("charge_date", "ChargePeriodStart"):
                with self.subTest(pattern, column=column):
                    self.assertEqual(
                        self.records("focus", MID_MONTH, f"{self.today.year}-01-01"),
                        self.count(
                            f"cf_focus_usage WHERE account_id = '{MID_MONTH}' "
                            f"AND {column} LIKE '{pattern}'"
                        ),
                    )


class JoinOrder(RegressionCase):
    """What a scan must be given comes from a table that has to be read first."""

    def test_lateral_arguments_beside_another_bound(self):
        self.make_days((self.ago(1), self.ago(0)), (self.ago(3), self.ago(2)))
        wanted = self.records("focus", MONTH_END, self.ago(3))
        for condition in (
            "charge_date IN (SELECT d FROM days UNION SELECT k FROM days)",
            f"charge_date >= '{self.ago(9)}'",
            f"BillingPeriodEnd > '{self.ago(40)}'",
        ):
            with self.subTest(condition):
                self.assertEqual(
                    wanted,
                    self.count(
                        f"days JOIN cf_focus_usage(?, days.d, days.k) AS u WHERE u.{condition}",
                        (MONTH_END,),
                    ),
                )

    def test_two_accounts_by_or_with_days_of_a_table(self):
        days = (self.ago(1), self.ago(3), self.ago(40), self.ago(50))
        self.make_days(*((day, None) for day in days))
        wanted = sum(
            self.records("focus", account, day, day)
            for account in (MANY_PLANS, EURO)
            for day in days
        )
        found = self.count(
            "cf_focus_usage AS u JOIN days WHERE (u.account_id = ? OR u.account_id = ?) "
            "AND u.ChargePeriodStart = days.d || 'T00:00:00Z' AND days.n <= 6",
            (MANY_PLANS, EURO),
        )
        self.assertEqual(wanted, found)

    def test_account_of_a_table_beside_an_or(self):
        self.make_clients(EURO, None, MANY_PLANS)
        found = self.count(
            "cf_paygo_usage AS u JOIN clients AS c WHERE c.id = u.account_id AND c.n <= 6 "
            "AND u.charge_date >= ? AND (u.BillingPeriodStart LIKE '2026-x%' "
            "OR u.account_id IN (?))",
            (self.ago(3), MANY_PLANS),
        )
        self.assertEqual(self.records("paygo", MANY_PLANS, self.ago(3)), found)

    def test_account_of_a_subquery_beside_an_or_of_days(self):
        """One scan with account and lower bound, not two that SQLite leaves without the account."""
        self.make_clients(EURO)
        for account in ("IN (SELECT id FROM clients)", "= (SELECT id FROM clients)"):
            with self.subTest(account):
                found = self.count(
                    f"cf_focus_usage AS u WHERE u.account_id {account} AND u.charge_date >= ?1 "
                    "AND (u.ChargePeriodStart GLOB ?2 OR u.ChargePeriodEnd GLOB ?3)",
                    (self.ago(5), self.ago(3) + "*", "2020-0*"),
                )
                self.assertEqual(self.records("focus", EURO, self.ago(3), self.ago(3)), found)

    def test_two_accounts_by_or_beside_days_of_two_kinds(self):
        """One scan with both accounts, not two that SQLite leaves without the days."""
        self.make_days((self.ago(3) + "T00:00:00Z", "x"), (self.ago(2) + "T00:00:00Z", "y"))
        sql = (
            "cf_focus_usage AS u WHERE (u.BillingAccountId = ?1 OR u.BillingAccountId = ?2) "
            "AND u.charge_date GLOB ?3 AND (u.ChargePeriodEnd, u.x_BillableMetricId) IN "
            "(SELECT d, k FROM days)"
        )
        month = self.ago(3)[:7] + "*"
        plan = "\n".join(
            row[-1]
            for row in self.rows(
                f"EXPLAIN QUERY PLAN SELECT count(*) FROM {sql}", (EURO, MANY_PLANS, month)
            )
        )
        self.assertNotIn("MULTI-INDEX OR", plan)

    def test_or_beside_days(self):
        """SQLite may read the table once for each side, without the days: an error, not no rows."""
        first, last = self.ago(40), self.ago(38)
        wanted = self.records("focus", EURO, first, last) + self.records(
            "focus", MONTH_END, first, last
        )
        either = (
            "(account_id = ?1 AND ServiceProviderName <> 'x' OR account_id = ?2)",
            "(account_id = ?1 OR BillingAccountId = ?2)",
        )
        for condition in either:
            for days in (
                f"charge_date BETWEEN '{first}' AND '{last}'",
                f"charge_date >= '{first}' AND charge_date <= '{last}'",
            ):
                with self.subTest(condition, days=days):
                    sql = f"SELECT count(*) FROM cf_focus_usage WHERE {condition} AND {days}"
                    try:
                        self.assertEqual(wanted, self.value(sql, (EURO, MONTH_END)))
                    except sqlite3.OperationalError as error:
                        self.assertRegex(str(error), "OR|needs an account")


if __name__ == "__main__":
    support.main()
