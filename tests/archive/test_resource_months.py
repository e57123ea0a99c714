"""What stands out in an archive whatever the period that is reported on: with today's weeks and the months before them."""

import json

import archive_case
from archive_case import ArchiveCase, day_before
from support import FIRST

TODAY = "2027-01-05"
# Over: the period says what is reported on, not with what today is compared.
PERIODS = {"so far": {}, "today": {"first_day": TODAY}, "over": {"first_day": "2026-09-01", "last_day": "2026-09-30"},
           "of late": {"first_day": "2026-12-01", "last_day": "2026-12-20"}}


class Months(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.change("INSERT INTO syncs(id, started_at, today) VALUES (1, ?, ?)", TODAY, TODAY)
        self.change("INSERT INTO accounts VALUES (?, 'One', NULL, '2020-01-01', NULL, 1, 1)", FIRST)
        self.change("INSERT INTO resource_fetches VALUES ('resources', ?, 1, 'ok', ?, ?, 0, 0, ?, NULL)", FIRST,
                    day_before(TODAY, 89), TODAY, TODAY)

    def use(self, back, quantity):
        self.change("INSERT INTO resource_usage(account_id, day, dataset, resource_type, resource_id, resource_name, action, "
                    "service, quantity, unit, sample_interval, reason) VALUES (?, ?, 'd', 'worker', 'a', 'a', NULL, "
                    "'Metric', ?, 'Requests', NULL, NULL)", FIRST, day_before(TODAY, back), quantity)

    def weeks(self):
        for back in (8, 15, 22, 29):
            self.use(back, 1.0)
        self.use(1, 700.0)

    def seen(self, period, source="archive"):
        db = self.views(FIRST, source=source, today=TODAY, **PERIODS[period])
        # It is kept.
        db.execute("INSERT OR IGNORE INTO cf_prices(metric, currency, price, per) VALUES ('Metric', 'USD', 1, 1)")
        return db

    def told(self, period):
        return [(span, used) for span, used in self.seen(period).execute(
            "SELECT span, month_ago_quantity FROM cf_resource_anomalies")]

    def test_what_works_once_a_month_is_not_told(self):
        """Of 4 January it is 4 December, 32 days before today, and 4 November."""
        self.weeks()
        for period in PERIODS:
            self.assertEqual([("yesterday", None)], self.told(period), period)
        self.use(32, 600.0)
        for period in PERIODS:
            self.assertEqual([("yesterday", 600.0)], self.told(period), period)
        self.use(61, 600.0)
        for period in PERIODS:
            self.assertEqual([], self.told(period), period)
        # 5 November is beside it, 6 November is not.
        for back, is_told in ((61, False), (63, False), (60, True), (64, True)):
            self.change("UPDATE resource_usage SET day = ? WHERE day BETWEEN ? AND ?", day_before(TODAY, back),
                        day_before(TODAY, 64), day_before(TODAY, 60))
            self.assertEqual([("yesterday", 600.0)] * is_told, self.told("so far"), back)

    def test_the_day_before_that_one(self):
        """3 December is 33 days before today."""
        self.weeks()
        self.use(33, 600.0)
        for period in PERIODS:
            self.assertEqual([("yesterday", 600.0)], self.told(period), period)
        self.use(34, 600.0)
        self.change("DELETE FROM resource_usage WHERE day = ?", day_before(TODAY, 33))
        self.assertEqual([("yesterday", None)], self.told("so far"))

    def test_it_makes_nothing_known_that_is_not(self):
        for back in (32, 61):
            self.use(back, 1.0)
        self.use(1, 700.0)
        for period in PERIODS:
            self.assertEqual([(day_before(TODAY, 1), None)], self.seen(period).execute(
                "SELECT known_since, usual FROM cf_recent_resources WHERE span = 'yesterday'").fetchall(), period)

    def test_unread_days_are_unread_whatever_the_period(self):
        self.weeks()
        self.change("DELETE FROM resource_usage WHERE day = ?", day_before(TODAY, 15))
        usual = "SELECT known_since, usual FROM cf_recent_resources WHERE span = 'yesterday'"
        for period in PERIODS:
            self.assertEqual([(None, 0.75)], self.seen(period).execute(usual).fetchall(), period)
        self.change("INSERT INTO resource_unread VALUES (?, 'Metric', 'd', ?, ?, 'failed: …', 1)", FIRST,
                    day_before(TODAY, 15), day_before(TODAY, 15))
        for period in PERIODS:
            self.assertEqual([(day_before(TODAY, 14), None)], self.seen(period).execute(usual).fetchall(), period)


class Both(ArchiveCase):
    LOOP = "d1AnalyticsAdaptiveGroups"

    def asked(self, source):
        """The days that analytics were asked for of what the loop uses, and how many of its resources are told."""
        self.sandbox.forget_requests()
        db = self.views(FIRST, source=source)
        db.execute("INSERT INTO cf_report_services VALUES ('D1 - Rows Read')")
        told = db.execute("SELECT count(DISTINCT resource_id) FROM cf_resource_anomalies").fetchone()[0]
        self.sandbox.settle()
        bodies = [json.loads(request["body"]) for request in self.sandbox.requests() if request["path"].endswith("/graphql")]
        return told, sorted(body["variables"]["from"][:10] for body in bodies
                            if self.LOOP in body["query"] and "from" in body["variables"])

    def test_the_months_that_an_archive_has_are_not_asked_for(self):
        """Without it they are, of what stands out, if they are further back than the days that are looked at."""
        today = self.sandbox.today()
        self.sandbox.set(graphql__now="20:30", graphql__loop="d1")
        for back in (60, 30, 0):
            self.go_to(day_before(today, back), "20:30:00")
            self.sync((FIRST,))
        self.clock = None
        told, asked = self.asked("live")
        told_by_both, asked_of_both = self.asked("both")
        self.assertEqual(told, told_by_both)
        self.assertEqual({day_before(today, 1)}, set(asked_of_both))
        if told:
            is_behind = self.ask("SELECT date(min(date(?1, '-1 month'), date(?1, 'start of month', '-1 day')), '-1 day') "
                                 "< date(?1, '-30 days')", today)[0][0]
            self.assertEqual(bool(is_behind), asked[0] < day_before(today, 31))


if __name__ == "__main__":
    archive_case.main()
