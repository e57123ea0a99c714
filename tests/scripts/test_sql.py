"""The SQL of the scripts, on whatever SQLite this is: CTest runs it on the oldest and a recent one, too."""

import re
import shutil
import sqlite3

import script_case
import support
from script_case import EXAMPLES, TODAY, Archive
from support import EURO, FIRST

FOUND = "kind, key, account_id, account_name, day, currency, amount, threshold, level, factor, text"


class Sql(script_case.TestCase):
    def run_file(self, db, path):
        """What its SELECTs print, by the table that `.mode insert` names; other dot-commands are the shell's."""
        printed, into, begun = {}, None, ""
        for line in (EXAMPLES / path).read_text(encoding="utf-8").splitlines(keepends=True):
            if not begun.strip() and line.startswith("."):
                named = re.match(r"\.mode insert (\w+)", line)
                into = named[1] if named else None
                continue
            begun += line
            if sqlite3.complete_statement(begun):
                rows = db.execute(begun).fetchall()
                if into:
                    printed.setdefault(into, []).extend(rows)
                begun = ""
        self.assertEqual("", begun.strip())
        return printed

    def views(self, archive, **parameters):
        db = self.connect(archive)
        db.execute("SELECT cf_create_views()").fetchall()
        db.execute("INSERT INTO cf_report_accounts(account_id) SELECT id FROM accounts")
        given = {"source": "archive", **parameters}
        db.execute(f"UPDATE cf_parameters SET {', '.join(f'{name} = ?' for name in given)}", list(given.values()))
        return db

    def fill(self, db, printed, columns):
        for table, names in columns.items():
            db.execute(f"CREATE TEMP TABLE {table}({names})")
            for row in printed.get(table, ()):
                db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)

    def test_alerts(self):
        with Archive(self.archive) as archive:
            archive.account(FIRST, "Lighthouse")
            archive.usage(FIRST, lambda day: None if day > "2026-10-19" else 60.0 if day == "2026-10-19" else 2.0)
            archive.invoice(FIRST, "Usage", "2026-10-01", 5.0, "open", 5.0)
            archive.change("INSERT INTO monthly_budgets VALUES (NULL, 'USD', 50, 'usage')")
        db = self.views(self.archive, today=TODAY, first_day="2026-10-12")
        db.execute("CREATE TEMP TABLE alert_options AS SELECT (SELECT today FROM cf_period) AS this_day, "
                   "'{\"USD\":50}' AS day_limits, 2 AS late_after, 30 AS card_days, ',card,' AS skip, 0 AS asks, 250 AS queries")
        db.execute("CREATE TEMP TABLE alert_looked_at(account_id, looked_at)")
        printed = {}
        for file in ("as_of", "found", "archive", "read"):
            printed |= self.run_file(db, f"alert/{file}.sql")
        self.assertEqual(["anomaly", "budget", "day", "invoice"], sorted(row[0] for row in printed["found"]))
        self.assertEqual([], printed.get("not_checked", []))
        state = sqlite3.connect(self.folder / "told.db", isolation_level=None)
        self.addCleanup(state.close)
        state.execute("ATTACH ':memory:' AS run")
        self.fill(state, printed, {"found": FOUND, "not_checked": "what, account_id, account_name, reason",
                                   "newest_days": "account_id, account_name, newest, as_of, today, late_after",
                                   "was_read": "kind, account_id", "looked_at": "account_id, looked_at"})
        state.execute("CREATE TEMP TABLE options AS SELECT 0 AS again, 100 AS at_most")
        self.run_file(state, "alert/told.sql")
        told = state.execute("SELECT kind, message FROM fresh ORDER BY place").fetchall()
        self.assertEqual(["anomaly", "budget", "day", "invoice", "late"], [kind for kind, _ in told])
        self.assertEqual(sorted({message for _, message in told}), list(range(1, 1 + max(m for _, m in told))))

    def test_alerts_of_the_api(self):
        """Each account is asked for what it is billed for."""
        self.sandbox.set(graphql__now="18:00", graphql__loop="d1", graphql__rate_limit="100000")
        db = self.connect(cache_ttl=3600, on_error="skip", max_requests=100000)
        db.execute("SELECT cf_create_views()").fetchall()
        db.execute("INSERT INTO cf_report_accounts VALUES (?, 'Lighthouse'), (?, 'Atelier')", (FIRST, EURO))
        db.execute("UPDATE cf_parameters SET first_day = (SELECT date(today, '-9 days') FROM cf_period)")
        db.execute("CREATE TEMP TABLE alert_options AS SELECT (SELECT today FROM cf_period) AS this_day, "
                   "'{}' AS day_limits, 2 AS late_after, 30 AS card_days, ',card,anomaly,invoice,budget,' AS skip, 1 AS asks, 250 AS queries")
        db.execute("CREATE TEMP TABLE alert_looked_at(account_id, looked_at)")
        printed = {}
        for file in ("found", "read"):
            printed |= self.run_file(db, f"alert/{file}.sql")
        self.assertIn(("resource", FIRST), {(row[0], row[2]) for row in printed["found"]})
        self.assertEqual({FIRST, EURO}, {row[0] for row in printed["looked_at"]})
        self.assertEqual([], printed["not_checked"])
        asked = [request for request in self.sandbox.requests() if request["path"].endswith("/graphql")]
        self.assertLess(len(asked), 100)

    def test_rebill(self):
        with Archive(self.archive) as archive:
            archive.account(FIRST, "Lighthouse")
            archive.usage(FIRST, lambda day: 1.0)
            for client in ("Müller", "MUELLER"):
                archive.change("INSERT INTO clients VALUES (?, 0.1)", client)
            archive.change("INSERT INTO client_members VALUES ('Müller', ?, '')", FIRST)
        db = self.views(self.archive, today=TODAY)
        db.execute("CREATE TEMP TABLE rebill_options AS SELECT '2026-09' AS month, '2026-09-01' AS first_day, "
                   "'2026-10-01' AS next_day, '2026-09-30' AS last_day")
        printed = self.run_file(db, "rebill/rows.sql")
        self.run_file(db, "rebill/archive.sql")
        other = sqlite3.connect(":memory:", isolation_level=None)
        self.addCleanup(other.close)
        self.fill(other, printed, {
            "charged": "client, product, currency, usage REAL, fees REAL, refunds REAL, markup REAL, total REAL, n, c",
            "clients": "client, markup", "accounts": "account_id, name",
            "by_account": "account_id, currency, usage REAL, fees REAL, refunds REAL, is_without",
            "invoiced": "account_id, currency, usage REAL, fees REAL, charged REAL, refunds REAL, is_unknown",
            "currencies": "currency, digits", "unknown": "account, reason"})
        # What a view is made of has to be in the same database.
        for table in ("charged", "clients", "accounts", "by_account", "invoiced", "currencies"):
            other.execute(f"CREATE TABLE main.{table} AS SELECT * FROM temp.{table}")
            other.execute(f"DROP TABLE temp.{table}")
        self.run_file(other, "rebill/totals.sql")
        files = [name for (name,) in other.execute("SELECT lower(file) FROM files")]
        self.assertEqual(2, len(set(files)))
        for name in files:
            self.assertRegex(name, r"^mueller-[0-9a-f]{8}\.csv$")
        self.assertEqual("Müller: 33.00 USD (usage 30.00, fees 0.00, refunds 0.00, markup 3.00)",
                         other.execute("SELECT line FROM said ORDER BY place").fetchone()[0])

    def test_publish(self):
        shutil.copy(script_case.filled_archive(), self.archive)
        db = self.views(self.archive)
        db.execute("CREATE TEMP TABLE publish_options AS SELECT date('now', '-20 days') AS first_day")
        db.execute("ATTACH ? AS report", (str(self.folder / "report.db"),))
        self.run_file(db, "publish/tables.sql")
        script = (EXAMPLES / "publish.sh").read_text(encoding="utf-8")
        views = {kind: re.search(rf"^{kind}='([^']*)'", script, re.M)[1].split() for kind in ("stay_views", "become_tables")}
        for name in views["become_tables"]:
            db.execute(f"CREATE TABLE report.{name} AS SELECT * FROM temp.{name}")
        texts = [sql for (sql,) in db.execute("SELECT sql FROM sqlite_temp_master WHERE type = 'view' AND name IN ("
                                              + ", ".join(f"'{name}'" for name in views["stay_views"]) + ")")]
        self.assertEqual(len(views["stay_views"]), len(texts))
        db.execute("COMMIT")
        plain = sqlite3.connect(self.folder / "report.db", isolation_level=None)
        self.addCleanup(plain.close)
        for text in texts:
            plain.execute(text)
        for name in views["stay_views"]:
            self.assertLess(0, plain.execute(f"SELECT count(*) FROM {name}").fetchone()[0], name)


if __name__ == "__main__":
    script_case.main()
