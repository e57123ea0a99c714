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
             "-cmd", ".read sql/views/00_parameters.sql", "-cmd", ".read sql/focus.sql",
             ":memory:"],
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
                ("""SELECT JSON_VALUE('{"Application": "shop"}', '$.Application')""", "shop"),
                ("""SELECT cf_json_number('{"n": "40"}', '$.n') > 5""", 1),
                ("""SELECT JSON_VALUE('{"n": 4}', '$.n') > 5""", 1),
                ("SELECT date('2027-01-31', '+1 month')", "2027-03-03"),
                ("SELECT date('2027-01-31', 'start of month', '+1 month')", "2027-02-01"),
                ("SELECT date('2026-10-08', '-7 days')", "2026-10-01"),
                ("SELECT CAST(julianday('2026-11-01') - julianday('2026-10-01') AS INTEGER)", 31),
                ("SELECT SAFE_DIVIDE(COUNT(1), 2 * COUNT(*))", 0.5),
                ("SELECT COUNT(1) / (2 * COUNT(*))", 0),
                ("SELECT CAST('abc' AS STRING)", 0),
                ("SELECT strftime('%Y-%m', '2026-10-31T00:00:00Z')", "2026-10"),
                ("SELECT date('2026-10-31T00:00:00Z')", "2026-10-31"),
                ("""SELECT json_type('{"a": 0}', '$.a') IS NOT NULL""", 1),
                ("""SELECT json_type('{"a": 0}', '$.b') IS NOT NULL""", 0),
                ("""SELECT sum(e.value) FROM json_each('{"p": [1, 2]}', '$.p') AS e""", 3),
                ("SELECT date('2026-10-31', '+1 month')", "2026-12-01"),
                ("SELECT CAST('2026-10-31' AS DATE)", 2026)):
            self.assertEqual(wanted, self.value(sql), sql)

    def test_what_the_lint_says_is_shown_as_it_is(self):
        shown = re.search(r"cf_focus_lint\(readfile\('query.sql'\)\)\"\n(.*?)```", TEXT, re.DOTALL)[1]
        sql = ("SELECT\n  CAST(ChargePeriodStart AS DATE),\n  SUM(BilledCost)\nFROM focus_data_table\n"
               "WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? GROUP BY 1")
        self.assertEqual(shown.splitlines(), self.value("SELECT cf_focus_lint(?)", (sql,)).split("\n"))

    def test_files_that_are_named_exist(self):
        for path in re.findall(r"\]\(([^)#:]+)\)", TEXT):
            self.assertTrue((ROOT / "sql" / path).exists(), path)

    def test_every_kind_of_export_is_in_the_table_and_in_the_help(self):
        kinds = {path.name.removesuffix(".sh") for path in (ROOT / "examples/export/kinds").iterdir()}
        table = re.search(r"\n\| `--for` \|.*?\n\n", TEXT, re.DOTALL).group()
        self.assertEqual(kinds, {kind for row in table.strip().splitlines()[2:]
                                 for kind in re.findall("`(.*?)`", row.split("|")[1])})
        text = (ROOT / "examples/export.sh").read_text().split("\nset -eu\n")[0]
        listed = re.search(r"--for KIND +(.*?)#   --bucket", text, re.DOTALL).group(1)
        self.assertEqual(kinds, set(re.findall(r"(?m)^(?:# {19})?([a-z.-]+)  ", listed)))

    def test_every_consumer_s_view_is_named(self):
        for path in (ROOT / "sql/focus_export").glob("[a-z]*.sql"):
            self.assertIn(f"`focus_export_{path.stem}`", TEXT)

    def test_columns_of_the_views_are_named(self):
        db = self.focus(files=["sql/focus_check.sql"])
        for column in self.columns(db, "focus_check"):
            self.assertIn(f"`{column}`", TEXT)


if __name__ == "__main__":
    focus_case.main()
