"""The sandbox's faults, as a client without the extension meets them."""

import email.utils
import http.client
import json
import socket
import time
import urllib.error
import zlib

from support import EMAIL, FIRST, MID_MONTH, TOKEN, main
from test_sandbox import BEARER, SandboxTest

PROFILE = f"/accounts/{FIRST}/billing/profile"
HISTORY = f"/accounts/{FIRST}/billing/history"
FOCUS = f"/accounts/{FIRST}/billable/usage"
HTML = "<!DOCTYPE html><title>Bad gateway</title>"
FURTHER = ("/accounts", f"/accounts/{FIRST}/billing/credits", f"/accounts/{FIRST}/subscriptions",
           f"/accounts/{FIRST}/billing/unpaid-invoice", f"/accounts/{FIRST}/billing/bad-debt",
           f"/accounts/{FIRST}/billable-usage/info", f"{FOCUS}/billable-metrics")
LIMIT = r'^"default";r=\d+;t=\d+$'


class FaultTest(SandboxTest):
    def open(self, path, **headers):
        """A reply whose body is not read yet."""
        connection = http.client.HTTPConnection("127.0.0.1", self.sandbox.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request("GET", "/client/v4" + path, headers=BEARER | headers)
        return connection.getresponse()

    def whole(self, path):
        return len(self.open(path).read())

    def statuses(self, count, path=PROFILE):
        return [self.ask(path)[0] for _ in range(count)]

    def raw_request(self, path=PROFILE):
        return (f"GET /client/v4{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Authorization: Bearer {TOKEN}\r\n\r\n").encode()


class Delays(FaultTest):
    def test_latency(self):
        self.sandbox.faults({"latency_ms": 400, "count": 1})
        began = time.monotonic()
        self.assertEqual(200, self.ask(PROFILE)[0])
        self.assertGreater(time.monotonic() - began, 0.39)

    def test_drip(self):
        whole = self.whole(PROFILE)
        self.sandbox.faults({"drip_ms": 20, "drip_bytes": whole // 10})
        began = time.monotonic()
        self.assertEqual(whole, self.whole(PROFILE))
        self.assertGreater(time.monotonic() - began, 0.19)

    def test_slow_answers_are_given_at_once_also_beside_idle_connections(self):
        def connected():
            connection = socket.create_connection(("127.0.0.1", self.sandbox.port), timeout=15)
            self.addCleanup(connection.close)
            return connection

        def read_status(connection):
            return connection.recv(4096).split(b"\r\n")[0]

        idle = [connected() for _ in range(150)]
        for connection in idle:
            connection.sendall(self.raw_request())
            self.assertEqual(b"HTTP/1.1 200 OK", read_status(connection))
        self.sandbox.faults({"latency_ms": 1000})
        slow = [connected() for _ in range(100)]
        began = time.monotonic()
        for connection in slow:
            connection.sendall(self.raw_request())
        for connection in slow:
            self.assertEqual(b"HTTP/1.1 200 OK", read_status(connection))
        self.assertLess(time.monotonic() - began, 6)
        self.assertEqual([100], self.sandbox.hits())


class CutBodies(FaultTest):
    def test_reset(self):
        self.sandbox.faults({"reset": True})
        reply = self.open(FOCUS)
        self.assertEqual(200, reply.status)
        with self.assertRaises(ConnectionResetError):
            reply.read()

    def test_truncation_of_an_announced_length(self):
        whole = self.whole(FOCUS)
        self.sandbox.faults({"truncate": 100})
        reply = self.open(FOCUS)
        self.assertEqual(whole, int(reply.getheader("Content-Length")))
        with self.assertRaises(http.client.IncompleteRead) as caught:
            reply.read()
        self.assertEqual(100, len(caught.exception.partial))

    def test_truncation_of_chunks(self):
        self.sandbox.faults({"truncate_chunked": 100})
        reply = self.open(FOCUS)
        self.assertEqual((None, "chunked"), (reply.getheader("Content-Length"),
                                             reply.getheader("Transfer-Encoding")))
        with self.assertRaises(http.client.IncompleteRead) as caught:
            reply.read()
        self.assertEqual(100, len(caught.exception.partial))


class Contents(FaultTest):
    def test_html(self):
        self.sandbox.faults({"status": 502, "body": HTML, "content_type": "text/html"})
        reply = self.open(PROFILE)
        self.assertEqual((502, "text/html", HTML), (
            reply.status, reply.getheader("Content-Type"), reply.read().decode()))

    def test_failure_with_status_200(self):
        self.sandbox.faults({"body": '{"success":false,"errors":[],"result":null}'})
        status, _, body = self.ask(PROFILE)
        self.assertEqual((200, False), (status, body["success"]))

    def test_wrong_content_encoding(self):
        self.sandbox.faults({"content_encoding": "gzip"})
        reply = self.open(PROFILE, **{"Accept-Encoding": "gzip"})
        self.assertEqual(["gzip"], reply.headers.get_all("Content-Encoding"))
        self.assertTrue(json.loads(reply.read())["success"])

    def test_gzip_bomb(self):
        self.sandbox.faults({"bomb_mib": 8})
        reply = self.open(PROFILE)
        packed = reply.read()
        self.assertEqual("gzip", reply.getheader("Content-Encoding"))
        self.assertLess(len(packed), 100_000)
        unpacked = zlib.decompress(packed, wbits=31)
        self.assertGreaterEqual(len(unpacked), 8 << 20)
        self.assertTrue(json.loads(unpacked)["success"])

    def test_huge_headers(self):
        self.sandbox.faults({"huge_headers": 50_000})
        reply = self.open(PROFILE)
        self.assertGreaterEqual(sum(len(value) for _, value in reply.getheaders()), 50_000)
        self.assertTrue(json.loads(reply.read())["success"])


class Throttling(FaultTest):
    def test_every_kind_of_retry_after(self):
        date = email.utils.formatdate(time.time() + 5, usegmt=True)
        for headers in ({"Retry-After": "7"}, {"Retry-After-Ms": "250"}, {"Retry-After": date}):
            self.sandbox.faults({"status": 429, "headers": headers})
            status, reply, body = self.ask(PROFILE)
            self.assertEqual((429, 10100), (status, body["errors"][0]["code"]))
            for name, value in headers.items():
                self.assertEqual([value], reply.headers.get_all(name))

    def test_bursts(self):
        self.sandbox.faults({"status": 503, "skip": 2, "count": 3})
        self.assertEqual([200, 200, 503, 503, 503, 200], self.statuses(6))

    def test_limit_headers_on_every_answer(self):
        asked = [(PROFILE, {}), ("/nowhere", {}), (PROFILE, {"headers": {}}),
                 (PROFILE, {"method": "POST"}), (FOCUS, {"from": "x"}),
                 (PROFILE, {"headers": BEARER | {"X-Auth-Email": EMAIL}}),
                 *((path, {}) for path in FURTHER)]
        statuses = set()
        self.sandbox.set(rate_limit=1200)
        for faults in ([], [{"status": 500}], [{"body": HTML, "status": 502}]):
            self.sandbox.faults(*faults)
            for path, how in asked:
                connection = http.client.HTTPConnection("127.0.0.1", self.sandbox.port, timeout=30)
                headers = how.get("headers", BEARER)
                query = "?from=" + how["from"] if "from" in how else ""
                connection.request(how.get("method", "GET"), "/client/v4" + path + query,
                                   headers=headers)
                reply = connection.getresponse()
                self.assertRegex(reply.getheader("Ratelimit") or "", LIMIT, path)
                self.assertEqual('"default";q=1200;w=300', reply.getheader("Ratelimit-Policy"))
                statuses.add(reply.status)
                connection.close()
        self.assertEqual({200, 400, 401, 404, 405, 500, 502}, statuses)

    def test_remaining_requests_count_down_and_a_block_says_how_long(self):
        self.sandbox.set(rate_limit=2, rate_window=90)
        told = []
        for _ in range(3):
            status, reply, _ = self.ask(PROFILE)
            told.append((status, reply.getheader("Ratelimit").split(";")[1]))
            self.assertEqual(status == 429, reply.getheader("Retry-After") is not None)
        self.assertEqual([(200, "r=1"), (200, "r=0"), (429, "r=0")], told)
        self.assertEqual('"default";q=2;w=90', reply.getheader("Ratelimit-Policy"))
        self.assertTrue(85 <= int(reply.getheader("Retry-After")) <= 90)

    def test_limit_headers_as_told(self):
        self.sandbox.faults({"ratelimit": {"remaining": 3, "reset": 5}, "count": 1},
                            {"ratelimit": {"remaining": 0, "reset": 7}, "status": 429})
        for status, limit, retry in ((200, '"default";r=3;t=5', None),
                                     (429, '"default";r=0;t=7', "7")):
            got, reply, _ = self.ask(PROFILE)
            self.assertEqual((status, [limit], retry), (
                got, reply.headers.get_all("Ratelimit"), reply.getheader("Retry-After")))

    def test_headers_replace_and_remove(self):
        self.sandbox.faults({"headers": {"ratelimit": "nonsense", "RATELIMIT-POLICY": None,
                                         "cf-ray": None, "x-more": "1"}})
        status, reply, _ = self.ask(PROFILE)
        self.assertEqual((200, ["nonsense"], None, None, "1"), (
            status, reply.headers.get_all("Ratelimit"), reply.getheader("Ratelimit-Policy"),
            reply.getheader("cf-ray"), reply.getheader("x-more")))


class Pages(FaultTest):
    def test_a_page_that_repeats(self):
        for path in (HISTORY, "/user/billing/history", "/accounts"):
            second = self.ask(path, page=2, per_page=5)[2]
            self.sandbox.faults({"serve_page": 2, "path": r"page=3(&|$)"})
            self.assertEqual(second, self.ask(path, page=3, per_page=5)[2])
            self.sandbox.faults()
            self.assertNotEqual(second["result"], self.result(path, page=3, per_page=5))
            self.sandbox.faults({"serve_page": 2})
            self.assertEqual(second, self.ask(path, per_page=5)[2])
            self.sandbox.faults()
        self.assertEqual("page=3&per_page=5", self.sandbox.requests()[1]["query"])

    def test_a_total_that_lies(self):
        for path in (HISTORY, "/user/billing/history", "/accounts"):
            _, _, honest = self.ask(path, per_page=5)
            for total in (0, 3, 100_000):
                self.sandbox.faults({"total_count": total})
                _, _, body = self.ask(path, per_page=5)
                self.assertEqual(honest | {"result_info": honest["result_info"] | {
                    "total_count": total}}, body)
            self.sandbox.faults()
        self.sandbox.faults({"total_count": 3})
        self.assertEqual(200, self.ask(FOCUS)[0])


class Chances(FaultTest):
    def struck(self, paths, **rule):
        """How the requests went, in the order of `paths`, after setting the rule anew."""
        self.sandbox.faults({"status": 503, **rule})
        return [self.ask(path)[0] == 503 for path in paths]

    def test_strikes_as_often_as_told(self):
        for probability, least, most in ((0, 0, 0), (0.2, 15, 70), (1, 200, 200)):
            strikes = sum(self.struck([PROFILE] * 200, probability=probability))
            self.assertTrue(least <= strikes <= most, (probability, strikes))
            self.assertEqual([strikes], self.sandbox.hits())

    def test_is_the_same_again_and_another_with_another_seed(self):
        paths = [PROFILE, FOCUS] * 30
        once = self.struck(paths, probability=0.5)
        self.assertEqual(once, self.struck(paths, probability=0.5, seed=1))
        self.assertNotEqual(once, self.struck(paths, probability=0.5, seed=2))

    def test_does_not_depend_on_the_order_of_different_requests(self):
        one_by_one = self.struck([PROFILE] * 20 + [FOCUS] * 20, probability=0.5)
        in_turn = self.struck([PROFILE, FOCUS] * 20, probability=0.5)
        self.assertEqual((one_by_one[:20], one_by_one[20:]), (in_turn[::2], in_turn[1::2]))

    def test_leaves_the_rest_to_later_rules_and_obeys_count(self):
        self.sandbox.faults({"status": 503, "probability": 0.5, "count": 4, "skip": 3},
                            {"status": 418})
        statuses = self.statuses(40)
        self.assertEqual(([418] * 3, 4, {503, 418}),
                         (statuses[:3], statuses.count(503), set(statuses)))


class Rules(FaultTest):
    def test_strike_the_further_endpoints_too(self):
        for path in FURTHER:
            self.sandbox.faults({"path": path + r"(\?|$)", "status": 503, "count": 1},
                                {"path": path + r"(\?|$)", "truncate": 10})
            self.assertEqual(503, self.ask(path)[0])
            with self.assertRaises(http.client.IncompleteRead):
                self.open(path).read()

    def test_of_one_account(self):
        self.sandbox.faults({"account": MID_MONTH, "status": 503})
        self.assertEqual([200, 503], [self.ask(f"/accounts/{account}/billing/credits")[0]
                                      for account in (FIRST, MID_MONTH)])

    def test_mistakes_are_refused(self):
        for rule in ({"probability": 0.5}, {"status": 503, "probability": 2},
                     {"status": 503, "probability": "often"}, {"status": 503, "seed": -1},
                     {"serve_page": "2"}, {"total_count": -1}, {"ratelimit": {"remaining": 3}},
                     {"headers": {"x": 1}}, {"nonsense": 1}, {"status": 999}):
            with self.subTest(rule=rule), self.assertRaises(urllib.error.HTTPError) as caught:
                self.sandbox.faults(rule)
            self.assertEqual(400, caught.exception.code)
            caught.exception.close()


if __name__ == "__main__":
    main()
