"""Runs a query on both sides and tells what differs."""

import math
import re
import sqlite3
import time
from collections import Counter

from outputs import MARK
from sqltree import ORDINARY, VIRTUAL, Rendering
from values import begins_like_a_date

PATIENCE = 5.0  # Seconds a side may take; nested loops can be unlucky.


class TooSlow(Exception):
    pass


class Outcome:
    """Rows, or an error."""

    def __init__(self, rows=None, error=None):
        self.rows, self.error = rows, error


class Runner:
    def __init__(self, truth):
        self.truth, self.db = truth, truth.db
        self.setting = None
        self.pragmas = {}
        self.invalid = []  # What SQLite said to queries that are wrong on both sides.
        self.empty = 0  # Queries without any row: they prove less.
        self.refused = 0  # Queries that compare a day with what is none, and are told so.
        self._deadline = math.inf
        self.db.set_progress_handler(lambda: time.monotonic() > self._deadline, 20000)

    def render(self, query, side):
        out = Rendering(side)
        return query.select.sql(out), out.bound

    def use_setting(self, account):
        if account != self.setting:
            self.db.execute("SELECT cf_config('account_id', ?)", (account,)).fetchall()
            self.setting = account

    def use_pragmas(self, pragmas):
        for name, value in pragmas.items():
            if self.pragmas.get(name) != value:
                self.db.execute(f"PRAGMA {name} = {value}")
                self.pragmas[name] = value

    def run(self, query, side, prefix=""):
        sql, bound = self.render(query, side)
        self.use_setting(query.setting)
        self.use_pragmas(query.pragmas)
        self._deadline = time.monotonic() + PATIENCE
        try:
            return Outcome(self.db.execute(prefix + sql, bound).fetchall())
        except (sqlite3.Error, sqlite3.Warning) as error:
            if "interrupted" in str(error):
                raise TooSlow(sql) from error
            return Outcome(error=f"{type(error).__name__}: {error}")
        finally:
            self._deadline = math.inf

    def plan(self, query, side=VIRTUAL):
        outcome = self.run(query, side, "EXPLAIN QUERY PLAN ")
        return [row[-1] for row in outcome.rows or ()]

    def difference(self, query):
        """None, or a text that tells how the two sides differ."""
        virtual, ordinary = self.run(query, VIRTUAL), self.run(query, ORDINARY)
        if virtual.error and ordinary.error:
            # Nothing that SQLite takes, such as two tables of the same name.
            self.invalid.append(ordinary.error)
            return None
        if virtual.error and is_refused_rightly(virtual.error):
            self.refused += 1
            return None
        if virtual.error or ordinary.error:
            told = [side.error or f"{len(side.rows)} rows" for side in (virtual, ordinary)]
            return "virtual: {}\nordinary: {}".format(*told)
        sql, _ = self.render(query, ORDINARY)
        self.empty += not ordinary.rows or ordinary.rows == [(0,)]
        return rows_difference(virtual.rows, ordinary.rows, query.select.ordered, MARK in sql)


def is_refused_rightly(error):
    """Whether the error is that a day is compared with something that is no day, or an argument otherwise
    than with =."""
    if re.search(r" is an argument and takes = only: write ", error):
        return True
    if re.search(r" is compared with the number \S+, not with a text", error):
        return True
    text = re.search(r" is compared with '(.*)', and no date", error, re.DOTALL)
    return text is not None and not begins_like_a_date(text[1])


def exact(value):
    """Tells 1 from 1.0, but not -0.0 from 0.0, which a table does not keep apart either."""
    if isinstance(value, float):
        value += 0.0
    return (type(value).__name__, repr(value))


def exact_rows(rows):
    return [tuple(exact(value) for value in row) for row in rows]


def rows_difference(virtual, ordinary, ordered, approximate):
    found, wanted = exact_rows(virtual), exact_rows(ordinary)
    if found == wanted:
        return None
    if approximate and nearly_equal(virtual, ordinary):
        return None
    if not approximate and not ordered and Counter(found) == Counter(wanted):
        return None
    missing, extra = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    text = f"{len(ordinary)} rows expected, {len(virtual)} found"
    if not missing and not extra:
        return text + ", in another order"
    for name, rows in (("missing", missing), ("too many", extra)):
        text += f"\n{sum(rows.values())} {name}"
        for row, count in list(rows.items())[:3]:
            text += f"\n  {count} x ({', '.join(value for _, value in row)})"
    return text


def nearly_equal(virtual, ordinary):
    """The same rows but for the last digits of numbers; rows matched in the order of the rest."""
    if len(virtual) != len(ordinary):
        return False

    def key(row):
        return [exact(value) for value in row if not isinstance(value, float)] + [
            f"{value:.6e}" for value in row if isinstance(value, float)
        ]

    return all(
        len(a) == len(b) and all(map(near, a, b))
        for a, b in zip(sorted(virtual, key=key), sorted(ordinary, key=key))
    )


def near(a, b):
    if isinstance(a, float) and isinstance(b, float):
        return a == b or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return exact(a) == exact(b)
