"""A schema of GraphQL that does not let accounts say which they are: accountTag is documented nowhere."""

import support
from resource_case import D1, ResourceCase
from support import FIRST, MID_MONTH

ROWS = ("SELECT account_id, day, resource_id, quantity FROM cf_resource_usage WHERE account_id IN ({}) "
        f"AND dataset = '{D1}' AND day BETWEEN ? AND ?")


class WithoutTheTag(ResourceCase):
    def query(self, *accounts, db):
        marks = ", ".join(f"'{account}'" for account in accounts)
        return self.rows(ROWS.format(marks), (self.ago(3), self.ago(1)), db=db)

    def queries(self):
        """Of each query whether it asks for the tag, in their order."""
        return ["{ accountTag " in request.json["query"] for request in self.sandbox.requests()]

    def test_the_query_is_asked_once_more_without_it(self):
        whole = self.query(FIRST, db=self.db)
        self.assertEqual([True, True], self.queries())
        for status in ("200", "documented"):
            self.restart(graphql__account_tag="off", graphql__status=status)
            self.sandbox.forget_requests()
            db = self.connect(cache_ttl=0)
            self.assert_same_rows(whole, self.query(FIRST, db=db))
            # The settings with it and without it, and the groups without it.
            self.assertEqual([True, False, False], self.queries())
            self.assert_same_rows(whole, self.query(FIRST, db=db))
            self.assertEqual([True, False, False, False], self.queries())
            # Another account of the same connection.
            self.assertTrue(self.query(MID_MONTH, db=db))
            self.assertEqual([True] + [False] * 5, self.queries())

    def test_it_is_noted_and_nothing_is_missing(self):
        self.sandbox.set(graphql__account_tag="off")
        db = self.connect()
        self.query(FIRST, db=db)
        (error, kind, outcome), *others = self.rows(
            "SELECT error, error_kind, outcome FROM cf_requests WHERE error IS NOT NULL", db=db)
        self.assert_says(error, 'unknown field "accountTag"', "the query was asked without it")
        self.assertEqual(("elsewhere", "ok", []), (kind, outcome, others))

    def test_of_a_schema_that_loses_it_in_between(self):
        db = self.connect(cache_ttl=0)
        whole = self.query(FIRST, db=db)
        self.sandbox.set(graphql__account_tag="off")
        self.sandbox.forget_requests()
        # The settings are known.
        self.assert_same_rows(whole, self.query(FIRST, db=db))
        self.assertEqual([True, False], self.queries())
        # What is learned of one server is not believed of another one.
        self.sandbox.set(graphql__account_tag="on")
        db.execute("SELECT cf_cache_clear()").fetchall()
        self.sandbox.forget_requests()
        self.assert_same_rows(whole, self.query(FIRST, db=db))
        self.assertEqual([True, True], self.queries())

    def test_several_accounts_at_once(self):
        whole = self.query(FIRST, MID_MONTH, db=self.db)
        self.sandbox.set(graphql__account_tag="off")
        self.sandbox.forget_requests()
        for on_error in ("fail", "skip"):
            self.assert_same_rows(whole, self.query(FIRST, MID_MONTH, db=self.connect(on_error=on_error)))
        # Both had asked when the first one learned it.
        self.assertEqual(2 * [2, 4], [self.queries()[of:of + 6].count(tag) for of in (0, 6) for tag in (True, False)])

    def test_zones_say_which_they_are_all_the_same(self):
        def rows():
            return self.rows("SELECT resource_id, day, quantity FROM cf_resource_usage(?, ?) "
                             "WHERE resource_type IN ('zone', 'load_balancer')", (FIRST, self.ago(9)), db=self.connect())

        whole = rows()
        self.assertLess(1, len({row[0] for row in whole}))
        self.sandbox.set(graphql__account_tag="off")
        self.sandbox.forget_requests()
        self.assert_same_rows(whole, rows())
        queries = [request.json["query"] for request in self.sandbox.requests() if request.endpoint.endswith("/graphql")]
        # Settings, and three datasets.
        self.assertEqual([True] * 4, ["{ zoneTag " in query for query in queries])

    def test_another_account_is_still_seen_to_be_one(self):
        """Where several come, or none."""
        self.sandbox.set(graphql__account_tag="off")
        for accounts in ("[]", "[null]", '[{"x": []}, {"x": []}]', f'[{{"{D1}": []}}, {{"{D1}": []}}]'):
            self.sandbox.faults({"path": "/graphql", "body_has": f"{D1}(",
                                 "body": f'{{"data": {{"viewer": {{"accounts": {accounts}}}}}, "errors": null}}'})
            self.assert_says(self.failure(support.ERROR, ROWS.format(f"'{FIRST}'"), (self.ago(3), self.ago(1)),
                                          db=self.connect(max_retries=0)), "not what the API documents")


if __name__ == "__main__":
    support.main()
