"""What cf_attributed_cost makes of archives with everything odd in them, against plain SQL over their tables."""

import calendar
import datetime
import os
import random
import sqlite3
import tempfile

import archive_case
import support
from archive_case import ARCHIVE, ARCHIVE_FEEDS, ARCHIVE_RESOURCE_VIEWS, ARCHIVE_VIEWS, VIEWS, text_of

TODAY = datetime.date(2026, 12, 1)
SERVICES = ("D1 - Rows Read", "Workers Standard Requests", "R2 Storage Class A Operations", "KV Read Operations")
NOTES = ("", " (first 25 billion included)", " (First 25B included)", " (free)")
# What was billed for each line, and what of it has a known cost. Names as they are compared.
BILLED = """
SELECT account_id, coalesce(substr(BillingPeriodStart, 1, 10), date(charge_date, 'start of month')) AS cycle_start,
       cf_service_key({name}) AS service, {zone} AS zone_id, upper(BillingCurrency) AS currency,
       round(sum(coalesce(BilledCost, {other})), 6), count(*) - count(coalesce(BilledCost, {other}))
FROM {table} GROUP BY 1, 2, 3, 4, 5, {subscription}, BillingPeriodStart IS NULL ORDER BY 1, 2, 3, 4, 5, 6"""
FEEDS = {"paygo": dict(table="paygo_usage", name="ServiceName", zone="ZoneId", other="ContractedCost",
                       subscription="SubscriptionId"),
         "focus": dict(table="focus_usage", name="x_BillableMetricName", zone="x_ZoneId", other="BilledCost",
                       subscription="SubAccountId")}


def cycle_of(day, anchor):
    """The first day of the cycle that the day lies in, and of the next one."""
    starts = []
    for month in (-1, 0, 1):
        year, number = divmod(day.year * 12 + day.month - 1 + month, 12)
        starts.append(datetime.date(year, number + 1, min(anchor, calendar.monthrange(year, number + 1)[1])))
    return (starts[1], starts[2]) if starts[1] <= day else (starts[0], starts[1])


class Attributed(support.TestCase):
    def archive(self, seed, days=130, unread=0.0):
        """Two accounts, of which every day is read, or all but a part."""
        folder = tempfile.TemporaryDirectory(dir=support.scratch_folder())
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "billing.db")
        db = sqlite3.connect(self.path, isolation_level=None)
        self.addCleanup(db.close)
        for path in (ARCHIVE, ARCHIVE_FEEDS):
            db.executescript(text_of(path))
        db.execute("BEGIN")
        db.execute("INSERT INTO syncs(started_at, today) VALUES ('2026-12-01', ?)", (str(TODAY),))
        chance = random.Random(seed)
        first = TODAY - datetime.timedelta(days)
        for number in range(2):
            account = f"{number + 1:032x}"
            db.execute("INSERT INTO accounts(id, created_on, first_sync_id, sync_id) VALUES (?, ?, 1, 1)",
                       (account, str(first)))
            lines = [(chance.choice(SERVICES), chance.choice((("S1", 1), ("S2", 31), ("S3", 15), (None, None))),
                      chance.choice(("USD", "usd", "EUR", None)), chance.choice((None, "z1", "z2")),
                      chance.choice((None, None, "Correction"))) for _ in range(9)]
            used = [(chance.choice(SERVICES).upper() + chance.choice(NOTES), chance.choice(("worker", "zone", None)),
                     chance.choice(("r1", "r2", "z1", None))) for _ in range(8)]
            for day in (first + datetime.timedelta(n) for n in range(days + 1)):
                if chance.random() >= unread:
                    for feed in FEEDS:
                        self.read_day(db, feed, account, day, lines, chance)
                for service, kind, name in used:
                    quantity = chance.choice((None, 0.0, chance.random() * 1e6))
                    db.execute("INSERT INTO resource_usage(account_id, day, dataset, resource_type, resource_id, "
                               "resource_name, service, quantity, unit, reason) VALUES (?, ?, 'd', ?, ?, ?, ?, ?, '', ?)",
                               (account, str(day), kind, name, name, service, quantity, None if quantity else "why"))
        db.execute("COMMIT")
        return db

    @staticmethod
    def read_day(db, feed, account, day, lines, chance):
        db.execute("INSERT INTO archived_days VALUES (?, ?, ?, 1, ?, 1)", (feed, account, str(day), str(TODAY)))
        names = FEEDS[feed]
        for service, (subscription, anchor), currency, zone, kind in lines:
            start, end = cycle_of(day, anchor) if anchor else (None, None)
            cost = None if chance.random() < 0.002 else round(chance.random() * 10, 3)
            record = {"account_id": account, "charge_date": str(day), names["name"]: service + chance.choice(NOTES),
                      names["subscription"]: subscription, "BillingCurrency": currency, names["zone"]: zone,
                      "BilledCost": cost, "BillingPeriodStart": start and f"{start}T00:00:00Z", "ChargeClass": kind,
                      "ConsumedQuantity": chance.choice((None, chance.random() * 1e6)), "ConsumedUnit": "", "raw": "{}"}
            if feed == "focus":
                record["BillingPeriodEnd"] = end and f"{end}T00:00:00Z"
            db.execute(f"INSERT INTO {names['table']}({', '.join(record)}) VALUES ({', '.join('?' * len(record))})",
                       list(record.values()))

    def views(self, feed, **parameters):
        db = self.connect(self.path)
        for path in (*VIEWS, ARCHIVE_VIEWS, ARCHIVE_RESOURCE_VIEWS):
            db.executescript(text_of(path))
        given = {"today": str(TODAY), "source": "archive", "feed": feed, "first_day": "2026-07-01", **parameters}
        db.execute(f"UPDATE cf_parameters SET {', '.join(f'{name} = ?' for name in given)}", list(given.values()))
        return db

    def check_sums(self, db, feed):
        """All that was billed, by line: nothing lost, nothing twice."""
        billed = {}
        for *line, cost, unknown in db.execute(BILLED.format(**FEEDS[feed])):
            known, missing = billed.get(tuple(line), (0.0, 0))
            billed[tuple(line)] = known + (cost or 0), missing + unknown
        found = {}
        for *line, cost, share, unknown in db.execute(
                "SELECT account_id, cycle_start, lower(service), zone_id, currency, sum(cost), sum(share), "
                "sum(cost IS NULL) FROM cf_attributed_cost GROUP BY 1, 2, 3, 4, 5"):
            found[tuple(line)] = cost, share, unknown
        self.assertEqual(set(billed), set(found))
        for line, (cost, missing) in billed.items():
            self.assertEqual(missing > 0, found[line][2] > 0, line)
            self.assertAlmostEqual(round(found[line][1]), found[line][1], msg=line)
            if not missing:
                self.assertAlmostEqual(cost, found[line][0], delta=0.005, msg=line)

    def test_lines_add_up(self):
        for seed in range(4):
            self.archive(seed)
            for feed in FEEDS:
                with self.subTest(seed=seed, feed=feed):
                    db = self.views(feed)
                    db.execute("SELECT cf_config('incomplete', 'ignore')")
                    self.check_sums(db, feed)

    def test_what_changes_in_the_archive_counts_at_once(self):
        own = self.archive(7, days=40)
        db = self.views("paygo")
        db.execute("SELECT cf_config('incomplete', 'ignore')")
        self.check_sums(db, "paygo")
        for statement in ("UPDATE paygo_usage SET BilledCost = BilledCost + 100 WHERE rowid % 3 = 0",
                          "DELETE FROM paygo_usage WHERE rowid % 5 = 0",
                          "INSERT INTO paygo_usage SELECT * FROM paygo_usage WHERE rowid % 7 = 0"):
            with self.subTest(statement):
                own.execute(statement)
                self.check_sums(db, "paygo")

    def test_uses_are_those_of_the_billed_days(self):
        """Of lines that are the only one of their service: what plain SQL adds up over the days of the cycle."""
        self.archive(11)
        db = self.views("paygo")
        db.execute("SELECT cf_config('incomplete', 'ignore')")
        lines = db.execute("SELECT account_id, service, first_day, last_day FROM cf_billed_lines WHERE NOT is_correction "
                           "GROUP BY account_id, service, first_day, last_day HAVING count(*) = 1 AND zone_id IS NULL")
        checked = 0
        for account, service, first, last in lines.fetchall():
            expected = db.execute(
                "SELECT resource_type, resource_id, round(sum(quantity), 3) FROM resource_usage "
                "WHERE account_id = ? AND cf_service_key(service) = ? AND day BETWEEN ? AND ? "
                "GROUP BY 1, 2 HAVING sum(quantity) > 0 ORDER BY 1, 2", (account, service, first, last)).fetchall()
            found = db.execute(
                "SELECT resource_type, resource_id, round(quantity, 3) FROM cf_attributed_cost WHERE account_id = ? "
                "AND lower(service) = ? AND cycle_start = ? AND resource_type IS NOT 'not attributed' "
                "AND cycle_end > ? AND reason IS NOT 'a correction of earlier usage' "
                "ORDER BY 1, 2", (account, service, first, last)).fetchall()
            self.assertEqual(expected, found)
            checked += len(expected)
        self.assertGreater(checked, 5)

    def test_cycles_with_unread_days_are_cut(self):
        self.archive(3, unread=0.05)
        db = self.views("paygo")
        cut = dict(db.execute("SELECT cycle_start, min(cost IS NULL) FROM cf_attributed_cost "
                              "WHERE account_id = '00000000000000000000000000000001' GROUP BY 1"))
        read = {day for day, in db.execute("SELECT day FROM archived_days WHERE feed = 'paygo' "
                                           "AND account_id = '00000000000000000000000000000001'")}
        starts = db.execute("SELECT DISTINCT cycle_start, cycle_end FROM cf_cycle_usage WHERE cycle_start IS NOT NULL "
                            "AND account_id = '00000000000000000000000000000001'").fetchall()
        self.assertGreater(len(starts), 3)
        for start, end in starts:
            if start.endswith("-01"):  # Records without a cycle are in months, which are never cut.
                continue
            days = datetime.date.fromisoformat(min(end, str(TODAY + datetime.timedelta(1))))
            wanted = {str(datetime.date.fromisoformat(start) + datetime.timedelta(n))
                      for n in range((days - datetime.date.fromisoformat(start)).days)}
            if not wanted <= read:
                self.assertEqual(1, cut[start], start)


if __name__ == "__main__":
    archive_case.main()
