"""Accounts of live shape, invented: what they use day by day, and what Cloudflare would charge for it.

A record is what an account would be told of a metric and a day. Names, allowances and blocks are those
that live answers have; what is used is chance.
"""

import calendar
import collections
import datetime
import math
import random

DAY = datetime.timedelta(1)

# Of a month: what is used on average, what an allowance covers, a price for a unit, and the block in
# which it is paid for (0: none). `weekend` is what a weekend day has of a weekday.
Service = collections.namedtuple(
    "Service", "metric product unit monthly allowance price block weekend pauses")

SERVICES = [Service(*of) for of in (
    ("Workers Standard Requests (first 10M are included)", "Workers", "", 4e7, 1e7, 3e-7, 0, .6, 0),
    ("Workers CPU ms (first 30M are included)", "Workers", "", 3e8, 3e7, 2e-8, 0, .6, 0),
    ("Worker Build Minutes (6000 minutes included per month)", "Workers", "", 7e3, 6e3, .005, 0, .1, 1),
    ("R2 Data Storage (First 10GB-Month included)", "R2", "GB-months", 640, 10, .015, 1, 1, 0),
    ("R2 Storage Class A Operations (First 1M included)", "R2", "", 3e6, 1e6, 4.5e-6, 1e6, .7, 0),
    ("R2 Storage Class B Operations (First 10M included)", "R2", "", 4e7, 1e7, 3.6e-7, 1e6, .8, 0),
    ("D1 - Rows Read (first 25 billion included)", "D1", "", 6e10, 2.5e10, 1e-9, 0, .5, 0),
    ("D1 - Rows Written (first 50 million included)", "D1", "", 8e7, 5e7, 1e-6, 0, .5, 0),
    ("KV Read Operations (First 10M is included)", "Workers KV", "", 5e7, 1e7, 5e-7, 0, .7, 0),
    ("KV Storage (GB, First GB is included)", "Workers KV", "GB-months", 40, 1, .5, 0, 1, 0),
    ("Durable Objects Compute Requests (First 1M is included)", "Durable Objects", "", 6e7, 1e6, 1.5e-7,
     0, .6, 0),
    ("Queues - Standard operations (First 1M included)", "Queues", "", 3e7, 1e6, 4e-7, 0, .3, 1),
    ("Regular Twitch Neurons (RTN)", "Workers AI", "", 3e6, 0, 1.1e-5, 1e3, .4, 0),
    ("Argo Smart Routing", "Argo", "GB", 420, 1, .1, 0, .85, 0),
    ("Load Balancing DNS Queries", "Load Balancing", "", 2e7, 5e5, 1e-6, 0, .9, 0))]

# How far days are off: by up to 15 %, by 10 % or by 20 % (normal deviation).
NOISES = {"up to 15 %": lambda rng: rng.uniform(.85, 1.15),
          "10 %": lambda rng: math.exp(rng.gauss(0, .1)),
          "20 %": lambda rng: math.exp(rng.gauss(0, .2))}


def cycle_start(day, anchor):
    year, month = day.year, day.month
    while True:
        start = datetime.date(year, month, min(anchor, calendar.monthrange(year, month)[1]))
        if start <= day:
            return start
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)


class Account:
    """What is used of some services from `first` to `last`, before anything is planted. `growth` is of a
    year, as a logarithm."""

    def __init__(self, seed, first, last, growth=None):
        self.rng = rng = random.Random(seed)
        self.days = [first + n * DAY for n in range((last - first).days + 1)]
        self.anchor = rng.randint(1, 31)
        self.noise = rng.choice(sorted(NOISES))
        noise, size = NOISES[self.noise], 10 ** rng.uniform(-1, 1)
        growth = rng.uniform(-.4, 1.0) if growth is None else growth
        self.used = {}
        for service in rng.sample(SERVICES, rng.randint(6, len(SERVICES))):
            level = service.monthly / 30.4 * size * 10 ** rng.uniform(-.3, .3)
            self.used[service] = {
                day: level * math.exp(growth * n / 365) * noise(rng)
                * (service.weekend if day.weekday() > 4 else 1)
                * (not service.pauses or rng.random() > 1 / 9)
                for n, day in enumerate(self.days)}

    def records(self):
        """(day, cycle start, service, quantity, priced quantity, cost); days without use have none."""
        for service, used in self.used.items():
            cycle, whole = None, service.unit == ""
            for day in self.days:
                quantity = float(int(used[day])) if whole else round(used[day], 6)
                start = cycle_start(day, self.anchor)
                if start != cycle:
                    cycle, total = start, 0.0
                if not quantity:
                    continue
                before, total = total, total + quantity
                priced = [max(amount - service.allowance, 0.0) for amount in (before, total)]
                charged = priced if not service.block else [
                    math.ceil(amount / service.block) * service.block for amount in priced]
                yield (day, cycle, service, quantity, priced[1] - priced[0],
                       round((charged[1] - charged[0]) * service.price, 6))
