"""Every cell of every table and every headline figure of a page is what the views say, worked out anew.

Nothing is picked out: a table that is new here, or a figure that is gone, fails as well as a wrong one.
"""

import datetime
import json
import subprocess
import unittest

import chromium
import expected
import reports
import test_names
from expected import Starts, change, money, percent, quantity, short_day, text
from reports import DAYS_OF_MONTH, FIRST_DAY, TODAY, support

EVERYONE = "INSERT INTO cf_report_accounts SELECT id, name FROM cf_accounts;\n"
# Titles and amounts of the chart of days, a list by currency; what has no amount is no product.
LEGENDS = """Object.fromEntries([...document.querySelectorAll("section.currency")].map((section) =>
  [section.id, [...section.querySelectorAll(".legend b")].map((b) =>
    [b.parentElement.textContent.slice(0, -b.textContent.length).trim(), b.textContent])]))"""
# Rows that SQL may give in any order among themselves.
UNORDERED = ("Perhaps charged twice", "Open invoices", "Billing cycles", "Quantities that stand out")


def failure(feed, why, account="Contract Holdings AG"):
    return {"Account": account, "What": feed, "Why": Starts(f"{feed}: {why}")}


# An account without a record may have had some on days that Cloudflare no longer keeps.
NOTHING_KEPT = failure("cf_paygo_usage", "Cloudflare no longer has the usage", "Quiet Garden")


def headline(page, currency):
    """Title and texts of each figure."""
    spent, projected, error = page.projection(currency)
    month = [row for row in page.of("records", currency) if row["day"] >= f"{expected.MONTH}-01"]
    told = {}
    title = f"Spent so far in {datetime.date.fromisoformat(TODAY):%B %Y}"
    if month:
        told[title] = [text(money(spent), f" {currency}"), f"day {int(TODAY[8:])} of {DAYS_OF_MONTH}, today incomplete"]
        if expected.missing(month):
            # The note stands in an element of its own.
            told[title] += [expected.missing(month).strip()]
    else:
        told[title] = ["unknown", f"no usage with a cost in {currency}"]
    if month and projected is not None and error is not None:
        told["Expected at month’s end"] = [
            text(money(projected), f" {currency}"),
            text("± ", money(error), f" {currency}, that is ", money(max(projected - error, spent)),
                 " to ", money(projected + error))]
    for budget in page.of("budgets", currency):
        told[f"Budget {money(budget['monthly_amount'])} {currency}"] = [
            text(percent(100 * spent / budget["monthly_amount"]), " spent"), text(percent(100 * int(TODAY[8:]) / DAYS_OF_MONTH), " of the month has begun"),
            outlook(page, month, budget["monthly_amount"])]
    if not page.of("budgets", currency):
        told["Budget"] = ["none", "set one with --budget"]
    movers = page.of("movers", currency)
    if movers and all(row["cost_before"] is not None and row["cost_after"] is not None for row in movers):
        was, now = (sum(row[side] for row in movers) for side in ("cost_before", "cost_after"))
        told["Against the same days last month"] = [
            percent(100 * (now - was) / was if was else None, sign=True),
            text(change(now - was), f" {currency}: ", money(now), " after ", money(was))]
    unusual = page.of("anomalies", currency)
    told["Unusual days of a product"] = [str(len(unusual)), f"none since {short_day(page.first_day)}"]
    if unusual:
        first = unusual[0]
        told["Unusual days of a product"][1] = text(
            f"largest: {first['product']} on {short_day(first['day'])}, ", change(first["deviation"]),
            f" {currency}")
    invoices = page.of("invoices", currency)
    agree = [row for row in invoices if row["likely_cause"].startswith("none: ")]
    told["Invoices"] = [f"{len(agree)} of {len(invoices)}", "agree with the usage"] if invoices else \
        ["none", "for billing cycles of the last six months"]
    if len(agree) < len(invoices):
        told["Invoices"] += [f"{len(invoices) - len(agree)} to look at"]
    return told


def outlook(page, month, budget):
    """The budget at the month's end, if the last seven complete days go on like that. What is known to
    have no currency may be for any budget."""
    (currency,) = {row["currency"] for row in month}
    spent, projected, _ = page.projection(currency)
    if any(row["currency"] is None for row in page.sets["records"]):
        return "whether it will do cannot be told"
    if projected <= budget:
        return text("✓ ", money(budget - projected), f" {currency} left at month’s end")
    over = text("▲ ", money(projected - budget), f" {currency} over at month’s end, used up ")
    if spent >= budget:
        return text(over, "already")
    recent = [row for row in page.of("records", currency) if expected.after(TODAY, -7) <= row["day"] < TODAY]
    last = expected.after(TODAY, int((budget - spent) / (expected.cost(recent) / 7)))
    return text(over, f"on {short_day(last)}")


class Cells(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.sandbox = support.Sandbox("--today", TODAY)
        cls.browser = chromium.Chromium()
        cls.addClassCleanup(cls.browser.stop)

    def compare(self, name, options, before, *, first_day=FIRST_DAY, failures=()):
        """How many cells were looked at."""
        page = self.browser.page(reports.make(self.sandbox, name, *options))
        self.addCleanup(page.close)
        wanted = expected.Expected(
            self.sandbox, f"UPDATE cf_parameters SET first_day = '{first_day}';\n{before}",
            first_day=first_day, failures=failures)
        told, tables = page.evaluate(reports.TABLES), wanted.tables()
        self.assertEqual(sorted(tables), sorted(told))
        self.assertEqual(len(told), page.evaluate("document.querySelectorAll('table').length"))
        cells = 0
        for caption, rows in tables.items():
            with self.subTest(page=name, table=caption):
                if caption.startswith(UNORDERED):
                    rows, told[caption] = (sorted(one, key=lambda row: [str(cell) for cell in row.values()])
                                           for one in (rows, told[caption]))
                self.assertEqual([list(row) for row in rows], [list(row) for row in told[caption]])
                self.assertEqual(rows, told[caption])
            cells += sum(map(len, rows))
        figures = page.evaluate(reports.FIGURE_PARTS)
        self.assertEqual(wanted.currencies, sorted(figures))
        legends = page.evaluate(LEGENDS)
        for currency in wanted.currencies:
            with self.subTest(page=name, currency=currency):
                self.assertEqual(headline(wanted, currency), figures[currency])
                self.assertEqual(wanted.legends()[currency], legends[currency])
        return cells

    def test_pay_as_you_go(self):
        cells = self.compare(
            "cells", ("--budget", "USD=1000"),
            EVERYONE + "INSERT INTO cf_budgets VALUES (NULL, 'USD', 1000);\n",
            failures=[failure("cf_paygo_usage", "PayGo usage does not cover this account"),
                      *([NOTHING_KEPT] if reports.may_be_gone(FIRST_DAY) else ())])
        self.assertGreater(cells, 1500)

    def test_focus_where_most_costs_are_unknown(self):
        cells = self.compare(
            "cells-focus", ("--feed", "focus"), EVERYONE + "UPDATE cf_parameters SET feed = 'focus';\n",
            # Why, not that it was given up after that.
            failures=[failure("cf_focus_usage", "HTTP 403, code 10000: Authentication error")])
        self.assertGreater(cells, 2000)

    def test_names_and_charges_that_are_there_twice(self):
        file = test_names.fixture()
        cells = self.compare("cells-names", ("--sql", file, "--budget", "USD=5000"),
                             "INSERT INTO cf_budgets VALUES (NULL, 'USD', 5000);\n"
                             f".output /dev/null\n.read '{file}'\n.output stdout\n",
                             # These accounts are nobody's: what the SQL does not replace is not found.
                             failures=[failure(feed, "HTTP 404, code 7003: Could not find a route", name)
                                       for name in (test_names.HOSTILE[0], test_names.HOSTILE[3])
                                       for feed in ("cf_subscriptions", "cf_unpaid_invoices")])
        self.assertGreater(cells, 1000)

    def test_quantities_of_any_size(self):
        values = [0, 5e-7, -5e-7, 1.23456e-9, 0.00001234, 0.5, 99.994, 99.996, 100.4, 1e6, 123456789012.4,
                  -2.5]
        program = (f"import {{ quantity }} from '{reports.ROOT}/examples/report/format.mjs';"
                   f"console.log(JSON.stringify({json.dumps(values)}.map(quantity)))")
        done = subprocess.run(["node", "--input-type=module", "-e", program], capture_output=True, text=True,
                              check=True, timeout=30)
        self.assertEqual([quantity(value) for value in values], json.loads(done.stdout))


if __name__ == "__main__":
    support.main()
