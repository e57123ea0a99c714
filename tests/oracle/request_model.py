"""How many requests a query over one table may take at most, worked out without the extension."""

import http.client
import json
import urllib.parse

from shared import calendar_of
from sqltree import Sql
from tables import DAY, FOCUS, HISTORY, PROFILE

OWNED_DAYS = 30
ACCOUNT_PAGE, USER_PAGE = 25, 50


class RequestLog:
    """The sandbox's log, over one connection."""

    def __init__(self, sandbox):
        self.connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=30)

    def _ask(self, method):
        try:
            return self._answer(method)
        except ConnectionError:
            # The sandbox closes it when nothing comes for some seconds, as on a busy machine.
            self.connection.close()
            return self._answer(method)

    def _answer(self, method):
        self.connection.request(method, "/sandbox/requests")
        return self.connection.getresponse().read()

    def forget(self):
        self._ask("DELETE")

    def requests(self):
        return json.loads(self._ask("GET"))


def asks_for_some(request):
    """Whether the API was asked for some items of a history only."""
    sent = dict(urllib.parse.parse_qsl(request["query"], keep_blank_values=True))
    return not sent.keys().isdisjoint(("type", "action", "occurred_at", "status"))


def most_requests(truth, table, frame, select, scans, in_at_once, *, is_filtered):
    """None where the frame depends on something that is not known."""
    if not frame.is_exact or not truth.variant.counts_requests_of(table):
        return None
    for_once = sum(
        most_for_account(truth, table, frame, account, is_filtered) for account in frame.accounts
    )
    if table == HISTORY:
        for_once = min(for_once, most_pages_read(truth, frame, select) or for_once)
    loops = 1
    if not in_at_once:
        loops = frame.loops
        for node in select.walk():
            if isinstance(node, Sql):
                loops *= max(1, node.loops)
    else:
        # The values of a row value come one by one in every version.
        for node in select.walk():
            if isinstance(node, Sql) and node.loops > 10:
                loops *= node.loops
    return for_once * max(1, scans) * loops


def most_for_account(truth, table, frame, account, is_filtered):
    if table == PROFILE:
        return 1
    if table == HISTORY:
        count = truth.records[HISTORY].get(account, 0)
        page = page_of(truth, account)
        if truth.variant.page_lengths_told and not is_filtered:
            # A page that is not full and reaches the total is the last.
            return count // page + 1
        # Without a total an empty page is, asked for twice, with nothing behind it; and each page
        # is looked at again once the next is there.
        return 2 * -(-count // page) + 3
    # A POST that is refused comes before the requests that are answered.
    refused = truth.variant.settings.get("focus__post") == "off"
    if frame.is_default:
        return 1 + refused if table == FOCUS else 2
    days = days_of(truth, frame)
    if table == FOCUS:
        # An end in the future may be refused, and asked for again where nothing of today came.
        again = 2 * (truth.variant.settings.get("focus__future_to") == "refuse")
        return windows(days) + again + refused
    # `info`, the answer without dates, the cycles, and those that are looked at across and before each
    # run of days.
    account = truth.accounts[account]
    asked = set(calendar_of.cycles(account, days, truth.today))
    for run in runs(days):
        asked |= set(calendar_of.cycles_looked_at(account, run, truth.today))
    return len(asked) + 2


def runs(days):
    """Days that follow each other."""
    found = []
    for day in days:
        if found and found[-1][-1] == day - DAY:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def days_of(truth, frame):
    days = frame.only or calendar_of.days_between(frame.first, frame.last)
    return sorted(day for day in days if day <= truth.today)


def windows(days):
    """A scan of few days that asks for the block around them, to keep it, is one window as well."""
    count, reach = 0, None
    for day in days:
        if reach is None or day > reach:
            count, reach = count + 1, day + (OWNED_DAYS - 1) * DAY
    return count


def page_of(truth, account):
    if account is None:
        return USER_PAGE
    return int(truth.variant.settings.get("history__account_max_per_page", ACCOUNT_PAGE))


def most_pages_read(truth, frame, select):
    """A LIMIT that nothing else stands before: only the pages that it takes."""
    if (
        not select.limit
        or select.limit[0] < 0
        or select.ordered
        or select.where
        or select.distinct
        or select.aggregates
        or select.compound
    ):
        return None
    wanted = sum(select.limit)
    page = min(page_of(truth, account) for account in frame.accounts)
    # Every account's first page is asked for at once.
    pages = wanted // page + 1
    return len(frame.accounts) + pages * (1 if truth.variant.page_lengths_told else 2)
