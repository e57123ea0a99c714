"""What the scripts write is whole or not there: on a full disk, and if they are ended half-way, what was there stays."""

import csv
import datetime
import os
import pathlib
import sqlite3
import subprocess

import script_case
import support
from script_case import EXAMPLES, Archive
from support import FIRST

# On a disk without room for files of such names: what is written into them is not there, and nobody is told who does
# not look.
NO_ROOM = """#!/bin/sh
case $(readlink /proc/$$/fd/1) in
  /dev/*) ;;
  {names}) trap '' XFSZ; ulimit -f 0 ;;
esac
exec {program} "$@"
"""


class Whole(script_case.TestCase):
    def setUp(self):
        super().setUp()
        self.today = self.sandbox.today()

    def fill(self, name="Lighthouse"):
        with Archive(self.archive, today=self.today) as archive:
            archive.account(FIRST, name)
            archive.usage(FIRST, lambda day: 1.0, days=110)
            archive.change("INSERT INTO clients VALUES ('Harbour', 0)")
            archive.change("INSERT INTO client_members VALUES ('Harbour', ?, '')", FIRST)
            archive.invoice(FIRST, "for someone@mail.example", f"{self.today[:8]}01", 3.0)

    def without_room(self, names, *arguments):
        """The script, where its sqlite3 and cat find no room for what they write into these files."""
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        for name, program in {"sqlite3": support.SHELL, "cat": "/bin/cat"}.items():
            (folder / name).write_text(NO_ROOM.format(names=names, program=program))
            (folder / name).chmod(0o755)
        return self.run_script(*arguments, PATH=f"{folder}:{os.environ['PATH']}")

    def limited(self, blocks, *arguments, timeout=300, **environment):
        """The script, which can make no file larger than so many times 512 bytes."""
        return subprocess.run(["sh", "-c", f'ulimit -f {blocks}; exec sh "$@"', "sh", str(EXAMPLES / self.script),
                               *map(str, arguments)], capture_output=True, text=True, timeout=timeout, check=False,
                              cwd=self.folder, env=support.child_environment(
                                  CF_BILLING=support.EXTENSION, CF_BILLING_SANDBOX=support.SANDBOX, **environment))

    def tree(self):
        """All there is but programs and the archive."""
        return {path: path.read_bytes() for path in self.folder.rglob("*")
                if path.is_file() and path.parent.name != "bin" and not path.name.startswith("billing.db")}

    def test_a_published_file(self):
        self.script = "publish.sh"
        self.fill()
        report = self.folder / "report.db"
        self.check(0, self.archive, report)
        before = self.tree()
        self.assertEqual({report}, set(before))
        self.assertNotIn(b"someone@mail", before[report])
        # In the first of these is what keeps addresses out of it.
        for names in ("*/private.sql", "*/views.sql", "/*"):
            done = self.without_room(names, self.archive, report)
            self.assertEqual(1, done.returncode, names + done.stderr)
            self.assertIn(f"nothing was written to {report}", done.stderr)
            self.assertEqual(before, self.tree())
        for blocks in (0, 1, 64, 256):
            self.assertNotEqual(0, self.limited(blocks, self.archive, report).returncode, blocks)
            self.assertEqual(before, self.tree())
        self.assertEqual("ok", sqlite3.connect(report).execute("PRAGMA integrity_check").fetchone()[0])

    def test_a_published_file_may_be_read_by_whom_it_could(self):
        self.script = "publish.sh"
        self.fill()
        report = self.folder / "report.db"
        self.check(0, self.archive, report)
        for mode in (0o640, 0o604):
            report.chmod(mode)
            self.check(0, self.archive, report)
            self.assertEqual(mode, report.stat().st_mode & 0o777)

    def test_what_clients_are_charged(self):
        self.script = "rebill.sh"
        self.fill()
        month = (datetime.date.fromisoformat(self.today).replace(day=1) - datetime.timedelta(1)).isoformat()[:7]
        arguments = ("--archive", self.archive, "--to", self.folder / "out", month)
        self.check(0, *arguments, says="")
        before = self.tree()
        (charged,) = before
        with charged.open(encoding="utf-8", newline="") as file:
            self.assertEqual(2, len(list(csv.reader(file))))
        for names in ("*/Harbour.csv", "*/files", "*/rows", "/*"):
            done = self.without_room(names, *arguments)
            self.assertEqual((1, ""), (done.returncode, done.stdout), names + done.stderr)
            self.assertIn("nothing was written", done.stderr)
            self.assertEqual(before, self.tree())
        for blocks in (0, 16, 64):
            self.assertEqual(1, self.limited(blocks, *arguments).returncode)
            self.assertEqual(before, self.tree())

    def test_a_report(self):
        self.script = "report/report.sh"
        self.fill()
        page = self.folder / "costs.html"
        arguments = ("--database", self.archive, page)
        done = self.limited("unlimited", *arguments)
        self.assertEqual(0, done.returncode, done.stderr)
        before = self.tree()
        self.assertEqual({page}, set(before))
        self.assertIn(b"</html>", before[page])
        for blocks in (0, len(before[page]) // 512 - 2):
            done = self.limited(blocks, *arguments)
            self.assertNotEqual(0, done.returncode, done.stdout)
            self.assertEqual("", done.stdout)
            self.assertEqual(before, self.tree())

    def test_a_report_into_what_is_no_file(self):
        """Nothing takes the place of a device; a link stays one."""
        self.script = "report/report.sh"
        self.fill()
        done = self.limited("unlimited", "--database", self.archive, "/dev/stdout")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertTrue(done.stdout.startswith("<!doctype html>"))
        self.assertIn("</html>", done.stdout)
        self.assertFalse(pathlib.Path("/dev/stdout").is_file() and not pathlib.Path("/dev/stdout").is_symlink())
        (self.folder / "link.html").symlink_to("there.html")
        done = self.limited("unlimited", "--database", self.archive, self.folder / "link.html")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertTrue((self.folder / "link.html").is_symlink())
        self.assertIn("</html>", (self.folder / "there.html").read_text(encoding="utf-8"))

    def test_an_archive_of_the_sandbox(self):
        self.script = "sandbox-archive.sh"
        database = self.folder / "made.db"
        # Some months are in it by then.
        done = self.limited(6000, database)
        self.assertEqual((1, ""), (done.returncode, done.stdout), done.stderr)
        self.assertNotEqual("", done.stderr)
        self.assertEqual([], list(self.folder.iterdir()))

    def test_an_archive_that_is_there_is_left_alone(self):
        self.script = "sandbox-archive.sh"
        self.fill()
        before = self.archive.read_bytes()
        self.check(64, self.archive, says="there is something already")
        self.assertEqual(before, self.archive.read_bytes())
        self.check(64, self.folder / "none" / "made.db", says="there is no folder")

if __name__ == "__main__":
    script_case.main()
