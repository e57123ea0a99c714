"""What is left of a credential in the memory of the process when its connection is closed.

The module's own copies are gone. libcurl, and the library that speaks HTTP/2 for it, free the headers
that they sent without overwriting them: those may stay until the memory is used for something else. Of what was
overwritten in part nothing says whose it was; but the module does the same each time, and memory is used again by
chance: such a part counts only if there is one in each of three processes.
"""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sql"))

import support  # noqa: E402
from canary.canaries import Canaries  # noqa: E402
from canary.memory_of import copies  # noqa: E402
from support import EXTENSION, Sandbox, child_environment  # noqa: E402
from tls_front import TlsFront  # noqa: E402

HOST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "forgetful_host.py")
OWN = Canaries.made()
TOKEN, PAIR = {"api_token": OWN.token}, {"api_key": OWN.key, "email": OWN.email}
# A header among others of a request, as it goes out or in the list of nghttp2, which speaks HTTP/2 for
# libcurl. The lines that the module gives to libcurl stand each for itself.
HEADER = re.compile(rb"(\r\n(authorization|x-auth-key|x-auth-email): |"
                    rb"\0(authorization|x-auth-key|x-auth-email)\0)(Bearer )?$", re.IGNORECASE)
# What is left of its name where the memory before it is used for something else since. The lines that the module
# gives to libcurl end with a zero; only libcurl puts others behind them.
REST_OF_NAME = (b"tion: ", b"tion: bearer ", b"-key: ", b"mail: ")
ENDED_LINE = re.compile(rb"[!-~]+\r\n")


def is_of_libraries(copy):
    if copy.before.lower().endswith(REST_OF_NAME) and ENDED_LINE.match(copy.content):
        return True
    # In nghttp2's table of headers: the address of a text, its length, a count, and the text itself.
    return HEADER.search(copy.before) or copy.before[-24:-16] == copy.address.to_bytes(8, sys.byteorder)


class Memory(support.TestCase):
    def setUp(self):
        super().setUp()
        self.server = Sandbox("--token", OWN.token, "--key", OWN.key, "--email", OWN.email)
        self.addCleanup(self.server.stop)

    def seen(self, function, secrets, base_url, ca_file=""):
        """The copies while the connection is open, and when it is closed."""
        sizes = [f"{setting}:{len(secret)}" for setting, secret in secrets.items()]
        with subprocess.Popen([sys.executable, "-I", "-B", HOST, function, base_url, ca_file, *sizes],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=support.end_with_parent,
                              env=child_environment(CF_BILLING_EXTENSION=EXTENSION)) as host:
            steps = []
            host.stdin.write("".join(secrets.values()).encode())
            for _ in ("open", "closed"):
                host.stdin.flush()
                self.assertEqual(b"ready\n", host.stdout.readline())
                steps.append([copy for secret in secrets.values() for copy in copies(host.pid, secret)])
                self.whole = [copy for secret in secrets.values() for copy in steps[-1]
                              if copy.encoding != "plain" or copy.content.startswith(secret.encode())]
                host.stdin.write(b"\n")
            host.stdin.close()
            self.assertEqual(0, host.wait(20))
        return steps

    def check(self, secrets, base_url, ca_file=""):
        for left in (2, 1, 0):
            own = self.own_copies(secrets, base_url, ca_file)
            self.assertEqual([], [str(copy) for copy in own if not left or copy in self.whole])
            if not own:
                return

    def own_copies(self, secrets, base_url, ca_file):
        self.server.forget_requests()
        before, after = self.seen("cf_config", secrets, base_url, ca_file)
        # What counts is in the settings, on the heap: it would be found.
        self.assertTrue([copy for copy in before if copy.mapping == "[heap]"])
        self.assertGreaterEqual(len(self.server.requests()), 4)
        self.assertEqual({"token" if secrets is TOKEN else "key"},
                         {request["auth"] for request in self.server.requests()})
        return [copy for copy in after if not is_of_libraries(copy)]

    def test_the_host_keeps_none(self):
        """Or the other tests would say nothing: the same steps with a function of SQLite's."""
        before, after = self.seen("nullif", TOKEN, "", "")
        self.assertTrue(before)
        self.assertEqual([], list(map(str, after)))

    def test_plain_http(self):
        for secrets in (TOKEN, PAIR):
            self.check(secrets, self.server.base_url)

    def test_encrypted(self):
        """And HTTP/2, which the server speaks there."""
        front = TlsFront(self.server)
        self.addCleanup(front.stop)
        for secrets in (TOKEN, PAIR):
            self.check(secrets, front.base_url, front.authority)
        self.assertTrue(all(line.startswith("HTTP/2") for line in front.log()))


if __name__ == "__main__":
    support.main()
