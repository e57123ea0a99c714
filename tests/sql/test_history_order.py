"""The argument `order_by` of cf_billing_history: it chooses which rows come first, never which there are."""

import json

import oracle
import support
from support import ERROR, EURO, FIRST, MID_MONTH

TABLE = "cf_billing_history"
ORDERS = ("occurred_at", "type", "action")
COLUMNS = ", ".join(oracle.HISTORY_COLUMNS)
PER_PAGE = 50


class OrderCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.truth = self.sandbox.truth("user_history")
        oracle.make_table(self.db, "ordinary", TABLE, self.truth, None)
        self.pages_of_all = list(range(1, len(self.truth) // PER_PAGE + 2))

    def asked(self):
        return [request.parameters for request in self.sandbox.requests()]

    def read(self, where, order):
        """The rows are those of an ordinary table; the numbers of the pages read."""
        self.sandbox.forget_requests()
        found = self.rows(f"SELECT {COLUMNS} FROM {TABLE} WHERE {where} AND order_by = '{order}'")
        self.assert_same_rows(self.rows(f"SELECT {COLUMNS} FROM ordinary WHERE {where}"), found)
        self.assertEqual({order}, {query.get("order") for query in self.asked()})
        return [int(query["page"]) for query in self.asked()]


class Order(OrderCase):
    def test_is_sent_and_decides_what_comes_first(self):
        for direction in ("desc", "asc"):
            self.sandbox.set(history__direction=direction)
            for order in ORDERS:
                with self.subTest(order=order, direction=direction):
                    expected = sorted((json.loads(text) for text in self.truth),
                                      key=lambda item: item.get(order) or item["occured_at"],
                                      reverse=direction == "desc")
                    with self.request_count(1):
                        found = self.rows(f"SELECT {order}, order_by FROM {TABLE} "
                                          f"WHERE order_by = '{order}' LIMIT 40")
                    self.assertEqual([(item.get(order) or item["occured_at"], order)
                                      for item in expected[:40]], found)
                    self.assertEqual(order, self.asked()[0]["order"])
        # Ordered otherwise, the first rows are others.
        self.sandbox.set(history__direction="desc")
        first = [self.rows(f"SELECT id FROM {TABLE} WHERE order_by = '{order}' LIMIT 5")
                 for order in ("occurred_at", "type")]
        self.assertNotEqual(*first)

    def test_never_changes_which_rows_come(self):
        for direction in ("desc", "asc"):
            self.sandbox.set(history__direction=direction)
            for order in ORDERS:
                for where in ("1", "amount < 0", "type = 'refund'", "action = 'subscription'",
                              "type = 'charge' AND occurred_date >= date('now', '-90 days')",
                              "occurred_at >= date('now', '-30 days')",
                              "occurred_date BETWEEN date('now', '-80 days') AND "
                              "date('now', '-20 days')", "occurred_date = date('now', '-400 days')",
                              "occurred_at LIKE strftime('%Y-%m', 'now') || '%'"):
                    with self.subTest(where, order=order, direction=direction):
                        self.read(where, order)

    def test_a_bound_ends_the_reading_in_the_order_of_time_only(self):
        bound = "occurred_date >= date('now', '-30 days')"
        self.assertEqual([1], self.read(bound, "occurred_at"))
        for order in ("type", "action"):
            self.assertEqual(self.pages_of_all, self.read(bound, order))

    def test_times_that_descend_by_chance_are_no_end(self):
        """The pages descend, pass the bound, and what is asked for comes behind it."""
        items = [{"id": f"{n:032x}", "type": kind, "action": "x", "amount": n, "currency": "USD",
                  "occurred_at": f"2026-{month:02}-01T00:00:00Z"}
                 for n, (kind, month) in enumerate((("refund", 11), ("refund", 9), ("refund", 1),
                                                    ("charge", 12), ("charge", 10)))]
        pages = [{"success": True, "errors": [], "messages": [], "result": part,
                  "result_info": {"page": n, "per_page": 3, "total_count": 5}}
                 for n, part in enumerate((items[:3], items[3:]), 1)]
        self.sandbox.faults(*({"path": f"[?&]page={page['result_info']['page']}(&|$)",
                               "body": json.dumps(page)} for page in pages))
        sql = f"SELECT amount FROM {TABLE} WHERE occurred_date >= '2026-10-01' AND order_by = 'type'"
        self.assertEqual([(0.0,), (3.0,), (4.0,)], self.rows(sql))
        self.assertEqual([1, 2], [int(query["page"]) for query in self.asked()])

    def test_several_values_are_an_error(self):
        """Each would bring all items once more."""
        for where in ("order_by IN ('type', 'action')", "order_by = 'type' OR order_by = 'action'",
                      "order_by IN (SELECT value FROM json_each('[\"type\", \"action\"]'))"):
            self.assert_says(self.failure(ERROR, f"SELECT count(*) FROM {TABLE} WHERE {where}"),
                             TABLE, "order_by takes one value")
        self.failure(ERROR, f"SELECT count(*) FROM json_each('[\"type\", \"action\"]') CROSS JOIN {TABLE} "
                            "ON order_by = value")
        self.assertEqual(len(self.truth), self.value(
            f"SELECT count(*) FROM {TABLE} WHERE order_by IN ('type', 'type')"))
        self.assertEqual([(len(self.truth),)] * 2, self.rows(" UNION ALL ".join(
            f"SELECT count(*) FROM {TABLE} WHERE order_by = '{order}'" for order in ("type", "action"))))

    def test_without_a_value(self):
        with self.request_count(0):
            self.assertEqual([], self.rows(f"SELECT 1 FROM {TABLE} WHERE order_by = NULL"))
        self.assertEqual([(None, len(self.truth))], self.rows(
            f"SELECT order_by, count(*) FROM {TABLE}"))
        self.assertEqual([None], [query.get("order") for query in self.asked()][:1])

    def test_other_values_are_errors(self):
        for value in ("amount", "", "Type", "occurred_at desc", "type&page=9", 7):
            with self.subTest(value), self.request_count(0):
                self.assert_says(
                    self.failure(ERROR, f"SELECT 1 FROM {TABLE} WHERE order_by = ?", (value,)),
                    TABLE, "order_by must be 'occurred_at', 'type' or 'action'", str(value))

    def test_histories_of_accounts_are_not_ordered(self):
        """It would have no effect: that is an error, and no request."""
        db = self.connect(account_id=EURO)
        for where, connection in ((f"account_id = '{FIRST}' AND", None),
                                  (f"account_id IN ('{FIRST}', '{MID_MONTH}') AND", None),
                                  ("", db)):
            with self.subTest(where), self.request_count(0):
                self.assert_says(
                    self.failure(ERROR, f"SELECT 1 FROM {TABLE} WHERE {where} order_by = 'type'",
                                 db=connection), TABLE, "order_by", "account_id IS NULL", "ORDER BY")
        self.assertEqual(len(self.truth), self.value(
            f"SELECT count(*) FROM {TABLE} WHERE account_id IS NULL AND order_by = 'type'", db=db))


if __name__ == "__main__":
    support.main()
