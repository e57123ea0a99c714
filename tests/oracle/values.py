"""Operands to compare a column with: from the data, near it, and odd ones."""

from sqltree import Nested, Select, Source, Sql, Value
from tables import OTHER_ACCOUNTS, type_of

ODD = (
    "",
    " ",
    "%",
    "_",
    "*",
    "x'y",
    "é",
    "NULL",
    "2026",
    "2026-1",
    "2026-13-45",
    "9999",
    "\U0001f600",
    "2026-11-0\0",
    "~",
    "-",
    "0",
    "1e3",
    0,
    1,
    -1,
    2026,
    20261101,
    2**63 - 1,
    -(2**63),
    0.0,
    -0.0,
    1.5,
    2026.5,
    float("inf"),
    float("-inf"),
    float("nan"),
    1e-300,
    b"",
    b"2026",
    b"\xff\xfe",
    None,
)
DATE_COLUMNS = (
    "charge_date",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "BillingPeriodStart",
    "BillingPeriodEnd",
)
ACCOUNT_COLUMNS = ("account_id", "BillingAccountId")
CASTS = ("INTEGER", "REAL", "TEXT", "NUMERIC", "BLOB")


class Values:
    def __init__(self, truth, rng):
        self.truth, self.rng = truth, rng
        self.account = None  # Whose values to prefer.
        # A number bounds no days, but a plan may take it for a bound, and do without the right one.
        self.dates_are_texts = False

    def sample(self, table, column):
        """A value of the column, if it has any."""
        known = self.truth.values
        own = known.get((table, self.account), {}).get(column)
        found = own if own and self.rng.random() < 0.9 else known[table].get(column)
        return self.rng.choice(found) if found else None

    def neighbour(self, value):
        """Something next to the value, in one sense or another."""
        rng = self.rng
        if isinstance(value, (int, float)):
            return rng.choice(
                [
                    value + 1,
                    value - 1,
                    -value,
                    value * (1 + 1e-12),
                    str(value),
                    float(value),
                    f" {value}",
                    f"{value}x",
                ]
            )
        if not isinstance(value, str):
            return value
        cut = rng.randint(0, len(value))
        return rng.choice(
            [
                value[:cut],
                value[:cut] + "~",
                value[:cut] + "/",
                value + " ",
                value.upper(),
                value.lower(),
                value.swapcase(),
                value + "\x01",
                value.encode("utf-8", "surrogateescape"),
                value[1:],
                value[:-1],
                value[:10],
                value[:10] + "T",
                value[:7],
            ]
        )

    def day(self):
        """A day as text, in one of the spellings that columns have; some do not exist."""
        rng = self.rng
        day = self.truth.ago(rng.randint(-3, 70))
        return rng.choice(
            [
                day,
                day,
                day,
                day + "T00:00:00Z",
                day + "T12",
                day[:7],
                day[:8],
                day[:9],
                day + "T00:00:00.000Z",
                day + "T23:59:59Z",
                day[:8] + "31",
                day + " ",
            ]
        )

    def any(self, table, column):
        rng, value = self.rng, self.sample(table, column)
        kind = rng.random()
        if column in DATE_COLUMNS + ("occurred_at", "occurred_date") and kind < 0.5:
            return self.day()
        if kind < 0.6 and value is not None:
            return value
        if kind < 0.85 and value is not None:
            return self.neighbour(value)
        return rng.choice(ODD)

    def real_account(self):
        return self.rng.choice(OTHER_ACCOUNTS[:6])

    def may_be_asked_for(self, column):
        """Whether a value of the column becomes an account to ask: then only real ones will do."""
        return column in ACCOUNT_COLUMNS

    def operand(self, table, column, identity=False):
        """An expression to compare with; `identity`: the operator may choose accounts."""
        rng = self.rng
        if identity and self.may_be_asked_for(column):
            value = rng.choice([self.real_account()] * 6 + [None])
            return rng.choice([Value(value), Value(value, bound=True)])
        if self.dates_are_texts and column in DATE_COLUMNS:
            return Value(self.day(), bound=rng.random() < 0.5)
        value = self.any(table, column)
        kind = rng.random()
        if kind < 0.45:
            return Value(value)
        if kind < 0.75:
            return Value(value, bound=True)
        if kind < 0.83:
            return Sql(
                f"CAST(", Value(value, bound=rng.random() < 0.5), f" AS {rng.choice(CASTS)})"
            )
        if kind < 0.93:
            return self.scalar_subquery()
        return Sql("(", Value(value, bound=True), " || ", Value(rng.choice(["", "%", "Z"])), ")")

    def scalar_subquery(self):
        rng = self.rng
        column = rng.choice(["d", "k", "i", "x"])
        source = Source(Sql("days"), "q")
        select = Select(
            [source],
            [Sql(f"q.{column}")],
            [Sql("q.n = ", Value(rng.randint(1, 8), bound=rng.random() < 0.5))],
        )
        return Nested(select)

    def is_text(self, column):
        return type_of(column) == "TEXT"
