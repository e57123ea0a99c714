"""The queries: each as SQL for the extension's tables and for ordinary ones with the same records.

`{focus}` is the table, `{focus_now}` what a query without days covers, `{focus_all}` the columns
that `*` stands for, `{accounts}` a list of ids.
"""

import re

from shared import expected
from support import ORGANIZATION, ORGANIZATION_ACCOUNTS
from tables import KIND, ORDINARY_NAME, OTHER_ACCOUNTS, USAGE_ACCOUNTS

ONE = "account_id = :account"
DAYS = "charge_date BETWEEN :first AND :last"
IN_ORGANIZATION = ", ".join(f"'{account}'" for account in ORGANIZATION_ACCOUNTS)


class Shape:
    def __init__(self, sql, ordinary=None, ordered=False):
        self.sql, self.ordinary = sql, ordinary or sql
        self.ordered = ordered
        self.kinds = set(re.findall(r"\{(\w+?)(?:_now|_all)?\}", sql)) - {"accounts"}
        # Sums come out a digit different if the rows are added up in another order.
        self.approximate = "sum(" in sql
        # What a part of the rows proves: nothing, if LIMIT chooses among them.
        self.is_plain = "LIMIT" not in sql


SHAPES = (
    Shape(f"SELECT {{paygo_all}} FROM {{paygo}} WHERE {ONE} AND {DAYS}"),
    Shape(f"SELECT raw, charge_date, account_id FROM {{paygo}} WHERE {ONE} AND {DAYS}"),
    Shape(
        "SELECT account_id, charge_date, ServiceName, count(*), sum(BilledCost) FROM {paygo} "
        f"WHERE account_id IN ({{accounts}}) AND {DAYS} GROUP BY 1, 2, 3"
    ),
    Shape(
        "SELECT account_id, count(*), max(ZoneName) FROM {paygo} "
        "WHERE account_id IN (SELECT id FROM clients) AND charge_date >= :first GROUP BY 1"
    ),
    Shape(f"SELECT {{paygo_all}} FROM {{paygo_now}} WHERE {ONE}"),
    Shape(
        "SELECT ServiceName, ContractedCost FROM {paygo}(:account, :first, :last)",
        f"SELECT ServiceName, ContractedCost FROM {{paygo}} WHERE {ONE} AND {DAYS}",
    ),
    Shape(
        f"SELECT {{paygo_all}} FROM {{paygo}} WHERE {ONE} AND "
        "(charge_date BETWEEN :first AND :second OR charge_date BETWEEN :third AND :last)"
    ),
    Shape(
        f"SELECT charge_date, raw FROM {{paygo}} WHERE {ONE} AND {DAYS} "
        "ORDER BY charge_date DESC, raw LIMIT 20",
        ordered=True,
    ),
    Shape(f"SELECT {{focus_all}} FROM {{focus}} WHERE {ONE} AND {DAYS}"),
    Shape(
        "SELECT {focus_all} FROM {focus} "
        "WHERE BillingAccountId = :account AND charge_date >= :first"
    ),
    Shape(f"SELECT {{focus_all}} FROM {{focus_now}} WHERE {ONE}"),
    Shape(
        "SELECT x_BillableMetricName, ConsumedUnit, count(*), sum(ConsumedQuantity) FROM {focus} "
        f"WHERE account_id IN ({{accounts}}) AND {DAYS} GROUP BY 1, 2"
    ),
    Shape(
        "SELECT account_id, charge_date, raw FROM {focus} "
        f"WHERE organization_id = '{ORGANIZATION}' AND {DAYS}",
        "SELECT account_id, charge_date, raw FROM {focus} "
        f"WHERE account_id IN ({IN_ORGANIZATION}) AND {DAYS}",
    ),
    Shape(
        f"SELECT charge_date, ConsumedQuantity FROM {{focus}} WHERE {ONE} AND {DAYS} "
        "AND x_BillableMetricId = 'workers_ai_neurons'"
    ),
    Shape(
        "SELECT clients.name, u.charge_date, count(*) FROM clients JOIN {focus} u "
        "ON u.account_id = clients.id WHERE u.charge_date = :first GROUP BY 1, 2"
    ),
    Shape(
        "SELECT n, u.x_BillableMetricName FROM clients LEFT JOIN {focus} u "
        "ON u.account_id = clients.id AND u.charge_date BETWEEN :first AND :second WHERE n < 5"
    ),
    Shape(
        "WITH p AS (SELECT charge_date AS day, count(*) AS n FROM {paygo} "
        f"WHERE {ONE} AND {DAYS} GROUP BY 1), f AS (SELECT charge_date AS day, count(*) AS n "
        f"FROM {{focus}} WHERE {ONE} AND {DAYS} GROUP BY 1) "
        "SELECT p.day, p.n, f.n FROM p LEFT JOIN f USING (day)"
    ),
    Shape(
        f"SELECT DISTINCT x_ZoneId FROM {{focus}} WHERE {ONE} AND {DAYS} UNION ALL "
        "SELECT id FROM {history} WHERE account_id = :account"
    ),
    Shape(f"SELECT {{history_all}} FROM {{history}} WHERE {ONE}"),
    Shape(f"SELECT count(*), sum(amount), min(raw) FROM {{history}} WHERE {ONE}"),
    Shape(
        "SELECT {history_all} FROM {history}",
        "SELECT {history_all} FROM {history} WHERE account_id IS NULL",
    ),
    Shape(
        "SELECT {history_all} FROM {history} "
        "WHERE account_id IN ({accounts}) AND occurred_date >= :first"
    ),
    Shape(f"SELECT id, amount FROM {{history}} WHERE {ONE} AND status = 'paid'"),
    Shape(
        f"SELECT occurred_at, id, raw FROM {{history}} WHERE {ONE} ORDER BY 1, 2, 3 LIMIT 30",
        ordered=True,
    ),
    Shape("SELECT {profile_all} FROM {profile} WHERE account_id IN ({accounts})"),
    Shape(
        "SELECT {profile_all}, raw FROM {profile}",
        "SELECT {profile_all}, raw FROM {profile} WHERE account_id IS NULL",
    ),
    Shape(
        "SELECT p.company, h.id FROM {profile} p JOIN {history} h ON h.account_id = p.account_id "
        "WHERE p.account_id = :account"
    ),
)


def shapes_for(tables):
    """Those over the given tables; a table that no shape is written for gets two of its own."""
    kinds = {KIND[table] for table in tables}
    shapes = [shape for shape in SHAPES if shape.kinds <= kinds]
    for kind in sorted(kinds - {kind for shape in SHAPES for kind in shape.kinds}):
        shapes += [
            Shape(f"SELECT * FROM {{{kind}}} WHERE {ONE}"),
            Shape(
                f"SELECT account_id, count(*) FROM {{{kind}}} "
                "WHERE account_id IN ({accounts}) GROUP BY 1"
            ),
        ]
    return shapes


class Query:
    """A shape with values, drawn anew for each number."""

    def __init__(self, rng, shapes, truth):
        self.shape = rng.choice(shapes)
        usage = self.shape.kinds & {"paygo", "focus"}
        accounts = USAGE_ACCOUNTS if usage else OTHER_ACCOUNTS
        days = sorted(rng.randint(0, rng.choice([3, 30, 70])) for _ in range(4))
        names = ("last", "third", "second", "first")
        self.values = {name: truth.ago(ago) for name, ago in zip(names, days)}
        self.values["account"] = rng.choice(accounts)
        listed = rng.sample(accounts, rng.randint(1, len(accounts)))
        self.accounts = ", ".join(f"'{account}'" for account in listed)
        self.tables = [table for table, kind in KIND.items() if kind in self.shape.kinds]

    def virtual(self):
        names = {"accounts": self.accounts}
        for table, kind in KIND.items():
            names |= {kind: table, f"{kind}_now": table, f"{kind}_all": "*"}
        return self.shape.sql.format(**names)

    def ordinary(self):
        names = {"accounts": self.accounts}
        for table, kind in KIND.items():
            ordinary = ORDINARY_NAME[table]
            visible = ", ".join(f'"{column}"' for column in expected.COLUMNS[table])
            names |= {kind: ordinary, f"{kind}_now": ordinary + "_now", f"{kind}_all": visible}
        return self.shape.ordinary.format(**names)
