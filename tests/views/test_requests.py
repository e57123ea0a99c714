"""What the views ask the API for: the days they are about, and each of them once."""

import datetime
import sqlite3

import truth
import calendar_of
from support import FIRST, MANY_PLANS, MID_MONTH
from truth import DAY, cycle_of

# Below, a query that is used twice is answered twice.
ONCE = sqlite3.sqlite_version_info >= (3, 35)
# By the window they read.
VIEWS = {
    "period": "spend_by_day spend_by_product spend_by_metric quantity_by_day spend_by_zone "
              "spend_by_subscription spend_by_account showback_by_zone unit_cost "
              "cost_per_million_requests freshness missing_days usage quantity_by_zone "
              "quantity_by_subscription unpriced_metrics main_products allocation_coverage "
              "spend_by_quarter cost_by_region unit_cost_by_product unit_price_changes",
    "trend": "month_to_date billing_cycle_to_date series_to_date budget_status free_allowance "
             "quantity_to_date projected_total",
    "two_days": "movers_day_on_day",
    "two_months": "movers_month_on_month price_and_quantity_effects compared_months "
                  "month_prices",
    "baseline": "new_and_vanished_metrics cost_anomalies quantity_anomalies compared_costs "
                "compared_quantities compared_series unusual_events",
    "ended_cycles": "estimated_cost estimated_cost_by_day estimates cycle_usage "
                    "invoice_reconciliation total_cost_by_cycle total_cost compared_cycles cycle_prices "
                    "invoice_explained"}
LEAVES_TODAY_OUT = ("cost_anomalies", "quantity_anomalies", "compared_costs", "compared_quantities",
                    "compared_series", "unusual_events")
# Once for the days, once for the cycles and their invoices.
READ_TWICE = ("total_cost", "unit_price_changes", "compared_cycles", "cycle_prices", "invoice_explained")
WITH_INVOICES = ("invoice_reconciliation", "total_cost_by_cycle", "total_cost",
                 "invoice_explained", "projected_total")
OTHER_TABLES = "history open_items plan_fees duplicate_charges".split()


class Requests(truth.TestCase):
    def prepare(self, *accounts, **parameters):
        self.over(*accounts, **parameters)
        self.db.execute("INSERT INTO cf_prices(metric, currency, price) "
                        "VALUES ('R2 Data Storage', 'USD', 1)")
        self.db.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) VALUES (NULL, 'USD', 5)")

    def ask(self, view, cache=300):
        """The requests of one query; no answer of an earlier one is used."""
        self.rows("SELECT cf_cache_clear()")
        self.rows("SELECT cf_config('cache_ttl', ?)", (cache,))
        self.sandbox.forget_requests()
        logged = self.value("SELECT count(*) FROM cf_requests")
        self.rows(f"SELECT * FROM cf_{view}")
        self.hits = self.value("SELECT count(*) FROM cf_requests WHERE id > ? AND cache = 'hit'",
                               (logged,))
        return self.sandbox.requests()

    def window(self, name, today, first, last):
        before = min(last, today - DAY)
        month = before.replace(day=1)
        return {"period": (first, last), "trend": (today - 31 * DAY, today),
                "two_days": (min(before, today - 4 * DAY) - DAY, before),
                "two_months": ((month - DAY).replace(day=1), before),
                "baseline": (first - 42 * DAY, last),
                "ended_cycles": (first - 32 * DAY, last)}[name]

    def periods(self):
        today = self.today()
        last_month = today.replace(day=1) - DAY
        return (today, None, None), (today, last_month.replace(day=1), last_month)

    def each(self, feed):
        """All views and periods of a feed: (view, first and last day it is about)."""
        for today, first, last in self.periods():
            self.prepare(MID_MONTH, feed=feed, first_day=first, last_day=last)
            days = (first or today.replace(day=1), last or today)
            for window, names in VIEWS.items():
                for view in names.split():
                    if view == "missing_days" and days[0] == today:
                        continue  # Without a complete day none is missing.
                    yield view, *self.window(window, today, *days)

    def test_focus_is_asked_for_these_days_only(self):
        for view, first, last in self.each("focus"):
            asked = [(r.parameters["from"], r.parameters["to"]) for r in self.ask(view)
                     if "from" in r.parameters]
            if view in LEAVES_TODAY_OUT and max(asked)[1] == str(last) == str(self.today()):
                last -= DAY  # A recent SQLite pushes that down as well.
            first, last = calendar_of.asked_with_cache(first, last, self.today())
            windows = -(-((last - first).days + 1) // 30)
            # Each asks for one day more than it owns.
            self.assertEqual((str(first), str(last + DAY), windows),
                             (min(asked)[0], max(asked)[1], len(asked)), (view, asked))

    def test_paygo_is_asked_for_the_cycles_of_these_days_only(self):
        for view, first, last in self.each("paygo"):
            starts, day = [], first
            while day <= last:
                start, day = cycle_of(day, 19)
                starts.append(str(start))
            asked = sorted(r.parameters["from"] for r in self.ask(view) if "from" in r.parameters)
            # For subscriptions that nobody tells also the cycle before.
            before = str(cycle_of(datetime.date.fromisoformat(starts[0]) - DAY, 19)[0])
            self.assertIn(asked, (starts, [before, *starts]), view)

    @staticmethod
    def url(request):
        """As of a GET: the days of a POST are in its body."""
        if request["method"] == "GET":
            return f"{request.endpoint}?{request['query']}"
        return f"{request.endpoint}?from={request.parameters['from']}&to={request.parameters['to']}"

    def with_cache(self, requests):
        """The URLs that requests made without a cache have with one."""
        scans = {}
        for request in requests:
            scans.setdefault(request.endpoint, []).append(request)
        urls = []
        for endpoint, windows in scans.items():
            if len(windows) == 1 and endpoint.endswith("/billable/usage"):
                first, to = (calendar_of.day(windows[0].parameters[name])
                             for name in ("from", "to"))
                first, last = calendar_of.asked_with_cache(first, to - DAY, self.today())
                urls.append(f"{endpoint}?from={first}&to={last + DAY}")
            else:
                urls += map(self.url, windows)
        return sorted(urls)

    def test_nothing_is_asked_for_twice_and_read_once(self):
        for feed in truth.FEEDS:
            self.prepare(MID_MONTH, MANY_PLANS, feed=feed)
            for names in (*VIEWS.values(), " ".join(OTHER_TABLES)):
                for view in names.split():
                    with self.subTest(view=view, feed=feed):
                        cached = sorted(map(self.url, self.ask(view)))
                        self.assertEqual(sorted(set(cached)), cached)
                        if ONCE and view not in READ_TWICE:
                            self.assertEqual(0, self.hits)
                            self.assertEqual(cached, self.with_cache(self.ask(view, cache=0)))

    def test_other_tables_are_read_where_they_are_needed(self):
        def asked(view):
            return {r.endpoint.rpartition("/")[2] for r in self.ask(view)}
        self.prepare(MID_MONTH, first_day=self.today() - 40 * DAY)  # A cycle has ended.
        self.assertEqual({"history"}, asked("history"))
        self.assertEqual({"history"}, asked("duplicate_charges"))
        self.assertEqual({"subscriptions"}, asked("plan_fees"))
        self.assertEqual(1, len(self.ask("open_items")))
        usage = {"info", "billable-usage"}
        for view in (*WITH_INVOICES, "rebill"):
            self.assertEqual({"history", "subscriptions", *usage}, asked(view), view)
        for view in (name for names in VIEWS.values() for name in names.split()):
            if view not in WITH_INVOICES:
                self.assertEqual(usage, asked(view), view)
        # Only what a budget covers.
        self.db.execute("UPDATE cf_budgets SET budget_covers = 'total'")
        self.assertEqual({"history", "subscriptions", *usage}, asked("budget_status"))

    def test_a_period_to_come(self):
        self.prepare(FIRST, first_day=self.today() + DAY, last_day=self.today() + 9 * DAY)
        for view in VIEWS["period"].split():
            self.assertEqual([], self.ask(view), view)

    def test_a_condition_on_the_day_narrows_nothing_wrongly(self):
        self.prepare(FIRST)
        first = self.today().replace(day=1)
        for view, column in (("spend_by_day", "day"), ("usage", "day")):
            whole = self.value(f"SELECT sum(cost) FROM cf_{view} WHERE {column} = '{first}'")
            records = truth.Truth(self.sandbox, FIRST).usage("paygo", first, first)
            self.close(truth.known(truth.costs(records)), whole, view)

    def test_history_is_read_as_far_as_the_period_goes(self):
        today = self.today()
        pages = []
        for first in (today - 10 * DAY, datetime.date(today.year - 1, today.month, 1)):
            self.prepare(FIRST, first_day=first)
            pages.append(len(self.ask("history")))
        self.assertLess(pages[0], pages[1])


if __name__ == "__main__":
    truth.main()
