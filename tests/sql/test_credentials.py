"""Credentials: which are sent, where they may go, and that they never come back out."""

import json
import os
import unittest

import support
from support import (AUTH, EMAIL, ERROR, FIRST, CANTOPEN, KEY, ORGANIZATION, TOKEN)

PROFILE = "SELECT count(*) FROM cf_billing_profile"
# Of the documented shapes, invented.
WRONG_TOKENS = ("cfut_0123456789abcdefABCDEF", "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYZ")
NOTHING = {"CLOUDFLARE_API_TOKEN": None}
KEY_PAIR = {**NOTHING, "CLOUDFLARE_API_KEY": KEY, "CLOUDFLARE_EMAIL": EMAIL}
PIECE = 8


class CredentialCase(support.TestCase):
    def auth(self):
        return {request["auth"] for request in self.sandbox.requests()}

    def assert_no_secret(self, text):
        """Not even part of one."""
        for secret in (TOKEN, KEY, *WRONG_TOKENS):
            for at in range(len(secret) - PIECE + 1):
                self.assertNotIn(secret[at:at + PIECE], text)


class WhatIsSent(CredentialCase):
    def sent(self, expected, environment, **config):
        self.sandbox.forget_requests()
        db = self.connect(environment=environment, **config)
        self.assertEqual(1, self.value(PROFILE, db=db))
        self.assertEqual({expected}, self.auth())

    def test_token(self):
        self.sent("token", {})
        self.sent("token", NOTHING, api_token=TOKEN)

    def test_key_and_email(self):
        self.sent("key", KEY_PAIR)
        self.sent("key", NOTHING, api_key=KEY, email=EMAIL)
        self.sent("key", {**NOTHING, "CLOUDFLARE_API_KEY": KEY}, email=EMAIL)

    def test_token_wins_and_goes_alone(self):
        self.sent("token", {"CLOUDFLARE_API_KEY": KEY, "CLOUDFLARE_EMAIL": EMAIL})
        self.sent("token", {"CLOUDFLARE_EMAIL": EMAIL})
        self.sent("token", {"CLOUDFLARE_API_KEY": KEY})
        self.sent("token", KEY_PAIR, api_token=TOKEN)

    def test_environment_is_trimmed_and_empty_is_unset(self):
        self.sent("token", {"CLOUDFLARE_API_TOKEN": f"  {TOKEN}\r\n\t"})
        for blank in ("", "  ", "\n"):
            self.sent("key", {**KEY_PAIR, "CLOUDFLARE_API_TOKEN": blank})
            self.sent("token", {"CLOUDFLARE_API_KEY": blank, "CLOUDFLARE_EMAIL": blank})
        self.sent("token", {"CLOUDFLARE_ACCOUNT_ID": " "})

    def test_other_credentials_for_the_next_query(self):
        db = self.connect()
        self.assertEqual(1, self.value(PROFILE, db=db))
        self.rows("SELECT cf_config('api_token', ?)", (WRONG_TOKENS[1],), db)
        self.failure(AUTH, PROFILE, db=db)
        self.rows("SELECT cf_config('api_token', NULL)", db=db)
        self.assertEqual(1, self.value(PROFILE, db=db))

    def test_no_netrc(self):
        home = os.path.join(support.scratch_folder(), "netrc")
        os.makedirs(home, exist_ok=True)
        with open(os.path.join(home, ".netrc"), "w", encoding="ascii") as file:
            file.write("default login someone password else\n")
        done = self.shell(HOME=home).run(PROFILE)
        self.assertEqual((0, [("1",)]), (done.code, done.rows))
        self.assertEqual({"token"}, self.auth())


class WhatIsRefused(CredentialCase):
    def refused(self, code, environment, *says, requests=0):
        with self.request_count(requests):
            message = self.failure(code, PROFILE, db=self.connect(environment=environment))
        self.assert_says(message, *says)
        self.assert_no_secret(message)

    def test_none(self):
        self.refused(AUTH, NOTHING, "cf_billing_profile", "no credentials", "CLOUDFLARE_API_TOKEN")

    def test_half_a_pair(self):
        self.refused(AUTH, {**NOTHING, "CLOUDFLARE_API_KEY": KEY}, "api_key is set without email")
        self.refused(AUTH, {**NOTHING, "CLOUDFLARE_EMAIL": EMAIL}, "email is set without api_key")

    def test_wrong(self):
        for wrong in WRONG_TOKENS:
            self.refused(AUTH, {"CLOUDFLARE_API_TOKEN": wrong}, "HTTP 401, code 10000",
                         "Account › Billing › Read", requests=1)
        self.assertEqual({"bad"}, self.auth())
        self.refused(AUTH, {**KEY_PAIR, "CLOUDFLARE_API_KEY": KEY[::-1]}, "HTTP 401", requests=1)

    def test_malformed(self):
        self.refused(ERROR, {"CLOUDFLARE_API_TOKEN": "b!ad"}, "HTTP 400", "code 6003", "6111",
                     "api_token", requests=1)
        self.refused(ERROR, {**KEY_PAIR, "CLOUDFLARE_API_KEY": "xyz"}, "6003", "6103", requests=1)
        self.refused(ERROR, {**KEY_PAIR, "CLOUDFLARE_EMAIL": "nobody"}, "6003", "6102", requests=1)

    def test_no_header_can_be_smuggled_in(self):
        for name, secret in (("api_token", TOKEN), ("api_key", KEY)):
            for given in (f"{secret}\r\nX-Evil: 1", f"{secret}\nX-Evil: 1", f"a {secret}",
                          f"{secret}\x00x", f"{secret}\u00e9"):
                with self.subTest(name=name, given=given), self.request_count(0):
                    message = self.failure(ERROR, "SELECT cf_config(?, ?)", (name, given))
                    self.assertIn(name, message)
                    self.assert_no_secret(message)
        self.refused(ERROR, {"CLOUDFLARE_API_TOKEN": f"{TOKEN}\nX-Evil: 1"},
                     "CLOUDFLARE_API_TOKEN")
        self.failure(ERROR, "SELECT cf_config('email', ?)", ("a@b\r\nX-Evil: 1",))


class WhatIsShown(CredentialCase):
    def test_settings_read_back_masked(self):
        db = self.connect(environment={"CLOUDFLARE_API_KEY": KEY})
        for name, secret in (("api_token", TOKEN), ("api_key", KEY)):
            for sql, parameters in (("SELECT cf_config(?)", (name,)),
                                    ("SELECT cf_config(?, ?)", (name, secret))):
                shown = self.value(sql, parameters, db)
                self.assertTrue(shown)
                self.assert_no_secret(shown)
                self.assertNotIn(str(len(secret)), shown)
        self.assertIsNone(self.value("SELECT cf_config('api_token')",
                                     db=self.connect(environment=NOTHING)))

    def test_explain(self):
        for table in ("cf_focus_usage", "cf_billing_profile"):
            with self.request_count(0):
                for explain in ("EXPLAIN", "EXPLAIN QUERY PLAN"):
                    told = self.rows(f"{explain} SELECT * FROM {table} WHERE account_id = ?",
                                     (FIRST,))
                    self.assert_no_secret(repr(told))

    def test_output_of_failing_runs(self):
        queries = [PROFILE, f"SELECT * FROM cf_focus_usage WHERE account_id = '{FIRST}'",
                   f"SELECT * FROM cf_paygo_usage WHERE account_id = '{FIRST}'",
                   "SELECT cf_config('api_token'); SELECT cf_config('nonsense')",
                   "SELECT cf_config('api_token', 'a b')", ".dump", ".schema", ".show"]
        faults = ({"status": 401}, {"status": 500}, {"reset": True}, {"body": "<html>"},
                  {"status": 429, "headers": {"Retry-After": "900"}}, {"status": 301})
        environments = ({}, {**KEY_PAIR})
        for environment in environments:
            for fault in faults:
                self.sandbox.faults(fault)
                for query in queries:
                    done = self.shell(**environment).run("SELECT cf_config('max_wait', 0)", query)
                    self.assert_no_secret(done.stdout + done.stderr)

    def test_server_that_echoes_them(self):
        for environment, secret in (({}, TOKEN), (KEY_PAIR, KEY)):
            db = self.connect(environment=environment, max_wait=0)
            message = json.dumps({"success": False, "errors": [
                {"code": 1, "message": f"bad header 'Bearer {secret}' ({secret}{secret})",
                 "error_chain": [{"code": 2, "message": f"{secret}"}]}]})
            for fault in ({"status": 400, "body": message}, {"status": 200, "body": message},
                          {"status": 500, "body": message},
                          {"body": f"<html>{secret}</html>"}, {"body": secret},
                          {"status": 403, "headers": {"cf-ray": secret}},
                          {"body": '{"success":true,"result":"' + secret + '"}'}):
                with self.subTest(fault=fault):
                    self.sandbox.faults(fault)
                    with self.assertRaises(support.sqlite3.Error) as caught:
                        self.rows(PROFILE, db=db)
                    self.assert_no_secret(str(caught.exception))

    def test_echo_across_the_end_of_what_is_quoted(self):
        for repeated in (5, 6):
            for padding in range(0, 60, 4):
                self.sandbox.faults({"body": "x" * padding + " " + " ".join([TOKEN] * repeated)})
                with self.assertRaises(support.sqlite3.Error) as caught:
                    self.rows(PROFILE, db=self.connect(max_wait=0))
                self.assert_no_secret(str(caught.exception))

    def test_other_peoples_tokens(self):
        for other in WRONG_TOKENS:
            self.sandbox.faults({"status": 403, "body": json.dumps(
                {"success": False, "errors": [{"code": 9109, "message": f"token {other}: no"}]})})
            message = self.failure(AUTH, PROFILE, db=self.connect())
            self.assert_no_secret(message)

    def test_token_in_the_place_of_an_account(self):
        """Swapped by mistake: the bad value is named, but not if it is the token."""
        with self.request_count(0):
            self.assert_no_secret(self.failure(
                ERROR, "SELECT * FROM cf_billing_profile WHERE account_id = ?", (TOKEN,)))
            self.assert_no_secret(self.failure(
                ERROR, PROFILE, db=self.connect(environment={"CLOUDFLARE_ACCOUNT_ID": TOKEN})))


class WhereTheyGo(CredentialCase):
    ALLOWED = ("https://api.example.com/client/v4", "https://[2001:db8::1]:8443/x",
               "http://127.0.0.1:8080/client/v4", "http://127.9.8.7/", "http://localhost:1/x",
               "http://[::1]:9/x")
    REFUSED = ("http://api.cloudflare.com/client/v4", "http://example.com", "http://10.0.0.1/",
               "http://127.0.0.1.example.com/", "http://localhost.example.com/",
               "http://localhost@example.com/", "http://user:secret@127.0.0.1/",
               "https://user:secret@example.com/", "https://example.com/?x=1",
               "https://example.com/#x", "ftp://127.0.0.1/", "file:///etc/hostname",
               "127.0.0.1:80", "api.cloudflare.com", "//example.com", "https://", "nonsense",
               # What curl takes for no address is looked up as a name.
               "http://127.256.256.256/", "http://127..0.1/", "http://127.0.0.1./", "http://127.0.0.1.1/",
               "http://127.0.0.1\0.example.com/", "http://127.0.0.1 .example.com/", "https://ex\tample.com/",
               "https://example.com/\x01", "https://ex\u00e4mple.com/",
               "http://0.0.0.0/", "http://[::2]/", "http://127.example.com/", "gopher://[::1]/")

    def test_base_url(self):
        for url in self.ALLOWED:
            with self.subTest(url):
                self.value("SELECT cf_config('base_url', ?)", (url,))
        for url in self.REFUSED:
            with self.subTest(url):
                message = self.failure(ERROR, "SELECT cf_config('base_url', ?)", (url,))
                self.assertIn("base_url", message)
                self.assertNotIn("secret", message)

    def test_base_url_of_the_environment(self):
        for url in self.REFUSED:
            if not url.startswith("http://") or "\0" in url:  # No variable holds that.
                continue
            with self.subTest(url):
                message = self.failure(ERROR, PROFILE, db=self.connect(
                    environment={"CLOUDFLARE_BASE_URL": url}))
                self.assert_says(message, "CLOUDFLARE_BASE_URL")
                self.assertNotIn("secret", message)

    def test_a_credential_stays_where_it_came_from(self):
        """Once SQL says where to, or whom to trust, the environment's credentials are not sent."""
        key = {"CLOUDFLARE_API_TOKEN": None, "CLOUDFLARE_API_KEY": KEY, "CLOUDFLARE_EMAIL": EMAIL}
        url = self.sandbox.base_url
        for environment in ({}, key, {**key, "CLOUDFLARE_API_TOKEN": TOKEN}):
            for setting, value in (("base_url", url), ("ca_file", "/etc/ssl/certs/ca-certificates.crt")):
                with self.subTest(environment, setting=setting), self.request_count(0):
                    db = self.connect(environment=environment)
                    self.value("SELECT cf_config(?, ?)", (setting, value), db)
                    message = self.failure(AUTH, PROFILE, db=db)
                    self.assert_says(message, setting, "cf_config('api_token', '…')", "environment")
                    self.assert_no_secret(message)
        # Back to where it came from, and it is sent again; or SQL names one as well.
        db = self.connect()
        self.value("SELECT cf_config('base_url', ?)", (url,), db)
        self.value("SELECT cf_config('base_url', NULL)", db=db)
        self.assertEqual(1, self.value(PROFILE, db=db))
        self.value("SELECT cf_config('base_url', ?)", (url,), db)
        self.value("SELECT cf_config('api_token', ?)", (TOKEN,), db)
        self.assertEqual(1, self.value(PROFILE, db=db))
        # A pair that SQL named is sent, not the token of the environment.
        db = self.connect()
        for name, value in (("base_url", url), ("api_key", KEY), ("email", EMAIL)):
            self.value("SELECT cf_config(?, ?)", (name, value), db)
        self.sandbox.forget_requests()
        self.assertEqual(1, self.value(PROFILE, db=db))
        # Half of a pair is none, whatever the environment has of the other half.
        db = self.connect(environment=key)
        for name, value in (("base_url", url), ("api_key", KEY)):
            self.value("SELECT cf_config(?, ?)", (name, value), db)
        self.assert_says(self.failure(AUTH, PROFILE, db=db), "api_key is set without email")

    def test_the_address_is_masked(self):
        db = self.connect(email=EMAIL)
        self.assertEqual("********", self.value("SELECT cf_config('email')", db=db))
        self.assertEqual("********", self.value("SELECT value FROM cf_settings WHERE name = 'email'", db=db))

    def test_no_base_url_is_shown_that_cannot_be_one(self):
        """It may have a password in it."""
        db = self.connect(environment={"CLOUDFLARE_BASE_URL": "https://user:secret@example.com/"})
        for sql in ("SELECT cf_config('base_url')", "SELECT value FROM cf_settings WHERE name = 'base_url'"):
            self.assertNotIn("secret", self.value(sql, db=db))

    def test_default_base_url(self):
        for unset in (None, "", "  "):
            db = self.connect(environment={"CLOUDFLARE_BASE_URL": unset})
            self.assertEqual("https://api.cloudflare.com/client/v4",
                             self.value("SELECT cf_config('base_url')", db=db))

    def test_trailing_slash(self):
        db = self.connect(base_url=self.sandbox.base_url + "//")
        self.assertEqual(1, self.value(PROFILE, db=db))
        self.assertEqual(["/client/v4/user/billing/profile"],
                         [r["path"] for r in self.sandbox.requests()])

    def test_proxies_do_not_see_loopback_requests(self):
        dead = "http://127.0.0.1:1"
        names = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy",
                 "ALL_PROXY")
        done = self.shell(**dict.fromkeys(names, dead)).run(PROFILE)
        self.assertEqual((0, [("1",)], ""), (done.code, done.rows, done.stderr))

    def test_https_goes_through_the_proxy(self):
        done = self.shell(HTTPS_PROXY="http://127.0.0.1:1", CLOUDFLARE_BASE_URL="https://x.invalid"
                          ).run("SELECT cf_config('max_retries', 0)", PROFILE)
        self.assertNotEqual(0, done.code)
        self.assertIn("127.0.0.1", done.stderr)

    def test_plain_http_is_not_spoken_to_a_tls_port_nor_the_other_way_round(self):
        url = self.sandbox.base_url.replace("http://", "https://")
        with self.request_count(0):
            self.failure(CANTOPEN, PROFILE, db=self.connect(base_url=url, max_retries=0))

    def test_user_agent_and_encoding(self):
        self.rows("SELECT count(*) FROM cf_focus_usage WHERE organization_id = ?", (ORGANIZATION,))
        (request,) = self.sandbox.requests()
        version = self.value("SELECT cf_version()")
        self.assertEqual(f"cf_billing/{version}", request["user_agent"])
        self.assertIn("gzip", request["accept_encoding"])
        self.assertEqual("GET", request["method"])


if __name__ == "__main__":
    support.main()
