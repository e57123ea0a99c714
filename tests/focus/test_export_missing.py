"""examples/export.sh, asked of the API: an account whose first days are gone is named, and keeps nothing of the
others back; and what is said when an export fails."""

import json

import consumer_case
import support
from focus_case import month_before
from support import EURO, FIRST, MANY_PLANS, MONTH_END, NOT_COVERED, QUIET


class Case(consumer_case.TestCase):
    def see(self, *accounts):
        """The token sees these."""
        return {"path": r"/accounts\?", "body": json.dumps(
            {"success": True, "errors": [], "messages": [], "result": [
                {"id": account, "name": "A"} for account in accounts],
             "result_info": {"page": 1, "per_page": 50, "count": len(accounts), "total_count": len(accounts)}})}


class Missing(Case):
    def setUp(self):
        super().setUp()
        self.month = month_before(self.today, 1)[:7]

    def lose(self, account, before):
        """FOCUS usage of the account begins on this day of the month."""
        kept = [json.loads(record) for record in self.sandbox.truth("focus", account)
                if f"{self.month}-{before}" <= json.loads(record)["ChargePeriodStart"][:10] < self.today[:7]]
        self.assertGreater(len(kept), 20)
        self.sandbox.faults({"path": "billable/usage", "account": account, "body": json.dumps(
            {"success": True, "errors": [], "messages": [], "result": kept})})

    def test_an_account_whose_first_days_are_gone(self):
        self.lose(EURO, "10")
        done = self.export("--accounts", f"{MANY_PLANS},{EURO}", self.month, code=1)
        self.assertIn(f"export: {self.month}: usage of {self.month}-01 is missing, of account {EURO};", done.stderr)
        self.assertEqual([], list(self.folder.iterdir()))
        done = self.export("--accounts", f"{MANY_PLANS},{EURO}", "--partial", "yes", self.month)
        self.assertIn(f" Usage of {self.month}-01 is missing, of account {EURO}.", done.stderr)
        self.export("--accounts", MANY_PLANS, self.month)

    def test_several_of_them(self):
        self.sandbox.faults()
        without = self.folder.parent / "without.sql"
        without.write_text("DROP VIEW focus_feed_paygo; CREATE TEMP VIEW focus_feed_paygo AS SELECT * FROM "
                           f"focus_live_paygo WHERE charge_date > '{self.month}-09' OR account_id = '{FIRST}';")
        self.addCleanup(without.unlink)
        done = self.export("--feed", "paygo", "--accounts", f"{FIRST},{MONTH_END},{MANY_PLANS}", "--sql", str(without),
                           self.month, code=1)
        self.assertIn(f"usage of {self.month}-01 is missing, of account {min(MONTH_END, MANY_PLANS)} and 1 more;",
                      done.stderr)

    def test_an_account_without_any_usage(self):
        """It keeps nobody from being exported, unless it is named."""
        self.sandbox.faults(self.see(MANY_PLANS, QUIET))
        done = self.export(self.month)
        self.assertIn(f"Not in it: account {QUIET}, of which no usage was told.", done.stderr)
        self.assertNotIn("missing", done.stderr)
        before = (self.folder / f"focus-{self.month}.csv").read_bytes()
        for by in ("calendar", "billing"):
            done = self.export("--by", by, "--accounts", f"{MANY_PLANS},{QUIET}", self.month, code=1)
            self.assertIn(f"usage of {self.month}-01 is missing, of account {QUIET};", done.stderr)
        self.assertEqual(before, (self.folder / f"focus-{self.month}.csv").read_bytes())
        # With nobody else nothing says that there was none.
        self.sandbox.faults(self.see(QUIET))
        self.assertIn(f"of account {QUIET};", self.export(self.month, code=1).stderr)

    def test_who_subscribed_later_has_no_days_before(self):
        began = f"{self.month}-02"
        self.sandbox.faults({"path": "billable-usage/info", "account": MANY_PLANS, "body": json.dumps({
            "success": True, "errors": [], "messages": [], "result": {"covered": True, "subscriptions": [
                {"id": name, "start_timestamp": f"{began}T00:00:00Z",
                 "billing_cycle_anchor_timestamp": f"2026-01-{day}T00:00:00Z"}
                for name, day in (("A", "05"), ("B", "22"), ("C", "12"))]}})})
        without = self.folder.parent / "without.sql"
        self.addCleanup(without.unlink)
        for first, code in ((began, 0), (f"{self.month}-04", 1)):
            without.write_text("DROP VIEW focus_feed_paygo; CREATE TEMP VIEW focus_feed_paygo AS "
                               f"SELECT * FROM focus_live_paygo WHERE charge_date >= '{first}';")
            done = self.export("--feed", "paygo", "--accounts", f"{EURO},{MANY_PLANS}", "--sql", str(without),
                               self.month, code=1)
            # The other one was there before.
            self.assertIn(f"of account {EURO}{' and 1 more' if code else ''};" if EURO < MANY_PLANS or not code
                          else "and 1 more;", done.stderr)
            done = self.export("--feed", "paygo", "--accounts", MANY_PLANS, "--sql", str(without), self.month, code=code)
            self.assertEqual(bool(code), "is missing" in done.stderr)


class Failures(Case):
    """What is said of arguments, and of all accounts, when something fails."""

    def test_the_option_that_is_wrong_is_named(self):
        for what, *arguments in (
                ("no such option: --form", "--form", "csv", "2026-01"), ("no such option: -x", "-x", "2026-01"),
                ("--feed needs a value", "--feed"), ("--for knows no excel", "--for", "excel", "2026-01"),
                ("--version is 1.3 or 1.4: 1.2", "--version", "1.2", "2026-01"),
                ("--version 1.4 is for focus, csv.gz and parquet, and not for vantage",
                 "--version", "1.4", "--for", "vantage", "2026-01"),
                ("--feed is focus or paygo: both", "--feed", "both", "2026-01"),
                ("--by is calendar or billing: week", "--by", "week", "2026-01"),
                ("--partial is yes: no", "--partial", "no", "2026-01"), ("which month?", "--feed", "paygo"),
                ("--archive needs the name", "--archive", "", "2026-01"),
                ("options come before the months: --feed", "2026-01", "--feed", "paygo")):
            done = self.export(*arguments, code=64)
            self.assertTrue(done.stderr.startswith(f"export: {what}"), done.stderr)
        self.assertEqual([], list(self.folder.iterdir()))

    def test_the_hint_about_accounts_follows_what_accounts_are_the_reason_of(self):
        month = month_before(self.today, 1)[:7]
        hint = "--accounts names those"
        # One of the sandbox's accounts is refused.
        self.assertIn(hint, self.export(month, code=1).stderr)
        done = self.export("--feed", "paygo", month, code=1)
        self.assertIn(hint, done.stderr)
        # That is of no use here, as it is where days or costs are not there.
        self.assertNotIn("--partial", done.stderr)
        self.sandbox.faults(self.see(FIRST, MANY_PLANS))
        self.assertRegex(self.export(month, code=1).stderr, f"{hint}.*--partial yes")
        self.sandbox.faults()
        settings = self.folder.parent / "settings.sql"
        self.addCleanup(settings.unlink)
        for text in ("SELECT cf_config('max_requests', 1);", "SELECT * FROM no_such_table;",
                     "SELECT cf_config('base_url', 'http://127.0.0.1:1'), cf_config('api_token', 'x'),"
                     " cf_config('max_retries', 0);"):
            settings.write_text(text)
            done = self.export("--sql", str(settings), month, code=1)
            self.assertNotIn(hint, done.stderr)
            self.assertNotEqual("", done.stderr)
        self.sandbox.faults({"path": "usage", "status": 500})
        settings.write_text("SELECT cf_config('max_retries', 0);")
        self.assertNotIn(hint, self.export("--sql", str(settings), month, code=1).stderr)
        self.sandbox.faults()
        self.assertNotIn(hint, self.export("--accounts", NOT_COVERED, month, code=1).stderr)


__all__ = ["support"]

if __name__ == "__main__":
    consumer_case.export_case.focus_case.main()
