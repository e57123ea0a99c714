"""The setting query_timeout: it bounds a scan, with all its waits, and not the time of who reads."""

import time

import support
from support import BUSY, CANTOPEN, FIRST, MONTH_END
PROFILE = f"SELECT * FROM cf_billing_profile WHERE account_id = '{FIRST}'"
FOCUS = f"SELECT count(*) FROM cf_focus_usage WHERE account_id = '{FIRST}' AND charge_date >= date('now', '-80 days')"


class QueryTimeout(support.TestCase):
    def late(self, query, *says, limit=1, **config):
        begun = time.monotonic()
        message = self.failure(CANTOPEN, query, db=self.connect(query_timeout=limit, **config))
        took = time.monotonic() - begun
        self.assert_says(message, "the scan took longer than the setting query_timeout (1 s) allows",
                         "Outstanding: ", *says)
        self.assertGreater(took, 0.9)
        self.assertLess(took, 1.8)
        self.sandbox.settle()
        return message

    def test_slow_answers(self):
        # Of its own, as the shared one would be busy with the answers that nobody waits for.
        slow = support.Sandbox()
        self.addCleanup(slow.stop)
        slow.faults({"latency_ms": 4000})
        self.late(PROFILE, f"account {FIRST}, GET …/billing/profile", "cf_billing_profile: ", base_url=slow.base_url,
                  api_token=support.TOKEN)

    def test_waits_before_retries(self):
        self.sandbox.faults({"status": 429, "headers": {"Retry-After": "30"}})
        self.late(PROFILE, FIRST)
        self.assertEqual(1, len(self.sandbox.requests()))
        self.sandbox.faults({"status": 503})
        self.late(PROFILE, FIRST, max_retries=20)

    def test_several_requests_one_after_the_other(self):
        self.sandbox.faults({"latency_ms": 250})
        message = self.late(FOCUS.replace("-80", "-360"), "cf_focus_usage: ", concurrency=1)
        self.assertIn("not yet asked for", message)

    def test_a_dripping_body(self):
        self.sandbox.faults({"drip_ms": 100, "drip_bytes": 10})
        self.late(PROFILE, FIRST)

    def test_an_endless_body(self):
        """Decoding counts: what arrives faster than it is read is ended as well."""
        self.sandbox.faults({"bomb_mib": 4000})
        self.late(PROFILE, FIRST, max_response_mib=8000, max_retries=0)

    def test_without_it_and_within_it(self):
        self.sandbox.faults({"latency_ms": 1100})
        self.assertEqual(1, len(self.rows(PROFILE)))
        self.assertEqual(1, len(self.rows(PROFILE, db=self.connect(query_timeout=10))))

    def test_who_reads_slowly_has_time(self):
        db = self.connect(query_timeout=1, concurrency=1)
        expected = len(self.sandbox.truth("history", FIRST))
        self.sandbox.forget_requests()
        rows = 0
        for _ in db.execute(f"SELECT id FROM cf_billing_history WHERE account_id = '{FIRST}'"):
            rows += 1
            if rows in (10, 60):
                time.sleep(1.2)
        self.assertEqual(expected, rows)
        self.assertGreater(len(self.sandbox.requests()), 2)

    def test_each_scan_has_its_own(self):
        """A join makes one for each account."""
        db = self.connect(query_timeout=1)
        self.sandbox.faults({"latency_ms": 600})
        self.assertEqual(2, self.value(
            "SELECT count(*) FROM (SELECT column1 AS id FROM (VALUES (?), (?))) v "
            "CROSS JOIN cf_billing_profile p ON p.account_id = v.id", (FIRST, MONTH_END), db=db))

    def test_what_the_server_asks_for_beyond_max_wait_fails_at_once(self):
        self.sandbox.faults({"status": 429, "headers": {"Retry-After": str(2**63 - 1)}})
        begun = time.monotonic()
        self.assert_says(self.failure(BUSY, PROFILE, db=self.connect(query_timeout=5)), "max_wait")
        self.assertLess(time.monotonic() - begun, 1)


if __name__ == "__main__":
    support.main()
