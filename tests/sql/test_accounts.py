"""Which accounts are asked: every way to name them, and none."""

import time
import unittest

import calendar_of
import oracle
import support
from support import (ALL_ACCOUNTS, AUTH, BILLED, ERROR, EURO, FIRST, MANY_PLANS, MID_MONTH,
                     MONTH_END, NOT_COVERED, ORGANIZATION, ORGANIZATION_ACCOUNTS, QUIET, UNKNOWN)

TABLES = tuple(oracle.COLUMNS)
USAGE = ("cf_paygo_usage", "cf_focus_usage")
USER = ("cf_billing_profile", "cf_billing_history")
RECENT = "charge_date >= date('now', '-3 days')"


class AccountCase(support.TestCase):
    def asked(self):
        """The accounts that requests went to; None for the user's own endpoints."""
        return {parts[1] if (parts := r.endpoint.strip("/").split("/"))[0] == "accounts" else None
                for r in self.sandbox.requests()}

    def found(self, sql, parameters=(), db=None):
        self.sandbox.forget_requests()
        return {row[0] for row in self.rows(sql, parameters, db)}

    def check(self, accounts, sql, parameters=(), db=None):
        with self.subTest(sql):
            self.assertEqual(set(accounts), self.found(sql, parameters, db))
            self.assertEqual(set(accounts), self.asked())


class Naming(AccountCase):
    PAIR = (FIRST, EURO)

    def test_one(self):
        for table in TABLES:
            self.check({EURO}, f"SELECT account_id FROM {table} WHERE account_id = ?", (EURO,))
            self.check({EURO}, f"SELECT account_id FROM {table}(?)", (EURO,))
            self.check({EURO}, f"SELECT account_id FROM {table} WHERE account_id IS ?", (EURO,))
            self.check({EURO}, f"SELECT account_id FROM {table} WHERE ? = account_id", (EURO,))
            self.check({EURO}, f"SELECT account_id FROM {table} WHERE account_id IN (?)", (EURO,))
            self.check({EURO}, f"SELECT account_id FROM {table} WHERE account_id = "
                               "lower(upper(?))", (EURO,))

    def test_several(self):
        for table in TABLES:
            start = f"SELECT account_id FROM {table} "
            self.check(self.PAIR, start + "WHERE account_id IN (?, ?, ?)", (*self.PAIR, FIRST))
            self.check(self.PAIR, start + "WHERE account_id IN (SELECT column1 FROM "
                       "(VALUES (?), (?)))", self.PAIR)
            self.check(self.PAIR, start + "WHERE account_id IN (?, ?, NULL)", self.PAIR)
            self.check({FIRST}, start + "WHERE account_id IN (?, ?) AND account_id = ?",
                       (*self.PAIR, FIRST))
            self.check(self.PAIR, start + "WHERE account_id = ? OR account_id = ?", self.PAIR)

    def test_in_list_is_one_scan(self):
        with self.request_count(2):
            self.rows("SELECT * FROM cf_billing_profile WHERE account_id IN (?, ?, ?)",
                      (FIRST, EURO, FIRST))
        with self.request_count(1):
            self.rows("SELECT * FROM cf_billing_profile WHERE account_id IN (?, ?)",
                      (FIRST, FIRST))

    def test_joins(self):
        db = self.db
        db.execute("CREATE TABLE mine(account TEXT, label TEXT)")
        db.executemany("INSERT INTO mine VALUES (?, ?)", [(a, a[:2]) for a in self.PAIR])
        for table in TABLES:
            for sql in (f"SELECT account_id FROM mine JOIN {table} ON account_id = account",
                        f"SELECT account_id FROM {table} JOIN mine ON account_id = account",
                        f"SELECT account_id FROM {table}, mine WHERE account = account_id",
                        f"SELECT account_id FROM mine LEFT JOIN {table} ON account_id = account",
                        f"SELECT account_id FROM mine, {table}(mine.account)",
                        f"WITH w(a) AS (VALUES ('{FIRST}'), ('{EURO}')) SELECT account_id "
                        f"FROM w JOIN {table} ON account_id = w.a",
                        f"SELECT account_id FROM {table} JOIN (VALUES ('{FIRST}'), ('{EURO}')) v "
                        "ON account_id = v.column1",
                        f"SELECT account_id FROM {table} WHERE account_id IN "
                        "(SELECT account FROM mine)",
                        f"SELECT (SELECT account_id FROM {table} WHERE account_id = account "
                        "LIMIT 1) FROM mine"):
                self.check(self.PAIR, sql)

    def test_account_of_the_record(self):
        for table in USAGE:
            start = f"SELECT account_id FROM {table} WHERE {RECENT} AND BillingAccountId "
            self.check({EURO}, start + "= ?", (EURO,))
            self.check(self.PAIR, start + "IN (?, ?)", self.PAIR)
            self.check({FIRST}, start + "IN (?, ?) AND account_id = ?", (*self.PAIR, FIRST))

    def test_two_accounts_that_contradict(self):
        for table in USAGE:
            with self.request_count(0):
                self.assertEqual([], self.rows(f"SELECT * FROM {table} WHERE account_id = ? AND "
                                               "BillingAccountId = ?", self.PAIR))
        for table in TABLES:
            with self.request_count(0):
                self.assertEqual([], self.rows(f"SELECT * FROM {table} WHERE account_id = ? AND "
                                               "account_id = ?", self.PAIR))

    def test_organization(self):
        self.sandbox.forget_requests()
        found = self.rows("SELECT DISTINCT BillingAccountId, account_id, organization_id "
                          "FROM cf_focus_usage WHERE organization_id = ?", (ORGANIZATION,))
        self.assertEqual({(account, account, ORGANIZATION) for account in ORGANIZATION_ACCOUNTS},
                         set(found))
        self.assertEqual([f"/organizations/{ORGANIZATION}/billable/usage"],
                         [r.endpoint for r in self.sandbox.requests()])
        with self.request_count(1):
            found = self.rows("SELECT DISTINCT account_id FROM cf_focus_usage WHERE "
                              "organization_id = ? AND account_id = ?", (ORGANIZATION, MONTH_END))
        self.assertEqual([(MONTH_END,)], found)
        with self.request_count(0):
            self.assert_says(self.failure(ERROR, "SELECT * FROM cf_focus_usage WHERE "
                                          "organization_id = 'mine'"), "organization_id", "'mine'")
        self.assert_says(self.failure(AUTH, "SELECT * FROM cf_focus_usage WHERE organization_id "
                                      "= ?", (ORGANIZATION,), self.faulty(403)), ORGANIZATION)

    def faulty(self, status):
        self.sandbox.faults({"status": status})
        return self.connect(max_wait=0)


class Unnamed(AccountCase):
    def test_setting(self):
        for db in (self.connect(account_id=MID_MONTH),
                   self.connect(environment={"CLOUDFLARE_ACCOUNT_ID": f" {MID_MONTH}\n"})):
            for table in TABLES:
                self.check({MID_MONTH}, f"SELECT account_id FROM {table}", db=db)
                self.check({EURO}, f"SELECT account_id FROM {table} WHERE account_id = ?",
                           (EURO,), db)
            for table in USER:
                self.check({None}, f"SELECT account_id FROM {table} WHERE account_id IS NULL",
                           db=db)

    def test_no_setting(self):
        for table in USAGE:
            for where in ("1", RECENT, "account_id LIKE '0%'", "account_id <> 'x'",
                          f"account_id = '{FIRST}' OR ConsumedQuantity > 0",
                          f"account_id = '{FIRST}' COLLATE NOCASE", "account_id IS NOT NULL"):
                with self.subTest(table=table, where=where), self.request_count(0):
                    message = self.failure(ERROR, f"SELECT * FROM {table} WHERE {where}")
                    self.assertEqual(
                        f"{table} needs an account: add WHERE account_id = '…', call "
                        f"{table}('…'), or set CLOUDFLARE_ACCOUNT_ID", message)

    def test_own(self):
        for table in USER:
            for where in ("1", "account_id IS NULL", "account_id IS ?1"):
                with self.subTest(table=table, where=where):
                    self.sandbox.forget_requests()
                    found = self.rows(f"SELECT DISTINCT account_id FROM {table} WHERE {where}",
                                      (None,) if "?1" in where else ())
                    self.assertEqual([(None,)], found)
                    self.assertEqual({None}, self.asked())

    def test_is_null_where_there_is_no_own(self):
        for table in USAGE:
            with self.request_count(0):
                self.assertEqual([], self.rows(f"SELECT * FROM {table} WHERE account_id IS NULL"))

    def test_null_and_empty(self):
        for table in TABLES:
            for where in ("account_id = NULL", "account_id IN (NULL)", "account_id IN ()",
                          "account_id IN (SELECT 'x' WHERE 0)"):
                with self.subTest(table=table, where=where), self.request_count(0):
                    self.assertEqual([], self.rows(f"SELECT * FROM {table} WHERE {where}"))
            with self.request_count(0):
                self.assertEqual([], self.rows(f"SELECT * FROM {table}(?)", (None,)))
                self.assertEqual([(None,)], self.rows(
                    f"SELECT account_id FROM (SELECT NULL AS a) LEFT JOIN {table} "
                    "ON account_id = a"))


class NoneListed(AccountCase):
    """A token that sees no account: sums are NULL, and cf_requests says why."""

    def test_the_list_is_a_request_without_rows(self):
        self.sandbox.faults({"path": "/accounts\\?", "body": '{"success": true, "errors": [], '
                             '"messages": [], "result": [], "result_info": {"page": 1, "per_page": 50,'
                             ' "count": 0, "total_count": 0, "total_pages": 0}}'})
        for table in USAGE:
            self.assertEqual([(None, 0)], self.rows(
                f"SELECT sum(ContractedCost), count(*) FROM {table} WHERE account_id IN "
                f"(SELECT id FROM cf_accounts) AND {RECENT}"))
        self.assertEqual({("cf_accounts", 0)}, set(self.rows(
            "SELECT table_name, rows FROM cf_requests")))


class Bad(AccountCase):
    def test_bad_identifiers_are_named_before_any_request(self):
        for bad in ("x", "", FIRST.upper(), FIRST + "0", FIRST[:-1], f" {FIRST}", FIRST[:-1] + "g",
                    "../user", 7, FIRST[:-1] + "\u00e9"):
            for table in TABLES:
                for where, values in (("account_id = ?", (bad,)),
                                      ("account_id IN (?, ?)", (FIRST, bad))):
                    with self.subTest(table=table, bad=bad, where=where), self.request_count(0):
                        message = self.failure(ERROR, f"SELECT * FROM {table} WHERE {where}",
                                               values)
                        self.assert_says(message, table, "account_id", f"'{bad}'")
            for table in USAGE:
                with self.request_count(0):
                    self.assertIn(f"'{bad}'", self.failure(
                        ERROR, f"SELECT * FROM {table} WHERE BillingAccountId = ?", (bad,)))

    def test_bad_setting(self):
        with self.request_count(0):
            self.assert_says(self.failure(ERROR, "SELECT cf_config('account_id', 'abc')"),
                             "account_id", "'abc'")
            db = self.connect(environment={"CLOUDFLARE_ACCOUNT_ID": "abc"})
            for table in TABLES:
                self.assert_says(self.failure(ERROR, f"SELECT * FROM {table}", db=db),
                                 "CLOUDFLARE_ACCOUNT_ID", "'abc'")

    def test_unknown_account_among_others(self):
        for table in TABLES:
            message = self.failure(ERROR, f"SELECT count(*) FROM {table} WHERE account_id IN "
                                   "(?, ?)", (FIRST, UNKNOWN))
            self.assert_says(message, table, UNKNOWN)
            self.sandbox.settle()

    def test_not_covered_account_among_others(self):
        message = self.failure(ERROR, "SELECT count(*) FROM cf_paygo_usage WHERE account_id IN "
                               f"(?, ?) AND {RECENT}", (FIRST, NOT_COVERED))
        self.assert_says(message, "cf_paygo_usage", NOT_COVERED, "covered: false")
        self.sandbox.settle()
        message = self.failure(AUTH, "SELECT count(*) FROM cf_focus_usage WHERE account_id IN "
                               "(?, ?)", (FIRST, NOT_COVERED))
        self.assert_says(message, "cf_focus_usage: HTTP 403", NOT_COVERED, "restricted")
        self.sandbox.settle()

    def test_account_without_usage(self):
        for table in (*USAGE, "cf_billing_history"):
            self.assertEqual([], self.rows(f"SELECT * FROM {table} WHERE account_id = ?",
                                           (QUIET,)))


class Parallel(AccountCase):
    LATENCY = 0.4

    def timed(self, requests, sql, parameters, db=None):
        self.sandbox.faults({"latency_ms": int(self.LATENCY * 1000)})
        begun = time.monotonic()
        with self.request_count(requests):
            self.rows(sql, parameters, db)
        return time.monotonic() - begun

    def test_accounts_are_asked_at_once(self):
        marks = ", ".join("?" * len(ALL_ACCOUNTS))
        took = self.timed(7, f"SELECT * FROM cf_billing_profile WHERE account_id IN ({marks})",
                          ALL_ACCOUNTS)
        self.assertLess(took, 7 * self.LATENCY * 0.6)

    def test_windows_are_asked_at_once(self):
        took = self.timed(6, "SELECT count(*) FROM cf_focus_usage WHERE account_id = ? AND "
                          "charge_date BETWEEN date('now', '-180 days') AND date('now', '-1 day')",
                          (MANY_PLANS,))
        self.assertLess(took, 6 * self.LATENCY * 0.6)

    def test_cycles_of_several_accounts(self):
        marks = ", ".join("?" * len(BILLED[:3]))
        today, requests = calendar_of.day(self.sandbox.today()), 0
        for account in self.sandbox.accounts():
            if account["id"] not in BILLED[:3]:
                continue
            cycles = set(calendar_of.cycles(account, [today], today))
            if not calendar_of.shows_recent_cycles(account, today):
                cycles |= set(calendar_of.cycles_looked_at(account, [today], today))
            requests += 2 + len(cycles)  # `info`, and the answer without dates.
        took = self.timed(requests, "SELECT count(*) FROM cf_paygo_usage WHERE account_id IN "
                          f"({marks}) AND charge_date = date('now')", BILLED[:3])
        self.assertLess(took, 3 * 3 * self.LATENCY * 0.6)

    def test_concurrency_of_one(self):
        took = self.timed(4, "SELECT count(*) FROM cf_billing_profile WHERE account_id IN "
                          "(?, ?, ?, ?)", BILLED[:4], self.connect(concurrency=1))
        self.assertGreater(took, 4 * self.LATENCY * 0.95)


if __name__ == "__main__":
    support.main()
