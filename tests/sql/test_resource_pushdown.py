"""cf_resource_usage: for each operator and operand, which datasets are asked for, and that the rows are those that an
ordinary table of the same rows would give."""

import support
from resource_case import D1, ResourceCase
from support import ERROR, FIRST

D1_STORED, KV, KV_STORED = "d1StorageAdaptiveGroups", "kvOperationsAdaptiveGroups", "kvStorageAdaptiveGroups"
ALL = sorted((D1, D1_STORED, KV, KV_STORED))
READ = "D1 - Rows Read"
# What holds the scan to these four, by a column that the test is not about.
LISTED = "'" + "', '".join(ALL) + "'"
AMONG = {"dataset": "resource_type IN ('d1_database', 'kv_namespace')",
         "service": "resource_type IN ('d1_database', 'kv_namespace')",
         "resource_type": f"dataset IN ({LISTED})"}
THERE = {"dataset": (D1, [D1]), "service": (READ, [D1]), "resource_type": ("kv_namespace", sorted((KV, KV_STORED)))}
COLUMNS = ("day, dataset, resource_type, resource_id, action, service, quantity, unit, sample_interval, account_id, "
           "reason")


class PushdownCase(ResourceCase):
    """One connection, without a cache, that knows the settings; and a table with what it has of one day."""

    def setUp(self):
        super().setUp()
        self.day = self.ago(1)
        self.connect_anew()

    def connect_anew(self):
        """What a process may ask, it may ask each address that it knows."""
        self.restart()
        self.con = self.connect()
        self.where = f"account_id = '{FIRST}' AND day = '{self.day}'"
        self.con.execute("CREATE TEMP TABLE o(day TEXT, dataset TEXT, resource_type TEXT, resource_id TEXT, "
                         "action TEXT, service TEXT, quantity REAL, unit TEXT, sample_interval REAL, account_id TEXT, "
                         "reason TEXT)")
        self.con.execute(f"INSERT INTO o SELECT {COLUMNS} FROM cf_resource_usage WHERE {self.where} AND "
                         f"dataset IN ({LISTED})")

    def check(self, condition, asked, parameters=(), among="dataset"):
        self.sandbox.forget_requests()
        found = self.rows(f"SELECT {COLUMNS} FROM cf_resource_usage WHERE {self.where} AND {AMONG[among]} AND "
                          f"{condition}", parameters, db=self.con)
        self.assertEqual(sorted(asked), sorted(name for name, *_ in self.asked()), condition)
        wanted = self.rows(f"SELECT * FROM o WHERE {AMONG[among]} AND {condition}", parameters, db=self.con)
        self.assert_same_rows(wanted, found)
        return found


class Choices(PushdownCase):
    # How many of the datasets an operator asks for: those that have the value, none, or all that are left.
    OPERANDS = (("text", lambda there: there), ("no such text", lambda there: "nonesuch"),
                ("other case", lambda there: there.upper()), ("number", lambda there: 5), ("real", lambda there: 1.5),
                ("blob", lambda there: there.encode()), ("null", lambda there: None))

    def asked_of(self, operator, operand, column):
        if operand == "null" and operator not in ("IS", "IS NOT"):
            return []  # Nothing compares so with NULL, and nothing is asked for.
        if operator in ("=", "==", "IN"):
            return THERE[column][1] if operand == "text" else []
        return ALL

    def test_each_operator_and_operand(self):
        for column, (there, _) in THERE.items():
            self.connect_anew()
            for operator in ("=", "==", "IN", "IS", "IS NOT", "<>", "!=", "<", "<=", ">", ">=", "LIKE", "NOT IN"):
                for operand, value in self.OPERANDS:
                    with self.subTest(column, operator=operator, operand=operand):
                        asked = self.asked_of(operator, operand, column)
                        if operand == "null" and operator not in ("=", "==", "IN", "IS", "IS NOT"):
                            continue  # What SQLite makes of it is tested below.
                        given = "(?)" if operator.endswith("IN") else "?"
                        self.check(f"{column} {operator} {given}", asked, (value(there),), among=column)
                    if len(self.sandbox.requests()) > 0 and self.count_and_is_near_limit():
                        self.connect_anew()

    def count_and_is_near_limit(self):
        """Whether so much was asked that the next cases have to be somebody else's."""
        self.made = getattr(self, "made", 0) + len(self.sandbox.requests())
        is_near, self.made = self.made > 240, self.made % 241
        return is_near

    def test_null_in_other_comparisons_brings_nothing(self):
        for condition in ("dataset < NULL", "dataset <> NULL", "dataset LIKE NULL", "dataset NOT IN (NULL)",
                          "service BETWEEN NULL AND 'z'", "resource_type > NULL"):
            with self.subTest(condition):
                self.assertEqual([], self.rows(f"SELECT 1 FROM cf_resource_usage WHERE {self.where} AND "
                                               f"{AMONG['dataset']} AND {condition}", db=self.con))

    def test_lists(self):
        for condition, asked in (
                (f"dataset IN ('{D1}', '{KV}', '{D1}', NULL, 'nonesuch', 7, x'00')", [D1, KV]),
                (f"dataset IN (SELECT dataset FROM o WHERE unit = 'GB-months')", [D1_STORED, KV_STORED]),
                ("dataset IN ()", []), ("dataset IN (NULL)", []), ("dataset IN (SELECT 1 WHERE 0)", []),
                (f"dataset = '{D1}' AND dataset = '{KV}'", []), (f"dataset = '{D1}' AND service = '{READ}'", [D1]),
                (f"dataset = '{D1}' AND service = 'KV Storage'", []),
                (f"service IN ('{READ}', 'KV Storage') AND dataset <> '{D1}'", [D1, KV_STORED]),
                (f"dataset = '{D1}' AND dataset > 'a' AND resource_type LIKE 'd1%'", [D1]),
                (f"dataset = '{D1}' COLLATE NOCASE", ALL), (f"+dataset = '{D1}'", ALL),
                (f"'{D1}' = dataset", [D1]), ("dataset = lower('X') || ''", []),
                (f"dataset GLOB 'd1*'", ALL), (f"dataset BETWEEN 'd1' AND 'd2'", ALL), ("service IS NULL", ALL),
                ("service NOTNULL", ALL), ("NOT dataset = 'x'", ALL)):
            with self.subTest(condition):
                self.check(condition, asked)

    def test_either(self):
        """One scan of what is left, or one for each side: no dataset twice, and a row of both sides comes once."""
        for condition, most in (
                (f"(dataset = '{D1}' OR dataset = '{KV}')", [D1, KV]),
                (f"(dataset = '{D1}' OR service = '{READ}')", ALL),
                (f"(dataset = '{D1}' OR service = 'KV Storage')", ALL),
                (f"(dataset = '{D1}' OR resource_id = 'nobody')", ALL),
                (f"(service = '{READ}' OR service IS NULL)", ALL),
                (f"(dataset = '{D1}' AND action IS NULL OR dataset = '{KV}' AND action = 'read')", ALL)):
            with self.subTest(condition):
                self.sandbox.forget_requests()
                found = self.rows(f"SELECT {COLUMNS} FROM cf_resource_usage WHERE {self.where} AND "
                                  f"{AMONG['dataset']} AND {condition}", db=self.con)
                self.assert_same_rows(self.rows(f"SELECT * FROM o WHERE {condition}", db=self.con), found)
                asked = [name for name, *_ in self.asked()]
                self.assertLessEqual(set(asked), set(most))
                self.assertEqual(len(asked), len(set(asked)))


class Joins(PushdownCase):
    def setUp(self):
        super().setUp()
        self.con.execute("CREATE TEMP TABLE lines(service TEXT, dataset TEXT)")
        self.con.executemany("INSERT INTO lines VALUES (?, ?)", [
            (READ, D1), ("KV Storage", KV_STORED), ("nonesuch", "nonesuch"), (None, None)])

    def join(self, sql, asked):
        with self.subTest(sql):
            self.sandbox.forget_requests()
            found = self.rows(sql.format(table="cf_resource_usage", where="u." + self.where.replace("day", "u.day")),
                              db=self.con)
            self.assertEqual(sorted(asked), sorted(name for name, *_ in self.asked()))
            self.assert_same_rows(self.rows(sql.format(table="o", where="1"), db=self.con), found)
            self.assertTrue(found)

    def test_of_either_order(self):
        # As the inner table it is asked for what each line has; as the outer one for all four.
        among = "u.resource_type IN ('d1_database', 'kv_namespace')"
        for column, asked in (("service", [D1, KV_STORED]), ("dataset", [D1, KV_STORED])):
            self.join("SELECT l.service, u.resource_id, u.quantity FROM lines l CROSS JOIN {table} u "
                      f"ON u.{column} = l.{column} AND {among} WHERE {{where}}", asked)
            self.join("SELECT l.service, u.resource_id, u.quantity FROM {table} u CROSS JOIN lines l "
                      f"ON u.{column} = l.{column} WHERE {{where}} AND {among}", ALL)

    def test_of_the_left(self):
        for condition in ("{where}", "{where} AND u.quantity > 0"):
            self.join("SELECT l.service, u.resource_id, u.quantity FROM lines l LEFT JOIN {table} u ON "
                      f"u.service = l.service AND {condition}", [D1, KV_STORED])
        # This is no LEFT JOIN for SQLite, which may then read what was used first.
        self.join("SELECT l.service, u.resource_id FROM lines l LEFT JOIN {table} u ON u.dataset = l.dataset "
                  f"AND {{where}} AND u.dataset IN ('{D1}', '{KV_STORED}') WHERE u.resource_id IS NOT NULL",
                  [D1, KV_STORED])
        self.join("SELECT u.resource_id, l.service FROM {table} u LEFT JOIN lines l ON l.service = u.service "
                  f"WHERE {{where}} AND u.dataset = '{D1}'", [D1])

    def test_of_itself_and_of_a_subquery(self):
        self.join(f"SELECT a.resource_id, u.quantity FROM {{table}} u JOIN (SELECT resource_id FROM o WHERE dataset = "
                  f"'{D1_STORED}') a USING (resource_id) WHERE {{where}} AND u.dataset = '{D1}'", [D1])
        self.join("SELECT l.service, (SELECT count(*) FROM {table} u WHERE {where} AND u.service = l.service) "
                  "FROM lines l", [D1, KV_STORED])

    def test_twice_the_same_asks_once_where_answers_are_kept(self):
        self.rows("SELECT cf_config('cache_ttl', 300)", db=self.con)
        sql = (f"SELECT count(*) FROM cf_resource_usage a JOIN cf_resource_usage b USING (account_id, day, dataset, "
               f"service, resource_id) WHERE a.account_id = '{FIRST}' AND a.day = '{self.day}' AND b.account_id = "
               f"'{FIRST}' AND b.day = '{self.day}' AND a.dataset = '{D1}' AND b.dataset = '{D1}'")
        self.sandbox.forget_requests()
        rows = self.value(f"SELECT count(*) FROM o WHERE dataset = '{D1}'", db=self.con)
        self.assertEqual(rows, self.value(sql, db=self.con))
        self.assertEqual([D1], [name for name, *_ in self.asked() if name != "settings"])


class Days(PushdownCase):
    def test_each_operator(self):
        first, last, today = self.ago(12), self.ago(8), self.ago(0)
        before, behind = self.ago(13), self.ago(7)
        for condition, asked in (
                (f"day = '{first}'", (first, first)), (f"day == '{first}'", (first, first)),
                (f"day IN ('{first}', '{last}', NULL)", (first, last)), (f"'{first}' = day", (first, first)),
                (f"day >= '{last}'", (last, today)), (f"day > '{last}'", (behind, today)),
                (f"day BETWEEN '{first}' AND '{last}'", (first, last)),
                (f"day >= '{first}' AND day < '{last}'", (first, self.ago(9))),
                (f"day > '{before}' AND day <= '{last}'", (first, last)),
                (f"day LIKE '{first}'", (first, first)), (f"day GLOB '{first}*'", (first, first)),
                (f"day >= '{first}' AND day <= '{last}' AND day <> '{first}'", (first, last)),
                (f"day IN (SELECT '{first}' UNION SELECT '{last}')", (first, last)),
                (f"(day = '{first}' AND quantity >= 0)", (first, first)),
                (f"from_date = '{first}' AND to_date = '{last}'", (first, last))):
            with self.subTest(condition):
                self.sandbox.forget_requests()
                found = {day for (day,) in self.rows(
                    f"SELECT day FROM cf_resource_usage WHERE account_id = '{FIRST}' AND dataset = '{D1}' "
                    f"AND {condition}", db=self.con)}
                made = self.asked()
                self.assertEqual(asked, (min(each[1] for each in made), max(each[2] for each in made)))
                self.assertTrue(found and all(asked[0] <= day <= asked[1] for day in found), found)

    def test_what_is_no_day_is_an_error_or_nothing(self):
        query = f"SELECT day FROM cf_resource_usage WHERE account_id = '{FIRST}' AND dataset = '{D1}' AND "
        with self.request_count(0):
            for condition in ("day = NULL", "day > NULL", f"day > '{self.ago(0)}'", "day >= x'3938'", "day IN ()",
                              f"day > '{self.ago(3)}' AND day < '{self.ago(4)}'"):
                with self.subTest(condition):
                    self.assertEqual([], self.rows(query + condition, db=self.con))
            for condition, says in (("day = 20261101", "in quotes"), ("day >= 2026", "in quotes"),
                                    ("day = '11/01/2026'", "no date"), (f"day <= '{self.ago(1)}'", "lower date bound"),
                                    ("from_date >= '2026-01-01'", "takes = only")):
                with self.subTest(condition):
                    self.assertIn(says, self.failure(ERROR, query + condition, db=self.con))


if __name__ == "__main__":
    support.main()
