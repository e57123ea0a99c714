"""The three generations of the PayGo endpoint, the newer ones switched off one by one."""

import json
import unittest

import oracle
import support
from support import FIRST, MANY_PLANS, MONTH_END, NOT_COVERED
ALL = ["billable-usage", "paygo-usage", "billing/usage/paygo"]
FIELDS = {"billable-usage": oracle.PAYGO_COLUMNS, "paygo-usage": oracle.PAYGO_SECOND,
          "billing/usage/paygo": oracle.PAYGO_FIRST}
INFOS = {"billable-usage/info", "paygo-usage-info"}
RANGE = ("date('now', '-40 days')", "date('now', '-20 days')")
EARLIER = ("date('now', '-160 days')", "date('now', '-140 days')")
IN_RANGE = "account_id = '{}' AND charge_date BETWEEN {} AND {}"


class GenerationCase(support.TestCase):
    def live(self, *endpoints, gone="7003"):
        self.sandbox.reset()
        self.sandbox.set(paygo__generations=",".join(endpoints), paygo__gone=gone)
        self.sandbox.forget_requests()

    def endpoints(self, account=FIRST):
        return [r.endpoint.removeprefix(f"/accounts/{account}/") for r in self.sandbox.requests()]


class Generations(GenerationCase):
    def expected(self, account, days, fields):
        first, last = self.rows(f"SELECT {days[0]}, {days[1]}")[0]
        return [oracle.older_paygo(record, fields)
                for record in self.sandbox.truth("paygo", account)
                if first <= oracle.day_of(record) <= last]

    def check(self, db, account, days, fields):
        """The columns that there are, which is what a fallback shows."""
        found = self.rows(f"SELECT {', '.join(fields)} FROM cf_paygo_usage "
                          f"WHERE {IN_RANGE.format(account, *days)}", db=db)
        places = [oracle.PAYGO_COLUMNS.index(name) for name in fields]
        expected = [tuple(row[place] for place in places)
                    for row in self.expected(account, days, fields)]
        self.assertTrue(expected)
        self.assert_same_rows(expected, found)

    def test_falls_back_and_remembers(self):
        for newest in range(3):
            live = ALL[newest:]
            for gone in ("7003", "404", "410"):
                for account in (FIRST, MONTH_END, MANY_PLANS):
                    with self.subTest(live=live, gone=gone, account=account):
                        self.live(*live, gone=gone)
                        db = self.connect()
                        self.check(db, account, RANGE, FIELDS[live[0]])
                        asked = [e for e in self.endpoints(account) if e not in INFOS]
                        self.assertEqual(ALL[:newest + 1], list(dict.fromkeys(asked)))
                        for endpoint in ALL[:newest]:
                            self.assertEqual(2, asked.count(endpoint))

                        self.sandbox.forget_requests()
                        self.check(db, account, EARLIER, FIELDS[live[0]])
                        self.assertEqual({live[0]}, set(self.endpoints(account)))

    def test_request_counts(self):
        """One cycle: `info` and the answer without dates, both twice where they are gone, the cycle
        and the one before it; then the cycle, and the one before it only where that was not looked at yet."""
        for newest, count in ((0, 4), (1, 8), (2, 11)):
            with self.subTest(newest=newest):
                self.live(*ALL[newest:])
                db = self.connect()
                for month, requests in (("-5 month", count), ("-5 month", 1), ("-3 month", 2)):
                    with self.request_count(requests):
                        self.rows("SELECT count(*) FROM cf_paygo_usage WHERE account_id = ? AND "
                                  "charge_date = date('now', 'start of month', ?, '+4 days')",
                                  (FIRST, month), db)

    def test_memory_is_of_one_account_and_one_connection(self):
        self.live(*ALL[1:])
        db = self.connect()
        self.check(db, FIRST, RANGE, oracle.PAYGO_SECOND)
        self.sandbox.forget_requests()
        self.check(db, MONTH_END, RANGE, oracle.PAYGO_SECOND)
        self.assertIn("billable-usage", self.endpoints(MONTH_END))
        self.sandbox.forget_requests()
        self.check(self.connect(), FIRST, RANGE, oracle.PAYGO_SECOND)
        self.assertIn("billable-usage", self.endpoints())

    def test_numbers_of_fields(self):
        self.assertEqual([27, 15, 11], [len(FIELDS[endpoint]) for endpoint in ALL])
        for newest in range(3):
            self.live(*ALL[newest:])
            row = self.rows("SELECT * FROM cf_paygo_usage WHERE account_id = ? AND ZoneId IS "
                            "NOT NULL LIMIT 1" if newest < 2 else
                            "SELECT * FROM cf_paygo_usage WHERE account_id = ? LIMIT 1",
                            (FIRST,), self.connect(paygo_endpoint=ALL[newest]))[0]
            filled = {name for name, value in zip(oracle.PAYGO_COLUMNS, row) if value is not None}
            self.assertEqual(set(FIELDS[ALL[newest]]) - {"ChargeClass"}, filled)

    def test_raw_is_the_record_of_that_generation(self):
        for newest in range(3):
            self.live(*ALL[newest:])
            found = {frozenset(json.loads(raw)) for (raw,) in self.rows(
                "SELECT raw FROM cf_paygo_usage WHERE account_id = ?", (FIRST,), self.connect())}
            fields = frozenset(FIELDS[ALL[newest]])
            # Records without a zone do not have the members about it.
            self.assertEqual({fields, fields - {"ZoneId", "ZoneName"}}, found)

    def test_without_dates(self):
        """Without dates `info` is asked where the newer endpoint is gone: is the account?"""
        for newest in range(3):
            self.live(*ALL[newest:])
            count, starts = self.rows(
                "SELECT count(*), count(DISTINCT BillingPeriodStart) FROM cf_paygo_usage WHERE "
                "account_id = ?", (FIRST,), self.connect())[0]
            asked = []
            for endpoint, info in (("billable-usage", "billable-usage/info"),
                                   ("paygo-usage", "paygo-usage-info"))[:newest]:
                asked += [endpoint, *sorted((info, endpoint))]
            self.assertEqual(sorted([*asked, ALL[newest]]), sorted(self.endpoints()))
            self.assertEqual(2, starts)
            self.assertGreater(count, 100)

    def test_a_column_that_is_lacking(self):
        """In the result, in a condition, in all columns; and the ways out."""
        for newest in (1, 2):
            self.live(*ALL[newest:])
            for sql, lacking in (("SELECT sum(BilledCost) FROM {}", ["BilledCost"]),
                                 ("SELECT ServiceName FROM {} AND ListCost > 0", ["ListCost"]),
                                 ("SELECT * FROM {}", ["BilledCost", "PricingUnit"])):
                for where in ("", " AND charge_date >= date('now', '-5 days')"):
                    table = f"cf_paygo_usage WHERE account_id = '{FIRST}'{where}"
                    with self.subTest(newest=newest, sql=sql, where=where):
                        message = self.failure(support.ERROR, sql.format(table), db=self.connect())
                        self.assert_says(message, "cf_paygo_usage", FIRST, ALL[newest], *lacking,
                                         f"cf_config('paygo_endpoint', '{ALL[newest]}')")
                        pinned = self.connect(paygo_endpoint=ALL[newest])
                        self.assertTrue(self.rows(f"SELECT BilledCost FROM {table}", db=pinned))
                        self.assertTrue(self.rows(f"SELECT account_id, ContractedCost, raw FROM "
                                                  f"{table}", db=self.connect()))

    def test_one_404_is_no_reason_to_fall_back(self):
        """Neither of the answer without dates, nor of `info`, nor of a cycle."""
        where = IN_RANGE.format(FIRST, *RANGE)
        self.live(*ALL)
        expected = self.value(f"SELECT sum(BilledCost) FROM cf_paygo_usage WHERE {where}")
        for gone in ({"status": 404}, {"status": 410}, {"status": 400, "body": json.dumps(
                {"success": False, "errors": [{"code": 7003}]})}):
            for path in (r"/billable-usage$", r"/billable-usage/info$", r"/billable-usage\?from"):
                with self.subTest(gone=gone, path=path):
                    self.live(*ALL)
                    self.sandbox.faults({"path": path, "count": 1, **gone})
                    self.assertEqual(expected, self.value(
                        f"SELECT sum(BilledCost) FROM cf_paygo_usage WHERE {where}",
                        db=self.connect()))
                    self.assertFalse([e for e in self.endpoints() if e in ALL[1:]])

    def test_usage_that_is_gone_while_info_answers(self):
        for where in ("", " AND charge_date >= date('now', '-5 days')"):
            self.live(*ALL)
            self.sandbox.faults({"path": r"/billable-usage(\?|$)", "status": 404})
            message = self.failure(support.ERROR, "SELECT count(*) FROM cf_paygo_usage "
                                   f"WHERE account_id = '{FIRST}'{where}", db=self.connect())
            self.assert_says(message, "cf_paygo_usage", FIRST, "404", "billable-usage/info answers")
            self.assertFalse([e for e in self.endpoints() if e in ALL[1:]])

    def test_pinned_endpoint(self):
        for endpoint in ALL:
            with self.subTest(endpoint=endpoint):
                self.live(*ALL)
                self.check(self.connect(paygo_endpoint=endpoint), FIRST, RANGE, FIELDS[endpoint])
                self.assertEqual({endpoint}, set(self.endpoints()) - INFOS)

    def test_pinned_endpoint_that_is_gone(self):
        for gone in ("7003", "404", "410"):
            for endpoint in ALL:
                with self.subTest(endpoint=endpoint, gone=gone):
                    self.live(*(e for e in ALL if e != endpoint), gone=gone)
                    message = self.failure(
                        support.ERROR, "SELECT * FROM cf_paygo_usage WHERE account_id = ?",
                        (FIRST,), self.connect(paygo_endpoint=endpoint))
                    self.assert_says(message, "cf_paygo_usage", FIRST, "paygo_endpoint", endpoint)
                    self.assertEqual({endpoint}, set(self.endpoints()) - INFOS)

    def test_bad_pin_names_the_choices(self):
        message = self.failure(support.ERROR, "SELECT cf_config('paygo_endpoint', 'newest')")
        self.assert_says(message, "paygo_endpoint", "auto", *ALL)

    def test_all_gone(self):
        for gone in ("7003", "404", "410"):
            for where in ("", " AND charge_date >= date('now', '-50 days')"):
                with self.subTest(gone=gone, where=where):
                    self.live(gone=gone)
                    message = self.failure(support.ERROR, "SELECT * FROM cf_paygo_usage "
                                           f"WHERE account_id = '{FIRST}'{where}",
                                           db=self.connect())
                    self.assert_says(message, "cf_paygo_usage", "410" if gone == "410" else "404",
                                     FIRST)
                    self.assertLessEqual(set(ALL), set(self.endpoints()))

    def test_route_codes_under_http_400_count_as_gone(self):
        for code in (7003, 7000):
            body = json.dumps({"success": False, "result": None, "messages": [],
                               "errors": [{"code": code, "message": "No route for the URI"}]})
            self.live(*ALL)
            self.sandbox.faults({"path": "/billable-usage", "status": 400, "body": body})
            # `info`, too, as its path begins like this.
            self.check(self.connect(), FIRST, RANGE, oracle.PAYGO_SECOND)

    def test_other_refusals_are_no_reason_to_fall_back(self):
        for status, code in ((401, support.AUTH), (403, support.AUTH), (400, support.ERROR),
                             (500, support.CANTOPEN)):
            self.live(*ALL)
            self.sandbox.faults({"path": "/billable-usage", "status": status})
            self.failure(code, "SELECT * FROM cf_paygo_usage WHERE account_id = ?", (FIRST,),
                         self.connect(max_retries=0))
            self.assertEqual({"billable-usage"}, set(self.endpoints()))

    def test_account_column_of_older_generations(self):
        """They have no BillingAccountId: naming the account by it must not look like no usage."""
        self.live(*ALL[1:])
        message = self.failure(support.ERROR, "SELECT count(*) FROM cf_paygo_usage "
                               "WHERE BillingAccountId = ?", (FIRST,))
        self.assert_says(message, FIRST, "BillingAccountId", "account_id")

    def test_not_covered_account(self):
        self.live(*ALL)
        message = self.failure(support.ERROR, "SELECT * FROM cf_paygo_usage WHERE account_id = ? "
                               "AND charge_date >= date('now', '-5 days')", (NOT_COVERED,))
        self.assert_says(message, "cf_paygo_usage", NOT_COVERED, "covered: false")


class Subscriptions(GenerationCase):
    """cf_paygo_subscriptions asks the companions, by the same rules."""

    SQL = "SELECT id, covered, substr(billing_cycle_anchor_timestamp, 9, 2) FROM cf_paygo_subscriptions('{}')"
    OLDER = ["billable-usage/info", "billable-usage/info", "billable-usage", "paygo-usage-info"]

    def told(self, account):
        told = json.loads(self.sandbox.truth("info", account))
        return [(each["id"], int(told["covered"]), each["billing_cycle_anchor_timestamp"][8:10])
                for each in told["subscriptions"]] or [(None, int(told["covered"]), None)]

    def asks(self, expected, account=FIRST, db=None):
        self.sandbox.forget_requests()
        self.assert_same_rows(self.told(account), self.rows(self.SQL.format(account), db=db))
        self.assertEqual(sorted(expected), sorted(self.endpoints(account)))

    def fails(self, *words, account=FIRST, db=None, asked):
        self.sandbox.forget_requests()
        message = self.failure(support.ERROR, self.SQL.format(account), db=db)
        self.assert_says(message, "cf_paygo_subscriptions: ", *words)
        self.assertEqual(sorted(asked), sorted(self.endpoints(account)))

    def test_of_the_newest(self):
        self.live(*ALL)
        for account in (FIRST, MANY_PLANS, NOT_COVERED):
            self.asks(["billable-usage/info"], account)

    def test_of_the_second_and_remembered(self):
        for gone in ("7003", "404", "410"):
            for account in (FIRST, MANY_PLANS, NOT_COVERED):
                with self.subTest(gone=gone, account=account):
                    self.live(*ALL[1:], gone=gone)
                    db = self.connect()
                    self.asks(self.OLDER, account, db)
                    self.assertEqual([(404 if gone != "410" else 410, 3), (200, 1)], self.rows(
                        "SELECT status, count(*) FROM cf_requests GROUP BY 1 ORDER BY 1 DESC", db=db))
                    self.asks(["paygo-usage-info"], account, db)
                    # One memory for both tables.
                    self.sandbox.forget_requests()
                    if account != NOT_COVERED:
                        self.rows(f"SELECT count(*) FROM cf_paygo_usage('{account}')", db=db)
                        self.assertEqual(["paygo-usage"], self.endpoints(account))
        self.live(*ALL[1:])
        db = self.connect()
        self.rows(f"SELECT count(*) FROM cf_paygo_usage('{FIRST}')", db=db)
        self.asks(["paygo-usage-info"], db=db)

    def test_of_every_account_in_one_query(self):
        self.live(*ALL[1:])
        found = self.rows("SELECT account_id, count(*) FROM cf_paygo_subscriptions WHERE account_id IN "
                          "(SELECT id FROM cf_accounts) GROUP BY 1")
        self.assertEqual({account: len(self.told(account)) for account in support.ALL_ACCOUNTS}, dict(found))

    def test_one_404_is_no_reason(self):
        for status in (404, 410):
            self.live(*ALL)
            self.sandbox.faults({"path": "/billable-usage/info$", "count": 1, "status": status})
            self.asks(["billable-usage/info", "billable-usage/info", "billable-usage"], db=self.connect())

    def test_companion_that_is_gone_while_usage_answers(self):
        self.live(*ALL)
        self.sandbox.faults({"path": "/billable-usage/info$", "status": 404})
        self.fails("billable-usage/info is gone, twice, while billable-usage answers", FIRST,
                   asked=["billable-usage/info", "billable-usage/info", "billable-usage"])

    def test_usage_that_is_refused_proves_nothing(self):
        self.live(*ALL)
        self.sandbox.faults({"path": "/billable-usage/info$", "status": 404},
                            {"path": "/billable-usage$", "status": 403})
        message = self.failure(support.AUTH, self.SQL.format(FIRST))
        self.assert_says(message, "403", FIRST)
        self.assertNotIn("paygo-usage-info", self.endpoints())

    def test_none_is_left(self):
        asked = [*self.OLDER, "paygo-usage-info", "paygo-usage"]
        for live in ((), ALL[2:]):
            self.live(*live)
            self.fails("neither billable-usage/info nor paygo-usage-info answers", "BillingPeriodStart",
                       FIRST, asked=asked, db=self.connect())
        # The oldest is remembered from usage; it has no companion.
        self.live(*ALL[2:])
        db = self.connect()
        self.rows(f"SELECT count(ContractedCost) FROM cf_paygo_usage('{FIRST}')", db=db)
        self.fails("neither billable-usage/info nor paygo-usage-info answers", asked=asked, db=db)

    def test_pinned(self):
        self.live(*ALL)
        for endpoint, companion in (("billable-usage", "billable-usage/info"),
                                    ("paygo-usage", "paygo-usage-info")):
            db = self.connect(paygo_endpoint=endpoint)
            self.live(*ALL)
            self.asks([companion], db=db)
            self.live(*(each for each in ALL if each != endpoint))
            self.fails(f"allows no other endpoint than {endpoint}", asked=[companion, companion, endpoint],
                       db=self.connect(paygo_endpoint=endpoint))
        self.live(*ALL)
        self.fails("billing/usage/paygo", "tells no subscriptions", "paygo_endpoint", asked=[],
                   db=self.connect(paygo_endpoint="billing/usage/paygo"))

    def test_wrong_account(self):
        message = self.failure(support.ERROR, self.SQL.format(support.UNKNOWN))
        self.assert_says(message, support.UNKNOWN, "404")


if __name__ == "__main__":
    support.main()
