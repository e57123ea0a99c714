"""The views of 14_allowance_and_estimates.sql on records worked out by hand."""

import views
from views import ONE, OTHER, usage

TODAY = "2026-11-20"
ALLOWANCE = "SELECT cycle_start, used, free_quantity, free_used, charged_quantity, headroom, " \
            "used_share, first_charged_day FROM cf_free_allowance"
BY_DAY = "SELECT day, product, unit, quantity, estimated_cost, cost FROM cf_estimated_cost_by_day"


def priced(day, quantity, charged, **more):
    return usage(day, 0.0, quantity, priced_quantity=charged, priced_unit="Requests", **more)


class Priced(views.TestCase):
    def over(self, *records, free=100.0, price=0.5, per=10.0, currency="USD",
             parameters_currency=None, **more):
        self.fixture(records, **{"today": TODAY, "currency": parameters_currency, **more})
        if free is not None:
            self.db.execute("INSERT INTO cf_prices(metric, currency, price, per, free_quantity) "
                            "VALUES ('Metric', ?, ?, ?, ?)",
                            (currency, price, per, free))


class Allowance(Priced):
    def test_what_cloudflare_charged_for_tells_the_rest(self):
        self.over(priced("2026-11-02", 60.0, 0.0), priced("2026-11-03", 60.0, 20.0))
        self.check([("2026-11-01", 120.0, 100.0, 100.0, 20.0, 0.0, 1.0, "2026-11-03")], ALLOWANCE)
        self.over(priced("2026-11-02", 60.0, 0.0), priced("2026-11-03", 60.0, 20.0), free=None)
        self.check([("2026-11-01", 120.0, None, 100.0, 20.0, 0.0, None, "2026-11-03")], ALLOWANCE)

    def test_what_is_left(self):
        self.over(priced("2026-11-02", 60.0, 0.0))
        self.check([("2026-11-01", 60.0, 100.0, 60.0, 0.0, 40.0, 0.6, None)], ALLOWANCE)
        self.over(priced("2026-11-02", 60.0, 0.0), free=None)
        self.check([("2026-11-01", 60.0, None, 60.0, 0.0, None, None, None)], ALLOWANCE)

    def test_what_is_counted_has_no_unit_where_it_is_consumed(self):
        for unit in ("", None, "Count"):
            for charged in ("Count", "", None):
                self.over(usage("2026-11-02", 0.0, 120.0, unit=unit, priced_quantity=20.0,
                                priced_unit=charged))
                self.check([("2026-11-01", 120.0, 100.0, 100.0, 20.0, 0.0, 1.0, "2026-11-02")],
                           ALLOWANCE)
        self.over(usage("2026-11-02", 0.0, 120.0, unit="", priced_quantity=20.0,
                        priced_unit="Millions"))
        self.check([(120.0, None)], "SELECT used, charged_quantity FROM cf_free_allowance")

    def test_without_charged_quantities(self):
        for record in (usage("2026-11-02", 0.0, 150.0),
                       usage("2026-11-02", 0.0, 150.0, priced_quantity=1.0, priced_unit="Millions")):
            self.over(record)
            (row,) = self.rows("SELECT used, free_used, charged_quantity, headroom, used_share "
                               "FROM cf_free_allowance")
            self.assertEqual((150.0, 100.0, None, 0.0, 1.0), row)
        self.over(usage("2026-11-02", 0.0, 150.0), priced("2026-11-03", 1.0, 1.0))
        self.check([(151.0, 100.0, None)],
                   "SELECT used, free_used, charged_quantity FROM cf_free_allowance")

    def test_nothing_is_free(self):
        self.over(priced("2026-11-02", 60.0, 60.0), free=0.0)
        self.check([("2026-11-01", 60.0, 0.0, 0.0, 60.0, 0.0, None, "2026-11-02")], ALLOWANCE)

    def test_open_cycles_only(self):
        self.over(priced("2026-11-05", 1.0, 0.0, cycle_start="2026-10-19"),
                  priced("2026-11-19", 2.0, 0.0, cycle_start="2026-11-19"))
        self.check([("2026-11-19", 2.0)], "SELECT cycle_start, used FROM cf_free_allowance")

    def test_the_31st(self):
        records = [priced("2026-02-27", 1.0, 0.0, cycle_start="2026-01-31"),
                   priced("2026-03-02", 2.0, 0.0, cycle_start="2026-02-28")]
        for subscription in ("SUB", None):
            self.over(*(r | {"subscription_id": subscription} for r in records), today="2026-03-30")
            self.check([("2026-02-28", 2.0)], "SELECT cycle_start, used FROM cf_free_allowance")
            self.over(*(r | {"subscription_id": subscription} for r in records), today="2026-03-31")
            self.check([], "SELECT cycle_start, used FROM cf_free_allowance")

    def test_cycles_that_began_together_end_apart(self):
        records = [priced(day, 1.0, 0.0, cycle_start=start, subscription_id=name)
                   for name, before in (("A", "2026-01-29"), ("B", "2026-01-30"), ("C", "2026-01-31"))
                   for day, start in (("2026-02-27", before), ("2026-02-28", "2026-02-28"))]
        for today, used in (("2026-03-28", 3.0), ("2026-03-29", 2.0), ("2026-03-30", 1.0)):
            self.over(*records, today=today)
            self.check([("2026-02-28", used)], "SELECT cycle_start, used FROM cf_free_allowance")

    def test_calendar_months_where_no_cycle_is_told(self):
        records = [usage("2026-10-31", 0.0, 1.0, cycle_start=None),
                   usage("2026-11-02", 0.0, 2.0, cycle_start=None)]
        self.over(*records)
        self.check([("2026-11-01", 2.0)], "SELECT cycle_start, used FROM cf_free_allowance")
        # Beside records of the same subscription that tell one.
        self.over(*records, priced("2026-11-19", 4.0, 0.0, cycle_start="2026-11-19"))
        self.check([("2026-11-01", 2.0), ("2026-11-19", 4.0)],
                   "SELECT cycle_start, used FROM cf_free_allowance")

    def test_keys_are_apart(self):
        self.over(priced("2026-11-02", 1.0, 0.0), priced("2026-11-02", 2.0, 0.0, unit="GB"),
                  priced("2026-11-02", 4.0, 0.0, product="Another"),
                  priced("2026-11-02", 8.0, 0.0, account_id=OTHER),
                  priced("2026-11-02", 16.0, 0.0, is_correction=1))
        self.check([(ONE, "Product", "Requests", 1.0), (ONE, "Product", "GB", 2.0),
                    (ONE, "Another", "Requests", 4.0), (OTHER, "Product", "Requests", 8.0)],
                   "SELECT account_id, product, unit, used FROM cf_free_allowance")


class Estimates(Priced):
    def test_the_first_units_of_a_cycle_are_free(self):
        # Cycles from the 19th; 100 are free, then 0.5 for 10.
        self.over(usage("2026-10-25", 1.0, 90.0, cycle_start="2026-10-19"),
                  usage("2026-11-02", 2.0, 30.0, cycle_start="2026-10-19"),
                  usage("2026-11-03", 4.0, 10.0, cycle_start="2026-10-19"),
                  usage("2026-11-03", 4.0, 10.0, cycle_start="2026-10-19"),
                  usage("2026-11-19", 8.0, 99.0, cycle_start="2026-11-19"),
                  usage("2026-10-19", 0.0, metric="Steady"))
        self.check([("2026-11-02", "Product", "Requests", 30.0, 1.0, 2.0),
                    ("2026-11-03", "Product", "Requests", 20.0, 1.0, 8.0),
                    ("2026-11-19", "Product", "Requests", 99.0, 0.0, 8.0)], BY_DAY)
        self.check([("Metric", 149.0, "USD", 2.0, 18.0, "USD")],
                   "SELECT metric, quantity, currency, estimated_cost, cost, cost_currency "
                   "FROM cf_estimated_cost")

    def test_calendar_months_where_no_cycle_is_told(self):
        self.over(usage("2026-10-31", 1.0, 500.0, cycle_start=None),
                  usage("2026-11-02", 1.0, 120.0, cycle_start=None))
        self.check([("2026-11-02", "Product", "Requests", 120.0, 1.0, 1.0)], BY_DAY)
        self.over(usage("2026-11-02", 1.0, 120.0, cycle_start=None),
                  usage("2026-11-15", 1.0, 20.0, cycle_start=None), first_day="2026-11-10")
        self.check([("2026-11-15", "Product", "Requests", 20.0, 1.0, 1.0)], BY_DAY)

    def test_a_cycle_that_is_cut(self):
        """What is forgotten of the cycle may have used the allowance up, or not."""
        records = [usage("2026-10-22", 1.0, 90.0, cycle_start="2026-10-19"),
                   usage("2026-11-02", 2.0, 30.0, cycle_start="2026-10-19"),
                   usage("2026-11-03", 4.0, 20.0, cycle_start="2026-10-19"),
                   usage("2026-11-19", 8.0, 120.0, cycle_start="2026-11-19")]
        days = "SELECT day, estimated_cost FROM cf_estimated_cost_by_day"
        # From the 3rd on the allowance is used up whatever was before; the last cycle is whole.
        for oldest, second, total in (([], None, None), (["2026-10-20"], None, None),
                                      (["2026-10-19"], 1.0, 3.0)):
            for currency in (None, "USD"):
                self.over(*records, *(usage(day, 0.0, metric="Steady", currency="EUR")
                                      for day in oldest), parameters_currency=currency)
                self.check([("2026-11-02", second), ("2026-11-03", 1.0), ("2026-11-19", 1.0)], days)
                self.check([(170.0, total)],
                           "SELECT quantity, estimated_cost FROM cf_estimated_cost")
        # Where nothing is free, nothing that is forgotten matters.
        self.over(*records, free=0.0)
        self.check([("2026-11-02", 1.5), ("2026-11-03", 1.0), ("2026-11-19", 6.0)], days)
        # Cycles of the last 25 days are there.
        for start, cost in (("2026-10-26", 1.0), ("2026-10-25", None)):
            self.over(usage("2026-11-02", 1.0, 120.0, cycle_start=start))
            self.check([("2026-11-02", cost)], days)

    def test_products_with_a_metric_of_one_name_have_an_allowance_each(self):
        # As in cf_free_allowance. Neither uses up its own.
        self.over(usage("2026-11-02", 1.0, 80.0), usage("2026-11-02", 1.0, 80.0, product="Another"))
        self.check([("2026-11-02", "Product", "Requests", 80.0, 0.0, 1.0),
                    ("2026-11-02", "Another", "Requests", 80.0, 0.0, 1.0)], BY_DAY)

    def test_currencies_are_not_added(self):
        self.over(usage("2026-11-02", 1.0, 110.0), usage("2026-11-02", 2.0, 10.0, currency="EUR"),
                  usage("2026-11-03", 4.0, 10.0))
        self.check([("2026-11-02", "Product", "Requests", 120.0, 1.0, None),
                    ("2026-11-03", "Product", "Requests", 10.0, 0.5, 4.0)], BY_DAY)
        self.check([(1.5, None, None)],
                   "SELECT estimated_cost, cost, cost_currency FROM cf_estimated_cost")
        self.over(usage("2026-11-02", 1.0, 110.0), usage("2026-11-03", 2.0, 10.0, currency="EUR"))
        self.check([(1.0, None, None)],
                   "SELECT estimated_cost, cost, cost_currency FROM cf_estimated_cost")

    def test_unknown_costs(self):
        self.over(usage("2026-11-02", None, 110.0, currency=None),
                  usage("2026-11-03", 1.0, 10.0))
        self.check([("2026-11-02", "Product", "Requests", 110.0, 0.5, None),
                    ("2026-11-03", "Product", "Requests", 10.0, 0.5, 1.0)], BY_DAY)
        self.check([(1.0, None)], "SELECT estimated_cost, cost FROM cf_estimated_cost")

    def test_what_has_no_price_is_not_estimated(self):
        self.over(usage("2026-11-02", 1.0, 110.0, metric="Unpriced"))
        self.assertEqual([], self.rows(BY_DAY))
        self.over(usage("2026-11-02", 1.0, 110.0), currency="EUR")
        self.check([("EUR", 0.5, 1.0, "USD")],
                   "SELECT currency, estimated_cost, cost, cost_currency FROM cf_estimated_cost")

    def test_accounts_subscriptions_and_units(self):
        self.over(usage("2026-11-02", 1.0, 80.0), usage("2026-11-02", 1.0, 80.0, account_id=OTHER),
                  usage("2026-11-02", 1.0, 80.0, unit="GB"),
                  usage("2026-11-02", 1.0, 40.0, subscription_id="TWO"))  # the same cycle
        self.check([(ONE, "Requests", 1.0), (OTHER, "Requests", 0.0), (ONE, "GB", 0.0)],
                   "SELECT account_id, unit, estimated_cost FROM cf_estimated_cost")


class UnitCosts(views.TestCase):
    MILLION = "SELECT currency, cost, requests, cost_per_million_requests, records_without_cost " \
              "FROM cf_cost_per_million_requests"

    def test_of_a_metric(self):
        day = "2026-11-02"
        self.fixture([usage(day, 3.0, 1e6), usage(day, 1.0, 1e6),
                      usage(day, 5.0, 0.0, metric="No quantity"),
                      usage(day, 5.0, metric="Unknown quantity") | {"quantity": None},
                      usage(day, None, 5.0, metric="Unknown"), usage(day, 1.0, 5.0, metric="Unknown"),
                      usage(day, 7.0, 1e6, unit="GB")], today=TODAY)
        self.check([("Metric", "Requests", 2.0), ("No quantity", "Requests", None),
                    ("Unknown quantity", "Requests", None), ("Unknown", "Requests", None),
                    ("Metric", "GB", 7.0)], "SELECT metric, unit, cost_per_million FROM cf_unit_cost")

    def test_of_requests(self):
        day = "2026-11-02"
        self.fixture([usage(day, 3.0, 1e6), usage(day, 5.0, 7.0, metric="Storage", unit="GB"),
                      usage(day, 1.0, 2e6, currency="EUR")], today=TODAY)
        self.check([("USD", 8.0, 1e6, 8.0, 0), ("EUR", 1.0, 2e6, 0.5, 0)], self.MILLION)
        for more in ({"unit": ""}, {"unit": None}):
            self.fixture([usage(day, 3.0, 1e6, metric="All requests", **more)], today=TODAY)
            self.check([("USD", 3.0, 1e6, 3.0, 0)], self.MILLION)

    def test_units_are_not_added(self):
        self.fixture([usage("2026-11-02", 3.0, 1e6),
                      usage("2026-11-02", 5.0, 9e6, metric="Request duration", unit="GB-seconds")],
                     today=TODAY)
        self.check([("USD", 8.0, 1e6, 8.0, 0)], self.MILLION)

    def test_nothing_and_unknown(self):
        self.fixture([usage("2026-11-02", 3.0, 5.0, unit="GB")], today=TODAY)
        self.check([("USD", 3.0, None, None, 0)], self.MILLION)
        self.fixture([usage("2026-11-02", None, 5.0), usage("2026-11-02", 3.0, 5.0)], today=TODAY)
        self.check([("USD", 3.0, 10.0, None, 1)], self.MILLION)
        self.fixture([], today=TODAY)
        self.check([], self.MILLION)


if __name__ == "__main__":
    views.main()
