"""The self-contained module as a file: it needs glibc and nothing else."""

import re
import unittest

import package_case
from package_case import PACKAGES, package, run

MODULE = str(PACKAGES / "cf_billing.so")


class SelfContainedModuleTest(unittest.TestCase):
    def test_needs_glibc_alone(self):
        needed = re.findall(r"NEEDED +(\S+)", run("objdump", "-p", MODULE))
        self.assertIn("libc.so.6", needed)
        for library in needed:
            self.assertRegex(library, r"^(libc|libm|ld-linux[-a-z0-9_]*)\.so\.\d+$")

    def test_exports_only_its_entry_point(self):
        symbols = [line.split()[-1] for line in run("nm", "-D", "--defined-only", MODULE).splitlines()]
        self.assertEqual(["sqlite3_cfbilling_init", "sqlite3_extension_init"], sorted(symbols))

    def test_takes_nothing_without_a_version_from_its_host(self):
        # What glibc provides has a version; the rest could be a host's own.
        symbols = [line.split()[-1] for line in run("nm", "-D", "--undefined-only", MODULE).splitlines()]
        unversioned = {symbol for symbol in symbols if "@GLIBC" not in symbol}
        self.assertLessEqual(unversioned, {"__gmon_start__", "_ITM_deregisterTMCloneTable",
                                           "_ITM_registerTMCloneTable"})

    def test_runs_on_debian_12_and_the_wheel_says_what_it_needs(self):
        newest = max(tuple(map(int, version.split("."))) for version in
                     re.findall(r"\(GLIBC_([\d.]+)\)", run("objdump", "-T", MODULE)))
        self.assertLessEqual(newest, (2, 36))
        self.assertIn(f"-py3-none-manylinux_{newest[0]}_{newest[1]}_", package("*.whl").name)

    def test_names_no_path_of_the_machine_it_was_built_on(self):
        self.assertNotIn(str(PACKAGES), run("strings", MODULE))


if __name__ == "__main__":
    package_case.main()
