"""The strongest test of the usage tables: many date ranges, every anchor, every way to answer."""

import itertools
import math
import random
import unittest

import calendar_of
import oracle
import support
from support import BILLED, EURO, MANY_PLANS, MONTH_END, ORGANIZATION, ORGANIZATION_ACCOUNTS

MONEY = oracle.PAYGO_COLUMNS.index("ContractedCost")
QUANTITY = oracle.FOCUS_COLUMNS.index("ConsumedQuantity")
GENERATIONS = {"billable-usage,paygo-usage,billing/usage/paygo": oracle.PAYGO_COLUMNS,
               "paygo-usage,billing/usage/paygo": oracle.PAYGO_SECOND,
               "billing/usage/paygo": oracle.PAYGO_FIRST}

_cache = {}


def cached(key, make):
    if key not in _cache:
        _cache[key] = make()
    return _cache[key]


class Records(support.TestCase):
    def setUp(self):
        super().setUp()
        self.today = calendar_of.day(self.sandbox.today())
        self.random = random.Random(20261)
        self.rows("SELECT cf_config('incomplete', 'ignore')")

    def connect_to(self, generations):
        """Older generations lack columns, so that they must be asked for by name."""
        newest = generations.split(",")[0]
        pinned = {} if newest == "billable-usage" else {"paygo_endpoint": newest}
        return self.connect(incomplete="ignore", **pinned)

    def some_range(self):
        """Mostly a few weeks, sometimes the better part of the eighteen months."""
        length = self.random.choice([1, 2, 7, 20, 29, 30, 31, 32, 45, 60, 61, 100, 250, 548])
        last = self.today - calendar_of.DAY * self.random.randrange(0, 560 - length)
        return (last - calendar_of.DAY * (length - 1)).isoformat(), last.isoformat()

    def paygo(self, account, columns):
        return cached(("paygo", account, len(columns)), lambda: [
            (oracle.day_of(record), oracle.older_paygo(record, columns))
            for record in self.sandbox.truth("paygo", account)])

    def focus(self, account):
        return cached(("focus", account), lambda: [
            (oracle.day_of(record), oracle.visible("cf_focus_usage", record, account))
            for record in self.sandbox.truth("focus", account)])

    def compare(self, table, records, account, first, last, place, db):
        column = oracle.COLUMNS[table][place]
        expected = [row for day, row in records if first <= day <= last]
        where = "WHERE account_id = ? AND charge_date BETWEEN ? AND ?"
        told = f"{table} {account} {first} … {last}"
        with self.subTest(told):
            found = self.rows(f"SELECT * FROM {table} {where}", (account, first, last), db)
            self.assert_same_rows(expected, found, told)
        with self.subTest(told, sums=True):
            count, total = self.rows(f"SELECT count(*), total({column}) FROM {table} {where}",
                                     (account, first, last), db)[0]
            self.assertEqual(len(expected), count)
            self.assertTrue(math.isclose(math.fsum(row[place] for row in expected), total,
                                         rel_tol=1e-9, abs_tol=1e-6), total)
        return len(expected)

    def test_paygo_in_random_ranges(self):
        compared = 0
        for (generations, columns), two, default in itertools.product(
                GENERATIONS.items(), ("empty", "one"), ("both", "current")):
            self.sandbox.set(paygo__generations=generations, paygo__two_anchors=two,
                             paygo__default=default)
            db = self.connect_to(generations)
            for account in BILLED:
                compared += self.compare("cf_paygo_usage", self.paygo(account, columns), account,
                                         *self.some_range(), MONEY, db)
        self.assertGreater(compared, 20_000)

    def test_focus_in_random_ranges(self):
        compared = 0
        for settings in ({"focus__to": "inclusive"}, {"focus__to": "exclusive"},
                         {"focus__future_to": "refuse"}):
            self.sandbox.reset()
            self.sandbox.set(**settings)
            db = self.connect()
            for account in (*BILLED, *BILLED):
                compared += self.compare("cf_focus_usage", self.focus(account), account,
                                         *self.some_range(), QUANTITY, db)
        self.assertGreater(compared, 20_000)

    def test_ranges_that_end_today(self):
        for settings in ({}, {"focus__to": "exclusive"}, {"focus__future_to": "refuse"}):
            self.sandbox.reset()
            self.sandbox.set(**settings)
            for days in (0, 29, 30, 59):
                first = (self.today - calendar_of.DAY * days).isoformat()
                self.compare("cf_focus_usage", self.focus(MONTH_END), MONTH_END, first,
                             self.today.isoformat(), QUANTITY, self.db)
                self.compare("cf_paygo_usage", self.paygo(MONTH_END, oracle.PAYGO_COLUMNS),
                             MONTH_END, first, self.today.isoformat(), MONEY, self.db)

    def test_anchors_that_meet_in_february(self):
        """The 29th, 30th and 31st all fall on one day there."""
        year = self.today.year if self.today.month > 3 else self.today.year - 1
        ranges = [(f"{year}-02-01", f"{year}-02-28"), (f"{year}-02-28", f"{year}-02-28"),
                  (f"{year}-02-27", f"{year}-03-01"), (f"{year}-01-28", f"{year}-03-31"),
                  (f"{year}-01-31", f"{year}-01-31"), (f"{year}-03-29", f"{year}-03-31")]
        for generations, columns in GENERATIONS.items():
            self.sandbox.set(paygo__generations=generations)
            db = self.connect_to(generations)
            for account in (EURO, MONTH_END):
                for first, last in ranges:
                    self.assertTrue(self.compare("cf_paygo_usage", self.paygo(account, columns),
                                                 account, first, last, MONEY, db))

    def test_around_the_end_of_a_cancelled_subscription(self):
        account = next(a for a in self.sandbox.accounts() if a["id"] == MANY_PLANS)
        end = calendar_of.day(next(s["end"] for s in account["subscriptions"] if s["end"]))
        for generations, columns in GENERATIONS.items():
            self.sandbox.set(paygo__generations=generations)
            for before, after in ((0, 0), (1, 1), (-1, 1), (12, -1), (40, 40)):
                self.compare("cf_paygo_usage", self.paygo(MANY_PLANS, columns), MANY_PLANS,
                             (end - before * calendar_of.DAY).isoformat(),
                             (end + after * calendar_of.DAY).isoformat(), MONEY,
                             self.connect_to(generations))

    def test_identical_records_all_count(self):
        for account in BILLED[:5]:
            for table, records in (("cf_paygo_usage", self.paygo(account, oracle.PAYGO_COLUMNS)),
                                   ("cf_focus_usage", self.focus(account))):
                seen, repeated = set(), 0
                for _, row in records:
                    repeated += row in seen
                    seen.add(row)
                self.assertGreater(repeated, 50)
                found = self.rows(f"SELECT count(*), count(DISTINCT raw), count(DISTINCT rowid) "
                                  f"FROM {table} WHERE account_id = ? AND from_date = '2020-01-01'",
                                  (account,))
                self.assertEqual(len(records), found[0][0])
                self.assertLess(found[0][1], found[0][0])
                self.assertEqual(len(records), found[0][2])

    def test_several_accounts_at_once(self):
        marks = ", ".join("?" * len(BILLED))
        for table, records_of in (
                ("cf_paygo_usage", lambda a: self.paygo(a, oracle.PAYGO_COLUMNS)),
                ("cf_focus_usage", self.focus)):
            first, last = self.some_range()
            expected = [(account, *row) for account in BILLED for day, row in records_of(account)
                        if first <= day <= last]
            found = self.rows(f"SELECT account_id, * FROM {table} WHERE account_id IN ({marks}) "
                              "AND charge_date BETWEEN ? AND ?", (*BILLED, first, last))
            self.assert_same_rows(expected, found, f"{table} {first} {last}")

    def test_organization(self):
        self.sandbox.set(focus__get_money="on")
        for _ in range(6):
            first, last = self.some_range()
            expected = [row for account in ORGANIZATION_ACCOUNTS for day, row in
                        self.focus(account) if first <= day <= last]
            found = self.rows("SELECT * FROM cf_focus_usage WHERE organization_id = ? "
                              "AND charge_date BETWEEN ? AND ?", (ORGANIZATION, first, last))
            self.assert_same_rows(expected, found, f"organization {first} {last}")

    def test_without_dates_paygo_brings_every_record_the_api_returns(self):
        for default in ("both", "current"):
            self.sandbox.set(paygo__default=default)
            for account in self.sandbox.accounts():
                if account["id"] not in BILLED:
                    continue
                # Nothing at all may mean that the account is not covered: `info` tells.
                requests = 1 if self.sandbox.truth("paygo", account["id"]) else 2
                with self.subTest(default=default, account=account["id"]), \
                        self.request_count(requests):
                    found = self.rows("SELECT raw FROM cf_paygo_usage WHERE account_id = ?",
                                      (account["id"],))
                    starts = {}
                    for subscription in account["subscriptions"]:
                        start, _ = calendar_of.cycle_of(self.today, subscription["anchor_day"])
                        if default == "both":
                            start, _ = calendar_of.cycle_of(start - calendar_of.DAY,
                                                            subscription["anchor_day"])
                        starts[subscription["id"]] = start.isoformat()
                    expected = [(record,) for record in
                                self.sandbox.truth("paygo", account["id"])
                                if self.starts_late_enough(record, starts)]
                    self.assert_same_rows(expected, found)

    @staticmethod
    def starts_late_enough(record, starts):
        row = oracle.visible("cf_paygo_usage", record)
        subscription = row[oracle.PAYGO_COLUMNS.index("SubscriptionId")]
        billed = row[oracle.PAYGO_COLUMNS.index("BillingPeriodStart")]
        return billed[:10] >= starts[subscription]


if __name__ == "__main__":
    support.main()
