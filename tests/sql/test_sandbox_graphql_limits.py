"""The sandbox's GraphQL Analytics are strict, have limits, and fail on request."""

import pathlib

from graphql_case import D1, R2, GraphqlTest, question
from support import EURO, FIRST, TOKEN, UNKNOWN, main

NAMES = pathlib.Path(__file__).with_name("data") / "analytics_names.tsv"
BY_DATABASE = "dimensions { date databaseId } sum { rowsRead rowsWritten }"


class Settings(GraphqlTest):
    QUERY = ("query($owner: string!) {{ viewer {{ accounts(filter: {{accountTag: $owner}}) {{ settings {{ {} "
             "{{ enabled maxDuration notOlderThan maxPageSize maxNumberOfFields availableFields }} }} }} }} }}")

    def settings(self, dataset=D1):
        status, answer = self.post(self.QUERY.format(dataset), {"owner": FIRST})
        self.assertEqual((200, None), (status, answer["errors"]))
        return answer["data"]["viewer"]["accounts"][0]["settings"][dataset]

    def test_tell_the_limits_in_seconds(self):
        told = self.settings()
        self.assertIn("sum_rowsRead", told.pop("availableFields"))
        self.assertEqual({"enabled": True, "maxDuration": 31 * 86400, "notOlderThan": 90 * 86400,
                          "maxPageSize": 10000, "maxNumberOfFields": 30}, told)
        self.assertEqual(32 * 86400, self.settings("aiInferenceAdaptiveGroups")["notOlderThan"])
        self.assertNotIn("avg_sampleInterval", self.settings("aiInferenceAdaptiveGroups")["availableFields"])

    def test_are_those_that_queries_keep(self):
        self.sandbox.set(graphql__max_page_size=50, graphql__retention_days=10, graphql__max_duration_days=4,
                         graphql__max_fields=3)
        told = self.settings()
        self.assertEqual((50, 10 * 86400, 4 * 86400, 3), (told["maxPageSize"], told["notOlderThan"],
                                                          told["maxDuration"], told["maxNumberOfFields"]))
        small = question(D1, "dimensions { date } sum { rowsRead }")
        self.rows(D1, "dimensions { date } sum { rowsRead }", self.variables(back=4, to_back=1, limit=50))
        for variables, says in (
                (self.variables(limit=51), "limit must be positive number and not greater than 50"),
                (self.variables(limit=0), "limit must be positive number and not greater than 50"),
                (self.variables(back=5, to_back=1, limit=50), "query time range is too large"),
                # The tenth day before today began more than ten days ago.
                (self.variables(back=10, to_back=8, limit=50), "cannot request data older than 864000s")):
            error = self.refused(says, small, variables)
            self.assertEqual(["viewer", "accounts", "0", D1], error["path"])
        self.refused("number of fields can't be more than 3", question(D1, BY_DATABASE), self.variables(limit=50))

    def test_of_a_dataset_that_is_off(self):
        self.sandbox.set(graphql__disabled=D1)
        self.assertFalse(self.settings()["enabled"])
        self.refused("does not have access to the path", question(D1, BY_DATABASE), self.variables(), "authz")
        self.assertTrue(self.settings(R2)["enabled"])

    def test_of_a_dataset_that_the_plan_lacks(self):
        self.sandbox.set(graphql__not_in_plan=f"{D1},{R2}")
        self.assertTrue(self.settings()["enabled"])
        self.refused("does not have access to the path", question(D1, BY_DATABASE), self.variables(), "authz")

    def test_of_a_dataset_that_the_schema_lacks(self):
        self.sandbox.set(graphql__unknown=D1)
        self.refused(f'unknown field "{D1}"', self.QUERY.format(D1), {"owner": FIRST})
        self.refused(f'unknown field "{D1}"', question(D1, BY_DATABASE), self.variables())


class Names(GraphqlTest):
    """Those of the schema are Cloudflare's."""
    # Assumed: whether these datasets have an interval has not been published.
    ASSUMED = {"pagesFunctionsInvocationsAdaptiveGroups", "durableObjectsInvocationsAdaptiveGroups", R2,
               "kvOperationsAdaptiveGroups", "d1QueriesAdaptiveGroups"}

    def test_are_published_ones(self):
        zone = next(record["ZoneId"] for record in self.records("paygo", FIRST) if "ZoneId" in record)
        for line in NAMES.read_text("utf-8").splitlines()[1:]:
            scope, dataset, dimensions, metrics = line.split("\t")
            tag, owner = ("zoneTag", zone) if scope == "zone" else ("accountTag", FIRST)
            status, answer = self.post(
                f"query($owner: string!) {{ viewer {{ {scope}s(filter: {{{tag}: $owner}}) {{ settings {{ {dataset} "
                "{ availableFields } } } } }", {"owner": owner})
            self.assertEqual((200, None), (status, answer["errors"]), dataset)
            fields = set(answer["data"]["viewer"][scope + "s"][0]["settings"][dataset]["availableFields"])
            if dataset in self.ASSUMED:
                fields.remove("avg_sampleInterval")
            known = {"dimensions_" + name for name in dimensions.split()} | set(metrics.split())
            self.assertEqual(set(), fields - known, dataset)


class Faults(GraphqlTest):
    TWO = ("query($owner: string!, $from: Date!, $to: Date!, $limit: uint64!) { viewer { accounts(filter: "
           "{accountTag: $owner}) { a: d1AnalyticsAdaptiveGroups(limit: $limit, filter: {date_geq: $from, date_leq: "
           "$to}) { count } b: r2OperationsAdaptiveGroups(limit: $limit, filter: {date_geq: $from, date_leq: $to}) "
           "{ sum { requests } } } } }")

    def test_a_part_may_be_missing(self):
        self.sandbox.set(graphql__partial=R2)
        status, answer = self.post(self.TWO, self.variables())
        (owner,) = answer["data"]["viewer"]["accounts"]
        self.assertEqual((200, None), (status, owner["b"]))
        self.assertGreater(owner["a"][0]["count"], 0)
        self.assertEqual([["viewer", "accounts", "0", "b"]], [error["path"] for error in answer["errors"]])

    def test_or_all_of_it(self):
        self.sandbox.set(graphql__failing=R2)
        self.refused("please try again later", self.TWO, self.variables())

    def test_without_the_permission(self):
        self.sandbox.set(graphql__permission="off", graphql__zone_permission="off")
        self.refused("not authorized for that account", question(D1, BY_DATABASE), self.variables(), "authz")
        zone = self.records("paygo", FIRST)
        zone = next(record["ZoneId"] for record in zone if "ZoneId" in record)
        self.refused(f"zones [{zone}] are not authorized",
                     question("loadBalancingRequestsAdaptiveGroups", "count", scope="zones", tag="zoneTag"),
                     self.variables(zone), "authz")

    def test_an_account_of_somebody_else(self):
        self.refused("not authorized for that account", question(D1, BY_DATABASE), self.variables(UNKNOWN), "authz")

    def test_statuses_as_documented(self):
        self.sandbox.set(graphql__status="documented")
        self.assertEqual(403, self.post(question(D1, BY_DATABASE), self.variables(UNKNOWN))[0])
        self.assertEqual(400, self.post("{", {})[0])

    def test_credentials_are_checked_as_everywhere(self):
        status, answer = self.post(question(D1, BY_DATABASE), self.variables(), token=TOKEN[::-1])
        self.assertEqual((401, False, 10000), (status, answer["success"], answer["errors"][0]["code"]))

    def test_a_limit_of_its_own(self):
        self.sandbox.set(graphql__rate_limit=2)
        query, variables = question(D1, "count"), self.variables()
        self.assertEqual([200, 200, 429, 429], [self.post(query, variables)[0] for _ in range(4)])
        _, answer = self.post(query, variables)
        self.assertEqual("budget", answer["errors"][0]["extensions"]["code"])
        self.assertEqual(200, self.ask("/accounts")[0])
        self.sandbox.reset()
        self.sandbox.set(graphql__now="20:30")
        self.assertEqual(200, self.post(query, variables)[0])

    def test_a_fault_for_one_dataset_or_account(self):
        self.sandbox.faults({"path": "/graphql", "body_has": "r2Operations", "status": 502, "count": 1})
        query = question(R2, "sum { requests }")
        self.assertEqual(200, self.post(question(D1, "count"), self.variables())[0])
        self.assertEqual([502, 200], [self.post(query, self.variables())[0] for _ in range(2)])
        self.sandbox.faults({"path": "/graphql", "account": EURO, "status": 503})
        self.assertEqual([503, 200], [self.post(query, self.variables(account))[0] for account in (EURO, FIRST)])


class Refusals(GraphqlTest):
    """Of what is wrong with a query, before anything is looked up."""

    def test_what_no_query_is(self):
        good = question(D1, BY_DATABASE)
        self.rows(D1, BY_DATABASE)
        for says, query in (
                ("syntax error", good[:-1]),
                ("syntax error", good.replace("sum {", "sum {{")),
                ("syntax error", "mutation" + good.removeprefix("query")),
                ("unknown field \"rowsWrote\"", good.replace("rowsWritten", "rowsWrote")),
                ("unknown field \"scriptName\"", good.replace("databaseId", "scriptName")),
                ("unknown field \"max\"", good.replace("sum {", "max {")),
                ("unknown field \"d2AnalyticsAdaptiveGroups\"", good.replace(D1, "d2AnalyticsAdaptiveGroups")),
                ("unknown field \"loadBalancingRequestsAdaptiveGroups\"",
                 question("loadBalancingRequestsAdaptiveGroups", "count")),
                ("unknown field \"users\"", good.replace("accounts(", "users(")),
                ("unknown field \"viewers\"", good.replace("viewer ", "viewers ")),
                ("scalar fields must have no selections", good.replace("rowsRead", "rowsRead { n }")),
                ("object field must have selections", good.replace(BY_DATABASE, "dimensions")),
                ("object field must have selections", question(D1, "sum count")),
                ("unknown arg \"top\"", good.replace("limit: $limit", "limit: $limit, top: 1")),
                ("unknown arg \"level\"", good.replace("sum {", "sum(level: 1) {")),
                ("\"limit\" is required", good.replace("limit: $limit, ", "").replace(", $limit: uint64!", "")),
                ("unknown field \"date_near\"", good.replace("date_geq", "date_near")),
                ("unknown field \"rowsRead_gt\"", good.replace("date_geq", "rowsRead_gt")),
                ("unknown type \"String\"", good.replace("string!", "String!")),
                ("unknown type \"DateTime\"", good.replace("$from: Date!", "$from: DateTime!")),
                ("of the type string stands where Date", good.replace("$from: Date!", "$from: string!")),
                ("is not declared", good.replace("$from: Date!, ", "")),
                ("is never used", good.replace("date_geq: $from, ", "")),
                ("stands where uint64!", good.replace("uint64!", "uint64")),
                ("orderBy names", good.replace("limit: $limit", "limit: $limit, orderBy: [datetimeHour_ASC]")),
                ("is no order", good.replace("limit: $limit", "limit: $limit, orderBy: [databaseId]")),
                ("orderBy is a list", good.replace("limit: $limit", "limit: $limit, orderBy: date_ASC")),
                ("asked for twice", good.replace("rowsRead ", "rowsRead rowsRead ")),
                ("asked for twice", good.replace("sum {", "count count sum {")),
        ):
            self.assertNotEqual(good, query)
            self.refused(says, query, {key: value for key, value in self.variables().items() if f"${key}:" in query})

    def test_what_no_variable_is(self):
        good = question(D1, BY_DATABASE)
        for says, change in (
                ("is not of the type Date", {"from": "2026-13-01"}), ("is not of the type Date", {"from": 20261101}),
                ("is not of the type Date", {"to": f"{self.today}T00:00:00Z"}), ("has no value", {"from": None}),
                ("is not of the type uint64", {"limit": "100"}), ("is not of the type uint64", {"limit": -1}),
                ("is not of the type uint64", {"limit": 1.5}), ("is not of the type string", {"owner": 7}),
                ("is not declared", {"more": 1})):
            self.refused(says, good, self.variables() | change)
        variables = self.variables()
        del variables["limit"]
        self.refused("has no value", good, variables)
        times = question(D1, "count", terms="datetime_geq: $from, datetime_lt: $to", types="$from: Time!, $to: Time!")
        self.refused("is not of the type Time", times, self.variables())

    def test_what_no_body_is(self):
        status, answer = self.post(question(D1, BY_DATABASE), self.variables(), extra=1)
        self.assertEqual((200, None), (status, answer["data"]))
        self.assertIn("please review it", answer["errors"][0]["message"])

    def test_only_one_account(self):
        listed = question(D1, "count", tag="accountTag_in").replace("$owner: string!", "$owner: [string!]!")
        self.assertEqual(200, self.post(listed, self.variables([FIRST]))[0])
        self.refused("queries too many", listed, self.variables([FIRST, EURO]))
        twice = question(D1, "count")
        at = twice.index("accounts")
        twice = twice[:at] + "a: " + twice[at:-3] + " b: " + twice[at:]
        self.refused("queries too many", twice, self.variables())

    def test_ten_zones_at_most(self):
        query = question("loadBalancingRequestsAdaptiveGroups", "count", scope="zones", tag="zoneTag_in").replace(
            "$owner: string!", "$owner: [string!]!")
        zones = [zone["id"] for zone in self.all_pages("/zones")]
        _, answer = self.post(query, self.variables(zones[:10]))
        self.assertEqual(10, len(answer["data"]["viewer"]["zones"]))
        self.refused("queries too many", query, self.variables(zones[:11]))


if __name__ == "__main__":
    main()
