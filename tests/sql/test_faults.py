"""Every fault that the sandbox has, on every table: the right rows or one clear error, in time.

A further table is one more line in TABLES.
"""

import json
import time

import support
from support import CANTOPEN, ERROR, FIRST, MANY_PLANS, MID_MONTH, MONTH_END

# The name, what is asked, and what its requests have in common. Rows are compared by rowid, which
# is made of everything a record holds.
TABLES = {
    "cf_billing_profile": (f"account_id = '{FIRST}'", "/billing/profile"),
    "cf_paygo_usage": (f"account_id = '{MID_MONTH}' AND charge_date >= date('now', '-70 days')",
                       "usage"),
    "cf_focus_usage": (f"account_id = '{FIRST}' AND charge_date >= date('now', '-70 days')",
                       "/billable/usage"),
    "cf_billing_history": (f"account_id = '{FIRST}'", "/billing/history"),
    "cf_accounts": ("1", r"/accounts\?"),
    "cf_subscriptions": (f"account_id = '{FIRST}'", "/subscriptions"),
    "cf_unpaid_invoices": (f"account_id = '{MID_MONTH}'", "/billing/unpaid-invoice"),
    "cf_credits": (f"account_id = '{MONTH_END}'", "/billing/credits"),
    "cf_paygo_subscriptions": (f"account_id = '{FIRST}'", "/billable-usage/info"),
    "cf_billable_metrics": (f"account_id = '{FIRST}'", "/billable-metrics"),
    "cf_usage_history": (f"account_id = '{FIRST}' AND day >= date('now', '-70 days')", "/billing/usage"),
    "cf_resource_usage": (f"account_id = '{FIRST}' AND day >= date('now', '-70 days') AND service = 'D1 - Rows Read'",
                          "/graphql"),
    "cf_tags": (f"account_id = '{FIRST}'", "/tags/resources"),
    "cf_payment_methods": (f"account_id = '{FIRST}'", "/payment-methods"),
    "cf_bad_debt": (f"account_id = '{MANY_PLANS}'", "/billing/bad-debt"),
    "cf_alert_policies": (f"account_id = '{FIRST}'", "/alerting/v3/policies"),
    "cf_organizations": ("1", r"/organizations\?"),
    "cf_ai_gateway_credit": (f"account_id = '{FIRST}'", "/credit-balance"),
    "cf_ai_gateway_invoice_lines": (f"account_id = '{FIRST}'", "/invoice-preview"),
}
SEVERAL_REQUESTS = ("cf_paygo_usage", "cf_focus_usage", "cf_billing_history", "cf_resource_usage")
PAGED = ("cf_billing_history",)

HTML = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>proxy</body></html>"
REFUSED = json.dumps({"success": False, "errors": [{"code": 1183, "message": "No"}],
                      "messages": [], "result": None})
LONGEST = 4  # seconds that a query may take here


def select(table):
    return f"SELECT rowid FROM {table} WHERE {TABLES[table][0]}"


class FaultCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.truths = {table: self.rows(select(table)) for table in TABLES}
        self.sandbox.forget_requests()
        self.hasty = self.connect(max_wait=0, timeout=3)
        self.addCleanup(self.sandbox.settle)

    def each_table(self, check, *faults, tables=TABLES):
        """Calls `check` with each table under each fault, which strikes its requests only."""
        for fault in faults:
            for table in tables:
                with self.subTest(table=table, fault=fault):
                    self.sandbox.faults({"path": TABLES[table][1], **fault, **self.advice(table, fault)})
                    begun = time.monotonic()
                    check(table)
                    self.assertLess(time.monotonic() - begun, LONGEST)
                    if "skip" not in fault and "probability" not in fault:
                        self.assertNotEqual([0], self.sandbox.hits())

    @staticmethod
    def advice(table, fault):
        """A refusal of analytics that does not say how long it lasts is one of five minutes: test_rate_limit.py."""
        is_silent = table == "cf_resource_usage" and fault.get("status") == 429
        return {"headers": {"Retry-After-Ms": "0"}} if is_silent else {}

    def outcome(self, table, db=None, codes=(CANTOPEN, ERROR)):
        """All rows (True), or one clear error of one of the codes (False); fewer rows never."""
        try:
            found = self.rows(select(table), db=db or self.hasty)
        except support.sqlite3.Error as error:
            message = str(error)
            self.assertIn(error.sqlite_errorcode & 0xFF, codes, message)
            self.assertTrue(message.startswith(table + ": "), message)
            self.assertNotIn("\n", message)
            self.assertLess(len(message), 800)
            return False
        self.assert_same_rows(self.truths[table], found, table)
        return True

    def check_right(self, *faults, db=None):
        self.each_table(lambda table: self.assertTrue(self.outcome(table, db)), *faults)

    def check_error(self, *faults, codes=(CANTOPEN,), db=None):
        self.each_table(lambda table: self.assertFalse(self.outcome(table, db, codes)), *faults)


class ThatPass(FaultCase):
    """The fault goes away, or does no harm."""

    def test_latency(self):
        self.check_right({"latency_ms": 150})

    def test_drips(self):
        self.check_right({"drip_ms": 1, "drip_bytes": 2000})

    def test_once(self):
        self.check_right(*({"count": 1, **fault} for fault in (
            {"reset": True}, {"truncate": 0}, {"truncate": 50}, {"truncate_chunked": 0},
            {"truncate_chunked": 50}, {"status": 500}, {"status": 408}, {"status": 409},
            {"status": 429}, {"status": 503, "body": HTML, "content_type": "text/html"},
            {"body": '{"success":true,"result":[{"id":"x'})))

    def test_bursts_and_storms(self):
        for status in (429, 500, 503):
            self.check_right({"count": 3, "status": status})
            self.check_right({"skip": 1, "count": 2, "status": status})

    def test_left_to_chance(self):
        db = self.connect(max_wait=0, max_retries=12)
        for seed in (1, 2):
            self.check_right(*({"probability": 0.4, "seed": seed, **fault} for fault in (
                {"status": 429}, {"status": 502}, {"reset": True}, {"truncate": 33},
                {"truncate_chunked": 500})), db=db)

    def test_huge_headers(self):
        self.check_right({"huge_headers": 60_000})


class ThatStay(FaultCase):
    def test_cut_short(self):
        db = self.connect(max_wait=0, max_retries=1)
        self.check_error({"reset": True}, {"truncate": 0}, {"truncate": 50}, {"truncate": 40},
                         {"truncate_chunked": 0}, {"truncate_chunked": 50},
                         {"truncate_chunked": 10_000_000}, db=db)  # Only the end is missing.
        self.sandbox.set(gzip="off")
        self.check_error({"reset": True}, {"truncate": 50}, {"truncate_chunked": 50}, db=db)

    def test_server_errors(self):
        self.check_error({"status": 500}, {"status": 503, "body": HTML}, {"status": 520})

    def test_throttled(self):
        self.check_error({"status": 429}, codes=(support.BUSY,))

    def test_slow_drip(self):
        db = self.connect(timeout=1, max_retries=0)
        self.check_error({"drip_ms": 100, "drip_bytes": 1}, db=db)

    def test_latency_beyond_the_timeout(self):
        db = self.connect(timeout=1, max_retries=0)
        slow = support.Sandbox()  # Of its own, as it logs requests when their answers are due.
        self.addCleanup(slow.stop)
        slow.faults({"latency_ms": 5000})
        self.value("SELECT cf_config('base_url', ?)", (slow.base_url,), db)
        self.value("SELECT cf_config('api_token', ?)", (support.TOKEN,), db)
        for table in TABLES:
            begun = time.monotonic()
            self.assertFalse(self.outcome(table, db, (CANTOPEN,)))
            self.assertLess(time.monotonic() - begun, 2)

    def test_wrong_content_encoding(self):
        self.check_error({"content_encoding": "gzip"}, {"content_encoding": "br"},
                         {"content_encoding": "deflate"}, codes=(CANTOPEN, ERROR),
                         db=self.connect(max_wait=0, max_retries=1))

    def test_bomb(self):
        self.check_error({"bomb_mib": 20}, codes=(ERROR,), db=self.connect(max_response_mib=1))

    def test_pages_of_a_proxy(self):
        self.check_error({"body": HTML, "content_type": "text/html"}, {"body": ""}, {"body": "{}"},
                         {"body": '{"success":true}'}, {"body": '{"success":true,"result":"x"}'},
                         codes=(ERROR,))

    def test_failure_with_status_200(self):
        self.check_error({"body": REFUSED}, {"body": '{"success":false}'}, codes=(ERROR,))

    def test_later_requests(self):
        for fault, codes in (({"status": 403}, (support.AUTH,)), ({"body": HTML}, (ERROR,)),
                             ({"reset": True}, (CANTOPEN,)), ({"body": REFUSED}, (ERROR,))):
            def check(table, codes=codes):
                self.assertFalse(self.outcome(table, codes=codes))
                self.sandbox.settle()

            self.each_table(check, {"skip": 2, **fault}, tables=SEVERAL_REQUESTS)


class Pages(FaultCase):
    def test_a_page_that_repeats(self):
        self.each_table(lambda table: self.assertFalse(self.outcome(table, codes=(ERROR,))),
                        *({"serve_page": page} for page in (1, 2, 5)), tables=PAGED)

    def test_a_page_that_repeats_once(self):
        self.each_table(lambda table: self.outcome(table, codes=(ERROR,)),
                        {"skip": 2, "count": 1, "serve_page": 2}, tables=PAGED)

    def test_totals_that_lie(self):
        """Too small, too large, now and then: not believed, unless more is told all the time."""
        for total in (0, 1, 25, 100, 10_000):
            for more in ({}, {"count": 1}, {"skip": 2, "count": 1}):
                def check(table, is_right=bool(more) or total < 10_000):
                    self.sandbox.forget_requests()
                    self.assertEqual(is_right, self.outcome(table, codes=(ERROR,)))
                    pages = -(-len(self.truths[table]) // 25)
                    self.assertLessEqual(len(self.sandbox.requests()), 2 * pages + 3)

                self.each_table(check, {"total_count": total, **more}, tables=PAGED)

    def test_an_empty_page_in_the_middle(self):
        """Of a list whose total says that it is not the end."""
        self.each_table(lambda table: self.assertTrue(self.outcome(table)), *(
            {"skip": 2, "count": 1, "body": '{"success":true,"result":%s}' % result}
            for result in ("[]", "null")), tables=PAGED)


class Generations(FaultCase):
    GONE = {"status": 404, "body": json.dumps({"success": False, "errors": [
        {"code": 7003, "message": "Could not route"}], "messages": [], "result": None})}

    def test_one_that_vanishes_between_two_cycles(self):
        """The rows of the next generation, all of them, or an error."""
        table = "cf_paygo_usage"
        sql = (f"SELECT ServiceName, ZoneName, ChargePeriodStart, ContractedCost FROM {table} "
               f"WHERE {TABLES[table][0]}")
        expected = self.rows(sql)
        for status in (self.GONE, {"status": 410}):
            for skip in (0, 1, 2):
                with self.subTest(status=status, skip=skip):
                    self.sandbox.faults({"path": "/billable-usage", "skip": skip, **status})
                    self.assert_same_rows(expected, self.rows(sql, db=self.connect()))

    def test_one_that_vanishes_between_two_queries(self):
        table = "cf_paygo_usage"
        sql = (f"SELECT ServiceName, ChargePeriodStart, ContractedCost FROM {table} "
               f"WHERE {TABLES[table][0]}")
        for ttl in (0, 300):
            db = self.connect(cache_ttl=ttl)
            expected = self.rows(sql, db=db)
            for generations in ("paygo-usage,billing/usage/paygo", "billing/usage/paygo",
                                "billable-usage"):
                self.sandbox.set(paygo__generations=generations)
                self.value("SELECT cf_cache_clear()", db=db)
                self.assert_same_rows(expected, self.rows(sql, db=db), generations)
            self.sandbox.set(paygo__generations="billable-usage,paygo-usage,billing/usage/paygo")

    def test_pages_that_vanish(self):
        self.each_table(lambda table: self.assertFalse(self.outcome(table, codes=(ERROR,))),
                        {"skip": 2, **self.GONE}, tables=PAGED)


class Servers(FaultCase):
    def test_unknown_name(self):
        # Some resolvers take their time over a name that there is not.
        db = self.connect(base_url="https://api.invalid/client/v4", max_retries=1, max_wait=0,
                          connect_timeout=1)
        for table in TABLES:
            begun = time.monotonic()
            self.assertFalse(self.outcome(table, db, (CANTOPEN,)))
            self.assertLess(time.monotonic() - begun, LONGEST)

    def test_stopped_and_started_again(self):
        for ttl in (0, 300):
            server = support.Sandbox()
            self.addCleanup(server.stop)
            db = self.connect(base_url=server.base_url, cache_ttl=ttl, max_retries=1, max_wait=0)
            for table in TABLES:
                self.assertTrue(self.outcome(table, db))
            server.stop()
            for table in TABLES:
                # What was kept is still there; nothing else can be.
                self.assertEqual(ttl > 0, self.outcome(table, db, (CANTOPEN,)))
            again = support.Sandbox("--port", str(server.port))
            self.addCleanup(again.stop)
            for table in TABLES:
                self.assertTrue(self.outcome(table, db))

    def test_stopped_in_the_middle(self):
        server = support.Sandbox()
        self.addCleanup(server.stop)
        db = self.connect(base_url=server.base_url, max_retries=1, max_wait=0)
        cursor = db.execute(select("cf_billing_history") + " LIMIT 1000")
        for _ in range(30):
            cursor.fetchone()
        server.stop()
        with self.assertRaisesRegex(support.sqlite3.Error, "^cf_billing_history: .*tried 2 times"):
            cursor.fetchall()


if __name__ == "__main__":
    support.main()
