"""What the tests of cf_resource_usage share: what the sandbox's analytics say by themselves, and what was asked."""

import datetime
import json
import urllib.request

import support
from support import FIRST

DAY = datetime.timedelta(days=1)
D1 = "d1AnalyticsAdaptiveGroups"
LISTS = ("database", "namespaces", "queues", "zones")


class ResourceCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.today = datetime.date.fromisoformat(self.sandbox.today())
        self.restart()

    def restart(self, **settings):
        """As started, but that a part of today is over: analytics are minutes late."""
        self.sandbox.reset()
        self.sandbox.set(**{"graphql__now": "12:00", **settings})

    def ago(self, days):
        return str(self.today - days * DAY)

    def ask(self, query, **variables):
        """The data of an answer of GraphQL, asked for without the extension."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(self.sandbox.base_url.rstrip("/") + "/graphql", body, headers={
            "Authorization": f"Bearer {support.TOKEN}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            answer = json.loads(reply.read())
        assert not answer["errors"], answer["errors"]
        return answer["data"]["viewer"]["accounts"][0]

    def groups(self, dataset, dimensions, fields, first, last, account=FIRST):
        """(dimensions…, fields…) of each group."""
        data = self.ask(
            "query($account: string!, $from: Date!, $to: Date!) { viewer { accounts(filter: {accountTag: $account}) "
            f"{{ {dataset}(limit: 10000, filter: {{date_geq: $from, date_leq: $to}}) "
            f"{{ dimensions {{ {' '.join(dimensions)} }} sum {{ {' '.join(fields)} }} }} }} }} }}",
            account=account, **{"from": first, "to": last})
        return [(*(group["dimensions"][name] for name in dimensions), *(group["sum"][name] for name in fields))
                for group in data[dataset]]

    def d1(self, first, last, account=FIRST):
        """(day, database, rows read) of each group."""
        return [(day, database, float(read)) for day, database, read in
                self.groups(D1, ("date", "databaseId"), ("rowsRead",), first, last, account)]

    def asked(self):
        """Of the requests in their order: "settings" with the datasets, a dataset with its days, or a list."""
        told = []
        for request in self.sandbox.requests():
            if not request.endpoint.endswith("/graphql"):
                told.append((request.endpoint.rsplit("/", 1)[1],))
                continue
            body = json.loads(request["body"])
            words = body["query"].replace("(", " ").split()
            names = [word for word in words if word.endswith("Groups") or word == "workersInvocationsAdaptive"]
            if "settings" in words:
                told.append(("settings", *sorted(names)))
            else:
                told.append((names[0], body["variables"]["from"], body["variables"]["to"]))
        return told

    def datasets_asked(self):
        return sorted({asked[0] for asked in self.asked()} - {"settings", *LISTS})
