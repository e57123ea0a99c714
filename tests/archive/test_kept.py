"""Budgets, prices, names and clients: typed once, they are in the archive, and in every session over it."""

import os
import sqlite3

import archive_case
from archive_case import ARCHIVE_KEPT, ARCHIVE_VIEWS, VIEWS, ArchiveCase, text_of
from support import EURO, FIRST, MONTH_END, QUIET

BUDGETS = "SELECT account_id, currency, monthly_amount FROM {} ORDER BY account_id, currency"
COVERED = "SELECT account_id, currency, monthly_amount, budget_covers FROM {} ORDER BY account_id, currency"
PRICES = "SELECT metric, currency, price, valid_from, valid_until FROM {} ORDER BY metric, valid_from"
NAMES = "SELECT account_id, name FROM {} ORDER BY account_id"
CLIENTS = "SELECT client, markup FROM {} ORDER BY client"
MEMBERS = "SELECT client, account_id, zone_id FROM {} ORDER BY account_id, zone_id"
RATES = "SELECT account_id, percent, valid_from, valid_until FROM {} ORDER BY account_id, valid_from"
KEPT = {"cf_budgets": ("monthly_budgets", BUDGETS), "cf_prices": ("prices", PRICES),
        "cf_account_names": ("account_names", NAMES), "cf_clients": ("clients", CLIENTS),
        "cf_client_members": ("client_members", MEMBERS), "cf_tax_rates": ("tax_rates", RATES)}


class Kept(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.session = self.views(FIRST)

    def check(self, table, *rows, db=None):
        """In this session, in the archive, and in a session that begins now."""
        kept, sql = KEPT[table]
        for where, found in ((table, (db or self.session).execute(sql.format(table)).fetchall()),
                             (kept, self.ask(sql.format(kept))),
                             ("a new session", self.views(FIRST).execute(sql.format(table)).fetchall())):
            self.assertEqual(list(rows), found, where)

    def test_the_same_columns(self):
        """What one session takes, another has: every column is kept."""
        for table, (kept, _) in KEPT.items():
            columns = [[(name, type) for _, name, type, *_ in self.session.execute(f"PRAGMA {of}.table_info({name})")]
                       for of, name in (("temp", table), ("main", kept))]
            self.assertEqual(*columns)

    def test_budgets(self):
        self.session.executescript(f"INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 400), ('{EURO}', 'EUR', 150.25);")
        self.check("cf_budgets", (None, "USD", 400.0), (EURO, "EUR", 150.25))
        self.session.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 500)")
        self.session.execute("UPDATE cf_budgets SET currency = 'USD' WHERE currency = 'EUR'")
        self.check("cf_budgets", (None, "USD", 500.0), (EURO, "USD", 150.25))
        self.session.execute("DELETE FROM cf_budgets WHERE account_id IS NULL")
        self.check("cf_budgets", (EURO, "USD", 150.25))
        with self.assertRaisesRegex(sqlite3.Error, "must be a number above 0"):
            self.session.execute("UPDATE cf_budgets SET monthly_amount = 0")
        self.check("cf_budgets", (EURO, "USD", 150.25))
        self.session.execute("DELETE FROM cf_budgets")
        self.check("cf_budgets")

    def test_what_budgets_cover(self):
        self.session.executescript(f"""
            INSERT INTO cf_budgets VALUES (NULL, 'USD', 400, 'total');
            INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES ('{EURO}', 'EUR', 150.25);""")
        for db in (self.session, self.views(FIRST)):
            self.assertEqual([(None, "USD", 400.0, "total"), (EURO, "EUR", 150.25, "usage")],
                             db.execute(COVERED.format("cf_budgets")).fetchall())
        self.session.execute("UPDATE cf_budgets SET budget_covers = 'total' WHERE currency = 'EUR'")
        self.assertEqual([("total",), ("total",)], self.ask("SELECT budget_covers FROM monthly_budgets"))

    def test_prices(self):
        self.session.executescript("""
            INSERT INTO cf_prices(metric, currency, price, valid_until)
            VALUES ('Workers Unbound Requests', 'USD', 0.5, '2026-10-31');
            INSERT INTO cf_prices(metric, currency, price, per, free_quantity, rounding, valid_from)
            VALUES ('Workers Unbound Requests (First 1M is included)', 'USD', 0.75, 1e6, 5.5, 'up', '2026-11-01');
            INSERT INTO cf_prices(metric, currency, price) VALUES ('Zaraz Loads', 'EUR', 2.0);""")
        self.check("cf_prices", ("Workers Unbound Requests", "USD", 0.5, None, "2026-10-31"),
                   ("Workers Unbound Requests (First 1M is included)", "USD", 0.75, "2026-11-01", None),
                   ("Zaraz Loads", "EUR", 2.0, None, None))
        self.assertEqual([(1e6, 5.5, "up")], self.views(FIRST).execute(
            "SELECT per, free_quantity, rounding FROM cf_prices WHERE valid_from > ''").fetchall())
        self.session.execute("DELETE FROM cf_prices WHERE valid_until > ''")
        self.session.execute("UPDATE cf_prices SET metric = 'D1 - Rows Written' WHERE metric = 'Zaraz Loads'")
        self.check("cf_prices", ("D1 - Rows Written", "EUR", 2.0, None, None),
                   ("Workers Unbound Requests (First 1M is included)", "USD", 0.75, "2026-11-01", None))

    def test_tax_rates(self):
        self.session.execute("INSERT INTO cf_tax_rates(percent) VALUES (8.25)")
        self.session.execute("INSERT INTO cf_tax_rates VALUES (?, 16, NULL, '2026-06-30')", (EURO,))
        self.session.execute("INSERT INTO cf_tax_rates VALUES (?, 19, '2026-07-01', NULL)", (EURO,))
        self.check("cf_tax_rates", (None, 8.25, None, None), (EURO, 16.0, None, "2026-06-30"),
                   (EURO, 19.0, "2026-07-01", None))
        self.session.execute("UPDATE cf_tax_rates SET percent = 20 WHERE percent = 19")
        self.session.execute("UPDATE cf_tax_rates SET account_id = ? WHERE percent = 16", (FIRST,))
        self.session.execute("DELETE FROM cf_tax_rates WHERE percent = 8.25")
        self.check("cf_tax_rates", (FIRST, 16.0, None, "2026-06-30"), (EURO, 20.0, "2026-07-01", None))
        # Those of the session count instead of all that are kept of the account.
        db = self.views(FIRST, archive_views=False)
        db.execute("INSERT INTO cf_tax_rates VALUES (?, 7, '2026-01-01', NULL)", (FIRST,))
        for path in (ARCHIVE_VIEWS, ARCHIVE_KEPT):
            db.executescript(text_of(path))
        self.assertEqual([(FIRST, 7.0, "2026-01-01", None), (EURO, 20.0, "2026-07-01", None)],
                         db.execute(RATES.format("cf_tax_rates")).fetchall())

    def test_names(self):
        self.session.execute("INSERT INTO cf_account_names VALUES (?, 'Lighthouse'), (?, 'Atelier')", (FIRST, EURO))
        self.check("cf_account_names", (FIRST, "Lighthouse"), (EURO, "Atelier"))
        self.assertEqual([("Lighthouse",)], self.session.execute("SELECT name FROM cf_selected_accounts").fetchall())
        self.session.execute("INSERT INTO cf_account_names VALUES (?, 'Tower')", (FIRST,))
        self.session.execute("UPDATE cf_account_names SET name = 'Studio' WHERE name = 'Atelier'")
        self.check("cf_account_names", (FIRST, "Tower"), (EURO, "Studio"))
        db = self.views(FIRST, EURO)
        self.assertEqual([("Tower",), ("Studio",)], db.execute(
            "SELECT account_name FROM cf_freshness ORDER BY account_id").fetchall())
        db.execute("INSERT INTO cf_report_accounts VALUES (?, 'for once')", (MONTH_END,))
        self.assertEqual([("for once",)], db.execute("SELECT name FROM cf_selected_accounts WHERE account_id = ?",
                                                     (MONTH_END,)).fetchall())
        db.execute("DELETE FROM cf_account_names WHERE account_id = ?", (EURO,))
        self.check("cf_account_names", (FIRST, "Tower"), db=db)

    def test_clients(self):
        zone = "c" * 32
        self.session.executescript(f"""
            INSERT INTO cf_clients VALUES ('Harbour', 0.15), ('Mill', 0);
            INSERT INTO cf_client_members VALUES ('Harbour', '{FIRST}', ''), ('Mill', '{FIRST}', '{zone}');""")
        self.check("cf_clients", ("Harbour", 0.15), ("Mill", 0.0))
        self.check("cf_client_members", ("Harbour", FIRST, ""), ("Mill", FIRST, zone))
        db = self.views(FIRST)
        db.execute("UPDATE cf_clients SET markup = 0.2 WHERE client = 'Mill'")
        db.execute("UPDATE cf_client_members SET zone_id = '' WHERE client = 'Mill' AND 0")
        db.execute("DELETE FROM cf_client_members WHERE client = 'Harbour'")
        db.execute("DELETE FROM cf_clients WHERE client = 'Harbour'")
        self.check("cf_clients", ("Mill", 0.2), db=db)
        self.check("cf_client_members", ("Mill", FIRST, zone), db=db)
        with self.assertRaisesRegex(sqlite3.Error, "insert it there first"):
            db.execute("INSERT INTO cf_client_members VALUES ('Nobody', ?, '')", (EURO,))
        self.check("cf_client_members", ("Mill", FIRST, zone), db=db)

    def test_views_say_whose_rows_they_are(self):
        """By the name that was typed, or the archived one, whether the account was listed by name or not."""
        self.sync()
        self.session.execute("INSERT INTO cf_account_names VALUES (?, 'Tower')", (FIRST,))
        self.session.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (?, 'USD', 1), (?, 'EUR', 1)", (FIRST, EURO))
        names = {FIRST: "Tower", **{each["id"]: each["name"] for each in self.sandbox.accounts() if each["id"] == EURO}}
        for accounts, source in (((FIRST, EURO), "live"), ((FIRST, EURO), "both"), ((), "archive")):
            db = self.views(*accounts, source=source)
            self.assertEqual(sorted(names.items()), sorted(db.execute(
                "SELECT account_id, account_name FROM cf_budget_status")))
            self.assertEqual(sorted(names.items()), sorted(db.execute(
                "SELECT DISTINCT account_id, account_name FROM cf_freshness WHERE account_id IN (?, ?)",
                (FIRST, EURO))))
        self.assertEqual(sorted(names.items()), sorted(db.execute(
            "SELECT DISTINCT account_id, account_name FROM cf_archive_gaps WHERE account_id IN (?, ?)", (FIRST, EURO))))
        # And by what needs no extension.
        for view in ("billing_items", "account_feeds", "sync_outcomes", "named_accounts"):
            self.assertEqual(sorted(names.items()), sorted(self.ask(
                f"SELECT DISTINCT account_id, account_name FROM {view} WHERE account_id IN (?, ?)", FIRST, EURO)), view)

    def test_two_sessions(self):
        """Each keeps what it changes, and undoes nothing of the other's."""
        other = self.views(FIRST)
        self.session.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 400)")
        other.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'EUR', 90)")
        other.execute("INSERT INTO cf_account_names VALUES (?, 'Quiet')", (QUIET,))
        self.session.execute("UPDATE cf_budgets SET monthly_amount = 300")
        self.assertEqual([(None, "EUR", 90.0), (None, "USD", 300.0)], self.ask(BUDGETS.format("monthly_budgets")))
        for path in [*VIEWS, ARCHIVE_VIEWS, ARCHIVE_KEPT]:
            self.session.executescript(text_of(path))
        self.check("cf_budgets", (None, "EUR", 90.0), (None, "USD", 300.0))
        self.check("cf_account_names", (QUIET, "Quiet"))

    def test_what_was_typed_before_is_the_sessions_own(self):
        self.session.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 400), (NULL, 'EUR', 90)")
        self.session.execute("INSERT INTO cf_prices(metric, currency, price) VALUES ('Zaraz Loads', 'EUR', 2.0)")
        db = self.views(FIRST, archive_views=False)
        db.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 1)")
        db.execute("INSERT INTO cf_prices(metric, currency, price) VALUES ('ZARAZ LOADS (10 included)', 'USD', 3.0)")
        for path in (ARCHIVE_VIEWS, ARCHIVE_KEPT):
            db.executescript(text_of(path))
        self.assertEqual([(None, "EUR", 90.0), (None, "USD", 1.0)],
                         db.execute(BUDGETS.format("cf_budgets")).fetchall())
        self.assertEqual([("ZARAZ LOADS (10 included)", "USD", 3.0, None, None)],
                         db.execute(PRICES.format("cf_prices")).fetchall())
        self.check("cf_budgets", (None, "EUR", 90.0), (None, "USD", 400.0))
        self.check("cf_prices", ("Zaraz Loads", "EUR", 2.0, None, None))

    def test_an_archive_that_cannot_be_written_to(self):
        self.sync((FIRST,))
        self.session.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 400)")
        self.session.close()
        db = sqlite3.connect(self.archive)
        db.execute("PRAGMA journal_mode = DELETE")
        db.close()
        db = self.views_of_read_only()
        self.assertEqual([(None, "USD", 400.0)], db.execute(BUDGETS.format("cf_budgets")).fetchall())
        db.execute("INSERT INTO cf_report_accounts(account_id) VALUES (?)", (FIRST,))
        self.assertEqual(1, len(db.execute("SELECT * FROM cf_budget_status").fetchall()))
        with self.assertRaisesRegex(sqlite3.Error, "readonly"):
            db.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'EUR', 1)")
        self.assertEqual([(None, "USD", 400.0)], db.execute(BUDGETS.format("cf_budgets")).fetchall())

    def views_of_read_only(self):
        writable, self.archive = self.archive, self.archive + ".copy"
        with open(writable, "rb") as file, open(self.archive, "wb") as copy:
            copy.write(file.read())
        os.chmod(self.archive, 0o444)
        db = self.connect(f"file:{self.archive}?mode=ro")
        for path in [*VIEWS, ARCHIVE_VIEWS, ARCHIVE_KEPT]:
            db.executescript(text_of(path))
        db.execute("UPDATE cf_parameters SET source = 'archive'")
        return db

    def test_an_archive_of_another_version(self):
        self.change("UPDATE archive_version SET version = 5")
        with self.assertRaisesRegex(sqlite3.Error, "This archive has another version: read sql/archive.sql"):
            self.views(FIRST)


if __name__ == "__main__":
    archive_case.main()
