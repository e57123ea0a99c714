"""What the extension asks for, checked by Prism against the documents: paths, parameters, credentials."""

import support
from endpoints import BY_ACCOUNT, ENDPOINTS
from proxy_case import OTHER_CREDENTIALS, ProxyTest, ask_prism, template_of
from recording_proxy import Request
from support import FIRST, ORGANIZATION

LAST_DAYS = "charge_date >= date('now', '-{} days')"
OWN = "account_id IS NULL"
OF_ORGANIZATION = f"organization_id = '{ORGANIZATION}'"

# Document, settings, table, conditions: all that a query can add to a request.
QUERIES = [
    ("documented", {}, "cf_billing_profile", [BY_ACCOUNT, OWN]),
    ("documented", {}, "cf_billing_history", [
        OWN, f"{OWN} AND type = 'charge' AND action = 'subscription'",
        f"{OWN} AND occurred_at = '2014-03-01T12:21:59.3456Z'", f"{OWN} AND occurred_date >= '2026-01-01'",
        f"{OWN} AND occurred_at = '2014-03-01T12:21:59+02:00'"]),
    *((document, {"paygo_endpoint": endpoint}, "cf_paygo_usage",
       [BY_ACCOUNT, f"{BY_ACCOUNT} AND {LAST_DAYS.format(10)}"])
      for document, endpoint in (("documented", "billing/usage/paygo"), ("documented", "paygo-usage"),
                                 ("current", "billable-usage"))),
    ("current", {}, "cf_paygo_subscriptions", [BY_ACCOUNT]),
    *((document, {}, "cf_focus_usage", [
        BY_ACCOUNT, f"{BY_ACCOUNT} AND {LAST_DAYS.format(100)}",
        f"{BY_ACCOUNT} AND {LAST_DAYS.format(1)} AND x_BillableMetricId = 'workers_standard_requests'",
        f"{BY_ACCOUNT} AND from_date = '2026-01-01' AND to_date = '2026-01-31'"])
      for document in ("documented", "current")),
    ("current", {}, "cf_focus_usage", [OF_ORGANIZATION, f"{OF_ORGANIZATION} AND {LAST_DAYS.format(100)}"]),
    ("current", {}, "cf_billable_metrics", [
        BY_ACCOUNT, f"{BY_ACCOUNT} AND from_date = '2026-01-01' AND to_date = '2026-03-31'"]),
    ("current", {}, "cf_billing_history", [
        BY_ACCOUNT, f"{BY_ACCOUNT} AND status = 'paid'", f"{BY_ACCOUNT} AND occurred_date >= '2026-01-01'"]),
]

CREDENTIALS = [{}, {"api_token": None, "api_key": support.KEY, "email": support.EMAIL}]

ALL_CREDENTIALS = "401 : Invalid security scheme used"
# What Prism says of the extension's requests today, and why that is right as it is.
KNOWN = {
    # These want token, key and e-mail at once, which Cloudflare's servers can refuse.
    ("documented", "/accounts/{account_id}/billing/profile", ALL_CREDENTIALS),
    ("documented", "/user/billing/profile", ALL_CREDENTIALS),
    ("documented", "/user/billing/history", ALL_CREDENTIALS),
    ("current", "/accounts/{account_id}/billing/history", ALL_CREDENTIALS),
    # The companion of paygo-usage was documented in July 2026, between the two documents.
    ("documented", f"/accounts/{FIRST}/paygo-usage-info", "404 no path"),
    # Costs come by POST; the document names usage alone as its Metric, and the older one no POST.
    ("current", "/accounts/{account_id}/billable/usage",
     "422 body.Metric: Request body property Metric must be equal to one of the allowed values: usage"),
    ("documented", "/accounts/{account_id}/billable/usage", "405 no POST"),
}

RECORDS = {"cf_billing_profile": '{"id":"1"}',
           "cf_paygo_subscriptions": '{"covered":true,"subscriptions":[]}'}
ANCHOR = ('{"covered":true,"subscriptions":[{"id":"1","start_timestamp":"2020-01-07T00:00:00Z",'
          '"billing_cycle_anchor_timestamp":"2020-01-07T00:00:00Z"}]}')


class Requests(ProxyTest):
    def test_prism_calls_nothing_invalid_but_what_is_known(self):
        self.said, self.asked = set(), set()
        self.proxy.answer = self.answer
        for credentials in CREDENTIALS:
            for document, settings, table, conditions in QUERIES:
                db = self.connect_to(document, **settings, **credentials)
                for where in conditions:
                    with self.subTest(document=document, table=table, where=where):
                        before = len(self.proxy.requests)
                        self.result = RECORDS.get(table, "[]")
                        self.rows(f"SELECT * FROM {table} WHERE {where}", db=db)
                        self.assertIsNone(self.proxy.failure)
                        self.assertLess(before, len(self.proxy.requests))
        self.assertEqual(KNOWN, self.said)
        self.assertEqual({(endpoint.document, endpoint.path) for endpoint in ENDPOINTS.values()},
                         {(document, template) for document, template in self.asked if template})

    def answer(self, request):
        template = template_of(request)
        self.asked.add((request.document, template))
        for complaint in self.complaints_about(request):
            self.said.add((request.document, template or request.path, complaint))
        result = ANCHOR if "info" in request.path else self.result
        return 200, f'{{"success":true,"errors":[],"messages":[],"result":{result}}}'

    @staticmethod
    def complaints_about(request):
        found = set(ask_prism(request).complaints)
        if ALL_CREDENTIALS in found:
            # It says no more before it has these.
            given = OTHER_CREDENTIALS | {"Authorization": f"Bearer {support.TOKEN}"}
            found |= set(ask_prism(request, **given).complaints)
        short = {"NO_PATH_MATCHED": "404 no path", "NO_METHOD_MATCHED": f"405 no {request.method}"}
        return {next((told for sign, told in short.items() if sign in complaint), complaint)
                for complaint in found}

    def test_prism_does_complain(self):
        """Of what the other test would not see otherwise."""
        path, headers = f"/accounts/{FIRST}/billable-usage", {"Authorization": "Bearer " + support.TOKEN}
        for target, given, complaint in (
                (path, headers, None),
                (path, {}, "401 .*security"),
                (path + "?from=01.02.2026", headers, "422 query.from.*date"),
                (path.replace(FIRST, "someone"), headers, "422 path.account_id.*pattern"),
                (path + "s", headers, "404 .*NO_PATH_MATCHED")):
            with self.subTest(target=target):
                said = ask_prism(Request("current", "GET", target, given)).complaints
                self.assertEqual(bool(complaint), bool(said), said)
                if complaint:
                    self.assertRegex(said[0], complaint)
