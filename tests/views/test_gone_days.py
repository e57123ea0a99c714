"""What views say where Cloudflare no longer has the first days of a period: it keeps about 30."""

import datetime
import json
import sqlite3

import views
from support import EURO, MID_MONTH

KEPT = 30
TOTALS = {"cf_spend_by_product": "cost", "cf_spend_by_metric": "cost", "cf_spend_by_zone": "cost",
          "cf_spend_by_subscription": "cost", "cf_spend_by_account": "cost",
          "cf_showback_by_zone": "cost", "cf_quantity_by_zone": "quantity",
          "cf_quantity_by_subscription": "quantity", "cf_chart_by_product": "cost"}


class GoneDays(views.TestCase):
    def setUp(self):
        super().setUp()
        self.today = datetime.date.fromisoformat(self.sandbox.today())
        self.sandbox.set(paygo__retention_days=KEPT)

    def ago(self, days):
        return (self.today - datetime.timedelta(days)).isoformat()

    def usage(self, account, first_day):
        """Cost by day, as the sandbox has it without having forgotten any."""
        daily = {}
        for text in self.sandbox.truth("paygo", account):
            record = json.loads(text)
            day = record["ChargePeriodStart"][:10]
            if first_day <= day <= self.today.isoformat():
                daily[day] = daily.get(day, 0) + record["BilledCost"]
        return daily

    def test_a_sum_that_would_lack_days_is_not_shown(self):
        self.views(MID_MONTH, first_day=self.ago(KEPT + 9))
        self.assertIn(self.ago(KEPT + 9), self.usage(MID_MONTH, self.ago(KEPT + 9)))
        for view, column in TOTALS.items():
            with self.subTest(view):
                found = self.rows(f"SELECT {column} FROM {view}")
                self.assertTrue(found)
                self.assertEqual({(None,)}, set(found))
        for view in TOTALS.keys() - {"cf_chart_by_product"}:
            self.assertEqual([(self.ago(KEPT),)],
                             self.rows(f"SELECT DISTINCT complete_from FROM {view}"))

    def test_days_are_whole_by_themselves(self):
        self.views(MID_MONTH, first_day=self.ago(KEPT + 9))
        found = dict(self.rows("SELECT day, sum(cost) FROM cf_spend_by_day GROUP BY 1"))
        expected = self.usage(MID_MONTH, self.ago(KEPT))
        self.assertEqual(expected.keys(), found.keys())
        for day, cost in expected.items():
            self.close(cost, found[day], day)

    def test_who_wants_what_there_is_says_so(self):
        self.views(MID_MONTH, first_day=self.ago(KEPT + 9), config={"incomplete": "ignore"})
        self.close(sum(self.usage(MID_MONTH, self.ago(KEPT)).values()),
                   self.value("SELECT sum(cost) FROM cf_spend_by_account"))
        self.assertEqual([(self.ago(KEPT),)],
                         self.rows("SELECT DISTINCT complete_from FROM cf_spend_by_account"))

    def test_a_period_that_is_kept_is_whole(self):
        self.views(MID_MONTH, first_day=self.ago(KEPT))
        self.close(sum(self.usage(MID_MONTH, self.ago(KEPT)).values()),
                   self.value("SELECT sum(cost) FROM cf_spend_by_account"))
        self.assertEqual([(None,)],
                         self.rows("SELECT DISTINCT complete_from FROM cf_spend_by_account"))

    def test_accounts_are_looked_at_one_by_one(self):
        """Of one the records of the first days are not there, of the other they are."""
        self.sandbox.set(paygo__retention_days=0)
        self.views(MID_MONTH, EURO, first_day=self.ago(KEPT + 9))
        whole = dict(self.rows("SELECT account_id, sum(cost) FROM cf_spend_by_account GROUP BY 1"))
        for account, cost in whole.items():
            self.close(sum(self.usage(account, self.ago(KEPT + 9)).values()), cost)
        self.assertEqual({MID_MONTH, EURO}, whole.keys())

    def test_no_view_fails(self):
        """Nor is its answer empty where there is something to say."""
        db = self.views(MID_MONTH, first_day=self.ago(KEPT + 40))
        names = [name for (name,) in db.execute(
            "SELECT name FROM sqlite_temp_master WHERE type = 'view' ORDER BY 1")]
        for name in names:
            with self.subTest(name):
                db.execute(f"SELECT * FROM {name}").fetchall()
        missing = {day for (day,) in self.rows("SELECT day FROM cf_missing_days")}
        self.assertLessEqual({self.ago(days) for days in range(KEPT + 1, KEPT + 41)}, missing)

    def test_the_table_itself_fails_and_names_the_days(self):
        message = self.failure(
            sqlite3.SQLITE_ERROR,
            f"SELECT sum(BilledCost) FROM cf_paygo_usage WHERE account_id = '{MID_MONTH}' "
            f"AND charge_date >= '{self.ago(KEPT + 9)}'")
        self.assert_says(message, self.ago(KEPT + 9), self.ago(KEPT), "incomplete", MID_MONTH)


if __name__ == "__main__":
    views.main()
