"""Results that were not known to be lists in pages, or not to be empty, are complete or an error."""

import support
from list_case import ListCase
from support import EURO, FIRST, MID_MONTH


class Unawares(ListCase):
    """Endpoints that were not known to come in pages."""

    def test_they_are_never_cut_in_silence(self):
        for endpoint, table, record in (
                ("subscriptions", "cf_subscriptions", {"id": "a"}),
                ("billable/usage/billable-metrics", "cf_billable_metrics", {"Id": "a"}),
                ("billing/unpaid-invoice", "cf_unpaid_invoices", {"id": "a"}),
                ("alerting/v3/policies", "cf_alert_policies", {"id": "a"}),
                ("ai-gateway/billing/invoice-preview", "cf_ai_gateway_invoice_lines", {"amount": 1}),
                ("billable-usage/info", "cf_paygo_subscriptions", {"id": "a"})):
            # Where the list is a member of the result.
            wrapped = {"cf_unpaid_invoices": lambda some: {"invoices": some},
                       "cf_ai_gateway_invoice_lines": lambda some: {"currency": "usd", "invoice_lines": some},
                       "cf_paygo_subscriptions": lambda some: {"covered": True, "subscriptions": some},
                       }.get(table, lambda some: some)
            for info, fact in (({"total_count": 3}, "3 items according to the server, 2 items came"),
                               ({"total_pages": 2}, "2 pages according to the server"),
                               ({"cursor": "x"}, "cursor"), ({"cursors": {"after": "x"}}, "cursor"),
                               ({"total_count": 2}, None),
                               ({"total_pages": 1, "page": 1, "cursor": ""}, None)):
                with self.subTest(table=table, info=info):
                    self.server.results[f"/accounts/{FIRST}/{endpoint}"] = {
                        "result": wrapped([record, {**record, "n": 2}]), "result_info": info}
                    sql = f"SELECT 1 FROM {table} WHERE account_id = '{FIRST}'"
                    if fact:
                        self.failure_of(table, fact, FIRST, sql=sql)
                    else:
                        self.assertEqual(2, len(self.rows(sql, db=self.lists)))

    def test_it_is_that_account(self):
        for account, total in ((FIRST, 1), (EURO, 2), (MID_MONTH, 1)):
            self.server.results[f"/accounts/{account}/subscriptions"] = {
                "result": [{"id": account}], "result_info": {"total_count": total}}
        source = ("FROM cf_subscriptions WHERE account_id IN "
                  f"('{FIRST}', '{EURO}', '{MID_MONTH}')")
        self.failure_of(EURO, sql=f"SELECT count(*) {source}")
        found = self.rows(f"SELECT id {source}", db=self.connect(on_error="skip"))
        self.assertEqual({FIRST, MID_MONTH}, {row[0] for row in found})

    def test_objects_that_say_nothing(self):
        for endpoint, table, empty, nothing, some in (
                ("billing/unpaid-invoice", "cf_unpaid_invoices", ({}, {"data": []}),
                 (None, {"invoices": None}, {"invoices": []}), {"invoices": [{"id": "a"}]}),
                ("billing/credits", "cf_credits", ({}, {"credits": {"currency": "USD"}}), (None,),
                 {"currency": None}),
                ("billing/bad-debt", "cf_bad_debt", ({}, {"debt": 1}), (None,), {"bad_debt_status": "none"}),
                ("ai-gateway/billing/credit-balance", "cf_ai_gateway_credit", ({}, {"x": 1}), (None,),
                 {"balance": 0}),
                ("ai-gateway/billing/invoice-preview", "cf_ai_gateway_invoice_lines", ({}, {"lines": []}),
                 (None,), {"amount_due": 0}),
                ("billing/profile", "cf_billing_profile", ({}, {"error": "x"}), (None,),
                 {"balance": "0"}),
                ("billable-usage/info", "cf_paygo_subscriptions", ({}, {"x": 1}), (None,),
                 {"covered": False})):
            path = f"/accounts/{FIRST}/{endpoint}"
            for columns in ("*", "count(*)", "raw"):
                sql = f"SELECT {columns} FROM {table} WHERE account_id = '{FIRST}'"
                for result in empty:
                    with self.subTest(table=table, columns=columns, result=result):
                        self.server.results[path] = {"result": result}
                        self.failure_of(table, FIRST, "its result has no", sql=sql)
                for result, count in (*((each, 0) for each in nothing), (some, 1)):
                    with self.subTest(table=table, columns=columns, result=result):
                        self.server.results[path] = {"result": result}
                        found = self.rows(sql, db=self.lists)
                        self.assertEqual(count, found[0][0] if columns == "count(*)" else
                                         len(found))


if __name__ == "__main__":
    support.main()
