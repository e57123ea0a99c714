"""Queries over two and three tables, and correlated subqueries."""

from frames import WEIGHTED_ACCOUNTS
from sqltree import ORDINARY, VIRTUAL, Nested, Select, Source, Sql, Value
from tables import FOCUS, HISTORY, KIND, ORDINARY_NAME, PAYGO, PROFILE, USAGE
from virtual_table import Frame, LateralTable, VirtualTable


def shared_columns(a, b):
    common = {
        (PAYGO, PAYGO): [
            "ServiceName",
            "ZoneId",
            "charge_date",
            "SubscriptionId",
            "BilledCost",
            "account_id",
        ],
        (FOCUS, FOCUS): ["x_BillableMetricId", "charge_date", "x_ZoneId", "ConsumedQuantity"],
        (PAYGO, FOCUS): [
            "charge_date",
            "ConsumedQuantity",
            "ChargePeriodStart",
            "BillingAccountId",
            "ConsumedUnit",
        ],
        (HISTORY, HISTORY): ["id", "type", "occurred_date", "amount", "occurred_at"],
    }
    if (b, a) in common:
        return common[b, a]
    return common.get((a, b), ["account_id"])


class UsingPair(Source):
    """a JOIN b USING (…)"""

    droppable = ()
    fixed = True

    def __init__(self, a, b, column):
        super().__init__(a.table, a.alias)
        self.other, self.column = b, column

    def sql(self, out, first):
        a, b = self.table.sql(out), self.other.table.sql(out)
        return f'{a} AS {self.alias} JOIN {b} AS {self.other.alias} USING ("{self.column}")'


class SidedTables(Sql):
    """A condition whose subqueries name tables as {profile}, {focus}, …"""

    def __init__(self, text):
        super().__init__(text, fixed=True)

    def sql(self, out):
        names = {
            kind: table if out.side == VIRTUAL else ORDINARY_NAME[table]
            for table, kind in KIND.items()
        }
        return self.parts[0].format(**names)


class Joins:
    """`maker` is the generator, which makes the parts."""

    def __init__(self, truth, rng, maker):
        self.truth, self.rng, self.maker = truth, rng, maker

    def selective(self, source, like=None):
        """A condition that few records meet: an inner table may be asked once for each."""
        if like and like.table.table == source.table.table and self.rng.random() < 0.8:
            # Of the same kind as another reference, so that they have something in common.
            source.table.frame.accounts = source.table.frame.accounts or like.table.frame.accounts
            return Sql(f"{source.alias}.", *self.last_selective, fixed=True)
        table, alias = source.table.table, source.alias
        column = {PAYGO: "ServiceName", FOCUS: "x_BillableMetricId", HISTORY: "id", PROFILE: "id"}[
            table
        ]
        values = self.maker.predicates.values
        values.account = source.table.frame.accounts[0] if source.table.frame.accounts else None
        sample = values.sample
        bound = self.rng.random() < 0.5
        if table == HISTORY:
            items = []
            for _ in range(4):
                items += [Value(sample(table, column), bound), ", "]
            self.last_selective = [f'"{column}" IN (', *items[:-1], ")"]
        else:
            self.last_selective = [f'"{column}" = ', Value(sample(table, column), bound)]
        return Sql(f"{alias}.", *self.last_selective, fixed=True)

    def clients(self, join=","):
        rng, alias = self.rng, self.maker.new_alias()
        return Source(
            Sql("clients", fixed=True),
            alias,
            join,
            [Sql(f"{alias}.n <= ", Value(rng.randint(1, 6)), fixed=True)],
        )

    def days(self, join=",", valid=False):
        rng, alias = self.rng, self.maker.new_alias()
        source = Source(
            Sql("days", fixed=True),
            alias,
            join,
            [Sql(f"{alias}.n <= ", Value(rng.randint(1, 6)), fixed=True)],
        )
        if valid:
            source.frame.append(Sql(f"{alias}.k IS NOT NULL", fixed=True))
        return source

    def joinable(self, a, b):
        known = self.truth.columns
        return [
            column for column in shared_columns(a, b) if column in known(a) and column in known(b)
        ]

    def finish(self, select, sources=None):
        self.maker.outputs.choose(select, sources)
        return select

    def shuffled(self, sources):
        self.rng.shuffle(sources)
        sources[0].join = ","
        return sources

    def inner_join(self):
        return self.rng.choice([",", "JOIN", "JOIN", "INNER JOIN"])

    def joined_frame(self, table, alias, other, by_days):
        """A reference whose days or accounts are in an ordinary table."""
        rng, frames = self.rng, self.maker.frames
        frame = Frame()
        frame.is_exact = False
        if by_days and table in USAGE:
            frame.accounts = frames.accounts(2)
            frame.terms.append(
                frames.one_account(f"{alias}.account_id", frame)
                if len(frame.accounts) == 1
                else frames.several_accounts(f"{alias}.account_id", frame)
            )
            column, template = rng.choice(
                [
                    ("charge_date", "{a}.{c} = {o}.d"),
                    ("charge_date", "{o}.d = {a}.{c}"),
                    ("charge_date", "{a}.{c} BETWEEN {o}.d AND {o}.k"),
                    ("charge_date", "{a}.{c} >= {o}.d AND {a}.{c} <= {o}.k"),
                    ("ChargePeriodStart", "{a}.{c} >= {o}.d AND {a}.{c} < {o}.k"),
                    ("ChargePeriodStart", "{a}.{c} = {o}.d || 'T00:00:00Z'"),
                    ("ChargePeriodStart", "{a}.{c} = {o}.d"),
                    ("ChargePeriodStart", "{o}.d = {a}.{c}"),
                    ("ChargePeriodStart", "{a}.{c} IN ({o}.d, {o}.k)"),
                    ("charge_date", "{a}.{c} IN ({o}.d, {o}.k)"),
                    ("ChargePeriodEnd", "{a}.{c} > {o}.d AND {a}.{c} <= {o}.k || 'T00:00:00Z'"),
                ]
            )
            frame.terms.append(Sql(template.format(a=alias, c=column, o=other), fixed=True))
            return frame
        column = (
            rng.choice(["account_id", "account_id", "BillingAccountId"])
            if frames.records_name_account(table)
            else "account_id"
        )
        frame.terms.append(
            Sql(
                rng.choice([f"{alias}.{column} = {other}.id", f"{other}.id = {alias}.{column}"]),
                fixed=True,
            )
        )
        if table in USAGE:
            frames.add_days(frame, table, alias, rng.choice([1, 3, 8]), True)
        return frame

    def with_ordinary(self):
        """Accounts or days come from an ordinary table: the order of the join matters."""
        rng, maker = self.rng, self.maker
        table = maker.table()
        by_days = table in USAGE and rng.random() < 0.5
        other = self.days() if by_days else self.clients()
        alias = maker.new_alias()
        frame = self.joined_frame(table, alias, other.alias, by_days)
        source = Source(VirtualTable(table, frame), alias, ",", frame.terms)
        sources = self.shuffled([other, source])
        sources[1].join = self.inner_join()
        select = Select(sources, [], maker.conditions(source))
        return self.finish(select, [source])

    def lateral(self):
        """The arguments of a call come from a table on its left."""
        rng, maker = self.rng, self.maker
        table = maker.table(PAYGO, FOCUS)
        other = self.days(valid=True)
        alias = maker.new_alias()
        frame = Frame()
        frame.is_exact = False
        frame.as_call = True
        frame.accounts = [rng.choice(WEIGHTED_ACCOUNTS)]
        source = Source(
            LateralTable(table, frame, Value(frame.accounts[0], bound=True), other.alias),
            alias,
            rng.choice([",", "JOIN"]),
        )
        source.frame = [
            Sql(f"{alias}.account_id = ", Value(frame.accounts[0]), fixed=True, only=ORDINARY),
            Sql(
                f"{alias}.charge_date BETWEEN {other.alias}.d AND {other.alias}.k",
                fixed=True,
                only=ORDINARY,
            ),
        ]
        select = Select([other, source], [], maker.conditions(source))
        select.columns = [
            Sql(f'{alias}."{column}"')
            for column in rng.sample(
                [
                    c
                    for c in maker.outputs.usable(table)
                    if c not in ("from_date", "to_date", "organization_id", "group_by")
                ],
                3,
            )
        ]
        maker.outputs.order_and_limit(select)
        return select

    def narrow(self, table, join=",", on=False, near=None):
        frames = self.maker.frames
        frames.near = near and near.table.frame
        source = self.maker.source(table, join=join, span=3, default=0, on=on)
        frames.near = None
        return source

    def virtual_pair(self, join=None):
        """Two references, each with its own frame, joined on what they share."""
        rng, maker = self.rng, self.maker
        first, second = rng.choice(
            [
                (PAYGO, PAYGO),
                (FOCUS, FOCUS),
                (PAYGO, FOCUS),
                (HISTORY, HISTORY),
                (HISTORY, PAYGO),
                (PROFILE, HISTORY),
                (PROFILE, FOCUS),
            ]
        )
        a = self.narrow(first)
        b = self.narrow(second, join or self.inner_join(), near=a)
        sources = [a, b]
        select = Select(sources, [], [self.selective(a), self.selective(b, like=a)])
        for _ in range(rng.randint(1, 2)):
            column = rng.choice(self.joinable(first, second))
            operator = rng.choice(["=", "=", "IS", "<="])
            if self.is_safe_to_join_on(column, a, b):
                b.on.append(
                    Sql(
                        f'{a.alias}."{column}" {operator} {b.alias}."{column}"'
                    )
                )
        for source in sources:
            if rng.random() < 0.4:
                select.where += maker.conditions(source, 1, 1)
        return self.finish(select)

    @staticmethod
    def is_safe_to_join_on(column, a, b):
        """Where an account is the connection's own, a condition on it would choose another."""
        return column not in ("account_id", "BillingAccountId") or not (
            a.table.frame.scope or b.table.frame.scope
        )

    def nested_frames(self):
        """Accounts and days that other tables of the extension tell."""
        rng, maker = self.rng, self.maker
        table = maker.table(PAYGO, FOCUS)
        alias, inner, days = maker.new_alias(), maker.new_alias(), maker.new_alias()
        accounts = ", ".join(f"'{account}'" for account in maker.frames.accounts(3))
        these = f"{inner}.account_id IN ({accounts})"
        account_terms = [
            f"IN (SELECT {inner}.account_id FROM {{profile}} {inner} WHERE {these})",
            f"= (SELECT max({inner}.account_id) FROM {{profile}} {inner} WHERE {these})",
            f"IN (SELECT {inner}.account_id FROM {{history}} {inner} WHERE {these} LIMIT 1000)",
        ]
        day = self.truth.ago(rng.randint(1, 40))
        these = f"{days}.account_id IN ({accounts})"
        day_terms = [
            f"IN (SELECT {days}.charge_date FROM {{focus}} {days} WHERE {these} "
            f"AND {days}.charge_date = '{day}')",
            f"BETWEEN '{day}' AND (SELECT max({days}.occurred_date) FROM {{history}} {days} "
            f"WHERE {these})",
            f"BETWEEN '{day}' AND '{day}'",
        ]
        frame = Frame()
        frame.is_exact = False
        frame.terms = [
            SidedTables(f"{alias}.account_id " + rng.choice(account_terms)),
            SidedTables(f"{alias}.charge_date " + rng.choice(day_terms)),
        ]
        source = Source(VirtualTable(table, frame), alias, ",", frame.terms)
        return self.finish(Select([source], [], maker.conditions(source, 1, 1)))

    def three(self):
        """Two tables of the extension and an ordinary one."""
        rng, maker = self.rng, self.maker
        first, second = maker.table(PAYGO, FOCUS), maker.table(PAYGO, FOCUS, HISTORY, PROFILE)
        other = self.clients()
        sources = [other]
        for table in (first, second):
            alias = maker.new_alias()
            frame = self.joined_frame(table, alias, other.alias, False)
            if table in USAGE:
                frame.terms, frame.arguments = frame.terms[:1], {}
                maker.frames.add_days(frame, table, alias, 2, True)
            sources.append(
                Source(VirtualTable(table, frame), alias, self.inner_join(), frame.terms)
            )
        other.frame = [Sql(f"{other.alias}.n = ", Value(rng.randint(1, 7)), fixed=True)]
        a, b = sources[1:]
        select = Select(self.shuffled(sources), [], [self.selective(a), self.selective(b, like=a)])
        column = rng.choice(self.joinable(first, second))
        select.where.append(Sql(f'{a.alias}."{column}" = {b.alias}."{column}"'))
        return self.finish(select, [a, b])

    def correlated(self):
        """EXISTS, IN or a scalar subquery that is about the row outside."""
        rng, maker = self.rng, self.maker
        table = maker.table(PAYGO, FOCUS, HISTORY)
        by_days = table in USAGE and rng.random() < 0.5
        alias = maker.new_alias()
        if rng.random() < 0.5:
            outer = self.days() if by_days else self.clients()
            frame = self.joined_frame(table, alias, outer.alias, by_days)
            link, outputs = [], [Sql(f"{outer.alias}.n")]
        else:
            outer_table = maker.table(PAYGO, FOCUS, HISTORY)
            outer = self.narrow(outer_table)
            frame = maker.frames.make(table, alias, span=3, default=0)
            column = rng.choice(self.joinable(outer_table, table))
            link, outputs = [], [maker.outputs.column(outer)]
            if not frame.scope and not outer.table.frame.scope:
                link = [Sql(f'{outer.alias}."{column}" = {alias}."{column}"')]
        inner = Source(VirtualTable(table, frame), alias, ",", frame.terms)
        sub = Select([inner], [Sql(f"{alias}.account_id")], link + maker.conditions(inner, 1, 1))
        sub.droppable = ("where",)
        select = Select([outer], outputs)
        if isinstance(outer.table, VirtualTable):
            select.where.append(self.selective(outer))
        if rng.random() < 0.6:
            select.where.append(Nested(sub, rng.choice(["EXISTS ", "NOT EXISTS "])))
        else:
            sub.columns = [
                Sql(rng.choice(["count(*)", f"max({alias}.account_id)", f"count({alias}.raw)"]))
            ]
            select.columns.append(Nested(sub))
        return select

    def using(self):
        """USING: one column in place of two."""
        rng = self.rng
        table = rng.choice([PAYGO, FOCUS])
        a = self.narrow(table)
        b = self.narrow(table, near=a)
        column = rng.choice(
            [column for column in self.joinable(table, table) if column != "account_id"]
        )
        join = rng.choice(["JOIN", "LEFT JOIN"])
        if join == "LEFT JOIN":
            # The frame of the right table must be in ON, and USING leaves no room for that.
            inner = Select([b], [Sql(f"{b.alias}.*")], [self.selective(b)])
            return self.using_subquery(a, inner, column)
        select = Select(
            [UsingPair(a, b, column)], [Sql(f'"{column}"'), Sql(f"{a.alias}.account_id")]
        )
        select.where = [*a.frame, *b.frame, self.selective(a), self.selective(b, like=a)]
        self.maker.outputs.order_and_limit(select)
        return select

    def using_subquery(self, a, inner, column):
        alias = self.maker.new_alias()
        inner.columns = [Sql(f'{inner.sources[0].alias}."{column}"', fixed=True)]
        right = Source(
            Nested(inner),
            alias,
            "LEFT JOIN",
            on=[Sql(f'{a.alias}."{column}" = {alias}.c1', fixed=True)],
        )
        select = Select(
            [a, right], [Sql(f'{a.alias}."{column}"'), Sql(f"{alias}.c1")], [self.selective(a)]
        )
        self.maker.outputs.order_and_limit(select)
        return select
