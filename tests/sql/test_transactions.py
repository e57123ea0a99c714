"""A scan that fails leaves the user's open transaction alone, whatever its error is."""

import contextlib
import os
import sqlite3
import threading
import time

import support
from support import AUTH, BUSY, CANTOPEN, ERROR, FIRST, INTERRUPT

SCAN = f"SELECT id FROM cf_billing_history WHERE account_id = '{FIRST}'"
# What each row of the contract's table of errors is made of: a fault of the server, settings, a query.
CASES = (
    ("401", AUTH, {"status": 401}, {}, SCAN),
    ("403", AUTH, {"status": 403}, {}, SCAN),
    ("no credentials", AUTH, {}, {"api_token": ""}, SCAN),
    ("nobody listens", CANTOPEN, {}, {"base_url": "http://127.0.0.1:9/client/v4"}, SCAN),
    ("reset", CANTOPEN, {"reset": True}, {}, SCAN),
    ("500", CANTOPEN, {"status": 500}, {}, SCAN),
    ("cut short", CANTOPEN, {"truncate": 40}, {}, SCAN),
    ("timeout", CANTOPEN, {"latency_ms": 3000}, {"timeout": 1}, SCAN),
    ("429", BUSY, {"status": 429}, {}, SCAN),
    ("429 for too long", BUSY, {"status": 429, "headers": {"Retry-After": "300"}}, {"max_retries": 3}, SCAN),
    ("another envelope", ERROR, {"body": "<html>", "status": 200}, {}, SCAN),
    ("400", ERROR, {"status": 400}, {}, SCAN),
    ("404", ERROR, {"status": 404}, {}, SCAN),
    ("bad argument", ERROR, {}, {}, "SELECT id FROM cf_billing_history WHERE account_id = 'x'"),
    ("upper bound only", ERROR, {}, {},
     f"SELECT raw FROM cf_focus_usage WHERE account_id = '{FIRST}' AND charge_date < '2026-10-01'"),
    ("too many requests", ERROR, {}, {"max_requests": 1},
     f"SELECT raw FROM cf_focus_usage WHERE account_id = '{FIRST}' AND charge_date > '2026-01-01'"),
)


class Transactions(support.TestCase):
    """`first` and `second` are there whatever fails between them."""

    def open(self, journal, **config):
        # A file, as a database in memory has no journal.
        path = os.path.join(support.scratch_folder(), f"transaction_{time.monotonic_ns()}.db")
        db = self.connect(path, **{"max_retries": 0, **config})
        self.assertEqual(journal, db.execute(f"PRAGMA journal_mode = {journal}").fetchone()[0])
        db.execute("CREATE TABLE kept(x)")
        return db, path

    @contextlib.contextmanager
    def struck_by(self, fault):
        # Another spelling of its URL: what the process knows of the last one's rate limit is not for this.
        self.sandbox.reset()
        self.sandbox.faults(*([fault] if fault else ()))
        yield
        self.sandbox.faults()

    def assert_kept(self, wanted, db, path):
        self.assertEqual(wanted, self.rows("SELECT x FROM kept ORDER BY rowid", db=db))
        with contextlib.closing(sqlite3.connect(path)) as other:
            self.assertEqual(wanted, other.execute("SELECT x FROM kept ORDER BY rowid").fetchall())
            self.assertEqual([("ok",)], other.execute("PRAGMA integrity_check").fetchall())

    def test_every_error(self):
        for journal in ("delete", "wal"):
            for name, code, fault, config, scan in CASES:
                with self.subTest(name, journal=journal), self.struck_by(fault):
                    db, path = self.open(journal, **config)
                    db.execute("BEGIN")
                    db.execute("INSERT INTO kept VALUES ('first')")
                    self.failure(code, scan, db=db)
                    self.failure(code, f"INSERT INTO kept {scan}", db=db)
                    self.failure(code, f"CREATE TABLE copied AS {scan}", db=db)
                    self.assertTrue(db.in_transaction)
                    db.execute("INSERT INTO kept VALUES ('second')")
                    db.execute("COMMIT")
                    self.assert_kept([("first",), ("second",)], db, path)

    def test_every_error_inside_a_savepoint(self):
        for journal in ("delete", "wal"):
            for name, code, fault, config, scan in CASES:
                with self.subTest(name, journal=journal), self.struck_by(fault):
                    db, path = self.open(journal, **config)
                    db.execute("BEGIN")
                    db.execute("INSERT INTO kept VALUES ('first')")
                    db.execute("SAVEPOINT inner_one")
                    db.execute("INSERT INTO kept VALUES ('given up')")
                    self.failure(code, f"INSERT INTO kept {scan}", db=db)
                    db.execute("ROLLBACK TO inner_one")
                    db.execute("RELEASE inner_one")
                    db.execute("INSERT INTO kept VALUES ('second')")
                    db.execute("COMMIT")
                    self.assert_kept([("first",), ("second",)], db, path)

    def interrupted(self, db, sql):
        self.sandbox.faults({"latency_ms": 5000})
        timer = threading.Timer(0.3, db.interrupt)
        timer.start()
        self.addCleanup(timer.cancel)
        self.failure(INTERRUPT, sql, db=db)
        timer.join()
        self.sandbox.faults()

    def test_an_interrupt_of_a_query(self):
        for journal in ("delete", "wal"):
            with self.subTest(journal=journal):
                db, path = self.open(journal)
                db.execute("BEGIN")
                db.execute("INSERT INTO kept VALUES ('first')")
                self.interrupted(db, SCAN)
                db.execute("INSERT INTO kept VALUES ('second')")
                db.execute("COMMIT")
                self.assert_kept([("first",), ("second",)], db, path)

    def test_an_interrupt_of_a_statement_that_writes(self):
        """SQLite itself then rolls the transaction back: all of it is gone, and the host can see so."""
        db, path = self.open("wal")
        db.execute("BEGIN")
        db.execute("INSERT INTO kept VALUES ('first')")
        self.interrupted(db, f"INSERT INTO kept {SCAN}")
        self.assertFalse(db.in_transaction)
        self.assert_kept([], db, path)

    def test_in_the_shell(self):
        for name, code, fault, config, scan in CASES:
            with self.subTest(name), self.struck_by(fault):
                path = os.path.join(support.scratch_folder(), f"shell_{time.monotonic_ns()}.db")
                settings = {"max_retries": 0, "cache_ttl": 0, **config}
                script = "".join(f"SELECT cf_config('{key}', '{value}');\n" for key, value in settings.items())
                # Without -bail: as somebody who pastes these lines.
                script += (".bail off\nCREATE TABLE kept(x);\nBEGIN;\nINSERT INTO kept VALUES ('first');\n"
                           f"INSERT INTO kept {scan};\nINSERT INTO kept VALUES ('second');\nCOMMIT;\n"
                           "SELECT 'kept', group_concat(x, '+') FROM kept;\n")
                done = self.shell().run(database=path, script=script)
                self.assertIn(("kept", "first+second"), done.rows, done.stderr)
                self.assertIn("cf_", done.stderr)


if __name__ == "__main__":
    support.main()
