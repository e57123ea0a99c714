"""Answers are kept: what is asked for once, when it is asked for again, and the rows either way."""

import time

import calendar_of
import oracle
import support
from support import (AUTH, BILLED, ERROR, EMAIL, EURO, FIRST, CANTOPEN, KEY, MANY_PLANS)

HISTORY = f"SELECT * FROM cf_billing_history WHERE account_id = '{FIRST}'"
PROFILE = f"SELECT * FROM cf_billing_profile WHERE account_id = '{FIRST}'"
FOCUS = f"SELECT * FROM cf_focus_usage WHERE account_id = '{FIRST}'"
PAYGO = f"SELECT * FROM cf_paygo_usage WHERE account_id = '{FIRST}'"
RECENT = "charge_date BETWEEN date('now', '-20 days') AND date('now', '-1 day')"
ALL = (PROFILE, HISTORY, f"{FOCUS} AND {RECENT}", f"{PAYGO} AND {RECENT}", FOCUS, PAYGO)


def days_ago(first, last):
    return f"charge_date BETWEEN date('now', '-{first} days') AND date('now', '-{last} days')"


class CacheCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.cached = self.connect(cache_ttl=300)

    def found(self, sql, db=None):
        return self.rows(sql, db=db or self.cached)

    def asked(self, sql, db=None):
        """How many requests a query makes."""
        self.sandbox.forget_requests()
        self.found(sql, db)
        return len(self.sandbox.requests())

    def check_asked_once(self):
        asked = [f"{r['path']}?{r['query']}" for r in self.sandbox.requests()]
        self.assertEqual(sorted(set(asked)), sorted(asked))


class Repeats(CacheCase):
    def test_repeats_cost_nothing(self):
        for sql in ALL:
            with self.subTest(sql):
                first = self.found(sql)
                with self.request_count(0):
                    for _ in range(3):
                        self.assertEqual(first, self.found(sql))

    def test_without_a_cache_each_query_asks(self):
        for sql in ALL:
            with self.subTest(sql):
                self.assertGreaterEqual(self.asked(sql, self.db), 1)
                self.assertGreaterEqual(self.asked(sql, self.db), 1)

    def test_turned_off_and_on(self):
        db = self.cached
        self.assertEqual([1, 0], [self.asked(PROFILE), self.asked(PROFILE)])
        self.found("SELECT cf_config('cache_ttl', 0)")
        self.assertEqual([1, 1], [self.asked(PROFILE), self.asked(PROFILE)])
        self.found("SELECT cf_config('cache_ttl', 300)", db)
        self.found(PROFILE)
        self.assertEqual(0, self.asked(PROFILE))

    def test_clear(self):
        self.assertEqual(0, self.value("SELECT cf_cache_clear()", db=self.cached))
        for sql in ALL[:3]:
            self.found(sql)
        pages = -(-len(self.sandbox.truth("history", FIRST)) // 25)
        self.assertEqual(2 + pages, self.value("SELECT cf_cache_clear()", db=self.cached))
        self.assertEqual(0, self.value("SELECT cf_cache_clear()", db=self.cached))
        self.assertEqual([1, pages, 1], [self.asked(sql) for sql in ALL[:3]])

    def test_clear_in_the_middle_of_a_scan(self):
        cursor = self.cached.execute(HISTORY)
        found = [cursor.fetchone() for _ in range(30)]
        self.value("SELECT cf_cache_clear()", db=self.cached)
        found += cursor.fetchall()
        self.assert_same_rows(self.rows(HISTORY), found)

    def test_further_columns_and_raw_cost_nothing_where_answers_are_small(self):
        for table, where in (("cf_focus_usage", RECENT), ("cf_billing_history", "1"),
                             ("cf_paygo_usage", RECENT), ("cf_billing_profile", "1")):
            # Those of money come by another request.
            columns = [column for column in oracle.COLUMNS[table]
                       if table != "cf_focus_usage" or column not in oracle.FOCUS_MONEY]
            start = f"FROM {table} WHERE account_id = '{FIRST}' AND {where}"
            with self.subTest(table):
                self.found(f"SELECT {columns[0]} {start}")
                with self.request_count(0):
                    found = self.found(f"SELECT {', '.join(columns)} {start}")
                self.assert_same_rows(
                    self.rows(f"SELECT {', '.join(columns)} {start}"), found)

    def test_raw_after_a_scan_without(self):
        for table, where in (("cf_focus_usage", RECENT), ("cf_billing_history", "1"),
                             ("cf_paygo_usage", RECENT), ("cf_billing_profile", "1")):
            sql = f"SELECT raw FROM {table} WHERE account_id = '{FIRST}' AND {where}"
            with self.subTest(table):
                self.found(sql.replace("raw", "*"))
                expected = self.rows(sql)
                self.assert_same_rows(expected, self.found(sql))
                self.assertTrue(all(row[0] for row in expected))
                # What has raw serves those without.
                self.assertEqual(0, self.asked(sql.replace("raw", "*")))
                self.assertEqual(0, self.asked(sql))


class Days(CacheCase):
    def test_part_of_a_window(self):
        self.found(f"{FOCUS} AND {days_ago(25, 0)}")
        for first, last in ((25, 0), (20, 3), (3, 0), (25, 25), (10, 10)):
            with self.subTest(f"{first} to {last} days ago"):
                with self.request_count(0):
                    found = self.found(f"{FOCUS} AND {days_ago(first, last)}")
                self.assert_same_rows(self.rows(f"{FOCUS} AND {days_ago(first, last)}"), found)

    def test_more_than_a_window(self):
        self.found(f"{FOCUS} AND {days_ago(20, 10)}")
        for first, last in ((21, 10), (20, 9), (5, 1)):
            sql = f"{FOCUS} AND {days_ago(first, last)}"
            with self.request_count(1):
                found = self.found(sql)
            self.assert_same_rows(self.rows(sql), found)

    def test_days_that_may_be_restated_are_asked_for_again(self):
        db = self.connect(cache_ttl=1)
        # Days 8 to 20 lie behind the margin whichever side of midnight the test runs on.
        final, recent = (f"{FOCUS} AND {days_ago(*days)}" for days in ((20, 8), (5, 1)))
        self.assertEqual([1, 1], [self.asked(final, db), self.asked(recent, db)])
        time.sleep(1.1)
        self.assertEqual([0, 1], [self.asked(final, db), self.asked(recent, db)])

    def test_rowids_are_those_of_other_scans(self):
        part = f"SELECT rowid FROM cf_focus_usage WHERE account_id = '{FIRST}' AND "
        self.found(f"{FOCUS} AND {days_ago(25, 0)}")
        self.assert_same_rows(self.rows(part + days_ago(12, 4)), self.found(part + days_ago(12, 4)))

    def test_a_metric_is_another_question(self):
        metric = self.value("SELECT max(x_BillableMetricId) FROM cf_focus_usage "
                            "WHERE account_id = ?", (FIRST,))
        sql = f"{FOCUS} AND {days_ago(20, 3)} AND x_BillableMetricId = '{metric}'"
        few = self.found(sql)
        self.assert_same_rows(self.rows(sql), few)
        everything = f"{FOCUS} AND {days_ago(20, 3)}"
        self.assert_same_rows(self.rows(everything), self.found(everything))
        self.assert_same_rows(self.rows(sql), self.found(sql))

    def test_cycles(self):
        sql = f"{PAYGO} AND {days_ago(20, 0)}"
        first = self.found(sql)
        for part in (days_ago(20, 0), days_ago(1, 0), days_ago(19, 3)):
            with self.request_count(0):
                found = self.found(f"{PAYGO} AND {part}")
            self.assert_same_rows(self.rows(f"{PAYGO} AND {part}"), found)
        self.assertEqual(first, self.found(sql))

    def test_the_organization_is_another_question(self):
        sql = ("SELECT * FROM cf_focus_usage WHERE organization_id = "
               f"'{support.ORGANIZATION}' AND {RECENT}")
        self.found(f"{FOCUS} AND {RECENT}")
        self.assertEqual(1, self.asked(sql))
        self.assertEqual(0, self.asked(sql))


class Joins(CacheCase):
    def test_nested_loops_ask_once(self):
        db = self.cached
        db.execute("CREATE TABLE mine(account TEXT, n INTEGER)")
        db.executemany("INSERT INTO mine VALUES (?, ?)",
                       [(account, n) for n in range(3) for account in (FIRST, EURO, MANY_PLANS)])
        for table in oracle.COLUMNS:
            where = f"AND {RECENT}" if "usage" in table else ""
            with self.subTest(table):
                self.sandbox.forget_requests()
                joined = self.value(f"SELECT count(*) FROM mine CROSS JOIN {table} ON "
                                    f"account_id = account {where}", db=db)
                self.check_asked_once()
                alone = self.value(f"SELECT count(*) FROM {table} WHERE account_id IN "
                                   f"('{FIRST}', '{EURO}', '{MANY_PLANS}') {where}")
                self.assertEqual(3 * alone, joined)

    def make_calendar(self, days):
        self.cached.execute("CREATE TEMP TABLE calendar(d TEXT)")
        self.cached.executemany("INSERT INTO calendar VALUES (?)",
                                [(day.isoformat(),) for day in days])

    def test_a_join_by_day_over_a_month_asks_at_most_twice(self):
        today = calendar_of.day(self.sandbox.today())
        last = today.replace(day=1) - calendar_of.DAY
        month = calendar_of.days_between(last.replace(day=1), last)
        self.make_calendar(month)
        expected = self.rows("SELECT charge_date, ConsumedQuantity, rowid FROM cf_focus_usage "
                             f"WHERE account_id = '{FIRST}' AND charge_date BETWEEN ? AND ?",
                             (month[0].isoformat(), month[-1].isoformat()))
        for source in (f"calendar AS c JOIN cf_focus_usage AS u ON u.account_id = '{FIRST}' "
                       "AND u.charge_date = c.d",
                       f"calendar AS c CROSS JOIN cf_focus_usage('{FIRST}', c.d, c.d) AS u"):
            with self.subTest(source):
                self.found("SELECT cf_cache_clear()")
                self.sandbox.forget_requests()
                found = self.found(f"SELECT u.charge_date, ConsumedQuantity, u.rowid FROM {source}")
                blocks = {calendar_of.block_of(day) for day in month}
                self.assertEqual(
                    sorted((first.isoformat(), (min(end, today) + calendar_of.DAY).isoformat())
                           for first, end in blocks),
                    sorted((r.parameters["from"], r.parameters["to"])
                           for r in self.sandbox.requests()))
                self.assertLessEqual(len(blocks), 2)
                self.assert_same_rows(expected, found)

    def test_a_join_by_day_up_to_today(self):
        today = calendar_of.day(self.sandbox.today())
        days = calendar_of.days_between(today - 30 * calendar_of.DAY, today + calendar_of.DAY)
        self.make_calendar(days)
        for to in ("inclusive", "exclusive"):
            self.sandbox.set(focus__to=to)
            with self.subTest(to):
                self.found("SELECT cf_cache_clear()")
                self.sandbox.forget_requests()
                found = self.found("SELECT u.charge_date, ConsumedQuantity FROM calendar AS c "
                                   f"CROSS JOIN cf_focus_usage AS u ON u.account_id = '{FIRST}' "
                                   "AND u.charge_date = c.d")
                self.assertLessEqual(len(self.sandbox.requests()), 2)
                self.assert_same_rows(
                    self.rows("SELECT charge_date, ConsumedQuantity FROM cf_focus_usage WHERE "
                              f"account_id = '{FIRST}' AND charge_date >= ?",
                              (days[0].isoformat(),)), found)

    def test_a_day_as_arguments_is_that_day(self):
        """No condition of SQLite's drops the other days of what is asked for and kept."""
        for cache in (300, 0):
            db = self.connect(cache_ttl=cache)
            for ago in (40, 39, 12, 0):
                day = (calendar_of.day(self.sandbox.today()) - ago * calendar_of.DAY).isoformat()
                with self.subTest(cache=cache, day=day):
                    days = self.found(f"SELECT DISTINCT charge_date FROM cf_focus_usage('{FIRST}', "
                                      f"'{day}', '{day}')", db)
                    self.assertEqual([(day,)], days)

    def test_self_join_with_different_columns(self):
        sql = (f"SELECT a.ServiceName, b.BilledCost FROM cf_paygo_usage a CROSS JOIN cf_paygo_usage"
               f" b ON b.account_id = a.account_id AND b.ChargePeriodStart = a.ChargePeriodStart "
               f"AND b.ServiceName = a.ServiceName AND b.ZoneName IS a.ZoneName "
               f"WHERE a.account_id = '{FIRST}' AND a.{days_ago(12, 1)}")
        found = self.found(sql)
        self.check_asked_once()
        self.assertGreater(len(found), 20)

    def test_self_join_of_windows_in_flight(self):
        """Both sides are at work on the same windows at the same time."""
        self.sandbox.faults({"latency_ms": 100})
        sql = ("SELECT a.charge_date, sum(a.ConsumedQuantity), "
               f"(SELECT count(*) FROM cf_focus_usage b WHERE b.account_id = '{FIRST}' "
               f"AND b.{days_ago(80, 2)} AND b.x_BillableMetricName = 'x') "
               f"FROM cf_focus_usage a WHERE a.account_id = '{FIRST}' AND a.{days_ago(80, 2)} "
               "GROUP BY 1")
        found = self.found(sql)
        self.assertEqual(3, len(self.sandbox.requests()))
        self.check_asked_once()
        self.assertEqual(79, len(found))

    def test_two_cursors_at_once(self):
        self.sandbox.faults({"latency_ms": 50})
        a = self.cached.execute(f"SELECT ChargeDescription FROM cf_focus_usage WHERE account_id = "
                                f"'{FIRST}' AND {days_ago(85, 0)}")
        b = self.cached.execute(f"SELECT ConsumedQuantity FROM cf_focus_usage WHERE account_id = "
                                f"'{FIRST}' AND {days_ago(85, 0)}")
        first = [a.fetchone(), b.fetchone()]
        left, right = a.fetchall(), b.fetchall()
        self.assertTrue(all(first))
        self.check_asked_once()
        self.assertEqual(len(left), len(right))

    def test_abandoned_scan_beside_another(self):
        self.sandbox.faults({"latency_ms": 50})
        sql = f"{FOCUS} AND {days_ago(85, 0)}"
        a, b = self.cached.execute(sql), self.cached.execute(sql)
        first = b.fetchone()
        a.fetchone()
        a.close()
        found = [first, *b.fetchall()]
        self.sandbox.faults()
        self.assert_same_rows(self.rows(sql), found)

    def test_history_beside_itself(self):
        """Few columns in the outer loop, others and raw in the inner one."""
        sql = (f"SELECT a.id, b.amount FROM cf_billing_history a CROSS JOIN cf_billing_history b "
               f"ON b.account_id = a.account_id AND b.id = a.id WHERE a.account_id = '{FIRST}'")
        pages = -(-len(self.sandbox.truth("history", FIRST)) // 25)
        self.sandbox.forget_requests()
        found = self.found(sql)
        self.assertEqual(pages, len(self.sandbox.requests()))
        self.assert_same_rows(self.rows(f"SELECT id, amount FROM ({HISTORY})"), found)


class Keys(CacheCase):
    def test_other_credentials_ask_again(self):
        self.found(PROFILE)
        self.found(f"SELECT cf_config('api_token', NULL), cf_config('api_key', '{KEY}'), "
                   f"cf_config('email', '{EMAIL}')")
        db = self.connect(cache_ttl=300, environment={"CLOUDFLARE_API_TOKEN": None},
                          api_key=KEY, email=EMAIL)
        self.assertEqual([1, 0], [self.asked(PROFILE, db), self.asked(PROFILE, db)])
        self.found(f"SELECT cf_config('api_token', '{support.TOKEN}')", db)
        self.assertEqual([1, 0], [self.asked(PROFILE, db), self.asked(PROFILE, db)])
        self.found("SELECT cf_config('api_token', 'wrong')", db)
        self.failure(AUTH, PROFILE, db=db)

    def test_another_server_is_asked(self):
        self.found(PROFILE)
        other = support.Sandbox("--today", "2026-03-05")
        self.addCleanup(other.stop)
        self.value("SELECT cf_config('base_url', ?)", (other.base_url,), self.cached)
        self.value("SELECT cf_config('api_token', ?)", (support.TOKEN,), self.cached)
        with self.request_count(0):
            self.found(PROFILE)
        self.assertEqual(1, len(other.requests()))

    def test_connections_do_not_share(self):
        self.found(PROFILE)
        other = self.connect(cache_ttl=300)
        self.assertEqual([1, 0], [self.asked(PROFILE, other), self.asked(PROFILE, other)])


class NotKept(CacheCase):
    def test_failures(self):
        db = self.connect(cache_ttl=300, max_retries=0)
        for sql, path in ((PROFILE, "profile"), (HISTORY, "page=3"), (FOCUS, "usage"),
                          (PAYGO, "usage")):
            expected = self.rows(sql)
            for fault, code in (({"status": 403}, AUTH), ({"status": 500}, CANTOPEN),
                                ({"truncate": 40}, CANTOPEN), ({"reset": True}, CANTOPEN),
                                ({"truncate_chunked": 40}, CANTOPEN),
                                ({"body": '{"success":true,"result":[{"id'}, CANTOPEN),
                                ({"body": "<html>"}, ERROR),
                                ({"body": '{"success":false,"errors":[{"code":10000}]}'}, AUTH)):
                with self.subTest(sql=sql, fault=fault):
                    self.value("SELECT cf_cache_clear()", db=db)
                    self.sandbox.faults({"path": path, "count": 1, **fault})
                    with self.assertRaises(support.sqlite3.Error) as caught:
                        self.found(sql, db)
                    self.assertEqual(code, caught.exception.sqlite_errorcode & 0xFF)
                    self.assert_same_rows(expected, self.found(sql, db))

    def test_no_room(self):
        db = self.connect(cache_ttl=300, cache_mib=0)
        for sql in ALL:
            expected = self.rows(sql)
            self.assertGreaterEqual(self.asked(sql, db), 1)
            self.assertGreaterEqual(self.asked(sql, db), 1)
            self.assert_same_rows(expected, self.found(sql, db))
        self.assertEqual(0, self.value("SELECT cf_cache_clear()", db=db))

    def test_little_room(self):
        """A MiB: what was used least recently goes."""
        db = self.connect(cache_ttl=300, cache_mib=1)
        wide = [f"SELECT * FROM cf_focus_usage WHERE account_id = '{account}' AND "
                f"{days_ago(29, 0)}" for account in BILLED[:5]]
        for sql in wide * 2:
            self.assert_same_rows(self.rows(sql), self.found(sql, db))
        self.found(PROFILE, db)
        self.assertEqual(0, self.asked(PROFILE, db))
        kept = self.value("SELECT cf_cache_clear()", db=db)
        self.assertLess(kept, len(wide) + 1)
        self.assertGreaterEqual(kept, 1)
        self.assert_same_rows(self.rows(HISTORY), self.found(HISTORY, db))


if __name__ == "__main__":
    support.main()
