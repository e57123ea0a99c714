"""examples/export.sh: CSV that a strict FOCUS reader takes, read back and compared with truth."""

import datetime
import json
import os
from decimal import Decimal

import export_case
import focus_case
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
        done = self.export("--accounts", ",".join(ACCOUNTS), month, code=1)
        self.assertIn("one, so its costs are not told", done.stderr)
        self.assertEqual([], os.listdir(self.folder))
        done = self.export("--partial", "yes", "--accounts", ",".join(ACCOUNTS), month)
        for account in (FIRST, MID_MONTH):
            self.assertIn(f"export: {month}: the costs of account ", done.stderr)
            self.assertIn(f"no record of account {account} has one", done.stderr)
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
            header, found = self.read(f"focus-billing-{first[:7]}.csv")
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
        done = self.export("--feed", "paygo", "--partial", "yes", old, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        self.assertIn("no records", done.stderr)
        header, found = self.read(f"focus-{old}.csv")
        self.assertEqual((73, []), (len(header), found))
        # FOCUS usage has no billing periods for most accounts.
        done = self.export("--by", "billing", month_before(self.today, 1)[:7],
                           CLOUDFLARE_ACCOUNT_ID=FIRST)
        self.assertIn("--by calendar", done.stderr)

    def test_a_month_that_is_forgotten_in_part_replaces_nothing(self):
        month, older = (month_before(self.today, n)[:7] for n in (2, 3))
        self.export("--feed", "paygo", month, older, CLOUDFLARE_ACCOUNT_ID=FIRST)
        names = (f"focus-{month}.csv", f"focus-{older}.csv")
        before = [(self.folder / name).read_bytes() for name in names]
        since = datetime.date.fromisoformat(month + "-09")
        days = (datetime.date.fromisoformat(self.today) - since).days
        self.sandbox.set(paygo__retention_days=str(days))
        for each in (month, older):
            done = self.export("--feed", "paygo", each, code=1, CLOUDFLARE_ACCOUNT_ID=FIRST)
            self.assertRegex(done.stderr, f"no longer has the usage of account {FIRST} on {each}-01")
        self.assertEqual(before, [(self.folder / name).read_bytes() for name in names])
        self.export("--feed", "paygo", "--partial", "yes", month, CLOUDFLARE_ACCOUNT_ID=FIRST)
        _, rows = self.read(names[0])
        self.assertEqual(f"{since}T00:00:00Z", min(row["ChargePeriodStart"] for row in rows))
        done = self.export("--feed", "paygo", "--by", "billing", month, code=1,
                           CLOUDFLARE_ACCOUNT_ID=FIRST)
        self.assertRegex(done.stderr, f"no longer has the usage of account {FIRST} on ")

    def test_on_an_error_what_was_there_stays(self):
        month = month_before(self.today, 1)[:7]
        self.export(month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        before = (self.folder / f"focus-{month}.csv").read_bytes()
        done = self.export("--accounts", f"{MANY_PLANS},{NOT_COVERED}", month, code=1)
        self.assertIn(NOT_COVERED, done.stderr)
        self.assertEqual(before, (self.folder / f"focus-{month}.csv").read_bytes())

    def test_who_is_left_out_is_named(self):
        month = month_before(self.today, 1)[:7]
        settings = self.folder / "settings.sql"
        settings.write_text("SELECT cf_config('on_error', 'skip');")
        done = self.export("--accounts", f"{MANY_PLANS},{NOT_COVERED}", "--sql", str(settings), month)
        self.assertRegex(done.stderr, rf"(?m)^export: {month}: {NOT_COVERED} is left out: cf_focus_usage: HTTP 403")
        self.assertNotIn(MANY_PLANS, done.stderr)
        _, rows = self.read(f"focus-{month}.csv")
        self.assertEqual({MANY_PLANS}, {row["BillingAccountId"] for row in rows})
        # With nobody left there is nothing to write.
        before = (self.folder / f"focus-{month}.csv").read_bytes()
        done = self.export("--accounts", NOT_COVERED, "--sql", str(settings), month, code=1)
        self.assertIn(NOT_COVERED, done.stderr)
        self.assertEqual(before, (self.folder / f"focus-{month}.csv").read_bytes())

    def test_without_named_accounts_all_that_the_token_sees(self):
        month = month_before(self.today, 1)[:7]
        self.sandbox.faults({"path": r"/accounts\?", "body": json.dumps(
            {"success": True, "errors": [], "messages": [], "result": [
                {"id": account, "name": "A"} for account in (MONTH_END, EURO)],
             "result_info": {"page": 1, "per_page": 50, "count": 2, "total_count": 2}})})
        self.export(month)
        _, rows = self.read(f"focus-{month}.csv")
        self.assertEqual({MONTH_END, EURO}, {row["BillingAccountId"] for row in rows})
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
                               CF_BILLING_SANDBOX=support.SANDBOX,
                               # Else it remembers 30 days, and a month is an error that says so.
                               CF_BILLING_SANDBOX_OPTIONS="--set paygo.retention_days=0")
            self.assertIn("Invented data", done.stderr)
            _, rows = self.read(f"focus-{month}.csv")
            self.assertEqual({FIRST}, {row["BillingAccountId"] for row in rows})

    def test_wrong_arguments(self):
        for arguments in ((), ("--for", "excel", "2026-01"), ("--feed",),
                          ("--accounts", "x'", "2026-01"), ("2026-13",), ("2026-1",),
                          ("9999-01",), ("2026-01'; SELECT 1; --",), ("2026-01\n",),
                          ("2026-01", "2026-13"), ("2026-01", "--feed", "paygo"),
                          ("--accounts", ",", "2026-01"), ("--accounts", FIRST + ",", "2026-01"),
                          ("--partial", "no", "2026-01"), ("--sql", "/no/such", "2026-01"),
                          ("--archive", f"{self.folder}/none.db", "2026-01")):
            self.assertEqual("", self.export(*arguments, code=64).stdout, arguments)
        self.assertEqual([], list(self.folder.iterdir()))

    def test_an_account_named_twice_and_sql_of_ones_own(self):
        month = month_before(self.today, 1)[:7]
        once = self.export("--accounts", EURO, month).stdout
        self.assertEqual(once, self.export("--accounts", f"{EURO},{EURO}", month).stdout)
        settings = self.folder / "settings.sql"
        settings.write_text("SELECT cf_config('max_requests', 1);")
        # One request for each account, however short the month is.
        done = self.export("--accounts", f"{EURO},{FIRST}", "--sql", str(settings), month, code=1)
        self.assertIn("max_requests (1)", done.stderr)

    def test_folders_of_any_name(self):
        month = month_before(self.today, 1)[:7]
        for name in ("|touch made", "-rf", "with space", "ünïcode"):
            done = self.export("--to", name, "--for", "vantage", month, cwd=self.folder,
                               CLOUDFLARE_ACCOUNT_ID=EURO)
            self.assertIn(f"./{name}/vantage-{month}: ", done.stdout)
            self.assertEqual([f"cloudflare-{month}-001.csv"], os.listdir(self.folder / name / f"vantage-{month}"))
        self.assertFalse((self.folder / "made").exists())


class Values(export_case.TestCase):
    def test_what_is_no_time_stays_as_it_was_sent(self):
        db = self.focus(EURO)
        db.execute("CREATE TEMP TABLE focus_export_rows AS SELECT * FROM focus_rows WHERE charge_date"
                   " = ? LIMIT 1", (month_before(self.today, 1),))
        db.executescript((focus_case.ROOT / "sql/focus_export.sql").read_text())
        for sent, start, end in (("2026-10-01T23:59:59Z", "2026-10-01T23:59:59Z",
                                  "2026-10-02T00:00:00Z"),
                                 ("2026-10-01", *["2026-10-01T00:00:00Z"] * 2),
                                 *[(odd, odd, odd) for odd in ("now", "12:00", "2461000", "soon",
                                                               "2026-02-31T00:00:00Z")],
                                 ("", None, None), (None, None, None)):
            db.execute("UPDATE focus_export_rows SET BillingPeriodStart = ?1, BillingPeriodEnd = ?1, "
                       "ChargePeriodStart = ?1, ChargePeriodEnd = ?1", (sent,))
            self.assertEqual([(start, end, start, end)], self.rows(
                "SELECT BillingPeriodStart, BillingPeriodEnd, ChargePeriodStart, ChargePeriodEnd "
                "FROM focus_export", db=db), sent)

    def test_costs_of_an_older_paygo_endpoint(self):
        """It has ContractedCost only."""
        self.sandbox.set(paygo__generations="billing/usage/paygo")
        month = month_before(self.today, 1)[:7]
        self.export("--feed", "paygo", month, CLOUDFLARE_ACCOUNT_ID=MANY_PLANS)
        _, found = self.read(f"focus-{month}.csv")
        wanted = [str(row["ContractedCost"]) for row in self.truth(MANY_PLANS, "paygo", Decimal)
                  if row["ChargePeriodStart"][:7] == month]
        self.assertEqual(sorted(map(Decimal, wanted)), sorted(Decimal(row["BilledCost"]) for row in found))


if __name__ == "__main__":
    export_case.focus_case.main()
