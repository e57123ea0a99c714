"""Whatever a server sends, a query ends soon, with an error that says why, and the process stays small."""

import http.server
import os
import resource
import sqlite3
import threading
import time
import unittest
import urllib.parse

from support import EXTENSION, FIRST, TOKEN, Shell

MIB = 1 << 20
ENVELOPE = b'{"success":true,"errors":[],"messages":[],"result":'
FOCUS = f"SELECT count(*), max(ChargeDescription) FROM cf_focus_usage WHERE account_id = '{FIRST}'"
PAYGO = f"SELECT count(*) FROM cf_paygo_usage WHERE account_id = '{FIRST}' AND charge_date >= '2020-01-01'"


class Flood:
    """A body that is made while it is sent: `unit`, as often as it takes to come to `mib` MiB."""

    def __init__(self, begin, unit, mib, end=b"", status=200):
        self.begin, self.unit, self.mib, self.end, self.status = begin, unit, mib, end, status

    def pieces(self):
        yield self.begin
        block = self.unit * max(1, 65536 // max(1, len(self.unit)))
        for _ in range(self.mib * MIB // max(1, len(block))):
            yield block
        yield self.end


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.floods, self.asked = {}, 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked += 1
        path = urllib.parse.urlsplit(self.path).path
        fitting = [flood for end, flood in self.server.floods.items() if path.endswith(end)]
        flood = fitting[0] if fitting else Flood(ENVELOPE, b" ", 0, b"[]}")
        self.send_response(flood.status)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for piece in flood.pieces():
                self.wfile.write(piece)
        except OSError:
            pass  # It has heard enough.
        self.close_connection = True

    def log_message(self, *_):
        pass


class Outcome:
    """What statements in a shell of their own came to."""

    def __init__(self, server, *statements):
        shell = Shell(f"http://127.0.0.1:{server.server_port}")
        begun = time.monotonic()
        done = shell.run(*statements)
        self.seconds = time.monotonic() - begun
        self.text = done.stdout.replace("\x1e", "\n").replace("\x1f", "|") + done.stderr
        # Of the largest of all so far.
        self.peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


class HostileServer(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def check(self, says, *statements, seconds=20, peak_mib=250, **floods):
        self.server.floods = {path.replace("_", "-"): flood for path, flood in floods.items()}
        outcome = Outcome(self.server, *statements)
        self.assertRegex(outcome.text, says)
        self.assertLess(outcome.seconds, seconds, outcome.text)
        # A sanitizer keeps what was freed.
        if "LD_PRELOAD" not in os.environ:
            self.assertLess(outcome.peak_mib, peak_mib, outcome.text)
        return outcome

    def test_a_record_without_end(self):
        self.check("an object in it is larger than any known one", FOCUS,
                   usage=Flood(ENVELOPE + b'[{"ChargeDescription":"', b"x" * 1024, 600, b'"}]}'))

    def test_a_record_of_many_members(self):
        self.check("an object in it is larger than any known one", FOCUS,
                   usage=Flood(ENVELOPE + b'[{"ChargeDescription":"x"', b',"a":[{},[]]', 600, b"}]}"))

    def test_an_object_without_end(self):
        self.check("an object in it is larger than any known one",
                   f"SELECT * FROM cf_billing_profile WHERE account_id = '{FIRST}'",
                   profile=Flood(ENVELOPE + b'{"id":"', b"x" * 1024, 600, b'"}}'))

    def test_info_without_end(self):
        for unit in (b'{"id":"a"},', b"[],", b"[" * 1024, b'"x",'):
            self.check("it is larger than any known one|it is nested too deeply", PAYGO,
                       info=Flood(ENVELOPE + b'{"subscriptions":[', unit, 300, b"{}]}}"))

    def test_refusals_without_end(self):
        for begin, unit in ((b"", b"[" * 1024), (b'{"errors":[', b'{"code":1,"message":"no"},'),
                            (b'{"errors":[{"message":"', b"no " * 300), (b"<html>", b"<p>no</p>"),
                            (b'{"messages":[', b"{},"), (b'{"errors":', b'{"a":' * 200)):
            for status in (400, 403):
                self.check(f"HTTP {status}", FOCUS, usage=Flood(begin, unit, 64, status=status))

    def test_errors_and_announcements_without_end(self):
        for member in (b"errors", b"messages"):
            body = Flood(b'{"success":true,"' + member + b'":[', b'{"code":1,"message":"no"},', 200,
                         b'{}],"result":[]}')
            says = "code 1: no" if member == b"errors" else r"^0\|"
            outcome = self.check(says, FOCUS, "SELECT sum(length(messages)) < 5000 FROM cf_requests",
                                 usage=body)
            if member == b"messages":
                self.assertRegex(outcome.text, "\n(1|)\n$")

    def test_pages_that_are_no_utf_8(self):
        """A page in Latin-1, with what turns a terminal's text around: what is shown of it is UTF-8."""
        page = "<h1>Zugriff verweigert: g\u00fcltig f\u00fcr \u0085 \u009b31m</h1>".encode("latin-1")
        turned = "\u202eevil\u202c\u2028 \u200f\ufeff".encode()
        for status in (200, 400, 403, 502):
            for body in (page, turned + page, b'{"errors":[{"code":1,"message":"' + page + turned + b'"}]}',
                         b'{"success":true,"errors":[],"messages":["' + page + turned + b'"],"result":[]}'):
                outcome = self.check("cf_focus_usage: HTTP", "SELECT cf_config('max_retries', '0')", FOCUS + " UNION SELECT 1, 2",
                                     usage=Flood(body, b"", 0, status=status))
                shown = self.in_python(body, status) + outcome.text
                for character in "\u0085\u009b\u202e\u202c\u2028\u200f\ufeff":
                    self.assertNotIn(character, shown)

    def in_python(self, body, status):
        """All text of the log and of the error, which Python decodes as UTF-8 without mercy."""
        db = sqlite3.connect(":memory:")
        db.enable_load_extension(True)
        db.load_extension(EXTENSION)
        db.execute("SELECT cf_config('api_token', ?), cf_config('base_url', ?), cf_config('max_retries', '0')",
                   (TOKEN, f"http://127.0.0.1:{self.server.server_port}")).fetchall()
        self.server.floods = {"usage": Flood(body, b"", 0, status=status)}
        try:
            told = str(db.execute(FOCUS).fetchall())
        except sqlite3.Error as error:
            told = str(error)
        told += str(db.execute("SELECT * FROM cf_requests").fetchall())
        db.close()
        return told

    def test_records_without_end(self):
        """Three bytes become a row of 36 cells."""
        star = FOCUS.replace("count(*), max(ChargeDescription)", "*")
        self.check("larger than the setting max_response_mib allows",
                   "SELECT cf_config('max_response_mib', '64')", f"SELECT count(*) FROM ({star})",
                   star, usage=Flood(ENVELOPE + b"[{}", b",{}", 400, b"]}"))

    def test_days_without_end(self):
        query = f"SELECT count(*) FROM cf_usage_history('{FIRST}')"
        for begin, unit, says in ((b"[{}", b",{}", "larger than the setting max_response_mib allows"),
                                  (b'[{"ts":1,"x":"', b"x" * 1024, "an object in it is larger than any known one")):
            self.check(f"cf_usage_history: .*{says}", "SELECT cf_config('max_response_mib', '64')", query,
                       usage=Flood(ENVELOPE + begin, unit, 400, b'"}]}'))

    def test_many_large_answers_at_once(self):
        """They have one budget, however many are under way."""
        accounts = ",".join(f"'{number:032x}'" for number in range(64))
        query = f"SELECT count(DISTINCT ChargeDescription || raw) FROM cf_focus_usage WHERE account_id IN ({accounts})"
        record = b',{"ChargeDescription":"' + b"x" * 200 + b'","ChargePeriodStart":"2026-01-01T00:00:00Z"}'
        body = Flood(ENVELOPE + b"[" + record[1:], record, 20, b"]}")
        settings = ("SELECT cf_config('max_response_mib', '100'), cf_config('cache_mib', '0')",)
        self.check("holds at once would take more memory than the settings max_response_mib and cache_mib",
                   *settings, "SELECT cf_config('concurrency', '64')", query, seconds=60,
                   usage=body)
        fewer = query.replace(accounts, ",".join(f"'{number:032x}'" for number in range(6)))
        self.check(r"\n1$", *settings, "SELECT cf_config('concurrency', '1')", fewer.rstrip(), seconds=60,
                   usage=body)

    def test_no_setting_allows_more_memory_than_machines_have(self):
        self.check("must be a whole number from 1 to 16384", "SELECT cf_config('max_response_mib', '1048576')")
        self.check("must be a whole number from 0 to 16384", "SELECT cf_config('cache_mib', '1048576')")


if __name__ == "__main__":
    unittest.main()
