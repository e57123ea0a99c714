"""A report on an archive says what a report on the API says, and asks the API nothing."""

import os
import sqlite3
import subprocess
import unittest

import chromium
import reports
from reports import support


class Archive(unittest.TestCase):
    maxDiff = None

    def test_says_what_the_api_says(self):
        sandbox = reports.sandbox()
        database = os.path.join(support.scratch_folder(), "archive.db")
        subprocess.run(["sh", str(reports.ROOT / "examples" / "archive.sh"), database], check=True,
                       capture_output=True, env=reports.environment(sandbox), timeout=60)
        sandbox.forget_requests()
        # A budget of the report alone: the archive is not written to.
        more = ("--days", "30", "--budget", "USD=700")
        archived = reports.make(sandbox, "archived", "--database", database, *more)
        self.assertEqual([], sandbox.requests())
        live = reports.make(sandbox, "live", *more)
        browser = chromium.Chromium()
        self.addCleanup(browser.stop)
        archived, live = browser.page(archived), browser.page(live)
        self.assertEqual([], archived.complaints())
        ours, theirs = archived.evaluate(reports.TABLES), live.evaluate(reports.TABLES)
        spent = [page.evaluate(reports.FIGURES)["USD"]["Budget 700.00 USD"].split("▲")[0].split("✓")[0]
                 for page in (archived, live)]
        # The first sync reads a month, and of accounts without any usage 26 days: whether they used anything before
        # is not known from it, nor what all have spent in a month that began before.
        if int(reports.TODAY[8:]) <= 26:
            self.assertEqual(*spent)
        else:
            self.assertRegex(spent[0], r"^– spent\n.*whether it will do cannot be told$")
        with sqlite3.connect(database) as db:
            self.assertEqual((0,), db.execute("SELECT count(*) FROM monthly_budgets").fetchone())
        # All of the period is in the archive; what comes before it, for projections, unusual days and
        # invoices, is not.
        compared = [caption for caption in theirs if caption.startswith(
            ("Spend by day", "Products", "Cost by", "Month to date", "Records", "Open"))]
        self.assertGreater(len(compared), 8)
        for caption in compared:
            self.assertEqual(theirs[caption], ours[caption])
        self.assertIn("from the archive", archived.evaluate("document.querySelector('.notes').textContent"))
        # What was not read is said.
        self.assertEqual([("Contract Holdings AG", "30 days"), ("Quiet Garden", "4 days")],
                         [(row["Account"], row["Why"][:row["Why"].index(" of the")].strip())
                          for row in ours["What could not be read"]])

        # On the first there is no day before today.
        if reports.TODAY[8:] > "01":
            self.of_days_never_read(sandbox, browser, database)

    def of_days_never_read(self, sandbox, browser, database):
        """Of one account a day of the month: what all of them have spent is not known then."""
        day = reports.TODAY[:8] + "01"
        with sqlite3.connect(database) as db:
            db.execute("DELETE FROM archived_days WHERE account_id = ? AND day = ?", (support.FIRST, day))
            db.execute("DELETE FROM paygo_usage WHERE account_id = ? AND charge_date = ?", (support.FIRST, day))
        page = browser.page(reports.make(sandbox, "unread", "--database", database, "--days", "30",
                                         "--budget", "USD=700"))
        figures = page.evaluate(reports.FIGURES)
        for currency, is_known in (("USD", False), ("EUR", True)):
            (spent,) = [text for title, text in figures[currency].items() if title.startswith("Spent so far")]
            self.assertEqual(is_known, not spent.startswith("unknown"), spent)
        self.assertIn("whether it will do cannot be told", figures["USD"]["Budget 700.00 USD"])


if __name__ == "__main__":
    support.main()
