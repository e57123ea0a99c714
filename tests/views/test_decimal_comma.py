"""In a host whose decimal mark is a comma every number is the same: SQLite's JSON functions cut some."""

import pathlib

import views
from decimal_comma import NAMES, decimal_comma
from resource_views import resource_views
from support import EURO, FIRST, MONTH_END
from views import item, usage

TODAY = "2026-11-20"


class DecimalComma(views.TestCase):
    def test_json_numbers(self):
        for name in NAMES:
            with self.subTest(name), decimal_comma(name):
                self.check([(40.25, -0.0125, 1234.5678, 0.5)],
                           """SELECT cf_json_number('{"a":[40.25]}', '$.a[0]'),
                              cf_json_number('[-1.25e-2]', '$[0]'), cf_json_number('["1234.5678"]', '$[#-1]'),
                              cf_json_number('{"unit price":0.5}', '$."unit price"')""")

    def test_anomalies(self):
        # Five Thursdays at 40.25 a day, and one at 80.5.
        days = ["2026-10-15", "2026-10-22", "2026-10-29", "2026-11-05", "2026-11-12", "2026-11-19"]
        records = [usage(day, 80.5 if day == days[-1] else 40.25, quantity=2.5 if day == days[-1] else 1.25)
                   for day in days]
        with decimal_comma():
            self.fixture(records, today=TODAY, first_day=TODAY[:8] + "18", last_day=TODAY)
            self.check([("2026-11-19", 80.5, 40.25, 40.25)],
                       "SELECT day, cost, expected_cost, deviation FROM cf_cost_anomalies")
            self.check([("2026-11-19", 2.5, 1.25, 1.25)],
                       "SELECT day, quantity, expected_quantity, deviation FROM cf_quantity_anomalies")

    def test_likely_causes(self):
        """A charge beside the usage: its amount decides whether it is named."""
        records = [usage(f"2026-10-{day:02}", 0.25, cycle_start="2026-10-01") for day in range(1, 32)]
        history = [item("2026-11-01", 7.75, description="Usage"), item("2026-11-01", 0.75, description="Setup")]
        with decimal_comma():
            self.fixture(records, history, today=TODAY, first_day="2026-11-01", last_day=TODAY)
            ((charged, difference, cause),) = self.rows(
                "SELECT charged, difference, likely_cause FROM cf_invoice_reconciliation")
        self.close(8.5, charged)
        self.close(0.75, difference)
        self.assertEqual("other charges: Setup", cause)

    def test_every_view_is_the_same(self):
        def answers():
            db = self.views(FIRST, MONTH_END, EURO, today=self.sandbox.today())
            db.executescript((pathlib.Path(views.ROOT) / "sql/focus/00_categories.sql").read_text())
            for file in ("01_feeds", "02_data_table"):
                db.executescript((pathlib.Path(views.ROOT) / f"sql/focus/{file}.sql").read_text())
            db.execute("CREATE TEMP VIEW focus_export_rows AS SELECT * FROM focus_rows WHERE charge_date "
                       f">= date('{self.sandbox.today()}', '-3 days')")
            db.executescript((pathlib.Path(views.ROOT) / "sql/focus_export.sql").read_text())
            # So long that it has something of everything on each day.
            db.execute(f"UPDATE cf_parameters SET first_day = date('{self.sandbox.today()}', '-40 days')")
            db.execute("INSERT INTO cf_budgets VALUES (NULL, 'USD', 400.5, 'usage'), (NULL, 'EUR', 90.25, 'total')")
            db.execute("INSERT INTO cf_tax_rates(percent) VALUES (8.25)")
            names = [name for name, in self.rows(
                "SELECT name FROM temp.sqlite_master WHERE type = 'view' AND name GLOB 'cf_*' "
                "AND name NOT GLOB 'cf_*live*' OR name = 'focus_export'")]
            of_resources = resource_views() & set(names)
            found = {name: sorted(map(repr, self.rows(f"SELECT * FROM {name}"))) for name in set(names) - of_resources}
            # Of one account on a server of its own, since Cloudflare answers 300 queries of analytics in five minutes.
            self.sandbox.reset()
            self.sandbox.set(graphql__now="20:30")
            self.views(FIRST, today=self.sandbox.today())
            self.assertGreater(len(of_resources), 5)
            return found | {name: sorted(map(repr, self.rows(f"SELECT * FROM {name}"))) for name in of_resources}
        expected = answers()
        for name in NAMES:
            with decimal_comma(name):
                found = answers()
            for view, rows in expected.items():
                with self.subTest(view=view, locale=name):
                    self.assertEqual(rows, found[view])
        for view in ("cf_cost_anomalies", "cf_invoice_reconciliation", "focus_export", "cf_budget_status",
                     "cf_attributed_cost", "cf_compared_resources"):
            self.assertTrue(expected[view], view)


if __name__ == "__main__":
    views.main()
