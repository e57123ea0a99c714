"""cf_month_to_date and cf_billing_cycle_to_date on records worked out by hand."""

import datetime

import views
from views import ONE, OTHER, usage

MONTH = "SELECT month, currency, cost, days_so_far, days, projected_cost, projection_error, " \
        "records_without_cost FROM cf_month_to_date"
CYCLE = "SELECT cycle_start, last_day, cost, days_so_far, days, projected_cost " \
        "FROM cf_billing_cycle_to_date"


def day(text, add=0):
    return str(datetime.date.fromisoformat(text) + datetime.timedelta(add))


def every_day(first, last, cost, **more):
    """A record a day; `cost` may depend on the weekday, Monday is 0."""
    at, records = datetime.date.fromisoformat(first), []
    while str(at) <= last:
        records.append(usage(str(at), cost(at.weekday()) if callable(cost) else cost, **more))
        at += datetime.timedelta(1)
    return records


class Month(views.TestCase):
    def month(self, today, *records, **more):
        self.fixture([record for records in records for record in records], today=today, **more)
        return self.rows(MONTH)

    def test_in_the_middle(self):
        # 20 November 2026: 10 days to come, 4 in today's part.
        self.month("2026-11-20", every_day("2026-10-20", "2026-11-19", 10.0),
                   [usage("2026-11-20", 4.0)])
        self.check([("2026-11", "USD", 194.0, 20, 30, 300.0, 0.0, 0)], MONTH)

    def test_today_has_cost_more_than_usual_already(self):
        self.month("2026-11-20", every_day("2026-10-20", "2026-11-19", 10.0),
                   [usage("2026-11-20", 14.0)])
        self.check([("2026-11", "USD", 204.0, 20, 30, 304.0, 0.0, 0)], MONTH)

    def test_weekdays_have_costs_of_their_own(self):
        self.month("2026-11-20",
                   every_day("2026-10-20", "2026-11-19", lambda n: 1.0 if n > 4 else 8.0))
        so_far = 14 * 8.0 + 5 * 1.0             # 1 to 19 November: five days of weekends
        to_come = 8.0 + 6 * 8.0 + 4 * 1.0       # today, six working days, four days of weekends
        self.check([("2026-11", "USD", so_far, 20, 30, so_far + to_come, 0.0, 0)], MONTH)

    def test_the_error_is_of_weeks_against_the_others(self):
        # Costs a day in the last four weeks, the latest first: 10 10 10 14. The expectation for a day
        # of the first three weeks is (10 + 10 + 14) / 3, off by 4/3; for the last it is 10, off by 4:
        # 28/3 and 28 a week, 14 on average, once as comparable costs and once as charged ones. 11 days
        # are left.
        self.month("2026-11-20", every_day("2026-10-30", "2026-11-19", 10.0),
                   every_day("2026-10-23", "2026-10-29", 14.0))
        self.check([("2026-11", "USD", 190.0, 20, 30, 190.0 + 11 * 11.0,
                     (1.5 * 14.0 + 0.2 * 14.0) * (11 + 4) / 11, 0)], MONTH)

    def test_the_last_day_of_the_month_and_the_first(self):
        records = every_day("2026-10-20", "2026-12-01", 10.0)
        self.month("2026-11-30", records[:-2], [usage("2026-11-30", 3.0)])
        self.check([("2026-11", "USD", 293.0, 30, 30, 300.0, 0.0, 0)], MONTH)
        self.month("2026-12-01", records[:-1], [usage("2026-12-01", 3.0)])
        self.check([("2026-12", "USD", 3.0, 1, 31, 310.0, 0.0, 0)], MONTH)

    def test_the_first_of_the_month_before_any_record(self):
        self.month("2026-12-01", every_day("2026-10-20", "2026-11-30", 10.0))
        self.check([("2026-12", "USD", 0.0, 1, 31, 310.0, 0.0, 0)], MONTH)

    def test_february(self):
        for year, days in ((2026, 28), (2028, 29)):
            self.month(f"{year}-02-10", every_day(f"{year}-01-10", f"{year}-02-09", 10.0))
            self.check([(f"{year}-02", "USD", 90.0, 10, days, 10.0 * days, 0.0, 0)], MONTH)
        self.month("2028-02-29", every_day("2028-01-29", "2028-02-29", 10.0))
        self.check([("2028-02", "USD", 290.0, 29, 29, 290.0, 0.0, 0)], MONTH)

    def test_corrections_are_in_the_cost_not_in_what_is_expected(self):
        self.month("2026-11-20", every_day("2026-10-20", "2026-11-19", 10.0),
                   [usage("2026-11-10", -50.0, is_correction=1)])
        self.check([("2026-11", "USD", 140.0, 20, 30, 250.0, 0.0, 0)], MONTH)
        # One that is dated today takes nothing away from what today usually costs.
        for correction in (-50.0, 50.0):
            self.month("2026-11-20", every_day("2026-10-20", "2026-11-19", 10.0),
                       [usage("2026-11-20", 4.0), usage("2026-11-20", correction, is_correction=1)])
            self.check([("2026-11", "USD", 194.0 + correction, 20, 30, 300.0 + correction, 0.0, 0)],
                       MONTH)

    def test_unknown_costs(self):
        records = every_day("2026-10-20", "2026-11-19", 10.0)
        self.month("2026-11-20", records, [usage("2026-11-10", None)])
        self.check([("2026-11", "USD", 190.0, 20, 30, None, None, 1)], MONTH)
        self.month("2026-11-20", records, [usage("2026-10-30", None)])  # in what is expected
        self.check([("2026-11", "USD", 190.0, 20, 30, None, None, 0)], MONTH)
        self.month("2026-11-20", records, [usage("2026-10-21", None)])  # before that
        self.check([("2026-11", "USD", 190.0, 20, 30, 300.0, 0.0, 0)], MONTH)
        self.month("2026-11-20", every_day("2026-10-20", "2026-11-20", None, currency=None))
        self.check([("2026-11", None, None, 20, 30, None, None, 20)], MONTH)

    def test_a_correction_without_a_cost_earlier_concerns_no_expectation(self):
        self.month("2026-11-20", every_day("2026-10-20", "2026-11-19", 10.0),
                   [usage("2026-10-30", None, is_correction=1)])
        self.check([("2026-11", "USD", 190.0, 20, 30, 300.0, 0.0, 0)], MONTH)

    def test_a_young_series(self):
        # Six complete days: a weekday is missing. Seven: all have been, but no week can be tested.
        self.month("2026-11-20", every_day("2026-11-14", "2026-11-20", 10.0))
        self.check([("2026-11", "USD", 70.0, 20, 30, None, None, 0)], MONTH)
        self.month("2026-11-20", every_day("2026-11-13", "2026-11-19", 10.0))
        self.check([("2026-11", "USD", 70.0, 20, 30, 180.0, None, 0)], MONTH)
        # Only today and the days left need to have been.
        self.month("2026-11-29", every_day("2026-11-22", "2026-11-28", 10.0)[:2])
        self.check([("2026-11", "USD", 20.0, 29, 30, 40.0, None, 0)], MONTH)
        self.month("2026-11-20", [usage("2026-11-20", 5.0)])
        self.check([("2026-11", "USD", 5.0, 20, 30, None, None, 0)], MONTH)
        self.assertEqual([], self.month("2026-11-20", []))

    def test_days_without_records_cost_nothing(self):
        self.month("2026-11-20", [usage("2026-10-23", 28.0)])
        # A Friday: of four Fridays one cost 28. To come are today and the 27th.
        self.check([("2026-11", "USD", 0.0, 20, 30, 14.0)],
                   "SELECT month, currency, cost, days_so_far, days, projected_cost "
                   "FROM cf_month_to_date")

    def test_days_that_are_not_there_yet(self):
        """They are expected like days to come; at most three, and not if today is there already."""
        projected = "SELECT cost, projected_cost, projection_error FROM cf_month_to_date"
        for last in ("2026-11-19", "2026-11-18", "2026-11-16"):
            self.month("2026-11-20", every_day("2026-10-16", last, 10.0))
            self.check([(10.0 * int(last[8:]), 300.0, 0.0)], projected)
        self.month("2026-11-20", every_day("2026-10-16", "2026-11-18", 10.0),
                   [usage("2026-11-20", 4.0)])
        # The 19th is a Thursday: 0, 10, 10 and 10. Of the days to come one is one.
        self.check([(184.0, 180.0 + 10 * 10.0 + 7.5)], projected.rpartition(",")[0] +
                   " FROM cf_month_to_date")
        self.month("2026-11-20", every_day("2026-10-16", "2026-11-15", 10.0))
        # It ended on the 15th: of four each of the last four weekdays had one without a cost.
        self.check([(150.0, 150.0 + 6 * 10.0 + 5 * 7.5)], "SELECT cost, projected_cost "
                                                          "FROM cf_month_to_date")
        # On the first days of a month only days of that month are added.
        self.month("2026-12-02", every_day("2026-10-28", "2026-11-29", 10.0))
        self.check([(0.0, 310.0)], "SELECT cost, projected_cost FROM cf_month_to_date")
        # A record of another metric or currency says that the days are there.
        records = every_day("2026-10-16", "2026-11-18", 10.0)
        for currency in (None, "USD"):
            self.month("2026-11-20", records, [usage("2026-11-19", 0.0, currency="EUR")],
                       currency=currency)
            # Today, of which nothing is there, and nine days, one of them a Thursday.
            self.check([("USD", 180.0, 180.0 + 10 * 10.0 + 7.5)],
                       "SELECT currency, cost, projected_cost FROM cf_month_to_date "
                       "WHERE currency = 'USD'")

    def test_currencies_and_accounts(self):
        self.month("2026-11-20", every_day("2026-10-20", "2026-11-19", 10.0),
                   every_day("2026-10-20", "2026-11-19", 1.0, currency="EUR"),
                   every_day("2026-10-20", "2026-11-19", 2.0, account_id=OTHER))
        sql = "SELECT account_id, currency, cost, projected_cost FROM cf_month_to_date"
        self.check([(ONE, "USD", 190.0, 300.0), (ONE, "EUR", 19.0, 30.0),
                    (OTHER, "USD", 38.0, 60.0)], sql)
        self.set(self.db, currency="EUR", first_day="2026-01-01", last_day="2026-01-31")
        self.check([(ONE, "EUR", 19.0, 30.0)], sql)


class Cycle(views.TestCase):
    def cycle(self, today, *records):
        self.fixture([record for records in records for record in records], today=today)

    def test_mid_month(self):
        self.cycle("2026-11-25", every_day("2026-10-25", "2026-11-18", 5.0, cycle_start="2026-10-19"),
                   every_day("2026-11-19", "2026-11-24", 5.0, cycle_start="2026-11-19"))
        self.check([("2026-11-19", "2026-12-18", 30.0, 7, 30, 150.0)], CYCLE)

    def test_the_day_a_cycle_begins_and_its_last(self):
        old = every_day("2026-10-19", "2026-11-18", 5.0, cycle_start="2026-10-19")
        self.cycle("2026-11-18", old[:-1], [usage("2026-11-18", 1.0, cycle_start="2026-10-19")])
        self.check([("2026-10-19", "2026-11-18", 151.0, 31, 31, 155.0)], CYCLE)
        self.cycle("2026-11-19", old, [usage("2026-11-19", 1.0, cycle_start="2026-11-19")])
        self.check([("2026-11-19", "2026-12-18", 1.0, 1, 30, 150.0)], CYCLE)

    def test_the_31st(self):
        for today, starts, last, days in (
                ("2026-03-15", ("2026-01-31", "2026-02-28"), "2026-03-30", 31),
                ("2026-04-10", ("2026-02-28", "2026-03-31"), "2026-04-29", 30),
                ("2026-05-10", ("2026-03-31", "2026-04-30"), "2026-05-30", 31),
                ("2028-03-15", ("2028-01-31", "2028-02-29"), "2028-03-30", 31)):
            first, second = starts
            self.cycle(today, every_day(day(today, -31), day(second, -1), 5.0, cycle_start=first),
                       every_day(second, day(today, -1), 5.0, cycle_start=second))
            so_far = (datetime.date.fromisoformat(today) - datetime.date.fromisoformat(second)).days
            self.check([(second, last, 5.0 * so_far, so_far + 1, days, 5.0 * days)], CYCLE)

    def test_an_end_that_is_told_is_believed(self):
        self.cycle("2026-03-15", every_day("2026-02-28", "2026-03-14", 5.0, cycle_start="2026-02-28",
                                           cycle_end="2026-03-31"))
        self.check([("2026-02-28", "2026-03-30", 75.0, 16, 31, 155.0)], CYCLE)

    def test_several_subscriptions(self):
        self.cycle("2026-11-25",
                   every_day("2026-10-25", "2026-11-04", 5.0, cycle_start="2026-10-05"),
                   every_day("2026-11-05", "2026-11-24", 5.0, cycle_start="2026-11-05"),
                   every_day("2026-10-25", "2026-11-21", 1.0, cycle_start="2026-10-22",
                             subscription_id="TWO"),
                   every_day("2026-11-22", "2026-11-24", 1.0, cycle_start="2026-11-22",
                             subscription_id="TWO"))
        self.check([("SUB", "2026-11-05", 100.0, 150.0), ("TWO", "2026-11-22", 3.0, 30.0)],
                   "SELECT subscription_id, cycle_start, cost, projected_cost "
                   "FROM cf_billing_cycle_to_date")

    def test_subscriptions_without_a_name(self):
        # As above from an older endpoint: the anchors alone tell the two apart.
        self.cycle("2026-11-25", *(
            every_day(first, last, cost, cycle_start=start, subscription_id=None)
            for first, last, cost, start in (("2026-10-25", "2026-11-04", 5.0, "2026-10-05"),
                                             ("2026-11-05", "2026-11-24", 5.0, "2026-11-05"),
                                             ("2026-10-25", "2026-11-21", 1.0, "2026-10-22"),
                                             ("2026-11-22", "2026-11-24", 1.0, "2026-11-22"))))
        self.check([(None, "2026-11-05", 100.0, 150.0), (None, "2026-11-22", 3.0, 30.0)],
                   "SELECT subscription_id, cycle_start, cost, projected_cost "
                   "FROM cf_billing_cycle_to_date")

    def test_the_31st_without_a_name(self):
        # The start before says that 28 February is not the anchor.
        self.cycle("2026-03-29", every_day("2026-02-26", "2026-02-27", 5.0, cycle_start="2026-01-31",
                                           subscription_id=None),
                   every_day("2026-02-28", "2026-03-28", 5.0, cycle_start="2026-02-28",
                             subscription_id=None))
        self.check([("2026-02-28", "2026-03-30", 145.0, 30, 31, 155.0)], CYCLE)

    def test_anchors_without_a_name_that_meet_in_february(self):
        # From 28 February on nobody can tell the three apart: what they cost is known, not what each
        # is going to cost, before they part again and after.
        def records(first, last, *starts):
            return [record for start in starts for record in every_day(
                first, last, 5.0, cycle_start=start, subscription_id=None)]
        sql = "SELECT cycle_start, cost, projected_cost FROM cf_billing_cycle_to_date"
        january = records("2026-02-01", "2026-02-27", "2026-01-29", "2026-01-30", "2026-01-31")
        together = records("2026-02-28", "2026-03-10", *["2026-02-28"] * 3)
        self.cycle("2026-03-11", january, together)
        self.check([("2026-02-28", 165.0, None)], sql)
        self.cycle("2026-03-30", january, together, records("2026-03-29", "2026-03-29", "2026-03-29"))
        self.assertEqual({None}, {projected for _, _, projected in self.rows(sql)})

    def test_an_end_that_nobody_can_tell(self):
        # The anchor is the 30th, or the 31st of a month that has none. Records that tell the end do; and
        # so does another start.
        for subscription in ("SUB", None):
            of = {"cycle_start": "2026-06-30", "subscription_id": subscription}
            unknown = ("2026-06-30", None, 50.0, 11, None, None)
            self.cycle("2026-07-10", every_day("2026-06-30", "2026-07-09", 5.0, **of))
            self.check([unknown], CYCLE)
            self.cycle("2026-07-30", every_day("2026-07-20", "2026-07-29", 5.0, **of))
            self.check([("2026-06-30", None, 50.0, 31, None, None)], CYCLE)
            self.cycle("2026-07-31", every_day("2026-07-21", "2026-07-30", 5.0, **of))
            self.check([], CYCLE)
            self.cycle("2026-07-10", every_day("2026-06-30", "2026-07-09", 5.0,
                                               cycle_end="2026-07-31", **of))
            self.check([("2026-06-30", "2026-07-30", 50.0, 11, 31, 155.0)], CYCLE)
            self.cycle("2026-06-30", every_day("2026-06-20", "2026-06-29", 5.0,
                                               **{**of, "cycle_start": "2026-05-30"}),
                       [usage("2026-06-30", 5.0, **of)])
            self.check([("2026-06-30", "2026-07-29", 5.0, 1, 30, 150.0)], CYCLE)

    def test_no_cycle_is_told(self):
        self.cycle("2026-11-25", every_day("2026-10-25", "2026-11-24", 5.0, cycle_start=None))
        self.check([], CYCLE)

    def test_a_cycle_that_is_over(self):
        self.cycle("2026-11-25", every_day("2026-10-25", "2026-11-18", 5.0, cycle_start="2026-10-19"))
        self.check([], CYCLE)

    def test_days_that_are_not_there_yet(self):
        self.cycle("2026-11-25", every_day("2026-10-22", "2026-11-18", 5.0, cycle_start="2026-10-19"),
                   every_day("2026-11-19", "2026-11-22", 5.0, cycle_start="2026-11-19"))
        self.check([("2026-11-19", "2026-12-18", 20.0, 7, 30, 150.0)], CYCLE)

    def test_a_cycle_is_there_from_its_first_record_on(self):
        old = every_day("2026-10-19", "2026-11-18", 5.0, cycle_start="2026-10-19")
        self.cycle("2026-11-19", old)
        self.check([], CYCLE)
        self.cycle("2026-11-19", old, [usage("2026-11-19", 0.0, cycle_start="2026-11-19")])
        self.check([("2026-11-19", "2026-12-18", 0.0, 1, 30, 150.0)], CYCLE)

    def test_currencies(self):
        self.cycle("2026-11-25", every_day("2026-11-05", "2026-11-24", 5.0, cycle_start="2026-11-05"),
                   every_day("2026-11-05", "2026-11-24", 1.0, cycle_start="2026-11-05",
                             currency="EUR"))
        self.check([("USD", 100.0, 150.0), ("EUR", 20.0, 30.0)],
                   "SELECT currency, cost, projected_cost FROM cf_billing_cycle_to_date")


if __name__ == "__main__":
    views.main()
