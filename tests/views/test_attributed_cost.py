"""The views of 27_attributed_cost.sql by hand: a line's cost is shared out, and nothing else is."""

import views
from views import ONE, OTHER, usage

TODAY = "2026-11-20"
SHARED = "SELECT service, resource_name, quantity, share, cost, coverage FROM cf_attributed_cost"


def resource(day, name, quantity, service="Metric", **more):
    return {"account_id": ONE, "day": day, "dataset": "dataset", "resource_type": "worker", "resource_id": name,
            "resource_name": name, "service": service, "quantity": quantity, "unit": "Requests",
            "reason": None} | more


class AttributedCost(views.TestCase):
    def shared(self, records, resources, **parameters):
        return self.fixture(records, resources=resources, today=TODAY, **parameters)

    def sums(self):
        """What resources have of each line is what was billed for it."""
        return self.rows("SELECT account_id, metric, zone_id, currency, sum(cost), sum(share) FROM cf_attributed_cost "
                         "GROUP BY account_id, cycle_start, metric, zone_id, currency ORDER BY 1, 2, 3, 4")

    def test_by_use(self):
        """The cycle's cost by the cycle's use, whichever days cost something."""
        self.shared([usage("2026-11-02", 0.0, 60.0), usage("2026-11-03", 9.0, 40.0)],
                    [resource("2026-11-02", "a", 50.0), resource("2026-11-02", "b", 10.0),
                     resource("2026-11-03", "b", 40.0)])
        self.check([("Metric", "a", 50.0, 0.5, 4.5, 1.0), ("Metric", "b", 50.0, 0.5, 4.5, 1.0)], SHARED)
        self.check([("2026-11-02", "a", 0.0), ("2026-11-02", "b", 0.0), ("2026-11-03", "b", 9.0)],
                   "SELECT day, resource_name, cost FROM cf_attributed_cost_by_day")

    def test_what_is_not_explained(self):
        self.shared([usage("2026-11-02", 10.0, 100.0)], [resource("2026-11-02", "a", 25.0)])
        self.check([("Metric", "a", 25.0, 0.25, 2.5, 0.25), ("Metric", "not attributed", 75.0, 0.75, 7.5, 0.25)],
                   SHARED)
        self.check([("not attributed", "analytics tell far less than was billed")],
                   "SELECT resource_type, reason FROM cf_attributed_cost WHERE reason IS NOT NULL")

    def test_more_than_was_billed(self):
        self.shared([usage("2026-11-02", 10.0, 100.0)],
                    [resource("2026-11-02", "a", 150.0), resource("2026-11-02", "b", 50.0)])
        self.check([("Metric", "a", 150.0, 0.75, 7.5, 2.0), ("Metric", "b", 50.0, 0.25, 2.5, 2.0)], SHARED)

    def test_a_line_without_a_resource(self):
        self.shared([usage("2026-11-02", 10.0, 100.0), usage("2026-11-02", 3.0, metric="Denied")],
                    [resource("2026-11-02", None, None, "Denied", resource_type="account",
                              reason="the plan has no such dataset")])
        self.check([("Metric", "not attributed", 10.0, "analytics tell no resource of this line"),
                    ("Denied", "not attributed", 3.0, "the plan has no such dataset")],
                   "SELECT service, resource_name, cost, reason FROM cf_attributed_cost")

    def test_days_that_are_not_billed_yet_count_for_nobody(self):
        self.shared([usage("2026-11-18", 10.0, 100.0)],
                    [resource("2026-11-18", "a", 100.0), resource("2026-11-20", "loop", 9e6)])
        self.check([("Metric", "a", 100.0, 1.0, 10.0, 1.0)], SHARED)

    def test_a_line_that_was_given_another_name(self):
        """Analytics tell it by one of its names, whichever it is billed by, also in a cycle that has both."""
        old, new = "Browser Rendering - Browser Hours", "Browser Run - Browser Hours"
        note = " (First 10 hours included)"
        self.shared([usage("2026-11-02", 2.0, 20.0, metric=old + note), usage("2026-11-03", 6.0, 60.0, metric=new + note)],
                    [resource("2026-11-02", None, 20.0, old, resource_type="account"),
                     resource("2026-11-03", None, 60.0, old, resource_type="account")])
        # The newest name is the line's.
        self.check([(new, "account", 80.0, 8.0, 1.0)],
                   "SELECT service, resource_type, quantity, cost, coverage FROM cf_attributed_cost")
        self.check([("2026-11-02", "account", 2.0), ("2026-11-03", "account", 6.0)],
                   "SELECT day, resource_type, cost FROM cf_attributed_cost_by_day")
        # What it is asked for by.
        self.check([(old,)], "SELECT service FROM cf_billed_services")
        for name in (old.lower(), new):
            self.db.execute("DELETE FROM cf_report_services")
            self.db.execute("INSERT INTO cf_report_services VALUES (?)", (name,))
            self.check([(old,)], "SELECT service FROM cf_billed_services")
            self.check([(8.0,)], "SELECT sum(cost) FROM cf_attributed_cost")

    def test_names_without_their_note(self):
        """Spelled as it may be; the newest name of a resource counts, else its id."""
        self.shared([usage("2026-11-02", 10.0, 100.0, metric="METRIC reads (First 10 are included)"),
                     usage("2026-11-03", 0.0, 0.0, metric="METRIC reads (first 10 included)")],
                    [resource("2026-11-02", "a", 50.0, "METRIC reads", resource_name="old"),
                     resource("2026-11-03", "a", 0.0, "METRIC reads", resource_name="new"),
                     resource("2026-11-02", "b", 50.0, "METRIC reads", resource_name=None)])
        self.check([("METRIC reads", "new", 5.0), ("METRIC reads", "b", 5.0)],
                   "SELECT service, resource_name, cost FROM cf_attributed_cost")

    def test_zones(self):
        """A line of a zone belongs to that zone where resources are zones, else to all of them."""
        more = {"resource_type": "zone"}
        self.shared([usage("2026-11-02", 8.0, 80.0, zone_id="z1"), usage("2026-11-02", 2.0, 20.0, zone_id="z2"),
                     usage("2026-11-02", 6.0, 30.0, metric="Pools", zone_id="z1"),
                     usage("2026-11-02", 2.0, 10.0, metric="Pools", zone_id="z2")],
                    [resource("2026-11-02", "z1", 80.0, **more), resource("2026-11-02", "z2", 10.0, **more),
                     resource("2026-11-02", "pool", 20.0, "Pools"), resource("2026-11-02", "spare", 20.0, "Pools")])
        self.check([("Metric", "z1", "z1", 80.0, 8.0), ("Metric", "z2", "z2", 10.0, 1.0),
                    ("Metric", "z2", "not attributed", 10.0, 1.0),
                    ("Pools", "z1", "pool", 15.0, 3.0), ("Pools", "z1", "spare", 15.0, 3.0),
                    ("Pools", "z2", "pool", 5.0, 1.0), ("Pools", "z2", "spare", 5.0, 1.0)],
                   "SELECT service, zone_id, resource_name, quantity, cost FROM cf_attributed_cost")

    def test_coverage_in_words(self):
        """Far from 1 the two do not tell the same: who reads only costs is told."""
        def told(quantity):
            self.shared([usage("2026-11-02", 10.0, 100.0)], [resource("2026-11-02", "a", quantity)])
            return self.rows("SELECT resource_name, cost, coverage, reason FROM cf_attributed_cost ORDER BY 1")
        self.assertEqual([("a", 10.0, 5.0, "analytics tell far more than was billed")], told(500.0))
        self.assertEqual([("a", 10.0, 1.2, None)], told(120.0))
        self.assertEqual([("a", 2.0, 0.2, None),
                          ("not attributed", 8.0, 0.2, "analytics tell far less than was billed")], told(20.0))
        self.assertEqual([("a", 9.0, 0.9, None), ("not attributed", 1.0, 0.9, "analytics tell less than was billed")],
                         [(name, round(cost, 9), coverage, reason) for name, cost, coverage, reason in told(90.0)])

    def test_a_cycle_that_billing_has_not_whole(self):
        """What is left of it is no quantity to compare with."""
        self.shared([usage("2026-10-31", 1.0, 10.0, cycle_start="2026-10-01", complete_from="2026-10-31"),
                     usage("2026-11-02", 2.0, 20.0, complete_from="2026-10-31")],
                    [resource("2026-10-05", "a", 300.0), resource("2026-11-02", "a", 20.0)])
        why = "billing no longer has all days of this cycle: what it cost takes an archive"
        self.check([("2026-10-01", "a", 1.0, None, None, None, why), ("2026-11-01", "a", 1.0, 2.0, 20.0, 1.0, None)],
                   "SELECT cycle_start, resource_name, share, cost, billed_quantity, coverage, reason "
                   "FROM cf_attributed_cost")

    def test_credits_names_that_are_shared_and_amounts_without_cents(self):
        """Lines that give something back, resources of one name or of none, yen."""
        yen = {"currency": "JPY", "metric": "Yen"}
        self.shared([usage("2026-11-02", 10.0, 100.0), usage("2026-11-03", -25.0, -40.0, subscription_id="credit"),
                     usage("2026-11-02", 1000.0, 100.0, **yen), usage("2026-11-02", 7.0, 100.0, metric="Yen"),
                     usage("2026-11-02", 3.0, 0.0, metric="Block"), usage("2026-11-04", -3.0, None, metric="Refunded")],
                    [resource("2026-11-02", "a", 60.0), resource("2026-11-02", "b", 30.0, resource_name="a"),
                     resource("2026-11-02", "a", 10.0, resource_type="pages_project"),
                     resource("2026-11-02", "a", 100.0, "Yen"), resource("2026-11-02", "", 50.0, "Yen"),
                     resource("2026-11-02", "x", 50.0, "Yen", resource_name=""),
                     resource("2026-11-02", "a", 2.0, "Block"), resource("2026-11-02", None, 2.0, "Refunded",
                                                                         resource_type="account")])
        billed = {("Metric", "USD"): -15.0, ("Yen", "JPY"): 1000.0, ("Yen", "USD"): 7.0, ("Block", "USD"): 3.0,
                  ("Refunded", "USD"): -3.0}
        found = self.rows("SELECT service, currency, sum(cost) FROM cf_attributed_cost GROUP BY 1, 2")
        self.assertEqual(set(billed), {row[:2] for row in found})
        for *line, cost in found:
            self.close(billed[tuple(line)], cost, line)
        self.check([("a", 500.0), ("", 250.0), ("x", 250.0)],
                   "SELECT resource_name, cost FROM cf_attributed_cost WHERE currency = 'JPY'")
        self.check([("worker", "a", "a", 6.0), ("worker", "b", "a", 3.0), ("pages_project", "a", "a", 1.0)],
                   "SELECT resource_type, resource_id, resource_name, sum(cost) FROM cf_attributed_cost "
                   "WHERE service = 'Metric' AND cost > 0 AND resource_type <> 'not attributed' GROUP BY 1, 2, 3")

    def test_corrections_currencies_accounts_and_costs_not_known(self):
        self.shared([usage("2026-11-02", 10.0, 100.0), usage("2026-11-03", -4.0, -40.0, is_correction=1),
                     usage("2026-11-02", 5.0, 50.0, account_id=OTHER, currency="EUR"),
                     usage("2026-11-02", None, 50.0, account_id=OTHER, metric="Unknown", currency=None)],
                    [resource("2026-11-02", "a", 100.0), resource("2026-11-02", "b", 50.0, account_id=OTHER),
                     resource("2026-11-02", "c", 50.0, "Unknown", account_id=OTHER)], accounts=(ONE, OTHER))
        self.check([("name of aaaa", "a", 10.0, "USD"), ("name of aaaa", "not attributed", -4.0, "USD"),
                    ("name of bbbb", "b", 5.0, "EUR"), ("name of bbbb", "c", None, None)],
                   "SELECT account_name, resource_name, cost, currency FROM cf_attributed_cost")

    def test_costs_add_up(self):
        """Whatever analytics tell."""
        records, resources = [], []
        for n in range(40):
            day = f"2026-11-{n % 18 + 1:02}"
            records.append(usage(day, 0.1 * n + 0.01, 3.0 * n, metric=f"Metric {n % 5}",
                                 zone_id=None if n % 3 else f"z{n % 2}"))
            resources.append(resource(day, f"r{n % 7}", 1.7 * (n % 11), f"Metric {n % 4}"))
        self.shared(records, resources)
        billed = {}
        for record in records:
            key = record["metric"], record["zone_id"]
            billed[key] = billed.get(key, 0) + record["cost"]
        found = self.sums()
        self.assertEqual(len(billed), len(found))
        for _, metric, zone, _, cost, share in found:
            self.close(billed[metric, zone], cost, (metric, zone))
            self.close(1.0, share, (metric, zone))
        of_days = {}
        for record in records:
            key = record["day"], record["metric"], record["zone_id"]
            of_days[key] = of_days.get(key, 0) + record["cost"]
        found = self.rows("SELECT day, metric, zone_id, sum(cost), sum(share) FROM cf_attributed_cost_by_day "
                          "GROUP BY day, metric, zone_id")
        self.assertEqual(set(of_days), {tuple(key) for *key, _, _ in found})
        for *key, cost, share in found:
            self.close(of_days[tuple(key)], cost, key)
            self.close(1.0, share, key)


if __name__ == "__main__":
    views.main()
