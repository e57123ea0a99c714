"""The rate limit of a credential: kept by all connections and threads of the process together."""

import email.utils
import threading
import time

import support
from support import BUSY, EMAIL, EURO, FIRST, INTERRUPT, KEY, MANY_PLANS, MONTH_END

PROFILE = f"SELECT id FROM cf_billing_profile WHERE account_id = '{FIRST}'"
OTHER_CREDENTIAL = {"environment": {"CLOUDFLARE_API_TOKEN": None}, "api_key": KEY, "email": EMAIL}


class RateLimitCase(support.TestCase):
    def refused(self):
        return sum(request["status"] == 429 for request in self.sandbox.requests())

    def timed(self, sql=PROFILE, db=None):
        begun = time.monotonic()
        self.rows(sql, db=db)
        return time.monotonic() - begun

    def timed_failure(self, sql=PROFILE, db=None):
        begun = time.monotonic()
        message = self.failure(BUSY, sql, db=db)
        self.assertLess(time.monotonic() - begun, 0.5)
        return message


class WithinTheLimit(RateLimitCase):
    def test_one_connection(self):
        self.sandbox.set(rate_limit="12", rate_window="1", accounts__extra="12")
        accounts = "', '".join(account["id"] for account in self.sandbox.accounts())
        for concurrency in (1, 8):
            db = self.connect(concurrency=concurrency)
            self.assertEqual(19, self.value("SELECT count(*) FROM cf_billing_profile WHERE "
                                            f"account_id IN ('{accounts}')", db=db))
        self.assertEqual(38, len(self.sandbox.requests()))
        self.assertEqual(0, self.refused())

    def test_connections_and_threads_share_a_limit(self):
        self.sandbox.set(rate_limit="30", rate_window="1")
        self.rows(PROFILE)  # The first answer tells the limit.
        failures, counts = [], []

        def work():
            try:
                db = support.sqlite3.connect(":memory:", isolation_level=None)
                with connecting, support.environment_of(
                        {"CLOUDFLARE_BASE_URL": self.sandbox.base_url,
                         "CLOUDFLARE_API_TOKEN": support.TOKEN}):
                    support.load_extension(db)
                db.execute("SELECT cf_config('cache_ttl', 0)").fetchone()
                for _ in range(7):
                    counts.append(db.execute(
                        "SELECT count(*) FROM cf_billing_profile WHERE account_id IN (?, ?, ?)",
                        (FIRST, EURO, MANY_PLANS)).fetchone()[0])
                db.close()
            except BaseException as error:
                failures.append(error)

        connecting = threading.Lock()
        threads = [threading.Thread(target=work) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([], failures)
        self.assertEqual([3] * 35, counts)
        self.assertEqual(1 + 105, len(self.sandbox.requests()))
        self.assertEqual(0, self.refused())

    def test_pages_and_windows(self):
        self.sandbox.set(rate_limit="15", rate_window="1")
        count = self.value("SELECT count(*) FROM cf_billing_history WHERE account_id IN (?, ?, ?)",
                           (FIRST, MONTH_END, MANY_PLANS))
        self.assertEqual(sum(len(self.sandbox.truth("history", account))
                             for account in (FIRST, MONTH_END, MANY_PLANS)), count)
        self.rows("SELECT count(*) FROM cf_focus_usage WHERE account_id = ? AND "
                  "charge_date >= date('now', '-300 days')", (FIRST,))
        self.assertGreater(len(self.sandbox.requests()), 20)
        self.assertEqual(0, self.refused())

    def test_credentials_have_limits_of_their_own(self):
        self.sandbox.faults({"count": 1, "ratelimit": {"remaining": 0, "reset": 200}})
        self.rows(PROFILE)
        self.assert_says(self.timed_failure(), "rate limit of this credential")
        other = self.connect(**OTHER_CREDENTIAL)
        self.assertLess(self.timed(db=other), 0.5)

    def test_servers_have_limits_of_their_own(self):
        self.sandbox.faults({"count": 1, "ratelimit": {"remaining": 0, "reset": 200}})
        self.rows(PROFILE)
        self.sandbox.reset()  # Another base_url.
        self.assertLess(self.timed(db=self.connect()), 0.5)


class HeldBack(RateLimitCase):
    def test_longer_than_max_wait(self):
        self.sandbox.faults({"count": 1, "ratelimit": {"remaining": 0, "reset": 30}})
        db = self.connect(max_wait=5)
        self.rows(PROFILE, db=db)
        with self.request_count(0):
            for each in (db, self.connect(max_wait=5)):
                self.assertRegex(self.timed_failure(db=each),
                                 rf"^cf_billing_profile: .*account {FIRST}, GET …/billing/profile.*"
                                 r" (29|30) s, .*max_wait \(5 s\)")
        history = self.timed_failure("SELECT * FROM cf_billing_history", db)
        self.assert_says(history, "cf_billing_history", "GET /user/billing/history")

    def test_shorter_than_max_wait(self):
        self.sandbox.faults({"count": 1, "ratelimit": {"remaining": 0, "reset": 1}})
        self.rows(PROFILE)
        took = self.timed(db=self.connect(max_wait=5))
        self.assertTrue(0.5 < took < 2, took)
        self.assertEqual(0, self.refused())

    def test_what_is_kept_needs_no_request(self):
        db = self.connect(cache_ttl=300)
        self.sandbox.faults({"count": 1, "ratelimit": {"remaining": 0, "reset": 200}})
        self.rows(PROFILE, db=db)
        self.assertEqual(1, len(self.rows(PROFILE, db=db)))
        self.timed_failure(db=self.connect())

    def test_a_refusal_blocks_the_other_connections(self):
        self.sandbox.faults({"count": 1, "status": 429, "headers": {"Retry-After": "100"}})
        message = self.timed_failure()
        self.assert_says(message, "HTTP 429", "100 s")
        with self.request_count(0):
            message = self.timed_failure(db=self.connect())
            self.assertRegex(message, r"(99|100) s")
        self.assertLess(self.timed(db=self.connect(**OTHER_CREDENTIAL)), 0.5)

    def test_a_short_refusal_is_waited_for_by_all(self):
        others = [self.connect(), self.connect()]
        self.sandbox.faults({"count": 1, "status": 429, "headers": {"Retry-After": "1"}})
        self.timed_failure(db=self.connect(max_retries=0, max_wait=0))
        for db, least in zip(others, (0.5, 0)):
            self.assertGreater(self.timed(db=db), least)
        self.assertEqual(1, self.refused())

    def test_block_of_the_server(self):
        """Once refused, every request is for a while: nobody may go on asking."""
        self.sandbox.set(rate_limit="1", rate_window="1")
        first, second = self.connect(), self.connect(**OTHER_CREDENTIAL)
        self.rows(PROFILE, db=first)
        self.assertLess(self.timed(db=second), 4)  # Its limiter did not know: refused once.
        self.assertLess(self.timed(db=first), 4)
        self.assertLessEqual(self.refused(), 2)


class Advice(RateLimitCase):
    def wait_for(self, headers, status=429, db=None):
        self.sandbox.reset()
        db = self.connect()
        self.sandbox.faults({"count": 1, "status": status, "headers": headers})
        took = self.timed(db=db)
        self.assertEqual(2, len(self.sandbox.requests()))
        self.sandbox.forget_requests()
        return took

    def test_forms(self):
        date = email.utils.formatdate(time.time() + 2, usegmt=True)
        for headers, least, most in (({"Retry-After": "1"}, 0.95, 1.5),
                                     ({"Retry-After-Ms": "600"}, 0.59, 0.95),
                                     ({"Retry-After-Ms": "600", "Retry-After": "30"}, 0.59, 0.95),
                                     ({"Retry-After-Ms": "x", "Retry-After": "1"}, 0.95, 1.5),
                                     ({"Retry-After": "nonsense"}, 0.3, 0.95),
                                     ({"Retry-After": "-5"}, 0.3, 0.95)):
            with self.subTest(headers):
                took = self.wait_for(headers)
                self.assertTrue(least < took < most, took)
        date = email.utils.formatdate(time.time() + 2, usegmt=True)
        took = self.wait_for({"Retry-After": date})
        self.assertTrue(0.3 < took < 3.2, took)

    def test_longer_than_max_wait(self):
        date = email.utils.formatdate(time.time() + 300, usegmt=True)
        for headers in ({"Retry-After": "6"}, {"Retry-After-Ms": "5001"}, {"Retry-After": date}):
            with self.subTest(headers):
                self.sandbox.reset()
                db = self.connect(max_wait=5)
                self.sandbox.faults({"status": 429, "headers": headers})
                self.assertRegex(self.timed_failure(db=db), r"asks to wait (6|29\d|30\d) s")
                self.assertEqual([1], self.sandbox.hits())


class QueriesOfAnalytics(RateLimitCase):
    """Whoever asks too many is refused for five minutes, whether the refusal says so or not."""

    SQL = (f"SELECT day FROM cf_resource_usage WHERE account_id = '{FIRST}' AND day = date('now', '-2 days') "
           "AND dataset = 'd1AnalyticsAdaptiveGroups'")

    def test_a_wait_that_is_too_long_is_named(self):
        self.sandbox.faults({"path": "/graphql", "count": 1, "status": 429})
        self.assert_says(self.timed_failure(self.SQL), "HTTP 429", "300 s", "max_wait (60 s)")
        # Meanwhile nobody asks.
        self.assertRegex(self.timed_failure(self.SQL, db=self.connect()), r"300 queries .* may start in (300|29\d) s")
        self.assertEqual([1], self.sandbox.hits())
        self.assertEqual(1, len(self.sandbox.requests()))
        # What is no query of analytics is asked for all the same.
        self.rows(PROFILE)

    def test_other_refusals_and_other_errors_are_as_before(self):
        for fault in ({"status": 429, "headers": {"Retry-After": "1"}}, {"status": 503}):
            with self.subTest(fault):
                self.sandbox.reset()
                self.sandbox.faults({"path": "/graphql", "count": 1, **fault})
                self.assertTrue(0.3 < self.timed(self.SQL, db=self.connect()) < 2.5)


class Interrupts(RateLimitCase):
    def interrupted_within(self, db, sql=PROFILE):
        asked_at = []

        def interrupt():
            asked_at.append(time.monotonic())
            db.interrupt()

        threading.Timer(0.3, interrupt).start()
        self.failure(INTERRUPT, sql, db=db)
        self.assertLess(time.monotonic() - asked_at[0], 0.25)

    def test_while_held_back(self):
        self.sandbox.faults({"count": 1, "ratelimit": {"remaining": 0, "reset": 30}})
        self.rows(PROFILE)
        db = self.connect(same_thread=False)
        for sql in (PROFILE, "SELECT count(*) FROM cf_focus_usage WHERE account_id = "
                    f"'{FIRST}' AND charge_date >= date('now', '-900 days')"):
            self.interrupted_within(db, sql)

    def test_while_blocked_by_a_refusal(self):
        self.sandbox.faults({"count": 1, "status": 429, "headers": {"Retry-After": "30"}})
        self.interrupted_within(self.connect(same_thread=False))
        self.interrupted_within(self.connect(same_thread=False))

    def test_while_a_query_of_analytics_waits_for_five_minutes(self):
        self.sandbox.faults({"path": "/graphql", "count": 1, "status": 429})
        for _ in range(2):
            self.interrupted_within(self.connect(same_thread=False, max_wait=330), QueriesOfAnalytics.SQL)
        self.assertEqual(1, len(self.sandbox.requests()))

    def test_given_up_requests_leave_room(self):
        """What was under way when a query ended does not count as under way any more."""
        self.sandbox.set(rate_limit="8", rate_window="300")
        db = self.connect(same_thread=False)
        self.rows(PROFILE, db=db)
        self.sandbox.faults({"latency_ms": 1500})
        for _ in range(2):
            self.interrupted_within(db)
        self.sandbox.faults()
        self.assertLess(self.timed(db=db), 1)


if __name__ == "__main__":
    support.main()
