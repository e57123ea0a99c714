"""cf_chart_by_day and cf_chart_by_product on records worked out by hand."""

import views
from views import ONE, OTHER, usage

TODAY = "2026-11-08"
BY_DAY = "SELECT day, currency, cost, bar FROM cf_chart_by_day"
BY_PRODUCT = "SELECT product, currency, cost, days, bar FROM cf_chart_by_product"


def day(number, cost, **more):
    return usage(f"2026-11-{number:02}", cost, **more)


class ByDay(views.TestCase):
    def days(self, *records, **more):
        self.fixture(records, **{"today": TODAY, **more})

    def test_bars_are_in_proportion_to_the_largest(self):
        # Of 40 characters, rounded.
        costs = (8.0, 4.0, 2.1, 0.3, 0.11, 0.09, 0.0)
        self.days(*(day(n + 1, cost) for n, cost in enumerate(costs)))
        lengths = (40, 20, 11, 2, 1, 0, 0)  # 10.5 is rounded up; 1.5, 0.55 and 0.45 as well or down
        self.assertEqual([(f"2026-11-{n + 1:02}", "USD", cost, "█" * length)
                          for n, (cost, length) in enumerate(zip(costs, lengths))],
                         self.rows(BY_DAY))

    def test_costs_are_rounded_to_cents_and_bars_are_not(self):
        self.days(day(1, 0.004), day(2, 0.002))
        self.check([("2026-11-01", "USD", 0.0, "█" * 40), ("2026-11-02", "USD", 0.0, "█" * 20)],
                   BY_DAY)

    def test_unknown_and_negative_costs_have_no_bar(self):
        self.days(day(1, 5.0), day(2, None), day(3, -5.0))
        self.check([("2026-11-01", "USD", 5.0, "█" * 40), ("2026-11-02", "USD", None, ""),
                    ("2026-11-03", "USD", -5.0, "")], BY_DAY)
        for cost in (0.0, None, -1.0):
            self.days(day(1, cost))
            self.check([(cost, "")], "SELECT cost, bar FROM cf_chart_by_day")

    def test_each_account_and_currency_has_a_scale_of_its_own(self):
        self.days(day(1, 8.0), day(1, 2.0, currency="EUR"), day(2, 1.0, currency="EUR"),
                  day(1, 1.0, account_id=OTHER))
        self.assertEqual([(ONE, "EUR", 40), (ONE, "EUR", 20), (ONE, "USD", 40), (OTHER, "USD", 40)],
                         self.rows("SELECT account_id, currency, length(bar) FROM cf_chart_by_day"))

    def test_nothing(self):
        self.days()
        self.assertEqual([], self.rows(BY_DAY))


class ByProduct(views.TestCase):
    def products(self, *records, **more):
        self.fixture(records, **{"today": TODAY, **more})

    def test_a_character_a_day(self):
        # Eighths of the largest day, rounded: 7 × 0.5 is 3.5, up to the fifth character.
        self.products(*(day(n + 1, cost) for n, cost in enumerate(
            (7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0))))
        self.check([("Product", "USD", 28.0, "█▇▆▅▄▃▂▁", "█" * 20)], BY_PRODUCT)
        self.products(day(1, 10.0), day(2, 5.0), day(3, 0.71), day(4, 0.72))
        self.check([("Product", "USD", 16.43, "█▅▁▂▁▁▁▁", "█" * 20)], BY_PRODUCT)

    def test_zero_days_unknown_days_and_days_without_records(self):
        # Nothing on the 2nd, a cost of 0 on the 3rd, one unknown on the 4th and in part on the 5th.
        self.products(day(1, 4.0), day(3, 0.0), day(4, None), day(5, 4.0), day(5, None), day(6, -4.0),
                      day(8, 2.0))
        self.check([("Product", "USD", 6.0, "█▁▁··▁▁▅", "█" * 20)], BY_PRODUCT)
        self.products(day(2, None, currency=None))
        self.check([("Product", None, None, "▁·▁▁▁▁▁▁", "")], BY_PRODUCT)
        self.products(day(2, 0.0))
        self.check([("Product", "USD", 0.0, "▁" * 8, "")], BY_PRODUCT)

    def test_the_whole_period_and_nothing_else(self):
        records = [day(n, 1.0) for n in range(1, 9)]
        for first, last, line in (("2026-11-03", "2026-11-03", "█"),
                                  ("2026-10-31", "2026-11-02", "▁██"),
                                  ("2026-11-07", "2026-11-10", "██▁▁")):
            self.products(*records, first_day=first, last_day=last)
            self.check([(line,)], "SELECT days FROM cf_chart_by_product")
        self.products(*records, first_day="2026-12-05", last_day="2026-12-06")
        self.check([], BY_PRODUCT)

    def test_bars_are_in_proportion_to_the_largest(self):
        self.products(day(1, 8.0, product="Large"), day(1, 4.0, product="Half"),
                      day(1, 0.21, product="Small"), day(1, 0.19, product="Least"),
                      day(1, -1.0, product="Back"), day(1, 1.0, product="Large", currency="EUR"),
                      day(1, 2.0, product="Large", account_id=OTHER))
        self.assertEqual([(ONE, "Large", "EUR", 20), (ONE, "Large", "USD", 20), (ONE, "Half", "USD", 10),
                          (ONE, "Small", "USD", 1), (ONE, "Least", "USD", 0), (ONE, "Back", "USD", 0),
                          (OTHER, "Large", "USD", 20)],
                         self.rows("SELECT account_id, product, currency, length(bar) "
                                   "FROM cf_chart_by_product"))

    def test_what_comes_back_has_no_bar(self):
        self.products(day(1, -1.0), day(2, -2.0, product="Another"))
        self.check([("Product", "USD", -1.0, "▁" * 8, ""), ("Another", "USD", -2.0, "▁" * 8, "")],
                   BY_PRODUCT)

    def test_metrics_and_corrections_of_a_product_are_added(self):
        self.products(day(1, 4.0), day(1, 3.0, metric="Another"), day(1, -3.0, is_correction=1),
                      day(2, 8.0))
        self.check([("Product", "USD", 12.0, "▅█▁▁▁▁▁▁", "█" * 20)], BY_PRODUCT)


if __name__ == "__main__":
    views.main()
