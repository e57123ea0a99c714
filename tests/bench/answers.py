"""Large answers and many: time beside curl and json_each, and memory."""

import datetime
import functools
import os
import subprocess

import records
from figures import BesidePeer, Memory
from measure import Side, shell, support

LARGE = 155_000
EIGHT = 8
# Distinct bodies; each serves ten accounts.
ACCOUNTS, BODIES, SMALL = 200, 20, 1_700
CODINGS = ("plain", "gzip")
COLUMNS = "count(*), sum(ContractedCost), max(x_ZoneId)"


def account(number):
    """Decimal, so that curl can count through them."""
    return f"{number:032}"


class Answers:
    """The bodies, each made when first needed, and the works on them."""

    def __init__(self, server):
        self.server = server
        self.folder = support.scratch_folder()
        # Days that are over, all of one month: one request, and the same one the whole month.
        before = datetime.datetime.now(datetime.timezone.utc).date().replace(day=1)
        self.first = (before - datetime.timedelta(1)).replace(day=1)
        self.days = 28
        self.last = self.first + datetime.timedelta(self.days - 1)

    @functools.cached_property
    def large(self):
        """The truth about the answers of accounts 1001 to 1008: one body."""
        path = self.server.usage_file(account(1001))
        truth = records.write_focus(path, account(1001), LARGE, self.first, self.days)
        records.pack(path)
        for number in range(1002, 1001 + EIGHT):
            self.link(path, account(number))
        return truth

    @functools.cached_property
    def many(self):
        """The truth about accounts 1 to 200 together."""
        whole = records.Truth()
        for number in range(1, BODIES + 1):
            path = self.server.usage_file(account(number))
            truth = records.write_focus(path, account(number), SMALL, self.first, self.days)
            records.pack(path)
            whole.join(truth)
            for other in range(number + BODIES, ACCOUNTS + 1, BODIES):
                self.link(path, account(other))
                whole.join(truth)
        return whole

    def link(self, path, other):
        for ending in ("", ".gz"):
            os.link(path + ending, self.server.usage_file(other) + ending)

    @functools.cached_property
    def columns(self):
        """All that SELECT * has."""
        command = [support.SHELL, "-cmd", f".load {support.EXTENSION}", ":memory:"]
        command.append("SELECT name FROM pragma_table_info('cf_focus_usage')")
        done = subprocess.run(
            command, env=support.child_environment(), capture_output=True, text=True, check=True
        )
        return done.stdout.split()

    def works(self):
        for coding in CODINGS:
            yield BesidePeer(
                f"{LARGE:,} records, three columns, {coding}",
                functools.partial(self.three_columns, coding),
                0.25,
                lambda: self.large.row,
            )
        for coding in CODINGS:
            yield BesidePeer(
                f"{LARGE:,} records, all columns into a table, {coding}",
                functools.partial(self.all_columns, coding),
                0.35,
                lambda: self.large.row,
            )
        for coding in CODINGS:
            yield Memory(
                f"memory, {LARGE:,} records, {coding}",
                functools.partial(self.memory, coding, 1),
                64,
                lambda: self.large.row,
            )
        for coding in CODINGS:
            yield Memory(
                f"memory, eight answers of {LARGE:,} records in flight, {coding}",
                functools.partial(self.memory, coding, EIGHT),
                250,
                lambda: self.large.times(EIGHT).row,
            )
        for coding in CODINGS:
            yield BesidePeer(
                f"{ACCOUNTS} accounts of {SMALL:,} records, {coding}",
                functools.partial(self.accounts, coding),
                2,
                lambda: self.many.row,
            )

    def ours(self, coding, *statements, requests):
        url = self.server.base_url(coding)
        return shell("the extension", self.server, url, *statements, requests=requests)

    def usage(self, accounts):
        """The FROM and WHERE of the extension's side."""
        return (
            f"FROM cf_focus_usage WHERE account_id {accounts} "
            f"AND from_date = '{self.first}' AND to_date = '{self.last}'"
        )

    def three_columns(self, coding):
        _ = self.large
        ours = self.ours(
            coding,
            f"SELECT {COLUMNS} {self.usage(among(1001, 1))}",
            requests=1,
        )
        return [ours, self.json_each(coding, self.peers_three_columns)]

    def all_columns(self, coding):
        _ = self.large
        ours = self.ours(
            coding,
            f"CREATE TEMP TABLE usage AS SELECT * {self.usage(among(1001, 1))}",
            f"SELECT {COLUMNS} FROM usage",
            requests=1,
        )
        return [ours, self.json_each(coding, self.peers_all_columns)]

    @staticmethod
    def peers_three_columns(received):
        return [
            "SELECT count(*), sum(j.value->>'ContractedCost'), max(j.value->>'x_ZoneId') "
            f"FROM json_each(CAST(readfile('{received}') AS TEXT), '$.result') j"
        ]

    def peers_all_columns(self, received):
        """MATERIALIZED: otherwise json_each writes each record anew for each column, which takes
        three times as long."""
        cells = ", ".join(f"record->>'{name}' AS {name}" for name in self.columns)
        return [
            "CREATE TEMP TABLE usage AS WITH records AS MATERIALIZED (SELECT value AS record "
            f"FROM json_each(CAST(readfile('{received}') AS TEXT), '$.result')) "
            f"SELECT {cells} FROM records",
            f"SELECT {COLUMNS} FROM usage",
        ]

    def json_each(self, coding, statements):
        received = os.path.join(self.folder, "received.json")
        url = f"{self.server.base_url(coding)}/accounts/{account(1001)}/billable/usage"
        url += f"?from={self.first}&to={self.last}"
        return Side(
            "curl, then json_each",
            self.server,
            ["curl", "-sS", "--fail", "--compressed", "-o", received, url],
            [support.SHELL, ":memory:", *statements(received)],
            requests=1,
        )

    def memory(self, coding, accounts):
        _ = self.large
        ours = self.ours(
            coding,
            f"SELECT {COLUMNS} {self.usage(among(1001, accounts))}",
            requests=accounts,
        )
        idle = self.ours(coding, "SELECT cf_version()", requests=0)
        return [ours, idle]

    def accounts(self, coding):
        _ = self.many
        ours = self.ours(
            coding,
            f"SELECT {COLUMNS} {self.usage(among(1, ACCOUNTS))}",
            requests=ACCOUNTS,
        )
        base = f"{self.server.base_url(coding)}/accounts/{'0' * 29}[001-{ACCOUNTS}]"
        # As many at once as the extension has by default.
        command = ["curl", "-sS", "--fail", "--compressed", "--parallel", "--parallel-max", "8"]
        other = Side(
            "curl --parallel",
            self.server,
            [*command, "-o", "/dev/null", f"{base}/billable/usage?from={self.first}&to={self.last}"],
            requests=ACCOUNTS,
        )
        return [ours, other]


def among(first, count):
    """The accounts from `first` on, as a condition on account_id."""
    if count == 1:
        return f"= '{account(first)}'"
    last = first + count - 1
    return f"IN (SELECT printf('%032d', value) FROM generate_series({first}, {last}))"
