"""An oracle whose server lies: random worlds, random lies about them, random queries.

    lies.py --seed N --pairs M --jobs J [--only LIE,LIE] [--case SEED] [--all]

The only outcomes allowed are the rows of the truth, or an error; and rows where nothing was missing.
"""

import argparse
import collections
import json
import os
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

BUILD = HERE.parent.parent.parent / "build"
os.environ.setdefault("CF_BILLING_EXTENSION", str(BUILD / "cf_billing.so"))

import on_day  # noqa: E402

on_day.start()
for _name in list(os.environ):
    if _name.startswith("CLOUDFLARE_") or _name.lower().endswith("_proxy"):
        del os.environ[_name]

import datetime  # noqa: E402

from kinds import SENTENCE  # noqa: E402
from runner import Runner, random_case  # noqa: E402
from server import Server  # noqa: E402
from shrinker import shrunk  # noqa: E402

MOST_TOLD = 8  # Failures that are shrunk and printed, by each process.


def today():
    return datetime.date.fromisoformat(on_day.today())


class Tally:
    def __init__(self):
        self.outcomes = collections.Counter()
        self.by_lie = collections.defaultdict(collections.Counter)
        self.empty = 0

    def add(self, verdict):
        self.outcomes[verdict.outcome] += 1
        for lie in verdict.fired or ("(honest)",):
            self.by_lie[lie][verdict.outcome] += 1

    def told(self):
        return {"outcomes": self.outcomes, "by_lie": self.by_lie}

    def merge(self, told):
        self.outcomes.update(told["outcomes"])
        for lie, counts in told["by_lie"].items():
            self.by_lie[lie].update(counts)


def seeds(seed, job, jobs):
    number = job
    while True:
        yield f"{seed}.{number}"
        number += jobs


def work(arguments, job, pairs, write):
    """One process's part: its counts and the texts of its failures."""
    runner, tally, failures = Runner(Server(), arguments.codes), Tally(), 0
    only = sorted(set(arguments.only.split(","))) if arguments.only else None
    kinds = set()
    names = [arguments.case] if arguments.case else seeds(arguments.seed, job, arguments.jobs)
    for name in names:
        day = today()
        case = random_case(name, day, only)
        verdicts = runner.run(case, day)
        if today() != day:
            continue  # Midnight: the truth is of one day.
        for verdict in verdicts:
            tally.add(verdict)
            if verdict.is_failure(arguments.codes):
                # One of each sort: who mends it will run all again.
                sort = (verdict.outcome, frozenset(verdict.fired), verdict.query.form["table"])
                if arguments.honest and verdict.fired and case.lies:
                    continue
                if failures < arguments.tell and sort not in kinds:
                    kinds.add(sort)
                    failures += 1
                    write({"failure": shrunk(runner, case, day, verdict) + repeat(name, arguments)})
        if sum(tally.outcomes.values()) >= pairs:
            break
    write(tally.told())


def repeat(name, arguments):
    only = f" --only {arguments.only}" if arguments.only else ""
    return (f"To repeat it: CF_BILLING_TEST_NOW={on_day.today()}T12:00:00Z CF_BILLING_EXTENSION="
            f"{os.environ['CF_BILLING_EXTENSION']} /usr/bin/python3 -B {sys.argv[0]} --case {name}{only}\n")


def in_processes(arguments):
    """Each job in a process of its own, begun before there are threads; their lines as they come."""
    readers = []
    for job in range(arguments.jobs):
        ours, theirs = os.pipe()
        if os.fork() == 0:
            os.close(ours)
            with os.fdopen(theirs, "w") as out:
                code = 1
                try:
                    work(arguments, job, -(-arguments.pairs // arguments.jobs),
                         lambda told, out=out: (out.write(json.dumps(told) + "\n"), out.flush()))
                    code = 0
                finally:
                    out.flush()
                    if code:
                        import traceback
                        traceback.print_exc()
                    os._exit(code)
        os.close(theirs)
        readers.append(os.fdopen(ours))
    for reader in readers:
        yield from map(json.loads, reader)
    for _ in readers:
        if os.wait()[1]:
            yield {"broken": True}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", default=on_day.today())
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--tell", type=int, default=MOST_TOLD, help="failures that each job prints")
    parser.add_argument("--only", help="lies that worlds tell, instead of any")
    parser.add_argument("--honest", action="store_true", help="print failures without any lie only")
    parser.add_argument("--codes", action="store_true",
                        help="count errors as failures whose SQLite code hosts take for a broken database")
    parser.add_argument("--case", help="run the one case of this name")
    parser.add_argument("--list", action="store_true", help="say what every lie is, and end")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(f"{name:20} {sentence}" for name, sentence in SENTENCE.items()))
        return
    if arguments.case:
        arguments.jobs = arguments.pairs = 1
    print(f"seed {arguments.seed}, day {on_day.today()}", flush=True)
    began, tally, broken = time.monotonic(), Tally(), False
    for told in in_processes(arguments):
        if "failure" in told:
            print(told["failure"], flush=True)
        elif "broken" in told:
            broken = True
        else:
            tally.merge(told)
    took = time.monotonic() - began
    print_summary(tally)
    total = sum(tally.outcomes.values())
    failed = sum(tally.outcomes[name] for name in ("wrong", "needless", "code")[:2 + arguments.codes])
    print(f"{total} pairs in {took:.1f} s, {total / max(took, 0.01):.0f} a second")
    if broken:
        print("a process broke off")
    print(f"{total - failed} passed, {failed} failed")
    sys.exit(1 if failed or broken or not total else 0)


def print_summary(tally):
    names = ("rows", "error", "wrong", "needless", "code", "unjudged")
    print(f"{'lie':24}{'pairs':>8}" + "".join(f"{name:>10}" for name in names))
    rows = sorted(tally.by_lie.items()) + [("all", tally.outcomes)]
    for lie, counts in rows:
        print(f"{lie:24}{sum(counts.values()):8}" + "".join(f"{counts.get(name, 0):10}" for name in names))


if __name__ == "__main__":
    main()
