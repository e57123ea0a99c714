"""What the sandbox's analytics and lists say, read here and not by the extension, in ordinary tables.

The datasets are those of Cloudflare's documentation, told once more: name, dimensions, lines of the
bill, units.
"""

import datetime
import json
import re
import sqlite3
import urllib.request

from shared import SQLITE_VERSION, calendar_of, support
from support import EURO, FIRST, MONTH_END

DAY = calendar_of.DAY
USAGE, TAGS = "cf_resource_usage", "cf_tags"
ORDINARY = {USAGE: "o_usage", TAGS: "o_tags"}
ACCOUNTS = (FIRST, EURO, MONTH_END)
KEPT = 30  # Days, today's among them: what is asked for where no day is named.
COLUMNS = {
    USAGE: ("day dataset resource_type resource_id resource_name action service quantity unit sample_interval "
            "account_id hour reason").split(),
    TAGS: "type id name tags zone_id worker_id account_id".split(),
}

GB, MONTH = 1e-9, 30
A = ("ListBuckets PutBucket ListObjects PutObject CopyObject CompleteMultipartUpload CreateMultipartUpload "
     "LifecycleStorageTierTransition ListMultipartUploads UploadPart UploadPartCopy ListParts PutBucketEncryption "
     "PutBucketCors PutBucketLifecycleConfiguration").split()
B = ("HeadBucket HeadObject GetObject UsageSummary GetBucketEncryption GetBucketLocation GetBucketCors "
     "GetBucketLifecycleConfiguration").split()
RARE = ("storageClass", ["InfrequentAccess"])


def line(service, unit, fields, factor=1, stored=False, **only):
    """`fields`: "sum a b", "max a" or "count"; `only`: values of dimensions."""
    return service, unit, fields.split(), factor, stored, only


def stored(service, fields, **only):
    return line(service, "GB-months", "max " + fields, GB, True, **only)


def operations(service, **only):
    return line(service, "Operations", "sum requests", **only)


# Name: kind of resource, its dimension, that of actions, further ones, where names are, lines. Of lines of the same
# fields the first that fits takes a group.
OF_ACCOUNT = {
    "workersInvocationsAdaptive": ("worker", "scriptName", None, [], "self", [
        line("Workers Standard Requests", "Requests", "sum requests"),
        line("Workers CPU ms", "Milliseconds", "sum cpuTimeUs", 1e-3)]),
    "pagesFunctionsInvocationsAdaptiveGroups": ("pages_project", "scriptName", None, [], "self", [
        line("Workers Standard Requests", "Requests", "sum requests")]),
    "durableObjectsInvocationsAdaptiveGroups": ("durable_object_namespace", "namespaceId", None, [], "objects", [
        line("Durable Objects Compute Requests", "Requests", "sum requests")]),
    "durableObjectsPeriodicGroups": ("durable_object_namespace", "namespaceId", None, [], "objects", [
        line("Durable Objects Compute Duration", "GB-seconds", "sum duration"),
        line("Durable Objects Compute Requests", "Requests", "sum inboundWebsocketMsgCount", 1 / 20),
        line("Durable Objects Storage Rows Read", "Rows", "sum rowsRead"),
        line("Durable Objects Storage Rows Written", "Rows", "sum rowsWritten"),
        line("Durable Objects Storage Reads", "Operations", "sum storageReadUnits"),
        line("Durable Objects Storage Writes", "Operations", "sum storageWriteUnits"),
        line("Durable Objects Storage Deletes", "Operations", "sum storageDeletes")]),
    "durableObjectsSqlStorageGroups": ("durable_object_namespace", "namespaceId", None, [], "objects", [
        stored("Durable Objects SQL Storage", "storedBytes")]),
    "durableObjectsStorageGroups": ("account", None, None, [], None, [
        stored("Durable Objects Storage", "storedBytes")]),
    "workflowsAdaptiveGroups": ("workflow", "workflowName", "eventType", [], "self", [
        line(None, "Steps", "count", eventType=["STEP_SUCCESS", "STEP_FAILURE"])]),
    "workersBuildsBuildMinutesAdaptiveGroups": ("account", None, None, [], None, [
        line("Worker Build Minutes", "Minutes", "sum buildMinutes")]),
    "browserRenderingBrowserTimeUsageAdaptiveGroups": ("account", None, None, [], None, [
        line("Browser Rendering - Browser Hours", "Hours", "sum totalSessionDurationMs", 1 / 3_600_000)]),
    "containersUsageAdaptiveGroups": ("container_application", "applicationId", None, ["region"], None, [
        line("Container vCPU", "vCPU-seconds", "sum cpuTimeSec"),
        line("Container Memory, per GiB-Second", "GiB-seconds", "sum allocatedMemory", 1 / (1 << 30)),
        line("Container Disk, per GB second", "GB-seconds", "sum allocatedDisk", GB),
        line(None, "GB", "sum txBytes", GB)]),
    "aiInferenceAdaptiveGroups": ("ai_model", "modelId", None, [], "self", [
        line("Regular Twitch Neurons (RTN)", "Neurons", "sum totalNeurons")]),
    "aiGatewayRequestsAdaptiveGroups": ("ai_gateway", "gateway", "model", [], "self", [line(None, "USD", "sum cost")]),
    "d1AnalyticsAdaptiveGroups": ("d1_database", "databaseId", None, [], "databases", [
        line("D1 - Rows Read", "Rows", "sum rowsRead"), line("D1 - Rows Written", "Rows", "sum rowsWritten")]),
    "d1StorageAdaptiveGroups": ("d1_database", "databaseId", None, [], "databases", [
        stored("D1 - Storage GB-mo", "databaseSizeBytes")]),
    "r2OperationsAdaptiveGroups": ("r2_bucket", "bucketName", "actionType", ["storageClass"], "self", [
        operations("R2 Infrequent Access - Class A Operations", actionType=A, storageClass=RARE[1]),
        operations("R2 Infrequent Access - Class B Operations", actionType=B, storageClass=RARE[1]),
        operations("R2 Storage Class A Operations", actionType=A),
        operations("R2 Storage Class B Operations", actionType=B),
        operations(None),
        line("R2 Infrequent Access - Data Retrieval", "GB", "sum responseBytes", GB, actionType=["GetObject"],
             storageClass=RARE[1])]),
    "r2StorageAdaptiveGroups": ("r2_bucket", "bucketName", None, ["storageClass"], "self", [
        stored("R2 Infrequent Access - Storage", "payloadSize metadataSize", storageClass=RARE[1]),
        stored("R2 Data Storage", "payloadSize metadataSize")]),
    "kvOperationsAdaptiveGroups": ("kv_namespace", "namespaceId", "actionType", [], "namespaces", [
        *(operations(f"KV {action.capitalize()} Operations", actionType=[action])
          for action in ("read", "write", "delete", "list")), operations(None)]),
    "kvStorageAdaptiveGroups": ("kv_namespace", "namespaceId", None, [], "namespaces", [
        stored("KV Storage", "byteCount")]),
    "queueMessageOperationsAdaptiveGroups": ("queue", "queueId", "actionType", [], "queues", [
        line("Queues - Standard operations", "Operations", "sum billableOperations")]),
    "vectorizeV2QueriesAdaptiveGroups": ("vectorize_index", "indexName", None, [], "self", [
        line("Vectorize - Queried Dimensions", "Dimensions", "sum queriedVectorDimensions")]),
    "vectorizeV2StorageAdaptiveGroups": ("vectorize_index", "indexName", None, [], "self", [
        line("Vectorize - Stored Dimensions", "Dimension-months", "max storedVectorDimensions", 1, True)]),
    "workersAnalyticsEngineAdaptiveGroups": ("analytics_engine_dataset", "dataset", None, [], "self", [
        line(None, "Data points", "count")]),
    "artifactsEventsAdaptiveGroups": ("artifacts_repository", "repositoryName", "eventType", [], "self", [
        line("Artifacts Operations", "Operations", "count")]),
    "logExplorerIngestionAdaptiveGroups": ("log_explorer_dataset", "dataset", None, ["zoneTag"], "self", [
        line(None, "GB", "sum billableBytes", GB)]),
    "imagesTransformationsAdaptiveGroups": ("worker", "scriptName", None, ["zoneTag"], "self", [
        line(None, "Transformations", "sum billableEventCount")]),
    "imagesRequestsAdaptiveGroups": ("account", None, None, [], None, [line(None, "Requests", "sum requests")]),
    "streamMinutesViewedAdaptiveGroups": ("stream_video", "uid", None, [], None, [
        line(None, "Minutes", "sum minutesViewed")]),
}
OF_ZONES = {
    "cacheReserveOperationsAdaptiveGroups": ("zone", None, "operationClass", [], "zones", [operations(None)]),
    "cacheReserveStorageAdaptiveGroups": ("zone", None, None, ["bucketName"], "zones", [
        stored("Cache Reserve Storage", "storedBytes")]),
    "loadBalancingRequestsAdaptiveGroups": ("load_balancer", "lbName", None, [], "self", [
        line("Load Balancing DNS Queries", "Requests", "count")]),
}
DATASETS = {**OF_ACCOUNT, **OF_ZONES}


class ResourceTruth:
    """The connection with both kinds of tables, and what makes queries must know of them: as tables.Truth."""

    def __init__(self, sandbox, cached, accounts=ACCOUNTS):
        self.sandbox, self.cached, self.accounts = sandbox, cached, accounts
        sandbox.reset()
        sandbox.set(graphql__now="12:00", graphql__rate_limit="0", gzip="off")
        self.today = calendar_of.day(sandbox.today())
        self.version = SQLITE_VERSION
        self.values = {}
        self.db = self._connect()
        for table in ORDINARY:
            self._fill(table)
        self._fill_helpers()

    def _connect(self):
        db = sqlite3.connect(":memory:", isolation_level=None, cached_statements=4)
        with support.environment_of({"CLOUDFLARE_BASE_URL": None, "CLOUDFLARE_API_TOKEN": None}):
            support.load_extension(db)
        db.execute("SELECT cf_config('api_token', ?)", (support.TOKEN,))
        db.execute("SELECT cf_config('cache_ttl', ?)", (300 if self.cached else 0,))
        db.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        self.db = db
        self.become_somebody_else()
        return db

    def become_somebody_else(self):
        """For the limit of queries, which a process keeps by address and credential."""
        self.sandbox._resets += 1
        self.db.execute("SELECT cf_config('base_url', ?)", (self.sandbox.base_url,)).fetchone()
        self.sandbox.forget_requests()

    def columns(self, table):
        return COLUMNS[table]

    def ago(self, days):
        return (self.today - days * DAY).isoformat()

    def is_stale(self):
        return datetime.datetime.now(datetime.timezone.utc).date() != self.today

    # What is asked without the extension.

    def _ask(self, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.sandbox.port}/client/v4{path}", body and json.dumps(body).encode(),
            {"Authorization": f"Bearer {support.TOKEN}"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.read().decode()

    def _query(self, scope, owner, selection, variables=None, declared=""):
        tag = scope + "Tag"
        text = (f"query($owner: string!{declared}) {{ viewer {{ {scope}s(filter: {{{tag}: $owner}}) "
                f"{{ {selection} }} }} }}")
        answer = json.loads(self._ask("/graphql", {"query": text, "variables": {"owner": owner, **(variables or {})}}))
        assert answer["errors"] is None, answer["errors"]
        return answer["data"]["viewer"][scope + "s"][0]

    def _list(self, path):
        items, page = [], 1
        while True:
            answer = json.loads(self._ask(f"{path}{'&' if '?' in path else '?'}page={page}&per_page=50"))
            items += answer["result"]
            if len(answer["result"]) < 50:
                return items
            page += 1

    def _names(self, account):
        of = f"/accounts/{account}"
        return {
            "databases": {each["uuid"]: each["name"] for each in self._list(f"{of}/d1/database")},
            "namespaces": {each["id"]: each["title"] for each in self._list(f"{of}/storage/kv/namespaces")},
            "objects": {each["id"]: f"{each['script']}:{each['class']}" if each.get("script") and each.get("class")
                        else each["name"] for each in self._list(f"{of}/workers/durable_objects/namespaces")},
            "queues": {each["queue_id"]: each["queue_name"] for each in self._list(f"{of}/queues")},
            "zones": {each["id"]: each["name"] for each in self._list(f"/zones?account.id={account}")},
        }

    def _groups(self, scope, owner, dataset):
        _, resource, action, further, _, lines = DATASETS[dataset]
        dimensions = [name for name in ("date", resource, action, *further) if name]
        parts = {}
        for _, _, (aggregate, *fields), *_ in lines:
            parts.setdefault(aggregate, {}).update(dict.fromkeys(fields))
        wanted = f"dimensions {{ {' '.join(dimensions)} }}"
        for aggregate, fields in parts.items():
            wanted += f" {aggregate} {{ {' '.join(fields)} }}" if fields else f" {aggregate}"
        offered = self._query(scope, owner, f"settings {{ {dataset} {{ availableFields }} }}")["settings"][dataset]
        if "avg_sampleInterval" in offered["availableFields"]:
            wanted += " avg { sampleInterval }"
        return self._query(
            scope, owner, f"{dataset}(limit: 10000, filter: {{date_geq: $from, date_leq: $to}}) {{ {wanted} }}",
            {"from": self.ago(KEPT - 1), "to": self.ago(0)}, ", $from: Date!, $to: Date!")[dataset]

    def _usage_rows(self, account):
        names = self._names(account)
        owners = [("account", account, dataset) for dataset in OF_ACCOUNT]
        owners += [("zone", zone, dataset) for zone in names["zones"] for dataset in OF_ZONES]
        for scope, owner, dataset in owners:
            for group in self._groups(scope, owner, dataset):
                yield from self._rows_of(account, owner, dataset, group, names)

    @staticmethod
    def _rows_of(account, owner, dataset, group, names):
        kind, resource, action, _, named, lines = DATASETS[dataset]
        found, taken = group["dimensions"], set()
        identifier = found[resource] if resource else owner if dataset in OF_ZONES else None
        name = identifier if named == "self" else names[named].get(identifier) if named else None
        for service, unit, (aggregate, *fields), factor, is_stored, only in lines:
            key = aggregate, *fields
            if key in taken or not all(found[each] in values for each, values in only.items()):
                continue
            taken.add(key)
            value = float(sum(group[aggregate][field] for field in fields) if fields else group[aggregate])
            quantity = value * factor / MONTH if is_stored else value * factor
            yield (found["date"], dataset, kind, identifier, name, found[action] if action else None, service, quantity,
                   unit, group.get("avg", {}).get("sampleInterval"), account, None, None)

    def _tag_rows(self, account):
        cursor = ""
        while True:
            text = self._ask(f"/accounts/{account}/tags/resources" + (f"?cursor={cursor}" if cursor else ""))
            answer = json.loads(text)
            shown = re.findall(r'"tags":(\{[^}]*\})', text)
            assert len(shown) == len(answer["result"])
            for item, tags in zip(answer["result"], shown):
                yield (*(item.get(name) for name in ("type", "id", "name")), tags, item.get("zone_id"),
                       item.get("worker_id"), account)
            cursor = answer["result_info"].get("cursor")
            if not cursor:
                return

    # Tables.

    def _fill(self, table):
        columns = COLUMNS[table]
        declared = ", ".join(f"{column} {'REAL' if column in ('quantity', 'sample_interval') else 'TEXT'}"
                             for column in columns)
        self.db.execute(f"CREATE TEMP TABLE {ORDINARY[table]}({declared})")
        rows_of = self._usage_rows if table == USAGE else self._tag_rows
        all_rows = []
        for account in self.accounts:
            rows = list(rows_of(account))
            assert rows, (table, account)
            all_rows += rows
            self.values[table, account] = self._distinct(columns, rows)
        self.values[table] = self._distinct(columns, all_rows)
        self.db.executemany(f"INSERT INTO {ORDINARY[table]} VALUES ({', '.join('?' * len(columns))})", all_rows)

    @staticmethod
    def _distinct(columns, rows):
        return {column: sorted({row[place] for row in rows} - {None}, key=repr)[:2000]
                for place, column in enumerate(columns)}

    def _fill_helpers(self):
        """What other tables have: days, accounts, and texts of either table, with NULL and odd ones among them."""
        self.db.execute("CREATE TEMP TABLE clients(n INTEGER PRIMARY KEY, id TEXT, name TEXT)")
        self.db.executemany("INSERT INTO clients VALUES (?, ?, ?)", enumerate_rows(
            [(account, account[:4]) for account in self.accounts] + [(None, "none")]))
        self.db.execute("CREATE TEMP TABLE days(n INTEGER PRIMARY KEY, d TEXT, k TEXT, i INTEGER, x)")
        self.db.executemany("INSERT INTO days VALUES (?, ?, ?, ?, ?)", enumerate_rows(
            [(self.ago(1), "d1_database", 1, 5), (self.ago(3), "D1 - Rows Read", 20990101, "2"),
             (None, "kv_namespace", None, None), (self.ago(8), "r2StorageAdaptiveGroups", -1, b"\x00"),
             (self.ago(12), None, 2026, self.ago(2)), (self.ago(28), "KV Storage", 0, "worker"),
             (self.ago(0), "workersInvocationsAdaptive", 3, 1.5)]))


def enumerate_rows(rows):
    return [(number, *row) for number, row in enumerate(rows, 1)]
