"""What the tests of cf_usage_history share: the truth, and what was asked for it."""

import datetime
import json

import support
from support import FIRST

METRICS = sorted("""streamMinutesViewed rateLimitingRequestsAllowed loadBalancingQueries
    argoAcceleratedBytes workersRequests workersKVReads imageResizingRequests spectrumBytesTransferred
    mediaUniqueTransformations""".split())
PATH = "/billing/usage"
DAY = datetime.timedelta(days=1)
SECONDS = 86400


def day_of(item):
    return str(datetime.date(1970, 1, 1) + item["ts"] // SECONDS * DAY)


def rows_of(items):
    return [(day_of(item), name, float(value)) for item in items for name, value in item.items() if name != "ts"]


class HistoryCase(support.TestCase):
    def setUp(self):
        super().setUp()
        self.sandbox.set(usage_history__unused="absent")
        self.today = datetime.date.fromisoformat(self.sandbox.today())

    def ago(self, days):
        return str(self.today - days * DAY)

    def ts(self, days):
        return (self.today - days * DAY - datetime.date(1970, 1, 1)).days * SECONDS

    def first_kept(self):
        return min(day_of(item) for item in self.items(FIRST))

    def items(self, account):
        return [json.loads(item) for item in self.sandbox.truth("usage_history", account)]

    def truth(self, *accounts):
        return [row for account in accounts for row in rows_of(self.items(account))]

    def asked(self):
        """The parameters of the requests for history, in their order."""
        return [request.parameters for request in self.sandbox.requests() if request.endpoint.endswith(PATH)]

    def check(self, where, keep, *, account=FIRST, requests=1, asked=None, db=None, parameters=()):
        with self.subTest(where):
            self.sandbox.forget_requests()
            found = self.rows(f"SELECT day, metric, quantity FROM cf_usage_history WHERE account_id = '{account}' "
                              f"AND {where}", parameters, db=db)
            self.assert_same_rows([row for row in self.truth(account) if keep(*row)], found)
            told = self.asked()
            self.assertEqual(requests, len(told), told)
            if asked:
                first, last = asked
                self.assertEqual((f"{first}T00:00:00Z", f"{last}T23:59:59Z"), (told[0]["since"], told[0]["until"]))

    def serve(self, *items, **more):
        body = {"success": True, "errors": [], "messages": [], "result": list(items)}
        self.sandbox.faults({"path": PATH + r"\?", "body": json.dumps(body), **more})
