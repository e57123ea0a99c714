"""Days that an archive has never read are no days of nothing: no view takes them for that, whatever it adds
up or expects. cf_config('incomplete', 'ignore') shows what there is."""

import archive_case
import support
from archive_case import day_before
from support import EURO, FIRST

# What is NULL where days of this month, or of the weeks before, were never read.
SAID = {
    "cf_month_to_date": "cost, projected_cost, projection_error",
    "cf_billing_cycle_to_date": "cost, projected_cost, projection_error",
    "cf_budget_status": "spent, projected_cost, burn_rate, runs_out_on",
    "cf_projected_total": "usage, cost, projected_usage, projected_cost",
    "cf_quantity_to_date": "quantity, projected_quantity, projection_error",
    "cf_free_allowance": "used, charged_quantity, free_used, headroom, first_charged_day",
    "cf_movers_month_on_month": "cost_before, cost_after, quantity_before, quantity_after",
    "cf_estimated_cost": "estimated_cost"}
KNOWN_WITHOUT_THE_WEEKS_BEFORE = {
    "cf_month_to_date": "cost", "cf_budget_status": "spent", "cf_projected_total": "usage, cost",
    "cf_quantity_to_date": "quantity", "cf_movers_month_on_month": "cost_after, quantity_after"}


class UnreadDays(archive_case.ArchiveCase):
    def setUp(self):
        super().setUp()
        # In the middle of a month; of two accounts one has all its days.
        self.today = f"{self.sandbox.today()[:8]}20"
        if self.today > self.sandbox.today():
            self.today = day_before(f"{self.sandbox.today()[:8]}01", 12)
        for days in (60, 40, 20, 0):
            self.go_to(day_before(self.today, days))
            self.sync((FIRST, EURO))

    def forget(self, first, last):
        for table, day in (("archived_days", "day"), ("paygo_usage", "charge_date")):
            self.change(f"DELETE FROM {table} WHERE account_id = ? AND {day} BETWEEN ? AND ?", FIRST, first, last)

    def said(self, columns=None):
        """Of each view, how many of its rows say anything in these columns, by account."""
        db = self.views(FIRST, EURO, source="archive", first_day=f"{self.today[:8]}01")
        db.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (?, 'USD', 1), (?, 'EUR', 1)",
                   (FIRST, EURO))
        found = {}
        for view, names in (columns or SAID).items():
            of_each = dict(db.execute(f"SELECT account_id, count(coalesce({names}, NULL)) FROM {view} GROUP BY 1"))
            self.assertEqual({FIRST, EURO}, of_each.keys(), view)
            self.assertLess(0, of_each[EURO], view)
            found[view] = of_each[FIRST]
        return found

    def test_of_this_month(self):
        self.assertNotIn(0, self.said().values())
        first = f"{self.today[:8]}03"
        self.forget(day_before(first, 7), first)
        self.assertEqual(dict.fromkeys(SAID, 0), self.said())
        db = self.views(FIRST, source="archive", first_day=f"{self.today[:8]}01")
        db.execute("INSERT INTO cf_budgets(currency, monthly_amount) VALUES ('USD', 1)")
        # Nor do all accounts together have an amount.
        db.execute("INSERT INTO cf_report_accounts(account_id) VALUES (?)", (EURO,))
        self.assertEqual([(None, None)], db.execute("SELECT spent, runs_out_on FROM cf_budget_status "
                                                    "WHERE account_id IS NULL").fetchall())
        self.assertEqual([], db.execute("SELECT * FROM cf_price_and_quantity_effects WHERE account_id = ?",
                                        (FIRST,)).fetchall())
        db.execute("SELECT cf_config('incomplete', 'ignore')").fetchall()
        for view, names in SAID.items():
            self.assertLess(0, db.execute(f"SELECT count(coalesce({names}, NULL)) FROM {view} "
                                          f"WHERE coalesce(account_id, ?1) = ?1", (FIRST,)).fetchone()[0], view)

    def test_of_the_weeks_before(self):
        self.forget(day_before(f"{self.today[:8]}01", 4), day_before(f"{self.today[:8]}01", 2))
        self.assertNotIn(0, self.said(KNOWN_WITHOUT_THE_WEEKS_BEFORE).values())
        self.assertEqual({0}, set(self.said({
            "cf_month_to_date": "projected_cost", "cf_budget_status": "projected_cost",
            "cf_projected_total": "projected_cost", "cf_quantity_to_date": "projected_quantity",
            "cf_movers_month_on_month": "cost_before"}).values()))

    def test_the_newest(self):
        """Three of them may be late: so far they are expected, after that nobody has asked for them."""
        self.forget(day_before(self.today, 3), self.today)
        self.assertNotIn(0, self.said({"cf_month_to_date": "projected_cost", "cf_budget_status": "spent"}).values())
        self.forget(day_before(self.today, 4), self.today)
        self.assertEqual({0}, set(self.said({view: names for view, names in SAID.items()
                                             if view != "cf_movers_month_on_month"}).values()))
        self.assertEqual({0}, set(self.said({"cf_movers_month_on_month": "cost_after"}).values()))

    def test_the_newest_are_not_unusual(self):
        """What nobody has read has not ended; of the other account days are compared as ever."""
        def compared(*accounts):
            db = self.views(*accounts, source="archive", first_day=day_before(self.today, 12))
            return (db.execute("SELECT account_id, event, day FROM cf_unusual_events ORDER BY 1, 2, 3").fetchall(),
                    dict(db.execute("SELECT account_id, max(days_compared) FROM cf_compared_costs GROUP BY 1")))
        events, days = compared(EURO)
        self.forget(day_before(self.today, 8), self.today)
        unread, days_of_both = compared(FIRST, EURO)
        self.assertEqual(events, [event for event in unread if event[0] == EURO])
        self.assertEqual([], [event for event in unread if event[0] == FIRST and event[2] >= day_before(self.today, 9)])
        self.assertEqual(days[EURO], days_of_both[EURO])
        self.assertTrue(0 < days_of_both[FIRST] <= 3, days_of_both)


if __name__ == "__main__":
    support.main()
