"""A server that speaks TLS and HTTP/2 before the sandbox: nginx, with a certificate of an authority
made for the occasion."""

import os
import socket
import subprocess
import tempfile
import time

from support import end_with_parent, scratch_folder

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


class TlsFront:
    """An nginx process on a free port that passes everything on to `sandbox`."""

    def __init__(self, sandbox):
        self.folder = tempfile.mkdtemp(dir=scratch_folder())
        make_certificates(self.folder)
        port = free_port()
        self.base_url = f"https://127.0.0.1:{port}/client/v4"
        self.authority = os.path.join(self.folder, "ca.pem")
        configuration = os.path.join(self.folder, "nginx.conf")
        with open(configuration, "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(folder=self.folder, port=port, upstream=sandbox.port))
        self.process = subprocess.Popen([NGINX, "-c", configuration, "-p", self.folder],
                                        env={"PATH": os.environ["PATH"]},
                                        stderr=subprocess.DEVNULL, preexec_fn=end_with_parent)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        self.stop()
        raise RuntimeError("nginx did not start")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def log(self):
        """One line a request: protocol, connection, accepted encodings."""
        with open(os.path.join(self.folder, "log"), encoding="ascii") as file:
            return file.read().splitlines()
