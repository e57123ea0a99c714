"""What a server that takes its time adds: many requests, joins, pages. Answered by the sandbox."""

import datetime
import functools
import urllib.error

import records
from figures import Figure, Work, difference, times_of
from measure import Side, median_of, median_ratio, shell, support

LATENCY = 0.05
CONCURRENCY = 8
SCANS = 1000


class BesideIdeal(Work):
    """At most so many times what its requests take if as many as allowed are always under way."""

    def __init__(self, name, prepare, bound, expected):
        super().__init__(name, prepare)
        self.bound, self.expected = bound, expected

    def judge(self, found):
        (ours,) = found
        requests = median_of(ours, "requests")
        ideal = requests / CONCURRENCY * LATENCY
        ratio = median_of(ours, "seconds") / ideal
        return Figure(
            f"{self.bound:g} × the ideal",
            times_of(ours),
            f"{ideal:.2f} s, {requests:.0f} requests / {CONCURRENCY} × latency",
            f"{ratio:.2f}",
            ratio <= self.bound,
            difference([ours], (self.expected(),)),
        )


class WithinASecond(Work):
    """And with one request; the peer tells what SQLite itself takes."""

    def judge(self, found):
        ours, others = found
        requests = median_of(ours, "requests")
        return Figure(
            "1 s, 1 request",
            f"{times_of(ours)}, {requests:.0f} requests",
            times_of(others),
            f"{median_ratio(ours, others, 'seconds'):.2f}",
            median_of(ours, "seconds") <= 1 and requests <= 1,
            difference(found, None),
        )


class Beside(Work):
    """Beside a peer, without a bound. What curl has thrown away cannot be compared."""

    def __init__(self, name, prepare, expected):
        super().__init__(name, prepare)
        self.expected = expected

    def judge(self, found):
        ours, others = found
        return Figure(
            "",
            times_of(ours),
            times_of(others),
            f"{median_ratio(ours, others, 'seconds'):.2f}",
            wrong=difference([ours], (self.expected,)),
        )


class Further:
    def __init__(self):
        self.cycles = None  # How many records there are.

    @functools.cached_property
    def sandbox(self):
        return support.Sandbox()

    def ago(self, days):
        today = datetime.date.fromisoformat(self.sandbox.today())
        return (today - datetime.timedelta(days)).isoformat()

    def works(self):
        yield BesideIdeal(
            "12 months of PayGo usage, 20 accounts, 50 ms",
            self.many_cycles,
            1.3,
            lambda: self.cycles,
        )
        for span, days in (("a day", (2, 2)), ("a month", (29, 0))):
            yield WithinASecond(
                f"inner table of a join, {span} {SCANS:,} times",
                functools.partial(self.join, *days),
            )
        yield Beside(
            f"{records.PAGES} pages of history, 50 ms",
            self.pages,
            records.PAGES * records.PAGE - 1,
        )

    def many_cycles(self):
        self.sandbox.set(gzip="on")
        try:
            self.sandbox.set(accounts__extra="20")
        except urllib.error.HTTPError:
            pass  # A sandbox without: its own accounts will do.
        accounts = [account["id"] for account in self.sandbox.accounts() if account["covered"]]
        # The extra ones come last.
        accounts = accounts[-20:]
        first = self.ago(364)
        self.cycles = sum(
            records.day_of(record) >= first
            for account in accounts
            for record in self.sandbox.truth("paygo", account)
        )
        self.sandbox.faults({"latency_ms": round(LATENCY * 1000)})
        listed = ", ".join(f"'{account}'" for account in accounts)
        return [
            shell(
                "the extension",
                self.sandbox,
                self.sandbox.base_url,
                f"SELECT count(*) FROM cf_paygo_usage WHERE account_id IN ({listed}) "
                f"AND charge_date >= '{first}'",
                max_requests=100_000,
                concurrency=CONCURRENCY,
            )
        ]

    def join(self, first, last):
        self.sandbox.reset()
        self.sandbox.set(gzip="off", rate_limit="0")
        tables = (
            "CREATE TEMP TABLE wanted AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
            f"SELECT i + 1 FROM n WHERE i < {SCANS}) SELECT i, 'Regular Twitch Neurons (RTN)' AS metric FROM n"
        )
        usage = (
            f"cf_focus_usage WHERE account_id = '{support.EURO}' "
            f"AND charge_date BETWEEN '{self.ago(first)}' AND '{self.ago(last)}'"
        )
        count = "SELECT count(*), sum(ConsumedQuantity) FROM"
        direct = f"{count} wanted CROSS JOIN {usage} AND x_BillableMetricName = metric"
        once = (
            "WITH u AS MATERIALIZED (SELECT x_BillableMetricName, ConsumedQuantity "
            f"FROM {usage}) {count} wanted CROSS JOIN u WHERE x_BillableMetricName = metric"
        )
        # Later scans are answered from the cache.
        return [
            shell(name, self.sandbox, self.sandbox.base_url, tables, statement)
            for name, statement in (("the extension", direct), ("MATERIALIZED", once))
        ]

    def pages(self):
        self.sandbox.reset()
        rules = [
            {"path": f"[?]page={number}&", "body": body, "latency_ms": round(LATENCY * 1000)}
            for number, body in enumerate(records.history_pages(), 1)
        ]
        self.sandbox.faults(*rules)
        ours = shell(
            "the extension",
            self.sandbox,
            self.sandbox.base_url,
            f"SELECT count(*) FROM cf_billing_history WHERE account_id = '{support.EURO}'",
        )
        url = f"{self.sandbox.base_url}/accounts/{support.EURO}/billing/history"
        other = Side(
            "curl, one page after the other",
            self.sandbox,
            [
                *("curl", "-sS", "--fail", "-o", "/dev/null"),
                *("-H", f"Authorization: Bearer {support.TOKEN}"),
                f"{url}?page=[1-{records.PAGES}]&per_page={records.PAGE}",
            ],
        )
        return [ours, other]
