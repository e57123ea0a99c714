"""Runs examples/export.sh, and says what should be in its files."""

import csv
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
from decimal import Decimal

import focus_case
from focus_case import NUMBERS, ROOT, TIMES, next_midnight
import support

NUMBER = re.compile(r"-?\d+\.\d+|-?\d+(\.\d+)?E-?\d+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class TestCase(focus_case.TestCase):
    def setUp(self):
        super().setUp()
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=support.scratch_folder()))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.today = self.sandbox.today()

    def export(self, *arguments, code=0, cwd=None, **environment):
        done = subprocess.run(
            ["sh", str(ROOT / "examples" / "export.sh"), "--to", str(self.folder), *arguments],
            capture_output=True, text=True, timeout=120, check=False, cwd=cwd,
            env=support.child_environment(**{
                "CLOUDFLARE_BASE_URL": self.sandbox.base_url, "CLOUDFLARE_API_TOKEN": support.TOKEN,
                "CF_BILLING": support.EXTENSION, **environment}))
        self.assertEqual(code, done.returncode, done.stdout + done.stderr)
        self.assertEqual([], [name for name in os.listdir(self.folder) if name.startswith(".")])
        return done

    def read(self, name):
        """The rows of a CSV file, as a strict reader has them; nothing is None."""
        with (self.folder / name).open("rb") as file:
            data = file.read()
        self.assertFalse(data.startswith(b"\xef\xbb\xbf"))
        self.assertTrue(data.endswith(b"\r\n"))
        self.assertNotIn(b"\n", data.replace(b"\r\n", b""))
        header, *rows = csv.reader(data.decode("utf-8").splitlines(keepends=True), strict=True)
        for row in rows:
            self.assertEqual(len(header), len(row))
        return header, [dict(zip(header, (value or None for value in row))) for row in rows]

    def wanted(self, header, rows):
        """Truth in the form of `comparable`; `rows` have Decimal numbers."""
        return [tuple((name, self.wanted_value(name, row.get(name))) for name in header)
                for row in rows]

    @staticmethod
    def wanted_value(name, value):
        if name in TIMES:
            return next_midnight(value)
        if name == "Tags" and value is not None:
            return "tags"
        return None if value == "" else value

    def comparable(self, rows):
        """Spellings are looked at and left behind: 1.50 and 1.5 are one number."""
        made = []
        for row in rows:
            values = []
            for name, value in row.items():
                if value is not None and name in NUMBERS:
                    self.assertRegex(value, NUMBER)
                    self.assertTrue(NUMBER.fullmatch(value), value)
                    value = Decimal(value)
                elif value is not None and name in TIMES:
                    self.assertTrue(TIME.fullmatch(value), value)
                elif value is not None and name == "Tags":
                    value = "tags"
                values.append((name, value))
            made.append(tuple(values))
        return made

    def assert_same(self, wanted, found):
        # Decimal('1.50') and Decimal('1.5') are equal but spelled apart.
        def plain(rows):
            return [tuple((name, value.normalize() + 0 if isinstance(value, Decimal) else value)
                          for name, value in row) for row in rows]
        self.assert_same_rows(plain(wanted), plain(found))
