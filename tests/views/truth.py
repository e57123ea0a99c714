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

import views
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END

ACCOUNTS = (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO)
FEEDS = ("paygo", "focus")
DAY = datetime.timedelta(1)

Record = collections.namedtuple(
    "Record", "account day cycle subscription product metric zone zone_name quantity unit priced "
              "priced_unit cost currency correction")


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
                  f["SubscriptionId"], f["ServiceFamilyName"], f["ServiceName"], f["ZoneId"],
                  f["ZoneName"], _number(f["ConsumedQuantity"]), f["ConsumedUnit"],
                  _number(f["PricingQuantity"]), f["PricingUnit"], _number(f["BilledCost"]),
                  f["BillingCurrency"], f["ChargeClass"] == "Correction")


def _focus(account, f):
    cycle = f.get("BillingPeriodStart")
    return Record(account, date(f["ChargePeriodStart"]), cycle and date(cycle),
                  f.get("SubAccountId"), f["x_ProductFamilyName"], f["x_BillableMetricName"],
                  f.get("x_ZoneId"), f.get("x_ZoneName"), _number(f["ConsumedQuantity"]),
                  f["ConsumedUnit"], _number(f.get("PricingQuantity")), f.get("PricingUnit"),
                  _number(f.get("BilledCost")), f.get("BillingCurrency"),
                  f.get("ChargeClass") == "Correction")


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


class Expectation:
    """What days of a series are expected to cost, seen from a day."""

    def __init__(self, records, today):
        """`records` are those of the series in the 31 days before today, and of today."""
        self.today = today
        regular = groups([r for r in records if not r.correction], "day")
        self.daily = {}
        if records:
            for day in span(max(today - 28 * DAY, min(r.day for r in records)), today - DAY):
                self.daily[day] = whole(costs(regular[(day,)]))
        self.today_so_far = whole(costs(regular[(today,)]))

    def of(self, day):
        past = [cost for at, cost in self.daily.items() if at.weekday() == day.weekday()]
        return None if not past or None in past else statistics.fmean(past)

    def projected(self, so_far, end):
        """What a span that ends before `end` will have cost."""
        days = [self.of(day) for day in span(self.today, end - DAY)]
        if so_far is None or None in days or self.today_so_far is None:
            return None
        return so_far + math.fsum(days[1:]) + max(days[0] - self.today_so_far, 0)

    def error(self, end):
        misses = []
        for week in range(4):
            days = [self.today - (7 * week + n) * DAY for n in range(1, 8)]
            others = [[self.daily[at] for at in (day + n * 7 * DAY for n in range(-4, 5) if n)
                       if at in self.daily] for day in days]
            if all(day in self.daily for day in days) and all(others):
                misses.append(abs(math.fsum(self.daily[day] - statistics.fmean(other)
                                            for day, other in zip(days, others))))
        if len(misses) < 2:
            return None
        return statistics.fmean(misses) * (end - self.today).days / 7

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


def is_request(record):
    return re.match("request", record.unit or "", re.I) or \
        not record.unit and re.search("request", record.metric, re.I)


main = views.main
