"""Projections, comparisons and anomalies, worked out from the sandbox's own records."""

import statistics

import truth
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
                        series = Expectation(records, today)
                        so_far = known(costs(month)) if month else 0.0
                        projected = None if unknown(month) else series.projected(so_far, end)
                        expected[(one.account, str(first)[:7], currency)] = (
                            so_far, today.day, (end - first).days, projected,
                            None if projected is None else series.error(end), unknown(month))
                self.over(*truth.ACCOUNTS, feed=feed, today=today)
                self.compare(expected, "SELECT account_id, month, currency, cost, days_so_far, days, "
                                       "projected_cost, projection_error, records_without_cost "
                                       "FROM cf_month_to_date")

    def cycles(self, today, feed="paygo"):
        """Of each subscription the cycle that `today` is in."""
        expected = {}
        for one in self.truths():
            for name, anchor in one.anchors.items():
                start, end = truth.cycle_of(today, anchor)
                recent = [r for r in one.usage(feed, today - 31 * DAY, today)
                          if r.subscription == name]
                cycle = [r for r in recent if r.cycle and r.day >= start]
                if not cycle:
                    continue
                self.assertEqual({start}, {r.cycle for r in cycle})
                series, so_far = Expectation(recent, today), known(costs(cycle))
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
        """It names no subscription: where an account has one, all else stays."""
        self.sandbox.set(paygo__generations="billing/usage/paygo")
        alone = (FIRST, MID_MONTH, MONTH_END)
        for today in self.days():
            self.over(*alone, today=today)
            self.compare({(account, None, start): values
                          for (account, _, start), values in self.cycles(today).items()
                          if account in alone}, self.CYCLES)
        # Several anchors, none of them at a month's end.
        self.over(MANY_PLANS, today=self.today())
        self.compare({(account, None, start): values
                      for (account, _, start), values in self.cycles(self.today()).items()
                      if account == MANY_PLANS}, self.CYCLES)

    def test_budgets(self):
        for feed in FEEDS:
            today = self.today()
            self.over(*truth.ACCOUNTS, feed=feed, today=today)
            first, expected = today.replace(day=1), {}
            for currency in ("USD", "EUR"):
                for account in (None, *truth.ACCOUNTS):
                    spent, rates, records_there = [], [], False
                    for one in self.truths():
                        for (of,), records in groups(one.usage(feed, today - 31 * DAY, today),
                                                     "currency").items():
                            if account in (None, one.account) and of in (None, currency):
                                records_there = True
                                spent.append(known(costs(r for r in records if r.day >= first)))
                                rates.append(Expectation(records, today).recent())
                    expected[(account, currency)] = (
                        known(spent) if records_there else 0.0, whole(rates))
                    self.db.execute("INSERT INTO cf_budgets VALUES (?, ?, 100)", (account, currency))
            self.compare(expected, "SELECT account_id, currency, spent, burn_rate "
                                   "FROM cf_budget_status")


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
                effects = {}
                for key, (before, after, old, new) in sides.items():
                    if None not in (before, after):
                        prices = [cost / quantity if quantity else None
                                  for cost, quantity in ((before, old), (after, new))]
                        by_quantity = after - before if None in prices else (new - old) * prices[0]
                        effects[key] = (*prices, after - before, by_quantity,
                                        after - before - by_quantity)
                self.compare(effects or {("",) * 5: ()},
                             "SELECT account_id, product, metric, unit, currency, price_before, "
                             "price_after, change, quantity_effect, price_effect "
                             "FROM cf_price_and_quantity_effects")

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
    @staticmethod
    def allowance_days(group):
        """Days on which a metric was free in part that on other days was not."""
        by_metric = {}
        for record in group:
            free = (None not in (record.priced, record.quantity) and record.priced < record.quantity
                    and record.priced_unit == record.unit)
            days = by_metric.setdefault(record.metric, {})
            days[record.day] = days.get(record.day, False) or free
        return {day for days in by_metric.values() if not all(days.values())
                for day, free in days.items() if free}

    def unusual(self, records, first, last, value, least, allowance=False):
        """(key, day) of days that stand out, with value, expectation and usual distance."""
        found = {}
        for key, group in records.items():
            by_day = groups(group, "day")
            free = self.allowance_days(group) if allowance else set()
            since = min(day for day, in by_day)
            for day in span(first, last):
                past = [day - 7 * week * DAY for week in range(1, 7)]
                past = {at: whole(value(by_day.get((at,), []))) for at in past if at >= since}
                here = whole(value(by_day.get((day,), [])))
                if len(past) < 4 or None in past.values() or here is None:
                    continue
                past = [past[at] for at in past if at not in free or free.issuperset(past)]
                usual = statistics.median(past)
                if day in free and here < usual:
                    continue
                distance = statistics.median(abs(one - usual) for one in past)
                off = abs(here - usual)
                if off > abs(usual) / 4 and off > 4 * distance and off >= least:
                    found[(*key, day)] = (here, usual, here - usual, distance)
        return found

    def test_costs_and_quantities(self):
        for feed in FEEDS:
            counts = [0, 0]
            for today in self.days():
                first, last = today - 9 * DAY, today - DAY
                records = [r for one in self.truths()
                           for r in one.regular(feed, first - 42 * DAY, last)]
                self.over(*truth.ACCOUNTS, feed=feed, today=today, first_day=first)
                by_cost = self.unusual(groups(records, "account", "product", "currency"), first, last,
                                       costs, 1, allowance=True)
                by_quantity = self.unusual(groups(records, "account", "product", "metric", "unit"),
                                           first, last, quantities, 0)
                self.compare(by_cost, "SELECT account_id, product, currency, day, cost, "
                                      "expected_cost, deviation, usual_distance FROM cf_cost_anomalies")
                self.compare(by_quantity, "SELECT account_id, product, metric, unit, day, quantity, "
                                          "expected_quantity, deviation, usual_distance "
                                          "FROM cf_quantity_anomalies")
                counts = [counts[0] + len(by_cost), counts[1] + len(by_quantity)]
            self.assertGreater(min(counts), 0, feed)


if __name__ == "__main__":
    truth.main()
