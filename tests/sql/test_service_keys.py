"""cf_service_key() and cf_told_service(): which lines are the same, and what analytics call them."""

import sqlite3

import support


class ServiceKeys(support.TestCase):
    HOURS = ("Browser Run - Browser Hours (First 10 hours included)", "Browser Rendering - Browser Hours",
             "BROWSER RUN - browser hours (first 10 hours are included)")

    def test_a_line_is_the_same_under_another_name(self):
        self.assertEqual({"browser rendering - browser hours"},
                         {self.value("SELECT cf_service_key(?)", (name,)) for name in self.HOURS})
        self.assertEqual("browser rendering - average concurrent browsers",
                         self.value("SELECT cf_service_key('Browser Run - Average Concurrent Browsers')"))
        for name, key in (("KV Storage (GB, First GB is included)", "kv storage"), ("Browser Runner", "browser runner"),
                          ("A Browser Run - x", "a browser run - x"), ("", ""), (None, None), (5, "5"),
                          ("É (free)", "É")):
            self.assertEqual(key, self.value("SELECT cf_service_key(?)", (name,)))

    def test_what_the_table_calls_it(self):
        for name in self.HOURS:
            self.assertEqual("Browser Rendering - Browser Hours", self.value("SELECT cf_told_service(?)", (name,)))
        for name, service in (("d1 - ROWS read (first 25 billion included)", "D1 - Rows Read"),
                              ("Argo (First 1M included)", "Argo"), ("", ""), (None, None)):
            self.assertEqual(service, self.value("SELECT cf_told_service(?)", (name,)))
        # Datasets are told by what the table calls it.
        self.assertEqual('["browserRenderingBrowserTimeUsageAdaptiveGroups"]', self.value(
            "SELECT cf_service_datasets(cf_told_service(?))", self.HOURS[:1]))

    def test_may_be_used_in_schemas_and_indexes(self):
        self.db.execute("CREATE TABLE t(name)")
        self.db.execute("CREATE UNIQUE INDEX i ON t(cf_service_key(name))")
        self.db.execute("INSERT INTO t VALUES (?)", self.HOURS[:1])
        with self.assertRaises(sqlite3.IntegrityError):
            self.db.execute("INSERT INTO t VALUES (?)", self.HOURS[1:2])


if __name__ == "__main__":
    support.main()
