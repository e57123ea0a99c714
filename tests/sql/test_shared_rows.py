"""cf_shared_rows(): what the views that share out costs rest on; of which lines to whom is tests/views."""

import random
import unittest

import support
from support import ERROR

LINES = ("SELECT cf_grouped('kkkkkk++', account, service, first, last, zone, correction, quantity, cost) AS lines "
         "FROM lines")
USES = "SELECT cf_uses_by_day(account, service, kind, id, day, quantity, reason, name) AS uses FROM uses"
SPAN = "2026-11-01", "2026-11-30"
COLUMNS = "k1, k2, k5, resource_type, resource_id, resource_name, quantity, share, analysed_quantity, reason"


class SharedRows(support.TestCase):
    def setUp(self):
        super().setUp()
        self.connection = self.connect()
        for columns in ("lines(account, service, first, last, zone, correction, quantity, cost)",
                        "uses(account, service, kind, id, day, quantity, reason, name)"):
            self.connection.execute("CREATE TEMP TABLE " + columns)

    def line(self, account="a", service="s", quantity=100.0, zone=None, span=SPAN, correction=0):
        self.connection.execute("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, 7)",
                        (account, service, *span, zone, correction, quantity))

    def use(self, identifier, quantity, account="a", service="s", kind="worker", day="2026-11-02", reason=None,
            name=None):
        self.connection.execute("INSERT INTO uses VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                                (account, service, kind, identifier, day, quantity, reason, name))

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

    def test_another_account_or_service_is_another_line(self):
        self.line()
        self.use("r", 100.0)
        self.use("r", 900.0, account="A")
        self.use("r", 900.0, service="s2")
        self.assertEqual([("r", 100.0, 1.0)], self.shared("resource_id, quantity, share"))

    def test_services_are_compared_without_note_and_capitals(self):
        self.line(service="reads ä")
        self.use("r", 60.0, service="Reads ä (first 1M included)")
        self.use("r", 40.0, service="READS ä")
        self.use("r", 900.0, service="reads Ä")  # As SQL's lower() leaves it.
        self.assertEqual([("r", 100.0)], self.shared("resource_id, quantity"))

    def test_a_line_that_was_given_another_name_has_the_uses_of_both(self):
        now, before = "Browser Run - Browser Hours", "Browser Rendering - Browser Hours"
        self.connection.execute("INSERT INTO lines SELECT 'a', cf_service_key(?), ?, ?, NULL, 0, 100.0, 7", (now, *SPAN))
        self.use("r", 60.0, service=before)
        self.use("r", 40.0, service=now + " (First 10 hours included)")
        self.assertEqual([("r", 100.0)], self.shared("resource_id, quantity"))

    def test_each_line_has_the_uses_of_its_days(self):
        """Both ends included, in whatever order days come; a line may have days of another."""
        self.line(span=("2026-11-01", "2026-11-30"), quantity=6.0)
        self.line(span=("2026-11-10", "2026-11-20"), quantity=8.0)
        self.line(span=("2026-12-01", "2026-12-31"), quantity=4.0)
        for day, quantity in (("2026-11-20", 1.0), ("2026-10-31", 64.0), ("2026-11-10", 1.0), ("2026-11-09", 2.0),
                              ("2026-11-20", 2.0), ("2026-12-01", 4.0), ("2027-01-01", 128.0)):
            self.use("r", quantity, day=day)
        self.assertEqual([("2026-11-30", "r", 6.0, 1.0), ("2026-11-20", "r", 4.0, 0.5), ("2026-11-20", None, 4.0, 0.5),
                          ("2026-12-31", "r", 4.0, 1.0)], self.shared("k4, resource_id, quantity, share"))

    def test_as_sql_adds_up(self):
        """Random uses, told at once and in parts, of random spans; ids and kinds of any type, services in any spelling."""
        chance = random.Random(19)
        for _ in range(25):
            self.connection.execute("DELETE FROM lines")
            self.connection.execute("DELETE FROM uses")
            for _ in range(chance.randrange(1, 200)):
                self.use(chance.choice((None, "a", "b", 1, 2.5, b"a")), chance.choice((None, 0.0, 1.0, 2.5, "3", 4)),
                         chance.choice(("a", "b")), chance.choice(("s", "S", "s (free)", "t", None)),
                         chance.choice(("worker", None, "zone")), f"2026-11-{chance.randrange(1, 12):02}",
                         chance.choice((None, "no", "refused")), chance.choice((None, "", "x", "y")))
            for account in "a", "b", "c":
                for service in "s", "t":
                    for first in range(1, 12, 4):
                        self.line(account, service, 1e6, span=(f"2026-11-{first:02}", f"2026-11-{first + 3:02}"))
            expected = self.connection.execute("""
                SELECT l.account, l.service, first, kind, id, 1.0 * sum(u.quantity) AS used,
                       coalesce(nullif(substr(max(day || coalesce(name, '')), 11), ''), id), max(max(reason)) OVER w
                FROM lines AS l JOIN uses AS u
                  ON u.account = l.account AND l.service = cf_service_key(u.service) AND day BETWEEN first AND last
                GROUP BY l.account, l.service, first, kind, id WINDOW w AS (PARTITION BY l.account, l.service, first)
                ORDER BY 1, 2, 3, kind, typeof(id), id""").fetchall()
            reasons = {row[:3]: row[7] for row in expected}
            expected = [row[:7] for row in expected if row[5] and row[5] > 0]
            parts = " UNION ALL ".join(f"SELECT cf_uses_by_day(account, service, kind, id, day, quantity, reason, name) "
                                       f"AS told FROM uses WHERE rowid % 3 = {n}" for n in range(4))
            for uses in USES, f"SELECT cf_uses_by_day(told) AS uses FROM ({parts})":
                rows = self.connection.execute(
                    f"SELECT k1, k2, k3, resource_type, resource_id, quantity, resource_name, reason FROM ({LINES}) AS l "
                    f"CROSS JOIN ({uses}) AS u CROSS JOIN cf_shared_rows(l.lines, u.uses)").fetchall()
                found = [row[:7] for row in rows if row[3] != "not attributed"]
                self.assertEqual(sorted(map(repr, expected)), sorted(map(repr, found)))
                for *line, kind, _, _, _, reason in rows:
                    if kind == "not attributed" and reasons.get(tuple(line)):
                        self.assertTrue(reason.endswith(reasons[tuple(line)]), reason)

    def test_what_has_no_name_belongs_to_nothing(self):
        self.line(service=None)
        self.line(service=1)
        self.use("r", 100.0, service=None)
        self.use("r", 100.0, service=1)
        self.use("r", 100.0, service=None, account=None)
        self.use("r", 100.0, day=None)
        self.use("r", 100.0, day=20261102)
        self.assertEqual([None, None], [identifier for identifier, in self.shared("resource_id")])

    def test_names_are_the_newest_or_ids(self):
        self.line()
        self.use("a", 10.0, day="2026-11-10", name="new")
        self.use("a", 10.0, day="2026-11-09", name="old")
        self.use("b", 10.0, day="2026-11-09", name="gone")
        self.use("b", 10.0, day="2026-11-10")
        self.use("c", 10.0)
        self.assertEqual([("a", "new", 20.0), ("b", "b", 20.0), ("c", "c", 10.0)],
                         self.shared("resource_id, resource_name, quantity")[:3])

    def test_shares_never_exceed_the_line(self):
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

    def test_a_quantity_without_end_shares_out_nothing(self):
        """Else there would be neither a share nor a rest, and the line's cost would be gone."""
        self.line()
        self.use("a", 1e999)
        self.use("a", 1.0, day="2026-11-02")
        self.assertEqual([("not attributed", 1.0)], self.shared("resource_type, share"))

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
        for one, other in ((b"x", uses), (lines, b"x"), (lines[:-1], uses), *((lines, uses[:cut]) for cut in range(1, len(uses)))):
            with self.subTest(one=len(one), other=len(other)):
                sentence = self.failure(ERROR, f"SELECT * FROM cf_shared_rows(x'{one.hex()}', x'{other.hex()}')")
                self.assertIn("cf_uses_by_day" if one == lines else "cf_grouped", sentence)
        self.assertIn("cf_uses_by_day", self.failure(
            ERROR, f"SELECT cf_uses_by_day(told) FROM (SELECT x'{uses.hex()}' AS told UNION ALL SELECT x'00')"))


if __name__ == "__main__":
    unittest.main()
