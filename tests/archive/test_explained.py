"""cf_invoice_explained over an archive of half a year: every invoice that has one before it, to the cent."""

import math

from archive_case import day_before, support
from support import BILLED, FIRST, MONTH_END
from test_views import ViewsCase

EFFECTS = ("quantity_effect", "allowance_effect", "price_effect", "block_effect", "fee_effect",
           "credit_effect", "tax_effect", "other_effect", "unexplained_effect")


def cents(amount):
    return math.floor(amount * 100 + 0.5 + 1e-7)


class Explained(ViewsCase):
    def test_every_cycle_of_the_archive(self):
        today = self.sandbox.today()
        for days in range(120, -1, -20):
            self.go_to(day_before(today, days))
            self.sync()
        found = {}
        for source in ("archive", "both", "live"):
            # Only the archive knows what was before these 30 days: live, nothing is forgotten here.
            self.sandbox.set(paygo__retention_days="0" if source == "live" else "30")
            db = self.views(*BILLED, source=source, first_day=day_before(today, 130))
            totals = {row[:3]: row[3] for row in db.execute(
                "SELECT account_id, currency, cycle_end, cost FROM cf_total_cost_by_cycle")}
            parts, invoices = " + ".join(f"total({effect})" for effect in EFFECTS), {}
            for account, currency, starts, ends, before, after, change, effects in db.execute(
                    "SELECT account_id, currency, cycle_starts, cycle_ends, total_before, total_after, "
                    f"sum(change), {parts} FROM cf_invoice_explained WHERE reason IS NULL GROUP BY 1, 2, 3, 4"):
                told = [math.fsum(totals[account, currency, day] for day in days.split(","))
                        for days in (starts, ends)]
                self.assertEqual([cents(told[1] - told[0])] * 3,
                                 [cents(after - before), cents(change), cents(effects)], (source, account, ends))
                invoices[account, ends] = change
            reasons = {(account, ends): reason for account, ends, reason in db.execute(
                "SELECT account_id, cycle_ends, reason FROM cf_invoice_explained WHERE reason IS NOT NULL")}
            self.assertEqual(set(), set(invoices) & set(reasons))
            # Every cycle is there, with its changes or with a reason.
            self.assertEqual({key[::2] for key in totals if len(key[2]) == 10},
                             {(account, day) for account, ends in {*invoices, *reasons} for day in ends.split(",")})
            found[source] = invoices
        self.assertLess(15, len(found["archive"]))
        self.assertEqual({FIRST, MONTH_END} & {account for account, _ in found["archive"]}, {FIRST, MONTH_END})
        for source in ("both", "live"):
            for key, change in found["archive"].items():
                self.assertAlmostEqual(change, found[source][key], 9, (source, key))


if __name__ == "__main__":
    support.main()
