"""Operands to compare a column with: from the data, near it, and odd ones."""

import re

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
DAY_COLUMNS = DATE_COLUMNS + ("occurred_at", "occurred_date")
# What days may be compared with; anything else that reaches a table is an error.
ODD_DAYS = ("", "2026", "2026-1", "2026-02-31", "9999", "0", b"", b"2026", None)
CASTS = ("INTEGER", "REAL", "TEXT", "NUMERIC", "BLOB")


def begins_like_a_date(text):
    """Whether a day or a timestamp begins with the text, or the text with one."""
    day = re.fullmatch(r"(\d{0,4}|\d{4}-(\d{0,2}|\d\d-(\d{0,2})))", text[:10], re.ASCII)
    if not day:
        return False
    month, number = text[5:7], text[8:10]
    return (
        "01"[: len(month)] <= month <= "12"[: len(month)]
        and "01"[: len(number)] <= number <= "31"[: len(number)]
        and text[10:11] in ("", "T", "t", " ")
    )


class Values:
    def __init__(self, truth, rng):
        self.truth, self.rng = truth, rng
        self.account = None  # Whose values to prefer.
        # A number bounds no days, but a plan may take it for a bound, and do without the right one.
        self.dates_are_texts = False
        self.refusals = 0.03  # How often a day is compared with something that is none.

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
        if begins_like_a_date(value) and len(value) >= 10:
            return rng.choice(
                [
                    value[:cut],
                    value[:10] + " " + value[11:],
                    value + "\x01" if len(value) > 10 else value,
                    value.lower(),
                    value.encode("utf-8", "surrogateescape"),
                    value[:-1],
                    value[:10],
                    value[:10] + "T",
                    value[:10] + "T~",
                    value[:7],
                ]
            )
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
                day + " 00:00:00",
                day + "T00:00",
                day + "T02:00:00+02:00",
                day + "T17:00:00-07:00",
            ]
        )

    def any(self, table, column):
        rng, value = self.rng, self.sample(table, column)
        kind = rng.random()
        if column in DAY_COLUMNS:
            if rng.random() < self.refusals:
                # An error's text ends at a zero: it would not show what was refused.
                return rng.choice([odd for odd in ODD if "\0" not in str(odd)])
            if kind < 0.5 or not isinstance(value, str):
                return self.day()
            if kind < 0.7:
                return value
            found = rng.choice([self.neighbour(value), rng.choice(ODD_DAYS)])
            is_day = not isinstance(found, str) or begins_like_a_date(found)
            return found if is_day else value
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
        if column in DAY_COLUMNS and rng.random() >= self.refusals:
            if kind < 0.45:
                return Value(value)
            if kind < 0.75 or isinstance(value, bytes):
                return Value(value, bound=True)
            if kind < 0.85:
                return Sql("CAST(", Value(value, bound=rng.random() < 0.5), " AS TEXT)")
            if kind < 0.93:
                return self.scalar_subquery(rng.choice("dk"))
            return Sql("(", Value(value, bound=True), " || '')")
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

    def scalar_subquery(self, column=None):
        rng = self.rng
        column = column or rng.choice(["d", "k", "i", "x"])
        source = Source(Sql("days"), "q")
        select = Select(
            [source],
            [Sql(f"q.{column}")],
            [Sql("q.n = ", Value(rng.randint(1, 8), bound=rng.random() < 0.5))],
        )
        return Nested(select)

    def is_text(self, column):
        return type_of(column) == "TEXT"
