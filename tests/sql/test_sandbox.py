"""The sandbox itself: it refuses what the real API refuses, and its figures agree."""

import datetime
import decimal
import gzip
import http.client
import json
import os
import re
import select
import signal
import subprocess
import tempfile
import urllib.parse
from collections import defaultdict

from calendar_of import DAY, cycle_of, day
from support import (ALL_ACCOUNTS, BILLED, EMAIL, EURO, FIRST, KEY, MANY_PLANS, MID_MONTH, MONTH_END,
                     NOT_COVERED, ORGANIZATION, ORGANIZATION_ACCOUNTS, SANDBOX, SANDBOX_CREDENTIALS, TOKEN, UNKNOWN,
                     Sandbox, TestCase, child_environment, main, scratch_folder)

BEARER = {"Authorization": "Bearer " + TOKEN}
GENERATIONS = {"billable-usage": 27, "paygo-usage": 15, "billing/usage/paygo": 11}


class SandboxTest(TestCase):
    def ask(self, path, headers=None, method="GET", **query):
        """Status, headers and decoded body of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.sandbox.port, timeout=30)
        target = "/client/v4" + path + ("?" + urllib.parse.urlencode(query) if query else "")
        connection.request(method, target, headers=BEARER if headers is None else headers)
        reply = connection.getresponse()
        body = reply.read()
        connection.close()
        if reply.getheader("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return reply.status, reply, json.loads(body) if body else None

    def result(self, path, **query):
        status, _, body = self.ask(path, **query)
        self.assertEqual((200, True), (status, body["success"]), body)
        return body["result"]

    def refused(self, status, code, path, headers=None, **query):
        got, _, body = self.ask(path, headers, **query)
        self.assertEqual((status, False, None, code),
                         (got, body["success"], body["result"], body["errors"][0]["code"]), path)


class Authentication(SandboxTest):
    PATH = "/user/billing/profile"

    def test_either_kind_is_accepted(self):
        for headers in (BEARER, {"X-Auth-Email": EMAIL, "X-Auth-Key": KEY}):
            self.assertEqual(200, self.ask(self.PATH, headers)[0])

    def test_none_wrong_and_both_are_refused(self):
        self.refused(401, 10000, self.PATH, {})
        self.refused(401, 10000, self.PATH, {"Authorization": "Bearer " + TOKEN[::-1]})
        self.refused(400, 6003, self.PATH, {"Authorization": TOKEN})
        self.refused(400, 6003, self.PATH, BEARER | {"X-Auth-Email": EMAIL})

    def test_unknown_accounts_and_routes(self):
        self.refused(404, 7003, f"/accounts/{UNKNOWN}/billing/profile")
        self.refused(404, 7003, f"/accounts/{FIRST}/billing/profiles")


class Paygo(SandboxTest):
    def days_of(self, account, **query):
        return sorted({r["ChargePeriodStart"][:10]
                       for r in self.result(f"/accounts/{account}/billable-usage", **query)})

    def test_fields_of_each_generation(self):
        for endpoint, count in GENERATIONS.items():
            records = self.result(f"/accounts/{FIRST}/{endpoint}")
            # Records without a zone do not have the two members about it; the oldest has neither.
            counts = {count} if endpoint == "billing/usage/paygo" else {count, count - 2}
            self.assertEqual(counts, {len(record) for record in records}, endpoint)

    def test_a_range_holds_exactly_one_anchor_day(self):
        first, last = cycle_of(day(self.sandbox.today()) - 60 * DAY, 19)
        whole = self.days_of(MID_MONTH, **{"from": first, "to": last})
        self.assertEqual((str(first), str(last)), (whole[0], whole[-1]))
        # No anchor day: nothing, though there is usage on each of these days.
        self.assertEqual([], self.days_of(MID_MONTH, **{"from": first + DAY, "to": last}))
        # Two anchor days: nothing, or only one cycle.
        two = {"from": first, "to": last + DAY}
        self.assertEqual([], self.days_of(MID_MONTH, **two))
        self.sandbox.set(paygo__two_anchors="one")
        self.assertEqual(whole, self.days_of(MID_MONTH, **two))
        # A calendar month: not the part before the anchor day.
        month = first.replace(day=1)
        self.assertEqual(str(first), self.days_of(MID_MONTH, **{"from": month, "to": last})[0])

    def test_dates_that_are_refused(self):
        path, today = f"/accounts/{FIRST}/billable-usage", day(self.sandbox.today())
        for query in ({"from": today}, {"to": today}, {"from": today, "to": today + DAY},
                      {"from": today, "to": today - DAY}, {"from": "2026-13-01", "to": today}):
            self.refused(400, 1183, path, **query)

    def test_a_generation_can_be_switched_off(self):
        self.sandbox.set(paygo__generations="paygo-usage")
        self.refused(404, 7003, f"/accounts/{FIRST}/billable-usage")
        self.refused(404, 7003, f"/accounts/{FIRST}/billable-usage/info")
        self.assertNotEqual([], self.result(f"/accounts/{FIRST}/paygo-usage"))

    def test_coverage(self):
        info = f"/accounts/{NOT_COVERED}/billable-usage/info"
        self.assertEqual({"covered": False, "subscriptions": []}, self.result(info))
        anchors = [s["billing_cycle_anchor_timestamp"][8:10]
                   for s in self.result(f"/accounts/{EURO}/billable-usage/info")["subscriptions"]]
        self.assertEqual(["29", "30", "31"], sorted(anchors))


class Focus(SandboxTest):
    def path(self, account=FIRST):
        return f"/accounts/{account}/billable/usage"

    def test_31_days_at_most(self):
        today = day(self.sandbox.today())
        self.result(self.path(), **{"from": today - 30 * DAY, "to": today})
        self.refused(400, 1183, self.path(), **{"from": today - 31 * DAY, "to": today})
        self.refused(400, 1183, self.path(), **{"from": today})

    def test_both_meanings_of_to(self):
        today = day(self.sandbox.today())
        dates = {"from": today - 3 * DAY, "to": today}
        for meaning, last in (("inclusive", today), ("exclusive", today - DAY)):
            self.sandbox.set(focus__to=meaning)
            days = {r["ChargePeriodStart"][:10] for r in self.result(self.path(), **dates)}
            self.assertEqual(str(last), max(days))

    def test_default_is_the_current_month(self):
        days = {r["ChargePeriodStart"][:10] for r in self.result(self.path())}
        self.assertEqual({self.sandbox.today()[:7]}, {d[:7] for d in days})

    def test_restriction_and_organization(self):
        self.refused(403, 10000, self.path(NOT_COVERED))
        accounts = {r.get("BillingAccountId") for r in
                    self.result(f"/organizations/{ORGANIZATION}/billable/usage")}
        self.assertEqual(set(ORGANIZATION_ACCOUNTS), accounts - {None})


class History(SandboxTest):
    def test_page_sizes_are_clamped(self):
        for path, asked, given in (("/user/billing/history", 1, 5), ("/user/billing/history", 99, 50),
                                   (f"/accounts/{FIRST}/billing/history", 99, 25)):
            _, _, body = self.ask(path, per_page=asked)
            self.assertEqual((given, given), (len(body["result"]), body["result_info"]["per_page"]))

    def test_pages_hold_everything_once(self):
        brought = []
        for page in range(1, 20):
            brought += self.result("/user/billing/history", page=page, per_page=50)
        self.assertEqual(len(self.sandbox.truth("user_history")), len(brought))
        self.assertEqual(len(brought), len({item["id"] for item in brought}))


class Answers(SandboxTest):
    def test_headers(self):
        self.sandbox.set(rate_limit=1200)
        _, reply, _ = self.ask("/user/billing/profile")
        self.assertRegex(reply.getheader("cf-ray"), r"^[0-9a-f]{16}-SBX$")
        self.assertRegex(reply.getheader("Ratelimit"), r'^"default";r=\d+;t=\d+$')
        self.assertEqual('"default";q=1200;w=300', reply.getheader("Ratelimit-Policy"))

    def test_gzip_when_accepted(self):
        _, plain, body = self.ask("/user/billing/profile")
        _, packed, same = self.ask("/user/billing/profile", BEARER | {"Accept-Encoding": "gzip"})
        self.assertEqual((None, "gzip"), (plain.getheader("Content-Encoding"),
                                          packed.getheader("Content-Encoding")))
        self.assertEqual(body, same)

    def test_rate_limit_blocks(self):
        self.sandbox.set(rate_limit="3", rate_window="300")
        for _ in range(3):
            self.assertEqual(200, self.ask("/user/billing/profile")[0])
        status, reply, body = self.ask("/user/billing/profile")
        self.assertEqual((429, 10100), (status, body["errors"][0]["code"]))
        self.assertGreater(int(reply.getheader("Retry-After")), 200)


class Figures(SandboxTest):
    def test_data_are_the_traps_they_are_meant_to_be(self):
        for account in (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO):
            records = self.sandbox.truth("paygo", account)
            self.assertLess(len(set(records)), len(records), "identical records")
            days = {json.loads(record)["ChargePeriodStart"][:10] for record in records}
            span = day(max(days)) - day(min(days))
            self.assertGreater(span, datetime.timedelta(days=18 * 30))
        history = self.sandbox.truth("history", FIRST)
        self.assertGreater(len(history), 120)
        self.assertTrue(any('"occured_at"' in item for item in history))
        self.assertTrue(any(re.search(r'"amount":"', item) for item in history))

    def test_same_data_in_every_run(self):
        other = Sandbox("--today", self.sandbox.today())
        self.addCleanup(other.stop)
        for account in ALL_ACCOUNTS:
            for kind in ("paygo", "focus", "history"):
                self.assertEqual(self.sandbox.truth(kind, account), other.truth(kind, account))


class CommandLine(SandboxTest):
    def test_prints_the_two_lines_to_set_and_ends_on_request(self):
        process = subprocess.Popen([SANDBOX, *SANDBOX_CREDENTIALS], stdout=subprocess.PIPE, text=True,
                                   env=child_environment())
        self.addCleanup(process.stdout.close)
        self.assertRegex(process.stdout.readline(),
                         r"^CLOUDFLARE_BASE_URL=http://127\.0\.0\.1:\d+/client/v4\n$")
        self.assertEqual(f"CLOUDFLARE_API_TOKEN={TOKEN}\n", process.stdout.readline())
        process.terminate()
        self.assertEqual(0, process.wait(10))

    def test_the_port_file_comes_after_what_is_printed(self):
        """Else a script that waits for the file would find no token in what was printed."""
        with tempfile.TemporaryDirectory(dir=scratch_folder()) as folder:
            port_file = os.path.join(folder, "port")
            os.mkfifo(port_file + ".tmp")  # Which it renames: it gets no further until somebody reads it.
            process = subprocess.Popen([SANDBOX, "--port-file", port_file], stdout=subprocess.PIPE,
                                       env=child_environment())
            try:
                self.assertEqual([process.stdout], select.select([process.stdout], [], [], 20)[0])
                printed = os.read(process.stdout.fileno(), 1000)
                self.assertRegex(printed, rb"^CLOUDFLARE_BASE_URL=.+\nCLOUDFLARE_API_TOKEN=.+\n$")
                self.assertFalse(os.path.exists(port_file))
            finally:
                process.kill()
                process.communicate()

    def test_started_in_the_background_it_is_not_ended_by_ctrl_c(self):
        """A shell starts such programs with SIGINT ignored: Ctrl-C is for the one in front."""
        sandbox = subprocess.Popen([SANDBOX, "--port", "0"], stdout=subprocess.PIPE, text=True, env=child_environment(),
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        try:
            self.assertIn("CLOUDFLARE_BASE_URL=", sandbox.stdout.readline())
            sandbox.send_signal(signal.SIGINT)
            with self.assertRaises(subprocess.TimeoutExpired):
                sandbox.wait(1)
            sandbox.send_signal(signal.SIGTERM)
            self.assertEqual(0, sandbox.wait(20))
        finally:
            sandbox.kill()
            sandbox.communicate()

    def test_bad_arguments_are_refused(self):
        for arguments in (["--port", "x"], ["--nonsense"], ["--today", "2026-13-01"]):
            done = subprocess.run([SANDBOX, *arguments], capture_output=True, text=True, timeout=10,
                                  env=child_environment(), check=False)
            self.assertEqual((2, "", 1), (done.returncode, done.stdout, done.stderr.count("\n")))


if __name__ == "__main__":
    main()
