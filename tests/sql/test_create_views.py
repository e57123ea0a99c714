"""cf_create_views(): the module makes all views itself, without any file beside it."""

import os
import pathlib
import re
import sqlite3
import tempfile

import support
from support import ERROR, FIRST

SQL = pathlib.Path(__file__).resolve().parents[2] / "sql"
SCRIPTS = [*sorted(SQL.glob("views/*.sql")), *sorted(SQL.glob("focus/[0-9]*.sql"))]
OURS = "name LIKE 'cf\\_%' ESCAPE '\\' OR name LIKE 'focus\\_%' ESCAPE '\\'"


def made(db):
    """What is in the connection's temporary schema; comments and indentation are no part of it."""
    return {(kind, name): re.sub(r"\s*--[^\n]*|(?<=\n) +", "", sql or "") for kind, name, sql in
            db.execute("SELECT type, name, sql FROM sqlite_temp_master")}


class CreateViews(support.TestCase):
    def test_they_are_those_of_the_files(self):
        by_file, by_call = self.connect(), self.connect()
        for script in SCRIPTS:
            by_file.executescript(script.read_text(encoding="utf-8"))
        with self.request_count(0):
            count = self.value("SELECT cf_create_views()", db=by_call)
        self.assertEqual(made(by_file), made(by_call))
        self.assertEqual(count, self.value(f"SELECT count(*) FROM sqlite_temp_master WHERE type IN "
                                           f"('table', 'view') AND ({OURS})", db=by_call))
        self.assertGreater(count, 50)

    def test_every_row_of_an_account_has_its_name(self):
        """Beside the id, in each view that is asked: not in those that are parts of others, nor in FOCUS."""
        db = self.connect()
        self.value("SELECT cf_create_views()", db=db)
        columns = {}
        for view, column in db.execute(
                "SELECT h.name, c.name FROM cf_help AS h CROSS JOIN sqlite_temp_master AS m ON m.name = h.name "
                "CROSS JOIN pragma_table_info(h.name) AS c WHERE m.type = 'view' AND question NOT LIKE 'Part of %' "
                "AND h.name LIKE 'cf\\_%' ESCAPE '\\' ORDER BY c.cid"):
            columns.setdefault(view, []).append(column)
        of_accounts = {view: names for view, names in columns.items() if "account_id" in names}
        self.assertGreater(len(of_accounts), 40)
        self.assertEqual({}, {view: names[:2] for view, names in of_accounts.items()
                              if names[:2] != ["account_id", "account_name"]})
        self.assertEqual({"cf_price_list", "cf_rebill"}, columns.keys() - of_accounts.keys())

    def test_again_it_changes_nothing_that_was_set(self):
        db = self.connect()
        count = self.value("SELECT cf_create_views()", db=db)
        db.execute("UPDATE cf_parameters SET currency = 'USD'")
        db.execute("INSERT INTO cf_report_accounts VALUES (?, 'One')", (FIRST,))
        self.assertEqual(count, self.value("SELECT cf_create_views()", db=db))
        self.assertEqual([("USD",)], self.rows("SELECT currency FROM cf_parameters", db=db))
        self.assertEqual([("One",)], self.rows("SELECT name FROM cf_report_accounts", db=db))

    def test_they_answer(self):
        db = self.connect(environment={"CLOUDFLARE_ACCOUNT_ID": FIRST})
        self.value("SELECT cf_create_views()", db=db)
        for view in ("cf_spend_by_account", "cf_month_to_date", "cf_freshness"):
            self.assertEqual([(FIRST,)], self.rows(f"SELECT DISTINCT account_id FROM {view}", db=db))
        self.assertGreater(self.value("SELECT count(*) FROM focus_data_table WHERE ChargePeriodStart >= "
                                      "date('now', '-3 days')", db=db), 0)

    def test_nothing_is_left_in_a_database(self):
        with tempfile.TemporaryDirectory(dir=support.scratch_folder()) as folder:
            path = os.path.join(folder, "own.db")
            sqlite3.connect(path).executescript("CREATE TABLE mine(x); INSERT INTO mine VALUES (1);")
            before = pathlib.Path(path).read_bytes()
            os.chmod(path, 0o444)
            db = self.connect(path)
            self.value("SELECT cf_create_views()", db=db)
            self.assertEqual([("mine",)], self.rows("SELECT name FROM sqlite_master", db=db))
            db.close()
            self.assertEqual(before, pathlib.Path(path).read_bytes())

    def test_over_an_archive_they_read_it(self):
        with tempfile.TemporaryDirectory(dir=support.scratch_folder()) as folder:
            path = os.path.join(folder, "billing.db")
            db = self.connect(path)
            for part in ("archive.sql", "archive_feeds.sql"):
                db.executescript((SQL / part).read_text(encoding="utf-8"))
            self.value("SELECT cf_create_views()", db=db)
            db.execute("UPDATE cf_parameters SET source = 'archive'")
            with self.request_count(0):
                self.assertEqual([], self.rows("SELECT * FROM cf_spend_by_account", db=db))
            count = self.value("SELECT cf_create_views()", db=db)
            self.assertEqual([("archive",)], self.rows("SELECT source FROM cf_parameters", db=db))
            self.assertEqual(count, self.value("SELECT cf_create_views()", db=db))

    def test_what_is_in_the_way_is_said(self):
        db = self.connect()
        db.execute("CREATE TEMP TABLE cf_windows(x)")
        message = self.failure(ERROR, "SELECT cf_create_views()", db=db)
        self.assert_says(message, "cf_create_views: sql/views/00_parameters.sql: ", "cf_windows")

    def test_a_database_cannot_call_it(self):
        db = self.connect()
        db.execute("CREATE TABLE t(x)")
        db.execute("CREATE VIEW bait AS SELECT cf_create_views()")
        self.assert_says(self.failure(ERROR, "SELECT * FROM bait", db=db), "unsafe use of cf_create_views")

    def test_a_host_that_forbids_it(self):
        db = self.connect()

        def authorize(action, *_):
            return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_CREATE_TEMP_VIEW else sqlite3.SQLITE_OK

        db.set_authorizer(authorize)
        with self.assertRaises(sqlite3.DatabaseError):
            db.execute("SELECT cf_create_views()").fetchall()


if __name__ == "__main__":
    support.main()
