"""The day that tests are on: one for all programs, and what becomes of a midnight in between."""

import os
import subprocess
import sys
import tempfile
import unittest

import support

# What each program takes for today; `to` of what the extension asks for without an upper bound.
EVERY_PROGRAM = """
import datetime, subprocess
import support
class Day(support.TestCase):
    def runTest(self):
        self.rows(f"SELECT * FROM cf_paygo_usage('{support.FIRST}', date('now', '-3 days'))")
        asked = max(request.parameters.get("to", "") for request in self.sandbox.requests())
        print(datetime.datetime.utcnow().date(), self.value("SELECT date('now')"), self.sandbox.today(),
              asked, *self.shell().run("SELECT date('now')").rows[0],
              subprocess.run(["date", "-u", "+%F"], env=support.child_environment(), text=True,
                             capture_output=True).stdout.strip())
Day().debug()
"""

# Each answer takes longer than is left of the day.
OVER_MIDNIGHT = """
import json, sys, time
import support
class Day(support.TestCase):
    def runTest(self):
        day = support.on_day.today()
        self.sandbox.set(focus__get_money="on")
        self.sandbox.faults({"latency_ms": 1500})
        while time.strftime("%S", time.gmtime()) < "59":
            time.sleep(0.01)
        found = self.rows(f"SELECT raw FROM {self.table} WHERE account_id = ? AND charge_date BETWEEN "
                          "date('now', '-40 days') AND date('now')", (support.MID_MONTH,))
        self.assertNotEqual(day, self.sandbox.today())
        self.sandbox.faults()
        first = self.value("SELECT date(?, '-40 days')", (day,))
        expected = [(record,) for record in self.sandbox.truth(self.truth, support.MID_MONTH)
                    if first <= json.loads(record)["ChargePeriodStart"][:10] <= day]
        self.assert_same_rows(expected, found)
        print(day, len(found))
Day.table, Day.truth = sys.argv[1:]
Day().debug()
"""

# Fails on the day on which it begins, once that is over; or always.
MODULE = """
import time, unittest
import support
DAY = support.on_day.today()
class Day(unittest.TestCase):
    def test_it(self):
        while "{begun}" == DAY == support.on_day.today():
            time.sleep(0.1)
        if {always} or "{begun}" == DAY:
            self.fail("it is " + support.on_day.today())
support.main()
"""


class DayTest(unittest.TestCase):
    def run_python(self, at, *arguments, **environment):
        kept = {name: value for name, value in os.environ.items()
                if name not in ("LD_PRELOAD", support.on_day.SHIFT, support.on_day.AGAIN)}
        return subprocess.run(
            [sys.executable, "-B", *arguments], capture_output=True, text=True, timeout=120,
            check=False, cwd=os.path.dirname(os.path.abspath(__file__)),
            env={**kept, support.on_day.NOW: at, **environment})

    def run_script(self, at, script, *arguments, **environment):
        done = self.run_python(at, "-c", script, *arguments, **environment)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout.split()

    def test_all_programs_have_the_same(self):
        for at, zone in (("2028-02-29T12:00:00Z", "UTC"), ("2026-12-31T23:50:00Z", "Pacific/Kiritimati"),
                         ("2027-01-01T00:00:00Z", "America/New_York")):
            with self.subTest(at=at, zone=zone):
                self.assertEqual([at[:10]] * 6, self.run_script(at, EVERY_PROGRAM, TZ=zone))

    def test_command_on_a_day(self):
        done = self.run_python("", support.on_day.__file__, "2028-02-29T23:58:00Z", "date", "-u", "+%FT%R")
        self.assertEqual((0, "2028-02-29T23:58\n"), (done.returncode, done.stdout))

    def test_rows_of_a_scan_over_midnight_are_those_of_the_day_on_which_it_began(self):
        for table, truth in (("cf_paygo_usage", "paygo"), ("cf_focus_usage", "focus")):
            with self.subTest(table=table):
                day, rows = self.run_script("2028-02-29T23:59:52Z", OVER_MIDNIGHT, table, truth)
                self.assertEqual("2028-02-29", day)
                self.assertGreater(int(rows), 100)

    def run_module(self, always):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "test_it.py")
            with open(path, "w", encoding="ascii") as file:
                file.write(MODULE.format(always=always, begun="2027-02-28"))
            return self.run_python("2027-02-28T23:59:53Z", path, PYTHONPATH=os.path.dirname(
                os.path.abspath(support.__file__)))

    def test_tests_that_fail_over_midnight_are_run_again(self):
        done = self.run_module(always=False)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("Midnight has passed, it is 2027-03-01 now", done.stderr)

    def test_but_once_only_and_a_failure_says_how_to_repeat_it(self):
        done = self.run_module(always=True)
        self.assertEqual(1, done.returncode, done.stderr)
        self.assertEqual(2, done.stderr.count("FAILED"), done.stderr)
        self.assertRegex(done.stderr, r"To repeat it: .*CF_BILLING_TEST_NOW=2027-02-28T23:59:53Z .*"
                                      r"python3 -B \S*test_it.py\n")


if __name__ == "__main__":
    support.main()
