"""What the tests of this folder share: an archive that a test writes, and running a script over it."""

import datetime
import functools
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

_here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(_here, "..", "sql"))

import support  # noqa: E402

ROOT = pathlib.Path(_here).parent.parent
EXAMPLES = ROOT / "examples"
# A Wednesday in the middle of a month: nothing ends.
TODAY = "2026-10-21"
main = support.main


def days_before(day, count):
    return str(datetime.date.fromisoformat(day) - datetime.timedelta(count))


class Archive:
    """An archive as one run of archive.sh on `today` would have left it. Usage is a record a day of
    each product, of which `cost` tells what a day of it cost; None: there is no record."""

    def __init__(self, path, today=TODAY):
        self.path, self.today = str(path), today
        self.db = sqlite3.connect(self.path)
        for part in ("archive.sql", "archive_feeds.sql"):
            self.db.executescript((ROOT / "sql" / part).read_text(encoding="utf-8"))
        self.db.execute("INSERT OR IGNORE INTO syncs VALUES (1, ?1 || 'T04:15:00Z', ?1, 1, ?1 || 'T04:16:00Z')", (today,))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.db.commit()
        self.db.close()

    def change(self, sql, *parameters):
        self.db.execute(sql, parameters)

    def account(self, account, name, created="2020-01-01"):
        self.change("INSERT INTO accounts VALUES (?, ?, 'standard', ?, NULL, 1, 1)", account, name,
                    f"{created}T00:00:00Z")
        for feed in ("paygo", "history"):
            self.fetched(feed, account)
        self.change("INSERT INTO subscription_fetches VALUES (?, 1, 'ok', 0, 0, ?, NULL)", account,
                    f"{self.today}T04:16:00Z")

    def fetched(self, feed, account, outcome="ok", error=None):
        self.change("INSERT OR REPLACE INTO fetches VALUES (?, ?, 1, ?, NULL, NULL, 0, 0, 0, ?, ?)", feed,
                    account, outcome, f"{self.today}T04:16:00Z", error)

    def usage(self, account, cost, days=70, product="Workers", currency="USD", zone=None):
        for back in range(days, -1, -1):
            day = days_before(self.today, back)
            amount = cost(day)
            self.change("INSERT OR IGNORE INTO archived_days VALUES ('paygo', ?, ?, 1, ?, 0)", account, day,
                        self.today)
            if amount is not None:
                self.change("UPDATE archived_days SET rows = rows + 1 WHERE account_id = ? AND day = ?", account, day)
                self.change(
                    "INSERT INTO paygo_usage(account_id, charge_date, BilledCost, ContractedCost, BillingCurrency, "
                    "BillingPeriodStart, ChargePeriodStart, ConsumedQuantity, PricingQuantity, ConsumedUnit, "
                    "PricingUnit, ServiceFamilyName, ServiceName, SubscriptionId, ZoneId, ZoneName, raw) VALUES "
                    "(?1, ?2, ?3, ?3, ?4, substr(?2, 1, 8) || '01T00:00:00Z', ?2, ?3 * 10, ?3 * 10, 'GB', 'GB', "
                    "?5, ?5 || ' requests', 'sub' || ?1, ?6, ?6, '{\"secret\":\"raw\"}')",
                    account, day, amount, currency, product, zone)

    def invoice(self, account, name, day, amount, status="paid", to_pay=0, currency="USD", kind="charge"):
        self.change(
            "INSERT INTO billing_history(account_id, item, occurred_date, id, action, amount, currency, description, "
            "occurred_at, type, status, amount_to_pay, raw, first_sync_id, sync_id) VALUES "
            "(?1, ?2, ?3, ?2, ?8, ?4, ?7, ?2, ?3 || 'T01:00:00Z', ?8, ?5, ?6, '{}', 1, 1)",
            account, name, day, amount, status, to_pay, currency, kind)


@functools.cache
def filled_archive():
    """An archive of the sandbox's, which has invoices, refunds, plans, a budget and a client: copy it."""
    path = os.path.join(support.scratch_folder(), "filled.db")
    done = subprocess.run(
        ["sh", str(EXAMPLES / "sandbox-archive.sh"), path], capture_output=True, text=True, timeout=300, check=False,
        env=support.child_environment(CF_BILLING=support.EXTENSION, CF_BILLING_SANDBOX=support.SANDBOX))
    assert done.returncode == 0, done.stderr
    db = sqlite3.connect(path)
    with db:
        db.execute("INSERT INTO monthly_budgets VALUES (NULL, 'USD', 900, 'usage')")
        db.execute("INSERT INTO clients VALUES ('Harbour', 0.1)")
        db.execute("INSERT INTO client_members VALUES ('Harbour', ?, '')", (support.FIRST,))
    db.close()
    return path


class TestCase(support.TestCase):
    script = None

    def setUp(self):
        super().setUp()
        # A blank and a quote: whatever a folder is called.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="it's a ", dir=support.scratch_folder()))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.archive = self.folder / "billing.db"

    def run_script(self, *arguments, timeout=120, **environment):
        given = {"CF_BILLING": support.EXTENSION, **environment}
        return subprocess.run(["sh", str(EXAMPLES / self.script), *map(str, arguments)], capture_output=True,
                              text=True, timeout=timeout, check=False, cwd=self.folder,
                              env=support.child_environment(**given))

    def check(self, status, *arguments, says=None, **environment):
        """What it printed, in lines; `says` is all that it says on stderr, or a part of it."""
        done = self.run_script(*arguments, **environment)
        self.assertEqual(status, done.returncode, done.stdout + done.stderr)
        if says is None:
            self.assertEqual("", done.stderr)
        else:
            self.assertIn(says, done.stderr)
        for text in (done.stdout, done.stderr):
            self.assertNotIn(support.TOKEN, text)
        return done.stdout.splitlines()
