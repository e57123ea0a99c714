"""As oracle.py, over cf_resource_usage and cf_tags: random queries must answer the same as over ordinary tables with
what the sandbox's analytics and lists say, which resource_truth.py reads by itself.

    resources.py [--seed N] [--queries N] [--seconds S] [--only INDEX] [--print]
"""

import argparse
import sys
import time
from sqlite3 import sqlite_version

from resource_queries import Generator
from resource_truth import ResourceTruth
from runner import Runner, TooSlow
from shared import support
from shrinker import shrink
from sqltree import ORDINARY, VIRTUAL

BLOCK = 250  # Queries; then answers are kept, or no longer.
MOST_FAILURES = 10
# A process may make 300 queries of analytics in five minutes, of an address; one query here takes up to a hundred.
MOST_POSTS = 150
# What is true of the limit alone.
BUSY = "300 queries in five minutes"


class ResourceOracle:
    def __init__(self, seed):
        self.seed = seed
        self.sandbox = support.Sandbox()
        self.truth = None
        self.passed = self.failed = self.slow = self.empty = self.busy = 0
        self.kinds = {}

    def start(self, index):
        if self.truth:
            self.empty += self.runner.empty
            self.truth.db.close()
        self.block = index // BLOCK
        self.truth = ResourceTruth(self.sandbox, cached=(self.seed + self.block) % 2 == 0)
        self.runner = Runner(self.truth)
        self.generator = Generator(self.truth, self.seed)

    def check(self, index, verbose=False):
        if not self.truth or self.block != index // BLOCK or self.truth.is_stale():
            self.start(index)
        query = self.generator.query(index)
        if verbose:
            print(index, *self.runner.render(query, VIRTUAL), flush=True)
        try:
            problem = self.problem_of(query)
        except TooSlow as slow:
            self.slow += 1
            print(f"too slow: seed {self.seed} query {index}: {slow}")
            return
        if problem and BUSY in problem:
            self.busy += 1
            self.truth.become_somebody_else()
        elif problem:
            self.failed += 1
            self.report(index, query, problem)
        else:
            self.passed += 1
            self.kinds[query.kind] = self.kinds.get(query.kind, 0) + 1

    def problem_of(self, query):
        if sum(request["method"] == "POST" for request in self.sandbox.requests()) > MOST_POSTS:
            self.truth.become_somebody_else()
        before = len(self.sandbox.requests())
        self.runner.plan(query)
        if len(self.sandbox.requests()) > before:
            return "EXPLAIN QUERY PLAN made a request"
        return self.runner.difference(query)

    def report(self, index, query, problem):
        first = problem.startswith("virtual:"), problem.startswith("EXPLAIN")

        def fails(candidate):
            again = self.problem_of(candidate)
            return again is not None and BUSY not in again and (
                again.startswith("virtual:"), again.startswith("EXPLAIN")) == first

        shrink(query, fails)
        problem = self.problem_of(query) or problem
        print(f"\nFAILED: seed {self.seed} query {index} ({query.kind}), SQLite {sqlite_version}, "
              f"{'cached' if self.truth.cached else 'no cache'}")
        for side in (VIRTUAL, ORDINARY):
            sql, bound = self.runner.render(query, side)
            print(f"{side}: {sql}\n  values: {bound}")
        print(f"  pragmas: {query.pragmas}")
        for line in self.runner.plan(query):
            print("  plan:", line)
        print(problem)
        print(support.on_day.how_to_repeat("--only", str(index)), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after that time")
    parser.add_argument("--only", type=int, help="the index of a single query of the seed")
    parser.add_argument("--print", action="store_true", help="print each query before it is run")
    arguments = parser.parse_args()
    oracle = ResourceOracle(arguments.seed)
    print(f"seed {arguments.seed}, SQLite {sqlite_version}, today {oracle.sandbox.today()}", flush=True)
    deadline = time.monotonic() + arguments.seconds
    for index in [arguments.only] if arguments.only is not None else range(arguments.queries):
        if time.monotonic() > deadline or oracle.failed >= MOST_FAILURES:
            break
        oracle.check(index, arguments.print)
    print(f"{oracle.slow} too slow, {oracle.busy} beyond the limit, {oracle.empty + oracle.runner.empty} without rows")
    print(", ".join(f"{kind} {count}" for kind, count in sorted(oracle.kinds.items())))
    print(f"{oracle.passed} passed, {oracle.failed} failed")
    sys.exit(1 if oracle.failed or not oracle.passed else 0)


if __name__ == "__main__":
    main()
