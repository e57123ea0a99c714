"""Which items of the billing history are the same, and which are not: ids that several share, empty ones."""

import json
import random
from collections import Counter

import archive_case
from archive_case import ArchiveCase, answer_of, day_before
from support import QUIET

PAID = {"status": "paid", "amount_to_pay": 0}
OPEN = {"status": "open", "amount_to_pay": 5}


def spelled(items):
    return Counter(json.dumps(item, sort_keys=True) for item in items)


class ItemCase(ArchiveCase):
    def setUp(self):
        super().setUp()
        self.today = self.sandbox.today()

    def item(self, days_ago, amount, **more):
        """Whatever is None is left out."""
        item = {"id": "in_1", "type": "charge", "action": "subscription", "description": "Plan",
                "amount": amount, "occurred_at": day_before(self.today, days_ago) + "T08:00:00Z",
                "currency": "USD", **PAID, **more}
        return {name: value for name, value in item.items() if value is not None}

    def refund(self, days_ago, amount, **more):
        return self.item(days_ago, amount, **{"type": "refund", "action": "refund", **more})

    def sync_answer(self, *items):
        """A run to which these items are the history of the account, and nothing else is there."""
        covered = json.dumps({"success": True, "errors": [], "messages": [],
                              "result": {"covered": True, "subscriptions": []}})
        self.sandbox.faults({"path": r"history\?page=1&", "account": QUIET, "body": answer_of(*items)},
                            {"path": "/info$", "body": covered},
                            {"path": "billable|paygo|subscriptions", "body": answer_of()})
        self.sync((QUIET,))
        self.assertEqual("ok", self.outcomes("history")[QUIET])

    def check_items(self, *items, where=""):
        """These are all items that are archived, each as it is here."""
        self.assertEqual(spelled(items), spelled(
            json.loads(raw) for raw, in self.ask("SELECT raw FROM billing_history")), where)
        self.assertEqual([], self.ask("SELECT 1 FROM billing_history AS h WHERE NOT EXISTS (SELECT 1 FROM "
                                      "billing_history_states AS s WHERE s.item = h.item AND "
                                      "s.status IS h.status AND s.amount IS h.amount)"))

    def states(self):
        """Of each item what it was seen as."""
        return sorted(self.ask(
            "SELECT group_concat(status || ' ' || amount, ', ') FROM (SELECT * FROM "
            "billing_history_states ORDER BY item, sync_id) GROUP BY item"))


class SharedId(ItemCase):
    def test_a_refund_has_the_id_of_its_charge(self):
        charge, refund = self.item(20, 5), self.refund(3, -5)
        self.sync_answer(charge)
        for answer in ((refund, charge), (charge, refund), (refund, charge)):
            self.sync_answer(*answer)
            self.check_items(charge, refund)
        self.assertEqual([("paid -5.0",), ("paid 5.0",)], self.states())
        self.assertEqual([(1, 4), (2, 4)], self.ask(
            "SELECT first_sync_id, sync_id FROM billing_history ORDER BY 1"))

    def test_however_it_says_that_it_is_a_refund(self):
        charge = self.item(20, 5)
        for refund in (self.refund(3, 5, type="REFUND", action=None), self.refund(3, 5, type=None),
                       self.item(3, -5), self.item(3, 5, type="Credit"),
                       self.item(3, 5, type=None, action="credit")):
            self.archive += "x"
            self.make_archive()
            self.sync_answer(charge)
            for _ in range(2):
                self.sync_answer(refund, charge)
                self.check_items(charge, refund, where=refund)

    def test_a_refund_of_a_charge_that_is_not_read_any_more(self):
        """A daily run reads three months back: what it does not ask for has not become another."""
        charge, first = self.item(150, 5), self.refund(120, -2)
        self.sync_answer(charge, first)
        second = self.refund(1, -3)
        for _ in range(2):
            self.sync_answer(charge, first, second)
            self.assertEqual([(day_before(self.today, 92),)], self.ask(
                "SELECT first_day FROM fetches WHERE feed = 'history' ORDER BY sync_id DESC LIMIT 1"))
            self.check_items(charge, first, second)
        # All of it, as once a week.
        self.read_all_history_next()
        self.sync_answer(second, first, charge)
        self.check_items(charge, first, second)

    def test_each_that_has_the_id_changes_by_itself(self):
        lines = [self.item(20, 5, description="Pro", **OPEN), self.item(20, 5, description="Argo", **OPEN),
                 self.item(20, 7, description="Argo", **OPEN)]
        self.sync_answer(*lines)
        paid = [lines[0], {**lines[1], **PAID}, {**lines[2], **PAID, "amount": 6}]
        for answer in (paid, reversed(paid)):
            self.sync_answer(*answer)
            self.check_items(*paid)
        self.assertEqual([("open 5.0",), ("open 5.0, paid 5.0",), ("open 7.0, paid 6.0",)], self.states())

    def test_refunds_alike(self):
        charge = self.item(20, 5)
        refunds = [self.refund(days, -1) for days in (5, 3, 1)]
        for count in (1, 2, 2, 3, 3):
            self.sync_answer(charge, *refunds[-count:])
            self.check_items(charge, *refunds[-count:])
        self.assertEqual(4, len(self.states()))


class OneId(ItemCase):
    def test_whatever_else_changes_it_is_the_same_item(self):
        draft = self.item(20, 5, description=None, status="draft", amount_to_pay=5, receipt_id=None)
        forms = [draft, {**draft, "description": "Plan", "status": "open"},
                 {**draft, "amount": 4, "status": "open", "occurred_at": self.item(10, 5)["occurred_at"]},
                 self.item(9, 3, type="CHARGE", action="renewal", currency="EUR")]
        for form in forms:
            self.sync_answer(form, self.item(9, 3, id="other"))
            self.check_items(form, self.item(9, 3, id="other"))
        self.assertEqual([("draft 5.0, open 5.0, open 4.0, paid 3.0",), ("paid 3.0",)], self.states())
        self.assertEqual([("in_1",), ("other",)], self.ask("SELECT item FROM billing_history ORDER BY 1"))

    def test_an_item_that_has_gone_stays(self):
        self.sync_answer(self.item(9, 3), self.refund(8, -3))
        self.sync_answer()
        self.check_items(self.item(9, 3), self.refund(8, -3))

    def test_what_is_left_of_an_id_is_not_what_has_gone(self):
        charge, refund, credit = self.item(9, 3), self.refund(8, -3), self.item(7, 1, type="credit")
        for each in (charge, refund, credit):
            self.sync_answer(each)
        self.check_items(charge, refund, credit)


class NoId(ItemCase):
    def test_empty_ids(self):
        items = [self.item(20, 5, id=""), self.item(20, 6, id=""), self.refund(3, -5, id=""),
                 self.item(20, 5, id=None, **OPEN)]
        for _ in range(2):
            self.sync_answer(*items)
            self.check_items(*items)
        items[3] = {**items[3], **PAID}
        self.sync_answer(*reversed(items))
        self.check_items(*items)

    def test_those_that_are_alike_are_as_many_as_they_are(self):
        one = self.item(20, 5, id="", **OPEN)
        for count, paid in ((2, 0), (2, 1), (3, 1), (3, 3), (4, 3)):
            items = [{**one, **PAID}] * paid + [one] * (count - paid)
            self.sync_answer(*items)
            self.check_items(*items, where=(count, paid))


class Days(ItemCase):
    def test_a_month_of_changes(self):
        """What is archived is all that ever was, as it is now: by a list that the test itself keeps."""
        rng = random.Random(7)
        items = []
        for run in range(14):
            for item in items:
                if item["status"] == "open" and rng.random() < 0.4:
                    item.update(PAID)
                    if item.get("id") and rng.random() < 0.4:
                        item["amount"] -= 1
            for number in range(rng.randrange(4)):
                # An id that one has already, a new one, none; nothing else is new about it but its moment.
                id = rng.choice([*(item.get("id") for item in items[-4:]), f"id {run}.{number}", "", None])
                make = rng.choice((self.item, self.refund))
                items.append(make(30 - run, 9, id=id, occurred_at=f"{day_before(self.today, 30 - run)}T0"
                                  f"{number}:00:00Z", **rng.choice((PAID, OPEN))))
            if run == 7:
                self.read_all_history_next()
            rng.shuffle(items)
            self.sync_answer(*items)
            self.check_items(*items, where=run)
        self.assertLess(10, len(items))
        shared = Counter(item.get("id") for item in items if item.get("id"))
        self.assertLess(1, max(shared.values()), shared)


if __name__ == "__main__":
    archive_case.main()
