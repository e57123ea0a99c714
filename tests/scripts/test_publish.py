"""examples/publish.sh: the same figures without the extension, nothing that is secret, and whole."""

import os
import re
import shutil
import sqlite3
import subprocess

import script_case
import support
from script_case import EXAMPLES, Archive
from support import EURO, FIRST, QUIET

SHELL = "/usr/bin/sqlite3"


class Publish(script_case.TestCase):
    script = "publish.sh"

    def setUp(self):
        super().setUp()
        self.report = self.folder / "for 'colleagues'.db"
        shutil.copy(script_case.filled_archive(), self.archive)

    def publish(self, status, *arguments, says=None, days=15):
        """The last days only, which takes a moment; of `days` None all."""
        since = () if days is None else ("--since", script_case.days_before(self.sandbox.today(), days))
        printed = self.check(status, *since, *arguments, self.archive, self.report, says=says, CLOUDFLARE_API_TOKEN=support.TOKEN,
                             CLOUDFLARE_BASE_URL=self.sandbox.base_url)
        self.assertEqual([], [name for name in os.listdir(self.folder) if name.startswith(".")])
        self.assertEqual([], self.sandbox.requests())
        return printed

    def plain(self):
        db = sqlite3.connect(self.report)
        self.addCleanup(db.close)
        return db

    @staticmethod
    def names(db, kind):
        return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = ?", (kind,))}

    def test_every_figure_is_that_of_the_views(self):
        self.assertEqual([], self.publish(0, days=None))
        plain, views = self.plain(), self.connect(self.archive)
        views.execute("SELECT cf_create_views()").fetchall()
        (first,) = plain.execute("SELECT first_day FROM cf_about").fetchone()
        views.execute("UPDATE cf_parameters SET source = 'archive', first_day = ?", (first,))
        tables, kept = self.names(plain, "table"), self.names(plain, "view")
        told = {name for (name,) in views.execute(
            "SELECT name FROM sqlite_temp_master WHERE type = 'view' AND name LIKE 'cf\\_%' ESCAPE '\\'")}
        compared = 0
        for name in sorted((tables | kept) & told):
            columns = [row[1] for row in views.execute(f"PRAGMA temp.table_info({name})")
                       if (name, row[1]) != ("cf_archive_gaps", "error")]
            self.assertEqual(columns, [row[1] for row in plain.execute(f"PRAGMA table_info({name})")][:len(columns)], name)
            listed = ", ".join(f'"{column}"' for column in columns)
            expected = views.execute(f"SELECT {listed} FROM temp.{name}").fetchall()
            support.assert_alike(expected, plain.execute(f"SELECT {listed} FROM {name}").fetchall(), name,
                                 0.011 if name.startswith("cf_chart_") else 1e-9)  # Those are in cents.
            compared += bool(expected)
        self.assertLess(30, compared)
        # Of those that people are told of, none is missing.
        text = (script_case.ROOT / "sql" / "README.md").read_text(encoding="utf-8")
        documented = {name for line in re.findall(r"^### (.*)$", text, re.M) for name in re.findall(r"`(cf_\w+)`", line)}
        self.assertLess(25, len(documented))
        self.assertEqual(set(), (documented & told) - tables - kept, "examples/publish.sh lists what it writes")

    def test_the_shell_reads_it_without_the_extension(self):
        self.publish(0)
        for name in self.names(self.plain(), "view") | self.names(self.plain(), "table"):
            done = subprocess.run([SHELL, "-readonly", str(self.report), f"SELECT count(*) FROM {name}"],
                                  capture_output=True, text=True, check=False, env=support.child_environment())
            self.assertEqual((0, ""), (done.returncode, done.stderr), name)
        self.assertEqual("ok", self.plain().execute("PRAGMA integrity_check").fetchone()[0])
        self.assertEqual("delete", self.plain().execute("PRAGMA journal_mode").fetchone()[0])

    def test_nothing_that_is_not_for_others(self):
        with Archive(self.archive, today=self.sandbox.today()) as archive:
            archive.change("UPDATE accounts SET name = 'Ada.Lovelace@example.com''s Account' WHERE id = ?", EURO)
            archive.change("UPDATE billing_history SET description = 'paid by someone-else@example.org, card', "
                           "hosted_invoice_url = 'https://invoice.example/s3cr3t-link' WHERE (account_id, occurred_date) IN "
                           "(SELECT account_id, max(occurred_date) FROM billing_history GROUP BY account_id)")
            archive.change("UPDATE paygo_usage SET raw = '{\"x\": \"s3cr3t-raw\"}', BillingAccountName = 'b@example.net'")
            archive.change("UPDATE fetches SET error = 'Authentication error, s3cr3t-ray' WHERE error IS NOT NULL")
        self.publish(0, days=None)
        data = self.report.read_bytes()
        for secret in (b"s3cr3t-link", b"s3cr3t-raw", b"s3cr3t-ray", b"example.com's", b"Lovelace", b"@example", support.TOKEN.encode(), b"hosted_invoice"):
            self.assertFalse(secret in data, secret)  # Not all of the file in the message.
        db = self.plain()
        self.assertEqual([(f"account {EURO[:8]}",)], db.execute(
            "SELECT DISTINCT account_name FROM cf_usage WHERE account_id = ?", (EURO,)).fetchall())
        self.assertLess(1, db.execute("SELECT count(*) FROM cf_history WHERE description = '(has an e-mail address)'")
                        .fetchone()[0])
        columns = {column for name in self.names(db, "table") for _, column, *_ in db.execute(f"PRAGMA table_info({name})")}
        self.assertEqual(set(), {column for column in columns if re.search("raw|mail|address|card|phone|url|last_four", column)})

    def test_the_archive_behind_it(self):
        """Record by record, of the accounts and days that were asked for; and nothing that is not for others."""
        with Archive(self.archive, today=self.sandbox.today()) as archive:
            for account in (FIRST, EURO):
                archive.change("INSERT INTO monthly_budgets VALUES (?, 'EUR', 5, 'usage')", account)
            # A record that is there twice.
            archive.change("INSERT INTO paygo_usage SELECT * FROM paygo_usage ORDER BY charge_date DESC LIMIT 1")
            archive.change("UPDATE paygo_usage SET raw = '{\"x\": \"s3cr3t-raw\"}', "
                           "BillingAccountName = 'b@example.net'")
            archive.change("UPDATE billing_history SET hosted_invoice_url = 'https://invoice.example/s3cr3t-link'")
            archive.change("UPDATE fetches SET error = 'Authentication error, s3cr3t-ray'")
            archive.change("INSERT INTO resource_refusals VALUES (?, 'dataset', 'not in the plan', 1, 1)", FIRST)
            for service, *reason in (("D1 - Rows Read", "failed: HTTP 500", " It begins: <s3cr3t-page>"),
                                     ("D1 - Rows Written", "refused: HTTP 403", " The token needs Account › Read.")):
                archive.change("INSERT INTO resource_unread VALUES (?, ?, 'dataset', '2026-01-01', ?, ?, 1)", FIRST, service,
                               self.sandbox.today(), " (account 023e, ray s3cr3t-ray).".join(reason))
            archive.change("DELETE FROM resource_tags WHERE account_id = ?", FIRST)
            archive.change("UPDATE resource_fetches SET outcome = 'failed', error = 'HTTP 403 (account 023e, ray s3cr3t-ray). "
                           "It begins: <s3cr3t-page>' WHERE feed = 'tags'")
        self.publish(0, "--records", "--without", EURO)
        data = self.report.read_bytes()
        for secret in (b"s3cr3t", b"@example.net", b"hosted_invoice", EURO.encode()):
            self.assertFalse(secret in data, secret)
        plain, behind = self.plain(), sqlite3.connect(self.archive)
        self.assertIn(("failed: HTTP 403",), plain.execute("SELECT DISTINCT reason FROM cf_cost_by_tag").fetchall())
        self.addCleanup(behind.close)
        of_day = {"paygo_usage": "charge_date", "focus_usage": "charge_date", "archived_days": "day",
                  "resource_usage": "day", "resource_days": "day", "resource_unread": "last_day"}
        since = script_case.days_before(self.sandbox.today(), 15)
        tables = self.names(behind, "table") - {"sqlite_sequence", "budgets"}
        self.assertEqual(set(), tables - self.names(plain, "table"))
        for table in tables - {"accounts", "subscriptions", "usage_restatements"}:  # Published in a form of their own.
            columns = [row[1] for row in behind.execute(f"PRAGMA table_info({table})")]
            kept = [name for name in columns if name not in ("raw", "error", "hosted_invoice_url")]
            changed = {("paygo_usage", "BillingAccountName"): "'(has an e-mail address)'",
                       ("resource_unread", "reason"): "replace(replace(reason, ' (account 023e, ray s3cr3t-ray)', ''), "
                                                      "'. It begins: <s3cr3t-page>', '')"}
            listed = ", ".join(changed.get((table, name), name) for name in kept)
            where = ["1"]
            where += [f"account_id IS NOT '{EURO}'"] if "account_id" in columns else []
            where += [f"{of_day[table]} >= '{since}'"] if table in of_day else []
            expected = behind.execute(f"SELECT {listed} FROM {table} WHERE {' AND '.join(where)}").fetchall()
            self.assertEqual(sorted(expected, key=repr),
                             sorted(plain.execute(f"SELECT {', '.join(kept)} FROM {table}"), key=repr), table)
            if table not in ("tax_rates", "prices", "account_names"):
                self.assertNotEqual([], expected, table)

    def test_it_is_replaced_whole_while_it_is_read(self):
        self.publish(0, "--account", EURO)
        reader = self.plain()
        rows = reader.execute("SELECT DISTINCT account_id FROM cf_usage")
        self.assertEqual((EURO,), rows.fetchone())
        self.publish(0, "--account", FIRST)
        self.assertEqual([(EURO,)], reader.execute("SELECT DISTINCT account_id FROM cf_usage").fetchall())
        self.assertEqual([(FIRST,)], self.plain().execute("SELECT DISTINCT account_id FROM cf_usage").fetchall())

    def test_what_is_there_stays_on_an_error(self):
        self.publish(0)
        before = self.report.read_bytes()
        sql = self.folder / "wrong.sql"
        sql.write_text("SELECT nothing FROM nowhere;")
        self.publish(1, "--sql", sql, says="publish: nothing was written to ")
        self.assertEqual(before, self.report.read_bytes())

    def test_what_would_be_lost_is_not_replaced(self):
        for there in (self.archive, self.folder / "of somebody.db"):
            if there != self.archive:
                sqlite3.connect(there).execute("CREATE TABLE kept(x)").connection.close()
            before = there.read_bytes()
            done = self.run_script(self.archive, there)
            self.assertEqual(64, done.returncode)
            self.assertRegex(done.stderr, "would replace the archive itself|not written by this script")
            self.assertEqual(before, there.read_bytes())
        link = self.folder / "link.db"
        link.symlink_to(self.archive)
        self.assertEqual(64, self.run_script(self.archive, link).returncode)

    def test_the_archive_is_left_alone(self):
        before = self.archive.read_bytes()
        sql = self.folder / "own.sql"
        sql.write_text("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'EUR', 77);\n"
                       f"INSERT INTO cf_account_names VALUES ('{QUIET}', 'Renamed');")
        self.publish(0, "--sql", sql)
        self.assertEqual(before, self.archive.read_bytes())
        self.assertEqual([("EUR", 77.0), ("USD", 900.0)], self.plain().execute(
            "SELECT currency, monthly_amount FROM cf_budget_status ORDER BY 1").fetchall())

    def test_since_a_day_and_for_some_accounts(self):
        today = self.sandbox.today()
        since = script_case.days_before(today, 10)
        with Archive(self.archive, today=today) as archive:
            archive.change("INSERT INTO monthly_budgets VALUES (?, 'USD', 5, 'usage')", FIRST)
        self.publish(0, "--without", FIRST, days=10)
        self.assertFalse(FIRST.encode() in self.report.read_bytes())
        db = self.plain()
        self.assertEqual((since, 0), db.execute("SELECT min(day), sum(account_id = ?) FROM cf_usage", (FIRST,)).fetchone())

    def test_arguments(self):
        for arguments in ([], [self.archive], ["nowhere", self.report], [self.archive, self.report, "x"], ["--nothing"],
                          ["--since", "soon", self.archive, self.report], [self.archive, self.folder / "no" / "x.db"],
                          [self.archive, self.folder]):
            done = self.run_script(*arguments)
            self.assertEqual((64, ""), (done.returncode, done.stdout), (arguments, done.stderr))
        self.assertIn("  sh publish.sh [OPTION…] ARCHIVE REPORT\n", self.run_script("--help").stdout)


if __name__ == "__main__":
    script_case.main()
