"""What cf_parameters takes and refuses; that the files run anywhere, and twice; no account."""

import os
import re
import sqlite3

import views
from support import BILLED, ERROR, FIRST, MID_MONTH, NOT_COVERED, QUIET
from views import ONE

CONSTRAINT = 19
# Views that read no API, so that there is nothing for them to fail on.
WITHOUT_RECORDS = {"cf_selected_accounts", "cf_period", "cf_windows", "cf_live_windows",
                   "cf_live_history_windows", "cf_live_resource_windows", "cf_live_hour_days", "cf_price_list",
                   "cf_compared_days", "cf_month_days"}
# Those that an archive has rows in, or the user.
OF_ARCHIVES = {"cf_archive_ends", "cf_read_days", "cf_unread_plans", "cf_unread_services", "cf_account_tax_rates",
               "cf_tax_rates_today"}


def all_views(db):
    return [name for name, in db.execute("SELECT name FROM temp.sqlite_master WHERE type = 'view' "
                                         "ORDER BY name")]


class Parameters(views.TestCase):
    def test_what_is_refused(self):
        self.views(FIRST)
        bad_days = ("2026-02-30", "2026-2-03", "2026-02-29", "20260203", "2026-02-03T00:00:00Z",
                    "yesterday", "now", "", 20260203, 2461000.5, "2026-13-01", "2026-02-03 ")
        for column, values in {
                "first_day": bad_days, "last_day": bad_days, "today": bad_days,
                "currency": ("usd", "US", "USDX", "", "€", 5, "U D"),
                "feed": ("FOCUS", "both", "", None, 1), "source": ("lives", "", None),
                "restated_days": (-1, 32, None, "many"), "id": (2, 0)}.items():
            for value in values:
                with self.subTest(column=column, value=value):
                    self.failure(CONSTRAINT, f"UPDATE cf_parameters SET {column} = ?", (value,))
        self.failure(CONSTRAINT, "INSERT INTO cf_parameters(id) VALUES (2)")
        self.check([(1, None, None, None, "paygo", "live", 4, None)], "SELECT * FROM cf_parameters")

    def test_what_is_taken(self):
        self.views(FIRST, first_day="2024-02-29", last_day="2026-01-31", today="0001-01-01",
                   currency="XAF", feed="focus", source="live", restated_days=31)
        self.set(self.db, first_day=None, last_day=None, today=None, currency=None, restated_days=0)

    def test_every_refusal_is_a_sentence(self):
        self.views(FIRST)
        for column, value, says in (
                ("id", 2, "cf_parameters has one row, with id 1: change it with UPDATE."),
                ("first_day", "2026-02-30", "first_day must be a day that exists, written YYYY-MM-DD, or NULL for the "
                 "first of the month of last_day."),
                ("last_day", "now", "last_day must be a day that exists, written YYYY-MM-DD, or NULL for today."),
                ("today", "", "today must be a day that exists, written YYYY-MM-DD, or NULL for the system's day."),
                ("currency", "usd", "currency must be three capital letters as in USD, or NULL for all currencies."),
                ("feed", None, "feed must be 'paygo' or 'focus'."),
                ("source", None, "source must be 'live', 'archive' or 'both'."),
                ("source", "all", "source must be 'live', 'archive' or 'both'."),
                ("restated_days", 4.5, "restated_days must be a whole number of days from 0 to 31.")):
            message = self.failure(CONSTRAINT, f"UPDATE cf_parameters SET {column} = ?", (value,))
            self.assertEqual(f"CHECK constraint failed: {says}", message)
        message = self.failure(CONSTRAINT, "INSERT INTO cf_report_accounts(account_id) VALUES ('x')")
        self.assertEqual("CHECK constraint failed: account_id must be the id of an account: 32 lower-case "
                         "hexadecimal digits.", message)
        self.assert_says(self.failure(CONSTRAINT, "UPDATE cf_parameters SET source = 'both'"),
                         "cf_parameters: source can only be 'live' until sql/archive_views.sql is read.")

    def test_a_period_that_ends_before_it_begins(self):
        db = self.views(FIRST)
        today = self.value("SELECT date('now')")
        says = "cf_parameters: first_day must not be after last_day (NULL: today)"
        for sql in ("first_day = '2026-10-02', last_day = '2026-10-01'", "first_day = date('now', '+1 day')",
                    "first_day = '2026-10-02', today = '2026-10-01'"):
            self.assert_says(self.failure(CONSTRAINT, f"UPDATE cf_parameters SET {sql}"), says)
        for columns in ("first_day, last_day", "first_day, today"):
            self.assert_says(self.failure(CONSTRAINT, f"REPLACE INTO cf_parameters(id, {columns}) VALUES "
                                                      "(1, '2026-10-02', '2026-10-01')"), says)
        self.set(db, first_day="2026-10-01", last_day="2026-10-01")
        # One after the other it would be in between; both at once it is not.
        self.assert_says(self.failure(CONSTRAINT, "UPDATE cf_parameters SET first_day = '2026-10-02'"), says,
                         "set both in one UPDATE")
        self.set(db, first_day="2026-10-02", last_day="2026-10-02")
        self.set(db, first_day=today, last_day=None)
        self.set(db, first_day=None, last_day="2020-01-31")

    def test_accounts_that_are_refused(self):
        self.views()
        for account in ("short", ONE + "a", "", None, ONE.upper(), "g" * 32, b"a" * 32):
            self.failure(CONSTRAINT, "INSERT INTO cf_report_accounts(account_id) VALUES (?)",
                         (account,))
        self.db.execute("INSERT INTO cf_report_accounts(account_id) VALUES (?)", (FIRST,))
        self.failure(CONSTRAINT, "INSERT INTO cf_report_accounts(account_id) VALUES (?)", (FIRST,))

    def test_the_period(self):
        self.views(FIRST)
        for given, expected in (
                ({}, ("2026-11-01", "2026-11-20", "2026-11-19")),
                ({"today": "2026-11-01"}, ("2026-11-01", "2026-11-01", "2026-10-31")),
                ({"today": "2028-03-01"}, ("2028-03-01", "2028-03-01", "2028-02-29")),
                ({"last_day": "2026-02-28"}, ("2026-02-01", "2026-02-28", "2026-02-28")),
                ({"last_day": "2026-12-31"}, ("2026-12-01", "2026-12-31", "2026-11-19")),
                ({"first_day": "2025-12-31"}, ("2025-12-31", "2026-11-20", "2026-11-19"))):
            self.set(self.db, **{"today": "2026-11-20", "first_day": None, "last_day": None, **given})
            self.assertEqual([expected], self.rows("SELECT first_day, last_day, last_complete_day "
                                                   "FROM cf_period"), given)


class NoAccount(views.TestCase):
    def days_ago(self, days):
        """On the first of a month, the month so far has no complete day that could be missing."""
        return self.value("SELECT date(?, ?)", (self.sandbox.today(), f"-{days} days"), self.connect())

    def test_is_an_error_that_says_what_to_do(self):
        for feed in ("paygo", "focus"):
            db = self.views(feed=feed, first_day=self.days_ago(9))
            db.execute("INSERT INTO cf_prices(metric, currency, price) VALUES ('m', 'USD', 1)")
            db.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 1)")
            with self.request_count(0):
                for view in all_views(db):
                    if view not in WITHOUT_RECORDS | OF_ARCHIVES:
                        with self.subTest(feed=feed, view=view):
                            self.assert_says(self.failure(ERROR, f"SELECT * FROM {view}"),
                                             "cf_report_accounts", "CLOUDFLARE_ACCOUNT_ID")

    def test_the_account_of_the_environment_counts_if_no_other_is_named(self):
        self.views(environment={"CLOUDFLARE_ACCOUNT_ID": MID_MONTH})
        self.assertEqual([(MID_MONTH,)], self.rows("SELECT account_id FROM cf_spend_by_account"))
        self.db.execute("INSERT INTO cf_report_accounts VALUES (?, NULL)", (FIRST,))
        self.assertEqual([(FIRST, FIRST)],
                         self.rows("SELECT account_id, account_name FROM cf_spend_by_account"))

    def test_an_account_that_cannot_be_asked_fails_all(self):
        self.views(FIRST, NOT_COVERED)
        self.assert_says(self.failure(ERROR, "SELECT * FROM cf_spend_by_account"), NOT_COVERED)

    def test_all_accounts_but_those_with_a_contract(self):
        """As sql/README.md says it."""
        with open(os.path.join(views.ROOT, "sql", "README.md"), encoding="utf-8") as file:
            (statement,) = re.findall(r"```text\n(INSERT INTO cf_report_accounts [^`]*)```", file.read())
        db = self.views()
        db.execute(statement)
        self.check(sorted((account,) for account in BILLED), "SELECT account_id FROM cf_report_accounts ORDER BY 1")
        self.assertLess(2, len(self.rows("SELECT DISTINCT account_id FROM cf_month_to_date")))
        db.execute("INSERT INTO cf_report_accounts(account_id) VALUES (?)", (NOT_COVERED,))
        self.assertIn(NOT_COVERED, self.failure(ERROR, "SELECT * FROM cf_month_to_date"))

    def test_an_account_without_usage_is_no_error(self):
        db = self.views(QUIET, first_day=self.days_ago(9))
        filled = {view for view in all_views(db) if self.rows(f"SELECT * FROM {view}")}
        self.assertEqual(WITHOUT_RECORDS | {"cf_freshness", "cf_missing_days", "cf_resource_questions",
                                            "cf_resource_tags", "cf_live_tags",
                                            # Of no record at all as well: values that are NULL or tell nothing.
                                            "cf_told_lines", "cf_told_uses", "cf_told_weeks"}, filled)


class Files(views.TestCase):
    SETUP = ("UPDATE cf_parameters SET currency = 'USD', today = '2026-11-20'",
             f"INSERT INTO cf_report_accounts VALUES ('{FIRST}', 'one')",
             "INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 5)",
             "INSERT INTO cf_prices(metric, currency, price) VALUES ('m', 'USD', 1)")
    KEPT = "SELECT currency, today, (SELECT count(*) FROM cf_report_accounts), " \
           "(SELECT count(*) FROM cf_budgets), (SELECT count(*) FROM cf_prices) FROM cf_parameters"

    def test_twice(self):
        db = self.views()
        for statement in self.SETUP:
            db.execute(statement)
        before = all_views(db)
        views.read(db)
        self.assertEqual(before, all_views(db))
        self.assertEqual([("USD", "2026-11-20", 1, 1, 1)], self.rows(self.KEPT))

    def test_each_file_again_alone(self):
        db = self.views(FIRST)
        before = all_views(db)
        for file in views.FILES:
            with open(file, encoding="utf-8") as script:
                db.executescript(script.read())
            self.assertEqual(before, all_views(db), file)
            for view in before:  # prepared, not run
                db.execute(f"EXPLAIN SELECT * FROM {view}").fetchall()

    def test_nothing_is_made_in_the_database(self):
        path = os.path.join(views.support.scratch_folder(), "views.db")
        db = self.connect(path)
        views.read(db)
        self.assertEqual([], db.execute("SELECT name FROM main.sqlite_master").fetchall())

    def test_tables_of_the_same_names_in_the_database_change_nothing(self):
        db = self.connect()
        for name in ("cf_spend_by_day", "cf_usage", "cf_period", "cf_parameters"):
            db.execute(f"CREATE TABLE main.{name}(nonsense)")
        views.read(db)
        db.execute("INSERT INTO cf_report_accounts VALUES (?, 'one')", (FIRST,))
        self.assertTrue(db.execute("SELECT cost FROM cf_spend_by_day").fetchall())
        self.assertEqual(4, self.value("SELECT count(*) FROM main.sqlite_master", db=db))

    def test_the_shell(self):
        reading = "".join(f".read '{file}'\n" for file in views.FILES)
        script = reading + ";\n".join([*self.SETUP, "UPDATE cf_parameters SET today = NULL;\n"])
        script += reading + self.KEPT + ";\nSELECT sum(cost) > 0 FROM cf_spend_by_account;\n"
        done = self.shell().run(script=script)
        self.assertEqual((0, ""), (done.code, done.stderr))
        self.assertEqual([("USD", "", "1", "1", "1"), ("1",)], done.rows)

    def test_every_file_says_what_it_needs_and_gives_an_example(self):
        for file in views.FILES:
            with open(file, encoding="utf-8") as script:
                text = script.read()
            for part in ("-- Inputs:", "--   "):
                self.assertIn(part, text, file)
            for newer in ("iif(", "MATERIALIZED", "RETURNING", "FILTER (", "->>", "sqrt(", "STRICT"):
                self.assertNotIn(newer, text.replace("strict", ""), file)

    def test_records_from_three_places_are_not_nested_too_deep(self):
        # As with an archive of both feeds. SQLite limits how often views are expanded in one another.
        db = self.views(FIRST)
        (sql,) = db.execute("SELECT sql FROM temp.sqlite_master "
                            "WHERE name = 'cf_usage_in_windows'").fetchone()
        db.execute("CREATE TEMP VIEW three AS " +
                   " UNION ALL ".join(["SELECT * FROM cf_live_usage"] * 3))
        db.execute("DROP VIEW temp.cf_usage_in_windows")
        db.execute(sql.replace("CREATE VIEW", "CREATE TEMP VIEW")
                   .replace("FROM cf_live_usage", "FROM three"))
        for view in all_views(db):
            db.execute(f"EXPLAIN SELECT * FROM {view}").fetchall()

    def test_all_views_can_be_asked(self):
        db = self.views(FIRST)
        for view in all_views(db):
            db.execute(f"SELECT * FROM {view} LIMIT 3").fetchall()
        self.assertGreater(len(all_views(db)), 35, sqlite3.sqlite_version)


if __name__ == "__main__":
    views.main()
