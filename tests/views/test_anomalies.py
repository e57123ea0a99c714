"""cf_cost_anomalies and cf_quantity_anomalies on records whose answer is worked out by hand."""

import datetime

import views
from views import ONE, OTHER, usage

TODAY = "2026-11-20"  # A Friday.
COSTS = "SELECT day, product, currency, cost, expected_cost, deviation, usual_distance " \
        "FROM cf_cost_anomalies"
QUANTITIES = "SELECT day, metric, unit, quantity, expected_quantity FROM cf_quantity_anomalies"


def back(days, since=TODAY):
    return str(datetime.date.fromisoformat(since) - datetime.timedelta(days))


def weeks(day, costs, **more):
    """A record on the same weekday of each week before `day`, the latest first; None: no record."""
    return [usage(back(7 * (n + 1), day), cost, **more)
            for n, cost in enumerate(costs) if cost is not None]


class Costs(views.TestCase):
    def over(self, records, **parameters):
        self.fixture(records, today=TODAY, **{"first_day": back(1), **parameters})
        return self.rows(COSTS)

    def test_six_weeks(self):
        # Median of 8 9 10 11 12 40: 10.5. Distances 0.5 0.5 1.5 1.5 2.5 29.5: their median is 1.5.
        day = back(1)
        self.over([usage(day, 20.0), *weeks(day, [9.0, 40.0, 10.0, 12.0, 8.0, 11.0])])
        self.check([(day, "Product", "USD", 20.0, 10.5, 9.5, 1.5)], COSTS)

    def test_odd_number_of_weeks(self):
        # The series begins five weeks ago. Median of 8 9 10 11 12: 10; distances 0 1 1 2 2: 1.
        day = back(1)
        self.over([usage(day, 15.0), *weeks(day, [9.0, 12.0, 10.0, 8.0, 11.0])])
        self.check([(day, "Product", "USD", 15.0, 10.0, 5.0, 1.0)], COSTS)

    def test_four_weeks_are_needed(self):
        day = back(1)
        self.assertEqual([], self.over([usage(day, 99.0), *weeks(day, [1.0, 1.0, 1.0])]))
        self.assertEqual(1, len(self.over([usage(day, 99.0), *weeks(day, [1.0] * 4)])))

    def test_the_three_bounds_are_exceeded_not_met(self):
        day = back(1)
        for cost, past in ((12.5, [10.0] * 6),                           # a quarter
                           (14.0, [9.0, 11.0, 9.0, 11.0, 9.0, 11.0]),    # four times the distance
                           (1.49, [0.5] * 6)):                           # below one unit
            self.assertEqual([], self.over([usage(day, cost), *weeks(day, past)]), cost)
        for cost, past in ((12.6, [10.0] * 6), (14.1, [9.0, 11.0] * 3), (1.5, [0.5] * 6),
                           (7.4, [10.0] * 6)):
            self.assertEqual(1, len(self.over([usage(day, cost), *weeks(day, past)])), cost)

    def test_a_day_without_records_is_a_day_of_nothing(self):
        day = back(1)
        # On the day itself, of which the account has other records.
        self.over([usage(day, 0.0, product="Another"), *weeks(day, [10.0] * 6)], first_day=day)
        self.check([(day, "Product", "USD", 0.0, 10.0, -10.0, 0.0)], COSTS)
        # In the weeks before: 0 0 0 0 5 5 has the median 0.
        self.over([usage(day, 5.0), *weeks(day, [None, None, None, None, 5.0, 5.0])])
        self.check([(day, "Product", "USD", 5.0, 0.0, 5.0, 0.0)], COSTS)

    def test_days_that_are_not_there_yet_do_not_stand_out(self):
        # Nothing at all of up to three days before today; beyond that it is nothing.
        for newest, found in ((1, 0), (2, 0), (4, 0), (5, 4)):
            records = [usage(back(n), 10.0) for n in range(newest, 50)]
            self.over(records, first_day=back(4))
            self.assertEqual([(0.0, 10.0)] * found,
                             self.rows("SELECT cost, expected_cost FROM cf_cost_anomalies"), newest)
            self.assertEqual([(0.0, 10.0)] * found, self.rows(
                "SELECT quantity, expected_quantity FROM cf_quantity_anomalies"), newest)

    def test_an_unknown_cost_on_either_side_tells_nothing(self):
        day = back(1)
        known = weeks(day, [1.0] * 6)
        self.assertEqual([], self.over([usage(day, None), *known]))
        self.assertEqual([], self.over([usage(day, 9.0), usage(day, None), *known]))
        self.assertEqual([], self.over([usage(day, 9.0), *known, usage(back(8), None)]))

    def test_today_and_corrections_are_left_out(self):
        day = back(1)
        self.assertEqual([], self.over([usage(TODAY, 99.0), *weeks(TODAY, [1.0] * 6)]))
        self.assertEqual([], self.over([usage(day, 1.0), usage(day, 50.0, is_correction=1),
                                        *weeks(day, [1.0] * 6)]))
        self.assertEqual(1, len(self.over([usage(day, 50.0), usage(back(8), 49.0, is_correction=1),
                                           *weeks(day, [1.0] * 6)])))

    def test_a_period_that_is_over(self):
        day = back(1)
        self.over([usage(TODAY, 1.0), usage(day, 20.0), *weeks(day, [1.0] * 6)],
                  first_day=back(3), last_day=day)
        self.assertEqual([day], [row[0] for row in self.rows(COSTS)])

    def test_currencies_accounts_and_products_are_apart(self):
        day = back(1)
        records = [usage(day, 20.0), *weeks(day, [20.0] * 6),
                   usage(day, 20.0, currency="EUR"), *weeks(day, [1.0] * 6, currency="EUR"),
                   usage(day, 20.0, product="P"), *weeks(day, [2.0] * 6, product="P"),
                   usage(day, 20.0, product=None), *weeks(day, [3.0] * 6, product=None),
                   usage(day, 20.0, account_id=OTHER), *weeks(day, [20.0] * 6, account_id=OTHER)]
        self.over(records)
        self.check([(day, "Product", "EUR", 20.0, 1.0, 19.0, 0.0),
                    (day, "P", "USD", 20.0, 2.0, 18.0, 0.0),
                    (day, None, "USD", 20.0, 3.0, 17.0, 0.0)], COSTS)
        self.over(records, currency="EUR")
        self.assertEqual(["EUR"], [row[2] for row in self.rows(COSTS)])

    def test_metrics_and_identical_records_of_a_product_add_up(self):
        day = back(1)
        self.over([usage(day, 5.0), usage(day, 5.0), usage(day, 5.0, metric="Another"),
                   *weeks(day, [2.0] * 6), *weeks(day, [2.0] * 6)])
        self.check([(day, "Product", "USD", 15.0, 4.0, 11.0, 0.0)], COSTS)

    def test_an_earlier_outlier_and_a_weekend_change_nothing(self):
        records = [usage(back(n), 2.0 if n % 7 in (5, 6) else 10.0) for n in range(1, 45)]
        self.assertEqual([], self.over(records + [usage(back(15), 90.0)], first_day=back(14)))

    def test_a_free_allowance_makes_the_first_days_of_a_cycle_cheap(self):
        """A cycle from the 1st; 100 units of each are free, and a day uses 10 of them."""
        def month(metric, days, units=10.0, **more):
            records, free = [], {}
            for day in days:
                left = free.get(day[:7], 100.0)
                free[day[:7]] = max(left - units, 0.0)
                paid = max(units - left, 0.0)
                records.append(usage(day, paid, units, metric=metric, priced_quantity=paid,
                                     priced_unit="Requests", **more))
            return records
        days = [back(n) for n in range(60, 0, -1)]
        regular = month("Metric", days)
        parameters = {"first_day": "2026-11-01"}
        self.assertEqual([], self.over(regular, **parameters))
        # What is free throughout says nothing about the rest: that day is an anomaly.
        small = month("Always free", days, 1.0)
        steady = [usage(day, 5.0, metric="Steady") for day in days if day != back(3)]
        self.over(small + steady, **parameters)
        self.check([(back(3), "Product", "USD", 0.0, 5.0, -5.0, 0.0)], COSTS)
        # One day takes all of the allowance, and more.
        runaway = month("Metric", [day for day in days if day < "2026-11-03"]) + [
            usage("2026-11-03", 420.0, 500.0, priced_quantity=420.0, priced_unit="Requests")]
        self.over(runaway, first_day="2026-11-03", last_day="2026-11-03")
        self.check([("2026-11-03", "Product", "USD", 420.0, 10.0, 410.0, 0.0)], COSTS)
        # Prices in another unit tell nothing of an allowance.
        other = [{**record, "priced_unit": "Million"} for record in regular]
        self.assertLess(0, len(self.over(other, **parameters)))

    def test_usage_that_leaves_its_allowance_for_the_first_time(self):
        days = [back(n) for n in range(44, 1, -1)]
        records = [usage(day, 0.0, 10.0, priced_quantity=0.0, priced_unit="Requests") for day in days]
        records.append(usage(back(1), 90.0, 100.0, priced_quantity=90.0, priced_unit="Requests"))
        self.over(records)
        self.check([(back(1), "Product", "USD", 90.0, 0.0, 90.0, 0.0)], COSTS)


class Quantities(views.TestCase):
    def test_by_metric_and_unit(self):
        day = back(1)
        records = [usage(day, None, 20.0)]
        for n in range(1, 7):
            records += [usage(back(7 * n, day), None, 10.0),
                        usage(back(7 * n, day), None, 1e9, unit="Bytes"),
                        usage(back(7 * n, day), None, 0.5, metric="Small")]
        records += [usage(day, None, 1e9, unit="Bytes"), usage(day, None, 0.7, metric="Small")]
        self.fixture(records, today=TODAY, first_day=day)
        self.check([(day, "Metric", "Requests", 20.0, 10.0),
                    (day, "Small", "Requests", 0.7, 0.5)], QUANTITIES)
        self.assertEqual([], self.rows(COSTS))

    def test_one_day_and_nothing(self):
        for records in ([], [usage(back(1), 5.0)]):
            self.fixture(records, today=TODAY, first_day=back(1))
            self.assertEqual([], self.rows(QUANTITIES))
            self.assertEqual([], self.rows(COSTS))
        self.assertEqual(0, self.value("SELECT count(*) FROM cf_quantity_anomalies WHERE account_id <> ?",
                                       (ONE,)))


if __name__ == "__main__":
    views.main()
