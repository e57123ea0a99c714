"""cf_requests.error_kind: what an error comes to, told by itself and not by how its text begins."""

import json

import support
from resource_case import D1, ResourceCase
from support import AUTH, EURO, FIRST, MID_MONTH

D1_ROWS = f"SELECT * FROM cf_resource_usage(?, ?) WHERE dataset = '{D1}'"


class Kinds(ResourceCase):
    def kinds(self, db):
        """Of the errors there are."""
        rows = self.rows("SELECT error_kind, error IS NOT NULL FROM cf_requests", db=db)
        self.assertEqual([], [row for row in rows if (row[0] is not None) != row[1]])
        return sorted({kind for kind, _ in rows if kind})

    def test_without_an_error_there_is_none(self):
        self.rows(D1_ROWS, (FIRST, self.ago(1)))
        self.assertEqual([], self.kinds(self.db))

    def test_it_is_hidden(self):
        self.assertNotIn("error_kind", [name for _, name, *_ in self.rows("PRAGMA table_info(cf_requests)")])

    def test_failed(self):
        self.sandbox.faults({"account": EURO, "status": 403})
        self.failure(AUTH, "SELECT * FROM cf_billing_profile WHERE account_id = ?", (EURO,))
        self.assertEqual(["failed"], self.kinds(self.db))
        # One dataset of several, with the setting that goes on.
        self.restart(graphql__failing=D1)
        self.sandbox.faults()
        db = self.connect(on_error="skip")
        self.rows("SELECT * FROM cf_resource_usage(?, ?) WHERE resource_type = 'd1_database'", (FIRST, self.ago(1)), db=db)
        self.assertEqual(["failed"], self.kinds(db))

    def test_given_up(self):
        """Of the other account, as the first one ends the query."""
        self.sandbox.faults({"account": EURO, "status": 401}, {"account": FIRST, "latency_ms": 2000})
        self.failure(AUTH, "SELECT * FROM cf_billing_profile WHERE account_id IN (?, ?)", (FIRST, EURO))
        self.sandbox.settle()
        self.assertEqual(["failed", "given up"], self.kinds(self.db))

    def test_denied(self):
        for setting in ("graphql__disabled", "graphql__not_in_plan"):
            self.restart(**{setting: D1})
            db = self.connect()
            self.rows(D1_ROWS, (FIRST, self.ago(1)), db=db)
            self.assertEqual(["denied"], self.kinds(db))

    def test_a_list_of_names_that_is_denied(self):
        for status in (403, 404):
            self.sandbox.faults({"path": "d1/database", "status": status})
            db = self.connect()
            self.assertEqual({None}, {name for name, in self.rows(
                D1_ROWS.replace("*", "DISTINCT resource_name"), (FIRST, self.ago(1)), db=db)})
            self.assertEqual(["denied"], self.kinds(db))
        self.sandbox.faults({"path": "d1/database", "status": 500})
        db = self.connect(on_error="skip", max_retries=0)
        self.rows(D1_ROWS, (FIRST, self.ago(1)), db=db)
        self.assertEqual(["failed"], self.kinds(db))

    def test_gone(self):
        self.sandbox.set(graphql__retention_days="10")
        db = self.connect(incomplete="ignore")
        self.rows(D1_ROWS, (FIRST, self.ago(20)), db=db)
        self.assertEqual(["gone"], self.kinds(db))
        # And both at once are the graver one.
        self.restart(graphql__retention_days="10", graphql__not_in_plan="d1StorageAdaptiveGroups")
        db = self.connect(incomplete="ignore")
        self.rows("SELECT * FROM cf_resource_usage(?, ?) WHERE resource_type = 'd1_database'", (FIRST, self.ago(20)), db=db)
        self.assertIn("denied", self.kinds(db))

    def test_days_of_usage_that_are_gone(self):
        self.sandbox.set(paygo__retention_days=30)
        db = self.connect(incomplete="ignore")
        self.rows("SELECT * FROM cf_paygo_usage WHERE account_id = ? AND charge_date >= ?", (MID_MONTH, self.ago(45)), db=db)
        self.assertEqual(["gone"], self.kinds(db))

    def test_incomplete(self):
        items = [{"id": f"{n:032x}", "type": "worker", "name": str(n)} for n in range(3)]
        self.sandbox.faults({"path": "alerting/v3/policies", "body": json.dumps(
            {"success": True, "errors": [], "messages": [], "result": items, "result_info": {"total_count": 9}})})
        db = self.connect(incomplete="ignore")
        self.assertEqual(3, len(self.rows("SELECT * FROM cf_alert_policies WHERE account_id = ?", (FIRST,), db=db)))
        self.assertEqual(["incomplete"], self.kinds(db))

    def test_elsewhere(self):
        """An older endpoint, and FOCUS without costs."""
        for settings, sql in (({"paygo__generations": "paygo-usage"}, "SELECT ServiceName FROM cf_paygo_usage(?, ?)"),
                              ({"focus__post": "400"}, "SELECT BilledCost FROM cf_focus_usage(?, ?)")):
            self.restart(**settings)
            db = self.connect()
            self.assertTrue(self.rows(sql, (FIRST, self.ago(3)), db=db))
            self.assertEqual(["elsewhere"], self.kinds(db), settings)


if __name__ == "__main__":
    support.main()
