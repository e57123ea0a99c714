"""The views of 15_budget.sql and 16_freshness.sql on records worked out by hand."""

import views
from views import ONE, OTHER, usage

TODAY = "2026-11-20"
STATUS = "SELECT spent, spent_share, month_share, projected_cost, projection_error, " \
         "projected_over, burn_rate, runway_days, runs_out_on, records_without_cost " \
         "FROM cf_budget_status"
FRESH = "SELECT oldest_day, newest_day, days_behind, days_missing, restated_from, records " \
        "FROM cf_freshness"


def daily(cost, last="2026-11-19", **more):
    """A record on each of the 31 days before the 20th, and on no later one than `last`."""
    days = [f"2026-10-{n:02}" for n in range(20, 32)] + [f"2026-11-{n:02}" for n in range(1, 20)]
    return [usage(day, cost, **more) for day in days if day <= last]


class Budget(views.TestCase):
    def budget(self, records, *budgets, **more):
        self.fixture(records, **{"today": TODAY, **more})
        self.db.executemany("INSERT INTO cf_budgets VALUES (?, ?, ?)", budgets)

    def test_spent_and_to_come(self):
        self.budget(daily(10.0), (ONE, "USD", 400.0))
        # 210 are left, 21 days at 10 a day.
        self.check([(190.0, 0.475, 20 / 30, 300.0, 0.0, -100.0, 10.0, 21.0, "2026-12-11", 0)],
                   STATUS)

    def test_used_up(self):
        for amount in (190.0, 100.0):
            self.budget(daily(10.0), (ONE, "USD", amount))
            self.check([(0.0, TODAY)], "SELECT runway_days, runs_out_on FROM cf_budget_status")

    def test_all_accounts_together_and_each(self):
        self.budget(daily(10.0) + daily(1.0, account_id=OTHER) + daily(100.0, currency="EUR"),
                    (None, "USD", 500.0), (ONE, "USD", 400.0), (OTHER, "USD", 40.0),
                    (None, "EUR", 1000.0), (None, "GBP", 7.0), accounts=(ONE, OTHER))
        self.check([(None, "USD", 209.0, 330.0, 11.0), (ONE, "USD", 190.0, 300.0, 10.0),
                    (OTHER, "USD", 19.0, 30.0, 1.0), (None, "EUR", 1900.0, 3000.0, 100.0),
                    (None, "GBP", 0.0, 0.0, 0.0)],
                   "SELECT account_id, currency, spent, projected_cost, burn_rate "
                   "FROM cf_budget_status")

    def test_what_is_not_reported_on_is_not_called_unspent(self):
        self.budget(daily(10.0), (OTHER, "USD", 400.0))
        self.check([(OTHER, None, None, None, None, None)],
                   "SELECT account_id, spent, projected_cost, burn_rate, runway_days, runs_out_on "
                   "FROM cf_budget_status")
        # Nor is a currency that the reports leave out.
        self.budget(daily(10.0), (ONE, "USD", 400.0), (ONE, "EUR", 40.0), currency="EUR")
        self.check([("EUR", 0.0)], "SELECT currency, spent FROM cf_budget_status")

    def test_unknown_costs(self):
        self.budget(daily(10.0) + [usage("2026-11-05", None)], (ONE, "USD", 400.0))
        self.check([(190.0, 0.475, 20 / 30, None, None, None, 10.0, 21.0, "2026-12-11", 1)], STATUS)
        self.budget(daily(10.0) + [usage("2026-11-15", None)], (ONE, "USD", 400.0))
        self.check([(190.0, None, None, 1)],
                   "SELECT spent, burn_rate, runs_out_on, records_without_cost FROM cf_budget_status")
        # None is known: nothing is said about any budget, which is not nothing spent.
        self.budget(daily(None, currency=None), (ONE, "USD", 400.0))
        self.check([(None, None, 20 / 30, None, None, None, None, None, None, 19)], STATUS)
        # Some records have neither a cost nor a currency.
        self.budget(daily(10.0) + daily(None, currency=None), (ONE, "USD", 400.0))
        self.check([(190.0, None, None, 19)], "SELECT spent, projected_cost, burn_rate, "
                                              "records_without_cost FROM cf_budget_status")

    def test_no_usage(self):
        self.budget([], (ONE, "USD", 400.0), (None, "USD", 400.0))
        self.check([(0.0, 0.0, 20 / 30, 0.0, 0.0, -400.0, 0.0, None, None, 0)] * 2, STATUS)

    def test_too_young_for_a_rate(self):
        self.budget(daily(10.0)[-6:], (ONE, "USD", 400.0))
        self.check([(60.0, None, None, None, None)], "SELECT spent, projected_cost, burn_rate, "
                                                     "runway_days, runs_out_on FROM cf_budget_status")

    def test_days_that_are_not_there_yet_are_in_no_rate(self):
        for last, spent, rate in (("2026-11-18", 180.0, 10.0), ("2026-11-16", 160.0, 10.0),
                                  ("2026-11-15", 150.0, 30.0 / 7)):
            self.budget(daily(10.0, last=last), (ONE, "USD", 400.0))
            self.check([(spent, rate)], "SELECT spent, burn_rate FROM cf_budget_status")

    def test_the_first_of_the_month(self):
        self.budget(daily(10.0), (ONE, "USD", 400.0), today="2026-11-01")
        self.check([(10.0, 1 / 30, 10.0, 39.0, "2026-12-10")],
                   "SELECT spent, month_share, burn_rate, runway_days, runs_out_on "
                   "FROM cf_budget_status")
        self.budget(daily(10.0, last="2026-10-31"), (ONE, "USD", 400.0), today="2026-11-01")
        self.check([(0.0, 300.0, 10.0)],
                   "SELECT spent, projected_cost, burn_rate FROM cf_budget_status")

    def test_a_rate_below_nothing_lasts_for_ever(self):
        self.budget(daily(-1.0), (ONE, "USD", 400.0))
        self.check([(-19.0, -1.0, None, None)],
                   "SELECT spent, burn_rate, runway_days, runs_out_on FROM cf_budget_status")

    def test_budgets_that_are_refused(self):
        self.budget([])
        for account, currency, amount in (("short", "USD", 1.0), (ONE, "usd", 1.0), (ONE, None, 1.0),
                                          (ONE, "USD", 0.0), (ONE, "USD", -1.0), (ONE, "USD", None)):
            self.failure(19, "INSERT INTO cf_budgets VALUES (?, ?, ?)", (account, currency, amount))


class Freshness(views.TestCase):
    def fresh(self, *days, **more):
        self.fixture([usage(day, 1.0) for day in days], **{"today": TODAY, **more})

    def test_newest_day_and_missing_days(self):
        self.fresh("2026-11-01", "2026-11-01", "2026-11-03", "2026-11-18")
        self.check([("2026-11-01", "2026-11-18", 2, 16, "2026-11-16", 4)], FRESH)
        missing = [row[0] for row in self.rows("SELECT day FROM cf_missing_days ORDER BY day")]
        self.assertEqual(["2026-11-02", *(f"2026-11-{n:02}" for n in range(4, 18)), "2026-11-19"],
                         missing)

    def test_today_is_not_missing_yet_and_counts_for_no_other_day(self):
        self.fresh("2026-11-19", "2026-11-20", first_day="2026-11-18")
        self.check([("2026-11-19", "2026-11-20", 0, 1, "2026-11-16", 2)], FRESH)
        self.check([("2026-11-18",)], "SELECT day FROM cf_missing_days")
        self.fresh("2026-11-20", first_day="2026-11-20")
        self.check([("2026-11-20", "2026-11-20", 0, 0, "2026-11-16", 1)], FRESH)
        self.assertEqual([], self.rows("SELECT * FROM cf_missing_days"))

    def test_days_to_come_are_neither_missing_nor_behind(self):
        self.fresh(*(f"2026-11-{n:02}" for n in range(1, 20)), first_day="2026-11-01",
                   last_day="2026-12-31")
        self.check([("2026-11-01", "2026-11-19", 1, 0, "2026-11-16", 19)], FRESH)
        self.assertEqual([], self.rows("SELECT * FROM cf_missing_days"))

    def test_a_period_that_is_over(self):
        self.fresh("2026-02-26", "2026-03-01", first_day="2026-02-27", last_day="2026-02-28",
                   today="2026-03-10")
        self.check([(None, None, None, 2, "2026-03-06", 0)], FRESH)
        self.fresh("2028-02-28", first_day="2028-02-28", last_day="2028-03-01", today="2028-04-01",
                   restated_days=0)
        self.check([("2028-02-28", "2028-02-28", 2, 2, "2028-04-01", 1)], FRESH)
        self.check([("2028-02-29",), ("2028-03-01",)], "SELECT day FROM cf_missing_days")

    def test_accounts_without_usage_are_there(self):
        self.fixture([usage("2026-11-19", 1.0, account_id=OTHER)], accounts=(ONE, OTHER),
                     today=TODAY, first_day="2026-11-19")
        self.check([("name of aaaa", None, 1, 0), ("name of bbbb", "2026-11-19", 0, 1)],
                   "SELECT account_name, newest_day, days_missing, records FROM cf_freshness")
        self.check([(ONE, "2026-11-19")], "SELECT * FROM cf_missing_days")

    def test_no_days(self):
        self.fresh("2026-11-19", first_day="2026-11-20", last_day="2026-11-10")
        self.check([(None, None, None, 0, "2026-11-16", 0)], FRESH)
        self.assertEqual([], self.rows("SELECT * FROM cf_missing_days"))

    def test_usage_in_a_currency_that_is_left_out_is_left_out(self):
        self.fresh("2026-11-19", first_day="2026-11-19", currency="EUR")
        self.check([(None, None, None, 1, "2026-11-16", 0)], FRESH)
        self.check([(ONE, "2026-11-19")], "SELECT * FROM cf_missing_days")


if __name__ == "__main__":
    views.main()
