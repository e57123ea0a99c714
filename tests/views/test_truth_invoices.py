"""Invoices and history, worked out from the sandbox's own records."""

import collections
import datetime
import json
import math
import re

import truth
import views
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, NOT_COVERED, Sandbox
from truth import DAY, FEEDS, costs, groups, known

HALF_A_YEAR = 183 * DAY
BEGAN_LATER = "plan not charged, or begun later: "


class History(truth.TestCase):
    def test_items(self):
        today = self.today()
        for first, last in ((today - HALF_A_YEAR, today), (today - 60 * DAY, today - 30 * DAY)):
            self.over(*truth.ACCOUNTS, first_day=first, last_day=last, today=today)
            expected = {(one.account, item["id"]): (item["day"], item["kind"], item["signed"],
                                                    item["currency"], item.get("description"))
                        for one in self.truths() for item in one.history
                        if first <= item["day"] <= last}
            self.compare(expected, "SELECT account_id, id, day, kind, amount, currency, description "
                                   "FROM cf_history")
            if first == today - HALF_A_YEAR:
                self.assertEqual({"charge", "refund", "credit"},
                                 {values[1] for values in expected.values()})

    def test_open_items(self):
        today = self.today()
        self.over(*truth.ACCOUNTS, today=today + 40 * DAY, first_day=today)
        expected = {(one.account, item["id"]): (
            item["occurred_at"][:10], float(item["amount_to_pay"]), item["currency"],
            (today + 40 * DAY - truth.date(item["occurred_at"])).days)
            for one in self.truths() for item in one.unpaid}
        self.assertEqual(2, len(expected))
        self.compare(expected, "SELECT account_id, id, day, amount_to_pay, currency, age_days "
                               "FROM cf_open_items")
        self.set(self.db, currency="EUR")
        self.assertEqual([], self.rows("SELECT * FROM cf_open_items"))

    def test_duplicates(self):
        today = self.today()
        self.over(*truth.ACCOUNTS, first_day=today - HALF_A_YEAR, today=today)
        expected = {}
        for one in self.truths():
            same = collections.defaultdict(list)
            for item in one.history:
                if item["kind"] == "charge" and item["signed"] > 0:
                    same[item["signed"], item["currency"], item.get("description")].append(item["day"])
            for days in same.values():
                days.sort()
                for before, day in zip(days, days[1:]):
                    if (day - before).days <= 3 and day >= today - HALF_A_YEAR:
                        expected[(one.account, day)] = (before,)
        self.assertEqual({}, expected)  # the sandbox charges nothing twice
        self.assertEqual([], self.rows("SELECT * FROM cf_duplicate_charges"))


def is_early(item):
    """Whether it is a threshold invoice: of the cycle that it lies in."""
    return "hreshold" in item.get("description", "")


def cents(amount):
    """Halves of a cent away from zero, as money is rounded."""
    return math.floor(amount * 100 + 0.5 + 1e-9) / 100


class Reconciliation(truth.TestCase):
    def lives(self, account):
        """When each plan began and ended, which no list of subscriptions tells: {id: (day, day)}."""
        (told,) = [one for one in self.sandbox.accounts() if one["id"] == account]
        return {plan["id"]: (truth.date(plan["start"]),
                             truth.date(plan["end"]) if plan["end"] else datetime.date.max)
                for plan in told["subscriptions"] + told["zone_plans"]}

    def fees(self, one, end, until, today):
        """Fees that are due from a cycle's end on and before `until`, as listed, and as they were."""
        due, charged, lives, names = [], [], self.lives(one.account), set()
        for plan in one.plans:
            start, stop = (truth.date(plan[f"current_period_{side}"]) for side in ("start", "end"))
            anchor = one.anchors.get(plan["id"]) or stop.day
            for day in truth.span(end, min(until - DAY, today, end + 31 * DAY)):
                if truth.cycle_of(day, anchor)[0] == day and plan["price"] and (
                        plan["state"] == "Paid" or day < stop) and (
                        truth.cycle_of(start, anchor)[0] == start or day >= start):
                    due.append(plan["price"])
                    begun, ended = lives[plan["id"]]
                    charged.append(plan["price"] if begun <= day <= ended else 0.0)
                    if not charged[-1]:
                        names.add(f"{plan['rate_plan']['public_name']} ({plan['zone']['name']})")
        return known(due), sum(charged), names

    def check_cycles(self, one, feed, today, first):
        """Every invoice of the sandbox is its cycle's usage in cents, the fees of the next one, and tax."""
        lists = {plan["currency"] for plan in one.plans}
        (currency,) = lists
        ends = collections.defaultdict(list)
        for name, anchor in one.anchors.items():
            # From the newest cycle back to the one that ended before the period.
            start, end = truth.cycle_of(today, anchor)
            while end >= first:
                records = [r for r in one.usage(feed, start, end - DAY) if r.subscription == name]
                if first <= end <= today and records:
                    ends[end].append((start, name, records))
                start, end = truth.cycle_of(start - DAY, anchor)
        expected, taxed = {}, 0
        stops = sorted({truth.cycle_of(first - DAY, a)[0] for a in one.anchors.values()} | set(ends))
        for end, cycles in ends.items():
            later = [stop for stop in stops if stop > end]
            until = min(later) if later else today + 6 * DAY
            items = [item for item in one.history if item["day"] <= today + 5 * DAY and (
                         min(start for start, _, _ in cycles) <= item["day"] < end
                         if is_early(item) else end <= item["day"] < until)]
            by_kind = {kind: known(item["signed"] for item in items if item["kind"] == kind)
                       for kind in ("charge", "refund", "credit")}
            usage = known(c for _, _, records in cycles for c in costs(records))
            prorated = known(item["signed"] for item in items if "prorated" in item.get("description", ""))
            due, charged, names = self.fees(one, end, until, today)
            tax = cents((cents(usage) + charged) * 0.0825) if one.account == MONTH_END else 0.0
            taxed += bool(tax)
            expected[(one.account, currency, end)] = (
                due, by_kind["charge"], prorated, by_kind["refund"], by_kind["credit"],
                known(by_kind.values()), "differs" if tax or due and due != charged else "agrees",
                usage, by_kind["charge"] - usage - (due or 0.0) - (prorated or 0.0),
                tax - (due or 0.0) + charged,
                BEGAN_LATER + ", ".join(names) if names else
                "none: they agree" if not tax and not prorated else None)
        self.assertTrue(expected)
        found = {row[:3]: row[3:] for row in self.rows(
            "SELECT account_id, currency, cycle_end, plan_fees, charged, prorations, refunds, credits, "
            "net, state, usage, difference, likely_cause FROM cf_invoice_reconciliation "
            "WHERE cycle_starts IS NOT NULL")}
        self.assertEqual({(*key[:2], str(key[2])) for key in expected}, set(found))
        for (account, currency, end), (*exact, state, usage, difference, extra, cause) in expected.items():
            got = found[account, currency, str(end)]
            for want, part in zip((*exact, usage, difference), (*got[:6], *got[7:9])):
                self.close(want, part, (end, exact, got))
            self.assertEqual(state, got[6], (end, got))
            # Each cycle is rounded by itself.
            self.assertAlmostEqual(extra, got[8], delta=0.005 + 0.005 * len(ends[end]), msg=(end, got))
            if cause:
                self.assertEqual(cause, got[9])
            elif one.account == MONTH_END:
                self.assertEqual(f"sales tax of about 8.25 %, as in {taxed} of these cycles", got[9])
            else:
                self.assertRegex(got[9], "^none: they agree, beside Cloudflare Pro Plan .*, prorated")
        return expected

    def test_every_item_is_in_one_row(self):
        today = self.today()
        for first in (today - HALF_A_YEAR, today.replace(day=1), today - 45 * DAY):
            for retention in ("0", "30"):
                self.sandbox.set(paygo__retention_days=retention)
                self.over(*truth.ACCOUNTS, first_day=first, today=today)
                expected = {}
                for one in self.truths():
                    # What was charged early is shown with its cycle, if any of its days is there.
                    def is_shown(item, since=first,
                                 kept=datetime.date.min if retention == "0" else today - 30 * DAY):
                        at = item["day"]
                        if is_early(item) and truth.cycle_of(at, 1)[1] > kept:
                            at = truth.cycle_of(at, 1)[1]
                        return since <= at and item["day"] <= today
                    for currency in {item["currency"] for item in one.history}:
                        sums = [known(item["signed"] for item in one.history
                                      if item["currency"] == currency and item["kind"] == kind
                                      and is_shown(item) and item["signed"])
                                for kind in ("charge", "refund", "credit")]
                        if any(sums):
                            expected[(one.account, currency)] = tuple(sums)
                self.compare(expected, "SELECT account_id, currency, nullif(sum(charged), 0), "
                                       "nullif(sum(refunds), 0), nullif(sum(credits), 0) "
                                       "FROM cf_invoice_reconciliation GROUP BY 1, 2 "
                                       "HAVING max(abs(net)) > 0")
        self.sandbox.set(paygo__retention_days="0")

    def test_cycles_that_cloudflare_has_forgotten_in_part(self):
        today = self.today()
        whole = {}
        for retention in ("0", "30"):
            self.sandbox.set(paygo__retention_days=retention)
            self.over(*truth.ACCOUNTS, first_day=today - HALF_A_YEAR, today=today)
            rows = self.rows("SELECT account_id, cycle_starts, cycle_end, usage, difference, state "
                             "FROM cf_invoice_reconciliation "
                             "WHERE cycle_starts IS NOT NULL")
            if retention == "0":
                whole = {row[:3]: row[3:] for row in rows}
        self.sandbox.set(paygo__retention_days="0")
        self.assertTrue(rows)
        self.assertLess(len(rows), len(whole))
        kept = today - 30 * DAY
        for row in rows:
            if min(row[1].split(",")) < str(kept):
                self.assertEqual((None, None, "cannot be compared yet"), row[3:])
            else:
                self.assertEqual(whole[row[:3]], row[3:])
        self.assertIn("cannot be compared yet", {row[5] for row in rows})

    def test_half_a_year(self):
        today = self.today()
        for one in self.truths():
            for feed in FEEDS:
                first = today - HALF_A_YEAR
                self.over(one.account, feed=feed, today=today, first_day=first)
                if feed == "focus" and one.account in (FIRST, MID_MONTH):
                    # They have no money there, and nothing to compare.
                    self.assertEqual(0, self.value("SELECT count(*) FROM cf_invoice_reconciliation "
                                                   "WHERE cycle_starts IS NOT NULL"))
                    continue
                self.check_cycles(one, feed, today, first)

    def test_both_feeds_come_to_the_same(self):
        """What agrees, differs or cannot be compared by one feed does so by the other."""
        self.sandbox.set(accounts__extra=9)
        accounts = [one["id"] for one in self.sandbox.accounts()]
        accounts = [each for each in accounts if each not in (FIRST, MID_MONTH, NOT_COVERED)]
        today, found = self.today(), []
        for feed in FEEDS:
            self.over(*accounts, feed=feed, today=today, first_day=today - HALF_A_YEAR)
            found.append({row[:3]: row[3:] for row in self.rows(
                "SELECT account_id, currency, cycle_end, state, likely_cause, usage, difference "
                "FROM cf_invoice_reconciliation WHERE cycle_starts IS NOT NULL")})
        self.assertEqual(*map(set, found))
        self.assertLess(20, sum(row[0] == "agrees" for row in found[0].values()))
        for key, (*words, usage, difference) in found[0].items():
            self.assertEqual(words, list(found[1][key][:2]), key)
            self.close(usage, found[1][key][2], key)
            self.close(difference, found[1][key][3], key)

    def test_a_plan_that_began_and_one_that_ended(self):
        """Both within half a year: a proration, fees before the plan began, and a last invoice without
        a fee."""
        today = datetime.date(2026, 11, 25)
        self.sandbox = Sandbox("--today", str(today), "--set", "paygo.future_to=accept")
        self.addCleanup(self.sandbox.stop)
        one = truth.Truth(self.sandbox, MANY_PLANS)
        self.over(MANY_PLANS, today=today, first_day=today - HALF_A_YEAR)
        rows = self.check_cycles(one, "paygo", today, today - HALF_A_YEAR)
        causes = {values[-1] for values in rows.values()}
        self.assertIn(None, causes)
        self.assertIn(BEGAN_LATER + "Pro (staging.plans.example)", causes)

    def test_plans_whose_period_begins_or_ends_in_a_short_month(self):
        today, year = self.today(), self.today().year
        for day in (datetime.date(year, 2, 10), datetime.date(year, 3, 15),
                    datetime.date(year, 12, 15)):
            for one in self.truths():
                if one.account not in (MONTH_END, EURO):
                    continue
                plans = []
                for plan in one.plans:
                    # Plans for zones have the anchor of the first subscription.
                    anchor = one.anchors.get(plan["id"], next(iter(one.anchors.values())))
                    start, end = truth.cycle_of(day, anchor)
                    plans.append({**plan, "current_period_start": f"{start}T00:00:00Z",
                                  "current_period_end": f"{end}T00:00:00Z"})
                self.sandbox.faults({"path": "/subscriptions", "body": json.dumps(
                    {"success": True, "errors": [], "messages": [], "result": plans})})
                first = today - HALF_A_YEAR
                self.over(one.account, today=today, first_day=first)
                self.check_cycles(one, "paygo", today, first)
                self.assertEqual([1], self.sandbox.hits())


class Older(truth.TestCase):
    def test_sums_without_subscriptions(self):
        """From the oldest endpoint: what needs no subscription is as from the newest."""
        today = self.today()
        views_of_sums = (
            "SELECT account_id, day, currency, cost FROM cf_spend_by_day",
            "SELECT account_id, metric, quantity, cost FROM cf_spend_by_metric",
            "SELECT account_id, month, currency, cost FROM cf_month_to_date",
            "SELECT account_id, cycle_end, usage, charged, likely_cause "
            "FROM cf_invoice_reconciliation WHERE cycle_starts IS NOT NULL")
        answers = []
        for generations in ("billable-usage", "billing/usage/paygo"):
            self.sandbox.set(paygo__generations=generations)
            self.over(FIRST, MID_MONTH, MONTH_END, MANY_PLANS, today=today,
                      first_day=today - 70 * DAY)
            answers.append([self.rows(sql) for sql in views_of_sums])
        for sql, newest, oldest in zip(views_of_sums, *answers):
            self.assertEqual(len(newest), len(oldest), sql)
            for want, got in zip(*(sorted(rows, key=views.sort_key) for rows in (newest, oldest))):
                for a, b in zip(want, got):
                    (self.close if isinstance(a, float) else self.assertEqual)(a, b, sql)


if __name__ == "__main__":
    views.main()
