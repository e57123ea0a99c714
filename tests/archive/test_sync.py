"""The sync: what it reads, writes and leaves alone; by hand-made cases."""

import re
import sqlite3

import archive_case
import support
from archive_case import ASKED_DAYS, PARAMETERS, RUN, SYNC, ArchiveCase, answer_of, day_before, text_of
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, NOT_COVERED, QUIET, UNKNOWN


class Reading(ArchiveCase):
    def test_first_run_then_the_last_days(self):
        self.sync()
        self.check_usage()
        self.check_history()
        self.check_consistent()
        today = self.sandbox.today()
        self.assertEqual({(day_before(today, ASKED_DAYS), today)},
                         set(self.ask("SELECT first_day, last_day FROM fetches WHERE feed <> "
                                      "'history'")))
        self.assertEqual({"refused"}, {o for a, o in self.outcomes("focus").items()
                                       if a == NOT_COVERED})
        self.assertEqual("not covered", self.outcomes("paygo")[NOT_COVERED])
        self.assertEqual({"ok"}, {o for a, o in self.outcomes("paygo").items() if a != NOT_COVERED})
        before = self.content()
        self.sync()
        self.check_usage()
        self.check_history()
        self.check_unchanged(before, "paygo_usage", "focus_usage", "usage_restatements",
                             "billing_history_states")
        self.assertEqual({(day_before(today, 4), today)},
                         set(self.ask("SELECT first_day, last_day FROM fetches WHERE feed <> "
                                      "'history' AND sync_id = 2")))
        self.assertEqual([(7, 0, 0)], self.ask("SELECT accounts, restated, failed FROM "
                                               "sync_summaries WHERE finished_at IS NOT NULL AND "
                                               "sync_id = 2"))

    def test_accounts_that_are_named(self):
        self.sync((FIRST, QUIET))
        self.check_usage((FIRST, QUIET))
        self.check_history((FIRST, QUIET))
        self.assertEqual([(FIRST,), (QUIET,)],
                         self.ask("SELECT DISTINCT account_id FROM fetches ORDER BY 1"))
        # A day without usage was read as well, as long as the API surely remembers it.
        self.assertEqual([(26, 0)], self.ask("SELECT count(*), sum(rows) FROM archived_days "
                                             "WHERE feed = 'paygo' AND account_id = ?", QUIET))

    def test_a_new_account_and_a_gap_are_filled(self):
        self.sync((FIRST,))
        self.sync((FIRST, EURO))
        self.check_usage((FIRST, EURO))
        self.change("DELETE FROM paygo_usage WHERE charge_date = ?",
                    day_before(self.sandbox.today(), 20))
        self.change("DELETE FROM archived_days WHERE day = ?", day_before(self.sandbox.today(), 20))
        self.sync((FIRST, EURO))
        self.check_usage((FIRST, EURO))
        self.check_consistent()

    def test_every_column_is_that_of_the_api(self):
        self.sync((MONTH_END, MID_MONTH, EURO))
        db = self.connect(self.archive)
        first = day_before(self.sandbox.today(), ASKED_DAYS)
        for live, kept, day in (("cf_paygo_usage", "paygo_usage", "charge_date"),
                                ("cf_focus_usage", "focus_usage", "charge_date"),
                                ("cf_billing_history", "billing_history", "occurred_date")):
            names = [name for _, name, *_ in db.execute(f"PRAGMA table_info({live})")]
            for name in names:
                self.assertIn((name,), db.execute(f"SELECT name FROM pragma_table_info('{kept}')"))
            columns = ", ".join(["account_id", day, *(f'"{name}"' for name in names), "raw"])
            where = f"account_id IN ('{MONTH_END}', '{MID_MONTH}', '{EURO}')"
            if day == "charge_date":
                where += f" AND charge_date >= '{first}'"
            if live == "cf_focus_usage":
                where += " AND incomplete = 'columns'"  # One of them has no costs.
            # 0.0 is what SQLite stores of -0.0.
            self.assert_same_rows(
                [tuple(v + 0.0 if isinstance(v, float) else v for v in row)
                 for row in db.execute(f"SELECT {columns} FROM {live} WHERE {where}")],
                db.execute(f"SELECT {columns} FROM {kept}").fetchall(), kept)

    def test_settings_are_put_back_and_nothing_is_printed(self):
        db = self.connect(self.archive, on_error="fail", cache_ttl=300)
        for _ in range(2):
            for path in (PARAMETERS, *RUN):
                db.executescript(text_of(path))
        self.assertEqual([("fail", 500)], self.rows(
            "SELECT cf_config('on_error'), cf_config('max_requests')", db=db))
        self.assertEqual([(2,)], self.ask("SELECT count(*) FROM syncs WHERE finished_at > ''"))
        self.assertEqual("", re.sub(r"^\d+\n", "", self.sync((QUIET,)), flags=re.M))

    def test_nothing_old_comes_from_the_cache(self):
        db = self.connect(self.archive, cache_ttl=3000)
        db.executescript(text_of(PARAMETERS))
        db.executescript(text_of(SYNC))
        self.sandbox.set(restate="on")
        db.executescript(text_of(SYNC))
        self.check_usage()

    def test_network_is_read_before_the_lock_is_taken(self):
        self.sandbox.faults({"path": "billable", "latency_ms": 700})
        process = self.start_sync((FIRST,))
        self.addCleanup(process.communicate)
        while not self.ask("SELECT 1 FROM syncs"):
            pass
        self.change("INSERT INTO accounts(id, first_sync_id, sync_id) VALUES (?, 1, 1)", UNKNOWN)
        self.assertIsNone(process.poll())
        process.communicate(timeout=60)
        self.assertEqual(0, process.returncode)
        self.check_usage((FIRST,))


class Forgetting(ArchiveCase):
    def test_what_the_api_forgot_stays(self):
        self.sandbox.set(paygo__retention_days="30")
        self.sync()
        self.check_usage()
        before = self.content()["paygo_usage"]
        today = self.sandbox.today()
        # 40 days without a sync, then an API that keeps less and less.
        self.go_to(day_before(today, -20))
        self.sandbox.set(paygo__retention_days="7")
        self.sync()
        self.check_consistent()
        after = self.content()["paygo_usage"]
        self.assertEqual(0, (before - after).total())
        self.check_usage(first=day_before(today, -13), feeds=("paygo",))

    def test_what_was_forgotten_before_the_first_run_is_not_called_read(self):
        self.sandbox.set(paygo__retention_days="27")
        self.sync((FIRST, QUIET))
        self.assertEqual([(FIRST, day_before(self.sandbox.today(), 27)),
                          (QUIET, day_before(self.sandbox.today(), 25))],
                         self.ask("SELECT account_id, min(day) FROM archived_days WHERE feed = "
                                  "'paygo' GROUP BY 1 ORDER BY 1"))

    def test_a_partly_forgotten_day_stays(self):
        """Of the oldest day in an answer some records may be gone already."""
        day = day_before(self.sandbox.today(), 20)
        self.sync((FIRST,))
        self.change("UPDATE archived_days SET as_of = day WHERE day = ?", day)
        self.change("INSERT INTO paygo_usage(account_id, charge_date, raw) VALUES (?, ?, '{}')",
                    FIRST, day)
        self.change("UPDATE archived_days SET rows = rows + 1 WHERE day = ? AND feed = 'paygo'",
                    day)
        self.sandbox.set(paygo__retention_days="20")
        self.sync((FIRST,))
        self.assertEqual(1, self.archived("paygo", FIRST, day)["{}"])
        # With older ones in the answer it is a restatement.
        self.sandbox.set(paygo__retention_days="22")
        self.sync((FIRST,))
        self.assertEqual(0, self.archived("paygo", FIRST, day)["{}"])
        self.check_usage((FIRST,))

    def test_items_never_vanish_and_change(self):
        item = {"id": "1", "type": "charge", "action": "x", "description": "Plan", "amount": 5,
                "occurred_at": self.sandbox.today() + "T00:00:00Z", "currency": "USD",
                "status": "unpaid", "amount_to_pay": 5}
        other = {**item, "id": "2", "status": "paid", "amount_to_pay": 0}
        nameless = {name: value for name, value in item.items() if name != "id"}
        paid = {"status": "paid", "amount_to_pay": 0}
        for items in ((item, other, nameless, nameless),
                      ({**item, **paid}, nameless, {**nameless, **paid}), ()):
            self.sandbox.faults({"path": "history\\?page=1&", "account": QUIET,
                                 "body": answer_of(*items)})
            self.sync((QUIET,))
        self.assertEqual([("1", "paid", 0.0), ("2", "paid", 0.0), (None, "paid", 0.0),
                          (None, "unpaid", 5.0)],
                         self.ask("SELECT id, status, amount_to_pay FROM billing_history "
                                  "ORDER BY id IS NULL, id, status"))
        self.assertEqual([("unpaid", 5.0, 1), ("paid", 0.0, 2)],
                         self.ask("SELECT status, amount_to_pay, sync_id FROM "
                                  "billing_history_states WHERE item = '1' ORDER BY sync_id"))


class Failing(ArchiveCase):
    def test_an_account_that_fails(self):
        self.sync()
        before = {feed: self.archived(feed, EURO) for feed in archive_case.FEEDS}
        self.go_to(day_before(self.sandbox.today(), -6))
        for fault in ({"status": 500}, {"status": 404}, {"reset": True}, {"status": 403}):
            self.sandbox.faults({"account": EURO, **fault})
            self.sync()
            for feed in archive_case.FEEDS:
                self.assertTrue(before[feed] == self.archived(feed, EURO), fault)
            self.assertEqual("refused" if fault.get("status") == 403 else "failed",
                             self.outcomes("paygo")[EURO], fault)
            self.check_usage([a for a in support.BILLED if a != EURO], feeds=("paygo",))
            self.assertEqual([(1,)], self.ask("SELECT failed FROM sync_summaries ORDER BY sync_id "
                                              "DESC LIMIT 1"))
        self.assertEqual(0, self.ask("SELECT count(*) FROM fetches WHERE outcome <> 'ok' AND "
                                     "error IS NULL")[0][0])
        self.sandbox.faults()
        self.sync()
        self.sync()
        self.check_usage()
        self.check_consistent()

    def test_a_quiet_account_that_fails_has_no_days(self):
        self.sandbox.faults({"account": QUIET, "status": 500})
        self.sync()
        self.assertEqual("failed", self.outcomes("paygo")[QUIET])
        self.assertEqual([], self.ask("SELECT 1 FROM archived_days WHERE account_id = ?", QUIET))

    def test_later_windows_that_fail(self):
        self.sandbox.faults({"account": MANY_PLANS, "path": r"billable-usage\?", "skip": 1,
                             "status": 500})
        self.sync()
        self.assertEqual("failed", self.outcomes("paygo")[MANY_PLANS])
        self.assertEqual({}, self.archived("paygo", MANY_PLANS))
        self.assertEqual("ok", self.outcomes("paygo")[FIRST])

    def test_wrong_token_and_no_network_change_nothing(self):
        self.sync()
        before = self.content()
        for bail in (True, False):
            for environment in ({"CLOUDFLARE_API_TOKEN": "0" * 40},
                                {"CLOUDFLARE_BASE_URL": "http://127.0.0.1:9/client/v4"}):
                for accounts in ((), support.ALL_ACCOUNTS):
                    self.sync(accounts, environment=environment, bail=bail, fails=True)
                    self.check_unchanged(before)
        self.assertEqual(1, self.ask("SELECT count(*) FROM syncs WHERE finished_at > ''")[0][0])

    def test_a_feed_that_fails_for_all(self):
        """Without -bail the others are read, with it those before are."""
        for path, feed in (("billable-usage", "paygo"), ("billing/history", "history"),
                           ("billable/usage", "focus")):
            self.sandbox.faults({"path": path, "status": 500})
            with self.subTest(feed=feed):
                self.sync(bail=False, fails=True)
                sync = self.ask("SELECT max(id) FROM syncs")[0][0]
                self.assertEqual({"paygo", "history", "focus"} - {feed}, {
                    f for f, in self.ask("SELECT feed FROM fetches WHERE sync_id = ?", sync)})
                self.check_consistent()
        self.sandbox.faults()
        self.sync()
        self.check_usage()

    def test_costs_that_are_told_of_some_accounts_only(self):
        """Each account's usage is read; where its costs are refused they are NULL."""
        self.sandbox.faults({"path": "/billable/usage$", "method": "POST", "account": EURO, "status": 404})
        self.sync((EURO, MONTH_END))
        found = {row[0]: row[1:] for row in self.ask(
            "SELECT account_id, count(*) > 100, count(BilledCost) FROM focus_usage GROUP BY 1")}
        self.assertEqual({EURO, MONTH_END}, found.keys())
        self.assertEqual((1, 0), found[EURO])
        self.assertGreater(found[MONTH_END][1], 100)

    def test_costs_that_are_told_later_take_the_place_of_none(self):
        """Also of days that are settled: the first run shows by new days that costs are told, the second
        reads the others."""
        self.sandbox.faults({"path": "/billable/usage$", "method": "POST", "account": EURO, "status": 404})
        self.sync((EURO, MONTH_END))
        self.sandbox.faults()
        for _ in range(2):
            self.sync((EURO, MONTH_END))
        without = self.ask("SELECT account_id, charge_date FROM focus_usage GROUP BY 1, 2 "
                           "HAVING count(BilledCost) = 0")
        truth = {(account, archive_case.day_of(record)) for account in (EURO, MONTH_END)
                 for record in self.sandbox.truth("focus", account) if '"BilledCost"' in record}
        self.assertEqual(set(), truth & set(without))
        self.check_usage((EURO, MONTH_END), feeds=("focus",))
        self.assertEqual([], self.ask("SELECT * FROM usage_restatements"))
        # Once all are there, only the last days are read again.
        self.sandbox.forget_requests()
        self.sync((EURO, MONTH_END))
        self.assertEqual([(day_before(self.sandbox.today(), archive_case.RESTATED_DAYS),)], self.ask(
            "SELECT DISTINCT first_day FROM fetches WHERE feed = 'focus' AND sync_id = "
            "(SELECT max(sync_id) FROM fetches)"))

    def test_token_refused_from_the_second_feed_on(self):
        for path, feeds in (("billable/usage", ("paygo",)), ("billing/history", ("paygo", "focus"))):
            self.sandbox.faults({"path": path, "status": 401})
            self.sync(fails=True)
            self.check_usage(feeds=feeds)
            self.assertEqual(sorted((feed,) for feed in feeds), sorted(self.ask(
                "SELECT DISTINCT feed FROM fetches WHERE sync_id = (SELECT max(id) FROM syncs)")))

    def test_no_account(self):
        self.sandbox.faults({"path": "accounts\\?", "body": answer_of()})
        self.assertIn("no account to read", self.sync(fails=True))

    def test_read_only_database(self):
        self.sync((QUIET,))
        db = sqlite3.connect(self.archive)
        db.execute("PRAGMA journal_mode = DELETE")
        db.close()
        self.archive = f"file:{self.archive}?mode=ro"
        self.assertIn("readonly", self.sync((QUIET,), fails=True))

    def test_full_disk(self):
        """As many pages as there are, and no more."""
        for bail in (True, False):
            db = self.connect(self.archive)
            db.executescript(text_of(PARAMETERS))
            db.execute(f"PRAGMA max_page_count = {self.ask('PRAGMA page_count')[0][0] + 20}")
            failures = 0
            for statement in [each for path in RUN for each in archive_case.statements_of(path)]:
                try:
                    db.execute(statement).fetchall()
                except sqlite3.Error as error:
                    self.assertIn("full", str(error))
                    failures += 1
                    if bail:
                        break
            self.assertLess(0, failures)
            db.close()
            self.check_consistent()
        self.sync()
        self.check_usage()


if __name__ == "__main__":
    support.main()
