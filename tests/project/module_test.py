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
        self.assertEqual(sorted(symbols), ["sqlite3_cfbilling_init", "sqlite3_extension_init"])

    @unittest.skipIf("CF_BILLING_PRELOAD" in os.environ, "sanitizers check more")
    def test_is_hardened(self):
        """Read from the file: RELRO, BIND_NOW, no executable stack, stack protector, FORTIFY, CET."""
        program_headers, dynamic = output("readelf", "-lW", MODULE), output("readelf", "-dW", MODULE)
        self.assertIn("GNU_RELRO", program_headers)
        self.assertRegex(program_headers, r"GNU_STACK .* RW ")
        self.assertRegex(dynamic, r"BIND_NOW|FLAGS_1.*NOW")
        used = output("nm", "-D", "--undefined-only", MODULE)
        self.assertIn("__stack_chk_fail", used)
        self.assertRegex(used, r"__\w+_chk@")
        if "X86-64" in output("readelf", "-hW", MODULE):
            # Whether it counts depends on what else is linked; the compiler's part is there.
            self.assertGreater(output("objdump", "-d", MODULE).count("endbr64"), 100)

    def test_loads_under_any_name(self):
        """Also twice into one connection: nothing changes then, whatever the name was."""
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(MODULE, folder + "/billing.so")
            environment = dict(os.environ, LD_PRELOAD=os.environ.get("CF_BILLING_PRELOAD", ""))
            shell = subprocess.run(
                ["sqlite3", "-cmd", f".load {folder}/billing", "-cmd", "SELECT cf_config('max_retries', 7)",
                 "-cmd", f".load {MODULE}", "-cmd", f".load {folder}/billing", ":memory:",
                 f"SELECT load_extension('{MODULE}') IS NULL, cf_config('max_retries'), "
                 "(SELECT value FROM cf_settings WHERE name = 'max_retries')"],
                capture_output=True, text=True, check=True, env=environment)
            self.assertEqual("7\n1|7|7\n", shell.stdout)

    def test_does_not_link_sqlite(self):
        self.assertNotIn("sqlite", output("objdump", "-p", MODULE))

    @unittest.skipIf("CF_BILLING_PRELOAD" in os.environ, "sanitizers make it large")
    def test_is_small(self):
        with tempfile.TemporaryDirectory() as folder:
            stripped = shutil.copy(MODULE, folder)
            subprocess.run(["strip", stripped], check=True)
            # The program, beside the SQL of the views that it holds.
            held = os.path.getsize(os.path.join(os.path.dirname(MODULE), "ext", "embedded_sql.cc"))
            self.assertLess(os.path.getsize(stripped) - held, 1.9e6)

    def test_version_is_that_of_the_build_file(self):
        version = re.search(r"project\(cf_billing VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1]
        environment = dict(os.environ, LD_PRELOAD=os.environ.get("CF_BILLING_PRELOAD", ""))
        shell = subprocess.run(["sqlite3", "-cmd", ".load " + MODULE, ":memory:", "SELECT cf_version()"],
                               capture_output=True, text=True, check=True, env=environment)
        self.assertEqual(shell.stdout.strip(), version)


if __name__ == "__main__":
    unittest.main()
