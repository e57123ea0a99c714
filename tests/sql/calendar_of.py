"""Billing cycles and blocks of FOCUS days, worked out without the extension."""

import calendar
import datetime

DAY = datetime.timedelta(days=1)


def day(text):
    return datetime.date.fromisoformat(text)


def anchor_in(year, month, anchor):
    """The anchor day of a month: the last day of a month that is too short for it."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return datetime.date(year, month, min(anchor, calendar.monthrange(year, month)[1]))


def cycle_of(at, anchor):
    """First and last day of the cycle that `at` is in."""
    start = anchor_in(at.year, at.month, anchor)
    if start > at:
        start = anchor_in(at.year, at.month - 1, anchor)
    return start, anchor_in(*next_month(start), anchor) - DAY


def next_month(at):
    return (at.year, at.month + 1)


def cycles(account, days, today):
    """(from, to) of the cycles of every anchor that hold any of these days, for an entry of
    /sandbox/accounts."""
    found = set()
    for subscription in account["subscriptions"]:
        for at in days:
            first, last = cycle_of(at, subscription["anchor_day"])
            if at <= today:
                found.add((first.isoformat(), min(last, today).isoformat()))
    return sorted(found)


def cycles_looked_at(account, days, today):
    """(from, to) of the requests that look for anchors which nobody told: across the days, one run of
    them, and before them."""
    anchor = min(subscription["anchor_day"] for subscription in account["subscriptions"])
    # Cycles of a later anchor may hold another one twice or not at all.
    anchor = anchor if anchor <= 28 else 1
    days = [at for at in days if at <= today]
    found = {cycle_of(at, anchor) for at in days}
    first, _ = cycle_of(days[0], anchor)
    if first > days[0] - 30 * DAY:
        found.add(cycle_of(first - DAY, anchor))
    return sorted((first.isoformat(), min(last, today).isoformat()) for first, last in found)


def shows_recent_cycles(account, today):
    """Whether an answer without dates, which has the open cycle of every subscription and the one before,
    reaches back as far as the longest cycle: then no other cycle of the last four weeks is unknown."""
    starts = []
    for subscription in account["subscriptions"]:
        start, _ = cycle_of(today, subscription["anchor_day"])
        starts.append(cycle_of(start - DAY, subscription["anchor_day"])[0])
    return min(starts) <= today - 31 * DAY


BLOCK = 30
SHORT = 7


def block_of(at):
    """The 30 days around `at`, counted from 1970 on."""
    epoch = datetime.date(1970, 1, 1)
    first = epoch + (at - epoch).days // BLOCK * BLOCK * DAY
    return first, first + (BLOCK - 1) * DAY


def asked_with_cache(first, last, today):
    """The days that a FOCUS scan asks for if answers are kept: for a week or less, the block."""
    begin, end = block_of(first)
    if (last - first).days < SHORT and last <= end:
        return begin, min(end, today)
    return first, last


def days_between(first, last):
    return [first + n * DAY for n in range((last - first).days + 1)]
