"""What resources used in the archive: days by service, refused datasets, accounts that fail, and tags."""

import json
import os
import subprocess

import archive_case
import support
from archive_case import ArchiveCase, day_before
from support import ALL_ACCOUNTS, EURO, FIRST, MID_MONTH, MONTH_END, NOT_COVERED, QUIET

SCRIPT = os.path.join(archive_case.SQL, "..", "examples", "archive.sh")
D1 = "d1AnalyticsAdaptiveGroups"
COLUMNS = ("account_id, day, dataset, resource_type, resource_id, resource_name, action, service, quantity, unit, "
           "sample_interval")
READ_D1 = "SELECT sum(quantity) FROM resource_usage WHERE account_id = ? AND service = 'D1 - Rows Read' AND day = ?"
STATE = "SELECT as_of, unknown FROM resource_days WHERE account_id = ? AND service = 'D1 - Rows Read' AND day = ?"


class Resources(ArchiveCase):
    def setUp(self):
        super().setUp()
        # Nothing is looked at twice by chance: the day is over or not at any time of the test.
        self.sandbox.set(graphql__now="12:00", graphql__sampling="none")

    def asked(self):
        return [request for request in self.sandbox.requests() if request["path"].endswith("/graphql")]

    def outcomes_of(self, feed):
        return dict(self.ask("SELECT account_id, outcome FROM resource_fetches WHERE feed = ? AND sync_id = "
                             "(SELECT max(id) FROM syncs)", feed))


class Days(Resources):
    def test_every_column_is_that_of_the_api(self):
        self.sync()
        db = self.connect(self.archive)
        today = self.sandbox.today()
        services = [service for service, in self.ask("SELECT DISTINCT service FROM resource_days WHERE account_id = ?", FIRST)]
        self.assertIn("D1 - Rows Read", services)
        live = db.execute(f"SELECT {COLUMNS} FROM cf_resource_usage WHERE account_id = ? AND day BETWEEN ? AND ? AND service "
                          f"IN ({', '.join('?' * len(services))})", (FIRST, day_before(today, 28), today, *services)).fetchall()
        self.assertLess(1000, len(live))
        self.assert_same_rows(live, self.ask(f"SELECT {COLUMNS} FROM resource_usage WHERE account_id = ? AND day >= ?",
                                             FIRST, day_before(today, 28)))
        self.assertEqual([], self.ask(
            "SELECT d.account_id, d.service, d.day FROM resource_days AS d WHERE rows <> (SELECT count(*) FROM resource_usage "
            "AS u WHERE u.account_id = d.account_id AND u.service = d.service AND u.day = d.day)"))
        self.assertEqual({"ok"}, set(self.outcomes_of("resources").values()))
        # Who is billed for nothing is not asked.
        self.assertEqual(set(), {NOT_COVERED, QUIET} & set(self.outcomes_of("resources")))
        self.assertEqual(dict.fromkeys(ALL_ACCOUNTS, "ok"), self.outcomes_of("tags"))

    def test_only_what_is_billed_is_asked_for_and_once(self):
        self.sync((EURO,))
        bodies = [request["body"] for request in self.asked()]
        self.assertEqual(1, sum(D1 in body for body in bodies if "settings" not in body) + 1)
        self.assertEqual(len(bodies), len(set(bodies)))
        self.assertLess(len(bodies), 12)

    def test_settled_days_are_not_written_again(self):
        today = self.sandbox.today()
        self.sync((FIRST,))
        self.change("UPDATE resource_usage SET quantity = -1")
        self.sync((FIRST,))
        marked = {day for day, in self.ask("SELECT DISTINCT day FROM resource_usage WHERE quantity = -1")}
        self.assertEqual({day_before(today, n) for n in range(2, 31)}, marked)

    def test_another_day(self):
        today = self.sandbox.today()
        self.go_to(day_before(today, 1))
        self.sync((FIRST,))
        before = self.ask(READ_D1, FIRST, day_before(today, 1))
        self.go_to(today)
        self.sync((FIRST,))
        self.assertLess(before, self.ask(READ_D1, FIRST, day_before(today, 1)))
        self.assertEqual([(today, 0)], self.ask(STATE, FIRST, today))

    def test_an_account_that_fails_keeps_what_it_has(self):
        self.sync((FIRST, MONTH_END))
        before = self.content()
        self.sandbox.faults({"path": "/graphql", "account": FIRST, "status": 404})
        self.sync((FIRST, MONTH_END))
        self.assertEqual({FIRST: "failed", MONTH_END: "ok"}, self.outcomes_of("resources"))
        kept = [row for row in before["resource_usage"].elements() if row[0] == FIRST]
        self.assertEqual(sorted(map(repr, kept)), sorted(map(repr, self.ask(
            "SELECT * FROM resource_usage WHERE account_id = ?", FIRST))))
        self.assertIn(("resources", FIRST), self.ask("SELECT feed, account_id FROM sync_failures WHERE sync_id = 2"))

    def test_a_dataset_that_is_refused_is_not_one_without_use(self):
        today = self.sandbox.today()
        self.sandbox.set(graphql__disabled=D1)
        self.sync((FIRST,))
        self.assertEqual([(None,)], self.ask(READ_D1, FIRST, today))
        self.assertEqual([(today, 1)], self.ask(STATE, FIRST, today))
        self.assertEqual([(D1, 1, 1)], self.ask("SELECT dataset, first_sync_id, sync_id FROM resource_refusals"))
        # What it says from now on is archived, and with the next run the days before.
        self.sandbox.set(graphql__disabled="")
        for _ in range(2):
            self.sync((FIRST,))
        self.assertEqual([], self.ask("SELECT day FROM resource_days WHERE unknown > 0 AND day > ?", day_before(today, 20)))

    def test_what_a_dataset_said_stays_when_it_is_refused(self):
        today = self.sandbox.today()
        self.sync((FIRST,))
        known = self.ask(READ_D1, FIRST, today)
        self.assertNotEqual([(None,)], known)
        self.sandbox.set(graphql__disabled=D1)
        self.sync((FIRST,))
        self.assertEqual(known, self.ask(READ_D1, FIRST, today))

    def test_days_that_are_gone_were_never_read(self):
        today = self.sandbox.today()
        self.sandbox.set(graphql__retention_days="9")
        self.sync((FIRST,))
        self.assertEqual([(day_before(today, 8),)], self.ask("SELECT min(day) FROM resource_days WHERE service = 'D1 - Rows Read'"))
        db = self.views(FIRST, source="archive", first_day=day_before(today, 12))
        self.assertEqual([(day_before(today, n), "never read") for n in range(12, 8, -1)], db.execute(
            "SELECT day, gap FROM cf_resource_gaps WHERE service = 'D1 - Rows Read' AND gap = 'never read' ORDER BY day").fetchall())


class Tags(Resources):
    def test_first_and_last_seen(self):
        self.sync((FIRST,))
        db = self.connect(self.archive)
        live = db.execute("SELECT type, id, name, tags FROM cf_tags WHERE account_id = ?", (FIRST,)).fetchall()
        self.assert_same_rows(live, self.ask("SELECT type, id, name, tags FROM resource_tags"))
        self.change("INSERT INTO resource_tags SELECT account_id, type, 'gone', 'gone', tags, NULL, NULL, raw, 1, 1 "
                    "FROM resource_tags LIMIT 1")
        self.sync((FIRST,))
        self.assertEqual([("gone", 1, 1)], self.ask("SELECT id, first_sync_id, sync_id FROM resource_tags WHERE sync_id = 1"))

    def test_of_one_that_is_listed_twice_none_is_taken(self):
        """What differs is kept as it came, and the views say that nobody can tell; the same twice is the same."""
        def item(identifier, **tags):
            return {"type": "worker", "id": identifier, "name": identifier, "tags": tags}

        first = day_before(self.sandbox.today(), 3)
        ids = [name for name, in self.connect().execute(
            "SELECT DISTINCT resource_id FROM cf_resource_usage WHERE account_id = ? AND day = ? AND resource_type = 'worker' "
            "AND service = 'Workers Standard Requests' AND quantity > 0 ORDER BY 1 LIMIT 3", (FIRST, first))]
        self.assertEqual(3, len(ids))
        told = [item(ids[0], team="red"), item(ids[0], team="blue"), item(ids[1], team="red"), item(ids[1], team="red"),
                item(ids[2], team="green")]
        body = json.dumps({"success": True, "errors": [], "messages": [], "result": told,
                           "result_info": {"count": len(told), "cursor": ""}})
        self.sandbox.faults({"path": "/tags/resources", "account": FIRST, "body": body})
        self.sync((FIRST,))
        self.assert_same_rows([(ids[0], None, 2), (ids[1], "red", None), (ids[2], "green", None)], self.ask(
            "SELECT id, json_extract(tags, '$.team'), CASE json_type(raw) WHEN 'array' THEN json_array_length(raw) END "
            "FROM resource_tags"))
        told = []
        for source in ("live", "archive"):
            db = self.views(FIRST, source=source, first_day=first)
            told.append(db.execute("SELECT value, reason, sum(resources), round(sum(cost), 6) FROM cf_cost_by_tag "
                                   "WHERE cycle_start >= date(?, '-27 days') GROUP BY 1, 2", (first,)).fetchall())
            reasons = {value: reason for value, reason, resources, _ in told[-1] if reason or value}
            self.assertEqual({"red", "green", None}, set(reasons))
            self.assertIn("more than one that it may be", reasons[None])
        self.assert_same_rows(*told)


class Views(Resources):
    # Cycles of which the archive has all days.
    OF_CYCLES = "WHERE cycle_start >= date(:first, '-25 days')"
    VIEWS = {"cf_attributed_cost": OF_CYCLES, "cf_attributed_cost_by_day": "", "cf_cost_by_tag": OF_CYCLES}

    def test_the_same_over_each_source(self):
        self.sync((FIRST, EURO))
        first = day_before(self.sandbox.today(), 3)
        db = self.views(FIRST, EURO, first_day=first)
        found = {}
        for source in ("live", "archive", "both"):
            db.execute("UPDATE cf_parameters SET source = ?", (source,))
            for view, condition in self.VIEWS.items():
                found[source, view] = [tuple(round(v, 6) if isinstance(v, float) else v for v in row)
                                       for row in db.execute(f"SELECT * FROM {view} {condition}", {"first": first})]
        for view in self.VIEWS:
            self.assertTrue(found["live", view], view)
            for source in ("archive", "both"):
                self.assertEqual(sorted(map(repr, found["live", view])), sorted(map(repr, found[source, view])), (view, source))

    def by_tag(self, *accounts):
        return self.views(*accounts, source="archive", first_day=day_before(self.sandbox.today(), 3))

    def test_an_account_whose_tags_were_never_read_says_so(self):
        """No run has asked for them, or each was told that it may not: nothing looks as if it carried none."""
        self.start_sync((EURO,), parts=slice(1)).communicate(timeout=120)  # What costs money alone.
        self.sandbox.faults({"path": "/tags/resources", "account": MID_MONTH, "status": 403})
        self.sync((FIRST, MID_MONTH))
        self.assertEqual({FIRST: "ok", MID_MONTH: "refused"}, self.outcomes_of("tags"))
        says = {FIRST: None, EURO: "^not read: the archive has no tags of it$",
                MID_MONTH: "^refused: cf_tags: HTTP 403, .*permission to list tags"}
        for accounts in ((FIRST, EURO, MID_MONTH), (EURO, MID_MONTH)):
            db = self.by_tag(*accounts)
            keys = [key for key, in db.execute("SELECT DISTINCT tag FROM cf_cost_by_tag")]
            self.assertIn(None, keys)
            self.assertEqual(FIRST in accounts, len(keys) > 1)
            billed = dict(db.execute("SELECT account_id, sum(cost) FROM cf_attributed_cost GROUP BY 1"))
            self.assertEqual(set(accounts), set(billed))
            for key in keys:
                told = db.execute("SELECT account_id, sum(cost), min(reason), max(reason), max(value) FROM cf_cost_by_tag "
                                  "WHERE tag = ? OR tag IS NULL GROUP BY 1", (key,)).fetchall()
                if key is None and FIRST in accounts:
                    self.assertNotIn(FIRST, {account for account, *_ in told})
                    continue
                self.assertEqual(set(billed), {account for account, *_ in told}, key)
                for account, cost, least, most, value in told:
                    self.assertAlmostEqual(billed[account], cost, 6, (key, account))
                    self.assertEqual(least, most)
                    if says[account]:
                        self.assertRegex(least, says[account])
                        self.assertIsNone(value)
                    else:
                        self.assertIsNone(least)
        # What it had of them stays if they are refused later.
        self.sandbox.faults({"path": "/tags/resources", "account": FIRST, "status": 403})
        self.sync((FIRST,))
        self.assertEqual("refused", self.outcomes_of("tags")[FIRST])
        self.assertEqual([(None,)], self.by_tag(FIRST).execute(
            "SELECT DISTINCT reason FROM cf_cost_by_tag WHERE value IS NOT NULL").fetchall())


class Usual(Resources):
    def test_a_day_that_was_not_read_is_none_without_use(self):
        """With one of four weekdays at nothing every day would look like more than usual."""
        self.sync((FIRST,))
        today = self.sandbox.today()
        services = {service for service, in self.compared()}
        self.assertLess(3, len(services))
        self.assertIn("D1 - Rows Read", services)
        for back, is_compared in ((3, True), (8, False)):
            day = day_before(today, back)
            self.change("DELETE FROM resource_usage WHERE service = 'D1 - Rows Read' AND day = ?", day)
            self.change("INSERT INTO resource_unread VALUES (?, 'D1 - Rows Read', ?, ?, ?, 'failed: down', 1)",
                        FIRST, D1, day, day)
            self.assertEqual(set() if is_compared else {"D1 - Rows Read"},
                             services - {service for service, in self.compared()})

    def compared(self):
        return self.views(FIRST, source="archive").execute(
            "SELECT DISTINCT service FROM cf_compared_resources WHERE span = 'yesterday'").fetchall()


class Script(Resources):
    def run_script(self, *arguments):
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CF_BILLING": support.EXTENSION,
                 "CLOUDFLARE_API_TOKEN": support.TOKEN}
        return subprocess.run(["sh", SCRIPT, *arguments, self.archive], capture_output=True, text=True, timeout=120,
                              check=False, env=support.child_environment(**given))

    def test_a_token_without_the_permission_does_not_fail(self):
        self.sandbox.set(graphql__permission="off")
        done = self.run_script("--resources", "billed")
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        said = [line for line in done.stderr.splitlines() if line.startswith("resources of ")]
        self.assertEqual(1, len(said), done.stderr)
        self.assertRegex(said[0], r"^resources of 5 accounts left out, refused: cf_resource_usage: .*not authorized[^()]*"
                                  r"\. The token needs Account › Account Analytics › Read\.$")
        self.assertEqual({"refused"}, set(self.outcomes_of("resources").values()))
        # One that had it and is refused is not passed over.
        self.sandbox.set(graphql__permission="on")
        self.assertEqual(0, self.run_script("--resources", "billed").returncode)
        self.sandbox.set(graphql__permission="off")
        done = self.run_script("--resources", "billed")
        self.assertEqual(2, done.returncode, done.stdout + done.stderr)
        self.assertIn(f"resources of {FIRST} (Lighthouse Studio) failed: cf_resource_usage: ", done.stderr)

    def test_what_is_asked_for(self):
        self.assertEqual(64, self.run_script("--resources", "some").returncode)
        self.assertEqual(0, self.run_script("--resources", "none").returncode)
        self.assertEqual([], self.asked())
        self.assertEqual([], self.ask("SELECT sync_id FROM resource_fetches UNION SELECT sync_id FROM resource_unread"))
        # By default what is billed is, of all accounts.
        self.assertEqual(0, self.run_script().returncode)
        self.assertEqual({(FIRST,), (EURO,)}, set(self.ask(
            "SELECT DISTINCT account_id FROM resource_usage WHERE quantity > 0 AND account_id IN (?, ?)", FIRST, EURO)))
        self.assertEqual([], self.ask("SELECT 1 FROM resource_usage WHERE service IS NULL"))
        billed = self.connect().execute
        services = {billed("SELECT cf_service_name(?)", name).fetchone()[0] for name in self.ask(
            "SELECT ServiceName FROM paygo_usage UNION SELECT x_BillableMetricName FROM focus_usage")}
        asked = {service for service, in self.ask("SELECT DISTINCT service FROM resource_days")}
        self.assertLess(10, len(asked))
        self.assertLessEqual(asked, services)
        self.archive += "all"
        self.assertEqual(0, self.run_script("--resources", "all").returncode)
        self.assertEqual([("*",)], self.ask("SELECT DISTINCT service FROM resource_days"))
        self.assertNotEqual([], self.ask("SELECT 1 FROM resource_usage WHERE service IS NULL"))


if __name__ == "__main__":
    archive_case.main()
