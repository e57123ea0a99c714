"""The sandbox's days go by: recent ones are restated, old ones are forgotten."""

import json
from collections import Counter, defaultdict

from calendar_of import DAY, cycle_of, day
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, main, split_records
from test_sandbox import GENERATIONS, SandboxTest

DAYS_RESTATED = 4


class DaysTest(SandboxTest):
    def go_to(self, today):
        self.sandbox.control("POST", "today", {"today": str(today)})

    def by_day(self, kind, account):
        """The records of each charge day, in their order."""
        found = defaultdict(list)
        for record in split_records(self.sandbox.control("GET", f"truth/{kind}?account={account}")):
            found[day(json.loads(record)["ChargePeriodStart"][:10])].append(record)
        return found

    def final_and_restated(self, kind, account):
        self.sandbox.set(restate="off")
        final = self.by_day(kind, account)
        self.sandbox.set(restate="on")
        return final, self.by_day(kind, account)

    def answered(self, account, first, last, endpoint="billable-usage"):
        return self.result(f"/accounts/{account}/{endpoint}", **{"from": first, "to": last})


class Restatement(DaysTest):
    def test_changes_the_last_four_days_only(self):
        today = day(self.sandbox.today())
        for account in (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO):
            for kind in ("paygo", "focus"):
                final, restated = self.final_and_restated(kind, account)
                self.assertEqual(set(final), set(restated))
                changed = {at for at in final if final[at] != restated[at]}
                self.assertEqual({today - n * DAY for n in range(DAYS_RESTATED)}, changed,
                                 (account, kind))

    def test_changes_every_record_of_these_days(self):
        def measured(records):
            return {(r["ServiceName"], r["SubscriptionId"], r.get("ZoneId"), r["ConsumedQuantity"])
                    for r in map(json.loads, records)}

        final, restated = self.final_and_restated("paygo", MONTH_END)
        for n in range(DAYS_RESTATED):
            at = day(self.sandbox.today()) - n * DAY
            self.assertEqual(set(), measured(final[at]) & measured(restated[at]), n)
            self.assertNotEqual(sum(json.loads(r)["BilledCost"] for r in final[at]),
                                sum(json.loads(r)["BilledCost"] for r in restated[at]), n)

    def test_a_day_changes_daily_until_it_is_four_days_old(self):
        at = day(self.sandbox.today()) - 40 * DAY
        seen = []
        self.sandbox.set(restate="on")
        for age in range(DAYS_RESTATED + 3):
            self.go_to(at + age * DAY)
            first, last = cycle_of(at, 19)
            records = self.answered(MID_MONTH, first, min(last, at + age * DAY))
            seen.append([r for r in records if r["ChargePeriodStart"][:10] == str(at)])
        for age in range(DAYS_RESTATED):
            self.assertNotIn(seen[age], seen[age + 1:], age)
        self.assertEqual([seen[-1]] * 3, seen[DAYS_RESTATED:])
        self.sandbox.set(restate="off")
        self.assertEqual(seen[-1], [json.loads(r) for r in self.by_day("paygo", MID_MONTH)[at]])

    def test_is_the_same_whenever_the_day_comes(self):
        today = day(self.sandbox.today())
        self.sandbox.set(restate="on")
        before = self.by_day("paygo", EURO)
        self.go_to(today - 2 * DAY)
        self.assertNotEqual(before[today - 5 * DAY], self.by_day("paygo", EURO)[today - 5 * DAY])
        self.go_to(today)
        self.assertEqual(before, self.by_day("paygo", EURO))

    def test_both_feeds_agree_and_the_endpoints_with_the_truth(self):
        today = day(self.sandbox.today())
        _, paygo = self.final_and_restated("paygo", MONTH_END)
        focus = self.by_day("focus", MONTH_END)
        quantities = [Counter(), Counter()]
        for sums, records in zip(quantities, (paygo[today - DAY], focus[today - DAY])):
            for record in map(json.loads, records):
                if record.get("x_BillableMetricId") != "r2_ia_data_retrieval":
                    sums[record.get("x_ZoneId", record.get("ZoneId")), record.get("ServiceFamilyName") or
                         record["x_ProductFamilyName"]] += record["ConsumedQuantity"]
        self.assertEqual(quantities[0].keys(), quantities[1].keys())
        for key, quantity in quantities[0].items():
            self.assertAlmostEqual(quantity, quantities[1][key], places=4, msg=key)
        self.sandbox.set(focus__get_money="on")
        self.assertEqual([json.loads(r) for r in focus[today - DAY]], self.result(
            f"/accounts/{MONTH_END}/billable/usage", **{"from": today - DAY, "to": today - DAY}))

    def test_leaves_invoices_alone(self):
        # The day after an anchor day: the cycle just invoiced is still being restated.
        self.go_to(cycle_of(day(self.sandbox.today()), 19)[0] + DAY)
        history = self.sandbox.control("GET", f"truth/history?account={MID_MONTH}")
        self.sandbox.set(restate="on")
        self.assertEqual(history, self.sandbox.control("GET", f"truth/history?account={MID_MONTH}"))


class Retention(DaysTest):
    def test_forgets_old_records_in_every_generation(self):
        today = day(self.sandbox.today())
        first, last = cycle_of(today - 30 * DAY, 19)
        for endpoint in GENERATIONS:
            self.sandbox.set(paygo__retention_days=0)
            kept = self.answered(MID_MONTH, first, last, endpoint)
            self.sandbox.set(paygo__retention_days=30)
            self.assertEqual([r for r in kept if r["ChargePeriodStart"][:10] >= str(today - 30 * DAY)],
                             self.answered(MID_MONTH, first, last, endpoint))
            days = [r["ChargePeriodStart"][:10] for r in self.result(f"/accounts/{FIRST}/{endpoint}")]
            self.assertLessEqual(str(today - 30 * DAY), min(days))
        self.assertEqual([], self.answered(MID_MONTH, *cycle_of(today - 90 * DAY, 19)))

    def test_goes_with_today_and_spares_focus_and_the_truth(self):
        today = day(self.sandbox.today())
        self.sandbox.set(paygo__retention_days=5)
        self.assertGreater(len(self.by_day("paygo", FIRST)), 500)
        days = {"from": today - 20 * DAY, "to": today - 10 * DAY}
        self.assertNotEqual([], self.result(f"/accounts/{FIRST}/billable/usage", **days))
        self.go_to(today - 10 * DAY)
        first, last = cycle_of(today - 15 * DAY, 1)
        answered = self.answered(FIRST, first, min(last, today - 10 * DAY))
        self.assertEqual(str(max(first, today - 15 * DAY)),
                         min(r["ChargePeriodStart"][:10] for r in answered))


if __name__ == "__main__":
    main()
