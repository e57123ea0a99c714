"""What SQLite reads first: whatever tells accounts and days, and so the fewest requests."""

import re

from shared import SQLITE_VERSION, calendar_of, support
from support import EURO, MANY_PLANS, MID_MONTH


class JoinOrder(support.TestCase):
    """SQLite reads first what tells accounts and days, and makes the fewest requests."""

    CLIENTS = (EURO, MANY_PLANS)

    def setUp(self):
        super().setUp()
        self.today = calendar_of.day(self.sandbox.today())
        self.db.execute("CREATE TEMP TABLE clients(id TEXT, name TEXT)")
        self.db.executemany(
            "INSERT INTO clients VALUES (?, 'x')", [(account,) for account in self.CLIENTS]
        )
        self.db.execute("CREATE TEMP TABLE days(d TEXT)")
        self.db.executemany("INSERT INTO days VALUES (?)", [(self.ago(2),), (self.ago(40),)])

    def ago(self, days):
        return (self.today - days * calendar_of.DAY).isoformat()

    def order(self, sql, parameters=()):
        """The aliases in the order that SQLite reads them."""
        with self.request_count(0):
            plan = [row[3] for row in self.rows("EXPLAIN QUERY PLAN " + sql, parameters)]
        found = [re.match(r"(?:SCAN|SEARCH) (?:TABLE (?:\w+ AS )?)?(\w+)", line) for line in plan]
        return [match[1] for match in found if match]

    def check(self, order, requests, sql, parameters=()):
        with self.subTest(sql):
            self.assertEqual(order, self.order(sql, parameters))
            self.rows(sql, parameters)  # The days on which cycles start are asked for once only.
            with self.request_count(requests):
                self.rows(sql, parameters)

    def test_accounts_of_a_table_come_first(self):
        for source in (
            "clients c, cf_focus_usage u",
            "cf_focus_usage u, clients c",
            "cf_focus_usage u JOIN clients c",
        ):
            self.check(
                ["c", "u"],
                2,
                f"SELECT u.raw FROM {source} WHERE u.account_id = c.id "
                f"AND u.charge_date >= '{self.ago(3)}'",
            )
            self.check(
                ["c", "u"],
                2,
                f"SELECT u.raw FROM {source} WHERE c.id = u.BillingAccountId "
                f"AND u.charge_date >= '{self.ago(3)}' AND c.name = 'x'",
            )

    def test_days_of_a_table_come_first(self):
        conditions = (
            "u.charge_date = d.d",
            "d.d = u.charge_date",
            "u.charge_date BETWEEN d.d AND d.d",
            "u.ChargePeriodStart = d.d || 'T00:00:00Z'",
        )
        # Accounts with one billing cycle a day.
        for table, account in (("cf_focus_usage", EURO), ("cf_paygo_usage", MID_MONTH)):
            for source in (f"days d, {table} u", f"{table} u, days d"):
                for condition in conditions:
                    sql = f"SELECT u.raw FROM {source} WHERE u.account_id = ? AND {condition}"
                    self.check(["d", "u"], 2, sql, (account,))

    def test_arguments_of_a_table_come_first(self):
        self.check(
            ["d", "u"], 2, "SELECT u.raw FROM days d, cf_focus_usage(?, d.d, d.d) u", (EURO,)
        )
        self.check(["c", "u"], 2, "SELECT u.company FROM clients c JOIN cf_billing_profile(c.id) u")

    def test_a_profile_is_read_before_its_usage(self):
        self.check(
            ["p", "u"],
            2,
            "SELECT p.company FROM cf_focus_usage u, cf_billing_profile p "
            f"WHERE p.account_id = '{EURO}' AND u.account_id = p.account_id "
            f"AND u.charge_date = '{self.ago(0)}'",
        )

    def test_one_scan_where_all_is_known(self):
        """A table of the extension with all it needs is read once, before the ordinary one."""
        self.check(
            ["u", "c"],
            1,
            "SELECT u.raw FROM clients c, cf_focus_usage u "
            f"WHERE u.account_id = '{EURO}' AND u.charge_date >= '{self.ago(3)}' "
            "AND u.BillingAccountName = c.name",
        )

    def test_materialized_is_read_once(self):
        if SQLITE_VERSION < (3, 35):
            self.skipTest("MATERIALIZED is of SQLite 3.35")
        sql = (
            "WITH u AS MATERIALIZED (SELECT charge_date FROM cf_focus_usage WHERE account_id = ? "
            "AND charge_date >= ?) SELECT count(*) FROM days d LEFT JOIN u ON u.charge_date = d.d"
        )
        with self.request_count(1):
            self.rows(sql, (EURO, self.ago(3)))

    def test_left_join_takes_the_conditions_in_on(self):
        self.check(
            ["c", "u"],
            2,
            "SELECT u.raw FROM clients c LEFT JOIN cf_focus_usage u "
            f"ON u.account_id = c.id AND u.charge_date >= '{self.ago(3)}'",
        )

    def test_in_select_is_one_scan(self):
        scans = 2  # Requests: one for each account, in one scan or, before 3.38, in one scan each.
        self.check(
            ["u"] + ["clients"] * 1,
            scans,
            "SELECT u.raw FROM cf_focus_usage u WHERE u.account_id IN "
            f"(SELECT id FROM clients) AND u.charge_date >= '{self.ago(3)}'",
        )

    def plan(self, sql):
        return [row[3] for row in self.rows("EXPLAIN QUERY PLAN " + sql)]

    def scans(self, sql):
        """How often the plan reads a table of the extension, and the terms of each time."""
        return [line.split("INDEX 0:")[1] for line in self.plan(sql) if "VIRTUAL TABLE" in line]

    # The queries that ext/vtab/cost_model.h gives for its figures, where the tests above have none.

    def test_an_or_of_days_is_a_scan_for_each_side(self):
        sql = (
            f"SELECT raw FROM cf_focus_usage WHERE account_id IN ('{EURO}', '{MANY_PLANS}') "
            f"AND (charge_date BETWEEN '{self.ago(40)}' AND '{self.ago(38)}' "
            f"OR charge_date BETWEEN '{self.ago(5)}' AND '{self.ago(3)}')"
        )
        self.assertEqual(2, len(self.scans(sql)))
        for terms in self.scans(sql):
            self.assertRegex(terms, r"^account_id=\*? from>= to<= ")

    def test_an_or_of_accounts_has_the_days_beside_it(self):
        sql = (
            f"SELECT raw FROM cf_focus_usage WHERE (account_id = '{EURO}' "
            f"OR BillingAccountId = '{MANY_PLANS}') AND charge_date >= '{self.ago(5)}'"
        )
        # One scan; recent versions of SQLite give the days to a scan of each side.
        self.assertRegex(
            "; ".join(self.scans(sql)),
            r"^(from>= cols:\w+|account_id= from>= cols:\w+; "
            r"account_id=\(BillingAccountId\) from>= cols:\w+)$",
        )

    def test_a_lower_bound_is_one_scan_whatever_ranges_are_beside_it(self):
        sql = (
            "SELECT raw FROM cf_focus_usage WHERE account_id = (SELECT id FROM clients) "
            f"AND charge_date >= '{self.ago(40)}' AND (ChargePeriodStart GLOB '2026-10-0*' "
            "OR ChargePeriodEnd GLOB '2026-10-2*')"
        )
        self.assertRegex("; ".join(self.scans(sql)), r"^account_id= from>= cols:\w+$")

    def test_a_filtered_history_comes_before_an_ordinary_table(self):
        self.db.execute("CREATE TEMP TABLE notes(text TEXT)")
        self.assertEqual(
            ["h", "n"],
            self.order(
                f"SELECT amount FROM notes n, cf_billing_history h WHERE h.account_id = '{EURO}' "
                "AND h.type = 'refund' AND h.description = n.text"
            ),
        )


if __name__ == "__main__":
    support.main()
