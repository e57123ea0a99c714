"""The section on what caused it: its bars, and what it says where analytics are not to be had."""

import os
import subprocess
import unittest

import chromium
import reports
from reports import ROOT, support

SECTION = """[...document.querySelectorAll("#USD > section")].find((section) =>
  section.querySelector("h3").textContent === "What caused it")"""
# Of each product the bars, in the order in which they stand, and what stands above them.
BARS = """[...document.querySelectorAll("#USD [data-chart=causes] svg")].map((svg) => ({
  bars: [...svg.querySelectorAll("[aria-label=bar] > *")].map((bar) => [bar.getBoundingClientRect().y,
    bar.getBoundingClientRect().width, bar.getAttribute("fill")]),
  texts: [...svg.querySelectorAll("[aria-label=text] > text")].map((text) => text.textContent) }))"""
ANALYTICS = "/client/v4/graphql"


class Causes(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.browser = chromium.Chromium()
        cls.addClassCleanup(cls.browser.stop)

    def make(self, sandbox, name, *options, **how):
        self.addCleanup(sandbox.stop)
        page = self.browser.page(reports.make(sandbox, name, *options), **how)
        self.addCleanup(page.close)
        self.assertEqual([], page.complaints())
        return page

    def text(self, page):
        return " ".join(page.evaluate(f"{SECTION}.textContent").split())

    def assert_says_why(self, page, *words):
        """One sentence, no chart, and nobody's figures are called incomplete for it."""
        self.assertEqual(0, page.evaluate("document.querySelectorAll('[data-chart=causes]').length"))
        text = self.text(page)
        for some in ("Which resources caused it cannot be told", *words):
            self.assertIn(some, text)
        self.assertEqual(1, page.evaluate(f"{SECTION}.querySelectorAll('p').length"))
        notes = page.evaluate("document.querySelector('.notes').textContent")
        self.assertNotIn("Lighthouse", notes)
        self.assertNotIn("What caused it, in USD", page.evaluate(reports.TABLES))
        self.assertIn("Spend by day in USD", page.evaluate(reports.TABLES))

    def test_bars_are_as_long_as_costs(self):
        page = self.make(reports.sandbox(), "causes", "--account", support.FIRST, "--account", support.MID_MONTH)
        rows = page.evaluate("JSON.parse(document.getElementById('rows').textContent).causes")
        charts = page.evaluate(BARS)
        self.assertEqual(5, len(charts))
        for place, chart in enumerate(charts, 1):
            told = [row for row in rows if row["place"] == place and row["currency"] == "USD"]
            bars = [bar[1:] for bar in sorted(chart["bars"])]
            self.assertEqual(len(told), len(bars))
            longest = max(range(len(told)), key=lambda n: told[n]["cost"])
            for row, (width, fill) in zip(told, bars):
                self.assertAlmostEqual(row["cost"] / told[longest]["cost"], width / bars[longest][0], 2, row)
                self.assertEqual("var(--s7)" if row["is_rest"] else "var(--s2)" if row["others"] else "var(--s1)", fill)
                figure = reports.amount(row["cost"])
                self.assertTrue(any(figure in text for text in chart["texts"]), (row, chart["texts"]))
            self.assertAlmostEqual(100, sum(row["percent"] for row in told), 1)
        # What is not attributed has its reason below the chart.
        self.assertRegex(self.text(page), r"Not attributed: 100 %\. Analytics tell no resource of this line\.")

    def test_without_the_permission_it_is_a_sentence(self):
        sandbox = reports.sandbox("--set", "graphql.permission=off", "--set", "graphql.zone_permission=off")
        page = self.make(sandbox, "denied", "--account", support.FIRST)
        self.assert_says_why(page, "the token may not read analytics. "
                                   "The token needs Account › Account Analytics › Read.")

    def test_a_limit_that_is_used_up_is_no_failure_of_the_report(self):
        page = self.make(reports.sandbox("--set", "graphql.rate_limit=3"), "limited", "--account", support.FIRST)
        self.assert_says_why(page, "300 queries of analytics in five minutes")

    def test_a_dataset_that_is_denied_is_a_reason(self):
        sandbox = reports.sandbox("--set", "graphql.not_in_plan=d1AnalyticsAdaptiveGroups")
        page = self.make(sandbox, "denied-dataset", "--account", support.FIRST)
        (rest,) = [row for row in page.evaluate(reports.TABLES)["What caused it, in USD"]
                   if row["Product"] == "D1" and row["Resource"] == "not attributed"]
        self.assertEqual("100 %", rest["Share"])
        self.assertIn("access", rest["Why"])

    def test_of_many_accounts_the_costliest_are_asked_for(self):
        sandbox = reports.sandbox("--set", "accounts.extra=20")
        settings = os.path.join(support.scratch_folder(), "settings.sql")
        with open(settings, "w", encoding="ascii") as file:
            file.write("SELECT cf_config('max_requests', 5000);\n")
        page = self.make(sandbox, "many-live", "--sql", settings)
        asked = [request for request in sandbox.requests() if request["path"] == ANALYTICS]
        self.assertLess(len(asked), 300)
        self.assertRegex(self.text(page), r"Of \d of \d\d accounts, the costliest; an archive has all")
        # All of them are in the rest of the page.
        records = page.evaluate(reports.TABLES)
        self.assertGreater(len(records["Records by account"]) + len(records["Records by account: the others"]), 20)

    def test_an_archive_has_what_it_was_told(self):
        """Without analytics it is a sentence, with them the same figures as live."""
        sandbox = reports.sandbox()
        database = os.path.join(support.scratch_folder(), "causes.db")
        archive = {"cwd": ROOT, "check": True, "capture_output": True, "timeout": 120,
                   "env": reports.environment(sandbox)}
        subprocess.run(["sh", "examples/archive.sh", "--resources", "none", database], **archive)
        account = "--account", support.FIRST, "--days", "30"
        page = self.make(sandbox, "archive-without", "--database", database, *account)
        self.assert_says_why(page, "the archive has nothing of what they used")
        live = self.make(reports.sandbox(), "causes-live", *account)
        subprocess.run(["sh", "examples/archive.sh", "--resources", "billed", database], **archive)
        sandbox.forget_requests()
        page = self.make(sandbox, "archive-with", "--database", database, *account)
        self.assertEqual([], sandbox.requests())
        tables = [one.evaluate(reports.TABLES)["What caused it, in USD"] for one in (live, page)]
        self.assertEqual(*tables)
        self.assertGreater(len(tables[0]), 10)

    def test_fits_phones_and_paper(self):
        page = self.make(reports.sandbox(), "causes-phone", width=390, height=844, phone=True)
        self.assertEqual(390, page.evaluate("document.documentElement.scrollWidth"))
        # No label goes into the figure at its right end.
        for chart in page.evaluate("""[...document.querySelectorAll("#USD [data-chart=causes] svg")].map((svg) =>
              [...svg.querySelectorAll("[aria-label=text]")].map((group) => [...group.children].map((text) => {
                const box = text.getBoundingClientRect(); return [box.left, box.right]; })))"""):
            names, figures = chart
            for (_, right), (left, _) in zip(names, figures):
                self.assertLess(right, left + 1)
        # On paper its heading is not alone at the end of a page.
        page.emulate(media="print")
        self.assertEqual("avoid", page.evaluate(f"getComputedStyle({SECTION}).breakInside"))


if __name__ == "__main__":
    support.main()
