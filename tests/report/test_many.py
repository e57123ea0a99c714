"""A report on many accounts begins with figures, and one on a client is of its accounts alone."""

import os
import sqlite3
import unittest

import chromium
import reports
from reports import ROOT, TODAY, support

ACCOUNTS = 60
NUMBERS = "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n WHERE a < :accounts), " \
          "d(day) AS (SELECT :first UNION ALL SELECT date(day, '+1 day') FROM d WHERE day < :today) "
STATEMENTS = (
    "INSERT INTO syncs(started_at, today) VALUES (:today || ' 01:00:00', :today)",
    NUMBERS + "INSERT INTO accounts(id, name, first_sync_id, sync_id) "
    "SELECT printf('%032x', a), 'Client account ' || a, 1, 1 FROM n",
    # Of every second account the first days were never read.
    NUMBERS + "INSERT INTO archived_days(feed, account_id, day, sync_id, as_of, rows) "
    "SELECT 'paygo', printf('%032x', a), day, 1, :today, 1 FROM n, d "
    "WHERE a % 2 OR day > date(:first, '+3 days')",
    NUMBERS + "INSERT INTO paygo_usage(account_id, charge_date, BilledCost, BillingCurrency, "
    "BillingPeriodStart, ChargePeriodStart, ChargePeriodEnd, ConsumedQuantity, ConsumedUnit, "
    "PricingQuantity, PricingUnit, ServiceFamilyName, ServiceName, raw) "
    "SELECT printf('%032x', a), day, a * 0.25, 'USD', date(day, 'start of month') || 'T00:00:00Z', "
    "day || 'T00:00:00Z', date(day, '+1 day') || 'T00:00:00Z', a, '', a, 'Count', 'Workers', "
    "'Workers Standard Requests (first 10M are included)', '{}' FROM n, d "
    "WHERE a % 2 OR day > date(:first, '+3 days')",
    "INSERT INTO monthly_budgets(account_id, currency, monthly_amount, budget_covers) "
    "VALUES (printf('%032x', 60), 'USD', 100, 'usage')",
    "INSERT INTO clients(client, markup) VALUES ('Harbour''s \"own\" & Söhne', 0.1), ('Zones', 0), ('Beside', 0)",
    "INSERT INTO client_members(client, account_id, zone_id) VALUES "
    "('Harbour''s \"own\" & Söhne', printf('%032x', 59), ''), ('Harbour''s \"own\" & Söhne', printf('%032x', 57), ''), "
    "('Zones', printf('%032x', 5), printf('%032x', 99)), ('Beside', printf('%032x', 5), '')")
CLIENT = "Harbour's \"own\" & Söhne"


class Many(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = reports.sandbox()
        cls.database = os.path.join(support.scratch_folder(), "many.db")
        db = sqlite3.connect(cls.database, isolation_level=None)
        for part in ("archive.sql", "archive_feeds.sql"):
            db.executescript((ROOT / "sql" / part).read_text())
        values = {"accounts": ACCOUNTS, "first": reports.FIRST_DAY, "today": TODAY}
        for statement in STATEMENTS:
            db.execute(statement, {name: value for name, value in values.items() if f":{name}" in statement})
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        cls.browser = chromium.Chromium()
        cls.addClassCleanup(cls.browser.stop)

    def page(self, name, *arguments):
        page = self.browser.page(reports.make(self.sandbox, name, "--database", self.database, *arguments))
        self.addCleanup(page.close)
        return page

    def test_figures_come_before_lists(self):
        page = self.page("many")
        top = page.evaluate("document.querySelector('.figure strong').getBoundingClientRect().top")
        self.assertLess(top, 600)
        notes = page.evaluate("document.querySelector('.notes').textContent")
        self.assertIn(f"and {ACCOUNTS // 2 - 3} more of {ACCOUNTS}, see below", notes)
        tables = page.evaluate(reports.TABLES)
        (caption,) = [each for each in tables if each.startswith("Accounts, ") and not each.endswith("others")]
        self.assertEqual(["Client account 60"], [row["Account"] for row in tables[caption] if row["Budget"] == "100.00"])
        self.assertEqual((12, ACCOUNTS - 12), (len(tables[caption]), len(tables[caption + ": the others"])))
        if reports.TODAY[8:] != "01":  # On the first of a month nothing is expected of it yet.
            self.assertIn("▲", tables[caption][1]["Expected at its end"] + tables[caption][0]["Expected at its end"])
        self.assertEqual(ACCOUNTS, len(tables["Records by account"]) + len(tables["Records by account: the others"]))

    def test_a_client(self):
        page = self.page("client", "--group", CLIENT)
        self.assertEqual(f"Cloudflare spend: {CLIENT}", page.evaluate("document.querySelector('h1').textContent"))
        tables = page.evaluate(reports.TABLES)
        self.assertEqual(["Client account 57", "Client account 59"],
                         [row["Account"] for row in tables["Records by account"]])
        page = self.page("titled", "--group", CLIENT, "--title", "<b>Ours</b>")
        self.assertEqual("<b>Ours</b>", page.evaluate("document.querySelector('h1').textContent"))
        self.assertTrue(page.evaluate("document.title").startswith("<b>Ours</b>, "))

    def test_a_client_that_cannot_be_reported(self):
        for said, client in (("no account is of this client", "Nobody"), ("shared with zones", "Zones"),
                             ("shared with zones", "Beside")):
            done = reports.run(self.sandbox, "--database", self.database, "--group", client,
                               os.path.join(support.scratch_folder(), "none.html"))
            self.assertNotEqual(0, done.returncode)
            self.assertIn(said, done.stderr)
            self.assertEqual("", done.stdout)

    def test_says_where_it_is(self):
        path = os.path.join(support.scratch_folder(), "said.html")
        done = reports.run(self.sandbox, "--database", self.database, "--group", CLIENT, path)
        self.assertEqual(f"The report is in {path}.\n", done.stdout)


if __name__ == "__main__":
    support.main()
