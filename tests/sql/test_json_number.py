"""cf_json_number(): numbers out of JSON, by the paths that SQLite's own functions take."""

import json
import random

import support
from support import ERROR


class JsonNumber(support.TestCase):
    def number(self, document, path):
        return self.value("SELECT cf_json_number(?, ?)", (document, path))

    def test_by_hand(self):
        document = '{"a": 1.50, "b": [2, -3e-2, "4.5"], "c d": {"e.f": 6}, "g\\"h": 7, "n": null, "": 8}'
        for path, number in (("$.a", 1.5), ("$.b[0]", 2.0), ("$.b[1]", -0.03), ("$.b[2]", 4.5), ("$.b[#-1]", 4.5),
                             ("$.b[#-3]", 2.0), ('$."c d"."e.f"', 6.0), ("$.c d.e.f", None), ('$."g\\"h"', 7.0),
                             ('$.""', 8.0), ("$.n", None), ("$.x", None), ("$.x.y[0]", None), ("$.b[3]", None),
                             ("$.b[#-4]", None), ("$.b[#-0]", None), ("$.a[0]", None), ("$.b.a", None),
                             ("$.b[99999999999999999999]", None)):
            with self.subTest(path):
                found = self.number(document, path)
                self.assertEqual(number, found)
                self.assertIn(type(found), (float, type(None)))
        self.assertEqual(12.0, self.number("12", "$"))
        self.assertEqual(9007199254740993.0, self.number("9007199254740993", "$"))
        self.assertIsNone(self.number(None, "$"))
        self.assertIsNone(self.number("1", None))

    def test_what_is_no_number_no_path_no_json(self):
        for document, path, says in (('{"a": "1,5"}', "$.a", "at '$.a': '\"1,5\"'"), ("[true]", "$[0]", "true"),
                                     ("[[1]]", "$[0]", "[1]"), ('{"a": {}}', "$.a", "{}"), ('["0x10"]', "$[0]", "0x10"),
                                     ('["1e999"]', "$[0]", "1e999"), ('[""]', "$[0]", "not a number")):
            message = self.failure(ERROR, "SELECT cf_json_number(?, ?)", (document, path))
            self.assert_says(message, "cf_json_number: not a number", says)
        for path in ("", "a", ".a", "$a", "$.", "$..a", "$[", "$[]", "$[a]", "$[1", "$[#]", "$[#1]", "$[-1]",
                     '$."a', '$."a\\"', "$ ", "$x.a"):
            for document in ('{"a": 1}', "[1]", "null"):
                self.assert_says(self.failure(ERROR, "SELECT cf_json_number(?, ?)", (document, path)),
                                 "cf_json_number: not a path as in $.amount")
        for document in ("", "{", "1 2", "[1,]", "NaN", b"\xff", "[" * 2000):
            self.assert_says(self.failure(ERROR, "SELECT cf_json_number(?, '$')", (document,)),
                             "cf_json_number: not JSON")

    def test_as_sqlite_reads_them(self):
        """json_each names the path of every value of random documents; here no decimal comma is set."""
        rng = random.Random(3)
        names = ("a", "b c", "d.e", "f[0]", 'g"h', "i\\j", "ä", "k'l", "1")

        def value(depth):
            if depth and rng.random() < 0.6:
                size = rng.randrange(4)
                if rng.random() < 0.5:
                    return [value(depth - 1) for _ in range(size)]
                return {name: value(depth - 1) for name in rng.sample(names, size)}
            return rng.choice((rng.random(), rng.uniform(-1e9, 1e9), rng.randrange(-9, 9), None))
        compared = 0
        for _ in range(100):
            document = json.dumps(value(4), ensure_ascii=rng.random() < 0.5)
            for path, number, found in self.rows(
                    "SELECT fullkey, CAST(atom AS REAL), cf_json_number(?1, fullkey) FROM json_tree(?1) "
                    "WHERE type IN ('integer', 'real', 'null')", (document,)):
                self.assertEqual(number, found, (document, path))
                compared += 1
        self.assertLess(100, compared)

    def test_records(self):
        """As columns are: what a record says is read from raw."""
        (row,) = self.rows("SELECT count(*), sum(BilledCost IS NOT cf_json_number(raw, '$.BilledCost')) "
                           "FROM cf_paygo_usage WHERE account_id = ?", (support.FIRST,))
        self.assertLess(100, row[0])
        self.assertEqual(0, row[1])


if __name__ == "__main__":
    support.main()
