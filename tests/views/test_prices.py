"""The price list of 03_prices.sql: which price counts, and what has none."""

import datetime
import sqlite3

import views
from views import ONE, usage

TODAY = "2026-11-20"
LIST = "SELECT price, per, currency, price_from FROM cf_price_list WHERE service = ?"
CLASS_A = "R2 Storage Class A Operations (First 1M included)"
ESTIMATE = "SELECT quantity, estimated_cost, unrounded_cost, rounding, per, price_from, currency, " \
           "cost, cost_currency FROM cf_estimated_cost"


def class_a(day, quantity, cost=0.0, **more):
    return usage(day, cost, quantity, **{"metric": CLASS_A, "unit": "", "priced_unit": "Count", **more})


class PublicList(views.TestCase):
    def setUp(self):
        super().setUp()
        self.fixture(today=TODAY)

    def test_prices_as_published(self):
        for service, price, per, free, rounding in (
                ("r2 storage class a operations", 4.5, 1e6, 1e6, "up"),
                ("r2 storage class b operations", 0.36, 1e6, 10e6, "up"),
                ("r2 data storage", 0.015, 1.0, 10.0, "up"),
                ("regular twitch neurons (rtn)", 0.011, 1000.0, 0.0, "up"),
                ("browser rendering - browser hours", 0.09, 1.0, 10.0, "nearest"),
                ("workers standard requests", 0.3, 1e6, 10e6, None),
                ("d1 - rows read", 0.001, 1e6, 25e9, None),
                # 375 vCPU-minutes, 25 GiB-hours and 200 GB-hours, in the unit that is priced: seconds.
                ("container vcpu", 0.00002, 1.0, 22500.0, None),
                ("container memory, per gib-second", 0.0000025, 1.0, 90000.0, None),
                ("container disk, per gb second", 0.00000007, 1.0, 720000.0, None),
                ("vectorize - stored dimensions", 0.05, 100e6, 10e6, None)):
            self.assertEqual(
                [(price, per, free, rounding, "USD", "public")],
                self.rows("SELECT price, per, public_free_quantity, rounding, currency, price_from "
                          "FROM cf_price_list WHERE service = ?", (service,)))

    def test_each_has_a_source_a_date_and_one_price(self):
        rows = self.rows("SELECT metric, source, as_of, rounding, rounding_told FROM cf_public_prices")
        self.assertLess(45, len(rows))
        for metric, source, as_of, rounding, told in rows:
            self.assertRegex(source, "^(https://github.com/cloudflare/cloudflare-docs/blob/[0-9a-f]{8}/"
                                     r"src/content/\S+\.mdx|an invoice that was published)$", metric)
            self.assertEqual(as_of, str(datetime.date.fromisoformat(as_of)))
            self.assertEqual(rounding is None, told is None, metric)
        self.assertEqual(len(rows), self.value("SELECT count(DISTINCT service) FROM cf_price_list"))

    def test_what_is_free_is_what_the_names_say(self):
        known = self.rows("SELECT free_quantity, cf_included_quantity(metric) FROM cf_public_prices "
                          "WHERE cf_included_quantity(metric) IS NOT NULL")
        self.assertLess(30, len(known))
        for listed, included in known:
            self.assertEqual(listed, included)

    def test_a_price_that_ends(self):
        logs = "Observability - Logs (First 20M included)"
        for day, prices in (("2026-11-30", 1), ("2026-12-01", 0)):
            self.fixture([usage(day, 0.0, 21e6, metric=logs)], today="2026-12-05", first_day="2026-11-01")
            self.assertEqual(prices, len(self.rows("SELECT * FROM cf_estimated_cost")))
            self.assertEqual(1 - prices, len(self.rows("SELECT * FROM cf_unpriced_metrics")))


class OwnPrices(views.TestCase):
    def setUp(self):
        super().setUp()
        self.fixture(today=TODAY)

    def insert(self, metric="Workers Standard Requests", **more):
        row = {"metric": metric, "currency": "USD", "price": 0.25, "per": 1e6, **more}
        self.db.execute(f"INSERT INTO cf_prices({', '.join(row)}) VALUES "
                        f"({', '.join('?' * len(row))})", list(row.values()))

    def refused(self, *says, **more):
        with self.assertRaises(sqlite3.IntegrityError) as caught:
            self.insert(**more)
        self.assert_says(str(caught.exception), *says)

    def test_win_over_the_public_list(self):
        for metric in ("Workers Standard Requests", "WORKERS STANDARD REQUESTS (10M free)"):
            self.insert(metric)
            self.assertEqual([(0.25, 1e6, "USD", "own")], self.rows(LIST, ("workers standard requests",)))
            self.db.execute("DELETE FROM cf_prices")
        self.assertEqual([(0.3, 1e6, "USD", "public")], self.rows(LIST, ("workers standard requests",)))
        # On days of which they say nothing as well: the public price is not theirs.
        self.insert(valid_from="2026-12-01")
        self.assertEqual([(0.25, 1e6, "USD", "own")], self.rows(LIST, ("workers standard requests",)))

    def test_free_quantities(self):
        """One's own, else what the name says, else the public list."""
        sql = "SELECT free_quantity, free_quantity_from FROM cf_free_allowance"
        for metric, own, expected in (
                ("Workers Standard Requests (first 9M are included)", 5.0, (5.0, "own")),
                ("Workers Standard Requests (first 9M are included)", 0.0, (0.0, "own")),
                ("Workers Standard Requests (first 9M are included)", None, (9e6, "name")),
                ("Workers Standard Requests", None, (10e6, "public")),
                ("Unheard of", None, (None, None))):
            self.fixture([usage("2026-11-02", 0.0, 1.0, metric=metric)], today=TODAY)
            self.insert(metric, free_quantity=own)
            self.assertEqual([expected], self.rows(sql))
        # In the line's own unit, and in no other.
        for metric, unit, expected in (
                ("Container Memory, per GiB-Second (First 25 GiB-hours included)", "", (90e3, "name")),
                ("Lambda (First 25 GiB-hours included)", "GiB-hours", (25.0, "name")),
                ("Lambda (First 25 GiB-hours included)", "GiB-seconds", (90e3, "name")),
                ("Lambda (First 25 GiB-hours included)", "", (None, None)),
                ("Container vCPU (First 375 vCPU-minutes included)", "", (22500.0, "public"))):
            self.fixture([usage("2026-11-02", 0.0, 1.0, metric=metric, unit=unit)], today=TODAY)
            self.assertEqual([expected], self.rows(sql))

    def test_rounding_is_that_of_the_line_for_the_same_blocks(self):
        for per, own, expected in ((1e6, None, "up"), (1e6, "none", "none"), (1e6, "nearest", "nearest"),
                                   (1.0, None, None)):
            self.insert("R2 Storage Class A Operations", per=per, rounding=own)
            self.assertEqual([(expected,)], self.rows(
                "SELECT rounding FROM cf_price_list WHERE service = 'r2 storage class a operations'"))
            self.db.execute("DELETE FROM cf_prices")

    def test_days_on_which_they_are_valid(self):
        self.fixture([usage(f"2026-11-{day:02}", 0.0, 2.0) for day in (1, 9, 10, 11, 12)],
                     today=TODAY)
        self.insert("metric", price=1.0, per=1, valid_until="2026-11-09")
        self.insert("Metric", price=10.0, per=1, valid_from="2026-11-10", valid_until="2026-11-11")
        self.check([("2026-11-01", 2.0), ("2026-11-09", 2.0), ("2026-11-10", 20.0),
                    ("2026-11-11", 20.0)],
                   "SELECT day, estimated_cost FROM cf_estimated_cost_by_day")
        self.check([("Metric", 2.0, "2026-11-12", "2026-11-12")],
                   "SELECT metric, quantity, first_day, last_day FROM cf_unpriced_metrics")

    def test_two_prices_on_one_day_are_refused(self):
        self.insert("Argo", valid_from="2026-11-10", valid_until="2026-11-20")
        for first, last in ((None, None), ("2026-11-20", None), (None, "2026-11-10"),
                            ("2026-11-12", "2026-11-13"), ("2026-11-01", "2026-11-30")):
            self.refused("has a price of this line for some of these days", metric="ARGO (1M free)",
                         valid_from=first, valid_until=last)
        self.refused("has a price of this line from this day on", metric="argo", valid_from="2026-11-10")
        self.insert("Argo", valid_from="2026-11-21")
        self.insert("Argo", valid_until="2026-11-09")
        for change in ("valid_until = '2026-11-30'", "metric = 'argo', valid_from = '2026-11-05'"):
            with self.assertRaisesRegex(sqlite3.IntegrityError, "has a price of this line"):
                self.db.execute(f"UPDATE cf_prices SET {change} WHERE valid_from = '2026-11-10'")
        self.db.execute("UPDATE cf_prices SET price = 7 WHERE valid_from = '2026-11-10'")
        self.db.execute("INSERT OR REPLACE INTO cf_prices(metric, currency, price, valid_from, "
                        "valid_until) VALUES ('argo', 'USD', 8, '2026-11-10', '2026-11-20')")
        self.assertEqual([(0.25,), (0.25,), (8.0,)],
                         self.rows("SELECT price FROM cf_prices ORDER BY price"))

    def test_what_is_no_price_is_refused_with_a_sentence(self):
        for values, says in (
                ({"price": -1.0}, "price must be a number that is 0 or more."),
                ({"price": "a lot"}, "price must be a number that is 0 or more."),
                ({"price": 9e999}, "price must be a number that is 0 or more."),
                ({"price": None}, "price must be a number that is 0 or more."),
                ({"per": 0.0}, "per of a price must be the number of units that it is for, which is above 0."),
                ({"per": "1M"}, "per of a price must be the number of units that it is for, which is above 0."),
                ({"free_quantity": -1.0}, "free_quantity of a price must be a number that is 0 or more, or NULL."),
                ({"free_quantity": "1M"}, "free_quantity of a price must be a number that is 0 or more, or NULL."),
                ({"currency": "usd"}, "currency of a price must be three capital letters as in USD."),
                ({"currency": None}, "currency of a price must be three capital letters as in USD."),
                ({"metric": None}, "metric of a price must be the name of a line"),
                ({"rounding": "down"}, "rounding of a price must be 'up', 'nearest', 'none' or NULL."),
                ({"valid_from": "2026-02-30"}, "valid_from of a price must be a day that exists"),
                ({"valid_until": "soon"}, "valid_until of a price must be a day that exists"),
                ({"valid_from": "2026-11-02", "valid_until": "2026-11-01"}, "not before valid_from")):
            self.refused(says, **values)
        self.assertEqual(0, self.value("SELECT count(*) FROM cf_prices"))


class Blocks(views.TestCase):
    def test_why_4_50_and_not_0_97(self):
        """215,440 operations beyond the million are a begun million."""
        self.fixture([class_a("2026-11-02", 1_000_000.0), class_a("2026-11-09", 200_000.0, 4.5),
                      class_a("2026-11-12", 15_440.0)], today=TODAY)
        self.check([(1_215_440.0, 4.5, 0.96948, "up", 1e6, "public", "USD", 4.5, "USD")], ESTIMATE)
        self.check([("2026-11-02", 0.0, 0.0), ("2026-11-09", 4.5, 0.9), ("2026-11-12", 0.0, 0.06948)],
                   "SELECT day, estimated_cost, unrounded_cost FROM cf_estimated_cost_by_day")

    def test_a_block_more_from_its_first_unit_on(self):
        for quantity, cost in ((999_999.0, 0.0), (1e6, 0.0), (1_000_001.0, 4.5), (2e6, 4.5),
                               (2_000_001.0, 9.0), (5e6, 18.0)):
            self.fixture([class_a("2026-11-02", quantity)], today=TODAY)
            self.check([(cost,)], "SELECT estimated_cost FROM cf_estimated_cost")
        # 34,690 neurons at 0.011 for 1,000 cost 0.385, which is shown as 0.39; 0.38159 would be 0.38.
        self.fixture([usage("2026-11-02", 0.39, 34_690.0, metric="Regular Twitch Neurons (RTN)")],
                     today=TODAY)
        self.check([(0.385, 0.38159)], "SELECT estimated_cost, unrounded_cost FROM cf_estimated_cost")

    def test_parts_of_units_add_up_to_whole_blocks(self):
        storage = "R2 Data Storage (First 10GB-Month included)"
        days = [f"2026-11-{day:02}" for day in range(1, 21)]
        # 20 times 0.6 is 12, in doubles a little less or more; 0.7 makes 14.
        for each, cost in ((0.6, 0.03), (0.7, 0.06), (0.605, 0.045)):
            self.fixture([usage(day, 0.0, each, metric=storage, unit="GB-months") for day in days],
                         today=TODAY)
            self.check([(cost,)], "SELECT estimated_cost FROM cf_estimated_cost")

    def test_each_cycle_begins_its_own(self):
        self.fixture([class_a("2026-11-02", 1_100_000.0, cycle_start="2026-10-19"),
                      class_a("2026-10-19", 1.0, cycle_start="2026-10-19"),
                      class_a("2026-11-19", 1_100_000.0, cycle_start="2026-11-19")], today=TODAY)
        self.check([(2_200_000.0, 9.0)], "SELECT quantity, estimated_cost FROM cf_estimated_cost")

    def test_to_the_nearest(self):
        hours = "Browser Rendering - Browser Hours (First 10 hours included)"
        for quantity, cost in ((10.49, 0.0), (10.5, 0.09), (11.49, 0.09), (11.5, 0.18)):
            self.fixture([usage("2026-11-02", 0.0, quantity, metric=hours)], today=TODAY)
            self.check([(cost, "nearest")], "SELECT estimated_cost, rounding FROM cf_estimated_cost")

    def test_a_line_that_was_given_another_name(self):
        hours = "Browser Run - Browser Hours (First 10 hours included)"
        self.fixture([usage("2026-11-02", 0.0, 11.5, metric=hours)], today=TODAY)
        self.check([(0.18, "nearest")], "SELECT estimated_cost, rounding FROM cf_estimated_cost")
        self.check([], "SELECT * FROM cf_unpriced_metrics")
        # One's own price, by either name, and one of each line.
        prices = "INSERT INTO cf_prices(metric, currency, price, per) VALUES (?, 'USD', 1.0, 1)"
        self.db.execute(prices, ("Browser Rendering - Browser Hours",))
        self.check([(2.0, "nearest")], "SELECT estimated_cost, rounding FROM cf_estimated_cost")
        with self.assertRaisesRegex(sqlite3.IntegrityError, "cf_prices has a price of this line"):
            self.db.execute(prices, ("Browser Run - Browser Hours",))

    def test_where_rounding_is_not_known_nothing_is_rounded(self):
        kv = "KV Read Operations (First 10M is included)"
        self.fixture([usage("2026-11-02", 0.0, 10_400_000.0, metric=kv)], today=TODAY)
        self.check([(0.2, 0.2, None)], "SELECT estimated_cost, unrounded_cost, rounding "
                                       "FROM cf_estimated_cost")

    def test_of_a_cycle_that_is_cut_no_block_is_known(self):
        """Nobody knows how far the first block had been used."""
        records = [class_a("2026-11-02", 1_500_000.0, cycle_start="2026-10-19"),
                   class_a("2026-11-03", 100_000.0, cycle_start="2026-10-19")]
        self.fixture(records, today=TODAY)
        self.check([("2026-11-02", None, None), ("2026-11-03", None, 0.45)],
                   "SELECT day, estimated_cost, unrounded_cost FROM cf_estimated_cost_by_day")
        self.fixture([*records, class_a("2026-10-19", 0.0, cycle_start="2026-10-19")], today=TODAY)
        self.check([("2026-11-02", 4.5, 2.25), ("2026-11-03", 0.0, 0.45)],
                   "SELECT day, estimated_cost, unrounded_cost FROM cf_estimated_cost_by_day")


class Names(views.TestCase):
    SPELLINGS = ("KV Read Operations (First 10M is included)", "KV Read Operations (first 10M included)",
                 "kv read operations (First 10M is included)", "KV Read Operations")

    def test_a_line_is_one_however_its_note_is_spelled(self):
        self.fixture([usage(f"2026-11-{day:02}", 1.0, 4e6, metric=metric)
                      for day, metric in enumerate(self.SPELLINGS, 2)], today=TODAY)
        last = self.SPELLINGS[-1]
        self.check([(last, 16e6, 3.0)], "SELECT metric, quantity, estimated_cost FROM cf_estimated_cost")
        self.check([(last, 16e6, 10e6)], "SELECT metric, used, free_quantity FROM cf_free_allowance")

    def test_another_line_is_another(self):
        self.fixture([usage("2026-11-02", 1.0, 4e6, metric=metric)
                      for metric in ("KV Read Operations (EU) (First 10M is included)", "KV Read")],
                     today=TODAY)
        self.assertEqual([], self.rows("SELECT * FROM cf_estimated_cost"))
        self.check([(ONE, f"name of {ONE[:4]}", "KV Read Operations (EU) (First 10M is included)", 4e6, 1.0,
                     "USD"), (ONE, f"name of {ONE[:4]}", "KV Read", 4e6, 1.0, "USD")],
                   "SELECT account_id, account_name, metric, quantity, cost, currency "
                   "FROM cf_unpriced_metrics")


class LiveShape(views.TestCase):
    """An answer as accounts get it: no unit where it is consumed, Count where it is priced."""

    def test_free_used_and_charged_quantity(self):
        for unit, priced_unit in (("", "Count"), (None, "Count"), ("", None), ("Count", "")):
            self.fixture([class_a(day, quantity, cost, priced_quantity=charged, unit=unit,
                                  priced_unit=priced_unit) for day, quantity, charged, cost in (
                ("2026-11-05", 946_411.0, 0.0, 0.0), ("2026-11-06", 57_248.0, 3_659.0, 4.5),
                ("2026-11-07", 76_463.0, 76_463.0, 0.0))], today=TODAY)
            self.check([(1_080_122.0, 1e6, "name", 1e6, 80_122.0, 0.0, 1.0, "2026-11-06")],
                       "SELECT used, free_quantity, free_quantity_from, free_used, charged_quantity, "
                       "headroom, used_share, first_charged_day FROM cf_free_allowance")


if __name__ == "__main__":
    views.main()
