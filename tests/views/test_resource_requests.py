"""What the views of resources ask analytics for."""

import collections
import re

import test_truth_resources
import truth
import views
from support import FIRST, TOKEN
from test_sandbox_graphql import BILLED, OF_ZONES
from truth import DAY


class Requests(test_truth_resources.Analytics):
    def asked_for(self):
        """Names of lists, and of each query its owner, dataset and time."""
        lists, queries = [], []
        for request in self.sandbox.requests():
            if not request["path"].endswith("/graphql"):
                if "billable" not in request["path"]:
                    lists.append(request["path"])
                continue
            variables, text = request.json["variables"], request.json["query"]
            for secret in (TOKEN, FIRST):
                self.assertNotIn(secret, text)
            dataset = "settings" if "settings" in text else re.search(r"(\w+)\s*\(\s*limit", text)[1]
            queries.append((variables.get("account") or " ".join(variables["zones"]), dataset, variables.get("from"),
                            variables.get("to")))
        return lists, queries

    def datasets_of(self, account):
        """What is worth asking about."""
        (known,) = [known for known in self.truths() if known.account == account]
        today = self.today()
        services = {truth.service(record.metric) for record in
                    known.usage("paygo", today.replace(day=1) - 32 * DAY, today)}
        of_account = {source[0] for service in services for source in BILLED.get(service, ())}
        return of_account, {OF_ZONES[service][0] for service in services if service in OF_ZONES}

    def check_once(self, queries, windows):
        self.assertEqual(sorted(set(queries)), sorted(queries))
        of_account, of_zones = self.datasets_of(FIRST)
        self.assertEqual(of_account | of_zones | {"settings"}, {dataset for _, dataset, *_ in queries})
        for (owner, dataset), count in collections.Counter(query[:2] for query in queries).items():
            self.assertEqual(1 if dataset == "settings" else windows, count, (owner, dataset))

    def test_costs_take_a_request_for_each_dataset_and_window(self):
        self.start(graphql__retention_days=120)
        self.seen(FIRST)
        self.sandbox.forget_requests()
        self.rows("SELECT * FROM cf_attributed_cost")
        lists, queries = self.asked_for()
        first = self.today().replace(day=1) - 32 * DAY
        self.check_once(queries, -(-((self.today() - first).days + 1) // 31))
        self.assertEqual(sorted(set(lists)), sorted(lists))
        self.assertLessEqual(len(lists), 6)

    def test_nothing_is_asked_for_again(self):
        self.seen(FIRST)
        self.rows("SELECT * FROM cf_attributed_cost")
        self.sandbox.forget_requests()
        self.rows("SELECT * FROM cf_attributed_cost WHERE service = 'D1 - Rows Read' ORDER BY cost DESC")
        lists, queries = self.asked_for()
        self.assertEqual(([], []), (lists, queries))
        self.rows("SELECT * FROM cf_cost_by_tag")
        lists, queries = self.asked_for()
        self.assertEqual(([f"/client/v4/accounts/{FIRST}/tags/resources"], []), (lists, queries))

    def test_of_chosen_services_only_their_datasets_are_asked_for(self):
        """And what is told of them is what is told beside all others."""
        of_d1 = "D1 - Rows Read", "D1 - Rows Written"
        views_of = {"cf_attributed_cost": 1, "cf_attributed_cost_by_day": 1, "cf_resource_anomalies": 2,
                    "cf_compared_resources": 2}
        for view, answers in views_of.items():
            self.start(graphql__loop="d1")
            self.seen(FIRST)
            marks = "SELECT * FROM " + view + " WHERE service IN (?, ?)"
            expected = self.rows(marks, of_d1)
            self.assertTrue(expected or view == "cf_resource_anomalies" and self.is_monthly(of_d1[0]), view)
            self.start(graphql__loop="d1")
            db = self.seen(FIRST)
            # As somebody may spell it.
            db.executemany("INSERT INTO cf_report_services VALUES (?)",
                           [("d1 - rows read (First 25 billion included)",), (of_d1[1],)])
            self.sandbox.forget_requests()
            self.check(expected, f"SELECT * FROM {view}")
            _, queries = self.asked_for()
            datasets = collections.Counter(dataset for _, dataset, *_ in queries)
            (told,) = {source[0] for service in of_d1 for source in BILLED[service]}
            windows = -(-((self.today() - self.today().replace(day=1)).days + 33) // 31) if answers == 1 else answers
            if view.endswith("by_day"):
                windows = 1
            further = (0,)
            if view == "cf_resource_anomalies":
                # Of what stands out the days a month before are asked for, where they are further back, and if it did the
                # like then, those two months before.
                (far, so), = self.rows(
                    "SELECT count(CASE WHEN date(min(date(day, '-1 month'), date(day, 'start of month', '-1 day')), '-1 day') "
                    "< (SELECT date(today, '-30 days') FROM cf_period) THEN 1 END), "
                    "count(CASE WHEN sentence LIKE '%a month before.' THEN 1 END) FROM cf_resource_anomalies")
                further = ((far > 0) + (so > 0),) if expected else (1, 2)
            self.assertIn(datasets.pop(told) - windows, further, view)
            self.assertEqual({"settings": 1}, datasets, view)
            # Tags of what it cost, and no row beside.
            if view == "cf_attributed_cost":
                billed, = self.rows("SELECT sum(cost) FROM cf_attributed_cost")
                self.assertEqual({round(billed[0], 6)}, {
                    round(cost, 6) for _, cost in self.rows("SELECT tag, sum(cost) FROM cf_cost_by_tag GROUP BY tag")})

    def test_what_stands_out_takes_two_for_each_dataset(self):
        """Of days and of hours."""
        self.seen(FIRST)
        self.sandbox.forget_requests()
        self.rows("SELECT * FROM cf_resource_anomalies")
        lists, queries = self.asked_for()
        self.check_once(queries, 2)
        self.assertEqual(sorted(set(lists)), sorted(lists))


if __name__ == "__main__":
    views.main()
