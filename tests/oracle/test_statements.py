"""The life of statements and cursors."""

import random
import sqlite3
import tempfile
import threading
import time

from shared import calendar_of, expected, support
from support import BILLED, EURO, FIRST, MANY_PLANS, MID_MONTH, QUIET

PAGE = 25


class StatementCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.today = calendar_of.day(self.sandbox.today())

    def ago(self, days):
        return (self.today - days * calendar_of.DAY).isoformat()

    def charged(self, kind, account, first, last=None):
        last = last or self.ago(0)
        return sum(
            first <= expected.day_of(record) <= last for record in self.sandbox.truth(kind, account)
        )


class Bound(StatementCase):
    """One statement, prepared once, with other values each time."""

    def test_bound_again(self):
        # The same text is the same statement: it is reset and bound again.
        sql = (
            "SELECT count(*) FROM cf_focus_usage "
            "WHERE account_id = ?1 AND charge_date BETWEEN ?2 AND ?3"
        )
        for account, first, last in (
            (EURO, 3, 1),
            (FIRST, 50, 10),
            (EURO, 3, 3),
            (QUIET, 9, 0),
            (EURO, 3, 1),
        ):
            self.assertEqual(
                self.charged("focus", account, self.ago(first), self.ago(last)),
                self.value(sql, (account, self.ago(first), self.ago(last))),
            )

    def test_null_and_back(self):
        sql = "SELECT count(*) FROM cf_billing_history WHERE account_id = ?"
        for account in (EURO, None, MID_MONTH, None):
            wanted = len(self.sandbox.truth("history", account)) if account else 0
            self.assertEqual(wanted, self.value(sql, (account,)))

    def test_after_an_error(self):
        sql = "SELECT count(*) FROM cf_billing_profile WHERE account_id = ?"
        self.assertEqual(1, self.value(sql, (EURO,)))
        self.failure(support.ERROR, sql, ("nonsense",))
        self.assertEqual(1, self.value(sql, (EURO,)))

    def test_reset_half_way(self):
        cursor = self.db.cursor()
        for account in (FIRST, EURO, MID_MONTH):
            cursor.execute("SELECT id FROM cf_billing_history WHERE account_id = ?", (account,))
            self.assertEqual(3, len(cursor.fetchmany(3)))
        cursor.execute("SELECT id FROM cf_billing_history WHERE account_id = ?", (EURO,))
        self.assertEqual(len(self.sandbox.truth("history", EURO)), len(cursor.fetchall()))

    def test_like_parameter(self):
        sql = "SELECT count(*) FROM cf_focus_usage WHERE account_id = ? AND charge_date LIKE ?"
        for days in (1, 2, 40):
            self.assertEqual(
                self.charged("focus", EURO, self.ago(days), self.ago(days)),
                self.value(sql, (EURO, self.ago(days) + "%")),
            )


class Abandoned(StatementCase):
    """A cursor that nobody reads on asks for nothing more."""

    def test_pages_not_read(self):
        with self.request_count(1):
            cursor = self.db.execute(
                "SELECT id FROM cf_billing_history WHERE account_id = ? LIMIT 100", (FIRST,)
            )
            cursor.fetchmany(3)
            self.sandbox.settle()
            cursor.close()
            self.sandbox.settle()

    def test_transfers_end(self):
        """Windows under way or not yet started when the cursor goes: no request follows."""
        self.db.execute("SELECT cf_config('concurrency', 2)")
        self.sandbox.faults({"path": "billable/usage", "latency_ms": 150})
        cursor = self.db.execute(
            "SELECT raw FROM cf_focus_usage WHERE account_id = ? AND charge_date >= ?",
            (EURO, self.ago(300)),
        )
        cursor.fetchone()
        cursor.close()
        self.check_silence()
        self.assertLess(len(self.sandbox.requests()), 8)

    def check_silence(self):
        """No request begins any more; those under way are logged when they end."""
        time.sleep(0.4)
        made = len(self.sandbox.requests())
        time.sleep(0.6)
        self.assertEqual(made, len(self.sandbox.requests()))

    def test_exists_reads_one_page(self):
        with self.request_count(1):
            self.assertEqual(
                1,
                self.value(
                    "SELECT EXISTS (SELECT 1 FROM cf_billing_history WHERE account_id = ?)",
                    (FIRST,),
                ),
            )

    def test_limit_reads_the_pages_it_takes(self):
        for limit, offset, pages in (
            (1, 0, 1),
            (PAGE, 0, 1),
            (PAGE + 1, 0, 2),
            (5, 60, 3),
            (0, 0, 0),
        ):
            with self.subTest(limit=limit, offset=offset):
                with self.request_count(pages):
                    rows = self.rows(
                        "SELECT id FROM cf_billing_history WHERE account_id = ? LIMIT ? OFFSET ?",
                        (FIRST, limit, offset),
                    )
                self.assertEqual(limit, len(rows))

    def test_connection_closed_with_a_cursor_open(self):
        db = self.connect()
        self.sandbox.faults({"path": "billable/usage", "latency_ms": 200})
        cursor = db.execute(
            "SELECT raw FROM cf_focus_usage WHERE account_id = ? AND charge_date >= ?",
            (EURO, self.ago(200)),
        )
        cursor.fetchone()
        db.close()
        with self.assertRaises(sqlite3.ProgrammingError):
            cursor.fetchone()
        self.check_silence()


class Nested(StatementCase):
    def test_the_same_table_inside_itself(self):
        first = self.ago(1)
        found = self.rows(
            "SELECT a.charge_date, count(*) FROM cf_focus_usage AS a, cf_focus_usage AS b "
            "WHERE a.account_id = ?1 AND b.account_id = ?1 "
            "AND a.charge_date >= ?2 AND b.charge_date >= ?2 "
            "AND a.charge_date = b.charge_date GROUP BY 1 ORDER BY 1",
            (MANY_PLANS, first),
        )
        wanted = [
            (day, self.charged("focus", MANY_PLANS, day, day) ** 2) for day in (first, self.ago(0))
        ]
        self.assertEqual([row for row in wanted if row[1]], found)

    def test_two_cursors_interleaved(self):
        sql = "SELECT id FROM cf_billing_history WHERE account_id = ?"
        cursors = {account: self.db.cursor().execute(sql, (account,)) for account in (FIRST, EURO)}
        found = {account: [] for account in cursors}
        while any(batch := [(account, cursor.fetchmany(7)) for account, cursor in cursors.items()]):
            if not any(rows for _, rows in batch):
                break
            for account, rows in batch:
                found[account] += rows
        for account, rows in found.items():
            self.assertEqual(len(self.sandbox.truth("history", account)), len(rows))

    def test_inside_a_loop_of_its_own_rows(self):
        count = 0
        for (account,) in self.db.execute(
            "SELECT column1 FROM (VALUES (?), (?), (?))", (EURO, QUIET, MID_MONTH)
        ):
            count += self.value(
                "SELECT count(*) FROM cf_billing_profile WHERE account_id = ?", (account,)
            )
        self.assertEqual(3, count)


class Schema(StatementCase):
    def test_change_in_between(self):
        sql = "SELECT count(*) FROM cf_billing_history WHERE account_id = ?"
        wanted = len(self.sandbox.truth("history", EURO))
        for change in (
            "CREATE TABLE t(x)",
            "CREATE INDEX i ON t(x)",
            "DROP TABLE t",
            "VACUUM",
            "ATTACH ':memory:' AS more",
            "DETACH more",
            "PRAGMA case_sensitive_like = 1",
        ):
            with self.subTest(change):
                self.assertEqual(wanted, self.value(sql, (EURO,)))
                self.db.execute(change)
                self.assertEqual(wanted, self.value(sql, (EURO,)))

    def test_change_while_a_cursor_is_open(self):
        cursor = self.db.execute("SELECT id FROM cf_billing_history WHERE account_id = ?", (FIRST,))
        rows = cursor.fetchmany(3)
        self.db.execute("CREATE TABLE t(x)")
        self.db.execute(
            "INSERT INTO t SELECT id FROM cf_billing_history WHERE account_id = ?", (EURO,)
        )
        rows += cursor.fetchall()
        self.assertEqual(len(self.sandbox.truth("history", FIRST)), len(rows))
        self.assertEqual(
            len(self.sandbox.truth("history", EURO)), self.value("SELECT count(*) FROM t")
        )

    def test_change_by_another_connection(self):
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/shared.db"
            one, two = self.connect(path), self.connect(path)
            sql = "SELECT count(*) FROM cf_billing_profile WHERE account_id = ?"
            self.assertEqual(1, self.value(sql, (EURO,), one))
            two.execute("CREATE TABLE t(x)")
            self.assertEqual(1, self.value(sql, (EURO,), one))
            one.execute(
                "INSERT INTO t SELECT id FROM cf_billing_profile WHERE account_id = ?", (EURO,)
            )
            self.assertEqual(1, self.value("SELECT count(*) FROM t", db=two))
            one.close(), two.close()


class Connections(StatementCase):
    def test_settings_are_the_connections_own(self):
        one, two = self.connect(account_id=EURO), self.connect(account_id=MID_MONTH)
        for db, account in ((one, EURO), (two, MID_MONTH), (one, EURO)):
            self.assertEqual(
                [(account,)], self.rows("SELECT DISTINCT account_id FROM cf_billing_history", db=db)
            )

    def test_threads(self):
        """Eight threads, each with a connection of its own, none sees another's rows."""
        failures = []

        def work(number):
            rng = random.Random(number)
            db = connections[number]
            for _ in range(8):
                account = rng.choice(BILLED)
                first = rng.randint(0, 60)
                try:
                    found = db.execute(
                        "SELECT count(*), count(DISTINCT account_id) FROM cf_focus_usage "
                        "WHERE account_id = ? AND charge_date BETWEEN ? AND ?",
                        (account, self.ago(first), self.ago(max(first - 3, 0))),
                    ).fetchone()
                    wanted = self.charged(
                        "focus", account, self.ago(first), self.ago(max(first - 3, 0))
                    )
                    if found != (wanted, int(wanted > 0)):
                        failures.append((account, first, found, wanted))
                except sqlite3.Error as error:
                    failures.append(error)

        for account in BILLED:
            self.sandbox.truth("focus", account)
        connections = [self.connect(same_thread=False) for _ in range(8)]
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([], failures)

    def test_interrupt(self):
        self.sandbox.faults({"path": "billable/usage", "latency_ms": 3000})
        db = self.connect(same_thread=False)
        timer = threading.Timer(0.3, db.interrupt)
        began = time.monotonic()
        timer.start()
        self.failure(
            support.INTERRUPT,
            "SELECT count(*) FROM cf_focus_usage WHERE account_id = ? AND charge_date >= ?",
            (EURO, self.ago(3)),
            db,
        )
        self.assertLess(time.monotonic() - began, 1)
        self.sandbox.reset()
        self.assertEqual(
            1,
            self.value("SELECT count(*) FROM cf_billing_profile WHERE account_id = ?", (EURO,), db),
        )

    def test_interrupt_stops_an_open_cursor(self):
        cursor = self.db.execute("SELECT id FROM cf_billing_history WHERE account_id = ?", (FIRST,))
        cursor.fetchone()
        self.db.interrupt()
        with self.assertRaises(sqlite3.OperationalError):
            cursor.fetchall()
        self.assertEqual(
            len(self.sandbox.truth("history", EURO)),
            self.value("SELECT count(*) FROM cf_billing_history WHERE account_id = ?", (EURO,)),
        )


if __name__ == "__main__":
    support.main()
