"""The sandbox's small endpoints, its many accounts, and the data that change or vanish."""

import json
import re
import time
import urllib.error

from calendar_of import DAY, cycle_of, day
from support import (ALL_ACCOUNTS, EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, NOT_COVERED,
                     QUIET, UNKNOWN, Sandbox, main, split_records)
from test_sandbox import SandboxTest

def without_note(service):
    return re.sub(r" \([^()]*included[^()]*\)$", "", service)


METRIC = ("Id", "Name", "ProductFamily", "ProductCategory", "DimensionKeys")


class EndpointTest(SandboxTest):
    def truth_now(self, kind, account=None):
        """Not remembered: settings and the day change it."""
        path = f"truth/{kind}" + (f"?account={account}" if account else "")
        return split_records(self.sandbox.control("GET", path))

    def records(self, kind, account, sandbox=None):
        path = f"truth/{kind}?account={account}"
        return [json.loads(record) for record in
                split_records((sandbox or self.sandbox).control("GET", path))]

    def go_to(self, today):
        self.sandbox.control("POST", "today", {"today": str(today)})

    def all_pages(self, path, **query):
        """The items of every page, as result_info counts them."""
        items, page = [], 1
        while True:
            _, _, body = self.ask(path, page=page, **query)
            items += body["result"]
            if len(items) >= body["result_info"]["total_count"] or not body["result"]:
                return items
            page += 1


class BillableMetrics(EndpointTest):
    PATH = "/accounts/{}/billable/usage/billable-metrics"

    def ids(self, account, **query):
        return {metric["Id"] for metric in self.result(self.PATH.format(account), **query)}

    def used(self, account):
        return {record["x_BillableMetricId"] for record in self.records("focus", account)}

    def test_are_those_of_the_records(self):
        for account in set(ALL_ACCOUNTS) - {NOT_COVERED}:
            self.assertEqual(self.used(account), self.ids(account), account)
        self.assertEqual(set(), self.ids(QUIET))
        self.assertIn("r2_ia_data_retrieval", self.ids(MONTH_END))

    def test_have_the_documented_fields(self):
        for metric in self.result(self.PATH.format(FIRST)):
            self.assertEqual(METRIC, tuple(metric))
            for owners in (metric["ProductFamily"], metric["ProductCategory"]):
                self.assertEqual([["Id", "Name"]], [list(owner) for owner in owners])
            self.assertIn("account_id", metric["DimensionKeys"])

    def test_of_a_range_are_those_of_its_records(self):
        today, fewer = day(self.sandbox.today()), 0
        used = [(record["ChargePeriodStart"][:10], record["x_BillableMetricId"])
                for record in self.records("focus", FIRST)]
        every = {metric for _, metric in used}
        for ago in range(0, 400, 40):
            first, last = str(today - (ago + 30) * DAY), str(today - ago * DAY)
            found = self.ids(FIRST, **{"from": first, "to": last})
            self.assertEqual({metric for at, metric in used if first <= at <= last}, found, first)
            fewer += found < every
        self.assertGreater(fewer, 0, "some metric is absent at times")
        # The oddly spelled metric has records on every 7th only.
        month = today.replace(day=1) - DAY
        for of_month, there in ((6, False), (7, True)):
            at = str(month.replace(day=of_month))
            self.assertEqual(there, "r2_ia_data_retrieval" in
                             self.ids(MONTH_END, **{"from": at, "to": at}))

    def test_refuses_what_focus_usage_refuses(self):
        today = day(self.sandbox.today())
        self.refused(403, 10000, self.PATH.format(NOT_COVERED))
        self.refused(404, 7003, self.PATH.format(UNKNOWN))
        self.refused(400, 1183, self.PATH.format(FIRST), **{"from": today - 31 * DAY, "to": today})
        self.refused(400, 1183, self.PATH.format(FIRST), **{"from": today})


class SmallEndpoints(EndpointTest):
    def test_accounts_are_paged_and_ordered(self):
        names = [account["name"] for account in self.result("/accounts")]
        self.assertEqual((len(ALL_ACCOUNTS), sorted(names)), (len(names), names))
        self.assertEqual(names[::-1], [a["name"] for a in self.result("/accounts", direction="desc")])
        paged = self.all_pages("/accounts", per_page=3)
        self.assertEqual(names, [account["name"] for account in paged])
        _, _, body = self.ask("/accounts", page=3, per_page=3)
        self.assertEqual((3, 3, 1, 7), tuple(body["result_info"][name] for name in (
            "page", "per_page", "count", "total_count")))
        self.assertEqual([], self.result("/accounts", page=4, per_page=3))
        self.refused(400, 1183, "/accounts", direction="up")

    def test_accounts_by_name(self):
        (account,) = self.result("/accounts", name="Café Zürich SARL")
        self.assertEqual(EURO, account["id"])
        self.assertEqual([], self.result("/accounts", name="Café"))

    def test_accounts_have_the_documented_fields(self):
        for account in self.result("/accounts"):
            self.assertLessEqual({"id", "name", "type", "created_on", "settings"}, set(account))
            self.assertEqual(account["id"] == NOT_COVERED, "managed_by" in account)

    def test_account_pages_as_set(self):
        self.sandbox.set(accounts__max_per_page=2, accounts__result_info="absent")
        _, _, body = self.ask("/accounts", per_page=50)
        self.assertEqual((2, False), (len(body["result"]), "result_info" in body))

    def test_unpaid_invoices_and_bad_debt(self):
        for account, unpaid, debt in ((FIRST, 0, "none"), (MID_MONTH, 1, "none"),
                                      (MANY_PLANS, 1, "open")):
            history = [item for item in self.records("history", account)
                       if item["amount_to_pay"] > 0]
            self.assertEqual(unpaid, len(history))
            path = f"/accounts/{account}/billing/"
            self.assertEqual({"invoices": history}, self.result(path + "unpaid-invoice"))
            owed = history if debt == "open" else []
            self.assertEqual({"already_paid": False, "bad_debt_status": debt, "invoices": owed,
                              "total_debt_amount": sum(i["amount_to_pay"] for i in owed)},
                             self.result(path + "bad-debt"))

    def test_credits(self):
        fields = {"confirmed_balance_cents", "currency", "days_remaining", "eligible", "has_record",
                  "original_amount_cents", "percent_consumed", "projected_depletion_date",
                  "valid_from", "valid_to"}
        for account in ALL_ACCOUNTS:
            credit = self.result(f"/accounts/{account}/billing/credits")
            self.assertEqual(fields, set(credit))
            self.assertEqual((account == MONTH_END, account != NOT_COVERED),
                             (credit["has_record"], credit["eligible"]))
            self.assertEqual(credit["has_record"], credit["confirmed_balance_cents"] is not None)

    def test_subscriptions_are_in_their_current_period(self):
        today = day(self.sandbox.today())
        shapes = set()
        for account in self.sandbox.accounts():
            found = self.result(f"/accounts/{account['id']}/subscriptions")
            info = self.result(f"/accounts/{account['id']}/billable-usage/info")["subscriptions"]
            plans = account["subscriptions"] + account["zone_plans"]
            named = {item["id"]: item for item in found}
            # Plans that ended years ago are no longer listed.
            self.assertEqual([], [known for known in plans if known["id"] not in named and (
                known["end"] is None or (today - day(known["end"])).days < 400)])
            plans = [known for known in plans if known["id"] in named]
            self.assertEqual(sum(known["fee"] for known in plans), sum(item["price"] for item in found))
            self.assertEqual(len(found), len(named))
            self.assertEqual([known["id"] for known in account["subscriptions"]],
                             [paygo["id"] for paygo in info])
            for known in plans:
                item = named.pop(known["id"])
                is_over = bool(known["end"]) and day(known["end"]) < today
                start, last = cycle_of(day(known["end"]) if is_over else today, known["anchor_day"])
                self.assertEqual(
                    (f"{max(start, day(known['start']))}T00:50:22Z", f"{last + DAY}T00:00:00Z",
                     account["currency"], known["fee"]),
                    (item["current_period_start"], item["current_period_end"], item["currency"],
                     item["price"]))
                self.assertEqual("Cancelled" if is_over else "Paid", item["state"])
            self.assertEqual({}, named)
            for item in found:
                self.assertEqual({"id", "public_name", "currency", "scope", "sets",
                                  "externally_managed", "is_contract"}, set(item["rate_plan"]))
                self.assertEqual(item["rate_plan"]["scope"] == "zone", "zone" in item)
                if "zone" in item:
                    self.assertIn(tuple(item["zone"].items()), {
                        (("id", record.get("ZoneId")), ("name", record.get("ZoneName")))
                        for record in self.records("paygo", account["id"])})
                self.assertEqual({"name"}, set(item["product"]))
                for component in item["component_values"]:
                    self.assertEqual(["name", "display_name", "kind", "default", "value", "price"],
                                     list(component))
                shapes.add((item["rate_plan"]["id"], item["rate_plan"]["scope"]))
        self.assertLessEqual({("workers_paid", "account"), ("pro", "zone"), ("business", "zone")},
                             shapes)


class Products(EndpointTest):
    """What a subscription is to is what the records that name it are about."""

    # Of families; all others come with Workers Paid.
    PLANS = {"R2": ("r2_paid", "R2 Paid"), "Argo": ("argo", "Argo Smart Routing"),
             "Load Balancing": ("load_balancing", "Load Balancing"),
             "Cache": ("cache_reserve", "Cache Reserve"),
             "Rate Limiting": ("rate_limiting", "Rate Limiting")}

    def test_fit_the_services_that_are_billed_on_them(self):
        self.sandbox.set(accounts__extra=8)
        seen = set()
        for account in self.sandbox.accounts():
            plans = {item["id"]: item for item in
                     self.result(f"/accounts/{account['id']}/subscriptions")}
            used = {}
            for record in self.records("paygo", account["id"]):
                used.setdefault(record["SubscriptionId"], set()).add(
                    (record["ServiceFamilyName"], record["ServiceName"]))
            for name, services in used.items():
                plan = plans[name]
                families = {family for family, _ in services}
                (expected,) = {self.PLANS.get(family, ("workers_paid", "Workers Paid"))
                               for family in families}
                self.assertEqual((*expected, expected[0], "account"),
                                 (plan["rate_plan"]["id"], plan["rate_plan"]["public_name"],
                                  plan["product"]["name"], plan["rate_plan"]["scope"]))
                components = {each["display_name"]: each for each in plan["component_values"]}
                self.assertEqual({"usage"}, {each["kind"] for each in components.values()})
                self.assertLessEqual({without_note(service) for _, service in services},
                                     set(components))
                self.assertTrue(all(each["price"] > 0 for each in components.values()))
                seen.add(expected[0])
            # A plan for a zone has no usage of its own.
            self.assertEqual(set(), {item["id"] for item in plans.values() if "zone" in item} & set(used))
        self.assertEqual({"workers_paid", *(plan for plan, _ in self.PLANS.values())}, seen)

    def test_allowances_are_those_of_the_names(self):
        (workers,) = [item for item in self.result(f"/accounts/{FIRST}/subscriptions")
                      if item["rate_plan"]["id"] == "workers_paid"]
        included = {each["display_name"]: each["default"] for each in workers["component_values"]}
        for name, quantity in (("Workers Standard Requests", 10_000_000), ("D1 - Rows Read", 25_000_000_000),
                               ("Container Memory, per GiB-Second", 90_000)):
            self.assertEqual(quantity, included[name])


class Truths(EndpointTest):
    def test_are_what_the_endpoints_answer(self):
        paths = {"subscriptions": "subscriptions", "credits": "billing/credits",
                 "metrics": "billable/usage/billable-metrics", "info": "billable-usage/info"}
        for account in set(ALL_ACCOUNTS) - {NOT_COVERED}:
            for kind, path in paths.items():
                truth = json.loads(self.sandbox.control("GET", f"truth/{kind}?account={account}"))
                self.assertEqual(self.result(f"/accounts/{account}/{path}"), truth, (kind, account))
            self.assertEqual(
                self.result(f"/accounts/{account}/billing/unpaid-invoice")["invoices"],
                self.records("unpaid", account))
        self.assertEqual([], self.records("metrics", NOT_COVERED))

    def test_accounts(self):
        truth = [json.loads(account) for account in self.truth_now("accounts")]
        self.assertEqual(list(ALL_ACCOUNTS[:-1]), [a["id"] for a in truth if a["id"] != NOT_COVERED])
        self.assertEqual(sorted(truth, key=lambda account: account["name"]), self.result("/accounts"))

    def test_unknown_ones_are_refused(self):
        for path in ("truth/nonsense", f"truth/nonsense?account={FIRST}", "truth/credits",
                     f"truth/credits?account={UNKNOWN}"):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                self.sandbox.control("GET", path)
            self.assertEqual(404, caught.exception.code)
            caught.exception.close()


class ExtraAccounts(EndpointTest):
    def extra(self, count):
        self.sandbox.set(accounts__extra=count)
        return self.sandbox.accounts()[len(ALL_ACCOUNTS):]

    def test_are_listed_everywhere_and_stay_the_same(self):
        extra = self.extra(300)
        self.assertEqual(300, len(extra))
        ids = [account["id"] for account in extra]
        self.assertEqual(300, len(set(ids)))
        for identifier in ids:
            self.assertRegex(identifier, r"^[0-9a-f]{32}$")
        everyone = {*ids, *ALL_ACCOUNTS}
        self.assertEqual(everyone, {a["id"] for a in self.all_pages("/accounts", per_page=50)})
        self.assertEqual(everyone, {json.loads(a)["id"] for a in self.truth_now("accounts")})
        # Fewer are the first of them, also in another process.
        other = Sandbox("--set", "accounts.extra=40", "--today", self.sandbox.today())
        self.addCleanup(other.stop)
        self.assertEqual(ids[:40], [a["id"] for a in other.accounts()[len(ALL_ACCOUNTS):]])
        for kind in ("paygo", "focus", "history", "subscriptions"):
            self.assertEqual(self.records(kind, ids[7]), self.records(kind, ids[7], other))

    def test_have_anchor_days_in_turn_and_a_little_of_everything(self):
        for nth, account in enumerate(self.extra(33)):
            (subscription,) = account["subscriptions"]
            self.assertEqual(nth % 31 + 1, subscription["anchor_day"])
            paygo = self.records("paygo", account["id"])
            self.assertTrue(0 < len(paygo) < 600, len(paygo))
            self.assertGreaterEqual(len(self.records("focus", account["id"])), len(paygo))
            self.assertNotEqual([], self.records("history", account["id"]))
            self.assertNotEqual([], self.records("metrics", account["id"]))
            first, last = cycle_of(day(self.sandbox.today()), subscription["anchor_day"])
            answered = self.result(f"/accounts/{account['id']}/billable-usage",
                                   **{"from": first, "to": min(last, day(self.sandbox.today()))})
            self.assertEqual([r for r in paygo if r["BillingPeriodStart"][:10] == str(first)], answered)

    def test_cost_little(self):
        began = time.monotonic()
        extra = self.extra(1000)
        self.assertLess(time.monotonic() - began, 2)
        for account in extra[:300]:
            self.result(f"/accounts/{account['id']}/billable-usage")
        self.assertLess(time.monotonic() - began, 20)

    def test_leave_the_others_as_they_are(self):
        before = [self.truth_now(kind, EURO) for kind in ("paygo", "focus", "history")]
        self.extra(5)
        self.assertEqual(before, [self.truth_now(kind, EURO) for kind in ("paygo", "focus", "history")])

    def test_a_thousand_at_most(self):
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.sandbox.set(accounts__extra=1001)
        self.assertIn("up to 1000", caught.exception.read().decode())


if __name__ == "__main__":
    main()
