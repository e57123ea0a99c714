"""Ordinary tables that hold the truth, in a connection without the extension, and what may come of them."""

import datetime
import functools
import itertools
import re
import sqlite3

from history import UNREADABLE

PERIODS = ("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")
PAYGO = """BilledCost BillingPeriodStart ChargePeriodStart ConsumedQuantity ContractedCost ServiceName
    SubscriptionId ZoneName""".split()
FOCUS = """ChargePeriodStart ChargePeriodEnd ConsumedQuantity ContractedCost x_BillableMetricId
    x_BillableMetricName""".split()
HISTORY = "account_id id amount currency occurred_at occurred_date type status description".split()
ACCOUNTS = "id name type created_on".split()
SMALL = {
    "cf_subscriptions": ("subscriptions", "id state price currency frequency rate_plan_public_name".split()),
    "cf_unpaid_invoices": ("invoices", "id amount currency occurred_at status".split()),
    "cf_billable_metrics": ("metrics", "Id Name".split()),
    "cf_credits": ("credits", "confirmed_balance_cents currency has_record original_amount_cents".split()),
    "cf_billing_profile": ("profile", "id company country balance is_partner".split()),
}
USAGE_MORE = ["account_id", "charge_date", "true_day", "in_undated"]
AREA = {"cf_billing_history": "history", "cf_accounts": "accounts", "cf_paygo_usage": "paygo",
        "cf_focus_usage": "focus", **{table: "small" for table in SMALL}}

NORMAL = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.0+)?(Z|\+00:00)")
MOST_CHOICES = 300


def normal(text):
    """A period column in FOCUS form, where nothing is lost by it."""
    found = isinstance(text, str) and NORMAL.fullmatch(text)
    return found[1] + "Z" if found else text


@functools.lru_cache(4096)
def instant(text):
    """What the period columns compare by: dates and timestamps as instants, all else as text."""
    return as_instant(text).encode()


def as_instant(text):
    head, tail = text[:10], text[10:]
    try:
        day = datetime.date.fromisoformat(head) if len(head) == 10 else None
    except ValueError:
        day = None
    if day is None:
        return text
    if not tail:
        return f"{head}T00:00:00"
    found = re.fullmatch(r"[T ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?", tail)
    if not found:
        return text
    at = datetime.datetime.combine(day, datetime.time(*map(int, found.group(1, 2, 3))))
    zone = found[5]
    if zone and zone != "Z":
        shift = datetime.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        at += -shift if zone[0] == "+" else shift
    fraction = (found[4] or "").rstrip("0")
    return f"{at:%Y-%m-%dT%H:%M:%S}" + (f".{fraction}" if fraction else "")


def by_instant(a, b):
    if a == b:
        return 0
    a, b = instant(a), instant(b)
    return (a > b) - (a < b)


def real(value):
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def usage_row(fields, columns):
    row = list(map(fields.get, columns))
    quantity = columns.index("ConsumedQuantity")
    row[quantity] = float(row[quantity])
    for at, name in enumerate(columns):
        if name in PERIODS and row[at] is not None and row[at][19:] != "Z":
            row[at] = normal(row[at])
    return row


def paygo_row(record, account, query):
    if record.row is None:
        record.row = usage_row(record.fields, PAYGO)
    day, start = str(record.day), record.fields.get("ChargePeriodStart")
    shown = day if query.has_days or not record.is_unsure else start and start[:10]
    return (*record.row, account, shown, day, record.in_undated)


def listed(rows):
    return [[] if row is None else [row] for row in rows]


def declared(column):
    if column in PERIODS:
        return f"{column} TEXT COLLATE by_instant"
    if re.search(r"Cost$|Quantity$|^amount|^price$|_cents$", column):
        return f"{column} REAL"
    if column in ("is_partner", "has_record", "in_undated"):
        return f"{column} INTEGER"
    return f"{column} TEXT"


class Truth:
    """`shape`: which of the readings of what nobody can tell the tables hold just now."""

    def __init__(self):
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        self.db.create_collation("by_instant", by_instant)
        self.columns = {"cf_paygo_usage": PAYGO + USAGE_MORE, "cf_focus_usage": FOCUS + USAGE_MORE,
                        "cf_billing_history": HISTORY, "cf_accounts": ACCOUNTS}
        for table, (_, columns) in SMALL.items():
            self.columns[table] = [*columns, "account_id"]
        for table, columns in self.columns.items():
            self.db.execute(f"CREATE TABLE {table}({', '.join(map(declared, columns))})")
        self._insert = {table: f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"
                        for table, columns in self.columns.items()}

    def fill(self, world, query, unsure=True, stand_in=UNREADABLE, left_out=None):
        """`left_out`: by table, accounts of which no rows are wanted."""
        self.db.execute("BEGIN")
        for table in query.tables:
            self.db.execute(f"DELETE FROM {table}")
            gone = (left_out or {}).get(table, ())
            rows = getattr(self, "_" + AREA[table])(world, query, table, unsure, gone)
            if table == "cf_billing_history":
                rows = [(*row[:2], stand_in if row[2] == UNREADABLE else row[2], *row[3:]) for row in rows]
            self.db.executemany(self._insert[table], rows)
        self.db.execute("COMMIT")

    def _paygo(self, world, query, table, unsure, left_out):
        rows, (first, last) = [], query.reach(table)
        for account in query.asked(world):
            if account in left_out:
                continue
            paygo = world.part("paygo", account)
            for record in paygo.records:
                is_meant = unsure or not record.is_unsure or not query.has_days
                if first <= record.day <= last and is_meant and record.group not in paygo.touched:
                    rows.append(paygo_row(record, account, query))
        return rows

    def _focus(self, world, query, table, _unsure, left_out):
        rows, (first, last) = [], query.reach(table)
        for account in query.asked(world):
            if account in left_out:
                continue
            for record in world.part("focus", account).records:
                if not first <= record.day <= last:
                    continue
                if record.row is None:
                    record.row = usage_row(record.fields, FOCUS)
                start = record.fields.get("ChargePeriodStart")
                rows.append((*record.row, account, start[:10] if start is not None else None,
                             str(record.day), record.in_undated))
        return rows

    @staticmethod
    def _history(world, query, _table, _unsure, left_out):
        rows = []
        for account in query.histories(world):
            if account is None or account not in left_out:
                listing = world.part("history", account)
                rows += [item.row for item in listing.items if item.id not in listing.touched]
        return rows

    @staticmethod
    def _accounts(world, _query, _table, _unsure, _left_out):
        listing = world.part("accounts")
        return [item.row for item in listing.items if item.id not in listing.touched]

    @staticmethod
    def _small(world, query, table, _unsure, left_out):
        kind, columns = SMALL[table]
        rows = []
        for account in query.asked(world):
            if account in left_out:
                continue
            found = getattr(world.part("small", account), kind)
            for record in found if isinstance(found, list) else [found]:
                plan = record.get("rate_plan") or {}
                values = {**record, "rate_plan_public_name": plan.get("public_name")}
                rows.append((*(int(values[name]) if isinstance(values.get(name), bool) else
                               values[name] if name in ("balance",) else real(values.get(name))
                               for name in columns), account))
        return rows

    # What may come.

    def choices(self, world, query):
        """Of what came, went or changed while it was read: (table, account, the lists of rows it may be)."""
        found = []
        if "cf_paygo_usage" in query.tables:
            first, last = query.reach("cf_paygo_usage")
            for account in query.asked(world):
                for (day, *_), versions in world.part("paygo", account).touched.items():
                    if first <= day <= last:
                        found.append(("cf_paygo_usage", account, [
                            [paygo_row(record, account, query) for record in records]
                            for records in versions]))
        if "cf_billing_history" in query.tables:
            for account in query.histories(world):
                listing = world.part("history", account)
                found += [("cf_billing_history", account, listed(rows)) for rows in listing.touched.values()]
        if "cf_accounts" in query.tables:
            found += [("cf_accounts", None, listed(rows))
                      for rows in world.part("accounts").touched.values()]
        return found

    def outcomes(self, world, query, **shape):
        """Every result that is right: one, or more where the list changed. Each a list of rows."""
        left_out = shape.get("left_out") or {}
        choices = [choice for choice in self.choices(world, query)
                   if choice[1] is None or choice[1] not in left_out.get(choice[0], ())]
        self.fill(world, query, **shape)
        seen = 0
        for chosen in itertools.product(*(versions for _, _, versions in choices)):
            seen += 1
            if seen > MOST_CHOICES:
                raise OverflowError("too many choices")
            self.db.execute("BEGIN")
            for (table, _, _), rows in zip(choices, chosen):
                self.db.executemany(self._insert[table], rows)
            yield self.db.execute(query.truth_sql).fetchall()
            self.db.execute("ROLLBACK")
