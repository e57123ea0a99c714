"""What is missing is said: in the error, or, where it was accepted, in cf_requests."""

import support
from date_case import FOCUS, PAYGO, DateCase
from support import BILLED, ERROR, EURO, FIRST, MID_MONTH, NOT_COVERED, QUIET

WHAT_WAS_SAID = "SELECT account_id, outcome, status, error FROM cf_requests WHERE error > ''"
OLDER = "paygo-usage,billing/usage/paygo"


class WhatIsAccepted(DateCase):
    """...is noted in cf_requests."""

    def test_days_that_are_gone(self):
        self.sandbox.set(paygo__retention_days=30)
        for config, condition in (({"incomplete": "ignore"}, "1"), ({}, "incomplete = 'ignore'")):
            with self.subTest(condition):
                db = self.connect(**config)
                found = self.rows(f"SELECT charge_date FROM {PAYGO} WHERE account_id = '{MID_MONTH}' "
                                  f"AND charge_date >= '{self.ago(45)}' AND {condition}", db=db)
                self.assertEqual(self.ago(30), min(found)[0])
                ((account, outcome, _, error),) = self.rows(WHAT_WAS_SAID, db=db)
                self.assertEqual((MID_MONTH, "ok"), (account, outcome))
                self.assert_says(error, "no longer has", MID_MONTH, self.ago(45), self.ago(31))

    def test_billing_periods_that_are_cut_where_no_days_are_asked_for(self):
        """What comes then is what the API has, and it may begin in the middle of a period."""
        self.sandbox.set(paygo__default="both", paygo__retention_days=30)
        cut = 0
        for account in (FIRST, MID_MONTH, EURO):
            db = self.connect()
            rows = self.rows("SELECT substr(BillingPeriodStart, 1, 10), charge_date, complete_from "
                             f"FROM {PAYGO} WHERE account_id = '{account}'", db=db)
            first, kept_from = min(rows)[0], self.ago(30)
            is_cut = first < kept_from
            self.assertEqual({kept_from if is_cut else None}, {row[2] for row in rows})
            said = self.rows(WHAT_WAS_SAID, db=db)
            self.assertEqual(is_cut, bool(said), said)
            if is_cut:
                self.assert_says(said[0][3], "no longer has", account, first, kept_from)
            cut += is_cut
        self.assertLess(0, cut)
        self.sandbox.set(paygo__retention_days=0)
        self.assertEqual([(None,)], self.rows(f"SELECT DISTINCT complete_from FROM {PAYGO} WHERE "
                                              f"account_id = '{MID_MONTH}'"))

    def test_columns_that_an_older_endpoint_lacks(self):
        for config, condition in (({"incomplete": "ignore"}, "1"), ({}, "incomplete = 'columns'")):
            with self.subTest(condition):
                self.sandbox.reset()
                self.sandbox.set(paygo__generations=OLDER)
                db = self.connect(**config)
                self.assertEqual([(None,)], self.rows(f"SELECT DISTINCT BilledCost FROM {PAYGO} WHERE "
                                                      f"account_id = '{FIRST}' AND {condition}", db=db))
                said = [row for row in self.rows(WHAT_WAS_SAID, db=db) if row[2] == 200]
                self.assertTrue(any("BilledCost" in error for *_, error in said), said)

    def test_accounts_that_are_left_out(self):
        for account, why in ((QUIET, "no longer has"), (NOT_COVERED, "does not cover")):
            with self.subTest(why):
                db = self.connect(on_error="skip")
                self.assertEqual([(EURO,)], self.rows(
                    f"SELECT DISTINCT account_id FROM {PAYGO} WHERE account_id IN ('{account}', '{EURO}') "
                    f"AND charge_date >= '{self.ago(60)}'", db=db))
                said = [row for row in self.rows(WHAT_WAS_SAID, db=db) if row[0] == account]
                self.assertEqual({"left out"}, {outcome for _, outcome, *_ in said})
                self.assertTrue(any(why in error for *_, error in said), said)


class TooManyRequests(support.TestCase):
    """A scan that would need more than allowed asks for nothing."""

    def refused(self, table, *, allowed, least, where="1", accounts=BILLED):
        with self.subTest(table), self.request_count(0):
            names = "', '".join(accounts)
            message = self.failure(ERROR, f"SELECT * FROM {table} WHERE account_id IN ('{names}') AND {where}",
                                   db=self.connect(max_requests=allowed))
            self.assert_says(message, table, f"at least {least} requests", "max_requests", str(allowed))

    def test_one_for_each_account(self):
        for table in ("cf_billing_profile", "cf_billing_history", "cf_subscriptions", "cf_unpaid_invoices",
                      "cf_credits", "cf_paygo_subscriptions", "cf_billable_metrics", "cf_usage_history",
                      "cf_payment_methods", "cf_bad_debt", "cf_alert_policies", "cf_ai_gateway_credit",
                      "cf_ai_gateway_invoice_lines", "cf_tags"):
            self.refused(table, allowed=len(BILLED) - 1, least=len(BILLED))

    def test_windows_of_each_account(self):
        long = "charge_date BETWEEN date('now', '-100 days') AND date('now')"
        self.refused(FOCUS, allowed=7, least=8, where=long, accounts=BILLED[:2])

    def test_what_finds_the_cycles_of_each_account(self):
        """Both `info` and the answer without dates are certain where nothing is known of an account."""
        self.refused(PAYGO, allowed=2 * len(BILLED) - 1, least=2 * len(BILLED),
                     where="charge_date = date('now', '-3 days')")

    def test_kept_answers_are_no_requests(self):
        db = self.connect(cache_ttl=300)
        sql = f"SELECT count(*) FROM cf_billing_profile WHERE account_id IN {BILLED}"
        self.assertEqual(len(BILLED), self.value(sql, db=db))
        db.execute("SELECT cf_config('max_requests', 1)")
        with self.request_count(0):
            self.assertEqual(len(BILLED), self.value(sql, db=db))


class Arguments(DateCase):
    """They are values that are passed: another comparison with one would drop every row."""

    def test_other_comparisons_are_errors(self):
        for table in (FOCUS, PAYGO):
            for condition in ("from_date >= '{}'", "to_date <= '{}'", "from_date BETWEEN '{0}' AND '{0}'",
                              "from_date LIKE '{}%'", "from_date GLOB '{}*'",
                              "to_date IS '{}'"):
                with self.subTest(condition, table=table), self.request_count(0):
                    message = self.failure(ERROR, f"SELECT * FROM {table} WHERE account_id = '{FIRST}' AND "
                                           + condition.format(self.ago(5)))
                    self.assert_says(message, table, condition.split()[0], "takes = only", "charge_date")
        message = self.failure(ERROR, f"SELECT * FROM {PAYGO} WHERE account_id = '{FIRST}' AND incomplete > 'x'")
        self.assert_says(message, "incomplete", "takes = only")

    def test_beside_the_value_they_are_conditions(self):
        day = self.ago(5)
        self.assertEqual([(day,)], self.rows(
            f"SELECT DISTINCT from_date FROM {FOCUS} WHERE account_id = '{FIRST}' AND from_date = '{day}' "
            f"AND from_date > '{self.ago(6)}'"))
        self.assertEqual([], self.rows(
            f"SELECT 1 FROM {FOCUS} WHERE account_id = '{FIRST}' AND from_date = '{day}' AND from_date > '{day}'"))
        self.assertLess(0, self.value(f"SELECT count(*) FROM {FOCUS} WHERE account_id = '{FIRST}' "
                                      "AND from_date IS NULL"))


class PlainTexts(DateCase):
    def test_charge_date_is_no_moment(self):
        """A time behind the day is a longer text, and no day is equal to it; a period's start is."""
        days = [self.ago(n) for n in (6, 5, 4, 3)]
        account = f"account_id = '{FIRST}'"
        with self.request_count(0):
            self.assertEqual([], self.rows(
                f"SELECT 1 FROM {FOCUS} WHERE {account} AND charge_date = '{days[0]}T00:00:00Z'"))
        for column, expected in (("charge_date", days[1:]), ("ChargePeriodStart", days[:-1])):
            self.assertEqual([(day,) for day in expected], self.rows(
                f"SELECT DISTINCT charge_date FROM {FOCUS} WHERE {account} AND {column} >= '{days[0]}T00:00:00Z' "
                f"AND {column} < '{days[-1]}T00:00:00Z' ORDER BY 1"), column)


if __name__ == "__main__":
    support.main()
