"""In a host program: schemas, connections, threads, interrupts, cursors left behind."""

import os
import sqlite3
import threading
import time
import unittest

import oracle
import support
from support import ERROR, EURO, FIRST, INTERRUPT, MONTH_END, QUIET

TABLES = tuple(oracle.COLUMNS)
PROFILE = "SELECT company FROM cf_billing_profile WHERE account_id = ?"
FOCUS = "SELECT count(*) FROM cf_focus_usage WHERE account_id = ? AND charge_date = ?"
DAY = "(SELECT date('now', '-3 days'))"


class Schemas(support.TestCase):
    def file(self, name):
        path = os.path.join(support.scratch_folder(), name)
        if os.path.exists(path):
            os.unlink(path)
        return path

    def test_persistent_views_are_refused(self):
        for table in TABLES:
            db = self.connect(self.file("view.db"))
            db.execute(f"CREATE VIEW v AS SELECT * FROM {table} WHERE account_id = '{FIRST}'")
            with self.request_count(0):
                message = self.failure(ERROR, "SELECT * FROM v", db=db)
            self.assertIn("unsafe use of virtual table", message)

    def test_triggers_are_refused(self):
        db = self.connect(self.file("trigger.db"))
        db.execute("CREATE TABLE t(x)")
        db.execute("CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t WHERE x IN "
                   "(SELECT company FROM cf_billing_profile); END")
        with self.request_count(0):
            message = self.failure(ERROR, "INSERT INTO t VALUES (1)", db=db)
        self.assertIn("unsafe use of virtual table", message)

    def test_functions_are_refused_in_schemas(self):
        for call in ("cf_config('api_token')", "cf_version()"):
            db = self.connect(self.file("function.db"))
            db.execute(f"CREATE VIEW v AS SELECT {call}")
            self.assertIn("unsafe use of", self.failure(ERROR, "SELECT * FROM v", db=db))

    def test_temporary_views_work(self):
        for table in TABLES:
            self.db.execute(f"CREATE TEMP VIEW v_{table} AS SELECT *, account_id FROM {table}")
            found = self.rows(f"SELECT DISTINCT account_id FROM v_{table} WHERE account_id = ?",
                              (EURO,))
            self.assertEqual([(EURO,)], found)

    def test_create_table_as(self):
        path = self.file("copy.db")
        db = self.connect(path)
        for table in TABLES:
            db.execute(f"CREATE TABLE copy_{table} AS SELECT *, raw FROM {table} "
                       "WHERE account_id = ?", (EURO,))
            count = self.value(f"SELECT count(*) FROM copy_{table}", db=db)
            self.assertEqual(count, self.value(f"SELECT count(*) FROM {table} "
                                               "WHERE account_id = ?", (EURO,), db))
            self.assertTrue(count)
            db.execute(f"INSERT INTO copy_{table} SELECT *, raw FROM {table} "
                       "WHERE account_id = ?", (QUIET,))
        with sqlite3.connect(path) as plain:  # without the extension
            self.assertEqual("ok", plain.execute("PRAGMA integrity_check").fetchone()[0])
        plain.close()

    def test_nothing_is_written(self):
        path = self.file("untouched.db")
        with sqlite3.connect(path) as plain:
            plain.execute("CREATE TABLE t(x)")
        plain.close()
        with open(path, "rb") as file:
            before = file.read()
        done = self.shell().run(*(f"SELECT count(*) FROM {table} WHERE account_id = '{FIRST}'"
                                  for table in TABLES), database=path)
        self.assertEqual((0, ""), (done.code, done.stderr))
        with open(path, "rb") as file:
            self.assertEqual(before, file.read())

    def test_utf16_database(self):
        db = self.connect(self.file("utf16.db"))
        db.execute("PRAGMA encoding = 'UTF-16le'")
        db.execute("CREATE TABLE t(x)")
        self.assertEqual("UTF-16le", self.value("PRAGMA encoding", db=db))
        for table, where in (("cf_billing_profile", "1"),
                             ("cf_focus_usage", f"charge_date = {DAY}"),
                             ("cf_paygo_usage", f"charge_date LIKE {DAY} || '%' AND "
                                                f"charge_date >= {DAY}")):
            sql = f"SELECT * FROM {table} WHERE account_id IN (?, ?) AND {where}"
            self.assert_same_rows(self.rows(sql, (MONTH_END, EURO)),
                                  self.rows(sql, (MONTH_END, EURO), db))

    def test_eponymous_only(self):
        for table in TABLES:
            with self.assertRaises(sqlite3.OperationalError):
                self.db.execute(f"CREATE VIRTUAL TABLE mine USING {table}")

    def test_explain_asks_nothing(self):
        for table in TABLES:
            with self.request_count(0):
                self.rows(f"EXPLAIN SELECT * FROM {table} WHERE account_id = ?", (FIRST,))
                plan = self.rows("EXPLAIN QUERY PLAN SELECT * FROM "
                                 f"{table} WHERE account_id = ?", (FIRST,))
            self.assertIn("account_id=", plan[0][3])
            self.assertNotIn(FIRST, repr(plan))


class Cursors(support.TestCase):
    def test_bound_parameters_are_read_anew(self):
        names = {account["id"]: account["name"] for account in self.sandbox.accounts()}
        for account in (FIRST, EURO, FIRST, QUIET):
            self.assertEqual([(names[account],)], self.rows(PROFILE, (account,)))
        self.assertEqual([], self.rows(PROFILE, (None,)))
        self.failure(ERROR, PROFILE, ("x",))
        self.assertEqual([(names[FIRST],)], self.rows(PROFILE, (FIRST,)))

    def test_abandoned(self):
        for fetched in (0, 1, 5):
            for table in TABLES:
                cursor = self.db.execute(f"SELECT * FROM {table} WHERE account_id = ?", (FIRST,))
                for _ in range(fetched):
                    cursor.fetchone()
                del cursor
        self.sandbox.settle()

    def test_several_at_once(self):
        sql = "SELECT id FROM cf_billing_history WHERE account_id = ?"
        cursors = [self.db.execute(sql, (account,)) for account in (FIRST, MONTH_END, FIRST)]
        found = [[], [], []]
        for _ in range(200):
            for ids, cursor in zip(found, cursors):
                if (row := cursor.fetchone()) is not None:
                    ids.append(row)
        for ids, account in zip(found, (FIRST, MONTH_END, FIRST)):
            self.assertEqual(self.rows(sql, (account,)), ids)

    def test_settings_change_while_a_cursor_is_open(self):
        cursor = self.db.execute("SELECT id FROM cf_billing_history WHERE account_id = ?", (FIRST,))
        cursor.fetchone()
        self.rows("SELECT cf_config('api_token', 'other')")
        self.rows("SELECT cf_config('api_token', NULL)")
        self.assertEqual(len(self.sandbox.truth("history", FIRST)) - 1, len(cursor.fetchall()))

    def test_closed_while_a_cursor_is_open(self):
        db = self.connect()
        cursor = db.execute("SELECT * FROM cf_billing_history")
        cursor.fetchone()
        db.close()
        self.sandbox.settle()


class Connections(support.TestCase):
    def test_settings_are_of_one_connection(self):
        one, two = self.connect(timeout=7, account_id=FIRST), self.connect()
        self.assertEqual(7, self.value("SELECT cf_config('timeout')", db=one))
        self.assertEqual(60, self.value("SELECT cf_config('timeout')", db=two))
        self.assertIsNone(self.value("SELECT cf_config('account_id')", db=two))
        self.rows("SELECT cf_config('api_token', '')", db=two)
        self.failure(support.AUTH, PROFILE, (FIRST,), two)
        self.assertEqual(1, len(self.rows(PROFILE, (FIRST,), one)))

    def test_threads(self):
        day = self.value(f"SELECT {DAY}")
        expected = {account: sum(oracle.day_of(record) == day for record in
                                 self.sandbox.truth("focus", account))
                    for account in (FIRST, MONTH_END, EURO, QUIET)}
        found, failures = [], []

        def work(account):
            try:
                db = self.connect(same_thread=False)
                for _ in range(5):
                    found.append((account, db.execute(FOCUS, (account, day)).fetchone()[0]))
            except Exception as failure:  # noqa: BLE001 — reported below
                failures.append(failure)

        threads = [threading.Thread(target=work, args=(account,)) for account in expected] * 1
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([], failures)
        self.assertEqual(20, len(found))
        for account, count in found:
            self.assertEqual(expected[account], count)

    def test_many_connections_one_after_the_other(self):
        for _ in range(30):
            db = self.connect()
            self.assertEqual(1, len(self.rows(PROFILE, (FIRST,), db)))
            db.close()


class Interrupts(support.TestCase):
    PATIENCE = 1 if "CF_BILLING_PRELOAD" in os.environ else 0.3  # A sanitizer takes its time.

    def setUp(self):
        super().setUp()
        # Of its own: it logs requests only when their answer is due.
        self.slow = support.Sandbox()
        self.addCleanup(self.slow.stop)

    def test_interrupt_while_a_table_is_connected(self):
        """SQLite looks for interrupts at blanks and at the end: here the table's own declaration is first."""
        self.rows("SELECT * FROM sqlite_master, sqlite_temp_master")  # Reads schemas, once.
        running = self.db.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                  "SELECT i FROM n")
        running.fetchone()
        self.db.interrupt()  # Stays as long as a statement runs.
        for table, column in (("cf_credits", "currency"), ("cf_grouped_rows", "k1"), ("cf_shared_rows", "k1")):
            with self.subTest(table), self.assertRaisesRegex(sqlite3.OperationalError, f"^{table}: interrupted$"):
                self.db.execute(f'SELECT"{column}"FROM"{table}";')
        running.close()

    def interrupted(self, sql, parameters=(), after=0.4, **fault):
        self.slow.faults(fault)
        db = self.connect(base_url=self.slow.base_url, same_thread=False)
        when = []

        def interrupt():
            when.append(time.monotonic())
            db.interrupt()

        timer = threading.Timer(after, interrupt)
        timer.start()
        message = self.failure(INTERRUPT, sql, parameters, db)
        took = time.monotonic() - when[0]
        timer.join()
        self.assertLess(took, self.PATIENCE)
        self.assertIn("interrupted", message)
        self.slow.control("DELETE", "faults")
        self.assertEqual(1, len(self.rows(PROFILE, (FIRST,), db)))

    def test_while_waiting_for_an_answer(self):
        self.interrupted(PROFILE, (FIRST,), latency_ms=5000)

    def test_while_a_body_arrives(self):
        self.interrupted("SELECT count(*) FROM cf_focus_usage WHERE account_id = ?", (FIRST,),
                         drip_ms=100, drip_bytes=16)

    def test_while_waiting_to_try_again(self):
        for status in (429, 503):
            self.interrupted(PROFILE, (FIRST,), status=status, headers={"Retry-After": "20"})
        self.interrupted(PROFILE, (FIRST,), after=2.2, status=503)

    def test_with_many_requests_under_way(self):
        self.interrupted("SELECT count(*) FROM cf_focus_usage WHERE account_id = ? AND "
                         "charge_date >= date('now', '-500 days')", (FIRST,), latency_ms=3000)

    def test_on_a_later_page(self):
        self.interrupted("SELECT count(*) FROM cf_billing_history WHERE account_id = ?", (FIRST,),
                         path="page=3", latency_ms=5000)


if __name__ == "__main__":
    support.main()
