"""Names that would do something if they were not shown as text; no usage; usage without costs."""

import datetime
import os
import unittest

import chromium
import reports
from reports import support, views

HOSTILE = (
    "<script>document.title = 'ran'</script>",
    "</script><img src=x onerror=\"document.title = 'ran'\">",
    "\"double\" 'single' &amp; & `tick` ${1}",
    "\u202eright to left \u05e9\u05dc\u05d5\u05dd",
    "\U0001f600 \U0001f3f3\ufe0f\u200d\U0001f308",
    "line\u2028separator, paragraph\u2029separator",
    "<!-- comment --> ]]> {{braces}} \\u0041 \\",
    "javascript:alert(1)", "a" * 300,
)
ACCOUNT = views.ONE
# Charts with names in them; `isolated` there begins a name.
CHART_NAMES = """[...document.querySelectorAll(".chart svg text")].map((text) => text.textContent)
  .filter((text) => text.startsWith("\\u2068"))"""


def fixture():
    """SQL that puts records with these names in the place of what Cloudflare says."""
    script = reports.Script()
    script.execute("SELECT 'printed', cf_config('max_requests', 400)")
    script.execute("DELETE FROM cf_report_accounts")
    script.execute(f"INSERT INTO cf_report_accounts VALUES ('{ACCOUNT}', {reports.quoted(HOSTILE[0])}),"
                   f" ('{views.OTHER}', {reports.quoted(HOSTILE[3])})")
    today = datetime.date.fromisoformat(reports.TODAY)
    usage, resources, day = [], [], today - datetime.timedelta(92)
    while day <= today:
        for place, name in enumerate(HOSTILE):
            cost = 30.0 if day == today - datetime.timedelta(10) else 1.0 + place
            usage.append(views.usage(day.isoformat(), cost, product=name, metric=name, unit=name,
                                     zone_id=f"zone {place}", zone_name=name,
                                     account_id=(ACCOUNT, views.OTHER)[place % 2]))
            # Of every line each name has used something, most that which is called as the line is.
            resources += [dict.fromkeys(views.RESOURCES) | {
                "account_id": (ACCOUNT, views.OTHER)[place % 2], "day": day.isoformat(), "resource_type": "worker",
                "resource_id": f"worker {n}", "resource_name": HOSTILE[(place + n) % len(HOSTILE)], "service": name,
                "quantity": 0.1 / (n + 1)} for n in range(len(HOSTILE))]
            # The same where no cost is known, from the last month on.
            if day.isoformat() >= reports.FIRST_DAY:
                usage.append(views.usage(day.isoformat(), None, 1000.0 * (place + 1), product=name,
                                         metric=name + "?", unit=name, currency=None))
        day += datetime.timedelta(days=1)
    history = [views.item(str(today - datetime.timedelta(18)), 9.0, description=name, status="unpaid") for name in HOSTILE * 2]
    for view, columns, records, condition in (
            ("cf_live_usage", views.USAGE, usage, "u.day BETWEEN w.first_day AND w.last_day"),
            ("cf_live_resources", views.RESOURCES, resources, "u.day BETWEEN w.first_day AND w.last_day"),
            ("cf_live_history", views.HISTORY, history,
             "u.day BETWEEN w.first_day AND date(w.last_day, '+5 days')")):
        views.replace(script, view, columns, records, condition)
    path = os.path.join(support.scratch_folder(), "names.sql")
    script.write(path)
    return path


def long_day(day):
    return f"{int(day[8:])} {datetime.date.fromisoformat(day):%B %Y}"


class Names(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.sandbox = reports.sandbox()
        cls.browser = chromium.Chromium()
        cls.addClassCleanup(cls.browser.stop)

    def show(self, name, *arguments, **how):
        path = reports.make(self.sandbox, name, *arguments)
        page = self.browser.page(path, **how)
        self.addCleanup(page.close)
        self.assertEqual([], page.complaints())
        self.assertEqual([f"file://{path}"], page.requests())
        if os.environ.get("CF_BILLING_PICTURES"):
            page.screenshot(f"{os.environ['CF_BILLING_PICTURES']}/{name}.png")
        return page

    def test_hostile_names_are_text(self):
        page = self.show("hostile", "--sql", fixture(), width=390, height=844, phone=True)
        self.assertEqual("Cloudflare spend, {} – {}".format(*map(long_day, (reports.FIRST_DAY, reports.TODAY))), page.evaluate("document.title"))
        self.assertEqual(2, page.evaluate("document.scripts.length"))
        self.assertEqual(0, page.evaluate("document.querySelectorAll('img').length"))
        self.assertEqual(390, page.evaluate("document.documentElement.scrollWidth"))
        tables = page.evaluate(reports.TABLES)
        self.assertEqual(sorted(HOSTILE), sorted(row["Product"] for row in tables["Products in USD, the whole period"]))
        self.assertEqual(sorted(HOSTILE), sorted(row["Zone"] for row in tables["Cost by zone in USD"]))
        self.assertEqual(sorted((HOSTILE[0], HOSTILE[3])), sorted(row["Account"] for row in tables["Cost by account in USD"]))
        unknown = tables["Usage without a cost, the whole period"]
        self.assertEqual(sorted((name + "?", name) for name in HOSTILE), sorted((row["Metric"], row["Unit"]) for row in unknown))
        self.assertEqual(sorted(HOSTILE), sorted(row["Description"] for row in tables["Perhaps charged twice, in USD"]))
        self.assertLessEqual({row["Product"] for row in tables["What stands out most, in USD"]}, set(HOSTILE))
        caused = {row["Resource"] for row in tables["What caused it, in USD"]}
        self.assertEqual(set(HOSTILE) | {"3 other resources", "not attributed"}, caused)
        # Each on its own: whatever its direction, what stands around it keeps its order.
        self.assertGreater(page.evaluate("document.querySelectorAll('bdi').length"), 5 * len(HOSTILE))
        drawn = page.evaluate(CHART_NAMES)
        for name in HOSTILE[:2]:
            self.assertTrue(any(text.startswith("\u2068" + name[:8]) for text in drawn), (name, drawn))

    def test_where_there_is_no_data_there_is_a_sentence(self):
        # Of FOCUS usage it is known that there was none; of PayGo usage older days may be gone.
        page = self.show("quiet", "--account", support.QUIET, "--feed", "focus")
        self.assertEqual(0, page.evaluate("document.querySelectorAll('.chart, .currency').length"))
        text = page.evaluate("document.querySelector('main').innerText")
        for sentence in ("No amount in any currency is known for this period",
                         "No usage was recorded in the period.", "Nothing at all was recorded for Quiet Garden"):
            self.assertIn(sentence, text)
        # With a budget there is a currency, but still nothing to draw.
        page = self.show("quiet-budget", "--account", support.QUIET, "--budget", "USD=100")
        self.assertEqual(0, page.evaluate("document.querySelectorAll('.chart').length"))
        text = page.evaluate("document.querySelector('main').innerText")
        for sentence in ("No cost in USD is known", "No cost belongs to a zone", "No invoice in USD is open"):
            self.assertIn(sentence, text)

    def test_days_that_may_be_gone_are_not_called_empty(self):
        page = self.show("quiet-gone", "--account", support.QUIET)
        text = page.evaluate("document.querySelector('main').innerText")
        self.assertIn("Quiet Garden could not be read in full", text)
        self.assertNotIn("Nothing at all was recorded", text)

    def test_unknown_costs_are_not_zero(self):
        page = self.show("focus", "--account", support.MID_MONTH, "--feed", "focus", "--days", "30")
        self.assertEqual(0, page.evaluate("document.querySelectorAll('[data-chart=days]').length"))
        rows = page.evaluate(reports.TABLES)["Usage without a cost, the whole period"]
        self.assertGreater(len(rows), 5)
        (records,) = reports.rows(self.sandbox, f"""
            SELECT count(*) AS n FROM cf_focus_usage WHERE account_id = '{support.MID_MONTH}'
              AND charge_date BETWEEN date('{reports.TODAY}', '-29 days') AND '{reports.TODAY}' AND BilledCost IS NULL;""")
        told = sum(int(row["Records without cost"].split(" of ")[0].replace(",", "")) for row in rows)
        self.assertEqual(records["n"], told)
        self.assertEqual(6, page.evaluate("document.querySelectorAll('[data-chart=unknown] svg').length"))


if __name__ == "__main__":
    support.main()
