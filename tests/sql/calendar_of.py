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
    """(from, to) of the requests that a set of days takes, for an entry of /sandbox/accounts: one where
    cycles of several anchors have the same days, as on the last of a short month."""
    found = set()
    for subscription in account["subscriptions"]:
        end = subscription["end"] and day(subscription["end"])
        for at in days:
            first, last = cycle_of(at, subscription["anchor_day"])
            if at <= today and not (end and first > end) and last >= day(subscription["start"]):
                found.add((first.isoformat(), min(last, today).isoformat()))
    return sorted(found)


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
