"""cf_grouped() and cf_grouped_rows(): what GROUP BY says of the same records."""

import random
import sqlite3
import unittest

import support
from support import ERROR

ROWS = "CROSS JOIN cf_grouped_rows(told)"


class Grouped(support.TestCase):
    def rows(self, kinds, arguments, records, columns):
        return self.rows_of(f"SELECT {columns} FROM (SELECT cf_grouped('{kinds}', {arguments}) AS told "
                            f"FROM {records}) {ROWS}")

    def rows_of(self, sql):
        return self.connection.execute(sql).fetchall()

    def setUp(self):
        super().setUp()
        self.connection = self.connect()
        self.connection.execute("CREATE TEMP TABLE r(a, b, day, n, t)")

    def fill(self, *records):
        self.connection.executemany("INSERT INTO r VALUES (?, ?, ?, ?, ?)", records)

    def test_as_group_by_and_windows_say(self):
        """Random records with few keys, of all types, among them NULL."""
        chance = random.Random(17)
        keys = (None, "", "a", "A", "ä☂", "a ", "1", 1, 2.5, b"a", -1)
        amounts = (None, 0, 1, 2, -3, 0.25, 0.5, 1e15, "7", "1.5x", "x", b"2", 2**40)
        texts = (None, "", "a", "b", "ba", 1, 2.5, -7, b"a", "ß")
        for _ in range(30):
            self.connection.execute("DELETE FROM r")
            self.fill(*((chance.choice(keys), chance.choice(keys[:5]),
                         f"2026-11-{chance.randrange(1, 9):02}", chance.choice(amounts),
                         chance.choice(texts)) for _ in range(chance.randrange(1, 300))))
            expected = self.rows_of(
                "SELECT a, b, day, sum(n), count(*) - count(n), min(t), max(t), "
                "sum(sum(n)) OVER (PARTITION BY a, b ORDER BY day), min(min(t)) OVER (PARTITION BY a) "
                "FROM r GROUP BY a, b, day ORDER BY a, b, day")
            found = self.rows("kkk+u<>ra", "a, b, day, n, n, t, t, n, t", "r",
                              "k1, k2, k3, v1, v2, v3, v4, v5, v6")
            # In order, too; of type and value.
            self.assertEqual(list(map(repr, expected)), list(map(repr, found)))

    def test_more_groups_than_there_was_room_for(self):
        self.fill(*((str(n % 5000), None, "", 1, None) for n in range(15000)))
        self.assertEqual([(5000, 3, 3, 15000)],
                         self.rows("k+", "a, n", "r", "count(DISTINCT k1), min(v1), max(v1), sum(v1)"))

    def test_sums_beyond_integers(self):
        """sum() refuses them: they go on as REAL, as a guess would be worse."""
        self.fill(("a", "", "", 2**63 - 1, ""), ("a", "", "", 1, ""), ("b", "", "", -2**63, ""))
        self.assertEqual([("a", 2.0**63), ("b", -2**63)], self.rows("k+", "a, n", "r", "k1, v1"))

    def test_no_record_is_no_group(self):
        self.assertEqual([], self.rows("k+", "a, n", "r", "*"))
        self.assertEqual([], self.rows_of("SELECT * FROM cf_grouped_rows(NULL)"))
        self.assertEqual([], self.rows_of("SELECT * FROM cf_grouped_rows"))

    def test_keys_and_values_that_there_are_not_are_null(self):
        self.fill(("a", "b", "", 1, ""))
        self.assertEqual([("a", None, 1, None)], self.rows("k+", "a, n", "r", "k1, k2, v1, v16"))

    def test_joined_by_keys(self):
        """Of each blob its groups, also where the blob is of the other side of a join."""
        self.fill(("a", "x", "", 1, ""), ("a", "y", "", 2, ""), ("b", "y", "", 4, ""))
        self.assertEqual([("a", "x", 1), ("a", "y", 2), ("b", "y", 4)], self.rows_of(
            "SELECT told_of, k1, v1 FROM (SELECT a AS told_of, cf_grouped('k+', b, n) AS told FROM r "
            f"GROUP BY a) {ROWS} ORDER BY 1, 2"))
        self.assertEqual([("a", 3)], self.rows_of(
            "SELECT g.k1, v1 FROM (SELECT 'a' AS name) AS wanted LEFT JOIN (SELECT k1, v1 FROM (SELECT "
            f"cf_grouped('k+', a, n) AS told FROM r) {ROWS}) AS g ON g.k1 = wanted.name"))

    def test_other_kinds_are_errors(self):
        for kinds in ("''", "NULL", "'k'", "'+'", "'+k'", "'kx'", "'k +'", "'" + 13 * "k" + "+'",
                      "'k" + 17 * "+" + "'"):
            with self.subTest(kinds=kinds):
                message = self.failure(ERROR, f"SELECT cf_grouped({kinds}, 1, 2)")
                self.assertIn("cf_grouped: the first argument has a letter for each of the others", message)
        for arguments in ("", ", 1", ", 1, 2, 3"):
            self.assertIn("cf_grouped: the first argument", self.failure(
                ERROR, f"SELECT cf_grouped('k+'{arguments})"))

    def test_what_it_has_not_told_is_an_error(self):
        """Cut off, changed, or made up: whatever it is, nothing beyond it is read."""
        self.fill(("a", "b", "", 1, "text"))
        (told,), = self.rows_of("SELECT cf_grouped('kk+>', a, b, n, t) FROM r")
        blobs = [b"", "text", 1, b"\0" * 24, b"\xff" * 40]
        blobs += [told[:cut] for cut in range(1, len(told))]
        blobs += [told[:at] + b"\xff" + told[at + 1:] for at in range(len(told))]
        errors = 0
        self.connection.text_factory = bytes
        for blob in blobs:
            try:
                self.connection.execute("SELECT * FROM cf_grouped_rows(?)", (blob,)).fetchall()
            except sqlite3.Error as error:
                self.assertIn("cf_grouped", str(error))
                errors += 1
        self.assertGreater(errors, len(told))


if __name__ == "__main__":
    unittest.main()
