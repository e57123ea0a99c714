"""A query as a tree that renders for either side: the extension's tables, or ordinary ones.

Nodes name the lists that may lose an element and the attributes that may become None without
changing what must hold of the query; the shrinker uses that.
"""

import math

VIRTUAL, ORDINARY = "virtual", "ordinary"


class Rendering:
    """One side of a query being written: its text and the values bound to it."""

    def __init__(self, side):
        self.side = side
        self.bound = {}

    def bind(self, value):
        name = f"p{len(self.bound) + 1}"
        self.bound[name] = value
        return ":" + name


class Node:
    droppable = ()  # Lists whose elements may go, except those that are `fixed`.
    optional = ()  # Attributes that may become None (or False).
    fixed = False

    def children(self):
        for value in vars(self).values():
            if isinstance(value, Node):
                yield value
            elif isinstance(value, (list, tuple)):
                yield from (item for item in value if isinstance(item, Node))

    def walk(self):
        yield self
        for child in self.children():
            yield from child.walk()


class Value(Node):
    """A literal or a bound parameter."""

    def __init__(self, value, bound=False):
        self.value = value
        self.bound = bound or not can_be_literal(value)

    def sql(self, out):
        return out.bind(self.value) if self.bound else literal(self.value)


class Sql(Node):
    """Text and nodes, one after the other. A condition, an expression, anything."""

    def __init__(self, *parts, fixed=False, only=None, loops=1):
        self.parts = list(parts)
        self.fixed = fixed
        self.only = only  # The side it is written on; None: both.
        self.loops = loops  # Scans it takes where SQLite hands over the values of an IN one by one.

    def sql(self, out):
        if self.only not in (None, out.side):
            return "1"
        return "".join(part if isinstance(part, str) else part.sql(out) for part in self.parts)


class Bool(Node):
    """AND, OR or NOT of conditions."""

    droppable = ("terms",)

    def __init__(self, operator, terms, fixed=False):
        self.operator, self.terms, self.fixed = operator, terms, fixed
        if fixed:
            self.droppable = ()

    def sql(self, out):
        if not self.terms:
            return "1"
        if self.operator == "NOT":
            return f"NOT ({self.terms[0].sql(out)})"
        return "(" + f" {self.operator} ".join(term.sql(out) for term in self.terms) + ")"


class Nested(Node):
    """A SELECT in parentheses, with something before it such as EXISTS."""

    def __init__(self, select, before=""):
        self.select, self.before = select, before

    def sql(self, out):
        return f"{self.before}({self.select.sql(out)})"


class View(Node):
    """Selections in FROM whose columns keep their names; joined by UNION ALL if several."""

    fixed = True

    def __init__(self, selects):
        self.selects = selects

    def sql(self, out):
        texts = []
        for select in self.selects:
            columns = ", ".join(column.sql(out) for column in select.columns)
            (source,) = select.sources
            texts.append(
                f"SELECT {columns} FROM {source.sql(out, first=True)} WHERE "
                + conjunction(source.where_terms(first=True), out)
            )
        return "(" + " UNION ALL ".join(texts) + ")"


def conjunction(terms, out):
    return " AND ".join(term.sql(out) for term in terms)


class Source(Node):
    """A table in FROM. `frame` are the conditions without which it would be another set of rows."""

    droppable = ("on",)

    def __init__(self, table, alias, join=",", frame=(), on=(), frame_in_on=False):
        self.table, self.alias, self.join = table, alias, join
        self.frame, self.on = list(frame), list(on)
        self.frame_in_on = frame_in_on

    def table_sql(self, out):
        return self.table.sql(out)

    def sql(self, out, first):
        text = "" if first else (", " if self.join == "," else f" {self.join} ")
        text += f"{self.table_sql(out)} AS {self.alias}"
        terms = self.on_terms()
        if terms and not first and self.join != ",":
            text += " ON " + conjunction(terms, out)
        elif not first and self.join.endswith(("LEFT JOIN", "RIGHT JOIN", "FULL JOIN")):
            text += " ON 1"
        return text

    def on_terms(self):
        return [*(self.frame if self.frame_in_on else ()), *self.on]

    def where_terms(self, first):
        terms = [] if self.frame_in_on else list(self.frame)
        # The first table, and one after a comma, has no ON.
        return terms + (self.on_terms() if first or self.join == "," else [])


class Cte(Node):
    def __init__(self, name, select, hint=""):
        self.name, self.select, self.hint = name, select, hint

    def sql(self, out):
        return f"{self.name} AS {self.hint}({self.select.sql(out)})"


class Select(Node):
    """`groups` and `aggregates` instead of `columns` make it an aggregate query."""

    droppable = ("where", "columns", "having", "sources", "ctes", "order", "groups", "aggregates")
    optional = ("distinct", "limit", "compound")

    def __init__(self, sources, columns=(), where=()):
        self.ctes = []
        self.sources, self.columns, self.where = list(sources), list(columns), list(where)
        self.groups, self.aggregates, self.having = [], [], []
        self.distinct = False
        self.ordered = False
        self.order = []  # Expressions before all the columns themselves.
        self.limit = None  # (limit, offset); needs `ordered`.
        self.compound = None  # (operator, Select); that one must have as many columns.

    def outputs(self):
        return [*self.groups, *self.aggregates] if self.aggregates else self.columns

    def children(self):
        yield from super().children()
        if self.compound:
            yield self.compound[1]

    def sql(self, out):
        text = ""
        if self.ctes:
            recursive = "RECURSIVE " if any("RECURSIVE" in cte.hint for cte in self.ctes) else ""
            text = f"WITH {recursive}" + ", ".join(cte.sql(out) for cte in self.ctes) + " "
        text += self.core(out)
        if self.compound:
            operator, other = self.compound
            text += f" {operator} {other.core(out)}"
        if self.ordered:
            keys = [] if self.compound else [key.sql(out) for key in self.order]
            keys += [str(i + 1) for i in range(len(self.outputs()))]
            text += " ORDER BY " + ", ".join(keys)
        if self.limit:
            text += " LIMIT {} OFFSET {}".format(*self.limit)
        return text

    def core(self, out):
        outputs = self.outputs() or [Sql("count(*)")]
        text = "SELECT " + ("DISTINCT " if self.distinct else "")
        text += ", ".join(f"{column.sql(out)} AS c{i + 1}" for i, column in enumerate(outputs))
        where = []
        if self.sources:
            text += " FROM "
            for i, source in enumerate(self.sources):
                text += source.sql(out, first=i == 0)
                where += source.where_terms(first=i == 0)
        where += self.where
        if where:
            text += " WHERE " + conjunction(where, out)
        if self.aggregates and self.groups:
            text += " GROUP BY " + ", ".join(str(i + 1) for i in range(len(self.groups)))
            if self.having:
                text += " HAVING " + conjunction(self.having, out)
        return text


def can_be_literal(value):
    if isinstance(value, str):
        return "\0" not in value
    return not (isinstance(value, float) and math.isnan(value))


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ("9e999" if value > 0 else "-9e999")
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''") + "'"
