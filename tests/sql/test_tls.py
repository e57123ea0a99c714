"""TLS and HTTP/2, through nginx with a certificate of an authority made for the occasion."""

import os
import shutil
import socket
import subprocess
import tempfile
import time

from support import FIRST, IOERR, TestCase, main, scratch_folder

NGINX = "/usr/sbin/nginx"


def openssl(*arguments, folder):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make_certificates(folder):
    """An authority, and a server certificate for 127.0.0.1 that it signed."""
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            "/CN=Throwaway authority", "-keyout", "ca.key", "-out", "ca.pem", folder=folder)
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-keyout",
            "server.key", "-out", "server.csr", folder=folder)
    with open(os.path.join(folder, "san"), "w", encoding="ascii") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "san", "-out", "server.pem", folder=folder)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 128; }}
http {{
  log_format told '$server_protocol $connection $http_accept_encoding';
  access_log {folder}/log told;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
    location / {{ proxy_pass http://127.0.0.1:{upstream}; proxy_http_version 1.1; }}
  }}
}}
"""


class TlsTest(TestCase):
    def setUp(self):
        super().setUp()
        self.folder = tempfile.mkdtemp(dir=scratch_folder())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        make_certificates(self.folder)
        port = free_port()
        configuration = os.path.join(self.folder, "nginx.conf")
        with open(configuration, "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(folder=self.folder, port=port,
                                            upstream=self.sandbox.port))
        self.nginx = subprocess.Popen([NGINX, "-c", configuration, "-p", self.folder],
                                      env={"PATH": os.environ["PATH"]}, stderr=subprocess.DEVNULL)
        self.addCleanup(self.stop_nginx)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            self.assertIsNone(self.nginx.poll(), "nginx did not start")
            time.sleep(0.02)
        self.url = f"https://127.0.0.1:{port}/client/v4"
        self.authority = os.path.join(self.folder, "ca.pem")

    def stop_nginx(self):
        self.nginx.terminate()
        self.nginx.wait(10)

    def log(self):
        with open(os.path.join(self.folder, "log"), encoding="ascii") as file:
            return file.read().splitlines()

    def test_http2_and_compression_are_used_and_rows_are_the_same(self):
        over_tls = self.connect(environment={"CLOUDFLARE_BASE_URL": self.url},
                                ca_file=self.authority)
        query = ("SELECT *, raw FROM cf_focus_usage WHERE account_id = ?"
                 " AND charge_date >= date('now', '-100 days')")
        rows = self.rows(query, (FIRST,), over_tls)
        self.assertGreater(len(rows), 1000)
        self.assert_same_rows(self.rows(query, (FIRST,)), rows)
        lines = self.log()
        self.assertEqual(4, len(lines))
        for line in lines:
            self.assertTrue(line.startswith("HTTP/2.0 "), line)
            self.assertIn("gzip", line)

    def test_requests_of_a_scan_share_a_connection(self):
        """With HTTP/2 a further request is a stream, not a connection."""
        db = self.connect(environment={"CLOUDFLARE_BASE_URL": self.url}, ca_file=self.authority)
        self.rows("SELECT count(*) FROM cf_billing_history WHERE account_id = ?", (FIRST,), db)
        self.assertGreater(len(self.log()), 3)
        self.assertEqual(1, len({line.split()[1] for line in self.log()}))

    def test_authority_from_the_environment(self):
        db = self.connect(environment={"CLOUDFLARE_BASE_URL": self.url,
                                       "SSL_CERT_FILE": self.authority})
        self.assertEqual(1, self.value("SELECT count(*) FROM cf_billing_profile", db=db))

    def test_unknown_authority_is_refused_at_once(self):
        db = self.connect(environment={"CLOUDFLARE_BASE_URL": self.url})
        started = time.monotonic()
        with self.request_count(0):
            message = self.failure(IOERR, "SELECT * FROM cf_billing_profile", db=db)
        self.assertLess(time.monotonic() - started, 3)
        self.assert_says(message, "certificate")

    def test_certificate_of_another_host_is_refused(self):
        db = self.connect(environment={"CLOUDFLARE_BASE_URL": self.url.replace("127.0.0.1", "localhost")},
                          ca_file=self.authority)
        with self.request_count(0):
            message = self.failure(IOERR, "SELECT * FROM cf_billing_profile", db=db)
        self.assert_says(message, "localhost")

    def test_missing_authority_file_is_named(self):
        db = self.connect(environment={"CLOUDFLARE_BASE_URL": self.url}, ca_file="/nonexistent.pem")
        self.assert_says(self.failure(IOERR, "SELECT * FROM cf_billing_profile", db=db),
                         "/nonexistent.pem")

    def test_plain_http_server_under_an_https_url_is_an_error(self):
        db = self.connect(environment={
            "CLOUDFLARE_BASE_URL": f"https://127.0.0.1:{self.sandbox.port}/client/v4"}, max_retries=0)
        with self.request_count(0):
            self.failure(IOERR, "SELECT * FROM cf_billing_profile", db=db)


if __name__ == "__main__":
    main()
