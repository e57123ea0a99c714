"""What SQLite writes while and after the tables are read: databases, journals, backups, temporary files."""

import contextlib
import json
import os
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sql"))

import support  # noqa: E402
from canary.canaries import Canaries, Search  # noqa: E402
from support import BILLED, FIRST, Sandbox  # noqa: E402

OWN = Canaries.made()
SEARCH, CONTROL = OWN.search(), Search({"control": FIRST})
TOKEN = {"CLOUDFLARE_API_TOKEN": OWN.token}
PAIR = {"CLOUDFLARE_API_TOKEN": None, "CLOUDFLARE_API_KEY": OWN.key, "CLOUDFLARE_EMAIL": OWN.email}
NOT_COPIED = "SELECT name FROM pragma_module_list WHERE name LIKE 'cf!_%' ESCAPE '!' ORDER BY name"


def content_of(path):
    with open(path, "rb") as file:
        return file.read()


def temporary_files():
    """Of SQLite in this process: without a name, and open."""
    for number in os.listdir("/proc/self/fd"):
        path = f"/proc/self/fd/{number}"
        with contextlib.suppress(OSError):
            if "/etilqs_" in os.readlink(path):
                yield content_of(path)


class Files(support.TestCase):
    def setUp(self):
        super().setUp()
        self.server = Sandbox("--token", OWN.token, "--key", OWN.key, "--email", OWN.email)
        self.addCleanup(self.server.stop)
        folder = tempfile.TemporaryDirectory(dir=support.scratch_folder())
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.searched = 0

    def echo(self, environment):
        """The first request for a profile is refused with all that was sent."""
        sent = " ".join(filter(None, environment.values()))
        self.server.faults({"path": "billing/profile", "count": 1, "status": 403, "body": json.dumps(
            {"success": False, "errors": [{"code": 1, "message": sent}], "messages": [sent]})})

    def open(self, environment, name="copy.db"):
        self.echo(environment)
        db = self.connect(os.path.join(self.folder, name), cache_ttl=300, max_wait=0, max_retries=0,
                          environment={**environment, "CLOUDFLARE_BASE_URL": self.server.base_url,
                                       "CLOUDFLARE_ACCOUNT_ID": FIRST})
        for pragma in ("temp_store = 1", "cache_size = 1", "cache_spill = 1"):
            db.execute(f"PRAGMA {pragma}")
        return db

    def assert_silent(self, contents):
        """There is something, and no secret in it."""
        number = 0
        for content in contents:
            number += 1
            self.searched += len(content)
            self.assertEqual([], SEARCH.findings(content)[:3])
        self.assertGreater(number, 0)

    def files(self, *endings):
        return [content_of(os.path.join(self.folder, name)) for name in sorted(os.listdir(self.folder))
                if name.endswith(endings)]

    def copy_all(self, db):
        """Every table of the module into one of the database; how many rows that were."""
        with self.assertRaises(sqlite3.Error):
            db.execute("SELECT * FROM cf_billing_profile").fetchall()
        tables = [name for name, in db.execute(NOT_COPIED)]
        self.assertGreater(len(tables), 10)
        for table in (*(each for each in tables if each != "cf_requests"), "cf_requests"):
            with contextlib.suppress(sqlite3.OperationalError):  # One needs an organization.
                db.execute(f"CREATE TABLE copy_of_{table} AS SELECT * FROM {table}")
        copied = [name for name, in db.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'copy%'")]
        self.assertGreaterEqual(len(copied), len(tables) - 2, copied)
        self.assertIn("[redacted]", db.execute(
            "SELECT group_concat(error || messages) FROM copy_of_cf_requests").fetchone()[0])
        return sum(db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in copied)

    def test_database_journal_and_vacuum(self):
        for number, environment in enumerate((TOKEN, PAIR)):
            db = self.open(environment, f"{number}.db")
            db.execute("CREATE TABLE before (x)")
            db.execute("INSERT INTO before SELECT id FROM cf_billing_history")
            db.execute("BEGIN")
            db.execute("UPDATE before SET x = x || 'y'")
            self.assertGreater(self.copy_all(db), 1000)
            self.assert_silent(self.files(".db-journal"))
            db.execute("COMMIT")
            db.execute("VACUUM")
            db.execute("VACUUM INTO ?", (os.path.join(self.folder, f"backup{number}.db"),))
            self.assertGreaterEqual(len(self.files(".db")), 2)
            self.assert_silent(self.files(".db"))
            # The search reads what is there.
            self.assertTrue(any(CONTROL.findings(content) for content in self.files(".db")))
        self.assertGreater(self.searched, 1_000_000)

    def test_write_ahead_log(self):
        db = self.open(TOKEN)
        db.execute("PRAGMA journal_mode = wal")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        self.copy_all(db)
        self.assert_silent(self.files(".db-wal"))
        self.assertGreater(self.searched, 1_000_000)

    def test_temporary_files(self):
        db = self.open(TOKEN)
        # Without a bound it would be the month so far, which begins with too little to need a file.
        usage = (f"SELECT *, raw FROM cf_focus_usage WHERE account_id IN {BILLED} AND incomplete = 'columns' AND "
                 "charge_date >= date('now', '-31 days')")
        rows = db.execute(f"{usage} ORDER BY raw DESC")
        rows.fetchone()
        self.assert_silent(temporary_files())
        self.assertGreater(self.searched, 1_000_000)
        rows.close()
        db.execute("CREATE TEMP TABLE kept (x)")
        db.execute("PRAGMA temp.cache_size = 1")
        db.execute(f"INSERT INTO kept SELECT raw FROM ({usage})")
        self.searched = 0
        self.assert_silent(temporary_files())
        self.assertGreater(self.searched, 1_000_000)

    def test_what_a_shell_dumps(self):
        path = os.path.join(self.folder, "dumped.db")
        statements = ["SELECT cf_config('on_error', 'skip-all')", "SELECT * FROM cf_billing_profile",
                      "CREATE TABLE requests AS SELECT * FROM cf_requests",
                      "CREATE TABLE settings AS SELECT *, cf_config(name) FROM cf_settings",
                      "SELECT * FROM cf_accounts"]
        self.echo(TOKEN)
        done = support.Shell(self.server.base_url, **TOKEN).run(
            script=";\n".join(statements) + ";\n.dump\n.schema\n.show\n.databases\n.mode insert\n"
            "SELECT * FROM cf_requests;\n.log stderr\nSELECT nonsense;\n",
            database=path)
        for text in ("********", "[redacted]", "CREATE TABLE requests", "no such column: nonsense"):
            self.assertIn(text, done.stdout + done.stderr)
        self.assert_silent([done.stdout.encode(), done.stderr.encode(), content_of(path)])


if __name__ == "__main__":
    support.main()
