"""What people wait for says so, and keys are not put where they would be committed."""

import os
import shutil
import subprocess

import script_case
import support
from script_case import EXAMPLES


class Preparing(script_case.TestCase):
    def run_with(self, programs, *command):
        """With these programs, shell scripts by name, before all others."""
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        for name, text in programs.items():
            (folder / name).write_text("#!/bin/sh\n" + text)
            (folder / name).chmod(0o755)
        return subprocess.run(["sh", *map(str, command)], capture_output=True, text=True, check=False, timeout=60,
                              cwd=self.folder, env=support.child_environment(PATH=f"{folder}:{os.environ['PATH']}"))

    def test_a_build_says_how_far_it_is(self):
        slow = {"cmake": 'echo "[ 12%] one"; echo "[34/56] two"; echo done', "sleep": "exec /bin/sleep 0.2"}
        slow["cmake"] += '\n[ "$1" = -S ] || /bin/sleep 1\n'
        done = self.run_with(slow, EXAMPLES / "build.sh", "a&b/c")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual("", done.stdout)
        self.assertIn("Building in a&b/c, which takes some minutes the first time.\n", done.stderr)
        self.assertIn("Building in a&b/c: 34/56\n", done.stderr)

    def test_a_build_that_is_there_is_quiet(self):
        (self.folder / "build").mkdir()
        (self.folder / "build" / "CMakeCache.txt").touch()
        done = self.run_with({"cmake": "echo '[100%] all'"}, EXAMPLES / "build.sh", "build")
        self.assertEqual((0, "", ""), (done.returncode, done.stdout, done.stderr))
        done = self.run_with({"cmake": "echo 'error: no'; exit 1"}, EXAMPLES / "build.sh", "build")
        self.assertEqual(1, done.returncode)
        self.assertIn("error: no\nThe build failed; all of its output is in build/build.log.\n", done.stderr)

    def test_packages_that_are_installed_are_named(self):
        given = {"dpkg-query": "echo none", "apt-get": "exit 0", "id": "echo 0"}
        names = [f"a-package-of-a-long-name-{number}" for number in range(5)]
        done = self.run_with(given, EXAMPLES / "install-packages.sh", *names)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(" ".join(["Installing", *names]), "".join(done.stderr.splitlines()))
        self.assertLess(max(map(len, done.stderr.splitlines())), 80)

    def test_what_is_fetched_by_npm_is_said_once(self):
        report = self.folder / "report"
        report.mkdir()
        for name in ("install.sh", "package-lock.json"):
            shutil.copy(EXAMPLES / "report" / name, report)
        duckdb = ('prefix=$(expr "$*" : ".*--prefix \\([^ ]*\\)"); version=${*##*@}\n'
                  'mkdir -p "$prefix/node_modules/@duckdb/node-api"\n'
                  'echo "\\"version\\": \\"$version\\"" >"$prefix/node_modules/@duckdb/node-api/package.json"')
        for npm, said, *command in (("mkdir node_modules", "Fetching the report's libraries by npm, once.\n",
                                     report / "install.sh"),
                                    (duckdb, "Fetching DuckDB by npm, once.\n",
                                     EXAMPLES / "export" / "install.sh", "duckdb")):
            for expected in (said, ""):
                done = self.run_with({"npm": npm}, *command)
                self.assertEqual((0, "", expected), (done.returncode, done.stdout, done.stderr))

    def test_keys_only_where_git_ignores_them(self):
        if not shutil.which("git") or not shutil.which("openssl"):
            self.skipTest("needs git and openssl")
        script = EXAMPLES / "sqld" / "keys.sh"
        subprocess.run(["git", "init", "-q", self.folder / "project"], check=True, env=support.child_environment())
        (self.folder / "project" / ".gitignore").write_text("/build*/\n")
        (self.folder / "project" / "build").mkdir()
        done = self.run_with({}, script, "project/keys")
        self.assertEqual(1, done.returncode)
        self.assertIn("does not ignore it", done.stderr)
        self.assertFalse((self.folder / "project" / "keys").exists())
        for place in ("project/build/keys", "keys"):
            done = self.run_with({}, script, place)
            self.assertEqual(0, done.returncode, done.stderr)
            self.assertTrue((self.folder / place / "reader.token").exists())


if __name__ == "__main__":
    script_case.main()
