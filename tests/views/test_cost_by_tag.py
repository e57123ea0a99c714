"""The view of 28_cost_by_tag.sql by hand."""

import json

import views
from test_attributed_cost import resource
from views import ONE, OTHER, usage

TODAY = "2026-11-20"
FOUND = "SELECT value, is_attributed, resources, cost FROM cf_cost_by_tag WHERE tag = 'team'"


def tagged(kind, identifier, name=None, account=ONE, **tags):
    return {"account_id": account, "type": kind, "id": identifier, "name": name, "tags": json.dumps(tags)}


class CostByTag(views.TestCase):
    def test_values_and_what_has_none(self):
        self.fixture([usage("2026-11-02", 10.0, 100.0), usage("2026-11-02", 5.0, metric="Other")],
                     resources=[resource("2026-11-02", name, 20.0) for name in "abcd"], today=TODAY,
                     tags=[tagged("worker", "a", team="red"), tagged("worker", "b", team="red", env="test"),
                           tagged("worker", "id of c", "c", team="blue"), tagged("queue", "id of d", "d", team="red")])
        self.check([("red", 1, 2, 4.0), ("blue", 1, 1, 2.0), (None, 1, 1, 2.0), (None, 0, 0, 7.0)], FOUND)
        self.check([("env", "test", 2.0), ("env", None, 13.0)],
                   "SELECT tag, value, sum(cost) FROM cf_cost_by_tag WHERE tag = 'env' GROUP BY 1, 2")

    def test_found_by_id_and_name_once(self):
        self.fixture([usage("2026-11-02", 10.0)], resources=[resource("2026-11-02", "a", 10.0)], today=TODAY,
                     tags=[tagged("worker", "a", "x", team="red"), tagged("worker", "y", "a", team="blue")])
        self.check([("red", 1, 1, 10.0)], FOUND)

    def test_one_name_of_two_kinds(self):
        """A bucket and a Worker may be called alike; an identifier belongs to one thing, whatever its kind is called."""
        unique = "0123456789abcdef" * 2
        self.fixture([usage("2026-11-02", 12.0)], today=TODAY,
                     resources=[resource("2026-11-02", "api", 4.0), resource("2026-11-02", unique, 2.0),
                                resource("2026-11-02", "api", 6.0, resource_type="r2_bucket")],
                     tags=[tagged("worker", "api", team="red"), tagged("queue", "api", team="green"),
                           tagged("object_namespace", unique, team="blue")])
        self.check([("red", 1, 1, 4.0), ("blue", 1, 1, 2.0), (None, 1, 1, 6.0)], FOUND)

    def test_zones(self):
        self.fixture([usage("2026-11-02", 10.0, zone_id="z"), usage("2026-11-02", 4.0)], today=TODAY,
                     tags=[tagged("zone", "z", team="red")])
        self.check([("red", 0, 0, 10.0), (None, 0, 0, 4.0)], FOUND)

    def test_accounts_currencies_and_costs_not_known(self):
        self.fixture([usage("2026-11-02", 10.0), usage("2026-11-02", 2.0, account_id=OTHER, currency="EUR"),
                      usage("2026-11-02", None, account_id=OTHER, metric="Unknown", currency="EUR")],
                     resources=[resource("2026-11-02", "a", 10.0), resource("2026-11-02", "a", 9.0, account_id=OTHER),
                                resource("2026-11-02", "a", 9.0, "Unknown", account_id=OTHER)],
                     tags=[tagged("worker", "a", team="red"), tagged("worker", "a", account=OTHER, team=7)],
                     accounts=(ONE, OTHER), today=TODAY)
        self.check([("name of aaaa", "red", "USD", 10.0, 0), ("name of bbbb", "7", "EUR", None, 1)],
                   "SELECT account_name, value, currency, cost, lines_without_cost FROM cf_cost_by_tag "
                   "WHERE value IS NOT NULL")


if __name__ == "__main__":
    views.main()
