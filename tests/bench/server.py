"""An HTTP server that costs next to nothing: nginx hands out files made beforehand.

Under /plain a body goes out as it is, under /gzip packed; the query string is ignored, so that one
file answers for whatever days are asked for.
"""

import atexit
import os
import shutil
import socket
import subprocess
import time

from measure import support

# One process that stays in the foreground and writes nothing outside its folder.
CONFIGURATION = """
daemon off;
master_process off;
pid nginx.pid;
events {{ worker_connections 512; }}
http {{
  client_body_temp_path temporary;
  proxy_temp_path temporary;
  fastcgi_temp_path temporary;
  uwsgi_temp_path temporary;
  scgi_temp_path temporary;
  log_format asked '$request_uri';
  access_log requests.log asked;
  default_type application/json;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  server {{
    listen 127.0.0.1:{port};
    location /plain/ {{ alias bodies/; }}
    location /gzip/ {{ alias bodies/; gzip_static always; }}
  }}
}}
"""


class Server:
    """Files below `bodies` in a folder of its own, and the log of what was asked for."""

    def __init__(self):
        self.folder = os.path.join(support.scratch_folder(), "nginx")
        os.makedirs(os.path.join(self.folder, "bodies"))
        self.log = os.path.join(self.folder, "requests.log")
        self.process = None
        for _ in range(5):  # Another program may take the port before nginx does.
            self.port = free_port()
            if self._started():
                return
        raise RuntimeError("nginx did not start: see what it says above")

    def _started(self):
        path = os.path.join(self.folder, "nginx.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(port=self.port))
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if program is None:
            raise RuntimeError("nginx is not installed")
        self.process = subprocess.Popen(
            [program, "-p", self.folder, "-c", path, "-e", "stderr"],
            stdin=subprocess.DEVNULL,
            preexec_fn=support.end_with_parent,
            env=support.child_environment(LD_PRELOAD=None),
        )
        atexit.register(self.stop)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return True
            except OSError:
                time.sleep(0.01)
        self.stop()
        return False

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def base_url(self, coding):
        """`coding`: plain or gzip."""
        return f"http://127.0.0.1:{self.port}/{coding}"

    def usage_file(self, account):
        """Where the account's answer on FOCUS usage is to be put; packed beside it as .gz."""
        folder = os.path.join(self.folder, "bodies", "accounts", account, "billable")
        os.makedirs(folder, exist_ok=True)
        return os.path.join(folder, "usage")

    def forget_requests(self):
        with open(self.log, "w", encoding="ascii"):
            pass

    def requests(self):
        time.sleep(0.02)  # A line is written after the answer is sent.
        with open(self.log, encoding="ascii") as file:
            return file.read().splitlines()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
