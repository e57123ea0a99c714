"""examples/sandbox-archive.sh: what daily runs of archive.sh would have saved, record by record."""

import os
import sqlite3
import subprocess
import tempfile
from collections import Counter

from archive_case import day_of, support

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


class SandboxArchive(support.TestCase):
    def test_holds_every_record_of_half_a_year(self):
        folder = tempfile.TemporaryDirectory(dir=support.scratch_folder())
        self.addCleanup(folder.cleanup)
        archive = os.path.join(folder.name, "billing.db")
        # A credential of the user's is not used: the sandboxes have their own.
        environment = support.child_environment(
            CF_BILLING=support.EXTENSION, CF_BILLING_SANDBOX=support.SANDBOX,
            CLOUDFLARE_API_TOKEN="not to be sent", CLOUDFLARE_ACCOUNT_ID=support.EURO)
        done = subprocess.run(["sh", "examples/sandbox-archive.sh", archive], cwd=ROOT, timeout=300,
                              capture_output=True, text=True, env=environment, check=False)
        self.assertEqual((0, "", ""), (done.returncode, done.stdout, done.stderr))
        db = sqlite3.connect(archive)
        self.addCleanup(db.close)
        today = self.sandbox.today()
        (first,) = db.execute("SELECT date(?, 'start of month', '-5 months')", (today,)).fetchone()
        for feed, table in (("paygo", "paygo_usage"), ("focus", "focus_usage")):
            for account in (support.FIRST, support.MANY_PLANS, support.EURO):
                wanted = Counter(record for record in
                                 self.sandbox.truth(feed, account)
                                 if day_of(record) >= first)
                found = Counter(raw for (raw,) in db.execute(
                    f"SELECT raw FROM {table} WHERE account_id = ? AND charge_date >= ?",
                    (account, first)))
                self.assertLess(100, len(wanted))
                self.assertEqual(wanted, found, (feed, account))
        self.assertEqual([], db.execute("SELECT * FROM sync_failures").fetchall())
        self.check_resources(db, first, today)
        self.check_shared_out(archive)

    def check_resources(self, db, first, today):
        """Also of datasets that are kept for a month all days are there, from the first run on."""
        for service in ("D1 - Rows Read", "Load Balancing DNS Queries"):
            days = {day for (day,) in db.execute(
                "SELECT day FROM resource_days WHERE account_id = ? AND service = ?", (support.FIRST, service))}
            self.assertEqual(set(), {day for (day,) in db.execute(
                "WITH RECURSIVE d(day) AS (SELECT ? UNION ALL SELECT date(day, '+1 day') FROM d WHERE day < ?) "
                "SELECT day FROM d", (first, today))} - days, service)
            told = db.execute("SELECT min(day) FROM resource_usage WHERE account_id = ? AND service = ? "
                              "AND quantity > 0", (support.FIRST, service)).fetchone()
            self.assertLessEqual(told, (first,), service)

    def check_shared_out(self, archive):
        """What resources and tags have of each cycle, account and currency is what was billed, of either feed."""
        db = self.connect(archive)
        db.execute("SELECT cf_create_views()").fetchall()
        db.execute("INSERT INTO cf_report_accounts(account_id) SELECT id FROM accounts")
        for feed in ("paygo", "focus"):
            for months in ("-0 months", "-4 months"):
                db.execute("UPDATE cf_parameters SET source = 'archive', feed = ?, "
                           "first_day = date('now', 'start of month', ?)", (feed, months))
                billed = dict(self.costs(db, "cf_usage_records WHERE window_name = 'ended_cycles'", "NULL",
                                         "coalesce(cycle_start, date(day, 'start of month'))", "upper(currency)"))
                shared = self.costs(db, "cf_attributed_cost", "NULL")
                tagged = self.costs(db, "cf_cost_by_tag", "tag")
                self.assertGreater(len(shared), 5)
                self.assertLessEqual({("team",), ("environment",)}, {key[3:] for key, _ in tagged})
                for (account, start, currency, tag), cost in shared + tagged:
                    self.assertAlmostEqual(billed[account, start, currency, None], cost, 6, (feed, account, start, tag))
        self.assertEqual([], db.execute("SELECT url FROM cf_requests").fetchall())

    @staticmethod
    def costs(db, rows, tag, cycle_start="cycle_start", currency="currency"):
        return [((account, start, told, of), cost) for account, start, told, of, cost in db.execute(
            f"SELECT account_id, {cycle_start}, {currency}, {tag}, total(cost) FROM {rows} GROUP BY 1, 2, 3, 4")]


if __name__ == "__main__":
    support.main()
