"""Lists are complete or an error: servers that cut them and say other than is true of how long they are."""

import unittest

import support
from list_case import HISTORY, ListCase, item, items
from support import FIRST


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


if __name__ == "__main__":
    support.main()
