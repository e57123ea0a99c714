"""litecli with the module, typed at its prompt: `.load` is a command of that alone."""

import os
import pty
import re
import select
import shutil
import subprocess
import time
import unittest

import script_case
import support


@unittest.skipUnless(shutil.which("litecli"), "needs litecli")
class Litecli(script_case.TestCase):
    def test_loads_the_module_and_asks(self):
        primary, secondary = pty.openpty()
        self.addCleanup(os.close, primary)
        process = subprocess.Popen(
            ["litecli", "--no-warn", ":memory:"], stdin=secondary, stdout=secondary, stderr=secondary,
            preexec_fn=support.end_with_parent, env=support.child_environment(
                CLOUDFLARE_API_TOKEN=support.TOKEN, CLOUDFLARE_BASE_URL=self.sandbox.base_url, TERM="xterm",
                HOME=str(self.folder), PAGER="cat", PYTHONUTF8="1"))
        os.close(secondary)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.await_text(primary, ":memory:>")
        os.write(primary, f".load {support.EXTENSION}\r".encode())
        self.await_text(primary, ":memory:>")
        os.write(primary, b"SELECT 'accounts', count(*) FROM cf_accounts;\r")
        self.assertRegex(self.await_text(primary, "1 row in set"), rf"accounts +\| +{len(support.ALL_ACCOUNTS)} ")

    def await_text(self, terminal, wanted):
        """What came until then, without what moves the cursor; answers to where that is are given."""
        told, deadline = "", time.monotonic() + 60
        while time.monotonic() < deadline:
            if not select.select([terminal], [], [], 1)[0]:
                continue
            piece = os.read(terminal, 65536).decode("utf-8", "replace")
            if "\x1b[6n" in piece:
                os.write(terminal, b"\x1b[1;1R")
            told += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", piece)
            if wanted in told:
                return told
        self.fail(f"{wanted!r} did not come: {told[-2000:]!r}")


if __name__ == "__main__":
    script_case.main()
