"""Items of the billing history that share an id: a refund that has its charge's, on another page."""

import json

import support
from support import ERROR, QUIET

CHARGE = {"id": "in_1", "type": "charge", "action": "subscription", "amount": 5.0, "currency": "USD",
          "status": "paid", "occurred_at": "2026-10-02T00:00:00Z"}
REFUND = {**CHARGE, "type": "refund", "action": "refund", "amount": -5.0}
OTHER = {**CHARGE, "id": "in_2", "amount": 7.0}
HISTORY = f"SELECT id, type, action, amount, status FROM cf_billing_history WHERE account_id = '{QUIET}' "


def row(item):
    return tuple(item.get(name) for name in ("id", "type", "action", "amount", "status"))


class SharedIds(support.TestCase):
    def serve(self, *pages, **info):
        """The history of the account in these pages, and then an empty one."""
        rules = []
        for number, items in enumerate([*pages, []], 1):
            body = {"success": True, "errors": [], "messages": [], "result": items}
            if info:
                body["result_info"] = {"page": number, "per_page": 2, "count": len(items), **info}
            rules.append({"path": rf"billing/history\?page={number}&", "account": QUIET, "body": json.dumps(body)})
        self.sandbox.faults(*rules)

    def test_on_another_page(self):
        for info in ({}, {"total_count": 4}):
            for refund in (REFUND, {**REFUND, "action": CHARGE["action"]}, {**REFUND, "type": CHARGE["type"]}):
                pages = ([CHARGE, OTHER], [refund, {**OTHER, "id": "in_3"}])
                self.serve(*pages, **info)
                self.assert_same_rows([row(item) for page in pages for item in page], self.rows(HISTORY))

    def test_an_item_that_changed_while_it_moved_still_counts_once(self):
        paid, was = CHARGE, {**CHARGE, "status": "open"}
        self.serve([was, OTHER], [paid, REFUND])
        self.assert_same_rows([row(item) for item in (OTHER, paid, REFUND)], self.rows(HISTORY))
        self.serve([was, OTHER], [paid, REFUND], total_count=4)
        self.assert_says(self.failure(ERROR, HISTORY), "the list is not complete")

    def test_the_first_page_alone(self):
        """As a LIMIT reads it: nothing of it is outdated by a refund behind it."""
        self.serve([CHARGE, OTHER], [REFUND])
        self.assertEqual([row(CHARGE), row(OTHER), row(REFUND)], self.rows(HISTORY + "LIMIT 3"))


if __name__ == "__main__":
    support.main()
