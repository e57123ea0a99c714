"""The module as a file: what it shows, what it links, how large it is."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

MODULE = os.environ["CF_BILLING_EXTENSION"]
ROOT = pathlib.Path(__file__).resolve().parents[2]


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class ModuleTest(unittest.TestCase):
    def test_exports_only_its_entry_point(self):
        symbols = [line.split()[-1] for line in output("nm", "-D", "--defined-only", MODULE).splitlines()]
        self.assertEqual(symbols, ["sqlite3_cfbilling_init"])

    def test_does_not_link_sqlite(self):
        self.assertNotIn("sqlite", output("objdump", "-p", MODULE))

    @unittest.skipIf("CF_BILLING_PRELOAD" in os.environ, "sanitizers make it large")
    def test_is_small(self):
        with tempfile.TemporaryDirectory() as folder:
            stripped = shutil.copy(MODULE, folder)
            subprocess.run(["strip", stripped], check=True)
            self.assertLess(os.path.getsize(stripped), 1.5 * 1024 * 1024)

    def test_version_is_that_of_the_build_file(self):
        version = re.search(r"project\(cf_billing VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1]
        environment = dict(os.environ, LD_PRELOAD=os.environ.get("CF_BILLING_PRELOAD", ""))
        shell = subprocess.run(["sqlite3", "-cmd", ".load " + MODULE, ":memory:", "SELECT cf_version()"],
                               capture_output=True, text=True, check=True, env=environment)
        self.assertEqual(shell.stdout.strip(), version)


if __name__ == "__main__":
    unittest.main()
