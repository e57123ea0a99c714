"""cf_total_cost and cf_total_cost_by_cycle: by hand, and against the sandbox's records."""

import collections
import datetime

import truth
import views
from truth import DAY, costs, known
from views import ONE, OTHER, fee, item, usage

TODAY = "2026-11-20"
MONTHS = "SELECT month, usage, plan_fees, other_charges, tax, refunds, credits, cost FROM cf_total_cost"
CYCLES = "SELECT cycle_end, usage, plan_fees, other_charges, tax, refunds, credits, cost " \
         "FROM cf_total_cost_by_cycle"


class ByHand(views.TestCase):
    def over(self, records=(), history=(), plan_fees=(), **parameters):
        """Records of each account reach back before any cycle here."""
        parameters = {"today": TODAY, "first_day": "2026-10-01", **parameters}
        first = datetime.date.fromisoformat(parameters["first_day"]) - datetime.timedelta(32)
        old = usage(str(first), 0.0, cycle_start=None, currency="CHF")
        self.fixture([old, *records], history, plan_fees, **parameters)

    def test_usage_fees_refunds_credits(self):
        self.over([usage("2026-10-05", 30.0), usage("2026-10-31", 12.0), usage("2026-11-02", 7.0)],
                  [item("2026-10-01", 5.0), item("2026-11-01", 47.0), item("2026-10-20", -3.0, "refund"),
                   item("2026-11-03", -2.0, "refund"), item("2026-11-04", 4.0, "credit"),
                   item("2026-11-05", 99.0, status="void"), item("2026-11-05", 47.0, "payment")],
                  [fee(5.0, "2026-11-01")])
        self.check([("2026-10", 42.0, 5.0, 0.0, 0.0, -3.0, 0.0, 44.0),
                    ("2026-11", 7.0, 5.0, 0.0, 0.0, -2.0, -4.0, 6.0)], MONTHS)
        self.check([("2026-10", 0.0, 5.0, 0.0, 0.0, -3.0, 0.0, 2.0),
                    ("2026-11-01", 42.0, 5.0, 0.0, 0.0, -2.0, -4.0, 41.0)], CYCLES)
        self.check([("name of aaaa", "USD", 2)],
                   "SELECT account_name, currency, count(*) FROM cf_total_cost GROUP BY 1, 2")

    def test_tax_and_other_charges(self):
        tax, prorated = item("2026-11-01", 3.5, description="Sales tax"), \
            item("2026-11-10", 9.0, description="Pro Plan, prorated")
        records, plans = [usage("2026-10-05", 42.0)], [fee(5.0, "2026-11-01")]
        for history, other, of_tax in (
                ([item("2026-11-01", 47.0)], 0.0, 0.0), ([item("2026-11-01", 47.0), tax], 3.5, 3.5),
                ([item("2026-11-01", 47.0), tax, prorated], 12.5, 3.5),
                # Within the invoice nobody says what is tax; less may be charged as well.
                ([item("2026-11-01", 50.5)], 3.5, None), ([item("2026-11-01", 40.0)], -7.0, None),
                ([item("2026-11-01", 60.0), tax], 16.5, 3.5)):
            self.over(records, history, plans)
            self.check([("2026-11-01", 42.0, 5.0, other, of_tax, 0.0, 0.0, 47.0 + other)], CYCLES)
            self.check([("2026-10", 42.0, 5.0, 0.0, 0.0, 0.0, 0.0, 47.0),
                        ("2026-11", 0.0, 5.0, other, of_tax, 0.0, 0.0, 5.0 + other)], MONTHS)

    def test_an_amount_that_was_past_due_counts_once(self):
        records = [usage("2026-09-05", 40.0), usage("2026-10-05", 100.0)]
        unpaid = item("2026-10-01", 40.0, status="unpaid", amount_to_pay=40.0)
        self.over(records, [unpaid, item("2026-11-01", 100.0), item("2026-11-01", 40.0, description="Past due")])
        self.check([("2026-10-01", 40.0), ("2026-11-01", 100.0)],
                   "SELECT cycle_end, cost FROM cf_total_cost_by_cycle")
        # It may be that within an invoice: then nobody knows.
        self.over(records, [unpaid, item("2026-11-01", 140.0)])
        self.check([("2026-10-01", 40.0), ("2026-11-01", None)],
                   "SELECT cycle_end, cost FROM cf_total_cost_by_cycle")
        self.check([("2026-10", 100.0, 0.0, 100.0), ("2026-11", 0.0, None, None)],
                   "SELECT month, usage, other_charges, cost FROM cf_total_cost")

    def test_what_is_not_known_is_null(self):
        plans = [fee(5.0, "2026-11-01")]
        # Not invoiced yet.
        self.over([usage("2026-10-05", 42.0)], [], plans, today="2026-11-03", first_day="2026-11-01")
        self.check([("2026-11", 0.0, 5.0, None, None, 0.0, 0.0, None)], MONTHS)
        self.check([("2026-11-01", 42.0, 5.0, None, None, 0.0, 0.0, None)], CYCLES)
        # A cost that is not told; one that is cut, of which the invoice is known.
        self.over([usage("2026-10-05", 42.0), usage("2026-11-05", None)], [item("2026-11-01", 47.0)], plans)
        self.check([("2026-10", 42.0, 47.0, 0), ("2026-11", None, None, 1)],
                   "SELECT month, usage, cost, records_without_cost FROM cf_total_cost")
        self.fixture([usage("2026-10-21", 10.0, complete_from="2026-10-21"),
                      usage("2026-11-02", 1.0, complete_from="2026-10-21")],
                     [item("2026-11-01", 47.0), item("2026-11-03", -2.0, "refund")], plans,
                     today=TODAY, first_day="2026-10-01")
        self.check([("2026-10", None, 5.0, 0.0, 0.0, 0.0, 0.0, None),
                    ("2026-11", 1.0, 5.0, None, None, -2.0, 0.0, None)], MONTHS)
        self.check([("2026-11-01", None, 5.0, None, None, -2.0, 0.0, 45.0)], CYCLES)
        self.db.execute("SELECT cf_config('incomplete', 'ignore')")
        self.check([("2026-10", 10.0), ("2026-11", 1.0)], "SELECT month, usage FROM cf_total_cost")
        # Of an account without any record nobody knows whether it used nothing.
        self.fixture([], [item("2026-11-01", 5.0)], plans, today=TODAY, first_day="2026-11-01")
        self.check([("2026-11", None, 5.0, None, None, 0.0, 0.0, None)], MONTHS)

    def test_currencies_and_accounts(self):
        self.over([usage("2026-11-05", 1.0), usage("2026-11-05", 2.0, currency="eur"),
                   usage("2026-11-05", 4.0, account_id=OTHER)], [], [fee(5.0, "2026-11-07", account_id=OTHER)],
                  accounts=(ONE, OTHER), first_day="2026-11-01")
        self.check([(ONE, "USD", 1.0), (ONE, "EUR", 2.0), (OTHER, "USD", 9.0)],
                   "SELECT account_id, currency, cost FROM cf_total_cost")
        self.set(self.db, currency="USD")
        self.check([(ONE, 1.0), (OTHER, 9.0)], "SELECT account_id, cost FROM cf_total_cost")


class Truth(truth.TestCase):
    def test_half_a_year_of_every_account(self):
        """A month's cost: its days' usage and fees that begin, what came back, and what the invoices of
        cycles that ended in it charge beside usage and fees; nothing of the history is left out."""
        today = self.today()
        first = (today - 150 * DAY).replace(day=1)
        for one in self.truths():
            self.over(one.account, first_day=first, today=today)
            (currency,) = {plan["currency"] for plan in one.plans}
            expected = collections.defaultdict(lambda: [0.0] * 4)
            for day in truth.span(first, today):
                month = expected[str(day)[:7]]
                month[0] += known(costs(one.usage("paygo", day, day))) or 0.0
                for plan in one.plans:
                    stop = truth.date(plan["current_period_end"])
                    anchor = one.anchors.get(plan["id"]) or stop.day
                    if truth.cycle_of(day, anchor)[0] == day and (plan["state"] == "Paid" or day < stop):
                        month[1] += plan["price"]
            for entry in one.history:
                if first <= entry["day"] <= today and entry["kind"] in ("refund", "credit"):
                    expected[str(entry["day"])[:7]][2 + (entry["kind"] == "credit")] += entry["signed"]
            found = {row[0]: row[1:] for row in self.rows(MONTHS + f" WHERE currency = '{currency}'")}
            self.assertEqual(set(expected), set(found), one.account)
            for month, (used, fees, refunds, credits) in expected.items():
                got = found[month]
                for want, part in zip((used, fees, refunds, credits), (got[0], got[1], got[4], got[5])):
                    self.close(want, part, (one.account, month, got))
                if got[2] is not None:
                    self.close(used + fees + got[2] + refunds + credits, got[6], (month, got))
            # Charges of cycles that are shown as they are in the history.
            rows = self.rows("SELECT cycle_end, usage, plan_fees, other_charges, refunds, credits, cost, state "
                             "FROM cf_total_cost_by_cycle WHERE cycle_starts IS NOT NULL")
            self.assertLess(3, len(rows))
            for row in rows:
                if row[6] is not None and row[3] is not None:
                    self.close(sum(row[1:6]), row[6], row)
            charged = known(entry["signed"] for entry in one.history if first <= entry["day"] <= today)
            whole = self.rows("SELECT sum(cost), count(*) - count(cost) FROM cf_total_cost_by_cycle")
            self.assertEqual(0, whole[0][1], one.account)
            self.close(charged, whole[0][0], one.account)


if __name__ == "__main__":
    views.main()
