"""Questions to the sandbox's GraphQL Analytics, as text with variables."""

import datetime
import json
import urllib.error
import urllib.request

from support import FIRST, TOKEN
from test_sandbox_endpoints import EndpointTest

D1 = "d1AnalyticsAdaptiveGroups"
R2 = "r2OperationsAdaptiveGroups"
DAY = datetime.timedelta(days=1)


def question(dataset, selection, *, scope="accounts", tag="accountTag", terms="date_geq: $from, date_leq: $to",
             types="$from: Date!, $to: Date!", more=""):
    return (f"query($owner: string!, {types}, $limit: uint64!) {{ viewer {{ {scope}(filter: {{{tag}: $owner}}) {{"
            f" {dataset}(limit: $limit, filter: {{{terms}}}{more}) {{ {selection} }} }} }} }}")


class GraphqlTest(EndpointTest):
    def setUp(self):
        super().setUp()
        # In the evening, whatever time it is.
        self.sandbox.set(graphql__now="20:30", graphql__rate_limit=0)
        self.today = datetime.date.fromisoformat(self.sandbox.today())
        self.go_to(self.today)  # It stays the same day to the test's end.

    def post(self, query, variables, token=TOKEN, **more):
        """The status and the answer."""
        body = {"query": query, "variables": variables} | more
        request = urllib.request.Request(f"http://127.0.0.1:{self.sandbox.port}/client/v4/graphql",
                                         json.dumps(body).encode(), {"Authorization": "Bearer " + token})
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return reply.status, json.loads(reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    def variables(self, owner=FIRST, back=3, to_back=1, limit=10000, **more):
        return {"owner": owner, "from": str(self.today - back * DAY), "to": str(self.today - to_back * DAY),
                "limit": limit} | more

    def rows(self, dataset, selection, variables=None, **more):
        status, answer = self.post(question(dataset, selection, **more), variables or self.variables())
        self.assertEqual((200, None), (status, answer["errors"]), answer["errors"])
        ((_, (owner,)),) = answer["data"]["viewer"].items()
        return owner[dataset]

    def refused(self, says, query, variables, code=None):
        """One error, with nothing beside it."""
        status, answer = self.post(query, variables)
        self.assertEqual((200, None), (status, answer["data"]), query)
        (error,) = answer["errors"]
        self.assertIn(says, error["message"])
        self.assertEqual(code, error["extensions"].get("code"))
        self.assertRegex(error["extensions"]["timestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$")
        return error
