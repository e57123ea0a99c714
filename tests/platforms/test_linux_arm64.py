"""The packages for Linux on arm64, each installed in an empty place and run by qemu-user."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from platform_case import HOSTS, NODE, PYTHON, SQLITE3, TOOLS, PlatformCase, main, npm_install, package, qemu, run

OBJDUMP = "aarch64-linux-gnu-objdump"


class Installed(PlatformCase):
    PLATFORM = "linux-arm64"
    EMULATOR = qemu()

    def test_archive(self):
        run("tar", "-xf", str(package("*.tar.gz")), "-C", str(self.place))
        self.assert_package_works(".tar.gz", "shell", "Debian's `sqlite3`", SQLITE3, "-cmd", ".load ./cf_billing",
                                  ":memory:", cwd=self.place)

    def test_wheel(self):
        """pip of that platform takes it: the tag is one of its own."""
        place = self.place / "wheel"
        run(PYTHON, "-m", "pip", "install", "--no-index", "--target", str(place), str(package("*.whl")))
        shutil.copy(HOSTS / "query.py", place)
        version = run(PYTHON, "-c", "import platform; print(platform.python_version())").strip()
        self.assert_package_works("wheel", "python", f"Debian's Python {version}", PYTHON,
                                  str(place / "query.py"), "sqlite3")
        # query.py looks for apsw where Debian has it, which qemu-user finds in that platform's root.
        self.assert_package_works("wheel", "apsw", "Debian's `apsw`", PYTHON, str(place / "query.py"), "apsw")

    def test_npm(self):
        place = self.place / "npm"
        place.mkdir()
        npm_install(place, "linux", "arm64")
        shutil.copy(HOSTS / "query.mjs", place)
        version = run(NODE, "-p", "process.version").strip()
        self.assert_package_works("npm", "node-sqlite", f"Node {version}, `node:sqlite`", NODE, "query.mjs", "import",
                                  "node:sqlite", cwd=place)

    def test_deb(self):
        """dpkg installs it into a copy of that platform's root, where SQLite finds it by its name."""
        root = pathlib.Path(tempfile.mkdtemp(dir=self.place)) / "root"
        subprocess.run(["cp", "-a", str(TOOLS / "sysroot" / "root"), str(root)], check=True)
        for folder in ("info", "updates"):
            (root / "var/lib/dpkg" / folder).mkdir(parents=True, exist_ok=True)
        (root / "var/lib/dpkg/status").touch()
        # Nothing else is installed there, as dpkg sees it; and this dpkg is of another architecture.
        run("dpkg", f"--root={root}", "--force-architecture,depends,not-root", "--log=/dev/null", "--install",
            str(package("*.deb")))
        # The loader's own folders are those of -L.
        self.assert_package_works(".deb", "shell", "Debian's `sqlite3`", "qemu-aarch64", "-L", str(root),
                                  str(root / "usr/bin/sqlite3"), ":memory:", "-cmd", ".load cf_billing")


class Module(unittest.TestCase):
    def test_needs_glibc_alone_and_the_packages_say_which(self):
        module = str(package("cf_billing.so"))
        needed = re.findall(r"NEEDED +(\S+)", run(OBJDUMP, "-p", module))
        self.assertLessEqual(set(needed), {"libc.so.6", "libm.so.6", "ld-linux-aarch64.so.1"})
        symbols = run(OBJDUMP, "-T", module)
        newest = max(re.findall(r"GLIBC_([\d.]+)", symbols), key=lambda version: [*map(int, version.split("."))])
        self.assertEqual(f"-manylinux_{newest.replace('.', '_')}_aarch64.whl",
                         re.search(r"-manylinux.*", package("*.whl").name)[0])
        deb = package("*.deb")
        self.assertEqual(("arm64", f"libc6 (>= {newest})"), tuple(
            run("dpkg-deb", "--field", str(deb), field).strip() for field in ("Architecture", "Depends")))
        exported = {line.split()[-1] for line in symbols.splitlines() if " .text" in line}
        self.assertEqual({"sqlite3_cfbilling_init", "sqlite3_extension_init"}, exported)


if __name__ == "__main__":
    main()
