"""sql/archive_report.sql: amounts as their currency is paid."""

import subprocess

import script_case
import support
from support import FIRST


class ArchiveReport(script_case.TestCase):
    def report(self, currency, cost):
        with script_case.Archive(self.archive) as archive:
            archive.account(FIRST, "Lighthouse")
            archive.usage(FIRST, lambda day: cost if day < script_case.TODAY else None, currency=currency)
            archive.invoice(FIRST, "Usage", "2026-10-01", 30 * cost + 12, currency=currency)
            archive.invoice(FIRST, "Refund", "2026-10-02", 7, currency=currency, kind="refund")
        setup = ["-cmd", f".load {support.EXTENSION}", "-cmd", ".output /dev/null", "-cmd", "SELECT cf_create_views();",
                 "-cmd", ".output", "-cmd", f"UPDATE cf_parameters SET today = '{script_case.TODAY}';"]
        done = subprocess.run(
            ["sqlite3", "-init", "/dev/null", "-batch", "-bail", "-list", *setup, self.archive], capture_output=True,
            input=(script_case.ROOT / "sql" / "archive_report.sql").read_text(encoding="utf-8"), text=True,
            timeout=120, check=True,
            env=support.child_environment(CLOUDFLARE_ACCOUNT_ID=FIRST))
        self.assertEqual("", done.stderr)
        return [[cell.strip() for cell in line.split("|")] for line in done.stdout.splitlines()]

    def check_report(self, currency, usage, charged, returned, differs):
        rows = self.report(currency, 3.0)
        self.assertIn(["2026-09", usage, currency, "30"], [row[:4] for row in rows])
        invoices = [row for row in rows if row[0] == "2026-10-01"]
        self.assertEqual([[usage, charged, f"differs by {differs}"], ["", returned, "returned"]],
                         [[row[2], *row[4:]] for row in invoices])
        self.archive.unlink()

    def test_digits(self):
        self.check_report("USD", "90.00", "102.00", "-7.00", "12.00")
        self.check_report("JPY", "90", "102", "-7", "12")
        self.check_report("KWD", "90.000", "102.000", "-7.000", "12.000")


if __name__ == "__main__":
    script_case.main()
