"""What the tests of this folder share: the sandbox server, the sqlite3 shell, connections.

CF_BILLING_EXTENSION and CF_BILLING_SANDBOX name the extension and the server under test,
CF_BILLING_SQLITE3 another shell. CF_BILLING_TEST_NOW is the day that all of them are on: see on_day.
"""

import atexit
import contextlib
import ctypes
import json
import math
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import on_day  # noqa: E402
from canary import recorder  # noqa: E402
from canary.canaries import Canaries  # noqa: E402

on_day.start()

EXTENSION = os.environ["CF_BILLING_EXTENSION"].removesuffix(".so")
SANDBOX = os.environ["CF_BILLING_SANDBOX"]
SHELL = os.environ.get("CF_BILLING_SQLITE3") or "/usr/bin/sqlite3"

# The examples of Cloudflare's API documentation; tests/canary has others, to find them again.
_canaries = Canaries.of_environment()
SECRETS = _canaries or Canaries(
    token="Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY", email="user@example.com",
    key="144c9defac04969c7bfad8efaa8ea194", proxy_user="someone",
    proxy_password="hunter2-proxy-secret")
TOKEN, EMAIL, KEY = SECRETS.token, SECRETS.email, SECRETS.key
SANDBOX_CREDENTIALS = ("--token", TOKEN, "--email", EMAIL, "--key", KEY) if _canaries else ()
# What is told of whatever comes out by a way of a test's own.
RECORDER = recorder.start(not_recorded={SANDBOX}) if _canaries else None

FIRST = "023e105f4ecef8ad9ca31a8372d0c353"
MID_MONTH = "1a7c09e2b5d84f36a0c1e97d52b8f413"
MONTH_END = "2b90f1d3c6e75a48b1d20fa864c93e57"
MANY_PLANS = "3ca1e2f4d7068b59c2e31ab975da4f68"
EURO = "4db2f305e8179c6ad3f42bca86eb5079"
NOT_COVERED = "5ec30416f928ad7be4053cdb97fc618a"
QUIET = "6fd415270a39be8cf5164deca80d729b"
BILLED = (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO, QUIET)
ALL_ACCOUNTS = (*BILLED, NOT_COVERED)
ORGANIZATION = "7ae526381b4acf9d06275efdb91e83ac"
ORGANIZATION_ACCOUNTS = (FIRST, MONTH_END, MANY_PLANS)
UNKNOWN = "0123456789abcdef0123456789abcdef"

OK, ERROR, BUSY, INTERRUPT, CANTOPEN, AUTH = 0, 1, 5, 9, 14, 23

# Nothing of the developer's own environment may change what is tested.
for _name in list(os.environ):
    if _name.startswith("CLOUDFLARE_") or _name.lower().endswith("_proxy") or \
            _name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        del os.environ[_name]


def child_environment(**more):
    """A clean environment for a child process; values of None are left out."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_PRELOAD", on_day.SHIFT, "ASAN_OPTIONS",
                                                "UBSAN_OPTIONS", "TMPDIR") if name in os.environ}
    kept |= {"LC_ALL": "C.UTF-8", "TZ": os.environ.get("TZ", "UTC"), "HOME": scratch_folder()}
    kept |= more
    return {name: value for name, value in kept.items() if value is not None}


_scratch = None
_libc = ctypes.CDLL(None)


def scratch_folder():
    global _scratch
    if _scratch is None:
        _scratch = tempfile.mkdtemp(prefix="cf_billing_sql_")
        atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
    return _scratch


def end_with_parent():
    """Of a child process: no server stays behind if the tests are killed or crash."""
    pr_set_pdeathsig = 1
    _libc.prctl(pr_set_pdeathsig, signal.SIGTERM)


class Request(dict):
    """An entry of the sandbox's log; `parameters` are those of the query string, of a POST the days of
    its body as a GET has them: `to` is the day after the last."""

    @property
    def parameters(self):
        if self["method"] == "POST":
            period = self.json.get("TimePeriod", {})
            return {name.lower(): moment[:10] for name, moment in period.items()}
        return dict(urllib.parse.parse_qsl(self["query"], keep_blank_values=True))

    @property
    def json(self):
        """The body of a POST."""
        return json.loads(self["body"])

    @property
    def endpoint(self):
        return self["path"].removeprefix("/client/v4")


# Most tests are about more days than a server of live shape remembers, and tells without dates, or
# about more columns of a profile than a token sees that may only read.
COMFORTS = ("--set", "paygo.retention_days=0", "--set", "paygo.default=both", "--set",
            "profile.token=edit")


class Sandbox:
    """A cf_sandbox process on a free port."""

    def __init__(self, *options, comforts=COMFORTS):
        fd, self.port_file = tempfile.mkstemp(dir=scratch_folder())
        os.close(fd)
        os.unlink(self.port_file)
        self.process = subprocess.Popen(
            [SANDBOX, "--port", "0", "--port-file", self.port_file, "--rate-limit", "0",
             *comforts, *SANDBOX_CREDENTIALS, *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=end_with_parent, env=child_environment())
        atexit.register(self.stop)
        self.port = self._await_port()
        self._resets = 0
        self._truths = {}

    def _await_port(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if os.path.exists(self.port_file):
                with open(self.port_file, encoding="ascii") as file:
                    return int(file.read())
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        self.stop()
        raise RuntimeError("cf_sandbox did not start")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def control(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/sandbox/{path}", data,
                                         method=method)
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.read().decode()

    @property
    def base_url(self):
        """Another spelling after each reset: what the process knows of a server's rate limit, and
        of its refusals, it knows by URL and credential."""
        return f"http://127.0.0.1:{self.port}/client/v4" + "/" * (self._resets % 100)

    def reset(self):
        self._resets += 1
        self.control("POST", "reset", {})

    def requests(self):
        return [Request(entry) for entry in json.loads(self.control("GET", "requests"))]

    def forget_requests(self):
        self.control("DELETE", "requests")

    @staticmethod
    def settle():
        """Lets requests arrive that a failed or abandoned scan had under way."""
        time.sleep(0.1)

    def faults(self, *rules):
        self.control("POST", "faults", list(rules))

    def hits(self):
        return [rule["hits"] for rule in json.loads(self.control("GET", "faults"))]

    def set(self, **settings):
        """`focus__to="exclusive"` sets `focus.to`."""
        self.control("POST", "settings", {name.replace("__", "."): value
                                          for name, value in settings.items()})

    def today(self):
        return json.loads(self.control("GET", "today"))["today"]

    def truth(self, kind, account=None):
        """All records there are, as text: a list, or one string for a profile."""
        key = (kind, account)
        if key not in self._truths:
            path = f"truth/{kind}" + (f"?account={account}" if account else "")
            self._truths[key] = split_records(self.control("GET", path))
        return self._truths[key]

    def accounts(self):
        return json.loads(self.control("GET", "accounts"))


def split_records(text):
    """The elements of a JSON array as they are spelled; a text that is no array as it is."""
    if not text.startswith("["):
        return text
    records, at, decoder = [], 1, json.JSONDecoder()
    while text[at] != "]":
        _, end = decoder.raw_decode(text, at)
        records.append(text[at:end])
        at = end + (text[end] == ",")
    return records


_shared_sandbox = None


def shared_sandbox():
    global _shared_sandbox
    if _shared_sandbox is None:
        _shared_sandbox = Sandbox()
    return _shared_sandbox


class ShellResult:
    def __init__(self, code, stdout, stderr):
        self.code, self.stdout, self.stderr = code, stdout, stderr
        # Of `-ascii`: units end with 0x1F, rows with 0x1E.
        self.rows = [tuple(row.split("\x1f")) for row in stdout.split("\x1e") if row]


class Shell:
    """The sqlite3 shell with the extension loaded."""

    def __init__(self, base_url, **environment):
        self.environment = {"CLOUDFLARE_BASE_URL": base_url, "CLOUDFLARE_API_TOKEN": TOKEN}
        self.environment |= environment

    def run(self, *statements, load=True, database=":memory:", script=None, timeout=60):
        command = [SHELL, "-batch", "-bail", "-ascii"]
        if load:
            command += ["-cmd", f".load {EXTENSION}"]
        done = subprocess.run([*command, database, *statements], input=script or "",
                              capture_output=True, text=True, timeout=timeout, check=False,
                              env=child_environment(**self.environment))
        return ShellResult(done.returncode, done.stdout, done.stderr)


class TestCase(unittest.TestCase):
    """Each test finds the sandbox as started, and nothing in its log."""

    def setUp(self):
        self.sandbox = shared_sandbox()
        self.sandbox.reset()
        self.sandbox.forget_requests()
        self._connection = None

    @property
    def db(self):
        """The connection of tests that need only one."""
        if self._connection is None:
            self._connection = self.connect()
        return self._connection

    def connect(self, database=":memory:", *, environment=None, same_thread=True, **config):
        """A connection with the extension loaded and `config` set with cf_config().

        Without a cache unless asked for: most tests look at the requests of one query.
        """
        config = {"cache_ttl": 0, **config}
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CLOUDFLARE_API_TOKEN": TOKEN}
        given |= environment or {}
        if config.keys() & {"base_url", "ca_file"} and not config.keys() & {"api_token", "api_key"}:
            # A credential of the environment is not sent where SQL says.
            config["api_token"] = given["CLOUDFLARE_API_TOKEN"]
        db = sqlite3.connect(database, isolation_level=None, check_same_thread=same_thread)
        self.addCleanup(db.close)
        with environment_of(given):
            load_extension(db)
        for name, value in config.items():
            db.execute("SELECT cf_config(?, ?)", (name, value)).fetchone()
        return db

    def shell(self, **environment):
        return Shell(self.sandbox.base_url, **environment)

    def rows(self, sql, parameters=(), db=None):
        return (db or self.db).execute(sql, parameters).fetchall()

    def value(self, sql, parameters=(), db=None):
        (row,) = self.rows(sql, parameters, db)
        return row[0]

    def failure(self, code, sql, parameters=(), db=None):
        """The message of the error that the query must end with, having brought no row."""
        brought = []
        with self.assertRaises(sqlite3.Error) as caught:
            for row in (db or self.db).execute(sql, parameters):
                brought.append(row)
        message = str(caught.exception)
        self.assertEqual(code, caught.exception.sqlite_errorcode & 0xFF, message)
        self.assertEqual([], brought, message)
        self.assertNotIn("\n", message)
        for secret in (TOKEN, KEY):
            self.assertNotIn(secret, message)
        return message

    def assert_says(self, message, *fragments):
        for fragment in fragments:
            self.assertIn(fragment, message)

    @contextlib.contextmanager
    def request_count(self, expected):
        """The block must cause exactly that many requests."""
        self.sandbox.forget_requests()
        yield
        requests = self.sandbox.requests()
        told = "\n".join(f"{r['path']}?{r['query']} {r['status']}" for r in requests[:20])
        self.assertEqual(expected, len(requests), told)

    def assert_same_rows(self, expected, found, message=""):
        """The same rows in whatever order, duplicates counted, 1 and 1.0 told apart."""
        key = repr
        expected, found = sorted(map(key, expected)), sorted(map(key, found))
        if expected != found:
            from collections import Counter
            wanted, got = Counter(expected), Counter(found)
            missing, extra = list((wanted - got).elements()), list((got - wanted).elements())
            self.fail(f"{message} {len(expected)} rows expected, {len(found)} found; "
                      f"{len(missing)} missing, e.g. {missing[:2]}; "
                      f"{len(extra)} too many, e.g. {extra[:2]}")


def assert_alike(expected, found, message="", tolerance=1e-9):
    """The same rows in whatever order; sums may have been added up in another one, and then rounded."""
    def ordered(rows):
        return sorted(rows, key=lambda row: (repr([value for value in row if not isinstance(value, float)]),
                                             [value for value in row if isinstance(value, float)]))

    expected, found = ordered(expected), ordered(found)
    assert len(expected) == len(found), f"{message}: {len(expected)} rows expected, {len(found)} found"
    for ours, theirs in zip(expected, found):
        alike = len(ours) == len(theirs) and all(
            math.isclose(one, other, rel_tol=1e-9, abs_tol=tolerance)
            if isinstance(one, float) and isinstance(other, float) else (one, type(one)) == (other, type(other))
            for one, other in zip(ours, theirs))
        assert alike, f"{message}: {ours} expected, {theirs} found"


def load_extension(db):
    db.enable_load_extension(True)
    db.load_extension(EXTENSION)
    db.enable_load_extension(False)


@contextlib.contextmanager
def environment_of(values):
    """Environment variables of this process, for the block; None removes one."""
    before = {name: os.environ.get(name) for name in values}

    def put(given):
        for name, value in given.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    put(values)
    try:
        yield
    finally:
        put(before)


def main():
    sys.exit(on_day.main())
