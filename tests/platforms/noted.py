"""What the tests of the platforms noted: which package works in which host of which platform.

A row is [platform, package, host's folder in examples/, host in words, its SQLite, what runs it]. NOTED is kept with
the source, as nobody runs all platforms at once: table.py puts what tests wrote there, and READMEs are made of it.
"""

import json
import pathlib

NOTED = pathlib.Path(__file__).with_name("noted.json")


def rows(file=NOTED):
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else []


def write(file, kept):
    lines = ",\n".join(json.dumps(row) for row in sorted(kept))
    file.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def note(file, row):
    """Instead of what was noted of that package in that host."""
    write(file, [other for other in rows(file) if other[:3] != row[:3]] + [row])


def platforms():
    return sorted({row[0] for row in rows()})
