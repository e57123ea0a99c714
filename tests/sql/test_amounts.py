"""Amounts that are no numbers: read where they can mean one thing only, and an error otherwise."""

import json

import support
from support import ERROR, FIRST, MONTH_END, TOKEN

HISTORY = f"FROM cf_billing_history WHERE account_id = '{FIRST}'"
READ = (("1,234.56", 1234.56), ("12,345", 12345.0), ("$20.99", 20.99), ("-$5", -5.0), ("USD 20.99", 20.99),
        ("20.99 €", 20.99), ("(5.00)", -5.0), ("($5.00)", -5.0), (" 7.5 ", 7.5), ("3.45", 3.45), ("-0", 0.0))
REFUSED = ("1.234,56", "12,34", "NaN", "Infinity", "-Infinity", "abc", "", " ", "1e999", "5 KWH", "$5 USD",
           "(5", True, False, {"amount": "12.34"}, [12], {}, [])


def item(amount, identifier="item-1"):
    return {"id": identifier, "amount": amount, "currency": "USD", "occurred_at": "2026-09-01T00:00:00Z"}


def envelope(*items):
    info = {"page": 1, "per_page": 50, "count": len(items), "total_count": len(items)}
    return json.dumps({"success": True, "errors": [], "messages": [], "result": items, "result_info": info})


class Amounts(support.TestCase):
    def serve(self, *items):
        self.sandbox.faults({"path": "/billing/history", "body": envelope(*items)})

    def test_what_means_one_number_is_that_number(self):
        for text, amount in READ:
            with self.subTest(text):
                self.serve(item(text))
                self.assertEqual([(amount, "real")], self.rows(f"SELECT amount, typeof(amount) {HISTORY}"))
        self.serve(*(item(text, f"item-{i}") for i, (text, _) in enumerate(READ)))
        self.assertAlmostEqual(sum(amount for _, amount in READ), self.value(f"SELECT sum(amount) {HISTORY}"))

    def test_everything_else_is_an_error_where_it_is_read(self):
        for amount in REFUSED:
            self.serve(item(10.0, "item-0"), item(amount))
            shown = amount if isinstance(amount, str) else json.dumps(amount)
            for sql in (f"SELECT sum(amount) {HISTORY}", f"SELECT id {HISTORY} AND amount > 100",
                        f"SELECT amount {HISTORY} AND id = 'item-1'", f"SELECT id {HISTORY} ORDER BY amount",
                        f"SELECT * {HISTORY} AND id = 'item-1'", f"SELECT typeof(amount) {HISTORY} AND id <> 'item-0'"):
                with self.subTest(amount=amount, sql=sql):
                    message = self.failure(ERROR, sql)
                    self.assert_says(message, "cf_billing_history: amount is no number", f"'{shown.strip()}'"
                                     if shown == shown.strip() else "''", FIRST, "id 'item-1'",
                                     "json_extract(raw, '$.amount')")

    def test_queries_that_do_not_read_it_go_on(self):
        for amount in REFUSED:
            with self.subTest(amount=amount):
                self.serve(item(10.0, "item-0"), item(amount))
                self.assertEqual([("item-0",), ("item-1",)], self.rows(f"SELECT id {HISTORY}"))
                self.assertEqual(2, self.value(f"SELECT count(*) {HISTORY}"))
                self.assertEqual(10.0, self.value(f"SELECT sum(amount) {HISTORY} AND id = 'item-0'"))
                raw = self.value(f"SELECT raw {HISTORY} AND id = 'item-1'")
                self.assertEqual(amount, json.loads(raw)["amount"])

    def test_null_and_absent_are_null(self):
        self.serve(item(None), {"id": "x"})
        self.assertEqual([(None,), (None,)], self.rows(f"SELECT amount {HISTORY}"))

    def test_no_secret_and_no_flood(self):
        for amount in (f"token {TOKEN}", {"a": TOKEN}, "x" * 5000, "a\nb\u0007"):
            self.serve(item(amount, f"of {TOKEN}"))
            self.assertLess(len(self.failure(ERROR, f"SELECT amount {HISTORY}")), 500)
        own = "not-of-any-known-shape-1"
        escaped = json.dumps({"a": own}).replace("not", "\\u006eot")
        self.sandbox.faults({"path": "/billing/history",
                             "body": envelope(item("@")).replace('"@"', escaped)})
        db = self.connect(api_token=own)
        message = self.failure(ERROR, f"SELECT amount {HISTORY}", db=db)
        self.assertNotIn("of-any-known-shape", message)

    def test_a_record_without_id_is_named_by_its_place_and_time(self):
        for table, path in (("cf_paygo_usage", r"/billable-usage(\?|$)"), ("cf_focus_usage", "/billable/usage")):
            day = self.value("SELECT date('now', '-3 days')")
            records = [{"ChargePeriodStart": f"{day}T00:00:00Z", "BillingPeriodStart": f"{day}T00:00:00Z",
                        "ChargePeriodEnd": f"{day}T23:59:59Z", "ContractedCost": cost}
                       for cost in (1, "2,5")]
            body = json.dumps({"success": True, "errors": [], "messages": [], "result": records})
            self.sandbox.faults({"path": path, "body": body})
            query = f"FROM {table} WHERE account_id = '{FIRST}'"
            with self.subTest(table):
                message = self.failure(ERROR, f"SELECT sum(ContractedCost) {query}")
                self.assert_says(message, f"{table}: ContractedCost is no number: '2,5'", FIRST,
                                 "record 2 of its answer", f"ChargePeriodStart '{day}T00:00:00Z'")
                self.assertEqual(2, self.value(f"SELECT count(*) {query}"))

    def test_an_item_without_id_is_named_by_its_time(self):
        self.serve(item(1), item("n/a", None))
        self.assert_says(self.failure(ERROR, f"SELECT sum(amount) {HISTORY}"),
                         "record 2 of its answer, occurred_at '2026-09-01T00:00:00Z'")

    def test_a_kept_answer_says_the_same(self):
        db = self.connect(cache_ttl=300)
        self.serve(item("1,5"))
        with self.request_count(1):
            self.assertEqual("item-1", self.value(f"SELECT id {HISTORY}", db=db))
            self.assert_says(self.failure(ERROR, f"SELECT amount {HISTORY}", db=db), "id 'item-1'", "'1,5'")

    def test_every_column_of_amounts(self):
        for table, path, columns in (
                ("cf_subscriptions", "/subscriptions", ("price",)),
                ("cf_unpaid_invoices", "unpaid-invoice", ("amount", "amount_to_pay")),
                ("cf_bad_debt", "bad-debt", None), ("cf_ai_gateway_credit", "credit-balance", None),
                ("cf_credits", "credits", None)):
            if columns is None:
                columns = [name for _, name, kind, *_ in self.rows(f"PRAGMA table_info({table})") if kind == "REAL"]
                self.assertTrue(columns)
            for column in columns:
                record = {column: "1.234,56"}
                if column.startswith("topup_config_"):
                    record = {"topup_config": {column.removeprefix("topup_config_"): "1.234,56"}}
                result = {"invoices": [record]} if table == "cf_unpaid_invoices" else \
                    [record] if table == "cf_subscriptions" else record
                body = {"success": True, "errors": [], "messages": [], "result": result}
                self.sandbox.faults({"path": path, "body": json.dumps(body)})
                with self.subTest(table, column=column):
                    message = self.failure(ERROR, f"SELECT {column} FROM {table} WHERE account_id = '{MONTH_END}'")
                    self.assert_says(message, f"{table}: {column} is no number: '1.234,56'", MONTH_END)


if __name__ == "__main__":
    support.main()
