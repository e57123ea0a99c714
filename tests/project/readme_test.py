"""The README and what it leads to are true: tables are those of the specs, queries run, sessions print what
they show, links lead somewhere, and every document can be reached. `--update` writes what programs write."""

import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sql"))
import documents  # noqa: E402
from documents import EXAMPLES, FUNCTIONS, INSTALLED, README, REQUESTS, ROOT, SESSION, SETTINGS, TABLES  # noqa: E402
from marked import between, put_between  # noqa: E402

END = "\n<!-- end of tables -->"
# What the specs print, and with which option.
PRINTED = (("<!-- tables: printed by build/cf_describe_tables -->\n", ()),
           ("<!-- tables: printed by build/cf_describe_tables --list -->\n", ("--list",)))
# The day of the README's answers, as the sandbox's figures depend on it.
NOW = "2026-11-20 12:00:00"
END_OF_BLOCK = "-- end of a block --"


def described_tables(*options):
    tool = os.environ.get("CF_BILLING_DESCRIBE", str(ROOT / "build" / "cf_describe_tables"))
    done = subprocess.run([tool, *options], capture_output=True, text=True, check=True)
    return done.stdout.rstrip()


def with_answers(text):
    """The README with what its sessions print, typed one after the other at the prompt of examples/try.sh."""
    import support
    script = "".join(documents.typed(typed) + f".print {END_OF_BLOCK}\n" for typed, _ in SESSION.findall(text))
    done = subprocess.run(["sh", "examples/try.sh"], input=script, text=True, capture_output=True, cwd=ROOT,
                          check=False, timeout=300, env=support.child_environment(
                              CF_BILLING=support.EXTENSION, CF_BILLING_SANDBOX=support.SANDBOX,
                              **support.on_day.variables(NOW)))
    if done.returncode or done.stderr:
        raise AssertionError(done.stdout[-500:] + done.stderr)
    answers = iter(done.stdout.split(END_OF_BLOCK + "\n"))
    return SESSION.sub(lambda session: f"```console\n{session[1]}{next(answers)}```\n", text)


class ReadmeTest(unittest.TestCase):
    """Over a sandbox as a reader starts it, which remembers 30 days."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        import support
        cls.sandbox = support.Sandbox(comforts=())
        cls.addClassCleanup(cls.sandbox.stop)

    def environment(self, **more):
        import support
        return support.child_environment(CLOUDFLARE_BASE_URL=self.sandbox.base_url,
                                         CLOUDFLARE_API_TOKEN=support.TOKEN, **more)

    def run_in_shell(self, sql, *options, **environment):
        """Its output, as a reader sees it; an error of the shell fails the test."""
        done = self.failing_run(sql, *options, **environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""), sql)
        return done.stdout

    def failing_run(self, sql, *options, **environment):
        import support
        return subprocess.run(["sqlite3", "-batch", *options, "-cmd", f".load {support.EXTENSION}",
                               ":memory:"], input=sql, text=True, capture_output=True,
                              env=self.environment(**environment))

    def test_tables_are_those_of_the_specs(self):
        for begin, options in PRINTED:
            self.assertEqual(between(begin, END, TABLES), described_tables(*options),
                             "run tests/project/readme_test.py --update")

    def test_tables_and_columns_are_those_that_sqlite_has(self):
        text = TABLES.read_text()
        sections = re.split(r"^## (?=`)", text, flags=re.MULTILINE)[1:]
        described = {section.split("`")[1]: re.findall(r"^\| `(\w+)` \| (\w+)(, hidden)?[^|]*\| .+ \|$",
                                                       section, re.MULTILINE)
                     for section in sections}
        listed = re.findall(r"^\| \[`(\w+)`\]", text, re.MULTILINE)
        self.assertEqual(list(described), listed)
        for table, columns in described.items():
            declared = self.run_in_shell(
                "SELECT name || ' ' || substr(type, 1, instr(type || ' ', ' ') - 1) || (hidden > 0)"
                f" FROM pragma_table_xinfo('{table}');").split("\n")[:-1]
            self.assertEqual([f"{name} {type}{int(hidden != '')}" for name, type, hidden in columns],
                             declared, table)

    def test_queries_run_and_bring_rows(self):
        queries = [query for file in documents.SHOWN for query in documents.blocks(file, "sql")]
        self.assertGreaterEqual(len(queries), 7)
        for query in queries:
            self.assertNotEqual("", self.run_in_shell(query), query)

    def test_sessions_print_what_they_show(self):
        text = README.read_text()
        self.assertEqual(text, with_answers(text), "run tests/project/readme_test.py --update")
        self.assertGreaterEqual(len(SESSION.findall(text)), 6)
        for file in (SETTINGS, REQUESTS, INSTALLED):
            sessions = documents.blocks(file, "console")
            self.assertTrue(sessions)
            for session in sessions:
                self.assertEqual(documents.printed(session), self.run_in_shell(documents.typed(session)), file)

    def test_python_example_runs(self):
        (program,) = documents.blocks(EXAMPLES, "python")
        import support
        done = subprocess.run([sys.executable, "-c", program.replace("build/cf_billing", support.EXTENSION)],
                              capture_output=True, text=True, env=self.environment())
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("[(", done.stdout)

    def test_settings_table_names_every_setting(self):
        message = self.failing_run("SELECT cf_config('no such setting');").stderr
        names = re.findall(r"\w+", message.split("the settings are ")[1])
        self.assertGreater(len(names), 10)
        table = SETTINGS.read_text().split("## All settings")[1].split("\n## ")[0]
        for name in names:
            self.assertIn(f"`{name}`", table)

    def permissions(self):
        """Of each table that needs another one than the others."""
        text = SETTINGS.read_text().split("## Permissions")[1].split("\n## ")[0]
        rows = re.findall(r"^\| (`.*) \| (.*) \|$", text, re.MULTILINE)
        return {table: permission for tables, permission in rows for table in re.findall(r"`(\w+)`", tables)}

    def test_permissions_are_those_that_errors_name(self):
        """Of whatever table, if the token may do nothing at all."""
        permissions = self.permissions()
        refused = {"status": 403, "body": json.dumps(
            {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}]})}
        self.sandbox.faults({"path": "/client/v4/", **refused})
        self.addCleanup(self.sandbox.faults)
        account = {"CLOUDFLARE_ACCOUNT_ID": "023e105f4ecef8ad9ca31a8372d0c353"}
        tables = set(re.findall(r"^\| \[`(\w+)`\]", TABLES.read_text(), re.MULTILINE))
        own = {"cf_help", "cf_requests", "cf_settings"}
        self.assertLessEqual(own | set(permissions), tables)
        for table in sorted(tables - own):
            with self.subTest(table):
                needed = permissions.get(table, "Account › Billing › Read").partition(";")[0].replace("`", "")
                said = self.failing_run(f"SELECT * FROM {table};", **account).stderr
                self.assertIn(f"The token needs {needed}", said)
        # Names are not needed for what was used.
        self.sandbox.faults({"path": "/d1/|/storage/|/workers/|/queues|/zones", **refused})
        said = self.run_in_shell("SELECT count(resource_name) FROM cf_resource_usage; SELECT error FROM cf_requests;",
                                 **account)
        needed = re.findall(r"HTTP 403.* needs (.*?)\.", said)
        self.assertEqual(5, len(needed), said)
        for permission in needed:
            self.assertIn(permission, permissions["cf_resource_usage"])

    def test_functions_table_names_every_function(self):
        names = self.run_in_shell("SELECT name FROM cf_help WHERE kind = 'function';").split()
        self.assertGreater(len(names), 10)
        described = "".join(re.findall(r"^\| `.*? \| ", FUNCTIONS.read_text(), re.MULTILINE))
        self.assertEqual(set(names), set(re.findall(r"`(\w+)\(", described)))

    def test_report_shows_its_three_tables(self):
        report = (ROOT / "sql" / "cost_report.sql").read_text()
        for kept in (30, 0):
            self.sandbox.set(paygo__retention_days=kept)
            output = self.run_in_shell(report, "-box",
                                       CLOUDFLARE_ACCOUNT_ID="1a7c09e2b5d84f36a0c1e97d52b8f413")
            self.assertEqual(re.findall(r"┐\n│ +(.*?) +│", output), [
                "Month to date by service", "Open invoices", "Invoice of"])
            # Invoices equal usage plus the fee of 5.00 in every period that has ended, and is there
            # as a whole.
            periods = output.split("Invoice of")[1]
            whole = re.findall(r"│ USD +│ +[\d.]+ +│ +5\.00 │ +[\d.]+ +│ agrees +│", periods)
            cut = re.findall(r"│ USD +│ partial +│ +5\.00 │ +[\d.]+ +│ cannot be compared yet +│", periods)
            self.assertEqual(periods.count("│ USD") - periods.count("│ returned "), len(whole) + len(cut))
            if kept == 0:
                self.assertGreaterEqual(len(whole), 5)
            else:
                self.assertLessEqual(len(whole + cut), 2)
        self.sandbox.set(paygo__retention_days=30)

    def test_report_of_an_account_without_usage_says_so(self):
        report = (ROOT / "sql" / "cost_report.sql").read_text()
        self.assertIn("none", self.run_in_shell(
            report, CLOUDFLARE_ACCOUNT_ID="6fd415270a39be8cf5164deca80d729b"))


class DocumentsTest(unittest.TestCase):
    def test_links_lead_somewhere(self):
        for file in documents.all_documents():
            for target, anchor in documents.links(file):
                with self.subTest(f"{file.relative_to(ROOT)}: {target.name}#{anchor}"):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, documents.anchors(target))

    def test_every_document_can_be_reached_from_the_readme(self):
        reached, coming = set(), [README]
        while coming:
            file = coming.pop()
            if file.is_dir():
                file = file / "README.md"
            if file in reached or file.suffix != ".md" or not file.exists():
                continue
            reached.add(file)
            coming += [target for target, _ in documents.links(file)]
        self.assertEqual(set(), {str(file.relative_to(ROOT)) for file in
                                 set(documents.all_documents()) - reached})

    def test_the_readme_is_short_and_lines_are_no_longer_than_a_screen(self):
        lines = README.read_text().split("\n")
        self.assertLessEqual(len(lines) - 1, 200)
        self.assertEqual([], [line for line in lines if len(line) > 120])
        for file in documents.SHOWN:
            self.assertEqual([], [line for line in documents.prose(file.read_text()) if len(line) > 120], file)


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        for mark, option in PRINTED:
            put_between(mark, END, described_tables(*option), TABLES)
        README.write_text(with_answers(README.read_text()))
    else:
        import support
        support.main()
