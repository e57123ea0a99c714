"""archive.sh while analytics fail: of an account, of a dataset, for a while, and when it is ended in the middle.

What costs money is saved whatever happens, what was read stays, what was not is said, and read by the next run.
"""

import json
import os
import pty
import re
import signal
import subprocess
import threading
import time

import archive_case
import support
from archive_case import day_before
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END
from test_script import SCRIPT, ScriptCase

# Those that use what analytics tell of.
USING = (FIRST, MONTH_END, MID_MONTH, MANY_PLANS, EURO)
D1 = "d1AnalyticsAdaptiveGroups"
READ = "D1 - Rows Read"
DEPLETED = json.dumps({"data": None, "errors": [{"message": "rate limiter budget depleted, try again"}]})
HTML = "<!DOCTYPE html><html><body>down</body></html>"
ROWS = "SELECT * FROM resource_usage WHERE account_id = ? ORDER BY day, dataset, service, resource_id, action"
UNREAD = ("SELECT DISTINCT service, dataset, first_day, last_day, reason FROM resource_unread "
          "WHERE account_id = ? AND last_day >= ? AND reason NOT LIKE 'no longer kept%'")


class FaultCase(ScriptCase):
    def setUp(self):
        super().setUp()
        self.sandbox.set(graphql__now="12:00", graphql__sampling="none")
        self.today = self.sandbox.today()
        self.first = os.path.join(os.path.dirname(self.archive), "first.sql")
        self.choose("max_retries = 0")

    def choose(self, *settings, accounts=()):
        """The settings, and the accounts, of runs from now on."""
        with open(self.first, "w", encoding="utf-8") as file:
            for setting in settings:
                name, value = setting.split(" = ")
                file.write(f"SELECT cf_config('{name}', {value});\n")
            for account in accounts:
                file.write(f"INSERT INTO cf_report_accounts(account_id) VALUES ('{account}');\n")

    def run_(self, status, *arguments, says=""):
        return self.check(status, "--read", self.first, *arguments, self.archive, says=says)

    def start(self, *arguments, **options):
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CF_BILLING": support.EXTENSION,
                 "CLOUDFLARE_API_TOKEN": support.TOKEN}
        return subprocess.Popen(["sh", SCRIPT, "--read", self.first, *arguments, self.archive], start_new_session=True,
                                env=support.child_environment(**given), **options)

    def outcomes_of(self, feed="resources"):
        return dict(self.ask("SELECT account_id, outcome FROM resource_fetches WHERE feed = ? AND sync_id = "
                             "(SELECT max(id) FROM syncs)", feed))

    def unread(self, account, since=1):
        return self.ask(UNREAD, account, day_before(self.today, since))

    def check_money(self):
        self.check_usage()
        self.check_history()
        self.check_consistent()

    def check_as_if_nothing_had_happened(self, accounts=USING):
        """As in an archive whose only run met no faults."""
        archive, self.archive = self.archive, self.archive + ".clean"
        self.sandbox.faults()
        self.run_(0)
        clean = {account: self.ask(ROWS, account) for account in accounts}
        self.archive = archive
        for account in accounts:
            self.assertTrue(clean[account])
            self.assertEqual(clean[account], self.ask(ROWS, account), account)
            self.assertEqual([], self.unread(account, 27))
            self.assertEqual([], self.ask(
                "SELECT service, day, rows FROM resource_days AS d WHERE account_id = ? AND rows <> (SELECT count(*) "
                "FROM resource_usage AS u WHERE u.account_id = d.account_id AND u.day = d.day "
                "AND u.service = d.service)",
                account))


class AnAccount(FaultCase):
    def test_takes_no_other_with_it_and_is_read_by_the_next_run(self):
        for number, fault in enumerate(({"status": 500}, {"reset": True}, {"body": HTML})):
            for account in (min(USING), max(USING)):
                with self.subTest(fault=fault, account=account):
                    self.archive += str(number)
                    self.sandbox.faults({"path": "/graphql", "account": account, **fault})
                    self.run_(2, says=f"resources of {account} (")
                    self.assertEqual({**dict.fromkeys(USING, "ok"), account: "failed"}, self.outcomes_of())
                    self.assertEqual({"ok"}, set(self.outcomes_of("tags").values()))
                    self.check_money()
                    for _, dataset, first, last, reason in self.unread(account):
                        self.assertEqual(("*", "0001-01-01", self.today), (dataset, first, last))
                        self.assertTrue(reason.startswith("failed: cf_resource_usage: "), reason)
                    self.assertLess(3, len(self.unread(account)))
                    for other in set(USING) - {account}:
                        self.assertEqual([], self.unread(other))
                    self.sandbox.faults()
                    self.run_(0)
        self.check_as_if_nothing_had_happened()

    def test_is_not_refused_where_one_dataset_was_denied_before_all_failed(self):
        """What is noted of the dataset is none of why the account was not read."""
        denied = json.dumps({"data": None, "errors": [{
            "message": "does not have access to the path", "path": ["viewer", "accounts", "0", D1],
            "extensions": {"code": "authz"}}]})
        self.choose("max_retries = 0", "max_wait = 0", accounts=[FIRST])
        for fault, says in (({"body": DEPLETED}, "rate limiter budget depleted"), ({"status": 401}, "HTTP 401")):
            with self.subTest(fault):
                # That it is denied is known first.
                self.sandbox.faults({"path": "/graphql", "body_has": f"{D1}(", "body": denied},
                                    {"path": "/graphql", "body_has": "workersInvocationsAdaptive(", "latency_ms": 400, **fault})
                self.run_(2, says=says)
                self.assertEqual({FIRST: "failed"}, self.outcomes_of())
                self.assertEqual([("failed",)], self.ask(
                    "SELECT outcome FROM sync_failures WHERE feed = 'resources' AND sync_id = (SELECT max(id) FROM syncs)"))

    def test_that_had_days_keeps_them(self):
        self.run_(0)
        before = self.content()
        self.sandbox.faults({"path": "/graphql", "account": FIRST, "status": 500})
        self.run_(2)
        self.assertEqual([row for row in before["resource_days"] if row[0] == FIRST],
                         self.ask("SELECT * FROM resource_days WHERE account_id = ?", FIRST))
        self.check_unchanged(before, "resource_usage", "resource_unread")

    def test_failed_last_the_next_time(self):
        self.sandbox.faults({"path": "/graphql", "account": min(USING), "status": 500})
        self.run_(2)
        self.sandbox.faults()
        self.sandbox.forget_requests()
        self.run_(0)
        asked = [json.loads(request["body"])["variables"].get("account") for request in self.sandbox.requests()
                 if request["path"].endswith("/graphql")]
        self.assertEqual(min(USING), [account for account in asked if account][-1])

    def test_without_any_network_few_are_asked(self):
        self.sandbox.set(accounts__extra="20")
        # Once what costs money is saved nobody is there any more.
        with open(self.first, "a", encoding="utf-8") as file:
            file.write(f"SELECT cf_config('api_token', '{support.TOKEN}'), cf_config('base_url', 'http://127.0.0.1:9') "
                       "FROM main.accounts LIMIT 1;\n")
        self.run_(2, says="accounts were not read, the next run goes on there: ")
        self.assertEqual(["failed"] * 5, list(self.outcomes_of().values()))
        self.check_money()
        # Who answers, be it with an error, is there.
        self.choose("max_retries = 0")
        self.sandbox.faults({"path": "/graphql", "status": 500})
        self.run_(2)
        self.assertLess(20, len(self.outcomes_of()))


class ADataset(FaultCase):
    def check_not_read(self, fault, status, says):
        self.sandbox.faults({"path": "/graphql", "account": FIRST, "body_has": f"{D1}(", **fault})
        self.run_(status, says=says)
        self.assertEqual(dict.fromkeys(USING, "ok"), self.outcomes_of())
        self.check_money()
        self.assertEqual([], self.ask("SELECT 1 FROM resource_usage WHERE account_id = ? AND dataset = ? AND quantity "
                                      "IS NOT NULL", FIRST, D1))
        # The other datasets, and the other accounts, are there.
        self.assertLess(500, self.ask("SELECT count(quantity) FROM resource_usage WHERE account_id = ?", FIRST)[0][0])

    def test_that_fails_is_noted_and_read_by_the_next_run(self):
        for number, fault in enumerate(({"status": 500}, {"truncate": 70}, {"body": HTML})):
            with self.subTest(fault):
                self.archive += str(number)
                self.check_not_read(fault, 2, f"resources of {FIRST} (Lighthouse Studio) failed: {D1} failed: ")
                noted = self.unread(FIRST)
                self.assertEqual({(READ, D1), ("D1 - Rows Written", D1)}, {row[:2] for row in noted})
                self.assertEqual({(day_before(self.today, 30), self.today)}, {row[2:4] for row in noted})
                # And by the one after it, as long as it fails.
                self.run_(2)
                self.assertEqual([row[:4] for row in noted], [row[:4] for row in self.unread(FIRST)])
                self.sandbox.faults()
                self.run_(0)
        self.check_as_if_nothing_had_happened()

    def test_that_is_denied_is_none_that_fails(self):
        denied = json.dumps({"data": None, "errors": [{
            "message": "does not have access to the path", "path": ["viewer", "accounts", "0", D1],
            "extensions": {"code": "authz"}}]})
        self.check_not_read({"body": denied}, 0, f"{D1} of {FIRST} (Lighthouse Studio) left out, refused: ")
        self.assertEqual([], self.unread(FIRST))

    def test_that_fails_keeps_what_it_said(self):
        self.run_(0)
        before = self.content()
        self.sandbox.faults({"path": "/graphql", "account": FIRST, "body_has": f"{D1}(", "status": 500})
        self.run_(2)
        self.check_unchanged(before, "resource_usage")
        self.assertEqual({(day_before(self.today, 1), self.today)}, {row[2:4] for row in self.unread(FIRST)})
        self.sandbox.faults()
        self.run_(0)
        self.assertEqual([], self.unread(FIRST))

    def test_is_told_by_views(self):
        """Unread days are not days without use."""
        self.sandbox.faults({"path": "/graphql", "account": FIRST, "body_has": f"{D1}(", "status": 500})
        self.run_(2)
        db = self.views(FIRST, source="archive", first_day=day_before(self.today, 6))
        for view in ("cf_attributed_cost", "cf_attributed_cost_by_day"):
            told = db.execute(f"SELECT DISTINCT resource_type, coverage, reason FROM {view} WHERE service = ?",
                              (READ,)).fetchall()
            self.assertEqual({("not attributed", None)}, {row[:2] for row in told}, told)
            self.assertEqual({True}, {row[2].startswith("failed: cf_resource_usage: HTTP 500") for row in told}, told)
        self.assertEqual([("failed", 7)], db.execute(
            "SELECT gap, count(*) FROM cf_resource_gaps WHERE service = ? AND error LIKE 'failed: %HTTP 500%' "
            "GROUP BY 1", (READ,)).fetchall())
        # With the API beside it there is nothing amiss, once it answers.
        self.sandbox.faults()
        db.execute("UPDATE cf_parameters SET source = 'both'")
        of_days = "SELECT * FROM cf_attributed_cost_by_day WHERE service = ? AND "
        self.assertEqual([], db.execute(of_days + "reason LIKE 'failed%'", (READ,)).fetchall())
        self.assertNotEqual([], db.execute(of_days + "coverage > 0.9", (READ,)).fetchall())


class Limits(FaultCase):
    def test_of_a_moment_are_waited_for(self):
        self.sandbox.faults({"path": "/graphql", "skip": 9, "count": 2, "status": 429, "headers": {"Retry-After": "1"}})
        self.choose("max_retries = 3")
        self.run_(0)
        self.check_as_if_nothing_had_happened()

    def test_end_the_reading_and_the_next_run_goes_on_there(self):
        self.choose("max_retries = 0", "max_wait = 5")
        for number, fault in enumerate(({"body": DEPLETED}, {"status": 429, "headers": {"Retry-After": "999"}})):
            with self.subTest(fault):
                self.archive += str(number)
                self.sandbox.faults({"path": "/graphql", "skip": 30, **fault})
                self.run_(2, says="accounts were not read, the next run goes on there: cf_resource_usage: ")
                self.check_money()
                done = {account for account, outcome in self.outcomes_of().items() if outcome == "ok"}
                self.assertTrue(0 < len(done) < len(USING), done)
                for account in set(USING) - done:
                    self.assertNotEqual([], self.unread(account))
                self.sandbox.faults()
                self.sandbox.forget_requests()
                self.run_(0)
                asked = [json.loads(request["body"])["variables"].get("account")
                         for request in self.sandbox.requests() if request["path"].endswith("/graphql")]
                first = list(dict.fromkeys(filter(None, asked)))
                # The one at which it ended counts as one that failed, and is last.
                self.assertLessEqual(set(first[:len(USING) - len(done) - 1]), set(USING) - done)
        self.check_as_if_nothing_had_happened()


class Ended(FaultCase):
    def start_and_wait(self, *arguments, **options):
        """A run that has read one account at least, and not all."""
        self.sandbox.faults({"path": "/graphql", "latency_ms": 300})
        process = self.start(*arguments, **options)
        for _ in range(600):
            time.sleep(0.05)
            if process.poll() is not None:
                break
            try:
                if self.ask("SELECT 1 FROM resource_fetches WHERE feed = 'resources'"):
                    break
            except archive_case.sqlite3.OperationalError:
                pass  # It is being made.
        self.assertIsNone(process.poll())
        return process

    def check_half(self):
        self.check_money()
        done = set(self.outcomes_of())
        self.assertTrue(0 < len(done) < len(USING), done)
        for account in set(USING) - done:
            self.assertEqual([], self.ask(ROWS, account))
            for _, dataset, _, last, reason in self.unread(account):
                self.assertEqual(("*", self.today), (dataset, last))
                self.assertIn("the next one asks again", reason)
            self.assertNotEqual([], self.unread(account))
        for account in done:
            self.assertEqual([], self.unread(account))

    def test_killed(self):
        process = self.start_and_wait(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.check_half()
        self.sandbox.faults()
        self.run_(0)
        self.check_as_if_nothing_had_happened()

    def test_by_the_user(self):
        """The copy is made all the same."""
        for number, how in enumerate((signal.SIGINT, signal.SIGTERM)):
            self.archive += str(number)
            backup = self.archive + ".backup"
            process = self.start_and_wait("--backup", backup, "--check", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                          text=True)
            os.killpg(process.pid, how)
            printed, said = process.communicate(timeout=60)
            self.assertEqual(128 + how, process.returncode, printed + said)
            self.assertIn(f"status={128 + how}", printed)
            self.assertIn("accounts were not read, the next run goes on there: it was ended", said)
            self.check_half()
            archive, self.archive = self.archive, backup
            self.check_half()
            self.archive = archive
            self.sandbox.faults()
            self.run_(0)
        self.check_as_if_nothing_had_happened()


class Told(FaultCase):
    def on_terminal(self, *arguments):
        ours, theirs = pty.openpty()
        process = self.start(*arguments, stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        said = []

        def read():
            try:
                while data := os.read(ours, 65536):
                    said.append(data.decode())
            except OSError:
                pass  # Nobody writes any more.
        reader = threading.Thread(target=read)
        reader.start()
        status = process.wait(timeout=120)
        reader.join()
        os.close(ours)
        return status, "".join(said)

    def test_how_many_queries_before_they_are_made(self):
        self.choose("max_retries = 0", accounts=(FIRST, EURO, MONTH_END, MANY_PLANS))
        for run in range(2):
            self.sandbox.forget_requests()
            status, said = self.on_terminal()
            self.assertEqual(0, status, said)
            told = re.search(r"asks what resources used: 4 accounts with about (\d+) queries, of which Cloudflare "
                             r"answers 300 in five minutes, so that it takes about 1 minutes; Ctrl-C ends it", said)
            made = [request for request in self.sandbox.requests() if request["path"].endswith("/graphql")]
            # Those of zones have settings of their own.
            of_zones = sum("zones(filter" in request["body"] and "settings" in request["body"] for request in made)
            self.assertEqual(len(made) - of_zones, int(told[1]), said)
            for place in range(4):
                self.assertIn(f"archive: resources of {place} of 4 accounts, about ", said)
            # Each query once: of the days that may still change after the first run, not of one less.
            self.assertEqual(len(made), len({request["body"] for request in made}), run)

    def test_without_a_terminal_only_if_it_takes_minutes(self):
        self.assertNotIn("asks what resources used", self.run_script("--read", self.first, self.archive).stderr)
        self.sandbox.set(accounts__extra="90")
        with self.start(stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            for line in process.stderr:
                told = re.search(r"asks what resources used: (\d+) accounts with about (\d+) queries, .* "
                                 r"about (\d+) minutes", line)
                if told:
                    break
            os.killpg(process.pid, signal.SIGKILL)
        accounts, queries, minutes = map(int, told.groups())
        self.assertLess(90, accounts)
        self.assertLess(300, queries)
        # The first 300 at once, then as many every five minutes.
        self.assertEqual((queries - 1) // 300 * 5, minutes)


if __name__ == "__main__":
    archive_case.main()
