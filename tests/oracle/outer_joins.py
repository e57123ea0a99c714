"""Queries with outer joins: the frame of the right table belongs into ON, or into a subquery."""

from joins import Joins
from sqltree import Nested, Select, Source, Sql
from tables import FOCUS, HISTORY, PAYGO, PROFILE, USAGE
from virtual_table import Frame, VirtualTable


class OuterJoins(Joins):
    def left(self):
        """Outer joins with the frame of the right table in ON."""
        rng, maker = self.rng, self.maker
        table = maker.table()
        by_days = table in USAGE and rng.random() < 0.5
        kind = rng.random()
        alias = maker.new_alias()
        if kind < 0.6:
            left = self.days() if by_days else self.clients()
            frame = self.joined_frame(table, alias, left.alias, by_days)
            source = Source(
                VirtualTable(table, frame), alias, "LEFT JOIN", frame.terms, frame_in_on=True
            )
        else:
            first = maker.table(PAYGO, FOCUS, HISTORY)
            left = self.narrow(first)
            source = self.narrow(table, "LEFT JOIN", on=True, near=left)
            column = rng.choice(self.joinable(first, table))
            if self.is_safe_to_join_on(column, left, source):
                source.on.append(Sql(f'{left.alias}."{column}" = {source.alias}."{column}"'))
            source.on.append(self.selective(source))
        source.on += maker.on_conditions(source)
        select = Select([left, source], [])
        if isinstance(left.table, VirtualTable):
            select.where.append(self.selective(left))
            select.where += maker.conditions(left, 1, 1)
        if rng.random() < 0.4:
            guarded = source.table.frame.scope is not None
            select.where.append(maker.predicates.nest(table, source.alias, 1, guarded))
        sources = [source] + ([left] if isinstance(left.table, VirtualTable) else [])
        return self.finish(select, sources)

    def left_chain(self):
        """Two LEFT JOINs, the second table depending on what the first one found."""
        rng, maker = self.rng, self.maker
        clients = self.clients()
        first = maker.table(PROFILE, HISTORY, FOCUS)
        a, b = maker.new_alias(), maker.new_alias()
        frame_a = self.joined_frame(first, a, clients.alias, False)
        middle = Source(
            VirtualTable(first, frame_a), a, "LEFT JOIN", frame_a.terms, frame_in_on=True
        )
        middle.on.append(self.selective(middle) if first != PROFILE else Sql("1"))
        second = maker.table(FOCUS, PAYGO, HISTORY)
        frame_b = Frame()
        frame_b.is_exact = False
        frame_b.terms.append(
            Sql(
                f"{b}.account_id = {rng.choice([a + '.account_id', clients.alias + '.id'])}",
                fixed=True,
            )
        )
        if second in USAGE:
            maker.frames.add_days(frame_b, second, b, 2, True)
        last = Source(
            VirtualTable(second, frame_b), b, "LEFT JOIN", frame_b.terms, frame_in_on=True
        )
        last.on.append(self.selective(last))
        select = Select([clients, middle, last])
        if rng.random() < 0.3:
            select.where.append(Sql(f"{b}.account_id ", rng.choice(["IS NULL", "IS NOT NULL"])))
        return self.finish(select, [middle, last])

    def right_or_full(self):
        """Such joins offer the extension no condition: the frame is inside a subquery."""
        rng, maker = self.rng, self.maker
        table = maker.table()
        maker.predicates.may_be_constant = False
        inner = maker.filtered(table, span=8, default=0.1)
        maker.predicates.may_be_constant = True
        source = inner.sources[0]
        columns = rng.sample(maker.outputs.usable(table), 2) + ["account_id"]
        inner.columns = [Sql(f'{source.alias}."{column}"', fixed=True) for column in columns]
        alias, other = maker.new_alias(), self.clients()
        other.frame = []
        virtual = Source(Nested(inner), alias)
        join = rng.choice(["RIGHT JOIN", "FULL JOIN", "LEFT JOIN"])
        sources = self.shuffled([virtual, other])
        sources[1].join = join
        # A LEFT JOIN's subquery may dissolve: its account is not to be chosen twice then.
        key = (
            f"{alias}.c3 = {other.alias}.id"
            if not source.table.frame.scope
            else f"{other.alias}.n = 3"
        )
        sources[1].on = [Sql(key, fixed=True)]
        select = Select(sources, [Sql(f"{other.alias}.n"), Sql(f"{alias}.c1"), Sql(f"{alias}.c2")])
        maker.outputs.order_and_limit(select)
        return select
