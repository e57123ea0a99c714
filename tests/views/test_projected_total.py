"""cf_projected_total, and budgets that cover the total: by hand, and against the sandbox's records."""

import calendar
import collections
import math

import truth
import views
from truth import DAY, Expectation
from views import ONE, OTHER, fee, item, usage

TODAY = "2026-11-20"
TOTAL = "SELECT usage, projected_usage, plan_fees, plan_fees_to_come, prorations, tax, refunds, credits, cost, " \
        "projected_cost, projection_error FROM cf_projected_total"
BUDGET = "SELECT spent, projected_cost, projected_over, burn_rate, runway_days, runs_out_on FROM cf_budget_status"


def daily(cost, **more):
    """A record on each of the 31 days before the 20th."""
    days = [f"2026-10-{n:02}" for n in range(20, 32)] + [f"2026-11-{n:02}" for n in range(1, 20)]
    return [usage(day, cost, **more) for day in days]


# A plan of the first, and one of the 25th, which is still to come.
PLANS = [fee(5.0, "2026-11-01"), fee(20.0, "2026-10-25")]
HISTORY = [item("2026-11-02", 3.5, description="Sales tax"), item("2026-11-03", -2.0, "refund"),
           item("2026-11-04", 4.0, "credit"), item("2026-11-10", 9.0, description="Pro Plan, prorated"),
           # None of this month's: an invoice for usage and fees, a month ago, in no force, a payment.
           item("2026-11-01", 305.0), item("2026-10-31", -7.0, "refund"), item("2026-11-05", -99.0, "refund", status="void"),
           item("2026-11-05", 305.0, "payment")]


class ByHand(views.TestCase):
    def over(self, records, history=HISTORY, plan_fees=PLANS, budgets=(), **more):
        self.fixture(records, history, plan_fees, **{"today": TODAY, **more})
        self.db.executemany("INSERT INTO cf_budgets VALUES (?, ?, ?, ?)", budgets)

    def test_all_parts(self):
        # Whatever the period is.
        for parameters in ({}, {"first_day": "2026-06-01", "last_day": "2026-06-30"}, {"last_day": "2026-11-02"}):
            self.over(daily(10.0), **parameters)
            self.check([(190.0, 300.0, 5.0, 20.0, 9.0, 3.5, -2.0, -4.0, 201.5, 331.5, 0.0)], TOTAL)
        self.check([("name of aaaa", "2026-11", "USD", 0, "usage to come: as on the same weekdays before; plan fees to "
                     "come: 1, by plans as they are now; refunds and credits to come: none; tax: what items of this "
                     "month name, none within invoices")],
                   "SELECT account_name, month, currency, records_without_cost, assumed FROM cf_projected_total")

    def test_without_usage_and_without_anything_else(self):
        self.over([])
        self.check([(0.0, 0.0, 5.0, 20.0, 9.0, 3.5, -2.0, -4.0, 11.5, 31.5, 0.0)], TOTAL)
        self.over(daily(10.0), [], [])
        self.check([(190.0, 300.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 190.0, 300.0, 0.0)], TOTAL)
        self.assertIn("plan fees to come: none", self.value("SELECT assumed FROM cf_projected_total"))

    def test_what_is_not_known_is_null(self):
        self.over(daily(10.0)[-5:])
        self.check([(50.0, None, 61.5, None)], "SELECT usage, projected_usage, cost, projected_cost "
                                               "FROM cf_projected_total")
        self.over(daily(None))
        self.check([(None, None, 5.0, None, None)], "SELECT usage, projected_usage, plan_fees, cost, projected_cost "
                                                    "FROM cf_projected_total")
        self.over(daily(10.0) + [usage("2026-11-05", None)])
        self.check([(190.0, None, 201.5, None, 1)], "SELECT usage, projected_usage, cost, projected_cost, "
                                                    "records_without_cost FROM cf_projected_total")

    def test_accounts_and_currencies(self):
        self.over(daily(10.0) + daily(1.0, account_id=OTHER) + daily(2.0, currency="EUR"),
                  [item("2026-11-03", -2.0, "refund", account_id=OTHER), item("2026-11-03", -1.0, "refund", currency="eur")],
                  [fee(5.0, "2026-11-01", currency="EUR")], accounts=(ONE, OTHER))
        rows = [(ONE, "USD", 190.0, 300.0), (ONE, "EUR", 42.0, 64.0), (OTHER, "USD", 17.0, 28.0)]
        self.check(rows, "SELECT account_id, currency, cost, projected_cost FROM cf_projected_total")
        self.set(self.db, currency="EUR")
        self.check(rows[1:2], "SELECT account_id, currency, cost, projected_cost FROM cf_projected_total")

    def test_fees_by_the_calendar(self):
        """Of a plan of the 31st, of one that is quarterly, and of one that ends before its next period."""
        self.over([], [], [fee(1.0, "2026-10-31", until="2026-11-30"), fee(2.0, "2026-10-22", frequency="quarterly"),
                           fee(4.0, "2026-08-22", frequency="quarterly"), fee(8.0, "2026-10-24", valid_until="2026-11-24")])
        self.check([(0.0, 5.0)], "SELECT plan_fees, plan_fees_to_come FROM cf_projected_total")

    def test_budgets_of_the_total(self):
        self.over(daily(10.0), budgets=[(ONE, "USD", 400.0, "total")])
        self.check([(201.5, 331.5, -68.5, 10.0, 17.85, None)], BUDGET)
        self.check([("total", 201.5 / 400)], "SELECT budget_covers, spent_share FROM cf_budget_status")
        self.assertIn("not tax within invoices", self.value("SELECT counted FROM cf_budget_status"))
        # That of usage is what it was.
        self.db.execute("UPDATE cf_budgets SET budget_covers = 'usage'")
        self.check([(190.0, 300.0, -100.0, 10.0, 21.0, None)], BUDGET)
        self.check([("usage", "usage alone: no plan fees, tax, refunds and credits")],
                   "SELECT budget_covers, counted FROM cf_budget_status")

    def test_the_day_on_which_it_will_run_out(self):
        """201.50 are spent, ten a day are to come and 20 on the 25th."""
        for amount, day in ((400.0, None), (321.4, "2026-11-29"), (331.6, None), (331.4, "2026-11-30"),
                            (300.0, "2026-11-27"), (230.0, "2026-11-22"), (215.0, "2026-11-21"), (202.0, TODAY),
                            (261.0, "2026-11-25"), (271.0, "2026-11-25"), (271.5, "2026-11-25"),
                            (281.4, "2026-11-25"), (281.6, "2026-11-26"), (195.0, "2026-11-19"), (191.6, "2026-11-19"),
                            (191.4, "2026-11-18")):
            self.over(daily(10.0), budgets=[(ONE, "USD", amount, "total")])
            self.check([(day,)], "SELECT runs_out_on FROM cf_budget_status")
        # Without usage it is the fee alone.
        for amount, day in ((31.6, None), (31.5, None), (31.4, "2026-11-25"), (11.4, "2026-11-10")):
            self.over([], budgets=[(ONE, "USD", amount, "total")])
            self.check([(day,)], "SELECT runs_out_on FROM cf_budget_status")

    def test_all_accounts_together_and_each(self):
        self.over(daily(10.0) + daily(1.0, account_id=OTHER), accounts=(ONE, OTHER), budgets=[
            (None, "USD", 500.0, "total"), (ONE, "USD", 400.0, "usage"), (OTHER, "USD", 40.0, "total"),
            (None, "EUR", 9.0, "total")])
        self.check([(None, "USD", 220.5, 361.5), (ONE, "USD", 190.0, 300.0), (OTHER, "USD", 19.0, 30.0),
                    (None, "EUR", 0.0, 0.0)],
                   "SELECT account_id, currency, spent, projected_cost FROM cf_budget_status")

    def test_a_rate_of_tax(self):
        """Of usage and plan fees, also of those to come. What items name is of the month before then."""
        budgets = [(ONE, "USD", 400.0, "total"), (ONE, "USD", 400.0, "usage")]
        for rates, percent in ((((None, 10),), 10), (((None, 19), (ONE, 10)), 10)):
            self.over(daily(10.0))
            self.db.executemany("INSERT INTO cf_tax_rates(account_id, percent) VALUES (?, ?)", rates)
            self.check([(190.0, 300.0, 5.0, 20.0, 9.0, 19.5, -2.0, -4.0, 217.5, 360.5, 0.0)], TOTAL)
            self.check([(13.0,)], "SELECT tax_to_come FROM cf_projected_total")
            self.assertIn("; tax: 10 % of usage and plan fees", self.value("SELECT assumed FROM cf_projected_total"))
        for (account, currency, _, covers), expected in zip(budgets, (
                (217.5, 360.5, -39.5, 11.0, 160.5 / 11, None), (190.0, 300.0, -100.0, 10.0, 21.0, None))):
            self.db.execute("INSERT INTO cf_budgets VALUES (?, ?, 400, ?)", (account, currency, covers))
            self.check([expected], BUDGET)
        for amount, day in ((300.0, "2026-11-25"), (210.0, "2026-11-19"), (206.6, "2026-11-19"), (206.4, "2026-11-18")):
            self.db.execute("INSERT INTO cf_budgets VALUES (NULL, 'USD', ?, 'total')", (amount,))
            self.check([(day,)], "SELECT runs_out_on FROM cf_budget_status WHERE account_id IS NULL")

    def test_accounts_with_rates_of_their_own(self):
        self.over(daily(10.0) + daily(1.0, account_id=OTHER), [], [], accounts=(ONE, OTHER),
                  budgets=[(None, "USD", 900.0, "total")])
        self.db.execute("INSERT INTO cf_tax_rates(account_id, percent) VALUES (?, 10)", (OTHER,))
        self.check([(ONE, 190.0, 300.0), (OTHER, 20.9, 33.0)],
                   "SELECT account_id, cost, projected_cost FROM cf_projected_total")
        self.check([(210.9, 333.0, -567.0, 11.1, 689.1 / 11.1, None)], BUDGET)

    def test_what_a_budget_may_cover(self):
        self.over([])
        for covers in ("Usage", "", None, 1):
            self.assertEqual("CHECK constraint failed: budget_covers of a budget must be 'usage' or 'total'.",
                             self.failure(19, "INSERT INTO cf_budgets VALUES (NULL, 'USD', 1, ?)", (covers,)))
        self.db.execute("INSERT INTO cf_budgets(currency, monthly_amount) VALUES ('USD', 1)")
        self.check([("usage",)], "SELECT budget_covers FROM cf_budgets")


class Truth(truth.TestCase):
    def test_every_account(self):
        today = self.today()
        first = today.replace(day=1)
        end = first + calendar.monthrange(first.year, first.month)[1] * DAY
        self.over(*truth.ACCOUNTS, today=today, first_day=first)
        expected, runs_out = {}, {}
        for one in self.truths():
            (currency,) = {plan["currency"] for plan in one.plans}
            records = one.usage("paygo", today - 31 * DAY, today)
            used = math.fsum(truth.costs(r for r in records if r.day >= first))
            days = collections.Counter({first: 0})
            for record in records:
                if record.day >= first:
                    days[record.day] += record.cost
            fees = [0.0, 0.0]
            for plan in one.plans:
                stop = truth.date(plan["current_period_end"])
                anchor = one.anchors.get(plan["id"]) or stop.day
                for day in truth.span(first, end - DAY):
                    if truth.cycle_of(day, anchor)[0] == day and (plan["state"] == "Paid" or day < stop):
                        fees[day > today] += plan["price"]
                        days[day] += plan["price"]
            others = 0
            for entry in one.history:
                if first <= entry["day"] <= today and (entry["kind"] in ("refund", "credit") or
                                                       "prorated" in entry.get("description", "")):
                    others += entry["signed"]
                    days[entry["day"]] += entry["signed"]
            series = Expectation(records, today, one.anchors)
            projected, coming = series.projected(used, end), series.coming(end)
            days.update(coming or {day: -days[day] for day in days if day > today})
            runs_out[one.account, currency] = days
            expected[one.account, currency] = (
                used, *fees, used + fees[0] + others,
                None if projected is None else projected + sum(fees) + others)
        self.compare(expected, "SELECT account_id, currency, usage, plan_fees, plan_fees_to_come, cost, projected_cost "
                               "FROM cf_projected_total")
        self.assertLess(0, sum(values[2] for values in expected.values()) + today.day // 21)
        said = set()
        for part, more in ((0.3, 0), (0.6, 0), (0.9, 0), (0.99, 0), (1.0, 0.01), (0, 100)):
            rows = {}
            for (account, currency), (*_, cost, projected) in expected.items():
                budget = (projected or cost or 1) * part + more
                self.db.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount, budget_covers) "
                                "VALUES (?, ?, ?, 'total')", (account, currency, budget))
                rows[account, currency] = (cost, projected, truth.passed_on(runs_out[account, currency], budget))
                said.add(rows[account, currency][2])
            self.compare(rows, "SELECT account_id, currency, spent, projected_cost, runs_out_on FROM cf_budget_status")
            self.assertEqual([], self.rows(
                "SELECT * FROM cf_budget_status WHERE (projected_over > 0) IS NOT (runs_out_on IS NOT NULL)"
                if None not in {row[1] for row in rows.values()} else "SELECT 1 WHERE 0"))
        self.assertIn(None, said)
        self.assertGreater(len(said), 1)


if __name__ == "__main__":
    views.main()
