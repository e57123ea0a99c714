"""examples/export.sh: CSV that a strict FOCUS reader takes, read back and compared with truth."""

import datetime
import json
from decimal import Decimal

import export_case
import support
from focus_case import month_before
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, NOT_COVERED

ACCOUNTS = (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO)


class Export(export_case.TestCase):
    def truths(self, feed, accounts, keep):
        return [row for account in accounts for row in self.truth(account, feed, Decimal)
                if keep(row)]

    def test_a_calendar_month_of_focus_usage(self):
        first = month_before(self.today, 1)
        month = first[:7]
        done = self.export("--accounts", ",".join(ACCOUNTS), month)
        rows = self.truths("focus", ACCOUNTS, lambda row: row["ChargePeriodStart"][:7] == month)
        self.assertGreater(len(rows), 1000)
        self.assertEqual(f"{self.folder}/focus-{month}.csv: {len(rows)} rows\n", done.stdout)
        header, found = self.read(f"focus-{month}.csv")
        self.assertEqual(self.columns(self.focus(), "focus_data_table"), header)
        self.assert_same(self.wanted(header, rows), self.comparable(found))
        # Tags are the same objects.
        self.assertEqual(
            sorted(json.dumps(row["Tags"]) for row in rows if row.get("Tags") is not None),
            sorted(json.dumps(json.loads(row["Tags"])) for row in found if row["Tags"]))

    def test_a_calendar_month_of_paygo_usage(self):
        month = month_before(self.today, 2)[:7]
        self.export("--feed", "paygo", "--accounts", ",".join(ACCOUNTS), month)
        rows = self.truths("paygo", ACCOUNTS, lambda row: row["ChargePeriodStart"][:7] == month)
        header, found = self.read(f"focus-{month}.csv")
        for row in found:
            # Compared with FOCUS in test_data_table.py.
            self.assertGreater(row.pop("BillingPeriodEnd"), row["ChargePeriodStart"])
        header.remove("BillingPeriodEnd")
        self.assert_same(self.wanted(header, rows), self.comparable(found))

    def test_by_billing_period(self):
        first, end = month_before(self.today, 3), month_before(self.today, 2)
        for feed in ("focus", "paygo"):
            self.export("--by", "billing", "--feed", feed,
                        "--accounts", f"{MANY_PLANS},{MONTH_END}", first[:7])
            rows = self.truths(feed, (MANY_PLANS, MONTH_END),
                               lambda row: first <= (row["BillingPeriodStart"] or "") < end)
            header, found = self.read(f"focus-{first[:7]}.csv")
            header.remove("BillingPeriodEnd")
            for row in found:
                row.pop("BillingPeriodEnd")
            self.assertGreater(len(found), 300)
            self.assert_same(self.wanted(header, rows), self.comparable(found))

    def test_the_month_that_runs_and_several_at_once(self):
        months = [month_before(self.today, n)[:7] for n in (0, 1)]
        self.export(*months, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        for month in months:
            _, found = self.read(f"focus-{month}.csv")
            self.assertEqual({month}, {row["ChargePeriodStart"][:7] for row in found})

    def test_only_days_of_the_month_are_asked_for(self):
        first = month_before(self.today, 2)
        self.sandbox.forget_requests()
        self.export(first[:7], CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        asked = [request.parameters for request in self.sandbox.requests()]
        self.assertEqual(first, min(a["from"] for a in asked))
        self.assertLessEqual(max(a["to"] for a in asked), month_before(first, -1))

    def test_a_month_without_usage_has_a_header(self):
        old = (datetime.date.fromisoformat(self.today) - datetime.timedelta(3000)).isoformat()[:7]
        self.sandbox.set(paygo__retention_days=1)
        self.export("--feed", "paygo", old, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        header, found = self.read(f"focus-{old}.csv")
        self.assertEqual((72, []), (len(header), found))

    def test_on_an_error_what_was_there_stays(self):
        month = month_before(self.today, 1)[:7]
        self.export(month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        before = (self.folder / f"focus-{month}.csv").read_bytes()
        done = self.export("--accounts", f"{MANY_PLANS},{NOT_COVERED}", month, code=1)
        self.assertIn(NOT_COVERED, done.stderr)
        self.assertEqual(before, (self.folder / f"focus-{month}.csv").read_bytes())

    def test_without_named_accounts_all_that_the_token_sees(self):
        month = month_before(self.today, 1)[:7]
        self.sandbox.faults({"path": r"/accounts\?", "body": json.dumps(
            {"success": True, "errors": [], "messages": [], "result": [
                {"id": account, "name": "A"} for account in (FIRST, EURO)],
             "result_info": {"page": 1, "per_page": 50, "count": 2, "total_count": 2}})})
        self.export(month)
        _, rows = self.read(f"focus-{month}.csv")
        self.assertEqual({FIRST, EURO}, {row["BillingAccountId"] for row in rows})
        self.export("--accounts", EURO, month)
        _, rows = self.read(f"focus-{month}.csv")
        self.assertEqual({EURO}, {row["BillingAccountId"] for row in rows})
        # One of the sandbox's is refused.
        self.sandbox.faults()
        self.assertIn("--accounts names those", self.export(month, code=1).stderr)
        _, rows = self.read(f"focus-{month}.csv")
        self.assertEqual({EURO}, {row["BillingAccountId"] for row in rows})

    def test_without_a_token_the_sandbox_answers(self):
        month = month_before(self.today, 1)[:7]
        for feed in ("focus", "paygo"):
            done = self.export("--feed", feed, month, CLOUDFLARE_API_TOKEN="",
                               CLOUDFLARE_BASE_URL="http://127.0.0.1:1",
                               CF_BILLING_SANDBOX=support.SANDBOX)
            self.assertIn("Invented data", done.stderr)
            _, rows = self.read(f"focus-{month}.csv")
            self.assertEqual({FIRST}, {row["BillingAccountId"] for row in rows})

    def test_wrong_arguments(self):
        for arguments in ((), ("--for", "excel", "2026-01"), ("--feed",),
                          ("--accounts", "x'", "2026-01"), ("2026-13",), ("2026-1",),
                          ("9999-01",), ("2026-01'; SELECT 1; --",)):
            self.assertEqual("", self.export(*arguments, code=64).stdout)


class Consumers(export_case.TestCase):
    def test_vantage_parts(self):
        self.sandbox.set(accounts__extra=160)
        accounts = [entry["id"] for entry in self.sandbox.accounts()
                    if entry["id"] not in (NOT_COVERED,)]
        month = month_before(self.today, 1)[:7]
        self.export("--for", "vantage", "--feed", "paygo", "--accounts", ",".join(accounts), month)
        parts = sorted((self.folder / f"vantage-{month}").iterdir())
        self.assertGreater(len(parts), 1)
        rows = []
        for number, part in enumerate(parts, 1):
            self.assertEqual(f"part-{number:03}.csv", part.name)
            header, found = self.read(part)
            self.assertLessEqual(len(found), 10000)
            self.assertLessEqual(part.stat().st_size, 2000000)
            rows += found
            for row in found:
                for name in ("ChargeCategory", "ChargePeriodStart", "BilledCost", "ServiceName"):
                    self.assertIsNotNone(row[name])
        wanted = [row for account in accounts for row in self.truth(account, "paygo", Decimal)
                  if row["ChargePeriodStart"][:7] == month]
        self.assert_same(self.wanted(header, wanted), self.comparable(rows))
        # A month is replaced whole: there are no parts of before.
        self.export("--for", "vantage", "--feed", "paygo", month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        self.assertEqual(1, len(list((self.folder / f"vantage-{month}").iterdir())))

    def test_datadog(self):
        month = self.today[:7]
        self.export("--for", "datadog", month, CLOUDFLARE_ACCOUNT_ID=EURO)
        header, found = self.read(f"datadog-{month}.csv")
        self.assertEqual(["ProviderName", "ChargeDescription", "ChargePeriodStart",
                          "ChargePeriodEnd", "BilledCost", "BillingCurrency", "Tags"], header)
        wanted = [row for row in self.truth(EURO, number=Decimal)
                  if row["ChargePeriodStart"][:7] == month]
        self.assertEqual(len(wanted), len(found))
        for row in found:
            self.assertNotIn(None, row.values())
            self.assertLessEqual(row["ChargePeriodEnd"], self.today)
            self.assertEqual(row["ChargePeriodStart"], row["ChargePeriodEnd"])
        self.assertEqual(sum(row["BilledCost"] for row in wanted),
                         sum(Decimal(row["BilledCost"]) for row in found))

    def test_records_without_a_cost_are_counted(self):
        month = month_before(self.today, 1)[:7]
        for kind in ("vantage", "datadog"):
            done = self.export("--for", kind, month, CLOUDFLARE_ACCOUNT_ID=FIRST)
            count = sum(row["ChargePeriodStart"][:7] == month for row in self.truth(FIRST))
            self.assertIn(f"{count} of {count} records left out", done.stderr)


if __name__ == "__main__":
    export_case.focus_case.main()
