"""A report on an archive says what a report on the API says, and asks the API nothing."""

import os
import subprocess
import unittest

import chromium
import reports
from reports import support


class Archive(unittest.TestCase):
    maxDiff = None

    def test_says_what_the_api_says(self):
        sandbox = support.Sandbox("--today", reports.TODAY)
        database = os.path.join(support.scratch_folder(), "archive.db")
        subprocess.run(["sh", str(reports.ROOT / "examples" / "archive.sh"), database], check=True,
                       capture_output=True, env=reports.environment(sandbox), timeout=60)
        sandbox.forget_requests()
        archived = reports.make(sandbox, "archived", "--database", database, "--days", "30")
        self.assertEqual([], sandbox.requests())
        live = reports.make(sandbox, "live", "--days", "30")
        browser = chromium.Chromium()
        self.addCleanup(browser.stop)
        archived, live = browser.page(archived), browser.page(live)
        self.assertEqual([], archived.complaints())
        ours, theirs = archived.evaluate(reports.TABLES), live.evaluate(reports.TABLES)
        # All of the period is in the archive; what comes before it, for unusual days and invoices, is not.
        compared = [caption for caption in theirs if caption.startswith(
            ("Spend by day", "Products", "Cost by", "Month to date", "Projected", "Expected", "Records", "Open"))]
        self.assertGreater(len(compared), 12)
        for caption in compared:
            self.assertEqual(theirs[caption], ours[caption])
        self.assertIn("from the archive", archived.evaluate("document.querySelector('.notes').textContent"))
        # The first sync reads a month, and of accounts without any usage less: that is said.
        self.assertEqual([("Contract Holdings AG", "30 days"), ("Quiet Garden", "4 days")],
                         [(row["Account"], row["Why"][:row["Why"].index(" of the")].strip())
                          for row in ours["What could not be read"]])


if __name__ == "__main__":
    support.main()
