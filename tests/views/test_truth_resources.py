"""What resources cost, worked out from the sandbox's own records and from its analytics, asked for here."""

import collections
import json
import urllib.request

import truth
import views
from graphql_case import question
from support import AUTH, FIRST, TOKEN
from test_sandbox_graphql import BILLED, OF_ZONES
from truth import ACCOUNTS, DAY, FEEDS, cycle_of, groups

# How resources of these dimensions are called; of an account as a whole nothing tells them apart.
KINDS = {"scriptName": "worker", "bucketName": "r2_bucket", "databaseId": "d1_database",
         "namespaceId": "kv_namespace", "queueId": "queue", "applicationId": "container_application",
         "modelId": "ai_model", "indexName": "vectorize_index", None: "account"}
LOOPS = {"d1": "D1 - Rows Read", "do": "Durable Objects Compute Duration", "r2": "R2 Storage Class A Operations"}


def kind(dataset, dimension):
    if dataset.startswith("durableObjects"):
        return "durable_object_namespace"
    return "pages_project" if dataset.startswith("pages") else KINDS[dimension]


class Analytics(truth.TestCase):
    def setUp(self):
        super().setUp()
        self.asked, self.zones = {}, {}
        self.start()

    def start(self, **settings):
        """Another server, for what is known of it and of its limit: in the evening, whatever time it is."""
        self.sandbox.reset()
        self.sandbox.set(**{"graphql__now": "20:30", "graphql__rate_limit": 0, **settings})

    def seen(self, *accounts, feed="paygo", **parameters):
        return self.over(*(accounts or ACCOUNTS), feed=feed, **parameters)

    def analysed(self, owner, source, first, last, scope="accounts"):
        """By day and resource, in the unit that is billed."""
        key = owner, source[0], source[3], str(source[2]), first, last
        if key not in self.asked:
            dataset, action, actions, fields, unit, resource = source
            aggregate, *names = fields.split()
            dimensions = " ".join(filter(None, ("date", action, resource)))
            quantities = collections.Counter()
            for day in truth.span(first, last)[::30]:
                variables = {"owner": owner, "from": str(day), "to": str(min(day + 29 * DAY, last)), "limit": 10000}
                text = question(dataset, f"dimensions {{ {dimensions} }} " + (
                    f"{aggregate} {{ {' '.join(names)} }}" if names else aggregate), scope=scope,
                                tag="zoneTag" if scope == "zones" else "accountTag")
                request = urllib.request.Request(
                    f"http://127.0.0.1:{self.sandbox.port}/client/v4/graphql",
                    json.dumps({"query": text, "variables": variables}).encode(), {"Authorization": "Bearer " + TOKEN})
                with urllib.request.urlopen(request, timeout=30) as reply:
                    answer = json.loads(reply.read())
                self.assertIsNone(answer["errors"])
                for row in answer["data"]["viewer"][scope][0][dataset]:
                    found = row["dimensions"]
                    if actions is None or found[action] in actions:
                        day = truth.date(found["date"])
                        value = sum(row[aggregate][name] for name in names) if names else row[aggregate]
                        quantities[day, found[resource] if resource else None] += value / unit
            self.asked[key] = quantities
        return self.asked[key]

    def uses(self, account, service, first, last):
        """What analytics say of a span: by kind of resource and id."""
        used = collections.Counter()
        for source in BILLED.get(service, ()):
            for (day, resource), quantity in self.analysed(account, source, *self.known).items():
                if first <= day <= last:
                    used[kind(source[0], source[5]), resource] += quantity
        if service in OF_ZONES:
            dataset, fields, unit = OF_ZONES[service]
            is_zone = dataset.startswith("cacheReserve")
            for zone in self.zones[account]:
                source = dataset, None, None, fields, unit, "bucketName" if is_zone else "lbName"
                for (day, resource), quantity in self.analysed(zone, source, *self.known, scope="zones").items():
                    if first <= day <= last:
                        used[("zone", zone) if is_zone else ("load_balancer", resource)] += quantity
        return {resource: quantity for resource, quantity in used.items() if quantity}

    def lines(self, known, feed, first, last):
        """The lines of all cycles that are in the period, or ended on its first day: first and last day, records."""
        records = known.usage(feed, first - 32 * DAY, last)
        newest = max((record.day for record in records), default=None)
        # What tells no cycle is in the calendar's months.
        months = [record._replace(cycle=record.day.replace(day=1)) for record in records if not record.cycle]
        for some, is_told in ([record for record in records if record.cycle], True), (months, False):
            for of in groups(some, "cycle", "subscription", "product", "metric", "unit", "zone", "currency",
                             "correction").values():
                start = of[0].cycle
                end = cycle_of(start, known.anchors[of[0].subscription] if is_told else 1)[1]
                if end >= first:
                    yield start, min(end - DAY, newest), of

    @staticmethod
    def line(of):
        return of[0].account, str(of[0].cycle), truth.service(of[0].metric), of[0].zone, of[0].currency

    def totals(self, feed, first, last):
        """By account, cycle, metric, zone and currency: what was billed."""
        totals = collections.Counter()
        for known in self.truths():
            for *_, of in self.lines(known, feed, first, last):
                totals[self.line(of)] += truth.known(truth.costs(of)) or 0
        return totals

    def expected(self, feed, first, last):
        """By line as well as kind of resource and id: what each costs, and its share."""
        self.known = first - 40 * DAY, last
        costs, shares = collections.Counter(), collections.Counter()
        for known in self.truths():
            lines = list(self.lines(known, feed, first, last))
            self.zones[known.account] = {of[0].zone for *_, of in lines if of[0].zone}
            pooled = collections.Counter()
            for start, end, of in lines:
                if not of[0].correction:
                    pooled[truth.service(of[0].metric), start, end] += truth.known(truth.quantities(of)) or 0
            for start, end, of in lines:
                one, cost, quantity = of[0], truth.known(truth.costs(of)), truth.known(truth.quantities(of))
                service = truth.service(one.metric)
                line, rest, used = self.line(of), 1, {}
                if not one.correction:
                    used = self.uses(known.account, service, start, end)
                    part = quantity / pooled[service, start, end] if pooled[service, start, end] else 1
                    used = {at: amount if at[0] == "zone" else part * amount for at, amount in used.items()
                            if at[0] != "zone" or at[1] == one.zone}
                whole = max(sum(used.values()), quantity)
                for resource, amount in used.items():
                    shares[line, resource] += amount / whole
                    costs[line, resource] += (cost or 0) * amount / whole
                    rest -= amount / whole
                shares[line, ("not attributed", None)] += rest
                costs[line, ("not attributed", None)] += (cost or 0) * rest
        return costs, shares

    def found(self):
        costs, shares = collections.Counter(), collections.Counter()
        for *line, kind_of, resource, cost, share in self.rows(
                "SELECT account_id, cycle_start, service, zone_id, currency, resource_type, resource_id, cost, share "
                "FROM cf_attributed_cost"):
            costs[tuple(line), (kind_of, resource)] += cost or 0
            shares[tuple(line), (kind_of, resource)] += share
        return costs, shares

    def is_monthly(self, service):
        """Whether what stands out of that service used a third as much in both months before, and is not told: as of
        D1 on some days."""
        today = self.today()
        before = [min(truth.date(self.value("SELECT date(?, ?)", (str(today), f"-{n} months"))), last)
                  for n, last in ((1, today.replace(day=1) - DAY),
                                  (2, (today.replace(day=1) - DAY).replace(day=1) - DAY))]
        used = collections.defaultdict(collections.Counter)
        for resource, at, quantity in self.rows(
                "SELECT resource_id, day, quantity FROM cf_resource_usage WHERE account_id = ? AND service = ? AND day >= ? "
                "AND incomplete = 'ignore'", (FIRST, service, str(before[1] - DAY))):
            used[resource][at] += quantity or 0
        days = [days for days in used.values() if days[str(today)] > 3 * max(days[str(today - weeks * 7 * DAY)]
                                                                            for weeks in range(1, 5))]
        return bool(days) and all(each[str(today)] <= 3 * max(each[str(day + near * DAY)] for near in (-1, 0, 1))
                                  for each in days for day in before)


class Costs(Analytics):
    def test_every_line_is_shared_out_as_analytics_tell(self):
        """To the cent, and far below it, of every account."""
        today = self.today()
        for feed in FEEDS:
            for first, last in ((today.replace(day=1), today), ((today.replace(day=1) - DAY).replace(day=1), today)):
                self.start(graphql__retention_days=120)
                expected, totals = self.expected(feed, first, last), self.totals(feed, first, last)
                found = {}, {}
                for some in ACCOUNTS[:2], ACCOUNTS[2:]:
                    self.start(graphql__retention_days=120)
                    self.seen(*some, feed=feed, first_day=first, last_day=last)
                    for all_of, of in zip(found, self.found()):
                        all_of.update(of)
                sums, nobody = collections.Counter(), 0
                for (line, (of, _)), cost in found[0].items():
                    sums[line] += cost
                    nobody += cost * (of == "not attributed")
                self.assertEqual(set(totals), set(sums), feed)
                for line, total in totals.items():
                    self.assertAlmostEqual(total, sums[line], 6, (feed, line))
                for wanted, got in zip(expected, found):
                    for at in set(wanted) | set(got):
                        self.assertAlmostEqual(wanted[at], got.get(at, 0), 6, (feed, at))
                self.assertLessEqual(nobody, 0.2 * sum(totals.values()))

    def test_coverage_is_near_one(self):
        """Of what analytics measure; the others are told with it."""
        self.start(graphql__retention_days=120)
        self.seen(last_day=self.today() - DAY, first_day=(self.today() - DAY).replace(day=1))
        compared = 0
        for service, coverage, reason in self.rows(
                "SELECT service, coverage, reason FROM cf_attributed_cost WHERE billed_quantity > 0"):
            if service in BILLED or service in OF_ZONES:
                self.assertAlmostEqual(1, coverage, delta=0.03, msg=service)
                compared += 1
            else:
                self.assertEqual((None, "analytics tell no resource of this line"), (coverage, reason), service)
        self.assertGreater(compared, 200)

    def test_days_that_are_billed_without_analytics_are_attributed_to_nobody(self):
        """What analytics forgot before the cycle's end stays a part of it that nothing explains."""
        first = (self.today().replace(day=1) - 40 * DAY).replace(day=1)
        totals = self.totals("paygo", first, self.today())
        self.start(graphql__retention_days=5)
        self.seen(FIRST, first_day=first, last_day=self.today())
        sums = collections.Counter()
        for (line, _), cost in self.found()[0].items():
            sums[line] += cost
        self.assertEqual({line for line in totals if line[0] == FIRST}, set(sums))
        for line in sums:
            self.assertAlmostEqual(totals[line], sums[line], 6, line)
        ((told, why),) = self.rows("SELECT resource_type, reason FROM cf_attributed_cost "
                                   "WHERE service = 'D1 - Rows Read' AND cycle_start = ?", (str(first),))
        self.assertEqual("not attributed", told)
        self.assertIn("no longer kept", why)

    def test_a_database_that_is_gone_stays_as_its_id(self):
        self.seen(FIRST)
        named = self.rows("SELECT DISTINCT resource_id, resource_name FROM cf_attributed_cost "
                          "WHERE resource_type = 'd1_database'")
        gone = [identifier for identifier, name in named if identifier == name]
        self.assertEqual(1, len(gone), named)
        self.assertGreater(len(named), 2)
        self.assertEqual([], self.rows("SELECT * FROM cf_tags WHERE account_id = ? AND id = ?", (FIRST, gone[0])))

    def test_what_is_denied_says_why(self):
        denied = "d1AnalyticsAdaptiveGroups"
        for setting, says in (("graphql__disabled", "not enabled"), ("graphql__not_in_plan", "access")):
            self.start(**{setting: denied})
            self.seen(FIRST)
            rows = self.rows("SELECT resource_type, share, reason FROM cf_attributed_cost "
                             "WHERE service IN ('D1 - Rows Read', 'D1 - Rows Written') ORDER BY service")
            # Of the cycle that is open, and of the one that ended on the first of the month.
            self.assertEqual([("not attributed", 1.0)] * 4, [row[:2] for row in rows], setting)
            for *_, reason in rows:
                self.assertIn(says, reason, setting)
            self.assertEqual(
                [], self.rows("SELECT * FROM cf_attributed_cost WHERE resource_type = 'not attributed' AND share > 0.2 "
                              "AND service LIKE 'KV %'"), setting)

    def test_without_the_permission_it_is_an_error_or_attributed_to_nobody(self):
        self.start(graphql__permission="off", graphql__zone_permission="off")
        self.seen(FIRST)
        self.assert_says(self.failure(AUTH, "SELECT * FROM cf_attributed_cost"), "Account Analytics › Read")
        self.seen(FIRST, config={"on_error": "skip-all"})
        billed = sum(cost for line, cost in self.totals("paygo", self.today().replace(day=1), self.today()).items()
                     if line[0] == FIRST)
        ((resource, cost),) = self.rows("SELECT resource_type, sum(cost) FROM cf_attributed_cost GROUP BY 1")
        self.assertEqual("not attributed", resource)
        self.close(billed, cost)

    def test_the_values_of_a_tag_add_up(self):
        today = self.today()
        for feed in FEEDS:
            self.start()
            self.seen(feed=feed)
            billed = collections.Counter()
            for known in self.truths():
                for start, _, of in self.lines(known, feed, today.replace(day=1), today):
                    billed[known.account, str(start), of[0].currency] += truth.known(truth.costs(of)) or 0
            sums, resources = collections.Counter(), collections.Counter()
            for account, start, currency, tag, value, cost, count in self.rows(
                    "SELECT account_id, cycle_start, currency, tag, value, cost, resources FROM cf_cost_by_tag"):
                sums[account, start, currency, tag] += cost or 0
                resources[tag, value] += count
            tags = {tag for *_, tag in sums}
            self.assertLessEqual({"team", "environment"}, tags)
            # Each of them in every account, also where no resource carries it.
            self.assertEqual({(*billed_in, tag) for billed_in in billed for tag in tags}, set(sums))
            for (account, start, currency, tag), cost in sums.items():
                self.assertAlmostEqual(billed[account, start, currency], cost, 6, (feed, account, start, tag))
            self.assertLessEqual({("team", "data"), ("team", None), ("environment", "production"),
                                  ("environment", "staging")}, set(resources))
            self.assertGreater(len(sums), 10)

    def is_more_than_ever(self, account, day, service, resource):
        """Than three times the most of that weekday in the four weeks before; of six hours it is a part."""
        quantities = collections.Counter()
        for at, quantity in self.rows("SELECT day, quantity FROM cf_resource_usage WHERE account_id = ? AND service = ? "
                                      "AND resource_id = ? AND day >= ?",
                                      (account, service, resource, str(self.today() - 30 * DAY))):
            quantities[at] += quantity
        before = [quantities[str(truth.date(day) - weeks * 7 * DAY)] for weeks in range(1, 5)]
        return quantities[day] > 3 * max(before)

    def test_a_loop_stands_out_on_its_day_and_nothing_else_does(self):
        usual, monthly = set(), 0
        for loop in ("none", *LOOPS):
            self.start(graphql__loop=loop)
            self.seen()
            found = self.rows("SELECT account_id, span, service, resource_name, estimated_cost, resource_id, day "
                              "FROM cf_resource_anomalies")
            found = [row for row in found if row[:4] not in usual]
            if loop == "none":
                # What the sandbox has of it on some days, as on 29 November 2026 in one account.
                for account, _, service, _, _, resource, day in found:
                    self.assertTrue(self.is_more_than_ever(account, day, service, resource), (account, day, service))
                usual = {row[:4] for row in found}
                self.assertGreater(self.value("SELECT sum(resources) FROM cf_compared_resources"), 100)
                continue
            if self.is_monthly(LOOPS[loop]):
                self.assertEqual([], found)
                monthly += 1
                continue
            self.assertEqual({FIRST}, {row[0] for row in found}, loop)
            self.assertEqual(1, len({row[3] for row in found}), found)
            self.assertLessEqual({"last six hours"}, {row[1] for row in found})
            self.assertIn(LOOPS[loop], {row[2] for row in found})
            self.assertTrue(all(row[4] > 0 for row in found), found)
        self.assertLess(monthly, len(LOOPS) - 1)

    def test_a_loop_stands_out_at_any_hour(self):
        """Also at night, when most of it was yesterday, and a minute before midnight."""
        for hour in ("03:00", "09:00", "23:59"):
            usual = set()
            for loop in ("none", *LOOPS):
                self.start(graphql__now=hour, graphql__loop=loop)
                self.seen(FIRST)
                found = set(self.rows("SELECT service, resource_id FROM cf_resource_anomalies")) - usual
                if loop == "none":
                    usual = found
                elif LOOPS[loop] not in {service for service, _ in usual} and not self.is_monthly(LOOPS[loop]):
                    self.assertIn(LOOPS[loop], {service for service, _ in found}, (hour, loop))
                    self.assertEqual(1, len({resource for _, resource in found}), (hour, found))


if __name__ == "__main__":
    views.main()
