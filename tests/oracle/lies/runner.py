"""Runs a case: a world, a connection, and a few queries; and judges what comes."""

import contextlib
import datetime
import os
import random
import sqlite3
import time
from collections import Counter

from kinds import CHANGING, HARMLESS, SHORT, drawn
from queries import TABLES, Query, accounts_form, depth_of, random_form
from truth import AREA, PERIODS, Truth, instant
from world import World

import on_day

EXTENSION = os.environ["CF_BILLING_EXTENSION"].removesuffix(".so")
SECRET = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY"
PATIENCE = 20.0
CODES_NOT_ALLOWED = {10, 11, 7, 13}  # IOERR, CORRUPT, NOMEM, FULL: hosts lose data over them.


class Case:
    """What is needed to run it again: everything else follows from it and from the day."""

    def __init__(self, seed, lies, accounts, scale, depth, config, forms):
        self.seed, self.lies, self.accounts, self.scale = seed, lies, accounts, scale
        self.depth, self.config, self.forms = depth, config, forms

    def but(self, **changes):
        return Case(**{**self.__dict__, **changes})


def random_case(seed, today, only=None):
    """`only`: lies of which each world tells one at least."""
    rng = random.Random(seed)
    tables = [rng.choice(TABLES)]
    if rng.random() < 0.3:
        tables += [tables[0]] * rng.choice([1, 2])
    areas = {AREA[table] for table in tables}
    lies = drawn(rng, sorted(areas | ({"accounts"} if rng.random() < 0.3 else set())), only)
    accounts = rng.choice([1, 2, 3, 3, 4]) if "accounts" not in areas else rng.choice([0, 1, 3, 5, 7, 12])
    scale = rng.choice([1.0, 1.0, 0.5])
    config = {"cache_ttl": rng.choice([0, 300]) if len(tables) == 1 else rng.choice([0, 300, 300]),
              "on_error": "skip" if rng.random() < 0.2 else "fail",
              "concurrency": rng.choice([1, 2, 8, 8]), "max_retries": rng.choice([0, 1, 3])}
    if set(lies) & {"cut", "zipped_and_cut", "busy_always", "nothing"} and rng.random() < 0.95:
        config["max_retries"] = 0  # Waits between attempts are long.
    plain = World(seed, (), max(accounts, 1), scale, 0, today)
    forms = [accounts_form(rng) if table == "cf_accounts" else random_form(rng, plain, table)
             for table in tables]
    once = config["on_error"] == "skip" or CHANGING & set(lies)
    for form in forms:
        if once and form["output"] in ("exists", "subselect", "each_account"):
            form["output"] = "by_name"
        if once and form["output"] == "two_tables" and form["accounts"] == "all":
            form["accounts"] = "in"
        if "bump" in lies and form["more"] in ("paid", "charge"):
            form["more"] = "none"  # Totals say nothing then.
        if {"bump", "move_back", "total_stale", "shuffled"} & set(lies) and form["table"] == "cf_billing_history":
            # A list in the order of time is read as far as it has to be; what shows these lies is behind.
            form["days"] = ("none", "", "")
    if "no_ids" in lies:
        # Nobody tells such items apart when they come again.
        lies = sorted(set(lies) - CHANGING)
    if {"info_omits", "start_late", "end_before_start"} & set(lies):
        # A start that is told explains days without usage; nobody can tell that it is a lie.
        lies = sorted(set(lies) - {"retention", SHORT})
    if "retention" in lies and rng.random() < 0.4:
        lies = sorted({*lies, SHORT} - {"retention"})
    return Case(seed, lies, accounts, scale, max(map(depth_of, forms)) + 35, config, forms)


class Verdict:
    """Of one query. `outcome`: rows, error, wrong or needless (an error where nothing was missing)."""

    def __init__(self, outcome, text="", fired=(), query=None, found=None, wanted=None):
        self.outcome, self.text, self.fired, self.query = outcome, text, fired, query
        self.found, self.wanted = found, wanted

    def is_failure(self, with_codes):
        return self.outcome in ("wrong", "needless") or (with_codes and self.outcome == "code")


class Runner:
    """`with_codes`: an error whose SQLite code makes hosts roll back, or delete a database, is a failure."""

    def __init__(self, server, with_codes=False):
        self.server, self.truth, self.serial, self.with_codes = server, Truth(), 0, with_codes
        self.world = None

    def connect(self, key, config):
        os.environ["CLOUDFLARE_BASE_URL"] = f"http://127.0.0.1:{self.server.port}/{key}/client/v4"
        os.environ["CLOUDFLARE_API_TOKEN"] = SECRET
        db = sqlite3.connect(":memory:", isolation_level=None, cached_statements=4)
        db.enable_load_extension(True)
        db.load_extension(EXTENSION)
        for name, value in config.items():
            db.execute("SELECT cf_config(?, ?)", (name, value)).fetchone()
        db.execute("SELECT cf_config('max_wait', 5), cf_config('timeout', 10)").fetchone()
        return db

    def run(self, case, today):
        """The verdicts of its queries, up to the first failure."""
        self.serial += 1
        key = f"w{self.serial}"
        world = self.world = World(case.seed, case.lies, case.accounts, case.scale, case.depth, today)
        self.server.worlds = {key: world}
        verdicts = []
        db = self.connect(key, case.config)
        try:
            for form in case.forms:
                if not world.count and form["table"] != "cf_accounts":
                    continue
                verdicts.append(self.judge(db, world, case, Query(form, world)))
                if verdicts[-1].is_failure(self.with_codes):
                    break
        finally:
            db.close()
        if self.server.defects:
            raise RuntimeError(f"the server: {self.server.defects[0]}")
        return verdicts

    def judge(self, db, world, case, query):
        db.execute("SELECT cf_config('account_id', ?)", (query.setting,)).fetchone()
        before = db.execute("SELECT max(id) FROM cf_requests").fetchone()[0] or 0
        began = time.monotonic()
        db.set_progress_handler(lambda: time.monotonic() > began + PATIENCE, 100000)
        error = rows = None
        try:
            rows = db.execute(query.sql).fetchall()
        except sqlite3.Error as failure:
            error = failure
        fired = frozenset(world.fired)
        if error is not None:
            return self.verdict_on_error(error, fired, query)
        if SHORT in world.lies and self.may_be_short(world, query):
            return Verdict("unjudged", fired=fired, query=query)
        left_out, maybe = self.left_out(db, world, case, query, before)
        with contextlib.suppress(OverflowError):
            return self.verdict_on_rows(world, query, rows, fired, left_out, maybe)
        self.drain()
        return Verdict("unjudged", fired=fired, query=query)

    @staticmethod
    def may_be_short(world, query):
        """Days of the last thirty that are gone are not noticed: they may well have no usage. Only of an
        account with usage before them."""
        if "cf_paygo_usage" not in query.tables:
            return False
        first, recent = query.reach("cf_paygo_usage")[0], query.today - datetime.timedelta(days=31)
        return any(not any(first <= record.day < recent for record in world.part("paygo", account).records)
                   for account in query.asked(world))

    @staticmethod
    def verdict_on_error(error, fired, query):
        text = str(error)
        if SECRET in text or "\n" in text or SECRET[:20] in text:
            return Verdict("wrong", f"the error's text: {text!r}", fired, query)
        if getattr(error, "sqlite_errorcode", 1) & 0xFF in CODES_NOT_ALLOWED or "interrupted" in text:
            return Verdict("code", f"the error's kind: {error.sqlite_errorname} {text}", fired, query)
        if fired <= HARMLESS:
            return Verdict("needless", text, fired, query)
        return Verdict("error", text, fired, query)

    @staticmethod
    def left_out(db, world, case, query, before):
        """Accounts that certainly were, by table, and those that may have been (while nothing says which)."""
        if case.config["on_error"] != "skip":
            return {}, frozenset()
        known = {row[1] for row in db.execute("PRAGMA table_xinfo(cf_requests)")}
        if "outcome" in known:
            words = {}
            for table, account, outcome in db.execute(
                    "SELECT table_name, account_id, outcome FROM cf_requests WHERE id > ? "
                    "AND account_id IS NOT NULL ORDER BY id", (before,)):
                words[table, account] = outcome
            return {table: {account for (other, account), word in words.items()
                            if other == table and word == "left out"} for table in query.tables}, frozenset()
        told = db.execute("SELECT url FROM cf_requests WHERE id > ? AND error IS NOT NULL", (before,))
        urls = [url for url, in told]
        return {}, frozenset(id for id in world.accounts if any(id in url for url in urls))

    def verdict_on_rows(self, world, query, rows, fired, left_out, maybe):
        if query.is_any:
            return self.verdict_on_some(world, query, rows, fired, left_out, maybe)
        asked = set(query.asked(world))
        for table in query.tables - {"cf_accounts"}:
            if asked and asked <= left_out.get(table, set()) and query.form["output"] != "two_tables":
                return Verdict("wrong", "rows came, though nobody answered", fired, query, rows, [])
        found = comparable(rows, query)
        shapes = [{"left_out": left_out}]
        for gone in [maybe, *({id} for id in maybe), *(maybe - {id} for id in maybe)] if maybe else ():
            shapes.append({"left_out": dict.fromkeys(query.tables, gone)})
        first = None
        for shape in shapes:
            certain = self.is_certain(world, query, shape)
            for wanted in self.truth.outcomes(world, query, **shape):
                first = wanted if first is None else first
                if certain and comparable(wanted, query) == found:
                    self.drain()
                    return Verdict("rows", "", fired, query)
            if not certain:
                first = None
        why = "only an error would be right" if first is None else difference(rows, first)
        return Verdict("wrong", why, fired, query, rows, first)

    def is_certain(self, world, query, shape):
        """Whether what nobody can tell (days that are not said, numbers that are none) matters."""
        if not fits_unsure(world, query):
            return True
        seen = []
        for other in ({}, {"unsure": False}, {"stand_in": 1e9}, {"stand_in": -1e9}):
            results = list(self.truth.outcomes(world, query, **shape, **other))
            seen.append([comparable(rows, query) for rows in results])
        return all(result == seen[0] for result in seen)

    def drain(self):
        if self.truth.db.in_transaction:
            self.truth.db.execute("ROLLBACK")

    def verdict_on_some(self, world, query, rows, fired, left_out, maybe):
        """LIMIT without an order: any of the items, none twice."""
        limit, known, least = query.form["limit"], set(), None
        for wanted in self.truth.outcomes(world, query):
            known.update(wanted)
            least = len(wanted) if least is None else min(least, len(wanted))
        if maybe or any(left_out.values()) or (
                "cf_accounts" in query.tables and world.part("accounts").touched):
            least = 0
        twice = [row for row, count in Counter(rows).items() if count > 1 and row[-1] is not None]
        if set(rows) <= known and not twice and min(least, limit) <= len(rows) <= limit:
            return Verdict("rows", "", fired, query)
        return Verdict("wrong", f"LIMIT {limit}: {len(rows)} rows, {len(twice)} twice, "
                       f"{len(set(rows) - known)} unknown, at least {least} there are", fired, query, rows)


def fits_unsure(world, query):
    lies = world.lies
    return ("no_charge_start" in lies and "cf_paygo_usage" in query.tables) or (
        "amount_bad" in lies and "cf_billing_history" in query.tables)


def comparable(rows, query):
    """What to compare; of texts that compare as equal instants a group or an order shows any."""
    if query.form["name"] in PERIODS and query.form["output"] != "rows":
        rows = [tuple(instant(value) if isinstance(value, str) else value for value in row) for row in rows]
    texts = [repr(row) for row in rows]
    return texts if query.ordered else sorted(texts)


def difference(found, wanted):
    missing, extra = Counter(map(repr, wanted)), Counter(map(repr, found))
    missing, extra = missing - extra, extra - missing
    text = f"{len(wanted)} rows expected, {len(found)} came"
    for name, rows in (("missing", missing), ("too many", extra)):
        if rows:
            text += f"; {sum(rows.values())} {name}, such as " + ", ".join(list(rows)[:2])
    return text


__all__ = ["Case", "Runner", "Verdict", "on_day", "random_case"]
