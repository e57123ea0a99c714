"""The sandbox's history of usage keeps the rules of the API, and its small bills fit to the others."""

import collections
import datetime
import json

from support import ALL_ACCOUNTS, EURO, FIRST, MID_MONTH, TOKEN, UNKNOWN, main
from test_sandbox_endpoints import EndpointTest

HISTORY = "/accounts/{}/billing/usage"
DAY = datetime.timedelta(days=1)
ALL = {"since": "2000-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}


class UsageHistory(EndpointTest):
    def items(self, account=FIRST, **query):
        return self.result(HISTORY.format(account), **query)

    def refuses(self, **query):
        status, _, body = self.ask(HISTORY.format(FIRST), **query)
        self.assertEqual((400, False), (status, body["success"]), query)

    def test_is_the_usage_that_is_billed(self):
        metric = {"workers_standard_requests": "workersRequests", "kv_reads": "workersKVReads"}
        for account in (FIRST, EURO, MID_MONTH):
            used = collections.Counter()
            for record in self.records("focus", account):
                if record["x_BillableMetricId"] in metric:
                    name = metric[record["x_BillableMetricId"]]
                    used[record["ChargePeriodStart"][:10], name] += float(record["ConsumedQuantity"])
            compared = 0
            for item in self.items(account, time_delta="day", limit=10000, **ALL):
                day = str(datetime.date(1970, 1, 1) + item["ts"] // 86400 * DAY)
                for name in metric.values():
                    self.assertEqual(used[day, name], item[name], (account, day, name))
                    compared += item[name] > 0
            if account == FIRST:
                self.assertGreater(compared, 500)

    def test_a_limit_cuts_without_a_word(self):
        days = self.items(time_delta="day", limit=10000, **ALL)
        self.assertGreater(len(days), 540)
        self.assertEqual(100, len(self.items(time_delta="day", **ALL)))
        self.assertEqual(days[:7], self.items(time_delta="day", limit=7, **ALL))
        self.assertEqual(10000, len(self.items(time_delta="hour", limit=10000, **ALL)))
        for limit in (0, 10001, -1, "many"):
            self.refuses(limit=limit)

    def test_both_ends_are_inclusive(self):
        today = datetime.date.fromisoformat(self.sandbox.today())
        first, last = today - 9 * DAY, today - 3 * DAY
        found = self.items(time_delta="day", limit=100, since=f"{first}T00:00:00Z", until=f"{last}T00:00:00Z")
        self.assertEqual(7, len(found))

    def test_the_defaults_are_hours_of_six_hours(self):
        found = self.items()
        self.assertEqual(7, len(found))
        self.assertEqual({3600}, {after["ts"] - item["ts"] for item, after in zip(found, found[1:])})

    def test_longer_times_have_the_same_sums(self):
        total = sum(item["workersRequests"] for item in self.items(time_delta="day", limit=10000, **ALL))
        for delta in ("week", "month", "quarter", "year"):
            found = self.items(time_delta=delta, limit=10000, **ALL)
            self.assertEqual(total, sum(item["workersRequests"] for item in found), delta)

    def test_metrics_are_those_that_are_named(self):
        (item, *_) = self.items(metrics="workersRequests,workersKVReads", time_delta="day", **ALL)
        self.assertEqual({"ts", "workersRequests", "workersKVReads"}, set(item))
        self.assertEqual(10, len(self.items(time_delta="day", **ALL)[0]))

    def test_what_is_refused(self):
        self.refuses(metrics="nonesuch")
        self.refuses(time_delta="minute")
        self.refuses(since="yesterday")
        self.refuses(until="2026-01-01")
        self.assertEqual(404, self.ask(HISTORY.format(UNKNOWN))[0])


class SmallBills(EndpointTest):
    def test_need_the_token(self):
        for path in ("/organizations", *(f"/accounts/{FIRST}/{end}" for end in (
                "billing/usage", "payment-methods", "alerting/v3/policies", "billing/bad-debt",
                "ai-gateway/billing/credit-balance", "ai-gateway/billing/invoice-preview"))):
            self.assertEqual(200, self.ask(path)[0], path)
            self.refused(401, 10000, path, {"Authorization": "Bearer " + TOKEN[::-1]})

    def test_an_invoice_is_the_sum_of_its_lines(self):
        for account in ALL_ACCOUNTS:
            invoice = json.loads(self.sandbox.control("GET", f"truth/ai_gateway_invoice?account={account}"))
            self.assertAlmostEqual(sum(line["amount"] for line in invoice["invoice_lines"]), invoice["amount_due"])

    def test_the_debt_is_what_is_unpaid(self):
        debts = 0
        for account in ALL_ACCOUNTS:
            debt = self.result(f"/accounts/{account}/billing/bad-debt")
            if debt["invoices"]:
                unpaid = self.result(f"/accounts/{account}/billing/unpaid-invoice")["invoices"]
                self.assertEqual(unpaid, debt["invoices"])
                self.assertAlmostEqual(sum(each["amount_to_pay"] for each in unpaid), debt["total_debt_amount"])
                debts += 1
        self.assertEqual(1, debts)

    def test_pages_of_payment_methods_are_clamped(self):
        _, _, body = self.ask(f"/accounts/{FIRST}/payment-methods", per_page=500)
        self.assertEqual(20, body["result_info"]["per_page"])


if __name__ == "__main__":
    main()
