"""What the sandbox bills is the same in both feeds, to the last digit, on every day: a FOCUS feed with
costs has its corrections as records of their own, and the invoice knows of none."""

import collections
import json
import re
import urllib.request
from decimal import Decimal

import calendar_of
import support
from calendar_of import DAY
from support import EURO, MANY_PLANS, MONTH_END, TOKEN
from test_sandbox_endpoints import without_note
from test_sandbox_invoices import cents

# Beside the day on which the tests run.
DAYS = ("2026-11-25", "2026-12-01", "2027-02-28", "2028-02-29", "2028-03-31")


class Feeds(support.TestCase):
    def go_to(self, today):
        self.sandbox.control("POST", "today", {"today": str(today)})

    def truth(self, kind, account):
        return json.loads(self.sandbox.control("GET", f"truth/{kind}?account={account}"),
                          parse_float=Decimal, parse_int=Decimal)

    def posted(self, account, first, last):
        """By POST with costs, in pieces that the API allows."""
        records = []
        while first <= last:
            end = min(first + 30 * DAY, last + DAY)
            body = {"Metric": "cost", "TimePeriod": {"From": f"{first}T00:00:00Z", "To": f"{end}T00:00:00Z"}}
            records += json.loads(self.ask(account, body), parse_float=Decimal, parse_int=Decimal)["result"]
            first = end
        return records

    def ask(self, account, body):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.sandbox.port}/client/v4/accounts/{account}/billable/usage", json.dumps(body).encode(),
            {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.read().decode()

    def sums(self, records, key, fields):
        found = collections.defaultdict(lambda: [Decimal(0)] * len(fields))
        for record in records:
            sum_ = found[key(record)]
            found[key(record)] = [a + record[name] for a, name in zip(sum_, fields)]
        return {name: values for name, values in found.items() if any(values)}

    def paygo(self, records, fields):
        return self.sums(records, lambda r: (r["SubscriptionId"], r["BillingPeriodStart"][:10],
                                             without_note(r["ServiceName"])), fields)

    def focus(self, records, fields):
        # What nobody is billed for is in this feed alone.
        return self.sums([r for r in records if r["x_BillableMetricId"] != "r2_ia_data_retrieval"],
                         lambda r: (r["SubAccountId"], r["BillingPeriodStart"][:10], r["x_BillableMetricName"]),
                         fields)

    def with_money(self):
        self.sandbox.set(accounts__extra=12)
        return [one["id"] for one in self.sandbox.accounts() if one["id"] in (MONTH_END, MANY_PLANS, EURO)
                or one["id"] not in support.ALL_ACCOUNTS]

    def test_agree_by_cycle_and_service(self):
        """Costs and quantities, of 18 months, on several days."""
        fields = ("BilledCost", "ConsumedQuantity")
        for today in (self.sandbox.today(), *DAYS):
            self.go_to(today)
            corrected = 0
            for account in self.with_money():
                focus = self.truth("focus", account)
                corrected += sum(r.get("ChargeClass") == "Correction" for r in focus)
                expected = self.paygo(self.truth("paygo", account), fields)
                self.assertLess(5, len(expected))
                self.assertEqual(expected, self.focus(focus, fields), (today, account))
            self.assertLess(20, corrected, today)

    def test_what_is_posted_is_what_the_invoice_charges(self):
        for today in (self.sandbox.today(), *DAYS):
            self.go_to(today)
            at = calendar_of.day(today)
            for one in self.sandbox.accounts():
                account = one["id"]
                if account not in (MONTH_END, MANY_PLANS, EURO):
                    continue
                first = at - 70 * DAY
                records = self.posted(account, first, at)
                invoices = collections.defaultdict(list)
                for item in self.truth("history", account):
                    if "invoice_id" in item and "Usage" in item.get("description", ""):
                        invoices[re.search(r"Usage (\S+) – (\S+?),?( |$)", item["description"])[1]].append(item)
                used, together = collections.Counter(), {plan["id"]: plan["invoiced_with"]
                                                         for plan in one["subscriptions"]}
                for record in records:
                    if record.get("BillingPeriodStart"):
                        used[together[record["SubAccountId"]],
                             record["BillingPeriodStart"][:10]] += record["BilledCost"]
                compared = 0
                for plan in one["subscriptions"]:
                    start, last = calendar_of.cycle_of(at, plan["anchor_day"])
                    start, last = calendar_of.cycle_of(start - DAY, plan["anchor_day"])
                    if together[plan["id"]] != plan["id"] or calendar_of.day(plan["start"]) > start or \
                            plan["end"] and calendar_of.day(plan["end"]) < last:
                        continue
                    fees = sum(Decimal(str(other["fee"])) for other in
                               (plan, *(one["zone_plans"] if plan is one["subscriptions"][0] else ()))
                               if calendar_of.day(other["start"]) <= last + DAY
                               and (not other["end"] or last + DAY <= calendar_of.day(other["end"])))
                    net = cents(used[plan["id"], str(start)]) + fees
                    tax = cents(net * Decimal("0.0825")) if account == MONTH_END else 0
                    # In February several cycles begin on the same day.
                    self.assertIn(net + tax, [Decimal(str(item["amount"])) for item in invoices[str(start)]],
                                  (today, account, start))
                    compared += 1
                self.assertLess(0, compared)

    def test_a_correction_takes_back_a_part_of_a_record(self):
        records = self.truth("focus", MONTH_END)
        charged = collections.defaultdict(list)
        for record in records:
            charged[record["x_BillableMetricId"], record["ChargePeriodStart"],
                    record.get("x_ZoneId")].append(record)
        for record in (r for r in records if r.get("ChargeClass") == "Correction"):
            others = [r for r in charged[record["x_BillableMetricId"], record["ChargePeriodStart"],
                                         record.get("x_ZoneId")] if r.get("ChargeClass") is None]
            for name in ("BilledCost", "PricingQuantity"):
                self.assertLess(record[name], 0)
                self.assertLess(-record[name], max(other[name] for other in others))


if __name__ == "__main__":
    support.main()
