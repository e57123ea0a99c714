"""What the packages for Linux with musl have to do, each installed in an empty place and run by musl's own loader."""

import pathlib
import re
import shutil
import subprocess
import unittest
import zipfile

from platform_case import BUN, HOSTS, PACKAGES, SQLITE3, TOOLS, VERSION, PlatformCase, npm_install, package, run

LOAD = ("-cmd", ".load ./cf_billing", ":memory:")


class Musl:
    """What the two processors share; PLATFORM, EMULATOR, CPU and MACHINE are said by each."""

    def test_archive(self):
        run("tar", "-xf", str(package(f"cf_billing-*-linux-musl-{self.MACHINE}.tar.gz")), "-C", str(self.place))
        self.assert_package_works(".tar.gz", "shell", "SQLite's shell", SQLITE3, *LOAD, cwd=self.place)

    def test_npm(self):
        """npm takes it for musl alone. So does Bun where an installer that knows of no C libraries, as old npm, has put
        glibc's beside it."""
        place = self.place / "npm"
        place.mkdir()
        npm_install(place, "linux", self.CPU, "musl")
        self.assertTrue((place / "node_modules" / f"cf-billing-linux-{self.CPU}-musl" / "cf_billing.so").exists())
        shutil.copy(HOSTS / "query.mjs", place)
        command = (BUN, "query.mjs", "import", "bun:sqlite")
        self.assert_package_works("npm", "bun", f"Bun {run(BUN, '--version').strip()}", *command, cwd=place)
        glibc = place / "node_modules" / f"cf-billing-linux-{self.CPU}"
        glibc.mkdir()
        (glibc / "package.json").write_text("{}")
        (glibc / "cf_billing.so").write_text("no module")
        self.assertEqual(VERSION, run(*command, "SELECT cf_version()", cwd=place).strip())

    def test_wheel(self):
        """pip finds it fit for musl; its module is loaded by the shell, as there is no Python for musl."""
        place = self.place / "wheel"
        run("/usr/bin/python3", "-m", "pip", "install", "--no-index", "--platform", f"musllinux_1_2_{self.MACHINE}",
            "--only-binary=:all:", "--target", str(place), str(package("*.whl")))
        self.assert_package_works("wheel", "shell", "SQLite's shell (its module alone)", SQLITE3, *LOAD,
                                  cwd=place / "cf_billing")


class MuslModule:
    def objdump(self, option):
        return run(f"{self.MACHINE}-linux-gnu-objdump", option, str(package("cf_billing.so")))

    def test_needs_musl_alone(self):
        """musl takes any libc.so for itself; nothing that glibc alone has is asked for."""
        self.assertEqual(["libc.so"], re.findall(r"NEEDED +(\S+)", self.objdump("-p")))
        symbols = self.objdump("-T")
        self.assertNotIn("GLIBC", symbols)
        exported = {line.split()[-1] for line in symbols.splitlines() if " .text" in line}
        self.assertEqual({"sqlite3_cfbilling_init", "sqlite3_extension_init"}, exported)

    def test_every_function_that_it_asks_for_is_musls(self):
        """Of the loader, which would say so only when the function is called."""
        asked = {line.split()[-1] for line in self.objdump("-T").splitlines() if "*UND*" in line and " w " not in line}
        libc = run(f"{self.MACHINE}-linux-gnu-objdump", "-T", str(PACKAGES / "toolchain" / "usr" / "lib" / "libc.so"))
        has = {line.split()[-1] for line in libc.splitlines() if line.strip()}
        self.assertLessEqual({"dl_iterate_phdr", "getaddrinfo"}, asked)
        self.assertEqual(set(), {name for name in asked - has if not name.startswith("sqlite3_")})

    def test_the_packages_are_named_for_it(self):
        self.assertTrue(package("*.whl").name.endswith(f"-py3-none-musllinux_1_2_{self.MACHINE}.whl"))
        (module,) = (name for name in zipfile.ZipFile(package("*.whl")).namelist() if name.endswith(".so"))
        self.assertEqual("cf_billing", pathlib.Path(module).parent.name)


def cases(platform, cpu, machine, *emulator):
    """The two test cases of a platform."""
    # Without a program it says what it is.
    said = subprocess.run([str(TOOLS / "bin" / "loader")], capture_output=True, text=True, check=False).stderr
    emulator = ", ".join(("musl " + re.search(r"Version ([\d.]+)", said)[1], *emulator))
    told = {"PLATFORM": platform, "CPU": cpu, "MACHINE": machine, "EMULATOR": emulator}
    return type("Installed", (Musl, PlatformCase), told), type("Module", (MuslModule, unittest.TestCase), told)
