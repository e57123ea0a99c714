"""The sandbox's records in plain form, and what the views' comments define, worked out from them.

Everything here goes over days and records one by one, as somebody with a calculator would; nothing
is taken from the SQL.
"""

import calendar
import collections
import datetime
import json
import math
import re
import statistics

import unusual
import views
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END

ACCOUNTS = (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO)
FEEDS = ("paygo", "focus")
DAY = datetime.timedelta(1)

# What is published of the sandbox's lines: price, for so many units, and what is free of a cycle.
LISTED = {
    "Workers Standard Requests": (0.30, 1e6, 10e6), "Workers CPU ms": (0.02, 1e6, 30e6),
    "R2 Data Storage": (0.015, 1, 10), "R2 Storage Class A Operations": (4.50, 1e6, 1e6),
    "R2 Storage Class B Operations": (0.36, 1e6, 10e6), "D1 - Rows Read": (0.001, 1e6, 25e9),
    "D1 - Rows Written": (1.00, 1e6, 50e6), "KV Read Operations": (0.50, 1e6, 10e6),
    "KV Storage": (0.50, 1, 1), "Durable Objects Compute Requests": (0.15, 1e6, 1e6),
    "Durable Objects Compute Duration": (12.50, 1e6, 400e3),
    "Queues - Standard operations": (0.40, 1e6, 1e6), "Worker Build Minutes": (0.005, 1, 6000),
    "Container Memory, per GiB-Second": (0.0000025, 1, 90e3),
    "Durable Objects SQL Storage": (0.20, 1, 5), "KV Write Operations": (5.00, 1e6, 1e6),
    "Regular Twitch Neurons (RTN)": (0.011, 1000, 0),
    "Vectorize - Queried Dimensions": (0.01, 1e6, 50e6),
    "Logpush Enabled Workers Requests": (0.05, 1e6, 10e6),
    "Browser Rendering - Browser Hours": (0.09, 1, 10)}

Record = collections.namedtuple(
    "Record", "account day cycle subscription product metric zone zone_name quantity unit priced "
              "priced_unit cost currency correction region")


def date(text):
    return datetime.date.fromisoformat(text[:10])


def span(first, last):
    """The days from the first to the last, both included."""
    return [first + n * DAY for n in range((last - first).days + 1)]


def anchor_in(year, month, anchor):
    return datetime.date(year, month, min(anchor, calendar.monthrange(year, month)[1]))


def cycle_of(day, anchor):
    """The first day of the billing cycle that `day` is in, and of the next one."""
    starts = [anchor_in(day.year + (day.month + n - 1) // 12, (day.month + n - 1) % 12 + 1, anchor)
              for n in (-1, 0, 1)]
    return next((a, b) for a, b in zip(starts, starts[1:]) if a <= day < b)


class Truth:
    """What the sandbox knows of an account."""

    def __init__(self, sandbox, account):
        self.account = account
        self._days = {
            "paygo": [_paygo(account, json.loads(text)) for text in sandbox.truth("paygo", account)],
            "focus": [_focus(account, json.loads(text)) for text in sandbox.truth("focus", account)]}
        self._days = {feed: groups(records, "day") for feed, records in self._days.items()}
        self.history = [_item(json.loads(text)) for text in sandbox.truth("history", account)]
        self.unpaid = [json.loads(text) for text in sandbox.truth("unpaid", account)]
        self.plans = [json.loads(text) for text in sandbox.truth("subscriptions", account)]
        self.anchors = {
            s["id"]: date(s["billing_cycle_anchor_timestamp"]).day
            for s in json.loads(sandbox.truth("info", account))["subscriptions"]}

    def usage(self, feed, first, last):
        days = self._days[feed]
        return [r for day in span(first, last) for r in days.get((day,), ())]

    def regular(self, feed, first, last):
        """Without corrections."""
        return [r for r in self.usage(feed, first, last) if not r.correction]


def _number(value):
    return None if value is None else float(value)


def _paygo(account, f):
    return Record(account, date(f["ChargePeriodStart"]), date(f["BillingPeriodStart"]),
                  f["SubscriptionId"], f["ServiceFamilyName"], f["ServiceName"], f.get("ZoneId"),
                  f.get("ZoneName"), _number(f["ConsumedQuantity"]), f["ConsumedUnit"],
                  _number(f["PricingQuantity"]), f["PricingUnit"], _number(f["BilledCost"]),
                  f["BillingCurrency"], f["ChargeClass"] == "Correction", None)


def _focus(account, f):
    cycle = f.get("BillingPeriodStart")
    return Record(account, date(f["ChargePeriodStart"]), cycle and date(cycle),
                  f.get("SubAccountId"), f["x_ProductFamilyName"], f["x_BillableMetricName"],
                  f.get("x_ZoneId"), f.get("x_ZoneName"), _number(f["ConsumedQuantity"]),
                  f["ConsumedUnit"], _number(f.get("PricingQuantity")), f.get("PricingUnit"),
                  _number(f.get("BilledCost")), f.get("BillingCurrency"),
                  f.get("ChargeClass") == "Correction", f.get("RegionId"))


def _item(f):
    at = f.get("occurred_at") or f.get("occured_at")
    words, amount = {f["type"], f["action"]}, float(f["amount"])
    kind = next((word for word in ("refund", "credit") if word in words), "charge")
    if kind != "charge":
        amount = -abs(amount)
    elif amount < 0:
        kind = "refund"
    return {**f, "day": date(at), "kind": kind, "signed": amount}


def groups(records, *fields):
    """The records by the values of these fields."""
    found = collections.defaultdict(list)
    for record in records:
        found[tuple(getattr(record, field) for field in fields)].append(record)
    return found


def known(values):
    """The sum of what is known; None if nothing is."""
    values = [value for value in values if value is not None]
    return math.fsum(values) if values else None


def whole(values):
    """The sum if all is known, of nothing 0; else None."""
    values = list(values)
    return None if None in values else math.fsum(values)


def costs(records):
    return [record.cost for record in records]


def quantities(records):
    return [record.quantity for record in records]


def unknown(records):
    return costs(records).count(None)


def passed_on(spent, budget):
    """The day from which on the sum of what is spent on each day stays above the budget; None if it
    ends at it or below."""
    total, since = 0, None
    for day in sorted(spent):
        total += spent[day]
        since = (since or day) if total > budget + 5e-7 else None
    return since


class Line:
    """A metric of a subscription: what it costs where it is paid for, and what of a cycle is free."""

    def __init__(self, records, seen_from):
        self.records = groups(records, "day")
        self.used = {day: whole(quantities(of)) for (day,), of in self.records.items()}
        paid = {day: whole(unusual.priced(r) for r in of) for (day,), of in self.records.items()}
        charged = {day: whole(costs(of)) for (day,), of in self.records.items()}
        self.comparable, self.price, self.free = charged, 0, 0
        told = not {None} & {*self.used.values(), *paid.values()} and all(r.cycle for r in records)
        known_days = [day for day in sorted(charged) if charged[day] is not None]
        cost, quantity = (math.fsum(of[day] for day in known_days if of[day]) for of in (charged, paid))
        if not told or not (cost > 0 and quantity > 0):
            return
        self.price = cost / quantity
        in_blocks = unusual.is_in_blocks([charged[day] / paid[day] for day in known_days if paid[day] > 0])
        self.comparable = charged | {
            day: self.used[day] * self.price if in_blocks
            else charged[day] + max(self.used[day] - paid[day], 0) * self.price for day in known_days}
        self.cycles = {cycle: (math.fsum(quantities(of)), math.fsum(r.priced for r in of))
                       for (cycle,), of in groups(records, "cycle").items()}
        if any(cycle >= seen_from and priced > 0 and priced >= used
               for cycle, (used, priced) in self.cycles.items()):
            return
        said = "included" in records[0].metric and listed(records[0].metric)
        self.free = said[2] if said else max(
            [0, *(used - priced for used, priced in self.cycles.values() if priced > 0)])

    def relief(self, cycle, anchor, days, usual, used):
        """By how much less each of these days costs than where all is paid for."""
        if not self.price:
            return {}
        quantity, priced = self.cycles.get(cycle, (0, 0))
        left, found = 0 if priced > 0 else max(self.free - quantity, 0), {}
        for day in days:
            if cycle_of(day, anchor)[0] != cycle:
                cycle, left = cycle_of(day, anchor)[0], self.free
            free = min(left, max(usual(day) - (used if day == days[0] else 0), 0))
            left, found[day] = left - free, free * self.price
        return found


class Expectation:
    """What days of a series are expected to cost, seen from a day. `anchors` are those of the
    subscriptions; what names none of them is expected to cost what it did."""

    def __init__(self, records, today, anchors=None):
        """`records` are those of the series in the 31 days before today, and of today."""
        self.today, self.anchors, self.cycles = today, anchors or {}, {}
        for record in records:
            if record.cycle:
                self.cycles[record.subscription] = max(
                    record.cycle, self.cycles.get(record.subscription, record.cycle))
        regular = [r for r in records if not r.correction]
        self.lines = {name: Line(of, today - 31 * DAY) for name, of in
                      groups(regular, "subscription", "metric", "unit").items()}
        by_day = groups(regular, "day")
        comparable = collections.defaultdict(list)
        for (name, *_), line in self.lines.items():
            for day, cost in (line.comparable if name in self.cycles else
                              {day: whole(costs(of)) for (day,), of in line.records.items()}).items():
                comparable[day].append(cost)
        self.comparable, self.daily = {}, {}
        if records:
            for day in span(max(today - 28 * DAY, min(r.day for r in records)), today - DAY):
                self.comparable[day] = whole(comparable[day])
                self.daily[day] = whole(costs(by_day[(day,)]))
        self.today_so_far = whole(comparable[today])

    def mean(self, amounts, day):
        past = [cost for at, cost in amounts.items() if at.weekday() == day.weekday()]
        return None if not past or None in past else statistics.fmean(past)

    def coming(self, end):
        """What each day from today to the one before `end` will cost, of today what it will cost yet."""
        days = span(self.today, end - DAY)
        expected = {day: self.mean(self.comparable, day) for day in days}
        if None in expected.values() or self.today_so_far is None:
            return None
        expected[self.today] = max(expected[self.today] - self.today_so_far, 0)
        less = collections.Counter()
        for (name, *_), line in self.lines.items():
            if name in self.cycles:
                used = {day: line.used.get(day, 0) for day in self.comparable}
                less.update(line.relief(self.cycles[name], self.anchors[name], days,
                                        lambda day, used=used: self.mean(used, day),
                                        line.used.get(self.today, 0)))
        return {day: max(cost - less[day], 0) if cost > 0 else cost for day, cost in expected.items()}

    def projected(self, so_far, end):
        """What a span that ends before `end` will have cost."""
        coming = self.coming(end)
        return None if so_far is None or coming is None else so_far + math.fsum(coming.values())

    def off(self, amounts):
        """By how much whole weeks were off from what the others tell, on average."""
        misses = []
        for week in range(4):
            days = [self.today - (7 * week + n) * DAY for n in range(1, 8)]
            others = [[amounts[at] for at in (day + n * 7 * DAY for n in range(-4, 5) if n)
                       if at in amounts] for day in days]
            if all(day in amounts for day in days) and all(others):
                misses.append(abs(math.fsum(amounts[day] - statistics.fmean(other)
                                            for day, other in zip(days, others))))
        return None if len(misses) < 2 else statistics.fmean(misses)

    def error(self, end):
        comparable, charged = self.off(self.comparable), self.off(self.daily)
        if comparable is None or charged is None:
            return None
        return (1.5 * comparable + 0.2 * charged) * ((end - self.today).days + 4) / 11

    def recent(self):
        days = [self.daily.get(self.today - n * DAY) for n in range(1, 8)]
        return None if None in days else statistics.fmean(days)


class TestCase(views.TestCase):
    """Compares views with the truth, row by row."""

    _truths = []

    def truths(self):
        if not self._truths:
            self._truths.extend(Truth(self.sandbox, account) for account in ACCOUNTS)
        return self._truths

    def today(self):
        return date(self.sandbox.today())

    def days(self):
        """Days to stand on: today and ends of months, all of which the sandbox has records of."""
        today = self.today()
        year = today.year if today >= datetime.date(today.year, 5, 2) else today.year - 1
        leap_or_not = calendar.monthrange(year, 2)[1]
        return [today, datetime.date(year, 3, 1), datetime.date(year, 2, leap_or_not),
                datetime.date(year, 3, 30), datetime.date(year, 5, 1)]

    def over(self, *accounts, **parameters):
        return self.views(*accounts, **{name: str(value) if isinstance(value, datetime.date)
                                        else value for name, value in parameters.items()})

    def compare(self, expected, sql):
        """`expected` maps a tuple of leading columns to a tuple of the others."""
        cursor = self.db.execute(sql)
        found, length = {}, len(next(iter(expected), ()))
        for row in cursor:
            key = row[:length]
            self.assertNotIn(key, found, sql)
            found[key] = row[length:]
        wanted = {tuple(str(part) if isinstance(part, datetime.date) else part for part in key):
                  values for key, values in expected.items()}
        self.assertEqual(set(wanted), set(found), sql)
        for key, values in wanted.items():
            self.assertEqual(len(values), len(found[key]), sql)
            for want, got in zip(values, found[key]):
                if isinstance(want, float) or isinstance(got, float):
                    self.close(want, got, (sql, key, values, found[key]))
                else:
                    want = str(want) if isinstance(want, datetime.date) else want
                    self.assertEqual(want, got, (sql, key))


def service(metric):
    """A metric without the note on what is included."""
    return re.sub(r" \([^()]*included[^()]*\)$", "", metric)


def listed(metric):
    """None if nothing is published."""
    return LISTED.get(service(metric))


def is_request(record):
    return re.match("request", record.unit or "", re.I) or \
        not record.unit and re.search("request", record.metric, re.I)


main = views.main
