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
        self.db.executemany("INSERT INTO cf_budgets(account_id, currency, monthly_amount) "
                            "VALUES (?, ?, ?)", budgets)

    def test_spent_and_to_come(self):
        self.budget(daily(10.0), (ONE, "USD", 400.0))
        # 210 are left, 21 days at 10 a day: more than the month has.
        self.check([(190.0, 0.475, 20 / 30, 300.0, 0.0, -100.0, 10.0, 21.0, None, 0)], STATUS)

    def test_the_day_on_which_it_will_run_out(self):
        """Of ten a day, with 190 spent: the last day of the month is the tenth from today on."""
        for amount, runway, day in ((290.0, 10.0, "2026-11-30"), (299.0, 10.9, "2026-11-30"), (300.0, 11.0, None),
                                    (195.0, 0.5, TODAY), (190.0, 0.0, TODAY), (200.0, 1.0, "2026-11-21")):
            self.budget(daily(10.0), (ONE, "USD", amount))
            self.check([(190.0, runway, day)], "SELECT spent, runway_days, runs_out_on FROM cf_budget_status")
        # On the last of a month, a long one and a leap year's February.
        for today, last in (("2026-10-31", "2026-10-30"), ("2028-02-29", "2028-02-28")):
            first = f"{today[:8]}01"
            days = [f"{today[:8]}{n:02}" for n in range(1, int(last[8:]) + 1)]
            spent = 10.0 * len(days)
            for amount, day in ((spent + 9, today), (spent + 10, None), (spent - 1, last), (9.0, first)):
                self.budget([usage(each, 10.0) for each in days], (ONE, "USD", amount), today=today)
                self.check([(spent, day)], "SELECT spent, runs_out_on FROM cf_budget_status")

    def test_it_runs_out_by_the_projection(self):
        """Mondays cost 50 and other days 2: 182 are spent to the 19th, and 300 are expected, of them 50 on the
        23rd and on the 30th. At the 8.86 a day of the last week 285 would do."""
        days = [usage(day["day"], 50.0 if day["day"] in (
            "2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16") else 2.0) for day in daily(1.0)]
        for amount, over, day in ((300.0, 0.0, None), (299.0, 1.0, "2026-11-30"), (285.0, 15.0, "2026-11-30"),
                                  (250.0, 50.0, "2026-11-30"), (249.0, 51.0, "2026-11-29"),
                                  (237.0, 63.0, "2026-11-23"), (187.0, 113.0, "2026-11-22"),
                                  (182.0, 118.0, TODAY), (181.0, 119.0, "2026-11-19"),
                                  # To a millionth: what the last digits of a sum are is by chance.
                                  (299.9999999, 0.0, None), (299.99999, 1e-5, "2026-11-30")):
            self.budget(days, (ONE, "USD", amount))
            self.check([(182.0, over, day)], "SELECT spent, projected_over, runs_out_on FROM cf_budget_status")

    def test_without_a_projection_the_day_on_which_it_ran_out(self):
        """Whether another will do cannot be told."""
        for amount, day in ((59.0, "2026-11-19"), (31.0, "2026-11-17"), (60.0, None), (61.0, None)):
            self.budget(daily(10.0)[-6:], (ONE, "USD", amount))
            self.check([(60.0, None, day)], "SELECT spent, projected_over, runs_out_on FROM cf_budget_status")

    def test_what_is_expected_to_be_taken_back(self):
        """11 are spent, of which each day to come takes back one: at the month's end the budget will have done."""
        for amount, over, day in ((5.0, -5.0, None), (0.5, -0.5, None), (12.0, -12.0, None)):
            self.budget(daily(-1.0) + [usage("2026-11-02", 30.0, is_correction=1)], (ONE, "USD", amount))
            self.check([(11.0, over, day)], "SELECT spent, projected_over, runs_out_on FROM cf_budget_status")

    def test_the_day_on_which_it_ran_out(self):
        """Not today: the first day on which more was spent than it has. The month before does not count."""
        for amount, day in ((189.99, "2026-11-19"), (180.0, "2026-11-19"), (179.99, "2026-11-18"),
                            (100.0, "2026-11-11"), (9.0, "2026-11-01"), (0.1, "2026-11-01")):
            self.budget(daily(10.0), (ONE, "USD", amount))
            self.check([(0.0, day)], "SELECT runway_days, runs_out_on FROM cf_budget_status")
        # Today counts, other currencies and records without a cost do not.
        more = [usage(TODAY, 20.0), usage("2026-11-02", 500.0, currency="EUR"), usage("2026-11-03", None)]
        self.budget(daily(10.0) + more, (ONE, "USD", 195.0))
        self.check([(TODAY,)], "SELECT runs_out_on FROM cf_budget_status")

    def test_tenths_add_up(self):
        """Three tenths are 0.30000000000000004: not more than 0.3."""
        days = [usage(f"2026-11-{n:02}", 0.1) for n in range(1, 5)]
        self.budget(days, (ONE, "USD", 0.3))
        self.check([("2026-11-04",)], "SELECT runs_out_on FROM cf_budget_status")

    def test_what_is_taken_back_was_not_spent(self):
        """It ran out where more was spent for good."""
        taken = usage("2026-11-12", -60.0, is_correction=1)
        for amount, day in ((100.0, "2026-11-17"), (45.0, "2026-11-05"), (65.0, "2026-11-13")):
            self.budget(daily(10.0) + [taken], (ONE, "USD", amount))
            self.check([(130.0, day)], "SELECT spent, runs_out_on FROM cf_budget_status")
        # Nothing of it is left, though for a while more was spent.
        self.budget(daily(10.0) + [taken], (ONE, "USD", 131.0))
        self.check([(130.0, TODAY)], "SELECT spent, runs_out_on FROM cf_budget_status")

    def test_all_together_run_out_earlier_than_each(self):
        self.budget(daily(10.0) + daily(1.0, account_id=OTHER), (None, "USD", 100.0), (ONE, "USD", 100.0),
                    (OTHER, "USD", 10.0), accounts=(ONE, OTHER))
        self.check([(None, "all accounts", "2026-11-10"), (ONE, "name of aaaa", "2026-11-11"),
                    (OTHER, "name of bbbb", "2026-11-11")],
                   "SELECT account_id, account_name, runs_out_on FROM cf_budget_status")

    def test_where_costs_come_late_the_days_that_are_missing_count(self):
        """160 are spent to the 16th, at ten a day: what is left of 195 lasts to the 20th."""
        for amount, runway, day in ((195.0, 3.5, TODAY), (205.0, 4.5, "2026-11-21"), (175.0, 1.5, TODAY),
                                    (155.0, 0.0, "2026-11-16")):
            self.budget(daily(10.0, last="2026-11-16"), (ONE, "USD", amount))
            self.check([(runway, day)], "SELECT runway_days, runs_out_on FROM cf_budget_status")
        # Another account's records do not make this one's days complete.
        self.budget(daily(10.0, last="2026-11-16") + daily(1.0, account_id=OTHER), (ONE, "USD", 205.0),
                    accounts=(ONE, OTHER))
        self.check([("2026-11-21",)], "SELECT runs_out_on FROM cf_budget_status")

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
        self.check([(OTHER, OTHER, None, None, None, None, None)],
                   "SELECT account_id, account_name, spent, projected_cost, burn_rate, runway_days, runs_out_on "
                   "FROM cf_budget_status")
        # Nor is a currency that the reports leave out.
        self.budget(daily(10.0), (ONE, "USD", 400.0), (ONE, "EUR", 40.0), currency="EUR")
        self.check([("EUR", 0.0)], "SELECT currency, spent FROM cf_budget_status")

    def test_unknown_costs(self):
        self.budget(daily(10.0) + [usage("2026-11-05", None)], (ONE, "USD", 400.0))
        self.check([(190.0, 0.475, 20 / 30, None, None, None, 10.0, 21.0, None, 1)], STATUS)
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
        self.check([(10.0, 1 / 30, 10.0, 39.0, None)],
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
        account_says = "account_id of a budget must be the id of an account, 32 lower-case hexadecimal digits, " \
                       "or NULL for all together."
        currency_says = "currency of a budget must be three capital letters as in USD."
        amount_says = "monthly_amount of a budget must be a number above 0."
        for account, currency, amount, says in (
                ("short", "USD", 1.0, account_says), (ONE.upper(), "USD", 1.0, account_says),
                (ONE, "usd", 1.0, currency_says), (ONE, None, 1.0, currency_says),
                (ONE, "USD", 0.0, amount_says), (ONE, "USD", -1.0, amount_says),
                (ONE, "USD", None, amount_says), (ONE, "USD", "1,5", amount_says)):
            self.assertEqual(f"CHECK constraint failed: {says}", self.failure(
                19, "INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (?, ?, ?)", (account, currency, amount)))

    def test_columns_that_a_version_adds(self):
        """Whoever names the columns goes on as before; whoever does not is told what there is."""
        self.budget([], (ONE, "USD", 1.0))
        self.check([("usage",)], "SELECT budget_covers FROM cf_budgets")
        self.assertEqual("table cf_budgets has 4 columns but 3 values were supplied",
                         self.failure(1, "INSERT INTO cf_budgets VALUES (NULL, 'USD', 2.0)"))

    def test_a_new_budget_takes_the_place_of_the_one_before(self):
        self.budget([], (ONE, "USD", 1.0), (None, "USD", 2.0), (ONE, "EUR", 3), (ONE, "USD", 4.0),
                    (None, "USD", "5"))
        self.check([(ONE, "USD", 4.0), (None, "USD", 5.0), (ONE, "EUR", 3.0)], "SELECT account_id, currency, monthly_amount FROM cf_budgets")


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
        self.check([(ONE, "name of aaaa", "2026-11-19")], "SELECT * FROM cf_missing_days")

    def test_usage_in_a_currency_that_is_left_out_is_left_out(self):
        self.fresh("2026-11-19", first_day="2026-11-19", currency="EUR")
        self.check([(None, None, None, 1, "2026-11-16", 0)], FRESH)
        self.check([(ONE, "name of aaaa", "2026-11-19")], "SELECT * FROM cf_missing_days")


if __name__ == "__main__":
    views.main()
