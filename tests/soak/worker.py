"""A thread with a connection of its own that runs queries and judges what they bring."""

import random
import sqlite3
import threading
import time
from collections import Counter

from runner import exact_rows, rows_difference
from shapes import Query
from shared import support
from tables import CLIENTS

KNOWN_CODES = (
    support.ERROR,
    support.BUSY,
    support.INTERRUPT,
    support.CANTOPEN,
    support.AUTH,
)
SETTINGS = {"max_wait": 2, "timeout": 5, "max_retries": 2, "max_response_mib": 16}
LONGEST_MESSAGE = 1500
PAUSE_AFTER_ERROR = 0.05


class Worker(threading.Thread):
    def __init__(self, soak, name):
        super().__init__(name=f"worker {name}", daemon=True)
        self.soak, self.label = soak, name
        self.number = 0
        self.passed = self.unknown = 0
        self.failures = []
        self.outcomes = Counter()
        self.began = None  # When the query under way was started.
        self.query = None
        self.db = None
        self.open_cursors = []
        self.is_held_back = False

    def run(self):
        while not self.soak.ending:
            rng = random.Random(f"{self.soak.seed}/{self.label}/{self.number}")
            self.query = Query(rng, self.soak.shapes, self.soak.truth)
            if self.db is None:
                self.connect()
            phase = self.soak.phase
            self.began = time.monotonic()
            try:
                problem = self.attempt(rng, phase)
            except Exception as error:  # Whatever it is, it is a finding.
                problem = f"{type(error).__name__}: {error}"
            self.began = None
            if self.soak.truth.is_stale():
                self.unknown += 1
            elif problem:
                self.failures.append(problem)
                self.soak.report(self, phase, problem)
            else:
                self.passed += 1
            if rng.random() < 0.02 or self.is_held_back:
                self.disconnect(rng)
                self.is_held_back = False
            self.number += 1
        self.disconnect(None)

    def connect(self):
        # Another thread interrupts.
        self.db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.db.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        support.load_extension(self.db)
        # A refusal for minutes holds back all connections of the credential: another spelling of
        # the server has a limit of its own.
        base_url = self.soak.server.base_url + "/" * (self.number % 100)
        given = {"base_url": base_url, "api_token": support.TOKEN, **SETTINGS}
        # Of the settings the cache has most to lose.
        given["cache_ttl"] = (0, 2, 300)[self.number % 3]
        # Days before there was anything are empty, and not gone.
        given["incomplete"] = "ignore"
        given["cache_mib"] = (64, 1)[self.number % 2]
        for name, value in given.items():
            self.db.execute("SELECT cf_config(?, ?)", (name, value)).fetchall()
        self.db.execute("CREATE TEMP TABLE clients(n INTEGER PRIMARY KEY, id TEXT, name TEXT)")
        self.db.executemany("INSERT INTO clients VALUES (?, ?, ?)", CLIENTS)

    def disconnect(self, rng):
        if self.db is None:
            return
        if rng is None or rng.random() < 0.5:
            self.close_cursors()
        # Else with cursors open in the middle of their scans.
        self.db.close()
        self.db = None
        self.open_cursors.clear()

    def close_cursors(self):
        while self.open_cursors:
            self.open_cursors.pop().close()

    def attempt(self, rng, phase):
        way = rng.random()
        if way < 0.1 and self.query.shape.is_plain:
            return self.abandoned(rng, phase)
        if way < 0.2:
            return self.interrupted(rng, phase)
        return self.complete(phase)

    def complete(self, phase, may_be_interrupted=False):
        try:
            rows = self.db.execute(self.query.virtual(), self.query.values).fetchall()
        except sqlite3.Error as error:
            return self.judge_error(error, phase, may_be_interrupted)
        self.outcomes["all rows"] += 1
        shape = self.query.shape
        return rows_difference(rows, self.wanted(), shape.ordered, shape.approximate)

    def interrupted(self, rng, phase):
        # Any statement still open would keep the interrupt alive for those that follow.
        self.close_cursors()
        timer = threading.Timer(rng.choice([0, 0.01, 0.1, 0.5]), self.db.interrupt)
        timer.start()
        try:
            return self.complete(phase, may_be_interrupted=True)
        finally:
            timer.cancel()
            timer.join()

    def abandoned(self, rng, phase):
        """The first rows only; the cursor is closed, or left to lie for a while."""
        rows = []
        try:
            cursor = self.db.execute(self.query.virtual(), self.query.values)
            rows = cursor.fetchmany(rng.choice([0, 1, 10, 100]))
        except sqlite3.Error as error:
            return self.judge_error(error, phase, False)
        self.outcomes["abandoned"] += 1
        self.open_cursors.append(cursor)
        if len(self.open_cursors) > 3 or rng.random() < 0.5:
            self.close_cursors()
        if self.query.shape.approximate:
            return None
        extra = Counter(exact_rows(rows)) - Counter(exact_rows(self.wanted()))
        return f"rows that do not exist: {list(extra)[:3]}" if extra else None

    def wanted(self):
        return self.soak.wanted(self.query)

    def judge_error(self, error, phase, may_be_interrupted):
        code, message = getattr(error, "sqlite_errorcode", 0) & 0xFF, str(error)
        self.outcomes[f"error {code}"] += 1
        # Else nearly all queries would be those of the phases in which every one fails at once.
        time.sleep(PAUSE_AFTER_ERROR)
        if may_be_interrupted and (code == support.INTERRUPT or message.endswith(": interrupted")):
            return None
        told = f"error {code}: {message}"
        if code not in KNOWN_CODES or code == support.INTERRUPT:
            return "not the kind of error to expect: " + told
        if not any(message.startswith(table + ":") for table in self.query.tables):
            return "the table is not named: " + told
        if "\n" in message or len(message) > LONGEST_MESSAGE or support.TOKEN in message:
            return "not one clear line: " + told
        if "the next request may start in" in message:
            self.is_held_back = True
            return None
        if phase.calm and self.soak.phase is phase:
            return "nothing was wrong with the server: " + told
        return None
