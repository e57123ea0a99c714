"""cf_subscriptions beside the usage of each subscription: the query of sql/README.md, and the join."""

import json
import os
import re

import oracle
import support
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, QUIET

README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "sql", "README.md")
ACCOUNTS = (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO, QUIET)


class Subscriptions(support.TestCase):
    def plans(self, account):
        return [json.loads(text) for text in self.sandbox.truth("subscriptions", account)]

    def query(self):
        with open(README, encoding="utf-8") as file:
            section = file.read().partition("### Plans beside their usage")[2]
        self.db.execute("CREATE TEMP TABLE cf_report_accounts(account_id)")
        self.db.executemany("INSERT INTO cf_report_accounts VALUES (?)",
                            [(account,) for account in ACCOUNTS])
        return re.search(r"```sql\n(.*?)```", section, re.DOTALL)[1]

    def expected(self, without=()):
        """Rows of the query; `without`: ids of plans that are not listed."""
        since = self.value("SELECT date('now', '-20 days')")
        found = {}
        for account in ACCOUNTS:
            for plan in self.plans(account):
                if plan["id"] not in without:
                    found[account, plan["id"]] = [
                        plan["rate_plan"]["public_name"], plan.get("zone", {}).get("name"),
                        plan["state"], float(plan["price"]), None, plan["currency"]]
            for text in self.sandbox.truth("paygo", account):
                if oracle.day_of(text) < since:
                    continue
                record = json.loads(text)
                row = found.setdefault((account, record["SubscriptionId"]),
                                       [None] * 5 + [record["BillingCurrency"]])
                self.assertEqual(row[5], record["BillingCurrency"])
                row[4] = (row[4] or 0) + record["ContractedCost"]
        return [(account, *row) for (account, _), row in found.items()]

    def check(self, expected):
        """To the last digits of sums, which depend on the order of what is added."""
        def tidy(row):
            return (*row[:5], None if row[5] is None else f"{row[5]:.9g}", row[6])
        query = self.query().replace("round(sum(cost), 2)", "sum(cost)")
        self.assert_same_rows(map(tidy, expected), map(tidy, self.rows(query)))

    def test_fees_beside_usage(self):
        expected = self.expected()
        # A plan with usage, one of a zone without, one of an account without.
        self.assertEqual({(True, True), (True, False)},
                         {(row[4] is not None, row[5] is not None) for row in expected})
        self.check(expected)
        asked = [request.endpoint for request in self.sandbox.requests()]
        self.assertEqual(len(ACCOUNTS), sum(path.endswith("/subscriptions") for path in asked))

    def test_usage_of_which_no_plan_is_listed(self):
        known, gone = self.plans(MANY_PLANS)[1:], self.plans(MANY_PLANS)[0]["id"]
        self.sandbox.faults({"path": "/subscriptions$", "account": MANY_PLANS, "body": json.dumps(
            {"success": True, "errors": [], "messages": [], "result": known})})
        expected = self.expected(without=[gone])
        self.assertEqual(1, sum(row[1] is None and row[5] > 0 for row in expected))
        self.check(expected)

    def test_every_record_has_its_plan(self):
        for account in ACCOUNTS:
            plans = {plan["id"] for plan in self.plans(account)}
            with self.subTest(account):
                self.assertLessEqual({json.loads(record)["SubscriptionId"] for record in
                                      self.sandbox.truth("paygo", account)}, plans)
                self.assertEqual(0, self.value(
                    "SELECT count(*) FROM cf_paygo_subscriptions AS s WHERE account_id = ? AND id NOT "
                    "IN (SELECT id FROM cf_subscriptions WHERE account_id = ?)", (account, account)))

    def test_the_shape_of_live_answers(self):
        rows = self.rows(
            "SELECT rate_plan_id, rate_plan_scope, zone_name, product_name, current_period_start, "
            "current_period_end, rate_plan_currency, typeof(rate_plan_is_contract), "
            "json_extract(component_values, '$[0].kind'), json_type(rate_plan_sets) "
            f"FROM cf_subscriptions WHERE account_id = '{FIRST}' ORDER BY rate_plan_id")
        today = self.sandbox.today()
        start = today[:8] + "01"
        end = self.value("SELECT date(?, '+1 month')", (start,))
        common = (f"{start}T00:50:22Z", f"{end}T00:00:00Z", "USD", "integer")
        expected = [(plan, "account", None, plan, *common, "usage", "array") for plan in
                    ("argo", "cache_reserve", "load_balancing", "r2_paid", "workers_paid")]
        self.assertEqual(sorted([*expected, ("pro", "zone", "example.com", "pro", *common, "enum", "array")],
                                key=lambda row: row[0]), rows)

    def test_members_that_are_absent_or_otherwise(self):
        self.sandbox.faults({"path": "/subscriptions$", "body": json.dumps({
            "success": True, "errors": [], "messages": [], "result": [
                {"id": "a"}, {"id": "b", "zone": None, "product": {}, "rate_plan": {"sets": None}},
                {"id": "c", "component_values": [], "rate_plan": {"is_contract": True}}]})})
        self.assertEqual(
            [("a", None, None, None, None, None), ("b", None, None, None, None, None),
             ("c", None, None, None, 1, "[]")],
            self.rows("SELECT id, zone_id, product_name, rate_plan_sets, rate_plan_is_contract, "
                      f"component_values FROM cf_subscriptions('{FIRST}')"))


if __name__ == "__main__":
    support.main()
