"""Rates of tax that the user gives: by them tax within invoices has a name, or none, never a wrong one."""

import truth
import views
from support import MONTH_END
from truth import DAY
from views import ONE, OTHER, fee, item, usage

TODAY = "2026-11-20"
ROWS = "SELECT cycle_end, usage, plan_fees, charged, tax, difference, state, likely_cause FROM cf_invoice_reconciliation"


class ByHand(views.TestCase):
    def over(self, records=(), history=(), plan_fees=(), rates=(), **parameters):
        """Cycles that ended from the first of November on, of accounts that are older."""
        old = [usage("2026-09-30", 0.0, cycle_start=None, currency="CHF", account_id=account)
               for account in parameters.get("accounts", (ONE,))]
        self.fixture([*old, *records], history, plan_fees, **{"today": TODAY, "first_day": "2026-11-01", **parameters})
        for rate in rates:
            self.db.execute("INSERT INTO cf_tax_rates VALUES (?, ?, ?, ?)", rate)

    def invoice(self, charged, *rates, history=(), **more):
        self.over([usage("2026-10-05", 42.0, **more)], [item("2026-11-01", charged, **more), *history],
                  [fee(5.0, "2026-11-01", **more)], rates)

    def test_tax_within_an_invoice(self):
        for percent, charged, tax in ((19, 55.93, 8.93), (8.25, 50.88, 3.88), (7.7, 50.62, 3.62)):
            self.invoice(charged, (None, percent, None, None))
            self.check([("2026-11-01", 42.0, 5.0, charged, tax, 0.0, "agrees",
                         f"none: they agree with tax of {percent} %")], ROWS)
            self.check([(tax, tax, 42.0 + 5.0 + tax)],
                       "SELECT other_charges, tax, cost FROM cf_total_cost_by_cycle")
            self.check([(tax, tax)], "SELECT other_charges, tax FROM cf_total_cost WHERE month = '2026-11'")
        # A cent more is none, nor is another rate; without tax an invoice agrees as it is.
        for charged, percent in ((55.95, 19), (55.91, 19), (55.93, 20), (50.0, 19)):
            self.invoice(charged, (None, percent, None, None))
            self.check([("2026-11-01", None, charged - 47.0, "differs")],
                       "SELECT cycle_end, tax, difference, state FROM cf_invoice_reconciliation")
        self.invoice(47.0, (None, 19, None, None))
        self.check([(None, 0.0, "agrees", "none: they agree")],
                   "SELECT tax, difference, state, likely_cause FROM cf_invoice_reconciliation")
        self.invoice(47.0, (None, 0, None, None))
        self.check([(None, "none: they agree")], "SELECT tax, likely_cause FROM cf_invoice_reconciliation")

    def test_what_is_rounded_to_cents(self):
        """42.004 and 5.00 are 47.00 on the invoice; 19 % of that are 8.93."""
        self.over([usage("2026-10-05", 42.0045)], [item("2026-11-01", 55.93)], [fee(5.0, "2026-11-01")],
                  [(None, 19, None, None)])
        self.check([(8.93, -0.0045, "agrees")], "SELECT tax, difference, state FROM cf_invoice_reconciliation")
        # Yen are whole.
        self.over([usage("2026-10-05", 1234.4, currency="JPY")], [item("2026-11-01", 1357, currency="JPY")], [],
                  [(None, 10, None, None)])
        self.check([(123.0, -0.4, "agrees")], "SELECT tax, difference, state FROM cf_invoice_reconciliation "
                                              "WHERE currency = 'JPY'")

    def test_tax_that_is_named_and_other_charges(self):
        tax = item("2026-11-01", 8.93, description="Sales tax")
        self.invoice(47.0, (None, 19, None, None), history=[tax])
        self.check([(8.93, 0.0, "none: they agree, beside Sales tax")],
                   "SELECT tax, difference, likely_cause FROM cf_invoice_reconciliation")
        self.invoice(55.93, (None, 19, None, None), history=[item("2026-11-10", 9.0, description="Pro, prorated")])
        self.check([(8.93, 9.0, 0.0, "none: they agree with tax of 19 %, beside Pro, prorated")],
                   "SELECT tax, prorations, difference, likely_cause FROM cf_invoice_reconciliation")

    def test_whose_rate_and_when(self):
        records = [usage("2026-10-05", 100.0, account_id=account) for account in (ONE, OTHER)]
        charges = [item("2026-11-01", amount, account_id=account) for account, amount in ((ONE, 119.0), (OTHER, 107.0))]
        general, own = (None, 19, None, None), (OTHER, 7, None, None)
        for rates, found in (([general], [19.0, None]), ([general, own], [19.0, 7.0]), ([own], [None, 7.0]),
                             ([(None, 19, "2026-11-02", None)], [None, None]), ([(None, 19, "2026-11-01", None)], [19.0, None]),
                             ([(None, 19, None, "2026-10-31")], [None, None]), ([(None, 19, None, "2026-11-01")], [19.0, None]),
                             ([(None, 16, None, "2026-10-31"), (None, 19, "2026-11-01", None)], [19.0, None])):
            self.over(records, charges, accounts=(ONE, OTHER), rates=rates)
            self.assertEqual(found, [tax for tax, in self.rows(
                "SELECT tax FROM cf_invoice_reconciliation WHERE currency = 'USD' ORDER BY account_id")], rates)

    def test_a_plan_without_usage(self):
        self.over([], [item("2026-11-07", 5.95)], [fee(5.0, "2026-11-07")], [(None, 19, "2026-11-01", None)])
        self.check([("2026-11", 0.95, "agrees", "none: plan fees with tax of 19 %; no usage in this currency")],
                   "SELECT cycle_end, tax, state, likely_cause FROM cf_invoice_reconciliation")

    def test_an_explained_invoice_names_its_tax(self):
        self.over([usage("2026-09-05", 40.0), usage("2026-10-05", 42.0), usage("2026-08-30", 0.0, cycle_start=None)],
                  [item("2026-10-01", 47.6), item("2026-11-01", 49.98)], rates=[(None, 19, None, None)],
                  first_day="2026-10-01")
        self.check([("Tax", 0.38, 0.38, 0.0, "Tax of $7.98, and $7.60 in the cycle before.")],
                   "SELECT product, change, tax_effect, unexplained_effect, sentence FROM cf_invoice_explained "
                   "WHERE reason IS NULL AND metric IS NULL")

    def test_rates_that_are_refused(self):
        self.over()
        for rate, says in (
                (("short", 19, None, None), "account_id of a tax rate must be the id of an account, 32 lower-case "
                                            "hexadecimal digits, or NULL for all others."),
                ((ONE, -1, None, None), "percent of a tax rate must be a number from 0 to 100: 19 for 19 %."),
                ((ONE, None, None, None), "percent of a tax rate must be a number from 0 to 100: 19 for 19 %."),
                ((ONE, "19%", None, None), "percent of a tax rate must be a number from 0 to 100: 19 for 19 %."),
                ((ONE, 19, "2026-02-30", None), "valid_from of a tax rate must be a day as in 2026-10-31, or NULL."),
                ((ONE, 19, "2026-03-30", "2026-03-29"),
                 "valid_until of a tax rate must be a day as in 2026-10-31, not before valid_from, or NULL.")):
            self.assertEqual(f"CHECK constraint failed: {says}",
                             self.failure(19, "INSERT INTO cf_tax_rates VALUES (?, ?, ?, ?)", rate))
        self.db.execute("INSERT INTO cf_tax_rates VALUES (?, 19, NULL, '2026-06-30'), (NULL, 19, NULL, NULL)", (ONE,))
        self.db.execute("INSERT INTO cf_tax_rates VALUES (?, 16, '2026-07-01', NULL)", (ONE,))
        message = "cf_tax_rates has a rate of this account for some of these days: end or change that one."
        self.assertEqual(message, self.failure(19, "INSERT INTO cf_tax_rates VALUES (?, 7, '2027-01-01', NULL)", (ONE,)))
        self.assertEqual(message, self.failure(19, "UPDATE cf_tax_rates SET valid_until = NULL WHERE percent = 19 "
                                                   "AND account_id IS NOT NULL"))


class Truth(truth.TestCase):
    def test_the_account_that_pays_tax(self):
        """All of its cycles agree, and its tax is that of the sandbox to the cent; others stay as they are."""
        today = self.today()
        self.over(*truth.ACCOUNTS, first_day=today - 183 * DAY, today=today)
        sql = "SELECT account_id, cycle_end, state, tax FROM cf_invoice_reconciliation WHERE cycle_starts IS NOT NULL"
        before = self.rows(sql)
        self.db.execute("INSERT INTO cf_tax_rates(percent) VALUES (8.25)")
        after = self.rows(sql)
        self.assertEqual([row for row in before if row[0] != MONTH_END], [row for row in after if row[0] != MONTH_END])
        taxed = [row for row in after if row[0] == MONTH_END]
        self.assertLess(4, len(taxed))
        self.assertEqual({"agrees"}, {row[2] for row in taxed})
        self.assertEqual({"differs"}, {row[2] for row in before if row[0] == MONTH_END})
        self.assertEqual([], self.rows("SELECT * FROM cf_invoice_reconciliation WHERE account_id = ? AND state = 'agrees' "
                                       "AND likely_cause <> 'none: they agree with tax of 8.25 %'", (MONTH_END,)))
        self.assertEqual([], self.rows("SELECT * FROM cf_invoice_explained WHERE unexplained_effect <> 0 AND account_id = ?",
                                       (MONTH_END,)))
        self.assertLess(3, len(self.rows("SELECT 1 FROM cf_invoice_explained WHERE tax_effect <> 0")))


if __name__ == "__main__":
    views.main()
