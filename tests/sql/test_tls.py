"""TLS and HTTP/2."""

import os
import subprocess
import time

from support import (CANTOPEN, EXTENSION, FIRST, TOKEN, TestCase, child_environment, main,
                     scratch_folder)
from tls_front import TlsFront

HOST_WITH_TLS = os.path.join(os.path.dirname(__file__), "data", "host_with_tls.c")


class TlsTest(TestCase):
    def setUp(self):
        super().setUp()
        self.front = TlsFront(self.sandbox)
        self.addCleanup(self.front.stop)

    def test_http2_and_compression_are_used_and_rows_are_the_same(self):
        over_tls = self.connect(environment={"CLOUDFLARE_BASE_URL": self.front.base_url},
                                ca_file=self.front.authority)
        query = ("SELECT *, raw FROM cf_focus_usage WHERE account_id = ?"
                 " AND charge_date >= date('now', '-100 days')")
        rows = self.rows(query, (FIRST,), over_tls)
        self.assertGreater(len(rows), 1000)
        self.assert_same_rows(self.rows(query, (FIRST,)), rows)
        lines = self.front.log()
        self.assertEqual(4, len(lines))
        for line in lines:
            self.assertTrue(line.startswith("HTTP/2.0 "), line)
            self.assertIn("gzip", line)

    def test_requests_of_a_scan_share_a_connection(self):
        """With HTTP/2 a further request is a stream, not a connection."""
        db = self.connect(environment={"CLOUDFLARE_BASE_URL": self.front.base_url}, ca_file=self.front.authority)
        self.rows("SELECT count(*) FROM cf_billing_history WHERE account_id = ?", (FIRST,), db)
        self.assertGreater(len(self.front.log()), 3)
        self.assertEqual(1, len({line.split()[1] for line in self.front.log()}))

    def test_authority_from_the_environment(self):
        db = self.connect(environment={"CLOUDFLARE_BASE_URL": self.front.base_url,
                                       "SSL_CERT_FILE": self.front.authority})
        self.assertEqual(1, self.value("SELECT count(*) FROM cf_billing_profile", db=db))

    def test_unknown_authority_is_refused_at_once(self):
        db = self.connect(environment={"CLOUDFLARE_BASE_URL": self.front.base_url})
        started = time.monotonic()
        with self.request_count(0):
            message = self.failure(CANTOPEN, "SELECT * FROM cf_billing_profile", db=db)
        self.assertLess(time.monotonic() - started, 3)
        self.assert_says(message, "certificate")

    def test_certificate_of_another_host_is_refused(self):
        db = self.connect(environment={"CLOUDFLARE_BASE_URL": self.front.base_url.replace("127.0.0.1", "localhost")},
                          ca_file=self.front.authority)
        with self.request_count(0):
            message = self.failure(CANTOPEN, "SELECT * FROM cf_billing_profile", db=db)
        self.assert_says(message, "localhost")

    def test_missing_authority_file_is_named(self):
        db = self.connect(environment={"CLOUDFLARE_BASE_URL": self.front.base_url}, ca_file="/nonexistent.pem")
        self.assert_says(self.failure(CANTOPEN, "SELECT * FROM cf_billing_profile", db=db),
                         "/nonexistent.pem")

    def test_plain_http_server_under_an_https_url_is_an_error(self):
        db = self.connect(environment={
            "CLOUDFLARE_BASE_URL": f"https://127.0.0.1:{self.sandbox.port}/client/v4"}, max_retries=0)
        with self.request_count(0):
            self.failure(CANTOPEN, "SELECT * FROM cf_billing_profile", db=db)

    def test_host_with_an_openssl_of_its_own(self):
        """The program's functions would be called instead of libcurl's: better none at all."""
        if "CF_BILLING_PLATFORM_TOOLS" in os.environ:
            self.skipTest("the program is compiled for this machine, the extension is of another")
        program = os.path.join(scratch_folder(), "host_with_tls")
        subprocess.run(["cc", "-rdynamic", "-o", program, HOST_WITH_TLS, "-lsqlite3"], check=True)

        def run(base_url):
            environment = child_environment(CLOUDFLARE_BASE_URL=base_url, CLOUDFLARE_API_TOKEN=TOKEN,
                                            SSL_CERT_FILE=self.front.authority)
            done = subprocess.run([program, EXTENSION, "SELECT count(*) FROM cf_billing_profile"],
                                  capture_output=True, text=True, check=True, env=environment)
            return done.stdout.strip()

        self.assertEqual("1", run(self.sandbox.base_url))
        with self.request_count(0):
            self.assert_says(run(self.front.base_url), "cf_billing_profile: ", "OpenSSL of its own",
                             "self-contained build")


if __name__ == "__main__":
    main()
