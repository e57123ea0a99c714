"""The views of 12_comparisons.sql on records worked out by hand."""

import datetime

import views
from views import ONE, OTHER, usage

MOVERS = "SELECT metric, unit, currency, cost_before, cost_after, change, change_ratio, " \
         "quantity_before, quantity_after FROM cf_movers_"
NEW = "SELECT metric, status, first_seen, last_seen, quantity, cost " \
      "FROM cf_new_and_vanished_metrics"


class DayOnDay(views.TestCase):
    def days(self, *records, today="2026-11-20", **more):
        self.fixture(records, today=today, **more)

    def test_the_last_complete_day_and_the_one_before_it(self):
        self.days(usage("2026-11-17", 99.0), usage("2026-11-18", 4.0, 8.0),
                  usage("2026-11-19", 3.0, 6.0), usage("2026-11-19", 3.0, 6.0),
                  usage("2026-11-20", 99.0))
        self.check([("Metric", "Requests", "USD", 4.0, 6.0, 2.0, 0.5, 8.0, 12.0)],
                   MOVERS + "day_on_day")

    def test_across_the_ends_of_months(self):
        records = [usage(day, cost) for day, cost in (
            ("2026-02-27", 1.0), ("2026-02-28", 2.0), ("2026-03-01", 4.0), ("2026-03-02", 8.0))]
        for today, before, after in (("2026-03-01", 1.0, 2.0), ("2026-03-02", 2.0, 4.0)):
            self.days(*records, today=today)
            self.check([(before, after)], "SELECT cost_before, cost_after FROM cf_movers_day_on_day")
        self.days(*records, today="2026-04-01", last_day="2026-03-01")
        self.check([(2.0, 4.0)], "SELECT cost_before, cost_after FROM cf_movers_day_on_day")
        self.days(usage("2028-02-29", 1.0), usage("2028-03-01", 3.0), today="2028-03-02",
                  last_day="2028-12-31")
        self.check([(1.0, 3.0)], "SELECT cost_before, cost_after FROM cf_movers_day_on_day")

    def test_an_empty_side_is_nothing_and_an_unknown_one_unknown(self):
        for first, second, expected in (
                ([], [5.0], (0.0, 5.0, 5.0, None)), ([5.0], [], (5.0, 0.0, -5.0, -1.0)),
                ([None], [5.0], (None, 5.0, None, None)), ([5.0], [None], (5.0, None, None, None)),
                ([5.0, None], [5.0], (None, 5.0, None, None)),
                ([None], [], (None, 0.0, None, None)), ([0.0], [5.0], (0.0, 5.0, 5.0, None))):
            # Something is there of the last day.
            self.days(*(usage("2026-11-18", cost) for cost in first),
                      *(usage("2026-11-19", cost) for cost in second),
                      usage("2026-11-19", 0.0, is_correction=1))
            self.check([expected], "SELECT cost_before, cost_after, change, change_ratio "
                                   "FROM cf_movers_day_on_day")
        self.days()
        self.assertEqual([], self.rows(MOVERS + "day_on_day"))

    def test_days_that_are_not_there_yet(self):
        """Today is the 20th; up to three complete days may come late."""
        costs = "SELECT account_id, cost_before, cost_after FROM cf_movers_day_on_day"
        def records(last, **more):
            return [usage(f"2026-11-{n}", float(n), **more) for n in range(13, last + 1)]
        for last, expected in ((19, [(ONE, 18.0, 19.0)]), (18, [(ONE, 17.0, 18.0)]),
                               (16, [(ONE, 15.0, 16.0)]), (15, [])):
            self.days(*records(last))
            self.check(expected, costs)
        # Each account for itself, whatever the metric and currency of its newest record.
        self.days(*records(18), *records(19, account_id=OTHER))
        self.check([(ONE, 17.0, 18.0), (OTHER, 18.0, 19.0)], costs)
        for currency in (None, "USD"):
            self.days(*records(18), usage("2026-11-19", None, currency="EUR", is_correction=1),
                      currency=currency)
            self.check([(ONE, 18.0, 0.0)], costs)
        # What is long over is there.
        self.days(*records(18), last_day="2026-11-19", today="2026-11-30")
        self.check([(ONE, 18.0, 0.0)], costs)

    def test_a_line_is_one_however_its_note_is_spelled(self):
        self.days(usage("2026-11-18", 1.0, metric="KV (First 1M included)"),
                  usage("2026-11-19", 2.0, metric="KV (first 1M is included)"),
                  usage("2026-11-19", 4.0, metric="kv"), usage("2026-11-19", 8.0, metric="KV (EU)"))
        self.check([("kv", 1.0, 6.0), ("KV (EU)", 0.0, 8.0)],
                   "SELECT metric, cost_before, cost_after FROM cf_movers_day_on_day")

    def test_keys_are_apart_and_corrections_left_out(self):
        day = "2026-11-19"
        self.days(usage(day, 1.0), usage(day, 2.0, unit="GB"), usage(day, 4.0, currency="EUR"),
                  usage(day, 8.0, product="Another"), usage(day, 16.0, account_id=OTHER),
                  usage(day, 32.0, is_correction=1), usage(day, None, 1.0, currency=None))
        self.check([(ONE, "Product", "Requests", "USD", 1.0), (ONE, "Product", "GB", "USD", 2.0),
                    (ONE, "Product", "Requests", "EUR", 4.0),
                    (ONE, "Another", "Requests", "USD", 8.0),
                    (OTHER, "Product", "Requests", "USD", 16.0),
                    (ONE, "Product", "Requests", None, None)],
                   "SELECT account_id, product, unit, currency, cost_after FROM cf_movers_day_on_day")


class MonthOnMonth(views.TestCase):
    def sides(self, today, **more):
        """The days of either side, told from costs of 1 on each day."""
        records = [usage(f"{year}-{month:02}-{day:02}", 1.0)
                   for year, month, days in ((2025, 12, 31), (2026, 1, 31), (2026, 2, 28),
                                             (2026, 3, 31), (2028, 1, 31), (2028, 2, 29),
                                             (2028, 3, 31))
                   for day in range(1, days + 1)]
        self.fixture(records, today=today, **more)
        return self.rows("SELECT cost_before, cost_after FROM cf_movers_month_on_month")

    def test_as_many_days_or_all_if_the_month_is_over(self):
        for today, expected in (
                ("2026-03-02", (1.0, 1.0)), ("2026-03-15", (14.0, 14.0)),
                ("2026-03-29", (28.0, 28.0)), ("2026-03-30", (28.0, 29.0)),
                ("2026-03-31", (28.0, 30.0)), ("2026-04-01", (28.0, 31.0)),
                ("2026-03-01", (31.0, 28.0)), ("2026-02-28", (27.0, 27.0)),
                ("2026-01-20", (19.0, 19.0)), ("2028-03-01", (31.0, 29.0)),
                ("2028-03-30", (29.0, 29.0)), ("2028-02-29", (28.0, 28.0))):
            self.assertEqual([expected], self.sides(today), today)
        self.assertEqual([(10.0, 10.0)], self.sides("2026-04-20", last_day="2026-03-10"))
        self.assertEqual([(14.0, 14.0)], self.sides("2026-03-15", last_day="2026-12-31"))

    def effects(self, before, after, oldest="2026-10-01", **more):
        """Records reach back to `oldest`: of a correction, which is on no side itself."""
        self.fixture([usage("2026-10-05", *record) for record in before] +
                     [usage("2026-11-05", *record) for record in after] +
                     [usage(day, 0.0, currency="CHF", is_correction=1) for day in [oldest] if day],
                     **{"today": "2026-11-20", **more})

    SIDES = "SELECT cost_before, cost_after, change, change_ratio, quantity_before, " \
            "quantity_after FROM cf_movers_month_on_month"

    def test_a_month_that_is_not_completely_there_is_unknown(self):
        known, unknown = (1.0, 5.0, 4.0, 4.0, 1.0, 5.0), (None, 5.0, None, None, None, 5.0)
        for currency in (None, "USD"):
            for oldest, expected in (("2026-10-01", known), ("2026-10-02", unknown), (None, unknown)):
                self.effects([(1.0,)], [(5.0,)], oldest, currency=currency)
                self.check([expected], self.SIDES)
        # A metric without a record there: unknown as well, not 0.
        self.effects([], [(5.0,)])
        self.check([(0.0, 5.0, 5.0, None, 0.0, 5.0)], self.SIDES)
        self.effects([], [(5.0,)], None)
        self.check([unknown], self.SIDES)
        self.assertEqual([], self.rows("SELECT * FROM cf_price_and_quantity_effects"))

    def test_the_months_of_each_account(self):
        self.fixture([usage("2026-10-01", 1.0), usage("2026-11-05", 2.0),
                      usage("2026-11-05", 5.0, account_id=OTHER)], today="2026-11-20")
        self.check([(ONE, 1.0, 2.0), (OTHER, None, 5.0)],
                   "SELECT account_id, cost_before, cost_after FROM cf_movers_month_on_month")

    def test_days_that_are_not_there_yet(self):
        """As many days of either month as are there; at most three may come late."""
        sql = "SELECT account_id, cost_before, cost_after, quantity_before " \
              "FROM cf_movers_month_on_month WHERE metric = 'Metric'"
        def days(first, last, **more):
            day, days = datetime.date.fromisoformat(first), []
            while str(day) <= last:
                days.append(usage(str(day), 1.0, 2.0, **more))
                day += datetime.timedelta(1)
            return days
        for today, newest, expected in (
                ("2026-11-20", "2026-11-19", (19.0, 19.0)), ("2026-11-20", "2026-11-17", (17.0, 17.0)),
                ("2026-11-20", "2026-11-16", (16.0, 16.0)), ("2026-11-20", "2026-11-15", (19.0, 15.0)),
                # All of October with all of November, 29 days with 29.
                ("2026-12-01", "2026-11-30", (31.0, 30.0)), ("2026-12-01", "2026-11-29", (29.0, 29.0)),
                ("2026-03-31", "2026-03-29", (28.0, 29.0)),
                # Of this month nothing is there yet.
                ("2026-11-03", "2026-10-31", (2.0, None))):
            with self.subTest(today=today, newest=newest):
                self.fixture(days(today[:5] + f"{int(today[5:7]) - 2:02}-01" if today[5:7] > "02" else
                                  "2026-01-01", newest), today=today)
                self.check([(ONE, *expected, 2 * expected[0])], sql)
        # Each account for itself.
        self.fixture(days("2026-10-01", "2026-11-17") + days("2026-10-01", "2026-11-19",
                                                             account_id=OTHER) +
                     [usage("2026-11-18", 1.0, metric="Other", currency="EUR")], today="2026-11-20")
        self.check([(ONE, 18.0, 17.0, 36.0), (OTHER, 19.0, 19.0, 38.0)], sql)

    def test_this_month_may_be_cut_as_well(self):
        for today, expected in (("2026-11-26", 5.0), ("2026-11-27", None)):
            self.effects([], [(5.0,)], None, today=today)
            self.check([(expected,)], "SELECT cost_after FROM cf_movers_month_on_month")
        # Long ago: nothing of it can be told without an archive.
        self.effects([(1.0,)], [], None, last_day="2026-10-31")
        self.check([(None, None)], "SELECT cost_before, cost_after FROM cf_movers_month_on_month")


class NewAndVanished(views.TestCase):
    def metrics(self, records, today="2026-11-20", **more):
        steady = [usage(day, 0.0, metric="Steady", account_id=account)
                  for day in ("2026-09-25", today) for account in (ONE, OTHER)]
        self.fixture([*steady, *records], today=today, **more)

    def test_new(self):
        self.metrics([usage("2026-11-01", 1.0, 5.0), usage("2026-11-19", 2.0, 5.0)])
        self.check([("Metric", "new", "2026-11-01", "2026-11-19", 10.0, 3.0)], NEW)
        self.metrics([usage("2026-10-31", 1.0), usage("2026-11-19", 2.0)])
        self.check([], NEW)

    def test_what_records_do_not_reach_back_to_is_not_new(self):
        # The API keeps about 30 days. A week without the metric has to be there, as at its end.
        for first_record, new in (("2026-11-02", 0), ("2026-10-31", 0), ("2026-10-25", 1)):
            self.fixture([usage(first_record, 0.0, metric="Steady"), usage("2026-11-19", 0.0,
                                                                         metric="Steady"),
                          usage("2026-11-02", 1.0), usage("2026-11-19", 1.0)], today="2026-11-20")
            self.assertEqual(new, len(self.rows(NEW)), first_record)

    def test_vanished(self):
        # The last seven complete days are 13 to 19 November.
        self.metrics([usage("2026-10-01", 1.0, 5.0), usage("2026-11-12", 1.0, 5.0)])
        self.check([("Metric", "vanished", "2026-10-01", "2026-11-12", 10.0, 2.0)], NEW)
        self.metrics([usage("2026-10-01", 1.0), usage("2026-11-13", 1.0)])
        self.check([], NEW)
        self.metrics([usage("2026-10-01", 1.0), usage("2026-11-20", 1.0)])
        self.check([], NEW)
        self.metrics([usage("2026-11-02", 1.0)])
        self.check([("Metric", "vanished", "2026-11-02", "2026-11-02", 1.0, 1.0)], NEW)

    def test_six_weeks_back(self):
        self.metrics([usage("2026-09-20", 1.0)])
        self.check([("Metric", "vanished", "2026-09-20", "2026-09-20", 1.0, 1.0)], NEW)
        self.metrics([usage("2026-09-19", 1.0)])
        self.check([], NEW)

    def test_another_spelling_of_the_note_is_not_new(self):
        self.metrics([usage("2026-10-20", 1.0, metric="KV (First 1M included)"),
                      usage("2026-11-10", 1.0, metric="KV (first 2M are included)")])
        self.check([("KV (first 2M are included)", "vanished", "2026-10-20", "2026-11-10", 2.0, 2.0)], NEW)

    def test_costs_that_are_partly_unknown_are_unknown(self):
        self.metrics([usage("2026-11-18", 1.0, 5.0), usage("2026-11-19", None, 5.0)])
        self.check([("Metric", "new", "2026-11-18", "2026-11-19", 10.0, None)], NEW)

    def test_another_currency_does_not_make_a_metric_new(self):
        # As when prices are filled in later, or the account changes its currency.
        self.metrics([usage("2026-10-20", 1.0), usage("2026-11-19", 1.0, currency="EUR")])
        self.check([], NEW)
        self.metrics([usage("2026-11-18", 1.0, 5.0), usage("2026-11-19", 2.0, 5.0, currency="EUR")])
        self.check([("USD", "new", "2026-11-18", "2026-11-19", 5.0, 1.0),
                    ("EUR", "new", "2026-11-18", "2026-11-19", 5.0, 2.0)],
                   "SELECT currency, status, first_seen, last_seen, quantity, cost "
                   "FROM cf_new_and_vanished_metrics")

    def test_keys_are_apart_and_corrections_left_out(self):
        old = "2026-10-20"
        self.metrics([usage(day, 1.0, **more) for more in (
            {"product": "Another"}, {"unit": "GB"}, {"account_id": OTHER})
            for day in ("2026-11-19",)] + [usage(old, 1.0), usage("2026-11-19", 1.0),
                                           usage(old, 1.0, unit="GB", is_correction=1)])
        self.check([(ONE, "Another", "Requests"), (ONE, "Product", "GB"),
                    (OTHER, "Product", "Requests")],
                   "SELECT account_id, product, unit FROM cf_new_and_vanished_metrics")


if __name__ == "__main__":
    views.main()
