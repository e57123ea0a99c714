"""The twins in quantities: by hand, and worked out from the sandbox's own records."""

import calendar
import math
import statistics

import truth
import views
from test_month_to_date import every_day
from truth import DAY, FEEDS, groups, quantities, span, whole
from views import ONE, usage

TO_DATE = ("SELECT month, metric, unit, quantity, days_so_far, days, projected_quantity, "
           "projection_error FROM cf_quantity_to_date")
TODAY = "2026-11-20"  # A Friday.


class ByHand(views.TestCase):
    def to_date(self, today, *records):
        self.fixture([record for some in records for record in some], today=today)

    def test_zones_and_subscriptions(self):
        day = "2026-11-03"
        self.fixture([usage(day, None, 3.0, zone_id="z", zone_name="old"),
                      usage("2026-11-04", None, 4.0, zone_id="z", zone_name="new"),
                      usage(day, 1.0, 5.0, zone_id="y", zone_name="new", currency="EUR"),
                      usage(day, 1.0, 5.0, zone_id="y", zone_name="new"),
                      usage(day, None, 7.0), usage(day, None, 9.0, unit="GB"),
                      usage(day, None, None, metric="Unknown", subscription_id="B")], today=TODAY)
        self.check([(ONE, "z", "new", "Product", "Metric", "Requests", 7.0, 2, None),
                    (ONE, "y", "new", "Product", "Metric", "Requests", 10.0, 2, None),
                    (ONE, None, None, "Product", "Metric", "Requests", 7.0, 1, None),
                    (ONE, None, None, "Product", "Metric", "GB", 9.0, 1, None),
                    (ONE, None, None, "Product", "Unknown", "Requests", None, 1, None)],
                   "SELECT account_id, zone_id, zone_name, product, metric, unit, quantity, records, "
                   "complete_from FROM cf_quantity_by_zone")
        self.check([(ONE, "SUB", "Product", "Metric", "Requests", 24.0, 5, None),
                    (ONE, "SUB", "Product", "Metric", "GB", 9.0, 1, None),
                    (ONE, "B", "Product", "Unknown", "Requests", None, 1, None)],
                   "SELECT account_id, subscription_id, product, metric, unit, quantity, records, "
                   "complete_from FROM cf_quantity_by_subscription")

    def test_a_steady_month(self):
        self.to_date(TODAY, every_day("2026-10-20", "2026-11-19", None, quantity=10.0),
                     [usage(TODAY, None, 4.0)])
        # 19 days of 10, today's 4 and the 6 to come, 10 days of 10.
        self.check([("2026-11", "Metric", "Requests", 194.0, 20, 30, 300.0, 0.0)], TO_DATE)

    def test_a_week_that_was_off(self):
        # Four weeks of 70, but the last one of 70 + 7: 2.5 off on average (7, and three times 7/3 off
        # the others' mean: (7 + 3 * 7 / 3) / 4 = 3.5), for 11 of 7 days.
        self.to_date(TODAY, every_day("2026-10-20", "2026-11-18", None, quantity=10.0),
                     [usage("2026-11-19", None, 17.0)])
        # Thursdays are 11.75 now, and one is to come; today's 10 as well.
        self.check([("2026-11", "Metric", "Requests", 197.0, 20, 30, 197.0 + 10 + 100 + 1.75,
                     3.5 * 11 / 7)], TO_DATE)

    def test_days_that_come_late_are_expected_like_days_to_come(self):
        # Nothing yet of the 19th and of today: 18 days of 10, and 12 to come.
        steady = every_day("2026-10-15", "2026-11-18", None, quantity=10.0)
        self.to_date(TODAY, steady)
        self.check([("2026-11", "Metric", "Requests", 180.0, 20, 30, 300.0, 0.0)], TO_DATE)
        # Another metric of the account has records of yesterday: then this one used nothing, and of
        # four Thursdays one was without. Today's 10, nine days of 10, and a Thursday of 7.5.
        self.to_date(TODAY, steady, [usage("2026-11-19", None, 1.0, metric="Other")])
        self.check([(180.0, 287.5)], "SELECT quantity, projected_quantity FROM cf_quantity_to_date "
                                     "WHERE metric = 'Metric'")
        # More than three days are not late: Monday to Thursday are 7.5 now, five of which are to come.
        self.to_date(TODAY, every_day("2026-10-15", "2026-11-15", None, quantity=10.0))
        self.check([(150.0, 150.0 + 10 + 5 * 10 + 5 * 7.5)],
                   "SELECT quantity, projected_quantity FROM cf_quantity_to_date")
        # Weekdays differ, and the month turned while days were late: Sunday to Saturday 0 to 6.
        at = every_day("2026-10-15", "2026-11-29", None)
        for number, record in enumerate(at):
            record["quantity"] = float((number + 4) % 7)  # 15 October 2026 is a Thursday.
        self.to_date("2026-12-02", at)
        # December 2026 is four weeks and a Tuesday, Wednesday and Thursday.
        self.check([("2026-12", 0.0, 4 * 21.0 + 2 + 3 + 4)],
                   "SELECT month, quantity, projected_quantity FROM cf_quantity_to_date")

    def test_less_than_a_week_and_less_than_four(self):
        for first, projected in (("2026-11-14", None), ("2026-11-13", 180.0)):
            self.to_date(TODAY, every_day(first, "2026-11-19", None, quantity=10.0))
            self.check([(projected, None)],
                       "SELECT projected_quantity, projection_error FROM cf_quantity_to_date")

    def test_unknown_quantities_corrections_and_the_edges_of_months(self):
        days = every_day("2026-10-20", "2026-11-19", None, quantity=10.0)
        for record, wanted in (
                (usage("2026-11-10", 1.0, math.nan), (None, None, None)),
                (usage("2026-10-30", 1.0, math.nan), (190.0, None, None)),
                (usage("2026-11-10", None, -50.0, is_correction=1), (140.0, 250.0, 0.0))):
            record["quantity"] = None if math.isnan(record["quantity"]) else record["quantity"]
            self.to_date(TODAY, days, [record])
            self.check([wanted], "SELECT quantity, projected_quantity, projection_error "
                                 "FROM cf_quantity_to_date")
        days = every_day("2026-10-20", "2026-11-30", None, quantity=10.0)
        self.to_date("2026-11-30", days[:-1])
        self.check([(290.0, 30, 30, 300.0)], "SELECT quantity, days_so_far, days, projected_quantity "
                                             "FROM cf_quantity_to_date")
        self.to_date("2026-12-01", days)
        self.check([(0.0, 1, 31, 310.0)], "SELECT quantity, days_so_far, days, projected_quantity "
                                          "FROM cf_quantity_to_date")


class OfTheSandbox(truth.TestCase):
    def test_zones_and_subscriptions(self):
        today = self.today()
        first = today - 20 * DAY
        for feed in FEEDS:
            records = [r for one in self.truths() for r in one.usage(feed, first, today)]
            self.over(*truth.ACCOUNTS, feed=feed, first_day=first)
            for column, field in (("zone_id", "zone"), ("subscription_id", "subscription")):
                wanted = {key: (truth.known(quantities(some)), len(some)) for key, some in
                          groups(records, "account", field, "product", "metric", "unit").items()}
                view = "cf_quantity_by_" + column.removesuffix("_id")
                self.compare(wanted, f"SELECT account_id, {column}, product, metric, unit, quantity, "
                                     f"records FROM {view}")

    def test_month_to_date(self):
        for feed in FEEDS:
            projected = 0
            for today in self.days():
                first = today - 31 * DAY
                records = [r for one in self.truths() for r in one.usage(feed, first, today)]
                self.over(*truth.ACCOUNTS, feed=feed, today=today)
                wanted = {}
                for key, some in groups(records, "account", "product", "metric", "unit").items():
                    wanted[key] = self.month(some, today)
                    projected += wanted[key][1] is not None
                self.compare(wanted, "SELECT account_id, product, metric, unit, quantity, "
                                     "projected_quantity, projection_error FROM cf_quantity_to_date")
            self.assertGreater(projected, 50, feed)

    @staticmethod
    def month(records, today):
        so_far = whole(quantities([r for r in records if r.day >= today.replace(day=1)]))
        regular = [r for r in records if not r.correction]
        by_day = groups(regular, "day")
        oldest = min(r.day for r in records)
        past = {day: whole(quantities(by_day[(day,)]))
                for day in span(max(oldest, today - 28 * DAY), today - DAY)}
        here = whole(quantities(by_day[(today,)]))
        if so_far is None or here is None or None in past.values() or (today - oldest).days < 7:
            return so_far, None, None
        def expected(day):
            return statistics.fmean(past[at] for at in past if at.weekday() == day.weekday())
        end = today.replace(day=calendar.monthrange(today.year, today.month)[1])
        coming = math.fsum(expected(day) for day in span(today + DAY, end))
        projected = so_far + coming + max(expected(today) - here, 0)
        if (today - oldest).days < 28:
            return so_far, projected, None
        weeks = [math.fsum(past[today - (7 * week + n) * DAY] for n in range(1, 8))
                 for week in range(4)]
        off = statistics.fmean(abs(week - (sum(weeks) - week) / 3) for week in weeks)
        return so_far, projected, off * ((end - today).days + 1) / 7


if __name__ == "__main__":
    views.main()
