"""What the tests of a platform's packages share: the programs that run them here.

CF_BILLING_PACKAGES is the folder that ext/packages/build.sh --platform PLATFORM filled, and
CF_BILLING_PLATFORM_TOOLS the one that PLATFORM.sh of this folder filled with the programs. The values that are
expected come from the ordinary build on this machine, as in tests/packages.
"""

import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "packages"))
import package_case  # noqa: E402
from package_case import PackageCase, main, package, run, support  # noqa: E402, F401

TOOLS = pathlib.Path(os.environ["CF_BILLING_PLATFORM_TOOLS"])
HOSTS = package_case.ROOT / "tests" / "packages" / "hosts"
SQLITE3, NODE, PYTHON = (str(TOOLS / "bin" / name) for name in ("sqlite3", "node", "python3"))


class PlatformCase(PackageCase):
    """PLATFORM and EMULATOR are the table's words."""
    PLATFORM = EMULATOR = None

    def assert_package_works(self, kind, host, *command, **options):
        """And notes it for the README: `host` is the program, the versions are asked for."""
        self.assert_works(*command, **options)
        sqlite = run(*command, "SELECT sqlite_version()", env=support.child_environment(), **options).strip()
        file = TOOLS / "results.json"
        rows = json.loads(file.read_text()) if file.exists() else []
        rows = [row for row in rows if row[:2] != [self.PLATFORM, kind]]
        rows.append([self.PLATFORM, kind, host, sqlite, self.EMULATOR])
        file.write_text(json.dumps(rows) + "\n")


def npm_install(folder, system, cpu):
    """Both packages; this npm runs on another platform than the one that they are for."""
    (folder / "package.json").write_text('{"private": true}\n')
    run("npm", "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--force",
        f"--os={system}", f"--cpu={cpu}", str(package("cf-billing-[0-9]*.tgz")),
        str(package(f"cf-billing-{system}-{cpu}-*.tgz")), cwd=folder)
