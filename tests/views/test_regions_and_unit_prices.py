"""The views of 25_regions_and_unit_prices.sql: by hand, and against the sandbox's records."""

import truth
import views
from truth import DAY, costs, groups, known, unknown
from views import ONE, OTHER, usage

TODAY = "2026-11-20"
REGIONS = "SELECT region_id, region_name, currency, cost, records, records_without_cost FROM cf_cost_by_region"
UNITS = "SELECT month, product, metric, unit, charged_quantity, currency, cost, unit_cost FROM cf_unit_cost_by_product"
CHANGES = "SELECT metric, unit, price_before, price_after, change_ratio, last_day_before, first_day " \
          "FROM cf_unit_price_changes"


class Regions(views.TestCase):
    def test_costs(self):
        self.fixture([usage("2026-11-02", 3.0, region_id="weur", region_name="Europe"),
                      usage("2026-11-05", 4.0, region_id="weur", region_name="Western Europe"),
                      usage("2026-11-05", None, region_id="apac"), usage("2026-11-06", 1.0, region_id="apac"),
                      usage("2026-11-06", 9.0), usage("2026-11-06", 2.0, currency="EUR"),
                      usage("2026-11-06", 5.0, account_id=OTHER, region_id="weur", is_correction=1)],
                     accounts=(ONE, OTHER), today=TODAY)
        self.check([("weur", "Western Europe", "USD", 7.0, 2, 0), ("apac", None, "USD", 1.0, 2, 1),
                    (None, None, "USD", 9.0, 1, 0), (None, None, "EUR", 2.0, 1, 0),
                    ("weur", None, "USD", 5.0, 1, 0)], REGIONS)
        self.check([("name of bbbb", 5.0)], f"SELECT account_name, cost FROM cf_cost_by_region WHERE account_id = '{OTHER}'")

    def test_days_that_are_gone(self):
        self.fixture([usage("2026-11-05", 3.0, region_id="weur", complete_from="2026-11-03")], today=TODAY)
        self.check([(None, "2026-11-03")], "SELECT cost, complete_from FROM cf_cost_by_region")
        self.db.execute("SELECT cf_config('incomplete', 'ignore')")
        self.check([(3.0,)], "SELECT cost FROM cf_cost_by_region")


class UnitCosts(views.TestCase):
    def test_by_month_and_metric(self):
        more = {"unit": "", "priced_unit": "Count"}
        self.fixture([usage("2026-10-05", 2.0, 30.0, priced_quantity=8.0, **more),
                      usage("2026-10-06", 1.0, 5.0, priced_quantity=4.0, metric="Metric (first 9 included)", **more),
                      usage("2026-11-05", 0.0, 9.0, priced_quantity=0.0, **more),
                      usage("2026-11-05", 6.0, 2.0, priced_quantity=2.0, metric="Other", priced_unit="GB"),
                      usage("2026-11-06", -5.0, -1.0, priced_quantity=-1.0, metric="Other", priced_unit="GB", is_correction=1)],
                     today=TODAY, first_day="2026-10-01")
        self.check([("2026-10", "Product", "Metric (first 9 included)", "Count", 12.0, "USD", 3.0, 0.25),
                    ("2026-11", "Product", "Metric", "Count", 0.0, "USD", 0.0, None),
                    ("2026-11", "Product", "Other", "GB", 2.0, "USD", 6.0, 3.0)], UNITS)
        self.check([("name of aaaa", 0)], "SELECT DISTINCT account_name, records_without_cost FROM cf_unit_cost_by_product")

    def test_what_is_not_told(self):
        self.fixture([usage("2026-11-05", 2.0, 3.0), usage("2026-11-06", 2.0, 3.0, priced_quantity=1.0),
                      usage("2026-11-05", None, 3.0, metric="Other", priced_quantity=1.0)], today=TODAY)
        self.check([("Metric", None, 4.0, None, 0), ("Other", 1.0, None, None, 1)],
                   "SELECT metric, charged_quantity, cost, unit_cost, records_without_cost FROM cf_unit_cost_by_product")
        self.fixture([usage("2026-11-05", 2.0, 3.0, priced_quantity=1.0, complete_from="2026-11-03")], today=TODAY)
        self.check([(None, None, None)], "SELECT charged_quantity, cost, unit_cost FROM cf_unit_cost_by_product")


class PriceChanges(views.TestCase):
    def prices(self, *prices, quantity=10.0, **more):
        """Days from the first on, each with a price of a unit; None is a day without."""
        self.fixture([record for n, price in enumerate(prices, 1) if price is not None
                      for record in self.day(f"2026-11-{n:02}", price, quantity, **more)], today=TODAY)

    def day(self, day, price, quantity, **more):
        return [usage(day, price * part, part, priced_quantity=part, priced_unit="GB", zone_id=zone * 32, **more)
                for zone, part in (("c", quantity), ("d", 2 * quantity))]

    def test_a_price_that_moved(self):
        self.prices(0.5, 0.5, 0.5, 0.5, 0.4, 0.4, 0.4)
        self.check([("Metric", "GB", 0.5, 0.4, -0.2, "2026-11-04", "2026-11-05")], CHANGES)
        # Twice; with days without use between; over a day that is of both.
        self.prices(0.5, 0.5, 0.5, 0.4, 0.4, 0.4, 0.6, 0.6, 0.6, 0.6)
        self.check([("Metric", "GB", 0.5, 0.4, -0.2, "2026-11-03", "2026-11-04"),
                    ("Metric", "GB", 0.4, 0.6, 0.5, "2026-11-06", "2026-11-07")], CHANGES)
        self.prices(0.5, 0.5, 0.5, None, None, 0.4, None, 0.4, 0.4)
        self.check([("2026-11-03", "2026-11-06")], "SELECT last_day_before, first_day FROM cf_unit_price_changes")
        self.prices(0.5, 0.5, 0.5, 0.45, 0.4, 0.4, 0.4)
        self.check([(0.5, 0.4, "2026-11-03", "2026-11-05")],
                   "SELECT price_before, price_after, last_day_before, first_day FROM cf_unit_price_changes")
        # What cost nothing has a price; its ratio is none.
        self.prices(0.0, 0.0, 0.0, 0.4, 0.4, 0.4)
        self.check([(0.0, 0.4, None)], "SELECT price_before, price_after, change_ratio FROM cf_unit_price_changes")

    def test_what_is_no_change_of_a_price(self):
        for prices in ((0.5,) * 9, (0.5, 0.5, 0.5, 0.5003, 0.5003, 0.5003), (0.5, 0.5, 0.5, 0.4, 0.4), (0.5, 0.5, 0.4, 0.4, 0.4),
                       (0.5, 0.5, 0.5, 0.7, 0.5, 0.5, 0.5), (0.5, 0.5, 0.5, 0.7, 0.6, 0.4, 0.4, 0.4),
                       (0.5, 0.6, 0.4, 0.5, 0.6, 0.4, 0.5)):
            self.prices(*prices)
            self.check([], CHANGES)
        # Paid for in blocks, as the list says; with a cost that is not told.
        self.prices(0.5, 0.5, 0.5, 0.4, 0.4, 0.4, metric="R2 Storage Class A Operations (First 1M included)")
        self.check([], CHANGES)

    def test_a_line_is_one_however_its_note_is_spelled(self):
        self.fixture([record for n in range(1, 7) for record in self.day(
            f"2026-11-{n:02}", 0.5 if n < 4 else 0.4, 10.0,
            metric="KV (First 2 included)" if n < 4 else "KV (first 2 are included)")], today=TODAY)
        self.check([("KV (first 2 are included)", "GB", 0.5, 0.4, -0.2, "2026-11-03", "2026-11-04")], CHANGES)

    def test_accounts_and_currencies(self):
        records = [record for n in range(1, 7) for account, currency, price in (
            (ONE, "USD", 0.5), (OTHER, "USD", 0.5 if n < 4 else 0.4), (ONE, "EUR", 0.3 if n < 4 else 0.6))
                   for record in self.day(f"2026-11-{n:02}", price, 10.0, account_id=account, currency=currency)]
        self.fixture(records, accounts=(ONE, OTHER), today=TODAY)
        self.check([("name of aaaa", "EUR", 0.3, 0.6), ("name of bbbb", "USD", 0.5, 0.4)],
                   "SELECT account_name, currency, price_before, price_after FROM cf_unit_price_changes")


class Truth(truth.TestCase):
    def test_regions_and_unit_costs(self):
        today = self.today()
        first = (today - 70 * DAY).replace(day=1)
        for feed in truth.FEEDS:
            self.over(*truth.ACCOUNTS, feed=feed, first_day=first, today=today)
            expected, regions = {}, {}
            for one in self.truths():
                for (region, currency), records in groups(one.usage(feed, first, today), "region", "currency").items():
                    regions[(one.account, region, currency)] = known(costs(records)), len(records)
                for (month, *key), records in self.by_month(one.regular(feed, first, today)).items():
                    charged = truth.whole(r.priced for r in records)
                    cost = truth.whole(costs(records))
                    expected[(one.account, month, *key)] = (
                        charged, cost, cost / charged if charged and cost is not None else None, unknown(records))
            self.assertEqual(feed == "focus", len({region for _, region, _ in regions}) > 3)
            self.compare(regions, "SELECT account_id, region_id, currency, cost, records "
                                  "FROM cf_cost_by_region")
            self.compare(expected, "SELECT account_id, month, product, metric, unit, currency, charged_quantity, cost, "
                                   "unit_cost, records_without_cost FROM cf_unit_cost_by_product")
            # Its prices never change.
            self.assertEqual([], self.rows("SELECT * FROM cf_unit_price_changes"))

    @staticmethod
    def by_month(records):
        found = {}
        for r in records:
            found.setdefault((str(r.day)[:7], r.product, r.metric, r.priced_unit or "", r.currency), []).append(r)
        return found


if __name__ == "__main__":
    views.main()
