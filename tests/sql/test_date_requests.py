"""Date bounds and requests: which are sent, exactly, and which must not be."""

import unittest

import calendar_of
import oracle
import support
from support import BILLED, FIRST, MONTH_END, QUIET
from test_dates import FOCUS, PAYGO, DateCase


class WhatIsAsked(DateCase):
    def ask(self, table, where, account=FIRST, db=None):
        self.sandbox.forget_requests()
        self.rows(f"SELECT count(*) FROM {table} WHERE account_id = '{account}' AND {where}", db=db)

    def test_focus_from_and_to(self):
        ago = self.ago
        for where, windows in (
                (f"charge_date = '{ago(9)}'", [(9, 8)]),
                (f"charge_date BETWEEN '{ago(39)}' AND '{ago(10)}'", [(39, 9)]),
                (f"charge_date BETWEEN '{ago(40)}' AND '{ago(10)}'", [(40, 10), (10, 9)]),
                (f"charge_date BETWEEN '{ago(92)}' AND '{ago(3)}'", [(92, 62), (62, 32), (32, 2)]),
                (f"charge_date >= '{ago(3)}'", [(3, -1)]),
                (f"charge_date > '{ago(3)}'", [(2, -1)]),
                (f"charge_date >= '{ago(0)}'", [(0, -1)]),
                (f"charge_date BETWEEN '{ago(3)}' AND '{ago(-40)}'", [(3, -1)]),
                (f"charge_date > '{ago(9)}' AND charge_date < '{ago(3)}'", [(8, 3)]),
                (f"ChargePeriodStart >= '{ago(9)}' AND ChargePeriodStart < '{ago(3)}'", [(9, 3)]),
                (f"charge_date IN ('{ago(60)}', '{ago(2)}')", [(60, 59), (2, 1)]),
                (f"charge_date >= '{ago(9)}' AND from_date = '{ago(7)}'", [(7, -1)]),
        ):
            with self.subTest(where):
                self.ask(FOCUS, where)
                self.assertEqual([(ago(first), ago(to)) for first, to in windows], self.windows())

    def test_focus_with_a_cache_asks_for_the_block_of_a_few_days(self):
        for first, last in ((9, 9), (60, 60), (3, 0), (0, 0), (9, 3), (9, 2), (40, 36), (92, 3)):
            a, b = (self.today - n * calendar_of.DAY for n in (first, last))
            with self.subTest(first=first, last=last):
                self.sandbox.forget_requests()
                self.rows(f"SELECT count(*) FROM {FOCUS} WHERE account_id = ? AND charge_date "
                          "BETWEEN ? AND ?", (FIRST, a.isoformat(), b.isoformat()),
                          self.connect(cache_ttl=300))
                begin, end = calendar_of.asked_with_cache(a, b, self.today)
                windows = self.windows()
                self.assertEqual((begin.isoformat(), (end + calendar_of.DAY).isoformat()),
                                 (windows[0][0], windows[-1][1]))
                self.assertEqual(-(-((end - begin).days + 1) // 30), len(windows))

    def test_focus_without_bounds_sends_none(self):
        for where in ("1", "charge_date IS NOT NULL", f"charge_date <> '{self.ago(3)}'",
                      "charge_date || '' > '2026'", "ConsumedQuantity > 0"):
            with self.subTest(where):
                self.ask(FOCUS, where)
                self.assertEqual([""], [r["query"] for r in self.sandbox.requests()])

    def test_focus_without_bounds_is_the_current_month(self):
        found = self.rows(f"SELECT raw FROM {FOCUS} WHERE account_id = ?", (FIRST,))
        month = self.today.replace(day=1).isoformat()
        self.assert_same_rows([(record,) for record in self.sandbox.truth("focus", FIRST)
                               if oracle.day_of(record) >= month], found)

    def test_metric_is_sent(self):
        where = f"charge_date = '{self.ago(3)}' AND x_BillableMetricId "
        for condition, metric in (("= 'workers_standard_requests'", "workers_standard_requests"),
                                  ("IN ('workers_standard_requests', 'x')", None),
                                  ("LIKE 'workers%'", None), ("> 'w'", None), ("<> 'w'", None),
                                  ("= 'Workers' COLLATE NOCASE", None), ("= 'a&b=c d'", "a&b=c d")):
            for setting in ("filter", "ignore"):
                self.sandbox.set(focus__metric=setting)
                with self.subTest(condition, setting=setting):
                    self.compare(FOCUS, FIRST, where + condition)
                    (request,) = self.sandbox.requests()
                    self.assertEqual(metric, request.parameters.get("metric"))

    def test_paygo_asks_for_whole_cycles(self):
        for account in BILLED:
            for first, last in ((3, 0), (20, 10), (100, 90), (200, 130), (400, 399)):
                with self.subTest(account=account, first=first, last=last):
                    days = calendar_of.days_between(
                        *(self.today - n * calendar_of.DAY for n in (first, last)))
                    self.ask(PAYGO, f"charge_date BETWEEN '{days[0]}' AND '{days[-1]}'", account,
                             self.connect(incomplete="ignore"))
                    expected = set(calendar_of.cycles(self.accounts[account], days, self.today))
                    if first > 27 or account == QUIET or not calendar_of.shows_recent_cycles(
                            self.accounts[account], self.today):
                        expected |= set(calendar_of.cycles_looked_at(self.accounts[account], days,
                                                                     self.today))
                    self.assertEqual(sorted(expected), self.windows())

    def test_info_is_asked_once(self):
        for days in (10, 100, 50):
            self.ask(PAYGO, f"charge_date = '{self.ago(days)}'", MONTH_END)
            infos = [r for r in self.sandbox.requests() if r.endpoint.endswith("/info")]
            self.assertEqual(days == 10, len(infos) == 1)

    def test_no_request_at_all(self):
        a, b = self.ago(9), self.ago(3)
        for table in (FOCUS, PAYGO):
            for where in (f"charge_date > '{self.ago(0)}'", f"charge_date >= '{self.ago(-1)}'",
                          f"charge_date = '{self.ago(-1)}'", "charge_date >= '9999-12-31'",
                          f"charge_date > '{b}' AND charge_date < '{a}'",
                          f"charge_date = '{a}' AND charge_date = '{b}'",
                          f"charge_date IN ('{a}') AND charge_date > '{b}'",
                          f"ChargePeriodStart >= '{b}' AND ChargePeriodStart < '{a}'",
                          "charge_date = NULL", "charge_date >= NULL",
                          f"charge_date BETWEEN NULL AND '{b}'",
                          f"charge_date BETWEEN '{a}' AND NULL", "charge_date IN (NULL)",
                          "charge_date IN ()", "charge_date IN (SELECT 'x' WHERE 0)",
                          "charge_date LIKE 'x%'", "charge_date = '2026-10'", "charge_date = ''",
                          "charge_date >= x'00'", "charge_date = '2026-02-30'",
                          f"BillingPeriodStart > '{self.ago(-40)}'"):
                with self.subTest(where, table=table), self.request_count(0):
                    self.assertEqual([], self.rows(f"SELECT * FROM {table} WHERE account_id = ? "
                                                   f"AND {where}", (FIRST,)))

    def test_upper_bound_alone_is_an_error(self):
        b = self.ago(3)
        for table in (FOCUS, PAYGO):
            for where in (f"charge_date < '{b}'", f"charge_date <= '{b}'",
                          f"ChargePeriodStart < '{b}'", f"ChargePeriodEnd <= '{b}'",
                          f"to_date = '{b}'", f"charge_date NOT NULL AND charge_date < '{b}'"):
                with self.subTest(where, table=table), self.request_count(0):
                    message = self.failure(support.ERROR, f"SELECT * FROM {table} WHERE "
                                           f"account_id = ? AND {where}", (FIRST,))
                    self.assertEqual(f"{table} needs a lower date bound with an upper one: add "
                                     "ChargePeriodStart >= '…'", message)

    def test_lower_bound_before_everything(self):
        self.ask(FOCUS, "charge_date >= '2025-01-01'", MONTH_END)
        days = (self.today - calendar_of.day("2025-01-01")).days + 1
        self.assertEqual(-(-days // 30), len(self.windows()))

    def test_max_requests_is_checked_before_the_first(self):
        with self.request_count(0):
            message = self.failure(support.ERROR, f"SELECT * FROM {FOCUS} WHERE account_id = ? "
                                   f"AND charge_date BETWEEN '{self.ago(91)}' AND '{self.ago(2)}'",
                                   (FIRST,), self.connect(max_requests=2))
            self.assert_says(message, FOCUS, "3 requests", "max_requests")
        with self.request_count(3):
            self.rows(f"SELECT count(*) FROM {FOCUS} WHERE account_id = ? AND charge_date "
                      f"BETWEEN '{self.ago(91)}' AND '{self.ago(2)}'", (FIRST,),
                      self.connect(max_requests=3))
        with self.request_count(0):
            accounts = ", ".join(f"'{account}'" for account in BILLED)
            message = self.failure(support.ERROR, f"SELECT * FROM {FOCUS} WHERE account_id IN "
                                   f"({accounts}) AND charge_date >= '2020-01-01'")
            self.assert_says(message, "max_requests", "500")
        with self.request_count(0):
            message = self.failure(support.ERROR, f"SELECT * FROM {PAYGO} WHERE account_id = ? "
                                   "AND charge_date >= '1970-01-01'", (FIRST,),
                                   self.connect(max_requests=100))
            self.assert_says(message, PAYGO, "max_requests", "100")

    def test_paygo_is_never_asked_for_more_than_max_requests_allows(self):
        for limit in (1, 3):
            with self.subTest(limit=limit):
                self.sandbox.forget_requests()
                self.failure(support.ERROR, f"SELECT * FROM {PAYGO} WHERE account_id = ? AND "
                             f"charge_date >= '{self.ago(120)}'", (FIRST,),
                             self.connect(max_requests=limit))
                self.assertLessEqual(len(self.sandbox.requests()), limit)

    def test_bound_parameters(self):
        found = set()
        for n in (3, 9, 3):
            for row in self.rows(f"SELECT charge_date FROM {FOCUS} WHERE account_id = ? AND "
                                 "charge_date = ?", (FIRST, self.ago(n))):
                found.add(row[0])
        self.assertEqual({self.ago(3), self.ago(9)}, found)


if __name__ == "__main__":
    support.main()
