"""sql/FOCUS.md is true: its queries run, and it names what there is."""

import re
import subprocess

import focus_case
from focus_case import ROOT, support

TEXT = (ROOT / "sql" / "FOCUS.md").read_text()


class Documentation(focus_case.TestCase):
    def test_queries_run_in_one_session(self):
        blocks = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)
        self.assertGreaterEqual(len(blocks), 2)
        done = subprocess.run(
            ["sqlite3", "-batch", "-bail", "-cmd", f".load {support.EXTENSION}",
             "-cmd", ".read sql/views/00_parameters.sql", "-cmd", ".read sql/focus.sql", ":memory:"],
            input="\n".join(blocks), cwd=ROOT, capture_output=True, text=True, check=False,
            env=support.child_environment(
                CLOUDFLARE_BASE_URL=self.sandbox.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN,
                CLOUDFLARE_ACCOUNT_ID=support.MANY_PLANS))
        self.assertEqual((0, ""), (done.returncode, done.stderr))

    def test_focus_sql_reads_every_file_with_a_number(self):
        read = re.findall(r"^\.read (.*)$", (ROOT / "sql" / "focus.sql").read_text(), re.MULTILINE)
        files = sorted((ROOT / "sql" / "focus").glob("[0-9]*.sql"))
        self.assertEqual([str(file.relative_to(ROOT)) for file in files], read)

    def test_rewrites_mean_the_same(self):
        for sql, wanted in (
                ("""SELECT json_extract('{"Application": "shop"}', '$.Application')""", "shop"),
                ("SELECT date('2026-10-31T00:00:00Z')", "2026-10-31"),
                ("""SELECT json_type('{"a": 0}', '$.a') IS NOT NULL""", 1),
                ("""SELECT json_type('{"a": 0}', '$.b') IS NOT NULL""", 0),
                ("""SELECT sum(e.value) FROM json_each('{"p": [1, 2]}', '$.p') AS e""", 3),
                ("SELECT date('2026-10-31', '+1 month')", "2026-12-01"),
                ("SELECT CAST('2026-10-31' AS DATE)", 2026)):
            self.assertEqual(wanted, self.value(sql), sql)

    def test_files_that_are_named_exist(self):
        for path in re.findall(r"\]\(([^)#:]+)\)", TEXT):
            self.assertTrue((ROOT / "sql" / path).exists(), path)

    def test_columns_of_the_views_are_named(self):
        db = self.focus(files=["sql/focus_check.sql"])
        for column in self.columns(db, "focus_check"):
            self.assertIn(f"`{column}`", TEXT)


if __name__ == "__main__":
    focus_case.main()
