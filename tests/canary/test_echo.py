"""Servers and proxies that give back the credential that was sent to them.

A value of a record is data: what a server puts there comes out in the rows of its table, and nowhere
else. Whoever has the credential of a server may be told anything by it.
"""

import os
import socket
import ssl
import sys
import threading
from base64 import b64encode

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sql"))

import support  # noqa: E402
from canary.canaries import Canaries  # noqa: E402
from canary.spelled import SPELLINGS, in_string, parts  # noqa: E402
from support import FIRST, sqlite3  # noqa: E402
from test_api_words import answering  # noqa: E402
from tls_front import make_certificates  # noqa: E402

OWN = Canaries.made()
SEARCH = OWN.search()
PROFILE = f"SELECT * FROM cf_billing_profile WHERE account_id = '{FIRST}'"
HISTORY = f"SELECT * FROM cf_billing_history WHERE account_id = '{FIRST}'"
TOKEN = {"CLOUDFLARE_API_TOKEN": OWN.token}
PAIR = {"CLOUDFLARE_API_TOKEN": None, "CLOUDFLARE_API_KEY": OWN.key, "CLOUDFLARE_EMAIL": OWN.email}


def envelope(success="false", errors="[]", messages="[]", result='{"id": "x"}'):
    return (f'{{"success": {success}, "errors": {errors}, "messages": {messages}, '
            f'"result": {result}}}')


def error(**members):
    return "[{" + ", ".join(f'"{name}": {value}' for name, value in
                            {"code": "1", "message": '"bad header"', **members}.items()) + "}]"


# Where the echo `e` stands, as a string of JSON `s`: a fault of the sandbox.
PLACES = {
    "message": lambda e, s: {"status": 400, "body": envelope(errors=error(message=s))},
    "message under 200": lambda e, s: {"body": envelope(errors=error(message=s))},
    "message beside success": lambda e, s: {"body": envelope("true", errors=error(message=s))},
    "message of 401": lambda e, s: {"status": 401, "body": envelope(errors=error(message=s))},
    "message of 500": lambda e, s: {"status": 500, "body": envelope(errors=error(message=s))},
    # With a wait, or analytics hold all further queries back for their five minutes.
    "message of 429": lambda e, s: {"status": 429, "headers": {"Retry-After-Ms": "0"},
                                    "body": envelope(errors=error(message=s))},
    "code": lambda e, s: {"status": 400, "body": envelope(errors=error(code=s, message='""'))},
    "pointer": lambda e, s: {"status": 400, "body": envelope(
        errors=error(source=f'{{"pointer": {s}}}'))},
    "documentation": lambda e, s: {"status": 400, "body": envelope(errors=error(documentation_url=s))},
    "chain": lambda e, s: {"status": 400, "body": envelope(
        errors=error(error_chain=error(message=s)))},
    "an object in a message": lambda e, s: {"status": 400, "body": envelope(
        errors=error(message=f'{{"header": {s}}}'))},
    "a member's name": lambda e, s: {"status": 400, "body": envelope(errors=f'{{{s}: "bad"}}')},
    "announced beside a result": lambda e, s: {"body": envelope(
        "true", messages=error(message=s))},
    "announced beside an error": lambda e, s: {"status": 400, "body": envelope(
        errors=error(), messages=f"[{s}]")},
    "HTML": lambda e, s: {"status": 403, "content_type": "text/html", "body": f"<p>{e}</p>"},
    "HTML under 200": lambda e, s: {"content_type": "text/html", "body": f"<p>{e}</p>"},
    "HTML of 404": lambda e, s: {"status": 404, "body": f"<a {e}>"},
    "a result that is none": lambda e, s: {"body": f'{{"success": true, "result": {s}}}'},
    "no envelope": lambda e, s: {"body": f'{{"a": {s}}}'},
    "ray": lambda e, s: {"status": 403, "headers": {"cf-ray": e}},
    "ray of a success": lambda e, s: {"body": envelope("true"), "headers": {"cf-ray": e}},
    "headers": lambda e, s: {"status": 400, "headers": {
        "X-Echo": e, "Retry-After": e, "Ratelimit": e, "Ratelimit-Policy": e, "Set-Cookie": e,
        "WWW-Authenticate": e, "x-should-retry": e}},
    "redirect": lambda e, s: {"status": 302, "headers": {"Location": f"http://127.0.0.1:1/{e}"},
                              "body": f"<p>{e}</p>"},
    "407": lambda e, s: {"status": 407, "headers": {"Proxy-Authenticate": f"Basic realm={e}"},
                         "body": f"<p>{e}</p>"},
    "content encoding": lambda e, s: {"headers": {"Content-Encoding": e}, "body": envelope()},
    "cut short": lambda e, s: {"body": envelope(errors=error(message=s)), "truncate": 80},
}


class EchoCase(support.TestCase):
    def outputs(self, db, query):
        """All that can be read of the query, and whether it brought rows."""
        try:
            said = self.rows(query, db=db)
        except sqlite3.Error as failure:
            said = []
            yield str(failure)
        else:
            yield repr(said)
        yield repr(self.rows("SELECT * FROM cf_requests ORDER BY id DESC LIMIT 1", db=db))

    def everything_else(self, db):
        yield repr(self.rows("SELECT * FROM cf_requests", db=db))
        yield repr(self.rows("SELECT *, cf_config(name) FROM cf_settings", db=db))
        for query in (PROFILE, HISTORY, "SELECT * FROM cf_requests", "SELECT * FROM cf_settings"):
            yield repr(self.rows("EXPLAIN " + query, db=db))
            yield repr(self.rows("EXPLAIN QUERY PLAN " + query, db=db))

    def assert_silent(self, texts):
        for text in texts:
            found = SEARCH.findings(text.encode())
            self.assertEqual([], found[:3], text)

    def check(self, environment, secrets, places, query=PROFILE, **config):
        db = self.connect(environment=environment, max_wait=0, max_retries=0, **config)
        struck = 0
        for name, spell in SPELLINGS.items():
            for secret in secrets:
                for part in parts(secret):
                    echo = spell(part)
                    # What is not found where it is would not be found elsewhere.
                    self.assertTrue(SEARCH.findings(echo.encode()), (name, echo))
                    for place, fault in places.items():
                        with self.subTest(spelling=name, place=place, part=len(part)):
                            self.sandbox.faults(fault(echo, in_string(echo)))
                            self.assert_silent(self.outputs(db, query))
                            struck += self.sandbox.hits()[0] > 0
        self.assert_silent(self.everything_else(db))
        self.assertGreaterEqual(struck, len(SPELLINGS) * len(secrets) * len(places))


class Servers(EchoCase):
    def test_token(self):
        self.check(TOKEN, [OWN.token], PLACES)

    def test_key_and_email(self):
        self.check(PAIR, [OWN.key, OWN.email], PLACES)

    def test_what_sql_named(self):
        """Instead of what was there at load, which the server may know as well."""
        places = {name: PLACES[name] for name in ("message", "announced beside a result", "HTML", "ray")}
        other = Canaries.made()
        self.check({"CLOUDFLARE_API_TOKEN": other.token}, [OWN.token], places, api_token=OWN.token)

    def test_an_amount_that_is_none(self):
        """What names its record is quoted."""
        for spelling, spell in SPELLINGS.items():
            for part in parts(OWN.token):
                text = in_string("about " + spell(part))  # Digits alone would be an amount.
                item = (f'{{"id": {text}, "type": "charge", "amount": {text}, "currency": "USD", '
                        f'"status": "open", "occurred_at": {text}, "description": {text}}}')
                with self.subTest(spelling=spelling, part=len(part)):
                    db = self.connect(environment=TOKEN)
                    self.sandbox.faults({"body": envelope("true", result=f"[{item}]")})
                    with self.assertRaises(sqlite3.Error) as caught:
                        self.rows("SELECT amount FROM cf_billing_history", db=db)
                    self.assert_silent([str(caught.exception)])
                    self.assert_silent(self.everything_else(db))

    def test_a_record_is_data(self):
        """It may say anything; but in its rows alone."""
        db = self.connect(environment=TOKEN)
        self.sandbox.faults({"body": envelope("true", result=f'{{"id": "{OWN.token}"}}')})
        self.assertEqual([(OWN.token,)], self.rows("SELECT id FROM cf_billing_profile", db=db))
        self.assert_silent(self.everything_else(db))

    def test_across_the_end_of_what_is_read(self):
        """However much of a large answer is quoted, kept or shown."""
        db = self.connect(environment=TOKEN, max_wait=0, max_retries=0)
        for limit in (60, 100, 256, 400, 700, 4096, 65536):
            for before in range(limit - 80, limit, 9):
                text = "x" * max(before, 0) + " " + OWN.token * 3
                for fault in (PLACES["message"], PLACES["HTML"], PLACES["announced beside a result"]):
                    with self.subTest(limit=limit, before=before):
                        self.sandbox.faults(fault(text, f'"{text}"'))
                        self.assert_silent(self.outputs(db, PROFILE))


class Mistaken(EchoCase):
    """Somebody put a credential where something else belongs."""

    def test_in_another_setting(self):
        for variable in ("CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_BASE_URL", "SSL_CERT_FILE"):
            for value in (OWN.token, OWN.token[:20], f"https://{OWN.token}", f"https://127.0.0.1:1/{OWN.token}"):
                with self.subTest(variable, value=value):
                    db = self.connect(environment={**TOKEN, variable: value}, max_retries=0)
                    self.assert_silent(self.outputs(db, PROFILE.replace(f"'{FIRST}'", "cf_config('account_id')")))
                    self.assert_silent(self.outputs(db, "SELECT * FROM cf_billing_profile"))
                    self.assert_silent(self.everything_else(db))

    def test_in_another_value(self):
        db = self.connect(environment=TOKEN)
        for sql in ("SELECT cf_config(?)", "SELECT cf_config(?, 1)", "SELECT cf_config('account_id', ?)",
                    "SELECT cf_config('base_url', ?)", "SELECT cf_config('timeout', ?)",
                    "SELECT cf_config('on_error', ?)", "SELECT id FROM cf_billing_profile WHERE account_id = ?",
                    "SELECT id FROM cf_accounts WHERE organization_id = ?",
                    "SELECT * FROM cf_focus_usage WHERE charge_date = ?",
                    "SELECT * FROM cf_focus_usage WHERE charge_date > ?",
                    "SELECT * FROM cf_focus_usage WHERE from_date = ?",
                    "SELECT * FROM cf_focus_usage WHERE incomplete = ?"):
            for value in (OWN.token, OWN.token[4:16]):
                with self.subTest(sql), self.assertRaises(sqlite3.Error) as caught:
                    self.rows(sql, (value,), db=db)
                self.assert_silent([str(caught.exception)])
        self.assert_silent(self.everything_else(db))


class Proxies(EchoCase):
    USER = f"{OWN.proxy_user}:{OWN.proxy_password}"
    BASIC = b64encode(USER.encode()).decode()

    def ask(self, port, **config):
        db = self.connect(environment={**TOKEN, **config.pop("environment", {})}, max_retries=0, **config)
        with support.environment_of({"HTTPS_PROXY": f"http://{self.USER}@127.0.0.1:{port}"}):
            yield from self.outputs(db, PROFILE)
            yield from self.everything_else(db)

    def test_that_refuses(self):
        for status in (407, 403, 502):
            page = f"{self.USER} {self.BASIC} {OWN.token}"
            answer = (f"HTTP/1.1 {status} {self.USER}\r\nProxy-Authenticate: Basic realm=\"{page}\"\r\ncf-ray: "
                      f"{OWN.proxy_user}\r\nContent-Length: {len(page)}\r\nConnection: close\r\n\r\n{page}")
            with answering(answer.encode()) as (port, asked):
                self.assert_silent(self.ask(port, environment={
                    "CLOUDFLARE_BASE_URL": "https://api.example.invalid/client/v4"}))
                self.assertIn(self.BASIC, asked[0])

    def test_that_speaks_nonsense(self):
        for answer in (self.USER, f"HTTP/{self.USER} 200\r\n\r\n", f"HTTP/1.1 {self.USER}\r\n\r\n",
                       f"HTTP/1.1 200 x\r\n{self.USER}\r\n\r\n{self.USER}",
                       f"HTTP/1.1 200 x\r\nTransfer-Encoding: {self.BASIC}\r\n\r\n",
                       f"HTTP/1.1 407 x\r\nContent-Length: {self.BASIC}\r\n\r\n"):
            with self.subTest(answer), answering(answer.encode()) as (port, _):
                self.assert_silent(self.ask(port, environment={
                    "CLOUDFLARE_BASE_URL": "https://api.example.invalid/client/v4"}))

    def test_that_ends_the_encryption(self):
        """As those of some companies do; the page that it shows knows its users."""
        folder = os.path.join(support.scratch_folder(), "authority")
        os.makedirs(folder, exist_ok=True)
        make_certificates(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
        authority = os.path.join(folder, "ca.pem")
        for secret in (OWN.proxy_user, OWN.proxy_password, self.USER, OWN.token):
            for spelling, spell in SPELLINGS.items():
                echo = spell(secret)
                for page in (f"<p>{echo}</p>", envelope(errors=error(message=in_string(echo))),
                             envelope("true", messages=error(message=in_string(echo)))):
                    answer = (f"HTTP/1.1 200 x\r\ncf-ray: {echo}\r\nContent-Length: {len(page)}\r\n"
                              f"Connection: close\r\n\r\n{page}")
                    with self.subTest(secret=secret, spelling=spelling), \
                            tunnel(context, answer.encode()) as port:
                        told = list(self.ask(port, environment={
                            "CLOUDFLARE_BASE_URL": "https://127.0.0.1:9/client/v4",
                            "SSL_CERT_FILE": authority}))
                        self.assert_silent(told)
                        self.assertNotIn("HTTP 407", told[0])


class tunnel:
    """A proxy that says it has connected, and then answers itself; its port."""

    def __init__(self, context, answer):
        self.context, self.answer = context, answer

    def __enter__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(10)
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self.server.getsockname()[1]

    def serve(self):
        connection, _ = self.server.accept()
        connection.settimeout(10)
        self.until_empty_line(connection)
        connection.sendall(b"HTTP/1.1 200 x\r\n\r\n")
        with self.context.wrap_socket(connection, server_side=True) as encrypted:
            self.until_empty_line(encrypted)
            encrypted.sendall(self.answer)

    @staticmethod
    def until_empty_line(connection):
        text = b""
        while b"\r\n\r\n" not in text:
            piece = connection.recv(65536)
            if not piece:
                raise ConnectionError("closed")
            text += piece
        return text

    def __exit__(self, *_):
        self.thread.join()
        self.server.close()


if __name__ == "__main__":
    support.main()
