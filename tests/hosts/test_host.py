"""The extension in one host program: test_host.py NAME.

Runs the host's example and its probe as processes of their own, over plain HTTP and over TLS, and
compares with what the sqlite3 module of Python says. When all is well, the versions that ran are
written to FOLDER/results/NAME.json, for the table in the README.
"""

import decimal
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sql"))
import calendar_of  # noqa: E402
import support  # noqa: E402
from hosts import FOLDER, HOSTS, PROBES, ROOT, module  # noqa: E402
from support import EURO, FIRST, QUIET  # noqa: E402
from tls_front import TlsFront  # noqa: E402

SKIPPED = 77  # CTest's word for it.
MODULE = module()
HOST = HOSTS[sys.argv.pop(1)]
VERSIONS = {}  # What test_version found.
DAYS = 10
WHERE = f"account_id = ? AND charge_date >= date('now', '-{DAYS} days')"


def runnable(source):
    """The command that runs a program of the host; compiles it where that has to be."""
    output = FOLDER / "compiled" / HOST.name / source.stem
    if HOST.compiler and (not output.exists() or
                          output.stat().st_mtime < source.stat().st_mtime):
        output.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([part.format(program=source, output=output, folder=source.parent)
                        for part in HOST.compiler], check=True, capture_output=True,
                       env={**os.environ, **HOST.environment})
    return [part.format(program=source, output=output, module_folder=os.path.dirname(MODULE))
            for part in HOST.command]


class Process:
    """A run of a program in the host, with a time limit."""

    def __init__(self, program, *arguments, base_url, timeout=60, **environment):
        variables = support.child_environment(
            CF_BILLING=MODULE, CLOUDFLARE_BASE_URL=base_url,
            CLOUDFLARE_API_TOKEN=support.TOKEN, **HOST.environment, **environment)
        started = time.monotonic()
        done = subprocess.run([*runnable(program), *map(str, arguments)], cwd=ROOT, text=True,
                              capture_output=True, env=variables, timeout=timeout, check=False,
                              stdin=subprocess.DEVNULL)
        self.seconds = time.monotonic() - started
        self.code, self.stdout, self.stderr = done.returncode, done.stdout, done.stderr


class HostTest(support.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.front = TlsFront(support.shared_sandbox())
        cls.addClassCleanup(cls.front.stop)

    def example(self, *arguments, base_url=None, **environment):
        path = ROOT / "examples" / HOST.name / HOST.example
        return Process(path, *arguments, base_url=base_url or self.sandbox.base_url, **environment)

    def probe(self, *arguments, base_url=None, **environment):
        return Process(PROBES / HOST.probe, *arguments, base_url=base_url or self.sandbox.base_url,
                       **environment)

    def over_tls(self):
        return {"base_url": self.front.base_url, "SSL_CERT_FILE": self.front.authority}

    def assert_clean(self, process):
        self.assertEqual((0, ""), (process.code, process.stderr), process.stdout)

    def first_day(self):
        return self.value(f"SELECT date('now', '-{DAYS} days')")

    def expected_costs(self, account):
        """The exact sum of the costs as they are written, by service and currency."""
        costs = {}
        for service, currency, cost in self.rows(
                f"""SELECT ServiceName, BillingCurrency, BilledCost
                    FROM cf_paygo_usage WHERE {WHERE}""", (account,)):
            key = service, currency
            costs[key] = costs.get(key, 0) + decimal.Decimal(repr(cost))
        return costs

    def assert_costs(self, account, process):
        """Sums are floating point, and SQLite adds more exactly from 3.43 on: where a sum lies on half a
        cent, hosts may show either of the two cents beside it."""
        self.assert_clean(process)
        lines = [line.split("\t") for line in process.stdout.splitlines()]
        found = [(service, currency, float(cost)) for service, currency, cost in lines]
        expected = self.expected_costs(account)
        self.assertGreater(len(expected), 5)
        self.assertEqual(sorted(expected), sorted(line[:2] for line in found))
        for service, currency, cost in found:
            off = abs(decimal.Decimal(repr(cost)) - expected[service, currency])
            self.assertLessEqual(off, decimal.Decimal("0.0050000001"), (service, cost, expected))
        self.assertEqual(sorted(found, key=lambda line: (-line[2], line[0])), found)

    def test_example_shows_costs(self):
        self.assert_costs(EURO, self.example(EURO, self.first_day()))

    def test_example_shows_costs_over_tls(self):
        self.assert_costs(FIRST, self.example(FIRST, self.first_day(), **self.over_tls()))
        self.assertNotEqual([], self.front.log())

    def test_equal_costs_are_sorted_by_name(self):
        """As they are shown, in cents; what has no cost comes last."""
        (account,) = (account for account in self.sandbox.accounts() if account["id"] == QUIET)
        today = calendar_of.day(self.sandbox.today())
        cycle, _ = calendar_of.cycle_of(today, account["subscriptions"][0]["anchor_day"])
        self.sandbox.faults({"path": r"billable-usage\?", "body": json.dumps({
            "success": True, "errors": [], "messages": [], "result": [
                {"ServiceName": service, "BilledCost": cost, "BillingCurrency": "USD",
                 "ChargePeriodStart": f"{today}T00:00:00Z", "BillingPeriodStart": f"{cycle}T00:00:00Z"}
                for service, cost in (("D", 0.004), ("B", 1.004), ("A", 1.001), ("None", None),
                                      ("E", 2.5), ("C", 0.0))]})})
        process = self.example(QUIET, self.first_day())
        self.assert_clean(process)
        lines = [line.split("\t") for line in process.stdout.splitlines()]
        self.assertEqual([("E", 2.5), ("A", 1.0), ("B", 1.0), ("C", 0.0), ("D", 0.0), ("None", "unknown")],
                         [(service, cost if cost == "unknown" else float(cost))
                          for service, _, cost in lines])

    def test_example_is_short(self):
        lines = (ROOT / "examples" / HOST.name / HOST.example).read_text().splitlines()
        self.assertLessEqual(len(lines), 40)

    def test_readme_lines(self):
        """What the example's README says to type, with the packages' module that is there already;
        what it says to install is what hosts.py knows."""
        readme = (ROOT / "examples" / HOST.name / "README.md").read_text()
        lines = readme.split("```sh\n")[1].split("```")[0].splitlines()
        words = " ".join(line for line in lines if line.startswith("apt-get ")).split()
        self.assertEqual(["apt-get", "install", "-y", *HOST.debian] if HOST.debian else [], words)
        done_before = ("apt-get ", "npm ", "sh ext/packages/build.sh", "export CF_BILLING=")
        typed = "\n".join(line for line in lines if not line.startswith(done_before))
        environment = support.child_environment(
            CF_BILLING=MODULE, CLOUDFLARE_BASE_URL=self.sandbox.base_url,
            CLOUDFLARE_API_TOKEN=support.TOKEN, **HOST.environment)
        done = subprocess.run(["sh", "-euc", typed], cwd=ROOT, env=environment, text=True,
                              capture_output=True, timeout=300, check=False)
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertIn("\tUSD\t", done.stdout)

    def test_errors_of_cloudflare_reach_the_program(self):
        self.sandbox.faults({"status": 403})
        for secure in ({}, self.over_tls()):
            process = self.example(EURO, self.first_day(), **secure)
            self.assertEqual(1, process.code, process.stdout + process.stderr)
            self.assertEqual("", process.stdout)
            self.assert_says(process.stderr, "cf_paygo_usage: HTTP 403, code 10000", EURO, "Billing › Read")
            self.assertNotIn(support.TOKEN, process.stderr)

    def test_unknown_authority_is_an_error(self):
        """The host's own certificates are not asked, nor is its TLS library."""
        process = self.example(FIRST, self.first_day(), base_url=self.front.base_url)
        self.assertEqual(1, process.code, process.stderr)
        self.assert_says(process.stderr, "certificate")

    def test_two_connections_at_once(self):
        """Each asks for one account; the sandbox answers slowly, so that both are under way."""
        self.sandbox.faults({"latency_ms": 200})
        for secure in ({}, self.over_tls()):
            process = self.probe("threads", EURO, FIRST, self.first_day(), **secure)
            self.assert_clean(process)
            counts = [self.value(f"SELECT count(*) FROM cf_paygo_usage WHERE {WHERE}", (account,))
                      for account in (EURO, FIRST)]
            self.assertEqual(counts, [int(word) for word in process.stdout.split()])

    def test_interrupt(self):
        """Half a second into an answer that takes half a minute."""
        self.sandbox.faults({"latency_ms": 30000})
        if not HOST.interrupt:
            process = self.probe("timeout", FIRST, self.first_day())
            self.assert_says(process.stdout, "imed out")
        else:
            process = self.probe("interrupt", FIRST, self.first_day())
            self.assert_says(process.stdout.lower(), HOST.interrupted)
        self.assert_clean(process)
        self.assertLess(process.seconds, 15)

    def test_a_failed_scan_leaves_the_transaction_alone(self):
        if not HOST.transaction:
            self.skipTest("the probe has no such mode")
        for fault, says in (({"reset": True}, "cf_accounts"), ({"status": 503}, "HTTP 503"),
                            ({"status": 403}, "HTTP 403"), ({"truncate": 40}, "bytes remaining"),
                            ({"status": 404}, "HTTP 404"), ({"body": "<html>"}, "not what the API documents"),
                            ({"status": 429, "headers": {"Retry-After": "300"}}, "HTTP 429")):
            with self.subTest(fault):
                # Another spelling of its URL: nothing is known of its rate limit.
                self.sandbox.reset()
                self.sandbox.faults({**fault, "headers": {"x-should-retry": "false", **fault.get("headers", {})}})
                process = self.probe("transaction")
                self.assert_clean(process)
                self.assert_says(process.stdout, says)
                self.assertEqual("first+second", process.stdout.splitlines()[-1])

    def test_exit_in_the_middle_of_a_result(self):
        """A statement with rows left, a connection left open: the process still ends well."""
        for secure in ({}, self.over_tls()):
            process = self.probe("abandon", FIRST, self.first_day(), **secure)
            self.assert_clean(process)
            self.assertEqual("1 row read", process.stdout.strip())

    def test_version(self):
        """Last by its name's place in the table, not in time: the versions are read here."""
        process = self.probe("version")
        self.assert_clean(process)
        sqlite, host = process.stdout.splitlines()
        self.assertRegex(sqlite, r"^3\.\d+\.\d+$")
        self.assertNotEqual("", host)
        VERSIONS.update(sqlite=sqlite, host=host)


def main():
    if not HOST.is_available:
        if HOST.name in os.environ.get("CF_BILLING_REQUIRED_HOSTS", "").split():
            print(f"{HOST.title} is required, but not installed")
            return 1
        print(f"{HOST.title} is not installed: python3 tests/hosts/hosts.py install {HOST.name}")
        return SKIPPED
    module = HOST.tests or "__main__"
    if code := support.on_day.main(module):
        return code
    versions = sys.modules[module].VERSIONS
    if versions:  # Not if single tests were chosen.
        results = FOLDER / "results"
        results.mkdir(parents=True, exist_ok=True)
        (results / f"{HOST.name}.json").write_text(json.dumps(versions) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
