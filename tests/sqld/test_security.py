"""Readers get rows and write nothing; neither a replica nor the primary has the extension or the API token."""

import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import unittest
import urllib.error
import urllib.request

import cluster
from cluster import Refused, Stream, support

# Whatever is first makes a replica send the rest on to its primary, or tries to.
OPENINGS = ("BEGIN", "BEGIN IMMEDIATE", "BEGIN READONLY", "SAVEPOINT a", None)
WRITING = (
    "CREATE TABLE copied AS SELECT * FROM accounts",
    "INSERT INTO accounts (account_id) VALUES ('x')",
    "WITH found AS (SELECT account_id FROM accounts) INSERT INTO accounts (account_id) SELECT account_id FROM found",
    "DELETE FROM paygo_usage",
    "UPDATE cf_about SET published_at = 'never'",
    "DROP TABLE paygo_usage",
    "PRAGMA user_version = 7",
)


def processes():
    """Command line and environment of each process, as far as they can be read."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            yield int(folder.name), (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue  # It has ended.


class SecurityTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cluster.shared()
        cls.cluster.publish()
        for name in ("replica1", "replica2"):
            cls.cluster.wait_for(name, cls.cluster.report.content())

    def refused(self, name, token, *statements):
        """The last statement must bring an error, on one connection after the others."""
        try:
            with Stream(self.cluster.url(name), token, timeout=20) as server:
                for sql in statements[:-1]:
                    try:
                        server.rows(sql)
                    except Refused as error:
                        self.assertNotIn("timed out", str(error))
                        if server.baton is None:  # The connection is gone, too.
                            return
                brought = server.rows(statements[-1])
        except Refused as error:
            self.assertNotIn("timed out", str(error))
            return
        self.fail(f"{name} ran {statements}: {brought[:2]}")

    def test_a_reader_reads_and_writes_nothing(self):
        self.assertEqual(self.cluster.report.rows("SELECT count(*) FROM paygo_usage"),
                         self.cluster.query("replica1", "SELECT count(*) FROM paygo_usage"))
        for name in ("replica1", "primary"):
            for opening in OPENINGS:
                for sql in WRITING:
                    self.refused(name, self.cluster.reader_token, *filter(None, [opening]), sql)
        for name in ("primary", "replica1", "replica2"):
            self.cluster.wait_for(name, self.cluster.report.content())

    def test_there_is_no_extension(self):
        for name in ("primary", "replica1"):
            token = self.cluster.publisher_token if name == "primary" else self.cluster.reader_token
            for sql in ("SELECT cf_version()", "SELECT count(*) FROM cf_accounts", "SELECT load_extension('x')"):
                self.refused(name, token, sql)
            mapped = pathlib.Path(f"/proc/{self.cluster.processes[name].pid}/maps").read_text()
            self.assertNotIn("cf_billing.so", mapped)

    def test_without_the_gateway_a_reader_would_be_at_the_primary(self):
        """What the gateway is for: statements get through to the primary, which takes the replica's word."""
        keys = self.cluster.keys / "direct"
        keys.mkdir(exist_ok=True)
        inner, outer = self.cluster.keys / "primary", self.cluster.keys / "replica"
        for file, source in {"replica.pem": inner / "gateway-inside.pem",
                             "replica.key": inner / "gateway-inside.key",
                             "outer.pem": inner / "inner.pem",
                             "readers.pub": outer / "readers.pub"}.items():
            shutil.copy(source, keys / file)
        self.cluster.start("replica3", keys="direct", upstream="grpc")
        try:
            self.cluster.wait_for("replica3", self.cluster.report.content())
            for name in ("replica3", "replica1"):
                with Stream(self.cluster.url(name), self.cluster.reader_token, 20) as server:
                    if name == "replica1":
                        with self.assertRaises(Refused):
                            server.rows("BEGIN")
                        continue
                    server.rows("BEGIN")
                    self.assertEqual([(1,)], server.rows("SELECT count(*) FROM cf_about"))
        finally:
            self.cluster.kill("replica3")
            del self.cluster.processes["replica3"]

    def test_tokens_are_those_of_one_server(self):
        self.refused("primary", self.cluster.reader_token, "SELECT 1")
        self.refused("replica1", self.cluster.publisher_token, "SELECT 1")
        for name in ("primary", "replica1"):
            for path in ("v2/pipeline", "v3/pipeline", "dump", "v1/execute", ""):
                with self.subTest(name, path=path), self.assertRaises(urllib.error.HTTPError) as no:
                    urllib.request.urlopen(f"{self.cluster.url(name)}/{path}", b"{}", timeout=10)
                no.exception.close()
                self.assertGreaterEqual(no.exception.code, 400)

    def replica_context(self):
        keys = self.cluster.keys / "replica"
        context = ssl.create_default_context(cafile=keys / "outer.pem")
        context.check_hostname = False  # It is for the name that replicas expect.
        context.load_cert_chain(keys / "replica.pem", keys / "replica.key")
        return context

    def test_a_replica_gets_the_log_and_nothing_else(self):
        gateway = f"https://127.0.0.1:{self.cluster.ports['gateway']}"
        opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=self.replica_context()))
        for path in ("proxy.Proxy/Execute", "proxy.Proxy/StreamExec", "proxy.Proxy/Describe",
                     "wal_log.ReplicationLog/../proxy.Proxy/Execute", "",
                     "wal_log.ReplicationLog/%2e%2e/proxy.Proxy/Execute"):
            with self.subTest(path), self.assertRaises(urllib.error.HTTPError) as no:
                opener.open(f"{gateway}/{path}", b"", timeout=10)
            no.exception.close()
            self.assertEqual(403, no.exception.code)

    def test_strangers_do_not_get_in(self):
        strangers = ssl.create_default_context()
        strangers.check_hostname, strangers.verify_mode = False, ssl.CERT_NONE
        address = ("127.0.0.1", self.cluster.ports["gateway"])
        with socket.create_connection(address, 10) as plain, \
                strangers.wrap_socket(plain) as connection:
            connection.sendall(b"GET /wal_log.ReplicationLog/Hello HTTP/1.1\r\nHost: sqld\r\n\r\n")
            self.assertIn(b" 400 ", connection.recv(4000).splitlines()[0])
        # The primary's own door opens to the gateway's certificate only.
        replica = self.replica_context()
        replica.verify_mode = ssl.CERT_NONE
        for context in (strangers, replica):
            context.set_alpn_protocols(["h2"])
            with self.assertRaises(OSError), \
                    socket.create_connection(("127.0.0.1", self.cluster.ports["grpc"]), 10) as plain, \
                    context.wrap_socket(plain) as connection:
                if not connection.recv(100):
                    raise OSError("closed")

    def test_nobody_has_the_api_token(self):
        self.cluster.report.change("UPDATE cf_usage SET cost = cost + 1")
        running = subprocess.Popen(self.cluster.publish_command(), stdout=subprocess.DEVNULL,
                                   preexec_fn=support.end_with_parent,
                                   env=support.child_environment())
        ours = {process.pid: name for name, process in self.cluster.processes.items()}
        ours[running.pid] = "publish"
        tokens = [support.TOKEN.encode(), self.cluster.reader_token.read_bytes().strip(),
                  self.cluster.publisher_token.read_bytes().strip()]
        having, seen = set(), set()
        while running.poll() is None:
            for pid, command, environment in processes():
                self.assertFalse(any(token in command for token in tokens), command)
                if pid in ours:
                    seen.add(ours[pid])
                    having |= {ours[pid]} if any(t in environment for t in tokens) else set()
        self.assertEqual(0, running.returncode)
        self.assertEqual(set(ours.values()), seen)
        self.assertEqual(set(), having)
        # Databases, logs, configuration.
        files = [path for path in self.cluster.folder.rglob("*") if path.is_file()]
        self.assertGreater(len(files), 20)
        for path in files:
            content = path.read_bytes()
            self.assertNotIn(tokens[0], content, path)
            if path not in (self.cluster.reader_token, self.cluster.publisher_token):
                self.assertFalse(any(token in content for token in tokens), path)

    def test_files_are_their_owners(self):
        for name in ("keys", "primary", "replica1", "gateway"):
            for path in (self.cluster.folder / name).rglob("*"):
                self.assertEqual(0, path.stat().st_mode & 0o077, path)

    def test_nothing_else_listens(self):
        listening = {}
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:] + \
                pathlib.Path("/proc/net/tcp6").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":
                listening[f"socket:[{fields[9]}]"] = fields[1]
        loopback = "0100007F:%04X"
        expected = {"primary": ("primary", "grpc"), "gateway": ("gateway",),
                    "replica1": ("replica1",), "replica2": ("replica2",)}
        for name, ports in expected.items():
            folder = f"/proc/{self.cluster.processes[name].pid}/fd"
            found = {listening.get(os.readlink(f"{folder}/{fd}")) for fd in os.listdir(folder)}
            self.assertEqual({loopback % self.cluster.ports[port] for port in ports}, found - {None})


if __name__ == "__main__":
    support.main()
