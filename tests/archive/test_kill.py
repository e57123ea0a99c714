"""kill -9 at random moments, one sync or two at a time: no record is lost or doubled.

CF_BILLING_ARCHIVE_KILLS is how often (30), CF_BILLING_SEED chooses the moments.
"""

import os
import random
import time

import archive_case
from archive_case import ArchiveCase, day_before

KILLS = int(os.environ.get("CF_BILLING_ARCHIVE_KILLS", "30"))
SEED = int(os.environ.get("CF_BILLING_SEED", "1"))
DAYS = 8  # Go by while runs are killed.


class Killed(ArchiveCase):
    def check_whole(self):
        """Every day that is archived is as it was on the day it was read."""
        self.check_consistent()
        today = self.sandbox.today()
        for feed in archive_case.FEEDS:
            for account, first, last in self.ask(
                    "SELECT account_id, min(day), max(day) FROM archived_days WHERE feed = ? AND "
                    "as_of = ? GROUP BY 1", feed, today):
                self.check_usage((account,), first, last, (feed,))

    def test_at_random_moments(self):
        rng = random.Random(SEED)
        self.sandbox.set(restate="on")
        start = day_before(self.sandbox.today(), DAYS)
        self.go_to(start)
        begun = time.monotonic()
        self.sync()
        patience = 1.3 * (time.monotonic() - begun)
        reached = {"killed": 0, "ended": 0}
        for kill in range(KILLS):
            if kill % 5 == 0:
                self.go_to(day_before(start, -(kill * DAYS // KILLS)))
            if kill % 10 == 9:  # A first run, with more to write.
                self.archive += "x"
                self.make_archive()
            processes = [self.start_sync(bail=rng.random() < 0.5)
                         for _ in range(1 + (rng.random() < 0.3))]
            time.sleep(rng.random() * patience)
            for process in processes:
                process.kill()
                process.communicate()
                reached["killed" if process.returncode < 0 else "ended"] += 1
            with self.subTest(kill=kill, seed=SEED):
                self.check_whole()
        self.assertLess(0, reached["killed"], reached)
        self.go_to(day_before(start, -DAYS))
        self.read_all_history_next()
        self.sync()
        self.check_usage()
        self.check_history_after_days()
        self.check_consistent()


if __name__ == "__main__":
    archive_case.main()
