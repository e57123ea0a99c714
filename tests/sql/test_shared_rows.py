"""cf_shared_rows(): what the views that share out costs rest on; of which lines to whom is tests/views."""

import unittest

import support
from support import ERROR

LINES = ("SELECT cf_grouped('kkkkkk++', account, service, first, last, zone, correction, quantity, cost) AS lines "
         "FROM lines")
USES = ("SELECT cf_grouped('kkkkkk+>>', account, service, first, last, kind, id, quantity, reason, name) AS uses "
        "FROM uses")
SPAN = "2026-11-01", "2026-11-30"
COLUMNS = "k1, k2, k5, resource_type, resource_id, resource_name, quantity, share, analysed_quantity, reason"


class SharedRows(support.TestCase):
    def setUp(self):
        super().setUp()
        self.connection = self.connect()
        for columns in ("lines(account, service, first, last, zone, correction, quantity, cost)",
                        "uses(account, service, first, last, kind, id, quantity, reason, name)"):
            self.connection.execute("CREATE TEMP TABLE " + columns)

    def line(self, account="a", service="s", quantity=100.0, zone=None, span=SPAN, correction=0):
        self.connection.execute("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, 7)",
                        (account, service, *span, zone, correction, quantity))

    def use(self, identifier, quantity, account="a", service="s", kind="worker", span=SPAN, reason=None, name=None):
        self.connection.execute("INSERT INTO uses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        (account, service, *span, kind, identifier, quantity, reason, name))

    def shared(self, columns=COLUMNS):
        return self.connection.execute(f"SELECT {columns} FROM ({LINES}) AS l CROSS JOIN ({USES}) AS u "
                               "CROSS JOIN cf_shared_rows(l.lines, u.uses)").fetchall()

    def test_groups_that_only_one_side_has(self):
        """Between, before and behind those of both."""
        for account in ("b", "d", "f"):
            self.line(account)
        for account in ("a", "c", "d", "e", "g"):
            self.use("r", 100.0, account)
        self.assertEqual([("b", "not attributed"), ("d", "worker"), ("f", "not attributed")],
                         self.shared("k1, resource_type"))

    def test_another_span_account_or_service_is_another_line(self):
        self.line()
        self.line(span=("2026-11-01", "2026-11-29"), quantity=50.0)
        self.use("r", 100.0)
        self.use("r", 25.0, span=("2026-11-01", "2026-11-29"))
        self.use("r", 900.0, account="A")
        self.use("r", 900.0, service="S")
        self.assertEqual([("2026-11-29", "r", 25.0, 0.5), ("2026-11-29", None, 25.0, 0.5),
                          ("2026-11-30", "r", 100.0, 1.0)], self.shared("k4, resource_id, quantity, share"))

    def test_what_has_no_name_belongs_to_nothing(self):
        self.line(service=None)
        self.line(service=1)
        self.use("r", 100.0, service=None)
        self.use("r", 100.0, service=1)
        self.assertEqual([None, None], [identifier for identifier, in self.shared("resource_id")])

    def test_names_are_the_newest_or_ids(self):
        self.line()
        self.use("a", 10.0, name="2026-11-09old")
        self.use("a", 10.0, name="2026-11-10new")
        self.use("b", 10.0, name="2026-11-10")
        self.use("c", 10.0)
        self.assertEqual([("a", "new", 20.0), ("b", "b", 10.0), ("c", "c", 10.0)],
                         self.shared("resource_id, resource_name, quantity")[:3])

    def test_no_line_is_shared_out_twice(self):
        """Zones beside other resources of one service, and an estimate below 0."""
        self.line(zone="z1", service="mixed")
        for identifier, quantity, kind in (("z1", 80.0, "zone"), ("z2", 500.0, "zone"), ("r", 60.0, "worker")):
            self.use(identifier, quantity, service="mixed", kind=kind)
        self.line(service="below", quantity=10.0)
        self.use("r", 100.0, service="below")
        self.use("s", -50.0, service="below")
        self.assertEqual([("below", "r", 1.0, 50.0), ("mixed", "r", 60 / 140, 140.0), ("mixed", "z1", 80 / 140, 140.0)],
                         self.shared("k2, resource_id, share, analysed_quantity"))

    def test_no_quantity_no_use(self):
        self.line(quantity=None)
        self.use("a", None, reason="refused")
        self.assertEqual([("a", "s", None, "not attributed", None, "not attributed", None, 1.0, None, "refused")],
                         self.shared())

    def test_nothing_there(self):
        self.assertEqual([], self.shared())
        self.use("a", 1.0)
        self.assertEqual([], self.shared())
        self.assertEqual([], self.connection.execute("SELECT * FROM cf_shared_rows").fetchall())
        self.assertEqual([], self.connection.execute("SELECT * FROM cf_shared_rows(NULL, NULL)").fetchall())
        self.connection.execute("DELETE FROM uses")
        self.line()
        self.assertEqual([("not attributed", 1.0)], self.shared("resource_type, share"))
        self.assertEqual([("not attributed",)], self.connection.execute(
            f"SELECT resource_type FROM ({LINES}) AS l CROSS JOIN cf_shared_rows(l.lines)").fetchall())

    def test_arguments_come_back(self):
        self.line()
        self.use("a", 1.0)
        (told, same), = self.connection.execute(
            f"SELECT DISTINCT s.lines = l.lines, s.uses = u.uses FROM ({LINES}) AS l CROSS JOIN ({USES}) AS u "
            "CROSS JOIN cf_shared_rows(l.lines, u.uses) AS s").fetchall()
        self.assertEqual((1, 1), (told, same))

    def test_what_nobody_has_told(self):
        self.line()
        self.use("a", 1.0)
        (lines,), (uses,) = self.connection.execute(LINES).fetchone(), self.connection.execute(USES).fetchone()
        for one, other in ((b"x", uses), (lines, b"x"), (lines[:-1], uses), (lines, uses[:-1])):
            with self.subTest(one=len(one), other=len(other)):
                self.assertIn("cf_grouped", self.failure(
                    ERROR, f"SELECT * FROM cf_shared_rows(x'{one.hex()}', x'{other.hex()}')"))


if __name__ == "__main__":
    unittest.main()
