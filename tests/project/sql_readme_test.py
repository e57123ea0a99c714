"""sql/README.md is true: its queries print what stands below them, and it names every view and every
column. `--update` writes the outputs anew.

The sandbox's figures depend on the day, so it is always the same one, for the shell as well.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "sql"))
import support  # noqa: E402

README = ROOT / "sql" / "README.md"
TODAY = "2026-11-20"
# A block of SQL, and the block of its output if there is one.
BLOCK = re.compile(r"```sql\n(.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)
END = "-- end of a block --"


def shell(script):
    """Over a sandbox as a reader starts it, which remembers 30 days, and an archive of it."""
    sandbox = support.Sandbox("--today", TODAY, "--set", "graphql.now=20:30", comforts=())
    environment = support.child_environment(
        CLOUDFLARE_BASE_URL=sandbox.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN,
        CF_BILLING=support.EXTENSION, CF_BILLING_SANDBOX=support.SANDBOX,
        **support.on_day.variables(f"{TODAY} 12:00:00"))
    with tempfile.TemporaryDirectory(dir=support.scratch_folder()) as folder:
        archive = str(pathlib.Path(folder, "billing.db"))
        try:
            output = ""
            for command, given in (
                    (["sh", "examples/sandbox-archive.sh", archive], ""),
                    (["sqlite3", "-batch", "-bail", "-cmd", f".load {support.EXTENSION}", "-cmd",
                      ".read sql/views.sql", "-cmd", ".read sql/archive_views.sql", "-cmd",
                      ".read sql/archive_resource_views.sql", "-cmd", ".read sql/archive_kept.sql", archive], script)):
                done = subprocess.run(command, input=given, text=True, capture_output=True, cwd=ROOT,
                                      env=environment, check=False, timeout=300)
                output = done.stdout
                if done.returncode or done.stderr:
                    raise AssertionError(output[-500:] + done.stderr)
            return output
        finally:
            sandbox.stop()


def with_outputs(text):
    """The README with the outputs of its queries, run one after the other in one session."""
    blocks = [match[1] for match in BLOCK.finditer(text)]
    script = ".mode box\n"
    outputs = iter(shell(script + "".join(f"{block}\n.print {END}\n" for block in blocks))
                   .split(END + "\n"))

    def block_with_output(match):
        output = next(outputs)
        return f"```sql\n{match[1]}```\n" + (f"\n```text\n{output}```\n" if output else "")

    return BLOCK.sub(block_with_output, text)


class SqlReadme(support.TestCase):
    maxDiff = None

    def test_outputs_are_those_of_the_queries(self):
        text = README.read_text()
        self.assertEqual(text, with_outputs(text), "run tests/project/sql_readme_test.py --update")

    def test_every_view_is_asked_and_its_answer_shown(self):
        shown = " ".join(match[0] for match in BLOCK.finditer(README.read_text())
                         if "```text" in match[0])
        asked = set(re.findall(r"(?:FROM|JOIN) (cf_\w+)", shown))
        self.assertEqual(set(), self.views() - asked)

    def test_a_line_below_each_answer_says_what_its_figures_mean(self):
        text = README.read_text()
        unexplained = [match[0] for match in BLOCK.finditer(text)
                       if "```text" in match[0] and re.match(r"\n*(```|#|$)", text[match.end():])]
        self.assertEqual([], unexplained)

    def test_what_tables_of_parameters_refuse_they_say_in_sentences(self):
        """What a constraint is called, and what a trigger raises, is what SQLite says."""
        said = []
        for file in sorted((ROOT / "sql" / "views").glob("*.sql")):
            text = file.read_text()
            said += re.findall(r'CONSTRAINT\s+"([^"]*)"', text) + re.findall(r"RAISE\(ABORT, '((?:[^']|'')*)'", text)
            tables = re.findall(r"CREATE TEMP TABLE IF NOT EXISTS (\w+)\((.*?)\n\);", text, re.DOTALL)
            self.assertEqual([], [name for name, columns in tables if "NOT NULL" in re.sub(
                r"--[^\n]*|IS NOT NULL", "", columns)], file)
        self.assertGreater(len(said), 30)
        self.assertEqual([], [text for text in said if not text.endswith(".") or len(text.split()) < 5])

    def test_every_file_is_plain_sql_that_opens_with_a_comment(self):
        """What languages other than the shell can run, on SQLite 3.31: no dot-commands, but in the
        lists of files to read."""
        for file in sorted((ROOT / "sql").rglob("*.sql")):
            with self.subTest(file=file.name):
                text = file.read_text()
                self.assertRegex(text, r"\A-- [^\n]*\n")
                head = re.match(r"(--.*\n)+", text)[0]
                self.assertIn("\n--   ", head, "an example")
                self.assertRegex(head, r"(?i)\binputs?:", "inputs")
                code = re.sub("--.*", "", text)
                dots = re.findall(r"^\..*", code, re.MULTILINE)
                if dots:
                    self.assertEqual(dots, code.split("\n")[-len(dots) - 1:-1])
                    self.assertEqual("", "".join(code.split("\n")[:-len(dots) - 1]))
                    self.assertTrue(all(line.startswith(".read sql/") for line in dots), dots)
                    self.assertIn(file.name, ("views.sql", "focus.sql"))
                # The module has the scripts without indentation.
                for line in re.sub(r"'(?:[^'\n]|'')*'|\"[^\"\n]*\"", "", code).split("\n"):
                    self.assertNotRegex(line, "['\"]", "a text that goes on in the next line")
                self.assertNotRegex(code, r"(?i)\b(iif|floor|ceil|materialized|returning)\b")

    def test_views_sql_reads_every_file_in_order(self):
        read = re.findall(r"^\.read (.*)$", (ROOT / "sql" / "views.sql").read_text(), re.MULTILINE)
        files = sorted((ROOT / "sql" / "views").glob("*.sql"))
        self.assertEqual([str(file.relative_to(ROOT)) for file in files], read)

    def views(self):
        for file in sorted((ROOT / "sql" / "views").glob("*.sql")):
            self.db.executescript(file.read_text())
        return {name for (name,) in self.rows("SELECT name FROM sqlite_temp_master"
                                              " WHERE type = 'view' EXCEPT SELECT name FROM"
                                              " cf_help WHERE question LIKE 'Part of other views:%'")}

    def test_every_view_and_column_is_described(self):
        views = self.views()
        sections = re.split(r"^### ", README.read_text(), flags=re.MULTILINE)[1:]
        described = {view: section for section in sections
                     for view in re.findall(r"`(cf_\w+)`", section.splitlines()[0])}
        self.assertEqual(views, set(described))
        for view, section in described.items():
            for column in self.rows("SELECT name FROM pragma_table_info(?)", (view,)):
                if column not in (("account_id",), ("account_name",)):
                    words = set(re.findall(r"`(\w+)`", section))
                    # A view that is like the one before it says so.
                    if "as above" in section:
                        words |= set(re.findall(r"`(\w+)`", described["cf_month_to_date"]))
                    self.assertIn(column[0], words, view)


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        README.write_text(with_outputs(README.read_text()))
    else:
        support.main()
