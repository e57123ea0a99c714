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


def period(first, last):
    return short_day(first) if first == last else f"{short_day(first)} – {short_day(last)}"


def headline(page, currency):
    """Title and texts of each figure."""
    spent, projected, error = page.projection(currency)
    month = [row for row in page.of("records", currency) if row["day"] >= f"{expected.MONTH}-01"]
    told = {}
    title = f"Spent so far in {datetime.date.fromisoformat(TODAY):%B %Y}"
    if month:
        told[title] = [text(money(spent), f" {currency}"), 
                       f"usage of {period(f'{expected.MONTH}-01', TODAY)}, day {int(TODAY[8:])} of {DAYS_OF_MONTH}, today incomplete"]
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
            text(percent(100 * spent / budget["monthly_amount"]), " spent"), text(percent(100 * int(TODAY[8:]) / DAYS_OF_MONTH), f" of {datetime.date.fromisoformat(TODAY):%B %Y} has begun"),
            outlook(page, month, budget["monthly_amount"])]
    totals = page.of("totals", currency)
    if totals:
        costs = [row["cost"] for row in totals]
        told[f"Total of {datetime.date.fromisoformat(reports.month_start(1)):%B %Y}"] = [
            "unknown", f"known of {len(costs) - costs.count(None)} of {expected.plural(len(costs), 'account')}: " + (
                "usage is missing" if any(row["usage"] is None for row in totals)
                else "invoices are still to come or cannot be compared")] if None in costs else [
            text(money(sum(costs)), f" {currency}"), text(
                "usage ", money(sum(row["usage"] for row in totals)),
                ", plan fees ", money(sum(row["plan_fees"] for row in totals)),
                ", tax and other ", money(sum(row["other_charges"] for row in totals)),
                *((", returned ", money(returned)) if (returned := sum(
                    row["refunds"] + row["credits"] for row in totals)) else ()))]
    movers = page.of("movers", currency)
    if movers and all(row["cost_before"] is not None and row["cost_after"] is not None for row in movers):
        was, now = (sum(row[side] for row in movers) for side in ("cost_before", "cost_after"))
        told["Against the same days last month"] = [
            percent(100 * (now - was) / was if was else None, sign=True),
            text(change(now - was), f" {currency}: ", money(now), " after ", money(was))]
    unusual = page.of("anomalies", currency)
    compared, days = page.days_compared(currency)
    told["Unusual events of a product"] = [
        str(len(unusual)) if compared else "unknown", period(page.first_day, TODAY),
        f"{compared:,} of {days:,} days of products could be compared" if days else
        "no day of products could be compared"]
    if unusual:
        first = unusual[0]
        when = f"on {short_day(first['day'])}"
        if first["day"] != first["last_day"] and first["event"] in ("more", "less"):
            when = f"from {short_day(first['day'])} to {short_day(first['last_day'])}"
        told["Unusual events of a product"].append(text(
            f"largest: {first['product']}, {first['event']} {when}, ", change(first["deviation"]),
            f" {currency}"))
    invoices = page.of("invoices", currency)
    agree, differ, later = (sum(row["state"] == state for row in invoices)
                            for state in ("agrees", "differs", "cannot be compared yet"))
    since = datetime.date.fromisoformat(reports.month_start(6))
    cycles = f"billing cycles that ended since {since.day} {since:%B %Y}"
    told["Invoices"] = [f"{agree} of {len(invoices)}", f"agree with the usage, of {cycles}"] if invoices else \
        ["none", f"for {cycles}"]
    told["Invoices"] += [f"{differ} to look at"] * (differ > 0) + \
        [f"{later} cannot be compared yet"] * (later > 0)
    return told


def outlook(page, month, budget):
    """The budget at the month's end, and the day on which what is expected day by day has used it up. What
    is known to have no currency may be for any budget."""
    (currency,) = {row["currency"] for row in month}
    spent, projected, _ = page.projection(currency)
    if any(row["currency"] is None for row in page.sets["records"]):
        return "whether it will do cannot be told"
    if projected <= budget:
        return text("✓ ", money(budget - projected), f" {currency} left at month’s end")
    over = text("▲ ", money(projected - budget), f" {currency} over at month’s end, used up ")
    if spent >= budget:
        return text(over, "already")
    left = budget - spent
    for day, cost, _ in page.coming_days(currency):
        left -= cost
        if left < 0:
            return text(over, f"on {short_day(day)}")
    raise AssertionError("what is expected of the days is not what is expected of the month")


class Cells(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.sandbox = reports.sandbox()
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
        self.assertEqual(len(told), page.evaluate("document.querySelectorAll('table').length"))
        # Of long tables the first rows stand by themselves.
        for caption in [caption for caption in told if caption.endswith(": the others")]:
            first = caption[:caption.rindex(":")]
            self.assertEqual(12, len(told[first]))
            told[first] += told.pop(caption)
        self.assertEqual(sorted(tables), sorted(told))
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
            EVERYONE + "INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 1000);\n",
            failures=[failure("cf_paygo_usage", "PayGo usage does not cover this account"),
                      NOTHING_KEPT])
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
                             "INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 5000);\n"
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
