"""Every figure of the page is the one that SQL gives when it is asked without the report."""

import datetime
import pathlib
import unittest

import chromium
import expected
import reports
from reports import amount, support

SPAN = f"charge_date BETWEEN '{reports.FIRST_DAY}' AND '{reports.TODAY}'"
EVERYONE = "account_id IN (SELECT id FROM cf_accounts)"
COST = "sum(coalesce(BilledCost, ContractedCost))"


class Figures(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.sandbox = reports.sandbox()
        path = reports.make(cls.sandbox, "figures", "--budget", "USD=1000")
        browser = chromium.Chromium()
        cls.addClassCleanup(browser.stop)
        cls.page = browser.page(path)
        cls.tables = cls.page.evaluate(reports.TABLES)
        cls.figures = cls.page.evaluate(reports.FIGURES)
        cls.data = cls.page.evaluate("JSON.parse(document.getElementById('rows').textContent)")

    def test_a_budget_that_is_gone(self):
        """Since when is not told: no day is said."""
        html = pathlib.Path(reports.make(self.sandbox, "gone", "--budget", "USD=1")).read_text()
        self.assertIn("used up already", html)
        self.assertNotIn("used up on", html)

    def usage(self, key):
        """Costs by currency and `key`, from the records themselves."""
        return reports.rows(self.sandbox, f"""
            SELECT BillingCurrency AS currency, {key} AS key, {COST} AS cost, a.name AS account
            FROM cf_paygo_usage AS u JOIN cf_accounts AS a ON a.id = u.account_id
            WHERE u.{EVERYONE} AND {SPAN} GROUP BY 1, 2 ORDER BY 1, 2;""")

    def views(self, sql):
        return reports.rows(self.sandbox, "INSERT INTO cf_report_accounts SELECT id, name FROM cf_accounts;"
                            f"UPDATE cf_parameters SET first_day = '{reports.FIRST_DAY}';"
                            "INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 1000);" + sql, with_views=True)

    def table(self, caption, *columns):
        # Of long tables the first rows stand by themselves.
        rows = [row for part in (caption, caption + ": the others") for row in self.tables.get(part, ())]
        return [tuple(row[column] for column in columns) for row in rows]

    def test_days(self):
        rows = self.usage("charge_date")
        for currency in ("USD", "EUR"):
            self.assertEqual([(row["key"], expected.money(row["cost"])) for row in rows if row["currency"] == currency],
                             self.table(f"Spend by day in {currency}", "Day", "All"))
        states = dict(self.table("Spend by day in USD", "Day", "State"))
        self.assertEqual("incomplete", states[reports.TODAY])
        self.assertEqual([expected.after(reports.TODAY, -n) for n in (4, 3, 2, 1)],
                         [day for day, state in states.items() if state == "may change"])

    def test_products_of_each_day(self):
        rows = {(row["currency"], *row["key"].split("|")): row["cost"]
                for row in self.usage("charge_date || '|' || ServiceFamilyName")}
        compared = 0
        for currency in ("USD", "EUR"):
            for row in self.tables[f"Spend by day in {currency}"]:
                for product in set(row) - {"Day", "All", "State"}:
                    if "other products" not in product:
                        known = rows.get((currency, row["Day"], product))
                        self.assertEqual("" if known is None else expected.money(known), row[product],
                                         (row, product))
                        compared += 1
        self.assertGreater(compared, 10 * len(self.tables["Spend by day in USD"]))

    def test_products_zones_accounts(self):
        for key, caption, column in (("ServiceFamilyName", "Products in {}, the whole period", "Product"),
                                     ("a.name", "Cost by account in {}", "Account")):
            rows = self.usage(key)
            for currency in ("USD", "EUR"):
                self.assertEqual(sorted((row["key"], expected.money(row["cost"])) for row in rows if row["currency"] == currency),
                                 sorted(self.table(caption.format(currency), column, "Cost")))
        rows = self.usage("coalesce(ZoneName, 'of no zone') || coalesce(ZoneId, '') || a.name")
        for currency in ("USD", "EUR"):
            self.assertEqual(sorted((row["account"], expected.money(row["cost"])) for row in rows if row["currency"] == currency),
                             sorted(self.table(f"Cost by zone in {currency}", "Account", "Cost")))

    def test_headline(self):
        for row in self.views("SELECT currency, sum(cost) AS cost, sum(projected_cost) AS projected, "
                              "sum(projection_error) AS error FROM cf_month_to_date GROUP BY 1;"):
            figures = self.figures[row["currency"]]
            self.assertTrue(figures[f"Spent so far in {datetime.date.fromisoformat(reports.TODAY):%B %Y}"].startswith(amount(row["cost"])), figures)
            told = figures["Expected at month’s end"]
            self.assertTrue(told.startswith(amount(row["projected"])), told)
            self.assertIn(f"± {amount(row['error'])} {row['currency']}", told)
        (budget,) = self.views("SELECT *, 100 * spent_share AS percent FROM cf_budget_status;")
        told = self.figures["USD"]["Budget 1,000.00 USD"]
        self.assertTrue(any(f"{text} spent" in told for text in expected.percent(budget["percent"]).texts), told)
        self.assertIn(f"{amount(budget['projected_over'])} USD over", told)
        # No hint for whoever made the page stands on it.
        self.assertFalse([title for title in self.figures["EUR"] if "Budget" in title])
        self.assertNotIn("--", self.page.evaluate("document.body.innerText"))

    def test_what_is_expected_adds_up_to_the_projection(self):
        for row in self.views("SELECT currency, sum(cost) AS cost, sum(projected_cost) AS projected, "
                              "sum(projection_error) AS error FROM cf_month_to_date GROUP BY 1;"):
            days = [day for day in self.data["expected"] if day["currency"] == row["currency"]]
            self.assertEqual(reports.DAYS_OF_MONTH - int(reports.TODAY[8:]) + 1, len(days))
            self.assertAlmostEqual(row["projected"], row["cost"] + sum(day["expected"] for day in days), 6)
            last = [day for day in self.data["projected"] if day["currency"] == row["currency"]][-1]
            for column, value in (("total", row["projected"]), ("low", max(row["projected"] - row["error"], row["cost"])),
                                  ("high", row["projected"] + row["error"])):
                self.assertAlmostEqual(value, last[column], 6, (row["currency"], column))

    def test_anomalies_changes_invoices(self):
        rows = self.views("SELECT * FROM cf_cost_anomalies WHERE currency = 'USD' ORDER BY abs(deviation) DESC;")
        columns = ("Day", "Product", "Charged", "Comparable", "Usual", "Difference")
        told = self.table("What stands out most, in USD", *columns) + \
            self.table("What stands out less, in USD", *columns)
        self.assertEqual(sorted((row["day"], row["product"], expected.money(row["cost"]),
                                 expected.money(row["comparable_cost"]), expected.money(row["expected_cost"]),
                                 expected.change(row["deviation"])) for row in rows), sorted(told))
        if reports.TODAY == reports.CHOSEN:
            self.assertGreater(len(told), 8)
        rows = self.views("SELECT metric, sum(cost_before) AS before, sum(cost_after) AS after, sum(change) AS change "
                          "FROM cf_movers_month_on_month WHERE currency = 'USD' GROUP BY product, metric "
                          "ORDER BY abs(sum(change)) DESC LIMIT 8;")
        self.assertEqual([(row["metric"], expected.money(row["before"]), expected.money(row["after"]), expected.change(row["change"]))
                          for row in rows], self.table("Changes by metric in USD", "Metric", "Before", "After", "Change"))
        rows = self.views(f"UPDATE cf_parameters SET first_day = '{reports.month_start(6)}';"
                          "SELECT * FROM cf_invoice_reconciliation WHERE currency = 'USD';")
        columns = ("Cycle ended", "Usage", "Charged", "Difference")
        told = self.table("Billing cycles whose invoice agrees, in USD", *columns) + \
            self.table("Billing cycles whose invoice differs, in USD", *columns) + \
            self.table("Billing cycles that cannot be compared yet, in USD", *columns)
        def blank(value, form=expected.money):
            return "–" if value is None else form(value)
        def words(row):
            return [str(part) for part in row]
        self.assertEqual(sorted(((row["cycle_end"], expected.money(row["usage"]), blank(row["charged"]),
                                  blank(row["difference"], expected.change)) for row in rows), key=words),
                         sorted(told, key=words))

    def test_bars_are_as_long_as_the_figures(self):
        widths = self.page.evaluate("[...document.querySelectorAll('#USD [data-chart=accounts] rect')]"
                                    ".map((bar) => bar.width.baseVal.value)")
        costs = [row["cost"] for row in self.data["account_costs"] if row["currency"] == "USD"]
        self.assertEqual(len(costs), len(widths))
        for width, cost in zip(widths, costs):
            self.assertAlmostEqual(width / widths[0], cost / costs[0], 3)
        # Stacked bars: what is drawn for a day is as high as its products together.
        heights = self.page.evaluate("""Object.entries([...document.querySelectorAll('#EUR [data-chart=days] g rect')]
          .filter((bar) => /^var\\(--s\\d\\)$/.test(bar.getAttribute("fill"))).reduce((sum, bar) => {
            const x = bar.x.baseVal.value; sum[x] = (sum[x] ?? 0) + bar.height.baseVal.value; return sum; }, {}))
          .map(([x, height]) => [+x, height]).sort((a, b) => a[0] - b[0]).map(([, height]) => height)""")
        costs = [row["cost"] for row in self.data["days"] if row["currency"] == "EUR"]
        self.assertEqual(len(costs), len(heights))
        highest = costs.index(max(costs))
        for height, cost in zip(heights, costs):
            self.assertAlmostEqual(height / heights[highest], cost / costs[highest], 2)

    def test_what_could_not_be_read_is_said(self):
        notes = self.page.evaluate("document.querySelector('.notes').textContent")
        # 31 days are read on any day, of which the first may be gone: of an account without a record in them nobody
        # can say that nothing is missing.
        names = ["Contract Holdings AG", "Quiet Garden"]
        self.assertIn(f"{', '.join(names)} could not be read in full", notes)
        self.assertEqual(names, [row["Account"] for row in self.tables["What could not be read"]])


if __name__ == "__main__":
    support.main()
