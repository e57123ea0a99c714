"""What publish.py writes: all of a file, then what differs; and nothing over what somebody else made."""

import re
import unittest

import cluster
from cluster import Refused, support


class One(cluster.Cluster):
    """One replica is enough."""

    names = ("primary", "gateway", "replica1")


class PublishedTest(unittest.TestCase):
    def setUp(self):
        self.cluster = One()
        self.addCleanup(self.cluster.stop)
        self.report = self.cluster.report

    def written(self):
        return int(re.match(r"(\d+) parts of \d+ tables written\n$", self.cluster.publish())[1])

    def check_replica(self):
        self.cluster.wait_for("replica1", self.report.content())
        for name, sql in self.report.selects("view").items():
            support.assert_alike(self.report.rows(sql), self.cluster.read("replica1", sql), name,
                                 0.011 if name.startswith("cf_chart_") else 1e-9)  # Those are in cents.

    def parts_of(self, table):
        ((parts,),) = self.report.rows(f"SELECT count(DISTINCT account_id || substr(day, 1, 7)) FROM {table}")
        return parts

    def test_all_of_it_and_then_what_changed(self):
        self.assertLess(100, self.written())
        self.check_replica()
        self.assertEqual(0, self.written())  # Nothing has changed.
        # One account in one month, of the views and of the records; a table that is empty; and when it was.
        items = self.parts_of("cf_open_items")
        for table, day, currency in (("cf_usage", "day", "currency"), ("billing_history", "occurred_date", "currency"),
                                     ("paygo_usage", "charge_date", "BillingCurrency")):
            ((account, month),) = self.report.rows(
                f"SELECT account_id, substr({day}, 1, 7) FROM {table} ORDER BY 1, 2 LIMIT 1")
            self.report.change(f"UPDATE {table} SET {currency} = 'X' "
                               f"WHERE account_id = '{account}' AND {day} LIKE '{month}-%'")
        self.report.change("DELETE FROM cf_open_items")
        self.assertEqual(3 + items + 1, self.written())
        self.check_replica()
        self.report.change("DROP TABLE cf_unit_cost", "CREATE TABLE cf_unit_cost(other TEXT)", "DROP TABLE cf_rebill",
                           "INSERT INTO cf_unit_cost VALUES ('x'), ('x'), (NULL)", "DROP VIEW cf_main_products")
        self.cluster.publish()
        self.check_replica()
        self.assertEqual([], self.cluster.read("primary", "SELECT * FROM sqlite_master WHERE name = 'cf_rebill'"))

    def test_tables_of_others_stay(self):
        with cluster.Stream(self.cluster.url("primary"), self.cluster.publisher_token) as server:
            server.rows("CREATE TABLE accounts(kept TEXT)")
        self.assertIn("There is a table accounts already", self.cluster.publish(code=1))
        self.assertEqual([("kept",)], self.cluster.read("primary", "SELECT name FROM pragma_table_info('accounts')"))

    def test_a_file_without_the_archive_does_as_well(self):
        self.report.change("DROP TABLE paygo_usage", "DROP TABLE focus_usage", "DROP TABLE billing_history")
        self.cluster.publish()
        self.check_replica()
        with self.assertRaises(Refused):
            self.cluster.read("replica1", "SELECT count(*) FROM paygo_usage")


if __name__ == "__main__":
    cluster.support.main()
