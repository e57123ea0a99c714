"""What Datadog, Vantage and CloudZero take: their published rules, looked at in files that Python's own
readers have read, and every record of the sandbox in them, once, to the last digit."""

import csv
import gzip
import io
import json
import re
from collections import Counter
from decimal import Decimal

import consumer_case
import focus_case
from consumer_case import ODD, number, tags_of
from focus_case import month_before
from support import EURO, FIRST, MANY_PLANS, MONTH_END, NOT_COVERED, QUIET

ACCOUNTS = (MANY_PLANS, MONTH_END, EURO)


def read_csv(data):
    """Header and rows as a strict reader has them, in UTF-8."""
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
    assert all(len(row) == len(header) for row in rows)
    return header, [dict(zip(header, row)) for row in rows]


class Datadog(consumer_case.TestCase):
    REQUIRED = ["ProviderName", "ChargeDescription", "ChargePeriodStart", "ChargePeriodEnd", "BilledCost",
                "BillingCurrency"]

    def read_json(self, name):
        """Strictly: no NaN, no key twice."""
        def pairs(found):
            self.assertEqual(len(found), len(dict(found)))
            return dict(found)
        return json.loads((self.folder / name).read_text("utf-8"), parse_float=Decimal, parse_int=Decimal,
                          parse_constant=self.fail, object_pairs_hook=pairs)

    def check_rules(self, items):
        """Of items as the JSON has them."""
        for item in items:
            self.assertEqual([*self.REQUIRED, "Tags"], list(item))
            for name in ("ChargePeriodStart", "ChargePeriodEnd"):
                self.assertTrue(re.fullmatch(r"\d{4}-\d\d-\d\d", item[name]), item)
            self.assertLessEqual(item["ChargePeriodStart"], item["ChargePeriodEnd"])
            self.assertLessEqual(item["ChargePeriodEnd"], self.today)
            self.assertIsInstance(item["BilledCost"], Decimal)
            self.assertEqual("USD", item["BillingCurrency"])
            for value in (item["ProviderName"], item["ChargeDescription"], *item["Tags"], *item["Tags"].values()):
                self.assertIsInstance(value, str)
                self.assertTrue(value.strip())
                self.assertLessEqual(len(value), 1000)
        self.assertEqual(len(items), len({json.dumps(item, default=str, sort_keys=True) for item in items}))

    def items_of_csv(self, name):
        """A tag is a column after the required ones; none is blank."""
        header, rows = read_csv((self.folder / name).read_bytes())
        self.assertEqual(self.REQUIRED, header[:6])
        self.assertEqual(len(header), len(set(header)))
        for row in rows:
            self.assertTrue(all(row.values()), row)
        return [{**{name: row[name] for name in self.REQUIRED}, "BilledCost": Decimal(row["BilledCost"]),
                 "Tags": {name: row[name] for name in header[6:] if row[name] != "none"}} for row in rows]

    @staticmethod
    def counted(items):
        """Without what parts equal ones."""
        return Counter(repr({**item, "BilledCost": number(item["BilledCost"]), "Tags": sorted(
            (key, value) for key, value in item["Tags"].items() if key != "record")}) for item in items)

    def test_both_forms_have_every_record_in_dollars_once(self):
        for feed in ("focus", "paygo"):
            for month in (self.today[:7], month_before(self.today, 1)[:7]):
                records = [row for account in ACCOUNTS for row in self.truth(account, feed, Decimal)
                           if row["ChargePeriodStart"][:7] == month]
                dollars = [row for row in records if row["BillingCurrency"] == "USD"]
                for kind, ending in (("datadog", "csv"), ("datadog-json", "json")):
                    done = self.export("--for", kind, "--feed", feed, "--accounts", ",".join(ACCOUNTS), month)
                    name = f"datadog-{month}.{ending}"
                    self.assertEqual(f"{self.folder}/{name}: {len(dollars)} rows\n", done.stdout)
                    euros = len(records) - len(dollars)
                    if euros:
                        self.assertIn(f"export: {month}: {len(dollars)} rows of {len(records)} records, ", done.stderr)
                        self.assertIn(f"{euros} records in EUR, and Datadog takes USD", done.stderr)
                    items = self.read_json(name) if ending == "json" else self.items_of_csv(name)
                    self.check_rules(items)
                    self.assertEqual(self.counted({
                        "ProviderName": row["ServiceProviderName"], "ChargeDescription": row["ChargeDescription"],
                        "ChargePeriodStart": row["ChargePeriodStart"][:10],
                        "ChargePeriodEnd": row["ChargePeriodStart"][:10], "BilledCost": row["BilledCost"],
                        "BillingCurrency": "USD", "Tags": tags_of(row)} for row in dollars), self.counted(items))
                    if dollars:
                        self.assertEqual(number(sum(row["BilledCost"] for row in dollars)),
                                         number(sum(item["BilledCost"] for item in items)))

    def test_a_month_without_any_of_its_rows(self):
        month = month_before(self.today, 1)[:7]
        for account, why in ((FIRST, "without a cost"), (EURO, "in EUR, and Datadog takes USD")):
            count = sum(row["ChargePeriodStart"][:7] == month for row in self.truth(account))
            for kind in ("datadog", "datadog-json"):
                done = self.export("--for", kind, month, CLOUDFLARE_ACCOUNT_ID=account)
                self.assertIn(f"0 rows of {count} records, ", done.stderr)
                self.assertIn(f"Not in it: {count} records {why}", done.stderr)
            self.assertEqual([], self.read_json(f"datadog-{month}.json"))
            header, rows = read_csv((self.folder / f"datadog-{month}.csv").read_bytes())
            self.assertEqual((self.REQUIRED, []), (header, rows))

    def test_days_and_accounts_are_those_that_are_written(self):
        month = month_before(self.today, 1)[:7]
        record = self.focus_record(MANY_PLANS, month, BilledCost=0.1)
        def on(day, **changes):
            return record | {"ChargePeriodStart": f"{month}-{day}T00:00:00Z",
                             "ChargePeriodEnd": f"{month}-{int(day) + 1:02}T00:00:00Z", **changes}
        self.serve(on("01"), on("02", BillingCurrency="EUR"), on("03", BilledCost=None, BillingCurrency="EUR"))
        for kind in ("datadog", "datadog-json", "cloudzero"):
            done = self.export("--for", kind, month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
            self.assertIn(f": 1 row of 3 records, 1 day and 1 account, {month}-01 to {month}-01. ", done.stderr)
        done = self.export("--for", "vantage", "--feed", "paygo", "--accounts", f"{MANY_PLANS},{EURO}", month)
        self.assertIn(" and 2 accounts, ", done.stderr)
        for kind in ("datadog", "cloudzero"):
            done = self.export("--for", kind, "--feed", "paygo", "--accounts", f"{MANY_PLANS},{EURO}", month)
            self.assertIn(" and 1 account, ", done.stderr)

    def test_rows_that_would_be_equal_are_told_apart(self):
        month = month_before(self.today, 1)[:7]
        record = self.focus_record(MANY_PLANS, month, BilledCost=0.1)
        # What differs is nothing that Datadog takes.
        self.serve(record, record | {"ConsumedQuantity": 1}, record | {"ConsumedQuantity": 2})
        for kind in ("datadog", "datadog-json"):
            self.export("--for", kind, month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        for items in (self.read_json(f"datadog-{month}.json"), self.items_of_csv(f"datadog-{month}.csv")):
            self.check_rules(items)
            self.assertEqual(Counter([None, "2", "3"]), Counter(item["Tags"].get("record") for item in items))
            self.assertEqual(Decimal("0.3"), sum(item["BilledCost"] for item in items))

    def test_odd_texts(self):
        month = month_before(self.today, 1)[:7]
        record = self.focus_record(MANY_PLANS, month)
        tags = {"account": "mine", "BilledCost": "none of it", 'a "b", c': "x", "=1+1": "y", "key-only": True,
                "no": False, "blank": "", "null": None, "number": 1.5, "deep": {"a": [1]}, "long": "y" * 1001}
        self.serve(*({**record, "ChargeDescription": odd, "Tags": tags} for odd in ODD))
        for kind in ("datadog", "datadog-json"):
            self.export("--for", kind, month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        wanted = {"tag_account": "mine", 'a "b", c': "x", "=1+1": "y", "key-only": "true", "no": "false",
                  "number": "1.5", "deep": '{"a":[1]}', "long": "y" * 1000}
        for items, key in ((self.read_json(f"datadog-{month}.json"), "BilledCost"),
                           (self.items_of_csv(f"datadog-{month}.csv"), "tag_BilledCost")):
            self.check_rules(items)
            self.assertEqual(sorted(odd[:1000] for odd in ODD if odd.strip()),
                             sorted(item["ChargeDescription"] for item in items
                                    if item["ChargeDescription"] != record["x_BillableMetricName"]))
            self.assertEqual(len(ODD), len(items))
            for item in items:
                self.assertLessEqual((wanted | {key: "none of it"}).items(), item["Tags"].items())
                self.assertFalse({"blank", "null"} & item["Tags"].keys())


class Vantage(consumer_case.TestCase):
    CATEGORIES = {"Credit", "Discount", "Fee", "Refund", "Tax", "Usage"}
    NUMBERS = ("BilledCost", "EffectiveCost", "ConsumedQuantity")

    def read_parts(self, name, month):
        parts = sorted((self.folder / name).iterdir())
        headers, found = [], []
        for index, part in enumerate(parts, 1):
            # One replaces another that is called the same.
            self.assertEqual(f"cloudflare-{month}-{index:03}.csv", part.name)
            self.assertLessEqual(part.stat().st_size, 2000000)
            header, rows = read_csv(part.read_bytes())
            self.assertLessEqual(len(rows), 10000)
            headers.append(header)
            found += rows
        self.assertTrue(all(header == headers[0] for header in headers))
        for row in found:
            for required in ("ChargeCategory", "ChargePeriodStart", "BilledCost", "ServiceName"):
                self.assertTrue(row[required], row)
            self.assertIn(row["ChargeCategory"], self.CATEGORIES)
            self.assertTrue(re.fullmatch(r"-?\d+(\.\d+)?(E-?\d+)?", row["BilledCost"]), row)
            self.assertTrue(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["ChargePeriodStart"]), row)
            self.assertTrue(re.fullmatch("[A-Z]{3}", row["BillingCurrency"]), row)
            self.assertTrue(all(isinstance(value, str) for value in json.loads(row["Tags"]).values()), row)
            self.assertEqual(bool(row["ConsumedQuantity"]), bool(row["ConsumedUnit"]), row)
        return parts, found

    def counted(self, rows):
        return Counter(repr([(name, number(Decimal(value)) if name in self.NUMBERS and value not in ("", None)
                              else sorted(value.items()) if name == "Tags" else value or "")
                             for name, value in sorted(row.items())]) for row in rows)

    def wanted(self, row):  # pylint: disable=arguments-differ
        unit = row.get("ConsumedUnit") if row.get("ConsumedQuantity") is not None else None
        return {"ChargeCategory": row["ChargeCategory"], "ResourceId": row.get("x_ZoneId"),
                "ResourceType": row["SkuMeter"], "ConsumedUnit": unit, "Tags": tags_of(row),
                "ConsumedQuantity": row.get("ConsumedQuantity") if unit else None,
                **{name: row.get(name) for name in (
                    "ChargePeriodStart", "ChargePeriodEnd", "BilledCost", "EffectiveCost", "BillingCurrency",
                    "ServiceCategory", "ChargeDescription", "RegionId", "BillingAccountId", "BillingAccountName",
                    "SubAccountId", "ServiceName")}}

    def test_every_record_once(self):
        month = month_before(self.today, 1)[:7]
        for feed in ("focus", "paygo"):
            records = self.records(feed, ACCOUNTS, month)
            self.export("--for", "vantage", "--feed", feed, "--accounts", ",".join(ACCOUNTS), month)
            _, found = self.read_parts(f"vantage-{month}", month)
            self.assertEqual(self.counted(map(self.wanted, records)),
                             self.counted({**row, "Tags": json.loads(row["Tags"])} for row in found))
            self.assert_sum(records, ((row["BillingCurrency"], Decimal(row["BilledCost"])) for row in found))

    def test_parts(self):
        self.sandbox.set(accounts__extra=160)
        accounts = [entry["id"] for entry in self.sandbox.accounts() if entry["id"] != NOT_COVERED]
        month = month_before(self.today, 2)[:7]
        # One account had no usage at all, which nobody can tell from usage that is gone.
        allowing = self.folder / "allowing.sql"
        allowing.write_text("SELECT cf_config('max_requests', 5000);\n")
        named = ("--accounts", ",".join(accounts), "--sql", str(allowing))
        done = self.export("--for", "vantage", "--feed", "paygo", *named, month, code=1)
        self.assertIn(f"no longer has the usage of account {QUIET}", done.stderr)
        self.export("--for", "vantage", "--feed", "paygo", "--partial", "yes", *named, month)
        parts, found = self.read_parts(f"vantage-{month}", month)
        self.assertGreater(len(parts), 1)
        records = self.records("paygo", accounts, month)
        self.assertEqual(len(records), len(found))
        self.assert_sum(records, ((row["BillingCurrency"], Decimal(row["BilledCost"])) for row in found))
        # A month is replaced whole: there are no parts of before.
        self.export("--for", "vantage", "--feed", "paygo", month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        self.assertEqual(1, len(self.read_parts(f"vantage-{month}", month)[0]))

    def test_its_own_categories(self):
        month = month_before(self.today, 1)[:7]
        record = self.focus_record(MANY_PLANS, month)
        self.serve(*(record | {"ChargeCategory": category, "BilledCost": cost, "BillingCurrency": currency}
                     for category, cost, currency in (
                         ("Usage", 1, "USD"), ("Purchase", 2, "USD"), ("Tax", 3, "USD"), ("Credit", -4, "EUR"),
                         ("Adjustment", -5, "USD"), ("Adjustment", 6, "USD"), ("Gift", 7, "USD"),
                         ("Usage", 8, None), (None, 9, "USD"), ("Usage", None, "USD"))))
        done = self.export("--for", "vantage", "--partial", "yes", month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        _, found = self.read_parts(f"vantage-{month}", month)
        self.assertEqual([("-4.0", "Credit"), ("-5.0", "Credit"), ("1.0", "Usage"), ("2.0", "Fee"), ("3.0", "Tax"),
                          ("6.0", "Fee")], sorted((row["BilledCost"], row["ChargeCategory"]) for row in found))
        self.assertIn("6 rows of 10 records, ", done.stderr)
        for why in ("1 record of a ChargeCategory that Vantage has not: Gift", "1 record without a currency",
                    "1 record without ChargeCategory", "1 record without a cost"):
            self.assertIn(why, done.stderr)

    def test_odd_texts(self):
        month = month_before(self.today, 1)[:7]
        record = self.focus_record(MANY_PLANS, month, Tags=None)
        self.serve(*({**record, "ChargeDescription": odd} for odd in ODD))
        self.export("--for", "vantage", month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        _, found = self.read_parts(f"vantage-{month}", month)
        self.assertEqual(sorted(ODD), sorted(row["ChargeDescription"] for row in found))


class CloudZero(consumer_case.TestCase):
    TYPES = {"Usage", "Tax", "Support", "Purchase", "CommittedUsePurchase", "CommittedUseVacancy",
             "CommittedUseRecurringFee", "Discount", "Credit", "Fee", "Adjustment"}
    KNOWN = {"lineitem/type", "lineitem/description", "lineitem/cloud_provider", "time/usage_start", "time/usage_end",
             "resource/id", "resource/service", "resource/account", "resource/region", "resource/usage_family",
             "action/operation", "action/usage_type", "usage/amount", "usage/units", "cost/cost",
             "cost/discounted_cost", "cost/amortized_cost", "cost/discounted_amortized_cost", "cost/on_demand_cost",
             "bill/invoice_id"}

    def read_drop(self, month):
        first, after = (month_before(month + "-01", back).replace("-", "") for back in (0, -1))
        period = self.folder / "cloudzero" / f"{first}-{after}"
        manifest = json.loads((period / "manifest.json").read_text())
        self.assertEqual({"version", "current_drop_id"}, set(manifest))
        self.assertEqual("1.3.0", manifest["version"])
        self.assertRegex(manifest["current_drop_id"], r"^\d{8}T\d{6}Z")
        # Nothing of before is left, and no other month.
        self.assertEqual({"manifest.json", manifest["current_drop_id"]}, {path.name for path in period.iterdir()})
        rows, headers = [], []
        for part in sorted((period / manifest["current_drop_id"]).iterdir()):
            self.assertTrue(part.name.endswith(".csv.gz"))
            header, found = read_csv(gzip.decompress(part.read_bytes()))
            self.assertLessEqual(len(found), 1000000)
            headers.append(header)
            rows += found
        for name in headers[0]:
            self.assertTrue(name in self.KNOWN or re.fullmatch(r"resource/tag:[A-Za-z0-9_.:/=+@-]+", name), name)
        self.assertEqual(len(headers[0]), len(set(headers[0])))
        tags = {}
        for row in rows:
            self.assertIn(row["lineitem/type"], self.TYPES)
            for name in ("time/usage_start", "time/usage_end"):
                self.assertTrue(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:00:00Z", row[name]), row)
            Decimal(row["cost/cost"])
            self.assertEqual(1, len(re.findall("[:/]", row["resource/id"])), row)
            # The last of a resource's tags are those of all its history.
            mine = {name: row[name] for name in headers[0] if name.startswith("resource/tag:")}
            self.assertEqual(mine, tags.setdefault(row["resource/id"], mine))
        return rows

    def test_every_record_in_dollars_once(self):
        month = month_before(self.today, 1)[:7]
        for feed in ("focus", "paygo"):
            records = self.records(feed, ACCOUNTS, month)
            dollars = [row for row in records if row["BillingCurrency"] == "USD"]
            done = self.export("--for", "cloudzero", "--feed", feed, "--accounts", ",".join(ACCOUNTS), month)
            self.assertIn(f"{len(records) - len(dollars)} records in EUR, and CloudZero takes dollars", done.stderr)
            found = self.read_drop(month)
            self.assert_sum(dollars, (("USD", Decimal(row["cost/cost"])) for row in found))

            def costs(row, *names):
                return [number(Decimal(row[name])) if row[name] not in ("", None) else None for name in names]
            self.assertEqual(
                Counter(repr((row["ChargeCategory"], row["ChargeDescription"], row["ServiceProviderName"],
                              row["ChargePeriodStart"], row["ChargePeriodEnd"], row["ServiceName"], row["SkuMeter"],
                              row["BillingAccountId"], row.get("RegionId") or "", row.get("x_ZoneId") or "",
                              row.get("SubAccountId") or "", (row.get("Tags") or {}).get("team", ""),
                              costs({"q": row.get("ConsumedQuantity"), "e": row.get("EffectiveCost"),
                                     "l": row.get("ListCost"), "b": row["BilledCost"]}, *"qelb")))
                        for row in dollars),
                Counter(repr((row["lineitem/type"], row["lineitem/description"], row["lineitem/cloud_provider"],
                              row["time/usage_start"], row["time/usage_end"], row["resource/service"],
                              row["action/usage_type"], row["resource/account"], row["resource/region"],
                              row["resource/tag:zone_id"], row["resource/tag:subscription"],
                              row.get("resource/tag:team", ""),
                              costs(row, "usage/amount", "cost/amortized_cost", "cost/on_demand_cost", "cost/cost")))
                        for row in found))

    def test_a_month_without_any_of_its_rows_takes_all_away(self):
        """A drop without rows removes what was there."""
        month = month_before(self.today, 1)[:7]
        self.export("--for", "cloudzero", month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        self.assertTrue(self.read_drop(month))
        done = self.export("--for", "cloudzero", month, CLOUDFLARE_ACCOUNT_ID=EURO)
        self.assertIn("in EUR, and CloudZero takes dollars", done.stderr)
        self.assertEqual([], self.read_drop(month))

    def test_keys_of_tags(self):
        month = month_before(self.today, 1)[:7]
        record = self.focus_record(MANY_PLANS, month)
        self.serve({**record, "Tags": {"Team Name": "a", "Team&Name": "b", "Team_Name": "c", "größe": "d"}})
        self.export("--for", "cloudzero", month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        (row,) = self.read_drop(month)
        self.assertEqual({"Team_Name": "c", "Team_Name_2": "a", "Team_Name_3": "b", "gr__e": "d"},
                         {name[13:]: value for name, value in row.items() if re.search("tag:(Team|gr)", name)})

    def test_billing_periods_are_none_of_its_months(self):
        done = self.export("--for", "cloudzero", "--by", "billing", "2026-01", code=64)
        self.assertIn("cloudzero takes calendar months", done.stderr)


if __name__ == "__main__":
    focus_case.main()
