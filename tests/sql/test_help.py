"""cf_help: everything that SQL can name is listed, with a question and an example that runs."""

import pathlib
import sqlite3

import support
from support import FIRST

SQL = pathlib.Path(__file__).resolve().parents[2] / "sql"
NAMED_BY_US = "(name LIKE 'cf~_%' ESCAPE '~' OR name LIKE 'focus~_%' ESCAPE '~')"
KINDS = ("table", "view", "function", "setting")
# What cf_create_views() makes beside the extension's own tables.
MADE = f"SELECT type, name FROM sqlite_temp_master WHERE type IN ('table', 'view') AND {NAMED_BY_US}"


class Help(support.TestCase):
    def session(self):
        """In an archive, so that all views are there."""
        # With a cache, as Cloudflare answers 300 queries of analytics in five minutes.
        db = self.connect(environment={"CLOUDFLARE_ACCOUNT_ID": FIRST}, cache_ttl=300)
        for part in ("archive.sql", "archive_feeds.sql"):
            db.executescript((SQL / part).read_text(encoding="utf-8"))
        return db

    def help(self, kind):
        return self.rows("SELECT name, question, example FROM cf_help WHERE kind = ?", (kind,))

    def listed(self, kind):
        return [name for name, _, _ in self.help(kind)]

    def test_every_table_and_view(self):
        db = self.session()
        modules = {name for (name,) in self.rows("SELECT name FROM pragma_module_list WHERE name LIKE 'cf~_%' "
                                                 "ESCAPE '~'", db=db)}
        self.assertGreater(len(modules), 15)
        self.value("SELECT cf_create_views()", db=db)
        made = self.rows(MADE, db=db)
        self.assertGreater(len(made), 80)
        for kind in ("table", "view"):
            expected = {name for made_as, name in made if made_as == kind}
            self.assertEqual(sorted(expected | (modules if kind == "table" else set())), sorted(self.listed(kind)))

    def test_every_function(self):
        functions = "SELECT DISTINCT name FROM pragma_function_list"
        plain = sqlite3.connect(":memory:")
        ours = {name for (name,) in self.rows(functions)} - {name for (name,) in plain.execute(functions)}
        self.assertEqual(sorted(ours), sorted(self.listed("function")))

    def test_every_setting(self):
        self.assertEqual(self.rows("SELECT name FROM cf_settings"), [(name,) for name in self.listed("setting")])

    def test_kinds_and_questions(self):
        self.assertEqual([(kind,) for kind in KINDS], self.rows("SELECT DISTINCT kind FROM cf_help ORDER BY "
                         "kind = 'setting', kind = 'function', kind = 'view'"))
        for kind in KINDS:
            for name, question, example in self.help(kind):
                with self.subTest(name):
                    self.assertRegex(question, r"^[A-Z].*\w\?$")
                    self.assertNotIn("  ", question)
                    self.assertIn(name, example)

    def test_what_nobody_needs_to_ask_comes_last(self):
        inner = [question.startswith("Part of other views:") for _, question, _ in self.help("view")]
        self.assertGreater(sum(inner), 20)
        self.assertEqual(sorted(inner), inner)

    def test_every_example_runs(self):
        db = self.session()
        self.value("SELECT cf_create_views()", db=db)
        for kind in KINDS:
            for _, _, example in self.help(kind):
                with self.subTest(example):
                    self.rows(example, db=self.session() if kind == "setting" else db)

    def test_makes_no_request(self):
        with self.request_count(0):
            self.assertGreater(len(self.rows("SELECT * FROM cf_help")), 100)


if __name__ == "__main__":
    support.main()
