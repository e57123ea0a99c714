#!/usr/bin/python3
"""Reads Cloudflare's API into the primary's ordinary tables: refresh.py --token FILE [what…]

what: usage, history, both if nothing is named. Of each account the answers are read first, then its
days (or its whole history) are replaced in one transaction. An account that fails keeps the rows it
had, is named on stderr, and makes the exit status 1.
"""

import argparse
import concurrent.futures
import fcntl
import pathlib
import sqlite3
import sys
import threading

from pipeline import Refused, Stream

FOLDER = pathlib.Path(__file__).parent
TABLES = {"accounts": "accounts", "usage": "paygo_usage", "history": "billing_history"}
# Cloudflare keeps about 30 days. Older ones must not be asked for: nothing would come, and what was
# saved of them would be replaced by nothing.
KEPT_DAYS = 28
NOT_COVERED = "PayGo usage does not cover this account"


def statements(file):
    """The statements of an SQL file, without comments."""
    found, text = [], ""
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("--"):
            continue
        text += line + "\n"
        if sqlite3.complete_statement(text):
            found.append(text.strip())
            text = ""
    return found


class Refresher:
    def __init__(self, options):
        self.options = options
        # One writer at a time: nobody waits for sqld's write lock, which sqld takes from any
        # transaction of over five seconds as soon as somebody waits.
        self.writing = threading.Lock()

    def stream(self):
        return Stream(self.options.url, self.options.token)

    def prepare(self):
        with self.stream() as server:
            for sql in statements("schema.sql"):
                server.rows(sql)

    def accounts(self):
        if self.options.account:
            return self.options.account
        self.replace("accounts", None)
        with self.stream() as server:
            return [row[0] for row in server.rows("SELECT id FROM accounts ORDER BY id")]

    def replace(self, what, account):
        """Reads and replaces. Returns how many rows there are now. A connection of its own: what
        it keeps of an earlier answer is never older than this call."""
        with self.stream() as server:
            # Enough for every answer of one account, for as long as it takes to write them.
            server.rows("SELECT cf_config('cache_mib', 1024), cf_config('cache_ttl', 3600), "
                        "cf_config('on_error', 'fail')")
            columns = server.rows("SELECT group_concat('\"' || name || '\"', ', ') "
                                  "FROM pragma_table_info(:table)", table=TABLES[what])[0][0]
            arguments = {} if account is None else self.arguments(server, what, account)
            fetch, *write = (sql.replace("{columns}", columns)
                             for sql in statements(what + ".sql"))
            server.rows(fetch, **arguments)
            with self.writing:
                changed = server.transaction(write, **arguments)
            return changed[1]

    def arguments(self, server, what, account):
        """The days to read: those that were not final when they were last read, and all since."""
        ((first, last, gap),) = server.rows(
            "SELECT max(date('now', :kept), coalesce(date(last_day, :restated), '')), date('now'), "
            "  date(last_day, :restated) < date('now', :kept) "
            "FROM (SELECT :what AS w, :account AS a) LEFT JOIN refreshed "
            "  ON what = w AND account_id = a",
            kept=f"-{KEPT_DAYS} days", restated=f"-{self.options.days} days", what=what,
            account=account)
        if gap and what == "usage":
            print(f"{account} usage: not read for so long that days before {first} are missing or "
                  "not final, and Cloudflare keeps them no longer", file=sys.stderr)
        return {"what": what, "account": account, "first": first, "last": last}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="of the primary")
    parser.add_argument("--token", required=True, help="file with the token: refresher.token")
    parser.add_argument("--account", action="append", help="instead of all that the token sees")
    parser.add_argument("--days", type=int, default=4, choices=range(1, KEPT_DAYS),
                        metavar="N", help="how long days are restated (%(default)s)")
    parser.add_argument("--jobs", type=int, default=4, help="accounts at once (%(default)s)")
    parser.add_argument("what", nargs="*", help="usage, history")
    options = parser.parse_args()
    if not set(options.what) <= {"usage", "history"}:
        parser.error("what can be usage and history")

    refresher = Refresher(options)
    failed = 0
    # Two at once could write in another order than they read, and leave the older figures.
    with open(options.token, encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            refresher.prepare()
            accounts = refresher.accounts()
        except BlockingIOError:
            sys.exit("Another refresh is running.")
        except Refused as error:
            sys.exit(f"{error}\nNothing was changed.")
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            running = {pool.submit(refresher.replace, what, account): (what, account)
                       for what in options.what or ("usage", "history") for account in accounts}
            for done in concurrent.futures.as_completed(running):
                what, account = running[done]
                try:
                    print(f"{account} {what}: {done.result()} rows")
                except Refused as error:
                    if NOT_COVERED in str(error) and not options.account:
                        print(f"{account} {what}: not covered")
                        continue
                    failed += 1
                    print(f"{account} {what}: {error} Its rows are as they were.", file=sys.stderr)
    sys.exit(1 if failed else 0)


main()
