"""What the API says beside a result or instead of one, and what others on the way say in its place."""

import contextlib
import json
import socket
import threading

import support
from support import AUTH, CANTOPEN, ERROR, FIRST, TOKEN
PROFILE = f"SELECT id FROM cf_billing_profile WHERE account_id = '{FIRST}'"
USER, PASSWORD = support.SECRETS.proxy_user, support.SECRETS.proxy_password
HTML = "<!DOCTYPE html><html><head><title>Attention Required!</title></head><body>blocked</body></html>"


def envelope(**members):
    return json.dumps({"success": True, "errors": [], "messages": [], "result": {"id": "x"}, **members})


@contextlib.contextmanager
def answering(answer):
    """The port of a server or proxy that answers everything so, and what it was asked."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def serve():
            while not over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(5)
                    text = b""
                    while b"\r\n\r\n" not in text:
                        piece = connection.recv(65536)
                        if not piece:
                            break
                        text += piece
                    asked.append(text.decode())
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1], asked
        finally:
            over.set()
            thread.join()


class WordsCase(support.TestCase):
    def strike(self, code, *says, attempts=1, query=PROFILE, db=None, **fault):
        self.sandbox.faults(fault)
        self.sandbox.forget_requests()
        message = self.failure(code, query, db=db)
        self.assert_says(message, *says)
        self.assertEqual(attempts, len(self.sandbox.requests()), message)
        return message


class BesideAResult(WordsCase):
    def test_errors_beside_success_are_errors(self):
        for errors in ([{"code": 1183, "message": "cut"}], {"code": 1183, "message": "cut"}, {"1183": "cut"}):
            with self.subTest(errors=errors):
                self.strike(ERROR, "cf_billing_profile: HTTP 200, code 1183: cut", FIRST,
                            body=envelope(errors=errors))
                self.assertEqual([(1183, 200)], self.rows(
                    "SELECT error_code, status FROM cf_requests ORDER BY id DESC LIMIT 1"))
        for errors in ("broken", [None], [{}], ["broken"]):
            self.strike(ERROR, "HTTP 200", body=envelope(errors=errors))

    def test_no_errors_are_none(self):
        for errors in (None, [], {}, ""):
            self.sandbox.faults({"body": envelope(errors=errors)})
            self.assertEqual([("x",)], self.rows(PROFILE))

    def test_every_table_of_records_fails(self):
        for table in ("cf_paygo_usage", "cf_focus_usage", "cf_billing_history", "cf_subscriptions"):
            body = envelope(result=[], errors=[{"code": 1183, "message": "some of it is missing"}])
            self.sandbox.faults({"body": body})
            self.assert_says(self.failure(ERROR, f"SELECT count(*) FROM {table} WHERE account_id = '{FIRST}'"),
                             f"{table}: ", "some of it is missing")

    def test_messages_are_shown_beside_result_and_error(self):
        words = [{"code": 1, "message": "this endpoint goes on 2027-01-01"}]
        latest = "SELECT messages FROM cf_requests ORDER BY id DESC LIMIT 1"
        self.sandbox.faults({"body": envelope(messages=words)})
        self.rows(PROFILE)
        self.assertEqual(words, json.loads(self.value(latest)))
        for status in (200, 403):
            body = envelope(success=False, messages=words, errors=[{"code": 2, "message": f"not {TOKEN}"}])
            self.strike(ERROR if status == 200 else AUTH, "code 2: not [redacted]", status=status, body=body)
            self.assertEqual(words, json.loads(self.value(latest)))
        self.strike(AUTH, status=403, body=envelope(success=False, messages=[f"of {TOKEN}"]))
        self.assertEqual(["of [redacted]"], json.loads(self.value(latest)))


class InsteadOfOne(WordsCase):
    def test_which_parameter_and_where_to_read_on(self):
        error = {"code": 1183, "message": "invalid", "source": {"pointer": "/from"},
                 "documentation_url": "https://developers.cloudflare.com/billing/"}
        self.strike(ERROR, "code 1183: invalid, at /from, see https://developers.cloudflare.com/billing/",
                    status=400, body=envelope(success=False, errors=[error]))
        error["message"] = "x" * 9000
        self.strike(ERROR, "at /from, see https://developers", status=400,
                    body=envelope(success=False, errors=[error]))

    def test_half_a_character_does_not_lose_the_words(self):
        for half in ("\\ud83d", "\\ude00"):
            body = envelope(success=False, errors=[{"code": 1183, "message": "in @ valid"}]).replace("@", half)
            for status in (200, 400):
                self.strike(ERROR, "code 1183: in \ufffd valid", status=status, body=body)

    def test_large_errors_keep_code_and_message(self):
        errors = [{"code": 1183, "message": "invalid " + "x" * 100_000}]
        for success in (True, False):
            for status in (200, 400):
                message = self.strike(ERROR, "code 1183: invalid xxx", status=status,
                                      body=envelope(success=success, errors=errors))
                self.assertLess(len(message), 1000)

    def test_a_page_of_a_firewall_is_no_missing_permission(self):
        for status in (403, 401):
            message = self.strike(AUTH, f"HTTP {status}", "What answered was not the API", "It begins: <!DOCTYPE",
                                  FIRST, status=status, body=HTML, content_type="text/html")
            self.assertNotIn("Billing › Read", message)
        self.assert_says(self.strike(AUTH, status=403), "Billing › Read")

    def test_a_base_url_without_its_path(self):
        url = self.sandbox.base_url.split("/client")[0]
        hint = "does not end with /client/v4"
        for base_url in (url, url + "/", url + "/client"):
            message = self.failure(ERROR, PROFILE, db=self.connect(base_url=base_url, api_token=TOKEN))
            self.assert_says(message, "HTTP 404", hint, url)
        for status, code in ((200, ERROR), (403, AUTH)):
            page = f"HTTP/1.1 {status} x\r\nContent-Length: {len(HTML)}\r\nConnection: close\r\n\r\n{HTML}"
            with answering(page.encode()) as (port, _):
                db = self.connect(base_url=f"http://127.0.0.1:{port}", api_token=TOKEN)
                self.assert_says(self.failure(code, PROFILE, db=db), hint, "It begins: <!DOCTYPE")
        self.assertNotIn(hint, self.strike(ERROR, "HTTP 404", status=404))
        self.assertNotIn(hint, self.strike(ERROR, body=HTML))


class Proxies(support.TestCase):
    def ask(self, proxy_url, code=CANTOPEN, retries=3):
        db = self.connect(base_url="https://api.example.invalid/client/v4", api_token=TOKEN, max_retries=retries,
                          connect_timeout=5)
        with support.environment_of({"HTTPS_PROXY": proxy_url}):
            message = self.failure(code, PROFILE, db=db)
        self.assertNotIn(PASSWORD, message)
        self.assertNotIn(PASSWORD.partition("-")[0], message)
        (row,) = self.rows("SELECT attempts, error FROM cf_requests", db=db)
        self.assertEqual(message, row[1])
        return message, row[0]

    def test_one_that_wants_a_password_is_asked_once(self):
        answer = (b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                  b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        with answering(answer) as (port, asked):
            message, attempts = self.ask(f"http://127.0.0.1:{port}")
            self.assert_says(message, "cf_billing_profile: the proxy wants a user and password (HTTP 407)",
                             "HTTPS_PROXY", FIRST)
            self.assertEqual((1, 1), (attempts, len(asked)))
            self.assertTrue(asked[0].startswith("CONNECT api.example.invalid:443"), asked[0])
            self.assertNotIn(TOKEN, asked[0])

    def test_the_password_that_it_refuses_is_not_shown(self):
        answer = (b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                  b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        with answering(answer) as (port, asked):
            message, attempts = self.ask(f"http://{USER}:{PASSWORD}@127.0.0.1:{port}")
            self.assert_says(message, "HTTP 407")
            self.assertEqual(1, attempts)
            self.assertIn("Proxy-Authorization: Basic", asked[0])

    def test_other_refusals(self):
        for status, expected in ((403, 1), (404, 1), (503, 3)):
            with answering(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status) as (port, asked):
                db = self.connect(base_url="https://api.example.invalid/client/v4", api_token=TOKEN, max_retries=2,
                                  max_wait=0)
                with support.environment_of({"HTTPS_PROXY": f"http://127.0.0.1:{port}"}):
                    message = self.failure(CANTOPEN, PROFILE, db=db)
                self.assert_says(message, f"the proxy refused the connection (HTTP {status})")
                self.assertEqual(expected, len(asked))

    def test_a_proxy_that_is_no_url_does_not_show_its_password(self):
        for url in (f"http://{USER}:{PASSWORD}@[bad", f"{USER}:{PASSWORD}@127.0.0.1:99999",
                    f"http://{USER}:{PASSWORD}@nowhere.invalid:1", f"ftp://{USER}:{PASSWORD}@127.0.0.1:1",
                    f"http://{USER}:{PASSWORD.replace('-', '%2D')}@[bad"):
            with self.subTest(url):
                message, _ = self.ask(url, retries=0)
                self.assertNotIn(PASSWORD.partition("-")[2], message)


if __name__ == "__main__":
    support.main()
