"""Random queries over cf_resource_usage and cf_tags, and ordinary tables beside them."""

import itertools
import random

import predicates
from outputs import Outputs
from predicates import Predicates, quoted
from resource_truth import ACCOUNTS, KEPT, ORDINARY, TAGS, USAGE
from sqltree import VIRTUAL, Bool, Cte, Nested, Select, Source, Sql, Value
from values import Values

predicates.PUSHED[USAGE] = ("dataset", "service", "resource_type", "dataset", "service", "resource_id")
predicates.PUSHED[TAGS] = ("type", "id", "name")
# Conditions on them choose what is asked for: they are in the frame alone.
FRAMED = ("account_id", "day")
KEYS = {(USAGE, USAGE): ("resource_id", "dataset", "service", "resource_name", "day"),
        (USAGE, TAGS): (("resource_type", "type"), ("resource_id", "id"), ("resource_name", "name")),
        (TAGS, TAGS): ("type", "id", "name")}
DAYS_COLUMNS = ("d", "k", "x")


class Reference(Sql):
    """The table, or the ordinary one in its place; `call`: account and days are given as arguments."""

    def __init__(self, table, call=()):
        super().__init__(table, fixed=True)
        self.table, self.call = table, list(call)
        self.frame = None  # Shows the outputs that it is one of the extension's tables.

    def sql(self, out):
        if out.side == VIRTUAL:
            return f"{self.table}({', '.join(value.sql(out) for value in self.call)})" if self.call else self.table
        where = [f"{column} {operator} {value.sql(out)}" for column, operator, value in
                 zip(("account_id", "day", "day"), ("=", ">=", "<="), self.call)]
        name = ORDINARY[self.table]
        return f"(SELECT * FROM {name} WHERE {' AND '.join(where)})" if where else name


class ResourceQuery:
    def __init__(self, select, kind):
        self.select, self.kind, self.setting = select, kind, None
        self.pragmas = {}


class Narrowed:
    """The truth, but for the columns of frames: what predicates may be about."""

    def __init__(self, truth):
        self.truth = truth

    def __getattr__(self, name):
        return getattr(self.truth, name)

    def columns(self, table):
        return [column for column in self.truth.columns(table) if column not in FRAMED]


class Generator:
    def __init__(self, truth, seed):
        self.truth, self.seed = truth, seed

    def query(self, index):
        rng = self.rng = random.Random(f"resources/{self.seed}/{index}")
        names = (f"s{n}" for n in itertools.count(1))
        self.new_alias = lambda: next(names)
        self.predicates = Predicates(Narrowed(self.truth), rng, self.new_alias)
        self.predicates.values = Values(self.truth, rng)
        self.outputs = Outputs(self.truth, rng, self.predicates)
        kinds = [(self.single, 40), (self.pair, 12), (self.with_days, 14), (self.left, 12), (self.correlated, 8),
                 (self.compound, 7), (self.cte, 7)]
        (make,) = rng.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
        query = ResourceQuery(make(), make.__name__)
        query.pragmas = {"case_sensitive_like": int(rng.random() < 0.15),
                         "reverse_unordered_selects": int(rng.random() < 0.15),
                         "automatic_index": int(rng.random() < 0.85)}
        return query

    # Frames: the account and the days, which every reference has in a form that always reaches it.

    def value(self, value):
        return Value(value, bound=self.rng.random() < 0.4)

    def account_term(self, alias, most=2):
        rng, column = self.rng, f"{alias}.account_id"
        accounts = rng.sample(ACCOUNTS, rng.choice([1, 1, 1, most]))
        if len(accounts) == 1 and rng.random() < 0.7:
            return Sql(f"{column} = ", self.value(accounts[0]), fixed=True)
        items = [part for account in [*accounts, None][: len(accounts) + (rng.random() < 0.3)]
                 for part in (self.value(account), ", ")]
        return Sql(f"{column} IN (", *items[:-1], ")", fixed=True)

    def span(self, longest=12):
        """Days that are asked for in a block or two, so that an answer serves many queries."""
        length = self.rng.choice([1, 1, 2, 3, self.rng.randint(1, longest)])
        last = self.rng.randint(0, KEPT - length)
        return self.truth.ago(last + length - 1), self.truth.ago(last)

    def day_terms(self, alias):
        rng, column = self.rng, f"{alias}.day"
        first, last = self.span()
        kind = rng.random()
        if kind < 0.12:
            return []  # As many days as there are.
        if kind < 0.35:
            return [Sql(f"{column} = ", self.value(last), fixed=True)]
        if kind < 0.5:
            return [Sql(f"{column} IN (", self.value(first), ", ", self.value(last), ", NULL)", fixed=True)]
        if kind < 0.6:
            return [Sql(f"{column} LIKE ", Value(last), fixed=True)]
        if kind < 0.7:
            return [Sql(f"{column} >= ", self.value(first), fixed=True),
                    Sql(f"{column} < ", self.value(last + "T"), fixed=True)]
        return [Sql(f"{column} BETWEEN ", self.value(first), " AND ", self.value(last), fixed=True)]

    def choice_term(self, alias):
        """Which datasets are asked for, so that a query over all of them is one of few."""
        rng = self.rng
        column = rng.choice(["dataset", "dataset", "service", "resource_type"])
        known = [value for value in self.truth.values[USAGE][column] if value]
        picked = rng.sample(known, rng.choice([1, 1, 1, 2, 4]))
        if len(picked) == 1:
            return Sql(f"{alias}.{column} = ", self.value(picked[0]), fixed=True)
        items = [part for value in picked for part in (self.value(value), ", ")]
        return Sql(f"{alias}.{column} IN (", *items[:-1], ")", fixed=True)

    def source(self, table, join=",", *, narrow=0.7, days=True, on=False):
        rng, alias = self.rng, self.new_alias()
        narrowing = [self.choice_term(alias)] if table == USAGE and rng.random() < narrow else []
        if rng.random() < 0.12 and not on and days:
            call = [self.value(rng.choice(ACCOUNTS))]
            if table == USAGE:
                call += map(self.value, self.span())
            return Source(Reference(table, call), alias, join, narrowing)
        frame = [self.account_term(alias), *narrowing]
        if table == USAGE and days:
            frame += self.day_terms(alias)
        return Source(Reference(table), alias, join, frame, frame_in_on=on)

    def conditions(self, source, most=3):
        count = min(most, self.rng.choice([0, 0, 1, 1, 1, 2]))
        terms = [self.predicates.nest(source.table.table, source.alias, 2, True) for _ in range(count)]
        if self.has_days(source) and self.rng.random() < 0.2:
            terms.append(self.day_condition(source))
        return terms

    @staticmethod
    def has_days(source):
        """Where nothing says which days, a condition on them would be what does."""
        return len(source.table.call) > 1 or any(".day" in str(term.parts[0]) for term in source.frame)

    def day_condition(self, source):
        """One that narrows the days of the frame, by itself or on one side of an OR."""
        rng, day = self.rng, self.truth.ago(self.rng.randint(-1, KEPT))
        term = Sql(f"{source.alias}.day {rng.choice(['=', '<', '>=', '<>', '>', '<='])} ", self.value(day))
        if rng.random() < 0.5:
            return term
        return Bool("OR", [term, self.predicates.leaf(source.table.table, source.alias, True)])

    def table(self):
        return USAGE if self.rng.random() < 0.75 else TAGS

    # Kinds.

    def single(self):
        source = self.source(self.table())
        select = Select([source], [], self.conditions(source))
        self.outputs.choose(select)
        return select

    def key(self, a, b):
        left, right = a.table.table, b.table.table
        if (left, right) not in KEYS:
            return self.key(b, a)
        pair = self.rng.choice(KEYS[left, right])
        # Beside a reference that names no days those of the other would be its own: an error, where they come later.
        if pair == "day" and not (self.has_days(a) and self.has_days(b)):
            pair = "dataset"
        own, other = pair if isinstance(pair, tuple) else (pair, pair)
        operator = self.rng.choice(["=", "=", "=", "IS"])
        return Sql(f"{quoted(a.alias, own)} {operator} {quoted(b.alias, other)}", fixed=True)

    def pair(self):
        a = self.source(self.table(), narrow=1)
        b = self.source(self.table(), self.rng.choice([",", "JOIN", "CROSS JOIN"]), narrow=1)
        select = Select([a, b], [], [self.key(a, b), *self.conditions(a, 1), *self.conditions(b, 1)])
        self.outputs.choose(select)
        return select

    def left(self):
        a = self.source(self.table(), narrow=1)
        b = self.source(self.table(), "LEFT JOIN", narrow=1, on=True)
        b.on = [self.key(a, b)]
        select = Select([a, b], [], self.conditions(a, 1))
        if self.rng.random() < 0.3:
            select.where.append(Sql(quoted(b.alias, self.rng.choice(self.truth.columns(b.table.table))),
                                    self.rng.choice([" IS NULL", " IS NOT NULL"])))
        self.outputs.choose(select, [a, b])
        return select

    def with_days(self):
        """What it asks for is in an ordinary table: its days, a dataset, a line of the bill."""
        rng = self.rng
        other, source = self.new_alias(), self.source(USAGE, narrow=0.9, days=False)
        some = Sql(f"{other}.n <= ", Value(rng.randint(1, 7)), fixed=True)
        days = Source(Sql("days", fixed=True), other, ",", [some])
        if rng.random() < 0.6:
            source.frame.append(Sql(f"{source.alias}.day = {other}.d", fixed=True))
        else:
            first, last = self.span()
            between = (f"{source.alias}.day BETWEEN ", self.value(first), " AND ", self.value(last))
            source.frame += [Sql(*between, fixed=True),
                             Sql(f"{source.alias}.{rng.choice(['dataset', 'service', 'resource_type'])} = "
                                 f"{other}.{rng.choice(DAYS_COLUMNS)}", fixed=True)]
        sources = [days, source] if rng.random() < 0.7 else [source, days]
        sources[1].join = rng.choice([",", "JOIN", "CROSS JOIN" if sources[0] is days else ","])
        select = Select(sources, [], self.conditions(source, 2))
        self.outputs.choose(select, [source])
        return select

    def correlated(self):
        rng = self.rng
        outer = self.source(TAGS if rng.random() < 0.5 else USAGE, narrow=1)
        inner = self.source(USAGE if outer.table.table == TAGS else TAGS, narrow=1)
        where = [self.key(outer, inner), *self.conditions(inner, 1)]
        test = Nested(Select([inner], [Sql("1")], where), rng.choice(["EXISTS ", "NOT EXISTS "]))
        select = Select([outer], [], [test, *self.conditions(outer, 1)])
        self.outputs.choose(select)
        return select

    def compound(self):
        rng, selects = self.rng, []
        count = rng.randint(1, 3)
        for _ in range(2):
            source = self.source(self.table())
            select = Select([source], [self.outputs.column_of_type(source, "TEXT") for _ in range(count)],
                            self.conditions(source))
            select.droppable = tuple(name for name in select.droppable if name != "columns")
            selects.append(select)
        selects[0].compound = (rng.choice(["UNION", "UNION ALL", "EXCEPT", "INTERSECT"]), selects[1])
        self.outputs.order_and_limit(selects[0])
        return selects[0]

    def cte(self):
        rng, source = self.rng, self.source(self.table())
        columns = rng.sample([column for column in self.truth.columns(source.table.table) if column not in FRAMED], 3)
        inner = Select([source], [Sql(quoted(source.alias, column), fixed=True) for column in columns],
                       self.conditions(source))
        alias = self.new_alias()
        outer = Select([Source(Sql("w", fixed=True), alias)], [Sql(f"{alias}.c{place}") for place in (1, 2, 3)])
        hints = ["", "MATERIALIZED ", "NOT MATERIALIZED "] if self.truth.version >= (3, 35) else [""]
        outer.ctes = [Cte("w", inner, rng.choice(hints))]
        if rng.random() < 0.5:
            outer.where.append(Bool("OR", [Sql(f"{alias}.c1 ", rng.choice(["IS NOT NULL", "> 'd'", "LIKE '%1%'"])),
                                           Sql(f"{alias}.c2 ", rng.choice(["IS NULL", "< 'm'"]))]))
        self.outputs.order_and_limit(outer)
        return outer
