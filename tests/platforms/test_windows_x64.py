"""The packages for Windows, each installed in an empty place and run by wine."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import zipfile

from platform_case import (
    HOSTS, NODE, SQLITE3, PlatformCase, main, npm_install, package, package_case, run, support)
from tls_front import make_certificates

OBJDUMP = "x86_64-w64-mingw32-objdump"
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

    def shell(self, place, *statements, **environment):
        environment = {"CLOUDFLARE_API_TOKEN": support.TOKEN, "CLOUDFLARE_BASE_URL": self.sandbox.base_url,
                       **environment}
        return subprocess.run([SQLITE3, "-cmd", ".load ./cf_billing", ":memory:", *statements], cwd=place, check=False,
                              capture_output=True, text=True, env=support.child_environment(**environment), timeout=120)

    def test_zip(self):
        self.assert_package_works(".zip", "shell", "SQLite's shell", SQLITE3, "-cmd", ".load ./cf_billing", ":memory:",
                                  cwd=self.unpacked())

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
        self.assert_package_works("wheel", "shell", "SQLite's shell (its module alone)", SQLITE3, "-cmd",
                                  ".load ./cf_billing", ":memory:", cwd=place / "cf_billing")

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


class Module(unittest.TestCase):
    def test_imports_windows_own_libraries_alone_and_exports_its_entry_points(self):
        told = run(OBJDUMP, "-p", str(package("cf_billing.dll")))
        self.assertLessEqual(set(re.findall(r"DLL Name: (\S+)", told)), WINDOWS_OWN)
        names = re.findall(r"^\t\[ *\d+\].* (\w+)$", told.split("[Ordinal/Name Pointer]")[1], re.MULTILINE)
        self.assertEqual(["sqlite3_cfbilling_init", "sqlite3_extension_init"], sorted(names))


if __name__ == "__main__":
    main()
