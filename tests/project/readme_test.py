"""The README is true: its tables are those of the specs, and its queries run."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BEGIN = "<!-- tables: printed by build/cf_describe_tables -->\n"
END = "\n<!-- end of tables -->"


def described_tables():
    tool = os.environ.get("CF_BILLING_DESCRIBE", str(ROOT / "build" / "cf_describe_tables"))
    return subprocess.run([tool], capture_output=True, text=True, check=True).stdout.rstrip()


def split_readme():
    before, rest = README.read_text().split(BEGIN)
    tables, after = rest.split(END)
    return before, tables, after


class Sandbox:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        port_file = pathlib.Path(self.folder.name) / "port"
        self.process = subprocess.Popen(
            [os.environ["CF_BILLING_SANDBOX"], "--rate-limit", "0", "--port-file", str(port_file)],
            stdout=subprocess.PIPE, text=True)
        variables = dict(self.process.stdout.readline().rstrip("\n").split("=", 1) for _ in range(2))
        for _ in range(100):
            if port_file.exists():
                break
            time.sleep(0.05)
        # Nothing of the caller's own account may reach the tests.
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("CLOUDFLARE_")}
        self.environment.update(variables)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()
        self.folder.cleanup()

    def run(self, sql, **more):
        environment = dict(self.environment, **more)
        if "CF_BILLING_PRELOAD" in os.environ:
            environment["LD_PRELOAD"] = os.environ["CF_BILLING_PRELOAD"]
        load = ".load " + os.environ["CF_BILLING_EXTENSION"]
        return subprocess.run(["sqlite3", "-batch", "-cmd", load, ":memory:"], input=sql, text=True,
                              capture_output=True, env=environment)


class ReadmeTest(unittest.TestCase):
    def test_tables_are_those_of_the_specs(self):
        self.assertEqual(split_readme()[1], described_tables(),
                         "run tests/project/readme_test.py --update")

    def test_queries_run_and_bring_rows(self):
        queries = re.findall(r"```sql\n(.*?)```", README.read_text(), re.DOTALL)
        self.assertGreaterEqual(len(queries), 3)
        with Sandbox() as sandbox:
            for query in queries:
                done = sandbox.run(query)
                self.assertEqual((done.returncode, done.stderr), (0, ""), query)
                self.assertGreater(len(done.stdout.splitlines()), 0, query)

    def test_settings_table_names_every_setting(self):
        with Sandbox() as sandbox:
            message = sandbox.run("SELECT cf_config('no such setting');").stderr
        names = message.split("the settings are ")[1].strip().split(", ")
        self.assertGreater(len(names), 10)
        table = README.read_text().split("## Configure")[1].split("## Three queries")[0]
        for name in names:
            self.assertIn(f"`{name.rstrip(')')}`", table)

    def test_report_shows_its_three_tables(self):
        report = (ROOT / "examples" / "report.sql").read_text()
        with Sandbox() as sandbox:
            done = sandbox.run(report, CLOUDFLARE_ACCOUNT_ID="1a7c09e2b5d84f36a0c1e97d52b8f413")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        headings = [line for line in done.stdout.splitlines() if line and line[0] not in "┌│├└"]
        self.assertEqual(headings, [
            "Month to date by service", "Open invoices",
            "Usage against billing history, by the day billing periods ended"])
        # Invoices equal usage plus the fee of 5.00 in every period that has ended.
        periods = done.stdout.split("Usage against")[1]
        fees = re.findall(r"│ USD +│ +[\d.]+ │ +[\d.]+ │ +([\d.]+) +│", periods)
        self.assertGreaterEqual(len(fees), 5)
        self.assertEqual(set(fees), {"5.00"})

    def test_report_of_an_account_without_usage_says_so(self):
        report = (ROOT / "examples" / "report.sql").read_text()
        with Sandbox() as sandbox:
            done = sandbox.run(report, CLOUDFLARE_ACCOUNT_ID="6fd415270a39be8cf5164deca80d729b")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("none", done.stdout)


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        before, _, after = split_readme()
        README.write_text(before + BEGIN + described_tables() + END + after)
    else:
        unittest.main()
