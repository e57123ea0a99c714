"""examples/alert.sh between midnight and the next run of archive.sh: how old an archive is, and what it can know."""

import sqlite3

import script_case
import support
from script_case import Archive, days_before
from support import EURO, FIRST

TODAY = script_case.TODAY
YESTERDAY, BEFORE, THREE, FOUR, FIVE = (days_before(TODAY, count) for count in range(1, 6))
RUN = "T04:16:00Z"


class Hours(script_case.TestCase):
    script = "alert.sh"

    def fill(self, last_run, usage=lambda day: 2.0, newest=None, more=None):
        """An archive that was read last at `last_run`, of EURO if `more` says at which time."""
        for file in (self.archive, self.folder / "billing.db.alerts"):
            file.unlink(missing_ok=True)
        day = last_run[:10]
        with Archive(self.archive, today=day) as archive:
            for account, name in ((FIRST, "Lighthouse"), (EURO, "Atelier"))[:1 + bool(more)]:
                archive.account(account, name)
                archive.usage(account, lambda at: usage(at) if at <= (newest or days_before(day, 2)) else None)
            archive.change("UPDATE fetches SET finished_at = ?", last_run)
            archive.change("UPDATE fetches SET finished_at = ? WHERE account_id = ?", more, EURO)

    def told(self, now, *arguments, card="card"):
        """What is told at that time, and said on stderr, to somebody who was told nothing before."""
        done = self.run_script("--again", "--skip", card, *arguments, self.archive, **support.on_day.variables(now))
        self.assertEqual(2 if done.stderr else 1 if done.stdout else 0, done.returncode, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_how_old_an_archive_is(self):
        """Daily runs at 04:16, or shortly before midnight. Yesterday's is in order, that of the day before is not."""
        for now, last_run, days in (
                (f"{TODAY}T00:00:30Z", YESTERDAY + RUN, 0), (f"{TODAY}T00:30:00Z", YESTERDAY + RUN, 0),
                (f"{TODAY}T04:30:00Z", TODAY + RUN, 0), (f"{TODAY}T05:00:00Z", YESTERDAY + RUN, 0),
                (f"{TODAY}T23:59:00Z", YESTERDAY + RUN, 0), (f"{TODAY}T00:30:00Z", BEFORE + RUN, 2),
                (f"{TODAY}T12:00:00Z", BEFORE + RUN, 2), (f"{TODAY}T00:30:00Z", FIVE + RUN, 5),
                # The run of yesterday evening is not through yet.
                (f"{TODAY}T00:10:00Z", f"{BEFORE}T23:50:00Z", 0), (f"{TODAY}T05:00:00Z", f"{BEFORE}T23:50:00Z", 0),
                # It never was.
                (f"{TODAY}T06:30:00Z", f"{BEFORE}T23:50:00Z", 2)):
            with self.subTest(now=now, last_run=last_run):
                self.fill(last_run)
                self.assertEqual(
                    f"the archive was last read on {last_run[:10]}, {days} days ago: is archive.sh still run?\n" * bool(days),
                    self.told(now, "--skip", "anomaly"))
                self.assertEqual("", self.told(now, "--skip", "anomaly", "--skip", "late"))

    def test_the_day_that_is_given(self):
        for today, days in ((YESTERDAY, 0), (TODAY, 0), (days_before(TODAY, -1), 2)):
            self.fill(YESTERDAY + RUN)
            self.assertEqual(bool(days), "2 days ago" in self.told(f"{FIVE}T12:00:00Z", "--skip", "anomaly", "--today", today))

    def test_an_account_that_is_not_read_while_others_are(self):
        """The same counts for it: by today, and not by the newest run, which has not been made today yet."""
        for now, last_run, of_euro, is_told in (
                (f"{TODAY}T00:30:00Z", YESTERDAY + RUN, YESTERDAY + RUN, False),
                (f"{TODAY}T12:00:00Z", TODAY + RUN, YESTERDAY + RUN, False),
                (f"{YESTERDAY}T12:00:00Z", YESTERDAY + RUN, BEFORE + RUN, False),
                (f"{TODAY}T00:30:00Z", YESTERDAY + RUN, BEFORE + RUN, True),
                (f"{TODAY}T12:00:00Z", TODAY + RUN, BEFORE + RUN, True),
                (f"{TODAY}T00:30:00Z", YESTERDAY + RUN, THREE + RUN, True),
                (f"{TODAY}T00:10:00Z", f"{YESTERDAY}T23:50:00Z", f"{BEFORE}T23:50:00Z", False)):
            with self.subTest(now=now, last_run=last_run, of_euro=of_euro):
                self.fill(last_run, more=of_euro)
                self.assertEqual(
                    f"alert: not checked: usage of Atelier: the archive has not read it since {of_euro[:10]}\n" * is_told,
                    self.told(now, "--skip", "anomaly"))
                # What is so of resources.
                self.fill(last_run, more=last_run)
                self.resources(FIRST, last_run)
                self.resources(EURO, of_euro)
                self.assertEqual(
                    f"alert: not checked: resources of Atelier: the archive has not read it since {of_euro[:10]}\n" * is_told,
                    self.told(now, "--skip", "anomaly"))

    def resources(self, account, at):
        db = sqlite3.connect(self.archive)
        with db:
            db.execute("INSERT INTO resource_fetches VALUES ('resources', ?, 1, 'ok', ?, ?, 0, 0, ?, NULL)",
                       (account, days_before(TODAY, 60), at[:10], at))
        db.close()

    def test_an_archive_that_is_old_is_told_once(self):
        """And not also of each account, nor of what cannot be newer than it."""
        self.fill(BEFORE + RUN, newest=days_before(BEFORE, 5), more=BEFORE + RUN)
        self.assertEqual(1, self.told(f"{TODAY}T00:30:00Z", "--skip", "anomaly").count("\n"))

    def test_usage_is_as_late_as_it_was_when_it_was_read(self):
        """Of what came since nobody can know before the next run."""
        for now, last_run, newest, days in (
                (f"{YESTERDAY}T05:00:00Z", YESTERDAY + RUN, FOUR, 0), (f"{TODAY}T00:30:00Z", YESTERDAY + RUN, FOUR, 0),
                (f"{TODAY}T05:00:00Z", TODAY + RUN, FOUR, 4), (f"{TODAY}T05:00:00Z", TODAY + RUN, THREE, 0),
                (f"{YESTERDAY}T05:00:00Z", YESTERDAY + RUN, FIVE, 4), (f"{TODAY}T00:30:00Z", YESTERDAY + RUN, FIVE, 5)):
            with self.subTest(now=now, last_run=last_run, newest=newest):
                self.fill(last_run, newest=newest)
                self.assertEqual(f"Lighthouse: the newest day with usage is {newest}, {days} days ago\n" * bool(days),
                                 self.told(now, "--skip", "anomaly"))

    def test_a_day_that_was_read_before_it_was_over(self):
        """At four in the morning there is little of it."""
        def usage(day):
            return 30.0 if day < YESTERDAY else 3.0

        for now, last_run, is_told in ((f"{YESTERDAY}T05:00:00Z", YESTERDAY + RUN, False),
                                       (f"{TODAY}T00:30:00Z", YESTERDAY + RUN, False),
                                       (f"{TODAY}T05:00:00Z", TODAY + RUN, True)):
            with self.subTest(now=now):
                self.fill(last_run, usage, newest=last_run[:10])
                self.assertEqual(
                    f"Lighthouse: Workers unusually little on {YESTERDAY}: worth 3.00 USD, 30.00 expected\n" * is_told,
                    self.told(now))

    def test_a_run_that_goes_on_past_midnight(self):
        """What it was told of the day before is not of a whole day, though accounts were read after it."""
        def usage(day):
            return 30.0 if day < YESTERDAY else 3.0

        for newest, costs in ((FOUR, lambda day: 2.0), (YESTERDAY, usage)):
            with self.subTest(newest=newest):
                self.fill(f"{YESTERDAY}T23:58:00Z", costs, newest=newest, more=f"{TODAY}T00:03:00Z")
                self.assertEqual("", self.told(f"{TODAY}T00:30:00Z"))

    def test_a_month_that_has_begun_since(self):
        """Its budget is that of the month which was read."""
        first, last = "2026-11-01", "2026-10-31"
        self.fill(last + RUN, newest="2026-10-29")
        self.assertRegex(self.told(f"{first}T00:30:00Z", "--budget", "USD=30"),
                         r"^all accounts: 58\.00 USD of usage so far in 2026-10, budget 30\.00 passed on 2026-10-16\n$")
        # Also if some were read in the new one.
        self.fill(f"{last}T23:58:00Z", newest="2026-10-29", more=f"{first}T00:03:00Z")
        self.assertRegex(self.told(f"{first}T00:30:00Z", "--budget", "USD=30"),
                         r"^all accounts: 116\.00 USD of usage so far in 2026-10, budget 30\.00 passed on 2026-10-08\n$")


if __name__ == "__main__":
    script_case.main()
