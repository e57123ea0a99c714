"""cf_history, cf_invoice_reconciliation and cf_duplicate_charges on records worked out by hand."""

import datetime

import views
from views import ONE, OTHER, fee, item, usage

TODAY = "2026-11-20"
ENDED = "SELECT cycle_starts, cycle_end, usage, plan_fees, charged, refunds, credits, net, " \
        "difference, likely_cause FROM cf_invoice_reconciliation"
CAUSE = "SELECT cycle_end, difference, likely_cause FROM cf_invoice_reconciliation"
TWICE = "SELECT day, previous_day, amount, currency, description FROM cf_duplicate_charges"
AGREE = "none: they agree"
OTHERS = "more charged than used, by {} %: tax, a proration or other items"
CUT = "usage of this cycle is not completely there"


class Kinds(views.TestCase):
    def test_all_spellings(self):
        for kind, action, amount, expected in (
                ("charge", "subscription", 5.0, ("charge", 5.0)),
                ("charge", "usage", 0.0, ("charge", 0.0)),
                ("refund", "refund", -5.0, ("refund", -5.0)),
                ("refund", "subscription", 5.0, ("refund", -5.0)),
                ("charge", "refund", -5.0, ("refund", -5.0)),
                ("charge", "refund", 5.0, ("refund", -5.0)),
                ("charge", "subscription", -5.0, ("refund", -5.0)),
                ("credit", "credit", -5.0, ("credit", -5.0)),
                ("credit", "subscription", 5.0, ("credit", -5.0)),
                ("charge", "credit", 5.0, ("credit", -5.0)),
                (None, None, 5.0, ("charge", 5.0)), (None, None, -5.0, ("refund", -5.0)),
                (None, "refund", 5.0, ("refund", -5.0)), ("refund", None, None, ("refund", None)),
                ("charge", "subscription", None, ("charge", None))):
            self.fixture(history=[item("2026-11-02", amount, type=kind, action=action)], today=TODAY)
            self.check([expected], "SELECT kind, amount FROM cf_history")

    def test_the_period_and_currency(self):
        self.fixture(history=[item(day, 1.0, currency=currency) for day, currency in (
            ("2026-10-31", "USD"), ("2026-11-01", "USD"), ("2026-11-20", "EUR"),
            ("2026-11-20", None), ("2026-11-21", "USD"), ("2026-11-25", "USD"))], today=TODAY)
        days = "SELECT day, currency FROM cf_history"
        self.check([("2026-11-01", "USD"), ("2026-11-20", "EUR"), ("2026-11-20", None)], days)
        self.set(self.db, currency="USD")
        self.check([("2026-11-01", "USD"), ("2026-11-20", None)], days)


class Reconciliation(views.TestCase):
    def ended(self, records, history=(), plan_fees=(), since="2000-01-01", **more):
        """Records reach back to `since`, the first of them in the window."""
        parameters = {"today": TODAY, **more}
        last = parameters.get("last_day") or parameters["today"]
        first = datetime.date.fromisoformat(parameters.get("first_day") or last[:8] + "01")
        oldest = max(since, str(first - datetime.timedelta(32)))
        steady = [usage(oldest, 0.0, cycle_start=None, metric="Steady", currency="CHF",
                        account_id=account) for account in (ONE, OTHER)] if since else []
        self.fixture([*steady, *records], history, plan_fees, **parameters)

    def test_usage_and_fee(self):
        self.ended([usage("2026-10-05", 30.0), usage("2026-10-31", 12.0), usage("2026-11-01", 99.0)],
                   [item("2026-11-01", 47.0)], [fee(5.0, "2026-11-01")])
        self.check([("2026-10-01", "2026-11-01", 42.0, 5.0, 47.0, None, None, 47.0, 0.0, AGREE)],
                   ENDED)

    def test_refunds_and_credits_are_beside_the_charges(self):
        self.ended([usage("2026-10-05", 42.0)],
                   [item("2026-11-01", 42.0), item("2026-11-03", 7.0, "refund"),
                    item("2026-11-04", -1.0, action="refund"), item("2026-11-05", -4.0, "credit"),
                    item("2026-10-31", 1000.0)])
        self.check([("2026-10-01", "2026-11-01", 42.0, None, 42.0, -8.0, -4.0, 30.0, 0.0, AGREE)],
                   ENDED)

    def test_corrections_are_in_the_usage(self):
        self.ended([usage("2026-10-05", 42.0), usage("2026-10-06", -2.0, is_correction=1)],
                   [item("2026-11-01", 40.0)])
        self.check([("2026-11-01", 0.0, AGREE)], CAUSE)

    def test_only_cycles_that_ended_in_the_period(self):
        records = [usage(day, 1.0) for day in ("2026-08-15", "2026-09-15", "2026-10-15",
                                               "2026-11-15")]
        ends = "SELECT cycle_end FROM cf_invoice_reconciliation"
        self.ended(records, first_day="2026-09-02")
        self.check([("2026-10-01",), ("2026-11-01",)], ends)
        self.ended(records, first_day="2026-10-01", last_day="2026-10-31")
        self.check([("2026-10-01",)], ends)
        # A cycle that is still open has not ended, however far the period goes.
        self.ended(records, last_day="2026-12-31", first_day="2026-11-01")
        self.check([("2026-11-01",)], ends)

    def test_mid_month_and_the_31st(self):
        for starts, days, ends in (
                (("2026-09-19", "2026-10-19"), ("2026-10-01", "2026-11-18"), "2026-11-19"),
                (("2026-08-31", "2026-09-30"), ("2026-09-29", "2026-10-30"), "2026-10-31"),
                (("2026-09-30", "2026-10-31"), ("2026-10-25", "2026-11-01"), "2026-10-31")):
            with self.subTest(starts):
                self.ended([usage(day, 1.0, cycle_start=start) for start, day in zip(starts, days)],
                           first_day="2026-10-31")
                self.check([(ends,)], "SELECT cycle_end FROM cf_invoice_reconciliation")

    def test_february(self):
        for subscription in ("SUB", None):
            records = [usage("2026-02-10", 1.0, cycle_start="2026-01-31",
                             subscription_id=subscription),
                       usage("2026-03-10", 2.0, cycle_start="2026-02-28",
                             subscription_id=subscription)]
            self.ended(records, today="2026-04-10", first_day="2026-02-01")
            self.check([("2026-02-28", 1.0), ("2026-03-31", 2.0)],
                       "SELECT cycle_end, usage FROM cf_invoice_reconciliation")
        self.ended([usage("2028-02-10", 1.0, cycle_start="2028-01-30"),
                    usage("2028-03-01", 2.0, cycle_start="2028-02-29")],
                   today="2028-04-10", first_day="2028-02-01")
        self.check([("2028-02-29", 1.0), ("2028-03-30", 2.0)],
                   "SELECT cycle_end, usage FROM cf_invoice_reconciliation")

    def test_plan_fees_of_the_31st(self):
        # The current period began on a 30th, which is no other anchor.
        self.ended([usage("2026-10-10", 10.0, cycle_start="2026-09-30"),
                    usage("2026-11-10", 20.0, cycle_start="2026-10-31")],
                   [item("2026-10-31", 15.0), item("2026-11-30", 25.0)],
                   [fee(5.0, "2026-11-30", until="2026-12-31")], today="2026-12-10",
                   first_day="2026-10-01")
        self.check([("2026-10-31", 0.0, AGREE), ("2026-11-30", 0.0, AGREE)], CAUSE)

    def test_a_plan_whose_price_has_changed(self):
        """What was due before costs what it cost then."""
        records = [usage(day, 10.0, cycle_start=day) for day in ("2026-08-01", "2026-09-01", "2026-10-01")]
        self.ended(records, [item("2026-09-01", 15.0), item("2026-10-01", 15.0), item("2026-11-01", 17.0)],
                   [fee(5.0, "2026-11-01", valid_until="2026-10-20"),
                    fee(7.0, "2026-11-01", valid_from="2026-10-20")], first_day="2026-08-15")
        self.check([("2026-09-01", 5.0, AGREE), ("2026-10-01", 5.0, AGREE), ("2026-11-01", 7.0, AGREE)],
                   "SELECT cycle_end, plan_fees, likely_cause FROM cf_invoice_reconciliation "
                   "WHERE cycle_starts IS NOT NULL ORDER BY 1")

    def test_cycles_that_end_together_are_one_invoice(self):
        self.ended([usage("2026-02-10", 1.0, cycle_start="2026-01-30"),
                    usage("2026-02-10", 2.0, cycle_start="2026-01-31", subscription_id="TWO")],
                   [item("2026-02-28", 3.0)], today="2026-03-10", first_day="2026-02-01")
        self.check([("2026-02-28", 3.0, 3.0)],
                   "SELECT cycle_end, usage, charged FROM cf_invoice_reconciliation")

    def test_currencies_and_accounts(self):
        self.ended([usage("2026-10-05", 1.0), usage("2026-10-05", 2.0, currency="EUR"),
                    usage("2026-10-05", 4.0, account_id=OTHER)],
                   [item("2026-11-01", 1.0), item("2026-11-01", 2.0, currency="EUR"),
                    item("2026-11-01", 4.0, account_id=OTHER)],
                   [fee(8.0, "2026-11-01", currency="EUR", account_id=OTHER)])
        self.check([(ONE, "USD", 1.0, None, 1.0), (ONE, "EUR", 2.0, None, 2.0),
                    (OTHER, "USD", 4.0, None, 4.0)],
                   "SELECT account_id, currency, usage, plan_fees, charged "
                   "FROM cf_invoice_reconciliation")

    def test_quarterly_and_yearly(self):
        def due(frequency, since, day):
            self.ended([usage(f"{day[:4]}-{int(day[5:7]) - 1:02}-05", 1.0)], [],
                       [fee(8.0, since, frequency=frequency)], today=day)
            return self.value("SELECT plan_fees FROM cf_invoice_reconciliation")
        for frequency, since, months in (("quarterly", "2026-11-01", (2, 5, 8, 11)),
                                         ("yearly", "2026-03-01", (3,)),
                                         ("monthly", "2026-03-01", range(2, 13)),
                                         ("weekly", "2026-03-01", ())):
            found = [month for month in range(2, 13)
                     if due(frequency, since, f"2026-{month:02}-01") == 8.0]
            self.assertEqual(list(months), found, (frequency, since))

    def test_causes(self):
        records, plans = [usage("2026-10-05", 100.0)], [fee(5.0, "2026-11-01")]
        for history, fees, expected in (
                ([], plans, "no invoice"),
                ([105.0], plans, AGREE), ([105.004], plans, AGREE),
                ([105.0, 105.0], plans, "charged twice: see cf_duplicate_charges"),
                ([100.0], plans, "plan fees not charged"),
                ([110.0], plans, "plan fees charged twice"),
                ([120.0], [], OTHERS.format("20.00")),
                ([106.0], plans, "usage restated after the invoice"),
                ([50.0], plans, "less charged than used: a discount or a contract"),
                ([200.0], plans, OTHERS.format("90.48"))):
            self.ended(records, [item("2026-11-01", amount) for amount in history], fees)
            self.assertEqual([expected],
                             [row[2] for row in self.rows(CAUSE)], (history, len(fees)))
        self.ended(records, today="2026-11-03")
        self.assertEqual("not invoiced yet", self.rows(CAUSE)[0][2])
        self.ended([usage("2026-10-05", None), usage("2026-10-06", 5.0)], [item("2026-11-01", 5.0)])
        self.assertEqual("usage without a cost", self.rows(CAUSE)[0][2])

    def test_nothing_to_charge_for(self):
        self.ended([usage("2026-10-05", 0.0, 5.0)])
        self.check([("2026-11-01", None, "none: nothing to charge for")], CAUSE)

    def test_rounding_of_each_cycle_to_cents(self):
        # Three cycles end on one day and are rounded apart.
        starts = (("SUB", "2026-01-29"), ("TWO", "2026-01-30"), ("THREE", "2026-01-31"))
        self.ended([usage("2026-02-10", 1.0045, subscription_id=name, cycle_start=start)
                    for name, start in starts],
                   [item("2026-02-28", 1.0, id=name) for name, _ in starts],
                   today="2026-03-10", first_day="2026-02-01")
        self.assertEqual([AGREE], [row[2] for row in self.rows(CAUSE)])

    def test_no_usage_no_history(self):
        self.ended([])
        self.check([], ENDED)
        self.ended([usage("2026-10-05", 1.0, cycle_start=None)], [item("2026-11-01", 1.0)])
        self.check([(None, "2026-11", None, None, 1.0, None, None, 1.0, None,
                     "other charges: subscription; usage names no billing cycle or no currency")],
                   ENDED)

    def test_a_cycle_that_is_cut_has_no_usage(self):
        """The API keeps about 30 days; today is 20 November."""
        october = [usage(f"2026-10-{day}", 10.0) for day in range(21, 32)]
        charged = [item("2026-11-01", 310.0)]
        self.ended(october, charged, [fee(5.0, "2026-11-01")], since="")
        self.check([("2026-10-01", "2026-11-01", None, 5.0, 310.0, None, None, 310.0, None, CUT)],
                   ENDED)
        self.ended(october, since="")
        self.check([("2026-11-01", None, CUT)], CAUSE)
        # The oldest record of the account counts, in whatever metric and currency.
        self.ended(october, [item("2026-11-01", 110.0)], since="2026-10-01")
        self.check([("2026-11-01", 0.0, AGREE)], CAUSE)
        self.ended(october, [item("2026-11-01", 110.0)], since="2026-10-01", currency="USD")
        self.check([("2026-11-01", 0.0, AGREE)], CAUSE)
        self.ended(october, charged, since="2026-10-02")
        self.check([("2026-11-01", None, CUT)], CAUSE)
        # Another account's do not.
        self.ended([*october, usage("2026-10-01", 1.0, account_id=OTHER)], charged, since="")
        self.check([(ONE, None, CUT), (OTHER, 1.0, "no invoice")],
                   "SELECT account_id, usage, likely_cause FROM cf_invoice_reconciliation")

    def test_a_cycle_of_the_last_25_days_is_not_cut(self):
        for start, cause in (("2026-10-26", AGREE), ("2026-10-25", CUT)):
            self.ended([usage("2026-10-28", 10.0, cycle_start=start, cycle_end="2026-11-15")],
                       [item("2026-11-15", 10.0)], since="")
            self.assertEqual([cause], [row[2] for row in self.rows(CAUSE)], start)

    def test_only_the_cycles_that_are_cut(self):
        records = [usage("2026-09-10", 1.0), usage("2026-10-05", 2.0)]
        history = [item("2026-10-01", 3.0), item("2026-11-01", 2.0)]
        self.ended(records, history, since="", first_day="2026-09-01")
        self.check([("2026-10-01", None, CUT), ("2026-11-01", 0.0, AGREE)], CAUSE)

    def test_items_of_no_cycle_are_rows_too(self):
        # A plan of an account without usage, and another currency beside usage.
        plan = [item("2026-11-01", 25.0, description="Plan fee")]
        self.ended([], plan, since="")
        self.check([(None, "2026-11", None, None, 25.0, None, None, 25.0, None,
                     "other charges: Plan fee; usage of that time is not known")], ENDED)
        self.ended([], plan, [fee(25.0, "2026-11-01")], since="")
        self.check([(None, "2026-11", None, 25.0, 25.0, None, None, 25.0, None,
                     "plan fees; usage of that time is not known")], ENDED)
        self.ended([], plan, [fee(25.0, "2026-11-01")])
        self.check([(None, "2026-11", 0.0, 25.0, 25.0, None, None, 25.0, 0.0,
                     "none: plan fees; no usage in this currency")], ENDED)
        self.ended([usage("2026-10-05", 42.0)],
                   [item("2026-11-01", 42.0), item("2026-11-01", 40.0, currency="EUR"),
                    item("2026-11-04", 3.0, "refund", currency="EUR")])
        self.check([("2026-10-01", "2026-11-01", 42.0, None, 42.0, None, None, 42.0, 0.0, AGREE),
                    (None, "2026-11", 0.0, None, 40.0, -3.0, None, 37.0, 40.0,
                     "other charges: subscription; no usage in this currency")], ENDED)
        # What has no currency may be of any.
        self.ended([usage("2026-10-05", None, 42.0, currency=None)], plan)
        self.check([(None, "other charges: Plan fee; usage names no billing cycle or no currency")],
                   "SELECT usage, likely_cause FROM cf_invoice_reconciliation WHERE charged = 25")

    def test_items_of_a_cycle_that_ended_before_the_period(self):
        self.ended([usage("2026-10-05", 42.0, cycle_start="2026-09-19")],
                   [item("2026-10-19", 42.0), item("2026-11-03", 2.0, "refund"),
                    item("2026-11-19", 7.0)])
        self.check([(None, "2026-11", None, None, None, -2.0, None, -2.0, None,
                     "of a cycle that ended before the period"),
                    # A month later there was no other.
                    (None, "2026-11", 0.0, None, 7.0, None, None, 7.0, 7.0,
                     "other charges: subscription; no usage in this currency")], ENDED)

    def test_months_of_their_own_and_what_is_free(self):
        self.ended([], [item(f"2026-{month:02}-03", 5.0) for month in (8, 9, 10)] +
                   [item("2026-10-04", 0.0), item("2026-11-04", 0.0)], first_day="2026-09-01")
        self.check([("2026-09", 5.0), ("2026-10", 5.0)],
                   "SELECT cycle_end, charged FROM cf_invoice_reconciliation")

    def test_a_fee_that_a_cycle_has_is_not_expected_again(self):
        # The first charge was before any cycle had ended.
        self.ended([usage("2026-10-20", 1.0, cycle_start="2026-10-15")],
                   [item("2026-11-05", 9.0), item("2026-11-15", 6.0)], [fee(5.0, "2026-11-15")])
        self.check([("2026-11", None, 9.0), ("2026-11-15", 5.0, 6.0)],
                   "SELECT cycle_end, plan_fees, charged FROM cf_invoice_reconciliation")

    def test_no_item_is_left_out_or_twice(self):
        records = [usage("2026-09-25", 1.0, cycle_start="2026-09-19"),
                   usage("2026-10-25", 2.0, cycle_start="2026-10-19"),
                   usage("2026-10-25", 4.0, currency="EUR"),
                   usage("2026-10-25", 8.0, subscription_id="TWO", cycle_start="2026-10-05")]
        days = [datetime.date(2026, 8, 1) + datetime.timedelta(n) for n in range(0, 112)]
        history = [item(str(day), 2.0 ** (n % 40), kind, currency=currency, account_id=account,
                        id=f"{day} {n}")
                   for n, (day, kind, currency, account) in enumerate(
                       (day, kind, currency, account) for day in days
                       for kind in ("charge", "refund", "credit")
                       for currency in ("USD", "EUR", None) for account in (ONE, OTHER))]
        for first in ("2026-08-10", "2026-10-19", "2026-10-20", "2026-11-01", "2026-11-20"):
            for currency in (None, "EUR"):
                self.ended(records, history, accounts=(ONE, OTHER), first_day=first,
                           currency=currency)
                self.check_sums()

    def check_sums(self):
        self.check(self.rows("SELECT account_id, currency, kind, sum(amount) FROM cf_history "
                             "WHERE amount <> 0 GROUP BY 1, 2, 3"), """
            SELECT account_id, currency, kind, sum(CASE kind WHEN 'charge' THEN charged
                     WHEN 'refund' THEN refunds ELSE credits END) AS amount
            FROM cf_invoice_reconciliation
            CROSS JOIN (SELECT 'charge' AS kind UNION ALL SELECT 'refund' UNION ALL SELECT 'credit')
            GROUP BY 1, 2, 3 HAVING amount <> 0""")

    def test_charges_that_are_no_usage_are_named(self):
        records, plans = [usage("2026-10-05", 100.0)], [fee(5.0, "2026-11-01")]
        domain = item("2026-11-01", 9.77, description="Domain example.com")
        for history, fees, expected in (
                ([item("2026-11-01", 100.0), domain], [], "other charges: Domain example.com"),
                ([item("2026-11-01", 105.0), domain], plans, "other charges: Domain example.com"),
                ([item("2026-11-01", 100.0), item("2026-11-01", 5.0), domain], plans,
                 "other charges: Domain example.com"),
                ([item("2026-11-01", 100.0), domain | {"description": None}], [],
                 "other charges: subscription"),
                ([item("2026-11-01", 109.77)], [], OTHERS.format("9.77"))):
            self.ended(records, history, fees)
            self.assertEqual([expected], [row[2] for row in self.rows(CAUSE)], history)

    def test_a_threshold_invoice_is_of_the_cycle_that_it_lies_in(self):
        early = "Threshold invoice: R2 and Workers"
        self.ended([usage("2026-10-05", 30.0), usage("2026-10-31", 12.0), usage("2026-11-01", 99.0)],
                   [item("2026-10-16", 30.0, description=early), item("2026-11-01", 17.0),
                    item("2026-11-16", 80.0, description=early.upper())],
                   [fee(5.0, "2026-11-01")])
        self.check([("2026-11", None, "of a cycle that has not ended"), ("2026-11-01", 0.0, AGREE)],
                   CAUSE + " ORDER BY 1")
        # Where two cycles are open at once nothing says whose it is.
        records = [usage("2026-10-15", 1.0, subscription_id="A", cycle_start="2026-10-01"),
                   usage("2026-10-15", 2.0, subscription_id="B", cycle_start="2026-10-10")]
        self.ended(records, [item("2026-10-16", 2.0, description=early), item("2026-11-01", 1.0),
                             item("2026-11-10", 2.0)], first_day="2026-10-01")
        self.check([("2026-10", None), ("2026-11-01", 0.0), ("2026-11-10", 0.0)],
                   "SELECT cycle_end, difference FROM cf_invoice_reconciliation ORDER BY 1")
        self.check([(5.0,)], "SELECT sum(charged) FROM cf_invoice_reconciliation")

    def test_voided_items_are_not_charged(self):
        records = [usage("2026-10-05", 42.0)]
        for status in ("void", "Voided", "cancelled", "canceled"):
            history = [item("2026-11-01", 42.0, status=status, id="1"),
                       item("2026-11-02", 42.0, id="2")]
            self.ended(records, history)
            self.check([("2026-11-01", 0.0, AGREE)], CAUSE)
            self.assertEqual([], self.rows(TWICE))
            self.assertEqual(2, len(self.rows("SELECT * FROM cf_history")))
            self.ended([], history)
            self.check([(42.0,)], "SELECT charged FROM cf_invoice_reconciliation")
        self.ended(records, [item("2026-11-01", 42.0, status=None)])
        self.check([("2026-11-01", 0.0, AGREE)], CAUSE)


class Twice(views.TestCase):
    def charged(self, *history, **more):
        self.fixture(history=history, **{"today": TODAY, **more})

    def test_within_three_days(self):
        for second, found in (("2026-11-05", 1), ("2026-11-08", 1), ("2026-11-09", 0)):
            self.charged(item("2026-11-05", 5.0, id="1", description="Fee"),
                         item(second, 5.0, id="2", description="Fee"))
            self.assertEqual(found, len(self.rows(TWICE)), second)
        self.charged(item("2026-11-05", 5.0, id="1"), item("2026-11-07", 5.0, id="2"),
                     item("2026-11-09", 5.0, id="3"))
        self.check([("2026-11-07", "2026-11-05", 5.0, "USD", None),
                    ("2026-11-09", "2026-11-07", 5.0, "USD", None)], TWICE)

    def test_what_is_no_duplicate(self):
        for more in ({"description": "Other"}, {"currency": "EUR"}, {"account_id": OTHER},
                     {"amount": 5.01}, {"type": "refund"}, {"action": "credit"}):
            self.charged(item("2026-11-05", 5.0, id="1", description="Fee"),
                         item("2026-11-05", 5.0, id="2", description="Fee") | more)
            self.assertEqual([], self.rows(TWICE), more)
        for amount in (0.0, -5.0, None):
            self.charged(item("2026-11-05", amount, id="1"), item("2026-11-05", amount, id="2"))
            self.assertEqual([], self.rows(TWICE), amount)

    def test_the_first_of_two_may_be_before_the_period(self):
        self.charged(item("2026-10-31", 5.0, id="1"), item("2026-11-01", 5.0, id="2"))
        self.check([("2026-11-01", "2026-10-31", 5.0, "USD", None)], TWICE)
        self.set(self.db, first_day="2026-10-01", last_day="2026-10-31")
        self.check([], TWICE)


if __name__ == "__main__":
    views.main()
