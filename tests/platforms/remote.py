"""Runs a test with the SQLite of another platform: remote.py TEST [ARGUMENT…]

CF_BILLING_SQLITE_SERVER is the command that starts sqlite_server there. Each connection that the test
opens is a process of its own, which is given this process's environment when the extension is loaded.
Python's sqlite3 has more than this; a test that needs it says so by an AttributeError.
"""

import json
import os
import pathlib
import runpy
import shlex
import sqlite3
import subprocess
import sys

SERVER = shlex.split(os.environ["CF_BILLING_SQLITE_SERVER"])
# What the extension reads.
NAMES = {"CLOUDFLARE_BASE_URL", "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_EMAIL", "CLOUDFLARE_API_KEY",
         "CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_ORGANIZATION_ID", "SSL_CERT_FILE", "HTTPS_PROXY", "ALL_PROXY"}


def sent(value):
    return {"blob": list(value)} if isinstance(value, (bytes, bytearray, memoryview)) else value


def received(value):
    if not isinstance(value, dict):
        return value
    return bytes(value["blob"]) if "blob" in value else float("inf" if value["infinity"] else "-inf")


def bound(values):
    if isinstance(values, dict):
        return {name: sent(value) for name, value in values.items()}
    return [sent(value) for value in values]


class Cursor:
    def __init__(self, answer):
        self.description = tuple((name,) + 6 * (None,) for name in answer.get("columns", ())) or None
        self._rows = iter([tuple(map(received, row)) for row in answer.get("rows", ())])

    def __iter__(self):
        return self._rows

    def fetchall(self):
        return list(self._rows)

    def fetchone(self):
        return next(self._rows, None)


class Connection:
    def __init__(self, database, **_):
        self._server = subprocess.Popen(SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True, encoding="utf-8")
        self._seconds = 0
        self.version = self._ask("open", path=str(database))["version"]

    def _ask(self, what, **more):
        if self._server is None:
            raise sqlite3.ProgrammingError("Cannot operate on a closed database.")
        print(json.dumps({"do": what, "seconds": self._seconds, **more}), file=self._server.stdin, flush=True)
        line = self._server.stdout.readline()
        if not line:
            raise RuntimeError("sqlite_server ended")
        answer = json.loads(line)
        if "error" in answer:
            error = sqlite3.OperationalError(answer["error"])
            error.sqlite_errorcode = answer["code"]
            raise error
        return answer

    def execute(self, sql, values=()):
        return Cursor(self._ask("execute", sql=sql, values=bound(values)))

    def executemany(self, sql, rows):
        return Cursor(self._ask("execute", sql=sql, each=[bound(row) for row in rows]))

    def executescript(self, sql):
        self._ask("script", sql=sql)

    def enable_load_extension(self, enabled):
        """It always may."""

    def load_extension(self, path):
        self._ask("load", path=path, environment={name: os.environ.get(name) for name in NAMES})

    def set_progress_handler(self, handler, _):
        """Of the oracle, which ends a statement after some seconds."""
        self._seconds = 5 if handler else 0

    def close(self):
        if self._server is not None:
            self._server.stdin.close()
            self._server.stdout.close()
            self._server.wait(60)
            self._server = None


def main():
    _, test, *arguments = sys.argv
    probe = Connection(":memory:")
    probe.close()
    sqlite3.connect = Connection
    sqlite3.sqlite_version = probe.version
    sqlite3.sqlite_version_info = tuple(map(int, probe.version.split(".")))
    sys.argv = [test, *arguments]
    sys.path.insert(0, str(pathlib.Path(test).resolve().parent))
    runpy.run_path(test, run_name="__main__")


if __name__ == "__main__":
    main()
