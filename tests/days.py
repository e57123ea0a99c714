"""Runs the tests that depend on the day, on days that are hard:

    days.py FOLDER all | commit | DAY… [-- OPTION…]

FOLDER is the build's, DAY as in CF_BILLING_TEST_NOW, an OPTION one of CTest's.

`all` are those below, `commit` two of them, others for each commit, without the costly tests. Nothing
is built. Prints a line for each day; what failed says how to repeat it, and all of its output is in
FOLDER/days.
"""

import os
import pathlib
import re
import subprocess
import sys

# When tests start, in UTC; the time zone that is set; why this day.
DAYS = (
    ("2026-11-29T12:00:00Z", "", "a Sunday; costs of two services tie in cents"),
    ("2026-11-30T12:00:00Z", "", "a Monday, the 30th, the last of a month"),
    ("2026-12-31T12:00:00Z", "", "the last of a year, the 31st"),
    ("2026-12-31T23:58:00Z", "", "a year that ends while tests run"),
    ("2027-01-01T12:00:00Z", "", "the first of a year"),
    ("2027-01-30T12:00:00Z", "", "a 30th that is not the last"),
    ("2027-02-28T12:00:00Z", "", "28 February, the last of its month, a Sunday"),
    ("2027-03-01T12:00:00Z", "", "the 1st after 28 days, a Monday"),
    ("2027-03-14T06:58:00Z", "America/New_York", "clocks are set forward while tests run"),
    ("2027-10-31T00:58:00Z", "Europe/Berlin", "clocks are set back while tests run, a 31st"),
    ("2027-06-30T23:59:57Z", "", "midnight within each test, a month that ends"),
    ("2028-02-28T23:58:00Z", "", "into 29 February, a Monday"),
    ("2028-02-29T12:00:00Z", "", "29 February"),
    ("2028-02-29T23:58:00Z", "America/New_York", "out of 29 February, while it is evening elsewhere"),
    ("2028-03-01T12:00:00Z", "", "the 1st after 29 days"),
    ("2028-05-31T12:00:00Z", "", "a 31st, before a month of 30 days"),
)


def days_of_commit():
    told = subprocess.run(["git", "rev-parse", "HEAD"], cwd=os.path.dirname(__file__) or ".",
                          capture_output=True, text=True, check=False)
    if told.returncode:
        print("Not in a checkout of git, so no commit chooses the days: the last.")
        return DAYS[-1:]
    commit = told.stdout.strip()
    print(f"The days that commit {commit[:12]} chooses:")
    first = int(commit[:8], 16)
    return tuple(DAYS[(first + further) % len(DAYS)] for further in (0, len(DAYS) // 2))


def chosen(words):
    if words == ["all"]:
        return DAYS
    if words == ["commit"]:
        return days_of_commit()
    known = {day[0]: day for day in DAYS}
    return [known.get(word, (word, os.environ.get("TZ", ""), "")) for word in words]


def run(folder, at, zone, options):
    """What CTest says in one line, and the names of the tests that failed."""
    environment = {"CTEST_PARALLEL_LEVEL": str(os.cpu_count()), **os.environ, "CF_BILLING_TEST_NOW": at,
                   **({"TZ": zone} if zone else {})}
    done = subprocess.run(
        ["ctest", "--test-dir", folder, "--label-regex", "^day$", "--output-on-failure", *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=environment)
    log = pathlib.Path(folder, "days", f"{at.replace(':', '')}.log")
    log.parent.mkdir(exist_ok=True)
    log.write_text(done.stdout)
    summary = re.search(r"^\d+% tests passed, (\d+) tests failed out of (\d+)", done.stdout, re.MULTILINE)
    failed = re.findall(r"^\s+\d+ - (\S+) \((?!Skipped)", done.stdout, re.MULTILINE)
    if not summary:
        return done.stdout[-300:], ["all"], log
    lost, total = map(int, summary.groups())
    return f"{total - lost} passed, {lost} failed", failed, log


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    code = 0
    folder, *words = sys.argv[1:]
    words, options = (words[:words.index("--")], words[words.index("--") + 1:]) if "--" in words else (words, [])
    if words == ["commit"]:
        options += ["--label-exclude", "^costly$"]
    for at, zone, reason in chosen(words):
        told, failed, log = run(folder, at, zone, options)
        print(f"{at} {zone:16} {told}  ({reason})" if reason else f"{at} {zone:16} {told}", flush=True)
        if failed:
            code = 1
            print(f"  {', '.join(failed)}: see {log}", flush=True)
            print("".join(f"  {line}\n" for line in sorted(set(re.findall(
                r"^To repeat it: .*", log.read_text(), re.MULTILINE)))), end="", flush=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
