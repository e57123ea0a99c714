"""Datasets of zones: up to ten of them in one query, and what is of one of them alone."""

import json
import urllib.request

import support
from resource_case import DAY, ResourceCase
from support import ALL_ACCOUNTS, FIRST

BALANCING, RESERVE = "loadBalancingRequestsAdaptiveGroups", "cacheReserveStorageAdaptiveGroups"
ROWS = f"SELECT day, resource_id, quantity FROM cf_resource_usage('{FIRST}', ?, ?) WHERE dataset = '{BALANCING}'"


class Zones(ResourceCase):
    def setUp(self):
        super().setUp()
        self.zones = [zone for (zone,) in self.rows("SELECT id FROM cf_tags(?) WHERE type = 'zone'", (FIRST,))]
        self.days = (self.ago(9), self.ago(1))
        self.sandbox.forget_requests()

    def zones_asked(self):
        return [request.json["variables"]["zones"] for request in self.sandbox.requests()
                if request.endpoint.endswith("/graphql")]

    def test_are_asked_for_together(self):
        found = self.rows(ROWS, self.days)
        self.assertEqual([sorted(self.zones)] * 2, [sorted(zones) for zones in self.zones_asked()])
        self.assertGreater(len(self.zones), 1)
        self.assertEqual(len(found), len({row[:2] for row in found}))

    def test_more_than_ten_take_several_queries(self):
        """As if the account had those of others, too."""
        whole = []
        for account in ALL_ACCOUNTS:
            whole += self.rows(ROWS.replace(FIRST, account).replace(BALANCING, RESERVE), self.days)
        request = urllib.request.Request(f"http://127.0.0.1:{self.sandbox.port}/client/v4/zones?per_page=50",
                                         headers={"Authorization": f"Bearer {support.TOKEN}"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            zones = [zone["id"] for zone in json.loads(reply.read())["result"]]
        self.assertTrue(10 < len(zones) <= 20)
        self.restart()
        self.sandbox.faults({"path": r"/zones\?", "status": 200, "body": json.dumps(
            {"success": True, "errors": [], "messages": [], "result": [{"id": zone, "name": zone} for zone in zones],
             "result_info": {"page": 1, "per_page": 50, "count": len(zones), "total_count": len(zones),
                             "total_pages": 1}})})
        self.assert_same_rows(whole, self.rows(ROWS.replace(BALANCING, RESERVE), self.days, db=self.connect()))
        asked = self.zones_asked()
        self.assertEqual([len(zones) - 10] * 2 + [10] * 2, sorted(map(len, asked)))
        self.assertEqual(set(zones), set().union(*asked))

    def test_that_are_cut_are_asked_for_alone(self):
        whole = self.rows(ROWS, self.days)
        self.assertTrue(whole)
        for size in (8, 2):
            with self.subTest(size):
                self.sandbox.set(graphql__max_page_size=str(size))
                self.sandbox.forget_requests()
                self.assert_same_rows(whole, self.rows(ROWS, self.days, db=self.connect()))
                self.assertIn(1, map(len, self.zones_asked()))

    def test_that_are_denied_are_rows(self):
        for setting in ("graphql__disabled", "graphql__not_in_plan"):
            with self.subTest(setting):
                self.restart(**{setting: "cacheReserveStorageAdaptiveGroups"})
                found = self.rows("SELECT resource_id, resource_name IS NOT NULL, quantity, reason IS NOT NULL "
                                  "FROM cf_resource_usage(?, ?, ?) WHERE dataset = 'cacheReserveStorageAdaptiveGroups'",
                                  (FIRST, self.ago(1), self.ago(1)), db=self.connect())
                self.assert_same_rows([(zone, 1, None, 1) for zone in self.zones], found)

    def test_which_days_are_gone_is_judged_by_the_clock_of_the_server(self):
        """Here it is two months behind, as where a machine's own is two months ahead."""
        def then(days):
            return str(self.today - (60 + days) * DAY)
        self.sandbox.control("POST", "today", {"today": then(0)})
        query = (f"SELECT DISTINCT day FROM cf_resource_usage('{FIRST}', ?, ?) WHERE resource_type = 'zone' "
                 "AND dataset = 'cacheReserveStorageAdaptiveGroups' AND quantity IS NOT NULL ORDER BY 1")
        self.assertEqual([(then(days),) for days in range(9, 0, -1)], self.rows(query, (then(9), then(1))))
        self.assert_says(self.failure(support.ERROR, query, (then(30), then(1)), db=self.connect()),
                         f"keeps nothing of {then(30)}, the first day it has is {then(29)}")

    def test_that_the_token_may_not_see_are_an_error(self):
        for status in ("200", "documented"):
            self.sandbox.set(graphql__zone_permission="off", graphql__status=status)
            message = self.failure(support.AUTH, ROWS, self.days, db=self.connect())
            self.assert_says(message, "not authorized", FIRST, "The token needs Zone › Analytics › Read")

    def test_that_the_token_may_not_see_are_rows_where_errors_are_skipped(self):
        """No failure: it would be the same the next time."""
        whole = self.rows(ROWS, self.days)
        more = "SELECT DISTINCT quantity, reason FROM cf_resource_usage(?, ?, ?) WHERE dataset IN (?, ?)"
        for status in ("200", "documented"):
            self.sandbox.set(graphql__zone_permission="off", graphql__status=status)
            self.sandbox.forget_requests()
            found = self.rows(more, (FIRST, *self.days, BALANCING, "cacheReserveStorageAdaptiveGroups"),
                              db=self.connect(on_error="skip"))
            self.assertEqual(len(self.zones), len(found))
            for quantity, reason in found:
                self.assertIsNone(quantity)
                self.assertRegex(reason, r"^code authz: zones \[[0-9a-f]{32}\] are not authorized; the token needs "
                                         "Zone › Analytics › Read$")
            # Each is named: nobody has to be asked about again.
            self.assertEqual([sorted(self.zones)], [sorted(zones) for zones in self.zones_asked()])
        # Once it may it does.
        self.sandbox.set(graphql__zone_permission="on")
        db = self.connect(on_error="skip")
        self.assert_same_rows(whole, self.rows(ROWS, self.days, db=db))

    def test_of_which_one_may_not_be_seen(self):
        """As with a token for some zones: the others are asked for together."""
        denied, *others = self.zones
        body = json.dumps({"data": None, "errors": [{"message": f"zones [{denied}] are not authorized", "path": None,
                                                     "extensions": {"code": "authz"}}]})
        self.sandbox.faults({"path": "/graphql", "body_has": denied, "body": body})
        self.sandbox.forget_requests()
        found = self.rows(ROWS, self.days, db=self.connect(on_error="skip"))
        self.assertEqual([sorted(self.zones), sorted(others), sorted(others)],
                         [sorted(zones) for zones in self.zones_asked()])
        self.assertTrue([row for row in found if row[2] is not None])
        # Where they are not named each is asked about alone.
        self.sandbox.faults({"path": "/graphql", "body_has": denied, "body": body.replace(denied, "one")})
        self.sandbox.forget_requests()
        self.assert_same_rows(found, self.rows(ROWS, self.days, db=self.connect(on_error="skip")))
        self.assertEqual(1 + len(self.zones) + 1, len(self.zones_asked()))


if __name__ == "__main__":
    support.main()
