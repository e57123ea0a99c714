"""Random queries: what kinds there are and how often each comes."""

import itertools
import random

from frames import WEIGHTED_ACCOUNTS, Frames
from outer_joins import OuterJoins
from outputs import Outputs
from predicates import ARGUMENTS, PUSHED, Predicates
from sqltree import Cte, Select, Source, Sql, Value, View
from tables import FOCUS, HISTORY, PAYGO, PROFILE
from virtual_table import Frame, VirtualTable

TABLE_WEIGHTS = (
    PAYGO,
    PAYGO,
    PAYGO,
    PAYGO,
    FOCUS,
    FOCUS,
    FOCUS,
    FOCUS,
    HISTORY,
    HISTORY,
    HISTORY,
    PROFILE,
)


class Query:
    def __init__(self, select, kind):
        self.select, self.kind = select, kind
        self.pragmas = {}

    @property
    def setting(self):
        """The account that the connection is set to, if the query counts on one."""
        for node in self.select.walk():
            if (
                isinstance(node, VirtualTable)
                and node.frame.scope
                and node.frame.scope[0] == "setting"
            ):
                return node.frame.scope[1]
        return None

    def frames(self):
        return [node.frame for node in self.select.walk() if isinstance(node, VirtualTable)]

    def scopes_agree(self):
        return len({frame.scope for frame in self.frames() if frame.scope}) <= 1


class Generator:
    def __init__(self, truth, seed):
        self.truth, self.seed = truth, seed

    def query(self, index):
        """The same for the same seed, index and day."""
        while True:
            query = self._attempt(index)
            if query.scopes_agree():
                return query
            index = f"{index}'"

    def _attempt(self, index):
        rng = self.rng = random.Random(f"{self.seed}/{index}")
        names = (f"s{n}" for n in itertools.count(1))
        self.new_alias = lambda: next(names)
        self.predicates = Predicates(self.truth, rng, self.new_alias)
        self.frames = Frames(self.truth, rng, self.new_alias)
        self.outputs = Outputs(self.truth, rng, self.predicates)
        self.joins = OuterJoins(self.truth, rng, self)
        kinds = [
            (self.single, 46),
            (self.joins.with_ordinary, 12),
            (self.joins.lateral, 3),
            (self.joins.virtual_pair, 8),
            (self.joins.left, 8),
            (self.joins.three, 4),
            (self.joins.correlated, 7),
            (self.compound, 5),
            (self.cte, 5),
            (self.behind_a_view, 5),
            (self.joins.using, 2),
            (self.joins.left_chain, 2),
            (self.joins.nested_frames, 4),
        ]
        if self.truth.version >= (3, 39):
            kinds.append((self.joins.right_or_full, 4))
        (make,) = rng.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
        query = Query(make(), make.__name__)
        # Settings of SQLite that make other plans of the same query.
        query.pragmas = {
            "case_sensitive_like": int(rng.random() < 0.15),
            "reverse_unordered_selects": int(rng.random() < 0.15),
            "automatic_index": int(rng.random() < 0.85),
        }
        return query

    def table(self, *among):
        return self.rng.choice(among or TABLE_WEIGHTS)

    def source(self, table, *, join=",", span=None, call=True, default=0.06, on=False):
        alias = self.new_alias()
        frame = self.frames.make(table, alias, span=span, call=call, default=default)
        return Source(VirtualTable(table, frame), alias, join, frame.terms, frame_in_on=on)

    def conditions(self, source, most=3, depth=2):
        """Narrowing conditions on one reference to a table of the extension."""
        rng, frame = self.rng, source.table.frame
        guarded = frame.is_default or frame.is_alone or frame.scope is not None
        self.predicates.values.dates_are_texts = not frame.is_exact
        self.predicates.days_in_or = not self.frames.has_subquery(frame)
        self.predicates.values.account = frame.accounts[0] if frame.accounts else None
        return [
            self.predicates.nest(source.table.table, source.alias, depth, guarded)
            for _ in range(min(most, rng.choice([0, 0, 1, 1, 1, 1, 2, 3])))
        ]

    def on_conditions(self, source):
        self.predicates.may_be_constant = False
        try:
            return self.conditions(source, 1, 1)
        finally:
            self.predicates.may_be_constant = True

    def filtered(self, table, **options):
        """SELECT from one table, without outputs yet."""
        source = self.source(table, **options)
        return Select([source], [], self.conditions(source))

    def single(self):
        select = self.filtered(self.table())
        self.outputs.choose(select)
        return select

    def compound(self):
        """Two selections of columns of the same kind."""
        first, second = self.table(), self.table()
        selects = [self.filtered(first), self.filtered(second)]
        kinds = [self.rng.choice(["TEXT", "TEXT", "REAL"]) for _ in range(self.rng.randint(1, 3))]
        for select in selects:
            select.columns = [
                self.outputs.column_of_type(select.sources[0], kind) for kind in kinds
            ]
            select.droppable = tuple(name for name in select.droppable if name != "columns")
        operator = self.rng.choice(["UNION", "UNION ALL", "EXCEPT", "INTERSECT"])
        selects[0].compound = (operator, selects[1])
        self.outputs.order_and_limit(selects[0])
        return selects[0]

    def cte(self):
        """A filtered table behind a name, used once or twice."""
        rng = self.rng
        twice = rng.random() < 0.3
        # Pairs of equal values are many.
        inner = self.filtered(self.table(), span=1 if twice else None)
        source = inner.sources[0]
        columns = rng.sample(self.outputs.usable(source.table.table), rng.randint(2, 4))
        inner.columns = [Sql(f'{source.alias}."{column}"', fixed=True) for column in columns]
        if rng.random() < 0.3:
            inner.distinct = True
        hint = ""
        if self.truth.version >= (3, 35):
            hint = rng.choice(["", "MATERIALIZED ", "NOT MATERIALIZED "])
        name = "w"
        alias = self.new_alias()
        sources = [Source(Sql(name, fixed=True), alias)]
        outer = Select(sources)
        outer.ctes = [Cte(name, inner, hint)]
        if twice:
            other = self.new_alias()
            join = rng.choice(["JOIN", "LEFT JOIN", ","])
            key = rng.randint(1, len(columns))
            sources.append(
                Source(
                    Sql(name, fixed=True),
                    other,
                    join,
                    on=[Sql(f"{alias}.c{key} = {other}.c{key}", fixed=True)],
                )
            )
            outer.sources = sources
            inner.columns.append(Sql("1"))
            outer.aggregates = [Sql("count(*)"), Sql(f"max({other}.c1)")]
            inner.where.append(
                Sql(f'length({source.alias}."{columns[0]}") % 7 = ', Value(rng.randint(0, 6)))
            )
            return outer
        outer.columns = [Sql(f"{alias}.c{i + 1}") for i in range(len(columns))]
        # SQLite may move the condition inside, where it must not become the only one on dates.
        if rng.random() < 0.5 and (columns[0] not in PUSHED[source.table.table]):
            outer.where.append(
                Sql(f"{alias}.c1 ", rng.choice(["IS NOT NULL", "> ''", "< 5", "LIKE '%1%'"]))
            )
        self.outputs.order_and_limit(outer)
        return outer

    def behind_a_view(self):
        """Like views: the accounts inside, the days outside; two accounts as UNION ALL."""
        rng, table = self.rng, self.table(PAYGO, FOCUS)
        columns = rng.sample(
            [
                c
                for c in self.outputs.usable(table)
                if c not in ARGUMENTS + ("charge_date", "ChargePeriodStart")
            ],
            3,
        )
        parts = []
        for _ in range(rng.choice([1, 1, 2])):
            alias, frame = self.new_alias(), Frame()
            frame.is_exact = False
            frame.accounts = [rng.choice(WEIGHTED_ACCOUNTS)]
            frame.terms.append(self.frames.one_account(f"{alias}.account_id", frame))
            source = Source(VirtualTable(table, frame), alias, ",", frame.terms)
            inner = Select(
                [source],
                [
                    Sql(f'{alias}."{column}" AS "{column}"', fixed=True)
                    for column in [*columns, "charge_date", "ChargePeriodStart"]
                ],
            )
            parts.append(inner)
        for part in parts:
            part.droppable = ()
        outer = self.new_alias()
        days = Frame()
        self.frames.add_plain_days(days, outer)
        select = Select([Source(View(parts), outer, ",", days.terms)])
        select.columns = [Sql(f'{outer}."{column}"') for column in columns]
        if rng.random() < 0.5:
            select.where.append(
                Sql(f'{outer}."{rng.choice(columns)}" IS NOT ', Value(rng.choice([None, "x", 0])))
            )
        if rng.random() < 0.3:
            select.groups, select.aggregates = select.columns[:1], [Sql("count(*)")]
        self.outputs.order_and_limit(select)
        return select
