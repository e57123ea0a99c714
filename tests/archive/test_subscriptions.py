"""Subscriptions in the archive: every form that one was seen in, what changed, what is gone."""

import json
import os
import subprocess

import archive_case
import support
from archive_case import PARAMETERS, SUBSCRIPTIONS, SYNC, day_before, statements_of, text_of
from subscription_case import SubscriptionCase, of_list
from support import ALL_ACCOUNTS, EURO, FIRST, MANY_PLANS, MID_MONTH, NOT_COVERED, QUIET

SCRIPT = os.path.join(archive_case.SQL, "..", "examples", "archive.sh")
CHANGES = "SELECT subscription, what, was, became FROM subscription_changes ORDER BY noticed_at, 2, 3"
FORMS = "SELECT subscription, first_sync_id, sync_id, ended_as FROM subscriptions ORDER BY 2, 1"


class Seen(SubscriptionCase):
    def test_every_column_is_that_of_the_api(self):
        self.sandbox.forget_requests()
        self.sync()
        asked = [r.endpoint for r in self.sandbox.requests() if r.endpoint.endswith("/subscriptions")]
        self.assertEqual(len(ALL_ACCOUNTS), len(asked))
        db = self.connect(self.archive)
        names = [name for _, name, *_ in db.execute("PRAGMA table_info(cf_subscriptions)")]
        columns = ", ".join(["account_id", *names, "raw"])
        where = ", ".join(f"'{account}'" for account in ALL_ACCOUNTS)
        live = db.execute(f"SELECT {columns} FROM cf_subscriptions WHERE account_id IN ({where})")
        self.assert_same_rows(live.fetchall(),
                              db.execute(f"SELECT {columns} FROM subscriptions").fetchall())
        self.assertEqual({account: "ok" for account in ALL_ACCOUNTS}, self.outcomes_of_last())
        self.assertEqual([(0, 0)], self.ask("SELECT rows, changed FROM subscription_fetches "
                                            "WHERE account_id = ?", NOT_COVERED))
        self.assertEqual([], self.ask(CHANGES))

    def test_what_goes_on_is_no_change(self):
        """A day later, and in the next period, which is another one in `raw`."""
        start = self.sandbox.today()
        self.go_to(day_before(start, 40))
        self.sync()
        count = sum(self.content()["subscriptions"].values())
        for sync, days in ((2, 40), (3, 39), (4, 0)):
            self.go_to(day_before(start, days))
            self.sync()
            self.assertEqual([(count, 1, sync, None, day_before(start, days))], self.ask(
                "SELECT count(*), max(first_sync_id), min(sync_id), max(ended_at), "
                "min(substr(last_seen, 1, 10)) FROM subscriptions"))
        self.assertEqual([], self.ask(CHANGES))
        self.assertEqual({0}, {changed for changed, in self.ask(
            "SELECT changed FROM subscription_fetches WHERE sync_id > 1")})
        # The period is the one that was seen last.
        for plan in self.plans(FIRST):
            self.assertEqual([(plan["current_period_start"], plan)], [
                (start, json.loads(raw)) for start, raw in self.ask(
                    "SELECT current_period_start, raw FROM subscriptions WHERE id = ?", plan["id"])])
        self.assertNotEqual([], self.ask("SELECT 1 FROM subscriptions WHERE "
                                         "current_period_start > first_seen"))

    def test_members_and_components_in_another_order(self):
        (plan,) = self.plans(QUIET)
        plan["component_values"] = [
            {"name": "page_rules", "kind": "sum", "default": 20, "value": 20, "price": 0},
            {"name": "zones", "kind": "enum", "default": 1, "value": "one", "price": 2.5}]
        self.lists(QUIET, plan)
        self.sync((QUIET,))
        other = json.loads(json.dumps(plan), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
        other["component_values"].reverse()
        other["component_values"][1].update(value=20.0, price=0.00, default=2e1)
        other["rate_plan"]["sets"] = ["another"]
        self.lists(QUIET, other)
        self.sync((QUIET,))
        self.assertEqual([(plan["id"], 1, 2, None)], self.ask(FORMS))
        self.assertEqual([('["another"]', other)], [(sets, json.loads(raw)) for sets, raw in self.ask(
            "SELECT rate_plan_sets, raw FROM subscriptions")])


class Changes(SubscriptionCase):
    def test_a_price_from_when_to_when(self):
        start = self.sandbox.today()
        self.go_to(day_before(start, 5))
        self.sync((FIRST, EURO))
        count = len(self.ask("SELECT 1 FROM subscriptions"))
        self.go_to(day_before(start, 3))
        self.sync((FIRST, EURO))
        self.go_to(start)
        plans = self.plans(FIRST)
        plans[0]["price"] = 7.25
        self.lists(FIRST, *plans)
        for _ in range(2):
            self.sync((FIRST, EURO))
        at, name = self.moments(), plans[0]["id"]
        self.assertEqual(count + 1, len(self.ask("SELECT 1 FROM subscriptions")))
        self.assertEqual([(5.0, at[1], at[2], at[3], "changed"), (7.25, at[3], at[4], None, None)],
                         self.ask("SELECT price, first_seen, last_seen, ended_at, ended_as FROM "
                                  "subscriptions WHERE subscription = ? ORDER BY first_sync_id", name))
        self.assertEqual(
            [(FIRST, FIRST, name, "Workers Paid", None, "price", 5.0, 7.25, at[2], at[3])],
            self.ask("SELECT * FROM subscription_changes"))
        self.assertEqual([(day_before(start, 3), start)], self.ask(
            "SELECT substr(last_seen, 1, 10), substr(noticed_at, 1, 10) FROM subscription_changes"))
        self.assertEqual([(1, 6), (2, 0), (3, 1), (4, 0)], self.ask(
            "SELECT sync_id, changed FROM subscription_fetches WHERE account_id = ? ORDER BY 1", FIRST))
        # Back again is a change as well.
        self.go_to(day_before(start, -1))
        self.empty_usage()
        self.sync((FIRST, EURO))
        self.assertEqual([(name, "price", 5.0, 7.25), (name, "price", 7.25, 5.0)], self.ask(CHANGES))

    def test_state_plan_and_components(self):
        self.sync((FIRST,))
        plans = self.plans(FIRST)
        plan = next(each for each in plans if "zone" in each)
        plan["state"] = "AwaitingPayment"
        plan["rate_plan"].update(id="business", public_name="Business", is_contract=True)
        plan["component_values"] = [{**plan["component_values"][1], "value": 50},
                                    {"name": "waf", "kind": "enum", "value": "on", "price": 3}]
        plan["current_period_end"] = "2031-01-01T00:00:00Z"
        self.lists(FIRST, *plans)
        self.sync((FIRST,))
        self.assertEqual([(plan["id"], what, was, became) for what, was, became in (
            ("page_rules.value", 20.0, 50.0),
            ("rate_plan_id", "pro", "business"),
            ("rate_plan_is_contract", 0, 1),
            ("rate_plan_public_name", "Pro", "Business"),
            ("state", "Paid", "AwaitingPayment"),
            ("waf.kind", None, "enum"), ("waf.price", None, 3.0), ("waf.value", None, "on"),
            ("zones.default", 1.0, None), ("zones.display_name", "Zones", None),
            ("zones.kind", "enum", None), ("zones.price", 20.0, None), ("zones.value", 1.0, None))],
            self.ask(CHANGES))
        self.assertEqual([("Business", "example.com")], self.ask(
            "SELECT DISTINCT plan, zone_name FROM subscription_changes"))
        self.assertEqual([1], [n for n, in self.ask("SELECT count(*) FROM subscriptions WHERE "
                                                    "ended_at IS NOT NULL")])

    def test_what_comes_goes_and_comes_again(self):
        self.sync((MANY_PLANS,))
        plans = self.plans(MANY_PLANS)
        gone, new = plans[1], {**plans[1], "id": "NEW", "rate_plan": {"public_name": "Stream"}}
        self.lists(MANY_PLANS, plans[0], *plans[2:], new)
        for _ in range(2):
            self.sync((MANY_PLANS,))
        at = self.moments()
        # It is there as it was, and known to be gone since.
        self.assertEqual([(gone["price"], at[1], at[1], at[2], "gone")], self.ask(
            "SELECT price, first_seen, last_seen, ended_at, ended_as FROM subscriptions WHERE id = ?",
            gone["id"]))
        expected = [(gone["id"], "subscription", "R2 Paid", None, at[1], at[2]),
                    ("NEW", "subscription", None, "Stream", at[1], at[2])]
        changes = ("SELECT subscription, what, was, became, last_seen, noticed_at FROM "
                   "subscription_changes ORDER BY noticed_at, was IS NULL")
        self.assertEqual(expected, self.ask(changes))
        gone["price"] = 250
        self.lists(MANY_PLANS, *plans)
        self.sync((MANY_PLANS,))
        at = self.moments()
        self.assertEqual([*expected, ("NEW", "subscription", "Stream", None, at[3], at[4]),
                          (gone["id"], "subscription", None, "R2 Paid", at[3], at[4])],
                         self.ask(changes))
        self.assertEqual([(0.0, "gone", 1), (250.0, None, 4)], self.ask(
            "SELECT price, ended_as, first_sync_id FROM subscriptions WHERE id = ? ORDER BY 3",
            gone["id"]))
        self.assertEqual([(1, len(plans)), (2, 2), (3, 0), (4, 2)], self.ask(
            "SELECT sync_id, changed FROM subscription_fetches ORDER BY 1"))

    def test_an_empty_list_is_an_answer(self):
        self.sync((EURO, FIRST))
        self.lists(EURO)
        self.sync((EURO, FIRST))
        self.assertEqual([(EURO, "gone", 4), (FIRST, None, 6)], self.ask(
            "SELECT account_id, ended_as, count(*) FROM subscriptions GROUP BY 1 ORDER BY 1 DESC"))


class Left(SubscriptionCase):
    """What says nothing of an account changes nothing of it."""

    def check_nothing_ended(self, before):
        self.assertEqual([], self.ask("SELECT 1 FROM subscriptions WHERE ended_at IS NOT NULL"))
        self.assertEqual(before, self.ask(f"SELECT * FROM ({FORMS}) WHERE subscription IN "
                                          "(SELECT subscription FROM subscriptions WHERE "
                                          "account_id = ?)", EURO))

    def test_an_account_that_fails(self):
        self.sync((EURO, FIRST))
        before = self.ask("SELECT subscription, first_sync_id, 1, NULL FROM subscriptions WHERE "
                          "account_id = ? ORDER BY 1", EURO)
        cut = json.dumps({"success": True, "errors": [], "messages": [],
                          "result": self.plans(EURO)[:1], "result_info": {"total_count": 3}})
        for fault, outcome, says in (
                ({"status": 500}, "failed", "HTTP 500"), ({"status": 404}, "failed", "HTTP 404"),
                ({"status": 403}, "refused", "HTTP 403"), ({"reset": True}, "failed", "cf_subscriptions"),
                ({"status": 403, "body": "<html>blocked</html>"}, "failed", "403"),
                ({"body": cut}, "failed", "3 items according to the server, 1 item came")):
            with self.subTest(fault):
                self.empty_usage({"path": "/subscriptions$", "account": EURO, **fault})
                self.sync((EURO, FIRST))
                self.assertEqual({EURO: outcome, FIRST: "ok"}, self.outcomes_of_last())
                ((feed, account, failed, error),) = self.ask(
                    "SELECT feed, account_id, outcome, error FROM sync_failures WHERE sync_id = "
                    "(SELECT max(id) FROM syncs)")
                self.assertEqual(("subscriptions", EURO, outcome), (feed, account, failed))
                self.assertIn(says, error)
                self.check_nothing_ended(before)
        self.assertEqual([(1,)], self.ask("SELECT failed FROM sync_summaries ORDER BY sync_id DESC "
                                          "LIMIT 1"))
        # A list that is cut ends nothing either where it is to be taken as it is.
        self.sync((EURO, FIRST), config={"incomplete": "ignore"})
        self.assertEqual({EURO: "failed", FIRST: "ok"}, self.outcomes_of_last())
        self.check_nothing_ended(before)
        # Nobody is told anything: an error. Nobody may see them: no error, and each account is noted.
        self.empty_usage({"path": "/subscriptions$", "status": 500})
        self.assertIn("HTTP 500", self.sync((EURO, FIRST), fails=True))
        self.assertEqual({}, self.outcomes_of_last())
        self.empty_usage({"path": "/subscriptions$", "status": 403})
        self.sync((EURO, FIRST))
        self.assertEqual({EURO: "refused", FIRST: "refused"}, self.outcomes_of_last())
        self.check_nothing_ended(before)
        self.empty_usage()
        self.sync((EURO, FIRST))
        self.assertEqual([], self.ask(CHANGES))

    def test_an_account_that_is_not_asked(self):
        self.sync((EURO, FIRST))
        before = self.ask("SELECT * FROM subscriptions WHERE account_id = ?", EURO)
        self.lists(EURO)
        self.sync((FIRST,))
        self.assertEqual(before, self.ask("SELECT * FROM subscriptions WHERE account_id = ?", EURO))
        self.assertEqual({FIRST: "ok"}, self.outcomes_of_last())

    def test_of_runs_that_overlap_the_later_counts(self):
        self.sync((EURO, FIRST))
        early = self.connect(self.archive)
        early.executescript(text_of(PARAMETERS))
        early.executemany("INSERT INTO cf_report_accounts(account_id) VALUES (?)",
                          [(EURO,), (FIRST,)])
        early.executescript(text_of(SYNC))
        script = statements_of(SUBSCRIPTIONS)
        (at,) = (at for at, statement in enumerate(script)
                 if "INSERT INTO cf_sync_write_subscriptions" in statement)
        for statement in script[:at]:
            early.execute(statement).fetchall()
        # Of one account the later run has an answer, which differs; of the other it has none.
        (plan, *rest) = self.plans(EURO)
        self.empty_usage({"account": EURO, **of_list({**plan, "price": 99}, *rest)},
                         {"path": "/subscriptions$", "account": FIRST, "status": 500})
        self.sync((EURO, FIRST))
        for statement in script[at:]:
            early.execute(statement).fetchall()
        self.assertEqual([(plan["id"], "price", float(plan["price"]), 99.0)], self.ask(CHANGES))
        self.assertEqual([(EURO, 1, "ok"), (EURO, 3, "ok"), (FIRST, 1, "ok"), (FIRST, 2, "ok"),
                          (FIRST, 3, "failed")], sorted(self.ask(
                              "SELECT account_id, sync_id, outcome FROM subscription_fetches"),
                              key=lambda row: (row[0] != EURO, row)))
        self.assertEqual({(FIRST, 2), (EURO, 3)}, set(self.ask(
            "SELECT account_id, max(sync_id) FROM subscriptions GROUP BY 1")))
        # The settings are as they were, and the same part read once more writes nothing.
        self.assertEqual([("fail", "500")], early.execute(
            "SELECT cf_config('on_error'), CAST(cf_config('max_requests') AS TEXT)").fetchall())
        before = self.content()
        early.executescript(text_of(SUBSCRIPTIONS))
        self.check_unchanged(before)


class Odd(SubscriptionCase):
    def test_without_an_id_and_more_than_once(self):
        plain = {"state": "Paid", "price": 5, "rate_plan": {"id": "a"}}
        zone = {**plain, "zone": {"id": "f" * 32, "name": "example.com"}}
        twice = {"id": "x", "state": "Paid", "price": 1}
        self.lists(QUIET, plain, zone, twice, twice, {})
        for _ in range(2):
            self.sync((QUIET,))
        self.assertEqual([(5, 5, 5)], self.ask(
            "SELECT count(*), count(DISTINCT subscription), sum(sync_id = 2) FROM subscriptions"))
        self.lists(QUIET, plain, {**zone, "price": 6}, twice, {})
        self.sync((QUIET,))
        self.assertEqual(
            [("price", 5.0, 6.0), ("subscription", "x 2", None)],
            self.ask("SELECT what, was, became FROM subscription_changes ORDER BY 1"))

    def test_components_of_any_shape(self):
        shapes = (None, [], {}, {"a.b": {"value": 1}, "c": 2, 'd"e': [1]}, "text", 7, True, [1, "x", None],
                  [[1, [2]], {"name": None, "value": {"deep": [1]}}, {"name": 5}, {"name": "n"},
                   {"name": "n"}], [{"name": "a", "value": None, "price": "1.50"}])
        for shape in shapes:
            with self.subTest(shape):
                self.lists(QUIET, {"id": "x", "component_values": shape})
                for _ in range(2):
                    self.sync((QUIET,))
                    self.assertEqual({QUIET: "ok"}, self.outcomes_of_last())
                ((raw, facts, first, last),) = self.ask(
                    "SELECT raw, facts, first_sync_id, sync_id FROM subscriptions WHERE "
                    "ended_at IS NULL")
                self.assertEqual(shape, json.loads(raw)["component_values"])
                self.assertIsInstance(json.loads(facts), dict)
                self.assertLess(first, last)
        # Nothing and an empty list are alike; every other shape was a change.
        self.assertEqual([(len(shapes) - 2,)], self.ask("SELECT count(*) FROM subscriptions"))
        self.ask("SELECT * FROM subscription_changes")


class Versions(SubscriptionCase):
    def test_an_archive_of_version_3_is_brought_up(self):
        self.sandbox.faults()
        self.sync((FIRST,))
        before = self.content()
        # What version 3 had.
        for statement in ("DROP VIEW subscription_changes", "DROP VIEW sync_failures",
                          "DROP VIEW sync_summaries", "DROP TABLE subscriptions",
                          "DROP TABLE subscription_fetches", "UPDATE archive_version SET version = 3"):
            self.change(statement)
        self.assertIn("another version", self.sync((FIRST,), fails=True))
        for _ in range(2):
            self.make_archive()
        self.assertEqual([(9,)], self.ask("SELECT version FROM archive_version"))
        self.check_unchanged(before, "paygo_usage", "focus_usage", "billing_history", "archived_days",
                             "billing_history_states", "accounts")
        self.assertEqual([], self.ask("SELECT 1 FROM subscriptions"))
        self.sync((FIRST,))
        self.assertEqual([(2, 2, None)] * 6, self.ask(
            "SELECT first_sync_id, sync_id, ended_at FROM subscriptions"))
        self.assertEqual([], self.ask("SELECT 1 FROM subscription_changes"))


class Script(SubscriptionCase):
    def run_script(self):
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CF_BILLING": support.EXTENSION,
                 "CLOUDFLARE_API_TOKEN": support.TOKEN, **self.clock_of_day()}
        return subprocess.run(["sh", SCRIPT, self.archive], capture_output=True, text=True, timeout=120,
                              check=False, env=support.child_environment(**given))

    def test_days_go_by(self):
        start = self.sandbox.today()
        (plan, *rest) = self.plans(MID_MONTH)
        for days, price, status in ((3, 5, 0), (2, 5, 0), (1, 5, 2), (0, 9, 0)):
            self.go_to(day_before(start, days))
            failing = [{"path": "/subscriptions$", "account": MID_MONTH, "status": 404}] * (status == 2)
            self.empty_usage(*failing,
                             {"account": MID_MONTH, **of_list({**plan, "price": price}, *rest)})
            done = self.run_script()
            self.assertEqual(status, done.returncode, done.stderr)
            if status:
                self.assertIn(f"subscriptions of {MID_MONTH} (Quill \"Q\" & Sons) failed: cf_subscriptions: HTTP 404",
                              done.stderr)
                self.assertIn("failed=1 ", done.stdout)
        self.assertEqual(
            [(MID_MONTH, "price", 5.0, 9.0, day_before(start, 2), start)], self.ask(
                "SELECT account_id, what, was, became, substr(last_seen, 1, 10), "
                "substr(noticed_at, 1, 10) FROM subscription_changes"))

    def test_lists_that_are_not_read_at_all(self):
        """The script says no more than what went wrong; usage does not keep subscriptions waiting."""
        for path, fetched in (("/accounts[?]", 0), ("/subscriptions$", 0), ("/billable-usage", 7)):
            with self.subTest(path):
                self.empty_usage({"path": path, "status": 500})
                done = self.run_script()
                self.assertEqual(1, done.returncode)
                self.assertIn("HTTP 500", done.stderr)
                self.assertNotIn("no such table", done.stderr)
                self.assertEqual([(fetched,)], self.ask("SELECT count(*) FROM subscription_fetches"))


if __name__ == "__main__":
    archive_case.main()
