"""examples/archive.sh: its line, its exit status, the check and the backup."""

import fcntl
import os
import re
import sqlite3
import subprocess
import unittest

import archive_case
import support
from archive_case import ArchiveCase
from support import EURO, FIRST, QUIET

SCRIPT = os.path.join(archive_case.SQL, "..", "examples", "archive.sh")


class Script(ArchiveCase):
    def run_script(self, *arguments, **environment):
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CF_BILLING": support.EXTENSION,
                 "CLOUDFLARE_API_TOKEN": support.TOKEN, **environment}
        if support.PRELOAD:
            given["LD_PRELOAD"] = None  # Of the shell, not of sh, flock and sed.
            self.skipTest("sanitized")
        return subprocess.run(["sh", SCRIPT, *arguments], capture_output=True, text=True,
                              timeout=120, check=False, env=support.child_environment(**given))

    def check(self, status, *arguments, says="", **environment):
        done = self.run_script(*arguments, **environment)
        self.assertEqual(status, done.returncode, done.stdout + done.stderr)
        self.assertIn(says, done.stderr)
        for text in (done.stdout, done.stderr):
            self.assertNotIn(support.TOKEN, text)
        return done.stdout

    def test_saves_all_accounts_in_a_new_database(self):
        self.archive += "new"
        line = self.check(0, self.archive)
        self.assertRegex(line, r"^archive: \S+ accounts=7 days=\d+ rows=\d+ restated=0 failed=0 "
                               r"seconds=\d+\.\d status=0\n$")
        self.check_usage()
        self.check_history()
        rows = self.ask("SELECT (SELECT count(*) FROM paygo_usage) + (SELECT count(*) FROM "
                        "focus_usage) + (SELECT count(*) FROM billing_history)")[0][0]
        self.assertEqual(rows, int(re.search(r"rows=(\d+)", line)[1]))

    def test_accounts_of_a_file_backup_and_check(self):
        chosen = self.archive + ".sql"
        with open(chosen, "w", encoding="ascii") as file:
            file.write(f"INSERT INTO cf_report_accounts(account_id) VALUES ('{QUIET}'), "
                       f"('{FIRST}');\n")
        backup = self.archive + "'s copy"
        for _ in range(2):
            self.check(0, "--read", chosen, "--check", "--backup", backup, self.archive)
        before = self.content()
        self.archive = backup
        self.check_unchanged(before)
        self.check_usage((FIRST, QUIET))

    def test_accounts_that_fail(self):
        self.sandbox.faults({"account": EURO, "status": 404})
        self.assertIn("failed=1 ", self.check(2, self.archive, says=f"paygo of {EURO} failed: cf_"))

    def test_errors(self):
        self.check(1, self.archive, says="HTTP 401", CLOUDFLARE_API_TOKEN="0" * 40)
        self.check(1, self.archive, CLOUDFLARE_BASE_URL="http://127.0.0.1:9/client/v4")
        self.check(1, self.archive, CF_BILLING="/nowhere/cf_billing", says="nowhere")
        self.check(1, "--read", "/nowhere", self.archive, says="nowhere")
        for arguments in ((), ("--what", self.archive), ("--backup",), (self.archive, "more")):
            self.check(64, *arguments, says="Usage")
        self.assertEqual([], self.ask("SELECT 1 FROM fetches"))
        self.sandbox.faults({"path": "billing/history", "status": 500})
        told = self.run_script(self.archive)
        self.assertEqual(1, told.returncode)
        self.assertNotIn("no such table", told.stderr)
        self.check_usage()

    def test_lock(self):
        with open(self.archive + ".lock", "w", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.check(75, self.archive, says="another run")
        self.check(0, self.archive)

    def test_another_writer_is_waited_for(self):
        other = sqlite3.connect(self.archive, check_same_thread=False, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        process = self.start_sync((QUIET,))
        self.addCleanup(process.communicate)
        with self.assertRaises(subprocess.TimeoutExpired):
            process.wait(0.7)
        other.execute("COMMIT")
        other.close()
        process.communicate(timeout=30)
        self.assertEqual(0, process.returncode)

    def test_damage_is_found_and_not_copied(self):
        self.check(0, self.archive)
        db = sqlite3.connect(self.archive)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE "
                   "name = 'focus_usage_days') WHERE name = 'paygo_usage_days'")
        db.commit()
        db.close()
        backup = self.archive + ".copy"
        done = self.run_script("--check", "--backup", backup, self.archive)
        self.assertEqual(3, done.returncode, done.stderr)
        self.assertFalse(os.path.exists(backup))


if __name__ == "__main__":
    unittest.main(verbosity=1)
