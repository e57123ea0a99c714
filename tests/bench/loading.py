"""What loading the module takes, and its size."""

import os
import statistics
import subprocess
import sys
import time

from figures import Figure
from measure import Side, shell, support

PAIRS = 60

# The call alone, in a process that has done nothing else.
CALL = """
import sqlite3, sys, time
db = sqlite3.connect(":memory:")
db.enable_load_extension(True)
begun = time.perf_counter()
db.load_extension(sys.argv[1])
print(time.perf_counter() - begun)
"""


class Loading:
    """The shell that loads the module and ends, less the shell that only ends: the libraries it
    brings and what they do at the end of the process are counted."""

    name = "loading the module"
    BOUND = 5  # ms

    def __init__(self, server):
        self.server = server
        self.sides = []

    def prepare(self):
        url = self.server.base_url("plain")
        idle = Side("empty", self.server, [support.SHELL, "-batch", ":memory:", "SELECT 1"])
        self.sides = [shell("the extension", self.server, url, "SELECT 1"), idle]
        return self.sides

    def measure(self, _times):
        loads, idle = self.prepare()
        pairs = [(seconds(loads), seconds(idle)) for _ in range(PAIRS)]
        more = statistics.median(one - other for one, other in pairs) * 1e3
        started = statistics.median(other for _, other in pairs) * 1e3
        return Figure(
            f"{self.BOUND} ms",
            f"{more:.1f} ms (load_extension() alone {self.call():.1f})",
            f"{started:.1f} ms, the shell without it",
            "",
            more <= self.BOUND,
        )

    @staticmethod
    def call():
        """Milliseconds of load_extension() alone."""
        command = [sys.executable, "-c", CALL, support.EXTENSION]
        environment = support.child_environment()
        return 1e3 * statistics.median(
            float(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
            for _ in range(PAIRS // 2)
        )


class Size:
    name = "size of the module, stripped"
    BOUND = 1.5  # MB

    def __init__(self):
        self.sides = []

    def measure(self, _times):
        stripped = os.path.join(support.scratch_folder(), "stripped.so")
        command = ["strip", "-o", stripped, support.EXTENSION + ".so"]
        subprocess.run(command, check=True)
        size = os.path.getsize(stripped) / 1e6
        return Figure(f"{self.BOUND} MB", f"{size:.2f} MB", "", "", size <= self.BOUND)

    def typed(self):
        return [f"strip -o stripped.so {support.EXTENSION}.so && ls -l stripped.so"]


def seconds(side):
    (command,) = side.commands
    begun = time.perf_counter()
    subprocess.run(command, env=side.environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def works(server):
    yield Loading(server)
    yield Size()
