"""Sums over days that the archive has never read are unknown, as over those that the API has forgotten."""

from archive_case import ArchiveCase, day_before
from support import EURO, FIRST, main
import calendar_of


class CompleteFrom(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.sync((FIRST, EURO))
        self.today = self.sandbox.today()
        self.first = self.ask("SELECT min(day) FROM archived_days WHERE feed = 'paygo'")[0][0]

    def found(self, first_day, source="archive", config=None):
        """By account: complete_from, and whether there is a sum."""
        db = self.views(FIRST, EURO, source=source, first_day=first_day)
        for name, value in (config or {}).items():
            db.execute("SELECT cf_config(?, ?)", (name, value))
        return {row[0]: row[1:] for row in db.execute(
            "SELECT account_id, max(complete_from), min(cost IS NOT NULL) FROM cf_spend_by_account GROUP BY 1")}

    def test_a_period_that_begins_before_the_archive(self):
        for source in ("archive", "both"):
            with self.subTest(source):
                whole = {account: (None, 1) for account in (FIRST, EURO)}
                self.assertEqual(whole, self.found(self.first, source))
                before = day_before(self.first, 1)
                self.assertEqual({account: (self.first, 0) for account in (FIRST, EURO)},
                                 self.found(before, source))
                self.assertEqual({account: (self.first, 1) for account in (FIRST, EURO)},
                                 self.found(before, source, {"incomplete": "ignore"}))

    def test_what_lists_days_has_whole_days(self):
        db = self.views(FIRST, source="archive", first_day=day_before(self.first, 200))
        days = db.execute("SELECT min(day), count(*) = count(cost) FROM cf_spend_by_day").fetchall()
        self.assertEqual([(self.first, 1)], days)

    def test_a_day_in_the_middle_that_was_never_read(self):
        missing = day_before(self.today, 12)
        self.change("DELETE FROM archived_days WHERE account_id = ? AND day = ?", FIRST, missing)
        self.change("DELETE FROM paygo_usage WHERE account_id = ? AND charge_date = ?", FIRST, missing)
        after = day_before(self.today, 11)
        self.assertEqual({FIRST: (after, 0), EURO: (None, 1)}, self.found(self.first))
        self.assertEqual({FIRST: (after, 0), EURO: (None, 1)}, self.found(missing))
        self.assertEqual({FIRST: (None, 1), EURO: (None, 1)}, self.found(after))

    def test_an_account_that_was_created_later_lacks_nothing(self):
        self.change("UPDATE accounts SET created_on = ? || 'T08:00:00Z' WHERE id = ?", self.first, FIRST)
        self.assertEqual({FIRST: (None, 1), EURO: (self.first, 0)},
                         self.found(day_before(self.first, 40)))

    def test_a_cycle_with_a_day_that_was_never_read_cannot_be_compared(self):
        """Of two that ended, the one that the day is in; not those before or after it."""
        start = calendar_of.cycle_of(calendar_of.day(self.today), 1)[0]
        for days in (75, 50, 25, 0):
            self.go_to(day_before(self.today, days))
            self.sync((FIRST,))
        last = calendar_of.cycle_of(start - calendar_of.DAY, 1)[0]
        before = calendar_of.cycle_of(last - calendar_of.DAY, 1)[0]
        cycles = [str(before), str(last)]
        for source in ("archive", "both"):
            for missing in (None, *cycles):
                # Any day of the cycle.
                gone = missing and day_before(missing, -9)
                if gone:
                    self.change("DELETE FROM archived_days WHERE account_id = ? AND day = ?", FIRST, gone)
                db = self.views(FIRST, source=source, first_day=str(last))
                states = dict(db.execute("SELECT cycle_starts, state = 'agrees' "
                                         "FROM cf_invoice_reconciliation WHERE cycle_starts IS NOT NULL"))
                self.assertEqual({start: start != missing for start in cycles}, states, (source, missing))
                if gone:
                    self.change("INSERT INTO archived_days SELECT feed, account_id, ?, sync_id, as_of, rows "
                                "FROM archived_days WHERE account_id = ? AND day = ?",
                                gone, FIRST, day_before(gone, 1))


if __name__ == "__main__":
    main()
