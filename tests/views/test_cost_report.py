"""The third table of sql/cost_report.sql has the rules of cf_invoice_reconciliation."""

import json
import os
import sqlite3

import truth
import views
from support import EURO, FIRST, MID_MONTH, QUIET
from truth import ACCOUNTS, DAY


def third_query():
    with open(os.path.join(views.ROOT, "sql", "cost_report.sql"), encoding="utf-8") as file:
        statements, statement = [], ""
        for line in file:
            statement += line
            if sqlite3.complete_statement(statement):
                statements.append(statement)
                statement = ""
    return statements[2]


class CostReport(truth.TestCase):
    def report(self, account):
        """(ended, currency): usage, fees, charged, returned, state."""
        db = self.connect(environment={"CLOUDFLARE_ACCOUNT_ID": account}, account_id=account)
        rows = self.rows(third_query(), db=db)
        found, returned = {}, {}
        for *key, usage, fees, charged, state in rows:
            of_kind = returned if state == "returned" else found
            self.assertNotIn(tuple(key), of_kind)
            of_kind[tuple(key)] = [part.strip() for part in (usage, fees, charged, state)]
        self.assertLessEqual(returned.keys(), found.keys())
        self.assertLessEqual({tuple(row[:2]) for row in returned.values()}, {("", "")})
        return {key: (*row[:3], returned[key][2] if key in returned else "", row[3])
                for key, row in found.items()}

    def test_is_what_the_view_says(self):
        first = str(self.today() - 150 * DAY)
        for kept in ("0", "30"):
            self.sandbox.set(paygo__retention_days=kept)
            states = set()
            for account in ACCOUNTS:
                self.over(account, first_day=first)
                expected = {}
                for end, currency, *numbers in self.rows(
                        "SELECT cycle_end, currency, usage, plan_fees, charged, "
                        "nullif(coalesce(refunds, 0) + coalesce(credits, 0), 0), "
                        "state || CASE state WHEN 'differs' THEN coalesce(printf(' by %.2f', difference), ': no charge') "
                        "ELSE '' END "
                        "FROM cf_invoice_reconciliation WHERE cycle_starts IS NOT NULL"):
                    expected[end, currency] = numbers
                found = {key: row for key, row in self.report(account).items() if key[0] >= first}
                self.assertEqual(expected.keys(), found.keys(), account)
                for key, numbers in expected.items():
                    if kept == "0":
                        self.assertNotEqual("partial", found[key][0])
                    for number, text in zip(numbers, found[key], strict=True):
                        if isinstance(number, float):
                            # Half a cent may be rounded to either side: sums of doubles.
                            self.assertAlmostEqual(number, float(text), delta=0.005 + 1e-9)
                        else:
                            self.assertEqual(number or "", text.replace("partial", ""), (account, key))
                states |= {row[-1] for row in found.values()}
            if kept == "0":
                self.assertIn("agrees", states)
                self.assertRegex(" ".join(states), r"differs by -?\d+\.\d\d( |$)")
            else:
                self.assertIn("cannot be compared yet", states)
        self.sandbox.set(paygo__retention_days="0")

    def test_a_quiet_account(self):
        self.assertEqual({}, self.report(QUIET))

    def served(self, account, usage, currency, history, plans):
        """The report of a cycle that ended 20 days ago or a little more, on a day that every month has:
        served in place of the sandbox's answers."""
        end = self.today() - 20 * DAY
        while end.day > 28:
            end -= DAY
        start = truth.cycle_of(end - DAY, end.day)[0]
        record = {"BilledCost": usage, "BillingCurrency": currency, "SubscriptionId": "S",
                  "BillingPeriodStart": f"{start}T00:00:00Z", "ChargePeriodStart": f"{start}T00:00:00Z",
                  "ChargePeriodEnd": f"{start + DAY}T00:00:00Z", "ServiceName": "R2 Data Storage"}
        answers = {
            "billable-usage/info": {"covered": True, "subscriptions": [{
                "id": "S", "start_timestamp": f"{start}T00:00:00Z",
                "billing_cycle_anchor_timestamp": f"{start}T00:00:00Z"}]},
            f"billable-usage.*from={start}": [record], "billable-usage": [],
            "/subscriptions": [{"id": "S", "state": "PAID", "price": price, "currency": currency,
                                "frequency": "monthly", "current_period_start": f"{since}T00:50:22Z",
                                "current_period_end": f"{until}T00:00:00Z"}
                               for price in plans for since, until in [truth.cycle_of(end, end.day)]],
            "billing/history": [{"id": str(n), "occurred_at": f"{end}T01:00:00Z", "type": "charge",
                                 "action": "subscription", "currency": currency, "amount_to_pay": 0,
                                 "status": "paid", **item} for n, item in enumerate(history)]}
        self.sandbox.faults(*({"path": path, "body": json.dumps({
            "success": True, "errors": [], "messages": [], "result": result,
            "result_info": {"page": 1, "per_page": 50, "count": len(result), "total_count": len(result)}
            if isinstance(result, list) else None})} for path, result in answers.items()))
        found = self.report(account)
        self.assertEqual({(str(end), currency.upper())}, set(found))
        return found[str(end), currency.upper()]

    def test_currencies_and_what_they_are_paid_in(self):
        for currency, used, charged, expected in (
                ("jpy", 12345.4, 12345, ("12345", "", "12345", "", "agrees")),
                ("JPY", 12345.4, 12347, ("12345", "", "12347", "", "differs by 2")),
                ("KRW", 999.6, 1000, ("1000", "", "1000", "", "agrees")),
                ("KWD", 1.2345, 1.237, ("1.234", "", "1.237", "", "differs by 0.003")),
                ("usd", 1.23, 1.23, ("1.23", "", "1.23", "", "agrees"))):
            found = self.served(FIRST, used, currency, [{"amount": charged}], ())
            # A last digit may be rounded either way where it is a half.
            self.assertEqual(expected[1:], found[1:], (currency, used))
            self.assertAlmostEqual(float(expected[0]), float(found[0]), delta=0.0011)

    def test_what_is_a_charge(self):
        fee = {"amount": 105.0}
        for more, charged, returned, state in (
                ({"type": "REFUND", "amount": 7}, "105.00", "-7.00", "agrees"),
                ({"action": "Credit", "amount": 7}, "105.00", "-7.00", "agrees"),
                ({"type": "Payment", "amount": 105}, "105.00", "", "agrees"),
                ({"type": "dispute", "amount": -105}, "105.00", "", "agrees"),
                ({"status": "Draft", "amount": 50}, "105.00", "", "agrees"),
                ({"status": "failed", "amount": 50}, "105.00", "", "agrees"),
                ({"status": "uncollectible", "amount": 50}, "105.00", "", "agrees"),
                ({"amount": 8.66, "description": "Sales tax"}, "113.66", "", "agrees"),
                ({"amount": 8.66, "description": "Pro Plan, prorated"}, "113.66", "", "agrees"),
                ({"amount": 8.66, "description": "Domain"}, "113.66", "", "differs by 8.66")):
            for account in (MID_MONTH, EURO):
                self.assertEqual(("100.00", "5.00", charged, returned, state),
                                 self.served(account, 100.0, "USD", [fee, more], (5.0,)), more)
        self.assertEqual(("100.00", "5.00", "", "", "differs: no charge"),
                         self.served(FIRST, 100.0, "USD", [], (5.0,)))
        self.assertEqual(("0.00", "", "", "", "agrees"), self.served(FIRST, 0.0, "USD", [], ()))

    def test_a_word_in_the_name_of_a_whole_invoice_sets_nothing_apart(self):
        """Nothing is beside it, and what it differs by is less than what it charges."""
        for text in ("VAT invoice", "Usage and plans, prorated", "Past due: October"):
            self.assertEqual(("100.00", "5.00", "120.00", "", "differs by 15.00"),
                             self.served(FIRST, 100.0, "USD", [{"amount": 120.0, "description": text}], (5.0,)), text)
            history = [{"amount": 105.0}, {"amount": 15.0, "description": text}]
            self.assertEqual(("100.00", "5.00", "120.00", "", "agrees"),
                             self.served(FIRST, 100.0, "USD", history, (5.0,)), text)
        # What is nearer without it is apart, also where nothing else was charged.
        self.assertEqual(("1.00", "", "8.66", "", "differs by -1.00"),
                         self.served(FIRST, 1.0, "USD", [{"amount": 8.66, "description": "Sales tax"}], ()))
        self.assertEqual(("0.00", "", "8.66", "", "agrees"),
                         self.served(FIRST, 0.0, "USD", [{"amount": 8.66, "description": "Sales tax"}], ()))


if __name__ == "__main__":
    views.main()
