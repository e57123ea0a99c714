"""The views of 29_resource_anomalies.sql by hand."""

import views
from test_attributed_cost import resource
from views import ONE, OTHER, usage

TODAY = "2026-11-20"  # A Friday; the cycle of usage() ends on 1 December.
FRIDAYS = ("2026-10-23", "2026-10-30", "2026-11-06", "2026-11-13")
THURSDAYS = ("2026-10-22", "2026-10-29", "2026-11-05", "2026-11-12")
FOUND = "SELECT span, resource_name, quantity, usual_quantity, estimated_cost FROM cf_resource_anomalies"


class ResourceAnomalies(views.TestCase):
    def shown(self, resources, hours=(), price=0.01, free=None):
        hours = [{"account_id": ONE, "hour": hour, "service": "Metric", "resource_type": "worker",
                  "resource_id": name, "quantity": quantity} for hour, name, quantity in hours]
        db = self.fixture([usage("2026-11-18", 1.0)], resources=resources, hours=hours, today=TODAY)
        if price is not None:
            db.execute("INSERT INTO cf_prices(metric, currency, price, per, free_quantity) "
                       "VALUES ('Metric', 'USD', ?, 1, ?)",
                       (price, free))
        return db

    @staticmethod
    def weeks(days, name, *quantities, **more):
        return [resource(day, name, quantity, **more) for day, quantity in zip(days, quantities)]

    def test_yesterday(self):
        self.shown(self.weeks(THURSDAYS, "a", 100.0, 80.0, 120.0, 100.0) + [resource("2026-11-19", "a", 700.0)])
        # 600 more a day on the twelve days up to 30 November.
        self.check([("yesterday", "a", 700.0, 100.0, 72.0)], FOUND)
        self.check([("a (worker) used 700 Requests on 2026-11-19 of Metric, 7 times what is usual. "
                     "If it goes on until 2026-11-30 it costs an estimated 72.00 USD more.",)],
                   "SELECT sentence FROM cf_resource_anomalies")

    def test_today_so_far_and_the_last_hours(self):
        weeks = self.weeks(FRIDAYS, "a", 100.0, 80.0, 120.0, 100.0)
        self.shown([*weeks, resource(TODAY, "a", 400.0)], [("2026-11-20T06:00:00Z", "a", 40.0),
                   ("2026-11-20T11:00:00Z", "a", 300.0), ("2026-11-20T12:00:00Z", "a", 60.0)])
        self.check([("today", "a", 400.0, 100.0, 33.0), ("last six hours", "a", 360.0, 25.0, 147.4)], FOUND)
        self.shown([*weeks, resource(TODAY, "a", 300.0)], [("2026-11-20T12:00:00Z", "a", 150.0)])
        self.check([], FOUND)

    def test_as_much_as_on_one_of_the_days_before(self):
        self.shown(self.weeks(THURSDAYS, "a", 10.0, 500.0, 10.0, 10.0) + [resource("2026-11-19", "a", 1400.0)])
        self.check([], FOUND)

    def test_a_new_resource(self):
        """Of a service that is known for four weeks: nothing is usual of it."""
        known = self.weeks(THURSDAYS, "a", 100.0, 100.0, 100.0, 100.0)
        self.shown([*known, resource("2026-11-19", "a", 100.0), resource("2026-11-19", "new", 50.0)])
        self.check([("yesterday", "new", 50.0, 0.0, 6.0)], FOUND)

    def test_what_is_not_known_for_four_weeks(self):
        """Each day before counts, and only what costs ten: 0.01 on twelve days."""
        known = [resource(day, "a", 100.0) for day in ("2026-11-05", "2026-11-15", "2026-11-18")]
        for quantity, cost in ((9000.0, 1080.0), (300.0, None), (301.0, 36.12)):
            self.shown([*known, resource("2026-11-19", "a", quantity)])
            self.check([("yesterday", "a", quantity, None, cost)] if cost else [], FOUND)
        self.check([("a (worker) used 301 Requests on 2026-11-19 of Metric, which is known since 2026-11-05 only. "
                     "If it goes on until 2026-11-30 it costs an estimated 36.12 USD more.",)],
                   "SELECT sentence FROM cf_resource_anomalies")
        self.shown([*known, resource("2026-11-19", "new", 80.0)])
        self.check([], FOUND)
        self.check([], "SELECT * FROM cf_compared_resources")

    def test_a_service_that_is_new(self):
        self.shown([resource("2026-11-19", "new", 9000.0)], hours=[("2026-11-19T12:00:00Z", "new", 9000.0)])
        self.check([("yesterday", "new", 9000.0, None, 1080.0)], FOUND)
        self.shown([resource("2026-11-19", "new", 9000.0)], price=None)
        self.check([], FOUND)

    def told_of(self, today, ran, *before):
        """Sentences of what used 700 on the day that it ran, and of late 1 on that weekday; `before`: days and uses."""
        weeks = [resource(views.days_before(ran, 7 * n), "a", 1.0) for n in range(1, 5)]
        before = [{"service": "Metric", "account_id": ONE, "resource_type": "worker", "resource_id": "a", "day": day,
                   "quantity": quantity, **other} for day, quantity, other in before]
        known = [resource(row["day"], row["resource_id"], row["quantity"], row["service"],
                          account_id=row["account_id"], resource_type=row["resource_type"]) for row in before]
        db = self.fixture([usage(today, 1.0)], resources=[*weeks, *known, resource(ran, "a", 700.0)], today=today,
                          before=before)
        db.execute("INSERT INTO cf_prices(metric, currency, price, per) VALUES ('Metric', 'USD', 1, 1)")
        return self.rows("SELECT sentence, month_ago_quantity FROM cf_resource_anomalies WHERE resource_name = 'a'")

    def test_what_works_once_a_month(self):
        """In both months before, a day sooner or later, and on the last day of a shorter month. Once is no rhythm: what
        did so once alone is told, and that it did.
        """
        for today, once, twice, is_usual in (
                ("2026-12-20", "2026-11-20", "2026-10-20", True), ("2026-12-20", "2026-11-21", "2026-10-19", True),
                ("2026-12-20", "2026-11-24", "2026-10-20", False), ("2026-12-20", "2026-11-20", "2026-10-23", False),
                ("2027-03-30", "2027-02-28", "2027-01-30", True), ("2027-04-30", "2027-03-30", "2027-02-28", True),
                # A month of 31 days is longer than what is looked at otherwise.
                ("2027-01-05", "2026-12-05", "2026-11-05", True), ("2027-01-05", "2026-12-04", "2026-11-06", True),
                ("2027-01-05", "2026-12-03", "2026-11-05", False), ("2027-01-05", "2026-12-05", "2026-11-03", False)):
            with self.subTest(today, once=once, twice=twice):
                both = (once, 600.0, {}), (twice, 500.0, {})
                self.assertEqual(0 if is_usual else 1, len(self.told_of(today, today, *both)))
                # Of yesterday as well.
                tomorrow = views.days_before(today, -1)
                self.assertEqual(0 if is_usual else 1, len(self.told_of(tomorrow, today, *both)))
                if not is_usual:
                    continue
                ((sentence, used),) = self.told_of(today, today, both[0])
                self.assertTrue(sentence.endswith(". It used the like a month before."), sentence)
                self.assertEqual(600.0, used)
                ((sentence, used),) = self.told_of(today, today, both[1])
                self.assertNotIn("month before", sentence)
                self.assertIsNone(used)
                # A third as much is not the like.
                self.assertEqual(1, len(self.told_of(today, today, (once, 233.0, {}), both[1])))
                self.assertEqual(1, len(self.told_of(today, today, both[0], (twice, 233.0, {}))))
                self.assertEqual([], self.told_of(today, today, (once, 234.0, {}), (twice, 234.0, {})))

    def test_what_others_did_a_month_before_says_nothing(self):
        for today, once, twice in (("2026-12-20", "2026-11-20", "2026-10-20"), ("2027-01-05", "2026-12-05", "2026-11-05")):
            for other in ({"resource_id": "b"}, {"resource_type": "pages_project"}, {"service": "Other"},
                          {"account_id": OTHER}):
                for places in ((other, other), (other, {}), ({}, other)):
                    found = self.told_of(today, today, *zip((once, twice), (600.0, 600.0), places))
                    self.assertEqual([places[0] == {}], ["month before" in sentence for sentence, _ in found], (today, places))

    def test_hours_of_what_works_once_a_month(self):
        """A part of what it used on the whole day."""
        today = "2026-12-20"
        weeks = [resource(views.days_before(today, 7 * n), "a", 1.0) for n in range(1, 5)]
        for uses, spans in (((600.0, 600.0), []), ((600.0, 0.0), ["last six hours", "today"]),
                            ((240.0, 240.0), ["last six hours"])):
            before = [{"account_id": ONE, "service": "Metric", "resource_type": "worker", "resource_id": "a", "day": day,
                       "quantity": quantity} for day, quantity in zip(("2026-11-20", "2026-10-20"), uses)]
            db = self.fixture([usage(today, 1.0)], today=today, before=before, resources=[
                *weeks, resource("2026-11-20", "a", uses[0]), resource(today, "a", 700.0)], hours=[
                    {"account_id": ONE, "hour": f"{today}T12:00:00Z", "service": "Metric", "resource_type": "worker",
                     "resource_id": "a", "quantity": 700.0}])
            db.execute("INSERT INTO cf_prices(metric, currency, price, per) VALUES ('Metric', 'USD', 1, 1)")
            self.assertEqual(spans, sorted(span for span, in self.rows("SELECT span FROM cf_resource_anomalies")))

    def unknown(self, day, dataset, name=None):
        return resource(day, name, None, dataset=dataset, reason="no", **({} if name else {"resource_type": "account"}))

    def test_a_dataset_that_always_fails_hides_no_other_ones_gap(self):
        """Of one of the four weekdays nothing is known of what used 100 on each: its usual use is not 75."""
        weeks = self.weeks([day for day in THURSDAYS if day != "2026-11-05"], "a", 100.0, 100.0, 100.0)
        found = [*weeks, resource("2026-11-19", "a", 200.0), resource("2026-11-05", "other", 100.0)]
        always = [self.unknown(views.days_before(TODAY, n), "one") for n in range(31)]
        compared = "SELECT resource_id, known_since, usual FROM cf_recent_resources WHERE span = 'yesterday' ORDER BY 1"
        self.shown([*found, *always])
        self.check([("a", None, 75.0), ("other", None, 25.0)], compared)
        for gap in (self.unknown("2026-11-05", "two"), self.unknown("2026-11-05", "two", "a")):
            self.shown([*found, *always, gap])
            self.check([("a", "2026-11-06", None)] + [("other", None, 25.0)] * bool(gap["resource_id"]) + [
                ("other", "2026-11-06", None)] * (not gap["resource_id"]), compared)
        # Nor does one that fails now and then hide its own, as of yesterday.
        self.shown([*found, self.unknown("2026-11-05", "two"), self.unknown("2026-11-19", "two")])
        self.check([("a", "2026-11-06", None), ("other", "2026-11-06", None)], compared)
        # One that has not told anything for a week is compared with nothing, and stands in nobody's way.
        self.shown([*found, *always[:9]])
        self.check([("a", None, 75.0), ("other", None, 25.0)], compared)

    def test_a_dataset_that_is_silent_for_a_week_and_answers_has_nothing_to_compare_with(self):
        """What it tells on the day may have been so on each day before; what others told is compared all the same."""
        for span, day, weekdays in (("today", TODAY, FRIDAYS), ("yesterday", "2026-11-19", THURSDAYS)):
            known = [*self.weeks(weekdays, "a", 100.0, 100.0, 100.0, 100.0), resource(day, "a", 9000.0)]
            told = resource(day, "b", 9000.0)
            told_of = f"SELECT resource_name, usual_quantity FROM cf_resource_anomalies WHERE span = '{span}' ORDER BY 1"
            compared = f"SELECT sum(resources) FROM cf_compared_resources WHERE span = '{span}'"
            hours = [(f"{TODAY}T12:00:00Z", "b", 9000.0)] if span == "today" else []
            last = views.days_before(day, 1)
            for silent in (range(1, 31), range(1, 9), range(2, 31), range(4, 31), range(5, 31)):
                # Of as many days as it is silent at least, the last 30 are looked at.
                days = [views.days_before(day, n) for n in silent if views.days_before(day, n) >= "2026-10-21"]
                with self.subTest(span, silent=silent):
                    self.shown([*known, told, *(self.unknown(each, "two") for each in days)], hours)
                    late = silent[0] < 5  # Fewer than four days are known.
                    self.check([("a", None)] + [("b", None)] * (not late), told_of)
                    self.check([(None,)], compared)
                    self.check([], "SELECT * FROM cf_resource_anomalies WHERE span = 'last six hours'")
                    since = views.days_before(day, silent[0] - 1 if late else 6)
                    self.assert_says(self.value("SELECT sentence FROM cf_resource_anomalies WHERE resource_name = 'a' "
                                                f"AND span = '{span}'"), f"which is known since {since} only")
            # One that told it before is compared with that.
            self.shown([*known, told, resource(last, "b", 3000.0), *(self.unknown(views.days_before(day, n), "two")
                                                                    for n in range(2, 28))])
            self.check([("a", None)], told_of)
            # Four days of the same weekday are enough, whatever the days between are.
            self.shown([*known, told, *(self.unknown(views.days_before(day, n), "two") for n in range(1, 6))])
            self.check([("a", 100.0), ("b", 0.0)], told_of)
            # Of one that fails now and then, and on the day, nothing was told that could be compared: it hides no other.
            self.shown([*known, told, *(self.unknown(views.days_before(TODAY, n), "two") for n in (*range(7), 9))])
            self.check([("a", None), ("b", None)], told_of)
            # One that is always silent stands in nobody's way.
            self.shown([*known, told, *(self.unknown(views.days_before(TODAY, n), "two") for n in range(31))])
            self.check([("a", 100.0), ("b", 0.0)], told_of)

    def test_yesterday_is_compared_as_today_is(self):
        """By the days before itself, however that day was told that came behind it."""
        for span, day, weekdays in (("today", TODAY, FRIDAYS), ("yesterday", "2026-11-19", THURSDAYS)):
            known = [*self.weeks(weekdays, "a", 100.0, 100.0, 100.0, 100.0), resource(day, "a", 9000.0)]
            known.append(resource(day, "b", 9000.0))
            for silent, usual, since in (
                    ((1, 2, 3, 14), {"a": None, "b": None}, 13),  # It told four days.
                    ((1, 2, 7), {"a": None, "b": None}, 6), ((1, 2, 3, 4, 14), {"a": None}, 0),
                    ((2, 3, 4, 7), {"a": None}, 1), ((1, 2, 3, 4, 29), {"a": 100.0, "b": 0.0}, None),
                    # The four weekdays, and what is between them.
                    (range(1, 7), {"a": 100.0, "b": 0.0}, None), (range(1, 8), {"a": None}, 0),
                    # Always silent, but not a day less. (Of what is silent on the day nothing was told that is new.)
                    (range(0, 8), {"a": 100.0, "b": 0.0}, None), ((*range(0, 7), 14), {"a": None, "b": None}, 13)):
                for dataset in ("two", "*"):
                    for days in (silent, (-1, *silent))[:2 if span == "yesterday" else 1]:
                        with self.subTest(span, days=days, dataset=dataset):
                            self.shown([*known, *(self.unknown(views.days_before(day, n), dataset) for n in days)])
                            self.check(sorted(usual.items()), "SELECT resource_name, usual_quantity "
                                       f"FROM cf_resource_anomalies WHERE span = '{span}' ORDER BY 1")
                            said = "90 times what is usual" if since is None else (
                                f"which is known since {views.days_before(day, since)} only")
                            self.assert_says(self.value("SELECT sentence FROM cf_resource_anomalies "
                                                        f"WHERE span = '{span}' AND resource_name = 'a'"), said)

    def test_yesterday_was_read_whether_today_is_or_not(self):
        """Also if nothing was used on it; and it was not, whatever of today was."""
        weeks = self.weeks(THURSDAYS, "a", 100.0, 100.0, 100.0, 100.0)
        for unread, spans in (((), [("today",), ("yesterday",)]), ((0,), [("yesterday",)]), ((1,), [("today",)]),
                              ((0, 1), [])):
            with self.subTest(unread=unread):
                self.shown([*weeks, *self.weeks(FRIDAYS, "a", 1.0, 1.0, 1.0, 1.0),
                            *(self.unknown(views.days_before(TODAY, n), "*") for n in unread)])
                self.check(spans, "SELECT span FROM cf_compared_resources ORDER BY 1")

    def test_the_last_day_of_a_cycle(self):
        """It costs little until midnight: what it would in a week counts."""
        today = "2026-11-30"
        weeks = [resource(views.days_before(today, 7 * n), "a", 10.0) for n in range(1, 5)]
        for quantity, cost in ((40.0, 0.3), (20.0, None)):
            much = resource(today, "a", quantity)
            db = self.fixture([usage("2026-11-28", 1.0)], resources=[*weeks, much], today=today)
            db.execute("INSERT INTO cf_prices(metric, currency, price, per) VALUES ('Metric', 'USD', 0.01, 1)")
            self.check([("today", "a", quantity, 10.0, cost)] if cost else [], FOUND)

    def test_a_currency_without_cents(self):
        db = self.shown(self.weeks(THURSDAYS, "a", 100.0, 80.0, 120.0, 100.0) + [resource("2026-11-19", "a", 700.0)],
                        price=None)
        db.execute("INSERT INTO cf_prices(metric, currency, price, per) VALUES ('Metric', 'JPY', 2, 1)")
        self.check([("a (worker) used 700 Requests on 2026-11-19 of Metric, 7 times what is usual. "
                     "If it goes on until 2026-11-30 it costs an estimated 14400 JPY more.",)],
                   "SELECT sentence FROM cf_resource_anomalies")

    def test_allowance_and_prices(self):
        """What the allowance covers costs nothing; without a price the part of the service counts."""
        found = self.weeks(THURSDAYS, "a", 100.0, 100.0, 100.0, 100.0) + [resource("2026-11-19", "a", 700.0)]
        # Of 8,001 free ones 8,000 are left; 1,200 of them go as usual.
        self.shown(found, free=8001.0)
        self.check([("yesterday", "a", 700.0, 100.0, 4.0)], FOUND)
        self.shown(found, free=8400.0)
        self.check([], FOUND)
        self.shown(found, price=None)
        self.check([("yesterday", "a", 700.0, 100.0, None)], FOUND)
        self.shown([*found, resource("2026-11-19", "b", 700.0)], price=None)
        self.check([], FOUND)

    def test_how_much_was_compared(self):
        self.shown(self.weeks(THURSDAYS, "a", 1.0, 1.0, 1.0, 1.0) + self.weeks(THURSDAYS, "b", 1.0, 1.0, 1.0, 1.0))
        self.check([("name of aaaa", "yesterday", "2026-11-19", "Metric", 2)],
                   "SELECT account_name, span, day, service, resources FROM cf_compared_resources")


if __name__ == "__main__":
    views.main()
