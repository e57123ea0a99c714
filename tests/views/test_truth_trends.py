"""Projections, comparisons and anomalies, worked out from the sandbox's own records."""

import collections
import math

import truth
import unusual
from support import FIRST, MANY_PLANS, MID_MONTH, MONTH_END
from truth import DAY, FEEDS, Expectation, costs, groups, known, quantities, span, unknown, whole


class ToDate(truth.TestCase):
    def test_months(self):
        for feed in FEEDS:
            for today in self.days():
                first = today.replace(day=1)
                end = (first + 31 * DAY).replace(day=1)
                expected = {}
                for one in self.truths():
                    recent = one.usage(feed, today - 31 * DAY, today)
                    for (currency,), records in groups(recent, "currency").items():
                        month = [r for r in records if r.day >= first]
                        series = Expectation(records, today, one.anchors)
                        so_far = known(costs(month)) if month else 0.0
                        projected = None if unknown(month) else series.projected(so_far, end)
                        expected[(one.account, str(first)[:7], currency)] = (
                            so_far, today.day, (end - first).days, projected,
                            None if projected is None else series.error(end), unknown(month))
                self.over(*truth.ACCOUNTS, feed=feed, today=today)
                self.compare(expected, "SELECT account_id, month, currency, cost, days_so_far, days, "
                                       "projected_cost, projection_error, records_without_cost "
                                       "FROM cf_month_to_date")

    def cycles(self, today, feed="paygo", by_subscription=True, **untold):
        """Of each subscription, or of those with the same anchor, the cycle that `today` is in. `untold` is
        what records have instead of what they tell."""
        expected = {}
        for one in self.truths():
            together = collections.defaultdict(list)
            for name, anchor in one.anchors.items():
                together[name if by_subscription else anchor].append((name, anchor))
            for name, members in together.items():
                start, end = truth.cycle_of(today, members[0][1])
                recent = [r._replace(**untold) for r in one.usage(feed, today - 31 * DAY, today)
                          if (r.subscription, members[0][1]) in members]
                cycle = [r for r in recent if r.cycle and r.day >= start]
                if not cycle:
                    continue
                self.assertEqual({start}, {r.cycle for r in cycle})
                starts = {r.cycle for r in recent if r.cycle}
                if feed == "paygo" and not any(r.day == 31 or (r + DAY).day != 1 for r in starts):
                    # Which of the last days of a month the next one starts on is not told.
                    expected[(one.account, name, start)] = (
                        None, known(costs(cycle)), (today - start).days + 1, None, None, None)
                    continue
                series, so_far = Expectation(
                    recent, today, {**one.anchors, None: members[0][1]}), known(costs(cycle))
                projected = series.projected(so_far, end)
                expected[(one.account, name, start)] = (
                    end - DAY, so_far, (today - start).days + 1, (end - start).days, projected,
                    None if projected is None else series.error(end))
        return expected

    CYCLES = "SELECT account_id, subscription_id, cycle_start, last_day, cost, days_so_far, days, " \
             "projected_cost, projection_error FROM cf_billing_cycle_to_date"

    def test_billing_cycles(self):
        for feed in FEEDS:
            for today in self.days():
                self.over(*truth.ACCOUNTS, feed=feed, today=today)
                self.compare(self.cycles(today, feed), self.CYCLES)

    def test_billing_cycles_of_an_older_endpoint(self):
        """It names no subscription, and no unit of what is priced: those with the same anchor are one."""
        self.sandbox.set(paygo__generations="billing/usage/paygo")
        alone = (FIRST, MID_MONTH, MONTH_END)
        for today in self.days():
            self.over(*alone, today=today)
            self.compare({(account, None, start): values
                          for (account, _, start), values in self.cycles(
                              today, by_subscription=False, subscription=None, priced_unit=None).items()
                          if account in alone}, self.CYCLES)
        # Several anchors, none of them at a month's end. Which of them a line's allowance is of nobody can
        # tell: it is expected to cost what it did.
        self.over(MANY_PLANS, today=self.today())
        self.compare({(account, None, start): values
                      for (account, _, start), values in self.cycles(self.today(), priced=None).items()
                      if account == MANY_PLANS}, self.CYCLES)

    def test_budgets(self):
        for feed in FEEDS:
            for today in self.days():
                first = today.replace(day=1)
                end = (first + 31 * DAY).replace(day=1)
                self.over(*truth.ACCOUNTS, feed=feed, today=today)
                of_account = {}
                for one in self.truths():
                    for (of,), records in groups(one.usage(feed, today - 31 * DAY, today), "currency").items():
                        series, month = Expectation(records, today, one.anchors), [r for r in records if r.day >= first]
                        days = collections.Counter({first: 0})
                        for (day,), of_day in groups(month, "day").items():
                            days[day] += known(costs(of_day)) or 0
                        of_account.setdefault(one.account, []).append(
                            (of, known(costs(month)) if month else 0.0, series.recent(), days,
                             None if unknown(month) else series.coming(end)))
                expected = {}
                for currency in ("USD", "EUR"):
                    for account in (None, *truth.ACCOUNTS):
                        parts = [part for one, parts in of_account.items() for part in parts
                                 if account in (None, one) and part[0] in (None, currency)]
                        spent = known(part[1] for part in parts) if parts else 0.0
                        days, coming = collections.Counter({first: 0}), [part[4] for part in parts]
                        for part in parts:
                            days.update(part[3])
                        if None not in coming:
                            for part in coming:
                                days.update(part)
                        expected[(account, currency)] = (
                            spent, whole(part[2] for part in parts),
                            None if None in coming or spent is None else math.fsum(days.values()), days)
                self.budgets(expected)

    def budgets(self, expected):
        """Each budget as a part of what is expected, so that it runs out now or then, or does not; and
        two amounts that are the same for all."""
        said = set()
        for part, more in ((0.3, 0), (0.7, 0), (0.97, 0), (1.0, 0.01), (1.2, 0), (0, 100), (0, 400)):
            rows = {}
            for (account, currency), (spent, rate, projected, days) in expected.items():
                budget = (projected or spent or 1) * part + more
                if budget <= 0:
                    continue
                self.db.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (?, ?, ?)",
                                (account, currency, budget))
                on = None if spent is None else truth.passed_on(days, budget)
                rows[account, currency] = (spent, rate, projected, on)
                said.add(on)
            self.compare(rows, "SELECT account_id, currency, spent, burn_rate, projected_cost, runs_out_on "
                               "FROM cf_budget_status")
            self.assertEqual([], self.rows(
                "SELECT * FROM cf_budget_status WHERE projected_over IS NOT NULL "
                "AND (projected_over > 0) <> (runs_out_on IS NOT NULL)"))
            self.db.execute("DELETE FROM cf_budgets")
        self.assertIn(None, said)
        self.assertGreater(len(said), 1)


class Comparisons(truth.TestCase):
    KEY = ("account", "product", "metric", "unit", "currency")

    def sides(self, feed, before, after):
        """What each metric cost and measured on the days of either side, by key."""
        first, second = ([r for one in self.truths() for r in one.regular(feed, *days)]
                         for days in (before, after))
        first, second = groups(first, *self.KEY), groups(second, *self.KEY)
        return {key: (whole(costs(first[key])), whole(costs(second[key])),
                      known(quantities(first[key])) or 0.0, known(quantities(second[key])) or 0.0)
                for key in {*first, *second}}

    def check_movers(self, view, sides):
        expected = {}
        for key, (before, after, old, new) in sides.items():
            change = None if None in (before, after) else after - before
            expected[key] = (before, after, change,
                             change / before if change is not None and before else None, old, new)
        self.compare(expected, "SELECT account_id, product, metric, unit, currency, cost_before, "
                               "cost_after, change, change_ratio, quantity_before, quantity_after "
                               f"FROM cf_movers_{view}")

    def test_movers_and_effects(self):
        for feed in FEEDS:
            for today in self.days():
                self.over(*truth.ACCOUNTS, feed=feed, today=today)
                last = today - DAY
                self.check_movers("day_on_day", self.sides(feed, (last - DAY,) * 2, (last,) * 2))
                start = last.replace(day=1)
                old_end, old_start = start - DAY, (start - DAY).replace(day=1)
                if today.month == last.month:
                    old_end = min(old_end, old_start + (last - start))
                sides = self.sides(feed, (old_start, old_end), (start, last))
                self.check_movers("month_on_month", sides)
                self.check_effects(feed, (old_start, old_end), (start, last))

    def check_effects(self, feed, before, after):
        """The sandbox's prices never change: whatever a line costs more or less is quantity, allowance
        and blocks, at the price that is published."""
        first, second = ([r for one in self.truths() for r in one.regular(feed, *days)]
                         for days in (before, after))
        first, second = groups(first, *self.KEY), groups(second, *self.KEY)
        expected = {}
        for key in {*first, *second}:
            old, new = first[key], second[key]
            sums = [whole(values) for side in (old, new) for values in (
                costs(side), quantities(side), [r.priced for r in side])]
            if None not in (sums[0], sums[3]):
                expected[key] = sums
        found = self.rows("SELECT account_id, product, metric, unit, currency, quantity_before, "
                          "quantity_after, priced_before, priced_after, change, quantity_effect, "
                          "allowance_effect, price_effect, block_effect "
                          "FROM cf_price_and_quantity_effects")
        self.assertEqual(set(expected), {row[:5] for row in found})
        for row in found:
            key, (*amounts, change), effects = row[:5], row[5:10], row[10:]
            old_cost, old, old_priced, cost, new, priced = expected[key]
            for want, got in zip((old, new, old_priced, priced, cost - old_cost), (*amounts, change)):
                self.close(want, got, row)
            price = truth.listed(key[2])
            self.close(change, sum(effects), row)
            if price is None:
                continue
            # Where nothing was charged, nothing tells a price.
            unit = price[0] / price[1] if cost or old_cost else 0.0
            by_quantity, beyond = unit * (new - old), unit * (priced - old_priced)
            # The sandbox cuts quantities after six digits.
            for want, got in zip((by_quantity, beyond - by_quantity, 0.0, change - beyond), effects):
                self.assertAlmostEqual(want, got, delta=0.001, msg=row)

    def test_months_of_which_cloudflare_has_forgotten_days(self):
        today = self.today()
        last = today - DAY
        start = last.replace(day=1)
        old_start = (start - DAY).replace(day=1)
        old_end = old_start + (last - start) if today.month == last.month else start - DAY
        sides = self.sides("paygo", (old_start, min(old_end, start - DAY)), (start, last))
        self.sandbox.set(paygo__retention_days="30")
        self.over(*truth.ACCOUNTS, today=today)
        self.assertLess(old_start, today - 30 * DAY)
        kept = start >= today - 25 * DAY or start >= today - 30 * DAY
        rows = self.rows("SELECT account_id, product, metric, unit, currency, cost_before, "
                         "quantity_before, change, cost_after FROM cf_movers_month_on_month")
        self.sandbox.set(paygo__retention_days="0")
        self.assertLess(5, len(rows))
        for row in rows:
            self.assertEqual((None, None, None), row[5:8], row)
            if kept:
                self.close(sides[row[:5]][1], row[8], row)

    def test_new_and_vanished(self):
        statuses = set()
        for feed in FEEDS:
            # The sandbox's services come and go with the quarters.
            for today in (*self.days(), self.days()[1].replace(month=4, day=25),
                          self.days()[1].replace(month=1, day=20)):
                first, expected = today.replace(day=1), {}
                records = [r for one in self.truths()
                           for r in one.regular(feed, first - 42 * DAY, today)]
                # Records reach back a week before the period, so that new ones can be told.
                self.assertEqual(set(truth.ACCOUNTS),
                                 {r.account for r in records if r.day <= first - 7 * DAY})
                for key, group in groups(records, *self.KEY[:4]).items():
                    seen = [r.day for r in group]
                    if max(seen) < today - 7 * DAY or min(seen) >= first:
                        status = "vanished" if max(seen) < today - 7 * DAY else "new"
                        statuses.add(status)
                        for (currency,), part in groups(group, "currency").items():
                            expected[(*key, currency)] = (status, min(seen), max(seen),
                                                          known(quantities(part)), whole(costs(part)))
                self.over(*truth.ACCOUNTS, feed=feed, today=today)
                sql = "SELECT account_id, product, metric, unit, currency, status, first_seen, " \
                      "last_seen, quantity, cost FROM cf_new_and_vanished_metrics"
                if expected:
                    self.compare(expected, sql)
                else:
                    self.assertEqual([], self.rows(sql))
        self.assertEqual({"new", "vanished"}, statuses)


class Anomalies(truth.TestCase):
    """With and without the sandbox's memory of 30 days: `kept` is how many days back there are records."""

    def check_days(self, feed, today, first, kept):
        last = today - DAY
        series = {True: {}, False: {}}
        for one in self.truths():
            since = max(first - 42 * DAY, today - kept * DAY)
            records = one.regular(feed, since, last)
            for by_cost, found in series.items():
                for name, of in unusual.compare(records, first, last, today, by_cost=by_cost).items():
                    found[one.account, *name] = of
        days = max((last - first).days + 1, 0)
        for by_cost, view, columns in (
                (True, "costs", "product, currency"), (False, "quantities", "product, metric, unit")):
            self.compare({name: (days, of.compared, len(of.events))
                          for name, of in series[by_cost].items()},
                         f"SELECT account_id, {columns}, days, days_compared, events "
                         f"FROM cf_compared_{view}")
            amount, charged = ("cost", "cost, comparable_cost") if by_cost else ("quantity", "quantity")
            self.compare({(*name, e["day"], e["event"]): (
                e["last_day"], e["days"], *([e["charged"]] if by_cost else []), e["compared"],
                e["expected"], e["compared"] - e["expected"], e["distance"])
                for name, of in series[by_cost].items() for e in of.events},
                f"SELECT account_id, {columns}, day, event, last_day, days, {charged}, "
                f"expected_{amount}, deviation, usual_distance FROM cf_{amount}_anomalies")
        return [e["event"] for of in series.values() for one in of.values() for e in one.events]

    def test_costs_and_quantities(self):
        for feed in FEEDS:
            found = collections.Counter()
            for today in self.days():
                first = today - 24 * DAY
                self.over(*truth.ACCOUNTS, feed=feed, today=today, first_day=first)
                found.update(self.check_days(feed, today, first, 10_000))
            self.assertIn("more", found, feed)
            self.assertLess(10, found.total(), feed)

    def test_thirty_days_of_memory(self):
        today = self.today()
        self.sandbox.set(paygo__retention_days=30)
        self.addCleanup(self.sandbox.set, paygo__retention_days=0)
        self.over(*truth.ACCOUNTS, today=today, first_day=today - 20 * DAY)
        self.check_days("paygo", today, today - 20 * DAY, 30)
        self.assertEqual([(20, 2)], self.rows("SELECT DISTINCT days, days_compared "
                                              "FROM cf_compared_costs WHERE product = 'Argo'"))


if __name__ == "__main__":
    truth.main()
