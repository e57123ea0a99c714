"""SQL of every shape over the tables gives what it gives over ordinary tables."""

import random
import unittest

import oracle
import support
from support import EURO, FIRST, MONTH_END

FOCUS, PAYGO, HISTORY = "cf_focus_usage", "cf_paygo_usage", "cf_billing_history"
SINCE = "date('now', '-45 days')"


class QueryCase(support.TestCase):
    """`f`, `p` and `h` are the virtual tables in one run and ordinary ones in the other."""

    ACCOUNTS = (MONTH_END, EURO)

    def setUp(self):
        super().setUp()
        # Records are the same whether a query asks for costs or not.
        self.sandbox.set(focus__get_money="on")
        since = self.value(f"SELECT {SINCE}")
        for account in self.ACCOUNTS:
            for name, table, kind in (("f", FOCUS, "focus"), ("p", PAYGO, "paygo"),
                                      ("h", HISTORY, "history")):
                records = self.sandbox.truth(kind, account)
                if name != "h":
                    records = [r for r in records if oracle.day_of(r) >= since]
                oracle.make_table(self.db, f"{name}_{account[:2]}", table, records, account)
        for name in "fph":
            parts = [f"SELECT * FROM {name}_{account[:2]}" for account in self.ACCOUNTS]
            self.db.execute(f"CREATE TEMP TABLE ordinary_{name} AS {' UNION ALL '.join(parts)}")

    def both(self, sql, **more):
        names = {"f": FOCUS, "p": PAYGO, "h": HISTORY, "a": f"'{MONTH_END}'", "b": f"'{EURO}'",
                 "since": SINCE, **more}
        ordinary = {**names, "f": "ordinary_f", "p": "ordinary_p", "h": "ordinary_h"}
        with self.subTest(sql):
            expected = self.rows(sql.format(**ordinary))
            found = self.rows(sql.format(**names))
            self.assert_same_rows(map(tidy, expected), map(tidy, found), sql)
            return len(expected)


def tidy(row):
    """Sums depend on the order of rows; an ordinary table forgets the sign of zero."""
    return tuple(float(f"{value:.9g}") + 0.0 if isinstance(value, float) else value
                 for value in row)


class Shapes(QueryCase):
    U = "account_id = {a} AND charge_date >= {since}"

    def test_aggregates(self):
        for sql in ("SELECT count(*) FROM {f} WHERE " + self.U,
                    "SELECT count(*), count(ZoneId), sum(BilledCost) FROM {p} WHERE " + self.U,
                    "SELECT DISTINCT ServiceName FROM {p} WHERE " + self.U,
                    "SELECT charge_date, x_BillableMetricId, sum(ConsumedQuantity) FROM {f} "
                    "WHERE " + self.U + " GROUP BY 1, 2",
                    "SELECT ServiceName, total(BilledCost) AS t FROM {p} WHERE " + self.U +
                    " GROUP BY 1 HAVING t > 1 ORDER BY t DESC LIMIT 3",
                    "SELECT min(charge_date), max(ChargePeriodStart) FROM {f} WHERE " + self.U,
                    "SELECT type, count(*), sum(amount) FROM {h} WHERE account_id = {a} GROUP BY 1",
                    "SELECT count(*) FILTER (WHERE x_ZoneId IS NULL) FROM {f} WHERE " + self.U):
            self.assertTrue(self.both(sql))

    def test_limits_and_order(self):
        for tail in ("LIMIT 0", "ORDER BY ConsumedQuantity DESC, raw LIMIT 7",
                     "ORDER BY charge_date, raw LIMIT 5 OFFSET 40", "ORDER BY raw LIMIT -1 OFFSET 9",
                     "AND ConsumedQuantity > 1000 ORDER BY raw DESC LIMIT 3 OFFSET 1"):
            self.both("SELECT raw, ConsumedQuantity FROM {f} WHERE " + self.U + " " + tail)
        with self.request_count(0):
            self.both("SELECT * FROM {p} WHERE account_id = {a} LIMIT 0")

    def test_joins(self):
        u = "{0}.account_id = {{a}} AND {0}.charge_date >= {{since}}"
        for join in ("JOIN", "LEFT JOIN", "CROSS JOIN"):
            self.both(f"SELECT x.raw, y.raw FROM {{f}} x {join} {{p}} y ON y.account_id = "
                      "x.account_id AND y.charge_date = x.charge_date AND y.ServiceName = "
                      "x.x_BillableMetricName AND y.charge_date >= {since} "
                      "WHERE x.account_id = {a} AND x.charge_date >= date('now', '-3 days')")
        self.both("SELECT count(*) FROM {p} x, {f} y WHERE " + u.format("x") + " AND " +
                  u.format("y") + " AND x.charge_date = y.charge_date AND x.ServiceName = "
                  "y.x_BillableMetricName")
        self.both("SELECT d.v, count(y.raw) FROM (VALUES (date('now', '-2 days')), "
                  "(date('now', '-40 days')), ('1999-01-01'), (NULL)) v JOIN (SELECT 1) LEFT JOIN "
                  "(SELECT column1 AS v FROM (VALUES (date('now', '-2 days')))) d ON d.v = "
                  "v.column1 LEFT JOIN {f} y ON y.charge_date = d.v AND y.account_id = {a} "
                  "GROUP BY 1")

    def test_left_join_keeps_rows_without_match(self):
        self.both("SELECT v.column1, h.raw FROM (VALUES ({a}), ({b}), (NULL)) v LEFT JOIN {h} h "
                  "ON h.account_id = v.column1 AND h.amount < 0")
        self.both("SELECT v.column1, h.raw FROM (VALUES ({a}), ({b}), (NULL)) v LEFT JOIN {h} h "
                  "ON h.account_id = v.column1 WHERE h.amount < 0")

    def test_day_of_another_table(self):
        self.both("SELECT x.raw FROM (SELECT date('now', '-3 days') AS d UNION SELECT "
                  "date('now', '-9 days')) t JOIN {f} x ON x.charge_date = t.d "
                  "WHERE x.account_id = {a}")

    def test_subqueries(self):
        self.both("SELECT charge_date, (SELECT count(*) FROM {p} y WHERE y.account_id = "
                  "x.account_id AND y.charge_date = x.charge_date) FROM (SELECT DISTINCT "
                  "account_id, charge_date FROM {f} WHERE account_id IN ({a}, {b}) AND "
                  "charge_date >= date('now', '-4 days')) x")
        self.both("SELECT raw FROM {p} WHERE " + self.U + " AND ServiceName IN (SELECT "
                  "x_BillableMetricName FROM {f} WHERE account_id = {b} AND "
                  "charge_date = date('now', '-2 days'))")
        self.both("SELECT raw FROM {f} x WHERE account_id = {a} AND charge_date = "
                  "date('now', '-5 days') AND EXISTS (SELECT 1 FROM {f} y WHERE y.account_id = "
                  "x.account_id AND y.charge_date = date(x.charge_date, '-1 day') AND "
                  "y.x_BillableMetricId = x.x_BillableMetricId AND y.ConsumedQuantity > "
                  "x.ConsumedQuantity)")

    def test_common_table_expressions(self):
        for hint in ("", "MATERIALIZED", "NOT MATERIALIZED"):
            self.both(f"WITH u AS {hint} (SELECT *, charge_date FROM {{p}} WHERE " +
                      self.U + ") SELECT "
                      "x.charge_date, sum(x.BilledCost), (SELECT sum(BilledCost) FROM u WHERE "
                      "u.charge_date <= x.charge_date AND u.charge_date >= date(x.charge_date, "
                      "'-1 day')) FROM u x GROUP BY 1")
        self.both("SELECT raw FROM {f} WHERE " + self.U + " INTERSECT SELECT raw FROM {f} WHERE "
                  "account_id = {a} AND charge_date = date('now', '-6 days')")
        self.both("SELECT charge_date FROM {f} WHERE " + self.U + " EXCEPT SELECT charge_date FROM "
                  "{p} WHERE " + self.U + " UNION ALL SELECT charge_date FROM {p} WHERE " + self.U)

    def test_self_join(self):
        self.both("SELECT x.raw, y.raw FROM {f} x JOIN {f} y ON y.x_BillableMetricId = "
                  "x.x_BillableMetricId AND y.x_ZoneId IS x.x_ZoneId WHERE x.account_id = {a} AND "
                  "y.account_id = {b} AND x.charge_date = date('now', '-2 days') AND "
                  "y.charge_date = date('now', '-2 days')")

    def test_window_functions(self):
        self.both("SELECT charge_date, sum(sum(BilledCost)) OVER (ORDER BY charge_date) "
                  "FROM {p} WHERE " + self.U + " GROUP BY 1")

    def test_or_loses_no_row(self):
        """Each arm is a scan; rows are told apart by rowid, of identical records, too."""
        twice = self.rows(f"SELECT ServiceName, ConsumedQuantity, charge_date FROM ordinary_p "
                          "GROUP BY raw, account_id HAVING count(*) > 1")
        self.assertTrue(twice)
        for service, quantity, day in twice[:6]:
            for arms in (f"ServiceName = '{service}' OR ConsumedQuantity = {quantity}",
                         f"charge_date = '{day}' OR ConsumedQuantity = {quantity}",
                         f"charge_date = '{day}' OR ChargePeriodStart = '{day}T00:00:00Z'",
                         f"charge_date = '{day}' OR charge_date = '{day}'",
                         f"charge_date BETWEEN '{day}' AND '{day}' OR charge_date = date('now')"):
                self.both("SELECT raw FROM {p} WHERE account_id IN ({a}, {b}) AND charge_date >= "
                          f"{{since}} AND ({arms})")
                self.both("SELECT raw FROM {p} WHERE (account_id = {a} OR account_id = {b}) AND "
                          f"charge_date >= {{since}} AND ({arms})")
        self.both("SELECT raw FROM {f} WHERE account_id = {a} AND charge_date >= {since} AND "
                  "(x_BillableMetricId = 'r2_ia_data_retrieval' OR ConsumedQuantity > 100)")
        self.both("SELECT raw FROM {h} WHERE account_id = {a} AND (status = 'paid' OR amount < 0)")

    def test_or_of_accounts(self):
        """Not the own history, nor the default account's usage, with all of it filtered away."""
        first = f"'{FIRST}'"
        arms = "(account_id = {a} AND status = 'paid') OR (account_id = {b} AND amount < 0)"
        self.both("SELECT raw FROM {h} WHERE " + arms)
        self.both("SELECT raw FROM {h} WHERE " + arms + " OR (account_id = {first} AND amount = 9)",
                  first=first)
        arms = "(account_id = {a} AND charge_date >= {since}) OR (account_id = {b} AND " \
               "charge_date >= date('now', '-9 days'))"
        self.both("SELECT raw FROM {f} WHERE " + arms)
        self.both("SELECT raw FROM {p} WHERE " + arms)
        self.rows("SELECT cf_config('account_id', ?)", (FIRST,))
        self.both("SELECT raw FROM {f} WHERE " + arms)
        self.both("SELECT raw FROM {p} WHERE " + arms)


class RandomQueries(QueryCase):
    """Random conditions on random columns."""

    def condition(self, table, depth=0):
        pick = self.random.choice
        if depth < 2 and self.random.random() < 0.4:
            return (f"({self.condition(table, depth + 1)} {pick(['AND', 'OR'])} "
                    f"{self.condition(table, depth + 1)})")
        # A value of another account would be an error: it is no identifier.
        column = pick([*(name for name in oracle.COLUMNS[table] if name != "BillingAccountId"),
                       "charge_date", "charge_date", "ChargePeriodStart"])
        name = "ordinary_f" if table == FOCUS else "ordinary_p"
        value = self.value(f'SELECT quote("{column}") FROM {name} ORDER BY raw LIMIT 1 OFFSET ?',
                           (self.random.randrange(500),)).replace("{", "{{").replace("}", "}}")
        operator = pick(["=", "<", "<=", ">", ">=", "<>", "IS", "IS NOT", "IN", "BETWEEN", "LIKE"])
        if operator == "IN":
            # What is compared with days must begin like one.
            other = "2026" if column.endswith(("PeriodStart", "PeriodEnd", "_date")) else "x"
            return f'"{column}" IN ({value}, NULL, \'{other}-\')'
        if operator == "BETWEEN":
            return f'"{column}" BETWEEN {value} AND {value} || \'T~\''
        if operator == "LIKE":
            return f"\"{column}\" LIKE substr({value}, 1, {self.random.randint(1, 10)}) || '%'"
        return f'"{column}" {operator} {value}'

    def test_random_conditions(self):
        self.random = random.Random(7)
        nonempty = 0
        for number in range(160):
            table, letter = self.random.choice([(FOCUS, "{f}"), (PAYGO, "{p}")])
            where = self.condition(table)
            shown = self.random.choice(["raw", "count(*)", "charge_date, count(*), "
                                        "sum(ConsumedQuantity)"])
            group = " GROUP BY 1" if "charge_date" in shown else ""
            nonempty += bool(self.both(
                f"SELECT {shown} FROM {letter} WHERE account_id IN ({{a}}, {{b}}) AND charge_date "
                f">= {{since}} AND {where}{group}"))
        self.assertGreater(nonempty, 60)


class Rowids(support.TestCase):
    def test_stable_and_distinct(self):
        for table, where in ((FOCUS, f"account_id = '{FIRST}' AND charge_date >= {SINCE}"),
                             (PAYGO, f"account_id = '{FIRST}' AND charge_date >= {SINCE}"),
                             (HISTORY, "1"), ("cf_billing_profile", "1")):
            with self.subTest(table):
                first = self.rows(f"SELECT rowid, raw FROM {table} WHERE {where}")
                self.assertEqual(len(first), len({rowid for rowid, _ in first}))
                again = self.rows(f"SELECT rowid, raw FROM {table} WHERE {where}",
                                  db=self.connect())
                self.assertEqual(sorted(first), sorted(again))

    def test_independent_of_the_window(self):
        day = "date('now', '-20 days')"
        for table in (FOCUS, PAYGO):
            alone = self.rows(f"SELECT rowid FROM {table} WHERE account_id = '{FIRST}' AND "
                              f"charge_date = {day}")
            among = self.rows(f"SELECT rowid FROM {table} WHERE account_id = '{FIRST}' AND "
                              f"charge_date >= {SINCE} AND charge_date || '' = {day}")
            self.assertTrue(alone)
            self.assertEqual(sorted(alone), sorted(among))

    def test_lookup_by_rowid(self):
        rowid = self.value(f"SELECT rowid FROM {HISTORY} LIMIT 1")
        self.assertEqual([(rowid,)], self.rows(f"SELECT rowid FROM {HISTORY} WHERE rowid = ?",
                                               (rowid,)))


if __name__ == "__main__":
    support.main()
