"""A primary, its gateway and replicas, started through the scripts of examples/sqld, and a published file with the
archive behind it.

SQLD names the program; the rest is what tests/sql/support.py needs.
"""

import atexit
import functools
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "sql"))
sys.path.insert(0, str(ROOT / "examples" / "sqld"))

import support  # noqa: E402
from pipeline import Refused, Stream  # noqa: E402

EXAMPLE = ROOT / "examples" / "sqld"


def wait_for(condition, what, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


def run_script(name, *arguments, **environment):
    done = subprocess.run(["sh", ROOT / "examples" / name, *arguments], capture_output=True, text=True, check=False,
                          timeout=120, env=support.child_environment(CF_BILLING=support.EXTENSION, **environment))
    if done.returncode:
        raise AssertionError(done.stderr)


@functools.cache
def published():
    """What one run of archive.sh over the sandbox saved, published with the archive behind it."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=support.scratch_folder()))
    sandbox = support.Sandbox()
    try:
        run_script("archive.sh", folder / "billing.db", CLOUDFLARE_API_TOKEN=support.TOKEN,
                   CLOUDFLARE_BASE_URL=sandbox.base_url)
    finally:
        sandbox.stop()
    run_script("publish.sh", "--records", folder / "billing.db", folder / "report.db")
    return folder / "report.db"


class Report:
    """A published file of a test's own, in which days can pass."""

    def __init__(self, folder):
        self.path = pathlib.Path(folder) / "report.db"
        shutil.copy(published(), self.path)

    def rows(self, sql, *values):
        db = sqlite3.connect(self.path)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def change(self, *statements):
        """And it is published later than before."""
        db = sqlite3.connect(self.path)
        with db:
            for sql in (*statements, "UPDATE cf_about SET published_at = published_at || '+'"):
                db.execute(sql)
        db.close()

    def names(self, kind):
        return [name for name, in self.rows("SELECT name FROM sqlite_master WHERE type = ? ORDER BY 1", kind)]

    def selects(self, kind="table"):
        """By table: all of it."""
        return {name: f"SELECT {', '.join(self.columns(name))} FROM {name}" for name in self.names(kind)}

    def columns(self, name):
        return [f'"{row[1]}"' for row in self.rows(f"PRAGMA table_info({name})")]

    def content(self):
        return {name: sorted(self.rows(sql), key=repr) for name, sql in self.selects().items()}


class Cluster:
    names = ("primary", "gateway", "replica1", "replica2")

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cf_billing_sqld_"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.processes = {}
        atexit.register(self.stop)
        self.report = Report(self.folder)
        self.keys = self.folder / "keys"
        self.reader_token = self.keys / "reader.token"
        self.publisher_token = self.keys / "primary" / "publisher.token"
        subprocess.run(["sh", EXAMPLE / "keys.sh", self.keys], check=True, timeout=30)
        # Held until all are known, so that they differ.
        held = [socket.create_server(("127.0.0.1", 0)) for _ in range(6)]
        names = ("primary", "grpc", "gateway", "replica1", "replica2", "replica3")
        self.ports = {name: held_one.getsockname()[1] for name, held_one in zip(names, held)}
        for one in held:
            one.close()
        for name in self.names:
            self.start(name)

    def url(self, name):
        return f"http://127.0.0.1:{self.ports[name]}"

    def start(self, name, keys="replica", upstream="gateway"):
        """Through the example's script, which becomes the server itself."""
        def listening(port):
            return f"127.0.0.1:{self.ports[port]}"

        data = self.folder / name
        common = {"SQLD": os.environ["SQLD"], "HTTP_LISTEN": listening(name),
                  "GRPC_LISTEN": listening("grpc"), "REPLICATION_LISTEN": listening("gateway")}
        arguments = {"primary": [self.keys / "primary", data], "gateway": [self.keys / "primary", data]}.get(
            name, [self.keys / keys, data, f"https://{listening(upstream)}"])
        # A credential happens to be in everybody's environment: the scripts have to keep it out.
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                ["sh", EXAMPLE / (name.rstrip("123") + ".sh"), *arguments], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, preexec_fn=support.end_with_parent,
                env=support.child_environment(**common, CLOUDFLARE_API_TOKEN=support.TOKEN))
        wait_for(lambda: self.accepts(name), name)

    def accepts(self, name):
        if self.processes[name].poll() is not None:
            raise AssertionError((self.folder / f"{name}.log").read_text())
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.ports[name])) == 0

    def kill(self, name):
        self.processes[name].kill()
        self.processes[name].wait(10)

    def stop(self):
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
                process.wait(10)

    def publish_command(self):
        return ["/usr/bin/python3", "-B", EXAMPLE / "publish.py", "--url", self.url("primary"), "--token",
                self.publisher_token, self.report.path]

    def publish(self, code=0):
        """What it says."""
        done = subprocess.run(self.publish_command(), capture_output=True, text=True, timeout=120, check=False,
                              env=support.child_environment())
        if done.returncode != code:
            raise AssertionError(done.stdout + done.stderr)
        return done.stdout + done.stderr

    def read(self, name, sql):
        token = self.publisher_token if name == "primary" else self.reader_token
        with Stream(self.url(name), token, timeout=20) as server:
            return server.rows(sql)

    def query(self, name, sql):
        """As a reader does, through query.py."""
        done = subprocess.run(
            ["/usr/bin/python3", "-B", EXAMPLE / "query.py", "--url", self.url(name), "--token",
             self.reader_token, sql], capture_output=True, text=True, timeout=30, check=True,
            env=support.child_environment())
        return [tuple(json.loads(line)) for line in done.stdout.splitlines()]

    def stored(self, name):
        """All rows of all tables of the file that one server has, each table sorted."""
        return {table: sorted(self.read(name, sql), key=repr) for table, sql in self.report.selects().items()}

    def has(self, name, expected):
        try:
            return self.stored(name) == expected
        except Refused:  # It looks for its primary, or has not all tables yet.
            return False

    def wait_for(self, name, expected):
        wait_for(lambda: self.has(name, expected), f"{name} has every row")


@functools.cache
def shared():
    return Cluster()
