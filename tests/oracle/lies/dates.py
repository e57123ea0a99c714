"""Days and billing cycles, worked out without the extension."""

import datetime

DAY = datetime.timedelta(days=1)


def clamped(year, month, day):
    """The day of that month, or its last."""
    while True:
        try:
            return datetime.date(year, month, day)
        except ValueError:
            day -= 1


def month_after(year, month, step=1):
    month += step
    return year + (month - 1) // 12, (month - 1) % 12 + 1


def cycle_starts(anchor_day, first, last):
    """The starts of monthly cycles that lie in first…last."""
    year, month = first.year, first.month
    starts = []
    while True:
        start = clamped(year, month, anchor_day)
        if start > last:
            return starts
        if start >= first:
            starts.append(start)
        year, month = month_after(year, month)


def midnight(day):
    return f"{day}T00:00:00Z"


def with_offset(day, hours):
    """The midnight (UTC) that begins `day`, as a clock with that offset shows it."""
    shown = datetime.datetime(day.year, day.month, day.day) + datetime.timedelta(hours=hours)
    return f"{shown:%Y-%m-%dT%H:%M:%S}{'-' if hours < 0 else '+'}{abs(hours):02}:00"
