"""Billing history: pages read as far as needed, what is sent, and records of every shape."""

import json
import unittest

import oracle
import support
from support import ALL_ACCOUNTS, ERROR, EURO, FIRST, MANY_PLANS
TABLE = "cf_billing_history"
PER_PAGE = {"account": 25, "user": 50}  # what the sandbox clamps 50 to


def items(first, count, **more):
    """Invented items, newest first: one a day, going back from day number `first`."""
    return [{"id": f"{n:032x}", "type": "charge", "action": "subscription", "amount": n,
             "currency": "USD", "occurred_at": f"2026-{12 - n // 28:02}-{28 - n % 28:02}T00:00:00Z",
             **more} for n in range(first, first + count)]


def page(records, **info):
    body = {"success": True, "errors": [], "messages": [], "result": records}
    return json.dumps({**body, "result_info": info} if info else body)


class HistoryCase(support.TestCase):
    def queries(self):
        return [request.parameters for request in self.sandbox.requests()]

    def pages(self):
        return [int(query["page"]) for query in self.queries()]

    def serve(self, *pages):
        """Invented pages; what comes after them is empty."""
        rules = [{"path": rf"[?&]page={number}(&|$)", "body": body}
                 for number, body in enumerate(pages, 1)]
        self.sandbox.faults(*rules, {"path": "history", "body": page([])})
        self.sandbox.forget_requests()


class Paging(HistoryCase):
    def test_pages_are_asked_for_by_fifty(self):
        for account in ALL_ACCOUNTS:
            with self.subTest(account=account):
                self.sandbox.forget_requests()
                count = self.value(f"SELECT count(*) FROM {TABLE} WHERE account_id = ?",
                                   (account,))
                self.assertEqual(len(self.sandbox.truth("history", account)), count)
                pages, rest = divmod(count, PER_PAGE["account"])
                # A last page that is full does not tell that it is the last.
                self.assertEqual(list(range(1, pages + 2)), self.pages())
                self.assertEqual({"50"}, {query["per_page"] for query in self.queries()})

    def test_own(self):
        count = self.value(f"SELECT count(*) FROM {TABLE}")
        self.assertEqual(len(self.sandbox.truth("user_history")), count)
        self.assertEqual(list(range(1, count // PER_PAGE["user"] + 2)), self.pages())

    def test_limit_reads_one_page(self):
        for where in ("", f"WHERE account_id = '{FIRST}'"):
            for limit in (1, 5, 25):
                with self.request_count(1):
                    self.assertEqual(limit, len(self.rows(
                        f"SELECT * FROM {TABLE} {where} LIMIT {limit}")))
        with self.request_count(2):
            self.rows(f"SELECT * FROM {TABLE} WHERE account_id = '{FIRST}' LIMIT 26")
        with self.request_count(2):
            self.rows(f"SELECT * FROM {TABLE} WHERE account_id = '{FIRST}' LIMIT 5 OFFSET 30")
        with self.request_count(0):
            self.rows(f"SELECT * FROM {TABLE} WHERE account_id = '{FIRST}' LIMIT 0")

    def test_order_by_reads_everything(self):
        newest = self.rows(f"SELECT occurred_at FROM {TABLE} ORDER BY occurred_at DESC LIMIT 3")
        times = sorted((oracle.visible(TABLE, record)[5] or "" for record in
                        self.sandbox.truth("user_history")), reverse=True)
        self.assertEqual(times[:3], [row[0] for row in newest])

    def test_abandoned_cursor_asks_no_more(self):
        cursor = self.db.execute(f"SELECT id FROM {TABLE} WHERE account_id = ? LIMIT 1000",
                                 (FIRST,))
        for _ in range(30):
            cursor.fetchone()
        cursor.close()
        self.assertEqual([1, 2], self.pages())

    @unittest.skipIf(support.sqlite3.sqlite_version_info < (3, 38), "a LIMIT is never told")
    def test_without_a_limit_the_first_row_comes_when_everything_is_read(self):
        """An item may have changed on a later page, and a row cannot be taken back."""
        pages = len(self.sandbox.truth("history", FIRST)) // PER_PAGE["account"] + 1
        cursor = self.db.execute(f"SELECT id FROM {TABLE} WHERE account_id = ?", (FIRST,))
        cursor.fetchone()
        cursor.close()
        self.assertEqual(list(range(1, pages + 1)), self.pages())

    def test_without_result_info(self):
        self.sandbox.set(history__result_info="absent")
        for beyond in ("empty", "null"):
            self.sandbox.set(history__beyond=beyond)
            for account in ALL_ACCOUNTS:
                with self.subTest(account=account, beyond=beyond):
                    self.sandbox.forget_requests()
                    truth = len(self.sandbox.truth("history", account))
                    self.assertEqual(truth, self.value(
                        f"SELECT count(*) FROM {TABLE} WHERE account_id = ?", (account,)))
                    # Only an empty page ends it, asked for twice, with nothing behind it; and each
                    # page is looked at again once the next is there.
                    filled = -(-truth // PER_PAGE["account"])
                    self.assertEqual(2 * filled + 3 if filled else 2, len(self.pages()))

    def test_other_page_sizes(self):
        for most in ("1000", "50", "49", "7"):
            self.sandbox.set(history__account_max_per_page=most)
            for result_info in ("present", "absent"):
                self.sandbox.set(history__result_info=result_info)
                self.assertEqual(len(self.sandbox.truth("history", MANY_PLANS)), self.value(
                    f"SELECT count(DISTINCT id) FROM {TABLE} WHERE account_id = ?", (MANY_PLANS,)))


class LowerBound(HistoryCase):
    def read(self, where):
        """Rows as an ordinary table gives them; the numbers of the pages read."""
        self.sandbox.forget_requests()
        found = self.rows(f"SELECT * FROM {TABLE} WHERE {where}")
        pages = self.pages()
        if not hasattr(self, "made"):
            oracle.make_table(self.db, "ordinary", TABLE, self.sandbox.truth("user_history"), None)
            self.made = True
        columns = ", ".join(oracle.HISTORY_COLUMNS)
        self.assert_same_rows(self.rows(f"SELECT {columns} FROM ordinary WHERE {where}"), found)
        return pages

    def test_descending_pages_end_at_the_bound(self):
        for where in ("occurred_date >= date('now', '-30 days')",
                      "occurred_at >= date('now', '-30 days')",
                      "occurred_at > date('now', '-30 days') || 'T12:00:00Z'",
                      "occurred_date BETWEEN date('now', '-40 days') AND date('now', '-20 days')",
                      "occurred_at LIKE strftime('%Y-%m', 'now') || '%' AND "
                      "occurred_at >= strftime('%Y-%m', 'now')"):
            with self.subTest(where):
                self.assertEqual([1], self.read(where))
                self.assertEqual({"occurred_at"}, {query.get("order") for query in self.queries()})

    def test_ascending_pages_are_read_to_the_end(self):
        self.sandbox.set(history__direction="asc")
        pages = len(self.sandbox.truth("user_history")) // PER_PAGE["user"] + 1
        for where in ("occurred_date >= date('now', '-30 days')",
                      "occurred_at >= date('now', '-300 days')"):
            with self.subTest(where):
                self.assertEqual(list(range(1, pages + 1)), self.read(where))

    def test_bounds_of_every_kind(self):
        for direction in ("desc", "asc"):
            self.sandbox.set(history__direction=direction)
            for days in (0, 1, 45, 200, 400, 900):
                for column in ("occurred_date", "occurred_at"):
                    for shape in ("{c} >= {d}", "{c} > {d}", "{c} = {d}", "{c} < {d}", "{c} <= {d}",
                                  "{c} IN ({d}, date({d}, '-33 days'))",
                                  "{c} >= {d} || 'T00:00:40Z' AND {c} < date({d}, '+35 days')",
                                  "{c} >= {d} AND amount < 0"):
                        self.read(shape.format(c=column, d=f"date('now', '-{days} days')"))

    def test_bound_of_an_account(self):
        for direction in ("desc", "asc"):
            self.sandbox.set(history__direction=direction)
            self.sandbox.forget_requests()
            found = self.value(f"SELECT count(*) FROM {TABLE} WHERE account_id = ? AND "
                               "occurred_date >= date('now', '-60 days')", (FIRST,))
            day = self.value("SELECT date('now', '-60 days')")
            expected = sum((oracle.visible(TABLE, record)[5] or "") >= day
                           for record in self.sandbox.truth("history", FIRST))
            self.assertEqual(expected, found)
            self.assertEqual(direction == "desc", len(self.pages()) == 1)
            self.assertNotIn("order", self.queries()[0])

    def test_out_of_order_pages_are_read_to_the_end(self):
        mixed = items(0, 25)
        mixed[3], mixed[20] = mixed[20], mixed[3]
        self.serve(page(mixed, page=1, per_page=25), page(items(25, 25), page=2, per_page=25),
                   page(items(2, 1, id="late"), page=3, per_page=25))
        found = self.rows(f"SELECT id FROM {TABLE} WHERE occurred_date >= '2026-12-20'")
        self.assertIn(("late",), found)
        self.assertEqual({1, 2, 3, 4, 5}, set(self.pages()))


class Offsets(HistoryCase):
    """`occurred_date` is the day in UTC; a list ends early by moments, not by texts."""

    def dated(self, *times):
        return [{"id": f"{n:032x}", "type": "charge", "amount": 1, "currency": "USD",
                 "occurred_at": time} for n, time in enumerate(times)]

    def test_days_in_utc(self):
        times = {"2026-10-31T17:00:00-07:00": "2026-11-01", "2026-11-01T01:00:00+02:00": "2026-10-31",
                 "2026-10-31T16:59:59-07:00": "2026-10-31", "2026-10-31T23:59:59.999Z": "2026-10-31",
                 "2026-10-31 10:00:00": "2026-10-31", "2026-10-31": "2026-10-31",
                 "around noon, on the 31st": "around noo", "2026-02-31T00:00:00Z": "2026-02-31"}
        self.serve(page(self.dated(*times)))
        self.assertEqual(list(times.items()), self.rows(
            f"SELECT occurred_at, occurred_date FROM {TABLE}"))
        self.serve(page(self.dated(*times)))
        self.assertEqual([("2026-10-31T17:00:00-07:00",)], self.rows(
            f"SELECT occurred_at FROM {TABLE} WHERE occurred_date BETWEEN '2026-11-01' AND "
            "'2026-11-30'"))

    def test_reading_does_not_end_too_early(self):
        """The last two are of the 20th in UTC, and of the 19th by their text."""
        times = ("2026-11-22T00:00:00Z", "2026-11-20T06:00:00Z", "2026-11-19T20:00:00-07:00",
                 "2026-11-19T18:00:00-07:00", "2026-11-01T00:00:00Z")
        times_with_ids = self.dated(*times)
        self.serve(*(page([item], page=n, per_page=1) for n, item in enumerate(times_with_ids, 1)))
        self.assertEqual(4, self.value(f"SELECT count(*) FROM {TABLE} "
                                       "WHERE occurred_date >= '2026-11-20'"))

    def test_texts_may_have_the_day_after(self):
        """By its text the third is of the 20th, in UTC of the 19th: the second is no end."""
        times_with_ids = self.dated("2026-11-21T00:00:00Z", "2026-11-19T23:00:00Z",
                                    "2026-11-20T08:00:00+10:00", "2026-11-01T00:00:00Z")
        self.serve(*(page([item], page=n, per_page=1) for n, item in enumerate(times_with_ids, 1)))
        self.assertEqual([("2026-11-21T00:00:00Z",), ("2026-11-20T08:00:00+10:00",)], self.rows(
            f"SELECT occurred_at FROM {TABLE} WHERE occurred_at >= '2026-11-20'"))

    def test_days_that_are_none(self):
        for column in ("occurred_at", "occurred_date"):
            for value in ("2026-11-01", "20261101", "'now'", "'11/01/2026'"):
                for operator in ("=", ">", ">="):
                    with self.request_count(0):
                        self.assertIn("is compared with", self.failure(
                            support.ERROR, f"SELECT * FROM {TABLE} WHERE {column} {operator} {value}"))
            for pattern in ("LIKE 'x%'", "GLOB 'x*'"):
                self.assertEqual([], self.rows(f"SELECT * FROM {TABLE} WHERE {column} {pattern}"))


class WhatIsSent(HistoryCase):
    def sent(self, where, parameters=()):
        self.sandbox.forget_requests()
        self.rows(f"SELECT * FROM {TABLE} WHERE {where} LIMIT 1", parameters)
        queries = self.queries()
        return {name: value for name, value in queries[0].items()
                if name not in ("page", "per_page")}

    def test_own(self):
        at = oracle.visible(TABLE, self.sandbox.truth("user_history")[-1])[5]
        for where, expected in (("type = 'charge'", {"type": "charge"}),
                                ("action = 'refund'", {"action": "refund"}),
                                (f"occurred_at = '{at}'", {"occurred_at": at,
                                                           "order": "occurred_at"}),
                                ("type = 'charge' AND action = 'subscription'",
                                 {"type": "charge", "action": "subscription"}),
                                ("status = 'paid'", {}), ("1", {}),
                                ("type IN ('charge', 'x')", {}), ("type <> 'charge'", {}),
                                ("type > 'charge'", {}), ("type LIKE 'charge'", {}),
                                ("type = 'CHARGE' COLLATE NOCASE", {}), ("type = ''", {}),
                                ("type = 'charge' OR action = 'x'", {})):
            with self.subTest(where):
                self.assertEqual(expected, self.sent(where))

    def test_of_an_account(self):
        for where, expected in (("status = 'paid'", {"status": "paid"}), ("type = 'charge'", {}),
                                ("action = 'refund'", {}), ("1", {}),
                                ("status IN ('paid', 'open')", {})):
            with self.subTest(where):
                self.assertEqual(expected, self.sent(f"account_id = '{FIRST}' AND {where}"))

    def test_values_are_encoded(self):
        for value in ("a&b=c", "a b", "a+b", "100%", "%41", "ü", "a#b", "a?b", "a/../b", "a\nb",
                      "'", "a;b", "\\"):
            with self.subTest(value):
                self.assertEqual({"type": value}, self.sent("type = ?", (value,)))
                self.assertEqual(["/user/billing/history"],
                                 list({r.endpoint for r in self.sandbox.requests()}))

    def test_rows_are_those_of_an_ordinary_table(self):
        for account, kind in ((None, "user_history"), (FIRST, "history"), (EURO, "history")):
            name = f"ordinary_{account}"
            oracle.make_table(self.db, name, TABLE, self.sandbox.truth(kind, account), account)
            columns = ", ".join(oracle.HISTORY_COLUMNS)
            for where in ("type = 'charge'", "action = 'refund'", "status = 'paid'", "amount < 0",
                          "type = 'none'", "status = 'open' AND amount > 0", "amount = 0",
                          "description LIKE 'Usage%'", "currency = 'EUR' OR amount < 0",
                          "action = 'refund' AND occurred_date >= '2026'", "zone_name IS NOT NULL",
                          "type = 'a&b=c'", "status IS NULL", "occurred_at IS NULL", "type = 7"):
                with self.subTest(where, account=account):
                    self.assert_same_rows(
                        self.rows(f"SELECT {columns} FROM {name} WHERE {where}"),
                        self.rows(f"SELECT * FROM {TABLE} WHERE account_id IS ? AND ({where})",
                                  (account,)))


class Records(HistoryCase):
    def test_odd_records(self):
        self.serve(page([
            {"id": "x" * 36, "amount": "3.45", "occured_at": "2026-01-02T03:04:05Z"},
            {"amount": -7.5, "type": "refund", "zone": None}, {"amount": "$1,234.50", "zone": {}},
            {"id": 17, "amount": 0, "zone": {"name": "example.com", "id": "z"}},
            {"id": None, "amount": None, "occurred_at": None, "description": True}, {}]))
        found = self.rows(f"SELECT id, amount, occurred_at, occurred_date, zone_name, "
                          f"description FROM {TABLE}")
        self.assertEqual([("x" * 36, 3.45, "2026-01-02T03:04:05Z", "2026-01-02", None, None),
                          (None, -7.5, None, None, None, None),
                          (None, 1234.5, None, None, None, None),
                          ("17", 0.0, None, None, "example.com", None),
                          (None, None, None, None, None, "true"),
                          (None, None, None, None, None, None)], found)

    def test_null_result(self):
        self.sandbox.faults({"body": '{"success":true,"result":null}'})
        with self.request_count(2):
            self.assertEqual([], self.rows(f"SELECT * FROM {TABLE}"))

    def test_items_that_shift_to_the_next_page_come_once(self):
        records = items(0, 30)
        self.serve(page(records[:25], page=1, per_page=25),
                   page(records[22:], page=2, per_page=25))
        found = self.rows(f"SELECT id FROM {TABLE}")
        self.assertEqual(sorted(r["id"] for r in records), sorted(row[0] for row in found))

    def test_identical_items_of_one_page_count_once_if_they_have_an_id(self):
        record = items(0, 1)
        self.serve(page(record * 3 + [{"amount": 1}] * 2))
        self.assertEqual([(3, 3)], self.rows(f"SELECT count(*), count(DISTINCT rowid) "
                                             f"FROM {TABLE}"))

    def test_same_id_with_other_content_is_the_item_as_it_is_now(self):
        self.sandbox.faults({"path": r"[?&]page=1(&|$)", "body": page(items(0, 2)), "count": 1},
                            {"path": r"[?&]page=1(&|$)",
                             "body": page([*items(0, 1), *items(1, 1, status="paid")])},
                            {"path": r"[?&]page=2(&|$)", "body": page(items(1, 2, status="paid"))},
                            {"path": "history", "body": page([])})
        self.assertEqual([None, "paid", "paid"], [row[0] for row in self.rows(
            f"SELECT status FROM {TABLE} ORDER BY id")])

    def test_server_that_ignores_the_page(self):
        body = page(items(0, 25), page=1, per_page=25)
        self.sandbox.faults({"body": body})
        self.failure_of_repeating_pages()
        self.sandbox.faults({"body": page(items(0, 25), page=1, per_page=25, total_count=25)})
        self.assertEqual(25, self.value(f"SELECT count(*) FROM {TABLE}", db=self.connect()))

    def failure_of_repeating_pages(self):
        message = self.failure(ERROR, f"SELECT count(*) FROM {TABLE}")
        self.assert_says(message, TABLE, "page 3")


if __name__ == "__main__":
    support.main()
