"""Allowances and estimates, worked out from the sandbox's own records."""

import collections
import datetime
import re

import truth
import views
from support import EURO, FIRST, MID_MONTH, MONTH_END
from truth import DAY, FEEDS, costs, groups, known, quantities

# Metrics that are paid for by the block.
BLOCKS = re.compile("R2 |Neurons|Cache Reserve|Browser")


class OwnList(truth.TestCase):
    def own_prices(self, prices):
        """By metric the price of a thousand units and what is free of it; nothing but these counts."""
        self.db.execute("DELETE FROM cf_public_prices")
        self.db.executemany("INSERT INTO cf_prices(metric, currency, price, per, free_quantity) "
                            "VALUES (?, 'USD', ?, 1000, ?)",
                            [(metric, *values) for metric, values in prices.items()])

    def lists(self):
        """A price list by metric from what the sandbox charged: price and free units of a cycle. A
        list does not know of blocks."""
        price, free = {}, {}
        for one in self.truths():
            first = self.today() - 400 * DAY
            for key, group in groups(one.usage("paygo", first, self.today()), "metric",
                                     "subscription", "cycle").items():
                charged = known(r.priced for r in group)
                if charged and group[0].cycle >= first and not BLOCKS.search(key[0]):
                    dearest = max(group, key=lambda r: r.priced)
                    price[key[0]] = dearest.cost / dearest.priced
                    free[key[0]] = max(known(quantities(group)) - charged, 0.0)
        return price, free

    def by_the_list(self, records, first, price, free):
        """What was charged since `first`; where cycles of several plans begin together, as those of the
        29th to the 31st in a short month, the list has one allowance for all of them."""
        cost = 0.0
        for cycle in groups(records, "cycle").values():
            if len({r.subscription for r in cycle}) == 1:
                cost += known(r.cost for r in cycle if r.day >= first) or 0.0
            else:
                before = known(r.quantity for r in cycle if r.day < first) or 0.0
                cost += price * (max(known(quantities(cycle)) - free, 0.0) - max(before - free, 0.0))
        return cost

    def test_estimates_are_what_was_charged(self):
        today, (price, free) = self.today(), self.lists()
        for first in (today.replace(day=1), today - 40 * DAY):
            self.over(*truth.ACCOUNTS, today=today, first_day=first)
            self.own_prices({metric: (1000 * price[metric], free[metric]) for metric in price})
            # Whole cycles: what came before `first` uses their allowance up.
            records = [r for one in self.truths() for r in one.usage("paygo", first - 31 * DAY, today)
                       if r.metric in price]
            expected = {}
            for key, group in groups(records, "account", "product", "metric", "unit").items():
                shown = [r for r in group if r.day >= first]
                if shown:
                    expected[key] = (known(quantities(shown)), known(costs(shown)), shown[0].currency,
                                     self.by_the_list(group, first, price[key[2]], free[key[2]]))
            found = self.rows("SELECT account_id, product, metric, unit, quantity, cost, "
                              "cost_currency, estimated_cost FROM cf_estimated_cost")
            self.assertEqual(set(expected), {row[:4] for row in found})
            for row in found:
                quantity, cost, currency, estimate = expected[row[:4]]
                self.close(quantity, row[4], row)
                self.close(cost, row[5], row)
                self.assertEqual(currency, row[6])
                # The sandbox cuts quantities after six digits, and the price is worked out from it.
                self.assertAlmostEqual(estimate, row[7], delta=1e-5 * max(estimate, 1.0), msg=row)
            self.check([(known(row[7] for row in found),)],
                       "SELECT sum(estimated_cost) FROM cf_estimated_cost_by_day")

    def test_allowances_of_open_cycles(self):
        price, free = self.lists()
        for feed in FEEDS:
            for today in self.days():
                self.over(*truth.ACCOUNTS, feed=feed, today=today)
                self.own_prices({metric: (1.0, free[metric]) for metric in free})
                by_service = {truth.service(metric): own for metric, own in free.items()}
                self.compare(self.allowances(feed, today, by_service),
                             "SELECT account_id, cycle_start, product, metric, unit, used, "
                             "charged_quantity, free_used, headroom, first_charged_day "
                             "FROM cf_free_allowance")

    def allowances(self, feed, today, free):
        open_ones = collections.defaultdict(list)
        for one in self.truths():
            for record in one.regular(feed, today - 31 * DAY, today):
                # The calendar month where no cycle is told.
                anchor = one.anchors[record.subscription] if record.cycle else 1
                start = truth.cycle_of(today, anchor)[0]
                if record.day >= start:
                    open_ones[(one.account, start, record.product, record.metric,
                               record.unit)].append(record)
        expected = {}
        for key, group in open_ones.items():
            used, listed = known(quantities(group)), free.get(truth.service(key[3]))
            if listed is None and "included" in key[3]:  # As the line's name says.
                listed = truth.listed(key[3])[2]
            charged = None if any(r.priced is None or (r.priced_unit or "Count") != (r.unit or "Count")
                                  for r in group) \
                else known(r.priced for r in group)
            unpriced = max(used - charged, 0.0) if charged is not None else \
                None if listed is None else min(used, listed)
            headroom = 0.0 if charged else None if listed is None else max(listed - used, 0.0)
            expected[key] = (used, charged, unpriced, headroom,
                             min((r.day for r in group if r.priced), default=None))
        return expected


    def test_estimates_of_which_cloudflare_has_forgotten_days(self):
        """Either what was charged, or NULL: as long as what is there has not used up the allowance."""
        today, (price, free) = self.today(), self.lists()
        first = today - 40 * DAY
        records = [r for one in self.truths() for r in one.usage("paygo", first - 31 * DAY, today)
                   if r.metric in price]
        costs_of = {key: known(costs(group)) for key, group in groups(
            records, "account", "product", "metric", "unit", "day").items()}
        # Where cycles of several plans begin together, the list has one allowance for all of them.
        together = {(*key[:-1], r.day) for key, group in groups(
            records, "account", "product", "metric", "unit", "cycle").items()
            if len({r.subscription for r in group}) > 1 for r in group}
        self.sandbox.set(paygo__retention_days="30")
        self.over(*truth.ACCOUNTS, today=today, first_day=first)
        self.own_prices({metric: (1000 * price[metric], free[metric]) for metric in price})
        found = self.rows("SELECT account_id, product, metric, unit, day, estimated_cost "
                          "FROM cf_estimated_cost_by_day")
        parts = self.rows("SELECT account_id, product, metric, unit, estimated_cost "
                          "FROM cf_estimated_cost")
        self.sandbox.set(paygo__retention_days="0")
        unknown = {row[:4] for row in found if row[5] is None}
        self.assertTrue(unknown)
        self.assertLessEqual(len(unknown), len(parts))
        days = collections.defaultdict(list)  # A day may be in two cycles, of which one is whole.
        for *key, day, estimated in found:
            days[(*key, truth.date(day))].append(estimated)
        for key, estimates in days.items():
            if None not in estimates and key not in together:
                cost = costs_of[key]
                self.assertAlmostEqual(cost, sum(estimates), delta=1e-5 * max(cost, 1.0), msg=key)
        self.assertEqual(unknown, {row[:4] for row in parts if row[4] is None})


class PublicList(truth.TestCase):
    # Hours are rounded to the nearest one; the sandbox rounds them up.
    OTHERWISE = ("Browser Rendering - Browser Hours",)

    def test_estimates_are_what_was_charged(self):
        """The sandbox charges what Cloudflare publishes, in blocks where it is known to."""
        rounded = set()
        for today in self.days():
            first = today - 20 * DAY
            self.over(*truth.ACCOUNTS, today=today, first_day=first)
            expected, unpriced, together = {}, set(), set()
            for one in self.truths():
                records = one.usage("paygo", first - 31 * DAY, today)
                # Cycles of several subscriptions that begin together have one allowance in the list.
                together |= {key[:4] for key, group in groups(
                    records, "account", "product", "metric", "unit", "cycle").items()
                    if len({r.subscription for r in group}) > 1}
                shown = groups((r for r in records if r.day >= first), "account", "product", "metric",
                               "unit")
                for key, group in shown.items():
                    if truth.listed(key[2]) is None:
                        unpriced.add(key[:3])
                    else:
                        expected[key] = (known(quantities(group)), known(costs(group)))
            found = self.rows("SELECT account_id, product, metric, unit, quantity, estimated_cost, cost, "
                              "rounding FROM cf_estimated_cost")
            self.assertEqual(set(expected), {row[:4] for row in found})
            for *key, quantity, estimated, cost, rounding in found:
                self.close(expected[tuple(key)][0], quantity, key)
                self.close(expected[tuple(key)][1], cost, key)
                if tuple(key) not in together and not key[2].startswith(self.OTHERWISE):
                    self.assertAlmostEqual(cost, estimated, delta=1e-5 * max(cost, 1.0), msg=key)
                if rounding:
                    rounded.add(key[2])
            self.assertTrue(unpriced)
            self.assertEqual(unpriced, set(self.rows("SELECT account_id, product, metric "
                                                     "FROM cf_unpriced_metrics")))
        self.assertLess(3, len(rounded))

    def test_what_is_free_is_what_the_names_say(self):
        """Of open cycles: what was not charged is the allowance, or all that was used."""
        for feed in FEEDS:
            told = 0
            for today in self.days():
                # Where each subscription has a line of its own.
                self.over(FIRST, MID_MONTH, MONTH_END, EURO, today=today, feed=feed)
                for metric, used, listed, free, charged in self.rows(
                        "SELECT metric, used, free_quantity, free_used, charged_quantity "
                        "FROM cf_free_allowance"):
                    if truth.listed(metric):
                        told += charged is not None
                        included = truth.listed(metric)[2]
                        self.assertEqual(included, listed, metric)
                        # The sandbox cuts quantities after six digits.
                        self.assertAlmostEqual(min(used, included), free, delta=1e-4, msg=metric)
                        if feed == "paygo":
                            self.assertAlmostEqual(max(used - included, 0.0), charged, delta=1e-4,
                                                   msg=metric)
            self.assertLess(40, told)


if __name__ == "__main__":
    views.main()
