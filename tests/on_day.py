"""The one way to set the day: of a test and of every program that it starts, be it the sandbox, a
shell, Python or another host of the extension.

CF_BILLING_TEST_NOW, such as 2028-02-29T23:58:00Z, is what their clocks show when a test starts; they
go on from there. Without it they are right. TZ is passed on as it is. To start anything on a day:

    CF_BILLING_EXTENSION=$PWD/build/cf_billing.so python3 tests/on_day.py 2028-02-29T23:58:00Z COMMAND…

shifted_clock.cc is what moves the clocks. CF_BILLING_PRELOAD names a library that the extension needs
when it is sanitized and its host is not; it has to come first.
"""

import datetime
import faulthandler
import math
import os
import shlex
import subprocess
import sys
import time
import unittest

NOW, SHIFT, AGAIN = "CF_BILLING_TEST_NOW", "CF_BILLING_TEST_CLOCK_SHIFT", "CF_BILLING_TEST_AGAIN"
SANITIZER = os.environ.get("CF_BILLING_PRELOAD", "")
if SANITIZER:
    # It looks for the C++ library when it starts; the hosts themselves do without it.
    SANITIZER += " libstdc++.so.6"
SANITIZER_OPTIONS = {"ASAN_OPTIONS": "detect_leaks=0:" + os.environ.get("ASAN_OPTIONS", "")
                     } if SANITIZER else {}


def library():
    path = os.path.join(os.path.dirname(os.environ["CF_BILLING_EXTENSION"]), "cf_test_clock.so")
    if not os.path.exists(path):
        raise FileNotFoundError(f"{path}: build the target cf_test_clock")
    return path


def seconds_of(text):
    """Of a time like 2028-02-29T23:58:00Z or 2028-02-29 23:58:00, both UTC."""
    at = datetime.datetime.fromisoformat(text.removesuffix("Z"))
    return at.replace(tzinfo=datetime.timezone.utc).timestamp()


def now():
    """What this process's clock shows, as CF_BILLING_TEST_NOW takes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def today():
    return now()[:10]


BEGUN = os.environ.get(NOW) or now()


def variables(at=None, sanitized=True):
    """The environment of a process whose clock shows the time `at` when it starts; None: what this
    one's shows. `sanitized`: whether it may load the extension."""
    shift = int(os.environ.get(SHIFT, 0))
    if at:
        shift = math.ceil(seconds_of(at) - (time.time() - shift))
    wanted = " ".join(filter(None, [SANITIZER if sanitized else "", library() if shift else ""]))
    return {"LD_PRELOAD": wanted or None, SHIFT: str(shift) if shift else None}


def start():
    """Puts this process, a test, on its day: by starting it again if need be."""
    wanted = variables(None if SHIFT in os.environ else os.environ.get(NOW))
    if (os.environ.get("LD_PRELOAD") or None) != wanted["LD_PRELOAD"]:
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {
            name: value for name, value in {**os.environ, **wanted, **SANITIZER_OPTIONS}.items()
            if value is not None})


def how_to_repeat(*more):
    """For whoever reads of a failure, tomorrow. `more`: arguments that choose what failed."""
    given = {name: value for name, value in os.environ.items() if name not in (SHIFT, AGAIN) and
             (name.startswith("CF_BILLING_") or name in ("TZ", "LD_LIBRARY_PATH", "ORACLE_SQLITE"))}
    words = [f"{name}={shlex.quote(value)}" for name, value in sorted({**given, NOW: BEGUN}.items())]
    return f"To repeat it: {' '.join(words)} {shlex.join([*sys.orig_argv, *more])}"


def main(module="__main__"):
    """Runs the tests of a module; the exit code. What they expect is of one day: if midnight passes
    and a test fails, all are run again, once, on the day that has begun."""
    day = today()
    # Where a test hangs is seen in what CTest shows of it.
    faulthandler.dump_traceback_later(280, repeat=True)
    program = unittest.main(module=module, verbosity=1, exit=False)
    faulthandler.cancel_dump_traceback_later()
    if program.result.wasSuccessful():
        return 0
    if today() != day and AGAIN not in os.environ:
        print(f"Midnight has passed, it is {today()} now: all once more.", file=sys.stderr, flush=True)
        return subprocess.run([sys.executable, *sys.orig_argv[1:]], check=False,
                              env={**os.environ, AGAIN: "1"}).returncode
    print(how_to_repeat(), file=sys.stderr)
    return 1


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    child = {name: value for name, value in {**os.environ, **variables(sys.argv[1])}.items()
             if value is not None}
    os.execvpe(sys.argv[2], sys.argv[2:], child)
