"""examples/alert.sh over an archive: what it tells, once, and what it could not look at."""

import json
import sqlite3

import script_case
import support
from script_case import TODAY, Archive, days_before
from support import EURO, FIRST, QUIET

NEWEST = days_before(TODAY, 2)


def steady(cost=2.0, newest=NEWEST):
    return lambda day: cost if day <= newest else None


class Alert(script_case.TestCase):
    script = "alert.sh"

    def write(self, usage=None, **options):
        with Archive(self.archive, **options) as archive:
            archive.account(FIRST, "Lighthouse")
            archive.usage(FIRST, usage or steady())
        self.today = options.get("today", TODAY)

    def change(self, sql, *parameters):
        db = sqlite3.connect(self.archive)
        with db:
            db.execute(sql, parameters)
        db.close()

    def alert(self, status, *arguments, today=None, cards=False, **options):
        skipped = () if cards else ("--skip", "card")
        return self.check(status, *skipped, "--today", today or self.today, *arguments, self.archive, **options)

    def read_again_on(self, day):
        """As if archive.sh had run on that day, too, and nothing had changed."""
        self.change("UPDATE fetches SET finished_at = ? || 'T04:16:00Z'", day)
        self.change("UPDATE syncs SET started_at = ?1 || 'T04:15:00Z', today = ?1", day)
        self.change("INSERT OR IGNORE INTO archived_days SELECT 'paygo', account_id, date(max(day), '+1 day'), 1, ?, 0 "
                    "FROM archived_days GROUP BY account_id", day)

    def test_nothing_to_say(self):
        self.write()
        self.assertEqual([], self.alert(0, "--day-above", "USD=2", "--budget", "USD=100"))
        self.assertEqual([], self.alert(0, "--day-above", "USD=2", "--json"))

    def test_a_day_above_is_the_newest_whole_one_and_told_once(self):
        self.write(lambda day: None if day > NEWEST else 60.5 if day == NEWEST else 2.0)
        told = self.alert(1, "--day-above", "USD=60", "--skip", "anomaly")
        self.assertEqual([f"Lighthouse: {NEWEST} cost 60.50 USD of usage, above 60.00"], told)
        self.assertEqual([], self.alert(0, "--day-above", "USD=60", "--skip", "anomaly"))
        # All that is so; and that is not noted.
        for _ in range(2):
            self.assertEqual(told, self.alert(1, "--day-above", "USD=60", "--skip", "anomaly", "--again"))

    def test_today_is_no_whole_day(self):
        self.write(lambda day: 60.0 if day == TODAY else 2.0)
        self.assertEqual([], self.alert(0, "--day-above", "USD=50", "--skip", "anomaly"))

    def test_days_that_come_together_are_all_told(self):
        """Cloudflare was late, or nobody ran it: the day that is no longer the newest counts as well."""
        self.write()
        self.assertEqual([], self.alert(0, "--day-above", "USD=50", "--skip", "anomaly"))
        for day, cost in ((days_before(TODAY, 1), 70.0), (TODAY, 2.0)):
            self.change("INSERT INTO paygo_usage(account_id, charge_date, BilledCost, BillingCurrency, ServiceFamilyName, "
                        "ServiceName, raw) VALUES (?, ?, ?, 'USD', 'Workers', 'Workers Standard Requests (first 10M are included)', '')", FIRST, day, cost)
        after = days_before(TODAY, -1)
        self.read_again_on(after)
        self.assertEqual([f"Lighthouse: {days_before(TODAY, 1)} cost 70.00 USD of usage, above 50.00"],
                         self.alert(1, "--day-above", "USD=50", "--skip", "anomaly", today=after))

    def test_days_before_the_first_run_are_no_news(self):
        self.write(lambda day: None if day > NEWEST else 99.0 if day == days_before(NEWEST, 1) else 2.0)
        self.assertEqual([], self.alert(0, "--day-above", "USD=50", "--skip", "anomaly"))

    def test_a_day_that_is_restated_is_told_again_if_it_is_much_worse(self):
        self.write(lambda day: None if day > NEWEST else 60.0 if day == NEWEST else 2.0)
        options = ("--day-above", "USD=50", "--skip", "anomaly")
        self.assertEqual(1, len(self.alert(1, *options)))
        for cost, lines in ((70.0, 0), (80.0, 1), (81.0, 0), (30.0, 0), (60.0, 1)):
            self.change("UPDATE paygo_usage SET BilledCost = ? WHERE charge_date = ?", cost, NEWEST)
            self.assertEqual(lines, len(self.alert(lines, *options)), cost)

    def test_a_currency_without_an_amount_is_not_passed_over(self):
        self.write()
        with Archive(self.archive) as archive:
            archive.account(EURO, "Atelier")
            archive.usage(EURO, steady(99.0), currency="EUR")
        said = "not checked: days of Atelier: --day-above names no amount in EUR"
        for _ in range(2):
            self.assertEqual([], self.alert(2, "--day-above", "USD=50", says=f"alert: {said}\n"))
        self.assertEqual([f"Atelier: {NEWEST} cost 99.00 EUR of usage, above 98.00"],
                         self.alert(1, "--day-above", "USD=50", "--day-above", "EUR=98"))

    def test_amounts_as_their_currency_is_paid(self):
        with Archive(self.archive) as archive:
            archive.account(FIRST, "Tokyo")
            archive.usage(FIRST, steady(2000.0), currency="JPY")
            archive.invoice(FIRST, "Usage of September", "2026-10-01", 1200, "open", 1200, currency="JPY")
        self.today = TODAY
        told = self.alert(1, "--day-above", "JPY=1500", "--budget", "JPY=30000")
        self.assertEqual(["Tokyo: 1200 JPY not paid, of 2026-10-01, Usage of September, open",
                          f"Tokyo: {NEWEST} cost 2000 JPY of usage, above 1500",
                          "all accounts: 38000 JPY of usage so far in 2026-10, budget 30000 passed on 2026-10-16"],
                         sorted(told))

    def test_a_cost_that_is_not_told_is_not_low(self):
        self.write()
        self.change("UPDATE paygo_usage SET BilledCost = NULL, ContractedCost = NULL WHERE charge_date = ?", NEWEST)
        self.assertEqual([], self.alert(2, "--day-above", "USD=50", "--skip", "anomaly",
                                        says=f"not checked: costs of Lighthouse: {NEWEST} has 1 records without a cost"))

    def test_a_budget_projected_then_passed_then_much_worse(self):
        """19 days of 2.00 so far, in a month of 31."""
        self.write()
        options = ("--skip", "anomaly", "--skip", "late")
        (line,) = self.alert(1, *options, "--budget", "USD=50")
        self.assertRegex(line, r"^all accounts: 62\.00 USD \(± 0\.00\) of usage expected by the end of 2026-10, "
                               r"above the budget of 50\.00, which runs out on 2026-10-2\d$")
        self.assertEqual([], self.alert(0, *options, "--budget", "USD=50"))
        self.change("UPDATE paygo_usage SET BilledCost = 5.0 WHERE charge_date >= '2026-10-10'")
        (line,) = self.alert(1, *options, "--budget", "USD=50")
        self.assertRegex(line, r"^all accounts: 68\.00 USD of usage so far in 2026-10, budget 50\.00 passed on "
                               r"2026-10-16$")
        for cost, lines in ((5.5, 0), (7.5, 1), (7.5, 0)):
            self.change("UPDATE paygo_usage SET BilledCost = ? WHERE charge_date >= '2026-10-10'", cost)
            self.assertEqual(lines, len(self.alert(lines, *options, "--budget", "USD=50")), cost)

    def test_a_budget_that_is_used_up_to_the_last_cent_is_not_passed(self):
        """Three tenths are 0.30000000000000004."""
        self.write()
        self.change("UPDATE paygo_usage SET BilledCost = CASE WHEN charge_date BETWEEN '2026-10-05' AND '2026-10-07' "
                    "THEN 0.1 ELSE 0 END")
        (line,) = self.alert(1, "--skip", "anomaly", "--skip", "late", "--budget", "USD=0.3")
        self.assertIn(" expected by the end of 2026-10, above the budget of 0.30, which runs out on 2026-10-", line)

    def test_a_budget_that_wavers_is_told_once(self):
        self.write()
        options = ("--skip", "anomaly", "--skip", "late")
        self.assertEqual(1, len(self.alert(1, *options, "--budget", "USD=61")))
        self.assertEqual([], self.alert(0, *options, "--budget", "USD=63"))
        self.assertEqual([], self.alert(0, *options, "--budget", "USD=61"))
        # It was over.
        self.assertEqual([], self.alert(0, *options, "--budget", "USD=99"))
        self.assertEqual(1, len(self.alert(1, *options, "--budget", "USD=61")))

    def test_budgets_of_the_archive_and_of_a_file(self):
        self.write()
        self.change("INSERT INTO monthly_budgets VALUES (?, 'USD', 20, 'usage')", FIRST)
        (line,) = self.alert(1, "--skip", "anomaly")
        self.assertRegex(line, "^Lighthouse: 38.00 USD of usage so far in 2026-10, budget 20.00 passed on 2026-10-11$")
        sql = self.folder / "more'.sql"
        sql.write_text(f"INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES ('{FIRST}', 'USD', 500);")
        self.assertEqual([], self.alert(0, "--skip", "anomaly", "--sql", sql.name))

    def test_a_budget_of_the_total(self):
        self.write()
        with Archive(self.archive) as archive:
            archive.change("INSERT INTO monthly_budgets VALUES (NULL, 'USD', 20, 'total')")
            archive.change("INSERT INTO subscriptions(account_id, subscription, id, state, price, currency, frequency, "
                           "current_period_start, current_period_end, rate_plan_public_name, raw, facts, first_seen, last_seen, "
                           "first_sync_id, sync_id) VALUES (?1, 'p', 'p', 'Paid', 25.0, 'USD', 'monthly', '2026-10-05T00:00:00Z', "
                           "'2026-11-05T00:00:00Z', 'Pro', '{}', '{}', '2026-10-01T04:00:00Z', '2026-10-21T04:15:00Z', 1, 1)", FIRST)
        (line,) = self.alert(1, "--skip", "anomaly")
        self.assertRegex(line, r"^all accounts: 63\.00 USD of total so far in 2026-10, budget 20\.00 passed on 2026-10-05$")

    def test_a_budget_of_an_unknown_cost(self):
        self.write()
        self.change("UPDATE paygo_usage SET BilledCost = NULL, ContractedCost = NULL")
        self.assertEqual([], self.alert(2, "--skip", "anomaly", "--budget", "USD=50",
                                        says="not checked: budget of all accounts: what is spent in USD is not known"))

    def test_an_unusual_cost_once_for_the_whole_event(self):
        # The newest of all: three days before today may come late.
        newest = days_before(TODAY, 4)
        self.write(lambda day: None if day > newest else 30.0 if day == newest else 2.0)
        told = self.alert(1, "--skip", "late")
        self.assertEqual([f"Lighthouse: Workers unusually much on {newest}: worth 30.00 USD, 2.00 expected"], told)
        self.change("UPDATE paygo_usage SET BilledCost = 20.0, ConsumedQuantity = 200, PricingQuantity = 200 "
                    "WHERE charge_date = ?", days_before(newest, 1))
        self.assertEqual([], self.alert(0, "--skip", "late"))
        self.change("UPDATE paygo_usage SET BilledCost = 60.0, ConsumedQuantity = 600, PricingQuantity = 600 "
                    "WHERE charge_date = ?", days_before(newest, 1))
        (line,) = self.alert(1, "--skip", "late")
        self.assertIn("worth 90.00 USD, 4.00 expected", line)

    def test_nothing_to_compare_with_is_not_nothing_unusual(self):
        with Archive(self.archive) as archive:
            archive.account(FIRST, "Lighthouse", created=days_before(TODAY, 8))
            archive.usage(FIRST, steady(), days=8)
        self.today = TODAY
        self.assertEqual([], self.alert(2, says="not checked: anomalies of Lighthouse: too little is known"))
        self.assertEqual([], self.alert(0, "--skip", "anomaly"))

    def test_an_archive_that_began_in_the_month_knows_no_budget(self):
        with Archive(self.archive) as archive:
            archive.account(FIRST, "Lighthouse")
            archive.usage(FIRST, steady(), days=12)
        self.today = TODAY
        self.assertEqual([], self.alert(2, "--skip", "anomaly", "--budget", "USD=500",
                                        says="not checked: budgets of Lighthouse: what was used before 2026-10-09 is "
                                             "not known"))

    def test_late_data_and_that_it_came(self):
        self.write(steady(newest=days_before(TODAY, 3)))
        self.assertEqual([], self.alert(0, "--skip", "anomaly"))
        tomorrow = days_before(TODAY, -1)
        self.read_again_on(tomorrow)
        told = [f"Lighthouse: the newest day with usage is {days_before(TODAY, 3)}, 4 days ago"]
        self.assertEqual(told, self.alert(1, "--skip", "anomaly", today=tomorrow))
        self.assertEqual([], self.alert(0, "--skip", "anomaly", today=tomorrow))
        for more, lines in ((2, 0), (5, 0), (6, 1)):  # More than twice as late.
            day = days_before(TODAY, -more)
            self.read_again_on(day)
            self.assertEqual(lines, len(self.alert(lines, "--skip", "anomaly", today=day)), more)
        self.assertEqual([], self.alert(0, "--skip", "anomaly", "--late-after", "20", today=day))

    def test_usage_that_is_older_than_what_views_look_at(self):
        self.write(steady(newest=days_before(TODAY, 50)))
        self.assertEqual([f"Lighthouse: the newest day with usage is {days_before(TODAY, 50)}, 50 days ago"],
                         self.alert(1))

    def test_who_never_used_anything_is_not_late(self):
        self.write(lambda day: None)
        self.assertEqual([], self.alert(0))

    def test_an_archive_that_is_filled_no_more(self):
        self.write()
        later = days_before(TODAY, -5)
        self.assertEqual([f"the archive was last read on {TODAY}, 5 days ago: is archive.sh still run?"],
                         self.alert(1, "--skip", "anomaly", today=later))

    def test_a_month_of_which_an_archive_has_nothing_has_no_budget(self):
        """Whether it ends a day before it or weeks. What the month before cost is no news then."""
        last = "2026-10-31"
        self.write(steady(newest=days_before(last, 2)), today=last)
        for today, budget in (("2026-11-02", "50"), ("2026-11-03", "0.5"), ("2026-12-02", "0.5")):
            with self.subTest(today, budget=budget):
                told = self.alert(2, "--skip", "anomaly", "--again", "--budget", "USD=" + budget, today=today,
                                  says=f"alert: not checked: budgets of all accounts: the archive ends on {last}: "
                                       f"nothing of {today[:7]} was read\n")
                self.assertEqual(1, len(told), told)
                self.assert_says(told[0], f"the archive was last read on {last}")
        # That of yesterday is looked at as on that day.
        (line,) = self.alert(1, "--skip", "anomaly", "--budget", "USD=0.5", today="2026-11-01")
        self.assertIn(" so far in 2026-10, budget 0.50 passed", line)

    def test_an_archive_that_was_never_filled(self):
        with Archive(self.archive):
            pass
        self.today = TODAY
        self.assertEqual([], self.alert(2, says="accounts of all accounts: the archive has read nothing yet: archive.sh fills"))

    def test_an_archive_that_stops_twice_is_told_twice(self):
        """Also where there is an account that cannot be read, and so never all of them."""
        self.write()
        with Archive(self.archive) as archive:
            archive.account(EURO, "Contract")
            archive.fetched("paygo", EURO, "not covered", "PayGo usage does not cover this account")
        for last, lines in ((TODAY, 1), (days_before(TODAY, -5), 0), (days_before(TODAY, -5), 1)):
            self.change("UPDATE fetches SET finished_at = ? || 'T04:16:00Z'", last)
            today = days_before(TODAY, -5) if lines == 0 or last == TODAY else days_before(TODAY, -10)
            told = self.alert(2, "--skip", "anomaly", "--late-after", "50", today=today, says="not checked: usage of Contract")
            self.assertEqual(lines, len(told), (last, told))

    def test_an_open_invoice_by_its_state(self):
        self.write()
        with Archive(self.archive) as archive:
            archive.invoice(FIRST, "Usage of September", "2026-10-01", 12.34, "open", 12.34)
            archive.invoice(FIRST, "Paid one", "2026-09-01", 99.0)
        told = self.alert(1)
        self.assertEqual(["Lighthouse: 12.34 USD not paid, of 2026-10-01, Usage of September, open"], told)
        self.assertEqual([], self.alert(0))
        self.change("UPDATE billing_history SET status = 'past_due' WHERE status = 'open'")
        (line,) = self.alert(1)
        self.assertIn(", past_due", line)
        self.change("UPDATE billing_history SET status = 'paid', amount_to_pay = 0")
        self.assertEqual([], self.alert(0))

    def test_accounts_that_the_archive_could_not_read(self):
        self.write()
        with Archive(self.archive) as archive:
            archive.fetched("paygo", FIRST, "refused", f"HTTP 403 (account {FIRST}, GET …, ray 1). The token needs X › Read.")
        said = "alert: not checked: usage of Lighthouse: the archive could not read it: HTTP 403. The token needs X › Read.\n"
        self.assertEqual([], self.alert(2, "--day-above", "USD=50", says=said))
        (line,) = self.alert(2, "--json", "--again", says=said)
        self.assertEqual(("not checked", FIRST, "Lighthouse"),
                         tuple(json.loads(line)[name] for name in ("kind", "account_id", "account")))

    def test_days_that_were_never_read(self):
        self.write()
        self.change("DELETE FROM archived_days WHERE day BETWEEN ? AND ?", days_before(TODAY, 6), days_before(TODAY, 5))
        self.alert(2, says=f"usage of Lighthouse: 2 days were never read, the first is {days_before(TODAY, 6)}")

    def test_what_is_not_over_only_because_nobody_looked(self):
        self.write(lambda day: None if day > NEWEST else 60.0 if day == NEWEST else 2.0)
        options = ("--day-above", "USD=50", "--skip", "anomaly")
        self.assertEqual(1, len(self.alert(1, *options)))
        for table in ("paygo_usage", "archived_days"):
            self.change(f"ALTER TABLE {table} RENAME TO away_{table}")
        self.assertEqual(2, self.run_script(*options, "--skip", "card", "--today", TODAY, self.archive).returncode)
        for table in ("paygo_usage", "archived_days"):
            self.change(f"ALTER TABLE away_{table} RENAME TO {table}")
        self.assertEqual([], self.alert(0, *options))

    def test_cards_of_an_archive_without_a_token(self):
        self.write()
        said = "not checked: cards of all accounts: an archive has none, and there is no CLOUDFLARE_API_TOKEN"
        self.assertEqual([], self.alert(2, cards=True, says=said))

    def test_accounts_that_are_chosen(self):
        self.write(lambda day: None if day > NEWEST else 60.0)
        with Archive(self.archive) as archive:
            archive.account(QUIET, "Other")
            archive.usage(QUIET, steady(70.0))
        options = ("--day-above", "USD=50", "--again")
        self.assertEqual(2, len(self.alert(1, *options)))
        for chosen in (("--account", QUIET), ("--without", FIRST)):
            self.assertEqual([f"Other: {NEWEST} cost 70.00 USD of usage, above 50.00"],
                             self.alert(1, *options, *chosen))

    def test_names_that_would_break_lines_or_terminals(self):
        self.write(lambda day: None if day > NEWEST else 60.0 if day == NEWEST else 2.0)
        name = "O'Neil \"&\" <b>\n\x1b[31mSons\\"
        self.change("UPDATE accounts SET name = ?", name)
        (line,) = self.alert(1, "--day-above", "USD=50", "--skip", "anomaly", "--again")
        self.assertTrue(line.startswith("O'Neil \"&\" <b>  [31mSons\\: 2026-10-19 cost"), line)
        (line,) = self.alert(1, "--day-above", "USD=50", "--skip", "anomaly", "--json")
        self.assertEqual(name, json.loads(line)["account"])
        self.assertEqual(60.0, json.loads(line)["amount"])

    def test_wrong_arguments(self):
        self.write()
        for arguments in (["--day-above", "50"], ["--day-above", "USD=5", "--day-above", "USD=6"], ["--budget", "USD=0"],
                          ["--skip", "everything"], ["--account", "x"], ["--late-after", "0"], ["--nothing"],
                          ["--today", "yesterday"], ["--webhook", "https://example.com/x"], ["--webhook", "nowhere"],
                          [str(self.archive)], ["--form", "teams"]):
            done = self.run_script(*arguments, self.archive)
            self.assertEqual((64, ""), (done.returncode, done.stdout), arguments)
            self.assertRegex(done.stderr, "^alert: .", arguments)
        self.assertIn("set CLOUDFLARE_API_TOKEN", self.run_script().stderr)
        self.assertIn("there is no archive: nowhere", self.run_script("nowhere").stderr)
        done = self.run_script("--help")
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertIn("  sh alert.sh [OPTION…] [ARCHIVE]\n", done.stdout)

    def test_a_file_that_is_no_archive_and_a_module_that_is_none(self):
        self.archive.write_text("not a database, but long enough to be looked at as if it were one " * 20)
        self.today = TODAY
        said = "alert: not checked: "
        self.alert(2, says=said)
        self.archive.unlink()
        self.write()
        self.assertEqual([], self.alert(2, says=said, CF_BILLING="/nowhere/cf_billing"))

    def test_no_room_for_what_it_writes_aside(self):
        self.write(lambda day: None if day > NEWEST else 60.0)
        options = ("--day-above", "USD=50", "--skip", "card", "--skip", "anomaly", "--today", TODAY, self.archive)
        done = self.run_script(*options, TMPDIR="/nowhere")
        self.assertEqual((3, ""), (done.returncode, done.stdout))
        self.assertIn("the next run tries again", done.stderr)
        self.assertEqual(1, len(self.check(1, *options)))

    def test_a_state_that_cannot_be_written(self):
        self.write(lambda day: None if day > NEWEST else 60.0)
        (self.folder / "billing.db.alerts").write_text("this is no database at all " * 100)
        done = self.run_script("--day-above", "USD=50", "--today", TODAY, self.archive)
        self.assertEqual(3, done.returncode, done.stdout + done.stderr)
        self.assertIn("cannot be used", done.stderr)


if __name__ == "__main__":
    script_case.main()
