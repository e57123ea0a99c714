"""What typical and extreme queries cost, next to other ways to the same result.

Ratios tell something; the seconds are those of the machine. `run.sh` builds and starts this.
"""

import argparse
import datetime
import os
import statistics
import sys
import urllib.error

import records
from measure import Side, alternate, hyperfine, median_of, shell, support

LATENCY = 0.05
CONCURRENCY = 8
SCANS = 1000


class Case:
    """`sides`: the extension's first, then those to compare it with.

    `ideal`: the seconds that so many requests take at least; `goal`: the most that each figure of
    the extension's side should be, "ratio" among them.
    """

    def __init__(self, name, sides, expected=None, ideal=None, goal=None):
        self.name, self.sides, self.expected = name, sides, expected
        self.ideal, self.goal = ideal, goal or {}


class Bench:
    def __init__(self, times):
        self.times = times
        self.sandbox = support.Sandbox()
        self.today = datetime.date.fromisoformat(self.sandbox.today())
        self.failed = False

    def ago(self, days):
        return (self.today - datetime.timedelta(days)).isoformat()

    def cases(self):
        """Each is set up just before it is run."""
        yield self.large_answer("plain")
        yield self.large_answer("gzip")
        yield self.many_cycles()
        yield self.join("a day", self.ago(2), self.ago(2))
        yield self.join("a month", self.ago(29), self.ago(0))
        yield self.pages()

    def large_answer(self, coding):
        first, last = self.ago(28), self.ago(1)
        folder = support.scratch_folder()
        path = os.path.join(folder, "focus.json")
        if not os.path.exists(path):
            truth = self.sandbox.truth("focus", support.EURO)
            records.write_focus(path, [r for r in truth if first <= records.day_of(r) <= last])
        self.sandbox.set(gzip="off")
        rule = {"path": "billable/usage", "body_file": path}
        if coding == "gzip":
            # Packed beforehand, so that the packing is nobody's time.
            rule |= {"body_file": path + ".gz", "content_encoding": "gzip"}
        self.sandbox.faults(rule)
        received = os.path.join(folder, "received.json")
        url = (
            f"{self.sandbox.base_url}/accounts/{support.EURO}/billable/usage?from={first}&to={last}"
        )
        other = Side(
            "curl, then json_each",
            ["curl", "-sS", "--fail", "--compressed", "-o", received, "-H", bearer(), url],
            [
                support.SHELL,
                ":memory:",
                "SELECT count(*), sum(j.value->>'ContractedCost'), max(j.value->>'x_ZoneId') "
                f"FROM json_each(CAST(readfile('{received}') AS TEXT), '$.result') j",
            ],
        )
        ours = shell(
            f"{records.FOCUS_RECORDS:,} FOCUS records, {coding}",
            self.sandbox,
            "SELECT count(*), sum(ContractedCost), max(x_ZoneId) FROM cf_focus_usage WHERE "
            f"account_id = '{support.EURO}' AND from_date = '{first}' AND to_date = '{last}'",
        )
        # In memory about one answer, whatever it took on the way.
        mib = round(os.path.getsize(path) * 1.25 / (1 << 20)) + 16
        return Case(ours.name, [ours, other], goal={"mib": mib, "requests": 1, "ratio": 1})

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
        wanted = sum(
            records.day_of(record) >= first
            for account in accounts
            for record in self.sandbox.truth("paygo", account)
        )
        self.sandbox.faults({"latency_ms": round(LATENCY * 1000)})
        listed = ", ".join(f"'{account}'" for account in accounts)
        ours = shell(
            f"12 months of PayGo usage, {len(accounts)} accounts, 50 ms",
            self.sandbox,
            f"SELECT count(*) FROM cf_paygo_usage WHERE account_id IN ({listed}) "
            f"AND charge_date >= '{first}'",
            max_requests=100_000,
            concurrency=CONCURRENCY,
        )
        return Case(
            ours.name,
            [ours],
            str(wanted),
            lambda n: n / CONCURRENCY * LATENCY,
            {"ratio": 1.3},
        )

    def join(self, span, first, last):
        self.sandbox.reset()
        self.sandbox.set(gzip="off", rate_limit="0")
        tables = (
            "CREATE TEMP TABLE wanted AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
            f"SELECT i + 1 FROM n WHERE i < {SCANS}) SELECT i, 'Images Stored' AS metric FROM n"
        )
        usage = (
            f"cf_focus_usage WHERE account_id = '{support.EURO}' "
            f"AND charge_date BETWEEN '{first}' AND '{last}'"
        )
        count = "SELECT count(*), sum(ConsumedQuantity) FROM"
        direct = shell(
            f"Inner table of a join, {span} {SCANS:,} times",
            self.sandbox,
            tables,
            f"{count} wanted CROSS JOIN {usage} AND x_BillableMetricName = metric",
        )
        once = shell(
            "MATERIALIZED",
            self.sandbox,
            tables,
            "WITH u AS MATERIALIZED (SELECT x_BillableMetricName, ConsumedQuantity "
            f"FROM {usage}) {count} wanted CROSS JOIN u WHERE x_BillableMetricName = metric",
        )
        # Later scans are answered from the cache.
        return Case(direct.name, [direct, once], goal={"seconds": 1, "requests": 1})

    def pages(self):
        rules = [
            {"path": f"[?]page={number}&", "body": body, "latency_ms": round(LATENCY * 1000)}
            for number, body in enumerate(records.history_pages(), 1)
        ]
        self.sandbox.faults(*rules)
        url = f"{self.sandbox.base_url}/accounts/{support.EURO}/billing/history"
        ours = shell(
            f"{records.PAGES} pages of history, 50 ms",
            self.sandbox,
            f"SELECT count(*) FROM cf_billing_history WHERE account_id = '{support.EURO}'",
        )
        other = Side(
            "curl, one page after the other",
            [
                *("curl", "-sS", "--fail", "-o", "/dev/null", "-H", bearer()),
                f"{url}?page=[1-{records.PAGES}]&per_page={records.PAGE}",
            ],
        )
        wanted = records.PAGES * records.PAGE - 1
        # What curl has thrown away cannot be compared.
        return Case(ours.name, [ours, other], str(wanted))

    def run(self, only):
        print(f"{'':50} {'seconds':>9} {'of CPU':>7} {'MiB':>6} {'requests':>9} {'ratio':>7}")
        for case in self.cases():
            if only not in case.name:
                continue
            found = alternate(self.sandbox, case.sides, self.times)
            self.check(case, found)
            # Of the pairs, which ran one after the other, not of the medians.
            pairs = [ours.seconds / other.seconds for ours, other in zip(found[0], found[-1])]
            requests = median_of(found[0], "requests")
            ideal = case.ideal and case.ideal(requests)
            ratio = median_of(found[0], "seconds") / ideal if ideal else statistics.median(pairs)
            self.tell(case.name, found[0], f"{ratio:.2f}")
            for side, runs in zip(case.sides[1:], found[1:]):
                self.tell("  " + side.name, runs, "1")
            if ideal:
                print(f"{'  requests / 8 x latency':50} {ideal:9.2f} {'':24} {'1':>7}")
            self.compare(case.goal, found[0], ratio)
            means = hyperfine(case.sides, self.times)
            told = ", ".join(f"{mean:.2f} ± {deviation:.2f} s" for mean, deviation in means)
            print(f"{'  hyperfine':50} {told}", flush=True)
        return 1 if self.failed else 0

    def tell(self, name, runs, ratio):
        seconds, cpu = median_of(runs, "seconds"), median_of(runs, "cpu")
        mib, requests = median_of(runs, "mib"), round(median_of(runs, "requests"))
        print(f"{name:50} {seconds:9.2f} {cpu:7.2f} {mib:6.0f} {requests:9} {ratio:>7}", flush=True)

    def compare(self, goal, runs, ratio):
        """A goal may be missed on a busy machine: that is told and no failure."""
        if not goal:
            return
        figures = {name: ratio if name == "ratio" else median_of(runs, name) for name in goal}
        missed = [name for name in goal if figures[name] > goal[name]]
        cells = [
            f"{goal.get(name, ''):>{width}}"
            for name, width in zip(("seconds", "cpu", "mib", "requests", "ratio"), (9, 7, 6, 9, 7))
        ]
        told = f"missed: {', '.join(missed)}" if missed else "met"
        print(f"{'  goal, at most':50} {' '.join(cells)}  {told}", flush=True)

    def check(self, case, found):
        """A quick answer that is wrong is none."""
        if case.expected is not None:
            outputs = {run.output for run in found[0]} | {case.expected}
        else:
            outputs = {run.output for runs in found for run in runs}
        if len(outputs) > 1:
            self.failed = True
            print(f"{case.name}: the results differ: {sorted(outputs)}")


def bearer():
    return f"Authorization: Bearer {support.TOKEN}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="how often each is run")
    parser.add_argument("--only", default="", help="the cases with this in their name")
    arguments = parser.parse_args()
    sys.exit(Bench(arguments.times).run(arguments.only))


if __name__ == "__main__":
    main()
