"""Rules of the sync and of its views, one by one: what is asked for again, what is taken as known."""

import archive_case
from archive_case import PARAMETERS, RUN, ArchiveCase, day_before, statements_of, text_of
from support import EURO, FIRST, MID_MONTH, QUIET


class SyncRules(ArchiveCase):
    def asked_days(self, feed):
        """The first and last day that the last run asked for."""
        (days,) = self.ask("SELECT DISTINCT first_day, last_day FROM fetches WHERE feed = ? AND "
                           "sync_id = (SELECT max(sync_id) FROM fetches)", feed)
        return days

    def sync_up_to(self, text, *accounts):
        """Runs the statements before the one with this text: the connection, and the others."""
        db = self.connect(self.archive)
        db.executescript(text_of(PARAMETERS))
        db.executemany("INSERT INTO cf_report_accounts(account_id) VALUES (?)",
                       [(account,) for account in accounts])
        script = [each for path in RUN for each in statements_of(path)]
        (at,) = (at for at, statement in enumerate(script) if text in statement)
        for statement in script[:at]:
            db.execute(statement).fetchall()
        return db, script[at:]

    def test_readers_are_not_held_up(self):
        self.assertEqual([("wal",)], self.ask("PRAGMA journal_mode"))
        self.change("INSERT INTO syncs(id, started_at, today) VALUES (1, 'then', '2026-11-01')")
        db = self.connect(self.archive)
        reader = self.connect(self.archive)
        reader.execute("BEGIN")
        self.assertEqual([(1,)], reader.execute("SELECT count(*) FROM syncs").fetchall())
        db.execute("DELETE FROM syncs")
        self.assertEqual([(1,)], reader.execute("SELECT count(*) FROM syncs").fetchall())

    def test_history_is_read_back_to_the_oldest_open_item(self):
        self.sync((FIRST, EURO))
        today = self.sandbox.today()
        self.sync((FIRST, EURO))
        self.assertEqual((day_before(today, 92), today), self.asked_days("history"))
        item, day, raw = self.ask(
            "SELECT item, occurred_date, raw FROM billing_history WHERE account_id = ? AND "
            "occurred_date < ? ORDER BY occurred_date DESC LIMIT 1", FIRST, day_before(today, 120))[0]
        for value in ("status = 'unpaid'", "status = 'open'", "status = 'x', amount_to_pay = 1"):
            self.change(f"UPDATE billing_history SET {value}, raw = '' WHERE item = ?", item)
            self.sync((FIRST, EURO))
            self.assertEqual((day, today), self.asked_days("history"))
            self.assertEqual([(raw,)], self.ask("SELECT raw FROM billing_history WHERE item = ?",
                                                item))
        # Paid as it is now, it is not asked for any more; nor is that of accounts which are not read.
        self.sync((FIRST, EURO))
        self.assertEqual((day_before(today, 92), today), self.asked_days("history"))
        self.change("UPDATE billing_history SET status = 'open' WHERE item = ?", item)
        self.sync((EURO,))
        self.assertEqual((day_before(today, 92), today), self.asked_days("history"))

    def test_history_is_read_whole_once_a_week(self):
        self.sync((FIRST, QUIET))
        today = self.sandbox.today()
        for days_ago, whole in ((0, False), (6, False), (7, True), (-1, True)):
            # The only whole read so far: so many days ago (others were later); of a day to come, when
            # the clock was wrong.
            self.change("UPDATE syncs SET today = ? WHERE id = 1", day_before(today, days_ago))
            self.sync((FIRST, QUIET))
            self.assertEqual((None if whole else day_before(today, 92), today),
                             self.asked_days("history"), days_ago)
            self.change("DELETE FROM fetches WHERE sync_id > 1 AND first_day IS NULL")
        # One account without such a read is enough.
        self.change("DELETE FROM fetches WHERE feed = 'history' AND account_id = ?", QUIET)
        self.sync((FIRST, QUIET))
        self.assertEqual((None, today), self.asked_days("history"))

    def test_as_many_requests_as_the_accounts_may_need(self):
        for accounts in ((FIRST,), (FIRST, EURO, QUIET)):
            db, _ = self.sync_up_to("CREATE TEMP TABLE cf_sync_paygo AS", *accounts)
            self.assertEqual([(500 + 50 * len(accounts),)],
                             db.execute("SELECT cf_config('max_requests')").fetchall())

    def test_an_answer_that_the_log_has_lost_is_no_answer(self):
        """The log keeps so many requests: without the oldest it does not show what failed."""
        for lost, outcome in ((0, "ok"), (1, "failed")):
            db, rest = self.sync_up_to("INSERT INTO cf_sync_outcomes SELECT * FROM cf_sync_answers "
                                       "WHERE feed = 'paygo'", FIRST, QUIET)
            # As if the feed had begun that many requests before the oldest that is kept.
            db.execute("UPDATE cf_sync SET first_request = "
                       "(SELECT min(id) FROM cf_requests) - 1 - ?", (lost,))
            for statement in rest:
                db.execute(statement).fetchall()
            self.assertEqual({FIRST: "ok", QUIET: outcome}, self.outcomes("paygo"))

    def test_a_known_name_is_kept(self):
        self.sync((FIRST,))
        # By its id only: what its records say.
        self.assertEqual([(FIRST, "Lighthouse Studio", None, 1, 1)], self.ask(
            "SELECT id, name, type, first_sync_id, sync_id FROM accounts"))
        self.sync()
        known = self.ask("SELECT name, type, created_on, raw FROM accounts WHERE id = ?", FIRST)
        self.assertNotIn(None, known[0])
        self.sync((FIRST,))  # By its id only.
        self.assertEqual(known, self.ask("SELECT name, type, created_on, raw FROM accounts WHERE "
                                         "id = ?", FIRST))
        self.assertEqual([(1, 3)], self.ask("SELECT first_sync_id, sync_id FROM accounts WHERE "
                                            "id = ?", FIRST))

    def test_accounts_of_a_run_that_began_later_stay(self):
        early, rest = self.sync_up_to("INSERT INTO cf_sync_write_accounts", FIRST)
        early.execute("UPDATE cf_sync_accounts SET name = 'as it was'")
        self.sync()
        before = self.ask("SELECT * FROM accounts")
        for statement in rest:
            early.execute(statement).fetchall()
        self.assertEqual(before, self.ask("SELECT * FROM accounts"))

    def test_days_read_on_a_day_to_come_are_asked_for_again(self):
        self.sync((FIRST,))
        today = self.sandbox.today()
        day = day_before(today, 10)
        for as_of, first in ((today, day_before(today, 4)),
                             (day_before(today, -1), day_before(day, 1))):
            self.change("UPDATE archived_days SET as_of = ? WHERE day = ?", as_of, day)
            self.sync((FIRST,))
            for feed in ("paygo", "focus"):
                self.assertEqual((first, today), self.asked_days(feed), as_of)
        # And then they are as if nothing had been.
        self.sync((FIRST,))
        self.assertEqual((day_before(today, 4), today), self.asked_days("paygo"))


class ViewRules(ArchiveCase):
    def archived_to(self, feed="paygo"):
        """The last day that comes from the archive."""
        db = self.views(MID_MONTH, source="both", feed=feed)
        ((day,),) = db.execute("SELECT archived_to FROM cf_archived_to WHERE feed = ?", (feed,))
        return day

    def test_days_that_are_not_settled_come_from_the_api_while_it_has_them(self):
        self.sync((MID_MONTH,))
        today = self.sandbox.today()
        settled = day_before(today, 5)
        self.assertEqual(settled, self.archived_to())
        for days_ago, expected in ((25, day_before(today, 26)), (26, settled)):
            day = day_before(today, days_ago)
            self.change("UPDATE archived_days SET as_of = day WHERE day = ?", day)
            for feed in ("paygo", "focus"):
                self.assertEqual(expected, self.archived_to(feed), days_ago)
            self.change("UPDATE archived_days SET as_of = ? WHERE day = ?", today, day)

    def test_days_read_on_a_day_to_come_are_not_settled(self):
        self.sync((MID_MONTH,))
        today = self.sandbox.today()
        day = day_before(today, 10)
        for as_of, expected, gaps in ((today, day_before(today, 5), 0),
                                      (day_before(today, -1), day_before(day, 1), 1)):
            self.change("UPDATE archived_days SET as_of = ? WHERE day = ?", as_of, day)
            self.assertEqual(expected, self.archived_to())
            db = self.views(MID_MONTH, source="archive", first_day=day, last_day=day)
            self.assertEqual([("not settled", as_of)] * gaps, db.execute(
                "SELECT gap, last_read FROM cf_archive_gaps").fetchall())


if __name__ == "__main__":
    archive_case.main()
