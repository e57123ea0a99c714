#!/usr/bin/python3
"""Puts a file that examples/publish.sh wrote on the primary: publish.py --token FILE REPORT

Its tables and views are there afterwards, under their names, and on every replica. Only what differs from
the last time is written, of each table by account and month, each part in one transaction; `cf_about`, which says
of when the figures are, comes last.
"""

import argparse
import fcntl
import hashlib
import json
import sqlite3
import sys

from pipeline import Refused, Stream

# SQLite takes 32,766 values for a statement; an answer to each has to come in seconds.
VALUES = 4000
# What tells the day of a row: of the views, of the archive's records.
DAYS = ("day", "charge_date", "occurred_date")
MADE = ("CREATE TABLE IF NOT EXISTS published_parts(name TEXT, account_id TEXT, month TEXT, digest TEXT, "
        "PRIMARY KEY (name, account_id, month))")


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def schema_of(rows):
    """What was written to make them, by name; what SQLite makes for itself is not."""
    return {name: (kind, sql) for kind, name, sql in rows if sql and name != "published_parts"}


class Table:
    """One table of the file, in parts that are replaced each as a whole."""

    def __init__(self, db, name):
        self.name = name
        self.columns = [row[1] for row in db.execute(f"PRAGMA table_info({quoted(name)})")]
        self.day = next((name for name in DAYS if name in self.columns), None)
        listed = ", ".join(map(quoted, self.columns))
        self.parts = {}
        for row in db.execute(f"SELECT {listed} FROM {quoted(name)}"):
            self.parts.setdefault(self.part_of(dict(zip(self.columns, row))), []).append(row)
        for rows in self.parts.values():
            rows.sort(key=repr)

    def part_of(self, row):
        """'' where the table knows no account, or no day."""
        return row.get("account_id") or "", str(row.get(self.day) or "")[:7]

    def digest(self, part):
        return hashlib.sha256(json.dumps(self.parts[part]).encode()).hexdigest()

    def replacement(self, part):
        """The statements that put this part in the place of what there is of it."""
        account, month = part
        where, values = [], []
        if "account_id" in self.columns:
            where.append("coalesce(account_id, '') = ?")
            values.append(account)
        if self.day:
            where.append(f"substr(coalesce({self.day}, ''), 1, 7) = ?")
            values.append(month)
        yield f"DELETE FROM {quoted(self.name)}" + (" WHERE " + " AND ".join(where) if where else ""), values
        rows = self.parts.get(part, [])
        at_once = max(1, VALUES // len(self.columns))
        for start in range(0, len(rows), at_once):
            some = rows[start:start + at_once]
            marks = ", ".join(["(" + ", ".join("?" * len(self.columns)) + ")"] * len(some))
            yield (f"INSERT INTO {quoted(self.name)} ({', '.join(map(quoted, self.columns))}) VALUES {marks}",
                   [value for row in some for value in row])
        yield "DELETE FROM published_parts WHERE name = ? AND account_id = ? AND month = ?", [self.name, *part]
        if rows:
            yield "INSERT INTO published_parts VALUES (?, ?, ?, ?)", [self.name, *part, self.digest(part)]


def make_schema(server, wanted):
    """Tables, indexes and views as in the file. What somebody else made is not touched."""
    server.rows(MADE)
    ours = {name for name, in server.rows("SELECT DISTINCT name FROM published_parts")}
    found = schema_of(server.rows("SELECT type, name, sql FROM sqlite_master"))
    steps = []
    for name in found.keys() - wanted.keys():
        if name in ours:
            steps += [f"DROP TABLE {quoted(name)}", ("DELETE FROM published_parts WHERE name = ?", [name])]
    for kind in ("table", "index", "view"):
        for name, (what, sql) in wanted.items():
            if what != kind or found.get(name) == (what, sql):
                continue
            if name in found and kind == "table" and name not in ours:
                sys.exit(f"There is a table {name} already, which is not of a published file: use a database of its own.")
            if name in found:
                steps.append(f"DROP {found[name][0]} {quoted(name)}")
            if kind == "table":
                steps.append(("DELETE FROM published_parts WHERE name = ?", [name]))
            steps.append(sql)
            if kind == "table":  # So that it is known to be ours without any row, too.
                steps.append(("INSERT INTO published_parts VALUES (?, 'no account', 'no month', '')", [name]))
    if steps:
        server.transaction(steps)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="of the primary")
    parser.add_argument("--token", required=True, help="file with the token: publisher.token")
    parser.add_argument("report", help="what publish.sh wrote")
    options = parser.parse_args()
    db = sqlite3.connect(f"file:{options.report}?mode=ro", uri=True)
    wanted = schema_of(db.execute("SELECT type, name, sql FROM sqlite_master"))
    if "cf_about" not in wanted:
        sys.exit(f"{options.report} was not written by publish.sh.")
    tables = sorted((name for name, (kind, _) in wanted.items() if kind == "table"), key=lambda name: name == "cf_about")
    written = 0
    with open(options.token, encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with Stream(options.url, options.token) as server:
                make_schema(server, wanted)
                there = {(name, (account, month)): digest for name, account, month, digest in server.rows(
                    "SELECT name, account_id, month, digest FROM published_parts WHERE month <> 'no month'")}
                for name in tables:
                    table = Table(db, name)
                    parts = set(table.parts) | {part for other, part in there if other == name}
                    for part in sorted(parts):
                        if part in table.parts and there.get((name, part)) == table.digest(part):
                            continue
                        server.transaction(list(table.replacement(part)))
                        written += 1
        except BlockingIOError:
            sys.exit("Another one is running.")
        except Refused as error:
            sys.exit(f"{error}\nWhat was written before is there; cf_about is as it was. Run it again.")
    print(f"{written} parts of {len(tables)} tables written")


main()
