"""What the comment of sql/views/13_anomalies.sql defines, worked out day by day from records.

Nothing is taken from the extension: what stands out, what is one event, how much could be compared.
"""

import collections
import datetime
import math
import statistics

DAY = datetime.timedelta(1)
WEEK = 7 * DAY
LEAST_COST = 1

# `days` could be compared; events are dictionaries.
Series = collections.namedtuple("Series", "compared events")


def _sum(values):
    """None if one is not known, or too large for a number."""
    values = list(values)
    total = None if None in values else math.fsum(values)
    return total if total is not None and math.isfinite(total) else None


def priced(record):
    """Its part that is paid for, where that is told in the unit of the whole."""
    return record.priced if (record.priced_unit or "Count") == (record.unit or "Count") else None


def is_in_blocks(prices):
    """Whether what a unit cost day by day goes up and down, or is nothing at times."""
    changes = sum(abs(b - a) > 0.2 * max(a, b) for a, b in zip(prices, prices[1:]))
    return changes > 2 or any(p <= 0 for p in prices) and any(p > 0 for p in prices)


def comparable_costs(records):
    """Costs by day of one metric's records, without the ups and downs of allowances and blocks."""
    days = collections.defaultdict(list)
    for record in records:
        days[record.day].append(record)
    charged = {day: _sum(r.cost for r in of) for day, of in days.items()}
    used = {day: _sum(r.quantity for r in of) for day, of in days.items()}
    paid_for = {day: _sum(priced(r) for r in of) for day, of in days.items()}
    known = [day for day in sorted(days) if charged[day] is not None]
    if any(used[day] is None or paid_for[day] is None for day in known):
        return charged
    cost, quantity, paid = (math.fsum(of[day] for day in known) for of in (charged, used, paid_for))
    if quantity > 0 and is_in_blocks([charged[day] / paid_for[day] for day in known if paid_for[day] > 0]):
        return charged | {day: used[day] * cost / quantity for day in known}
    if paid > 0:
        return charged | {day: charged[day] + max(used[day] - paid_for[day], 0) * cost / paid
                          for day in known}
    return charged


def is_far(amounts, day, usual, distance, before, least):
    """`amounts` by day; `before` is the first day of the event that this one may belong to."""
    amount = amounts[day]
    off = abs(amount - usual)
    if not (off >= least and off > abs(usual) / 4 and off > 6 * distance):
        return False
    others = []
    window = [day - n * DAY for n in range(42, 0, -1)]
    middles = {}
    for at in window:
        if amounts.get(at) is not None:
            middles.setdefault(at.weekday(), []).append(amounts[at])
    middles = {weekday: statistics.median(of) for weekday, of in middles.items()}
    for at in window:
        other = amounts.get(at)
        if at >= before or other is None:
            continue
        middle = middles[at.weekday()]
        if (middle == 0) != (usual == 0):
            continue
        if usual != 0 and amount == 0 and other == 0:
            return False
        way = (other - middle) * (1 if amount > usual else -1)
        others.append(way / abs(middle) if usual else way)
    if usual != 0 and amount == 0:
        return True
    second = sorted(others)[-2] if len(others) > 1 else 0
    return (off / abs(usual) if usual else off) > 3 * max(second, 0)


def events_of(amounts, charged, first, last, least):
    """The events of a series whose amounts are given for each day that it has; None: unknown."""
    compared, found, running = 0, [], {}
    for n in range((last - first).days + 15):
        day = first - 14 * DAY + n * DAY
        past = [amounts[at] for at in (day - k * WEEK for k in range(1, 7))
                if amounts.get(at) is not None]
        if len(past) < 4 or amounts.get(day) is None:
            continue
        compared += day >= first
        usual = statistics.median(past)
        distance = statistics.median(abs(one - usual) for one in past)
        way = amounts[day] > usual
        event = running.get(way)
        if event and day - event["all"][-1] > WEEK:
            event = None
        if not is_far(amounts, day, usual, distance, event["all"][0] if event else day, least):
            continue
        if not event:
            event = running[way] = {"event": "more" if way else "less", "all": [], "days": []}
            found.append(event)
        event["all"].append(day)
        if day >= first:
            event["days"].append((day, amounts[day], usual, distance))
    return compared, [_told(event, amounts, charged) for event in found if event["days"]]


def _told(event, amounts, charged):
    start, name = event["all"][0], event["event"]
    if name == "more" and all(amounts[day] == 0 for day in amounts if day < start):
        name = "began"
    elif name == "less" and all(amounts[day] == 0 for day in amounts if day >= start):
        while amounts.get(start - DAY) == 0:
            start -= DAY
        if (max(amounts) - start).days >= 6:
            name = "ended"
    days = event["days"]
    return {"event": name, "day": start, "last_day": days[-1][0], "days": len(days),
            "charged": _sum(charged.get(day, 0) for day, *_ in days),
            "compared": math.fsum(amount for _, amount, *_ in days),
            "expected": math.fsum(usual for *_, usual, _ in days), "distance": days[0][3]}


def compare(records, first, last, today, *, by_cost):
    """The series of an account's records in the days from six weeks before `first`."""
    series = collections.defaultdict(lambda: collections.defaultdict(list))
    for r in records:
        name = (r.product, r.currency) if by_cost else (r.product, r.metric, r.unit)
        series[name][(r.metric, r.unit)].append(r)
    known = {r.day for r in records}
    if known and max(known) >= today - 4 * DAY:
        last = min(last, max(known))
    compared = {}
    for name, metrics in series.items():
        charged, amounts = {}, {}
        for of in metrics.values():
            values = comparable_costs(of) if by_cost else None
            days = collections.defaultdict(list)
            for r in of:
                days[r.day].append(r)
            for day, on in days.items():
                charged.setdefault(day, []).append(_sum(r.cost if by_cost else r.quantity for r in on))
                amounts.setdefault(day, []).append(values[day] if by_cost else charged[day][-1])
        charged = {day: _sum(of) for day, of in charged.items()}
        amounts = {day: _sum(of) for day, of in amounts.items()}
        since = min(amounts)
        if (since - min(known)).days >= 28:
            since = min(known)
        for n in range((last - since).days + 1):
            day = since + n * DAY
            # Nothing at all of a day: it may never have been read.
            amounts.setdefault(day, 0.0 if day in known or day > max(known) else None)
        amounts = {day: amount for day, amount in amounts.items() if day <= last}
        compared[name] = Series(*events_of(amounts, charged, first, last,
                                           LEAST_COST if by_cost else 0))
    return compared
