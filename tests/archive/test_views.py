"""The views over the archive, the API, and both: the same rows, and no more requests than needed."""

import math
import sqlite3
from collections import Counter

import archive_case
import support
from archive_case import ARCHIVE_RESOURCE_VIEWS, ARCHIVE_VIEWS, VIEWS, ArchiveCase, day_before, text_of
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, NOT_COVERED, QUIET, UNKNOWN

SOME = (FIRST, MONTH_END, EURO, QUIET)


# What views are made of: these say where rows come from, so they differ.
SOURCES = ("cf_live_", "cf_archive", "cf_billed_services", "cf_recent_",
           # Of so many accounts analytics answer for hours; and hours are the API's alone: test_resources.py.
           "cf_attributed_", "cf_cost_by_tag", "cf_cycle_shares", "cf_day_shares", "cf_resource",
           "cf_compared_resources", "cf_selected_accounts", "cf_period", "cf_read_days",
           "cf_unread_plans", "cf_read_services", "cf_unread_resource", "cf_unread_services",
           "cf_told_", "cf_unarchived_", "cf_known_weeks")


def views_of(db):
    return [name for name, in db.execute("SELECT name FROM sqlite_temp_master WHERE type = 'view'")
            if name.startswith("cf_") and not name.startswith(SOURCES)]


class Answers(list):
    """Rows in any order, equal if their numbers are to nine digits: sums are added up in another
    order. Blobs are such numbers as well, which other views make rows of."""

    def __init__(self, rows):
        # By what is no number first: numbers that are alike must not decide.
        super().__init__(sorted(rows, key=lambda row: (
            [str(value) for value in row if not isinstance(value, (float, bytes))],
            [value for value in row if isinstance(value, float)])))

    def __eq__(self, other):
        return len(self) == len(other) and all(
            len(row) == len(its) and all(map(self.is_same, row, its))
            for row, its in zip(self, other))

    @staticmethod
    def is_same(value, its):
        if isinstance(value, bytes) and isinstance(its, bytes):
            return True
        if isinstance(value, float) and isinstance(its, float):
            return math.isclose(value, its, rel_tol=1e-9, abs_tol=1e-9)
        return type(value) is type(its) and value == its


def answers(db, sql):
    return Answers(db.execute(sql))


class ViewsCase(ArchiveCase):
    def usage(self, db, view="cf_usage"):
        # 0.0 is what SQLite stores of -0.0.
        return Counter(tuple(value + 0.0 if isinstance(value, float) else value for value in row)
                       for row in db.execute(f"SELECT * FROM {view}"))

    def asked(self, db):
        """What this connection asked the API for since the last call."""
        since = getattr(self, "_asked", {}).get(db, 0)
        rows = db.execute("SELECT id, url FROM cf_requests WHERE id > ?", (since,)).fetchall()
        self._asked = {db: max([since, *(id for id, _ in rows)])}
        return [url for _, url in rows]

    def check_same(self, db, *views):
        for view in views:
            found = {}
            for source in ("live", "archive", "both"):
                db.execute("UPDATE cf_parameters SET source = ?", (source,))
                found[source] = self.usage(db, view)
            for source in ("archive", "both"):
                extra, missing = found[source] - found["live"], found["live"] - found[source]
                self.assertEqual((0, 0), (extra.total(), missing.total()),
                                 f"{view} {source}: {str([*extra, *missing])[:300]}")


class Sources(ViewsCase):
    def setUp(self):
        super().setUp()
        # All of them at one time of the day.
        self.sandbox.set(graphql__now="12:00", graphql__sampling="none")

    def test_all_views_are_the_same_over_each(self):
        self.sync()
        first = day_before(self.sandbox.today(), 30)
        for feed in archive_case.FEEDS:
            db = self.views(*SOME, MID_MONTH, MANY_PLANS, feed=feed, first_day=first)
            self.check_same(db, "cf_usage", "cf_history")
            db.execute("UPDATE cf_parameters SET currency = 'EUR'")
            self.check_same(db, "cf_usage", "cf_history")

    def test_every_view_answers_the_same_over_each(self):
        """Over an archive that has grown for long enough to have all days that views look back on."""
        today = self.sandbox.today()
        for days in (66, 40, 14, 0):
            self.go_to(day_before(today, days))
            self.read_all_history_next()
            self.sync()
        for feed in archive_case.FEEDS:
            db = self.views(*SOME, MID_MONTH, MANY_PLANS, feed=feed)
            db.executescript("""
                INSERT INTO cf_budgets(account_id, currency, monthly_amount)
                VALUES (NULL, 'USD', 400), (NULL, 'EUR', 90);
                REPLACE INTO cf_prices(metric, currency, price, per, free_quantity)
                SELECT metric, 'USD', 0.5, 1e6, 1e6 FROM cf_usage WHERE metric LIKE 'W%'
                GROUP BY metric;""")
            empty = self.check_answers(db)
            # Sums over nothing would agree as well.
            self.assertLessEqual(empty, {"cf_duplicate_charges", "cf_missing_days",
                                         "cf_new_and_vanished_metrics", "cf_cost_anomalies",
                                         "cf_quantity_anomalies", "cf_unusual_events",
                                         "cf_unit_price_changes", "cf_account_tax_rates", "cf_tax_rates_today",
                                         # No cycle has ended yet on the first days of a month.
                                         *["cf_invoice_explained", "cf_compared_cycles", "cf_cycle_effects",
                                           "cf_cycle_prices"] * (today[8:] < "10"),
                                         *["cf_movers_day_on_day"] * (feed == "focus")}, feed)

    def check_answers(self, db):
        """Compares all views; those without a row."""
        empty = set()
        for view in sorted(views_of(db)):
            found = {}
            for source in ("live", "archive", "both"):
                db.execute("UPDATE cf_parameters SET source = ?", (source,))
                found[source] = answers(db, f"SELECT * FROM {view}")
            with self.subTest(view=view):
                self.assertEqual(found["live"], found["archive"])
                self.assertEqual(found["live"], found["both"])
            empty |= {view} if not found["live"] else set()
        return empty

    def test_archive_asks_for_nothing(self):
        self.sync()
        db = self.views(*SOME, NOT_COVERED, source="archive")
        self.asked(db)
        with self.request_count(0):
            for name, in db.execute("SELECT name FROM sqlite_temp_master WHERE type = 'view' AND "
                                    "name NOT LIKE 'cf_live%'").fetchall():
                db.execute(f"SELECT * FROM {name}").fetchall()
        self.assertEqual([], self.asked(db))

    def test_archive_without_named_accounts_is_all_of_it(self):
        self.sync(SOME)
        db = self.views(source="archive")
        self.assertEqual({(account,) for account in SOME},
                         set(db.execute("SELECT account_id FROM cf_selected_accounts")))
        self.assertTrue(self.usage(db))
        db.execute("UPDATE cf_parameters SET source = 'both'")
        with self.assertRaisesRegex(sqlite3.Error, "fill cf_report_accounts"):
            self.usage(db)

    def test_views_read_again_and_parameters_replaced(self):
        """What is known of the archive is known after either."""
        self.sync((FIRST,))
        db = self.views(FIRST, source="archive")
        expected = self.usage(db)
        self.assertTrue(expected)
        db.executescript(text_of(ARCHIVE_VIEWS))
        self.assertTrue(expected == self.usage(db))
        db.execute("REPLACE INTO cf_parameters(id, source, today) VALUES (1, 'archive', ?)",
                   (self.sandbox.today(),))
        self.assertTrue(expected == self.usage(db))

    def test_both_takes_settled_days_from_the_archive_only(self):
        """Told apart by what the archive has: a mark in its records."""
        self.sync(SOME)
        self.change("UPDATE paygo_usage SET ServiceName = 'archived'")
        self.change("UPDATE focus_usage SET x_BillableMetricName = 'archived'")
        today = self.sandbox.today()
        for feed, endpoint in (("paygo", "billable-usage"), ("focus", "billable/usage")):
            self.sandbox.forget_requests()
            db = self.views(*SOME, source="both", feed=feed, first_day=day_before(today, 25))
            days = {(day, metric == "archived") for day, metric in
                    db.execute("SELECT day, metric FROM cf_usage")}
            self.assertEqual({(day_before(today, n), n > 4) for n in range(26)}, days)
            # No window begins before the first day that is not settled, but for its cycle's start.
            self.sandbox.settle()
            firsts = [request.parameters["from"] for request in self.sandbox.requests()
                      if endpoint in request["path"] and "from" in request.parameters]
            self.assertTrue(firsts)
            if feed == "focus":
                self.assertEqual({day_before(today, 4)}, set(firsts))
            with self.request_count(0):
                db.execute("UPDATE cf_parameters SET last_day = ?", (day_before(today, 5),))
                self.assertTrue(self.usage(db))

    def test_accounts_that_lag_behind(self):
        """Each account's archive ends where it ends; one has none at all."""
        self.sandbox.set(restate="on")
        self.go_to(day_before(self.sandbox.today(), 9))
        self.sync((FIRST, EURO))
        self.go_to(day_before(self.sandbox.today(), -9))
        self.sync((FIRST, QUIET))
        first = day_before(self.sandbox.today(), 25)
        for feed in archive_case.FEEDS:
            db = self.views(FIRST, EURO, MONTH_END, QUIET, feed=feed, first_day=first)
            live = self.usage(db)
            db.execute("UPDATE cf_parameters SET source = 'both'")
            self.assertEqual(0, (self.usage(db) - live).total())
            self.assertEqual(0, (live - self.usage(db)).total())

    def test_both_after_the_api_forgot(self):
        self.sync(SOME)
        today = self.sandbox.today()
        live = self.usage(self.views(*SOME, first_day=day_before(today, 30)))
        self.sandbox.set(paygo__retention_days="9")
        db = self.views(*SOME, source="both", first_day=day_before(today, 30))
        self.assertEqual((0, 0), ((live - self.usage(db)).total(), (self.usage(db) - live).total()))

    def test_open_items_come_from_the_api(self):
        self.sync(SOME)
        self.change("UPDATE billing_history SET description = 'archived'")
        db = self.views(*SOME, source="both", first_day=day_before(self.sandbox.today(), 400))
        known = {(day > day_before(self.sandbox.today(), 92), text == "archived")
                 for day, text in db.execute("SELECT day, description FROM cf_history WHERE "
                                             "account_id = ?", (FIRST,))}
        self.assertIn((True, False), known)
        self.assertNotIn((True, True), known)
        live = self.views(*SOME, first_day=day_before(self.sandbox.today(), 400))
        self.assertEqual([row[:2] for row in sorted(live.execute("SELECT id, amount FROM "
                                                                 "cf_history"))],
                         sorted(db.execute("SELECT id, amount FROM cf_history").fetchall()))

    def test_what_is_not_paid_is_in_the_archive_too(self):
        self.sync()
        db = self.views(MID_MONTH, MANY_PLANS)
        live = self.usage(db, "cf_open_items")
        self.assertEqual(2, live.total())
        db.execute("UPDATE cf_parameters SET source = 'archive'")
        with self.request_count(0):
            self.assertEqual(live, self.usage(db, "cf_open_items"))
        db.execute("UPDATE cf_parameters SET currency = 'EUR'")
        self.assertEqual(0, self.usage(db, "cf_open_items").total())

    def test_fees_of_plans_are_in_the_archive(self):
        today = self.sandbox.today()
        # So that a cycle that ended up to 28 days ago is there from its first day.
        for days in (40, 20, 0):
            self.go_to(day_before(today, days))
            self.sync()
        db = self.views(MID_MONTH, source="archive", first_day=day_before(today, 28))
        causes = db.execute("SELECT plan_fees, likely_cause FROM cf_invoice_reconciliation "
                            "WHERE cycle_starts IS NOT NULL").fetchall()
        self.assertEqual([(5.0, "none: they agree")], causes)
        # An archive that was filled before it kept them does not call fees something else.
        self.change("DELETE FROM subscriptions")
        causes = db.execute("SELECT plan_fees, likely_cause FROM cf_invoice_reconciliation "
                            "WHERE cycle_starts IS NOT NULL").fetchall()
        self.assertEqual([None], [fees for fees, _ in causes])
        self.assertRegex(causes[0][1], "^other charges: Plan fee")
        # Nor does it tell what fees are still to come, if it has never read them.
        self.change("DELETE FROM subscription_fetches")
        db.execute("INSERT INTO cf_budgets VALUES (NULL, 'USD', 9, 'total'), (?, 'USD', 9, 'usage')", (MID_MONTH,))
        self.assertEqual([(None, None, None)], db.execute(
            "SELECT plan_fees, cost, projected_cost FROM cf_projected_total").fetchall())
        self.assertEqual([(None, True), (MID_MONTH, False)], db.execute(
            "SELECT account_id, spent IS NULL FROM cf_budget_status").fetchall())

    def test_a_plan_that_was_seen_to_be_over_later(self):
        """As a run tells that comes after a plan's last period: what it reads then was never due."""
        today = self.sandbox.today()
        self.go_to(day_before(today, 1))
        self.sync((MANY_PLANS,))
        self.change("UPDATE subscriptions SET state = 'Paid', facts = 'others' WHERE state = 'Cancelled'")
        self.go_to(today)
        self.sync((MANY_PLANS,))
        db = self.views(MANY_PLANS)
        live = self.usage(db, "cf_plan_fees")
        db.execute("UPDATE cf_parameters SET source = 'archive'")
        self.assertEqual(live, self.usage(db, "cf_plan_fees"))
        self.assertGreater(db.execute(
            "SELECT count(*) FROM subscriptions WHERE ended_as = 'changed' AND state = 'Paid'").fetchone()[0], 0)

    def test_gaps(self):
        self.sync((FIRST, NOT_COVERED))
        today = self.sandbox.today()
        db = self.views(FIRST, NOT_COVERED, UNKNOWN, source="archive",
                        first_day=day_before(today, 6))
        found = set(db.execute("SELECT account_id, day, gap, last_outcome FROM cf_archive_gaps"))
        self.assertEqual({(FIRST, day_before(today, n), "not settled", "ok") for n in range(5)}
                         | {(NOT_COVERED, day_before(today, n), "never read", "not covered")
                            for n in range(7)}
                         | {(UNKNOWN, day_before(today, n), "never read", None) for n in range(7)},
                         found)


class WithoutAnArchive(ViewsCase):
    def test_other_sources_are_an_error_that_says_what_to_read(self):
        db = self.views(FIRST, archive_views=False)
        for sql in ("UPDATE cf_parameters SET source = 'archive'",
                    "UPDATE cf_parameters SET source = 'both', currency = 'USD'",
                    "REPLACE INTO cf_parameters(id, source) VALUES (1, 'both')"):
            with self.assertRaisesRegex(sqlite3.Error, "sql/archive_views.sql"):
                db.execute(sql)
        db.execute("UPDATE cf_parameters SET currency = 'USD', source = 'live'")
        db.executescript(text_of(ARCHIVE_VIEWS))
        db.execute("UPDATE cf_parameters SET source = 'archive'")
        # With a part of the views nothing is taken for the archive's.
        for name in ("cf_attributed_cost", "cf_attributed_cost_by_day", "cf_resource_anomalies"):
            with self.assertRaisesRegex(sqlite3.Error, "cf_un(archived|read)_resource"):
                db.execute(f"SELECT * FROM {name}")
        db.executescript(text_of(ARCHIVE_RESOURCE_VIEWS))
        self.assertEqual([], db.execute("SELECT * FROM cf_attributed_cost").fetchall())
        # Views that know only the API do not keep what they cannot do.
        for path in VIEWS:
            db.executescript(text_of(path))
        self.assertEqual([("live",)], db.execute("SELECT source FROM cf_period").fetchall())
        with self.assertRaisesRegex(sqlite3.Error, "sql/archive_views.sql"):
            db.execute("UPDATE cf_parameters SET source = 'archive'")


if __name__ == "__main__":
    support.main()
