"""Random conditions on the columns of one table."""

from sqltree import Bool, Nested, Select, Source, Sql, Value
from tables import USAGE, columns_of
from values import ACCOUNT_COLUMNS, DATE_COLUMNS, DAY_COLUMNS, Values

COMPARISONS = ("=", "==", "<", "<=", ">", ">=", "<>", "!=", "IS", "IS NOT")
IDENTITIES = ("=", "==", "IS")
PUSHED = {
    "cf_paygo_usage": (
        "account_id",
        "BillingAccountId",
        "charge_date",
        "ChargePeriodStart",
        "ChargePeriodEnd",
        "BillingPeriodStart",
    ),
    "cf_focus_usage": (
        "account_id",
        "BillingAccountId",
        "charge_date",
        "ChargePeriodStart",
        "ChargePeriodEnd",
        "BillingPeriodStart",
        "BillingPeriodEnd",
        "x_BillableMetricId",
        "x_BillableMetricId",
    ),
    "cf_billing_history": (
        "account_id",
        "type",
        "action",
        "occurred_at",
        "occurred_date",
        "status",
    ),
    "cf_billing_profile": ("account_id",),
}
ARGUMENTS = ("from_date", "to_date", "organization_id", "group_by")
FUNCTIONS = (
    "upper({})",
    "length({})",
    "substr({}, 1, 7)",
    "typeof({})",
    "ifnull({}, 'none')",
    "+{}",
    "{} || ''",
    "abs({})",
    "date({})",
    "hex(substr({}, 1, 4))",
    "nullif({}, '')",
    "CAST({} AS INTEGER)",
    "CAST({} AS TEXT)",
    "{} + 0",
    "CASE WHEN {} IS NULL THEN 0 ELSE 1 END",
)


def quoted(alias, column):
    return f'{alias}."{column}"'


class Predicates:
    """`guarded`: no condition on accounts and dates, whose effect would depend on the plan."""

    def __init__(self, truth, rng, new_alias):
        self.truth, self.rng, self.new_alias = truth, rng, new_alias
        self.values = Values(truth, rng)
        # SQLite drops the other conditions of an ON that has a constant false one, such as IN ().
        self.may_be_constant = True
        # One side of an OR may be a scan of its own, which an account in it would make another.
        self.in_or = 0
        # Where SQLite leaves an account out of the sides of an OR, no days may be in there either.
        self.days_in_or = True

    def column(self, table, guarded=False):
        columns = [column for column in self.truth.columns(table) if column not in ARGUMENTS]
        if guarded:
            columns = [column for column in columns if column not in ACCOUNT_COLUMNS + DATE_COLUMNS]
        pushed = [column for column in PUSHED[table] if column in columns]
        if pushed and self.rng.random() < 0.5:
            return self.rng.choice(pushed)
        return self.rng.choice(columns)

    def nest(self, table, alias, depth=2, guarded=False):
        rng = self.rng
        kind = rng.random()
        if kind < 0.15:
            # True of many rows: what is left to compare is more.
            return self.either(
                lambda: [self.leaf(table, alias, guarded), self.wide(table, alias, guarded)]
            )
        if depth == 0 or kind < 0.45:
            return self.leaf(table, alias, guarded)
        if kind < 0.55:
            return Bool("NOT", [self.nest(table, alias, depth - 1, guarded)])

        def terms():
            return [self.nest(table, alias, depth - 1, guarded) for _ in range(rng.randint(2, 3))]

        return self.either(terms) if kind < 0.85 else Bool("AND", terms())

    def either(self, terms):
        self.in_or += 1
        made = Bool("OR", terms())
        self.in_or -= 1
        return made

    def wide(self, table, alias, guarded):
        guarded = guarded or not self.days_in_or
        column = self.column(table, guarded)
        tests = ["IS NOT NULL", "<> 'x'", "IS NOT 5", "NOT LIKE 'x%'"]
        if column not in DATE_COLUMNS:
            tests.append("> ''")  # Of days it would ask for all there ever were.
        return Sql(quoted(alias, column), " ", self.rng.choice(tests))

    def leaf(self, table, alias, guarded=False):
        column = self.column(table, guarded or (self.in_or and not self.days_in_or))
        makers = [self.comparison] * 6 + [
            self.null_test,
            self.between,
            self.between,
            self.in_list,
            self.in_list,
            self.in_select,
            self.like,
            self.like,
            self.function,
            self.columns,
            self.exists,
        ]
        if self.in_or and column in ACCOUNT_COLUMNS and table in USAGE:
            makers = [self.between, self.like, self.function]
        elif column == "Tags" or column == "raw":
            makers = [self.null_test, self.like, self.function, self.comparison]
        if not guarded and not self.in_or:
            makers.append(self.row_value)
        return self.rng.choice(makers)(table, alias, column)

    def comparison(self, table, alias, column):
        rng = self.rng
        operator = rng.choice(COMPARISONS)
        if self.truth.version >= (3, 39) and rng.random() < 0.05:
            operator = rng.choice(["IS DISTINCT FROM", "IS NOT DISTINCT FROM"])
        identity = operator in IDENTITIES or operator == "IS NOT DISTINCT FROM"
        operand = self.values.operand(table, column, identity)
        left, right = Sql(quoted(alias, column)), operand
        collation = ""
        if rng.random() < 0.1:
            collation = " COLLATE " + rng.choice(["NOCASE", "RTRIM", "BINARY"])
        if rng.random() < 0.2:
            flipped = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator)
            left, right, operator = right, left, flipped
        return Sql(left, f" {operator} ", right, collation)

    def null_test(self, table, alias, column):
        return Sql(
            quoted(alias, column),
            self.rng.choice([" IS NULL", " IS NOT NULL", " ISNULL", " NOTNULL"]),
        )

    def between(self, table, alias, column):
        rng = self.rng
        low, high = (self.values.operand(table, column) for _ in range(2))
        if rng.random() < 0.1:
            return Sql(low, " BETWEEN ", quoted(alias, column), " AND ", high)
        return Sql(
            quoted(alias, column), rng.choice([" ", " ", " NOT "]), "BETWEEN ", low, " AND ", high
        )

    def in_list(self, table, alias, column):
        rng = self.rng
        negated = rng.random() < 0.25
        items = []
        count = rng.randint(0 if self.may_be_constant else 1, 4)
        for _ in range(count):
            items += [self.values.operand(table, column, identity=not negated), ", "]
        if count and rng.random() < 0.2:
            items += [items[0], ", "]
        return Sql(
            quoted(alias, column),
            " NOT IN (" if negated else " IN (",
            *items[:-1],
            ")",
            loops=max(1, count + 1),
        )

    def in_select(self, table, alias, column):
        rng, name = self.rng, self.new_alias()
        if column in ACCOUNT_COLUMNS:
            select = Select(
                [Source(Sql("clients"), name)],
                [Sql(f"{name}.id")],
                [Sql(f"{name}.n {rng.choice(['<', '=', '>='])} ", Value(rng.randint(1, 7)))],
            )
        else:
            select = Select(
                [Source(Sql("days"), name)],
                [Sql(f"{name}.{self.column_of_days(column)}")],
                [Sql(f"{name}.n {rng.choice(['<', '=', '>='])} ", Value(rng.randint(1, 7)))],
            )
        return Sql(
            quoted(alias, column), rng.choice([" IN ", " IN ", " NOT IN "]), Nested(select), loops=8
        )

    def column_of_days(self, column, among="dkix"):
        """One of the table days to compare with: of texts, where it is about days."""
        only_texts = column in DAY_COLUMNS and self.rng.random() >= self.values.refusals
        return self.rng.choice("dk" if only_texts else among)

    def like(self, table, alias, column):
        rng = self.rng
        value = self.values.any(table, column)
        text = value if isinstance(value, str) else str(value)
        text = text[:40]
        # A pattern that begins with a day bounds the days: with all of a century, if it is short.
        cut = rng.randint(min(7, len(text)) if column in DATE_COLUMNS else 0, len(text))
        operator = rng.choice(["LIKE", "GLOB"])
        wild, one = ("%", "_") if operator == "LIKE" else ("*", "?")
        pattern = rng.choice(
            [
                text[:cut] + wild,
                text[:cut] + wild,
                wild + text[cut:],
                text,
                text[:cut] + one + wild,
                text[:10] + wild,
                text[:7] + wild,
                text.upper()[:cut] + wild,
            ]
        )
        pattern = pattern.replace("\0", "")
        if operator == "GLOB":
            pattern = pattern.replace("[", "?")
        negated = rng.choice(["", "", "", "NOT "])
        escape = (
            " ESCAPE '|'"
            if operator == "LIKE" and rng.random() < 0.1 and not pattern.endswith("|")
            else ""
        )
        if escape:
            pattern = pattern.replace("|", "")
        return Sql(
            quoted(alias, column),
            f" {negated}{operator} ",
            Value(pattern, bound=rng.random() < 0.4),
            escape,
        )

    def function(self, table, alias, column):
        rng = self.rng
        text = rng.choice(FUNCTIONS).format(quoted(alias, column))
        if column == "raw" and rng.random() < 0.5:
            text = f"json_extract({quoted(alias, column)}, '$.{rng.choice(columns_of(table))}')"
        operator = rng.choice(COMPARISONS)
        return Sql(f"({text}) {operator} ", self.values.operand(table, column))

    def columns(self, table, alias, column):
        """Two columns of the same row."""
        rng = self.rng
        # Beside `a = 'x'` SQLite makes `b = 'x'` of `a = b`: accounts are no other column's values.
        usable = [
            name
            for name in self.truth.columns(table)
            if name not in ARGUMENTS and name not in ACCOUNT_COLUMNS
        ]
        return (
            Sql(
                quoted(alias, column),
                f" {rng.choice(COMPARISONS)} ",
                quoted(alias, rng.choice(usable)),
            )
            if column not in ACCOUNT_COLUMNS
            else self.null_test(table, alias, column)
        )

    def row_value(self, table, alias, column):
        rng = self.rng
        other = self.column(table)
        operator = rng.choice(["=", "<", "<=", ">", ">=", "IS"])
        identity = operator in ("=", "IS")
        left = f"({quoted(alias, column)}, {quoted(alias, other)})"
        if (
            ACCOUNT_COLUMNS[0] not in (column, other)
            and ACCOUNT_COLUMNS[1] not in (column, other)
            and self.truth.version >= (3, 38)
            and rng.random() < 0.3
        ):
            name = self.new_alias()
            select = Select(
                [Source(Sql("days"), name)],
                [
                    Sql(f"{name}.{self.column_of_days(column, 'd')}"),
                    Sql(f"{name}.{self.column_of_days(other, 'kx')}"),
                ],
            )
            select.droppable = ()
            return Sql(left, " IN ", Nested(select), loops=50)
        return Sql(
            left,
            f" {operator} (",
            self.values.operand(table, column, identity),
            ", ",
            self.values.operand(table, other, identity),
            ")",
            loops=2,
        )

    def exists(self, table, alias, column):
        """A correlated subquery over an ordinary table."""
        rng, name = self.rng, self.new_alias()
        inner = rng.choice(["d", "k", "i", "x"])
        if column in ACCOUNT_COLUMNS:
            source, inner = Source(Sql("clients"), name), "id"
        else:
            source = Source(Sql("days"), name)
        where = [
            Sql(f"{name}.{inner} {rng.choice(['=', '<', '>=', 'IS'])} {quoted(alias, column)}"),
            Sql(f"{name}.n <= ", Value(rng.randint(1, 7))),
        ]
        return Nested(Select([source], [Sql("1")], where), rng.choice(["EXISTS ", "NOT EXISTS "]))
