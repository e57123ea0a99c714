"""MONTH, YEAR, DATE_TRUNC, STDDEV, COUNTIF, SAFE_DIVIDE and JSON_VALUE: exact, and never in the way
of others of their names."""

import random
import sqlite3
import statistics

import focus_case
from focus_case import support


class Dates(focus_case.TestCase):
    def test_month_and_year(self):
        for text, year, month in (("2026-10-31T00:00:00Z", 2026, 10), ("2024-02-29", 2024, 2),
                                  ("0001-01-01", 1, 1), ("9999-12-31 23:59:59", 9999, 12),
                                  ("2026-02-30", None, None), ("2026-10", None, None),
                                  ("October", None, None), ("", None, None), (None, None, None),
                                  (20261031, None, None)):
            found = self.rows("SELECT YEAR(?1), MONTH(?1)", (text,))
            self.assertEqual([(year, month)], found, text)

    def test_date_trunc(self):
        for unit, text, wanted in (
                ("month", "2026-10-31T12:00:00Z", "2026-10-01T00:00:00Z"),
                ("MONTH", "2026-10-31", "2026-10-01"),
                ("quarter", "2026-12-31", "2026-10-01"), ("quarter", "2026-03-31", "2026-01-01"),
                ("year", "2026-12-31T00:00:00Z", "2026-01-01T00:00:00Z"),
                ("day", "2026-12-31T23:59:59Z", "2026-12-31T00:00:00Z"),
                ("week", "2026-11-20", "2026-11-16"), ("week", "2026-11-22", "2026-11-16"),
                ("week", "2026-11-16", "2026-11-16"), ("week", "2027-01-01", "2026-12-28"),
                ("week", "0001-01-01", "0001-01-01"),
                ("month", None, None), (None, "2026-10-31", None), ("month", "soon", None)):
            self.assertEqual(wanted, self.value("SELECT DATE_TRUNC(?, ?)", (unit, text)), text)

    def test_a_unit_that_there_is_not(self):
        self.assert_says(self.failure(
            support.ERROR, "SELECT DATE_TRUNC('fortnight', '2026-10-31')"), "fortnight")

    def test_in_the_shell(self):
        done = self.shell().run("SELECT month('2026-10-31'), date_trunc('month', '2026-10-31')")
        self.assertEqual((0, "", [("10", "2026-10-01")]), (done.code, done.stderr, done.rows))


class Deviations(focus_case.TestCase):
    def fill(self, values):
        self.db.execute("CREATE TEMP TABLE IF NOT EXISTS samples(id INTEGER PRIMARY KEY, x)")
        self.db.execute("DELETE FROM samples")
        self.db.executemany("INSERT INTO samples(x) VALUES (?)", [(value,) for value in values])

    def test_against_python(self):
        chance = random.Random(5)
        for values in ([1.0], [2, 4, 4, 4, 5, 5, 7, 9], [1e9 + x for x in (4, 7, 13, 16)],
                       [chance.gauss(10, 3) for _ in range(1000)], [0.1] * 10, [-1e-9, 1e-9]):
            self.fill([*values, None])
            sample, also, population = self.rows(
                "SELECT STDDEV(x), STDDEV_SAMP(x), STDDEV_POP(x) FROM samples")[0]
            self.assertEqual(sample, also)
            self.assertAlmostEqual(statistics.pstdev(values), population, delta=1e-9)
            if len(values) == 1:
                self.assertIsNone(sample)
            else:
                self.assertAlmostEqual(statistics.stdev(values), sample, delta=1e-9)

    def test_nothing_is_null(self):
        for values in ([], [None, None]):
            self.fill(values)
            self.assertEqual([(None, None)],
                             self.rows("SELECT STDDEV(x), STDDEV_POP(x) FROM samples"))

    def test_in_windows(self):
        chance = random.Random(7)
        values = [chance.choice((None, chance.uniform(0, 100), 5)) for _ in range(300)]
        self.fill(values)
        found = self.rows("SELECT STDDEV_POP(x) OVER (ORDER BY id ROWS BETWEEN 6 PRECEDING AND"
                          " CURRENT ROW) FROM samples ORDER BY id")
        for at, (deviation,) in enumerate(found):
            window = [value for value in values[max(0, at - 6):at + 1] if value is not None]
            if window:
                self.assertAlmostEqual(statistics.pstdev(window), deviation, delta=1e-6)
            else:
                self.assertIsNone(deviation)

    def test_by_group(self):
        self.fill([1, 2, 3, 4])
        self.assertEqual([(0, 1.0), (1, 1.0)], self.rows(
            "SELECT id % 2, STDDEV_POP(x) FROM samples GROUP BY 1"))


class Dialects(focus_case.TestCase):
    NAMES = ("countif", "count_if")

    def test_countif(self):
        for name in self.NAMES:
            found = self.rows(f"SELECT {name}(x > 1), {name}(x IS NULL), {name}(x > 9), {name}(NULL) FROM "
                              "(SELECT 1 AS x UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT NULL)")
            self.assertEqual([(2, 1, 0, 0)], found)
            self.assertEqual(0, self.value(f"SELECT {name}(x) FROM (SELECT 1 AS x) WHERE x > 1"))
            self.assertEqual([1, 2, 2, 1], [row[0] for row in self.rows(
                f"SELECT {name}(x) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM "
                "(SELECT 1 AS x UNION ALL SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 0)")])

    def test_countif_takes_conditions_only(self):
        for value in ("2", "0.5", "1.0", "'1'", "'yes'", "x'01'", "-1"):
            self.assert_says(self.failure(support.ERROR, f"SELECT countif({value})"), "not a condition")

    def test_safe_divide(self):
        for a, b, wanted in ((7, 2, 3.5), (7, 0, None), (7, 0.0, None), (0, 0, None), (None, 2, None),
                             (7, None, None), (None, 0, None), (-1, 3, -1 / 3), (1e308, 1e-308, None),
                             (2 ** 62, 2 ** 61, 2.0), (0, 5, 0.0), (1, float("inf"), 0.0)):
            for name in ("safe_divide", "TRY_DIVIDE"):
                found = self.value(f"SELECT {name}(?, ?)", (a, b))
                self.assertEqual((wanted, type(wanted)), (found, type(found)), (a, b))
        for a, b in (("7", 2), (7, "two"), ("", 1), (b"7", 2)):
            self.assert_says(self.failure(support.ERROR, "SELECT safe_divide(?, ?)", (a, b)), "not a number")

    def test_json_value(self):
        document = ('{"app": "shop", "n": 0.30, "big": 12345678901234567890, "on": true, "off": false, '
                    '"none": null, "list": [1, {"deep": "x"}], "a b": "ä\\u00e4", "a": 1, "a": 2}')
        for path, wanted in (("$.app", "shop"), ("$.n", "0.30"), ("$.big", "12345678901234567890"),
                             ("$.on", "true"), ("$.off", "false"), ("$.none", None), ("$.list", None),
                             ("$", None), ("$.list[0]", "1"), ("$.list[1].deep", "x"), ("$.list[9]", None),
                             ('$."a b"', "ää"), ("$.missing", None), ("$.app.more", None), (None, None)):
            self.assertEqual(wanted, self.value("SELECT json_value(?, ?)", (document, path)), path)
        self.assertIsNone(self.value("SELECT json_value(NULL, '$.a')"))
        self.assertEqual([("x", "1", None)],
                         self.rows("SELECT json_value('\"x\"'), json_value('1'), json_value('[]')"))
        self.assertEqual("text", self.value("SELECT typeof(json_value('{\"n\": 1}', '$.n'))"))
        for json, path, says in (("{", "$.a", "not JSON"), ("{}", "a", "json_value: not a path"),
                                 ("{}", "$.", "json_value: not a path"), ("", "$", "not JSON")):
            self.assert_says(self.failure(support.ERROR, "SELECT json_value(?, ?)", (json, path)), says)
        for call in ("json_value()", "json_value('{}', '$', 1)"):
            self.assert_says(self.failure(support.ERROR, f"SELECT {call}"), "json_value takes")


class Others(focus_case.TestCase):
    def test_functions_that_are_there_already_stay(self):
        db = sqlite3.connect(":memory:")
        self.addCleanup(db.close)
        db.create_function("month", 2, lambda *_: "theirs")
        db.create_function("year", 1, lambda _: "theirs")
        support.load_extension(db)
        self.assertEqual("theirs", db.execute("SELECT year('2026-10-31')").fetchone()[0])
        # Of another number of arguments: it is theirs altogether.
        with self.assertRaises(sqlite3.OperationalError):
            db.execute("SELECT month('2026-10-31')")
        self.assertEqual("2026-10-01", db.execute(
            "SELECT date_trunc('month', '2026-10-31')").fetchone()[0])

    def test_functions_made_later_win(self):
        self.db.create_function("month", 1, lambda _: "theirs")
        self.assertEqual("theirs", self.value("SELECT month('2026-10-31')"))

    def test_in_an_index_and_in_a_view_of_a_file(self):
        # Deterministic, and harmless in a schema.
        self.db.execute("CREATE TABLE days(day)")
        self.db.execute("CREATE INDEX months ON days(date_trunc('month', day))")
        self.db.execute("PRAGMA trusted_schema = OFF")
        self.db.execute("INSERT INTO days VALUES ('2026-10-31')")
        self.assertEqual(1, self.value("SELECT count(*) FROM days"
                                       " WHERE date_trunc('month', day) = '2026-10-01'"))


if __name__ == "__main__":
    support.main()
