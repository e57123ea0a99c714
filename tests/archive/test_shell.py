"""examples/sqliterc: the shell with the extension, the views, and columns that fit."""

import os
import subprocess
import time

import archive_case
import support
from archive_case import ArchiveCase
from support import FIRST

EXAMPLES = os.path.join(archive_case.SQL, "..", "examples")
ROWS = 5000


class Shell(ArchiveCase):
    def setUp(self):
        super().setUp()
        # The project's folder, with the extension under test where it is built.
        self.folder = os.path.dirname(self.archive)
        os.mkdir(os.path.join(self.folder, "build"))
        os.symlink(support.EXTENSION + ".so", os.path.join(self.folder, "build", "cf_billing.so"))
        os.symlink(os.path.abspath(archive_case.SQL), os.path.join(self.folder, "sql"))
        os.symlink(os.path.abspath(EXAMPLES), os.path.join(self.folder, "examples"))

    def run_shell(self, *lines, init="examples/sqliterc", folder=None):
        """What a session prints, and how long it took."""
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CLOUDFLARE_API_TOKEN": support.TOKEN,
                 "CLOUDFLARE_ACCOUNT_ID": FIRST}
        begun = time.monotonic()
        done = subprocess.run([support.SHELL, "-init", init], capture_output=True,
                              cwd=folder or self.folder, input="\n".join(lines), text=True, timeout=120,
                              check=False, env=support.child_environment(**given))
        self.assertEqual(0, done.returncode, done.stderr)
        # It may say which file it reads.
        self.assertNotRegex(done.stderr, "(?i)error|unknown|usage")
        return done.stdout, time.monotonic() - begun

    def test_answers_in_a_box(self):
        today = self.sandbox.today()
        printed, _ = self.run_shell(
            f"UPDATE cf_parameters SET today = '{today}';",
            "SELECT name, NULL AS missing FROM cf_selected_accounts;",
            "SELECT max(day) AS newest, count(*) > 9 AS records FROM cf_usage;",
            f"SELECT '{'word ' * 30}' AS text;")
        rows = [tuple(cell.strip() for cell in line.split("│")[1:-1])
                for line in printed.splitlines() if "│" in line]
        # Without a name of its own an account is told by its id.
        self.assertEqual([("name", "missing"), (FIRST, "·"), ("newest", "records"), (today, "1"),
                          ("text",)], rows[:5])
        self.assertEqual(3, len(rows[5:]))
        self.assertTrue(all(len(line) <= 64 for line in printed.splitlines()), printed)

    def test_what_the_build_writes_works_in_any_folder(self):
        init = os.path.join(os.path.dirname(support.EXTENSION), "sqliterc")
        asked = ("SELECT count(*) > 20 AS views FROM sqlite_temp_master WHERE type = 'view';",
                 "SELECT NULL AS missing;")
        here, _ = self.run_shell(*asked)
        self.assertIn("│ 1 ", here)
        self.assertIn("│ · ", here)
        self.assertEqual(here, self.run_shell(*asked, init=init, folder="/")[0])

    def test_thousands_of_rows_are_quick(self):
        """A box needs all rows before the first: at most some times as long as a plain list."""
        take = (f"UPDATE cf_parameters SET today = '{self.sandbox.today()}';",
                "CREATE TEMP TABLE some AS SELECT u.* FROM cf_usage AS u CROSS JOIN "
                f"(SELECT value FROM generate_series(1, 1000)) LIMIT {ROWS};")
        took = {}
        for mode in (".mode list", "-- As the file sets it."):
            runs = [self.run_shell(*take, mode, "SELECT * FROM some;") for _ in range(3)]
            self.assertLess(ROWS, runs[0][0].count("\n"))
            self.assertEqual(mode != ".mode list", "┌" in runs[0][0])
            took[mode] = min(seconds for _, seconds in runs)
        plain, boxed = took.values()
        self.assertLess(boxed, 10 * plain, took)


if __name__ == "__main__":
    support.main()
