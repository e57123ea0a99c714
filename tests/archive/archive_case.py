"""What the tests of this folder share: an archive, the sync in a process of its own, the truth."""

import datetime
import functools
import glob
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter

_here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(_here, "..", "sql"))

import support  # noqa: E402

SQL = os.path.join(_here, "..", "..", "sql")
VIEWS = sorted(glob.glob(os.path.join(SQL, "views", "*.sql")))
(PARAMETERS, ARCHIVE, ARCHIVE_FEEDS, SYNC, HISTORY, SUBSCRIPTIONS, RESOURCES, READ_RESOURCES, ARCHIVE_VIEWS,
 ARCHIVE_RESOURCE_VIEWS, ARCHIVE_KEPT) = (
    os.path.join(SQL, name)
    for name in ("views/00_parameters.sql", "archive.sql", "archive_feeds.sql", "archive_sync.sql",
                 "archive_history.sql", "archive_subscriptions.sql", "archive_resources.sql",
                 "archive_resources_read.sql", "archive_views.sql", "archive_resource_views.sql", "archive_kept.sql"))
# A whole run, in this order; READ_RESOURCES comes behind it for each account.
RUN = (SYNC, HISTORY, SUBSCRIPTIONS, RESOURCES)
FEEDS = {"paygo": "paygo_usage", "focus": "focus_usage"}
ASKED_DAYS = 30
RESTATED_DAYS = 4


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def statements_of(path):
    """The statements of an SQL file, one by one."""
    found, begun = [], ""
    for line in text_of(path).splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            found.append(begun)
            begun = ""
    assert not begun.strip(), begun
    return found


def answer_of(*items):
    """The body of an answer with these items."""
    return json.dumps({"success": True, "errors": [], "messages": [], "result": list(items)})


def day_before(day, days):
    return str(datetime.date.fromisoformat(day) - datetime.timedelta(days))


def day_of(record):
    return record.partition('"ChargePeriodStart":"')[2][:10]


# The same records are asked for again and again.
split_records = functools.lru_cache(64)(support.split_records)


@functools.cache
def run_file():
    """A whole run, what costs money in one file: of several arguments the shell reads none after one that fails."""
    return file_of("run.sql", *RUN[:-1]), file_of("resources.sql", RUN[-1], each=READ_RESOURCES)


def file_of(name, *parts, each=None):
    path = os.path.join(support.scratch_folder(), name)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f".read {part}\n" for part in parts)
        if each:
            file.write(f".output {path}.each\nSELECT '.read {each}' FROM cf_sync_resource_queue;\n"
                       f".output\n.bail off\n.read {path}.each\n")
    return path


def read_resources(db):
    """What comes behind RUN, in this process."""
    while db.execute("SELECT 1 FROM cf_sync_resource_queue").fetchone():
        db.executescript(text_of(READ_RESOURCES))


class ArchiveCase(support.TestCase):
    def setUp(self):
        super().setUp()
        # More runs in five minutes than anybody makes.
        self.sandbox.set(graphql__rate_limit="100000")
        folder = tempfile.TemporaryDirectory(dir=support.scratch_folder())
        self.addCleanup(folder.cleanup)
        self.archive = os.path.join(folder.name, "billing.db")
        self.make_archive()
        self.clock = None

    def make_archive(self):
        db = sqlite3.connect(self.archive)
        for path in (ARCHIVE, ARCHIVE_FEEDS):
            db.executescript(text_of(path))
        db.close()

    def ask(self, sql, *parameters):
        """Rows of the archive, without the extension."""
        db = sqlite3.connect(self.archive)
        try:
            return db.execute(sql, parameters).fetchall()
        finally:
            db.close()

    def change(self, sql, *parameters):
        db = sqlite3.connect(self.archive)
        with db:
            db.execute(sql, parameters)
        db.close()

    def sync_command(self, accounts=(), config=None, bail=True, parts=slice(None)):
        before = [f"SELECT cf_config('{name}', '{value}');"
                  for name, value in {"max_wait": 5, "max_retries": 0, **(config or {})}.items()]
        before += [f".read {PARAMETERS}"]
        before += [f"INSERT INTO cf_report_accounts(account_id) VALUES ('{account}');"
                   for account in accounts]
        return [support.SHELL, "-batch", *["-bail"] * bail, "-cmd", f".load {support.EXTENSION}",
                "-cmd", ".timeout 30000", self.archive, *before, *[f".read {path}" for path in run_file()[parts]]]

    def start_sync(self, *arguments, environment=None, **options):
        given = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url,
                 "CLOUDFLARE_API_TOKEN": support.TOKEN, **self.clock_of_day(), **(environment or {})}
        return subprocess.Popen(self.sync_command(*arguments, **options), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                env=support.child_environment(**given),
                                preexec_fn=support.end_with_parent)

    def clock_of_day(self):
        """Of a process whose clock shows the time `clock`; None is the right one."""
        return support.on_day.variables(self.clock)

    def sync(self, *arguments, fails=False, **options):
        """Runs the sync to its end; what it printed, but for resources, which fail account by account."""
        process = self.start_sync(*arguments, parts=slice(1), **options)
        printed, _ = process.communicate(timeout=120)
        self.assertEqual(fails, process.returncode != 0, printed)
        if not process.returncode:
            self.start_sync(*arguments, parts=slice(1, 2), **{**options, "bail": False}).communicate(timeout=120)
        return printed

    def go_to(self, today, time="12:00:00"):
        """The server's day, and the clock of processes that start from now on."""
        self.clock = f"{today} {time}"
        self.sandbox.control("POST", "today", {"today": str(today)})

    def truth_of(self, kind, account):
        return split_records(self.sandbox.control("GET", f"truth/{kind}?account={account}"))

    def archived(self, feed, account, day=None):
        return Counter(raw for raw, in self.ask(
            f"SELECT raw FROM {FEEDS[feed]} WHERE account_id = ? AND charge_date = coalesce(?, "
            "charge_date)", account, day))

    def check_usage(self, accounts=support.BILLED, first=None, last=None, feeds=FEEDS):
        """These days of the archive are the truth as it is now, every record as often."""
        today = self.sandbox.today()
        first, last = first or day_before(today, ASKED_DAYS), last or today
        for feed in feeds:
            for account in accounts:
                expected = Counter(record for record in self.truth_of(feed, account)
                                   if first <= day_of(record) <= last)
                found = Counter(raw for raw, in self.ask(
                    f"SELECT raw FROM {FEEDS[feed]} WHERE account_id = ? AND charge_date BETWEEN "
                    "? AND ?", account, first, last))
                extra, missing = found - expected, expected - found
                self.assertEqual((0, 0), (extra.total(), missing.total()), f"too many and missing, "
                                 f"{feed} of {account}: {str([*extra, *missing])[:300]}")

    def check_history(self, accounts=support.ALL_ACCOUNTS):
        for account in accounts:
            expected = Counter(self.truth_of("history", account))
            found = Counter(raw for raw, in self.ask(
                "SELECT raw FROM billing_history WHERE account_id = ?", account))
            extra, missing = found - expected, expected - found
            self.assertEqual((0, 0), (extra.total(), missing.total()), f"too many and missing, "
                             f"{account}: {str([*extra, *missing])[:300]}")

    def read_all_history_next(self):
        """As when a week has gone by."""
        self.change("DELETE FROM fetches WHERE feed = 'history'")

    def check_history_after_days(self):
        """As check_history, once all of it has been read again: but for the oldest month, from which
        on the sandbox has history, and which goes on while days go by."""
        def day(item):
            item = json.loads(item)
            return (item.get("occurred_at") or item["occured_at"])[:10]
        for account in support.ALL_ACCOUNTS:
            now = self.truth_of("history", account)
            since = min(map(day, now), default="")[:7] + "-32"  # After all days of that month.
            expected = Counter(item for item in now if day(item) > since)
            found = Counter(raw for raw, in self.ask(
                "SELECT raw FROM billing_history WHERE account_id = ? AND occurred_date > ?",
                account, since))
            extra, missing = found - expected, expected - found
            self.assertEqual((0, 0), (extra.total(), missing.total()), f"too many and missing, "
                             f"{account}: {str([*extra, *missing])[:300]}")

    def check_consistent(self):
        """What the archive says of its days is so, and nothing is there that no run has read."""
        self.assertEqual([("ok",)], self.ask("PRAGMA integrity_check"))
        for feed, table in FEEDS.items():
            self.assertEqual([], self.ask(
                f"SELECT account_id, day, rows, n FROM archived_days AS d LEFT JOIN (SELECT "
                f"account_id AS a, charge_date, count(*) AS n FROM {table} GROUP BY 1, 2) ON "
                "a = account_id AND charge_date = day "
                "WHERE feed = ? AND rows <> coalesce(n, 0)", feed))
            self.assertEqual([], self.ask(
                f"SELECT DISTINCT account_id, charge_date FROM {table} EXCEPT "
                "SELECT account_id, day FROM archived_days WHERE feed = ?", feed))

    def outcomes(self, feed, sync="(SELECT max(sync_id) FROM fetches)"):
        return dict(self.ask(f"SELECT account_id, outcome FROM fetches WHERE feed = ? AND "
                             f"sync_id = {sync}", feed))

    def content(self):
        """Everything but the runs themselves."""
        return {table: Counter(self.ask(f"SELECT * FROM {table}")) for table in (
            "paygo_usage", "focus_usage", "billing_history", "billing_history_states", "fetches",
            "archived_days", "usage_restatements", "accounts", "subscriptions",
            "subscription_fetches", "resource_usage", "resource_days", "resource_fetches",
            "resource_refusals", "resource_tags", "resource_unread")}

    def check_unchanged(self, before, *tables):
        now = self.content()
        for table in tables or [name for name in now if name != "accounts"]:
            gone, new = before[table] - now[table], now[table] - before[table]
            self.assertEqual((0, 0), (gone.total(), new.total()),
                             f"{table}: {str(list(gone))[:300]} became {str(list(new))[:300]}")

    def views(self, *accounts, source="live", archive_views=True, **parameters):
        """A connection to the archive with all views, for these accounts, on the sandbox's day."""
        db = self.connect(self.archive)
        for path in [*VIEWS, *[ARCHIVE_VIEWS, ARCHIVE_RESOURCE_VIEWS, ARCHIVE_KEPT] * archive_views]:
            db.executescript(text_of(path))
        db.executemany("INSERT INTO cf_report_accounts(account_id) VALUES (?)",
                       [(account,) for account in accounts])
        given = {"today": self.sandbox.today(), "source": source, **parameters}
        db.execute(f"UPDATE cf_parameters SET {', '.join(f'{name} = ?' for name in given)}",
                   list(given.values()))
        return db


main = support.main
