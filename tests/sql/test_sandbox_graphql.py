"""The sandbox's GraphQL Analytics tell what is billed."""

import collections

from graphql_case import D1, DAY, R2, GraphqlTest
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, NOT_COVERED, main
from test_sandbox_endpoints import without_note

BY_DATABASE = "dimensions { date databaseId } sum { rowsRead rowsWritten }"
CLASS_A = {"ListBuckets", "PutBucket", "ListObjects", "PutObject", "CopyObject", "CompleteMultipartUpload",
           "CreateMultipartUpload", "LifecycleStorageTierTransition", "ListMultipartUploads", "UploadPart",
           "UploadPartCopy", "ListParts"}
CLASS_B = {"HeadBucket", "HeadObject", "GetObject"}
GB_MONTH = 30e9

# What is billed: its name in PayGo records without the note, and where it is: dataset, action dimension and
# actions, how a row has it, how many of that a unit is, and the dimension that tells resources apart.
BILLED = {
    "Workers Standard Requests": [
        ("workersInvocationsAdaptive", None, None, "sum requests", 1, "scriptName"),
        ("pagesFunctionsInvocationsAdaptiveGroups", None, None, "sum requests", 1, "scriptName")],
    "Workers CPU ms": [("workersInvocationsAdaptive", None, None, "sum cpuTimeUs", 1000, "scriptName")],
    "R2 Storage Class A Operations": [(R2, "actionType", CLASS_A, "sum requests", 1, "bucketName")],
    "R2 Storage Class B Operations": [(R2, "actionType", CLASS_B, "sum requests", 1, "bucketName")],
    "R2 Data Storage": [("r2StorageAdaptiveGroups", None, None, "max payloadSize metadataSize", GB_MONTH,
                         "bucketName")],
    "D1 - Rows Read": [(D1, None, None, "sum rowsRead", 1, "databaseId")],
    "D1 - Rows Written": [(D1, None, None, "sum rowsWritten", 1, "databaseId")],
    "KV Read Operations": [("kvOperationsAdaptiveGroups", "actionType", {"read"}, "sum requests", 1, "namespaceId")],
    "KV Write Operations": [("kvOperationsAdaptiveGroups", "actionType", {"write"}, "sum requests", 1,
                             "namespaceId")],
    "KV Storage": [("kvStorageAdaptiveGroups", None, None, "max byteCount", GB_MONTH, "namespaceId")],
    "Durable Objects Compute Requests": [
        ("durableObjectsInvocationsAdaptiveGroups", None, None, "sum requests", 1, "namespaceId"),
        ("durableObjectsPeriodicGroups", None, None, "sum inboundWebsocketMsgCount", 20, "namespaceId")],
    "Durable Objects Compute Duration": [("durableObjectsPeriodicGroups", None, None, "sum duration", 1,
                                          "namespaceId")],
    "Durable Objects SQL Storage": [("durableObjectsSqlStorageGroups", None, None, "max storedBytes", GB_MONTH,
                                     "namespaceId")],
    "Queues - Standard operations": [("queueMessageOperationsAdaptiveGroups", "actionType", None,
                                      "sum billableOperations", 1, "queueId")],
    "Worker Build Minutes": [("workersBuildsBuildMinutesAdaptiveGroups", None, None, "sum buildMinutes", 1, None)],
    "Container Memory, per GiB-Second": [("containersUsageAdaptiveGroups", None, None, "sum allocatedMemory", 2**30,
                                          "applicationId")],
    "Regular Twitch Neurons (RTN)": [("aiInferenceAdaptiveGroups", None, None, "sum totalNeurons", 1, "modelId")],
    "Vectorize - Queried Dimensions": [("vectorizeV2QueriesAdaptiveGroups", None, None,
                                        "sum queriedVectorDimensions", 1, "indexName")],
    "Browser Rendering - Browser Hours": [("browserRenderingBrowserTimeUsageAdaptiveGroups", None, None,
                                           "sum totalSessionDurationMs", 3.6e6, None)],
}
OF_ZONES = {
    "Load Balancing DNS Queries": ("loadBalancingRequestsAdaptiveGroups", "count", 1),
    "Cache Reserve Storage": ("cacheReserveStorageAdaptiveGroups", "max storedBytes", GB_MONTH),
}
SAMPLED = {"workersInvocationsAdaptive", "pagesFunctionsInvocationsAdaptiveGroups", R2, D1,
           "durableObjectsInvocationsAdaptiveGroups", "kvOperationsAdaptiveGroups",
           "loadBalancingRequestsAdaptiveGroups"}


class Agreement(GraphqlTest):
    """With the pay-as-you-go records of past days."""
    BACK = 20

    def billed(self, account, service):
        """What records say of each day, and zone."""
        if account not in self.known:
            self.known[account] = collections.defaultdict(collections.Counter)
            for record in self.records("paygo", account):
                day = record["ChargePeriodStart"][:10]
                if str(self.today - self.BACK * DAY) <= day < str(self.today):
                    self.known[account][without_note(record["ServiceName"])][day, record.get("ZoneId")] += \
                        float(record["ConsumedQuantity"])
        return self.known[account][service]

    def setUp(self):
        super().setUp()
        self.known = {}

    def analysed(self, account, source, quantities, intervals):
        dataset, dimension, actions, fields, unit, resource = source
        aggregate, *names = fields.split()
        dimensions = " ".join(filter(None, ("date", dimension, resource)))
        sampled = " avg { sampleInterval }" if dataset in SAMPLED else ""
        for row in self.rows(dataset, f"dimensions {{ {dimensions} }} {aggregate} {{ {' '.join(names)} }}{sampled}",
                             self.variables(account, back=self.BACK)):
            if actions is None or row["dimensions"][dimension] in actions:
                day = row["dimensions"]["date"], None
                quantities[day] += sum(row[aggregate][name] for name in names) / unit
                intervals[day] = max(intervals[day], row["avg"]["sampleInterval"] if sampled else 1)

    def test_by_day_what_was_used_is_what_is_billed(self):
        compared = collections.Counter()
        for account in (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO):
            for service, sources in BILLED.items():
                quantities, intervals = collections.Counter(), collections.Counter()
                for source in sources:
                    self.analysed(account, source, quantities, intervals)
                billed = self.billed(account, service)
                self.assertEqual(set(billed), {day for day, quantity in quantities.items() if quantity},
                                 (account, service))
                for day, quantity in billed.items():
                    exact = intervals[day] == 1
                    # Twenty messages of one request may be on either side of where the datasets divide it.
                    of_one = 0.6 / quantity if len(sources) > 1 else 0
                    self.assertAlmostEqual(1, quantities[day] / quantity, delta=max(1e-6, of_one) if exact else 0.03,
                                           msg=(account, service, day))
                    compared[service, exact] += 1
        # Some are away for whole quarters.
        self.assertGreaterEqual(len({service for service, _ in compared}), len(BILLED) - 5)
        self.assertGreater(sum(count for (_, exact), count in compared.items() if not exact), 100)
        self.assertGreater(compared["D1 - Rows Read", True], 20)

    def test_without_sampling_it_is_the_same_to_the_last_operation(self):
        self.sandbox.set(graphql__sampling="none")
        for service in ("R2 Storage Class A Operations", "KV Read Operations", "D1 - Rows Read",
                        "Workers Standard Requests", "Workers CPU ms"):
            quantities, intervals = collections.Counter(), collections.Counter()
            for source in BILLED[service]:
                self.analysed(FIRST, source, quantities, intervals)
            self.assertEqual(self.billed(FIRST, service),
                             {day: round(quantity, 3) for day, quantity in quantities.items() if quantity}, service)
            self.assertEqual({1}, set(intervals.values()))

    def test_with_it_the_interval_says_so(self):
        self.sandbox.set(graphql__sampling="all")
        rows = self.rows(D1, "dimensions { date } avg { sampleInterval } sum { rowsRead }")
        self.assertTrue(rows and all(row["avg"]["sampleInterval"] > 1 for row in rows))

    def test_of_zones(self):
        (account,) = [account for account in self.sandbox.accounts() if account["id"] == FIRST]
        zones = {record["ZoneId"] for record in self.records("paygo", account["id"]) if "ZoneId" in record}
        compared = 0
        for service, (dataset, fields, unit) in OF_ZONES.items():
            aggregate, *names = fields.split()
            selection = f"dimensions {{ date {'lbName' if aggregate == 'count' else 'bucketName'} }} " + (
                f"{aggregate} {{ {names[0]} }}" if names else "count")
            billed = self.billed(FIRST, service)
            for zone in zones:
                days = collections.Counter()
                for row in self.rows(dataset, selection, self.variables(zone, back=self.BACK), scope="zones",
                                     tag="zoneTag"):
                    days[row["dimensions"]["date"]] += (row[aggregate][names[0]] if names else row["count"]) / unit
                for day, quantity in days.items():
                    self.assertAlmostEqual(1, quantity / billed[day, zone], delta=0.03, msg=(service, day))
                    compared += 1
        self.assertGreater(compared, 50)

    def test_restated_days_are_told_as_they_end_up(self):
        exact = self.rows(D1, BY_DATABASE)
        self.sandbox.set(restate="on")
        self.assertEqual(exact, self.rows(D1, BY_DATABASE))

    def test_billing_is_late_on_request(self):
        def newest():
            usage = self.result(f"/accounts/{FIRST}/billable-usage")
            return max(record["ChargePeriodStart"][:10] for record in usage)
        self.sandbox.set(paygo__default="both")
        self.assertEqual(str(self.today), newest())
        self.sandbox.set(paygo__late_days=2)
        self.assertEqual(str(self.today - 2 * DAY), newest())
        (row,) = self.rows(D1, "sum { rowsRead }", self.variables(back=0, to_back=0))
        self.assertGreater(row["sum"]["rowsRead"], 0)

    def test_some_of_it_no_dataset_explains(self):
        services = {record["ServiceName"] for record in self.records("paygo", FIRST)}
        self.assertIn("Argo Smart Routing", services)


class Shape(GraphqlTest):
    def test_hours_make_up_the_day(self):
        day = self.today - DAY
        for dataset, selection in ((D1, "{} sum {{ rowsRead }}"), (R2, "{} sum {{ requests }}")):
            daily = self.rows(dataset, selection.format("dimensions { date }"), self.variables(back=1))
            hourly = self.rows(
                dataset, selection.format("dimensions { datetimeHour }"),
                {"owner": FIRST, "from": f"{day}T00:00:00Z", "to": f"{self.today}T00:00:00Z", "limit": 10000},
                terms="datetime_geq: $from, datetime_lt: $to", types="$from: Time!, $to: Time!")
            self.assertEqual(24, len(hourly))
            (name,) = daily[0]["sum"]
            self.assertEqual(daily[0]["sum"][name], sum(row["sum"][name] for row in hourly), dataset)

    def test_today_is_there_up_to_now(self):
        hours = self.rows(D1, "dimensions { datetimeHour } sum { rowsRead }",
                          {"owner": FIRST, "from": f"{self.today}T00:00:00Z",
                           "to": f"{self.today + DAY}T00:00:00Z", "limit": 100},
                          terms="datetime_geq: $from, datetime_lt: $to", types="$from: Time!, $to: Time!")
        self.assertEqual(f"{self.today}T20:00:00Z", max(row["dimensions"]["datetimeHour"] for row in hours))
        self.assertEqual(21, len(hours))

    def test_resources_are_few_named_and_the_same_every_day(self):
        names = collections.defaultdict(set)
        for row in self.rows(D1, BY_DATABASE, self.variables(back=20)):
            names[row["dimensions"]["date"]].add(row["dimensions"]["databaseId"])
        (ids,) = {frozenset(each) for each in names.values()}
        self.assertIn(len(ids), range(2, 8))

    def test_the_most_are_exactly_the_limit_without_a_word(self):
        whole = self.rows(R2, "dimensions { date bucketName actionType } sum { requests }", self.variables(back=10))
        self.assertGreater(len(whole), 100)
        cut = self.rows(R2, "dimensions { date bucketName actionType } sum { requests }",
                        self.variables(back=10, limit=17))
        self.assertEqual(whole[:17], cut)
        # Nothing says in which order they come.
        self.assertNotEqual(sorted(str(row) for row in whole), [str(row) for row in whole])

    def test_a_keyset_reads_on(self):
        selection = "dimensions { date databaseId } sum { rowsRead }"
        order = ", orderBy: [date_ASC, databaseId_ASC]"
        whole = self.rows(D1, selection, more=order)
        keys = [(row["dimensions"]["date"], row["dimensions"]["databaseId"]) for row in whole]
        self.assertEqual(sorted(keys), keys)
        day, database = keys[4]
        rest = self.rows(
            D1, selection, self.variables(day=day, database=database), more=order,
            terms="date_geq: $from, date_leq: $to, OR: [{date_gt: $day}, {date: $day, databaseId_gt: $database}]",
            types="$from: Date!, $to: Date!, $day: Date!, $database: string!")
        self.assertEqual(whole[5:], rest)

    def test_largest_first(self):
        rows = self.rows(D1, "dimensions { databaseId } sum { rowsRead }", more=", orderBy: [sum_rowsRead_DESC]")
        reads = [row["sum"]["rowsRead"] for row in rows]
        self.assertEqual(sorted(reads, reverse=True), reads)
        self.assertGreater(len(reads), 2)

    def test_filters_on_dimensions(self):
        whole = self.rows(R2, "dimensions { actionType bucketName } sum { requests }")
        wanted = [row for row in whole if row["dimensions"]["actionType"] in ("GetObject", "HeadObject")]
        found = self.rows(R2, "dimensions { actionType bucketName } sum { requests }",
                          self.variables(actions=["GetObject", "HeadObject"]),
                          terms="AND: [{date_geq: $from}, {date_leq: $to}], actionType_in: $actions",
                          types="$from: Date!, $to: Date!, $actions: [string!]!")
        self.assertEqual(wanted, found)
        bucket = wanted[0]["dimensions"]["bucketName"]
        for operator, holds in (("", str.__eq__), ("_neq", str.__ne__), ("_geq", str.__ge__), ("_gt", str.__gt__),
                                ("_leq", str.__le__), ("_lt", str.__lt__)):
            found = self.rows(R2, "dimensions { actionType bucketName } sum { requests }",
                              self.variables(bucket=bucket),
                              terms=f"date_geq: $from, date_leq: $to, bucketName{operator}: $bucket",
                              types="$from: Date!, $to: Date!, $bucket: string!")
            self.assertEqual([row for row in whole if holds(row["dimensions"]["bucketName"], bucket)], found)

    def test_fields_can_be_called_otherwise(self):
        rows = self.rows(D1, "key: dimensions { day: date } sum { reads: rowsRead } n: count")
        self.assertEqual({"key", "sum", "n"}, set(rows[0]))
        self.assertEqual(["day"], list(rows[0]["key"]))

    def test_an_account_that_uses_nothing_has_no_rows(self):
        self.assertEqual([], self.rows(D1, BY_DATABASE, self.variables(NOT_COVERED)))


class Loop(GraphqlTest):
    """What runs away in the last hours of today is in the analytics, and in no bill yet."""
    PLANTED = {
        "d1": (D1, "databaseId", "sum { rowsRead }"),
        "do": ("durableObjectsPeriodicGroups", "namespaceId", "sum { duration }"),
        "r2": (R2, "bucketName actionType", "sum { requests }"),
    }

    def hours(self, dataset, dimensions, metric):
        rows = self.rows(dataset, f"dimensions {{ datetimeHour {dimensions} }} {metric}",
                         {"owner": FIRST, "from": f"{self.today - 8 * DAY}T00:00:00Z",
                          "to": f"{self.today}T20:30:00Z", "limit": 10000},
                         terms="datetime_geq: $from, datetime_lt: $to", types="$from: Time!, $to: Time!")
        hours = {}
        for row in rows:
            (hour, *resource), (value,) = row["dimensions"].values(), row["sum"].values()
            hours[tuple(resource), hour] = value
        return hours

    def test_is_planted_on_demand(self):
        self.sandbox.set(graphql__sampling="none")
        paygo = self.truth_now("paygo", FIRST)
        for loop, where in self.PLANTED.items():
            self.sandbox.set(graphql__loop="none")
            usual = self.hours(*where)
            self.sandbox.set(graphql__loop=loop)
            found = self.hours(*where)
            more = {key: found[key] - usual.get(key, 0) for key in found if found[key] != usual.get(key, 0)}
            ((resource, _),) = {(resource, loop) for resource, _ in more}
            self.assertEqual([f"{self.today}T{hour}:00:00Z" for hour in range(14, 21)],
                             sorted(hour for _, hour in more), loop)
            week = [value for (whose, _), value in usual.items() if whose == resource]
            self.assertIn(more[resource, f"{self.today}T16:00:00Z"] * len(week) // sum(week), range(100, 251), loop)
            self.assertEqual(paygo, self.truth_now("paygo", FIRST))

    def test_is_of_the_first_account(self):
        usual = self.rows(D1, BY_DATABASE, self.variables(MID_MONTH, to_back=0))
        self.sandbox.set(graphql__loop="d1")
        self.assertEqual(usual, self.rows(D1, BY_DATABASE, self.variables(MID_MONTH, to_back=0)))


if __name__ == "__main__":
    main()
