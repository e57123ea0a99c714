"""The three states of cf_invoice_reconciliation, and what it takes for a likely cause, worked out by hand."""

import datetime

import views
from views import ONE, OTHER, fee, item, usage

TODAY = "2026-11-20"
AGREE, DIFFER, LATER = "agrees", "differs", "cannot be compared yet"
STATES = "SELECT cycle_end, difference, state, likely_cause FROM cf_invoice_reconciliation"
# Prorations and what was past due together.
PARTS = "SELECT cycle_end, usage, plan_fees, charged, tax, coalesce(prorations + past_due, prorations, " \
        "past_due), difference, state FROM cf_invoice_reconciliation"
BEGAN_LATER = "plan not charged, or begun later: "
BY_ITSELF = "more charged than used, by {} %: tax, a proration or other items"


class StatesCase(views.TestCase):
    def over(self, records=(), history=(), plan_fees=(), **parameters):
        """Records of each account reach back before any cycle here: of CHF, and of no cycle."""
        parameters = {"today": TODAY, "first_day": "2026-07-02", **parameters}
        first = datetime.date.fromisoformat(parameters["first_day"]) - datetime.timedelta(32)
        steady = [usage(str(first), 0.0, cycle_start=None, currency="CHF", account_id=account)
                  for account in (ONE, OTHER)]
        self.fixture([*steady, *records], history, plan_fees, **parameters)

    def october(self, history=(), plan_fees=(), cost=100.0, **more):
        self.over([usage("2026-10-05", cost, **more)], history, plan_fees, first_day="2026-11-01")


class States(StatesCase):
    def test_the_three(self):
        self.october([item("2026-11-01", 105.0)], [fee(5.0, "2026-11-01")])
        self.check([("2026-11-01", 0.0, AGREE, "none: they agree")], STATES)
        self.october([item("2026-11-01", 205.0)], [fee(5.0, "2026-11-01")])
        self.check([("2026-11-01", 100.0, DIFFER)], "SELECT cycle_end, difference, state "
                   "FROM cf_invoice_reconciliation")
        self.october()
        self.check([("2026-11-01", None, DIFFER, "no invoice")], STATES)
        self.over([usage("2026-10-05", 100.0)], today="2026-11-05", first_day="2026-11-01")
        self.check([("2026-11-01", None, LATER, "not invoiced yet")], STATES)
        self.october(cost=0.0)
        self.check([("2026-11-01", None, AGREE, "none: nothing to charge for")], STATES)

    def test_what_is_not_known_cannot_be_compared(self):
        invoice = item("2026-11-01", 100.0)
        self.over([usage("2026-10-05", None), usage("2026-10-06", 100.0)], [invoice])
        self.check([(LATER, "usage without a cost")],
                   "SELECT state, likely_cause FROM cf_invoice_reconciliation")
        # A cycle that is cut, and a refund of the one before it.
        self.fixture([usage("2026-10-21", 100.0)],
                     [invoice, item("2026-10-15", -3.0, "refund"), item("2026-11-03", -2.0, "refund")],
                     today=TODAY, first_day="2026-10-10")
        self.check([("2026-10", None, LATER, "usage of that time is not known"),
                    ("2026-11-01", None, LATER, "usage of this cycle is not completely there")], STATES)
        # An item of a cycle before the period, one of a cycle that is open.
        self.over([usage("2026-10-05", 1.0, cycle_start="2026-09-19"),
                   usage("2026-11-07", 1.0, cycle_start="2026-11-05", subscription_id="B")],
                  [item("2026-11-02", -2.0, "credit"),
                   item("2026-11-10", 1.0, description="Threshold invoice")], first_day="2026-11-01")
        self.check([("2026-11", None, LATER, "of a cycle that ended before the period"),
                    ("2026-11", None, LATER, "of a cycle that has not ended")], STATES)

    def test_items_of_no_cycle(self):
        plan = [item("2026-11-01", 25.0, description="Plan fee")]
        self.over([], plan, [fee(25.0, "2026-11-01")])
        self.check([("2026-11", 0.0, AGREE, "none: plan fees; no usage in this currency")], STATES)
        self.over([], plan, [fee(20.0, "2026-11-01")])
        self.check([("2026-11", 5.0, DIFFER, "other charges: Plan fee; no usage in this currency")], STATES)
        self.over([], [item("2026-11-03", -2.0, "credit")])
        self.check([("2026-11", None, LATER, "no usage in this currency")], STATES)
        # Which usage there was then is not known.
        self.fixture([], plan, [fee(25.0, "2026-11-01")], today=TODAY)
        self.check([("2026-11", None, LATER, "plan fees; usage of that time is not known")], STATES)

    def test_they_are_counted_apart(self):
        months = ("2026-07", "2026-08", "2026-09", "2026-10")
        self.over([usage(month + "-05", 10.0) for month in months] +
                  [usage("2026-10-06", None, subscription_id="B", cycle_start="2026-10-05")],
                  [item("2026-08-01", 10.0), item("2026-09-01", 11.0), item("2026-10-01", 10.0)])
        self.check([(AGREE, 2), (DIFFER, 2), (LATER, 1)],
                   "SELECT state, count(*) FROM cf_invoice_reconciliation GROUP BY state")


class Spelling(StatesCase):
    def test_currencies_in_either_case(self):
        for of_usage, of_invoice, of_plan in (("USD", "usd", "Usd"), ("usd", "USD", "usd")):
            self.october([item("2026-11-01", 105.0, currency=of_invoice),
                          item("2026-11-02", -1.0, "refund", currency=of_usage)],
                         [fee(5.0, "2026-11-01", currency=of_plan)], currency=of_usage)
            self.check([("USD", 100.0, 5.0, 105.0, -1.0, AGREE)],
                       "SELECT currency, usage, plan_fees, charged, refunds, state "
                       "FROM cf_invoice_reconciliation")
            self.check([("charge", "USD"), ("refund", "USD")], "SELECT kind, currency FROM cf_history")
            self.set(self.db, currency="USD")
            self.check([("charge",), ("refund",)], "SELECT kind FROM cf_history")
            self.check([(AGREE,)], "SELECT state FROM cf_invoice_reconciliation")
            self.set(self.db, currency="EUR")
            self.check([], "SELECT kind FROM cf_history")

    def test_types_in_either_case(self):
        for kind, action, amount, expected in (
                ("REFUND", None, 5.0, ("refund", -5.0)), ("Charge", "Refund", 5.0, ("refund", -5.0)),
                ("Credit", "subscription", 5.0, ("credit", -5.0)), ("CHARGE", "CREDIT", -5.0, ("credit", -5.0)),
                ("Charge", "Subscription", 5.0, ("charge", 5.0))):
            self.october([item("2026-11-02", amount, type=kind, action=action)])
            self.check([expected], "SELECT kind, amount FROM cf_history")

    def test_what_is_no_charge(self):
        invoice = item("2026-11-01", 100.0, id="1")
        for more in ({"type": "payment", "action": "payment"}, {"type": "Payment", "action": None},
                     {"type": "charge", "action": "PAYMENT"}, {"type": "payment_intent"},
                     {"type": "dispute"}, {"type": "charge", "action": "Chargeback"},
                     *({"status": status} for status in ("draft", "Failed", "UNCOLLECTIBLE", "void"))):
            for amount in (100.0, -100.0):
                self.october([invoice, item("2026-11-02", 100.0, id="2") | more | {"amount": amount}])
                self.check([("2026-11-01", 0.0, AGREE, "none: they agree")], STATES)
                self.check([(100.0, None)], "SELECT charged, refunds FROM cf_invoice_reconciliation")
                self.assertEqual([], self.rows("SELECT * FROM cf_duplicate_charges"), more)
                self.assertEqual(2, self.value("SELECT count(*) FROM cf_history"))
        # What is neither is one, whatever its status.
        for status in ("paid", "open", "unpaid", "past_due", None):
            self.october([item("2026-11-01", 100.0, status=status)])
            self.check([(100.0, AGREE)], "SELECT charged, state FROM cf_invoice_reconciliation")

    def test_an_invoice_that_is_not_in_force_is_named(self):
        for status, state, cause in (("draft", LATER, "not invoiced yet, but one that is draft"),
                                     ("Uncollectible", DIFFER, "no invoice, but one that is uncollectible")):
            self.october([item("2026-11-01", 100.0, status=status)])
            self.check([("2026-11-01", None, state, cause)], STATES)


class Units(StatesCase):
    def test_what_a_currency_is_paid_in(self):
        for currency, used, charged, state in (
                ("JPY", 12345.4, 12345.0, AGREE), ("JPY", 12345.5, 12346.0, AGREE),
                ("jpy", 12345.4, 12347.0, DIFFER), ("KRW", 999.6, 1000.0, AGREE),
                ("KRW", 1000.0, 1002.0, DIFFER), ("KWD", 1.2345, 1.234, AGREE),
                ("KWD", 1.2345, 1.237, DIFFER), ("KWD", 1.23, 1.24, DIFFER),
                ("USD", 12345.4, 12345.0, DIFFER), ("USD", 1.2345, 1.23, AGREE),
                ("EUR", 1.23, 1.25, DIFFER)):
            self.october([item("2026-11-01", charged, currency=currency)], cost=used, currency=currency)
            self.check([(currency.upper(), state)],
                       "SELECT currency, state FROM cf_invoice_reconciliation")


class ChargesOfTheirOwn(StatesCase):
    def test_are_set_apart_by_what_they_say(self):
        taxed = item("2026-11-01", 8.66, description="Sales tax October")
        prorated = item("2026-11-14", 16.75, description="Cloudflare Pro Plan (a.example), prorated")
        late = item("2026-11-01", 40.0, description="Past due: September")
        whole, plans = item("2026-11-01", 105.0), [fee(5.0, "2026-11-01")]
        for history, tax, other in (([taxed], 8.66, None), ([prorated], None, 16.75), ([late], None, 40.0),
                                    ([taxed, prorated, late], 8.66, 56.75)):
            self.october([whole, *history], plans)
            charged = 105.0 + (tax or 0.0) + (other or 0.0)
            self.check([("2026-11-01", 100.0, 5.0, charged, tax, other, 0.0, AGREE)], PARTS)
            names = self.value("SELECT likely_cause FROM cf_invoice_reconciliation")
            self.assertEqual("none: they agree, beside", names[:24])
            for one in history:
                self.assertIn(one["description"], names)
            # Beside them the rest may still differ.
            self.october([item("2026-11-01", 300.0), *history], plans)
            self.check([(195.0, DIFFER)], "SELECT difference, state FROM cf_invoice_reconciliation")
        # Also where it would be nearer without: a plan was not charged, and another one prorated.
        self.october([item("2026-11-01", 100.0), prorated], [fee(25.0, "2026-11-01", plan="Pro")])
        self.check([("2026-11-01", -25.0, DIFFER, BEGAN_LATER + "Pro")], STATES)
        for more in ({"action": "Tax"}, {"description": "VAT 19 %"}, {"description": "GST"},
                     {"type": "TAX"}, {"description": " tax, October"}, {"description": "Value-added tax"}):
            self.october([whole, item("2026-11-01", 19.0) | more], plans)
            self.check([(19.0, AGREE)], "SELECT tax, state FROM cf_invoice_reconciliation")

    def test_a_word_in_the_name_of_a_whole_invoice_sets_nothing_apart(self):
        for text in ("Tax invoice October", "Usage and plans, prorated", "VAT invoice",
                     "Invoice, past due"):
            whole = item("2026-11-01", 105.0, description=text)
            early = [item("2026-10-16", 30.0, description="Threshold invoice"), whole | {"amount": 75.0}]
            for history in ([whole], early):
                self.october(history, [fee(5.0, "2026-11-01")])
                self.check([("2026-11-01", 100.0, 5.0, 105.0, None, None, 0.0, AGREE)], PARTS)
            self.october([whole | {"amount": 120.0}], [fee(5.0, "2026-11-01")])
            self.check([("2026-11-01", 100.0, 5.0, 120.0, None, None, 15.0, DIFFER)], PARTS)
        # Other words than tax begin like it.
        for text in ("Taxi", "Syntax.example domain", "Vatican.example"):
            self.october([item("2026-11-01", 100.0), item("2026-11-01", 9.0, description=text)])
            self.check([("2026-11-01", 9.0, DIFFER, "other charges: " + text)], STATES)

    def test_an_invoice_of_a_proration_alone(self):
        self.over([], [item("2026-11-14", 16.75, description="Pro Plan, prorated")])
        self.check([("2026-11", 0.0, None, 16.75, None, 16.75, 0.0, AGREE)], PARTS)


class LikelyCauses(StatesCase):
    months = ("2026-07", "2026-08", "2026-09", "2026-10")

    def taxed(self, *charged, **more):
        costs = (100.0, 211.11, 333.0, 95.5)
        self.over([usage(month + "-05", cost, **more) for month, cost in zip(self.months, costs)],
                  [item(f"2026-{month:02}-01", amount, **more)
                   for month, amount in zip((8, 9, 10, 11), charged) if amount])

    def test_tax_within_the_invoices(self):
        # 8.25 % of 100, 211.11, 333 and 95.5, to the cent.
        taxes, cause = (8.25, 17.42, 27.47, 7.88), "sales tax of about 8.25 %, as in {} of these cycles"
        invoices = (108.25, 228.53, 360.47, 103.38)
        self.taxed(*invoices)
        self.check([(f"2026-{month:02}-01", tax, DIFFER, cause.format(4))
                    for month, tax in zip((8, 9, 10, 11), taxes)], STATES)
        # One that differs otherwise, and one that agrees.
        self.taxed(108.25, 228.53, 400.0, 95.5)
        self.check([("2026-08-01", 8.25, DIFFER, cause.format(2)), ("2026-09-01", 17.42, DIFFER, cause.format(2)),
                    ("2026-10-01", 67.0, DIFFER, BY_ITSELF.format("20.12")),
                    ("2026-11-01", 0.0, AGREE, "none: they agree")], STATES)
        # One alone may be anything; two accounts are two.
        self.taxed(100.0, 228.53, 333.0, 95.5)
        self.assertEqual([(BY_ITSELF.format("8.25"),)], self.rows(
            "SELECT likely_cause FROM cf_invoice_reconciliation WHERE state = 'differs'"))
        self.over([usage("2026-10-05", 100.0, account_id=account) for account in (ONE, OTHER)],
                  [item("2026-11-01", 108.25, account_id=account) for account in (ONE, OTHER)],
                  accounts=(ONE, OTHER), first_day="2026-11-01")
        self.assertNotIn("as in", self.value("SELECT group_concat(likely_cause) "
                                             "FROM cf_invoice_reconciliation"))

    def test_plans(self):
        plans = [fee(5.0, "2026-11-01", plan="Workers Paid"),
                 fee(25.0, "2026-11-01", plan="Pro (a.example)"),
                 fee(200.0, "2026-11-14", plan="Business")]
        for charged, cause in ((330.0, None), (305.0, BEGAN_LATER + "Pro (a.example)"),
                               (130.0, BEGAN_LATER + "Business"),
                               (335.0, "fee of a plan of another day: Workers Paid")):
            self.october([item("2026-11-01", charged)], plans)
            self.check([("2026-11-01", charged - 330.0, DIFFER if cause else AGREE, cause or "none: they agree")],
                       STATES)

    def test_past_due_amounts(self):
        unpaid = item("2026-10-01", 40.0, status="unpaid", amount_to_pay=40.0)
        self.over([usage("2026-09-05", 40.0), usage("2026-10-05", 100.0)],
                  [unpaid, item("2026-11-01", 140.0)])
        self.check([("2026-10-01", 0.0, AGREE, "none: they agree"),
                    ("2026-11-01", 40.0, DIFFER, "past-due amounts of earlier invoices")], STATES)
        for more in ({"status": "Failed", "amount_to_pay": None}, {"status": "open"}):
            self.october([unpaid | more, item("2026-11-01", 140.0)])
            self.check([("past-due amounts of earlier invoices",)],
                       "SELECT likely_cause FROM cf_invoice_reconciliation")
        self.october([unpaid | {"status": "paid", "amount_to_pay": 0.0}, item("2026-11-01", 140.0)])
        self.check([(BY_ITSELF.format("40.00"),)],
                   "SELECT likely_cause FROM cf_invoice_reconciliation")


class Fees(StatesCase):
    """A fee is due when its period begins."""

    def test_of_a_plan_that_is_cancelled(self):
        # Its last period began on 1 October: nothing is due in November.
        plan = fee(5.0, "2026-10-01", until="2026-11-01", valid_until="2026-11-01")
        self.over([usage("2026-09-05", 10.0), usage("2026-10-05", 20.0)],
                  [item("2026-10-01", 15.0), item("2026-11-01", 20.0)], [plan])
        self.check([("2026-10-01", 10.0, 5.0, 15.0, None, None, 0.0, AGREE),
                    ("2026-11-01", 20.0, None, 20.0, None, None, 0.0, AGREE)], PARTS)

    def test_of_a_plan_that_was_taken_in_the_middle_of_a_cycle(self):
        # Its first period is the rest of one: nothing was due before, and its end tells the anchor.
        plan = fee(25.0, "2026-10-14", until="2026-11-05")
        records = [usage("2026-09-10", 10.0, cycle_start="2026-09-05"),
                   usage("2026-10-10", 20.0, cycle_start="2026-10-05")]
        prorated = item("2026-10-14", 17.74, description="Pro Plan, prorated")
        self.over(records, [item("2026-10-05", 10.0), prorated, item("2026-11-05", 45.0)], [plan])
        self.check([("2026-10-05", 10.0, None, 27.74, None, 17.74, 0.0, AGREE),
                    ("2026-11-05", 20.0, 25.0, 45.0, None, None, 0.0, AGREE)], PARTS)

    def test_of_plans_with_a_day_of_their_own(self):
        """They are with the cycle that ended last before, as their invoices are."""
        plan, late = fee(25.0, "2026-11-14"), [item("2026-10-14", 25.0), item("2026-11-14", 25.0)]
        records = [usage("2026-09-05", 10.0), usage("2026-10-05", 20.0)]
        invoices = [item("2026-10-01", 10.0), item("2026-11-01", 20.0)]
        self.over(records, invoices + late, [plan])
        self.check([("2026-10-01", 10.0, 25.0, 35.0, None, None, 0.0, AGREE),
                    ("2026-11-01", 20.0, 25.0, 45.0, None, None, 0.0, AGREE)], PARTS)
        # Due, and not charged: not yet within five days.
        self.over(records, invoices + late[:1], [plan], today="2026-11-18")
        self.check([("2026-11-01", 20.0, None, 20.0, None, None, 0.0, AGREE)], PARTS + " WHERE cycle_end > '2026-10-01'")
        self.over(records, invoices + late[:1], [plan], today="2026-11-19")
        self.check([("2026-11-01", 20.0, 25.0, 20.0, None, None, -25.0, DIFFER)],
                   PARTS + " WHERE cycle_end > '2026-10-01'")

    def test_of_the_first_invoice(self):
        """A plan begins with a fee alone, a month before any cycle of it has ended."""
        self.over([usage("2026-10-25", 30.0, cycle_start="2026-10-15")],
                  [item("2026-10-15", 5.0, description="Plan fee"), item("2026-11-15", 35.0)],
                  [fee(5.0, "2026-11-15")], first_day="2026-10-01")
        self.check([("2026-10", 0.0, 5.0, 5.0, None, None, 0.0, AGREE),
                    ("2026-11-15", 30.0, 5.0, 35.0, None, None, 0.0, AGREE)], PARTS)


if __name__ == "__main__":
    views.main()
