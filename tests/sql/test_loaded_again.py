"""The module loaded again into a connection, by any way and name: nothing changes, settings and cache stay."""

import os
import shutil
import sqlite3
import tempfile
import unittest

import support
from support import EXTENSION, FIRST, scratch_folder

PROFILE = f"SELECT id FROM cf_billing_profile WHERE account_id = '{FIRST}'"


class LoadedAgain(support.TestCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.mkdtemp(dir=scratch_folder())
        self.copy = os.path.join(folder, "billing_linux_x64.so")
        shutil.copy(EXTENSION + ".so", self.copy)
        self.used = self.connect(cache_ttl=300, max_requests=7)
        self.used.enable_load_extension(True)
        self.expected = self.used.execute(PROFILE).fetchall()
        self.sandbox.forget_requests()

    def check(self):
        self.assertEqual([(7,)], self.used.execute("SELECT cf_config('max_requests')").fetchall())
        self.assertEqual([("7", "cf_config")], self.used.execute(
            "SELECT value, source FROM cf_settings WHERE name = 'max_requests'").fetchall())
        self.assertEqual(self.expected, self.used.execute(PROFILE).fetchall())
        self.assertEqual([], self.sandbox.requests())
        self.used.execute("SELECT cf_config('max_requests', '8')").fetchall()
        self.assertEqual([("8",)], self.used.execute(
            "SELECT value FROM cf_settings WHERE name = 'max_requests'").fetchall())
        self.used.execute("SELECT cf_config('max_requests', '7')").fetchall()

    def load_all_ways(self):
        for file in (EXTENSION, self.copy, self.copy.removesuffix(".so")):
            self.used.load_extension(file)
            self.check()
            self.used.execute("SELECT load_extension(?)", (file,)).fetchall()
            self.used.execute("SELECT load_extension(?, 'sqlite3_extension_init')", (file,)).fetchall()
            self.check()

    def test_under_every_name(self):
        self.load_all_ways()

    def test_with_tables_named_like_lists_of_sqlite(self):
        for name in ("pragma_function_list", "pragma_module_list", "sqlite_temp_x", "cf_version"):
            try:
                self.used.execute(f"CREATE TABLE {name}(name, builtin)")
            except sqlite3.OperationalError:
                continue  # SQLite does not allow it.
        self.load_all_ways()

    def test_under_an_authorizer(self):
        """It may forbid functions, or to read at all: while the module is loaded, as hosts do."""
        for forbidden in ((sqlite3.SQLITE_FUNCTION,), (sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_READ)):
            self.used.set_authorizer(
                lambda action, *_, no=forbidden: sqlite3.SQLITE_DENY if action in no else sqlite3.SQLITE_OK)
            self.used.load_extension(self.copy)
            self.used.set_authorizer(None)
            self.check()

    def test_while_a_statement_runs(self):
        rows = self.used.execute("SELECT name, load_extension(?) FROM cf_settings", (self.copy,))
        self.assertGreater(len(rows.fetchall()), 10)
        self.check()

    def test_first_under_an_authorizer_that_forbids_all(self):
        """Nobody can tell then whether it is there; it is loaded."""
        db = sqlite3.connect(":memory:")
        db.enable_load_extension(True)
        db.set_authorizer(lambda *_: sqlite3.SQLITE_DENY)
        db.load_extension(EXTENSION)
        db.set_authorizer(None)
        self.assertEqual(1, db.execute("SELECT count(cf_version())").fetchone()[0])


if __name__ == "__main__":
    unittest.main()
