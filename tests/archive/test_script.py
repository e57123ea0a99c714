"""examples/archive.sh: its line, its exit status, the check and the backup."""

import fcntl
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import tempfile

import archive_case
import support
from archive_case import ArchiveCase
from support import EURO, FIRST, NOT_COVERED, QUIET

SCRIPT = os.path.join(archive_case.SQL, "..", "examples", "archive.sh")


def copy_script(folder):
    """The script, and what it reads beside it."""
    examples = os.path.join(folder, "examples")
    os.mkdir(examples)
    for path in (SCRIPT, os.path.join(os.path.dirname(SCRIPT), "shared.sh")):
        shutil.copy(path, examples)
    return os.path.join(examples, "archive.sh")


class ScriptCase(ArchiveCase):
    def run_script(self, *arguments, script=SCRIPT, cwd=None, user=None, **environment):
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CF_BILLING": support.EXTENSION,
                 "CLOUDFLARE_API_TOKEN": support.TOKEN, **environment}
        as_user = {"user": user, "group": user, "extra_groups": ()} if user else {}
        return subprocess.run(["sh", script, *arguments], capture_output=True, text=True, cwd=cwd,
                              timeout=120, check=False, env=support.child_environment(**given),
                              **as_user)

    def check(self, status, *arguments, says="", **options):
        done = self.run_script(*arguments, **options)
        self.assertEqual(status, done.returncode, done.stdout + done.stderr)
        self.assertIn(says, done.stderr)
        for text in (done.stdout, done.stderr):
            self.assertNotIn(support.TOKEN, text)
        return done.stdout


class Script(ScriptCase):
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

    def test_costs_that_come_no_more_are_told(self):
        self.check(0, self.archive)
        self.sandbox.set(focus__post="off")
        self.check(0, self.archive, says=f"focus of {EURO} (Café Zürich SARL) came without costs: ")
        self.sandbox.set(focus__post="on")
        done = self.run_script(self.archive)
        self.assertNotIn("without costs", done.stderr)

    def test_accounts_that_fail(self):
        self.sandbox.faults({"account": EURO, "status": 404})
        self.assertIn("failed=1 ", self.check(2, self.archive, says=f"paygo of {EURO} (Café Zürich SARL) failed: cf_"))

    def test_an_account_that_is_refused_what_it_had(self):
        """It would have no more days without anybody noticing; who never had any is no failure."""
        self.assertIn("failed=0 ", self.check(0, self.archive))
        self.sandbox.faults({"account": EURO, "path": "billable/usage", "status": 403})
        for _ in range(2):
            self.assertIn("failed=1 ", self.check(2, self.archive, says=f"focus of {EURO} (Café Zürich SARL) failed: "))
        self.sandbox.faults()
        self.assertIn("failed=0 ", self.check(0, self.archive))
        self.assertEqual([(0,), (1,), (1,), (0,)],
                         self.ask("SELECT failed FROM sync_summaries ORDER BY sync_id"))
        body = json.dumps({"success": False, "result": None, "messages": [], "errors": [
            {"code": 1, "message": "PayGo usage does not cover this account"}]})
        self.sandbox.faults({"account": EURO, "path": "billable-usage|paygo", "status": 400,
                             "body": body})
        self.assertIn("failed=1 ", self.check(2, self.archive, says=f"paygo of {EURO} (Café Zürich SARL) failed: "))
        self.assertEqual("not covered", self.outcomes("paygo")[EURO])
        # An account that had no such days in the run before had none to lose.
        self.archive += "new"
        self.check(0, self.archive)
        self.sandbox.faults()
        self.check(0, self.archive)
        self.assertEqual([(0,), (0,)], self.ask("SELECT failed FROM sync_summaries"))

    def test_accounts_without_a_feed_are_named(self):
        told = self.run_script(self.archive)
        self.assertEqual(0, told.returncode, told.stderr)
        for feed, outcome, why in (("focus", "refused", "HTTP 403, code 10000"),
                                   ("paygo", "not covered", "does not cover this account")):
            self.assertRegex(told.stderr, rf"(?m)^{feed} of {NOT_COVERED} \([^)]+\) left out, {outcome}: cf_{feed}_usage: .*{why}")
        self.assertNotIn(FIRST, told.stderr)

    def test_refused_not_covered_and_nothing_there_are_told_apart(self):
        told = self.run_script("--resources", "billed", self.archive)
        self.assertEqual(0, told.returncode, told.stderr)
        for feed in ("paygo", "focus"):
            self.assertIn(f"{feed} of {QUIET} (Quiet Garden) read, nothing there\n", told.stderr)
        states = "SELECT feed, state FROM account_feeds WHERE account_id = ? ORDER BY feed"
        self.assertEqual([("focus", "refused"), ("history", "read"), ("paygo", "not covered")],
                         self.ask(states, NOT_COVERED)[:3])
        self.assertEqual([("focus", "nothing there"), ("paygo", "nothing there")],
                         [row for row in self.ask(states, QUIET) if row[0] in ("focus", "paygo")])
        self.assertEqual([(feed, "read") for feed in ("focus", "history", "paygo", "resources", "subscriptions", "tags")],
                         self.ask(states, FIRST))
        # By what each has: nothing is read where nothing is kept, and the other way round.
        self.assertEqual([], self.ask("SELECT * FROM account_feeds WHERE (state = 'read') <> (records > 0)"))
        for table, feed in (("paygo_usage", "paygo"), ("focus_usage", "focus"), ("billing_history", "history"),
                            ("subscriptions", "subscriptions"), ("resource_usage", "resources"),
                            ("resource_tags", "tags")):
            self.assertEqual([], self.ask(
                f"SELECT * FROM account_feeds AS f WHERE feed = ? AND records <> (SELECT count(*) FROM {table} AS t "
                "WHERE t.account_id = f.account_id)", feed))
        # What fails or is refused now has what it had; an account that is not read any more says when it was.
        self.sandbox.faults({"account": FIRST, "path": "billing/history", "status": 500},
                            {"account": EURO, "path": "billable/usage", "status": 403})
        chosen = self.archive + ".sql"
        with open(chosen, "w", encoding="ascii") as file:
            file.write(f"INSERT INTO cf_report_accounts(account_id) VALUES ('{EURO}'), ('{FIRST}'), "
                       f"('{support.UNKNOWN}');\n")
        self.check(2, "--read", chosen, self.archive, says=f"history of {FIRST} (Lighthouse Studio) failed: ")
        one = "SELECT state, records > 0, error > '', sync_id FROM account_feeds WHERE account_id = ? AND feed = ?"
        self.assertEqual([("failed", 1, 1, 2)], self.ask(one, FIRST, "history"))
        self.assertEqual([("read", 1, None, 2)], self.ask(one, FIRST, "paygo"))
        self.assertEqual([("refused", 1, 1, 2)], self.ask(one, EURO, "focus"))
        self.assertEqual([("nothing there", 0, None, 1)], self.ask(one, QUIET, "paygo"))
        self.assertEqual([("failed", 0, 1, 2)], self.ask(one, support.UNKNOWN, "paygo"))
        self.change("INSERT INTO accounts(id, first_sync_id, sync_id) VALUES ('new', 2, 2)")
        self.assertEqual([("not asked", 0, None, None)], self.ask(one, "new", "paygo"))

    def test_a_name_of_two_lines(self):
        self.sandbox.faults({"account": EURO, "status": 404})
        self.check(2, self.archive)
        self.change("INSERT INTO account_names VALUES (?, 'two' || char(10) || 'lines')", QUIET)
        self.sandbox.faults()
        self.check(0, self.archive, says=f"paygo of {QUIET} (two lines) read, nothing there")

    def test_an_archive_of_accounts_that_have_no_focus_usage_at_all(self):
        """As most have none: no failure, and named all the same."""
        self.sandbox.faults({"path": "billable/usage", "status": 403})
        for _ in range(2):
            told = self.run_script(self.archive)
            self.assertEqual(0, told.returncode, told.stderr)
            self.assertIn("failed=0 ", told.stdout)
            for account in support.ALL_ACCOUNTS:
                self.assertRegex(told.stderr, rf"(?m)^focus of {account} \(.+\) left out, refused: ")

    def test_a_page_of_a_firewall_refuses_nobody(self):
        self.sandbox.faults({"path": "billable/usage", "account": EURO, "status": 403,
                             "body": "<html>blocked</html>"})
        self.assertIn("failed=1 ", self.check(2, self.archive, says=f"focus of {EURO} (Café Zürich SARL) failed: "))

    def test_errors(self):
        self.check(1, self.archive, says="HTTP 401", CLOUDFLARE_API_TOKEN="0" * 40)
        self.check(1, self.archive, CLOUDFLARE_BASE_URL="http://127.0.0.1:9/client/v4")
        self.check(1, self.archive, CF_BILLING="/nowhere/cf_billing", says="nowhere")
        self.check(1, "--read", "/nowhere", self.archive, says="nowhere")
        for arguments in ((), ("--what", self.archive), ("--backup",), (self.archive, "more"),
                          ("--backup", "", self.archive), ("--read", "", self.archive),
                          ("-x.db",)):
            self.check(64, *arguments, says="Usage")
        # SQLite would save nothing, or not there.
        for name in ("", ":memory:", f"file:{self.archive}", os.path.dirname(self.archive)):
            self.check(64, name, says="file")
        self.assertEqual(["billing.db", "billing.db.lock"],
                         sorted(os.listdir(os.path.dirname(self.archive))))
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
            # Under another name, too.
            os.symlink(self.archive, self.archive + ".link")
            self.check(75, self.archive + ".link", says="another run")
        self.check(0, self.archive)

    def test_lock_that_cannot_be_made(self):
        os.mkdir(self.archive + ".lock")
        for name in (self.archive, self.archive + "/missing/billing.db"):
            line = self.check(1, name, says=".lock")
            self.assertEqual("archive: nothing was read status=1\n", line)

    def test_without_a_token(self):
        """Nothing is begun, and so no archive made that has nothing in it."""
        self.archive += "new"
        line = self.check(1, self.archive, says="archive: set CLOUDFLARE_API_TOKEN\n", CLOUDFLARE_API_TOKEN="")
        self.assertEqual("archive: nothing was read status=1\n", line)
        self.assertFalse(os.path.exists(self.archive))

    def test_without_flock(self):
        programs = self.archive + ".bin"
        os.mkdir(programs)
        for name in ("sh", "dirname", "sed", "mktemp", "rm", "cat", "grep", "head", "tail",
                     "readlink", "sqlite3"):
            os.symlink(shutil.which(name), os.path.join(programs, name))
        line = self.check(1, self.archive, says="install util-linux", PATH=programs)
        self.assertEqual("archive: nothing was read status=1\n", line)

    def test_the_first_run_of_many_accounts_says_how_long_it_takes(self):
        chosen = self.archive + ".sql"
        with open(chosen, "w", encoding="ascii") as file:
            file.write("INSERT INTO cf_report_accounts(account_id) VALUES " + ", ".join(
                f"('{support.UNKNOWN[:-3]}{number:03x}')" for number in range(30)) + ";\n")
        done = self.run_script("--read", chosen, self.archive)
        said = "archive: reads 30 accounts for the first time, with about 10 requests each; "
        self.assertTrue(done.stderr.startswith(said), done.stderr[:300])
        self.assertIn("it takes about 1 minutes\n", done.stderr)
        self.assertNotIn(said, self.run_script("--read", chosen, self.archive).stderr)
        # Who has few accounts waits for nobody.
        self.archive += "new"
        self.assertNotIn("for the first time", self.run_script(self.archive).stderr)

    def test_names_with_quotes(self):
        """Of the file to read, the project's folder, the database, the copy."""
        folder = os.path.join(os.path.dirname(self.archive), """it's "a" \\n folder""")
        os.mkdir(folder)
        copy_script(folder)
        os.symlink(os.path.abspath(archive_case.SQL), os.path.join(folder, "sql"))
        os.symlink(support.EXTENSION + ".so", os.path.join(folder, "cf_billing.so"))
        chosen = os.path.join(folder, "|it's.sql")
        with open(chosen, "w", encoding="ascii") as file:
            file.write(f"INSERT INTO cf_report_accounts(account_id) VALUES ('{QUIET}');\n")
        self.archive = os.path.join(folder, "billing.db")
        for name in (chosen, "|it's.sql"):
            line = self.check(0, "--read", name, "--check", "--backup", "file:copy's", "billing.db",
                              script="examples/archive.sh", cwd=folder,
                              CF_BILLING=os.path.join(folder, "cf_billing"))
            self.assertIn("accounts=1 ", line)
        before = self.content()
        self.archive = os.path.join(folder, "file:copy's")
        self.check_unchanged(before)

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
                   "name = 'focus_usage_columns') WHERE name = 'paygo_usage_columns'")
        db.commit()
        db.close()
        backup = self.archive + ".copy"
        done = self.run_script("--check", "--backup", backup, self.archive)
        self.assertEqual(3, done.returncode, done.stderr)
        self.assertFalse(os.path.exists(backup))


class Backup(ScriptCase):
    """What a copy must not replace."""

    def test_the_database_itself(self):
        self.check(0, self.archive)
        reader = sqlite3.connect(self.archive, isolation_level=None)
        self.addCleanup(reader.close)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM syncs").fetchall()
        inode = os.stat(self.archive).st_ino
        folder = os.path.dirname(self.archive)
        os.symlink(self.archive, self.archive + ".link")
        os.link(self.archive, self.archive + ".hard")
        os.symlink(folder, self.archive + ".folder")
        os.symlink(os.path.join(folder, "later.db"), os.path.join(folder, "later.link"))
        os.rename(self.archive + ".hard", self.archive + ".hard.new")
        for backup, database in (
                (self.archive, self.archive), (self.archive + ".link", self.archive),
                (self.archive, self.archive + ".link"), (self.archive + ".hard.new", self.archive),
                (self.archive + ".folder/billing.db", self.archive),
                (self.archive + ".hard", self.archive),  # It is its .new.
                (self.archive + "-wal", self.archive), (self.archive + "-shm", self.archive),
                (self.archive + ".lock", self.archive + ".link"),
                # Of the first run there is no database yet.
                (folder + "/later.db", folder + "/later.db"),
                (folder + "/later.db", folder + "/later.link")):
            with self.subTest(backup=backup, database=database):
                self.check(64, "--backup", backup, database, says="the database itself")
        self.assertEqual(inode, os.stat(self.archive).st_ino)
        self.assertFalse(os.path.exists(os.path.join(folder, "later.db")))
        self.assertEqual([(1,)], self.ask("SELECT count(*) FROM syncs"))

    def test_what_is_no_regular_file(self):
        backup = self.archive + ".copy"
        os.symlink(backup, self.archive + ".link")
        for name in (backup, backup + ".new"):
            for make, is_so, remove in ((os.mkfifo, stat.S_ISFIFO, os.unlink),
                                        (os.mkdir, stat.S_ISDIR, os.rmdir)):
                make(name)
                for given in (backup, self.archive + ".link"):
                    self.check(64, "--backup", given, self.archive, says="not a regular file")
                self.assertTrue(is_so(os.stat(name).st_mode))
                remove(name)
        # Through a symbolic link to where it leads.
        self.check(0, "--backup", self.archive + ".link", self.archive)
        self.assertTrue(os.path.islink(self.archive + ".link"))
        self.assertTrue(os.path.isfile(backup))

    def test_a_copy_that_is_in_use(self):
        """Its -wal would be taken for that of the new copy."""
        backup = self.archive + ".copy"
        self.check(0, "--backup", backup, self.archive)
        user = sqlite3.connect(backup)
        self.addCleanup(user.close)
        user.execute("PRAGMA journal_mode = WAL")
        user.execute("CREATE TABLE notes(note)")
        inode = os.stat(backup).st_ino
        self.check(3, "--backup", backup, self.archive, says="in use")
        self.assertEqual(inode, os.stat(backup).st_ino)
        self.assertEqual([("notes",)], user.execute(
            "SELECT name FROM sqlite_master WHERE name = 'notes'").fetchall())

    def test_there_is_no_folder(self):
        line = self.check(3, "--backup", self.archive + "/missing/copy", self.archive, says="open")
        self.assertIn("failed=0 ", line)


class ReadOnly(ScriptCase):
    def test_what_cannot_be_checked_is_not_called_damaged(self):
        """By a user who may read the database, but not write beside it."""
        folder = tempfile.mkdtemp()  # Not below a folder of its owner's own.
        self.addCleanup(shutil.rmtree, folder)
        script = copy_script(folder)
        database = os.path.join(folder, "billing.db")
        shutil.copy(self.archive, database)
        with open(database + ".lock", "w", encoding="ascii"):
            os.chmod(database + ".lock", 0o666)
        other = None if os.geteuid() else 65534
        for mode, file_mode, says in ((0o555, 0o444, "cannot be checked: "),
                                      (0o555, 0o000, "cannot be checked: "), (0o777, 0o444, "")):
            os.chmod(database, file_mode)
            os.chmod(folder, mode)
            with self.subTest(mode=mode, file_mode=file_mode):
                done = self.run_script("--check", database, script=script, user=other)
                self.assertEqual(1, done.returncode, done.stderr)
                self.assertNotIn("damaged", done.stderr)
                self.assertEqual(bool(says), "cannot be checked: " in done.stderr, done.stderr)
        os.chmod(folder, 0o777)
        os.chmod(database, 0o000)
        done = self.run_script("--check", "--backup", database + ".copy", database, script=script,
                               user=other)
        self.assertEqual(3, done.returncode, done.stderr)
        self.assertIn("no copy was made", done.stderr)


if __name__ == "__main__":
    support.main()
