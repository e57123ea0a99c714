"""How well months are projected: whether their cost lies within projected_cost ± projection_error, which
is to be so in 80 of 100 cases, and by how much the projections of all accounts together are off.

    forecast.py [--accounts N] [--months N] [--every DAYS]

The sandbox, and three made-up seasons of accounts of live shape (live_shape.py): steady, growing by
half in a year, and spiky, where days now and then cost three to nine times as much. Each day of the
months is stood on, with what is known on its morning: all days before it. Exit status 1 if the cost
lies within in less than 70 or more than 90 of 100 cases, or if after the tenth day projections are off
by 2 % or more.
"""

import argparse
import collections
import datetime
import json
import math
import os
import sys

_here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(_here, "..", "views")]

import views  # noqa: E402
from views import support  # noqa: E402

import live_shape  # noqa: E402
import planted  # noqa: E402
from live_shape import DAY  # noqa: E402

HELD, BIAS, FROM_DAY = (0.7, 0.9), 0.02, 11
SEASONS = {"steady": 0.0, "growing": math.log(1.5), "spiky": 0.0}


def made_up(season, accounts, first, last):
    """An archive of accounts of one season, from a month before the first day."""
    made = {}
    for n in range(accounts):
        account = live_shape.Account(f"{season} {n}", first - 40 * DAY, last, growth=SEASONS[season])
        if season == "spiky":
            for used in account.used.values():
                for day in used:
                    if account.rng.random() < 1 / 60:
                        used[day] *= account.rng.uniform(3, 9)
        made[f"{n:032x}"] = account
    return planted.archive(made, first - 40 * DAY)


def of_sandbox(sandbox):
    """What the sandbox knows of all accounts, in an archive."""
    db = planted.archive({}, None)
    names = set(support.BILLED)
    for account in sorted(names):
        db.execute("INSERT INTO accounts(id, name, first_sync_id, sync_id) VALUES (?, ?, 1, 1)",
                   (account, account[:4]))
        for text in sandbox.truth("paygo", account):
            r = json.loads(text)
            db.execute(
                "INSERT INTO paygo_usage(account_id, charge_date, BilledCost, BillingCurrency, "
                "BillingPeriodStart, ChargePeriodStart, ConsumedQuantity, ConsumedUnit, "
                "PricingQuantity, PricingUnit, ServiceFamilyName, ServiceName, SubscriptionId, raw) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}')",
                (account, r["ChargePeriodStart"][:10], r["BilledCost"], r["BillingCurrency"],
                 r["BillingPeriodStart"], r["ChargePeriodStart"], r["ConsumedQuantity"],
                 r["ConsumedUnit"], r["PricingQuantity"], r["PricingUnit"], r["ServiceFamilyName"],
                 r["ServiceName"], r["SubscriptionId"]))
    return db


class Tally:
    def __init__(self):
        self.held, self.cases, self.unknown = collections.Counter(), collections.Counter(), 0
        self.off, self.cost = collections.Counter(), collections.Counter()

    def add(self, part, cost, projected, error):
        if projected is None or error is None:
            self.unknown += 1
            return
        self.cases[part] += 1
        self.held[part] += abs(projected - cost) <= error
        # Of each account as much as of any other.
        self.off[part] += (projected - cost) / cost
        self.cost[part] += 1

    def share(self):
        return self.held.total() / max(self.cases.total(), 1)

    def bias(self, part):
        return self.off[part] / max(self.cost[part], 1)

    def is_good(self):
        return HELD[0] <= self.share() <= HELD[1] and abs(self.bias("later")) < BIAS

    def told(self, name):
        return (f"{name}: within in {100 * self.share():.1f} of 100 cases ("
                + ", ".join(f"{part} {100 * self.held[part] / max(self.cases[part], 1):.1f}"
                            for part in ("early", "later"))
                + f"), of {self.cases.total():,}; {self.unknown} could not be told. Off by "
                f"{100 * self.bias('early'):+.1f} % up to the tenth day, by "
                f"{100 * self.bias('later'):+.1f} % after it.")


def measure(db, first, last, every=1):
    """Stands on the days of these months, which are whole."""
    # What is known in the morning: nothing of the day itself.
    db.execute("DROP VIEW temp.cf_live_usage")
    db.execute("""CREATE TEMP VIEW cf_live_usage AS
SELECT window_name, u.*, NULL AS complete_from FROM cf_live_windows AS w CROSS JOIN archived_paygo AS u
WHERE u.day BETWEEN w.first_day AND w.last_day AND u.day < (SELECT today FROM cf_period)""")
    db.execute("INSERT INTO cf_report_accounts(account_id) SELECT id FROM accounts")
    costs = {key: cost for *key, cost in db.execute(
        "SELECT account_id, substr(day, 1, 7), currency, sum(cost) FROM archived_paygo GROUP BY 1, 2, 3")
        for key in [tuple(key)]}
    tally = Tally()
    for n in range(0, (last - first).days + 1, every):
        today = first + n * DAY
        db.execute("UPDATE cf_parameters SET source = 'live', today = ?", (str(today),))
        for account, month, currency, projected, error in db.execute(
                "SELECT account_id, month, currency, projected_cost, projection_error "
                "FROM cf_month_to_date"):
            cost = costs.get((account, month, currency), 0.0)
            # Below a unit of currency a part of it says nothing.
            if cost >= 1:
                tally.add("later" if today.day >= FROM_DAY else "early", cost, projected, error)
    return tally


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=20, help="in each season")
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--every", type=int, default=1, help="stand on every nth day")
    arguments = parser.parse_args()
    firsts = planted.months(arguments.months + 1)
    first, last = firsts[0], firsts[-1] - DAY
    tallies = {}
    for season in SEASONS:
        tallies[season] = measure(made_up(season, arguments.accounts, first, last), first, last,
                                  arguments.every)
        print(tallies[season].told(season), flush=True)
    sandbox = support.Sandbox("--today", str(last + DAY))
    try:
        db = of_sandbox(sandbox)
    finally:
        sandbox.stop()
    tallies["sandbox"] = measure(db, first, last, arguments.every)
    print(tallies["sandbox"].told("sandbox"))
    return 0 if all(tally.is_good() for tally in tallies.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
