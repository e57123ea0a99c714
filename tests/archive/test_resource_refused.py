"""Analytics that are refused, or fail, after the archive was filled: with source = 'both' its days come all the same."""

import archive_case
import support
from archive_case import ArchiveCase, day_before
from support import AUTH, CANTOPEN, EURO, FIRST, MID_MONTH

READ = "D1 - Rows Read"
DAYS = ("SELECT day, count(quantity), max(reason) FROM cf_resources_in_windows "
        f"WHERE window_name = 'period' AND account_id = '{FIRST}' AND service = '{READ}' GROUP BY 1 ORDER BY 1")
COST = "SELECT sum(cost) FROM cf_attributed_cost WHERE account_id = ?"


class Refused(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.sandbox.set(graphql__now="23:59", graphql__sampling="none")
        self.today = self.sandbox.today()
        self.sync((FIRST, MID_MONTH))

    def both(self, *accounts, **parameters):
        return self.views(*(accounts or (FIRST,)), source="both", **{"first_day": day_before(self.today, 5), **parameters})

    def test_the_archives_days_come_and_the_others_say_that_they_are_refused(self):
        whole = self.both()
        days, cost = self.rows(DAYS, db=whole), self.value(COST, (FIRST,), db=whole)
        self.sandbox.set(graphql__permission="off", graphql__zone_permission="off")
        db = self.both()
        rows = self.rows(DAYS, db=db)
        self.assertEqual([day_before(self.today, back) for back in range(5, -1, -1)], [row[0] for row in rows])
        # Two days of the archive may still change, and are the API's.
        archived = [row for row in rows if row[0] <= day_before(self.today, 2)]
        self.assertEqual([row for row in days if row[0] <= day_before(self.today, 2)], archived)
        self.assertTrue(all(count > 0 for _, count, _ in archived))
        for _, count, reason in rows[len(archived):]:
            self.assertEqual(0, count)
            self.assert_says(reason, "refused: cf_resource_usage: ", "not authorized", "Account Analytics › Read")
        # What was billed is told as a whole, and what of it is known is attributed as before.
        self.assertAlmostEqual(cost, self.value(COST, (FIRST,), db=db))
        self.assertLess(0, self.value("SELECT count(*) FROM cf_attributed_cost WHERE resource_type = 'd1_database'", db=db))
        self.assertLess(0, self.value("SELECT count(*) FROM cf_attributed_cost WHERE reason LIKE '%refused: %'", db=db))
        self.assertEqual([(FIRST, "left out")], self.rows(
            "SELECT DISTINCT account_id, outcome FROM cf_requests "
            "WHERE table_name = 'cf_resource_usage' AND error_kind = 'failed'", db=db))
        self.rows("SELECT * FROM cf_resource_anomalies", db=db)

    def test_one_account_of_two(self):
        self.sandbox.faults({"path": "/graphql", "account": FIRST, "status": 403})
        db = self.both(FIRST, MID_MONTH)
        found = dict(self.rows("SELECT account_id, max(reason) FROM cf_resources_in_windows "
                               "WHERE window_name = 'period' AND day = ? GROUP BY 1", (self.today,), db=db))
        self.assert_says(found[FIRST], "refused: cf_resource_usage: HTTP 403")
        self.assertNotIn("refused", found[MID_MONTH] or "")

    def test_an_archive_that_was_refused_says_what_the_token_needs(self):
        self.sandbox.set(graphql__permission="off")
        self.sync((EURO,))
        db = self.views(EURO, source="archive", first_day=day_before(self.today, 5))
        reasons = [reason for reason, in self.rows("SELECT DISTINCT reason FROM cf_unread_resource_days WHERE window_name = "
                                                   "'period' AND reason LIKE 'refused: %'", db=db)]
        self.assertEqual(1, len(reasons), reasons)
        self.assertRegex(reasons[0], r"not authorized[^()]*\. The token needs Account › Account Analytics › Read\.$")
        # Which is what explains a cost, too.
        self.assertLess(0, self.value("SELECT count(*) FROM cf_attributed_cost WHERE reason LIKE '%' || ?", (reasons[0],), db=db))

    def test_how_a_page_begins_is_not_told_of_each_day(self):
        """What views say of an archive is published, and such a page may name who was kept from it."""
        self.sandbox.faults({"path": "/graphql", "status": 403, "body": "<html>Blocked for a.lovelace at 10.0.0.7</html>"})
        self.sync((EURO,))
        db = self.views(EURO, source="archive", first_day=day_before(self.today, 5))
        said = "FROM cf_unread_resource_days WHERE window_name = 'period' AND reason LIKE 'failed: %'"
        self.assertEqual([("failed: cf_resource_usage: HTTP 403",)], self.rows(f"SELECT DISTINCT reason {said}", db=db))
        self.assert_says(self.value("SELECT max(reason) FROM cf_unread_resources WHERE reason LIKE 'failed: %'", db=db),
                         "was not the API", "It begins: <html>Blocked for")

    def test_what_is_no_refusal_ends_it_as_ever(self):
        self.sandbox.faults({"path": "/graphql", "status": 500})
        db = self.both()
        db.execute("SELECT cf_config('max_retries', 0)").fetchall()
        self.failure(CANTOPEN, DAYS, db=db)
        self.sandbox.faults({"path": "/graphql", "status": 401})
        self.failure(AUTH, DAYS, db=db)

    def test_live_it_is_an_error_still(self):
        self.sandbox.set(graphql__permission="off")
        self.assert_says(self.failure(AUTH, DAYS, db=self.views(FIRST)), "Account Analytics › Read")


if __name__ == "__main__":
    archive_case.main()
