"""Every row once, on every server, whatever is killed."""

import subprocess
import unittest

import cluster
from cluster import support


class ReplicasTest(unittest.TestCase):
    def setUp(self):
        self.cluster = cluster.shared()
        self.report = self.cluster.report
        self.cluster.publish()

    def assert_everywhere(self, expected):
        stored = self.cluster.stored("primary")
        for table, rows in expected.items():
            self.assertEqual(len(rows), len(stored[table]), table)
            self.assertTrue(rows == stored[table], f"{table} of the primary")
        for name in ("replica1", "replica2"):
            self.cluster.wait_for(name, expected)

    def days_pass(self):
        """Something of each account changes, of the views and of the records behind them."""
        before = self.report.content()
        self.report.change("UPDATE cf_usage SET cost = cost + 1 "
                           "WHERE day > (SELECT date(max(day), '-4 days') FROM cf_usage)",
                           "UPDATE paygo_usage SET BilledCost = BilledCost + 1 "
                           "WHERE charge_date > (SELECT date(max(charge_date), '-4 days') FROM paygo_usage)",
                           "DELETE FROM archived_days WHERE day = (SELECT min(day) FROM archived_days)")
        after = self.report.content()
        self.assertNotEqual(before["cf_usage"], after["cf_usage"])
        self.assertNotEqual(before["paygo_usage"], after["paygo_usage"])
        return before, after

    def test_rows_are_those_of_the_file(self):
        content = self.report.content()
        self.assertGreater(len(content["paygo_usage"]), 1500)
        self.assertGreater(len(content["focus_usage"]), 1500)
        self.assertLess(20, len([rows for rows in content.values() if rows]))
        self.assert_everywhere(content)
        ((count, cost),) = self.report.rows("SELECT count(*), sum(BilledCost) FROM paygo_usage")
        ((found, sum_of_them),) = self.cluster.query("replica2", "SELECT count(*), sum(BilledCost) FROM paygo_usage")
        self.assertEqual(count, found)
        self.assertAlmostEqual(cost, sum_of_them)
        count = "SELECT count(*) FROM cf_usage"
        self.assertEqual(self.report.rows(count), self.cluster.query("replica2", count))

    def test_identical_records_all_count(self):
        one = "(SELECT min(rowid) FROM paygo_usage)"
        self.report.change(*[f"INSERT INTO paygo_usage SELECT * FROM paygo_usage WHERE rowid = {one}"] * 2)
        self.cluster.publish()
        self.assert_everywhere(self.report.content())

    def test_a_killed_replica_catches_up(self):
        self.cluster.kill("replica1")
        _, after = self.days_pass()
        self.cluster.publish()
        self.cluster.start("replica1")
        self.assert_everywhere(after)

    def test_replicas_answer_while_the_primary_is_away(self):
        content = self.report.content()
        self.assert_everywhere(content)
        self.cluster.kill("primary")
        try:
            for name in ("replica1", "replica2"):
                self.assertEqual([(len(content["paygo_usage"]),)],
                                 self.cluster.query(name, "SELECT count(*) FROM paygo_usage"))
        finally:
            self.cluster.start("primary")
        self.assert_everywhere(content)

    def test_the_primary_is_killed_while_something_is_published(self):
        for seconds in (0.3, 0.6, 1.0):
            with self.subTest(seconds):
                before, after = self.days_pass()
                running = subprocess.Popen(self.cluster.publish_command(), stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL, preexec_fn=support.end_with_parent,
                                           env=support.child_environment())
                try:
                    running.wait(seconds)
                except subprocess.TimeoutExpired:
                    pass
                self.cluster.kill("primary")
                running.wait(30)
                self.cluster.start("primary")
                # Of each table each account's month is the old or the new, whole.
                stored = self.cluster.stored("primary")
                for table, day in (("cf_usage", "day"), ("paygo_usage", "charge_date")):
                    columns = [name.strip('"') for name in self.report.columns(table)]
                    account, day = columns.index("account_id"), columns.index(day)
                    for part in {(row[account], row[day][:7]) for row in before[table]}:
                        of_part = [[row for row in rows[table] if (row[account], row[day][:7]) == part]
                                   for rows in (stored, before, after)]
                        self.assertTrue(of_part[0] in of_part[1:], (table, part))
                if self.cluster.read("primary", "SELECT published_at FROM cf_about") == after["cf_about"]:
                    self.assertEqual(after, stored)
                self.cluster.publish()
                self.assert_everywhere(after)


if __name__ == "__main__":
    support.main()
