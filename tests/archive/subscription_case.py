"""What the tests of subscriptions share: accounts of which nothing else is there."""

import json

from archive_case import ArchiveCase, answer_of

USAGE = r"billable|paygo|history"


def of_list(*items):
    return {"path": "/subscriptions$", "body": answer_of(*items)}


class SubscriptionCase(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.empty_usage()

    def empty_usage(self, *rules):
        """Nothing but subscriptions matters here: usage and history are empty, and quick to read."""
        info = json.dumps({"success": True, "errors": [], "messages": [],
                           "result": {"covered": True, "subscriptions": []}})
        self.sandbox.faults(*rules, {"path": "/info$", "body": info},
                            {"path": USAGE, "body": answer_of()})

    def lists(self, account, *items):
        self.empty_usage({"account": account, **of_list(*items)})

    def plans(self, account):
        return json.loads(self.sandbox.control("GET", f"truth/subscriptions?account={account}"))

    def moments(self):
        """When each run began."""
        return dict(self.ask("SELECT id, started_at FROM syncs"))

    def outcomes_of_last(self):
        return dict(self.ask("SELECT account_id, outcome FROM subscription_fetches WHERE sync_id = "
                             "(SELECT max(id) FROM syncs)"))
