"""Several subscriptions whose cycles end on one day: which is on which item of the history, where that is certain."""

import json

import focus_case
import support
import test_invoices
from focus_case import ROOT
from support import EURO
from views import fee, item, usage

END = "2026-11-01"


class Fixed(test_invoices.FixedCase):
    """The cycles of October, of several subscriptions."""

    def parts(self, costs, amounts, fees=(), **more):
        """Which invoice each subscription is on, by the items' places; None: not told."""
        self.over([usage("2026-10-05", cost, subscription_id=name, **more) for name, cost in costs.items()],
                  [item(END, amount, id=str(place)) for place, amount in enumerate(amounts, 1)],
                  [fee(price, END, plan=f"Plan {place}") for place, price in enumerate(fees)], first_day=END)
        self.read_files()
        told = {}
        for invoices, in self.told():
            told = {key: value[0] for key, value in json.loads(invoices).items()}
        whole = told.get(f"USD {END}")
        return [told.get(f"USD {END} {name}", whole) for name in costs]

    def categories(self):
        return self.rows("SELECT InvoiceId, ChargeCategory, BilledCost FROM focus_invoice_detail ORDER BY 1, 2")

    def test_an_invoice_for_each(self):
        self.assertEqual(["1", "2"], self.parts({"A": 100.004, "B": 30.0}, [100.0, 30.0]))
        self.assertEqual([("1", "Usage", 100.0), ("2", "Usage", 30.0)], self.categories())
        self.assertEqual(["2", "1", "3"], self.parts({"A": 12.5, "B": 30.0, "C": 7.77}, [30.0, 12.5, 7.77]))

    def test_one_invoice_for_all(self):
        self.assertEqual(["1", "1"], self.parts({"A": 100.0, "B": 30.0}, [135.0], [5.0]))

    def test_fees_are_on_some(self):
        self.assertEqual(["1", "2"], self.parts({"A": 100.0, "B": 30.0}, [105.0, 30.0], [5.0]))
        self.assertEqual([("1", "Purchase", 5.0), ("1", "Usage", 100.0), ("2", "Usage", 30.0)], self.categories())
        self.assertEqual(["1", "2", "3"], self.parts({"A": 100.13, "B": 31.7, "C": 1.5}, [130.13, 31.7, 6.5],
                                                     [5.0, 25.0, 5.0]))
        # Or on an item of their own.
        self.assertEqual(["1", "2"], self.parts({"A": 100.0, "B": 30.0}, [100.0, 30.0, 5.0], [5.0]))
        self.assertIn(("3", "Purchase", 5.0), self.categories())

    def test_two_together_and_one_alone(self):
        self.assertEqual(["1", "1", "2"], self.parts({"A": 100.0, "B": 30.0, "C": 17.0}, [130.0, 17.0]))

    def test_what_adds_up_in_two_ways_is_not_told(self):
        for costs, amounts, fees in (
                ({"A": 30.0, "B": 30.0}, [30.0, 30.0], []),
                # Off by half a cent each: either could be either.
                ({"A": 30.005, "B": 30.004}, [30.01, 30.0], []),
                ({"A": 25.0, "B": 30.0}, [30.0, 30.0], [5.0]),
                ({"A": 10.0, "B": 20.0, "C": 30.0}, [30.0, 30.0], []),
                # Usage or a fee?
                ({"A": 5.0, "B": 30.0}, [5.0, 30.0, 5.0], [5.0])):
            self.assertEqual([None] * len(costs), self.parts(costs, amounts, fees), costs)
            self.assertEqual({None}, {category for _, category, _ in self.categories()})
            self.assertEqual([], self.rows("SELECT * FROM focus_charges"))

    def test_what_is_left_over_is_not_told(self):
        # Together they agree; each is off by more than rounding.
        self.assertEqual([None, None], self.parts({"A": 100.0, "B": 30.0}, [101.0, 29.0]))
        self.assertEqual([None, None], self.parts({"A": 100.0, "B": 30.0}, [100.0, 31.0]))
        # No subscription is named.
        self.assertEqual([None, None], self.parts({None: 100.0, "B": 30.0}, [100.0, 30.0]))

    def test_what_costs_nothing_is_on_none(self):
        self.assertEqual(["1", "2", None], self.parts({"A": 100.0, "B": 30.0, "C": 0.001}, [100.0, 30.0]))

    def test_more_than_can_be_tried_is_not_told(self):
        costs = {f"S{number:02}": 2.0 ** number for number in range(13)}
        self.assertEqual([None] * 13, self.parts(costs, list(costs.values())))
        few = dict(list(costs.items())[:10])
        self.assertEqual([str(number + 1) for number in range(10)], self.parts(few, list(few.values())))

    def test_periods_of_items_have_a_start_and_an_end_or_neither(self):
        """Of two cycles that end on one day and began on two."""
        self.over([usage("2026-10-05", 100.0, subscription_id="A"), usage("2026-10-20", 30.0, cycle_start="2026-10-15",
                                                          cycle_end=END, subscription_id="B")],
                  [item(END, 100.0, id="1"), item(END, 30.0, id="2"), item("2026-11-16", -2.0, "credit", id="3"),
                   item("2026-11-17", -3.0, "refund", id="4")], first_day=END)
        self.read_files()
        periods = "SELECT InvoiceId, BillingPeriodStart, BillingPeriodEnd FROM {} ORDER BY 1"
        end = f"{END}T00:00:00Z"
        self.assertEqual([("1", "2026-10-01T00:00:00Z", end), ("2", "2026-10-15T00:00:00Z", end),
                          ("3", None, None), ("4", None, None)], self.rows(periods.format("focus_invoice_detail")))
        self.assertEqual([("3", None, None), ("4", None, None)], self.rows(periods.format("focus_charges")))


class Live(test_invoices.TestCase):
    def test_cycles_that_end_with_february(self):
        """Those that start on the 29th, 30th and 31st, each with an invoice of its own."""
        today = "2026-03-10"
        self.sandbox = support.Sandbox("--today", today, "--set", "paygo.future_to=accept")
        self.addCleanup(self.sandbox.stop)
        self.today = today
        db = self.focus(EURO, feed="paygo", files=test_invoices.VIEWS)
        self.first = "2026-02-02"
        db.execute("UPDATE cf_parameters SET today = ?, first_day = ?, last_day = ?", (today, self.first, today))
        db.executescript((ROOT / test_invoices.INVOICES).read_text())
        self.check_sums(db, EURO)
        self.check_usage(db, EURO)
        told = self.rows("SELECT SubAccountId, count(DISTINCT InvoiceId), sum(InvoiceId IS NULL), max(InvoiceId)"
                         " FROM focus_data_table WHERE ChargePeriodStart >= '2026-01-31' AND ChargePeriodStart <="
                         " '2026-02-27' AND date(BillingPeriodEnd) = '2026-02-28' GROUP BY 1", db=db)
        self.assertEqual(3, len(told))
        self.assertEqual({(1, 0)}, {(invoices, without) for _, invoices, without, _ in told})
        self.assertEqual(3, len({invoice for *_, invoice in told}))


if __name__ == "__main__":
    focus_case.main()
