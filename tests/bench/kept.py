"""What a scan takes for each row of an answer that is kept in the cache."""

import os
import re
import statistics
import subprocess

from answers import COLUMNS, LARGE, among
from figures import Figure, alike
from measure import shell, support

SCANS = 30
BOUND = 0.1  # µs
TIME = re.compile(r"^Run Time: real [0-9.]+ user ([0-9.]+) sys ([0-9.]+)$")


class Kept:
    """`columns` are selected from the kept answer again and again in one process of the shell, and
    in turn from `floor`, which takes as much of SQLite itself: the difference is the extension's.

    Counted is CPU time, as the shell's .timer tells it: nothing waits here.
    """

    def __init__(self, name, answers, columns, floor, floor_name):
        self.name, self.answers, self.columns = name, answers, columns
        self.floor, self.floor_name = floor, floor_name
        self.sides = []

    def prepare(self):
        _ = self.answers.large
        copied = f"SELECT ContractedCost, x_ZoneId {self.answers.usage(among(1001, 1))}"
        self.sides = [
            shell(
                "the extension",
                self.answers.server,
                self.answers.server.base_url("plain"),
                # This asks for the answer, and keeps it.
                f"CREATE TEMP TABLE copied AS {copied}",
                # The shell times only what it reads from a file.
                f".read {self.script()}",
                "SELECT group_concat(DISTINCT cache) FROM cf_requests WHERE id > 1",
                requests=1,
                cache_mib=1024,
                cache_ttl=3600,
            )
        ]
        return self.sides

    def measure(self, times):
        (side,) = self.prepare()
        scans, floors = [], []
        for _ in range(max(1, times // 2)):
            results, seconds, kept = self.once(side)
            if kept != "hit":
                return Figure(wrong=f"the answer was not kept: {kept}")
            if not all(alike(result, results[0]) for result in results):
                return Figure(wrong=f"the results differ: {sorted(set(results))}")
            scans += seconds[::2]
            floors += seconds[1::2]
        raw, floor = (statistics.median(each) / LARGE * 1e6 for each in (scans, floors))
        return Figure(
            f"{BOUND:g} µs a row",
            f"{raw - floor:.3f} µs ({raw:.3f} with SQLite's own part)",
            f"{floor:.3f} µs, {self.floor_name}",
            "",
            raw - floor <= BOUND,
        )

    @property
    def scan(self):
        return f"SELECT {self.columns} {self.answers.usage(among(1001, 1))};"

    @property
    def floor_scan(self):
        return f"SELECT {self.columns} FROM {self.floor};"

    def script(self):
        path = os.path.join(support.scratch_folder(), "kept.sql")
        with open(path, "w", encoding="ascii") as file:
            file.write("\n".join([".timer on", *[self.scan, self.floor_scan] * SCANS, ".timer off"]))
        return path

    def typed(self):
        (side,) = self.sides
        return [side.typed(), f"where the file has {SCANS} times: {self.scan} {self.floor_scan}"]

    @staticmethod
    def once(side):
        """What each statement printed, the seconds of each, and whether the cache had it."""
        (command,) = side.commands
        done = subprocess.run(
            command, env=side.environment, capture_output=True, text=True, check=True
        )
        *lines, kept = done.stdout.splitlines()
        timed = [TIME.match(line) for line in lines]
        results = [line for line, time in zip(lines, timed) if time is None]
        seconds = [float(time[1]) + float(time[2]) for time in timed if time is not None]
        return results, seconds, kept


def works(answers):
    yield Kept(
        "scan of a kept answer, count(*)",
        answers,
        "count(*)",
        f"generate_series(1, {LARGE})",
        "generate_series",
    )
    yield Kept(
        "scan of a kept answer, three columns",
        answers,
        COLUMNS,
        "copied",
        "an ordinary table",
    )
