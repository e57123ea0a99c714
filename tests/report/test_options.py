"""Options: what is wrong is said in the script's own words, before anything is asked or installed."""

import os
import unittest

import reports
from reports import support

LIGHTHOUSE = "023e105f4ecef8ad9ca31a8372d0c353"


class Options(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = reports.sandbox()

    def refused(self, said, *arguments, **settings):
        self.sandbox.forget_requests()
        done = reports.run(self.sandbox, *arguments, **settings)
        with self.subTest(arguments=arguments):
            self.assertEqual((2, ""), (done.returncode, done.stdout))
            self.assertIn(said, done.stderr)
            # No other program's complaint.
            self.assertNotRegex(done.stderr, "constraint|Error:|node:|sqlite")
            self.assertEqual([], self.sandbox.requests())

    def test_what_is_wrong_is_refused(self):
        output = os.path.join(support.scratch_folder(), "refused.html")
        for said, *arguments in (
                ("no account id", "--account", "x"), ("no account id", "--account", ""),
                ("no account id", "--account", f"{LIGHTHOUSE} {LIGHTHOUSE}"),
                ("* is no account id", "--account", "*"),
                ("no budget", "--budget", "USD=1);--"), ("no budget", "--budget", ""),
                ("more than 0", "--budget", "EUR=0"), ("more than 0", "--budget", "EUR=00.000"),
                ("two budgets in EUR", "--budget", "EUR=5", "--budget", "USD=5", "--budget", "EUR=6"),
                ("two budgets in EUR", "--budget", "EUR=5", "--budget", "EUR=5"),
                ("--days needs", "--days", "0"), ("--days needs", "--days", ""),
                ("--today needs", "--today", "2026-11-20\n;"), ("--today needs", "--today", ""),
                ("2026-02-30 is not in the calendar", "--today", "2026-02-30"),
                ("2026-02-29 is not in the calendar", "--today", "2026-02-29"),
                ("2100-02-29 is not in the calendar", "--today", "2100-02-29"),
                ("2026-04-31 is not in the calendar", "--today", "2026-04-31"),
                ("2026-13-01 is not in the calendar", "--today", "2026-13-01"),
                ("2026-00-10 is not in the calendar", "--today", "2026-00-10"),
                ("2026-01-00 is not in the calendar", "--today", "2026-01-00"),
                ("--feed needs", "--feed", "all"), ("cannot be read", "--database", "/none"),
                ("a text of one line", "--title", "a\nb"), ("a text of one line", "--group", ""),
                ("leave --account out", "--group", "A", "--account", LIGHTHOUSE),
                ("cannot be read", "--sql", "/none"), ("--account ID", "--what", "x")):
            self.refused(said, *arguments, output)
        self.refused("--account ID")
        self.refused("--account ID", "a.html", "b.html")
        self.refused("--account ID", "x.html", "--days")
        self.assertFalse(os.path.exists(output))

    def test_a_place_that_cannot_be_written_is_refused(self):
        scratch = support.scratch_folder()
        self.refused("no folder /nonexistent", "/nonexistent/x.html")
        self.refused(f"no folder {scratch}/none", f"{scratch}/none/")
        self.refused(f"{scratch} is a folder", scratch)
        self.refused(f"{scratch}/ is a folder", f"{scratch}/")

    def test_an_account_in_the_environment_that_is_none_is_refused(self):
        self.refused("CLOUDFLARE_ACCOUNT_ID: x is no account id",
                     os.path.join(support.scratch_folder(), "x.html"), CLOUDFLARE_ACCOUNT_ID="x")

    def test_who_could_not_be_read_is_named(self):
        """On stderr, each with its feed and why; the report is made all the same."""
        output = os.path.join(support.scratch_folder(), "named.html")
        for feed, why in (("paygo", "PayGo usage does not cover this account"), ("focus", "HTTP 403, code 10000")):
            with self.subTest(feed):
                done = reports.run(self.sandbox, "--account", support.NOT_COVERED, "--account", support.EURO,
                                   "--feed", feed, output)
                self.assertEqual(0, done.returncode, done.stderr)
                self.assertRegex(done.stderr, rf"(?m)^report: {support.NOT_COVERED}, cf_{feed}_usage: {why}")
                self.assertNotRegex(done.stderr, rf"(?m)^report: {support.EURO}, cf_focus_usage")

    def test_days_of_the_calendar_are_taken(self):
        """Of leap years, and the last ones of long and short months."""
        for day in ("2024-02-29", "2000-02-29", "2026-12-31", "2026-09-30", "2026-08-09"):
            # The next thing that is wrong is said: this one was right.
            self.refused("--feed needs", "--today", day, "--feed", "none", "x.html")

    def test_an_account_named_twice_counts_once(self):
        once = reports.make(self.sandbox, "once", "--account", LIGHTHOUSE)
        twice = reports.make(self.sandbox, "twice", "--account", LIGHTHOUSE, "--account", LIGHTHOUSE)
        with open(once, encoding="utf-8") as one, open(twice, encoding="utf-8") as other:
            self.assertEqual(one.read(), other.read())


if __name__ == "__main__":
    support.main()
