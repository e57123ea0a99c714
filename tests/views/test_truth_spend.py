"""Spend, showback, unit costs and freshness, worked out from the sandbox's own records."""

import datetime

import truth
from truth import DAY, FEEDS, groups, known, quantities, unknown


def sums(records):
    return known(truth.costs(records)), len(records), unknown(records)


class Spend(truth.TestCase):
    def everywhere(self):
        """All accounts in one connection, by feed and period: (first, last, records)."""
        truths = self.truths()
        for feed in FEEDS:
            for today in self.days()[:3]:
                for first, last in ((today.replace(day=1), today), (today - 45 * DAY, today - 40 * DAY)):
                    records = [r for t in truths for r in t.usage(feed, first, last)]
                    self.over(*truth.ACCOUNTS, feed=feed, first_day=first, last_day=last,
                              today=today)
                    yield first, last, records

    def test_by_every_key(self):
        for _, _, records in self.everywhere():
            for view, fields in (("day", ("day",)), ("product", ("product",)),
                                 ("zone", ("zone",)), ("subscription", ("subscription",)),
                                 ("metric", ("product", "metric", "unit")), ("account", ())):
                columns = {"zone": "zone_id", "subscription": "subscription_id"}
                names = "".join(columns.get(field, field) + ", " for field in fields)
                self.compare({key: sums(group) for key, group in
                              groups(records, "account", *fields, "currency").items()},
                             f"SELECT account_id, {names} currency, cost, records, "
                             f"records_without_cost FROM cf_spend_by_{view}")
            self.compare({key: (known(quantities(group)), len(group)) for key, group in
                          groups(records, "account", "day", "product", "metric", "unit").items()},
                         "SELECT account_id, day, product, metric, unit, quantity, records FROM cf_quantity_by_day")

    def test_share_and_showback(self):
        for _, _, records in self.everywhere():
            shares, showback, totals = {}, {}, {}
            for key, group in groups(records, "account", "currency").items():
                total = known(truth.costs(group))
                for (product,), part in groups(group, "product").items():
                    cost = known(truth.costs(part))
                    shares[(key[0], product, key[1])] = (cost / total if cost is not None and total
                                                         else None,)
                zones = groups(group, "zone")
                own = {zone: known(truth.costs(part)) for (zone,), part in zones.items()}
                shared = own.pop(None, 0.0)
                of_zones = known(own.values()) or 0.0
                for zone, cost in own.items():
                    part = None if cost is None or shared is None else \
                        shared * cost / of_zones if of_zones else 0.0
                    showback[(key[0], zone, key[1])] = (
                        cost, part, None if cost is None else cost + (part or 0.0))
                totals[key] = total
            self.compare(shares, "SELECT account_id, product, currency, share "
                                 "FROM cf_spend_by_product")
            self.compare(showback, "SELECT account_id, zone_id, currency, own_cost, shared_cost, cost "
                                   "FROM cf_showback_by_zone WHERE zone_id IS NOT NULL")
            self.compare({key: (total,) for key, total in totals.items()},
                         "SELECT account_id, currency, sum(cost) FROM cf_showback_by_zone "
                         "GROUP BY account_id, currency")

    def test_unit_costs(self):
        for _, _, records in self.everywhere():
            def rate(group, counted):
                counted = known(quantities(counted))
                cost = truth.whole(truth.costs(group))
                return 1e6 * cost / counted if cost is not None and counted else None
            self.compare({key: (rate(group, group),) for key, group in
                          groups(records, "account", "product", "metric", "unit", "currency").items()},
                         "SELECT account_id, product, metric, unit, currency, cost_per_million "
                         "FROM cf_unit_cost")
            self.compare({key: (rate(group, list(filter(truth.is_request, group))), unknown(group))
                          for key, group in groups(records, "account", "currency").items()},
                         "SELECT account_id, currency, cost_per_million_requests, "
                         "records_without_cost FROM cf_cost_per_million_requests")

    def test_freshness(self):
        for first, last, records in self.everywhere():
            today = datetime.date.fromisoformat(self.value("SELECT today FROM cf_period"))
            complete = set(truth.span(first, min(last, today - DAY)))
            expected, missing = {}, {}
            for account in truth.ACCOUNTS:
                days = {r.day for r in records if r.account == account}
                expected[(account,)] = (min(days), max(days), (last - max(days)).days,
                                        len(complete - days), today - 4 * DAY)
                missing |= {(account, day): () for day in complete - days}
            self.compare(expected, "SELECT account_id, oldest_day, newest_day, days_behind, "
                                   "days_missing, restated_from FROM cf_freshness")
            self.compare(missing or {("", ""): ()}, "SELECT account_id, day FROM cf_missing_days" if missing else
                         "SELECT '', '' WHERE NOT EXISTS (SELECT 1 FROM cf_missing_days)")


if __name__ == "__main__":
    truth.main()
