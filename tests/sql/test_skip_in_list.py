"""on_error = skip with an IN list of accounts: SQLite before 3.38 makes a scan for each of its values, in their order.

There a scan cannot tell an IN from an `=`, nor who else will be asked. So it fails if it is refused before any other
account has answered, as in a join: a statement that ends with what it has by then would look as if it had all.
"""

import sqlite3

import support
from support import AUTH, EURO, FIRST, MONTH_END

IS_ONE_SCAN = sqlite3.sqlite_version_info >= (3, 38)
TRIO = sorted((FIRST, MONTH_END, EURO))
SQL = f"SELECT account_id FROM cf_billing_profile WHERE account_id IN ('{TRIO[2]}', '{TRIO[0]}', '{TRIO[1]}')"
LEFT_OUT = "SELECT DISTINCT account_id FROM cf_requests WHERE outcome = 'left out'"


class InList(support.TestCase):
    def rows_without(self, refused, on_error, sql=SQL):
        self.sandbox.faults({"account": refused, "status": 403})
        db = self.connect(on_error=on_error, max_retries=0)
        others = [account for account in TRIO if account != refused]
        self.assertEqual(others, sorted(account for account, in self.rows(sql, db=db)))
        self.assertEqual([(refused,)], self.rows(LEFT_OUT, db=db))

    def test_once_another_has_answered_one_is_left_out(self):
        for refused in TRIO[1:]:
            self.rows_without(refused, "skip")

    def test_the_first_one(self):
        for sql in (SQL, "SELECT account_id FROM cf_billing_profile WHERE account_id IN (SELECT id FROM cf_accounts "
                         f"WHERE id IN ('{TRIO[0]}', '{TRIO[1]}', '{TRIO[2]}'))"):
            if IS_ONE_SCAN:
                self.rows_without(TRIO[0], "skip", sql)
                continue
            self.sandbox.faults({"account": TRIO[0], "status": 403})
            db = self.connect(on_error="skip", max_retries=0)
            self.assert_says(self.failure(AUTH, sql, db=db), TRIO[0])
            self.assertEqual([(TRIO[0], "failed")], self.rows(
                "SELECT account_id, outcome FROM cf_requests WHERE table_name = 'cf_billing_profile'", db=db))

    def test_skip_all_leaves_any_out(self):
        for refused in TRIO:
            self.rows_without(refused, "skip-all")

    def test_if_nobody_answers(self):
        self.sandbox.faults({"status": 403})
        self.assert_says(self.failure(AUTH, SQL, db=self.connect(on_error="skip", max_retries=0)), "HTTP 403")


if __name__ == "__main__":
    support.main()
