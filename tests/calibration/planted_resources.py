"""How many planted loops cf_resource_anomalies finds on their day, and how often it sees one where there is none.

    planted_resources.py [--days N] [--accounts N] [--seed N]

On each of the days there are accounts of live shape (live_shape.py) whose services are used by a few resources
each, by day and hour: steady ones, one that works at night, one that works once a week, one that works once a
month. It is 03:00, 09:00, 20:30 or 23:59, and analytics are minutes old, billing a day. In every other account
a loop began six hours ago: a resource uses thirty times as much as in those hours otherwise. A loop counts if it
costs a unit of currency within a week. Found is what has a row of that resource; every row of an account without a
loop is a false alarm. Those of what works once a month are counted by themselves: a month of 31 days is longer than
what is looked at. With hours is what the API tells, days are what an archive that was filled at that time has.
Exit status 1 if less than 95 % are found by the API, or 75 % by days, or if more than one account in fifty has a false
alarm of another kind.
"""

import argparse
import collections
import datetime
import math
import os
import random
import sqlite3
import sys

_here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(_here, "..", "views")]

import truth  # noqa: E402
import views  # noqa: E402
from views import support  # noqa: E402

from live_shape import DAY, SERVICES  # noqa: E402

TIMES = ((3, 0), (9, 0), (20, 30), (23, 59))
KNOWN_DAYS = 75
LOOP_HOURS, LOOP_TIMES = 6, 30
FOUND, FALSE_ALARMS = {"hours": 0.95, "days": 0.75}, 0.02
KINDS = ("steady", "nightly", "weekly", "monthly")


def days(count, seed):
    """So many days of two years, each weekday and day of a month among them."""
    first = datetime.date(2026, 3, 1)
    return [first + DAY * n for n in sorted(random.Random(seed).sample(range(730), count))]


class Resource:
    """What one uses of a service in each hour."""

    def __init__(self, rng, name, level, service):
        self.rng, self.name, self.level, self.service = rng, name, level, service
        self.kind = rng.choices(KINDS, (12, 2, 2, 2))[0]
        self.noise = rng.choice((0.1, 0.2, 0.3))
        self.at = rng.randrange(7 if self.kind == "weekly" else 28)
        self.peak = rng.randrange(24)

    def hours_of(self, day):
        """What it uses in each hour of the day; one that works at times does little else."""
        noise = math.exp(self.rng.gauss(0, self.noise)) * (self.service.weekend if day.weekday() > 4 else 1)
        works = {"weekly": day.weekday() == self.at, "monthly": day.day == self.at + 1}.get(self.kind, True)
        if self.kind == "steady":
            return [self.level / 24 * noise * (1 + 0.8 * math.cos((hour - self.peak) / 12 * math.pi))
                    for hour in range(24)]
        # Two hours of work, with little beside them.
        much = {"nightly": 1, "weekly": 5, "monthly": 20}[self.kind]
        return [self.level * noise * (much / 2 if works and hour in (2, 3) else 0.002) for hour in range(24)]


class Account:
    """Its resources' use in the days before and on `today`, as far as it is over; `loop` is a resource, or None."""

    def __init__(self, seed, today, time, with_loop):
        self.rng = rng = random.Random(seed)
        self.now = datetime.datetime.combine(today, datetime.time(*time))
        size = 10 ** rng.uniform(-1, 1)
        self.used = {}
        for service in rng.sample(SERVICES, rng.randint(4, 8)):
            level = service.monthly / 30.4 * size * 10 ** rng.uniform(-.3, .3)
            shares = [1 / (n + 1) for n in range(rng.randint(2, 6))]
            for n, share in enumerate(shares):
                resource = Resource(rng, f"{service.metric} {n}", level * share / sum(shares), service)
                self.used[resource] = {today - DAY * n: resource.hours_of(today - DAY * n) for n in range(KNOWN_DAYS)}
        self.loop = self.plant() if with_loop else None

    def plant(self):
        """A loop that costs something: its hours begin six hours ago."""
        chosen = []
        for resource, used in self.used.items():
            usual = sum(sum(used[self.now.date() - DAY * n]) for n in range(7, 29)) / 22 / 24
            cost = LOOP_TIMES * usual * 24 * 7 * resource.service.price
            month = sum(sum(sum(of[self.now.date() - DAY * n]) for n in range(30)) for other, of in self.used.items()
                        if other.service is resource.service)
            free = max(resource.service.allowance - month, 0) * resource.service.price
            if cost - free > 1 and resource.kind == "steady" and resource.service.unit == "":
                chosen.append((resource, usual))
        if not chosen:
            return None
        resource, usual = self.rng.choice(chosen)
        begin = self.now - datetime.timedelta(hours=LOOP_HOURS)
        for minute in range(LOOP_HOURS * 60):
            at = begin + datetime.timedelta(minutes=minute)
            self.used[resource][at.date()][at.hour] += LOOP_TIMES * usual / 60
        return resource

    def by_hour(self):
        """(resource, day, hour, quantity) of what is over."""
        today = self.now.date()
        for resource, used in self.used.items():
            for day, hours in used.items():
                for hour, quantity in enumerate(hours):
                    if day == today and hour > self.now.hour:
                        break
                    part = 1.0
                    if day == today and hour == self.now.hour:
                        part = self.now.minute / 60
                        if resource is self.loop:
                            part = 1.0
                    yield resource, day, hour, quantity * part


def fill(accounts, today, known_days):
    """Connection with all views over what these accounts used, and were billed until yesterday."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.enable_load_extension(True)
    db.load_extension(support.EXTENSION)
    views.read(db)
    db.execute("UPDATE cf_parameters SET today = ?", (str(today),))
    resources, hours, usage = [], [], []
    for account_id, account in accounts.items():
        db.execute("INSERT INTO cf_report_accounts VALUES (?, ?)", (account_id, account_id[-4:]))
        by_day, billed = collections.Counter(), collections.Counter()
        for resource, day, hour, quantity in account.by_hour():
            by_day[resource, day] += quantity
            billed[resource.service, day] += quantity * (resource is not account.loop or day < today)
            if day >= today - DAY and quantity:
                hours.append({"account_id": account_id, "hour": f"{day}T{hour:02}:00:00Z",
                              "service": truth.service(resource.service.metric), "resource_type": "worker",
                              "resource_id": resource.name, "quantity": quantity})
        for (resource, day), quantity in by_day.items():
            if quantity and day > today - DAY * known_days:
                resources.append({"account_id": account_id, "day": str(day), "dataset": "d", "resource_type": "worker",
                                  "resource_id": resource.name, "resource_name": resource.name,
                                  "service": truth.service(resource.service.metric), "quantity": quantity,
                                  "unit": resource.service.unit, "reason": None})
        used = collections.Counter()
        for (service, day), quantity in sorted(billed.items(), key=lambda item: item[0][1]):
            if day < today and quantity:
                month = day.replace(day=1)
                before, used[service, month] = used[service, month], used[service, month] + quantity
                priced = [max(amount - service.allowance, 0.0) for amount in (before, used[service, month])]
                usage.append(views.usage(str(day), (priced[1] - priced[0]) * service.price, quantity,
                                         account_id=account_id, metric=service.metric,
                                         product=service.product, unit=service.unit,
                                         priced_quantity=priced[1] - priced[0], priced_unit=service.unit or "Count"))
    views.replace(db, "cf_live_usage", views.USAGE, usage, views.IN_WINDOW)
    views.replace(db, "cf_live_history", views.HISTORY, (), views.IN_WINDOW)
    views.replace(db, "cf_plan_fees", views.PLAN_FEES, (), None)
    views.replace(db, "cf_live_resources", views.RESOURCES, resources, views.IN_WINDOW)
    views.replace(db, "cf_live_resource_hours", views.HOURS, hours, None)
    views.replace(db, "cf_live_resources_before", views.BEFORE, resources, views.IN_WINDOW, "months", "cf_month_days")
    return db


class Tally:
    def __init__(self):
        self.loops, self.found = collections.Counter(), collections.Counter()
        self.accounts = self.wrong_accounts = 0
        self.wrong = collections.Counter()

    def add(self, time, account, rows):
        if account.loop:
            self.loops[time] += 1
            self.found[time] += any(name == account.loop.name for name, *_ in rows)
            return
        self.accounts += 1
        kinds = {resource.name: resource.kind for resource in account.used}
        wrong = {kinds[name] for name, *_ in rows}
        self.wrong.update(wrong)
        self.wrong_accounts += bool(wrong - {"monthly"})

    def found_share(self):
        return self.found.total() / max(self.loops.total(), 1)

    def false_share(self):
        return self.wrong_accounts / max(self.accounts, 1)

    def told(self, name):
        times = ", ".join(f"{hour:02}:{minute:02} {self.found[hour, minute]} of {self.loops[hour, minute]}"
                          for hour, minute in TIMES)
        kinds = ", ".join(f"{kind} {self.wrong[kind]}" for kind in KINDS)
        return (f"{name}: found {self.found.total()} of {self.loops.total()} loops ({100 * self.found_share():.1f} %): "
                f"{times}.\n  False alarms in {self.wrong_accounts} of {self.accounts} accounts and days without a "
                f"loop ({100 * self.false_share():.2f} %), and monthly ones; by kind of resource: {kinds}.")


def measure(of_days, accounts, seed):
    """By what is known: days and hours, as of the API; days alone, as of an archive."""
    tallies = {"hours": Tally(), "days": Tally()}
    for number, today in enumerate(of_days):
        time = TIMES[number % len(TIMES)]
        made = {f"{n:032x}": Account(f"{seed} {today} {n}", today, time, n % 2 == 1) for n in range(accounts)}
        db = fill(made, today, KNOWN_DAYS)
        found = {name: collections.defaultdict(list) for name in tallies}
        for account_id, name, span, cost in db.execute(
                "SELECT account_id, resource_name, span, estimated_cost FROM cf_resource_anomalies"):
            found["hours"][account_id].append((name, span, cost))
            if span != "last six hours":
                found["days"][account_id].append((name, span, cost))
        for name, tally in tallies.items():
            for account_id, account in made.items():
                tally.add(time, account, found[name][account_id])
        db.close()
    return tallies


def is_good(tallies):
    return all(tally.found_share() >= FOUND[name] and tally.false_share() <= FALSE_ALARMS
               for name, tally in tallies.items())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--accounts", type=int, default=20, help="on each day")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    tallies = measure(days(arguments.days, arguments.seed), arguments.accounts, arguments.seed)
    for name, tally in tallies.items():
        print(tally.told(name))
    return 0 if is_good(tallies) else 1


if __name__ == "__main__":
    sys.exit(main())
