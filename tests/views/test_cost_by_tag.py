"""The view of 28_cost_by_tag.sql by hand."""

import json
import random

import views
from test_attributed_cost import resource
from views import ONE, OTHER, usage

TODAY = "2026-11-20"
FOUND = "SELECT value, is_attributed, resources, cost FROM cf_cost_by_tag WHERE tag = 'team'"


def tagged(kind, identifier, name=None, account=ONE, **tags):
    return {"account_id": account, "type": kind, "id": identifier, "name": name, "tags": json.dumps(tags), "reason": None}


def unread(account, reason):
    """As of an account whose tags nobody has read."""
    return dict.fromkeys(views.TAGS) | {"account_id": account, "reason": reason}


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

    def test_of_one_resource_with_different_tags_none_is_taken(self):
        """The list has it twice, and nobody can tell which is right; the same twice is the same."""
        self.fixture([usage("2026-11-02", 16.0)], resources=[resource("2026-11-02", name, 4.0) for name in "abcd"],
                     tags=[tagged("worker", "a", team="red"), tagged("worker", "a", team="blue", env="live"),
                           tagged("worker", "b", team="red", env="live"), tagged("worker", "b", env="live", team="red"),
                           tagged("worker", "c"), tagged("worker", "c", team="red"), tagged("worker", "d")],
                     today=TODAY)
        twice = "not known: the list of tags has more than one that it may be, with different ones"
        told = "SELECT value, is_attributed, resources, cost, reason FROM cf_cost_by_tag WHERE tag = "
        self.check([("red", 1, 1, 4.0, None), (None, 1, 2, 8.0, twice), (None, 1, 1, 4.0, None)], told + "'team'")
        self.check([("live", 1, 1, 4.0, None), (None, 1, 2, 8.0, twice), (None, 1, 1, 4.0, None)], told + "'env'")

    def test_tags_that_come_as_something_else_break_no_other(self):
        odd = [dict(tagged("worker", name), tags=tags) for name, tags in
               (("a", '"x"'), ("b", "5"), ("c", '["x"]'), ("d", '{"n":1e999,"team":"red"}'), ("d", '{"team":"red","n":1e999}'))]
        self.fixture([usage("2026-11-02", 20.0)], resources=[resource("2026-11-02", name, 4.0) for name in "abcde"],
                     tags=[*odd, tagged("worker", "e", team="blue")], today=TODAY)
        self.check([("red", 1, 1, 4.0, None), ("blue", 1, 1, 4.0, None),
                    (None, 1, 3, 12.0, "not known: its tags come as something else")],
                   "SELECT value, is_attributed, resources, cost, reason FROM cf_cost_by_tag WHERE tag = 'team' "
                   "ORDER BY value IS NULL, value DESC")

    def test_of_one_id_the_own_kind_counts(self):
        """Things of two kinds are two things. Those of other kinds alone do not tell which of them it is."""
        first, second = "0123456789abcdef" * 2, "fedcba9876543210" * 2
        self.fixture([usage("2026-11-02", 8.0)], today=TODAY,
                     resources=[resource("2026-11-02", first, 2.0), resource("2026-11-02", second, 4.0),
                                resource("2026-11-02", "a", 2.0)],
                     tags=[tagged("worker", first, team="blue"), tagged("object_namespace", first, team="red"),
                           tagged("queue", second, team="blue"), tagged("object_namespace", second, team="red"),
                           tagged("worker", "x", "a", team="green"), tagged("worker", "y", "a", team="red")])
        self.check([("blue", 1, 1, 2.0, 0), (None, 1, 2, 6.0, 1)],
                   "SELECT value, is_attributed, resources, cost, reason LIKE 'not known: %' IS 1 "
                   "FROM cf_cost_by_tag WHERE tag = 'team'")

    def test_of_one_zone_with_different_tags_none_is_taken(self):
        self.fixture([usage("2026-11-02", 10.0, zone_id="z"), usage("2026-11-02", 4.0)], today=TODAY,
                     tags=[tagged("zone", "z", team="red"), tagged("zone", "z", team="blue")])
        self.check([(None, 0, 0, 10.0, 1), (None, 0, 0, 4.0, 0)],
                   "SELECT value, is_attributed, resources, cost, reason IS NOT NULL FROM cf_cost_by_tag")

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

    def test_each_tag_adds_up_to_the_cost_of_each_account(self):
        """Whatever tags an account's own resources carry, and in each cycle and currency."""
        rng = random.Random(1)
        accounts = [f"{n:032x}" for n in range(1, 6)]
        found, resources, tags = [], [], []
        for account in accounts:
            for day in ("2026-11-02", "2026-11-12"):
                cycle = {"cycle_start": day[:8] + "01", "cycle_end": "2026-11-10"} if day < "2026-11-10" else {
                    "cycle_start": "2026-11-10", "cycle_end": "2026-12-10"}
                for metric in ("Metric", "Other", "Third"):
                    found.append(usage(day, rng.choice((10.0, 20.0, 5.5)), account_id=account, metric=metric,
                                       currency=rng.choice(("USD", "EUR")), **cycle))
                    resources += [resource(day, name, 2.0, metric, account_id=account) for name in "abc"]
            # One carries none, and one has only what nobody else has.
            keys = {accounts[0]: (), accounts[1]: ("own",)}.get(account, ("team", "env", "none"))
            tags += [tagged("worker", name, account=account, **{key: rng.choice(("red", "blue")) for key in keys
                                                                if rng.random() < 0.7}) for name in "abc"]
        tags = [tag for tag in tags if (tag["account_id"], tag["id"]) != (accounts[1], "b")]
        tags.append(tagged("worker", "b", account=accounts[1], own="yes"))
        self.fixture(found, resources=resources, tags=tags, accounts=accounts, today=TODAY)
        billed = self.rows("SELECT account_id, cycle_start, currency, sum(cost) FROM cf_attributed_cost GROUP BY 1, 2, 3")
        keys = [key for key, in self.rows("SELECT DISTINCT tag FROM cf_cost_by_tag")]
        self.assertLess(15, len(billed))
        self.assertNotIn(None, [cost for *_, cost in billed])
        self.assertEqual({"env", "none", "own", "team"}, set(keys))
        self.check([(key, *row) for row in billed for key in keys],
                   "SELECT tag, account_id, cycle_start, currency, sum(cost) FROM cf_cost_by_tag GROUP BY 1, 2, 3, 4")
        # What has no value is told as ever: how many resources, and what no resource explains.
        self.assertEqual(set(), {row[:3] for row in self.rows(
            "SELECT account_id, cycle_start, is_attributed, resources FROM cf_cost_by_tag WHERE account_id = ? "
            "AND (is_attributed <> (resources > 0) OR value IS NOT NULL)", (accounts[0],))})
        self.check([], "SELECT account_id, cycle_start, currency, tag, value, is_attributed FROM cf_cost_by_tag "
                       "GROUP BY 1, 2, 3, 4, 5, 6 HAVING count(*) > 1")

    def test_an_account_whose_tags_are_not_known_says_so(self):
        """Beside one whose tags are: it does not look as if nothing carried them."""
        self.fixture([usage("2026-11-02", 10.0), usage("2026-11-02", 2.0, account_id=OTHER)],
                     resources=[resource("2026-11-02", "a", 10.0), resource("2026-11-02", "a", 1.0, account_id=OTHER)],
                     tags=[tagged("worker", "a", team="red", env="live"), unread(OTHER, "refused: no")],
                     accounts=(ONE, OTHER), today=TODAY)
        told = "SELECT tag, account_name, value, is_attributed, resources, cost, reason FROM cf_cost_by_tag"
        known = [("team", "name of aaaa", "red", 1, 1, 10.0, None), ("env", "name of aaaa", "live", 1, 1, 10.0, None)]
        unknown = [(None, "name of bbbb", None, is_attributed, is_attributed, 1.0, "refused: no") for is_attributed in (0, 1)]
        self.check(known + unknown, told)
        # Once, beside whatever tag is asked for; also one that only it may carry.
        self.check(known[:1] + unknown, told + " WHERE tag = 'team' OR tag IS NULL")
        self.check(unknown, told + " WHERE tag = 'customer' OR tag IS NULL")

    def test_without_any_tag_there_is_the_whole_cost(self):
        """Of whom they are not known it says why, of others there are none."""
        self.fixture([usage("2026-11-02", 10.0), usage("2026-11-02", 2.0, account_id=OTHER)],
                     resources=[resource("2026-11-02", "a", 4.0)],
                     tags=[tagged("worker", "a"), unread(OTHER, "not read: …")], accounts=(ONE, OTHER), today=TODAY)
        self.check([(ONE, None, None, 1, 1, 4.0, None), (ONE, None, None, 0, 0, 6.0, None),
                    (OTHER, None, None, 0, 0, 2.0, "not read: …")],
                   "SELECT account_id, tag, value, is_attributed, resources, cost, reason FROM cf_cost_by_tag")


if __name__ == "__main__":
    views.main()
