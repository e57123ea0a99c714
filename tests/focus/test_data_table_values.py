"""focus_data_table: values that are corrected or filled in on the way from a record."""

import datetime
import json

import focus_case
import support
from focus_case import month_before
from support import EURO, FIRST, MANY_PLANS


class Values(focus_case.TestCase):
    def test_what_older_paygo_endpoints_do_not_say(self):
        """Accounts are not one group, and a cost is the only one that they have."""
        since = month_before(self.sandbox.today(), 2)
        wanted = {}
        for account in (FIRST, MANY_PLANS):
            rows = [json.loads(row) for row in self.sandbox.truth("paygo", account)]
            wanted[account] = sum(row["ContractedCost"] for row in rows
                                  if row["ChargePeriodStart"] >= since)
        for generation in ("billable-usage", "paygo-usage", "billing/usage/paygo"):
            self.sandbox.set(paygo__generations=generation)
            db = self.focus(*wanted, feed="paygo")
            for column in ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"):
                found = dict(self.rows(
                    f"SELECT BillingAccountId, sum({column}) FROM focus_data_table "
                    "WHERE ChargePeriodStart >= ? AND ChargeCategory = 'Usage' GROUP BY 1", (since,), db))
                self.assertEqual(wanted.keys(), found.keys(), generation)
                for account, cost in wanted.items():
                    self.assertAlmostEqual(cost, found[account], 6, generation)
            self.assertEqual({MANY_PLANS}, {row[0] for row in self.rows(
                "SELECT BillingAccountId FROM focus_data_table WHERE ChargePeriodStart >= ? "
                "AND BillingAccountId = ?", (since, MANY_PLANS), db)}, generation)

    def test_an_end_is_one_however_it_is_written(self):
        """EURO's records end with the last second, those of others at midnight."""
        first, end = month_before(self.sandbox.today(), 3), month_before(self.sandbox.today(), 2)
        ends = {row["ChargePeriodEnd"] for row in map(json.loads, self.sandbox.truth("focus", EURO))}
        self.assertTrue(all(end.endswith("T23:59:59Z") for end in ends))
        found = self.rows("SELECT ChargePeriodStart, ChargePeriodEnd FROM focus_data_table WHERE "
                          "ChargePeriodStart >= ? AND ChargePeriodEnd <= ? GROUP BY 1, 2", (first, end),
                          self.focus(EURO, MANY_PLANS))
        days = (datetime.date.fromisoformat(end) - datetime.date.fromisoformat(first)).days
        self.assertEqual(days, len(found))
        self.assertEqual({"T00:00:00Z"}, {text[10:] for row in found for text in row})
        with self.request_count(0):
            message = self.failure(support.ERROR, "SELECT count(*) FROM focus_data_table WHERE "
                                   "ChargePeriodEnd > 20261001", db=self.focus(EURO))
        self.assertIn("charge_period_end is compared with", message)

    def test_queries_of_1_4_find_their_dataset(self):
        """By its name, as `SELECT … FROM CostAndUsage`; the days that are asked for are the query's."""
        first, end = month_before(self.sandbox.today(), 2), month_before(self.sandbox.today(), 1)
        sql = ("SELECT BillingPeriodStart, ServiceName, InvoiceDetailId, SUM(BilledCost) AS TotalBilledCost FROM {} "
               "WHERE ChargePeriodStart >= ? AND ChargePeriodEnd <= ? GROUP BY 1, 2, 3 ORDER BY 1, 2")
        for feed in ("paygo", "focus"):
            db = self.focus(MANY_PLANS, feed=feed, files=("sql/focus/cost_and_usage.sql",))
            for _ in range(2):  # Which endpoint answers is known then.
                self.sandbox.forget_requests()
                wanted = self.rows(sql.format("focus_data_table_1_4"), (first, end), db)
            asked = len(self.sandbox.requests())
            self.assertGreater(len(wanted), 5)
            with self.request_count(asked):
                self.assertEqual(wanted, self.rows(sql.format("CostAndUsage"), (first, end), db))
            self.sandbox.forget_requests()
            # Without that file a table of this name is what it was.
            db = self.focus(MANY_PLANS, feed=feed)
            db.execute("SELECT cf_create_views()").fetchall()
            db.execute("CREATE TABLE main.CostAndUsage(mine)")
            self.assertEqual([], self.rows("SELECT mine FROM CostAndUsage", db=db))

    def test_an_end_on_another_day_in_utc_is_an_error(self):
        day = month_before(self.sandbox.today(), 1)
        for name in ("ChargePeriodEnd", "BillingPeriodEnd"):
            record = json.loads(self.sandbox.truth("focus", EURO)[-1])
            record |= {"ChargePeriodStart": f"{day}T00:00:00Z", "ChargePeriodEnd": f"{day}T23:59:59Z"}
            record[name] = f"{day}T22:00:00-05:00"
            self.sandbox.faults({"path": "billable/usage", "account": EURO, "body": json.dumps(
                {"success": True, "errors": [], "messages": [], "result": [record]})})
            self.assertIn(f"the {name} '{day}T22:00:00-05:00'", self.failure(
                support.ERROR, f"SELECT * FROM focus_data_table WHERE ChargePeriodStart >= ?1 AND {name} > ?1",
                (day,), db=self.focus(EURO)))


if __name__ == "__main__":
    focus_case.main()
