"""How long a scan goes on that was interrupted."""

import functools
import os
import random
import sqlite3
import statistics
import threading
import time

import records
from answers import CODINGS, account, among
from figures import Figure
from measure import support

BODY_MIB = 300
TRIES = 25
# What SQLite itself ends as soon as it is told to: the rest is the machine's. It takes seconds, but
# ends, as the interrupt may come before it has begun.
LONG = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 30000000) "
    "SELECT sum(i) FROM n"
)


class Interrupt:
    """Interrupted at random moments between the first request and the last row, by another thread;
    counted is the time from then until the statement has ended, its memory freed."""

    BOUND = 100  # ms

    def __init__(self, answers, coding):
        self.answers, self.coding = answers, coding
        self.name = f"interrupt while {BODY_MIB} MiB are decoded, {coding}"
        self.sides = []

    def measure(self, _times):
        prepare(self.answers)
        given = {
            "CLOUDFLARE_BASE_URL": self.answers.server.base_url(self.coding),
            "CLOUDFLARE_API_TOKEN": support.TOKEN,
        }
        # The other thread is the one that calls interrupt().
        db = sqlite3.connect(":memory:", check_same_thread=False)
        with support.environment_of(given):
            support.load_extension(db)
        db.execute("SELECT cf_config('cache_ttl', 0)").fetchone()
        begun = time.perf_counter()
        db.execute(self.sql()).fetchone()
        whole = time.perf_counter() - begun
        took, floor = latencies(db, self.sql(), whole), latencies(db, LONG, 0.1)
        db.close()
        if len(took) < TRIES:
            return Figure(wrong="too many scans ended before they were interrupted")
        return Figure(
            f"{self.BOUND} ms",
            f"{at_most(took)}; a whole scan takes {whole:.2f} s",
            f"{at_most(floor)}, SQLite itself",
            "",
            max(took) <= self.BOUND,
        )

    def sql(self):
        return (
            "SELECT count(*), sum(ContractedCost), max(x_ZoneId) "
            f"{self.answers.usage(among(2001, 1))}"
        )

    def typed(self):
        return [f"sqlite3.Connection.interrupt() during {self.sql()}"]


def latencies(db, sql, longest):
    """Milliseconds from each interrupt, at a moment before `longest` seconds, to the end."""
    chance = random.Random(13)
    took = []
    for _ in range(2 * TRIES):
        seconds = latency(db, sql, chance.random() * longest)
        if seconds is not None:
            took.append(seconds * 1e3)
        if len(took) == TRIES:
            break
    return took


def latency(db, sql, moment):
    """In seconds; None if the statement had ended before it was interrupted."""
    asked = []

    def interrupt():
        asked.append(time.perf_counter())
        db.interrupt()

    timer = threading.Timer(moment, interrupt)
    timer.start()
    try:
        db.execute(sql).fetchone()
    except sqlite3.OperationalError as error:
        ended = time.perf_counter()
        if error.sqlite_errorcode != support.INTERRUPT:
            raise
        return ended - asked[0]
    finally:
        timer.cancel()
        timer.join()
    return None


def at_most(took):
    return f"{max(took):.0f} ms at most of {len(took)}, median {statistics.median(took):.0f}"


@functools.cache
def prepare(answers):
    """The answer of account 2001, as large as it has to be."""
    path = answers.server.usage_file(account(2001))
    sample = records.write_focus(path, account(2001), 1_000, answers.first, answers.days)
    needed = -(-BODY_MIB * (1 << 20) * sample.count // os.path.getsize(path))
    # One record in a hundred more: they are not all of the same length.
    records.write_focus(path, account(2001), needed * 101 // 100, answers.first, answers.days)
    records.pack(path)


def works(answers):
    for coding in CODINGS:
        yield Interrupt(answers, coding)
