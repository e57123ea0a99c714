"""The packages for Windows, each installed in an empty place and run by wine."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest
import zipfile

from console import Terminal
from platform_case import (
    HOSTS, NODE, SQLITE3, PlatformCase, main, npm_install, package, package_case, run, support)
from tls_front import make_certificates

OBJDUMP = "x86_64-w64-mingw32-objdump"
SHELL = (SQLITE3, "-cmd", ".load ./cf_billing", ":memory:")
# Every Windows 10 has them.
WINDOWS_OWN = {"ADVAPI32.dll", "bcrypt.dll", "CRYPT32.dll", "KERNEL32.dll", "msvcrt.dll", "USER32.dll", "WS2_32.dll"}


class Installed(PlatformCase):
    PLATFORM = "windows-x64"
    EMULATOR = run("wine", "--version").split()[0].replace("-", " ")
    PROTOCOL, ENCODINGS = "HTTP/1.1", {"gzip", "deflate"}
    REFUSAL = "CERT_TRUST_IS_PARTIAL_CHAIN"

    @staticmethod
    def strangers():
        """Wine, unlike Windows, leaves it to the program to verify a server that the system has to know."""
        folder = tempfile.mkdtemp(dir=support.scratch_folder())
        make_certificates(folder)
        return os.path.join(folder, "ca.pem")

    def unpacked(self, *folders):
        place = pathlib.Path(tempfile.mkdtemp(dir=self.place), *folders)
        place.mkdir(parents=True, exist_ok=True)
        zipfile.ZipFile(package("*.zip")).extractall(place)
        return place

    def environment(self, **more):
        return support.child_environment(**{"CLOUDFLARE_API_TOKEN": support.TOKEN,
                                            "CLOUDFLARE_BASE_URL": self.sandbox.base_url, **more})

    def shell(self, place, *statements, **environment):
        return subprocess.run([*SHELL, *statements], cwd=place, check=False, capture_output=True, text=True,
                              env=self.environment(**environment), timeout=120)

    def test_zip(self):
        self.assert_package_works(".zip", "shell", "SQLite's shell", *SHELL, cwd=self.unpacked())

    def test_npm(self):
        place = self.place / "npm"
        place.mkdir()
        npm_install(place, "win32", "x64")
        shutil.copy(HOSTS / "query.mjs", place)
        version = run(NODE, "-p", "process.version").strip()
        self.assert_package_works("npm", "node-sqlite", f"Node {version}, `node:sqlite`", NODE, "query.mjs", "import",
                                  "node:sqlite", cwd=place)

    def test_wheel(self):
        """pip finds it fit for Windows; its module is loaded by the shell, as there is no Python for Windows."""
        place = self.place / "wheel"
        run("/usr/bin/python3", "-m", "pip", "install", "--no-index", "--platform", "win_amd64",
            "--only-binary=:all:", "--target", str(place), str(package("*.whl")))
        self.assertEqual({"__init__.py", "cf_billing.dll", "py.typed"},
                         {path.name for path in (place / "cf_billing").iterdir()} - {"__pycache__"})
        self.assert_package_works("wheel", "shell", "SQLite's shell (its module alone)", *SHELL,
                                  cwd=place / "cf_billing")

    def test_folders_with_blanks_and_umlauts(self):
        place = self.unpacked("Ein Ordner für Überweisungen")
        authority = shutil.copy(self.front.authority, place / "Behörde ä.pem")
        done = self.shell(place, "SELECT count(*) FROM cf_billing_profile", SSL_CERT_FILE=str(authority),
                          CLOUDFLARE_BASE_URL=self.front.base_url)
        self.assertEqual((0, "1", ""), (done.returncode, done.stdout.strip(), done.stderr))

    def test_the_environment_is_utf_8(self):
        value = self.shell(self.unpacked(), "SELECT value FROM cf_settings WHERE name = 'ca_file'",
                           SSL_CERT_FILE="Z:\\Behörde €.pem")
        self.assertEqual("Z:\\Behörde €.pem", value.stdout.strip(), value.stderr)

    def test_error_texts_are_utf_8(self):
        """A file that is not there: libcurl's words, and Windows'."""
        done = self.shell(self.unpacked(), "SELECT * FROM cf_accounts", CLOUDFLARE_BASE_URL=self.front.base_url,
                          SSL_CERT_FILE="Z:\\nirgends\\Behörde €.pem")
        self.assertNotEqual(0, done.returncode)
        self.assertIn("cf_accounts: ", done.stderr)
        self.assertIn("Z:\\nirgends\\Behörde €.pem", done.stderr)

    def test_a_certificate_of_another_host_is_refused(self):
        done = self.shell(self.unpacked(), "SELECT * FROM cf_accounts", SSL_CERT_FILE=self.front.authority,
                          CLOUDFLARE_BASE_URL=self.front.base_url.replace("127.0.0.1", "localhost"))
        self.assertNotEqual(0, done.returncode)
        self.assertEqual("", done.stdout)
        self.assertIn("failed to match connection hostname (localhost)", done.stderr)

    def test_nothing_beside_it_on_the_path(self):
        done = self.shell(self.unpacked(), "SELECT cf_version()", WINEPATH="C:\\windows\\system32")
        self.assertEqual(package_case.VERSION, done.stdout.strip(), done.stderr)

    def test_http_2_where_libcurl_does_not_see_wine(self):
        """libcurl asks Windows' Schannel for it, but not wine's, which it knows by a function of wine's."""
        place = self.unpacked()
        module = place / "cf_billing.dll"
        code = module.read_bytes()
        self.assertEqual(1, code.count(b"\0wine_get_version\0"))
        module.write_bytes(code.replace(b"\0wine_get_version\0", b"\0none_get_version\0"))
        self.PROTOCOL = "HTTP/2.0"
        self.assert_works(*SHELL, cwd=place)
        # Many requests at once, all of them streams of one connection.
        before = len(self.front.log())
        days = (f"SELECT count(*) FROM cf_focus_usage WHERE account_id = '{support.FIRST}' AND charge_date "
                "BETWEEN date('now', '-200 days') AND date('now', '-1 day')")
        done = self.shell(place, days, CLOUDFLARE_BASE_URL=self.front.base_url, SSL_CERT_FILE=self.front.authority)
        self.assertEqual((str(self.value(days)), ""), (done.stdout.strip(), done.stderr))
        log = [line.split() for line in self.front.log()[before:]]
        self.assertGreater(len(log), 5)
        self.assertEqual(({"HTTP/2.0"}, 1), ({line[0] for line in log}, len({line[1] for line in log})))

    def console(self, *statements):
        terminal = Terminal([*SHELL, "-list", *statements], cwd=self.unpacked(), env=self.environment())
        self.addCleanup(terminal.close)
        return terminal

    def test_ctrl_c_ends_a_query(self):
        """Pressed in a console while the server says nothing."""
        self.sandbox.faults({"latency_ms": 30000})
        terminal = self.console("SELECT * FROM cf_accounts")
        deadline = time.monotonic() + 60
        while self.sandbox.hits() == [0] and time.monotonic() < deadline:
            terminal.read(0.1)
        self.assertEqual([1], self.sandbox.hits())
        pressed = time.monotonic()
        terminal.press(b"\x03")
        self.assertEqual(1, terminal.end(20), terminal.screen)
        self.assertLess(time.monotonic() - pressed, 5)
        self.assertIn("interrupted", terminal.screen)

    def test_progress_in_a_console(self):
        history = f"SELECT count(*) FROM cf_billing_history WHERE account_id = '{support.FIRST}'"
        expected = self.value(history)
        self.sandbox.faults({"latency_ms": 900})
        terminal = self.console(history)
        self.assertEqual(0, terminal.end(60), terminal.screen)
        self.assertRegex(terminal.screen, r"cf_billing_history: \d+ of \d+ requests, \d+ rows")
        self.assertEqual(str(expected), terminal.screen.split()[-1])


class Module(unittest.TestCase):
    def test_imports_windows_own_libraries_alone_and_exports_its_entry_points(self):
        told = run(OBJDUMP, "-p", str(package("cf_billing.dll")))
        self.assertLessEqual(set(re.findall(r"DLL Name: (\S+)", told)), WINDOWS_OWN)
        names = re.findall(r"^\t\[ *\d+\].* (\w+)$", told.split("[Ordinal/Name Pointer]")[1], re.MULTILINE)
        self.assertEqual(["sqlite3_cfbilling_init", "sqlite3_extension_init"], sorted(names))


if __name__ == "__main__":
    main()
