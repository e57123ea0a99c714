"""Random queries that fix what is read first: the rows of ordinary tables, or the error that says so.

    CF_BILLING_FIXED_ORDERS=5000 CF_BILLING_FIXED_ORDERS_SEED=9 python3 test_fixed_orders.py

An account or a day comes from a table that the query reads somewhere; which rows are right does not
depend on where. An answer for the default account or the default days would be silently wrong.
"""

import os
import random
import sqlite3

from shared import calendar_of, support
from support import EURO, MANY_PLANS, MONTH_END

CLIENTS = (EURO, MANY_PLANS, MONTH_END)
COUNT = int(os.environ.get("CF_BILLING_FIXED_ORDERS", "150"))
SEED = os.environ.get("CF_BILLING_FIXED_ORDERS_SEED", "1")
# Each with its account and its day. `{table}` and `{view}` are the extension's or ordinary ones.
SOURCES = (
    ("{table} AS u", "u.account_id", "u.charge_date"),
    ("(SELECT account_id AS a, charge_date AS day, raw FROM {table}) AS u", "u.a", "u.day"),
    ("{view} AS u", "u.client", "u.day"),
)
JOINS = ["JOIN", "CROSS JOIN", ",", "LEFT JOIN", "INNER JOIN", "LEFT OUTER JOIN", "OUTER LEFT JOIN"]
if sqlite3.sqlite_version_info >= (3, 39):
    JOINS += ["RIGHT JOIN", "FULL JOIN"]
REFUSALS = ("holds back", "lower date bound", "lower bound on its days")


class Query:
    def __init__(self, rng, ago):
        self.rng = rng
        source, account, day = rng.choice(SOURCES)
        tables = [source, "clients AS c"] + rng.choice([[], ["k"], ["(SELECT n AS n2 FROM k) AS k2"]])
        self.conditions = [rng.choice([
            f"{account} = c.id", f"c.id = {account}", f"{account} IS c.id", f"({account}, 1) = (c.id, 1)"])]
        if rng.random() < 0.3:
            tables.append("days AS d")
            self.conditions.append(f"{day} = d.d")
        else:
            self.conditions.append(rng.choice([f"{day} = '{ago(3)}'",
                                               f"{day} BETWEEN '{ago(4)}' AND '{ago(2)}'"]))
        if rng.random() < 0.2:
            self.conditions.append("c.name = 'x'")
        rng.shuffle(tables)
        core = (f"SELECT count(*), count(DISTINCT {account}) FROM {self.joined(tables)} "
                f"WHERE {' AND '.join(self.conditions)}")
        self.sql = rng.choice(["{}", "{}", "SELECT * FROM ({})", "WITH w AS ({}) SELECT * FROM w"]).replace("{}", core)

    def joined(self, tables):
        text, aliases = tables[0], {tables[0].split()[-1]}
        for table in tables[1:]:
            join = self.rng.choice(JOINS)
            aliases.add(table.split()[-1])
            text += f"{join} {table}" if join == "," else f" {join} {table}"
            known = [condition for condition in self.conditions
                     if all(f"{alias}." not in condition or alias in aliases for alias in "ucd")]
            if join.split()[0] in ("LEFT", "OUTER", "RIGHT", "FULL"):
                text += f" ON {self.rng.choice(['1', *known])}"
            elif join != "," and known and self.rng.random() < 0.4:
                text += f" ON {self.rng.choice(known)}"
        return text


class FixedOrders(support.TestCase):
    def test_rows_or_an_error(self):
        today = calendar_of.day(self.sandbox.today())

        def ago(days):
            return (today - days * calendar_of.DAY).isoformat()

        db = self.connect(account_id=EURO, cache_ttl=300)
        db.execute("CREATE TEMP TABLE clients(id TEXT, name TEXT)")
        db.executemany("INSERT INTO clients VALUES (?, 'x')", [(account,) for account in CLIENTS])
        db.execute("CREATE TEMP TABLE days(d TEXT)")
        db.executemany("INSERT INTO days VALUES (?)", [(ago(3),), (ago(40),)])
        db.execute("CREATE TEMP TABLE k(n INTEGER)")
        db.execute("INSERT INTO k VALUES (1), (2)")
        db.execute("CREATE TEMP TABLE ordinary AS SELECT account_id, charge_date, raw FROM cf_focus_usage "
                   f"WHERE account_id IN {CLIENTS} AND charge_date >= '{ago(60)}'")
        for view, table in (("usage_view", "cf_focus_usage"), ("ordinary_view", "ordinary")):
            db.execute(f"CREATE TEMP VIEW {view} AS SELECT account_id AS client, charge_date AS day, raw FROM {table}")
        rng, answered = random.Random(SEED), 0
        for number in range(COUNT):
            sql = Query(rng, ago).sql
            right = db.execute(sql.format(table="ordinary", view="ordinary_view")).fetchall()
            asked = sql.format(table="cf_focus_usage", view="usage_view")
            with self.subTest(asked, seed=SEED, number=number):
                try:
                    found = db.execute(asked).fetchall()
                except sqlite3.OperationalError as error:
                    self.assertTrue(any(words in str(error) for words in REFUSALS), error)
                    continue
                self.assertEqual(right, found)
                answered += 1
        # Not all are refused.
        self.assertGreater(answered, COUNT / 4)


if __name__ == "__main__":
    support.main()
