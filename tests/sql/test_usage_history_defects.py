"""cf_usage_history: what is cut, gone or no day is asked for again or an error, and never shown."""

import datetime
import json

import support
from history_case import DAY, PATH, HistoryCase
from support import AUTH, ERROR, EURO, FIRST


class CutAnswers(HistoryCase):
    def test_are_asked_for_in_halves(self):
        """A server that takes no notice of the limit, or has one of its own."""
        for limit in (100, 200, 500):
            self.sandbox.set(usage_history__limit=limit)
            for ttl in (0, 300):
                with self.subTest(limit=limit, ttl=ttl):
                    db = self.connect(cache_ttl=ttl)
                    self.sandbox.forget_requests()
                    sql = f"SELECT day, metric, quantity FROM cf_usage_history('{FIRST}')"
                    self.assert_same_rows(self.truth(FIRST), self.rows(sql, db=db))
                    asked = self.asked()
                    self.assertGreaterEqual(len(asked), 3)
                    self.assertLessEqual(len(asked), 15)
                    self.assertEqual({"10000"}, {each["limit"] for each in asked})
                    self.sandbox.forget_requests()
                    self.assert_same_rows(self.truth(FIRST), self.rows(sql, db=db))
                    self.assertEqual(0 if ttl else len(asked), len(self.asked()))

    def test_a_whole_answer_of_that_length_is_not(self):
        self.sandbox.set(usage_history__limit=100)
        self.check(f"day >= '{self.ago(99)}'", lambda d, m, q: d >= self.ago(99), requests=1)
        self.check(f"day >= '{self.ago(100)}'", lambda d, m, q: d >= self.ago(100), requests=3)

    def test_never_through_what_was_kept(self):
        """A part of a cut answer is not taken for the answer to that part."""
        db = self.connect(cache_ttl=300)
        self.sandbox.set(usage_history__limit=100)
        self.rows(f"SELECT * FROM cf_usage_history('{FIRST}') WHERE day >= '{self.ago(300)}'", db=db)
        for first, last in ((299, 100), (20, 0), (3, 3)):
            self.check(f"day BETWEEN '{self.ago(first)}' AND '{self.ago(last)}'",
                       lambda d, m, q, first=first, last=last: self.ago(first) <= d <= self.ago(last), db=db,
                       requests={299: 3}.get(first, 1))

    def test_one_that_stays_cut_for_a_day_is_an_error(self):
        self.serve(*[{"ts": self.ts(3), "workersRequests": n} for n in range(10000)])
        with self.request_count(1):
            source = f"cf_usage_history('{FIRST}') WHERE day = '{self.ago(3)}'"
            self.assert_says(self.failure(ERROR, f"SELECT * FROM {source}"), "cf_usage_history",
                             f"two records of {self.ago(3)}", FIRST)

    def test_halves_count_as_requests(self):
        self.sandbox.set(usage_history__limit=100)
        self.assert_says(self.failure(ERROR, f"SELECT * FROM cf_usage_history('{FIRST}')",
                                      db=self.connect(max_requests=2)), "max_requests")


class Defects(HistoryCase):
    def refused(self, *says, days=5, kind=ERROR, db=None):
        return self.assert_says(self.failure(
            kind, f"SELECT count(*) FROM cf_usage_history WHERE account_id = '{FIRST}' "
            f"AND day BETWEEN '{self.ago(days)}' AND '{self.ago(1)}'", db=db), "cf_usage_history", FIRST, *says)

    def test_times_that_are_no_days(self):
        for ts, says in ((self.ts(3) + 1, "not when a day begins in UTC"), (self.ts(3) + 3600, "not when a day begins"),
                         (self.ts(3) * 1000, "so it is no day's"), (-1, "not when a day begins"),
                         (10**18, "not when a day begins"), (1.5, "ts"), ("x", "no whole number of seconds"),
                         (None, "no whole number"), ([], "no whole number")):
            with self.subTest(ts):
                self.serve({"ts": ts, "workersRequests": 1})
                self.refused(says)
        self.serve({"workersRequests": 1})
        self.refused("no whole number of seconds")

    def test_hours_in_place_of_days(self):
        """A server that takes no notice of time_delta."""
        self.serve(*[{"ts": self.ts(3) + n * 3600, "workersRequests": 1} for n in range(24)])
        self.refused("not when a day begins in UTC")

    def test_days_that_were_not_asked_for(self):
        for days in (0, 6, 400, -1):
            self.serve({"ts": self.ts(days), "workersRequests": 1})
            self.refused("lies in no range of days that was asked for", self.ago(days))

    def test_a_day_that_comes_twice(self):
        for second in (1, 2):
            self.serve({"ts": self.ts(2), "workersRequests": 1}, {"ts": self.ts(2), "workersRequests": second})
            self.refused(f"two records of {self.ago(2)}")

    def test_totals_that_are_no_numbers(self):
        for total in ("many", True, {}, [1]):
            self.serve({"ts": self.ts(2), "workersRequests": total})
            self.refused(f"the workersRequests of {self.ago(2)} is no number")

    def test_totals_in_text(self):
        self.serve({"ts": str(self.ts(2)), "workersRequests": "12", "workersKVReads": None})
        self.assertEqual([(self.ago(2), "workersRequests", 12.0)], self.rows(
            f"SELECT * FROM cf_usage_history('{FIRST}') WHERE day = '{self.ago(2)}'"))

    def test_a_list_that_says_that_there_is_more(self):
        body = {"success": True, "errors": [], "messages": [], "result": [{"ts": self.ts(2), "workersRequests": 1}],
                "result_info": {"total_count": 2}}
        self.sandbox.faults({"path": PATH, "body": json.dumps(body)})
        self.refused("the list is not complete", "2 items according to the server")
        self.assertEqual(1, self.value(f"SELECT count(*) FROM cf_usage_history('{FIRST}') WHERE day = '{self.ago(2)}'",
                                       db=self.connect(incomplete="ignore")))

    def test_the_permission_is_named(self):
        for status in (401, 403):
            self.sandbox.faults({"path": PATH, "status": status})
            self.refused(f"HTTP {status}", "Account › Billing › Read", kind=AUTH)

    def test_an_account_that_fails_can_be_left_out(self):
        self.sandbox.faults({"account": EURO, "status": 403})
        names = "', '".join((FIRST, EURO))
        source = f"FROM cf_usage_history WHERE account_id IN ('{names}')"
        self.assert_says(self.failure(AUTH, f"SELECT count(*) {source}"), EURO)
        self.assert_same_rows(self.truth(FIRST), self.rows(f"SELECT day, metric, quantity {source}",
                                                           db=self.connect(on_error="skip")))


class GoneDays(HistoryCase):
    def test_are_an_error(self):
        """Whether nothing was used, or nothing is kept, an empty day that is so old does not tell."""
        before = str(datetime.date.fromisoformat(self.first_kept()) - DAY)
        for first in (before, "2020-01-01"):
            with self.subTest(first), self.request_count(1):
                message = self.failure(ERROR, f"SELECT * FROM cf_usage_history('{FIRST}', '{first}')")
                self.assert_says(message, "about 18 months", FIRST, first, "incomplete",
                                 f"the first record that came is of {self.first_kept()}",
                                 f"ask for days from {self.first_kept()} on")
        self.check(f"day >= '{self.first_kept()}'", lambda d, m, q: True)

    def test_can_be_done_without(self):
        db = self.connect(incomplete="ignore")
        self.check("day >= '2020-01-01'", lambda d, m, q: True, db=db)
        self.assertIn("about 18 months", self.value("SELECT error FROM cf_requests", db=db))

    def test_are_told_of_an_empty_answer(self):
        self.serve()
        self.assert_says(self.failure(ERROR, f"SELECT * FROM cf_usage_history('{FIRST}', '2020-01-01')"),
                         "no record came", "18 months")
        self.assertEqual([], self.rows(f"SELECT * FROM cf_usage_history('{FIRST}', '{self.ago(300)}')"))
        self.assertEqual([], self.rows(f"SELECT * FROM cf_usage_history('{FIRST}')"))

    def test_that_are_there_are_shown(self):
        """Of an API that keeps more."""
        self.serve({"ts": self.ts(700), "workersRequests": 1})
        self.assertEqual(1, self.value(f"SELECT count(*) FROM cf_usage_history('{FIRST}', '{self.ago(700)}')"))


if __name__ == "__main__":
    support.main()
