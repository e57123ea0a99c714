"""Pages of a firewall or proxy in the API's place: whatever their status is, they refuse nothing in its name."""

import support
from focus_post_case import PostCase
from support import ERROR, EURO, FIRST

HTML = "<!DOCTYPE html><html><title>Access denied</title></html>"


class Focus(PostCase):
    def test_a_post_that_is_kept_away_is_no_post_that_is_refused(self):
        """Else costs would be missing, as if Cloudflare had none."""
        sql = f"SELECT ConsumedQuantity, BilledCost FROM {self.of(EURO, 40)}"
        whole = self.rows(sql)
        for status in (400, 404, 405, 410):
            with self.subTest(status=status):
                self.sandbox.faults({"path": "billable/usage", "method": "POST", "status": status, "body": HTML})
                db = self.connect()
                self.sandbox.forget_requests()
                self.assert_says(self.failure(ERROR, sql, db=db), f"HTTP {status}", "was not the API", EURO)
                self.assertEqual({"POST"}, set(self.methods()))
                self.sandbox.faults()
                self.sandbox.forget_requests()
                self.assert_same_rows(whole, self.rows(sql, db=db))
                self.assertEqual({"POST"}, set(self.methods()))

    def test_what_is_no_page_may_refuse_the_post(self):
        """Nobody has said in which words it does: then quantities come by GET, as with an error in the API's form."""
        sql = f"SELECT ConsumedQuantity, BilledCost FROM {self.of(EURO, 40)}"
        quantities = self.rows(sql.replace("BilledCost", "NULL"))
        for status in (400, 404, 405):
            for body in ("404 page not found", "Method Not Allowed", '{"message": "Not found", "code": 404}', ""):
                with self.subTest(status=status, body=body):
                    self.sandbox.faults({"path": "billable/usage", "method": "POST", "status": status, "body": body})
                    self.sandbox.forget_requests()
                    self.assert_same_rows(quantities, self.rows(sql, db=self.connect()))
                    self.assertEqual({"POST", "GET"}, set(self.methods()))

    def test_the_end_of_today_is_not_refused(self):
        for method, column in (("POST", "BilledCost"), ("GET", "ConsumedQuantity")):
            with self.subTest(method):
                self.sandbox.faults({"path": "billable/usage", "method": method, "status": 400, "body": HTML, "count": 1})
                self.sandbox.forget_requests()
                message = self.failure(ERROR, f"SELECT {column} FROM {self.of(EURO)}", db=self.connect())
                self.assert_says(message, "HTTP 400", "was not the API")
                self.assertEqual([method], self.methods())


class Paygo(PostCase):
    def query(self, first, last):
        return (f"SELECT ServiceName, BilledCost FROM cf_paygo_usage WHERE account_id = '{FIRST}' AND charge_date BETWEEN "
                f"'{self.ago(first)}' AND '{self.ago(last)}'")

    def test_an_endpoint_that_is_kept_away_is_not_gone(self):
        """Else older ones would be asked, and be remembered."""
        sql = self.query(20, 10)
        whole = self.rows(sql)
        for status in (404, 410):
            with self.subTest(status=status):
                self.sandbox.faults({"path": "/billable-usage", "status": status, "body": HTML})
                db = self.connect()
                self.sandbox.forget_requests()
                self.assert_says(self.failure(ERROR, sql, db=db), f"HTTP {status}", "was not the API", FIRST)
                asked = {request.endpoint.rpartition(f"{FIRST}/")[2] for request in self.sandbox.requests()}
                self.assertLessEqual(asked, {"billable-usage", "billable-usage/info"})
                self.failure(ERROR, f"SELECT * FROM cf_paygo_subscriptions('{FIRST}')", db=db)
                self.sandbox.faults()
                self.assert_same_rows(whole, self.rows(sql, db=db))

    def test_the_end_of_today_is_not_refused(self):
        sql = self.query(3, 0)
        db = self.connect(cache_ttl=0)
        self.assertLess(0, len(self.rows(sql, db=db)))  # The cycles are known.
        # Of the open cycle, which may not be the only one.
        self.sandbox.faults({"path": rf"/billable-usage\?.*to={self.today}", "status": 400, "body": HTML, "count": 1})
        self.sandbox.forget_requests()
        self.assert_says(self.failure(ERROR, sql, db=db), "HTTP 400", "was not the API")
        begun = [str(request["query"]).partition("&to=")[0] for request in self.sandbox.requests()]
        self.assertEqual(len(set(begun)), len(begun), begun)


if __name__ == "__main__":
    support.main()
