"""The sandbox's invoices have the form of live ones: usage of the cycle that ended, fees of the one that
begins, sales tax on both. Worked out from its usage and plans, every one of them, to the cent."""

import datetime
import decimal
import json
from collections import defaultdict
from decimal import Decimal

import support
from calendar_of import DAY, cycle_of, day
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END

BILLED = (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO)
TAX = {MONTH_END: Decimal("0.0825")}
SPLIT = (MID_MONTH,)


def cents(amount):
    return amount.quantize(Decimal("0.01"), decimal.ROUND_HALF_UP)


def months_after(at, count):
    """The first day of the month `count` after that of `at`."""
    month = at.year * 12 + at.month - 1 + count
    return datetime.date(month // 12, month % 12 + 1, 1)


def truth(sandbox, kind, account):
    """As of the sandbox's day, which changes."""
    return json.loads(sandbox.control("GET", f"truth/{kind}?account={account}"), parse_float=Decimal)


class Account:
    """What an account used, took and was charged, on the sandbox's day."""

    def __init__(self, sandbox, account):
        self.id, self.sandbox = account, sandbox
        self.today = day(sandbox.today())
        told = next(one for one in sandbox.accounts() if one["id"] == account)
        self.subscriptions, self.zone_plans = told["subscriptions"], told["zone_plans"]
        self.invoiced_with = {one["id"]: one["invoiced_with"] for one in self.subscriptions}
        self.invoices = sorted(
            ((item.get("occurred_at") or item["occured_at"])[:10], item["description"],
             Decimal(str(item["amount"]))) for item in truth(sandbox, "history", account)
            if "invoice_id" in item)

    def read_usage(self):
        """What each cycle cost, and what of it came before a threshold invoice."""
        self.usage, self.early = defaultdict(Decimal), defaultdict(Decimal)
        for record in truth(self.sandbox, "paygo", self.id):
            cycle = day(record["BillingPeriodStart"][:10])
            invoiced = self.invoiced_with[record["SubscriptionId"]]
            self.usage[invoiced, cycle] += record["BilledCost"]
            if record["ServiceFamilyName"] in ("R2", "Workers") and \
                    day(record["ChargePeriodStart"][:10]) < cycle + 15 * DAY:
                self.early[invoiced, cycle] += record["BilledCost"]

    def with_tax(self, net):
        return net + cents(net * TAX.get(self.id, 0))

    def fee(self, at, plans):
        return sum(Decimal(str(plan["fee"])) for plan in plans
                   if day(plan["start"]) <= at and (not plan["end"] or at <= day(plan["end"])))

    def expected(self, early_cycles):
        """All invoices, in the order of their days and descriptions. `early_cycles`: those in which a
        threshold invoice came."""
        self.read_usage()
        found = []

        def charge(at, text, net):
            found.append((str(at), text, self.with_tax(net)))
        for nth, subscription in enumerate(self.subscriptions):
            if self.invoiced_with[subscription["id"]] != subscription["id"]:
                continue
            anchor, start = subscription["anchor_day"], day(subscription["start"])
            last = min(self.today, day(subscription["end"] or str(self.today)))
            at = min(cycle for name, cycle in self.usage if name == subscription["id"])
            plans = [subscription] + self.zone_plans * (nth == 0)
            before = None
            if at != start:  # The invoice of that day is about usage out of sight.
                before, at = at, cycle_of(at, anchor)[1] + DAY
            while at <= self.today:
                period = f"{at} – {cycle_of(at, anchor)[1]}"
                fee, used = self.fee(at, plans), None
                if before and before <= last:
                    used = cents(self.usage[subscription["id"], before])
                    if before in early_cycles:
                        used -= cents(self.early[subscription["id"], before])
                    ended = f"Usage {before} – {at - DAY}"
                if used is not None and fee and self.id not in SPLIT:
                    charge(at, f"{ended}, plan fee {period}", used + fee)
                else:
                    if used is not None:
                        charge(at, ended, used)
                    if fee:
                        charge(at, f"Plan fee {period}", fee)
                before, at = at, cycle_of(at, anchor)[1] + DAY
        for cycle in early_cycles:
            charge(cycle + 15 * DAY, f"Threshold invoice: R2 and Workers usage {cycle} – {cycle + 14 * DAY}",
                   cents(self.early[self.subscriptions[0]["id"], cycle]))
        return found


class Invoices(support.TestCase):
    def go_to(self, at, **settings):
        self.sandbox.set(**settings)
        self.sandbox.control("POST", "today", {"today": str(at)})

    def days(self):
        """Today, and days around the ends of short months."""
        today = day(self.sandbox.today())
        return [today, datetime.date(today.year, 2, 28), datetime.date(today.year, 3, 31),
                datetime.date(2028, 2, 29), datetime.date(2026, 12, 31)]

    def test_every_invoice_to_the_cent(self):
        for today in self.days():
            self.go_to(today, accounts__as_of=str(today))
            for name in BILLED:
                account = Account(self.sandbox, name)
                early = [day(text.split()[-3]) for _, text, _ in account.invoices
                         if text.startswith("Threshold")]
                self.assertEqual(sorted(account.expected(early)),
                                 [one for one in account.invoices if "prorated" not in one[1]],
                                 (today, name))
                self.assertLess(15, len(account.invoices))

    def test_a_plan_begins_with_a_fee_and_ends_with_usage(self):
        account = Account(self.sandbox, MANY_PLANS)
        plan = next(one for one in account.subscriptions if one["end"])
        begun, (start, last) = day(plan["start"]), cycle_of(day(plan["end"]), plan["anchor_day"])
        self.assertLess(day(plan["end"]), last)
        texts = {at: text for at, text, _ in account.invoices}
        self.assertEqual(f"Plan fee {begun} – {cycle_of(begun, plan['anchor_day'])[1]}", texts[str(begun)])
        self.assertEqual(f"Usage {start} – {last}", texts[str(last + DAY)])
        self.assertNotIn(str(cycle_of(last + DAY, plan["anchor_day"])[1] + DAY), texts)

    def test_one_threshold_invoice_is_in_sight(self):
        """Once in the life of an account, as far as its history goes; of no other account."""
        shown = set()
        for months in (0, 1, 7, 15, 16, 17, 18, 19):
            self.go_to(months_after(day("2026-11-01"), months) + 19 * DAY)
            for name in (FIRST, EURO):
                found = [one for one in Account(self.sandbox, name).invoices if "hreshold" in one[1]]
                self.assertEqual(name == FIRST, len(found) == 1, (months, found))
                shown |= set(found)
        self.assertEqual(2, len(shown))

    def test_a_proration_is_of_a_plan_that_is_listed(self):
        found = set()
        for months in (0, 3, 6, 11, 12, 13, 14, 16):
            today = months_after(day("2026-11-01"), months) + 24 * DAY
            self.go_to(today, accounts__as_of=str(today))
            account = Account(self.sandbox, MANY_PLANS)
            listed = truth(self.sandbox, "subscriptions", MANY_PLANS)
            prorated = [one for one in account.invoices if "prorated" in one[1]]
            self.assertIn(len(prorated), (0, 1))
            for at, text, amount in prorated:
                start, end = cycle_of(day(at), account.subscriptions[0]["anchor_day"])
                end += DAY
                (plan,) = [plan for plan in account.zone_plans if plan["start"] == at]
                (shown,) = [one for one in listed if one["id"] == plan["id"]]
                self.assertEqual(f"Cloudflare {shown['rate_plan']['public_name']} Plan "
                                 f"({shown['zone']['name']}), prorated {at} – {end - DAY}", text)
                self.assertEqual(cents(Decimal(shown["price"]) * (end - day(at)).days
                                       / (end - start).days), amount)
                self.assertEqual("Cancelled" if day(plan["end"]) < today else "Paid", shown["state"])
                found.add(at)
        self.assertEqual(2, len(found))

    def test_days_go_by(self):
        """Plans are listed from the day on which they begin and go on until they end; invoices stay."""
        today = day(self.sandbox.today())
        newest = {name: set(Account(self.sandbox, name).invoices) for name in BILLED}
        states = set()
        for ago in (1, 40, 170, 200, 430, 460):
            self.go_to(today - ago * DAY)
            for name in BILLED:
                account = Account(self.sandbox, name)
                self.assertEqual({one for one in account.invoices if one[0] > str(today - 500 * DAY)},
                                 {one for one in newest[name]
                                  if str(today - 500 * DAY) < one[0] <= str(account.today)})
                listed = {one["id"]: one for one in truth(self.sandbox, "subscriptions", name)}
                for plan in account.subscriptions + account.zone_plans:
                    shown = listed.pop(plan["id"], None)
                    if account.today < day(plan["start"]):
                        self.assertIsNone(shown)
                    elif plan["end"] is None or account.today <= day(plan["end"]):
                        self.assertEqual("Paid", shown["state"])
                        self.assertEqual(str(max(day(plan["start"]), cycle_of(
                            account.today, plan["anchor_day"])[0])), shown["current_period_start"][:10])
                    elif shown:
                        self.assertEqual("Cancelled", shown["state"])
                    states.add((plan["plan"], shown and shown["state"]))
                self.assertEqual({}, listed)
        self.assertLessEqual({("Argo Smart Routing", state) for state in (None, "Paid", "Cancelled")}, states)


if __name__ == "__main__":
    support.main()
