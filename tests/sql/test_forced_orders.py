"""Queries that fix what is read first, and so keep accounts or days from the table that needs them."""

import sqlite3
import time

import oracle
import support
from date_case import FOCUS, PAYGO, DateCase
from support import EURO, MANY_PLANS, MONTH_END


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
                           f"{table} u CROSS INNER JOIN clients c WHERE u.account_id = c.id",
                           f"{table} u LEFT JOIN clients c ON c.name = 'x' WHERE c.id = u.account_id",
                           f"{table} u OUTER LEFT JOIN clients c ON c.name = 'x' WHERE c.id = u.account_id",
                           f"{table} u LEFT NATURAL JOIN clients c WHERE c.id = u.account_id",
                           f"{table} u CROSS JOIN days CROSS JOIN clients c WHERE u.account_id = c.id"):
                self.refused("account_id", f"SELECT count(*) FROM {source} AND u.charge_date = '{day}'")
        self.refused("BillingAccountId", f"SELECT count(*) FROM {FOCUS} u CROSS JOIN clients c "
                     f"WHERE u.BillingAccountId = c.id AND u.charge_date = '{day}'")
        for table in ("cf_billing_history", "cf_billing_profile", "cf_subscriptions", "cf_usage_history",
                      "cf_payment_methods", "cf_bad_debt", "cf_alert_policies", "cf_ai_gateway_credit",
                      "cf_ai_gateway_invoice_lines", "cf_resource_usage", "cf_tags"):
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

    def test_days_of_the_usage_history(self):
        for condition in ("u.day = d.d", "u.day >= d.d", "u.day BETWEEN d.d AND date(d.d, '+3 days')"):
            self.refused("day", "SELECT count(*) FROM cf_usage_history u CROSS JOIN days d "
                         f"WHERE {condition}")

    def test_days_and_granularity_of_what_resources_used(self):
        self.refused("day", "SELECT count(*) FROM cf_resource_usage u CROSS JOIN days d WHERE u.day = d.d")
        self.refused("granularity", "SELECT count(*) FROM cf_resource_usage u CROSS JOIN days d "
                     "WHERE u.granularity = d.d")

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

    def test_inside_a_view(self):
        day = self.ago(3)
        self.db.execute(f"CREATE TEMP VIEW held(a, [the raw]) AS SELECT c.name, u.raw FROM {FOCUS} u "
                        f"CROSS JOIN clients c WHERE u.account_id = c.id AND u.charge_date = '{day}'")
        self.db.execute('CREATE TEMP VIEW "the outer" AS SELECT count(*) AS n FROM Held')
        self.refused("account_id", "SELECT count(*) FROM held")
        self.refused("account_id", 'SELECT n FROM temp."the outer"')
        self.db.execute(f"CREATE TEMP VIEW fine AS SELECT u.raw FROM clients c CROSS JOIN {FOCUS} u "
                        f"WHERE u.account_id = c.id AND u.charge_date = '{day}'")
        self.assertLess(0, self.value("SELECT count(*) FROM fine"))

    def test_three_tables(self):
        """The tables between which the order is not fixed are offered conditions that they cannot use."""
        dated = f"u.charge_date = '{self.ago(3)}'"
        self.db.execute("CREATE TEMP TABLE k(n INTEGER)")
        self.db.execute("INSERT INTO k VALUES (1)")
        three = self.value(f"SELECT count(*) FROM {FOCUS} u, clients c WHERE u.account_id = c.id AND {dated}")
        for source in (f"{FOCUS} u CROSS JOIN k JOIN clients c WHERE u.account_id = c.id AND {dated}",
                       f"{FOCUS} u CROSS JOIN k, clients c WHERE {dated} AND u.account_id = c.id",
                       f"k CROSS JOIN {FOCUS} u JOIN clients c ON u.account_id = c.id WHERE {dated}"):
            self.right_or_refused(three, f"SELECT count(*) FROM {source}")
        # Two of ours that are joined by their account, beside an outer join: the default account.
        own = self.value(f"SELECT count(*) FROM {FOCUS} u WHERE {dated}")
        self.check(own, f"SELECT count(*) FROM cf_billing_profile p JOIN {FOCUS} u ON p.account_id = u.account_id "
                   f"LEFT JOIN clients c ON c.id = u.account_id WHERE {dated}")

    def right_or_refused(self, wanted, sql):
        with self.subTest(sql):
            try:
                self.assertEqual(wanted, self.value(sql))
            except sqlite3.OperationalError as error:
                self.assert_says(str(error), "account_id", "reads later")

    def test_a_scan_with_its_account_excuses_no_other(self):
        day = self.ago(3)
        held = f"SELECT count(*) FROM {FOCUS} u CROSS JOIN clients c WHERE u.account_id = c.id AND u.charge_date = '{day}'"
        self.refused("account_id", f"{held} UNION ALL SELECT count(*) FROM {FOCUS} u WHERE u.account_id = '{EURO}' "
                     f"AND u.charge_date = '{day}'")
        self.refused("charge_date", f"SELECT (SELECT count(*) FROM {FOCUS} u CROSS JOIN days d WHERE u.charge_date = "
                     f"d.d), (SELECT count(*) FROM {FOCUS} u WHERE u.charge_date = '{day}')")

    def test_words_that_are_names(self):
        day = self.ago(3)
        for join in ("LEFT JOIN clients c ON c.name = :limit", "LEFT JOIN clients c ON c.name = @group"):
            with self.subTest(join):
                sql = (f"SELECT count(*) FROM {FOCUS} u {join} WHERE c.id = u.account_id "
                       f"AND u.charge_date = '{day}'")
                self.assert_says(self.failure(support.ERROR, sql, ("x",)), "account_id", "reads later")
        self.db.execute(f"CREATE TEMP VIEW \"v\"\"2\" AS SELECT u.raw FROM {FOCUS} u CROSS JOIN clients c "
                        f"WHERE u.account_id = c.id AND u.charge_date = '{day}'")
        self.refused("account_id", "SELECT count(*) FROM \"v\"\"2\"")
        self.db.execute("CREATE TEMP TABLE asked(d TEXT)")
        self.db.execute("CREATE TEMP TABLE kept(x)")
        for at in ("new . d", '"new".d', "[NEW].[d]", "NEW /**/ .d"):
            self.db.execute("DROP TRIGGER IF EXISTS fetch")
            self.db.execute(f"CREATE TEMP TRIGGER fetch AFTER INSERT ON asked BEGIN INSERT INTO kept SELECT u.raw "
                            f"FROM {FOCUS} u CROSS JOIN clients c WHERE u.account_id = c.id AND u.charge_date = {at}; END")
            self.refused("account_id", f"INSERT INTO asked VALUES ('{day}')")

    def test_a_view_that_another_took_the_place_of(self):
        """The schema's version is that of before after a ROLLBACK."""
        day = self.ago(3)
        for join, refused in ((f"clients c CROSS JOIN {FOCUS} u", False), (f"{FOCUS} u CROSS JOIN clients c", True)):
            self.db.execute("BEGIN")
            self.db.execute(f"CREATE TEMP VIEW w AS SELECT u.raw FROM {join} WHERE u.account_id = c.id "
                            f"AND u.charge_date = '{day}'")
            if refused:
                self.refused("account_id", "SELECT count(*) FROM w")
            else:
                self.assertLess(0, self.value("SELECT count(*) FROM w"))
            self.db.execute("ROLLBACK")

    def test_other_statements_that_run_refuse_nothing(self):
        day = self.ago(3)
        running = self.db.execute(f"SELECT d.d FROM {FOCUS} u CROSS JOIN days d WHERE u.account_id = '{EURO}' AND "
                                  f"u.charge_date >= '{self.ago(9)}' AND u.charge_date = d.d")
        self.assertIsNotNone(running.fetchone())
        self.assertIsNotNone(self.value(f"SELECT max(charge_date) FROM {FOCUS} WHERE account_id = '{EURO}'"))
        running.close()
        self.check(1, f"SELECT count(*) FROM (SELECT 1) k LEFT JOIN {FOCUS} u ON u.charge_date = '{day}' "
                   "AND u.ServiceProviderName = 'nobody' WHERE u.account_id IS NULL")

    def test_a_statement_that_begins_in_between_is_not_taken_for_the_one_that_scans(self):
        day = self.ago(3)
        rows = self.db.execute(f"SELECT u.charge_date FROM {FOCUS} u WHERE u.account_id = '{EURO}' AND u.charge_date = "
                               f"'{day}' UNION ALL SELECT count(*) FROM {FOCUS} u CROSS JOIN clients c "
                               f"WHERE u.account_id = c.id AND u.charge_date = '{day}'")
        self.assertEqual((day,), rows.fetchone())
        other = self.db.execute("SELECT id FROM clients")
        self.assertIsNotNone(other.fetchone())
        with self.assertRaises(sqlite3.OperationalError) as caught:
            rows.fetchall()
        self.assert_says(str(caught.exception), "account_id", "reads later")

    def test_inside_a_trigger(self):
        self.db.execute("CREATE TEMP TABLE asked(d TEXT)")
        self.db.execute("CREATE TEMP TABLE kept(x)")
        self.db.execute(f"CREATE TEMP TRIGGER fetch AFTER INSERT ON asked BEGIN INSERT INTO kept SELECT u.raw "
                        f"FROM {FOCUS} u CROSS JOIN clients c WHERE u.account_id = c.id "
                        "AND u.charge_date = NEW.d; END")
        self.refused("account_id", f"INSERT INTO asked VALUES ('{self.ago(3)}')")
        self.assertEqual(0, self.value("SELECT count(*) FROM kept"))

    def test_one_of_two_scans_is_not_refused_for_the_other(self):
        """Each has conditions of its own: a column that one lacks is no condition of the other's."""
        own = self.value(f"SELECT count(*) FROM {FOCUS} u WHERE u.account_id = '{MONTH_END}'")
        self.assertLess(0, own)
        sql = (f"SELECT count(DISTINCT u.raw), u.from_date FROM {FOCUS} u LEFT JOIN {FOCUS}('{EURO}', "
               f"'{self.ago(3)}') v ON v.x_BillableMetricName = 'x' WHERE u.account_id = '{MONTH_END}'")
        self.assertEqual([(self.value(f"SELECT count(DISTINCT raw) FROM {FOCUS} u "
                                      f"WHERE u.account_id = '{MONTH_END}'"), None)],
                         self.db.execute(sql).fetchall())

    def test_many_scans_of_a_long_statement(self):
        """What was found out once is not found out for each of 400 rows."""
        self.db.execute("CREATE TEMP TABLE many(n INTEGER)")
        self.db.executemany("INSERT INTO many VALUES (?)", [(n,) for n in range(400)])
        shown = ", ".join(f"'x' || {n}" for n in range(1000))
        begun = time.monotonic()
        self.value(f"SELECT sum((SELECT count(u.account_id) FROM {FOCUS} u CROSS JOIN days WHERE m.n = m.n "
                   f"AND u.charge_date = '{self.ago(3)}')), {shown} FROM many m LEFT JOIN days d ON d.d = m.n")
        self.assertLess(time.monotonic() - begun, 5)

    def test_right_and_full_joins(self):
        """SQLite hands over nothing at all, not even constants."""
        if sqlite3.sqlite_version_info < (3, 39):
            self.skipTest("RIGHT and FULL JOIN are of SQLite 3.39")
        for join in ("RIGHT", "FULL OUTER"):
            for condition in (f"u.account_id = '{MONTH_END}'", f"u.charge_date = '{self.ago(3)}'"):
                self.refused(condition.split()[0][2:], f"SELECT count(*) FROM {FOCUS} u {join} JOIN "
                             f"clients c ON c.id = u.account_id WHERE {condition}")

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


if __name__ == "__main__":
    support.main()
