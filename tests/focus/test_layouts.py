"""Formats that are folders of files with a manifest, and what is left of an export that is broken off: FinOps
hubs, IBM Cloudability, AWS, csv.gz. Parquet is read by hyparquet, which did not write it."""

import csv
import gzip
import io
import json
import os
import re
import signal
import subprocess
import time
import unittest
from decimal import Decimal

import consumer_case
import focus_case
from consumer_case import ODD, ROOT, support
from focus_case import month_before
from support import EURO, MANY_PLANS, MONTH_END

HYPARQUET = ROOT / "build" / "hyparquet"
NODE = os.environ.get("NODE", "node")
ACCOUNTS = (MANY_PLANS, MONTH_END, EURO)
BUCKET = ("--bucket", "s3://costs/saas/cf")
WITH_PARQUET = ("parquet", "hubs", "cloudability", "aws")
KINDS = (*WITH_PARQUET, "focus", "csv.gz", "vantage", "datadog", "datadog-json", "cloudzero")
COLUMNS_OF_1_1 = set("""AvailabilityZone BilledCost BillingAccountId BillingAccountName BillingCurrency
BillingPeriodEnd BillingPeriodStart CapacityReservationId CapacityReservationStatus ChargeCategory ChargeClass
ChargeDescription ChargeFrequency ChargePeriodEnd ChargePeriodStart CommitmentDiscountCategory CommitmentDiscountId
CommitmentDiscountName CommitmentDiscountQuantity CommitmentDiscountStatus CommitmentDiscountType
CommitmentDiscountUnit ConsumedQuantity ConsumedUnit ContractedCost ContractedUnitPrice EffectiveCost
InvoiceIssuerName ListCost ListUnitPrice PricingCategory PricingQuantity PricingUnit ProviderName PublisherName
RegionId RegionName ResourceId ResourceName ResourceType ServiceCategory ServiceName ServiceSubcategory SkuId
SkuMeter SkuPriceDetails SkuPriceId SubAccountId SubAccountName Tags""".split())


class TestCase(consumer_case.TestCase):
    def setUp(self):
        super().setUp()
        self.month = month_before(self.today, 1)[:7]

    def export_all(self, kind, *arguments, **more):
        return self.export("--for", kind, *BUCKET, "--accounts", ",".join(ACCOUNTS), *arguments, self.month,
                           NODE=NODE, **more)

    def names(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())

    def read_parquet(self, *names):
        done = subprocess.run([NODE, ROOT / "tests/focus/read_parquet.mjs", HYPARQUET,
                               *(self.folder / name for name in names)], capture_output=True, text=True, timeout=60,
                              check=True, env=support.child_environment(TZ="America/New_York"))
        return json.loads(done.stdout, parse_float=Decimal, parse_int=Decimal)

    def check_rows(self, found, rows):
        """Every record once, its cost to the last digit."""
        self.assertEqual(len(rows), len(found))
        self.assert_sum(rows, ((row["BillingCurrency"], row["BilledCost"]) for row in found))


class Layouts(TestCase):
    def days(self):
        return f"{self.month}-01".replace("-", ""), month_before(self.month + "-01", -1).replace("-", "")

    def test_hubs(self):
        for feed in ("focus", "paygo"):
            self.export_all("hubs", "--feed", feed)
            # One run, complete, with a manifest that is not empty; the scope is a folder of its own.
            scope = f"Costs/{self.month[:4]}/{self.month[5:]}/cloudflare/"
            name, manifest = self.names()
            self.assertRegex(name, f"^{scope}[0-9TZ]+__focus[.]parquet$")
            self.assertEqual(scope + "manifest.json", manifest)
            self.assertEqual({}, json.loads((self.folder / manifest).read_text()))
            found = self.read_parquet(name)
            self.assertEqual(["SNAPPY"], found["codecs"])
            self.check_rows(found["rows"], self.records(feed, ACCOUNTS, self.month))
            # The types that the hub's tables have.
            for column, kind in (("BilledCost", "DOUBLE"), ("BillingPeriodStart", "TIMESTAMP WITH TIME ZONE"),
                                 ("Tags", "VARCHAR"), ("ProviderName", "VARCHAR")):
                self.assertEqual(kind, found["types"][column])

    def test_hubs_take_no_file_without_rows(self):
        self.export_all("hubs")
        before = self.tree()
        self.serve()
        done = self.export("--for", "hubs", "--partial", "yes", self.month, code=1, NODE=NODE,
                           CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        self.assertIn("no records, and FinOps hubs take no file without any", done.stderr)
        self.assertEqual(before, self.tree())

    def test_cloudability(self):
        last = 0
        for feed in ("focus", "paygo"):
            self.export_all("cloudability", "--feed", feed)
            first, after = self.days()
            manifest, data = self.names()
            (epoch,) = re.findall(f"^Cloudflare/{first}-{after}/([0-9]+)/focus-Manifest[.]json$", manifest)
            self.assertGreater(int(epoch), last)
            last = int(epoch)
            told = json.loads((self.folder / manifest).read_text())
            self.assertEqual(["compression", "content_type", "report_id", "root_dir", "all_report_keys",
                              "focus_version"], list(told))
            self.assertEqual(("GZIP", "Parquet", "costs", "1.1"), tuple(
                told[name] for name in ("compression", "content_type", "root_dir", "focus_version")))
            self.assertEqual([f"saas/cf/{data}"], told["all_report_keys"])
            found = self.read_parquet(data)
            self.assertEqual(["GZIP"], found["codecs"])
            self.assertEqual(COLUMNS_OF_1_1, {name for name in found["types"] if not name.startswith("x_")})
            self.check_rows(found["rows"], self.records(feed, ACCOUNTS, self.month))

    def test_aws(self):
        for feed in ("focus", "paygo"):
            self.export_all("aws", "--feed", feed)
            data, manifest = self.names()
            self.assertEqual(f"cloudflare/data/BILLING_PERIOD={self.month}/cloudflare-00001.snappy.parquet", data)
            self.assertEqual(f"cloudflare/metadata/BILLING_PERIOD={self.month}/cloudflare-Manifest.json", manifest)
            told = json.loads((self.folder / manifest).read_text())
            self.assertEqual(["executionId", "exportArn", "columns", "dataFiles", "additionalOutputFiles"], list(told))
            self.assertEqual(([f"s3://costs/saas/cf/{data}"], [], ""),
                             (told["dataFiles"], told["additionalOutputFiles"], told["exportArn"]))
            found = self.read_parquet(data)
            names = {"DOUBLE": "double", "VARCHAR": "string", "TIMESTAMP WITH TIME ZONE": "timestamp"}
            self.assertEqual([{"name": name, "type": names[kind]} for name, kind in found["types"].items()
                              if name != "billing_period"], told["columns"])
            self.assertEqual(["SNAPPY"], found["codecs"])
            self.check_rows(found["rows"], self.records(feed, ACCOUNTS, self.month))

    def test_a_bucket_without_folders(self):
        for bucket in ("costs", "s3://costs", "s3://costs/"):
            self.export("--for", "aws", "--bucket", bucket, self.month, NODE=NODE, CLOUDFLARE_ACCOUNT_ID=EURO)
            data, manifest = self.names()
            self.assertEqual([f"s3://costs/{data}"], json.loads((self.folder / manifest).read_text())["dataFiles"])

    def test_billing_periods_beside_months_of_the_calendar(self):
        for by in ("calendar", "billing"):
            self.export_all("aws", "--by", by)
        self.assertEqual([f"{name}/{part}" for name in ("cloudflare-billing", "cloudflare") for part in (
            f"data/BILLING_PERIOD={self.month}/{name}-00001.snappy.parquet",
            f"metadata/BILLING_PERIOD={self.month}/{name}-Manifest.json")], self.names())
        for kind in ("hubs", "cloudability", "cloudzero"):
            done = self.export("--for", kind, "--by", "billing", self.month, code=64)
            self.assertIn(f"{kind} takes calendar months", done.stderr)

    def test_csv_gz(self):
        for feed in ("focus", "paygo"):
            self.export_all("focus", "--feed", feed)
            self.export_all("csv.gz", "--feed", feed)
            plain, packed = (self.tree()[f"focus-{self.month}.csv{ending}"] for ending in ("", ".gz"))
            self.assertEqual(plain, gzip.decompress(packed))
            found = list(csv.DictReader(io.StringIO(plain.decode(), newline=""), strict=True))
            self.check_rows([{**row, "BilledCost": Decimal(row["BilledCost"])} for row in found],
                            self.records(feed, ACCOUNTS, self.month))
            # Nothing of when and where it was made.
            self.export_all("csv.gz", "--feed", feed)
            self.assertEqual(packed, self.tree()[f"focus-{self.month}.csv.gz"])

    def test_1_4_says_the_same_in_every_form(self):
        """Usage and charges of each invoice, to the last digit."""
        self.month = month_before(self.today, 3)[:7]  # All of it is invoiced.
        def sums(rows):
            found = {}
            for row in rows:
                key = row["InvoiceId"] or None, row["InvoiceDetailId"] or None, row["ChargeCategory"]
                found[key] = found.get(key, Decimal(0)) + Decimal(row["BilledCost"])
            return {key: cost.normalize() + 0 for key, cost in found.items()}
        for by, name in (("calendar", self.month), ("billing", f"billing-{self.month}")):
            for kind in ("focus", "csv.gz", "parquet"):
                self.export("--version", "1.4", "--for", kind, "--feed", "paygo", "--by", by, "--accounts",
                            ",".join(ACCOUNTS), self.month, NODE=NODE)
            plain = (self.folder / f"focus-{name}.csv").read_bytes()
            self.assertEqual(plain, gzip.decompress((self.folder / f"focus-{name}.csv.gz").read_bytes()))
            rows = list(csv.DictReader(io.StringIO(plain.decode(), newline="")))
            folder = f"billing_period={self.month}"
            found = self.read_parquet(f"{folder if by == 'calendar' else 'billing/' + folder}/focus.parquet")
            self.assertEqual([*rows[0], "billing_period"], list(found["types"]))
            self.assertEqual(len(rows), len(found["rows"]))
            self.assertEqual(sums(rows), sums(found["rows"]))
            self.assertLess(3, len(sums(rows)))

    def test_odd_texts(self):
        record = self.focus_record(MANY_PLANS, self.month, Tags=None)
        self.serve(*({**record, "ChargeDescription": odd} for odd in ODD))
        for kind in ("hubs", "focus"):
            self.export("--for", kind, self.month, NODE=NODE, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        parquet, _, plain = self.names()
        self.assertEqual(sorted(ODD), sorted(row["ChargeDescription"] for row in self.read_parquet(parquet)["rows"]))
        # A cell that begins as a formula stays what it is: the file is for programs.
        found = csv.DictReader(io.StringIO(self.tree()[plain].decode(), newline=""), strict=True)
        self.assertEqual(sorted(ODD), sorted(row["ChargeDescription"] for row in found))

    def test_numbers_are_the_shortest_that_read_back(self):
        record = self.focus_record(MANY_PLANS, self.month)
        costs = ["0.1", "0.30000000000000004", "5e-8", "1e30", "123456789.12345678", "-0.000001", "2.5e-324"]
        self.serve(*(record | {"BilledCost": float(cost)} for cost in costs))
        for kind in KINDS:
            self.export("--for", kind, *BUCKET, self.month, NODE=NODE, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        wanted = sorted(map(float, costs))
        for name in self.names():
            if name.endswith(".parquet"):
                found = [float(row["BilledCost"]) for row in self.read_parquet(name)["rows"]]
            elif "datadog" in name and name.endswith(".json"):
                found = [item["BilledCost"] for item in json.loads((self.folder / name).read_text())]
            elif name.endswith(".json"):
                continue
            else:
                data = (self.folder / name).read_bytes()
                data = gzip.decompress(data) if name.endswith(".gz") else data
                texts = [row.get("BilledCost") or row["cost/cost"]
                         for row in csv.DictReader(io.StringIO(data.decode(), newline=""))]
                found = [float(text) for text in texts]
                self.assertTrue(all(len(text.strip("-")) <= 24 for text in texts), texts)
            self.assertEqual(wanted, sorted(found), name)


class Broken(TestCase):
    def test_every_kind_replaces_a_month_whole(self):
        for kind in KINDS:
            self.export_all(kind)
        before = self.names()
        for kind in KINDS:
            self.export("--for", kind, *BUCKET, self.month, NODE=NODE, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        moments = re.compile(r"[0-9]{8}T[0-9]{6}Z0*|/[0-9]{10}/")
        self.assertEqual([moments.sub("moment", name) for name in before],
                         [moments.sub("moment", name) for name in self.names()])
        for name in self.names():
            if name.endswith(".parquet"):
                self.assertEqual({MANY_PLANS}, {row["BillingAccountId"] for row in self.read_parquet(name)["rows"]})
            else:
                data = (self.folder / name).read_bytes()
                data = gzip.decompress(data) if name.endswith(".gz") else data
                self.assertNotIn(MONTH_END.encode(), data)
                self.assertNotIn(EURO.encode(), data)

    def test_what_fails_half_way_changes_nothing(self):
        for kind in KINDS:
            self.export_all(kind)
        before = self.tree()
        broken = self.folder.parent / "broken"
        broken.mkdir(exist_ok=True)
        # Each has written something when it fails.
        for name, text in (("node", 'printf half >"$4"; exit 1'), ("gzip", 'printf half >"$2.gz"; exit 1'),
                           ("mv", "exit 1"), ("awk", "exit 1")):
            (broken / name).write_text(f"#!/bin/sh\n{text}\n")
            (broken / name).chmod(0o755)
        for kind, failing in ((*((kind, "node") for kind in WITH_PARQUET), ("csv.gz", "gzip"), ("cloudzero", "gzip"),
                               ("cloudzero", "awk"), ("vantage", "awk"), *((kind, "mv") for kind in KINDS))):
            path = self.folder.parent / "path"
            path.mkdir(exist_ok=True)
            for old in path.iterdir():
                old.unlink()
            (path / failing).symlink_to(broken / failing)
            self.export("--for", kind, *BUCKET, "--accounts", EURO, self.month, code=1,
                        PATH=f"{path}:{os.environ['PATH']}", NODE=str(broken / "node") if failing == "node" else NODE)
            self.assertEqual(before, self.tree(), (kind, failing))

    def test_a_signal_leaves_what_was_there(self):
        for kind in ("hubs", "vantage"):
            self.export_all(kind)
        before = self.tree()
        self.sandbox.faults({"path": "/billable/usage", "latency_ms": 4000})
        for kind in ("hubs", "vantage"):
            for number in (signal.SIGTERM, signal.SIGINT):
                process = subprocess.Popen(  # pylint: disable=consider-using-with
                    ["sh", str(ROOT / "examples/export.sh"), "--to", str(self.folder), "--for", kind, "--accounts",
                     EURO, self.month], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    env=support.child_environment(
                        CLOUDFLARE_BASE_URL=self.sandbox.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN,
                        CF_BILLING=support.EXTENSION, NODE=NODE))
                deadline = time.monotonic() + 60
                while not list(self.folder.glob(".export-*/errors")) and time.monotonic() < deadline:
                    time.sleep(0.05)
                os.killpg(process.pid, number)
                self.assertNotEqual(0, process.wait(60))
                self.assertEqual([], list(self.folder.glob(".export-*")))
                self.assertEqual(before, self.tree())

    def test_no_credential_is_in_any_file(self):
        for kind in KINDS:
            self.export_all(kind)
        for name, data in self.tree().items():
            self.assertNotIn(support.TOKEN.encode(), data, name)
            self.assertNotIn(self.sandbox.base_url.encode(), data, name)
        before = self.tree()
        for bucket in ("s3://key:secret@costs/x", "https://costs.example/x?signature=secret", "", "a b", "costs/../x'"):
            done = self.export("--for", "aws", "--bucket", bucket, self.month, code=64, NODE=NODE)
            self.assertNotIn("secret", done.stderr)
        self.assertIn("--bucket", self.export("--for", "cloudability", self.month, code=64).stderr)
        self.assertEqual(before, self.tree())


if __name__ == "__main__":
    focus_case.main()
