"""The documentation's own example bodies, and every field read back. Served as published but for their
placeholders of errors: beside a result these are errors."""

import json
import os
import unittest

import oracle
import support
from support import FIRST

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


def body_of(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()


def without_errors(body):
    """The same text with an empty list of errors."""
    at = body.index('"errors"')
    at = body.index("[", at)
    _, end = json.JSONDecoder().raw_decode(body, at)
    return body[:at] + "[]" + body[end:]


class Documented(support.TestCase):
    def serve(self, path, name, **settings):
        """Serves the body wherever the path ends like this; returns the record in it."""
        body = without_errors(body_of(name))
        self.sandbox.set(**settings)
        self.sandbox.faults({"path": rf"{path}(\?|$)", "status": 200, "body": body})
        self.sandbox.forget_requests()
        result = json.loads(body)["result"]
        return result[0] if isinstance(result, list) else result

    def read_back(self, table, record, where, parameters=(), fields=None, db=None):
        """Each field by itself, all at once, and as received."""
        columns = oracle.COLUMNS[table]
        expected = oracle.visible(table, json.dumps(record))
        found = self.rows(f"SELECT * FROM {table} WHERE {where}", parameters, db)
        self.assert_same_rows([expected], found)
        for column, value in zip(columns, expected):
            with self.subTest(column=column):
                found = self.rows(f"SELECT {column}, typeof({column}) FROM {table} WHERE {where}",
                                  parameters, db)
                kind = {str: "text", float: "real", int: "integer", type(None): "null"}
                self.assert_same_rows([(value, kind[type(value)])], found)
        filled = {column for column, value in zip(columns, expected) if value is not None}
        self.assertEqual(set(fields or columns), filled)
        raw = self.value(f"SELECT raw FROM {table} WHERE {where}", parameters, db)
        self.assertEqual(record, json.loads(raw))
        self.assertIn(raw, self.served)

    def setUp(self):
        super().setUp()
        self.served = "".join(body_of(name) for name in os.listdir(FOLDER)
                              if name.endswith(".json"))

    def test_placeholders_of_errors_are_errors(self):
        self.sandbox.faults({"path": "billing/profile", "status": 200, "body": body_of("account_profile.json")})
        self.assert_says(self.failure(support.ERROR, "SELECT * FROM cf_billing_profile"), "HTTP 200, code ")

    def test_account_profile(self):
        record = self.serve("accounts/[^/]+/billing/profile", "account_profile.json")
        self.assertEqual(39, len(record))
        self.read_back("cf_billing_profile", record, "account_id = ?", (FIRST,))

    def test_user_profile(self):
        record = self.serve("user/billing/profile", "user_profile.json")
        self.assertEqual(39, len(record))
        self.read_back("cf_billing_profile", record, "account_id IS NULL")

    def test_user_history(self):
        record = self.serve("user/billing/history", "user_history.json")
        self.assertEqual(8, len(record))
        columns = ["id", "action", "amount", "currency", "description", "occurred_at", "type",
                   "zone_name"]
        # The example tells of 2,000 items and has one: only its first page is read.
        self.read_back("cf_billing_history", record, "account_id IS NULL LIMIT 1", fields=columns)
        for where in ("id > ''", "occurred_at = '2014-03-01T12:21:59.3456Z'", "type = 'charge'",
                      "occurred_date >= '2014-03-01'"):
            with self.request_count(1):
                self.assertEqual([("2014-03-01",)], self.rows(
                    f"SELECT occurred_date FROM cf_billing_history WHERE {where} LIMIT 1"))

    def test_first_paygo(self):
        record = self.serve("billing/usage/paygo", "paygo_11_fields.json",
                            paygo__generations="billing/usage/paygo")
        self.assertEqual(11, len(record))
        self.read_back("cf_paygo_usage", record, "account_id = ?", (FIRST,),
                       fields=oracle.PAYGO_FIRST,
                       db=self.connect(paygo_endpoint="billing/usage/paygo"))

    def test_second_paygo(self):
        record = self.serve("paygo-usage", "paygo_15_fields.json",
                            paygo__generations="paygo-usage,billing/usage/paygo")
        self.assertEqual(15, len(record))
        self.read_back("cf_paygo_usage", record, "account_id = ?", (FIRST,),
                       fields=oracle.PAYGO_SECOND, db=self.connect(paygo_endpoint="paygo-usage"))

    def test_paygo_with_dates(self):
        """The one record there is, whatever was asked for."""
        for path, name in (("billing/usage/paygo", "paygo_11_fields.json"),
                           ("paygo-usage", "paygo_15_fields.json")):
            record = self.serve(path, name)
            db = self.connect(paygo_endpoint=path)
            self.read_back("cf_paygo_usage", record,
                           "account_id = ? AND charge_date BETWEEN '2025-02-01' AND '2025-02-28'",
                           (FIRST,), db=db, fields=oracle.PAYGO_FIRST if "11" in name
                           else oracle.PAYGO_SECOND)
            self.assertEqual([(0,)], self.rows(
                "SELECT count(*) FROM cf_paygo_usage WHERE account_id = ? AND "
                "charge_date = '2025-02-02'", (FIRST,), db))

    def test_focus(self):
        record = self.serve("billable/usage", "focus_33_fields.json")
        self.assertEqual(33, len(record))
        fields = set(oracle.FOCUS_COLUMNS) - {"x_ProductCategoryName", "x_ProductFamilyId", "Tags"}
        self.assertEqual(fields, set(record))
        for where in ("account_id = ?", "account_id = ? AND charge_date = '2025-05-01'",
                      "account_id = ? AND ChargePeriodStart >= '2025-04-20' "
                      "AND ChargePeriodEnd <= '2025-05-02T00:00:00Z'",
                      "BillingAccountId = ? AND BillingPeriodStart = '2025-05-01T00:00:00Z'"):
            self.read_back("cf_focus_usage", record, where, (FIRST,), fields)

    def test_focus_example_is_one_record_however_many_windows(self):
        self.serve("billable/usage", "focus_33_fields.json")
        with self.request_count(5):
            self.assertEqual(1, self.value(
                "SELECT count(*) FROM cf_focus_usage WHERE account_id = ? AND charge_date "
                "BETWEEN '2025-03-01' AND '2025-07-28'", (FIRST,)))

    def test_example_lists_errors_next_to_success(self):
        for name in ("account_profile.json", "focus_33_fields.json"):
            self.assertTrue(json.loads(body_of(name))["errors"])
            self.assertIs(True, json.loads(body_of(name))["success"])


if __name__ == "__main__":
    support.main()
