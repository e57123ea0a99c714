"""A primary, its gateway and replicas, started through the scripts of examples/sqld.

SQLD names the program; the rest is what tests/sql/support.py needs.
"""

import atexit
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
# Which virtual table each ordinary one is to equal, for the days that were read.
TABLES = {"accounts": "cf_accounts",
          "paygo_usage": "cf_paygo_usage WHERE account_id IN ({accounts}) AND charge_date >= '{first}'",
          "billing_history": "cf_billing_history WHERE account_id IN ({every})"}


def wait_for(condition, what, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


def listed(accounts):
    return ", ".join(f"'{account}'" for account in accounts)


class Cluster:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cf_billing_sqld_"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.processes = {}
        atexit.register(self.stop)
        self.sandbox = support.Sandbox("--set", "restate=on")
        self.keys = self.folder / "keys"
        self.reader_token = self.keys / "reader.token"
        self.refresher_token = self.keys / "primary" / "refresher.token"
        subprocess.run(["sh", EXAMPLE / "keys.sh", self.keys], check=True, timeout=30)
        # Held until all are known, so that they differ.
        held = [socket.create_server(("127.0.0.1", 0)) for _ in range(6)]
        names = ("primary", "grpc", "gateway", "replica1", "replica2", "replica3")
        self.ports = {name: held_one.getsockname()[1] for name, held_one in zip(names, held)}
        for one in held:
            one.close()
        for name in ("primary", "gateway", "replica1", "replica2"):
            self.start(name)
        self.first_day = self.read("primary", "SELECT date('now', '-28 days')")[0][0]

    def url(self, name):
        return f"http://127.0.0.1:{self.ports[name]}"

    def start(self, name, keys="replica", upstream="gateway"):
        """Through the example's script, which becomes the server itself."""
        def listening(port):
            return f"127.0.0.1:{self.ports[port]}"

        data = self.folder / name
        common = {"SQLD": os.environ["SQLD"], "HTTP_LISTEN": listening(name),
                  "GRPC_LISTEN": listening("grpc"), "REPLICATION_LISTEN": listening("gateway")}
        secret = {"CLOUDFLARE_API_TOKEN": support.TOKEN}
        if name == "primary":
            command = [self.keys / "primary", data, support.EXTENSION + ".so"]
            secret["CLOUDFLARE_BASE_URL"] = self.sandbox.base_url
        elif name == "gateway":
            command = [self.keys / "primary", data]
        else:
            command = [self.keys / keys, data, f"https://{listening(upstream)}"]
        # The credential is in everybody's environment: the scripts have to keep it out.
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                ["sh", EXAMPLE / (name.rstrip("123") + ".sh"), *command], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, preexec_fn=support.end_with_parent,
                env=support.child_environment(**common, **secret))
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

    def refresh_command(self, *more):
        return ["/usr/bin/python3", "-B", EXAMPLE / "refresh.py", "--url", self.url("primary"),
                "--token", self.refresher_token, *more]

    def refresh(self, *more):
        return subprocess.run(self.refresh_command(*more), capture_output=True, text=True,
                              timeout=50, check=False, env=support.child_environment())

    def read(self, name, sql):
        token = self.refresher_token if name == "primary" else self.reader_token
        with Stream(self.url(name), token, timeout=20) as server:
            return server.rows(sql)

    def query(self, name, sql):
        """As a reader does, through query.py."""
        done = subprocess.run(
            ["/usr/bin/python3", "-B", EXAMPLE / "query.py", "--url", self.url(name), "--token",
             self.reader_token, sql], capture_output=True, text=True, timeout=30, check=True,
            env=support.child_environment())
        return [tuple(json.loads(line)) for line in done.stdout.splitlines()]

    def columns(self, table):
        names = self.read("primary", f"SELECT name FROM pragma_table_info('{table}')")
        return ", ".join(f'"{name}"' for name, in names)

    def stored(self, name):
        """All rows of all tables that one server has, each table sorted."""
        return {table: sorted(self.read(name, f"SELECT {self.columns(table)} FROM {table}"), key=repr)
                for table in TABLES}

    def truth(self):
        """The same from the sqlite3 shell with the extension. Read from the file that the shell
        writes, not from what it prints: that has fewer digits."""
        file = self.folder / "truth.db"
        file.unlink(missing_ok=True)
        fill = [f"CREATE TABLE {table} AS SELECT {self.columns(table)} FROM " + source.format(
            accounts=listed(support.BILLED), every=listed(support.ALL_ACCOUNTS),
            first=self.first_day) for table, source in TABLES.items()]
        shell = support.Shell(self.sandbox.base_url).run(";".join(fill), database=str(file))
        if shell.code:
            raise AssertionError(shell.stderr)
        db = sqlite3.connect(file)
        try:
            return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}
        finally:
            db.close()

    def tomorrow(self):
        """Days pass for the API: all that it restates changes."""
        days = self.sandbox.today()
        ((after,),) = self.read("primary", f"SELECT date('{days}', '+1 day')")
        self.sandbox.control("POST", "today", {"today": after})


_cluster = None


def shared():
    global _cluster
    if _cluster is None:
        _cluster = Cluster()
    return _cluster
