"""cf_resource_usage with on_error = skip: what of an account fails, and what comes all the same."""

import json

import support
from resource_case import D1, ResourceCase
from support import AUTH, BUSY, CANTOPEN, ERROR, EURO, FIRST

READ = "D1 - Rows Read"
R2 = "r2OperationsAdaptiveGroups"
ZONES = ("cacheReserveOperationsAdaptiveGroups", "cacheReserveStorageAdaptiveGroups",
         "loadBalancingRequestsAdaptiveGroups")
# Of 300 queries in five minutes.
SOME = f"AND service IN ('{READ}', 'D1 - Rows Written', 'D1 - Storage GB-mo', 'Workers Standard Requests')"
ALL = ""
HTML = "<!DOCTYPE html><html><body>down</body></html>"
# Whatever goes wrong with a dataset's query, and what the reason then says.
EMPTY = f'{{"data":{{"viewer":{{"accounts":[{{"accountTag":"{FIRST}"}}]}}}},"errors":null}}'
FAULTS = (({"status": 500}, "HTTP 500"), ({"status": 403, "body": HTML}, "HTTP 403"), ({"truncate": 60}, "bytes"),
          ({"reset": True}, ""), ({"body": HTML}, ""), ({"body": EMPTY},
                                                       "no list " + D1))


class Skip(ResourceCase):
    def setUp(self):
        super().setUp()
        self.skipping = self.connect(on_error="skip", max_retries=0, max_wait=0)
        self.addCleanup(self.sandbox.settle)

    def query(self, what="day, dataset, service, resource_id, quantity, reason", more=SOME):
        return (f"SELECT {what} FROM cf_resource_usage WHERE account_id = '{FIRST}' "
                f"AND day BETWEEN '{self.ago(3)}' AND '{self.ago(2)}' {more}")

    def of(self, dataset, **fault):
        # Settings name the dataset as well.
        self.sandbox.faults({"path": "/graphql", "account": FIRST, "body_has": f"{dataset}(", **fault})

    def check_one_fails(self, dataset, says, **fault):
        self.sandbox.faults()
        whole = self.rows(self.query())
        self.of(dataset, **fault)
        found = self.rows(self.query(), db=self.skipping)
        self.assert_same_rows([row for row in whole if row[1] != dataset], [row for row in found if row[1] != dataset])
        failed = [row for row in found if row[1] == dataset]
        self.assertEqual({(self.ago(3), None, None), (self.ago(2), None, None)},
                         {(day, resource, quantity) for day, _, _, resource, quantity, _ in failed})
        for *_, reason in failed:
            self.assertTrue(reason.startswith("failed: cf_resource_usage: "), reason)
            self.assert_says(reason, says, FIRST)
        # A row for each day and line.
        self.assertEqual(len(failed), len({row[:3] for row in failed}))
        return whole


class ADataset(Skip):
    def test_that_fails_is_a_row_with_the_reason(self):
        for fault, says in FAULTS:
            with self.subTest(fault):
                whole = self.check_one_fails(D1, says, **fault)
                found = self.rows(self.query(), db=self.skipping)
                self.assertEqual({row[2] for row in whole if row[1] == D1}, {row[2] for row in found if row[1] == D1})

    def test_is_in_the_log(self):
        self.of(D1, body=EMPTY)
        self.rows(self.query(), db=self.skipping)
        self.assertEqual([(FIRST, "ok")], self.rows(
            f"SELECT account_id, outcome FROM cf_requests WHERE error LIKE '%no list {D1}%'", db=self.skipping))
        self.assertEqual([], self.rows("SELECT 1 FROM cf_requests WHERE outcome <> 'ok'", db=self.skipping))

    def test_ends_a_query_that_does_not_skip(self):
        for fault, code in (({"status": 500}, CANTOPEN), ({"body": HTML}, ERROR), ({"reset": True}, CANTOPEN)):
            with self.subTest(fault):
                self.of(D1, **fault)
                self.assert_says(self.failure(code, self.query(), db=self.connect(max_retries=0)),
                                 "cf_resource_usage", FIRST, D1)

    def test_by_graphql(self):
        for setting in ("graphql__failing", "graphql__partial"):
            with self.subTest(setting):
                self.restart(**{setting: D1})
                found = self.rows(self.query(), db=self.connect(on_error="skip"))
                self.assertTrue(all("failed: " in row[5] for row in found if row[1] == D1))
                self.assertLess(20, sum(row[4] is not None for row in found))

    def test_that_the_schema_lacks(self):
        """The settings of all are asked for in one query, which then fails for all."""
        self.sandbox.set(graphql__unknown=D1)
        found = self.rows(self.query(), db=self.skipping)
        self.assertEqual({D1}, {row[1] for row in found if row[5]})
        self.assertTrue(all(f'unknown field "{D1}"' in row[5] for row in found if row[1] == D1))
        self.assertLess(20, sum(row[4] is not None for row in found))
        # It is no knowledge of the dataset.
        self.sandbox.set(graphql__unknown="")
        self.assertEqual([], [row for row in self.rows(self.query(), db=self.skipping) if row[5]])

    def test_of_images_that_fails_on_every_account(self):
        """As a public program tells of it: nothing else is lost for that, whatever is asked for."""
        images = "imagesTransformationsAdaptiveGroups"
        whole = self.rows(self.query(more=ALL))
        for setting in ("graphql__failing", "graphql__partial", "graphql__unknown"):
            with self.subTest(setting):
                self.restart(**{setting: images})
                found = self.rows(self.query(more=ALL), db=self.connect(on_error="skip"))
                self.assert_same_rows([row for row in whole if row[1] != images],
                                      [row for row in found if row[1] != images])
                self.assertEqual([(self.ago(3), None, 1), (self.ago(2), None, 1)],
                                 sorted((row[0], row[4], row[5].startswith("failed: "))
                                        for row in found if row[1] == images))
                # Without the setting it is an error that says which: no part of a result passes for all of it.
                self.assert_says(self.failure(ERROR, self.query(more=ALL), db=self.connect()), images)

    def test_that_is_cut_in_a_later_window(self):
        self.sandbox.set(graphql__max_duration_days="1")
        self.sandbox.faults({"path": "/graphql", "body_has": f"{D1}(", "skip": 1, "status": 500})
        found = self.rows(self.query(), db=self.skipping)
        # Nothing of it passes for all of it.
        self.assertEqual({None}, {row[4] for row in found if row[1] == D1})
        self.assertEqual({self.ago(3), self.ago(2)}, {row[0] for row in found if row[1] == D1})

    def test_of_zones(self):
        whole = self.rows(self.query(more="AND resource_type = 'zone'"))
        self.sandbox.faults({"path": "/graphql", "body_has": f"{ZONES[1]}(", "status": 500})
        found = self.rows(self.query(more="AND resource_type = 'zone'"), db=self.skipping)
        self.assertEqual({ZONES[1]}, {row[1] for row in found if row[5]})
        self.assert_same_rows([row for row in whole if row[1] != ZONES[1]],
                              [row for row in found if row[1] != ZONES[1]])
        # Their settings, which are one query of their own.
        self.sandbox.faults({"path": "/graphql", "body_has": "zones(filter", "status": 500})
        found = self.rows(self.query(more=ALL), db=self.connect(on_error="skip", max_retries=0))
        self.assertEqual(set(ZONES), {row[1] for row in found if row[5]})
        self.assertLess(20, sum(row[4] is not None for row in found))


class Lists(Skip):
    def test_of_names(self):
        whole = self.rows(self.query("dataset, resource_id, quantity"))
        self.sandbox.faults({"path": "d1/database", "status": 500})
        found = self.rows(self.query("dataset, resource_id, quantity, resource_name"), db=self.skipping)
        self.assert_same_rows(whole, [row[:3] for row in found])
        self.assertEqual({None}, {row[3] for row in found if row[0] == D1})
        self.failure(CANTOPEN, self.query("resource_name"), db=self.connect(max_retries=0))

    def test_of_zones(self):
        self.sandbox.faults({"path": r"/zones\?", "status": 500})
        found = self.rows(self.query(more=ALL), db=self.skipping)
        self.assertEqual(set(ZONES), {row[1] for row in found if row[5]})
        self.assertTrue(all(row[5].startswith("failed: the zones of the account cannot be listed: ")
                            for row in found if row[5]))


class AnAccount(Skip):
    def both(self):
        return (f"SELECT account_id, count(quantity) > 0, count(reason) > 0 FROM cf_resource_usage WHERE account_id IN "
                f"('{FIRST}', '{EURO}') AND day = '{self.ago(2)}' AND resource_type = 'r2_bucket' "
                "GROUP BY 1 ORDER BY 1")

    def knowing(self):
        """The settings are known, and the answers not kept."""
        self.sandbox.faults()
        db = self.connect(on_error="skip", max_retries=0)
        self.rows(self.both(), db=db)
        return db

    def test_of_which_nothing_is_answered_is_left_out(self):
        for fault in ({"status": 500}, {"status": 404}, {"reset": True}, {"body": HTML}):
            with self.subTest(fault):
                for left_out, other in ((EURO, FIRST), (FIRST, EURO)):
                    self.restart()
                    for db in (self.knowing(), self.connect(on_error="skip", max_retries=0)):
                        self.sandbox.faults({"path": "/graphql", "account": left_out, **fault})
                        self.assertEqual([(other, 1, 0)], self.rows(self.both(), db=db))

    def test_of_which_every_dataset_fails_says_so(self):
        self.sandbox.faults({"path": "/graphql", "body_has": "$limit", "status": 500})
        found = self.rows(self.query(), db=self.skipping)
        self.assertEqual({None}, {row[4] for row in found})
        self.assertLess(2, len({row[1] for row in found}))

    def test_nobody_is_an_error(self):
        db = self.knowing()
        self.sandbox.faults({"path": "/graphql", "status": 500})
        for each in (self.skipping, db):
            self.failure(CANTOPEN, self.both(), db=each)

    def test_limits_and_tokens_are_nobodys_fault(self):
        self.sandbox.faults({"path": "/graphql", "body_has": f"{R2}(", "status": 429})
        self.failure(BUSY, self.both(), db=self.skipping)
        # It lasts for five minutes.
        self.restart()
        self.skipping = self.connect(on_error="skip", max_retries=0, max_wait=0)
        depleted = json.dumps({"data": None, "errors": [{"message": "rate limiter budget depleted, try again"}]})
        self.sandbox.faults({"path": "/graphql", "body_has": f"{R2}(", "body": depleted})
        self.failure(BUSY, self.both(), db=self.skipping)
        self.sandbox.faults({"path": "/graphql", "body_has": f"{R2}(", "status": 401})
        self.failure(AUTH, self.both(), db=self.skipping)


if __name__ == "__main__":
    support.main()
