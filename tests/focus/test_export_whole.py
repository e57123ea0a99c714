"""examples/export.sh: a file is whole, or what was there stays."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import export_case
import focus_case
import support
from focus_case import ROOT, month_before
from support import FIRST, MANY_PLANS


class Whole(export_case.TestCase):
    def files(self):
        return {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def test_a_full_disk_leaves_what_was_there(self):
        """What SQLite's shell writes is cut off; it does not say so."""
        month = month_before(self.today, 1)[:7]
        programs = pathlib.Path(tempfile.mkdtemp(dir=support.scratch_folder()))
        self.addCleanup(shutil.rmtree, programs)
        (programs / "cat").write_text('#!/bin/sh\n[ "$*" = - ] || exec /bin/cat "$@"\nhead -c 5000\nexit 1\n')
        (programs / "cat").chmod(0o755)
        for options in ((), ("--version", "1.4"), ("--for", "vantage"), ("--for", "datadog-json"), ("--for", "csv.gz")):
            with self.subTest(options):
                self.export("--feed", "paygo", *options, month, CLOUDFLARE_ACCOUNT_ID=FIRST)
                before = self.files()
                done = self.export("--feed", "paygo", *options, month, code=1, CLOUDFLARE_ACCOUNT_ID=FIRST,
                                   PATH=f"{programs}:{os.environ['PATH']}")
                self.assertIn(f"{month}: could not be written whole", done.stderr)
                self.assertEqual(before, self.files())

    def test_files_that_may_not_be_so_large(self):
        """Each file of each kind is cut off at some size: the whole month stays as it was."""
        month = month_before(self.today, 1)[:7]
        for options in (("--version", "1.4"), ("--for", "vantage"), ("--for", "cloudzero"), ("--for", "csv.gz")):
            arguments = ("--feed", "paygo", *options, month)
            self.export(*arguments, CLOUDFLARE_ACCOUNT_ID=FIRST)
            before = self.files()
            largest = max(map(len, before.values()))
            for blocks in (0, 1, 8, 64, largest // 1024):
                with self.subTest(options=options, blocks=blocks):
                    done = subprocess.run(
                        ["sh", "-c", f'ulimit -f {blocks}; exec sh "$@"', "sh", str(ROOT / "examples" / "export.sh"),
                         "--to", str(self.folder), *arguments], capture_output=True, text=True, timeout=120, check=False,
                        env=support.child_environment(
                            CLOUDFLARE_BASE_URL=self.sandbox.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN,
                            CF_BILLING=support.EXTENSION, CLOUDFLARE_ACCOUNT_ID=FIRST))
                    self.assertNotEqual(0, done.returncode, done.stderr)
                    self.assertEqual("", done.stdout)
                    self.assertEqual(before, self.files())

    def test_a_month_of_which_nothing_is_there_any_more(self):
        """By billing period, too: an empty file would stand for it."""
        for feed in ("paygo", "focus"):
            name = "focus-billing-2024-01.csv"
            (self.folder / name).write_bytes(b"good\r\n")
            done = self.export("--feed", feed, "--by", "billing", "2024-01", code=1, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
            self.assertRegex(done.stderr, "2024-01-01|no longer has")
            self.assertEqual(b"good\r\n", (self.folder / name).read_bytes())

    def test_charges_are_no_usage(self):
        """A plan fee of the first of a month does not say that its usage is there; nor are its costs filled in."""
        month = month_before(self.today, 1)[:7]
        done = self.export("--version", "1.4", "--feed", "paygo", month, CLOUDFLARE_ACCOUNT_ID=FIRST)
        self.assertNotIn("ContractedCost", done.stderr)
        before = self.files()
        without = self.folder.parent / "without.sql"
        without.write_text("DROP VIEW focus_feed_paygo; CREATE TEMP VIEW focus_feed_paygo AS "
                           f"SELECT * FROM focus_live_paygo WHERE charge_date > '{month}-09';")
        self.addCleanup(without.unlink)
        for version in ("1.3", "1.4"):
            done = self.export("--version", version, "--feed", "paygo", "--sql", str(without), month, code=1,
                               CLOUDFLARE_ACCOUNT_ID=FIRST)
            self.assertIn(f"usage of {month}-01 is missing", done.stderr)
            self.assertEqual(before, self.files())

    def test_a_folder_where_the_file_belongs(self):
        month = month_before(self.today, 1)[:7]
        (self.folder / f"focus-{month}.csv").mkdir()
        done = self.export("--feed", "paygo", month, code=1, CLOUDFLARE_ACCOUNT_ID=FIRST)
        self.assertIn(f"focus-{month}.csv", done.stderr)
        self.assertEqual([], list((self.folder / f"focus-{month}.csv").iterdir()))

    def test_a_name_of_an_archive_that_is_empty(self):
        self.export("--archive", "", month_before(self.today, 1)[:7], code=64)
        self.assertEqual([], list(self.folder.iterdir()))


if __name__ == "__main__":
    focus_case.main()
