"""The sandbox's records in ordinary tables, beside the extension's own in one connection."""

import datetime
import re
import sqlite3

from shared import SQLITE_VERSION, calendar_of, expected, support
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, NOT_COVERED, QUIET

DAY = calendar_of.DAY
PAYGO, FOCUS = "cf_paygo_usage", "cf_focus_usage"
HISTORY, PROFILE = "cf_billing_history", "cf_billing_profile"
USAGE = (PAYGO, FOCUS)
VIRTUAL_TABLES = (PAYGO, FOCUS, HISTORY, PROFILE)

# What a frame may ask for reaches back that far, and what the ordinary tables hold farther.
DEEPEST_FRAME = 75
DEPTH = 140

USAGE_ACCOUNTS = (QUIET, EURO, MONTH_END, MANY_PLANS, MID_MONTH, FIRST)
OTHER_ACCOUNTS = (*USAGE_ACCOUNTS, NOT_COVERED)

KIND = {PAYGO: "paygo", FOCUS: "focus", HISTORY: "history", PROFILE: "profile"}
ORDINARY_NAME = {table: f"o_{kind}" for table, kind in KIND.items()}
DAY_COLUMN = {
    PAYGO: ("charge_date", "ChargePeriodStart"),
    FOCUS: ("charge_date", "ChargePeriodStart"),
    HISTORY: ("occurred_date", "occurred_at"),
}

# (n, id, name) and (n, d, k, i, x): tables to join with; NULLs and odd values included.
CLIENTS = [
    (1, QUIET, "quiet"),
    (2, None, "none"),
    (3, EURO, "Euro"),
    (4, MONTH_END, None),
    (5, MANY_PLANS, "PLANS"),
    (6, MID_MONTH, "2"),
    (7, FIRST, "first"),
]
CLIENT_IDS = {n: account for n, account, _ in CLIENTS}


def columns_of(table):
    """All columns, the hidden ones last, as the extension declares them."""
    return [*expected.COLUMNS[table], *expected.HIDDEN[table]]


def type_of(column):
    return expected.declared_type(column)


def day_rows(today):
    ago = [(today - n * DAY).isoformat() for n in range(60)]
    return [
        (1, ago[1], ago[0], 1, 5),
        (2, ago[3], ago[2], 20990101, "2"),
        (3, None, ago[1], None, None),
        (4, ago[8], ago[9], -1, b"\x00"),
        (5, ago[20], ago[18], 2026, ago[2]),
        (6, ago[40], ago[38], 0, ago[4] + "T00:00:00Z"),
        (7, ago[0], None, 3, 1.5),
    ]


def day_in(record):
    """The day of a usage record; decoding all there are would take seconds."""
    return re.search(r'"ChargePeriodStart": *"([-0-9]{10})', record)[1]


def with_account(record, account):
    """As the sandbox sends it where the setting focus.contract_account is `named`."""
    lacks_it = '"BillingAccountId"' not in record
    return f'{{"BillingAccountId":"{account}",{record[1:]}' if lacks_it else record


class Truth:
    """The connection with both kinds of tables, and what a generator must know about them."""

    def __init__(self, sandbox, variant):
        self.sandbox, self.variant = sandbox, variant
        sandbox.reset()
        # One record for one charge, whether a query asks for its cost or not.
        sandbox.set(**{"gzip": "off", "focus__get_money": "on", "focus__contract_account": "named",
                       **variant.settings})
        self.today = calendar_of.day(sandbox.today())
        self.accounts = {account["id"]: account for account in sandbox.accounts()}
        self.records = {}
        self.db = self._connect()
        self.version = SQLITE_VERSION
        self.values = {}
        for table in VIRTUAL_TABLES:
            self._fill(table)
        for table in USAGE:
            self._fill_default(table)
        if variant.paygo_columns:
            self._forget_newer_columns()
        self._fill_helpers()

    def _connect(self):
        db = sqlite3.connect(":memory:", isolation_level=None, cached_statements=4)
        given = {
            "CLOUDFLARE_BASE_URL": self.sandbox.base_url,
            "CLOUDFLARE_API_TOKEN": support.TOKEN,
        }
        with support.environment_of(given):
            support.load_extension(db)
        db.execute(f"PRAGMA encoding = '{self.variant.encoding}'")
        db.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        db.execute("SELECT cf_config('max_requests', 1000000)")
        # Days before there was anything are empty, and not gone.
        db.execute("SELECT cf_config('incomplete', 'ignore')")
        if self.variant.paygo_columns:
            # Its columns that are lacking are NULL only if it is named.
            endpoint = self.variant.settings["paygo__generations"]
            db.execute("SELECT cf_config('paygo_endpoint', ?)", (endpoint,))
        db.execute("SELECT cf_config('cache_ttl', ?)", (300 if self.variant.is_cached else 0,))
        return db

    def _truth(self, table, account):
        kind = ("user_" if account is None else "") + KIND[table]
        records = self.sandbox.truth(kind, account)
        if table == FOCUS:
            named = self.variant.settings.get("focus__contract_account") != "absent"
            return [with_account(record, account) if named else record for record in records]
        return [records] if isinstance(records, str) else records

    def _accounts_of(self, table):
        return USAGE_ACCOUNTS if table in USAGE else (*OTHER_ACCOUNTS, None)

    def _fill(self, table):
        """One row a record, NULL in the columns that only an argument fills."""
        columns = columns_of(table)
        oldest = (self.today - DEPTH * DAY).isoformat()
        rows, counts = [], {}
        for account in self._accounts_of(table):
            records = self._truth(table, account)
            counts[account] = len(records)
            if table in USAGE:
                records = [record for record in records if day_in(record) >= oldest]
            rows += [self._row(table, columns, record, account) for record in records]
        self.records[table] = counts
        name = ORDINARY_NAME[table]
        self._create(name, columns)
        self.db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)
        order = ", charge_date" if table in USAGE else ""
        self.db.execute(f"CREATE INDEX temp.{name}_i ON {name}(account_id{order})")
        self.values[table] = self._distinct(columns, rows)
        place = columns.index("account_id")
        for account in self._accounts_of(table):
            self.values[table, account] = self._distinct(
                columns, [row for row in rows if row[place] == account]
            )

    @staticmethod
    def _distinct(columns, rows):
        """Values to draw from, by column."""
        return {
            column: sorted({row[i] for row in rows} - {None}, key=repr)[:2000]
            for i, column in enumerate(columns)
        }

    @staticmethod
    def _row(table, columns, record, account):
        row = dict(zip(expected.COLUMNS[table], expected.visible(table, record, account)))
        row |= {"account_id": account, "raw": record}
        if table in DAY_COLUMN:
            day, of = DAY_COLUMN[table]
            day_of = expected.utc_day if table == HISTORY else lambda text: text[:10]
            row[day] = row[of] and day_of(row[of])
        return tuple(row.get(column) for column in columns)

    def _fill_default(self, table):
        """What a scan without any date covers: the API's own default."""
        name = ORDINARY_NAME[table]
        if table == FOCUS:
            month = self.today.replace(day=1).isoformat()
            self._copy(f"{name}_now", name, f"SELECT * FROM {name} WHERE charge_date >= '{month}'")
            return
        # The previous and the current cycle of each subscription.
        self.db.execute("CREATE TEMP TABLE current_cycles(subscription TEXT, previous TEXT)")
        for account in self.accounts.values():
            for subscription in account["subscriptions"]:
                first, _ = calendar_of.cycle_of(self.today, subscription["anchor_day"])
                previous, _ = calendar_of.cycle_of(first - DAY, subscription["anchor_day"])
                if self.variant.current_cycle_only:
                    previous = first
                self.db.execute(
                    "INSERT INTO current_cycles VALUES (?, ?)",
                    (subscription["id"], previous.isoformat()),
                )
        self._copy(
            f"{name}_now",
            name,
            f"SELECT {name}.* FROM {name}, current_cycles "
            "WHERE subscription = SubscriptionId AND BillingPeriodStart >= previous",
        )

    def _copy(self, name, like, select):
        """A table of the same columns and types: CREATE TABLE AS would lose some."""
        table = next(table for table, ordinary in ORDINARY_NAME.items() if ordinary == like)
        self._create(name, columns_of(table))
        self.db.execute(f"INSERT INTO {name} {select}")

    def _create(self, name, columns):
        declared = ", ".join(map(expected.declaration, columns))
        self.db.execute(f"CREATE TEMP TABLE {name}({declared})")

    def _forget_newer_columns(self):
        lost = set(expected.COLUMNS[PAYGO]) - set(self.variant.paygo_columns)
        changes = ", ".join(f'"{column}" = NULL' for column in lost)
        for name in (ORDINARY_NAME[PAYGO], ORDINARY_NAME[PAYGO] + "_now"):
            self.db.execute(f"UPDATE {name} SET {changes}")

    def _fill_helpers(self):
        self.db.execute("CREATE TEMP TABLE clients(n INTEGER PRIMARY KEY, id TEXT, name TEXT)")
        self.db.executemany("INSERT INTO clients VALUES (?, ?, ?)", CLIENTS)
        self.days = day_rows(self.today)
        self.db.execute(
            "CREATE TEMP TABLE days(n INTEGER PRIMARY KEY, d TEXT, k TEXT, i INTEGER, x)"
        )
        self.db.executemany("INSERT INTO days VALUES (?, ?, ?, ?, ?)", self.days)

    def columns(self, table):
        """Those whose values are known in this variant."""
        return [
            column
            for column in columns_of(table)
            if column not in self.variant.unknown.get(table, ())
        ]

    def ago(self, days):
        return (self.today - days * DAY).isoformat()

    def is_stale(self):
        """Past midnight the default windows are others."""
        return datetime.datetime.now(datetime.timezone.utc).date() != self.today
