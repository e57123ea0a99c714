"""Random queries for a long time, from several threads, while the server fails in every way.

    soak.py [--seconds S] [--seed N] [--jobs N] [--threads N]

A query must bring exactly the rows of ordinary tables with the same records, or one clear error,
and end within a minute; memory and descriptors must not become more. The last line is "N passed, N
failed". The seed, a worker and a number stand for a query, on the same day.
"""

import argparse
import faulthandler
import gc
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter

_here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(_here, "..", "oracle"))

from shared import support  # noqa: E402
from tables import KIND, Truth  # noqa: E402
from variants import VARIANTS  # noqa: E402

from faults import random_rules, random_settings  # noqa: E402
from memory import Memory  # noqa: E402
from server import Server  # noqa: E402
from shapes import shapes_for  # noqa: E402
from worker import Worker  # noqa: E402

PATIENCE = 60.0  # Seconds that a query may take.
MOST_FAILURES = 20
LONGEST_REPORT = 3000
# Memory is judged if the run was long enough to tell growth from warming up.
JUDGED_FROM = 120.0


class OrdinaryTables(Truth):
    """Asked from several threads, one at a time. Of the extension they have the collation of periods."""

    def _connect(self):
        db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        db.enable_load_extension(True)
        db.load_extension(support.EXTENSION)
        db.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        return db


class Phase:
    """What is the matter with the server; `calm`: nothing, for as long as it lasts."""

    def __init__(self, name, calm=False):
        self.name, self.calm = name, calm


class Soak:
    def __init__(self, arguments):
        self.seed, self.threads = arguments.seed, arguments.threads
        self.rng = random.Random(arguments.seed)
        self.begun = time.monotonic()
        self.deadline = self.begun + arguments.seconds
        self.server = Server()
        self.lock = threading.Lock()
        self.phase = Phase("start")
        self.phases = Counter()
        self.passed = self.failed = 0
        self.ending = False
        self.outcomes = Counter()
        self.memory = Memory()

    def run(self):
        tables = available_tables()
        for table in sorted(tables - set(KIND)):
            print(f"{table}: no truth is known, left out")
        self.shapes = shapes_for(tables & set(KIND))
        print(f"seed {self.seed}, {len(self.shapes)} shapes, {self.threads} threads", flush=True)
        files = self.count_of("fd")
        tasks = self.count_of("task")
        while time.monotonic() < self.deadline and self.failed < MOST_FAILURES:
            self.run_until_midnight()
        gc.collect()
        time.sleep(1)
        self.check("descriptors", files, self.count_of("fd"))
        # ThreadSanitizer begins one of its own.
        self.check("threads", tasks + ("libtsan" in os.environ.get("LD_PRELOAD", "")), self.count_of("task"))
        self.check_memory()
        print(", ".join(f"{name} {count}" for name, count in sorted(self.outcomes.items())))
        print(", ".join(f"{name} {count}" for name, count in sorted(self.phases.items())))
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0

    def run_until_midnight(self):
        """All that a day's records can be asked for; they are relative to today."""
        self.server._truths.clear()
        self.truth = OrdinaryTables(self.server, VARIANTS[0])
        # Only what the tables hold is needed.
        self.server._truths.clear()
        self.truth.values.clear()
        self.ending = False
        workers = [Worker(self, f"{self.truth.today}/{n}") for n in range(self.threads)]
        for worker in workers:
            worker.start()
        while not self.ending:
            self.change_phase(workers)
            if time.monotonic() > self.deadline or self.truth.is_stale():
                self.ending = True
        while any(worker.is_alive() for worker in workers):
            self.watch(workers, 0.1)
        for worker in workers:
            self.passed += worker.passed
            self.outcomes.update(worker.outcomes)
            if worker.unknown:
                self.outcomes["around midnight"] += worker.unknown
        self.truth.db.close()
        self.truth = None

    def change_phase(self, workers):
        rng = self.rng
        kind = rng.random()
        # In force before it is told that nothing is wrong, told before something is.
        if kind < 0.25:
            self.server.faults()
            self.begin(Phase("calm", calm=True))
        elif kind < 0.3:
            self.begin(Phase("restart"))
            self.server.end(gently=rng.random() < 0.5)
            self.watch(workers, rng.choice([0, 0.3, 1.5]))
            self.server.start_again()
        else:
            name, rules = random_rules(rng)
            self.begin(Phase(name))
            self.server.set(**random_settings(rng))
            self.server.faults(*rules)
        self.watch(workers, rng.uniform(0.2, 2))

    def begin(self, phase):
        self.phase = phase
        for name in phase.name.split(", "):
            self.phases[name] += 1

    def watch(self, workers, seconds):
        """Lets time pass, with an eye on the time that each query takes."""
        end = time.monotonic() + seconds
        while True:
            for worker in workers:
                began = worker.began
                if began is not None and time.monotonic() - began > PATIENCE:
                    self.hang(worker, workers)
            if time.monotonic() - self.begun > len(self.memory.resident):
                self.memory.sample()  # Once a second.
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 0.1))

    def hang(self, worker, workers):
        """Nothing can be done about a thread that does not return: the run ends here."""
        self.report(worker, self.phase, f"no end after {PATIENCE:.0f} s")
        faulthandler.dump_traceback(all_threads=True)
        passed = self.passed + sum(each.passed for each in workers)
        print(f"{passed} passed, {self.failed} failed", flush=True)
        self.server.stop()
        os._exit(1)

    def report(self, worker, phase, problem):
        with self.lock:
            self.failed += 1
            self.ending = self.ending or self.failed >= MOST_FAILURES
            print(
                f"\nFAILED: seed {self.seed} worker {worker.label} number {worker.number}, "
                f"server: {phase.name}; then {self.phase.name}\n{worker.query.virtual()}\n"
                f"  values: {worker.query.values}\n{problem[:LONGEST_REPORT]}",
                flush=True,
            )

    def wanted(self, query):
        with self.lock:
            return self.truth.db.execute(query.ordinary(), query.values).fetchall()

    @staticmethod
    def count_of(what):
        return len(os.listdir(f"/proc/self/{what}"))

    def check(self, what, before, after):
        print(f"{what}: {before} at first, {after} at last")
        self.count(after <= before, f"more {what} than before")

    def check_memory(self):
        print(self.memory.summary())
        # A sanitizer keeps what is freed for a while.
        if not support.on_day.SANITIZER and time.monotonic() - self.begun > JUDGED_FROM:
            self.count(not self.memory.has_grown(), "memory has grown")

    def count(self, good, complaint):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED: " + complaint)


def available_tables():
    db = sqlite3.connect(":memory:")
    support.load_extension(db)
    listed = db.execute("SELECT name FROM pragma_module_list WHERE name LIKE 'cf\\_%' ESCAPE '\\'")
    tables = {name for (name,) in listed}
    db.close()
    return tables


def run_jobs(arguments):
    """One process each, with a seed and a server of its own."""
    children = []
    for job in range(arguments.jobs):
        command = [sys.executable, "-B", os.path.abspath(__file__)]
        for name in ("seconds", "threads"):
            command += [f"--{name}", str(getattr(arguments, name))]
        command += ["--seed", str(arguments.seed + job)]
        children.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    totals, code = [0, 0], 0
    for child in children:
        text, _ = child.communicate()
        print(text, end="", flush=True)
        code = max(code, abs(child.returncode))
        try:
            passed, _, failed, _ = text.splitlines()[-1].split()
            totals[0] += int(passed)
            totals[1] += int(failed)
        except (IndexError, ValueError):
            print(f"FAILED: a job ended with {child.returncode} and no result")
            totals[1] += 1
    print(f"{totals[0]} passed, {totals[1]} failed")
    return code


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--threads", type=int, default=3, help="of each process")
    arguments = parser.parse_args()
    sys.exit(Soak(arguments).run() if arguments.jobs == 1 else run_jobs(arguments))


if __name__ == "__main__":
    main()
