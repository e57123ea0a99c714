"""Costs of FOCUS usage come by POST, or by GET where that is refused; never by both."""

import datetime
import json

import calendar_of
import oracle
import support
from focus_post_case import DAY, PostCase
from support import (AUTH, BUSY, CANTOPEN, ERROR, EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END,
                     NOT_COVERED, ORGANIZATION)

POSTED = "/billable/usage$"


class Columns(PostCase):
    def test_only_what_uses_money_asks_for_it(self):
        of = self.of(MONTH_END)
        for wanted, select in (
                ("GET", "count(*)"), ("GET", "ConsumedQuantity, ConsumedUnit"), ("GET", "raw"),
                ("GET", "account_id, charge_date, BillingPeriodStart, BillingPeriodEnd, ChargeClass"),
                ("POST", "*"), ("POST", "sum(BilledCost)"), *(("POST", c) for c in oracle.FOCUS_MONEY)):
            with self.subTest(select):
                self.assertEqual([wanted], self.asked(f"SELECT {select} FROM {of}"))
        for wanted, more in (("POST", "AND BilledCost > 0"), ("POST", "AND ListUnitPrice IS NULL"),
                             ("POST", "ORDER BY BilledCost"), ("POST", "GROUP BY PricingUnit"),
                             ("GET", "AND ConsumedQuantity > 0 ORDER BY ConsumedQuantity")):
            with self.subTest(more):
                self.assertEqual([wanted], self.asked(f"SELECT count(*) FROM {of} {more}"))

    def test_costs_are_those_of_the_records(self):
        truth = self.truth(MONTH_END, self.ago(40), self.today)
        costs = [float(record["BilledCost"]) for _, record in truth]
        found = self.rows(f"SELECT BilledCost, raw FROM {self.of(MONTH_END, 40)}")
        self.assert_same_rows([(cost, text) for cost, (text, _) in zip(costs, truth)], found)
        # And there are none without.
        (raw,) = self.rows(f"SELECT raw FROM {self.of(MONTH_END)} LIMIT 1")[0]
        self.assertNotIn("BilledCost", raw)

    def test_money_that_is_not_there_is_null_by_post_as_well(self):
        for account in (FIRST, MID_MONTH):
            self.assertEqual([(None, None)], self.rows(
                f"SELECT DISTINCT BilledCost, PricingUnit FROM {self.of(account)}"))
        self.assertEqual({"POST"}, set(self.methods()))

    def test_organizations_have_no_post(self):
        month = f"organization_id = '{ORGANIZATION}' AND charge_date >= '{self.ago(3)}'"
        self.assertEqual(["GET"], self.asked(f"SELECT sum(BilledCost) FROM cf_focus_usage WHERE {month}"))
        self.assertIsNone(self.value(f"SELECT sum(BilledCost) FROM cf_focus_usage WHERE {month}"))

    def test_several_accounts_and_no_filter_sent(self):
        where = (f"account_id IN ('{MONTH_END}', '{EURO}') AND charge_date >= '{self.ago(3)}' "
                 "AND x_BillableMetricId = 'workers_requests'")
        found = self.asked(f"SELECT BilledCost FROM cf_focus_usage WHERE {where}")
        self.assertEqual(["POST"] * 2, found)
        for request in self.sandbox.requests():
            self.assertEqual({"Metric", "TimePeriod"}, request.json.keys())
            self.assertEqual("", request["query"])

    def test_without_days_the_api_chooses_them(self):
        self.assertEqual(["POST"], self.asked(
            f"SELECT count(*), max(BilledCost) FROM cf_focus_usage WHERE account_id = '{EURO}'"))
        self.assertEqual({"Metric": "cost"}, self.sandbox.requests()[0].json)
        month = self.truth(EURO, self.today.replace(day=1), self.today)
        self.assertEqual(len(month), self.value(
            "SELECT count(BillingCurrency) FROM cf_focus_usage WHERE account_id = ?", (EURO,)))


class Windows(PostCase):
    def compare(self, account, first, last, message=""):
        expected = [(text,) for text, _ in self.truth(account, first, last)]
        found = self.rows("SELECT raw FROM cf_focus_usage WHERE account_id = ? AND charge_date BETWEEN "
                          "? AND ? AND (BilledCost >= 0 OR true)", (account, str(first), str(last)))
        self.assert_same_rows(expected, found, message)

    def test_no_day_is_lost_or_doubled_at_seams_and_ends_of_months(self):
        for end in ("exclusive", "inclusive"):
            for future in ("accept", "refuse"):
                self.sandbox.set(focus__post_to=end, focus__future_to=future)
                for length in (1, 2, 29, 30, 31, 32, 60, 61, 90):
                    for before in (0, 1, 17):
                        last = self.today - before * DAY
                        self.sandbox.forget_requests()
                        self.compare(MONTH_END, last - (length - 1) * DAY, last,
                                     f"{end} {future} {length} days up to {last}:")
                        self.assertEqual({"POST"}, set(self.methods()))

    def test_each_last_of_a_month_and_each_month(self):
        days = calendar_of.days_between(self.today - 120 * DAY, self.today)
        for end in (day for day in days if (day + DAY).day == 1):
            self.compare(MANY_PLANS, end, end)
            self.compare(MANY_PLANS, end.replace(day=1), end)

    def test_periods_are_exactly_the_days(self):
        first, last = self.today - 64 * DAY, self.today - 3 * DAY
        self.sandbox.forget_requests()
        self.compare(EURO, first, last)
        asked = []
        for request in self.sandbox.requests():
            period = request.json["TimePeriod"]
            self.assertTrue(all(moment.endswith("T00:00:00Z") for moment in period.values()))
            asked.append((calendar_of.day(period["From"][:10]), calendar_of.day(period["To"][:10])))
        self.assertEqual(last + DAY, asked[0][1])  # The newest are asked for first.
        asked.sort()
        self.assertEqual((first, last + DAY), (asked[0][0], asked[-1][1]))
        for (_, end), (begin, _) in zip(asked, asked[1:]):
            self.assertEqual(end, begin)
        self.assertLessEqual(max(end - begin for begin, end in asked), 30 * DAY)

    def test_end_of_today_refused(self):
        self.sandbox.set(focus__future_to="refuse")
        now = datetime.datetime.now(datetime.timezone.utc)
        found = self.asked(f"SELECT charge_date, BilledCost FROM {self.of(MONTH_END, 0)}")
        self.assertEqual(["POST"] * 2, found)
        first, second = (request.json["TimePeriod"]["To"] for request in self.sandbox.requests())
        self.assertEqual(str(self.today + DAY) + "T00:00:00Z", first)
        self.assertEqual(self.sandbox.today(), second[:10])
        self.assertLessEqual(f"{now:%H:%M}" if str(now.date()) == second[:10] else "00:00", second[11:16])


class Refused(PostCase):
    def test_get_answers_and_that_is_remembered(self):
        for setting, posts in (("off", 1), ("404", 1), ("400", 2)):
            with self.subTest(setting):
                self.sandbox.set(focus__post=setting)
                db = self.connect()
                sql = f"SELECT ConsumedQuantity, BilledCost FROM {self.of(MONTH_END, 70)}"
                # Of a 400 it could be the end of today that is refused.
                self.assertEqual(["POST"] * posts + ["GET"] * 3, self.asked(sql, db=db))
                self.assertEqual(["GET"] * 3, self.asked(sql, db=db))
                truth = self.truth(MONTH_END, self.ago(70), self.today)
                self.assert_same_rows([(float(record["ConsumedQuantity"]), None) for _, record in truth],
                                      self.rows(sql, db=db))
                log = self.rows("SELECT method, status, outcome, rows > 0 FROM cf_requests ORDER BY id",
                                db=db)
                status = {"off": 405}.get(setting) or int(setting)
                self.assertEqual([("POST", status)] * posts, [row[:2] for row in log[:posts]])
                self.assertEqual({("GET", 200, "ok", 1)}, set(log[posts:]))
                # Other accounts and connections ask for themselves, and so do settings and caches anew.
                self.assertIn("POST", self.asked(f"SELECT BilledCost FROM {self.of(EURO)}", db=db))
                self.assertIn("POST", self.asked(f"SELECT BilledCost FROM {self.of(MONTH_END)}",
                                                 db=self.connect()))
                self.value("SELECT cf_config('timeout', 50)", db=db)
                self.assertIn("POST", self.asked(sql, db=db))
                self.value("SELECT cf_cache_clear()", db=db)
                self.assertIn("POST", self.asked(sql, db=db))

    def of_both(self, columns, more=""):
        return (f"SELECT {columns} FROM cf_focus_usage WHERE account_id IN ('{EURO}', '{MONTH_END}') "
                f"AND charge_date >= '{self.ago(40)}' {more}")

    def assert_half(self, found):
        for account, rows, costs in found:
            self.assertEqual(len(self.truth(account, self.ago(40), self.today)), rows)
            self.assertEqual(0 if account == EURO else rows, costs)
        self.assertEqual({EURO, MONTH_END}, {row[0] for row in found})

    def test_one_account_alone_is_an_error(self):
        """Whichever is answered first, before and after it is remembered, whoever else is left out."""
        for status in (400, 404, 405):
            for slow in ("POST", "GET"):
                self.sandbox.faults({"path": POSTED, "method": "POST", "account": EURO, "status": status},
                                    {"path": POSTED if slow == "POST" else "billable/usage[?]", "method": slow,
                                     "latency_ms": 150})
                for on_error in ("fail", "skip"):
                    with self.subTest(status=status, slow=slow, on_error=on_error):
                        db = self.connect(on_error=on_error)
                        for _ in range(2):
                            message = self.failure(ERROR, self.of_both("sum(BilledCost)"), db=db)
                            self.assert_says(message, f"account {MONTH_END} came by POST",
                                             f"refused for account {EURO}", "incomplete = 'columns'")
        for query in (self.of_both("count(*)"), self.of_both("sum(ConsumedQuantity)")):
            self.assertEqual({"GET"}, set(self.asked(query)))

    def test_one_account_alone_in_a_join(self):
        """Which scans each account by itself."""
        self.sandbox.faults({"path": POSTED, "method": "POST", "account": EURO, "status": 404})
        for accounts in ((EURO, MONTH_END), (MONTH_END, EURO)):
            values = ", ".join(f"('{account}')" for account in accounts)
            message = self.failure(ERROR, f"WITH clients(id) AS (VALUES {values}) SELECT sum(BilledCost) "
                                          "FROM clients CROSS JOIN cf_focus_usage AS u ON "
                                          f"u.account_id = id AND charge_date >= '{self.ago(2)}'")
            self.assert_says(message, f"account {MONTH_END} came by POST",
                             f"refused for account {EURO}")

    def test_one_account_alone_is_accepted(self):
        self.sandbox.faults({"path": POSTED, "method": "POST", "account": EURO, "status": 404})
        columns = "account_id, count(*), count(BilledCost)"
        for value in ("columns", "ignore"):
            db = self.connect(concurrency=1)
            self.assert_half(self.rows(self.of_both(columns, f"AND incomplete = '{value}' GROUP BY 1"),
                                       db=db))
        db = self.connect(incomplete="ignore")
        self.assert_half(self.rows(self.of_both(columns, "GROUP BY 1"), db=db))
        self.failure(ERROR, self.of_both(columns, "AND incomplete = 'error' GROUP BY 1"), db=db)
        # What is noted is so of the account that lacks them, also where its refusal is remembered.
        db = self.connect(incomplete="ignore", concurrency=1)
        for _ in range(2):
            self.rows(self.of_both(columns, "GROUP BY 1"), db=db)
        noted = self.rows("SELECT DISTINCT account_id FROM cf_requests WHERE error LIKE "
                          "'%costs are not told%'", db=db)
        self.assertEqual([(EURO,)], noted)

    def test_all_accounts_refused_is_no_mixture(self):
        self.sandbox.faults({"path": POSTED, "method": "POST", "status": 404})
        found = self.rows(self.of_both("account_id, count(BilledCost)", "GROUP BY 1"))
        self.assertEqual({(EURO, 0), (MONTH_END, 0)}, set(found))

    def test_old_days_that_are_refused_say_nothing_of_the_newest(self):
        """A 400 for days that are long gone is not remembered against the account."""
        self.sandbox.faults({"path": POSTED, "method": "POST", "status": 400, "count": 1})
        db = self.connect(cache_ttl=0)
        old = (f"SELECT count(BilledCost) FROM cf_focus_usage WHERE account_id = '{EURO}' AND charge_date "
               f"BETWEEN '{self.ago(90)}' AND '{self.ago(80)}'")
        self.assertEqual(["POST", "GET"], self.asked(old, db=db))
        self.assertEqual(["POST"], self.asked(f"SELECT sum(BilledCost) FROM {self.of(EURO)}", db=db))

    def test_other_errors_stay(self):
        db = self.connect(max_retries=0)
        for status, code in ((401, AUTH), (403, AUTH), (410, ERROR), (429, BUSY), (500, CANTOPEN)):
            with self.subTest(status):
                self.sandbox.faults({"path": POSTED, "method": "POST", "status": status})
                self.sandbox.forget_requests()
                message = self.failure(code, f"SELECT BilledCost FROM {self.of(EURO, 70)}", db=db)
                self.assert_says(message, f"HTTP {status}", "POST …/billable/usage", EURO)
                self.assertEqual(["POST"], self.methods())
        self.sandbox.faults()
        message = self.failure(AUTH, f"SELECT BilledCost FROM {self.of(NOT_COVERED)}")
        self.assert_says(message, "HTTP 403", "restricted")

    def test_a_post_is_tried_again(self):
        self.sandbox.faults({"path": POSTED, "method": "POST", "status": 503, "count": 2})
        db = self.connect(max_wait=0)
        self.assertEqual(["POST"] * 3, self.asked(f"SELECT BilledCost FROM {self.of(EURO)}", db=db))

    def test_the_two_are_never_mixed(self):
        for status in (400, 404, 405):
            for skip in (1, 2):
                with self.subTest(status=status, skip=skip):
                    self.sandbox.faults({"path": POSTED, "method": "POST", "skip": skip, "count": 1,
                                         "status": status})
                    self.sandbox.forget_requests()
                    db = self.connect(concurrency=1)
                    found = []
                    with self.assertRaises(support.sqlite3.Error) as caught:
                        for row in db.execute(f"SELECT charge_date, BillingCurrency FROM "
                                              f"{self.of(MONTH_END, 70)}"):
                            found.append(row)
                    message = str(caught.exception)
                    self.assert_says(message, f"HTTP {status}", MONTH_END, "other days of the account",
                                     " to ")
                    self.assertNotIn("GET", self.methods())
                    self.assertTrue(all(currency for _, currency in found))
        # One account that is refused so is left out where the rest goes on.
        self.sandbox.faults({"path": POSTED, "method": "POST", "account": MONTH_END, "skip": 1,
                             "status": 400})
        found = self.rows("SELECT account_id, count(*) FROM cf_focus_usage WHERE BilledCost >= 0 AND "
                          f"account_id IN ('{EURO}', '{MONTH_END}') AND charge_date >= '{self.ago(70)}' "
                          "GROUP BY 1", db=self.connect(on_error="skip"))
        self.assertEqual([EURO], [account for account, _ in found])

    def test_records_of_other_days_are_an_error(self):
        far = self.ago(20)
        body = json.dumps({"success": True, "errors": [], "messages": [], "result": [
            {"ChargePeriodStart": f"{far}T00:00:00Z", "BilledCost": 1}]})
        self.sandbox.faults({"path": POSTED, "method": "POST", "status": 200, "body": body})
        self.assert_says(self.failure(ERROR, f"SELECT BilledCost FROM {self.of(EURO)}"),
                         f"a record of {far} came", "POST")


class Kept(PostCase):
    def test_answers_of_the_two_serve_their_own(self):
        db = self.connect(cache_ttl=300)
        few, costs = (f"SELECT charge_date, {column} FROM {self.of(MONTH_END, 20)}"
                      for column in ("ConsumedQuantity", "BilledCost"))
        self.assertEqual([["GET"], ["POST"], [], []],
                         [self.asked(sql, db=db) for sql in (few, costs, few, costs)])
        self.assert_same_rows(self.rows(costs), self.rows(costs, db=db))
        self.assert_same_rows(self.rows(few), self.rows(few, db=db))
        part = (f"SELECT charge_date, BilledCost FROM cf_focus_usage WHERE account_id = '{MONTH_END}' "
                f"AND charge_date = '{self.ago(5)}'")
        with self.request_count(0):
            found = self.rows(part, db=db)
        self.assert_same_rows(self.rows(part), found)

    def test_a_join_by_day(self):
        db = self.connect(cache_ttl=300)
        db.execute("CREATE TEMP TABLE calendar AS WITH RECURSIVE days(d) AS (SELECT ?1 UNION ALL SELECT "
                   "date(d, '+1 day') FROM days WHERE d < ?2) SELECT d FROM days",
                   (self.ago(29), self.ago(0)))
        self.sandbox.forget_requests()
        found = self.rows(f"SELECT sum(BilledCost) FROM calendar CROSS JOIN cf_focus_usage u ON "
                          f"u.account_id = '{MONTH_END}' AND u.charge_date = d", db=db)
        self.assertLessEqual(len(self.sandbox.requests()), 2)
        expected = self.value(f"SELECT sum(BilledCost) FROM {self.of(MONTH_END, 29)}")
        self.assertAlmostEqual(expected, found[0][0])


class Accounts(PostCase):
    def test_records_that_name_no_account_are_of_the_one_asked(self):
        self.sandbox.set(focus__post_account="absent")
        for account in (MONTH_END, MID_MONTH):
            sql = "SELECT account_id, BillingAccountId, PricingUnit FROM cf_focus_usage WHERE {} = ? AND " \
                  f"charge_date >= '{self.ago(40)}'"
            by_argument, by_record = (self.rows(sql.format(column), (account,))
                                      for column in ("account_id", "BillingAccountId"))
            self.assertEqual(len(self.truth(account, self.ago(40), self.today)), len(by_argument))
            self.assert_same_rows(by_argument, by_record)
            self.assertEqual({(account, account)}, {row[:2] for row in by_argument})

    def test_by_get_they_are_as_well(self):
        truth = self.truth(MID_MONTH, self.ago(100), self.today)
        self.assertGreater(sum("BillingAccountId" not in record for _, record in truth), 0)
        for column in ("account_id", "BillingAccountId"):
            found = self.rows("SELECT BillingAccountId, charge_date, ConsumedQuantity FROM cf_focus_usage "
                              f"WHERE {column} = ? AND charge_date >= ?", (MID_MONTH, self.ago(100)))
            self.assert_same_rows(
                [(MID_MONTH, record["ChargePeriodStart"][:10], float(record["ConsumedQuantity"]))
                 for _, record in truth], found)
        self.assertEqual({"GET"}, set(self.methods()))
        # An organization has several accounts, and nothing says which of them such a record is of.
        found = self.rows("SELECT DISTINCT BillingAccountId, account_id FROM cf_focus_usage WHERE "
                          "organization_id = ? AND charge_date >= ?", (ORGANIZATION, self.ago(100)))
        self.assertTrue(all(account == shown for account, shown in found))


if __name__ == "__main__":
    support.main()
