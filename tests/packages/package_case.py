"""What every package has to do, wherever it is installed.

CF_BILLING_PACKAGES names the folder that ext/packages/build.sh filled; the rest is as in tests/sql,
whose sandbox and connections these tests use.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "sql"))

import support  # noqa: E402
from tls_front import TlsFront  # noqa: E402

PACKAGES = pathlib.Path(os.environ["CF_BILLING_PACKAGES"])
VERSION = re.search(r"project\(cf_billing VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1]

USAGE = (
    "SELECT count(*) || ' ' || group_concat(charge_date || ServiceName || BillingCurrency || BilledCost) "
    "FROM (SELECT charge_date, ServiceName, BillingCurrency, BilledCost FROM cf_paygo_usage "
    f"WHERE account_id = '{support.FIRST}' ORDER BY 1, 2, 3, 4)")
REFUSED = f"SELECT count(*) FROM cf_paygo_usage WHERE account_id = '{support.NOT_COVERED}'"


def without_ray(message):
    """Each request has another."""
    return re.sub(r"ray \w+-SBX", "ray …", message)


def package(pattern):
    (found,) = PACKAGES.glob(pattern)
    return found


def npm_packages():
    """What is the same everywhere, and this platform's module."""
    return [str(package("cf-billing-[0-9]*.tgz")), str(package("cf-billing-linux-*.tgz"))]


def run(*command, **options):
    """The output of a command that has to succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.stdout}{done.stderr}")
    return done.stdout


class PackageCase(support.TestCase):
    PROTOCOL, ENCODINGS = "HTTP/2.0", {"gzip", "deflate", "br"}  # Of answers over TLS.

    REFUSAL = "certificate"  # Of a server whose authority is unknown.

    @staticmethod
    def strangers():
        """A file of authorities that do not know the one made for the occasion; none: the system's."""
        return None

    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(dir=support.scratch_folder()))
        cls.front = TlsFront(support.shared_sandbox())
        cls.addClassCleanup(cls.front.stop)

    def assert_works(self, *command, **options):
        """`command`, with a query as one more argument, prints the query's value, or its error to
        stderr: the same as the ordinary build, over plain HTTP and over TLS."""
        def query(sql, **environment):
            environment = support.child_environment(CLOUDFLARE_API_TOKEN=support.TOKEN, **environment)
            return subprocess.run([*command, sql], capture_output=True, text=True, check=False,
                                  timeout=60, env=environment, **options)

        def value(sql, **environment):
            done = query(sql, **environment)
            self.assertEqual((0, ""), (done.returncode, done.stderr))
            return done.stdout.strip()

        plain = {"CLOUDFLARE_BASE_URL": self.sandbox.base_url}
        tls = {"CLOUDFLARE_BASE_URL": self.front.base_url, "SSL_CERT_FILE": self.front.authority}
        self.assertEqual(VERSION, value("SELECT cf_version()", **plain))
        usage = self.value(USAGE)
        self.assertGreater(int(usage.split()[0]), 100)
        refused = without_ray(self.failure(support.ERROR, REFUSED))
        for environment in (plain, tls):
            self.assertEqual(usage, value(USAGE, **environment))
            self.assertIn(refused, without_ray(query(REFUSED, **environment).stderr))
        protocol, *_, encodings = self.front.log()[-1].split(" ", 2)
        self.assertEqual(self.PROTOCOL, protocol)
        self.assertEqual(self.ENCODINGS, set(encodings.split(", ")))
        self.assertIn(self.REFUSAL, query(USAGE, **{**tls, "SSL_CERT_FILE": self.strangers()}).stderr)


def main():
    support.main()
