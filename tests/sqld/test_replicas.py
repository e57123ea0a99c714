"""Every row once, on every server, whatever is killed or fails."""

import subprocess
import unittest

import cluster
from cluster import Refused, support


class ReplicasTest(unittest.TestCase):
    def setUp(self):
        self.cluster = cluster.shared()
        self.cluster.sandbox.faults()
        self.refresh()

    def refresh(self, *more, code=0):
        done = self.cluster.refresh(*more)
        self.assertEqual(code, done.returncode, done.stdout + done.stderr)
        return done

    def assert_everywhere(self, expected):
        for table, rows in self.cluster.stored("primary").items():
            self.assertEqual(len(expected[table]), len(rows), table)
            self.assertTrue(expected[table] == rows, f"{table} of the primary")
        for name in ("replica1", "replica2"):
            cluster.wait_for(lambda: self.has(name, expected), f"{name} has every row")

    def has(self, name, expected):
        try:
            return self.cluster.stored(name) == expected
        except Refused:  # It looks for its primary.
            return False

    def days(self):
        """Sandbox days that differ from the last refresh; what was stored and what is true now."""
        before = self.cluster.truth()
        self.cluster.tomorrow()
        after = self.cluster.truth()
        self.assertNotEqual(before["paygo_usage"], after["paygo_usage"])
        return before, after

    def test_rows_are_those_of_the_shell(self):
        truth = self.cluster.truth()
        usage = truth["paygo_usage"]
        self.assertGreater(len(usage), 2000)
        self.assert_everywhere(truth)
        self.refresh()
        self.assert_everywhere(truth)
        found = self.cluster.query("replica2", "SELECT count(*), sum(BilledCost) FROM paygo_usage")
        self.assertEqual(len(usage), found[0][0])
        self.assertAlmostEqual(sum(row[0] or 0 for row in usage), found[0][1])

    def test_identical_records_all_count(self):
        record = self.cluster.truth()["paygo_usage"][0]
        same = '{"success":true,"result":[%s]}' % ",".join([record[-1]] * 3)
        account, day = record[-3], record[-2]
        try:
            self.cluster.sandbox.faults({"account": account, "path": r"billable-usage\?",
                                         "body": same})
            self.refresh("usage", "--account", account, "--days", "27")
            count = ("SELECT count(*) FROM paygo_usage WHERE account_id = '%s' "
                     "AND charge_date = '%s'" % (account, day))
            expected = self.cluster.read("primary", count)
            self.assertEqual(0, expected[0][0] % 3)
            self.assertGreater(expected[0][0], 0)
        finally:
            self.cluster.sandbox.faults()
            self.refresh("--days", "27")
        self.assert_everywhere(self.cluster.truth())

    def test_the_fetch_is_outside_of_the_transaction(self):
        account = support.FIRST
        self.cluster.sandbox.forget_requests()
        self.refresh("usage", "--account", account)
        asked = [r.endpoint + "?" + r["query"] for r in self.cluster.sandbox.requests()]
        # Each once: nothing was asked again for the INSERT.
        self.assertEqual(len(set(asked)), len(asked))
        self.assertGreaterEqual(len(asked), 2)

    def test_a_killed_replica_catches_up(self):
        self.cluster.kill("replica1")
        _, after = self.days()
        self.refresh()
        self.cluster.start("replica1")
        self.assert_everywhere(after)

    def test_replicas_answer_while_the_primary_is_away(self):
        truth = self.cluster.truth()
        self.assert_everywhere(truth)
        self.cluster.kill("primary")
        try:
            count = "SELECT count(*) FROM paygo_usage"
            self.assertEqual([(len(truth["paygo_usage"]),)], self.cluster.query("replica1", count))
            self.assertEqual([(len(truth["paygo_usage"]),)], self.cluster.query("replica2", count))
        finally:
            self.cluster.start("primary")
        self.assert_everywhere(truth)

    def test_the_primary_is_killed_during_a_refresh(self):
        for killed_after in (1, 4):
            with self.subTest(killed_after):
                before, after = self.days()
                running = subprocess.Popen(
                    self.cluster.refresh_command("usage"), stdout=subprocess.PIPE, text=True,
                    stderr=subprocess.DEVNULL, preexec_fn=support.end_with_parent,
                    env=support.child_environment(PYTHONUNBUFFERED="1"))
                try:
                    for _ in range(killed_after):
                        running.stdout.readline()
                    self.cluster.kill("primary")
                    running.communicate(timeout=30)
                finally:
                    running.kill()
                    running.wait()
                self.cluster.start("primary")
                # Each account's usage is the old or the new, whole.
                stored = self.cluster.stored("primary")["paygo_usage"]
                for account in support.BILLED:
                    of_account = [[row for row in rows if row[-3] == account] for rows in
                                  (stored, before["paygo_usage"], after["paygo_usage"])]
                    self.assertTrue(of_account[0] in of_account[1:], account)
                self.refresh()
                self.assert_everywhere(after)

    def test_an_account_that_fails_keeps_its_rows(self):
        before, after = self.days()
        self.cluster.sandbox.faults({"account": support.FIRST, "status": 403})
        done = self.refresh(code=1)
        self.assertIn(f"{support.FIRST} usage: ", done.stderr)
        self.assertIn("Its rows are as they were.", done.stderr)

        def mixed(table):
            at = -3  # account_id
            return sorted([row for row in before[table] if row[at] == support.FIRST] +
                          [row for row in after[table] if row[at] != support.FIRST], key=repr)

        expected = {**after, **{table: mixed(table) for table in ("paygo_usage", "billing_history")}}
        self.assert_everywhere(expected)
        self.cluster.sandbox.faults()
        self.refresh()
        self.assert_everywhere(after)


if __name__ == "__main__":
    support.main()
