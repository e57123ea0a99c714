"""Price or quantity? cf_price_and_quantity_effects on records worked out by hand."""

import views
from views import usage

COLUMNS = ("price_before", "price_after", "change", "quantity_effect", "allowance_effect",
           "price_effect", "block_effect")
EFFECTS = f"SELECT {', '.join(COLUMNS)} FROM cf_price_and_quantity_effects"
UNKNOWN = (None,) * 4
D1 = "D1 - Rows Read (first 25 billion included)"
CLASS_A = "R2 Storage Class A Operations (First 1M included)"
NEURONS = "Regular Twitch Neurons (RTN)"


class Case(views.TestCase):
    def months(self, before, after, **more):
        """Records of October and November, each (cost, quantity, priced quantity)."""
        records = [usage(f"2026-{month}-05", cost, quantity, priced_quantity=priced,
                         **{"unit": "", "priced_unit": "Count", **more})
                   for month, side in ((10, before), (11, after)) for cost, quantity, priced in side]
        # Records reach back to the first of October.
        self.fixture([*records, usage("2026-10-01", 0.0, currency="CHF", is_correction=1)],
                     today="2026-11-20")

    def effects(self, *expected):
        self.check([expected], EFFECTS)
        change, *parts = self.rows(EFFECTS)[0][2:]
        if None not in parts:
            self.close(change, sum(parts))


class Effects(Case):
    def test_more_of_the_allowance_used_is_no_price(self):
        """A cost by all units would have risen from 0.17 to 0.38 a billion; the price is 1 as it was."""
        self.months([(5.0, 30e9, 5e9)], [(15.0, 40e9, 15e9)], metric=D1)
        self.effects(1e-9, 1e-9, 10.0, 10.0, 0.0, 0.0, 0.0)
        # Less was free, as more of it had been used up before the month.
        self.months([(5.0, 30e9, 5e9)], [(13.0, 30e9, 13e9)], metric=D1)
        self.effects(1e-9, 1e-9, 8.0, 0.0, 8.0, 0.0, 0.0)
        # Several days, of which only the last are charged for.
        self.months([(0.0, 20e9, 0.0), (5.0, 10e9, 5e9)], [(0.0, 20e9, 0.0), (3.0, 10e9, 3e9)], metric=D1)
        self.effects(1e-9, 1e-9, -2.0, 0.0, -2.0, 0.0, 0.0)

    def test_all_of_them(self):
        # 120 of which 100 at 0.10; then 160 of which 150 at 0.08.
        self.months([(4.0, 50.0, 40.0), (6.0, 70.0, 60.0)], [(12.0, 160.0, 150.0)])
        self.effects(0.1, 0.08, 2.0, 4.0, 1.0, -3.0, 0.0)
        self.months([(10.0, 100.0, 100.0)], [(20.0, 100.0, 100.0)])
        self.effects(0.1, 0.2, 10.0, 0.0, 0.0, 10.0, 0.0)

    def test_a_price_that_one_side_tells_is_that_of_the_other(self):
        for before, after, expected in (
                ([], [(5.0, 12.0, 10.0)], (None, 0.5, 5.0, 6.0, -1.0, 0.0, 0.0)),
                ([(5.0, 12.0, 10.0)], [], (0.5, None, -5.0, -6.0, 1.0, 0.0, 0.0)),
                # All of it was free before.
                ([(0.0, 8.0, 0.0)], [(5.0, 20.0, 10.0)], (None, 0.5, 5.0, 6.0, -1.0, 0.0, 0.0)),
                ([(0.0, 8.0, 0.0)], [(0.0, 9.0, 0.0)], (None, None, 0.0, 0.0, 0.0, 0.0, 0.0))):
            self.months(before, after)
            self.effects(*expected)

    def test_what_was_charged_at_nothing_had_that_price(self):
        self.months([(0.0, 10.0, 10.0)], [(7.0, 14.0, 14.0)])
        self.effects(0.0, 0.5, 7.0, 0.0, 0.0, 7.0, 0.0)

    def test_what_nothing_tells(self):
        # No priced quantity; a cost of no priced quantity.
        self.months([(4.0, 40.0, None)], [(12.0, 60.0, 60.0)])
        self.effects(None, 0.2, 8.0, *UNKNOWN)
        self.months([(4.0, 40.0, 0.0)], [(12.0, 60.0, 60.0)])
        self.effects(None, 0.2, 8.0, *UNKNOWN)
        # An unknown cost has no row.
        for before, after in (([(None, 1.0, 1.0)], [(5.0, 1.0, 1.0)]),
                              ([(5.0, 1.0, 1.0)], [(5.0, 1.0, 1.0), (None, 1.0, 1.0)]),
                              ([], [(None, 1.0, 1.0)])):
            self.months(before, after)
            self.assertEqual([], self.rows(EFFECTS))
            self.assertEqual([(None,)], self.rows("SELECT change FROM cf_movers_month_on_month"))

    def test_quantities_that_are_priced_in_another_unit(self):
        self.months([(2.0, 3e6, 2.0)], [(6.0, 9e6, 4.0)], unit="Requests", priced_unit="Millions")
        self.effects(1.0, 1.5, 4.0, 2.0, None, 2.0, 0.0)

    def test_a_line_is_one_however_its_note_is_spelled(self):
        self.fixture([usage("2026-10-01", 1.0, 3.0, metric="KV (First 2 included)", priced_quantity=1.0,
                            priced_unit="Requests"),
                      usage("2026-11-05", 4.0, 6.0, metric="KV (first 2 are included)",
                            priced_quantity=4.0, priced_unit="Requests")], today="2026-11-20")
        self.effects(1.0, 1.0, 3.0, 3.0, 0.0, 0.0, 0.0)
        self.assertEqual([("KV (first 2 are included)",)],
                         self.rows("SELECT metric FROM cf_price_and_quantity_effects"))


class Blocks(Case):
    def test_a_begun_block_is_no_price(self):
        # One million and then two, of 4.50 each, for 0.21544 and 1.1 millions.
        self.months([(4.5, 1_215_440.0, 215_440.0)], [(9.0, 2_100_000.0, 1_100_000.0)], metric=CLASS_A)
        self.effects(4.5e-6, 4.5e-6, 4.5, 3.98052, 0.0, 0.0, 0.51948)
        # As much was used, and a block had been begun in the month before.
        self.months([(4.5, 300e3, 300e3)], [(0.0, 300e3, 300e3)], metric=CLASS_A)
        self.effects(4.5e-6, None, -4.5, 0.0, 0.0, 0.0, -4.5)
        self.months([], [(4.5, 1_300e3, 300e3)], metric=CLASS_A)
        self.effects(None, 4.5e-6, 4.5, 5.85, -4.5, 0.0, 3.15)

    def test_blocks_of_many_days(self):
        self.months([(0.022, 1500.0, 1500.0), (0.011, 1200.0, 1200.0)], [(0.044, 3900.0, 3900.0)],
                    metric=NEURONS)
        self.effects(0.011e-3, 0.011e-3, 0.011, 0.0132, 0.0, 0.0, -0.0022)

    def test_a_new_price_of_a_block(self):
        # The list still says 4.50. 5.00 is no multiple of it, and 9.00 is, but not of so few operations.
        for price in (5.0, 9.0, 4.0, 2.25):
            self.months([(4.5, 1_300e3, 300e3)], [(price, 1_300e3, 300e3)], metric=CLASS_A)
            self.effects(4.5e-6, price / 1e6, price - 4.5, 0.0, 0.0, price - 4.5, 0.0)
        self.months([(9.0, 2_600e3, 1_600e3)], [(5.0, 1_200e3, 200e3), (5.0, 1_000e3, 1_000e3)],
                    metric=CLASS_A)
        self.effects(4.5e-6, 5e-6, 1.0, -1.8, 0.0, 1.0, 1.8)

    def test_two_blocks_on_one_day_are_not_a_dear_one(self):
        # In a currency of which no price is known.
        self.months([(4.0, 1_300e3, 300e3)], [(8.0, 2_600e3, 1_600e3)], metric=CLASS_A, currency="EUR")
        self.effects(4e-6, 4e-6, 4.0, 5.2, 0.0, 0.0, -1.2)

    def test_parts_of_blocks(self):
        """It is not known whether one day's record carries a whole block: half of a second one, here."""
        self.months([(1.5, 1_100e3, 100e3), (1.5, 100e3, 100e3), (1.5, 100e3, 100e3)],
                    [(4.5, 2_000e3, 1_000e3), (2.25, 500e3, 500e3)], metric=CLASS_A)
        self.effects(4.5e-6, 4.5e-6, 2.25, 5.4, 0.0, 0.0, -3.15)

    def test_where_nothing_tells_the_price_of_a_block(self):
        self.months([(2.11, 230e3, 230e3)], [(2.33, 240e3, 240e3)], metric=NEURONS, currency="EUR")
        self.effects(None, None, 0.22, *UNKNOWN)

    def test_a_cycle_more_may_begin_a_block_more(self):
        # Two cycles have a part in November: two blocks for half a million.
        self.fixture([usage("2026-10-01", 4.5, 500e3, metric=CLASS_A, unit="", priced_unit="Count",
                            priced_quantity=500e3, cycle_start="2026-09-19")] +
                     [usage(day, 4.5, 250e3, metric=CLASS_A, unit="", priced_unit="Count",
                            priced_quantity=250e3, cycle_start=start) for day, start in (
                                ("2026-11-05", "2026-10-19"), ("2026-11-19", "2026-11-19"))],
                     today="2026-11-20")
        self.effects(4.5e-6, 4.5e-6, 4.5, 0.0, 0.0, 0.0, 4.5)

    def test_own_prices_count(self):
        records = [(6.0, 70.0, 70.0)], [(4.0, 30.0, 30.0)]
        self.months(*records)
        self.effects(6 / 70, 4 / 30, -2.0, -40 * 6 / 70, 0.0, (4 / 30 - 6 / 70) * 30, 0.0)
        self.db.execute("INSERT INTO cf_prices(metric, currency, price, per, rounding) "
                        "VALUES ('metric', 'USD', 2, 25, 'up')")
        self.effects(0.08, 0.08, -2.0, -3.2, 0.0, 0.0, 1.2)


if __name__ == "__main__":
    views.main()
