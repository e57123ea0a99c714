"""How many planted anomalies the views find, and how often they see one where there is none.

    planted.py [--accounts N] [--months N] [--seed N]

Accounts of live shape (live_shape.py) are put into an archive, with their last 73 days, and once more
with the last 30 only, which is what Cloudflare keeps. In every other account something is planted in
the month: a dear day, a few of them, an outage, an end, a beginning. Found is what cf_cost_anomalies or
cf_quantity_anomalies has as an event of that kind; every other event is a false alarm. Exit status 1
if less than 95 % of what could be compared is found, or if there is more than one false alarm for each
account and month where nothing is planted.
"""

import argparse
import collections
import datetime
import os
import sqlite3
import sys

_here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(_here, "..", "views")]

import views  # noqa: E402
from views import support  # noqa: E402

from live_shape import DAY, Account  # noqa: E402

SQL = os.path.join(_here, "..", "..", "sql")
KEPT_DAYS = 30
KINDS = ("one day", "a few days", "outage", "end", "beginning")
FOUND, FALSE_ALARMS = 0.95, 1.0

Planted = collections.namedtuple("Planted", "kind service days direction")


def months(count):
    """The first days of so many months."""
    return [datetime.date(2025 + n // 12, n % 12 + 1, 1) for n in range(count)]


def plant(account, first, last):
    """Changes what an account uses in the days from `first` to `last`; what was planted."""
    rng = account.rng
    kind = rng.choice(KINDS)
    # What rests at times may do so on any day: an outage of it is none.
    service = rng.choice([service for service in account.used if not service.pauses])
    used = account.used[service]
    at = first + rng.randrange((last - first).days + 1) * DAY
    if kind in ("one day", "a few days"):
        days = [at + n * DAY for n in range(1 if kind == "one day" else rng.randint(2, 4))]
        factor = rng.uniform(3, 9)
        change = {day: used[day] * factor for day in days if day <= last}
    elif kind == "outage":
        change = {at: 0.0}
    elif kind == "end":
        change = {day: 0.0 for day in account.days if day >= at}
    else:
        change = {day: 0.0 for day in account.days if day < at}
    used.update(change)
    days = [at] if kind == "beginning" else sorted(change)
    return Planted(kind, service, days, "less" if kind in ("end", "outage") else "more")


def archive(accounts, first_kept):
    """An archive of these accounts' records since a day, with all views over it."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.enable_load_extension(True)
    db.load_extension(support.EXTENSION)
    for path in ("archive.sql", "archive_feeds.sql", None, "archive_views.sql",
                 "archive_resource_views.sql"):
        if path is None:
            views.read(db)
            continue
        with open(os.path.join(SQL, path), encoding="utf-8") as script:
            db.executescript(script.read())
    db.execute("BEGIN")
    db.execute("INSERT INTO syncs(started_at, today) VALUES (datetime('now'), date('now'))")
    for account_id, account in accounts.items():
        db.execute("INSERT INTO accounts(id, name, first_sync_id, sync_id) VALUES (?, ?, 1, 1)",
                   (account_id, account_id[-4:]))
        db.executemany(
            "INSERT INTO paygo_usage(account_id, charge_date, BilledCost, BillingCurrency, "
            "BillingPeriodStart, ChargePeriodStart, ConsumedQuantity, ConsumedUnit, PricingQuantity, "
            "PricingUnit, ServiceFamilyName, ServiceName, SubscriptionId, raw) "
            "VALUES (?, ?, ?, 'USD', ?, ?, ?, ?, ?, ?, ?, ?, 'SUB', '{}')",
            ((account_id, str(day), cost, f"{cycle}T00:00:00Z", f"{day}T00:00:00Z", quantity,
              service.unit, priced, service.unit or "Count", service.product, service.metric)
             for day, cycle, service, quantity, priced, cost in account.records()
             if day >= first_kept))
    db.execute("COMMIT")
    return db


def events(db, first, last):
    """Events by account, each with its view, product or metric, kind, first and last day; and how many
    days of how many could be compared."""
    db.execute("UPDATE cf_parameters SET source = 'archive', first_day = ?, last_day = ?, today = ?",
               (str(first), str(last), str(last + DAY)))
    found = collections.defaultdict(list)
    for view, column in (("cost", "product"), ("quantity", "metric")):
        for account, name, kind, *days in db.execute(
                f"SELECT account_id, {column}, event, day, last_day FROM cf_{view}_anomalies"):
            found[account].append((view, name, kind, *days))
    return found, db.execute("SELECT sum(days_compared), sum(days) "
                             "FROM cf_compared_quantities").fetchone()


def is_of(event, planted):
    """Whether it is an event of what was planted: of its service or product, on one of its days."""
    view, name, kind, day, last_day = event
    if name != (planted.service.product if view == "cost" else planted.service.metric):
        return False
    return day <= str(planted.days[-1]) and last_day >= str(planted.days[0])


def is_right(event, planted):
    kinds = {"more": ("more", "began"), "less": ("less", "ended")}[planted.direction]
    return is_of(event, planted) and event[2] in kinds


class Tally:
    def __init__(self):
        self.planted, self.found = collections.Counter(), collections.Counter()
        self.compared = self.days = 0
        self.false_alarms = []
        # What ended or began and was seen as more than one event of its metric.
        self.several = 0

    def add(self, planted, found):
        right = [event for event in found if is_right(event, planted)]
        self.planted[planted.kind] += 1
        self.found[planted.kind] += bool(right)
        if planted.kind in ("end", "beginning"):
            self.several += sum(event[0] == "quantity" for event in right) > 1

    def found_share(self):
        return self.found.total() / max(self.planted.total(), 1)

    def false_alarm_mean(self):
        return sum(self.false_alarms) / max(len(self.false_alarms), 1)

    def is_good(self):
        return (self.found_share() >= FOUND and self.false_alarm_mean() <= FALSE_ALARMS
                and not self.several)

    def told(self, name):
        kinds = ", ".join(f"{kind} {self.found[kind]} of {self.planted[kind]}" for kind in KINDS)
        return (f"{name}: {self.compared:,} of {self.days:,} days of metrics could be compared.\n"
                f"  Found {self.found.total()} of {self.planted.total()} "
                f"({100 * self.found_share():.1f} %): {kinds}. "
                f"Of ends and beginnings {self.several} were more than one event.\n"
                f"  False alarms where nothing is planted: {self.false_alarm_mean():.2f} an account and "
                f"month; none in {self.false_alarms.count(0)} of {len(self.false_alarms)}, "
                f"more than one in {sum(n > 1 for n in self.false_alarms)}.")


def measure(accounts, of_months, seed):
    """Tallies with an archive and without."""
    tallies = {"With an archive": Tally(), "30 days": Tally()}
    for first in of_months:
        last = (first + 31 * DAY).replace(day=1) - DAY
        for name, tally in tallies.items():
            short = name == "30 days"
            made, planted = {}, {}
            for n in range(accounts):
                account_id = f"{n:032x}"
                account = made[account_id] = Account(f"{seed} {first} {n}", first - 42 * DAY, last)
                if n % 2:
                    # Of what is kept, the last two days have four weeks before them.
                    planted[account_id] = plant(account, last - 1 * DAY if short else first, last)
            found, (compared, days) = events(
                archive(made, last + DAY - KEPT_DAYS * DAY if short else first - 42 * DAY), first, last)
            tally.compared, tally.days = tally.compared + compared, tally.days + days
            for account_id in made:
                if account_id not in planted:
                    tally.false_alarms.append(len(found[account_id]))
                    continue
                tally.add(planted[account_id], found[account_id])
    return tallies


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=100, help="in each month")
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    tallies = measure(arguments.accounts, months(arguments.months), arguments.seed)
    for name, tally in tallies.items():
        print(tally.told(name))
    return 0 if all(tally.is_good() for tally in tallies.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
