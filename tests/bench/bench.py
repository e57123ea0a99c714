"""What the extension takes, beside other ways to the same result in the same run.

The rows, and how to get a profile of one, are described in README.md; run.sh builds and starts this.
"""

import argparse
import os
import shlex
import sys

import answers
import further
import interrupt
import kept
import loading
from measure import support
from server import Server

HEADING = ("work", "bound", "measured", "peer", "ratio", "reached")
REACHED = {True: "yes", False: "no", None: ""}


def works():
    server = Server()
    large = answers.Answers(server)
    yield from large.works()
    yield from kept.works(large)
    yield from loading.works(server)
    yield from interrupt.works(large)
    yield from further.Further().works()


def table_line(cells):
    return f"| {' | '.join(cells)} |"


def typed(work):
    """The command lines of a work, the extension's first."""
    own = getattr(work, "typed", None)
    return own() if own else [side.typed() for side in work.sides]


def measure_all(wanted, times):
    """Returns the exit code: 1 if a result was wrong. A missed bound is told and no failure, as it
    may be the machine's."""
    done, failed = [], False
    print(table_line(HEADING))
    print(table_line(["---"] * len(HEADING)), flush=True)
    for work in wanted:
        figure = work.measure(times)
        if figure.wrong:
            failed = True
            print(f"{work.name}: {figure.wrong}", file=sys.stderr)
        cells = [figure.bound, figure.measured, figure.peer, figure.ratio]
        reached = "wrong" if figure.wrong else REACHED[figure.reached]
        print(table_line([work.name, *cells, reached]), flush=True)
        done.append(work)
    print("\nWhat was run, the extension's side first:")
    for work in done:
        print(f"\n{work.name}")
        for line in typed(work):
            print(f"  {line}")
    return 1 if failed else 0


def run_under(wanted, prefix):
    for work in wanted:
        sides = work.prepare() if hasattr(work, "prepare") else []
        if not sides:
            print(f"{work.name}: runs no command of its own", file=sys.stderr)
            continue
        print(work.name, flush=True)
        sides[0].run_under(prefix)
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="how often each is run")
    parser.add_argument("--only", default="", help="the works with this in their name")
    parser.add_argument(
        "--under",
        default="",
        metavar="COMMAND",
        help="run the extension's side once, behind this command, such as a profiler",
    )
    arguments = parser.parse_args()
    wanted = (work for work in works() if arguments.only in work.name)
    if arguments.under:
        sys.exit(run_under(wanted, shlex.split(arguments.under)))
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f}, module {support.EXTENSION}.so\n")
    sys.exit(measure_all(wanted, arguments.times))


if __name__ == "__main__":
    main()
