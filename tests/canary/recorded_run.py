"""Runs a file of tests with secrets of its own, records it, and searches the record."""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

from canary.canaries import FOLDER, Canaries, Search
from canary.recorder import BYTES, MARK, MARK_END, OUTPUT, STATEMENTS, TESTS

# So long may the tests of one file take.
TIMEOUT = 900
NEARBY = 200
# So much is searched at once, and so much of it again with what follows.
SLICE, OVERLAP = 1 << 23, 1 << 10
KIND = re.compile(re.escape(MARK) + rb"\d+ (\w+)")


@dataclass
class Record:
    code: int
    printed: str
    tests: int = 0
    statements: int = 0
    kinds: set = field(default_factory=set)
    came_out: int = 0            # Bytes,
    searched: int = 0            # and those of them that are not the same.
    controls: int = 0            # How often the search found what has to be there.
    leaks: list = field(default_factory=list)

    def add(self, other):
        self.kinds |= other.kinds
        self.tests += other.tests
        self.statements += other.statements
        self.came_out += other.came_out
        self.searched += other.searched
        self.controls += other.controls


def _read(folder, ending):
    for name in sorted(os.listdir(folder)):
        if name.endswith(ending):
            with open(os.path.join(folder, name), "rb") as file:
                yield name.removesuffix(ending), file.read()


def _told(finding, at, data, statements):
    """A leak for whoever mends it: what showed, where, and what was asked."""
    start = data.rfind(MARK, 0, at)
    end = data.find(MARK_END, max(start, 0))
    number, kind = data[start + len(MARK):end].decode().split(" ", 1) if start >= 0 else (0, "the test's own output")
    around = data[max(end, at - NEARBY):at + finding.length + NEARBY]
    asked = statements.get(int(number), {"test": "?", "sql": "?"})
    return (f"{finding.length} characters of {finding.secret} ({finding.encoding}) in {kind} of "
            f"{asked['test']}\n  after {asked['sql'][:400]!r}\n  …{around.decode('utf-8', 'replace')!r}…")


def recorded(file, controls):
    """The record of a file of tests. `controls`: texts of which some come out somewhere in it,
    and which the search has to find."""
    canaries = Canaries.made()
    search, control_search = canaries.search(), Search(dict(enumerate(controls)))
    with tempfile.TemporaryDirectory(prefix="cf_billing_canary_") as folder:
        canaries.put_into(folder)
        temporary = os.path.join(folder, "tmp")
        os.makedirs(temporary)
        os.makedirs(os.path.join(folder, "records"))
        # Some tests work as another user.
        os.chmod(folder, 0o711)
        os.chmod(temporary, 0o1777)
        done = subprocess.run([sys.executable, "-B", file], capture_output=True, timeout=TIMEOUT, check=False,
                              env={**os.environ, FOLDER: folder, "TMPDIR": temporary,
                                   "SQLITE_TMPDIR": temporary})
        printed = done.stdout + done.stderr
        record = Record(done.returncode, printed.decode("utf-8", "replace"))
        records = os.path.join(folder, "records")
        record.tests = sum(len(set(lines.splitlines())) for _, lines in _read(records, TESTS))
        statements = {}
        for process, lines in _read(records, STATEMENTS):
            statements[process] = {line["number"]: line for line in map(json.loads, lines.splitlines())}
            record.statements += sum(bool(line["sql"]) for line in statements[process].values())
        record.came_out = len(printed) + sum(int(line) for _, lines in _read(records, BYTES)
                                             for line in lines.splitlines())
        for process, data in (*_read(records, OUTPUT), ("", printed)):
            record.searched += len(data)
            record.kinds |= {match[1].decode() for match in KIND.finditer(data)}
            told_up_to = {}
            for start in range(0, len(data), SLICE):
                first = max(start - OVERLAP, 0)
                part = data[first:start + SLICE]
                record.controls += len(control_search.findings(part))
                for finding in search.findings(part):
                    at, what = first + finding.at, (finding.secret, finding.encoding)
                    # Of each record once.
                    if at >= told_up_to.get(what, 0):
                        record.leaks.append(_told(finding, at, data, statements.get(process, {})))
                        told_up_to[what] = data.find(MARK, at) % (len(data) + 1)
    return record
