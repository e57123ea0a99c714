"""examples/alert.sh over an archive that reads some of its accounts no more: what is known of budgets all the same."""

import script_case
from script_case import Archive
from support import EURO, FIRST, QUIET

LAST = "2026-10-31"
PASSED = ": 2.00 USD of usage so far in 2026-11, budget 0.50 passed on 2026-11-01"
OF_ALL = f"not checked: budgets of all accounts: the archive of Atelier ends on {LAST}: nothing of 2026-11 was read of it"


class Ended(script_case.TestCase):
    script = "alert.sh"

    def fill(self, *ended, budgets, today="2026-11-03"):
        """Lighthouse is read on that day, and used 2.00 on 1 November. Of the others the archive ends before."""
        for file in (self.archive, self.folder / "billing.db.alerts"):
            file.unlink(missing_ok=True)
        self.today = today
        with Archive(self.archive, today=today) as archive:
            archive.account(FIRST, "Lighthouse")
            archive.usage(FIRST, lambda day: 2.0 if day == "2026-11-01" else 0.0 if day <= LAST else None)
            for account in budgets:
                archive.change("INSERT INTO monthly_budgets VALUES (?, 'USD', 0.5, 'usage')", account)
        with Archive(self.archive, today=LAST) as archive:
            for account, name in ended:
                archive.account(account, name)
                archive.usage(account, lambda day: 2.0)

    def change(self, sql, *parameters):
        with Archive(self.archive) as archive:
            archive.change(sql, *parameters)

    def told(self, *arguments, says, status=2):
        return self.check(status, "--skip", "card", "--skip", "anomaly", "--skip", "late", "--today", self.today,
                          *arguments, self.archive, says=says)

    def test_a_budget_of_an_account_that_is_read_no_more(self):
        """Another one is, and has passed also that of both together: what is not read can only add to it."""
        for today in ("2026-11-03", "2026-11-10"):  # So many days may be late, or may not.
            with self.subTest(today):
                self.fill((EURO, "Atelier"), budgets=(FIRST, EURO, None), today=today)
                told = self.told(says=f"not checked: budgets of Atelier: the archive ends on {LAST}: nothing of 2026-11 "
                                      f"was read\nalert: {OF_ALL}\n")
                self.assertEqual(["Lighthouse" + PASSED, "all accounts that were read" + PASSED], told)

    def test_a_budget_of_all_that_those_that_were_read_have_not_passed(self):
        """What is expected of all is above it, and is not told. Nor is it over if it was told: nobody knows."""
        self.fill((EURO, "Atelier"), (QUIET, "Quill"), budgets=(None,))
        for amount, passed in ((3, False), (0.5, True), (3, False), (0.5, False)):
            self.change("UPDATE monthly_budgets SET monthly_amount = ?", amount)
            self.assertEqual(["all accounts that were read" + PASSED] * passed, self.told(says=OF_ALL + " and 1 more\n"))

    def test_plan_fees_of_an_account_that_is_read_no_more_are_not_spent(self):
        self.fill((EURO, "Atelier"), budgets=(None,))
        self.change("UPDATE monthly_budgets SET monthly_amount = 20, budget_covers = 'total'")
        self.change("INSERT INTO subscriptions(account_id, subscription, id, state, price, currency, frequency, "
                    "current_period_start, current_period_end, rate_plan_public_name, raw, facts, first_seen, last_seen, "
                    "first_sync_id, sync_id) VALUES (?, 'p', 'p', 'Paid', 25.0, 'USD', 'monthly', '2026-10-02T00:00:00Z', "
                    "'2026-11-02T00:00:00Z', 'Pro', '{}', '{}', '2026-10-01T04:00:00Z', '2026-10-31T04:15:00Z', 1, 1)", EURO)
        self.assertEqual([], self.told(says=OF_ALL + "\n"))
        self.change("UPDATE subscriptions SET account_id = ?", FIRST)
        (line,) = self.told(says=OF_ALL + "\n")
        self.assertEqual("all accounts that were read: 27.00 USD of total so far in 2026-11, budget 20.00 passed on "
                         "2026-11-02", line)

    def test_who_is_not_asked_for_is_none_that_was_not_read(self):
        self.fill((EURO, "Atelier"), budgets=(None,))
        for chosen in (("--account", FIRST), ("--without", EURO)):
            self.assertEqual(["all accounts" + PASSED], self.told("--again", *chosen, says=None, status=1))

    def test_a_budget_that_comes_back_beside_such_an_account(self):
        self.fill((EURO, "Atelier"), budgets=(FIRST, None))
        says = "not checked: budgets of all accounts: "
        self.assertIn("Lighthouse" + PASSED, self.told(says=says))
        for cost, told in ((0.1, []), (2.0, ["Lighthouse" + PASSED]), (2.0, [])):
            self.change("UPDATE paygo_usage SET BilledCost = ?1, ContractedCost = ?1 WHERE account_id = ?2 "
                        "AND charge_date = '2026-11-01'", cost, FIRST)
            self.assertEqual(told, self.told(says=says), cost)


if __name__ == "__main__":
    script_case.main()
