"""The packages' scripts for other platforms, as far as that can be seen without them."""

import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from marked import between

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "ext" / "packages"
PLATFORMS = sorted(path.stem for path in (PACKAGES / "platforms").glob("*.cmake"))
# Every platform's file is read with this one's names in place.
NAMES = re.findall(r"^(\w+)=", (PACKAGES / "platforms" / "native.sh").read_text(), re.MULTILINE)


def load(file):
    """A module by its path: there are two of one name."""
    path = ROOT / "tests" / file
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.parent.name + "_" + path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sh(text, *arguments):
    return subprocess.run(["sh", "-euc", text, "sh", *arguments], cwd=ROOT, capture_output=True, text=True,
                          check=False)


class Platforms(unittest.TestCase):
    def test_scripts_can_be_read(self):
        files = [*PACKAGES.glob("*.sh"), *PACKAGES.glob("platforms/*.sh"), *ROOT.glob("tests/platforms/*.sh")]
        self.assertGreater(len(files), 8)
        for file in files:
            with self.subTest(file.name):
                done = subprocess.run(["sh", "-n", str(file)], capture_output=True, text=True, check=False)
                self.assertEqual((0, ""), (done.returncode, done.stderr))

    def test_each_platform_says_all_that_the_build_asks(self):
        told = 'packages=ext/packages folder=/nowhere/libraries; . "ext/packages/platforms/$1.sh"; '
        for platform in ("native", *PLATFORMS):
            for name in NAMES:
                with self.subTest(platform=platform, name=name):
                    done = sh(told + f': "${{{name}?}}"', platform)
                    self.assertEqual((0, ""), (done.returncode, done.stderr))
            for function in ("export_flags", "build_zlib"):
                done = sh(told + f"command -v {function}", platform)
                self.assertEqual(0, done.returncode, f"{platform}: {function}")

    def test_the_build_names_the_platforms_when_it_knows_none(self):
        for arguments in (["--platform", "amiga"], ["--platforms"], ["one", "two"]):
            done = subprocess.run(["sh", "ext/packages/build.sh", *arguments], cwd=ROOT, capture_output=True,
                                  text=True, check=False)
            self.assertEqual((2, ""), (done.returncode, done.stdout))
            self.assertIn("|".join(PLATFORMS), done.stderr)

    def test_each_platform_is_tested_described_and_known_to_npm(self):
        readme = (PACKAGES / "README.md").read_text()
        known = json.loads((PACKAGES / "npm" / "package.json.in").read_text())["optionalDependencies"]
        for platform in PLATFORMS:
            with self.subTest(platform):
                self.assertTrue((ROOT / "tests" / "platforms" / f"{platform}.sh").exists())
                tests = f"test_{platform.replace('-', '_')}.py"
                self.assertTrue((ROOT / "tests" / "platforms" / tests).exists())
                self.assertIn(f"`{platform}`", readme)
                self.assertIn("cf-billing-" + platform.replace("windows", "win32"), known)

    def test_the_tables_of_both_readmes_are_what_was_noted(self):
        """The columns of the platforms in the table of hosts; what is before them is of this machine."""
        noted = load("platforms/noted.py")
        platforms, hosts = load("platforms/table.py"), load("hosts/table.py")
        self.assertEqual(platforms.table(), between(*platforms.MARKS, platforms.README))
        self.assertEqual(hosts.table(hosts.rows_in_readme()), between(*hosts.MARKS, hosts.README))
        self.assertLessEqual(set(noted.platforms()), set(PLATFORMS))


@unittest.skipUnless(shutil.which("node"), "needs Node")
class Npm(unittest.TestCase):
    """Which platform's module the npm package takes: the one for the C library, where both were installed."""

    def chosen(self, *suffixes, report=""):
        with tempfile.TemporaryDirectory() as folder:
            modules = pathlib.Path(folder) / "node_modules"
            own = modules / "cf-billing"
            own.mkdir(parents=True)
            shutil.copy(PACKAGES / "npm" / "index.cjs", own)
            (own / "package.json").write_text('{"main": "index.cjs"}')
            for suffix in suffixes:
                package = modules / f"cf-billing-linux-x64{suffix}"
                package.mkdir()
                (package / "package.json").write_text("{}")
                (package / "cf_billing.so").touch()
            script = ("Object.defineProperty(process, 'platform', { value: 'linux' });"
                      f"Object.defineProperty(process, 'arch', {{ value: 'x64' }}); {report}"
                      "console.log(require('cf-billing').getLoadablePath(), process.report.excludeNetwork)")
            done = subprocess.run(["node", "-e", script], cwd=folder, capture_output=True, text=True, check=False)
            return done.stderr or re.search(r"cf-billing-linux-[^/]*", done.stdout)[0]

    def test_both_are_installed(self):
        """As old npm does, which does not know of C libraries."""
        for version, expected in (("{ glibcVersionRuntime: '2.36' }", ""), ("{}", "-musl")):
            report = f"process.report.getReport = () => ({{ header: {version} }});"
            self.assertEqual(f"cf-billing-linux-x64{expected}", self.chosen("", "-musl", report=report))

    def test_one_is_installed(self):
        """Nobody is asked for a report then, for which Deno wants more rights."""
        report = "process.report.getReport = () => { throw new Error('asked'); };"
        for suffix in ("", "-musl"):
            self.assertEqual(f"cf-billing-linux-x64{suffix}", self.chosen(suffix, report=report))

    def test_none_is_installed(self):
        self.assertIn("cf-billing: the package cf-billing-linux-x64, which has the module, is not installed",
                      self.chosen())


if __name__ == "__main__":
    unittest.main()
