"""What a query shows: columns, aggregates, DISTINCT, ORDER BY, LIMIT."""

from predicates import quoted
from sqltree import Sql, Value
from tables import type_of

MARK = "/*approximate*/"  # Sums in another order of rows differ in the last digits.


class Outputs:
    def __init__(self, truth, rng, predicates):
        self.truth, self.rng, self.predicates = truth, rng, predicates

    def usable(self, table):
        return self.truth.columns(table)

    def column(self, source):
        table = source.table.table
        column = self.rng.choice(self.usable(table))
        text = quoted(source.alias, column)
        kind = self.rng.random()
        if kind < 0.1:
            text = self.rng.choice(
                [
                    "typeof({})",
                    "upper({})",
                    "ifnull({}, '-')",
                    "length({})",
                    "{} IS NULL",
                    "substr({}, 1, 7)",
                ]
            ).format(text)
        return Sql(text)

    def column_of_type(self, source, kind):
        columns = [column for column in self.usable(source.table.table) if type_of(column) == kind]
        if not columns:
            return Sql("CAST(NULL AS TEXT)")
        return Sql(quoted(source.alias, self.rng.choice(columns)))

    def aggregate(self, source):
        rng, table = self.rng, source.table.table
        text = quoted(source.alias, rng.choice(self.usable(table)))
        numbers = [column for column in self.usable(table) if type_of(column) != "TEXT"]
        kind = rng.random()
        if kind < 0.3:
            return Sql("count(*)")
        if kind < 0.85 or not numbers:
            return Sql(
                rng.choice(
                    [
                        "count({})",
                        "count(DISTINCT {})",
                        "min({})",
                        "max({})",
                        "sum({} IS NOT NULL)",
                        "max(length({}))",
                    ]
                ).format(text)
            )
        number = quoted(source.alias, rng.choice(numbers))
        return Sql(rng.choice(["total({})", "sum({})", "avg({})"]).format(number) + MARK)

    def choose(self, select, sources=None):
        """Fills in the outputs of a select from some of its sources."""
        rng = self.rng
        sources = sources or [source for source in select.sources if hasattr(source.table, "frame")]
        if rng.random() < 0.3:
            self.aggregated(select, sources)
            return
        select.columns = [self.column(rng.choice(sources)) for _ in range(rng.randint(1, 5))]
        select.distinct = rng.random() < 0.2
        if rng.random() < 0.05:
            first = select.columns[0].parts[0]
            select.columns.append(Sql(f"count(*) OVER (PARTITION BY {first})"))
        self.order_and_limit(select)

    def aggregated(self, select, sources):
        rng = self.rng
        if rng.random() < 0.6:
            select.groups = [
                Sql(quoted(source.alias, rng.choice(self.usable(source.table.table))))
                for source in rng.choices(sources, k=rng.randint(1, 2))
            ]
        select.aggregates = [self.aggregate(rng.choice(sources)) for _ in range(rng.randint(1, 3))]
        if select.groups and rng.random() < 0.3:
            select.having = [
                Sql(
                    f"count(*) {rng.choice(['>', '=', '<='])} ",
                    Value(rng.randint(1, 5), bound=True),
                )
            ]
        if select.groups and not any(MARK in column.parts[0] for column in select.aggregates):
            self.order_and_limit(select)

    def order_and_limit(self, select):
        rng = self.rng
        if rng.random() < 0.6:
            return
        select.ordered = True
        if rng.random() < 0.5 and select.outputs() and not select.compound:
            key = rng.choice(select.outputs()).parts[0]
            if "(*)" not in key and not select.aggregates and not select.distinct:
                collation = rng.choice(["", "", " COLLATE NOCASE"])
                select.order = [Sql(key + collation + rng.choice(["", " DESC"]))]
        if rng.random() < 0.6:
            select.limit = (rng.choice([0, 1, 2, 5, 20, -1]), rng.choice([0, 0, 0, 1, 3, 50]))
