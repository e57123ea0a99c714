"""A month goes by, day by day, with restatements, faults and runs that fail."""

import datetime
import os
import random

import archive_case
import support
from archive_case import ArchiveCase, day_before
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, QUIET

DAYS = int(os.environ.get("CF_BILLING_ARCHIVE_DAYS", "30"))
SEED = int(os.environ.get("CF_BILLING_SEED", "1"))


def random_faults(rng):
    """What may go wrong on one day; an account fails alone, or anything now and then."""
    account = rng.choice((EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, QUIET))
    return rng.choice((
        (), (),
        ({"account": account, "status": rng.choice((403, 404, 500))},),
        ({"account": account, "reset": True}, {"account": FIRST, "status": 500}),
        ({"probability": 0.2, "seed": rng.randrange(1000), "status": 503},),
        ({"probability": 0.2, "seed": rng.randrange(1000), "truncate": 200},),
        ({"status": 401, "skip": rng.randrange(20)},),
        ({"path": rng.choice(("billable-usage", "billable/usage", "history")), "status": 500},),
        ({"reset": True},)))


class AMonth(ArchiveCase):
    def test_day_by_day(self):
        rng = random.Random(SEED)
        self.sandbox.set(restate="on", paygo__retention_days="30")
        start = datetime.date.fromisoformat(self.sandbox.today()) - datetime.timedelta(DAYS + 8)
        self.go_to(start)
        self.sync()
        for number in range(1, DAYS + 1):
            self.go_to(start + datetime.timedelta(number))
            for _ in range(rng.choice((0, 1, 1, 2))):
                self.sandbox.faults(*random_faults(rng))
                process = self.start_sync(bail=rng.random() < 0.5)
                process.communicate(timeout=120)
            self.check_consistent()
        self.sandbox.faults()
        # Days settle while syncs succeed: an account may have failed up to now.
        for number in range(DAYS + 1, DAYS + 7):
            self.go_to(start + datetime.timedelta(number))
            self.read_all_history_next()
            self.sync()
        first = day_before(str(start), archive_case.ASKED_DAYS)
        today = self.sandbox.today()
        self.sandbox.set(paygo__retention_days="0")
        self.check_usage(first=first)
        self.check_history_after_days()
        self.check_consistent()
        # Every day was read, of every account that has the feed, without a gap.
        span = (datetime.date.fromisoformat(today) - datetime.date.fromisoformat(first)).days + 1
        # (Of the first days, as without usage they could have been forgotten.)
        self.assertEqual({(feed, account, span - (5 if account == QUIET else 0))
                          for feed in archive_case.FEEDS for account in support.BILLED},
                         set(self.ask("SELECT feed, account_id, count(*) FROM archived_days "
                                      "GROUP BY 1, 2")))


if __name__ == "__main__":
    support.main()
