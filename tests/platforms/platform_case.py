"""What the tests of a platform's packages share: the programs that run them here.

CF_BILLING_PACKAGES is the folder that ext/packages/build.sh --platform PLATFORM filled, and
CF_BILLING_PLATFORM_TOOLS the one that PLATFORM.sh of this folder filled with the programs. The values that are
expected come from the ordinary build on this machine, as in tests/packages.
"""

import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "packages"))
import noted  # noqa: E402
import package_case  # noqa: E402
from package_case import PACKAGES, VERSION, PackageCase, main, package, run, support  # noqa: E402, F401

TOOLS = pathlib.Path(os.environ["CF_BILLING_PLATFORM_TOOLS"])
HOSTS = package_case.ROOT / "tests" / "packages" / "hosts"
SQLITE3, NODE, BUN, PYTHON = (str(TOOLS / "bin" / name) for name in ("sqlite3", "node", "bun", "python3"))


class PlatformCase(PackageCase):
    """PLATFORM and EMULATOR are the table's words."""
    PLATFORM = EMULATOR = None

    def assert_package_works(self, kind, name, host, *command, **options):
        """And notes it for the READMEs: `name` is that of a folder in examples/, `host` the program in words."""
        self.assert_works(*command, **options)
        sqlite = run(*command, "SELECT sqlite_version()", env=support.child_environment(), **options).strip()
        noted.note(TOOLS / "results.json", [self.PLATFORM, kind, name, host, sqlite, self.EMULATOR])


def qemu():
    return "qemu-user " + re.search(r"version ([\d.]+)", run("qemu-aarch64", "--version"))[1]


def npm_install(folder, system, cpu, libc=""):
    """Both packages; this npm runs on another platform than the one that they are for."""
    (folder / "package.json").write_text('{"private": true}\n')
    name = "-".join(filter(None, ("cf-billing", system, cpu, libc)))
    run("npm", "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--force",
        f"--os={system}", f"--cpu={cpu}", f"--libc={libc or 'glibc'}", str(package("cf-billing-[0-9]*.tgz")),
        str(package(f"{name}-[0-9]*.tgz")), cwd=folder)
