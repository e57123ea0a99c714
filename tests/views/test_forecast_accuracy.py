"""cf_forecast_accuracy on records worked out by hand."""

import datetime

import views
from test_month_to_date import every_day
from views import OTHER, usage

ACCURACY = "SELECT month, seen_on, currency, projected_cost, projection_error, cost, off_by, off_ratio, " \
           "was_within FROM cf_forecast_accuracy"


class ForecastAccuracy(views.TestCase):
    def ended(self, *records, today="2026-11-20", **parameters):
        self.fixture([record for of in records for record in of], today=today, **parameters)

    def test_what_costs_the_same_each_day_was_projected_to_the_cent(self):
        self.ended(every_day("2026-08-01", "2026-11-19", 10.0))
        self.check([("2026-10", f"2026-10-{day}", "USD", 310.0, 0.0, 310.0, 0.0, 0.0, 1)
                    for day in (10, 15, 20)], ACCURACY)

    def test_what_came_later_was_not_foreseen(self):
        # Ten from 22 October on are 20: 21 * 10 and 10 * 20.
        self.ended(every_day("2026-08-01", "2026-10-21", 10.0),
                   every_day("2026-10-22", "2026-11-19", 20.0))
        self.check([("2026-10", f"2026-10-{day}", "USD", 310.0, 0.0, 410.0, -100.0, -100 / 410, 0)
                    for day in (10, 15, 20)], ACCURACY)

    def test_the_error_is_that_of_its_day(self):
        # Seen on the 20th the last four weeks cost 10, 10, 10 and 14 a day: 11 a day is expected of the
        # 12 days to come, and weeks were off by 14 on average (test_month_to_date.py). Seen on the 15th
        # they cost 10, 10, and the two before that, from 17 September on, 12.857 and 11.143:
        # only the 20th is looked at.
        self.ended(every_day("2026-08-01", "2026-09-28", 14.0),
                   every_day("2026-09-29", "2026-11-19", 10.0))
        self.check([(310.0 + 12 * 1.0, 1.7 * 14.0 * (12 + 4) / 11, 310.0, 12.0, 12 / 310, 1)],
                   "SELECT projected_cost, projection_error, cost, off_by, off_ratio, was_within "
                   "FROM cf_forecast_accuracy WHERE seen_on = '2026-10-20'")

    def test_the_days_from_then_on_are_not_looked_at(self):
        self.ended(every_day("2026-08-01", "2026-10-19", 10.0), [usage("2026-10-20", 500.0)],
                   every_day("2026-10-21", "2026-11-19", 10.0))
        self.check([(310.0, 800.0)], "SELECT projected_cost, cost FROM cf_forecast_accuracy "
                                     "WHERE seen_on = '2026-10-20'")

    def test_an_allowance_is_foreseen(self):
        # 100 units are free of each month, a unit costs 1 then, and 10 are used each day: of the first
        # ten days all is free, and 21 days are charged. Seen on the 10th there are 10 units left.
        first, records = datetime.date(2026, 9, 1), []
        for n in range(61):
            day = first + datetime.timedelta(n)
            priced = 0.0 if day.day <= 10 else 10.0
            records.append(usage(str(day), priced, 10.0, priced_quantity=priced, unit="",
                                 priced_unit="Count", metric="Operations (First 100 included)"))
        known = "SELECT seen_on, projected_cost, cost, was_within FROM cf_forecast_accuracy"
        self.ended(records)
        self.check([(f"2026-10-{day}", 210.0, 210.0, 1) for day in (10, 15, 20)], known)
        # Without a note an allowance is what was seen to be free: from 9 September on 20 units.
        self.ended([record | {"metric": "Operations"} for record in records])
        self.check([("2026-10-10", 220.0, 210.0, 1), ("2026-10-15", 210.0, 210.0, 1),
                    ("2026-10-20", 210.0, 210.0, 1)], known)

    def test_months_that_ended_in_the_period(self):
        months = "SELECT DISTINCT month FROM cf_forecast_accuracy ORDER BY 1"
        self.ended(every_day("2026-06-01", "2026-11-19", 10.0))
        for first, last, expected in (
                ("2026-08-15", "2026-11-20", ["2026-08", "2026-09", "2026-10"]),
                ("2026-08-01", "2026-09-30", ["2026-07", "2026-08"]),
                ("2026-08-02", "2026-10-01", ["2026-08", "2026-09"]),
                ("2026-11-02", "2026-11-20", [])):
            self.set(self.db, first_day=first, last_day=last)
            self.assertEqual([(month,) for month in expected], self.rows(months), (first, last))

    def test_what_is_not_known(self):
        known = "SELECT seen_on, projected_cost, cost, off_by, was_within FROM cf_forecast_accuracy"
        # A cost that is not told on the 25th: nothing can be compared.
        self.ended(every_day("2026-08-01", "2026-10-24", 10.0), [usage("2026-10-25", None)])
        self.check([(f"2026-10-{day}", 310.0, None, None, None) for day in (10, 15, 20)], known)
        # Days that are gone, before the month, and of it.
        gone = every_day("2026-10-01", "2026-11-19", 10.0, complete_from="2026-10-01")
        self.ended(gone)
        self.check([("2026-10-10", 310.0, 310.0, 0.0, None), ("2026-10-15", 310.0, 310.0, 0.0, 1),
                    ("2026-10-20", 310.0, 310.0, 0.0, 1)], known)
        self.ended(every_day("2026-10-02", "2026-11-19", 10.0, complete_from="2026-10-02"))
        self.check([], known)
        self.assertEqual([], self.ended() or self.rows(known))

    def test_currencies_and_accounts(self):
        self.ended(every_day("2026-08-01", "2026-11-19", 10.0),
                   every_day("2026-08-01", "2026-11-19", 1.0, currency="EUR"),
                   every_day("2026-08-01", "2026-11-19", 2.0, account_id=OTHER), accounts=(views.ONE, OTHER))
        sql = "SELECT DISTINCT account_name, currency, projected_cost FROM cf_forecast_accuracy"
        self.check([("name of aaaa", "USD", 310.0), ("name of aaaa", "EUR", 31.0),
                    ("name of bbbb", "USD", 62.0)], sql)
        self.set(self.db, currency="EUR")
        self.check([("name of aaaa", "EUR", 31.0)], sql)


if __name__ == "__main__":
    views.main()
