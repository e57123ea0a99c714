"""What cf_attributed_cost says of an account whose analytics are refused or fail, beside others, and cf_cost_by_tag of
one whose tags are.
"""

import sqlite3

import test_truth_resources
import views
from support import AUTH, EURO, FIRST


class LeftOut(test_truth_resources.Analytics):
    def test_an_account_that_is_left_out_says_how(self):
        """Of two accounts one is refused, or fails: its lines say so, by cycle and by day; the other has its resources."""
        for fault, says in (({"status": 403}, "refused: cf_resource_usage: HTTP 403"),
                            ({"status": 500}, "failed: cf_resource_usage: HTTP 500")):
            self.start()
            self.seen(FIRST, EURO, config={"on_error": "skip", "max_retries": 0})
            self.sandbox.faults({"path": "/graphql", "account": EURO, **fault})
            for view in ("cf_attributed_cost", "cf_attributed_cost_by_day"):
                rows = self.rows(f"SELECT account_id, resource_type, reason FROM {view}")
                of_euro = {row[1:] for row in rows if row[0] == EURO}
                self.assertEqual({"not attributed"}, {resource for resource, _ in of_euro}, view)
                told = {reason for _, reason in of_euro if "tell no resource" not in reason}
                for reason in told:
                    self.assert_says(reason, says, EURO)
                self.assertTrue(told)
                self.assertLess(3, len({row[1] for row in rows if row[0] == FIRST}))
                self.assertEqual([], [row for row in rows if row[0] == FIRST and "HTTP" in (row[2] or "")])
            # Lines that no dataset tells have their reason as ever.
            self.assertEqual([], self.rows(
                "SELECT DISTINCT service, reason FROM cf_attributed_cost WHERE account_id = ? "
                "AND reason LIKE '%tell no resource%' AND cf_service_datasets(cf_told_service(service)) <> '[]'", (EURO,)))


class TagsLeftOut(test_truth_resources.Analytics):
    BY_ACCOUNT = "SELECT account_id, sum(cost) FROM cf_cost_by_tag WHERE tag IS ? GROUP BY 1"

    def left_out(self, accounts, fault, **config):
        self.start()
        self.sandbox.faults(*({"path": "/tags/resources", "account": account, **fault} for account in accounts))
        self.seen(FIRST, EURO, config={"max_retries": 0, **config})

    def asked_for_tags(self):
        return len([request for request in self.sandbox.requests() if request["path"].endswith("/tags/resources")])

    def test_an_account_whose_tags_are_left_out_says_how(self):
        for fault, says in (({"status": 403}, "refused: cf_tags: HTTP 403"), ({"status": 500}, "failed: cf_tags: HTTP 500"),
                            # A page of a firewall refuses nothing in the API's name.
                            ({"status": 403, "body": "<html>Access denied"}, "failed: cf_tags: HTTP 403")):
            self.left_out([EURO], fault, on_error="skip")
            billed = dict(self.rows("SELECT account_id, sum(cost) FROM cf_attributed_cost GROUP BY 1"))
            self.assertEqual({FIRST, EURO}, set(billed))
            keys = self.rows("SELECT DISTINCT tag FROM cf_cost_by_tag WHERE tag IS NOT NULL")
            self.assertLess(1, len(keys))
            for key, in keys:
                sums = dict(self.rows("SELECT account_id, sum(cost) FROM cf_cost_by_tag WHERE tag = ? OR tag IS NULL GROUP BY 1",
                                      (key,)))
                self.assertEqual(set(billed), set(sums), key)
                for account in billed:
                    self.assertAlmostEqual(billed[account], sums[account], 6, (key, account))
            told = set(self.rows("SELECT value, reason FROM cf_cost_by_tag WHERE account_id = ?", (EURO,)))
            self.assertEqual({None}, {value for value, _ in told})
            for _, reason in told:
                self.assert_says(reason, says)
            self.assertEqual([(None,)], self.rows("SELECT DISTINCT reason FROM cf_cost_by_tag WHERE account_id = ?", (FIRST,)))
            # Once they are told nothing is left of it.
            self.sandbox.reset()
            self.assertEqual([], self.rows("SELECT * FROM cf_resource_tags WHERE reason IS NOT NULL"))

    def test_lists_are_asked_for_once(self):
        """Also where answers are not kept; SQLite before 3.35 reads what is named twice twice."""
        self.left_out([EURO], {"status": 403}, on_error="skip", cache_ttl=0)
        self.sandbox.forget_requests()
        self.rows("SELECT * FROM cf_cost_by_tag")
        self.assertIn(self.asked_for_tags(), (2,) if sqlite3.sqlite_version_info >= (3, 35) else range(2, 7))

    def test_a_list_that_fails_once_and_then_answers(self):
        """SQLite before 3.35 asks for it more than once in a statement: what has no tags by one answer alone says why."""
        config = {"on_error": "skip", "cache_ttl": 0}
        told = "SELECT account_id, tag, value, is_attributed, round(cost, 6), reason FROM cf_cost_by_tag"
        self.left_out([], {}, **config)
        well = set(self.rows(told))
        self.assertLess(1, len({value for account, _, value, *_ in well if account == EURO}))
        for before in range(4):
            self.left_out([EURO], {"status": 403, "skip": before, "count": 1}, **config)
            found = set(self.rows(told))
            self.assertEqual(set(), {row for row in found if row[-1] is None} - well, before)
            self.assertEqual({row for row in well if row[0] == FIRST}, {row for row in found if row[0] == FIRST}, before)
            if before == 0:
                self.assertNotEqual(well, found)

    def test_if_nobodys_are_told(self):
        self.left_out([FIRST, EURO], {"status": 403}, on_error="skip-all")
        billed = self.rows("SELECT account_id, sum(cost) FROM cf_attributed_cost GROUP BY 1")
        self.check(billed, self.BY_ACCOUNT, (None,))
        self.assertEqual([], self.rows("SELECT 1 FROM cf_cost_by_tag WHERE tag IS NOT NULL OR reason IS NULL"))
        self.left_out([FIRST, EURO], {"status": 403})
        self.assert_says(self.failure(AUTH, "SELECT * FROM cf_cost_by_tag"), "permission to list tags")


if __name__ == "__main__":
    views.main()
