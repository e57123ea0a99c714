"""The views of 10_spend.sql on records whose sums are worked out by hand."""

import views
from support import EURO, MONTH_END
from views import ONE, OTHER, usage

HOSTILE = "x'); DROP TABLE t; -- \"ü\" % _ \u202e"
TODAY = "2026-11-20"
NAME = "name of aaaa"  # The fixture's, of the account ONE.


class Sums(views.TestCase):
    def test_every_key_keeps_currencies_apart_and_counts_what_is_unknown(self):
        day = "2026-11-03"
        self.fixture([usage(day, 1.5), usage(day, 1.5), usage(day, None), usage(day, -0.5),
                      usage(day, 10.0, currency="EUR"), usage(day, None, 7.0, currency=None),
                      usage("2026-11-04", 2.0), usage("2026-10-31", 99.0),
                      usage("2026-11-21", 99.0)], today=TODAY)
        dollars, euros, unknown = (2.5, 4, 1), (10.0, 1, 0), (None, 1, 1)
        both = (4.5, 5, 1)
        for view, keys in (("product", ["Product"]), ("metric", ["Product", "Metric", "Requests"]),
                           ("zone", [None, None]), ("subscription", ["SUB"]),
                           ("account", ["name of aaaa"])):
            columns = {"product": "product", "metric": "product, metric, unit",
                       "zone": "zone_id, zone_name", "subscription": "subscription_id",
                       "account": "account_name"}[view]
            with self.subTest(view):
                self.check([(ONE, *keys, "USD", *both), (ONE, *keys, "EUR", *euros),
                            (ONE, *keys, None, *unknown)],
                           f"SELECT account_id, {columns}, currency, cost, records, "
                           f"records_without_cost FROM cf_spend_by_{view}")
        self.check([(ONE, NAME, day, "USD", *dollars), (ONE, NAME, day, "EUR", *euros),
                    (ONE, NAME, day, None, *unknown), (ONE, NAME, "2026-11-04", "USD", 2.0, 1, 0)],
                   "SELECT * FROM cf_spend_by_day")
        self.set(self.db, currency="EUR")
        self.check([("EUR", 10.0), (None, None)], "SELECT currency, cost FROM cf_spend_by_account")

    def test_corrections_are_in_totals(self):
        self.fixture([usage("2026-11-03", 5.0), usage("2026-11-03", -2.0, is_correction=1)],
                     today=TODAY)
        for view in ("day", "product", "metric", "zone", "subscription", "account"):
            self.check([(3.0,)], f"SELECT cost FROM cf_spend_by_{view}")

    def test_share(self):
        def shares(*records):
            self.fixture([usage("2026-11-03", cost, product=product, currency=currency)
                          for product, cost, currency in records], today=TODAY)
            return "SELECT product, currency, share FROM cf_spend_by_product"
        sql = shares(("A", 3.0, "USD"), ("B", 1.0, "USD"), ("A", 9.0, "EUR"))
        self.check([("A", "USD", 0.75), ("B", "USD", 0.25), ("A", "EUR", 1.0)], sql)
        self.check([("A", "USD", 1.0), ("B", "USD", None)],
                   shares(("A", 3.0, "USD"), ("B", None, "USD")))
        self.check([("A", "USD", None), ("B", "USD", None)],
                   shares(("A", 3.0, "USD"), ("B", -3.0, "USD")))

    def test_quantities_add_up_within_a_metric_of_a_product_and_unit(self):
        day = "2026-11-03"
        self.fixture([usage(day, 1.0, 10.0), usage(day, 1.0, 20.0, unit="GB"),
                      usage(day, 1.0, 40.0, product="Another"), usage(day, 1.0, 80.0, unit=None),
                      usage(day, 1.0, 160.0, currency="EUR")], today=TODAY)
        self.check([("Product", "Requests", 170.0), ("Product", "GB", 20.0),
                    ("Another", "Requests", 40.0), ("Product", None, 80.0)],
                   "SELECT product, unit, quantity FROM cf_quantity_by_day")
        self.assertEqual(5, self.value("SELECT count(*) FROM cf_spend_by_metric"))

    def test_names_are_data(self):
        self.fixture([usage("2026-11-03", 1.0, product=HOSTILE, metric=HOSTILE, zone_id="z",
                            zone_name=HOSTILE, unit=HOSTILE, subscription_id=HOSTILE)],
                     accounts=[ONE], today=TODAY)
        self.db.execute("UPDATE cf_report_accounts SET name = ?", (HOSTILE,))
        for view, column in (("product", "product"), ("metric", "metric"), ("zone", "zone_name"),
                             ("subscription", "subscription_id"), ("account", "account_name")):
            self.check([(HOSTILE, 1.0)], f"SELECT {column}, cost FROM cf_spend_by_{view}")

    def test_no_usage_and_a_period_to_come(self):
        self.fixture([], today=TODAY)
        for view in ("day", "product", "metric", "zone", "subscription", "account"):
            self.assertEqual([], self.rows(f"SELECT * FROM cf_spend_by_{view}"))
        self.fixture([usage("2026-11-03", 1.0)], today=TODAY, first_day="2026-12-04",
                     last_day="2026-12-05")
        self.assertEqual([], self.rows("SELECT * FROM cf_spend_by_day"))

    def test_the_period(self):
        records = [usage(day, 1.0) for day in ("2026-09-30", "2026-10-01", "2026-10-31",
                                               "2026-11-01", "2026-11-20")]
        for given, days in (({}, [3, 4]), ({"last_day": "2026-10-31"}, [1, 2]),
                            ({"first_day": "2026-10-31"}, [2, 3, 4]),
                            ({"first_day": "2026-09-30", "last_day": "2026-09-30"}, [0]),
                            ({"last_day": "2026-12-31"}, []), ({"today": "2026-11-01"}, [3])):
            self.fixture(records, **{"today": TODAY, **given})
            self.assertEqual([records[n]["day"] for n in days],
                             [row[0] for row in self.rows("SELECT day FROM cf_usage ORDER BY 1")],
                             given)


class Zones(views.TestCase):
    SHOWBACK = "SELECT zone_id, own_cost, shared_cost, cost FROM cf_showback_by_zone"

    def zones(self, *costs):
        """Records of (zone, cost)."""
        self.fixture([usage("2026-11-03", cost, zone_id=zone, zone_name=zone and f"{zone}.example")
                      for zone, cost in costs], today=TODAY)

    def test_zones_of_one_name_are_apart(self):
        self.fixture([usage("2026-11-03", cost, account_id=account, zone_id=zone,
                            zone_name="shared.example")
                      for account, zone, cost in ((ONE, "1", 1.0), (OTHER, "2", 2.0),
                                                  (ONE, "3", 4.0))], today=TODAY)
        self.check([(ONE, "1", 1.0), (OTHER, "2", 2.0), (ONE, "3", 4.0)],
                   "SELECT account_id, zone_id, cost FROM cf_spend_by_zone")

    def test_a_zone_that_changes_its_name_has_the_newest(self):
        for names in (("a.example", "z.example"), ("z.example", "a.example"), (None, "a.example")):
            self.fixture([usage("2026-11-03", 1.0, zone_id="1", zone_name=names[0]),
                          usage("2026-11-04", 2.0, zone_id="1", zone_name=names[1])], today=TODAY)
            self.check([("1", names[1], 3.0)],
                       "SELECT zone_id, zone_name, cost FROM cf_spend_by_zone")
            self.check([("1", names[1], 3.0)],
                       "SELECT zone_id, zone_name, cost FROM cf_showback_by_zone")

    def test_in_proportion(self):
        self.zones(("1", 6.0), ("2", 2.0), (None, 4.0))
        self.check([("1", 6.0, 3.0, 9.0), ("2", 2.0, 1.0, 3.0), (None, None, 0.0, 0.0)],
                   self.SHOWBACK)

    def test_nothing_to_spread(self):
        self.zones(("1", 6.0), ("2", 2.0))
        self.check([("1", 6.0, 0.0, 6.0), ("2", 2.0, 0.0, 2.0)], self.SHOWBACK)

    def test_nothing_to_spread_by(self):
        for costs in ((("1", 0.0),), (("1", 3.0), ("2", -3.0))):
            self.zones(*costs, (None, 4.0))
            self.check([*((zone, cost, 0.0, cost) for zone, cost in costs), (None, None, 4.0, 4.0)],
                       self.SHOWBACK)
        self.zones((None, 4.0))
        self.check([(None, None, 4.0, 4.0)], self.SHOWBACK)

    def test_unknown_costs_are_not_nothing(self):
        self.zones(("1", 6.0), (None, None))
        self.check([("1", 6.0, None, 6.0), (None, None, None, None)], self.SHOWBACK)
        self.zones(("1", None), ("2", 2.0), (None, 4.0))
        self.check([("1", None, None, None), ("2", 2.0, 4.0, 6.0), (None, None, 0.0, 0.0)],
                   self.SHOWBACK)
        self.check([("1", 1), ("2", 0), (None, 0)],
                   "SELECT zone_id, records_without_cost FROM cf_showback_by_zone")

    def test_currencies_and_accounts_share_nothing(self):
        self.fixture([usage("2026-11-03", cost, zone_id=zone, currency=currency, account_id=account)
                      for account, currency, zone, cost in (
                          (ONE, "USD", "1", 1.0), (ONE, "EUR", None, 8.0), (OTHER, "USD", None, 16.0),
                          (OTHER, "EUR", "2", 2.0))], today=TODAY)
        self.check([(ONE, "USD", "1", 1.0), (ONE, "EUR", None, 8.0), (OTHER, "USD", None, 16.0),
                    (OTHER, "EUR", "2", 2.0)],
                   "SELECT account_id, currency, zone_id, cost FROM cf_showback_by_zone")


class OneAccountWithoutCosts(views.TestCase):
    def test_costs_that_are_not_told_are_unknown_beside_those_that_are(self):
        """The API refuses the costs of one account of two: the views go on, and count what they lack."""
        self.sandbox.faults({"path": "/billable/usage$", "method": "POST", "account": EURO, "status": 404})
        day = self.value("SELECT date('now', '-3 days')")
        self.views(EURO, MONTH_END, feed="focus", first_day=day)
        found = {row[0]: row[1:] for row in self.rows(
            "SELECT account_id, currency, cost, records, records_without_cost FROM cf_spend_by_account")}
        self.assertEqual({EURO, MONTH_END}, found.keys())
        self.assertEqual((None, None), found[EURO][:2])
        self.assertEqual(found[EURO][2], found[EURO][3])
        self.assertGreater(found[MONTH_END][1], 0)
        self.assertEqual(0, found[MONTH_END][3])


if __name__ == "__main__":
    views.main()
