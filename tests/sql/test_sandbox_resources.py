"""The sandbox's lists say what the ids in its analytics are called, and how they are tagged."""

import json

from graphql_case import GraphqlTest
from support import ALL_ACCOUNTS, FIRST, MID_MONTH, NOT_COVERED, TOKEN, UNKNOWN, main

# The list, the members that are the id and the name, and a dataset with the dimension that has the id.
LISTS = {
    "d1/database": ("uuid", "name", "d1AnalyticsAdaptiveGroups", "databaseId", "sum { rowsRead }"),
    "storage/kv/namespaces": ("id", "title", "kvOperationsAdaptiveGroups", "namespaceId", "sum { requests }"),
    "workers/durable_objects/namespaces": ("id", "name", "durableObjectsPeriodicGroups", "namespaceId",
                                           "sum { duration }"),
    "queues": ("queue_id", "queue_name", "queueMessageOperationsAdaptiveGroups", "queueId",
               "sum { billableOperations }"),
}
TAGS = "/accounts/{}/tags/resources"


class Lists(GraphqlTest):
    def all_of(self, account, path, **query):
        return self.all_pages(f"/accounts/{account}/{path}", **query)

    def ids(self, account, path):
        """Those that are in the analytics."""
        _, _, dataset, dimension, metric = LISTS[path]
        rows = self.rows(dataset, f"dimensions {{ {dimension} }} {metric}", self.variables(account, back=25))
        return {row["dimensions"][dimension] for row in rows}

    def resources(self, account, **facts):
        return [item for item in json.loads(self.sandbox.control("GET", f"truth/resources?account={account}"))
                if facts.items() <= item.items()]

    def test_name_what_is_in_the_analytics(self):
        for account in (FIRST, MID_MONTH):
            for path, (id_name, name, *_) in LISTS.items():
                named = {item[id_name]: item[name] for item in self.all_of(account, path)}
                gone = {item["id"] for item in self.resources(account, gone=True)}
                ids = self.ids(account, path)
                self.assertLessEqual(ids - gone, set(named), path)
                self.assertEqual(set(), gone & set(named))
                self.assertNotIn("", named.values())

    def test_a_database_was_deleted(self):
        """Its id is in the analytics, its name nowhere."""
        found = 0
        for account in ALL_ACCOUNTS:
            for item in self.resources(account, gone=True):
                self.assertEqual("d1_database", item["type"])
                if item["id"] in self.ids(account, "d1/database"):
                    found += 1
                for path in LISTS:
                    self.assertNotIn(item["id"], str(self.all_of(account, path)))
                self.assertNotIn(item["id"], str(self.result(TAGS.format(account))))
        self.assertGreater(found, 0)

    def test_objects_have_a_script_and_a_class(self):
        scripts = {item["name"] for item in self.resources(FIRST, type="worker")}
        for item in self.all_of(FIRST, "workers/durable_objects/namespaces"):
            self.assertIn(item["script"], scripts)
            self.assertEqual(item["name"], f"{item['script']}_{item['class']}")
        rows = self.rows("durableObjectsInvocationsAdaptiveGroups",
                         "dimensions { namespaceId scriptName } sum { requests }")
        known = {item["id"]: item["script"] for item in self.all_of(FIRST, "workers/durable_objects/namespaces")}
        for row in rows:
            self.assertEqual(known[row["dimensions"]["namespaceId"]], row["dimensions"]["scriptName"])

    def test_come_in_pages(self):
        self.sandbox.set(graphql__extra_resources=45)
        for path, (id_name, *_) in LISTS.items():
            whole = [item[id_name] for item in self.all_of(FIRST, path)]
            self.assertGreaterEqual(len(whole), 45)
            self.assertEqual(whole, [item[id_name] for item in self.all_of(FIRST, path, per_page=7)])
            _, _, body = self.ask(f"/accounts/{FIRST}/{path}", page=99, per_page=20)
            self.assertEqual(([], 0, len(whole)), (body["result"], body["result_info"]["count"],
                                                   body["result_info"]["total_count"]))

    def test_need_the_token_and_an_account(self):
        for path in (*LISTS, "tags/resources"):
            self.refused_path(f"/accounts/{FIRST}/{path}")
            self.assertEqual(404, self.ask(f"/accounts/{UNKNOWN}/{path}")[0])
        for path in LISTS:
            self.assertEqual([], self.result(f"/accounts/{NOT_COVERED}/{path}"))

    def refused_path(self, path):
        status, _, body = self.ask(path, {"Authorization": "Bearer " + TOKEN[::-1]})
        self.assertEqual((401, False), (status, body["success"]))

    def test_zones_of_an_account(self):
        zones = self.all_pages("/zones", **{"account.id": FIRST}, per_page=4)
        self.assertEqual(6, len(zones))
        self.assertEqual({FIRST}, {zone["account"]["id"] for zone in zones})


class Tags(GraphqlTest):
    def pages(self, account=FIRST):
        pages, cursor = [], ""
        while not pages or cursor:
            _, _, body = self.ask(TAGS.format(account), **({"cursor": cursor} if cursor else {}))
            self.assertEqual(len(body["result"]), body["result_info"]["count"])
            pages.append(body["result"])
            cursor = body["result_info"]["cursor"]
        return pages

    def items(self, account=FIRST):
        return [item for page in self.pages(account) for item in page]

    def test_most_have_a_team_and_an_environment(self):
        items = self.items()
        self.assertGreater(len([item for item in items if {"team", "environment"} <= set(item["tags"])]),
                           len(items) / 2)
        self.assertIn({}, [item["tags"] for item in items])
        self.assertEqual({"production", "staging"},
                         {item["tags"]["environment"] for item in items if "environment" in item["tags"]})
        self.assertLessEqual(
            {"worker", "worker_version", "zone", "r2_bucket", "d1_database", "kv_namespace", "queue",
             "durable_object_namespace"}, {item["type"] for item in items})
        for item in items:
            self.assertEqual(item["type"] == "zone", "zone_id" in item)
            self.assertEqual(item["type"] == "worker_version", "worker_id" in item)

    def test_come_in_pages_with_a_cursor(self):
        whole = self.items()
        self.assertEqual(1, len(self.pages()))
        self.sandbox.set(tags__page_size=8)
        self.assertGreater(len(self.pages()), 3)
        self.assertEqual(whole, self.items())
        self.sandbox.set(tags__page_size=100, graphql__extra_resources=30)
        self.assertEqual(100, len(self.pages()[0]))
        self.assertEqual(400, self.ask(TAGS.format(FIRST), cursor="nonesuch")[0])

    def test_what_has_none_may_be_left_out(self):
        tagged = [item for item in self.items() if item["tags"] or item["type"] == "zone"]
        self.sandbox.set(tags__untagged="absent")
        self.assertEqual(tagged, self.items())


class Many(GraphqlTest):
    """More resources than rows fit into one answer."""

    def test_a_day_can_be_more_than_a_page(self):
        self.sandbox.set(graphql__extra_resources=300, graphql__max_page_size=50, graphql__sampling="none")
        selection = "dimensions { date databaseId } sum { rowsRead }"
        order = ", orderBy: [date_ASC, databaseId_ASC]"
        terms = "date: $from, databaseId_gt: $after"
        total, after, pages = 0, "", 0
        while True:
            variables = self.variables(back=1, limit=50, after=after)
            del variables["to"]
            rows = self.rows("d1AnalyticsAdaptiveGroups", selection, variables, terms=terms,
                             types="$from: Date!, $after: string!", more=order)
            total += sum(row["sum"]["rowsRead"] for row in rows)
            pages += 1
            if len(rows) < 50:
                break
            after = rows[-1]["dimensions"]["databaseId"]
        self.assertGreater(pages, 6)
        (whole,) = self.rows("d1AnalyticsAdaptiveGroups", "sum { rowsRead }", self.variables(back=1, limit=1))
        self.assertEqual(whole["sum"]["rowsRead"], total)


if __name__ == "__main__":
    main()
