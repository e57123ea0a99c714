"""The README is true: its tables are those of the specs, as are those of ext/tables/README.md, and its
queries run."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "sql"))
from marked import README, between, put_between  # noqa: E402

TABLES = ROOT / "ext" / "tables" / "README.md"
END = "\n<!-- end of tables -->"
# What the specs print, where, and with which option.
PRINTED = (("<!-- tables: printed by build/cf_describe_tables -->\n", TABLES, ()),
           ("<!-- tables: printed by build/cf_describe_tables --list -->\n", README, ("--list",)))


def described_tables(*options):
    tool = os.environ.get("CF_BILLING_DESCRIBE", str(ROOT / "build" / "cf_describe_tables"))
    done = subprocess.run([tool, *options], capture_output=True, text=True, check=True)
    return done.stdout.rstrip()


class ReadmeTest(unittest.TestCase):
    def run_in_shell(self, sql, *options, **environment):
        """Its output, as a reader sees it; an error of the shell fails the test."""
        done = self.failing_run(sql, *options, **environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""), sql)
        return done.stdout

    def failing_run(self, sql, *options, **environment):
        import support
        variables = support.child_environment(CLOUDFLARE_BASE_URL=support.shared_sandbox().base_url,
                                              CLOUDFLARE_API_TOKEN=support.TOKEN, **environment)
        return subprocess.run(["sqlite3", "-batch", *options, "-cmd", f".load {support.EXTENSION}",
                               ":memory:"], input=sql, text=True, capture_output=True, env=variables)

    def test_tables_are_those_of_the_specs(self):
        for begin, file, options in PRINTED:
            self.assertEqual(between(begin, END, file), described_tables(*options),
                             "run tests/project/readme_test.py --update")

    def test_tables_and_columns_are_those_that_sqlite_has(self):
        sections = re.split(r"^## ", TABLES.read_text(), flags=re.MULTILINE)[1:]
        described = {section.split("`")[1]: re.findall(r"^\| `(\w+)` \| (\w+)(, hidden)?[^|]*\| .+ \|$",
                                                       section, re.MULTILINE)
                     for section in sections}
        listed = re.findall(r"^\| \[`(\w+)`\]", README.read_text(), re.MULTILINE)
        self.assertEqual(list(described), listed)
        for table, columns in described.items():
            declared = self.run_in_shell(
                "SELECT name || ' ' || substr(type, 1, instr(type || ' ', ' ') - 1) || (hidden > 0)"
                f" FROM pragma_table_xinfo('{table}');").split("\n")[:-1]
            self.assertEqual([f"{name} {type}{int(hidden != '')}" for name, type, hidden in columns],
                             declared, table)

    def test_queries_run_and_bring_rows(self):
        queries = re.findall(r"```sql\n(.*?)```", README.read_text(), re.DOTALL)
        self.assertGreaterEqual(len(queries), 3)
        for query in queries:
            self.assertNotEqual("", self.run_in_shell(query), query)

    def test_settings_table_names_every_setting(self):
        message = self.failing_run("SELECT cf_config('no such setting');").stderr
        names = re.findall(r"\w+", message.split("the settings are ")[1])
        self.assertGreater(len(names), 10)
        table = README.read_text().split("## Configure")[1].split("## Three queries")[0]
        for name in names:
            self.assertIn(f"`{name}`", table)

    def test_functions_table_names_every_function(self):
        import support
        def functions(*options):
            done = subprocess.run(["sqlite3", "-batch", *options, ":memory:",
                                   "SELECT DISTINCT name FROM pragma_function_list"],
                                  capture_output=True, text=True, check=True)
            return set(done.stdout.split())
        loaded, without = functions("-cmd", f".load {support.EXTENSION}"), functions()
        table = README.read_text().split("## Functions")[1].split("\n## ")[0]
        described = set(re.findall(r"`(\w+)\(", table))
        self.assertEqual(loaded - without, described)

    def test_plan_in_the_readme_is_what_sqlite_prints(self):
        shown = "EXPLAIN" + README.read_text().split("sqlite> EXPLAIN")[1].split("```")[0]
        query, plan = shown.replace("   ...> ", "").split("QUERY PLAN\n")
        self.assertEqual("QUERY PLAN\n" + plan, self.run_in_shell(query))

    def test_report_shows_its_three_tables(self):
        report = (ROOT / "sql" / "cost_report.sql").read_text()
        output = self.run_in_shell(report, "-box",
                                   CLOUDFLARE_ACCOUNT_ID="1a7c09e2b5d84f36a0c1e97d52b8f413")
        self.assertEqual(re.findall(r"┐\n│ +(.*?) +│", output), [
            "Month to date by service", "Open invoices", "Usage against history"])
        # Invoices equal usage plus the fee of 5.00 in every period that has ended.
        periods = output.split("Usage against")[1]
        fees = re.findall(r"│ USD +│ +[\d.]+ +│ +[\d.]+ +│ +([\d.]+) +│", periods)
        self.assertGreaterEqual(len(fees), 5)
        self.assertEqual(set(fees), {"5.00"})

    def test_report_of_an_account_without_usage_says_so(self):
        report = (ROOT / "sql" / "cost_report.sql").read_text()
        self.assertIn("none", self.run_in_shell(
            report, CLOUDFLARE_ACCOUNT_ID="6fd415270a39be8cf5164deca80d729b"))


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        for mark, path, option in PRINTED:
            put_between(mark, END, described_tables(*option), path)
    else:
        import support
        support.main()
