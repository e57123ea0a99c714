"""Archives of other versions, and what the files of the archive may hold."""

import json
import re
from collections import Counter

import archive_case
from archive_case import ARCHIVE, ArchiveCase, answer_of, text_of
from support import FIRST, QUIET


class Versions(ArchiveCase):
    def test_an_archive_of_version_1_is_brought_up(self):
        self.sync((FIRST,))
        self.change("DROP TABLE billing_history_states")
        self.change("UPDATE archive_version SET version = 1")
        before = self.ask("SELECT * FROM paygo_usage")
        self.assertIn("another version", self.sync((FIRST,), fails=True))
        for _ in range(2):
            self.make_archive()
        self.assertEqual([(9,)], self.ask("SELECT version FROM archive_version"))
        self.assertEqual(before, self.ask("SELECT * FROM paygo_usage"))
        states = "SELECT account_id, item, sync_id, status, amount, amount_to_pay FROM "
        self.assertEqual(sorted(map(repr, self.ask(states + "billing_history"))),
                         sorted(map(repr, self.ask(states + "billing_history_states"))))
        self.sync((FIRST,))
        self.check_history((FIRST,))
        self.assertEqual([], self.ask("SELECT 1 FROM billing_history_states WHERE sync_id > 1"))

    def save_as_version_2(self, sync, *items):
        """What its sync made of this answer: items without an id were told by their whole record."""
        self.change("INSERT INTO syncs(id, started_at, today) VALUES (?, 'then', ?)", sync,
                    self.sandbox.today())
        numbers = Counter()
        for raw in map(json.dumps, items):
            numbers[raw] += 1
            fields = json.loads(raw)
            item = fields.get("id") or f"{raw} {numbers[raw]}"
            known = self.ask("SELECT first_sync_id FROM billing_history WHERE item = ?", item)
            values = {"account_id": QUIET, "item": item, "occurred_date": self.sandbox.today(),
                      "raw": raw, "first_sync_id": known[0][0] if known else sync,
                      "sync_id": sync, **fields}
            self.change(f"REPLACE INTO billing_history({', '.join(values)}) VALUES "
                        f"({', '.join('?' * len(values))})", *values.values())
            if not known:
                self.change("INSERT INTO billing_history_states VALUES (?, ?, ?, 'then', ?, ?, ?)",
                            QUIET, item, sync, *(fields.get(name) for name in (
                                "status", "amount", "amount_to_pay")))

    def test_items_without_an_id_that_version_2_had_twice(self):
        """One that was paid was there in both states."""
        unpaid = {"type": "charge", "action": "x", "description": "It's a plan – 1", "amount": 5,
                  "occurred_at": self.sandbox.today() + "T00:00:00Z", "currency": "USD",
                  "status": "unpaid", "amount_to_pay": 5, "zone": {"name": "café.example"}}
        paid = {**unpaid, "status": "paid", "amount_to_pay": 0}
        dear, bare = {**unpaid, "amount": 6.1}, {"type": "charge", "status": "unpaid", "amount": 5}
        named = {**unpaid, "id": "the id"}
        columns = [{**each, "zone_name": "café.example"} for each in (unpaid, paid, dear, named)]
        for each in columns:
            del each["zone"]
        # Two are alike, then one of them was paid; of another amount; of few fields; with an id.
        self.save_as_version_2(1, columns[0], columns[0], bare, columns[3])
        self.save_as_version_2(2, columns[0], columns[0], columns[2], bare, columns[3])
        self.save_as_version_2(3, columns[0], columns[1], columns[2], bare, columns[3])
        self.change("UPDATE archive_version SET version = 2")
        self.assertEqual([(6,)], self.ask("SELECT count(*) FROM billing_history"))
        for _ in range(2):
            self.make_archive()
        expected = [("the id", 5.0, "unpaid", 1, 3), (None, 5.0, "paid", 1, 3),
                    (None, 5.0, "unpaid", 1, 3), (None, 5.0, "unpaid", 1, 3),
                    (None, 6.1, "unpaid", 2, 3)]
        items = ("SELECT id, amount, status, first_sync_id, sync_id FROM billing_history "
                 "ORDER BY id IS NULL, amount, status")
        self.assertEqual(expected, self.ask(items))
        states = ("SELECT h.status, s.status, s.sync_id FROM billing_history AS h "
                  "JOIN billing_history_states AS s USING (account_id, item) "
                  "WHERE h.id IS NULL AND h.amount = 5 AND h.currency > '' ORDER BY 1, 3")
        self.assertEqual([("paid", "unpaid", 1), ("paid", "paid", 3), ("unpaid", "unpaid", 1)],
                         self.ask(states))
        self.assertEqual([(9,)], self.ask("SELECT version FROM archive_version"))
        # The sync of this version knows them again, as they were and when all is paid.
        for answer in ((unpaid, paid, dear, bare, named), (paid, paid, dear, bare, named)):
            self.sandbox.faults({"path": r"history\?page=1&", "account": QUIET,
                                 "body": answer_of(*answer)})
            self.sync((QUIET,))
            self.assertEqual("ok", self.outcomes("history")[QUIET])
            self.assertEqual(
                sorted((each.get("id") or "", each["amount"], each["status"]) for each in answer),
                sorted((id or "", *rest) for id, *rest in self.ask(
                    "SELECT id, amount, status FROM billing_history")))
            self.assertEqual([(first,) for *_, first, _ in expected],
                             self.ask("SELECT first_sync_id FROM billing_history "
                                      "ORDER BY id IS NULL, amount, status"))

    def test_items_that_version_4_had_lost(self):
        """One id was one row, whoever had it: of a charge and its refund, and of those with an empty id."""
        charge = {"id": "X", "type": "charge", "action": "x", "description": "It's a plan", "amount": 5,
                  "occurred_at": self.sandbox.today() + "T00:00:00Z", "currency": "USD", "status": "paid",
                  "amount_to_pay": 0}
        refund = {**charge, "type": "refund", "amount": -5}
        bare, nameless = {**charge, "id": ""}, {**charge, "amount": 6}
        del nameless["id"]
        everything = (charge, refund, bare, {**refund, "id": ""}, nameless)
        # What its runs left: the item that came last; states of both; and a whole read a day ago.
        self.sandbox.faults({"path": r"history\?page=1&", "account": QUIET,
                             "body": answer_of(refund, bare, nameless)})
        self.sync((QUIET,))
        self.change("UPDATE billing_history SET item = id WHERE id IS NOT NULL")
        self.change("UPDATE billing_history_states SET item = 'X' WHERE item = 'X' OR amount = -5")
        self.change("UPDATE billing_history_states SET item = '' WHERE amount = 5")
        self.change("INSERT INTO syncs(id, started_at, today) VALUES (0, 'then', '2026-01-01')")
        self.change("INSERT INTO billing_history_states VALUES (?, 'X', 0, 'then', 'paid', 5.0, 0.0)", QUIET)
        self.change("UPDATE archive_version SET version = 4")
        for _ in range(2):
            self.make_archive()
        items = "SELECT id, amount, first_sync_id FROM billing_history ORDER BY id, amount"
        self.assertEqual([(None, 6.0, 1), ("", 5.0, 1), ("X", -5.0, 1)], self.ask(items))
        states = ("SELECT h.id, s.amount, s.sync_id FROM billing_history_states AS s JOIN billing_history AS h "
                  "USING (account_id, item) ORDER BY 1, 2")
        self.assertEqual([(None, 6.0, 1), ("", 5.0, 1), ("X", -5.0, 1)], self.ask(states))
        self.sandbox.faults({"path": r"history\?page=1&", "account": QUIET,
                             "body": answer_of(*everything)})
        for _ in range(2):
            self.sync((QUIET,))
            self.assertEqual([(None, 6.0, 1), ("", -5.0, 2), ("", 5.0, 1), ("X", -5.0, 1), ("X", 5.0, 2)],
                             self.ask(items))
        # All of it was read at once, and then no more than usual.
        self.assertEqual([("0001-01-01",), (None,), (True,)], self.ask(
            "SELECT CASE WHEN first_day > '2000' THEN 1 ELSE first_day END FROM fetches "
            "WHERE feed = 'history' ORDER BY sync_id"))

    def test_budgets_of_version_5_cover_usage(self):
        self.change("DROP TABLE monthly_budgets")
        self.change("INSERT INTO budgets VALUES (NULL, 'USD', 400.5), (?, 'EUR', 90)", FIRST)
        self.change("UPDATE archive_version SET version = 5")
        for _ in range(2):
            self.make_archive()
        self.assertEqual([(9,)], self.ask("SELECT version FROM archive_version"))
        self.assertEqual([(None, "USD", 400.5, "usage"), (FIRST, "EUR", 90.0, "usage")],
                         self.ask("SELECT * FROM monthly_budgets"))
        self.assertEqual([], self.ask("SELECT * FROM budgets"))

    def test_views_read_usage_from_an_index_alone(self):
        """Also of an archive of version 6, whose indices had days only. Records are long."""
        self.sync((FIRST,))
        for feed in ("paygo", "focus"):
            self.change(f"DROP INDEX {feed}_usage_columns")
            self.change(f"CREATE INDEX {feed}_usage_days ON {feed}_usage(account_id, charge_date)")
        self.change("UPDATE archive_version SET version = 6")
        self.assertIn("another version", self.sync((FIRST,), fails=True))
        for _ in range(2):
            self.make_archive()
        self.assertEqual([(9,)], self.ask("SELECT version FROM archive_version"))
        self.assertEqual([], self.ask("SELECT 1 FROM sqlite_master WHERE name IN ('paygo_usage_days', 'focus_usage_days')"))
        for feed in ("paygo", "focus"):
            plan = self.ask(f"EXPLAIN QUERY PLAN SELECT * FROM archived_{feed} WHERE account_id = ? "
                            "AND day BETWEEN '2026-01-01' AND '2026-12-31'", FIRST)
            self.assertIn(f"USING COVERING INDEX {feed}_usage_columns (account_id=? AND charge_date>?",
                          plan[0][3])

    def test_what_resources_used_is_read_into_an_archive_of_version_7(self):
        self.sync((FIRST,))
        for table in ("resource_usage", "resource_days", "resource_fetches", "resource_refusals", "resource_tags"):
            self.change(f"DROP TABLE {table}")
        self.change("UPDATE archive_version SET version = 7")
        before = self.ask("SELECT * FROM paygo_usage")
        self.assertIn("another version", self.sync((FIRST,), fails=True))
        for _ in range(2):
            self.make_archive()
        self.assertEqual([(9,)], self.ask("SELECT version FROM archive_version"))
        self.assertEqual(before, self.ask("SELECT * FROM paygo_usage"))
        self.sync((FIRST,))
        self.assertEqual([("ok",), ("ok",)], self.ask("SELECT outcome FROM resource_fetches"))

    def test_a_later_version_is_left_alone(self):
        self.change("UPDATE archive_version SET version = 10")
        self.make_archive()
        self.assertEqual([(10,)], self.ask("SELECT version FROM archive_version"))
        self.assertIn("another version", self.sync(fails=True))
        self.assertEqual([], self.ask("SELECT 1 FROM syncs"))

    def test_files_are_plain_sql(self):
        """No dot-commands, and no functions that SQLite 3.31 lacks."""
        for path in (ARCHIVE, archive_case.ARCHIVE_FEEDS, *archive_case.RUN, archive_case.READ_RESOURCES,
                     archive_case.ARCHIVE_VIEWS, archive_case.ARCHIVE_RESOURCE_VIEWS, archive_case.ARCHIVE_KEPT):
            text = re.sub("--.*", "", text_of(path))
            self.assertNotRegex(text, r"(?m)^\.")
            self.assertNotRegex(text, r"(?i)\b(iif|floor|ceil|materialized|returning)\b")
            self.assertLessEqual(len(text_of(path).splitlines()), 400, path)


if __name__ == "__main__":
    archive_case.main()
