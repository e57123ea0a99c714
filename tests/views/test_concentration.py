"""The views of 21_concentration.sql on records whose sums are worked out by hand."""

import views
from views import ONE, OTHER, usage

TODAY = "2026-11-20"
DAY = "2026-11-03"


class MainProducts(views.TestCase):
    def shares(self, *costs, **parameters):
        self.fixture([usage(DAY, cost, product=product, currency=currency, account_id=account)
                      for product, cost, currency, account in costs],
                     accounts=(ONE, OTHER), today=TODAY, **parameters)
        return "SELECT account_id, currency, place, product, cost, share, running_share FROM cf_main_products"

    def test_the_fewest_that_make_80_percent(self):
        sql = self.shares(("A", 50.0, "USD", ONE), ("B", 25.0, "USD", ONE), ("C", 15.0, "USD", ONE),
                          ("D", 10.0, "USD", ONE), ("E", 0.0, "USD", ONE), ("A", 1.0, "EUR", ONE),
                          ("Z", 7.0, "USD", OTHER))
        self.check([(ONE, "USD", 1, "A", 50.0, 0.5, 0.5), (ONE, "USD", 2, "B", 25.0, 0.25, 0.75),
                    (ONE, "USD", 3, "C", 15.0, 0.15, 0.9), (ONE, "EUR", 1, "A", 1.0, 1.0, 1.0),
                    (OTHER, "USD", 1, "Z", 7.0, 1.0, 1.0)], sql)
        self.check([("name of aaaa",)], "SELECT DISTINCT account_name FROM cf_main_products "
                                        f"WHERE account_id = '{ONE}'")

    def test_exactly_80_percent_is_enough(self):
        # 0.1 + 0.7 is not 0.8 in floating point.
        sql = self.shares(("A", 0.7, "USD", ONE), ("B", 0.1, "USD", ONE), ("C", 0.1, "USD", ONE),
                          ("D", 0.1, "USD", ONE))
        self.assertEqual([1, 2], [row[2] for row in sorted(self.rows(sql), key=lambda row: row[2])])

    def test_equal_costs_go_by_name_and_unknown_ones_are_counted(self):
        sql = self.shares(("B", 1.0, "USD", ONE), ("A", 1.0, "USD", ONE), ("A", None, "USD", ONE),
                          ("C", None, "USD", ONE))
        self.check([(ONE, "USD", 1, "A", 1.0, 0.5, 0.5), (ONE, "USD", 2, "B", 1.0, 0.5, 1.0)], sql)
        self.check([("A", 1), ("B", 0)], "SELECT product, records_without_cost FROM cf_main_products")

    def test_of_nothing_there_is_none(self):
        self.check([], self.shares(("A", None, "USD", ONE), ("B", 0.0, "USD", ONE), ("C", -1.0, "EUR", ONE)))

    def test_gone_days_have_no_shares(self):
        self.fixture([usage(DAY, 1.0, complete_from=DAY)], today=TODAY)
        self.check([], "SELECT * FROM cf_main_products")


class Coverage(views.TestCase):
    SQL = ("SELECT account_id, currency, cost, zone_cost, other_cost, coverage, records_without_cost "
           "FROM cf_allocation_coverage")

    def test_zones_and_the_rest(self):
        self.fixture([usage(DAY, cost, zone_id=zone, currency=currency, account_id=account)
                      for account, currency, zone, cost in (
                          (ONE, "USD", "1", 3.0), (ONE, "USD", "2", 3.0), (ONE, "USD", None, 2.0),
                          (ONE, "EUR", None, 8.0), (OTHER, "USD", "1", 4.0), (OTHER, "USD", None, None))],
                     accounts=(ONE, OTHER), today=TODAY)
        self.check([(ONE, "USD", 8.0, 6.0, 2.0, 0.75, 0), (ONE, "EUR", 8.0, 0.0, 8.0, 0.0, 0),
                    (OTHER, "USD", 4.0, 4.0, 0.0, 1.0, 1)], self.SQL)

    def test_what_is_not_known_is_null(self):
        self.fixture([usage(DAY, None, zone_id="1", currency=None)], today=TODAY)
        self.check([(ONE, None, None, None, None, None, 1)], self.SQL)
        self.fixture([usage(DAY, 1.0, zone_id="1", complete_from=DAY)], today=TODAY)
        self.check([(ONE, "USD", None, None, None, None, 0)], self.SQL)
        self.check([(DAY,)], "SELECT complete_from FROM cf_allocation_coverage")


class Quarters(views.TestCase):
    SQL = ("SELECT account_id, quarter, first_day, last_day, currency, cost, year_to_date, "
           "records_without_cost FROM cf_spend_by_quarter")

    def records(self):
        days = ("2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01",
                "2026-09-30", "2026-10-01", "2026-11-20")
        return [usage(day, 2.0 ** n) for n, day in enumerate(days)]

    def test_edges_of_quarters_and_of_the_year(self):
        self.fixture(self.records(), today=TODAY, first_day="2025-12-31")
        self.check([(ONE, "2025-Q4", "2025-12-31", "2025-12-31", "USD", 1.0, None, 0),
                    (ONE, "2026-Q1", "2026-01-01", "2026-03-31", "USD", 6.0, 6.0, 0),
                    (ONE, "2026-Q2", "2026-04-01", "2026-06-30", "USD", 24.0, 30.0, 0),
                    (ONE, "2026-Q3", "2026-07-01", "2026-09-30", "USD", 96.0, 126.0, 0),
                    (ONE, "2026-Q4", "2026-10-01", "2026-11-20", "USD", 384.0, 510.0, 0)], self.SQL)

    def test_a_year_that_lacks_its_beginning_has_no_sum(self):
        self.fixture(self.records(), today=TODAY, first_day="2026-01-02", last_day="2026-08-15")
        self.check([(ONE, "2026-Q1", "2026-01-02", "2026-03-31", "USD", 4.0, None, 0),
                    (ONE, "2026-Q2", "2026-04-01", "2026-06-30", "USD", 24.0, None, 0),
                    (ONE, "2026-Q3", "2026-07-01", "2026-08-15", "USD", 32.0, None, 0)], self.SQL)

    def test_currencies_apart_and_what_is_unknown(self):
        self.fixture([usage("2026-01-05", 1.0), usage("2026-05-05", 2.0, currency="EUR"),
                      usage("2026-05-05", None, currency=None), usage("2026-05-06", None)],
                     today=TODAY, first_day="2026-01-01")
        self.check([("2026-Q1", "USD", 1.0, 1.0, 0), ("2026-Q2", "EUR", 2.0, 2.0, 0),
                    ("2026-Q2", None, None, None, 1), ("2026-Q2", "USD", None, 1.0, 1)],
                   "SELECT quarter, currency, cost, year_to_date, records_without_cost "
                   "FROM cf_spend_by_quarter")

    def test_gone_days(self):
        self.fixture([usage("2026-11-05", 1.0, complete_from="2026-11-05")], today=TODAY,
                     first_day="2026-01-01")
        self.check([(None, None, "2026-11-05")],
                   "SELECT cost, year_to_date, complete_from FROM cf_spend_by_quarter")

    def test_quarters_behind_gone_days_are_whole(self):
        self.fixture([usage(day, 1.0, complete_from="2026-07-01") for day in ("2026-07-01", "2026-11-05")]
                     + [usage("2026-06-30", 1.0)], today=TODAY, first_day="2026-01-01")
        self.check([("2026-Q2", None, None), ("2026-Q3", 1.0, None), ("2026-Q4", 1.0, None)],
                   "SELECT quarter, cost, year_to_date FROM cf_spend_by_quarter")


if __name__ == "__main__":
    views.main()
