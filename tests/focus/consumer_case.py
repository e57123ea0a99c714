"""What the tests of consumers' formats share: the sandbox's records as a consumer should get them, made a
second time, in Python."""

import json
from decimal import Decimal

import export_case
import support
from focus_case import ROOT, next_midnight

OWN = ("account", "account_name", "zone", "zone_id", "subscription", "product", "metric", "region",
       "charge_category", "charge_class", "record")


def text(value):
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else str(value)


def tags_of(row):
    """Cloudflare's own, and what has no column."""
    own = {("tag_" if key in OWN else "") + key: text(value) for key, value in (row.get("Tags") or {}).items()}
    more = {"account": row.get("BillingAccountId"), "account_name": row.get("BillingAccountName"),
            "zone": row.get("x_ZoneName") or row.get("x_ZoneId"), "zone_id": row.get("x_ZoneId"),
            "subscription": row.get("SubAccountId"), "product": row.get("ServiceName"),
            "metric": row.get("SkuMeter"), "region": row.get("RegionId"),
            "charge_category": row.get("ChargeCategory"), "charge_class": row.get("ChargeClass")}
    return own | {key: value for key, value in more.items() if value}


def number(value):
    """However it is spelled: 1.50 is 1.5, and -0.0 is 0."""
    return None if value is None else value.normalize() + 0


class TestCase(export_case.TestCase):
    def records(self, feed, accounts, month):
        """Those of a month, with Decimal numbers, and their ends exclusive."""
        rows = [row for account in accounts for row in self.truth(account, feed, Decimal)
                if row["ChargePeriodStart"][:7] == month]
        self.assertGreater(len(rows), 100)
        for row in rows:
            row["ChargePeriodEnd"] = next_midnight(row["ChargePeriodEnd"])
        return rows

    def tree(self):
        """Every file of the folder, with what is in it."""
        return {str(path.relative_to(self.folder)): path.read_bytes()
                for path in self.folder.rglob("*") if path.is_file()}

    def assert_sum(self, rows, found):
        """Of costs, to the last digit, by currency."""
        def sums(pairs):
            total = {}
            for currency, cost in pairs:
                total[currency] = total.get(currency, Decimal(0)) + cost
            return {currency: number(cost) for currency, cost in total.items()}
        wanted = sums((row["BillingCurrency"], row["BilledCost"]) for row in rows)
        self.assertTrue(any(wanted.values()), wanted)
        self.assertEqual(wanted, sums(found))

    def serve(self, *records):
        """The API answers with these FOCUS records, and no others."""
        answer = json.dumps({"success": True, "errors": [], "messages": [], "result": list(records)})
        self.sandbox.faults({"path": "/billable/usage", "body": answer})

    def focus_record(self, account, month, **changes):
        """One of the sandbox's, changed."""
        for record in map(json.loads, self.sandbox.truth("focus", account)):
            if record["ChargePeriodStart"][:7] == month and record.get("BilledCost"):
                return record | changes
        self.fail("no record with a cost")


ODD = ('=HYPERLINK("http://127.0.0.1","x")', "+1", "-1", "@SUM(A1)", 'a "quoted", text', "two\r\nlines", "one\nline",
       "Zürich 日本 🜁", "'", "back\\slash", "\t", " padded ", "x" * 1500)

__all__ = ["ODD", "OWN", "ROOT", "TestCase", "number", "support", "tags_of"]
