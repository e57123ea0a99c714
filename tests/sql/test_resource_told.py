"""The argument `told` of cf_resource_usage: accounts that are left out, or refused, are rows that say why."""

import support
from resource_case import ResourceCase
from support import AUTH, BUSY, CANTOPEN, ERROR, EURO, FIRST

READ = "D1 - Rows Read"
REFUSED = {"path": "/graphql", "account": EURO, "status": 403}
FAILING = {"path": "/graphql", "account": EURO, "status": 500}
HTML = "<!DOCTYPE html><html><title>Access denied</title></html>"
# None of them is the API's word that this token may not: a page of a firewall or proxy, or no reason at all.
OF_NOBODY = [{**REFUSED, "body": body} for body in (
    HTML, "", '{"title":"Access denied","error_code":1020}', '{"success":false,"errors":[],"result":null}',
    '{"success":false,"errors":[{"message":"Forbidden"}],"result":null}')]


class Told(ResourceCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.sandbox.settle)

    def query(self, told, *accounts):
        marks = ", ".join(f"'{account}'" for account in accounts or (FIRST, EURO))
        return (f"SELECT account_id, day, service, quantity, reason FROM cf_resource_usage WHERE account_id IN ({marks}) "
                f"AND service = '{READ}' AND day BETWEEN '{self.ago(3)}' AND '{self.ago(2)}'"
                + f" AND told = '{told}'" * bool(told))

    def check_told(self, rows, *says):
        """A row for each day of EURO, and FIRST as it is."""
        of_euro = [row for row in rows if row[0] == EURO]
        self.assertEqual([(EURO, self.ago(3), READ, None), (EURO, self.ago(2), READ, None)],
                         sorted(row[:4] for row in of_euro))
        for *_, reason in of_euro:
            self.assert_says(reason, *says, EURO)
        self.assertEqual({FIRST, EURO}, {row[0] for row in rows})
        self.assertEqual([], [row for row in rows if row[0] == FIRST and row[4]])

    def outcomes(self, db):
        return dict(self.rows("SELECT account_id, outcome FROM cf_requests WHERE error_kind = 'failed'", db=db))

    def test_whom_the_setting_leaves_out(self):
        for on_error in ("skip", "skip-all"):
            for fault, says in ((REFUSED, ("refused: cf_resource_usage: HTTP 403", "Account Analytics › Read")),
                                (FAILING, ("failed: cf_resource_usage: HTTP 500",))):
                for told in ("left out", "refused"):
                    with self.subTest(on_error=on_error, fault=fault, told=told):
                        self.sandbox.faults(fault)
                        db = self.connect(on_error=on_error, max_retries=0)
                        self.check_told(self.rows(self.query(told), db=db), *says)
                        self.assertEqual({EURO: "left out"}, self.outcomes(db))

    def test_without_it_they_are_left_out_alone(self):
        self.sandbox.faults(REFUSED)
        self.assertEqual({FIRST}, {row[0] for row in self.rows(self.query(None), db=self.connect(on_error="skip"))})

    def test_with_skip_nobody_is_an_error_still(self):
        for fault, code in ((REFUSED, AUTH), (FAILING, CANTOPEN)):
            self.sandbox.faults(fault)
            db = self.connect(on_error="skip", max_retries=0)
            self.assert_says(self.failure(code, self.query("left out", EURO), db=db), EURO)

    def test_with_skip_all_rows_tell_of_all(self):
        for fault, says in ((REFUSED, "refused: "), (FAILING, "failed: ")):
            for accounts in ((EURO,), (FIRST, EURO)):
                self.sandbox.faults({**fault, "account": accounts[0]}, fault)
                db = self.connect(on_error="skip-all", max_retries=0)
                rows = self.rows(self.query("left out", *accounts), db=db)
                self.assertEqual({(account, says) for account in accounts},
                                 {(row[0], row[4][:len(says)]) for row in rows})
                self.assertEqual(dict.fromkeys(accounts, "left out"), self.outcomes(db))
        # Without the rows it is told as what it is.
        self.failure(CANTOPEN, self.query(None, FIRST, EURO), db=self.connect(on_error="skip-all", max_retries=0))

    def test_a_refusal_whatever_the_setting_says(self):
        for on_error in ("fail", "skip", "skip-all"):
            self.sandbox.faults(REFUSED)
            db = self.connect(on_error=on_error)
            self.check_told(self.rows(self.query("refused"), db=db), "refused: ")
            self.assertEqual(2, len(self.rows(self.query("refused", EURO), db=db)))
            self.assertEqual({EURO: "left out"}, self.outcomes(db))

    def test_a_refusal_in_an_answer(self):
        self.sandbox.set(graphql__permission="off")
        rows = self.rows(self.query("refused"), db=self.connect())
        self.assertEqual({FIRST, EURO}, {row[0] for row in rows})
        self.assertEqual(4, len(rows))
        for *_, reason in rows:
            self.assert_says(reason, "refused: ", "not authorized for that account", "Account Analytics › Read")

    def test_a_refusal_once_the_settings_are_known(self):
        db = self.connect(cache_ttl=0)
        self.rows(self.query("refused"), db=db)
        self.sandbox.set(graphql__permission="off")
        rows = self.rows(self.query("refused"), db=db)
        self.assertEqual({True}, {row[4].startswith("refused: ") for row in rows})
        self.assertEqual(4, len(rows))

    def test_what_is_no_refusal_of_an_account(self):
        for fault, code in (({"status": 500}, CANTOPEN), ({"status": 401}, AUTH), ({"status": 429}, BUSY)):
            self.sandbox.faults({**REFUSED, **fault})
            self.failure(code, self.query("refused", EURO), db=self.connect(max_retries=0, max_wait=0))

    def test_a_403_that_is_not_the_apis_word(self):
        for fault in OF_NOBODY:
            with self.subTest(fault):
                self.sandbox.faults(fault)
                db = self.connect()
                message = self.failure(AUTH, self.query("refused", EURO), db=db)
                self.assert_says(message, "cf_resource_usage: HTTP 403", EURO)
                self.assertEqual({EURO: "failed"}, self.outcomes(db))
                # Nothing is remembered of it: the same connection is answered at once.
                self.sandbox.faults()
                self.assertEqual([], [row for row in self.rows(self.query("refused"), db=db) if row[4]])
                self.sandbox.faults(fault)
                for told in ("left out", "refused"):
                    rows = self.rows(self.query(told), db=self.connect(on_error="skip"))
                    self.check_told(rows, "failed: cf_resource_usage: HTTP 403")
                    self.assertEqual([], [row for row in rows if "refused: " in (row[4] or "")])

    def test_pages_of_other_states(self):
        for status, code in ((401, AUTH), (404, ERROR), (400, ERROR), (200, ERROR)):
            with self.subTest(status=status):
                self.sandbox.faults({**REFUSED, "status": status, "body": HTML})
                message = self.failure(code, self.query("refused", EURO), db=self.connect())
                self.assertNotIn("Analytics › Read", message)
                # One that is in the way of one account is not in the way of others.
                self.check_told(self.rows(self.query("left out"), db=self.connect(on_error="skip")), "failed: ")

    def test_a_page_in_place_of_the_zones(self):
        query = self.query("refused", EURO).replace(READ, "Cache Reserve Storage")
        beside = query.replace("= 'Cache", f"IN ('{READ}', 'Cache").replace("Storage'", "Storage')")
        for fault, code in (({"status": 403, "body": HTML}, AUTH), ({"status": 404, "body": HTML}, ERROR),
                            ({"status": 403, "body": ""}, AUTH)):
            with self.subTest(fault):
                db = self.connect()
                self.sandbox.faults({"path": "/zones", **fault})
                message = self.failure(code, query, db=db)
                self.assert_says(message, f"HTTP {fault['status']}", "was not the API")
                rows = self.rows(beside, db=self.connect(on_error="skip"))
                self.assertEqual({("Cache Reserve Storage", "failed: the zones of the account ")},
                                 {(row[2], (row[4] or "")[:33]) for row in rows if row[2] != READ or row[4]})
                self.sandbox.faults()
                self.assertEqual([], [row for row in self.rows(query, db=db) if row[4]])
        self.sandbox.faults({"path": "/zones", "status": 403})
        self.assertEqual({"the zones of the account cannot be "},
                         {row[4][:35] for row in self.rows(query, db=self.connect())})

    def test_other_words(self):
        self.assert_says(self.failure(ERROR, self.query("all")), "told must be 'left out' or 'refused', not 'all'")
        self.assertEqual([], self.rows(self.query(None) + " AND told = NULL"))
        self.assertEqual("left out", self.value(f"SELECT DISTINCT told FROM ({self.query('left out').replace('reason', 'told')})"))


if __name__ == "__main__":
    support.main()
