"""cf_cost_anomalies and cf_quantity_anomalies on records whose answer is worked out by hand."""

import datetime
import locale
import os
import subprocess

import views
from views import ONE, OTHER, support, usage

TODAY = "2026-11-20"  # A Friday.
COSTS = "SELECT day, product, currency, cost, expected_cost, deviation, usual_distance " \
        "FROM cf_cost_anomalies"
COMPARABLE = "SELECT day, cost, comparable_cost, expected_cost, deviation, usual_distance " \
             "FROM cf_cost_anomalies"
COMPARED = "SELECT days, days_compared, events, note FROM cf_compared_costs"
EVENTS = "SELECT day, last_day, days, event, cost, expected_cost FROM cf_cost_anomalies"
QUANTITY_EVENTS = "SELECT day, last_day, days, event, quantity, expected_quantity " \
                  "FROM cf_quantity_anomalies"
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
        self.over([usage(day, 17.0), *weeks(day, [9.0, 12.0, 10.0, 8.0, 11.0])])
        self.check([(day, "Product", "USD", 17.0, 10.0, 7.0, 1.0)], COSTS)

    def test_four_weeks_are_needed(self):
        day = back(1)
        self.assertEqual([], self.over([usage(day, 99.0), *weeks(day, [1.0, 1.0, 1.0])]))
        self.assertEqual(1, len(self.over([usage(day, 99.0), *weeks(day, [1.0] * 4)])))
        # Six weeks, of which three are known: the days on which the account has records.
        self.assertEqual([], self.over([usage(day, 99.0),
                                        *weeks(day, [1.0, None, None, 1.0, None, 1.0])]))
        self.check([(1, 0, 0, "0 of 1 days could be compared. Of the others too little is known, or "
                              "of the weeks before them: Cloudflare keeps about 30 days, an archive "
                              "more.")], COMPARED)

    def test_the_bounds_are_exceeded_not_met(self):
        day = back(1)
        for cost, past in ((12.5, [10.0] * 6),                           # a quarter
                           (16.0, [9.0, 11.0, 9.0, 11.0, 9.0, 11.0]),    # six times the distance
                           (22.0, [10.0, 10.0, 14.0, 14.0, 10.0, 10.0]), # three times the second-farthest
                           (1.49, [0.5] * 6)):                           # below one unit
            self.assertEqual([], self.over([usage(day, cost), *weeks(day, past)]), cost)
        for cost, past in ((12.6, [10.0] * 6), (16.1, [9.0, 11.0] * 3), (1.5, [0.5] * 6),
                           (22.1, [10.0, 10.0, 14.0, 14.0, 10.0, 10.0]), (7.4, [10.0] * 6),
                           # The farthest alone is an outlier, and so is what was off the other way.
                           (20.0, [10.0, 10.0, 99.0, 1.0, 10.0, 10.0])):
            self.assertEqual(1, len(self.over([usage(day, cost), *weeks(day, past)])), cost)

    def test_days_of_any_weekday_tell_what_is_far(self):
        """20 instead of 10 on a Thursday. 5 is usual at weekends."""
        def days(**off):
            costs = {n: 5.0 if (n - 1) % 7 in (4, 5) else 10.0 for n in range(2, 44)}
            costs.update({int(name[1:]): cost for name, cost in off.items()})
            return [usage(back(1), 20.0)] + [usage(back(n), cost) for n, cost in costs.items()]
        self.assertEqual(1, len(self.over(days())))
        self.assertEqual(1, len(self.over(days(d17=15.0))))
        # Half as much again on a Tuesday and on a Saturday.
        self.assertEqual([], self.over(days(d17=15.0, d20=7.5)))
        self.assertEqual(1, len(self.over(days(d17=13.0, d20=6.5))))

    def test_a_day_without_records_is_a_day_of_nothing(self):
        day = back(1)
        # On the day itself, of which the account has other records.
        self.over([usage(day, 0.0, product="Another"), *weeks(day, [10.0] * 6)], first_day=day)
        self.check([(day, "Product", "USD", 0.0, 10.0, -10.0, 0.0)], COSTS)
        # In the weeks before: 0 0 0 0 0 1 has the median 0. Of these days the account has others.
        others = weeks(day, [0.0] * 6, product="Another")
        self.over([usage(day, 5.0), *weeks(day, [None, None, None, None, None, 1.0]), *others])
        self.check([(day, "Product", "USD", 5.0, 0.0, 5.0, 0.0)], COSTS)
        # Without them nothing tells whether those days were read.
        self.assertEqual([], self.over([usage(day, 5.0), *weeks(day, [None] * 5 + [1.0])]))

    def test_days_that_are_not_there_yet_do_not_stand_out(self):
        # Nothing at all of up to three days before today; beyond that it is nothing.
        for newest, compared in ((1, 4), (2, 3), (4, 1), (5, 4)):
            records = [usage(back(n), 10.0) for n in range(newest, 50)]
            self.over(records, first_day=back(4))
            found = [(back(4), back(1), 4, "less", 0.0, 40.0)] if newest == 5 else []
            self.assertEqual(found, self.rows("SELECT day, last_day, days, event, cost, expected_cost "
                                              "FROM cf_cost_anomalies"), newest)
            self.assertEqual(found, self.rows(
                "SELECT day, last_day, days, event, quantity, expected_quantity "
                "FROM cf_quantity_anomalies"), newest)
            self.assertEqual([(4, compared, len(found))],
                             [row[:3] for row in self.rows(COMPARED)], newest)

    def test_an_unknown_cost_on_either_side_tells_nothing(self):
        day = back(1)
        known = weeks(day, [1.0] * 6)
        self.assertEqual([], self.over([usage(day, None), *known]))
        self.assertEqual([], self.over([usage(day, 9.0), usage(day, None), *known]))
        # Of the weeks before, five are known; then three.
        self.assertEqual(1, len(self.over([usage(day, 9.0), *known, usage(back(8), None)])))
        self.assertEqual([], self.over([usage(day, 9.0), *known, usage(back(8), None),
                                        usage(back(15), None), usage(back(22), None)]))

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
        def month(metric, days, units=10.0, priced_unit="Requests", **more):
            records, free = [], {}
            for day in days:
                left = free.get(day[:7], 100.0)
                free[day[:7]] = max(left - units, 0.0)
                paid = max(units - left, 0.0)
                records.append(usage(day, paid, units, metric=metric, priced_quantity=paid,
                                     priced_unit=priced_unit, **more))
            return records
        days = [back(n) for n in range(60, 0, -1)]
        regular = month("Metric", days)
        parameters = {"first_day": "2026-11-01"}
        self.assertEqual([], self.over(regular, **parameters))
        # What is counted has no unit where it is consumed.
        self.assertEqual([], self.over(month("Metric", days, unit="", priced_unit="Count"),
                                       **parameters))
        # What is free throughout says nothing about the rest: that day is an anomaly.
        small = month("Always free", days, 1.0)
        steady = [usage(day, 5.0, metric="Steady") for day in days if day != back(3)]
        self.over(small + steady, **parameters)
        self.check([(back(3), "Product", "USD", 0.0, 5.0, -5.0, 0.0)], COSTS)
        # One day takes all of the allowance, and more.
        runaway = month("Metric", [day for day in days if day < "2026-11-03"]) + [
            usage("2026-11-03", 420.0, 500.0, priced_quantity=420.0, priced_unit="Requests")]
        self.over(runaway, first_day="2026-11-03", last_day="2026-11-03")
        # 500 units at a price of 1, of which it was charged for 420.
        self.check([("2026-11-03", 420.0, 500.0, 10.0, 490.0, 0.0)], COMPARABLE)
        # Prices in another unit tell nothing of an allowance.
        other = [{**record, "priced_unit": "Million"} for record in runaway]
        self.over(other, first_day="2026-11-03", last_day="2026-11-03")
        # Charged were 10 10 10 0 0 0: three Tuesdays are of the free days of their cycle.
        self.check([("2026-11-03", 420.0, 420.0, 5.0, 415.0, 5.0)], COMPARABLE)

    def test_usage_that_leaves_its_allowance_for_the_first_time(self):
        days = [back(n) for n in range(44, 1, -1)]
        records = [usage(day, 0.0, 10.0, priced_quantity=0.0, priced_unit="Requests") for day in days]
        records.append(usage(back(1), 90.0, 100.0, priced_quantity=90.0, priced_unit="Requests"))
        self.over(records)
        self.check([(back(1), 90.0, 100.0, 10.0, 90.0, 0.0)], COMPARABLE)
        # It leaves it as it does at the end of every cycle: it is used as ever.
        records[-1] |= {"quantity": 10.0, "priced_quantity": 10.0, "cost": 10.0}
        self.assertEqual([], self.over(records))

    def test_the_first_paid_days_of_a_cycle(self):
        """Two cycles: it is paid for in the last five days of the first, and from the 11th in the second."""
        def paid(day):
            return "2026-10-14" <= day <= "2026-10-19" or day >= "2026-10-30"
        records = [usage(day, 10.0 * paid(day), 10.0, priced_quantity=10.0 * paid(day),
                         priced_unit="Requests", cycle_start="2026-10-20")
                   for day in (back(n) for n in range(70, 0, -1))]
        self.assertEqual([], self.over(records, first_day="2026-10-20"))
        self.assertEqual([(31, 31, 0, None)], self.rows(COMPARED))

    def test_the_step_of_a_block_is_not_unusual_but_its_quantity_may_be(self):
        """10 units a day, and blocks of 40 units for 20: every fourth day costs 20, the others nothing."""
        def days(**quantities):
            used, begun, records = 0.0, 0, []
            for n in range(60, 0, -1):
                quantity = quantities.get(f"d{n}", 10.0)
                used += quantity
                blocks = -(-used // 40)
                records.append(usage(back(n), 20.0 * (blocks - begun), quantity,
                                     priced_quantity=quantity, priced_unit="Requests"))
                begun = blocks
            return records
        self.assertEqual([], self.over(days(), first_day=back(18)))
        self.assertEqual([(18, 18, 0, None)], self.rows(COMPARED))
        # All 60 days are read: 720 units in 18 blocks for 360, that is 0.50 a unit.
        records = days(d3=130.0)
        self.assertEqual(60.0, next(r["cost"] for r in records if r["day"] == back(3)))
        self.over(records, first_day=back(18))
        self.check([(back(3), 60.0, 65.0, 5.0, 60.0, 0.0)], COMPARABLE)

    def test_a_price_that_was_raised_is_none_of_blocks(self):
        records = [usage(back(n), 25.0 if n <= 3 else 10.0, 10.0, priced_quantity=10.0,
                         priced_unit="Requests") for n in range(60, 0, -1)]
        self.over(records, first_day=back(18))
        self.check([(back(3), back(1), 3, "more", 75.0, 30.0)], EVENTS)


class Events(views.TestCase):
    """A steady product is beside the one that changes, so that all days are known."""

    def over(self, costs, today=TODAY, first=30, **more):
        """Costs by how many days ago; 0 is a day without a record."""
        others = [usage(back(n), 0.0, product="Another") for n in range(1, 91)]
        self.fixture(others + [usage(back(n), cost, **more) for n, cost in costs.items() if cost],
                     today=today, first_day=back(first))

    def test_a_product_that_ended_is_one_event(self):
        self.over({n: 5.0 if n >= 21 else 0 for n in range(1, 91)})
        # Three weeks long less is expected each day; of the 14th the median is 2.5, and that half way.
        self.check([(back(20), back(1), 20, "ended", 0.0, 100.0)], EVENTS)
        self.check([(back(20), back(1), 20, "ended", 0.0, 100.0)], QUANTITY_EVENTS)
        # Less than a week is not yet an end.
        self.over({n: 5.0 if n >= 7 else 0 for n in range(1, 91)})
        self.check([(back(6), back(1), 6, "less", 0.0, 30.0)], EVENTS)
        # It ended before the period: its days in the period are still less, since then.
        self.over({n: 5.0 if n >= 36 else 0 for n in range(1, 91)})
        self.check([(back(35), back(15), 16, "ended", 0.0, 80.0)], EVENTS)

    def test_a_product_that_began_is_one_event(self):
        self.over({n: 5.0 for n in range(1, 26)})
        self.check([(back(25), back(5), 21, "began", 105.0, 0.0)], EVENTS)
        # Known for less than four weeks before: nobody can say that it began.
        others = [usage(back(n), 0.0, product="Another") for n in range(1, 53)]
        self.fixture(others + [usage(back(n), 5.0) for n in range(1, 26)], today=TODAY,
                     first_day=back(30))
        self.check([], EVENTS)
        self.check([(30, 0, 0)], "SELECT days, days_compared, events FROM cf_compared_costs "
                                 "WHERE product = 'Product'")

    def test_a_new_level_is_one_event(self):
        self.over({n: 50.0 if n <= 25 else 10.0 for n in range(1, 91)})
        self.check([(back(25), back(5), 21, "more", 1050.0, 210.0)], EVENTS)

    def test_days_more_than_a_week_apart_are_two_events(self):
        usual = {n: 10.0 for n in range(1, 91)}
        self.over(usual | {20: 40.0, 13: 50.0})
        self.check([(back(20), back(13), 2, "more", 90.0, 20.0)], EVENTS)
        self.over(usual | {20: 40.0, 12: 50.0})
        self.check([(back(20), back(20), 1, "more", 40.0, 10.0),
                    (back(12), back(12), 1, "more", 50.0, 10.0)], EVENTS)
        # In two directions.
        self.over(usual | {20: 40.0, 19: 1.0})
        self.check([(back(20), back(20), 1, "more", 40.0, 10.0),
                    (back(19), back(19), 1, "less", 1.0, 10.0)], EVENTS)

    def test_an_event_that_goes_on_from_before_the_period(self):
        self.over({n: 50.0 if n in (31, 30, 29) else 10.0 for n in range(1, 91)})
        self.check([(back(31), back(29), 2, "more", 100.0, 20.0)], EVENTS)
        self.over({n: 50.0 if n in (32, 31) else 10.0 for n in range(1, 91)})
        self.check([], EVENTS)

    def test_a_service_that_rests_at_times(self):
        usual = {n: 10.0 for n in range(1, 91)}
        self.over(usual | {9: 0})
        self.check([(back(9), back(9), 1, "less", 0.0, 10.0)], EVENTS)
        self.over(usual | {9: 0, 36: 0})
        self.check([], EVENTS)
        # More than 42 days before: forgotten.
        self.over(usual | {9: 0, 52: 0})
        self.check([(back(9), back(9), 1, "less", 0.0, 10.0)], EVENTS)

    def test_a_day_that_was_never_read_is_neither_compared_nor_a_measure(self):
        days = [n for n in range(1, 91) if n not in (5, 12, 19, 26, 33)]
        self.fixture([usage(back(n), 10.0) for n in days], today=TODAY, first_day=back(14))
        self.check([], EVENTS)
        self.check([(14, 12, 0)], "SELECT days, days_compared, events FROM cf_compared_costs")

    def test_thirty_days_of_memory(self):
        """The day before yesterday is the first that has four weeks before it."""
        costs = {n: 10.0 for n in range(1, 31)} | {3: 90.0, 2: 70.0}
        self.fixture([usage(back(n), cost) for n, cost in costs.items()], today=TODAY,
                     first_day="2026-11-01")
        self.check([(back(2), back(2), 1, "more", 70.0, 10.0)], EVENTS)
        self.assertEqual([(19, 2, 1)], [row[:3] for row in self.rows(COMPARED)])

    def test_the_first_day_of_a_month_has_no_day_to_compare(self):
        self.fixture([usage(back(n), 10.0) for n in range(0, 80)], today=TODAY, first_day=TODAY)
        self.assertEqual([(0, 0, 0, None)], self.rows(COMPARED))


class DecimalComma(views.TestCase):
    """SQLite before 3.42 reads numbers in JSON by the decimal mark of the process: 40.25 was 40."""

    def setUp(self):
        super().setUp()
        folder = os.path.join(support.scratch_folder(), "locales")
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["localedef", "--no-archive", "-c", "-i", "de_DE", "-f", "UTF-8",
                        os.path.join(folder, "de_DE.UTF-8")], check=True, capture_output=True)
        os.environ["LOCPATH"] = folder
        self.addCleanup(os.environ.pop, "LOCPATH")
        self.addCleanup(locale.setlocale, locale.LC_NUMERIC, locale.setlocale(locale.LC_NUMERIC))
        locale.setlocale(locale.LC_NUMERIC, "de_DE.UTF-8")

    def test_no_digit_is_lost(self):
        self.assertEqual(",", locale.localeconv()["decimal_point"])
        day = back(1)
        self.fixture([usage(day, 40.25, 1234.5), *weeks(day, [10.75, 9.25] * 3, quantity=100.5)],
                     today=TODAY, first_day=day)
        self.check([(day, "Product", "USD", 40.25, 10.0, 30.25, 0.75)], COSTS)
        self.check([(day, "Metric", "Requests", 1234.5, 100.5)], QUANTITIES)


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
