"""Lists are complete or an error: servers that cut, shift, repeat and say other than is true."""

import http.server
import json
import threading
import unittest
import urllib.parse

import support
from support import CANTOPEN, ERROR, EURO, FIRST, MID_MONTH
HISTORY = "cf_billing_history"
OWN = "/user/billing/history"


def item(number, **more):
    return {"id": f"{number:032x}", "type": "charge", "amount": number, "currency": "USD",
            "status": "open", "occurred_at": "2026-10-02T00:00:00Z", **more}


def items(count, first=0):
    return [item(number) for number in range(first, first + count)]


class List:
    """A list by its path, and how the server speaks of it."""

    def __init__(self, records, per_page=50, told=("page", "per_page", "count", "total_count"),
                 **info):
        self.records, self.per_page, self.told, self.info = list(records), per_page, told, info
        self.before = lambda number, page: None  # Called before the nth request is answered.
        self.empty, self.missing = set(), set()
        self.ignores_page = False
        self.keep = lambda record, query: True  # What a filter leaves.
        self.asked = []

    def answer(self, query):
        page = int(query.get("page", 1))
        self.asked.append(page)
        self.before(len(self.asked), page)
        if page in self.missing:
            return 404, {"success": False, "errors": [{"code": 7003, "message": "no route"}],
                         "messages": [], "result": None}
        first = 0 if self.ignores_page else (page - 1) * self.per_page
        left = [record for record in self.records if self.keep(record, query)]
        shown = [] if page in self.empty else left[first:first + self.per_page]
        known = {"page": page, "per_page": int(query.get("per_page", 20)), "count": len(shown),
                 "total_count": len(self.records),
                 "total_pages": -(-len(self.records) // self.per_page)}
        info = {name: known[name] for name in self.told} | self.info
        return 200, {"success": True, "errors": [], "messages": [], "result": shown,
                     **({"result_info": info} if info else {})}


class Server(http.server.ThreadingHTTPServer):
    """Lists and whole results by their paths below the base URL."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lists, self.results, self.log = {}, {}, []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05},
                         daemon=True).start()

    def answer(self, path, query):
        self.log.append((path, query))
        if path in self.lists:
            return self.lists[path].answer(query)
        if path in self.results:
            return 200, {"success": True, "errors": [], "messages": [], **self.results[path]}
        return 404, {"success": False, "errors": [{"code": 7003, "message": "no route"}],
                     "result": None}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        status, body = self.server.answer(url.path.removeprefix("/client/v4"),
                                          dict(urllib.parse.parse_qsl(url.query)))
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


class ListCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.lists = self.connect()

    def connect(self, database=":memory:", **config):
        return super().connect(database, **{
            "environment": {"CLOUDFLARE_BASE_URL":
                            f"http://127.0.0.1:{self.server.server_port}/client/v4"}, **config})

    def serve(self, records, per_page=50, *, path=OWN, **told):
        made = List(records, per_page, **told)
        self.server.lists[path] = made
        self.server.log.clear()
        return made

    def read(self, where="1", *, table=HISTORY, db=None):
        return [row[0] for row in self.rows(f"SELECT id FROM {table} WHERE {where}",
                                            db=db or self.lists)]

    @staticmethod
    def change(made, at, how):
        def before(number, page):
            if number == at:
                how(made.records)
        made.before = before

    def check_read(self, made, **more):
        """Every item that there is, and each once."""
        found = self.read(**more)
        self.assertEqual(sorted(record["id"] for record in made.records), sorted(found))

    def failure_of(self, *fragments, code=ERROR, sql=f"SELECT id FROM {HISTORY}", db=None):
        message = self.failure(code, sql, db=db or self.lists)
        self.assert_says(message, "cf_", *fragments)
        return message


class Totals(ListCase):
    def test_ordinary_lists_cost_no_more_than_their_pages(self):
        for count, pages in ((12, [1]), (137, [1, 2, 3]), (0, [1]), (50, [1, 2]), (51, [1, 2])):
            with self.subTest(count):
                made = self.serve(items(count))
                self.check_read(made)
                self.assertEqual(pages, made.asked)

    def test_pages_are_cut_and_the_length_asked_for_is_echoed(self):
        made = self.serve(items(137), 25)
        self.check_read(made)
        self.assertEqual([1, 2, 3, 4, 5, 6], made.asked)

    def test_a_number_of_pages_alone(self):
        made = self.serve(items(137), 25, told=("total_pages",))
        self.check_read(made)
        self.assertEqual({1, 2, 3, 4, 5, 6}, set(made.asked))

    def test_nothing_told(self):
        for per_page in (50, 25, 7):
            for count in (0, 1, 25, 50, 51, 60):
                with self.subTest(count=count, per_page=per_page):
                    made = self.serve(items(count), per_page, told=())
                    self.check_read(made)
                    filled = -(-count // per_page)
                    self.assertEqual(2 * filled + 3 if count else 2, len(made.asked))

    def test_wrong_totals(self):
        for told in (-1, 0, 1, 49, 50, 51, 59):
            with self.subTest(told):
                self.check_read(self.serve(items(60), total_count=told))
        for told in (61, 1000, 2 ** 62):
            made = self.serve(items(60), total_count=told)
            self.failure_of(f"{told} items according to the server, 60 items came",
                            "page 3 is empty", "/user/billing/history", "Run the query again",
                            "incomplete")
            self.assertEqual([1, 2, 3, 3], made.asked)
        for told in ("60", None, 60.5, [60], True):
            with self.subTest(told):
                self.check_read(self.serve(items(60), total_count=told))

    def test_wrong_numbers_of_pages(self):
        for told in (-1, 0, 1, 2):
            with self.subTest(told):
                self.check_read(self.serve(items(60), told=("per_page",), total_pages=told))
        self.serve(items(60), told=("per_page",), total_pages=4)
        self.failure_of("4 pages according to the server, 60 items came, page 3 is empty")

    def test_totals_that_change_without_a_reason(self):
        made = self.serve(items(120))
        made.before = lambda number, page: made.info.update(total_count=(120, 70, 120)[page % 3])
        self.check_read(made)

    def test_empty_page_in_the_middle(self):
        for told in (("total_count",), ()):
            made = self.serve(items(137), told=told)
            made.empty = {2}
            self.failure_of("page 2 is empty")

    def test_empty_page_once(self):
        for told in (("total_count",), ("total_pages",), ()):
            for slip in (1, 2, 3):
                with self.subTest(told=told, page=slip):
                    made = self.serve(items(137), told=told)
                    slips = []

                    def before(number, page, made=made, slips=slips, slip=slip):
                        made.empty = {slip} if page == slip and not slips else set()
                        slips.extend(made.empty)
                    made.before = before
                    self.check_read(made)

    def test_a_page_that_is_not_found_is_no_end(self):
        for told in (("total_count",), ()):
            made = self.serve(items(100), told=told)
            made.missing = {3}
            self.failure_of("HTTP 404", code=support.ERROR)

    def test_items_that_cannot_be_told_apart(self):
        record = item(1)
        self.serve([record, record, item(2)], total_count=2)
        self.assertEqual(2, len(self.read()))
        self.serve([record, item(1, status="paid"), item(2)])
        self.assertEqual(3, len(self.read()))
        self.serve([record, item(1, status="paid"), item(2)], total_count=2)
        self.failure_of("2 items according to the server, 3 items came")


class Ignoring(ListCase):
    def test_what_came_is_given_and_noted(self):
        for told in (("total_count",), ("total_pages",), ()):
            for hole in (2, 3):
                if hole == 3 and not told:
                    continue  # Nothing says that it is not the end.
                with self.subTest(told=told, hole=hole):
                    made = self.serve(items(137), told=told)
                    made.empty = {hole}
                    db = self.connect(incomplete="ignore")
                    self.assertEqual(87 if hole == 2 else 100, len(self.read(db=db)))
                    noted = self.rows("SELECT error FROM cf_requests WHERE error IS NOT NULL",
                                      db=db)
                    self.assertIn(f"page {hole} is empty", noted[0][0])

    def test_a_list_that_comes_in_pages_unawares(self):
        self.server.results[f"/accounts/{FIRST}/subscriptions"] = {
            "result": [{"id": "a"}], "result_info": {"total_count": 2}}
        sql = f"SELECT id FROM cf_subscriptions WHERE account_id = '{FIRST}'"
        self.assertEqual([("a",)], self.rows(sql, db=self.connect(incomplete="ignore")))
        self.failure_of("2 items according to the server, 1 item came", FIRST, sql=sql)


class Shifts(ListCase):
    def test_removed_between_pages(self):
        for told in (("total_count",), ("total_pages",), ()):
            for at in (2, 3, 4):
                for gone in (0, 24, 25, 40):
                    for count in (51, 60, 76):
                        with self.subTest(told=told, at=at, gone=gone, count=count):
                            made = self.serve(items(count), 25, told=told)
                            self.change(made, at, lambda records, gone=gone: records.pop(gone))
                            found = self.read()
                            left = {record["id"] for record in made.records}
                            self.assertEqual(len(set(found)), len(found))
                            self.assertLessEqual(left, set(found))
                            self.assertLessEqual(len(found), len(left) + 1)

    def test_added_between_pages(self):
        for at in (2, 3, 4):
            with self.subTest(at):
                made = self.serve(items(60), 25)
                self.change(made, at, lambda records: records.insert(0, item(999)))
                self.check_read(made)

    def test_one_removed_costs_little(self):
        made = self.serve(items(60), 25)
        self.change(made, 2, lambda records: records.pop(0))
        self.assertEqual(60, len(self.read()))
        # Page 1 again: one item slipped onto it. No total is sure after that: an empty page ends.
        self.assertEqual([1, 2, 1, 3, 4, 4, 5], made.asked)

    def test_paid_while_it_moved(self):
        """It counts once, as it is now."""
        for told in (("total_count",), ()):
            made = self.serve(items(60), 25, told=told)

            def how(records):
                records.insert(0, item(999))
                records[25] = item(24, status="paid")
            self.change(made, 2, how)
            found = self.rows(f"SELECT id, status FROM {HISTORY}", db=self.lists)
            self.assertEqual(sorted((r["id"], r["status"]) for r in made.records), sorted(found))

    def test_paid_while_it_moved_under_a_limit(self):
        def how(records):
            records.insert(0, item(999))
            records[25] = item(24, status="paid")
        made = self.serve(items(60), 25)
        self.change(made, 2, how)
        with self.assertRaises(support.sqlite3.Error) as caught:
            self.rows(f"SELECT id FROM {HISTORY} LIMIT 60", db=self.lists)
        self.assertEqual(CANTOPEN, caught.exception.sqlite_errorcode & 0xFF)
        self.assert_says(str(caught.exception), "the list changed while it was read",
                         "Run the query again")
        # Sorted, every row is needed before the first one comes.
        made = self.serve(items(60), 25)
        self.change(made, 2, how)
        self.assertEqual(61, len(self.rows(f"SELECT id FROM {HISTORY} ORDER BY id LIMIT 80",
                                           db=self.lists)))

    def test_an_item_moves_to_the_front_before_it_is_read(self):
        for told in (("total_count",), ("total_pages",), ()):
            for at in (2, 3):
                with self.subTest(told=told, at=at):
                    made = self.serve(items(108), 25, told=told)
                    self.change(made, at, lambda records: records.insert(0, records.pop()))
                    self.check_read(made)

    def test_moving_all_the_time(self):
        """New items at each request: whole for what was there, or an error."""
        made = self.serve(items(120), 25)
        made.before = lambda number, page: made.records.insert(0, item(1000 + number))
        found = self.read()
        self.assertEqual(len(set(found)), len(found))
        self.assertLessEqual({record["id"] for record in items(120)}, set(found))

    def test_with_a_lower_bound(self):
        """Reading ends behind the bound, but not before the seam is looked at."""
        def dated(number):
            return item(number, occurred_at=f"2026-{12 - number // 25:02}-{28 - number % 25:02}"
                                            "T00:00:00Z")
        made = self.serve([dated(number) for number in range(120)], 25)
        self.change(made, 2, lambda records: records.pop(3))
        found = self.read("occurred_date >= '2026-11-20'")
        expected = {r["id"] for r in made.records if r["occurred_at"] >= "2026-11-20"}
        self.assertLessEqual(expected, set(found))
        self.assertNotIn(3, made.asked)


class Repeats(ListCase):
    def test_a_server_that_ignores_the_page(self):
        for count, per_page, told, outcome in (
                (20, 50, (), 20), (25, 25, ("total_count",), 25), (80, 80, (), 80),
                (50, 50, ("total_count",), 50), (50, 50, ("total_pages",), 50),
                (50, 50, (), "repeats"), (60, 50, ("total_count",), "60 items according to"),
                (60, 50, ("total_pages",), "2 pages according to")):
            with self.subTest(count=count, per_page=per_page, told=told):
                made = self.serve(items(count), per_page, told=told)
                made.ignores_page = True
                if isinstance(outcome, int):
                    self.assertEqual(outcome, len(self.read()))
                else:
                    self.failure_of(outcome)
                self.assertLessEqual(len(made.asked), 2 if told else 3)

    def test_a_page_that_was_pushed_on_as_a_whole(self):
        """One item a page, and one more in front: the second page is the first again."""
        made = self.serve(items(4), 1, told=())
        self.change(made, 2, lambda records: records.insert(0, item(99)))
        self.assertLessEqual({0, 1, 2, 3}, {int(i) for i in self.read()})

    def test_a_page_that_changed_is_another(self):
        made = self.serve(items(3), 1, told=())

        def push_and_change(records):
            records.insert(0, item(99))
            records[1] = item(0, status="paid")
        self.change(made, 2, push_and_change)
        self.assertLessEqual({0, 1, 2}, {int(i) for i in self.read()})

    def test_an_item_without_an_id_that_moved_is_not_two(self):
        """The total is still right, and one item is twice there in place of another."""
        nameless = [{name: value for name, value in item(n).items() if name != "id"}
                    for n in range(60)]
        made = self.serve(nameless, told=("total_count",))
        self.assertEqual(60, len(self.read()))
        self.assertEqual(2, len(made.asked))
        made = self.serve(nameless, told=("total_count",))
        self.change(made, 2, lambda records: records.insert(55, records.pop(3)))
        self.failure_of("without an id", code=CANTOPEN)
        # Two that are alike and stay where they are, are two.
        made = self.serve([*nameless, nameless[3]], told=("total_count",))
        self.assertEqual(61, len(self.read()))

    def test_a_total_that_fewer_items_contradict_counts_no_more(self):
        """Three pages are told; the first item comes again on the last one."""
        made = self.serve(items(3), 1, told=("total_pages",), total_count=1)
        self.change(made, 3, lambda records: records.append(records.pop(0)))
        self.failure_of("3 pages according to")


class Filters(ListCase):
    def test_totals_count_without_the_filter(self):
        for open_ones in (0, 1, 25, 26, 60):
            with self.subTest(open_ones):
                made = self.serve(items(open_ones) + [item(n, status="paid")
                                                      for n in range(500, 600)], 25,
                                  path=f"/accounts/{FIRST}/billing/history")
                made.keep = lambda record, query: record["status"] == query.get(
                    "status", record["status"])
                found = self.read(f"account_id = '{FIRST}' AND status = 'open'")
                self.assertEqual(open_ones, len(set(found)))
                self.assertEqual(open_ones, len(found))
                self.assertEqual({"open"}, {query["status"] for _, query in self.server.log})


    def test_of_the_users_own_history(self):
        for column, value in (("type", "charge"), ("action", "pay"), ("occurred_at", "2026-10-01T00:00:00Z")):
            with self.subTest(column):
                mine = [item(n, **{column: value}) for n in range(60)]
                made = self.serve([*mine, *(item(n, **{column: "2026-10-03T00:00:00Z"}) for n in range(500, 600))],
                                  25)
                made.keep = lambda record, query: record[column] == query.get(column, record[column])
                self.assertEqual([record["id"] for record in mine],
                                 self.read(f"{column} = '{value}' ORDER BY id"))
                self.assertEqual({value}, {query[column] for _, query in self.server.log})


class Accounts(ListCase):
    def ids(self, count):
        return [{"id": f"{number:032x}", "name": f"n{number}"} for number in range(count)]

    def test_none_is_lost(self):
        for told in (("per_page", "total_count"), ("total_pages",), ()):
            made = self.serve(self.ids(137), 25, path="/accounts", told=told)
            self.check_read(made, table="cf_accounts")

    def test_none_is_lost_in_a_list_of_accounts(self):
        made = self.serve(self.ids(60), 25, path="/accounts")

        def before(number, page):
            if number == 2:
                made.records.pop(0)
        made.before = before
        for account in self.ids(60):
            self.server.results[f"/accounts/{account['id']}/subscriptions"] = {
                "result": [{"id": account["id"]}]}
        found = self.rows("SELECT account_id FROM cf_subscriptions WHERE account_id IN "
                          "(SELECT id FROM cf_accounts)", db=self.lists)
        self.assertEqual({account["id"] for account in self.ids(60)}, {row[0] for row in found})

    def test_a_list_with_a_hole_is_no_list_of_accounts(self):
        made = self.serve(self.ids(137), path="/accounts")
        made.empty = {2}
        self.failure_of("cf_accounts", "137 items according to the server",
                        sql="SELECT account_id FROM cf_subscriptions WHERE account_id IN "
                            "(SELECT id FROM cf_accounts)")


class Limits(ListCase):
    """Who asks for few rows makes few requests."""

    def pages(self, sql, parameters=()):
        made = self.serve(items(120), 25)
        self.rows(sql, parameters, db=self.lists)
        return made.asked

    def test_few_rows(self):
        for sql in (f"SELECT id FROM {HISTORY} LIMIT 5",
                    f"SELECT id FROM {HISTORY} LIMIT 3 OFFSET 4",
                    f"SELECT id FROM {HISTORY} WHERE amount >= 3 LIMIT 5",
                    f"SELECT * FROM (SELECT id FROM {HISTORY}) LIMIT 5",
                    f"SELECT count(*) FROM (SELECT id FROM {HISTORY} LIMIT 5)",
                    f"SELECT 1 WHERE EXISTS (SELECT 1 FROM {HISTORY})",
                    f"SELECT (SELECT id FROM {HISTORY})",
                    f"SELECT 1 WHERE 1 IN (SELECT amount FROM {HISTORY} LIMIT 5)"):
            with self.subTest(sql):
                self.assertEqual([1], self.pages(sql))

    def test_every_row(self):
        for sql in (f"SELECT count(*) FROM {HISTORY}",
                    f"SELECT count(*) FROM {HISTORY} LIMIT 5",
                    f"SELECT id FROM {HISTORY} ORDER BY amount LIMIT 5",
                    f"SELECT DISTINCT type FROM {HISTORY} LIMIT 5",
                    f"SELECT 1 WHERE 1 IN (SELECT amount FROM {HISTORY})"):
            with self.subTest(sql):
                self.assertEqual([1, 2, 3, 4, 5], self.pages(sql))

    @unittest.skipIf(support.sqlite3.sqlite_version_info < (3, 38), "a LIMIT is never told")
    def test_the_plan_says_it(self):
        def plan(sql):
            return self.rows(f"EXPLAIN QUERY PLAN {sql}", db=self.lists)[0][3]
        self.assertIn("limit cols:", plan(f"SELECT id FROM {HISTORY} LIMIT 5"))
        self.assertNotIn("limit", plan(f"SELECT id FROM {HISTORY}"))
        self.assertNotIn("limit", plan(f"SELECT id FROM {HISTORY} ORDER BY 1 LIMIT 5"))
        self.assertNotIn("limit", plan("SELECT id FROM cf_subscriptions LIMIT 5"))


class Unawares(ListCase):
    """Endpoints that were not known to come in pages."""

    def test_they_are_never_cut_in_silence(self):
        for endpoint, table, record in (
                ("subscriptions", "cf_subscriptions", {"id": "a"}),
                ("billable/usage/billable-metrics", "cf_billable_metrics", {"Id": "a"}),
                ("billing/unpaid-invoice", "cf_unpaid_invoices", {"id": "a"}),
                ("alerting/v3/policies", "cf_alert_policies", {"id": "a"}),
                ("ai-gateway/billing/invoice-preview", "cf_ai_gateway_invoice_lines", {"amount": 1}),
                ("billable-usage/info", "cf_paygo_subscriptions", {"id": "a"})):
            # Where the list is a member of the result.
            wrapped = {"cf_unpaid_invoices": lambda some: {"invoices": some},
                       "cf_ai_gateway_invoice_lines": lambda some: {"currency": "usd", "invoice_lines": some},
                       "cf_paygo_subscriptions": lambda some: {"covered": True, "subscriptions": some},
                       }.get(table, lambda some: some)
            for info, fact in (({"total_count": 3}, "3 items according to the server, 2 items came"),
                               ({"total_pages": 2}, "2 pages according to the server"),
                               ({"cursor": "x"}, "cursor"), ({"cursors": {"after": "x"}}, "cursor"),
                               ({"total_count": 2}, None),
                               ({"total_pages": 1, "page": 1, "cursor": ""}, None)):
                with self.subTest(table=table, info=info):
                    self.server.results[f"/accounts/{FIRST}/{endpoint}"] = {
                        "result": wrapped([record, {**record, "n": 2}]), "result_info": info}
                    sql = f"SELECT 1 FROM {table} WHERE account_id = '{FIRST}'"
                    if fact:
                        self.failure_of(table, fact, FIRST, sql=sql)
                    else:
                        self.assertEqual(2, len(self.rows(sql, db=self.lists)))

    def test_it_is_that_account(self):
        for account, total in ((FIRST, 1), (EURO, 2), (MID_MONTH, 1)):
            self.server.results[f"/accounts/{account}/subscriptions"] = {
                "result": [{"id": account}], "result_info": {"total_count": total}}
        source = ("FROM cf_subscriptions WHERE account_id IN "
                  f"('{FIRST}', '{EURO}', '{MID_MONTH}')")
        self.failure_of(EURO, sql=f"SELECT count(*) {source}")
        found = self.rows(f"SELECT id {source}", db=self.connect(on_error="skip"))
        self.assertEqual({FIRST, MID_MONTH}, {row[0] for row in found})

    def test_objects_that_say_nothing(self):
        for endpoint, table, empty, nothing, some in (
                ("billing/unpaid-invoice", "cf_unpaid_invoices", ({}, {"data": []}),
                 (None, {"invoices": None}, {"invoices": []}), {"invoices": [{"id": "a"}]}),
                ("billing/credits", "cf_credits", ({}, {"credits": {"currency": "USD"}}), (None,),
                 {"currency": None}),
                ("billing/bad-debt", "cf_bad_debt", ({}, {"debt": 1}), (None,), {"bad_debt_status": "none"}),
                ("ai-gateway/billing/credit-balance", "cf_ai_gateway_credit", ({}, {"x": 1}), (None,),
                 {"balance": 0}),
                ("ai-gateway/billing/invoice-preview", "cf_ai_gateway_invoice_lines", ({}, {"lines": []}),
                 (None,), {"amount_due": 0}),
                ("billing/profile", "cf_billing_profile", ({}, {"error": "x"}), (None,),
                 {"balance": "0"}),
                ("billable-usage/info", "cf_paygo_subscriptions", ({}, {"x": 1}), (None,),
                 {"covered": False})):
            path = f"/accounts/{FIRST}/{endpoint}"
            for columns in ("*", "count(*)", "raw"):
                sql = f"SELECT {columns} FROM {table} WHERE account_id = '{FIRST}'"
                for result in empty:
                    with self.subTest(table=table, columns=columns, result=result):
                        self.server.results[path] = {"result": result}
                        self.failure_of(table, FIRST, "its result has no", sql=sql)
                for result, count in (*((each, 0) for each in nothing), (some, 1)):
                    with self.subTest(table=table, columns=columns, result=result):
                        self.server.results[path] = {"result": result}
                        found = self.rows(sql, db=self.lists)
                        self.assertEqual(count, found[0][0] if columns == "count(*)" else
                                         len(found))


if __name__ == "__main__":
    support.main()
