"""Random queries over the extension's tables and over ordinary ones: both must answer the same.

    oracle.py [--seed N] [--queries N] [--seconds S] [--jobs J] [--only INDEX] [--print]

Every failure is shrunk and printed. The last line is "N passed, N failed"; what a query that took
too long on either side would have answered is unknown: it counts as neither.
"""

import argparse
import os
import subprocess
import sys
import time
from sqlite3 import sqlite_version

from shared import support
from generator import Generator
from request_model import RequestLog, asks_for_some, most_requests
from runner import Runner, TooSlow
from shrinker import shrink
from sqltree import ORDINARY, VIRTUAL
from tables import Truth
from variants import variant_of

MOST_FAILURES = 20


class Oracle:
    def __init__(self, seed):
        self.seed = seed
        self.sandbox = support.Sandbox()
        self.log = RequestLog(self.sandbox)
        self.passed = self.failed = self.slow = 0
        self.invalid = self.empty = self.refused = 0
        self.kinds = {}
        self.truth = None

    def start(self, variant):
        if self.truth:
            self.invalid += len(self.runner.invalid)
            self.empty += self.runner.empty
            self.refused += self.runner.refused
            self.truth.db.close()
        self.truth = Truth(self.sandbox, variant)
        self.runner = Runner(self.truth)
        self.generator = Generator(self.truth, self.seed)

    def check(self, index, verbose=False):
        variant = variant_of(self.seed, index)
        if self.truth and self.truth.is_stale():
            self.sandbox._truths.clear()
            self.truth.variant = None
        if not self.truth or self.truth.variant is not variant:
            self.start(variant)
        query = self.generator.query(index)
        if verbose:
            print(index, *self.runner.render(query, VIRTUAL), flush=True)
        try:
            self.log.forget()
            problem = self.problem_of(query)
        except TooSlow as slow:
            self.slow += 1
            print(f"too slow: seed {self.seed} query {index}: {slow}")
            return
        if problem is None:
            self.passed += 1
            self.kinds[query.kind] = self.kinds.get(query.kind, 0) + 1
            return
        self.failed += 1
        self.report(index, query, problem)

    def problem_of(self, query):
        plan = self.runner.plan(query)
        if any(self.log.requests()):
            # The server may only now have come to one that an earlier query gave up.
            time.sleep(0.5)
            self.log.forget()
            self.runner.plan(query)
            if any(self.log.requests()):
                return "EXPLAIN QUERY PLAN made a request"
        difference = self.runner.difference(query)
        return difference or self.too_many_requests(query, plan)

    def too_many_requests(self, query, plan):
        frames = query.frames()
        if query.kind != "single" or len(frames) != 1:
            return None
        scans = sum("VIRTUAL TABLE" in line for line in plan)
        made = self.log.requests()
        most = most_requests(
            self.truth,
            query.select.sources[0].table.table,
            frames[0],
            query.select,
            scans,
            self.truth.version >= (3, 38),
            is_filtered=any(asks_for_some(request) for request in made),
        )
        if most is None or len(made) <= most:
            return None
        listed = "\n".join(f"  {r['path']}?{r['query']}" for r in made[:12])
        return f"{len(made)} requests, at most {most} expected:\n{listed}"

    def report(self, index, query, problem):
        first_line = kind_of(problem)

        def fails(candidate):
            self.log.forget()
            again = self.problem_of(candidate)
            return again is not None and kind_of(again) == first_line

        shrink(query, fails)
        self.log.forget()
        problem = self.problem_of(query) or problem
        print(
            f"\nFAILED: seed {self.seed} query {index} ({query.kind}), SQLite {sqlite_version}, "
            f"{self.truth.variant.name}"
        )
        for side in (VIRTUAL, ORDINARY):
            sql, bound = self.runner.render(query, side)
            print(f"{side}: {sql}\n  values: {bound}")
        print(f"  account_id setting: {query.setting}, pragmas: {query.pragmas}")
        for line in self.runner.plan(query):
            print("  plan:", line)
        print(problem)
        print(support.on_day.how_to_repeat("--only", str(index)), flush=True)


def kind_of(problem):
    """So that shrinking does not drift to another problem."""
    return (
        "requests, at most" in problem,
        problem.startswith("virtual:"),
        problem.startswith("EXPLAIN"),
    )


def run(arguments):
    oracle = Oracle(arguments.seed)
    print(
        f"seed {arguments.seed}, SQLite {sqlite_version}, today {oracle.sandbox.today()}",
        flush=True,
    )
    if arguments.only is not None:
        oracle.check(arguments.only)
    else:
        deadline = time.monotonic() + arguments.seconds
        for index in range(arguments.queries):
            if time.monotonic() > deadline or oracle.failed >= arguments.failures:
                break
            oracle.check(index, arguments.print)
    print(
        f"{oracle.slow} too slow, {oracle.invalid + len(oracle.runner.invalid)} invalid, "
        f"{oracle.empty + oracle.runner.empty} without rows, "
        f"{oracle.refused + oracle.runner.refused} refused"
    )
    print(", ".join(f"{kind} {count}" for kind, count in sorted(oracle.kinds.items())))
    print(f"{oracle.passed} passed, {oracle.failed} failed")
    return 1 if oracle.failed or not oracle.passed else 0


def run_jobs(arguments):
    """One process each, with seeds of their own and a sandbox of their own."""
    share = -(-arguments.queries // arguments.jobs)
    children = []
    for job in range(arguments.jobs):
        command = [
            sys.executable,
            "-B",
            os.path.abspath(__file__),
            "--seed",
            str(arguments.seed + job),
            "--queries",
            str(share),
            "--seconds",
            str(arguments.seconds),
            "--failures",
            str(arguments.failures),
        ]
        children.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    totals, code = [0, 0], 0
    for child in children:
        text, _ = child.communicate()
        print(text, end="")
        code = max(code, child.returncode)
        words = text.split()
        totals[0] += int(words[-4])
        totals[1] += int(words[-2])
    print(f"{totals[0]} passed, {totals[1]} failed")
    return code


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after that time")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", help="the index of a single query of the seed")
    parser.add_argument("--failures", type=int, default=MOST_FAILURES, help="stop after that many")
    parser.add_argument("--print", action="store_true", help="print each query before it is run")
    arguments = parser.parse_args()
    sys.exit(run(arguments) if arguments.jobs == 1 else run_jobs(arguments))


if __name__ == "__main__":
    main()
