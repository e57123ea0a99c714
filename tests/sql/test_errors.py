"""Failures of every kind: what is said, the result code, how often it was tried, and no rows."""

import contextlib
import json
import socket
import threading
import time
import unittest

import support
from support import (AUTH, BUSY, ERROR, FIRST, CANTOPEN, MID_MONTH, MONTH_END, QUIET,
                     UNKNOWN)

FOCUS = f"SELECT x_BillableMetricName, ConsumedQuantity FROM cf_focus_usage WHERE account_id = '{FIRST}'"
PROFILE = f"SELECT * FROM cf_billing_profile WHERE account_id = '{FIRST}'"
PAYGO = f"SELECT * FROM cf_paygo_usage WHERE account_id = '{FIRST}'"
HISTORY = f"SELECT * FROM cf_billing_history WHERE account_id = '{FIRST}'"
QUERIES = {"cf_focus_usage": (FOCUS, "/billable/usage"),
           "cf_paygo_usage": (PAYGO, "/billable-usage"),
           "cf_billing_profile": (PROFILE, "/billing/profile"),
           "cf_billing_history": (HISTORY, "/billing/history")}
HTML = "<!DOCTYPE html><html><head><title>Oops</title></head><body>down</body></html>"


def envelope(*errors, **more):
    return json.dumps({"success": False, "errors": list(errors), "messages": [], "result": None,
                       **more})


@contextlib.contextmanager
def answering(answers):
    """The port of a server that gives each connection one answer, whatever it asks, and closes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)

        def serve():
            for answer in answers:
                connection, _ = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


class ErrorCase(support.TestCase):
    def setUp(self):
        super().setUp()
        # A wait of 0 seconds at most: retries follow at once.
        self.hasty = self.connect(max_wait=0)

    def strike(self, code, query, *says, attempts=1, db=None, **fault):
        self.sandbox.faults(fault)
        self.sandbox.forget_requests()
        message = self.failure(code, query, db=db or self.hasty)
        self.assert_says(message, *says)
        self.assertEqual(attempts, len(self.sandbox.requests()), message)
        return message


class Refusals(ErrorCase):
    def test_the_whole_sentence(self):
        message = self.strike(AUTH, FOCUS, status=403)
        self.assertRegex(message, r"^cf_focus_usage: HTTP 403, code 10000: Authentication error "
                         rf"\(account {FIRST}, GET …/billable/usage, ray [0-9a-f]{{16}}-SBX\)\. "
                         r"The token needs Account › Billing › Read; this endpoint is also "
                         r"restricted to some accounts\.$")

    def test_every_table_names_itself_the_account_path_and_ray(self):
        for table, (query, path) in QUERIES.items():
            for status, code in ((401, AUTH), (403, AUTH), (400, ERROR), (429, BUSY), (500, CANTOPEN)):
                with self.subTest(table=table, status=status):
                    db = self.connect(max_retries=0)
                    self.strike(code, query, f"{table}: HTTP {status}, code ", FIRST,
                                f"GET …{path}", "-SBX", status=status, db=db)

    def test_own_endpoints(self):
        for table, path in (("cf_billing_profile", "/user/billing/profile"),
                            ("cf_billing_history", "/user/billing/history")):
            self.strike(AUTH, f"SELECT * FROM {table}", f"{table}: HTTP 401, code 10000",
                        f"GET {path}", "Account › Billing › Read", status=401)

    def test_permission_or_place(self):
        body = envelope({"code": 9109, "message": "Unauthorized to access requested resource"})
        self.strike(AUTH, PROFILE, "code 9109: Unauthorized to access", status=403, body=body)

    def test_chain_of_causes(self):
        body = envelope({"code": 6003, "message": "Invalid request headers", "error_chain": [
            {"code": 6111, "message": "Invalid format for Authorization header"}]})
        self.strike(ERROR, PROFILE, "HTTP 400", "code 6003: Invalid request headers",
                    "code 6111: Invalid format for Authorization header", status=400, body=body)

    def test_several_errors(self):
        body = envelope({"code": 1, "message": "one"}, {"message": "no code"}, {"code": 3})
        self.strike(ERROR, PROFILE, "code 1: one", "no code", "code 3", status=400, body=body)

    def test_odd_envelopes_of_refusals(self):
        for body in ('{"success":false,"errors":null}', '{"success":false}', "{}", "null", "[]",
                     "", "not json", '{"errors":"x"}', '{"errors":[null,1,"text",[]]}', HTML,
                     '{"success":false,"errors":[{"code":"10000","message":7}]}'):
            for status, code in ((403, AUTH), (400, ERROR)):
                with self.subTest(body=body, status=status):
                    self.strike(code, FOCUS, f"HTTP {status}", FIRST, status=status, body=body)

    def test_a_name_that_an_argument_gives_stays_in_one_line(self):
        message = self.failure(ERROR, FOCUS + """
            AND read_through = 'a\n\u202eb' AND charge_date <> '2026-01-01'""", db=self.hasty)
        self.assertTrue(message.startswith("a b: no day"), message)

    def test_messages_stay_one_short_line(self):
        body = envelope({"code": 1, "message": "first\nsecond\r\n\tthird\x1b[31m\x00" + "x" * 9000})
        message = self.strike(ERROR, PROFILE, "first second third", status=400, body=body)
        self.assertLess(len(message), 1200)
        for control in map(chr, range(32)):
            self.assertNotIn(control, message)

    def test_not_found(self):
        for query in (PROFILE, HISTORY, FOCUS):
            self.strike(ERROR, query, "HTTP 404", "code 7003", "Check the account id", status=404)

    def test_unknown_account(self):
        for table in QUERIES:
            message = self.failure(ERROR, f"SELECT * FROM {table} WHERE account_id = ?",
                                   (UNKNOWN,))
            self.assert_says(message, table, "HTTP 404", UNKNOWN, "Check the account id")

    def test_refused_without_http_error(self):
        self.strike(ERROR, FOCUS, "HTTP 200", "code 1183: Invalid", status=200,
                    body=envelope({"code": 1183, "message": "Invalid request parameters"}))
        self.strike(AUTH, FOCUS, "HTTP 200", "code 10000", status=200,
                    body=envelope({"code": 10000, "message": "Authentication error"}))
        self.strike(ERROR, FOCUS, "HTTP 200", "success is false", status=200,
                    body='{"success":false,"errors":[],"result":[]}')
        self.strike(ERROR, FOCUS, "HTTP 200", status=200, body='{"success":false,"result":[{}]}')

    def test_redirects_are_not_followed(self):
        for status in (301, 302, 307, 308):
            self.strike(ERROR, PROFILE, f"HTTP {status}", "base_url", status=status,
                        headers={"Location": f"{self.sandbox.base_url}/user/billing/profile"})


class Retries(ErrorCase):
    def test_server_errors(self):
        for status in (500, 502, 503, 504, 520, 522, 524):
            self.strike(CANTOPEN, FOCUS, f"HTTP {status}", "tried 4 times", attempts=4,
                        status=status)
        self.strike(CANTOPEN, FOCUS, "HTTP 502", "tried 4 times", attempts=4, status=502,
                    body=HTML, content_type="text/html")
        self.strike(CANTOPEN, FOCUS, "HTTP 500", attempts=4, status=500, body="")

    def test_number_of_attempts(self):
        for retries in (0, 1, 5):
            db = self.connect(max_retries=retries, max_wait=0)
            self.strike(CANTOPEN, PROFILE, "HTTP 503", attempts=retries + 1, db=db, status=503)

    def test_throttled(self):
        self.strike(BUSY, FOCUS, "HTTP 429, code 10100", "1,200 requests", attempts=4, status=429)

    def test_other_retried_states(self):
        self.strike(CANTOPEN, PROFILE, "HTTP 408", attempts=4, status=408)
        self.strike(ERROR, PROFILE, "HTTP 409", attempts=4, status=409)

    def test_advice_of_the_server(self):
        self.strike(CANTOPEN, PROFILE, attempts=1, status=500, headers={"x-should-retry": "false"})
        self.strike(ERROR, PROFILE, attempts=4, status=400, headers={"x-should-retry": "true"})

    def test_success_after_a_retry(self):
        month = self.rows("SELECT count(*), sum(ConsumedQuantity) FROM cf_focus_usage "
                          "WHERE account_id = ?", (FIRST,))
        for fault in ({"status": 500}, {"status": 502, "body": HTML}, {"status": 408},
                      {"status": 409}, {"status": 429}, {"truncate": 40},
                      {"truncate_chunked": 40}, {"reset": True},
                      {"body": '{"success":true,"result":[{"ConsumedQu'}):
            with self.subTest(fault=fault):
                self.sandbox.faults({"count": 1, **fault})
                with self.request_count(2):
                    self.assertEqual(month, self.rows(
                        "SELECT count(*), sum(ConsumedQuantity) FROM cf_focus_usage "
                        "WHERE account_id = ?", (FIRST,), self.connect(max_wait=0)))

    def test_pages_and_windows_are_retried_alone(self):
        truth = len(self.sandbox.truth("history", FIRST))
        self.sandbox.faults({"path": "page=3", "count": 2, "status": 503})
        with self.request_count(6 + 2):
            self.assertEqual(truth, self.value(
                "SELECT count(*) FROM cf_billing_history WHERE account_id = ?", (FIRST,),
                self.hasty))

    def test_short_retry_after_is_waited_for(self):
        for headers, least in (({"Retry-After": "1"}, 0.95), ({"Retry-After-Ms": "300"}, 0.29)):
            self.sandbox.faults({"count": 1, "status": 429, "headers": headers})
            begun = time.monotonic()
            with self.request_count(2):
                self.assertEqual(1, len(self.rows(PROFILE)))
            self.assertGreaterEqual(time.monotonic() - begun, least)

    def test_long_retry_after_is_an_error_at_once(self):
        begun = time.monotonic()
        self.strike(BUSY, FOCUS, "HTTP 429, code 10100", "300 s", "max_wait", db=self.db,
                    status=429, headers={"Retry-After": "300"})
        # The same credential is held back until then, without asking.
        self.assertIn("may start in", self.failure(BUSY, FOCUS, db=self.connect()))
        self.sandbox.reset()
        self.strike(BUSY, FOCUS, "HTTP 429", "2 s", db=self.connect(max_wait=1), status=429,
                    headers={"Retry-After": "2"})
        self.sandbox.reset()
        self.strike(BUSY, FOCUS, "HTTP 429", "300 s", db=self.connect(max_retries=0), status=429,
                    headers={"Retry-After": "300"})
        self.assertLess(time.monotonic() - begun, 5)

    def test_endless_retry_after_is_no_free_pass(self):
        begun = time.monotonic()
        for wait in (str(2 ** 63 - 1), str(10 ** 18), str(10 ** 30), "Fri, 31 Dec 9999 23:59:59 GMT"):
            with self.subTest(wait):
                self.sandbox.reset()
                self.strike(BUSY, FOCUS, "HTTP 429", "The server asks to wait", "max_wait",
                            db=self.connect(), status=429, headers={"Retry-After": wait})
        self.assertLess(time.monotonic() - begun, 5)

    def test_blocked_by_the_rate_limit(self):
        self.sandbox.set(rate_limit="2")
        for _ in range(2):
            self.assertEqual(1, len(self.rows(PROFILE, db=self.connect())))
        # The server said that none is left: it need not be asked to hear it.
        message = self.failure(BUSY, PROFILE, db=self.connect())
        self.assertRegex(message, r"rate limit.*may start in (2\d\d|30[0-5]) s.*max_wait \(60 s\)")
        self.assertEqual(2, len(self.sandbox.requests()))


class Connections(ErrorCase):
    def test_connection_refused(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            db = self.connect(base_url=f"http://127.0.0.1:{port}/client/v4", max_wait=0)
            message = self.failure(CANTOPEN, PROFILE, db=db)
        self.assert_says(message, "cf_billing_profile", FIRST, "GET …/billing/profile",
                         "tried 4 times")

    def test_an_answer_that_ends_among_its_headers(self):
        """It is no answer without a body, and no word of the server's: asked again."""
        body = b'{"success":true,"errors":[],"messages":[],"result":{"id":"x"}}'
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
                 b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        for status in (b"200 OK", b"404 Not Found"):
            for cut in (b"", b"Content-Ty", b"Content-Type: text/html\r\n"):
                answers = [b"HTTP/1.1 " + status + b"\r\n" + cut, answer]
                with self.subTest(status=status, cut=cut), answering(answers) as port:
                    db = self.connect(base_url=f"http://127.0.0.1:{port}/client/v4", max_retries=1)
                    self.assertEqual([("x",)], self.rows(PROFILE.replace("*", "id"), db=db))
                    self.assertEqual(2, self.value("SELECT attempts FROM cf_requests", db=db))

    def test_unknown_host(self):
        db = self.connect(base_url="https://nowhere.invalid/client/v4", max_retries=0)
        self.assert_says(self.failure(CANTOPEN, PROFILE, db=db), "cf_billing_profile", FIRST)

    def test_timeout(self):
        # Of its own, as it logs the request only when the answer is due.
        slow = support.Sandbox()
        self.addCleanup(slow.stop)
        slow.faults({"latency_ms": 4000})
        begun = time.monotonic()
        message = self.failure(CANTOPEN, PROFILE, db=self.connect(
            base_url=slow.base_url, timeout=1, max_retries=0))
        self.assert_says(message, "cf_billing_profile", FIRST, "GET …/billing/profile")
        self.assertLess(time.monotonic() - begun, 3)

    def test_timeout_of_a_dripping_body(self):
        self.strike(CANTOPEN, FOCUS, "cf_focus_usage", FIRST, drip_ms=200, drip_bytes=1,
                    db=self.connect(timeout=1, max_retries=0))

    def test_cut_short(self):
        for fault in ({"truncate": 60}, {"truncate_chunked": 60}, {"truncate": 0}, {"reset": True},
                      {"truncate": 28, "body": '{"success":true,"result":[]}' + " " * 1000}):
            for gzip in ("on", "off"):
                with self.subTest(fault=fault, gzip=gzip):
                    self.sandbox.set(gzip=gzip)
                    self.strike(CANTOPEN, FOCUS, "tried 4 times", FIRST, attempts=4, **fault)

    def test_cut_short_where_http_does_not_notice(self):
        for body in ('{"success":true,"result":[{"ConsumedQuantity":1},{"Consumed',
                     '{"result":[],"success":tru', '{"result":[{"BilledCost":12'):
            with self.subTest(body=body):
                self.strike(CANTOPEN, FOCUS, "cut short", FIRST, attempts=4, body=body)

    def test_large_headers_are_no_trouble(self):
        self.sandbox.faults({"huge_headers": 50_000})
        self.assertEqual(1, len(self.rows(PROFILE)))


class Bodies(ErrorCase):
    def test_not_the_documented_envelope(self):
        for body in (HTML, "", " \n", "[]", "null", "42", '"text"', "{}", '{"result":[]}',
                     '{"success":true,"result":"x"}', '{"success":true,"result":[1]}',
                     '{"success":true,"result":[[]]}', '{"success":true}',
                     '{"success":true,"result":[]}{}', '{"success":true,"result":[{},]}',
                     '{"success":true,"result":[{"BilledCost":1e999}]}'):
            for query in (FOCUS, PAYGO):
                with self.subTest(body=body, query=query[14:30]):
                    self.strike(ERROR, query, "HTTP 200", FIRST, body=body)

    def test_html_is_shown_in_part(self):
        message = self.strike(ERROR, PROFILE, "<!DOCTYPE html>", body=HTML + "x" * 5000)
        self.assertLess(len(message), 500)

    def test_lying_content_encoding(self):
        self.sandbox.faults({"content_encoding": "gzip"})
        with self.assertRaises(support.sqlite3.Error) as caught:
            self.rows(PROFILE, db=self.hasty)
        self.assertIn(caught.exception.sqlite_errorcode & 0xFF, (CANTOPEN, ERROR))
        self.assert_says(str(caught.exception), "cf_billing_profile", FIRST)

    def test_bomb(self):
        self.strike(ERROR, FOCUS, "max_response_mib", FIRST, db=self.connect(max_response_mib=1),
                    bomb_mib=40)

    def test_size_within_the_limit(self):
        """More than a MiB decoded, less than two."""
        query = f"{FOCUS} AND charge_date >= date('now', '-50 days')"
        self.assertGreater(len(self.rows(query, db=self.connect(max_response_mib=2))), 1000)


class NoPartialResults(ErrorCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.sandbox.settle)

    def test_one_of_several_windows(self):
        for ago in (80, 50, 20):
            (first,) = self.rows("SELECT date('now', ?)", (f"-{ago} days",))[0]
            self.sandbox.faults({"path": f"from={first}", "status": 403})
            self.failure(AUTH, "SELECT count(*) FROM cf_focus_usage WHERE account_id = ? AND "
                         "charge_date >= date('now', '-80 days')", (FIRST,), self.connect())

    def test_one_of_several_pages(self):
        self.sandbox.faults({"path": "page=3", "status": 400})
        self.failure(ERROR, "SELECT count(*) FROM cf_billing_history WHERE account_id = ?",
                     (FIRST,))
        self.failure(ERROR, HISTORY, db=self.connect())
        statement = self.connect().execute(f"{HISTORY} LIMIT 1000")
        with self.assertRaisesRegex(support.sqlite3.Error, "HTTP 400"):
            statement.fetchall()

    def test_one_of_several_cycles(self):
        self.sandbox.faults({"path": "billable-usage.from", "skip": 1, "status": 403})
        self.failure(AUTH, "SELECT count(*) FROM cf_paygo_usage WHERE account_id = ? AND "
                     "charge_date >= date('now', '-80 days')", (MID_MONTH,))

    def test_one_of_several_accounts_is_named(self):
        for table, (_, path) in QUERIES.items():
            with self.subTest(table=table):
                self.sandbox.faults({"path": path, "account": MONTH_END, "status": 403})
                message = self.failure(AUTH, f"SELECT count(*) FROM {table} WHERE account_id IN "
                                       f"('{FIRST}', '{MONTH_END}', '{QUIET}')", db=self.connect())
                self.assert_says(message, MONTH_END, table)
                self.assertNotIn(FIRST, message)

    def test_a_failed_statement_can_be_run_again(self):
        self.sandbox.faults({"status": 403, "count": 1})
        self.failure(AUTH, PROFILE)
        self.assertEqual(1, len(self.rows(PROFILE)))

    def test_shell(self):
        self.sandbox.faults({"status": 403})
        done = self.shell().run(FOCUS)
        self.assertNotEqual(0, done.code)
        self.assertEqual([], done.rows)
        self.assert_says(done.stderr, "cf_focus_usage: HTTP 403, code 10000", "(account " + FIRST)


if __name__ == "__main__":
    support.main()
