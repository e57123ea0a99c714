"""cf_usage_history: one record of the API is a row for each of its totals, and conditions are pushed."""

import json
import random

import support
from history_case import DAY, METRICS, HistoryCase, day_of
from support import ALL_ACCOUNTS, ERROR, EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, NOT_COVERED


class Rows(HistoryCase):
    def test_are_the_truth_in_one_request(self):
        for account in ALL_ACCOUNTS:
            with self.subTest(account), self.request_count(1):
                self.assert_same_rows(self.truth(account),
                                      self.rows(f"SELECT * FROM cf_usage_history('{account}')"))
                (asked,) = self.asked()
                self.assertEqual(METRICS, sorted(asked.pop("metrics").split(",")))
                self.assertEqual({"since": self.first_kept() + "T00:00:00Z", "until": f"{self.today}T23:59:59Z",
                                  "time_delta": "day", "limit": "10000"}, asked)
        self.assertGreater(len(self.truth(FIRST)), 540)
        self.assertEqual([], self.truth(NOT_COVERED))

    def test_quantities_are_real_and_arguments_come_back(self):
        self.assertEqual([("real", FIRST, self.ago(3), self.ago(1))], self.rows(
            "SELECT DISTINCT typeof(quantity), account_id, from_date, to_date "
            "FROM cf_usage_history(?, ?, ?)", (FIRST, self.ago(3), self.ago(1))))

    def test_what_is_not_told_has_no_row(self):
        """Absent and null are not zero; zero is."""
        query = f"SELECT DISTINCT metric FROM cf_usage_history('{FIRST}')"
        used = {metric for _, metric, _ in self.truth(FIRST)}
        self.assertLess(used, set(METRICS))
        for unused, expected in (("absent", used), ("null", used), ("zero", set(METRICS))):
            self.sandbox.set(usage_history__unused=unused)
            with self.subTest(unused):
                self.assertEqual(expected, {metric for (metric,) in self.rows(query)})
        self.assertEqual([(0.0,)], self.rows(
            "SELECT DISTINCT quantity FROM cf_usage_history(?) WHERE metric = 'spectrumBytesTransferred'", (FIRST,)))

    def test_raw_is_the_record(self):
        found = self.rows("SELECT DISTINCT raw FROM cf_usage_history(?, ?, ?)", (FIRST, self.ago(2), self.ago(2)))
        (item,) = [item for item in self.items(FIRST) if day_of(item) == self.ago(2)]
        self.assertEqual([item], [json.loads(raw) for (raw,) in found])
        self.assertEqual(item["workersRequests"], self.value(
            "SELECT raw ->> '$.workersRequests' FROM cf_usage_history(?) WHERE day = ? LIMIT 1", (FIRST, self.ago(2))))

    def test_only_what_is_used_is_there(self):
        self.assertEqual(len(self.truth(FIRST)), self.value(f"SELECT count(*) FROM cf_usage_history('{FIRST}')"))
        total = sum(quantity for *_, quantity in self.truth(FIRST))
        self.assertAlmostEqual(1, self.value(f"SELECT sum(quantity) FROM cf_usage_history('{FIRST}')") / total)

    def test_several_accounts(self):
        names = "', '".join((FIRST, EURO, MONTH_END))
        with self.request_count(3):
            self.assert_same_rows(self.truth(FIRST, EURO, MONTH_END), self.rows(
                f"SELECT day, metric, quantity FROM cf_usage_history WHERE account_id IN ('{names}')"))
        found = self.rows("SELECT account_id, count(*) FROM cf_usage_history "
                          "WHERE account_id IN (SELECT id FROM cf_accounts) GROUP BY 1")
        self.assertEqual({account: len(self.truth(account)) for account in ALL_ACCOUNTS if self.truth(account)},
                         dict(found))


class Pushdown(HistoryCase):
    def test_a_metric_is_sent(self):
        for metric in METRICS:
            self.check(f"metric = '{metric}'", lambda d, m, q, metric=metric: m == metric)
            self.assertEqual(metric, self.asked()[0]["metrics"])

    def test_what_is_no_metric_is_not_sent(self):
        for condition in ("metric = 'workersrequests'", "metric = 'nonesuch'", "metric = ''", "metric = 5",
                          "metric = 'workersRequests,workersKVReads'"):
            self.check(condition, lambda d, m, q: False)
            self.assertEqual(METRICS, sorted(self.asked()[0]["metrics"].split(",")))
        for condition in ("metric = 'WORKERSREQUESTS' COLLATE NOCASE", "metric LIKE 'workersReq%'",
                          "metric IN ('workersRequests', 'x')"):
            self.check(condition, lambda d, m, q: m == "workersRequests")
            self.assertEqual(METRICS, sorted(self.asked()[0]["metrics"].split(",")))
        self.check("metric = NULL", lambda d, m, q: False, requests=0)

    def test_days_are_asked_for(self):
        first, last, today = self.ago(40), self.ago(20), self.ago(0)
        both = (first, last)
        for condition, keep, asked in (
                (f"day = '{first}'", lambda d: d == first, (first, first)),
                (f"day BETWEEN '{first}' AND '{last}'", lambda d: first <= d <= last, both),
                (f"day >= '{first}' AND day < '{last}'", lambda d: first <= d < last, (first, self.ago(21))),
                (f"day > '{first}' AND day <= '{last}'", lambda d: first < d <= last, (self.ago(39), last)),
                (f"day >= '{first}'", lambda d: d >= first, (first, today)),
                (f"day > '{first}'", lambda d: d > first, (self.ago(39), today)),
                (f"day IN ('{first}', '{last}', NULL)", lambda d: d in both, both),
                (f"day LIKE '{first[:7]}-%'", lambda d: d[:7] == first[:7], None),
                (f"day GLOB '{first[:9]}*'", lambda d: d[:9] == first[:9], None),
                (f"from_date = '{first}' AND to_date = '{last}'", lambda d: first <= d <= last, both),
                (f"from_date = '{first}'", lambda d: d >= first, (first, today)),
                (f"from_date = '{first}' AND day < '{last}'", lambda d: first <= d < last, (first, self.ago(21))),
                (f"day >= '{first}' AND day < '{first}T12:00:00'", lambda d: d == first, (first, first))):
            self.check(condition, lambda d, m, q, keep=keep: keep(d), asked=asked)
            if asked is None:
                self.assertEqual(first[:7], self.asked()[0]["since"][:7])

    def test_days_to_come_are_never_asked_for(self):
        tomorrow = str(self.today + DAY)
        self.check(f"day >= '{self.ago(5)}' AND day <= '2999-12-31'", lambda d, m, q: d >= self.ago(5),
                   asked=(self.ago(5), self.ago(0)))
        for condition in (f"day >= '{tomorrow}'", f"day = '{tomorrow}'", f"from_date = '{tomorrow}'"):
            self.check(condition, lambda d, m, q: False, requests=0)

    def test_what_cannot_be_is_not_asked_for(self):
        for condition in (f"day > '{self.ago(3)}' AND day < '{self.ago(9)}'", "day = NULL", "day >= NULL",
                          f"from_date = '{self.ago(3)}' AND to_date = '{self.ago(9)}'", "day IN ()"):
            self.check(condition, lambda d, m, q: False, requests=0)

    def test_an_upper_bound_alone_is_an_error(self):
        for condition in (f"day <= '{self.ago(3)}'", f"day < '{self.ago(3)}'", f"to_date = '{self.ago(3)}'"):
            with self.subTest(condition), self.request_count(0):
                message = self.failure(ERROR, f"SELECT * FROM cf_usage_history('{FIRST}') WHERE {condition}")
                self.assert_says(message, "cf_usage_history needs a lower date bound", "day >= '…'")

    def test_what_is_no_day_is_an_error(self):
        for condition, says in (("day >= 20260101", "the number 20260101"), ("day >= '11/01/2026'", "11/01/2026"),
                                ("from_date = '2026-13-01'", "from_date must be a day"),
                                ("from_date >= '2026-01-01'", "or compare day")):
            with self.subTest(condition), self.request_count(0):
                self.assert_says(self.failure(ERROR, f"SELECT * FROM cf_usage_history WHERE account_id = '{FIRST}' "
                                              f"AND {condition}"), "cf_usage_history", says)

    def test_the_plan_says_it(self):
        (plan,) = self.rows(f"EXPLAIN QUERY PLAN SELECT day FROM cf_usage_history('{FIRST}') WHERE day >= '2026-01-01' "
                            "AND day < '2026-02-01' AND metric = 'workersRequests'")
        for term in ("account_id=", "from>=(day)", "to<(day)", "metrics="):
            self.assertIn(term, plan[3])
        self.assertEqual([], self.sandbox.requests())

    def test_rowids_are_those_of_any_plan(self):
        """Zeros of different days as well."""
        self.sandbox.set(usage_history__unused="zero")
        where = f"account_id = '{FIRST}' AND day >= '{self.ago(90)}'"
        by_row = {row[1:]: row[0] for row in self.rows(
            f"SELECT rowid, day, metric, quantity FROM cf_usage_history WHERE {where}")}
        self.assertEqual(len(by_row), len(set(by_row.values())))
        for more in ("metric = 'workersRequests'", "metric = 'spectrumBytesTransferred'",
                     f"day = '{self.ago(7)}'", f"day >= '{self.ago(30)}'", "quantity > 0"):
            for rowid, *row in self.rows(f"SELECT rowid, day, metric, quantity FROM cf_usage_history "
                                         f"WHERE {where} AND {more}"):
                self.assertEqual(by_row[tuple(row)], rowid)

    def test_either_side_of_an_or(self):
        near, far = self.ago(10), self.ago(200)
        self.check(f"((metric = 'workersRequests' AND day >= '{near}') OR (metric = 'workersKVReads' "
                   f"AND day BETWEEN '{far}' AND '{near}') OR (day = '{near}'))",
                   lambda d, m, q: (m == "workersRequests" and d >= near) or d == near or
                   (m == "workersKVReads" and far <= d <= near), requests=3)

    def test_bound_parameters(self):
        self.check("day BETWEEN ? AND ? AND metric = ?",
                   lambda d, m, q: self.ago(9) <= d <= self.ago(4) and m == "workersKVReads",
                   parameters=(self.ago(9), self.ago(4), "workersKVReads"), asked=(self.ago(9), self.ago(4)))


class Joins(HistoryCase):
    def test_with_a_calendar(self):
        """Days in a row are of few blocks, each asked for once."""
        db = self.connect(cache_ttl=300)
        db.execute("CREATE TEMP TABLE calendar(d TEXT)")
        days = [self.ago(n) for n in range(60)]
        db.executemany("INSERT INTO calendar VALUES (?)", [(day,) for day in days])
        found = self.rows("SELECT day, metric, quantity FROM calendar JOIN cf_usage_history ON day = d "
                          f"WHERE account_id = '{FIRST}'", db=db)
        self.assert_same_rows([row for row in self.truth(FIRST) if row[0] in days], found)
        self.assertLessEqual(len(self.asked()), 3)

    def test_with_accounts(self):
        found = self.rows("SELECT a.name, count(u.day) FROM cf_accounts AS a LEFT JOIN cf_usage_history AS u "
                          f"ON u.account_id = a.id AND u.day >= '{self.ago(9)}' GROUP BY a.id")
        self.assertEqual(len(ALL_ACCOUNTS), len(found))
        self.assertEqual(sum(row[0] >= self.ago(9) for row in self.truth(*ALL_ACCOUNTS)), sum(n for _, n in found))

    def test_what_is_kept_is_not_asked_for_again(self):
        db = self.connect(cache_ttl=300)
        for count in (1, 0):
            self.check(f"day >= '{self.ago(100)}'", lambda d, m, q: d >= self.ago(100), requests=count, db=db)
        # Days of a block that was read.
        self.check(f"day = '{self.ago(40)}'", lambda d, m, q: d == self.ago(40), requests=1, db=db)
        self.check(f"day = '{self.ago(40)}' AND quantity > 0", lambda d, m, q: d == self.ago(40) and q > 0,
                   requests=0, db=db)

    def test_arguments_drop_what_is_around_them(self):
        db = self.connect(cache_ttl=300)
        found = self.rows("SELECT * FROM cf_usage_history(?, ?, ?)", (FIRST, self.ago(4), self.ago(3)), db=db)
        self.assert_same_rows([row for row in self.truth(FIRST) if self.ago(4) <= row[0] <= self.ago(3)], found)


class RandomQueries(HistoryCase):
    """The same of an ordinary table that holds the truth."""

    def condition(self, rng):
        def day():
            return self.ago(rng.choice([0, 1, 5, 29, 30, 31, 90, 365, rng.randint(0, 540)]))

        metric = rng.choice([*METRICS, "workersRequests", "workersKVReads", "nonesuch"])
        first, last = sorted([day(), day()])
        return rng.choice([
            f"metric = '{metric}'", f"metric IN ('{metric}', 'workersRequests')", f"metric <> '{metric}'",
            f"day = '{first}'", f"day BETWEEN '{first}' AND '{last}'", f"day >= '{first}'", f"day > '{last}'",
            f"day IN ('{first}', '{last}')", f"day LIKE '{first[:7]}%'", f"(day >= '{first}' AND day < '{last}')",
            "quantity > 1000000", "quantity % 2 = 0", f"substr(day, 9) = '{first[8:]}'"])

    def predicate(self, rng, depth=2):
        if depth == 0 or rng.random() < 0.3:
            return self.condition(rng)
        joined = rng.choice([" AND ", " OR "]).join(self.predicate(rng, depth - 1) for _ in range(2))
        return f"({joined})"

    def test_bring_the_same_rows(self):
        for ttl in (0, 300):
            db = self.connect(cache_ttl=ttl)
            db.execute("CREATE TEMP TABLE history(account_id, day TEXT, metric TEXT, quantity REAL)")
            for account in (FIRST, MANY_PLANS, MID_MONTH):
                db.executemany(f"INSERT INTO history VALUES ('{account}', ?, ?, ?)", self.truth(account))
            for seed in range(120):
                rng = random.Random(seed)
                accounts = rng.choice([f"= '{FIRST}'", f"IN ('{MANY_PLANS}', '{MID_MONTH}')", f"= '{MANY_PLANS}'"])
                columns = rng.choice(["day, metric, quantity, account_id", "metric, count(*), sum(quantity)",
                                      "count(*), min(day), max(day)"])
                group = " GROUP BY metric" if columns.startswith("metric") else ""
                sql = f"SELECT {columns} FROM {{}} WHERE account_id {accounts} AND {self.predicate(rng)}{group}"
                with self.subTest(sql, seed=seed, ttl=ttl):
                    self.assert_same_rows(self.rows(sql.format("history"), db=db),
                                          self.rows(sql.format("cf_usage_history"), db=db), sql)


if __name__ == "__main__":
    support.main()
