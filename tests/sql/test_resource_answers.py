"""cf_resource_usage: answers that are cut, how many there are, and what it takes to read them again."""

import json
import subprocess
import sys
import time

import support
from resource_case import D1, DAY, ResourceCase
from support import ERROR, EURO, FIRST, MONTH_END

R2, KV = "r2OperationsAdaptiveGroups", "kvOperationsAdaptiveGroups"


class Cut(ResourceCase):
    """Of whatever size a page is, all comes, or an error."""

    def rows_of(self, dataset, day, granularity="day"):
        return self.rows("SELECT hour, resource_id, action, service, quantity, json_extract(raw, '$.dimensions') FROM "
                         "cf_resource_usage(?, ?, ?, ?) WHERE dataset = ?", (FIRST, day, day, granularity, dataset),
                         db=self.connect())

    def check_pages(self, dataset, sizes, granularity="day"):
        day = self.ago(1)
        self.restart()
        whole = self.rows_of(dataset, day, granularity)
        groups = {row[-1] for row in whole}
        self.assertGreater(len(groups), 3)
        for size in sizes(len(groups)):
            with self.subTest(dataset, granularity=granularity, size=size, groups=len(groups)):
                self.restart(graphql__max_page_size=str(size))
                self.assert_same_rows(whole, self.rows_of(dataset, day, granularity))
                pages = [json.loads(request["body"])["variables"] for request in self.sandbox.requests()
                         if request.endpoint.endswith("/graphql")][-1:]
                self.assertEqual(size, pages[0]["limit"])
                made = len(self.asked()) - 1
                # As many groups as may come are too many; one more may.
                self.assertEqual(size > len(groups), made == 1)
            self.sandbox.forget_requests()

    @staticmethod
    def around(count):
        return (count - 1, count, count + 1)

    def test_of_a_day(self):
        for dataset in (D1, R2, KV):
            self.check_pages(dataset, self.around)

    def test_of_many_databases(self):
        for size in (2, 3, 17):
            self.restart(graphql__extra_resources="40")
            day = self.ago(1)
            whole = self.rows_of(D1, day)
            self.restart(graphql__extra_resources="40", graphql__max_page_size=str(size))
            with self.subTest(size):
                self.assert_same_rows(whole, self.rows_of(D1, day))

    def test_of_hours(self):
        self.check_pages(D1, self.around, "hour")
        # An hour alone has more than come at once.
        self.check_pages(D1, lambda count: (2, 3), "hour")

    def test_of_one_resource_alone_is_an_error(self):
        """Of a bucket there is a group for each action: no dimension is left to divide it by."""
        self.sandbox.set(graphql__max_page_size="3")
        self.assert_says(self.failure(ERROR, f"SELECT * FROM cf_resource_usage('{FIRST}', '{self.ago(1)}', "
                                      f"'{self.ago(1)}') WHERE dataset = '{R2}'"),
                         "3 groups of r2OperationsAdaptiveGroups came of one bucketName", "some may be missing")

    def test_of_a_dataset_without_resources_is_an_error(self):
        self.sandbox.set(graphql__max_page_size="1")
        self.assert_says(self.failure(ERROR, f"SELECT * FROM cf_resource_usage('{FIRST}', '{self.ago(1)}', "
                                      f"'{self.ago(1)}') WHERE dataset = 'imagesRequestsAdaptiveGroups'"),
                         "came of one time, as many as come at most")

    def test_fields_that_are_too_many_are_an_error(self):
        self.sandbox.set(graphql__max_fields="3")
        self.assert_says(self.failure(ERROR, f"SELECT * FROM cf_resource_usage('{FIRST}', '{self.ago(1)}') "
                                      "WHERE dataset = 'durableObjectsPeriodicGroups'"),
                         "number of fields can't be more than 3")


class Requests(ResourceCase):
    def test_of_a_month_are_one_for_each_dataset(self):
        """All at once: eight are under way together."""
        zones = self.value("SELECT count(*) FROM cf_tags(?) WHERE type = 'zone'", (FIRST,))
        self.assertTrue(1 < zones <= 10)
        for config in ({}, {"cache_ttl": 300}):
            with self.subTest(config):
                self.restart()
                self.sandbox.faults({"path": "/graphql", "latency_ms": 300})
                self.sandbox.forget_requests()
                begun = time.monotonic()
                datasets = self.value("SELECT count(DISTINCT dataset) FROM cf_resource_usage WHERE account_id = ? AND "
                                      "day >= ?", (FIRST, self.ago(28)), db=self.connect(**config))
                took = time.monotonic() - begun
                posts = [request for request in self.sandbox.requests() if request["method"] == "POST"]
                # With the settings of the account and of its zones.
                self.assertEqual(30 + 2, len(posts))
                self.assertGreater(datasets, 20)
                self.assertLess(took, len(posts) * 0.3 / 2)

    def test_that_are_too_many_are_not_made(self):
        """How many there are, settings tell: nothing else is asked for."""
        query = f"SELECT count(*) FROM cf_resource_usage('{FIRST}', '{self.ago(3)}')"
        for allowed, made, least in ((1, 0, 2), (20, 2, 30)):
            with self.subTest(allowed), self.request_count(made):
                self.assert_says(self.failure(ERROR, query, db=self.connect(max_requests=allowed)),
                                 f"at least {least} requests", f"max_requests ({allowed})")

    def test_of_the_same_days_again_are_none(self):
        db = self.connect(cache_ttl=300)
        query = f"SELECT count(*) FROM cf_resource_usage WHERE account_id = '{FIRST}' AND day BETWEEN ? AND ?"
        days = (self.ago(3), self.ago(1))  # Of other days the windows may be others.
        self.value(query, days, db=db)
        with self.request_count(0):
            self.value(query + " AND quantity > 0", days, db=db)


class Lists(ResourceCase):
    """Those that name ids: each is asked once for all that is used of it."""
    NAMES = ("SELECT count(DISTINCT resource_id), count(DISTINCT resource_name) FROM cf_resource_usage "
             "WHERE account_id = ? AND day = ?")
    LISTS = ("d1/database", "storage/kv/namespaces", "workers/durable_objects/namespaces", "queues", "/zones")

    def lists_asked(self):
        return sorted(request.endpoint.split("/")[-1] for request in self.sandbox.requests()
                      if request["method"] == "GET")

    def test_are_asked_once_each_and_kept(self):
        db = self.connect()
        (identifiers, names), = self.rows(self.NAMES, (FIRST, self.ago(1)), db=db)
        self.assertEqual(["database", "namespaces", "namespaces", "queues", "zones"], self.lists_asked())
        self.assertGreater(names, 10)
        self.assertGreater(identifiers, names)
        self.sandbox.forget_requests()
        self.assertEqual([(identifiers, names)], self.rows(self.NAMES, (FIRST, self.ago(1)), db=db))
        self.assertEqual([], self.lists_asked())

    def test_that_are_refused_leave_ids(self):
        wanted = self.value("SELECT count(DISTINCT resource_type || resource_id) FROM cf_resource_usage "
                            "WHERE account_id = ? AND day = ?", (FIRST, self.ago(1)), db=self.connect())
        self.restart()
        self.sandbox.faults(*({"path": f"{path}(\\?|$)", "status": 403, "body": json.dumps(
            {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}]})}
            for path in self.LISTS[:4]))
        db = self.connect()
        found = self.rows("SELECT resource_type, count(DISTINCT resource_id), count(resource_name) "
                          "FROM cf_resource_usage WHERE account_id = ? AND day = ? GROUP BY 1",
                          (FIRST, self.ago(1)), db=db)
        self.assertEqual(wanted, sum(identifiers for _, identifiers, _ in found))
        for kind, identifiers, names in found:
            with self.subTest(kind):
                is_named = kind not in ("d1_database", "kv_namespace", "durable_object_namespace", "queue",
                                        "container_application", "stream_video")
                self.assertEqual(is_named and identifiers > 0, names > 0)
        self.assertEqual(4, self.value("SELECT count(*) FROM cf_requests WHERE status = 403 AND error LIKE '%› Read%'",
                                       db=db))

    def test_that_fail_are_an_error(self):
        for path in self.LISTS:
            with self.subTest(path):
                self.restart()
                self.sandbox.faults({"path": f"{path}(\\?|$)", "status": 500})
                db = self.connect(max_retries=0)
                with self.assertRaises(support.sqlite3.Error) as caught:
                    self.rows(self.NAMES, (FIRST, self.ago(1)), db=db)
                self.assertIn("HTTP 500", str(caught.exception))


# Prints how many rows there are and how many came of the days one by one, and seconds of CPU time, of the first
# scan and of those of days. A process of its own, as this one's other threads are none of its business.
MEASURE = """
import sqlite3, sys, time
extension, account, first, last, days = sys.argv[1:]
db = sqlite3.connect(":memory:", isolation_level=None)
db.enable_load_extension(True)
db.load_extension(extension)
query = ("SELECT count(quantity) FROM cf_resource_usage WHERE dataset = 'd1AnalyticsAdaptiveGroups' AND account_id = ? "
         "AND day BETWEEN ? AND ?")
begun = time.process_time()
(rows,) = db.execute(query, (account, first, last)).fetchone()
read = time.process_time()
found = sum(db.execute(query, (account, day, day)).fetchone()[0] for day in days.split(","))
print(rows, found, read - begun, time.process_time() - read)
"""


class Again(ResourceCase):
    def measure(self, first, last, days):
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CLOUDFLARE_API_TOKEN": support.TOKEN}
        done = subprocess.run(
            [sys.executable, "-B", "-c", MEASURE, support.EXTENSION, FIRST, first, last, ",".join(days)],
            env=support.child_environment(**given), capture_output=True, text=True, check=False, timeout=300)
        self.assertEqual("", done.stderr)
        return [float(word) for word in done.stdout.split()]

    def test_rows_keep_a_rowid_of_their_own(self):
        """Whatever is asked for besides, and those that say why nothing is known have one, too."""
        self.restart(graphql__disabled=f"{R2},cacheReserveStorageAdaptiveGroups")
        accounts = f"account_id IN ('{FIRST}', '{EURO}', '{MONTH_END}')"
        days, db = (self.ago(3), self.ago(1)), self.connect()
        table = f"SELECT rowid, account_id, * FROM cf_resource_usage WHERE {accounts} AND day BETWEEN ? AND ?"
        whole = self.rows(table, days, db=db)
        self.assertGreater(len(whole), 1000)
        self.assertEqual(len(whole), len({row[0] for row in whole}))
        self.assertTrue({row for row in whole if row[-3] is None})
        self.restart(graphql__disabled=f"{R2},cacheReserveStorageAdaptiveGroups")
        some = self.rows(table + f" AND account_id = '{FIRST}' AND resource_type <> 'worker'", (self.ago(2), self.ago(2)),
                         db=self.connect())
        self.assertEqual({row for row in whole if row[1] == FIRST and row[2] == self.ago(2) and row[4] != "worker"},
                         set(some))
        tags = self.rows(f"SELECT rowid FROM cf_tags WHERE {accounts}")
        self.assertEqual(len(tags), len(set(tags)))

    def test_days_of_what_is_kept_are_cheap(self):
        """An inner scan of a join takes a part of what reading the answer took, which has ten days."""
        self.sandbox.set(graphql__extra_resources="300")
        # Days that are asked for in one query, as they are kept together.
        days = [str(self.today - age * DAY) for age in range(20, 10, -1)]
        rows, found, read, again = self.measure(days[0], days[-1], days * 3)
        self.assertGreater(rows, 6000)
        self.assertEqual(3 * rows, found)
        # Reading it anew each time would take ten times as much as once, and more.
        self.assertLess(again / 30, read / 3, (read, again))


if __name__ == "__main__":
    support.main()
