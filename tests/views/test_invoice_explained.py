"""cf_invoice_explained: a billing cycle beside the one before it, by hand and on the sandbox's records."""

import math

import truth
import views
from truth import DAY, costs, cycle_of, groups
from views import ONE, OTHER, fee, item, usage

TODAY = "2026-11-20"
EFFECTS = ("quantity_effect", "allowance_effect", "price_effect", "block_effect", "fee_effect",
           "credit_effect", "tax_effect", "other_effect", "unexplained_effect")
NONE = (0.0,) * 4
D1 = "D1 - Rows Read (first 25 billion included)"
CLASS_A = "R2 Storage Class A Operations (First 1M included)"
ROWS = f"SELECT product, metric, zone_name, change, {', '.join(EFFECTS)} FROM cf_invoice_explained WHERE reason IS NULL"
REASONS = "SELECT cycle_starts, cycle_ends, total_before, total_after, reason FROM cf_invoice_explained " \
          "WHERE reason IS NOT NULL"
SENTENCES = "SELECT sentence FROM cf_invoice_explained WHERE reason IS NULL"


def cents(amount):
    return math.floor(amount * 100 + 0.5 + 1e-7)


class Case(views.TestCase):
    def check_sums(self, digits=2):
        """Effects add up to changes, changes to what the invoices differ by: to the cent, each of them."""
        totals = {row[:3]: row[3] for row in self.rows(
            "SELECT account_id, currency, cycle_end, cost FROM cf_total_cost_by_cycle")}
        rows = self.rows(f"SELECT account_id, currency, cycle_starts, cycle_ends, total_before, total_after, "
                         f"change, {', '.join(EFFECTS)} FROM cf_invoice_explained WHERE reason IS NULL")
        for row in rows:
            self.close(row[6], math.fsum(part for part in row[7:] if part is not None), row)
        invoices = {}
        for row in rows:
            invoices.setdefault(row[:6], []).append(row[6])
        for (account, currency, starts, ends, before, after), changes in invoices.items():
            for told, side in ((starts, before), (ends, after)):
                self.close(math.fsum(totals[account, currency, day] for day in told.split(",")), side,
                           (account, told))
            self.close(after - before, math.fsum(changes), (account, ends))
            self.assertEqual(cents(after - before), cents(math.fsum(changes)), (account, ends))
        # No row is a cycle's whole without a reason, and each says something.
        self.assertEqual([], self.rows("SELECT * FROM cf_invoice_explained WHERE (reason IS NULL) "
                                       "<> (change IS NOT NULL) OR sentence IS NULL "
                                       "OR instr(sentence, coalesce(reason, '')) = 0"))
        return invoices


class ByHand(Case):
    def over(self, records=(), history=(), plan_fees=(), **parameters):
        """Cycles that ended from the first of October on, and a record that reaches back before them."""
        parameters = {"today": TODAY, "first_day": "2026-10-01", **parameters}
        first = str(truth.date(parameters["first_day"]) - 32 * DAY)
        old = [usage(first, 0.0, cycle_start=None, currency="CHF", account_id=account)
               for account in parameters.get("accounts", (ONE,))]
        self.fixture([*old, *records], history, plan_fees, **parameters)

    def months(self, before, after, more=(), charges=None, **fields):
        """Two cycles of records (cost, quantity, priced quantity), invoiced as they are."""
        records = [usage(f"2026-{month}-05", cost, quantity, priced_quantity=priced,
                         **{"unit": "", "priced_unit": "Count", **fields})
                   for month, side in (("09", before), ("10", after)) for cost, quantity, priced in side]
        records.append(usage("2026-09-06", 1.0, product="Other", metric="Other", priced_quantity=1.0,
                             priced_unit="Requests"))
        records.append(usage("2026-10-06", 1.0, product="Other", metric="Other", priced_quantity=1.0,
                             priced_unit="Requests"))
        sums = [math.fsum(r["cost"] for r in records if r["day"][5:7] == month) for month in ("09", "10")]
        self.over(records, [item("2026-10-01", sums[0]), item("2026-11-01", sums[1]), *more])

    def line(self, *expected):
        """The line's change and the four effects of it; the other line has none."""
        self.check([("Other", "Other", None, 0.0, *NONE, 0.0, 0.0, 0.0, 0.0, 0.0),
                    ("Product", *expected[:2], *expected[2:7], 0.0, 0.0, 0.0, 0.0,
                     0.0 if len(expected) < 8 else expected[7])], ROWS)
        self.check_sums()

    def test_quantity_and_allowance(self):
        self.months([(5.0, 30e9, 5e9)], [(15.0, 40e9, 15e9)], metric=D1)
        self.line(D1, None, 10.0, 10.0, 0.0, 0.0, 0.0)
        self.assertIn(("D1 - Rows Read cost $10.00 more than in the cycle before: +$10.00 for 10 billion more.",),
                      self.rows(SENTENCES))
        self.months([(5.0, 30e9, 5e9)], [(13.0, 30e9, 13e9)], metric=D1)
        self.line(D1, None, 8.0, 0.0, 8.0, 0.0, 0.0)
        self.assertIn(("D1 - Rows Read cost $8.00 more than in the cycle before: "
                       "+$8.00 as 8 billion fewer were free.",), self.rows(SENTENCES))

    def test_all_effects(self):
        # 120 of which 100 at 0.10; then 160 of which 150 at 0.08.
        self.months([(4.0, 50.0, 40.0), (6.0, 70.0, 60.0)], [(12.0, 160.0, 150.0)])
        self.line("Metric", None, 2.0, 4.0, 1.0, -3.0, 0.0)
        self.assertIn(("Metric cost $2.00 more than in the cycle before: +$4.00 for 40 more, "
                       "+$1.00 as 10 fewer were free, -$3.00 as a unit cost 20.0 % less on average.",),
                      self.rows(SENTENCES))

    def test_prices_in_words(self):
        for before, after, words in ((100.0, 100.03, "+$0.03 as a unit cost less than 0.1 % more on average"),
                                     (100.03, 100.0, "-$0.03 as a unit cost less than 0.1 % less on average"),
                                     (100.0, 100.1, "+$0.10 as a unit cost 0.1 % more on average"),
                                     (0.0, 7.0, "+$7.00 as a unit cost nothing before"),
                                     (7.0, 0.0, "-$7.00 as a unit cost 100.0 % less on average")):
            self.months([(before, 1000.0, 1000.0)], [(after, 1000.0, 1000.0)])
            self.assertIn(f"than in the cycle before: {words}.", "\n".join(
                sentence for sentence, in self.rows(SENTENCES) if sentence.startswith("Metric ")))

    def test_blocks(self):
        # One million and then two, of 4.50 each, for 0.21544 and 1.1 millions.
        self.months([(4.5, 1_215_440.0, 215_440.0)], [(9.0, 2_100_000.0, 1_100_000.0)], metric=CLASS_A)
        self.line(CLASS_A, None, 4.5, 3.98052, 0.0, 0.0, 0.51948)
        self.assertIn(("R2 Storage Class A Operations cost $4.50 more than in the cycle before: "
                       "+$3.98 for 884560 more, +$0.52 for what was left of begun blocks.",),
                      self.rows(SENTENCES))

    def test_what_is_new_and_what_is_gone(self):
        self.months([], [(5.0, 12.0, 10.0)])
        self.line("Metric", None, 5.0, 6.0, -1.0, 0.0, 0.0)
        self.months([(5.0, 12.0, 10.0)], [])
        self.line("Metric", None, -5.0, -6.0, 1.0, 0.0, 0.0)
        # What cost nothing in both has no row, a cost that stayed has one.
        self.months([(0.0, 8.0, 0.0)], [(0.0, 9.0, 0.0)])
        self.assertEqual([("Other cost $1.00, as in the cycle before.",)], self.rows(SENTENCES))

    def test_what_nothing_tells(self):
        self.months([(4.0, 40.0, None)], [(12.0, 60.0, 60.0)])
        self.line("Metric", None, 8.0, None, None, None, None, 8.0)
        self.assertIn(("Metric cost $8.00 more than in the cycle before: "
                       "+$8.00 by quantity or price, which nothing tells.",), self.rows(SENTENCES))
        # Priced in another unit: quantity is net of the allowance.
        self.months([(2.0, 3e6, 2.0)], [(6.0, 9e6, 4.0)], unit="Requests", priced_unit="Millions")
        self.line("Metric", None, 4.0, 2.0, None, 2.0, 0.0)

    def test_zones_share_an_allowance_and_blocks(self):
        """A price is that of all zones: which of them begins a block is no price of it."""
        def side(month, *zones):
            return [usage(f"2026-{month}-05", cost, quantity, priced_quantity=quantity, metric=CLASS_A, unit="",
                          priced_unit="Count", zone_id=name * 32, zone_name=name) for name, cost, quantity in zones]
        self.over(side("09", ("a", 4.5, 400e3), ("b", 0.0, 500e3)) + side("10", ("a", 0.0, 400e3), ("b", 9.0, 700e3)),
                  [item("2026-10-01", 4.5), item("2026-11-01", 9.0)])
        self.check([(None, CLASS_A, "a", -4.5, 0.0, 0.0, 0.0, -4.5), (None, CLASS_A, "b", 9.0, 0.9, 0.0, 0.0, 8.1)],
                   "SELECT NULL, metric, zone_name, change, quantity_effect, allowance_effect, price_effect, "
                   "block_effect FROM cf_invoice_explained WHERE reason IS NULL")
        self.check_sums()
        self.assertIn(("R2 Storage Class A Operations for b cost $9.00 more than in the cycle before: "
                       "+$0.90 for 200000 more, +$8.10 for what was left of begun blocks.",), self.rows(SENTENCES))
        # Without a list that tells of blocks: 0.10 a unit on average, however zones share it.
        self.over([{**record, "metric": "Metric", "quantity": quantity, "priced_quantity": quantity, "cost": cost}
                   for record, quantity, cost in zip(side("09", ("a", 0, 0), ("b", 0, 0)) +
                                                     side("10", ("a", 0, 0), ("b", 0, 0)),
                                                     (60.0, 40.0, 60.0, 60.0), (7.0, 3.0, 6.0, 6.0))],
                  [item("2026-10-01", 10.0), item("2026-11-01", 12.0)])
        self.check([("a", -1.0, 0.0, 0.0, 0.0, -1.0), ("b", 3.0, 2.0, 0.0, 0.0, 1.0)],
                   "SELECT zone_name, change, quantity_effect, allowance_effect, price_effect, block_effect "
                   "FROM cf_invoice_explained WHERE reason IS NULL")
        self.check_sums()
        self.assertIn(("Metric for a cost $1.00 less than in the cycle before: "
                       "-$1.00 as zones share its cost otherwise.",), self.rows(SENTENCES))

    def test_fees_refunds_credits_and_rounding(self):
        records = [usage("2026-09-05", 40.004), usage("2026-10-05", 42.001)]
        self.over(records, [item("2026-10-01", 45.0), item("2026-11-01", 52.0), item("2026-10-09", -3.0, "refund"),
                            item("2026-11-03", -1.0, "refund"), item("2026-11-04", 4.0, "credit")],
                  [fee(5.0, "2026-10-01"), fee(5.0, "2026-11-01", valid_from="2026-11-01")])
        self.check([("Credits", -4.0, 0.0, -4.0, 0.0, 0.0, 0.0), ("Plan fees", 5.0, 5.0, 0.0, 0.0, 0.0, 0.0),
                    ("Refunds", 2.0, 0.0, 2.0, 0.0, 0.0, 0.0),
                    ("Rounding", -0.001 + 0.004, 0.0, 0.0, 0.0, 0.003, 0.0)],
                   "SELECT product, change, fee_effect, credit_effect, tax_effect, other_effect, "
                   "unexplained_effect FROM cf_invoice_explained WHERE metric IS NULL AND reason IS NULL")
        self.assertEqual({("Credits of $4.00, and none in the cycle before.",),
                          ("Plan fees of $10.00, and $5.00 in the cycle before.",),
                          ("Refunds of $1.00, and $3.00 in the cycle before.",),
                          ("Rounding to what is paid in USD: +$0.0030.",)},
                         set(self.rows(SENTENCES + " AND metric IS NULL")))
        (before, after), = (key[4:] for key in self.check_sums())
        self.assertEqual((42.0, 47.0), (before, after))

    def test_tax_and_prorations(self):
        records, plans = [usage("2026-09-05", 40.0), usage("2026-10-05", 42.0)], [fee(5.0, "2026-10-01")]
        tax = [item("2026-10-01", 3.5, description="Sales tax"), item("2026-11-01", 4.25, description="Sales tax")]
        self.over(records, [item("2026-10-01", 45.0), item("2026-11-01", 47.0), *tax,
                            item("2026-11-10", 9.0, description="Pro Plan, prorated")], plans)
        self.check([("Plan fees", 0.0, 0.0, 0.0, 0.0), ("Prorations", 9.0, 9.0, 0.0, 0.0),
                    ("Tax", 0.75, 0.0, 0.75, 0.0)],
                   "SELECT product, change, fee_effect, tax_effect, unexplained_effect "
                   "FROM cf_invoice_explained WHERE metric IS NULL AND reason IS NULL")
        self.check_sums()
        self.assertIn(("Tax of $4.25, and $3.50 in the cycle before.",), self.rows(SENTENCES))
        # What nothing names is not explained, on a line of its own, and all of it is there.
        self.over(records, [item("2026-10-01", 45.0), item("2026-11-01", 50.5)], plans)
        self.check([("Not explained", 3.5, 0.0, 0.0, 3.5), ("Plan fees", 0.0, 0.0, 0.0, 0.0)],
                   "SELECT product, change, tax_effect, other_effect, unexplained_effect "
                   "FROM cf_invoice_explained WHERE metric IS NULL AND reason IS NULL")
        self.check_sums()
        self.assertIn("Not explained: $3.50 more than in the cycle before, perhaps ",
                      " ".join(row[0] for row in self.rows(SENTENCES)))
        # Named on one side only: nobody knows how much more it is.
        self.over(records, [item("2026-10-01", 45.0 + 3.6), item("2026-11-01", 47.0), tax[1]], plans)
        self.check([("Not explained", 0.65, 0.0, 0.65)],
                   "SELECT product, change, tax_effect, unexplained_effect FROM cf_invoice_explained "
                   "WHERE metric IS NULL AND reason IS NULL AND product <> 'Plan fees'")
        self.check_sums()

    def test_corrections_are_no_quantity(self):
        self.over([usage("2026-09-05", 40.0), usage("2026-10-05", 40.0),
                   usage("2026-10-07", -6.0, -6.0, is_correction=1)],
                  [item("2026-10-01", 40.0), item("2026-11-01", 34.0)])
        self.check([(0.0, 0.0), (-6.0, -6.0)], "SELECT change, other_effect FROM cf_invoice_explained WHERE reason IS NULL")
        self.assertIn(("Corrections of Metric: $6.00 less than in the cycle before.",), self.rows(SENTENCES))
        self.check_sums()

    def test_why_a_cycle_cannot_be_compared(self):
        two = [usage("2026-09-05", 40.0), usage("2026-10-05", 42.0)]
        both = [item("2026-10-01", 40.0), item("2026-11-01", 42.0)]
        self.over(two, both, first_day="2026-11-01")
        self.check([("2026-10-01", "2026-11-01", None, 42.0, "the cycle before ended on 2026-10-01, before the "
                                                             "period: set first_day to that day")], REASONS)
        self.assertEqual([(None,) * 11], self.rows(
            f"SELECT product, change, {', '.join(EFFECTS)} FROM cf_invoice_explained"))
        self.assertEqual([("Not compared: the cycle before ended on 2026-10-01, before the period: "
                           "set first_day to that day.",)], self.rows("SELECT sentence FROM cf_invoice_explained"))
        self.over(two[1:], both[1:], first_day="2026-09-15")
        self.check([("2026-10-01", "2026-11-01", None, 42.0, "nothing is known of a cycle before: this is the first "
                                                             "one, or that had no usage")], REASONS)
        # Neither invoiced, nor with all costs.
        self.over(two, both[:1], today="2026-11-03")
        self.assertIn(("2026-10-01", "2026-11-01", 40.0, None, "not invoiced yet"), self.rows(REASONS))
        self.over([*two, usage("2026-09-07", None)], both)
        self.check([("2026-09-01", "2026-10-01", None, 40.0, "usage without a cost"),
                    ("2026-10-01", "2026-11-01", 40.0, 42.0, "of the cycle before: usage without a cost")], REASONS)
        self.fixture([usage("2026-09-21", 10.0, complete_from="2026-09-21"),
                      usage("2026-10-05", 42.0, complete_from="2026-09-21")], both, today=TODAY,
                     first_day="2026-10-01")
        self.check([("2026-09-01", "2026-10-01", None, 40.0, "usage of this cycle is not completely there"),
                    ("2026-10-01", "2026-11-01", 40.0, 42.0,
                     "of the cycle before: usage of this cycle is not completely there")], REASONS)

    def test_an_amount_that_was_past_due_may_be_in_an_invoice(self):
        self.over([usage("2026-09-05", 40.0), usage("2026-10-05", 100.0)],
                  [item("2026-10-01", 40.0, status="unpaid", amount_to_pay=40.0), item("2026-11-01", 140.0)])
        self.assertIn(("2026-10-01", "2026-11-01", 40.0, None, "past-due amounts of earlier invoices"),
                      self.rows(REASONS))

    def test_cycles_that_meet_and_part_again(self):
        """Of anchor days 30 and 31: on the last of April they end together, and apart before and after."""
        starts = {"2026-03-30": "A", "2026-03-31": "B", "2026-02-28": "AB", "2026-04-30": "AB"}
        records = []
        for number, (start, names) in enumerate(starts.items()):
            for name in names:
                records.append(usage(f"{start[:5]}{int(start[5:7]) + 1:02}-05", 10.0 + number, cycle_start=start,
                                     subscription_id=name, metric=f"Metric {name}"))
        records.append(usage("2026-02-01", 0.0, cycle_start=None, currency="CHF"))
        # Their anchors are known by the days 30 and 31.
        charges = [item("2026-03-30", 12.0), item("2026-03-31", 12.0), item("2026-04-30", 21.0),
                   item("2026-05-30", 13.0), item("2026-05-31", 13.0)]
        self.fixture(records, charges, today="2026-06-02", first_day="2026-03-01")
        self.check([("2026-03-30,2026-03-31", "2026-04-30", 24.0, 21.0, -3.0),
                    ("2026-04-30", "2026-05-30,2026-05-31", 21.0, 26.0, 5.0)],
                   "SELECT cycle_starts, cycle_ends, total_before, total_after, sum(change) "
                   "FROM cf_invoice_explained WHERE reason IS NULL GROUP BY 1, 2")
        self.check_sums()
        self.check([("2026-02-28", "2026-03-30,2026-03-31")],
                   "SELECT cycle_starts, cycle_ends FROM cf_invoice_explained WHERE reason IS NOT NULL")
        # One of those that part has not ended yet.
        self.set(self.db, last_day="2026-05-30")
        self.check([("2026-04-30", "2026-05-30", 21.0, 13.0,
                     "not all cycles that were on one invoice with the one before have ended in the period")],
                   REASONS + " AND cycle_starts = '2026-04-30'")

    def test_accounts_and_currencies(self):
        records = [usage(day, cost, account_id=account, currency=currency)
                   for account, currency in ((ONE, "USD"), (OTHER, "usd"), (OTHER, "EUR"))
                   for day, cost in (("2026-09-05", 40.0), ("2026-10-05", 42.0))]
        charges = [item(day, cost, account_id=account, currency=currency)
                   for account, currency in ((ONE, "USD"), (OTHER, "USD"), (OTHER, "eur"))
                   for day, cost in (("2026-10-01", 40.0), ("2026-11-01", 42.0))]
        self.over(records, charges, accounts=(ONE, OTHER))
        sql = "SELECT account_name, currency, change, sentence FROM cf_invoice_explained WHERE reason IS NULL"
        told = "Metric cost {}2.00 more than in the cycle before: +{}2.00 by quantity or price, which nothing tells."
        rows = [("name of aaaa", "USD", 2.0, told.format("$", "$")), ("name of bbbb", "USD", 2.0, told.format("$", "$")),
                ("name of bbbb", "EUR", 2.0, told.format("€", "€"))]
        self.check(rows, sql)
        self.set(self.db, currency="EUR")
        self.check(rows[2:], sql)

    def test_amounts_in_what_a_currency_is_paid_in(self):
        """Yen have no cents, and a thousandth of a dinar is paid."""
        def told(currency, before, after):
            self.over([usage("2026-09-05", before, currency=currency), usage("2026-10-05", after, currency=currency)],
                      [item("2026-10-01", before, currency=currency), item("2026-11-01", after, currency=currency)])
            ((sentence,),) = self.rows(SENTENCES)
            return sentence
        self.assertEqual("Metric cost JPY 1200 more than in the cycle before: "
                         "+JPY 1200 by quantity or price, which nothing tells.", told("JPY", 4000.0, 5200.0))
        self.assertEqual("Metric cost JPY 4000, as in the cycle before.", told("JPY", 4000.0, 4000.4))
        self.assertEqual("Metric cost KWD 0.004 more than in the cycle before: "
                         "+KWD 0.004 by quantity or price, which nothing tells.", told("KWD", 1.0, 1.004))


class Truth(Case, truth.TestCase):
    def test_half_a_year_of_every_account(self):
        """Each line's change is that of its records, cycle against cycle; all that is beside usage is what the
        history says beside it."""
        today, compared = self.today(), 0
        first = today - 183 * DAY
        for one in self.truths():
            self.over(one.account, first_day=first, today=today)
            invoices = self.check_sums()
            found = {row[:4]: row[4] for row in self.rows(
                "SELECT cycle_starts, cycle_ends, metric, zone_id, sum(change) FROM cf_invoice_explained "
                "WHERE metric IS NOT NULL GROUP BY 1, 2, 3, 4")}
            for (_, _, starts, ends, before, after) in invoices:
                sides = []
                for told in (starts, ends):
                    # The cycles that ended on these days.
                    records = [r for name, anchor in one.anchors.items() for day in map(truth.date, told.split(","))
                               if cycle_of(day, anchor)[0] == day
                               for r in one.usage("paygo", cycle_of(day - DAY, anchor)[0], day - DAY)
                               if r.subscription == name]
                    sides.append({key: math.fsum(costs(rows))
                                  for key, rows in groups(records, "metric", "zone").items()})
                expected = {(starts, ends, *key): sides[1].get(key, 0.0) - sides[0].get(key, 0.0)
                            for key in {*sides[0], *sides[1]} if sides[0].get(key) or sides[1].get(key)}
                got = {key: change for key, change in found.items() if key[:2] == (starts, ends)}
                self.assertEqual(set(expected), set(got))
                for key, change in expected.items():
                    self.close(change, got[key], key)
                compared += 1
        self.assertLess(20, compared)


if __name__ == "__main__":
    views.main()
