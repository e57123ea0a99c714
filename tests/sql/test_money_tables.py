"""What owes, pays and warns: payment methods, bad debt, alert policies, organizations, AI Gateway's bill."""

import json
import pathlib
import re

import support
from support import ALL_ACCOUNTS, AUTH, ERROR, EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, ORGANIZATION, QUIET

ROOT = pathlib.Path(__file__).resolve().parents[2]
PERMISSIONS = {
    "cf_accounts": "Account › Account Settings › Read",
    "cf_subscriptions": "Account › Billing › Read",
    "cf_usage_history": "Account › Billing › Read",
    "cf_tags": "the permission to list tags",
    "cf_payment_methods": "Account › Billing › Read",
    "cf_bad_debt": "Account › Billing › Read",
    "cf_alert_policies": "Account › Notifications › Read",
    "cf_organizations": "a permission for organizations",
    "cf_ai_gateway_credit": "Account › AI Gateway › Read",
    "cf_ai_gateway_invoice_lines": "Account › AI Gateway › Read",
}
WITHOUT_ACCOUNT = ("cf_accounts", "cf_organizations")


class MoneyCase(support.TestCase):
    def truth(self, kind, account=None):
        path = f"truth/{kind}" + (f"?account={account}" if account else "")
        return json.loads(self.sandbox.control("GET", path))


class Permissions(MoneyCase):
    def test_are_named_by_each_refusal(self):
        for table, permission in PERMISSIONS.items():
            source = table if table in WITHOUT_ACCOUNT else f"{table}('{FIRST}')"
            for status, code in ((401, 10000), (403, 10000), (403, 9109)):
                body = {"success": False, "errors": [{"code": code, "message": "no"}], "messages": [], "result": None}
                self.sandbox.faults({"status": status, "body": json.dumps(body)})
                with self.subTest(table, status=status, code=code), self.request_count(1):
                    message = self.failure(AUTH, f"SELECT * FROM {source}")
                    self.assert_says(message, f"{table}: HTTP {status}, code {code}", permission)
                    if "Billing" not in permission:
                        self.assertNotIn("Billing", message)
                    self.assertNotIn("restricted", message)

    def test_a_wrong_token_is_refused_by_each_endpoint(self):
        db = self.connect(environment={"CLOUDFLARE_API_TOKEN": "x" * 40})
        for table in PERMISSIONS:
            source = table if table in WITHOUT_ACCOUNT else f"{table}('{FIRST}')"
            with self.subTest(table):
                self.assert_says(self.failure(AUTH, f"SELECT * FROM {source}", db=db), table, PERMISSIONS[table])


class PaymentMethods(MoneyCase):
    def test_page_by_page(self):
        self.sandbox.set(accounts__extra=1)
        (account,) = {each["id"] for each in self.sandbox.accounts()} - set(ALL_ACCOUNTS)
        methods = self.truth("payment_methods", account)
        self.assertEqual(25, len(methods))
        with self.request_count(2):
            found = self.rows("SELECT id FROM cf_payment_methods WHERE account_id = ?", (account,))
        self.assertEqual([each["id"] for each in methods], [name for (name,) in found])
        with self.request_count(1):
            self.rows("SELECT id FROM cf_payment_methods WHERE account_id = ? LIMIT 3", (account,))

    def test_kinds(self):
        self.assertEqual([(EURO, "SEPA_DEBIT", None, 1)], self.rows(
            'SELECT account_id, type, expiration_date, "default" FROM cf_payment_methods '
            "WHERE account_id IN (SELECT id FROM cf_accounts) AND type = 'SEPA_DEBIT'"))
        self.assertEqual(2, self.value("SELECT count(*) FROM cf_payment_methods WHERE account_id IN "
                                       "(SELECT id FROM cf_accounts) AND type = 'PAYPAL'"))

    def test_nobody_has_none_by_mistake(self):
        with self.request_count(1):
            self.assertEqual([], self.rows(f"SELECT * FROM cf_payment_methods('{QUIET}')"))

    def test_pages_that_lack_something(self):
        self.sandbox.faults({"path": "/payment-methods", "total_count": 3})
        self.assert_says(self.failure(ERROR, f"SELECT * FROM cf_payment_methods('{FIRST}')"),
                         "the list is not complete", "3 items", "2 items")


def documented_query():
    """The one that finds cards which expire before the next bill, wherever it is documented."""
    found = [query for file in ROOT.glob("**/*.md") if "build" not in file.relative_to(ROOT).parts[0]
             for query in re.findall(r"```sql\n(.*?)```", file.read_text(encoding="utf-8"), re.DOTALL)
             if "cf_payment_methods" in query and "cf_billing_profile" in query]
    assert len(found) == 1, found
    return found[0]


class ExpiringCards(MoneyCase):
    """A token that may only read is not told in the profile when the next bill comes."""

    def found(self):
        """{account: (who told the date of the bill, whether the card expires before it)}."""
        return {row[0]: row[-2:] for row in self.rows(documented_query())}

    def strike(self, path, result):
        envelope = {"success": True, "errors": [], "messages": [], "result": result}
        self.sandbox.faults({"path": path, "account": FIRST, "body": json.dumps(envelope)})

    def card(self, expires, kind="CREDIT_CARD"):
        self.strike("/payment-methods", [{"id": "a", "type": kind, "default": True, "last_four": "4242",
                                          "expiration_date": expires}])

    def test_by_whoever_tells_the_bill(self):
        for token, told_by in (("read", "subscriptions"), ("edit", "profile")):
            self.sandbox.set(profile__token=token)
            self.assertEqual({FIRST: (told_by, "yes"), MANY_PLANS: (told_by, "yes")}, self.found())

    def test_the_bill_is_the_first_that_comes(self):
        self.sandbox.set(profile__token="read")
        ends = {row[0]: row[4] for row in self.rows(documented_query())}
        for account, end in ends.items():
            self.assertEqual(min(plan["current_period_end"][:10] for plan in self.truth("subscriptions", account)
                                 if plan["state"] == "Paid"), end)

    def test_what_nobody_tells_is_a_row(self):
        self.sandbox.set(profile__token="read")
        self.strike("/subscriptions", [])
        self.assertEqual(("nobody", "not known"), self.found()[FIRST])
        self.card("11/26")
        self.assertEqual(("subscriptions", "not known"), self.found()[FIRST])
        self.card(None)
        self.assertEqual(("subscriptions", "not known"), self.found()[FIRST])
        self.card(None, "PAYPAL")
        self.assertNotIn(FIRST, self.found())

    def test_forms_that_are_read(self):
        today = self.sandbox.today()
        before, after = int(today[:4]) - 1, int(today[:4]) + 1
        for form, year in ((form, year) for form in ("03/{}", "{}-03", "{}-03-31", "{}-03-31T00:00:00Z")
                           for year in (before, after)):
            self.card(form.format(year))
            self.assertEqual(year == before, self.found().get(FIRST, ("", ""))[1] == "yes", form)
            self.assertEqual(year == before, FIRST in self.found())

    def test_a_bill_that_has_come_is_not_the_next(self):
        self.strike("/billing/profile", {"next_bill_date": "2014-03-01T12:21:59.3456Z"})
        self.assertEqual(("subscriptions", "yes"), self.found()[FIRST])


class BadDebt(MoneyCase):
    def test_is_what_is_unpaid(self):
        (total, invoices) = self.rows("SELECT total_debt_amount, invoices FROM cf_bad_debt "
                                      f"WHERE account_id = '{MANY_PLANS}'")[0]
        unpaid = self.rows(f"SELECT id, amount_to_pay FROM cf_unpaid_invoices('{MANY_PLANS}')")
        self.assertEqual(unpaid, [(each["id"], each["amount_to_pay"]) for each in json.loads(invoices)])
        self.assertAlmostEqual(sum(amount for _, amount in unpaid), total)
        self.assertGreater(total, 0)

    def test_of_all_accounts(self):
        with self.request_count(len(ALL_ACCOUNTS) + 1):
            self.assertEqual([(MANY_PLANS, "open")], self.rows(
                "SELECT account_id, bad_debt_status FROM cf_bad_debt WHERE account_id IN "
                "(SELECT id FROM cf_accounts) AND total_debt_amount > 0"))

    def test_invoices_as_rows(self):
        self.assertEqual(self.rows(f"SELECT description FROM cf_unpaid_invoices('{MANY_PLANS}')"), self.rows(
            f"SELECT value ->> '$.description' FROM cf_bad_debt('{MANY_PLANS}'), json_each(invoices)"))


class AlertPolicies(MoneyCase):
    def test_limits_of_usage(self):
        found = self.rows("SELECT filters ->> '$.product[0]', CAST(filters ->> '$.limit[0]' AS INTEGER) "
                          f"FROM cf_alert_policies('{FIRST}') WHERE alert_type = 'billing_usage_alert' ORDER BY 1")
        self.assertEqual([("r2_storage", 1000), ("worker_requests", 50000000)], found)

    def test_who_is_not_warned(self):
        found = self.rows("SELECT a.id FROM cf_accounts AS a LEFT JOIN cf_alert_policies AS p ON p.account_id = a.id "
                          "AND p.alert_type = 'billing_usage_alert' AND p.enabled WHERE p.id IS NULL")
        self.assertEqual(set(ALL_ACCOUNTS) - {FIRST, MONTH_END}, {name for (name,) in found})
        self.assertEqual([("R2 storage over budget", 0)],
                         self.rows(f"SELECT name, enabled FROM cf_alert_policies('{MID_MONTH}')"))


class Organizations(MoneyCase):
    def test_the_truth(self):
        (expected,) = self.truth("organizations")
        ((raw, parent),) = self.rows("SELECT raw, parent_id FROM cf_organizations")
        self.assertEqual(expected, json.loads(raw))
        self.assertIsNone(parent)

    def test_page_by_page(self):
        """A page tells the token of the next; the server sends fewer than it is asked for."""
        self.sandbox.set(organizations__extra=50)
        with self.request_count(3):
            found = self.rows("SELECT id, parent_id FROM cf_organizations")
            asked = [request.parameters for request in self.sandbox.requests()]
        self.assertEqual(51, len({name for name, _ in found}))
        self.assertEqual(51, len(found))
        self.assertEqual({None, ORGANIZATION}, {parent for _, parent in found})
        self.assertEqual([{"page_size": "50"}, {"page_size": "50", "page_token": "from-20"},
                          {"page_size": "50", "page_token": "from-40"}], asked)
        with self.request_count(1):
            self.rows("SELECT id FROM cf_organizations LIMIT 3")

    def test_a_total_that_is_not_reached(self):
        body = {"success": True, "errors": [], "messages": [], "result": [{"id": "a"}],
                "result_info": {"total_size": 2}}
        self.sandbox.faults({"path": "/organizations", "body": json.dumps(body)})
        self.assert_says(self.failure(ERROR, "SELECT * FROM cf_organizations"), "the list is not complete",
                         "2 items according to the server, 1 item came")

    def test_a_token_that_leads_in_a_circle(self):
        body = {"success": True, "errors": [], "messages": [], "result": [{"id": "a"}],
                "result_info": {"next_page_token": "t"}}
        self.sandbox.faults({"path": "/organizations", "body": json.dumps(body)})
        self.failure(ERROR, "SELECT * FROM cf_organizations")
        self.sandbox.settle()
        self.assertLessEqual(len(self.sandbox.requests()), 3)

    def test_their_usage(self):
        with self.request_count(2):
            self.assertGreater(self.value(
                "SELECT count(*) FROM cf_focus_usage WHERE organization_id = (SELECT id FROM cf_organizations) "
                "AND charge_date >= date('now', '-2 days')"), 0)


class AiGateway(MoneyCase):
    def test_lines_and_the_invoice_that_they_are_on(self):
        invoice = self.truth("ai_gateway_invoice", FIRST)
        expected = [(line["amount"], line["currency"], line.get("description"), line["quantity"],
                     line["period"]["start"], line["period"]["end"], float(line["pricing"]["unit_amount_decimal"]),
                     None, invoice["id"], invoice["status"], invoice["currency"], invoice["period_start"],
                     invoice["period_end"], invoice["amount_due"], invoice["amount_paid"],
                     invoice["amount_remaining"]) for line in invoice["invoice_lines"]]
        with self.request_count(1):
            found = self.rows(f"SELECT * FROM cf_ai_gateway_invoice_lines('{FIRST}')")
        self.assertEqual(expected, found)
        self.assertEqual(3, len(found))
        self.assertAlmostEqual(sum(row[0] for row in found), found[0][13])
        for amount, quantity, price in ((row[0], row[3], row[6]) for row in found):
            self.assertAlmostEqual(amount, quantity * price)
        self.assertEqual([json.dumps(line) for line in invoice["invoice_lines"]], [
            json.dumps(json.loads(raw)) for (raw,) in
            self.rows(f"SELECT raw FROM cf_ai_gateway_invoice_lines('{FIRST}')")])

    def test_an_invoice_without_lines_is_one_row(self):
        for columns, expected in (("count(*)", [(1,)]), ("amount, amount_due, invoice_status", [(None, 0.0, "draft")])):
            self.assertEqual(expected, self.rows(f"SELECT {columns} FROM cf_ai_gateway_invoice_lines('{EURO}')"))

    def test_credit_that_is_low(self):
        self.assertEqual([(FIRST, 37.25, "visa")], self.rows(
            "SELECT account_id, balance, payment_method_brand FROM cf_ai_gateway_credit "
            "WHERE account_id IN (SELECT id FROM cf_accounts) AND balance > topup_config_threshold"))


if __name__ == "__main__":
    support.main()
