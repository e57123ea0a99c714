"""Tests that let a credential out by every way that is recorded: test_search.py runs them recorded. Each
names the way, and an encoding."""

import base64
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sql"))

import support  # noqa: E402
from support import SECRETS, sqlite3  # noqa: E402

PART = SECRETS.token[10:18]


class Leaky(unittest.TestCase):
    def setUp(self):
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        self.addCleanup(self.db.close)

    def says(self, text):
        self.db.create_function("says", 0, lambda: text)
        return self.db

    def test_row(self):
        for number, fetch in enumerate((list, lambda cursor: cursor.fetchall(), lambda cursor: cursor.fetchone(),
                                        lambda cursor: cursor.fetchmany(2))):
            fetch(self.says(f"{number}{SECRETS.token}").execute("SELECT says() AS it"))

    def test_row_part(self):
        self.says(PART.upper()).cursor().execute("SELECT says()").fetchone()

    def test_row_blob(self):
        self.says(base64.b64encode(b"y" + SECRETS.key.encode())).execute("SELECT says()").fetchone()

    def test_columns(self):
        table = "".join(f"%{byte:02x}" for byte in SECRETS.proxy_password.encode())
        # A view says by another name what the statement does not.
        sqlite3.Connection.cursor(self.db, sqlite3.Cursor).execute(f'CREATE VIEW named AS SELECT 1 AS "{table}"')
        self.db.execute("SELECT * FROM named")

    def test_error(self):
        sqlite3.Connection.cursor(self.db, sqlite3.Cursor).execute(
            "CREATE TEMP VIEW broken AS SELECT " + "a" + SECRETS.token.encode().hex() + "()")
        with self.assertRaises(sqlite3.Error):
            self.db.execute("SELECT * FROM broken")

    def test_printed(self):
        for stream in ("", ">&2"):
            subprocess.run(["sh", "-c", f"echo '{stream}{SECRETS.email}' {stream}"], capture_output=True, check=True)

    def test_file(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "it"), "w", encoding="ascii") as file:
                file.write("in a file: " + SECRETS.token)

    def test_file_removed(self):
        number, path = tempfile.mkstemp()
        os.write(number, SECRETS.key.encode())
        os.close(number)
        os.unlink(path)

    def test_temporary(self):
        made = self.says(SECRETS.proxy_user + "z" * 2000).execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1500) "
            "SELECT i, says() AS it FROM n ORDER BY -i, it")
        sqlite3.Cursor.fetchone(made)

    def test_forked(self):
        child = os.fork()
        if child == 0:
            self.says(SECRETS.token.lower()).execute("SELECT says()").fetchone()
            os._exit(0)
        os.waitpid(child, 0)

    def test_own_output(self):
        os.write(2, b"\n" + SECRETS.proxy_password.encode() + b"\n")

    def test_what_the_statement_says(self):
        """Nothing comes out."""
        self.db.execute("SELECT 1 WHERE ? = 2", (SECRETS.token,)).fetchall()
        self.db.execute(f"SELECT length('{SECRETS.token}')").fetchall()


if __name__ == "__main__":
    support.main()
