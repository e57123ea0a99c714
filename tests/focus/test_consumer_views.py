"""The views of sql/focus_export on any SQLite: the same rows, and what is held back."""

import focus_case
from focus_case import month_before
from support import EURO, MANY_PLANS

FOLDER = focus_case.ROOT / "sql" / "focus_export"
CONSUMERS = sorted(path.stem for path in FOLDER.glob("[a-z]*.sql"))


class ConsumerViews(focus_case.TestCase):
    def over(self, *accounts):
        """A connection with a month's rows and all views."""
        db = self.focus(*accounts)
        db.execute("CREATE TEMP TABLE focus_export_rows AS SELECT * FROM focus_rows WHERE charge_date >= ? AND"
                   " charge_date < ?", [month_before(self.sandbox.today(), back) for back in (1, 0)])
        for path in (FOLDER.with_suffix(".sql"), *sorted(FOLDER.glob("*.sql"))):
            db.executescript(path.read_text())
        return db

    def test_each_row_is_taken_or_held_back(self):
        db = self.over(EURO, MANY_PLANS)
        rows = self.value("SELECT count(*) FROM focus_export_rows", db=db)
        euros = self.value("SELECT count(*) FROM focus_export_rows WHERE BillingCurrency = 'EUR'", db=db)
        self.assertGreater(euros, 100)
        self.assertEqual(["cloudability", "cloudzero", "datadog", "vantage"], CONSUMERS)
        for name in CONSUMERS:
            left = euros if name in ("cloudzero", "datadog") else 0
            self.assertEqual((rows - left, left), self.rows(
                f"SELECT (SELECT count(*) FROM focus_export_{name}), count(held_back) FROM focus_export_{name}_rows",
                db=db)[0], name)

    def test_a_key_of_a_tag_is_one_column(self):
        db = self.over(EURO, MANY_PLANS)
        db.execute("""UPDATE focus_export_rows SET Tags = '{"team": "a", "größe 1": "b"}'""")
        for name, keys in (("cloudzero", {"team", "größe 1", "account_name"}),
                           ("datadog", {"team", "größe 1", "account", "product", "metric"})):
            found = [key for key, in self.rows(f"SELECT key FROM focus_export_{name}_tags", db=db)]
            self.assertEqual(len(set(found)), len(found))
            self.assertLessEqual(keys, set(found))
        self.assertEqual([("resource/tag:gr__e_1",)], self.rows(
            "SELECT name FROM focus_export_cloudzero_tags WHERE key = 'größe 1'", db=db))

    def test_datadog_takes_no_days_to_come_and_no_blanks(self):
        db = self.over(MANY_PLANS)
        whole = "SELECT count(*) FROM focus_export_datadog"
        count = self.value(whole, db=db)
        self.assertGreater(count, 3)
        for change, why in (
                ("ChargePeriodStart = '9999-01-01T00:00:00Z'", "of days to come"),
                ("ChargePeriodEnd = '9999-01-02T00:00:00Z'", "of days to come"),
                ("ChargePeriodEnd = 'soon'", "without a charge period"), ("BilledCost = NULL", "without a cost"),
                ("BillingCurrency = ''", "without a currency"),
                ("BillingCurrency = 'CHF'", "in CHF, and Datadog takes USD"),
                ("ProviderName = NULL", "without ProviderName")):
            db.execute("SAVEPOINT s")
            db.execute(f"UPDATE focus_export_rows SET {change} WHERE rowid = 1")
            self.assertEqual(count - 1, self.value(whole, db=db), change)
            self.assertEqual([(why,)], self.rows("SELECT held_back FROM focus_export_datadog_rows"
                                                 " WHERE held_back IS NOT NULL", db=db))
            db.execute("ROLLBACK TO s")


if __name__ == "__main__":
    focus_case.main()
