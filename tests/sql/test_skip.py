"""The setting on_error = skip: which accounts are left out, and which failures are not theirs."""

import json
import threading
import time

import oracle
import support
from support import (AUTH, BUSY, ERROR, EURO, FIRST, CANTOPEN, MANY_PLANS, MID_MONTH,
                     MONTH_END, NOT_COVERED, QUIET, UNKNOWN)

TRIO = (FIRST, MONTH_END, EURO)
HTML = "<!DOCTYPE html><html><body>down</body></html>"
OF_AN_ACCOUNT = ({"status": 403}, {"status": 404}, {"status": 400}, {"status": 410})
OF_THE_SURROUNDINGS = ({"status": 500}, {"status": 502, "body": HTML}, {"status": 408},
                       {"truncate": 60}, {"truncate_chunked": 60}, {"reset": True}, {"body": HTML},
                       {"body": '{"success":true,"result":[{"id":'}, {"bomb_mib": 3},
                       {"body": '{"success":true,"result":7}'})
REFUSALS = tuple(
    ({"status": status, "body": json.dumps({"success": False, "errors": [{"code": number, "message": "No"}],
                                            "messages": [], "result": None})}, code, f"code {number}")
    for status, number, code in ((403, 9109, AUTH), (403, 10000, AUTH), (403, 9103, AUTH), (400, 6003, ERROR),
                                 (200, 10000, AUTH), (404, 7003, ERROR), (405, 1, ERROR))) + (
    ({"status": 403, "body": HTML}, AUTH, "not the API"), ({"status": 403, "body": ""}, AUTH, "HTTP 403"),
    ({"status": 410, "body": ""}, ERROR, "HTTP 410"))
RECENT = {"cf_paygo_usage": "charge_date >= date('now', '-70 days')",
          "cf_focus_usage": "charge_date >= date('now', '-70 days')"}
PATHS = {"cf_billing_profile": "billing/profile", "cf_paygo_usage": "billable-usage\\?|/paygo",
         "cf_focus_usage": "billable/usage", "cf_billing_history": "billing/history"}


class SkipCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.skipping = self.connect(on_error="skip", max_wait=0, max_retries=1)
        self.addCleanup(self.sandbox.settle)

    def select(self, table, accounts, what="account_id, rowid"):
        marks = "', '".join(accounts)
        return (f"SELECT {what} FROM {table} WHERE account_id IN ('{marks}') "
                f"AND {RECENT.get(table, 1)}")

    def check_left_out(self, table, account, accounts, **fault):
        """The rows of the others, all of them, and none of the account."""
        sql = self.select(table, accounts)
        others = self.select(table, [each for each in accounts if each != account])
        self.sandbox.faults()
        expected = self.rows(others)
        self.sandbox.faults({"account": account, **fault})
        self.assert_same_rows(expected, self.rows(sql, db=self.skipping), f"{table} {fault}")
        self.assertNotEqual([0], self.sandbox.hits())


class OneAmongOthers(SkipCase):
    def test_is_left_out(self):
        for table in oracle.COLUMNS:
            for fault in (*OF_AN_ACCOUNT, *OF_THE_SURROUNDINGS):
                if "bomb_mib" in fault:
                    continue  # A limit of the connection's own: see below.
                with self.subTest(table=table, fault=fault):
                    self.check_left_out(table, MONTH_END, TRIO, **fault)

    def test_whichever_it_is(self):
        for table in oracle.COLUMNS:
            for account in TRIO:
                with self.subTest(table=table, account=account):
                    self.check_left_out(table, account, TRIO, status=403)

    def test_later_pages_windows_and_cycles(self):
        for table, path in PATHS.items():
            if table == "cf_billing_profile":
                continue
            for skip in (1, 2):
                for fault in ({"status": 403}, {"status": 500}, {"reset": True}, {"body": HTML}):
                    with self.subTest(table=table, skip=skip, fault=fault):
                        self.check_left_out(table, MONTH_END, TRIO, path=path, skip=skip, **fault)

    def test_slow_failures(self):
        """The others have come long before."""
        for table, path in PATHS.items():
            with self.subTest(table=table):
                self.check_left_out(table, FIRST, TRIO, path=path, latency_ms=250, status=403)

    def test_one_request_at_a_time(self):
        self.skipping = self.connect(on_error="skip", max_wait=0, max_retries=0, concurrency=1)
        for table, path in PATHS.items():
            with self.subTest(table=table):
                self.check_left_out(table, MONTH_END, TRIO, status=500)
                self.check_left_out(table, FIRST, TRIO, path=path, status=403)

    def test_accounts_that_are_refused_by_themselves(self):
        every = (FIRST, NOT_COVERED, QUIET, MONTH_END, UNKNOWN)
        for db in (self.db, self.skipping):
            self.rows("SELECT cf_config('incomplete', 'ignore')", db=db)
        for table in ("cf_paygo_usage", "cf_focus_usage"):
            self.assert_same_rows(self.rows(self.select(table, (FIRST, QUIET, MONTH_END))),
                                  self.rows(self.select(table, every), db=self.skipping))

    def test_an_account_whose_days_are_gone(self):
        table = "cf_paygo_usage"
        # Rows of accounts that answered earlier may have come by then.
        message = self.failure(support.ERROR, f"SELECT count(*) FROM ({self.select(table, (FIRST, QUIET, MONTH_END))})")
        self.assert_says(message, table, QUIET, "no longer has", "incomplete")
        self.assert_same_rows(self.rows(self.select(table, (FIRST, MONTH_END))),
                              self.rows(self.select(table, (FIRST, QUIET, MONTH_END)),
                                        db=self.skipping))

    def test_one_account_named_several_ways(self):
        self.sandbox.faults({"account": EURO, "status": 403})
        expected = [(FIRST,), (MONTH_END,)]
        for sql in ("SELECT DISTINCT account_id FROM cf_billing_history WHERE account_id IN "
                    "(SELECT column1 FROM (VALUES (?1), (?2), (?3), (?2)))",
                    "SELECT DISTINCT account_id FROM (VALUES (?1), (?2), (?3)) v "
                    "JOIN cf_billing_history ON account_id = v.column1"):
            self.assertEqual(expected, sorted(self.rows(sql, TRIO, db=self.skipping)))

    def test_with_a_cache(self):
        db = self.connect(on_error="skip", max_retries=0, cache_ttl=300)
        for table in oracle.COLUMNS:
            sql = self.select(table, TRIO)
            whole = self.rows(sql)
            self.sandbox.faults({"account": EURO, "status": 500})
            self.assert_same_rows(self.rows(self.select(table, (FIRST, MONTH_END))),
                                  self.rows(sql, db=db))
            self.sandbox.faults()
            self.assert_same_rows(whole, self.rows(sql, db=db), "what failed is not kept")

    def test_fail_names_the_account(self):
        for table in oracle.COLUMNS:
            for fault, code in (({"status": 403}, AUTH), ({"status": 500}, CANTOPEN),
                                ({"body": HTML}, ERROR), ({"reset": True}, CANTOPEN)):
                with self.subTest(table=table, fault=fault):
                    self.sandbox.faults({"account": MONTH_END, **fault})
                    message = self.failure(code, self.select(table, TRIO, "count(*)"),
                                           db=self.connect(max_wait=0, max_retries=0))
                    self.assert_says(message, table, MONTH_END)
                    self.assertNotIn(FIRST, message)
                    self.sandbox.settle()


class Outcomes(SkipCase):
    """cf_requests says what became of each account of a scan."""

    def outcomes(self, db):
        return dict(self.rows("SELECT account_id, group_concat(DISTINCT coalesce(outcome, 'NULL')) "
                              "FROM cf_requests GROUP BY 1", db=db))

    def test_ok_and_left_out(self):
        for table in oracle.COLUMNS:
            for fault in ({"status": 403}, {"status": 500}, {"body": HTML}):
                with self.subTest(table=table, fault=fault):
                    db = self.connect(on_error="skip", max_retries=0)
                    self.sandbox.faults({"account": EURO, **fault})
                    self.rows(self.select(table, TRIO), db=db)
                    self.assertEqual({FIRST: "ok", MONTH_END: "ok", EURO: "left out"}, self.outcomes(db))
                    (reason,) = self.rows("SELECT DISTINCT error FROM cf_requests WHERE outcome = 'left out' "
                                          "AND error NOT LIKE 'given up:%' LIMIT 1", db=db)
                    self.assertIn(EURO, reason[0])

    def test_of_later_requests_it_is_that_of_all(self):
        db = self.connect(on_error="skip", max_retries=0)
        for table, path in PATHS.items():
            if table == "cf_billing_profile":
                continue
            db = self.connect(on_error="skip", max_retries=0)
            self.sandbox.faults({"account": EURO, "path": path, "skip": 1, "status": 403})
            self.rows(self.select(table, TRIO), db=db)
            self.assertEqual({FIRST: "ok", MONTH_END: "ok", EURO: "left out"}, self.outcomes(db), table)

    def test_failed(self):
        for on_error in ("fail", "skip", "skip-all"):
            db = self.connect(on_error=on_error, max_retries=0)
            self.sandbox.faults({"account": EURO, "status": 401, "latency_ms": 200})
            self.failure(AUTH, self.select("cf_billing_profile", TRIO, "count(*)"), db=db)
            self.assertEqual({FIRST: "ok", MONTH_END: "ok", EURO: "failed"}, self.outcomes(db))
        db = self.connect(on_error="skip", max_retries=0)
        self.sandbox.faults({"status": 403})
        self.failure(AUTH, self.select("cf_billing_profile", TRIO), db=db)
        self.assertEqual(dict.fromkeys(TRIO, "failed"), self.outcomes(db))

    def test_an_endpoint_that_moved_is_no_failure_of_the_account(self):
        self.sandbox.set(paygo__generations="paygo-usage")
        self.assertGreater(len(self.rows(self.select("cf_paygo_usage", (FIRST,)))), 0)
        self.assertEqual({FIRST: "ok"}, self.outcomes(self.db))
        self.assertGreater(self.value("SELECT count(error) FROM cf_requests"), 0)

    def test_of_kept_answers(self):
        db = self.connect(cache_ttl=300)
        for _ in range(2):
            self.rows(self.select("cf_billing_profile", (FIRST,)), db=db)
        self.assertEqual([("miss", "ok"), ("hit", "ok")], self.rows("SELECT cache, outcome FROM cf_requests", db=db))

    def test_without_an_account_there_is_none(self):
        self.rows("SELECT * FROM cf_billing_profile")
        self.rows("SELECT * FROM cf_accounts")
        self.assertEqual({None: "NULL"}, self.outcomes(self.db))

    def test_the_columns_stand_where_they_belong(self):
        names = [name for _, name, *_ in self.rows("PRAGMA table_info(cf_requests)")]
        self.assertEqual(["cf_ray", "account_id", "outcome", "messages", "total_count", "total_pages",
                          "page", "per_page"], names[-8:])


class ManyAccounts(SkipCase):
    def setUp(self):
        super().setUp()
        self.sandbox.set(accounts__extra="50")
        self.many = [account["id"] for account in self.sandbox.accounts()
                     if account["id"] not in support.ALL_ACCOUNTS]

    def test_some_of_fifty(self):
        self.assertEqual(50, len(self.many))
        failing = set(self.many[3::7])
        for table in oracle.COLUMNS:
            sql = self.select(table, self.many)
            whole = self.rows(sql)
            for fault in ({"status": 403}, {"status": 503}, {"reset": True}, {"body": HTML}):
                with self.subTest(table=table, fault=fault):
                    self.sandbox.faults(*({"account": account, **fault} for account in failing))
                    self.sandbox.forget_requests()
                    begun = time.monotonic()
                    self.assert_same_rows([row for row in whole if row[0] not in failing],
                                          self.rows(sql, db=self.skipping))
                    self.assertLess(time.monotonic() - begun, 10)
                    self.assertLess(len(self.sandbox.requests()), 50 * 8)
            self.sandbox.faults()

    def test_limit_asks_for_few(self):
        self.sandbox.forget_requests()
        self.assertEqual(1, len(self.rows(self.select("cf_billing_history", self.many) +
                                          " LIMIT 1", db=self.skipping)))
        self.sandbox.settle()
        self.assertLess(len(self.sandbox.requests()), 30)


class NotOfAnAccount(SkipCase):
    def all_fail(self, code, *says, db=None, accounts=TRIO, **fault):
        for table in oracle.COLUMNS:
            with self.subTest(table=table, fault=fault):
                self.sandbox.faults(*[fault] * bool(fault))
                message = self.failure(code, self.select(table, accounts, "count(*)"),
                                       db=db or self.skipping)
                self.assert_says(message, table, *says)
                self.sandbox.settle()

    def test_all_fail_by_network_or_server(self):
        for fault, code in (({"status": 500}, CANTOPEN), ({"reset": True}, CANTOPEN),
                            ({"truncate": 30}, CANTOPEN), ({"body": HTML}, ERROR),
                            ({"status": 502, "body": HTML}, CANTOPEN)):
            self.all_fail(code, **fault)
            self.all_fail(code, EURO, accounts=(EURO,), **fault)

    def test_nobody_listens(self):
        db = self.connect(on_error="skip", max_retries=0, base_url="http://127.0.0.1:9/client/v4")
        self.all_fail(CANTOPEN, db=db)

    def test_token_not_accepted(self):
        self.all_fail(AUTH, "HTTP 401", status=401)
        self.all_fail(AUTH, "HTTP 401", status=401, account=MONTH_END)

    def test_rate_limit(self):
        for headers in ({}, {"Retry-After": "300"}):
            self.sandbox.reset()
            db = self.connect(on_error="skip", max_retries=0)
            self.sandbox.faults({"status": 429, "account": EURO, "headers": headers})
            message = self.failure(BUSY, self.select("cf_focus_usage", TRIO, "count(*)"), db=db)
            self.assert_says(message, "cf_focus_usage")

    def test_size_of_the_answer(self):
        self.all_fail(ERROR, "max_response_mib", bomb_mib=3, account=EURO,
                      db=self.connect(on_error="skip", max_response_mib=1))

    def test_too_many_requests(self):
        """Also when it turns out behind a refusal, that of an endpoint that moved."""
        self.sandbox.set(paygo__generations="paygo-usage")
        db = self.connect(on_error="skip", max_requests=1)
        message = self.failure(ERROR, f"SELECT * FROM cf_paygo_usage WHERE account_id = '{FIRST}'",
                               db=db)
        self.assert_says(message, "max_requests")
        message = self.failure(ERROR, f"SELECT * FROM cf_billing_history WHERE account_id = "
                               f"'{FIRST}'", db=db)
        self.assert_says(message, "max_requests")

    def test_arguments(self):
        self.assert_says(self.failure(ERROR, "SELECT * FROM cf_focus_usage WHERE account_id IN "
                                      "(?, 'x')", (FIRST,), self.skipping), "'x'")

    def test_nobody_answers(self):
        """Whatever it is: a refused token must not look like accounts without usage."""
        for fault, code, says in REFUSALS:
            self.all_fail(code, says, accounts=(FIRST,), **fault)
            self.all_fail(code, says, **fault)

    def test_nobody_is_covered(self):
        for accounts in ((NOT_COVERED,), (NOT_COVERED, UNKNOWN)):
            message = self.failure(ERROR, self.select("cf_paygo_usage", accounts), db=self.skipping)
            self.assert_says(message, "cf_paygo_usage: ")

    def test_several_causes_end_with_the_first(self):
        for first, last, code, says in (({"status": 403}, {"status": 500}, AUTH, "HTTP 403"),
                                        ({"status": 500}, {"status": 403}, CANTOPEN, "HTTP 500")):
            self.sandbox.faults({"account": FIRST, **first},
                                {"account": EURO, "latency_ms": 300, **last})
            message = self.failure(code, self.select("cf_billing_profile", (FIRST, EURO)),
                                   db=self.connect(on_error="skip", max_retries=0))
            self.assert_says(message, FIRST, says)

    def test_skip_all_with_one_of_many_that_fails(self):
        """In a join each is a scan of its own, and the last one has nobody beside it."""
        db = self.connect(on_error="skip-all", max_wait=0, max_retries=0)
        join = ("SELECT v.id FROM (SELECT column1 AS id FROM (VALUES (?), (?), (?))) v "
                "CROSS JOIN cf_billing_profile p ON p.account_id = v.id")
        self.sandbox.faults({"account": EURO, "status": 500})
        for order in ((EURO, FIRST, MONTH_END), (FIRST, MONTH_END, EURO)):
            db.execute("SELECT cf_cache_clear()").fetchall()
            self.sandbox.forget_requests()
            self.assertEqual({FIRST, MONTH_END}, {account for account, in self.rows(join, order, db=db)})
            self.assertEqual(3, len(self.sandbox.requests()))
        self.assertEqual([(EURO,)], self.rows("SELECT DISTINCT account_id FROM cf_requests WHERE outcome = 'left out'",
                                              db=db))

    def test_accounts_one_after_the_other(self):
        """In a join each is a scan: one that is refused is left out once another has answered."""
        join = "SELECT count(*) FROM (SELECT column1 AS id FROM (VALUES (?), (?))) v CROSS JOIN " \
               "cf_billing_profile p ON p.account_id = v.id"
        self.sandbox.faults({"account": EURO, "status": 403})
        self.assertEqual(1, self.value(join, (FIRST, EURO), db=self.skipping))
        self.assert_says(self.failure(AUTH, join, (EURO, FIRST), self.skipping), EURO)
        self.assert_says(self.failure(AUTH, join, (EURO, EURO), self.skipping), EURO)
        # What was read by another statement says nothing of this one.
        self.assert_says(self.failure(AUTH, self.select("cf_billing_profile", (EURO,)),
                                      db=self.skipping), EURO)

    def test_skip_all_goes_on_without_anybody(self):
        """For scripts that look at the outcomes themselves."""
        db = self.connect(on_error="skip-all", max_wait=0, max_retries=1)
        for table in oracle.COLUMNS:
            for fault in (*OF_AN_ACCOUNT, {"status": 500}, {"reset": True}, {"body": HTML}):
                self.sandbox.faults(fault)
                # Of one account nobody can tell a server that fails from one that fails for this account.
                for accounts in (TRIO, (EURO,)) if fault in OF_AN_ACCOUNT else ((EURO,),):
                    self.assertEqual([], self.rows(self.select(table, accounts), db=db), fault)
                self.sandbox.settle()
        self.assertEqual([("left out",)], self.rows(
            "SELECT DISTINCT outcome FROM cf_requests WHERE error_kind = 'failed'", db=db))
        self.sandbox.faults()
        self.assertEqual([], self.rows(self.select("cf_paygo_usage", (NOT_COVERED,)), db=db))
        self.all_fail(CANTOPEN, db=db, status=500)
        # A firewall in the way of all is not told apart by account.
        self.all_fail(AUTH, "was not the API", db=db, status=403, body=HTML)
        # A list of accounts that could not be read is none of nobody.
        self.sandbox.faults({"status": 500})
        self.failure(CANTOPEN, "SELECT * FROM cf_accounts", db=db)
        self.all_fail(AUTH, "HTTP 401", db=db, status=401)

    def test_success_without_rows_is_success(self):
        self.sandbox.faults({"account": EURO, "status": 500})
        self.assertEqual([], self.rows(self.select("cf_focus_usage", (QUIET, EURO)),
                                       db=self.skipping))

    def test_interrupt(self):
        self.sandbox.faults({"latency_ms": 3000})
        db = self.connect(on_error="skip", same_thread=False)
        threading.Timer(0.2, db.interrupt).start()
        begun = time.monotonic()
        self.failure(support.INTERRUPT, self.select("cf_billing_profile", (MID_MONTH, MANY_PLANS)),
                     db=db)
        # What is recorded takes longer, and is not about time.
        self.assertLess(time.monotonic() - begun, 0.2 + (0.25 if support.RECORDER is None else 2.5))


if __name__ == "__main__":
    support.main()
