"""Invoices in FOCUS 1.4: their lines, charges beside usage, billing periods, and which usage is on which."""

import collections
import datetime
import json
import re
import subprocess
import sys
from decimal import Decimal

import export_case
import support
import test_archive
from focus_case import ROOT, month_before
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END

sys.path.insert(0, str(ROOT / "tests" / "views"))
import test_invoice_states  # noqa: E402
from views import fee, item, usage  # noqa: E402

ACCOUNTS = (FIRST, MID_MONTH, MONTH_END, MANY_PLANS, EURO)
INVOICES = "sql/focus/invoices.sql"
FOCUS = ("sql/focus/00_categories.sql", "sql/focus/01_feeds.sql", "sql/focus/02_data_table.sql")
VIEWS = ("sql/views/01_usage.sql", "sql/views/02_history.sql", "sql/views/03_prices.sql",
         "sql/views/04_tax_rates.sql", "sql/views/05_plan_fees.sql", "sql/views/17_invoices.sql")
# What Cloudflare does not tell, or does not tell apart.
UNKNOWN = {"IND-PaymentTerms-C-003-M", "IND-ChargeCategory-C-002-M", "IND-ChargeCategory-C-003-M",
           "IND-BillingPeriodStart-C-003-M", "IND-BillingPeriodEnd-C-003-M"}
NEVER = {"IND-PaymentCurrency-C-003-M", "IND-PaymentCurrencyBilledCost-C-003-M",
         "IND-PaymentCurrencyInvoiceDetailId-C-003-M"}


def cents(number):
    """A number as a file would have it."""
    return Decimal(repr(number))


class TestCase(export_case.TestCase):
    def told(self, *accounts, feed="paygo", months=3, rate=None, database=":memory:", archive=False):
        """A connection that has read the invoices of some months."""
        db = self.focus(*accounts, feed=feed, files=VIEWS, database=database)
        if archive:
            for file in ("sql/archive_views.sql", "sql/focus/archive.sql"):
                db.executescript((ROOT / file).read_text())
            db.execute("UPDATE cf_parameters SET source = 'archive'")
        if rate:
            db.execute("INSERT INTO cf_tax_rates(percent) VALUES (?)", (rate,))
        self.first = month_before(self.today, months)
        db.execute("UPDATE cf_parameters SET first_day = ?, last_day = ?", (self.first, self.today))
        db.executescript((ROOT / INVOICES).read_text())
        return db

    def items(self, account):
        """Charges, refunds and credits of the period from the sandbox: what is paid, signed."""
        found = []
        for text in self.sandbox.truth("history", account):
            one = json.loads(text, parse_float=Decimal, parse_int=Decimal)
            day = (one.get("occurred_at") or one["occured_at"])[:10]
            amount = Decimal(one["amount"])
            kind = (one.get("type") or "").lower(), (one.get("action") or "").lower()
            back = any(word in kind for word in ("refund", "credit")) or amount < 0
            if day >= self.first and amount and not any("payment" in word for word in kind):
                found.append({**one, "day": day, "amount": -abs(amount) if back else amount, "back": back,
                              "invoice": one["id"] if back else one.get("invoice_id") or one["id"]})
        self.assertGreater(len(found), 2)
        return found

    def check_sums(self, db, account):
        """Each invoice is there, and nothing else, and says what it says, to the cent."""
        wanted = collections.Counter()
        for one in self.items(account):
            wanted[one["invoice"]] += one["amount"]
        found = collections.Counter()
        for invoice, cost in db.execute("SELECT InvoiceId, BilledCost FROM focus_invoice_detail"
                                        " WHERE BillingAccountId = ?", (account,)):
            found[invoice] += cents(cost)
        self.assertEqual(wanted, found)

    def check_usage(self, db, account):
        """The description of an item says which cycle's usage it is for; returns how many told."""
        described = {}
        for one in self.items(account):
            if match := re.match(r"Usage (\S+) – ([\d-]+)", one.get("description") or ""):
                end = datetime.date.fromisoformat(match[2]) + datetime.timedelta(1)
                described[one["invoice"]] = (match[1], str(end), one["id"])
        rows = self.dictionaries(db, "SELECT InvoiceId, x_InvoiceDetailId AS line, BillingPeriodStart,"
                                 " date(BillingPeriodEnd, '+1 second') AS ended, BilledCost, BillingAccountId"
                                 " FROM focus_data_table WHERE ChargePeriodStart >= ?", (self.first,))
        rows = [row for row in rows if row["BillingAccountId"] == account]
        costs, whole = collections.Counter(), set()
        for row in rows:
            if row["InvoiceId"] is None:
                self.assertIsNone(row["line"])
                continue
            start, end, own = described[row["InvoiceId"]]
            self.assertEqual((start, end, own + "-usage"),
                             (row["BillingPeriodStart"][:10], row["ended"], row["line"]))
            costs[row["InvoiceId"]] += cents(row["BilledCost"])
            if start >= self.first:
                whole.add(row["InvoiceId"])
        # With what is beside usage they make the invoice, but for rounding.
        lines = collections.Counter()
        for invoice, category, cost in db.execute(
                "SELECT InvoiceId, ChargeCategory, BilledCost FROM focus_invoice_detail"):
            lines[invoice, category] += cents(cost)
        for invoice in whole:
            self.assertLessEqual(abs(costs[invoice] - lines[invoice, "Usage"]), Decimal("0.015"), invoice)
        charged = collections.Counter()
        for invoice, category, cost, effective in db.execute(
                "SELECT InvoiceId, ChargeCategory, BilledCost, EffectiveCost FROM focus_charges"):
            self.assertEqual(cost, effective)
            self.assertIn(category, ("Purchase", "Tax", "Adjustment", "Credit"))
            charged[invoice, category] += cents(cost)
        self.assertLessEqual(charged.items(), lines.items())
        return whole


class Live(TestCase):
    def test_sums_are_those_of_the_invoices(self):
        for feed in ("paygo", "focus"):
            for account in ACCOUNTS:
                with self.subTest(feed=feed, account=account):
                    db = self.told(account, feed=feed)
                    self.check_sums(db, account)
                    told = self.check_usage(db, account)
                    # No costs in that feed; tax that nobody has told the rate of.
                    unknown = account in (FIRST, MID_MONTH) and feed == "focus" or account == MONTH_END
                    self.assertEqual(not unknown, bool(told))

    def test_tax_by_a_rate_of_the_users(self):
        for feed in ("paygo", "focus"):
            db = self.told(MONTH_END, feed=feed, rate=8.25)
            self.check_sums(db, MONTH_END)
            self.assertTrue(self.check_usage(db, MONTH_END))
            self.assertGreater(self.value("SELECT count(*) FROM focus_charges"
                                          " WHERE ChargeCategory = 'Tax' AND BilledCost > 0", db=db), 1)

    def test_several_accounts_at_once(self):
        db = self.told(FIRST, EURO, MANY_PLANS)
        for account in (FIRST, EURO, MANY_PLANS):
            self.check_sums(db, account)
            self.assertTrue(self.check_usage(db, account))

    def test_open_cycles_are_on_no_invoice(self):
        db = self.told(MANY_PLANS)
        found = self.rows("SELECT BillingPeriodEnd > ?, count(InvoiceId), count(*) FROM focus_data_table"
                          " WHERE ChargePeriodStart >= ? GROUP BY 1", (self.today + "T01", self.first), db)
        found = {is_open: (told, rows) for is_open, told, rows in found}
        self.assertEqual(0, found[1][0])
        self.assertGreater(found[1][1], 0)
        self.assertGreater(found[0][0], 0)

    def test_before_the_file_is_read_nothing_is_told(self):
        db = self.focus(MANY_PLANS, feed="paygo")
        self.assertEqual([(0,)], self.rows("SELECT count(InvoiceId) FROM focus_data_table WHERE"
                                           " ChargePeriodStart >= ?", (month_before(self.today, 2),), db))

    def test_billing_periods(self):
        for feed in ("paygo", "focus"):
            for account in (MANY_PLANS, EURO):
                db = self.told(account, feed=feed)
                found = self.rows("SELECT BillingPeriodStart, BillingPeriodEnd, BillingPeriodStatus"
                                  " FROM focus_billing_period", db=db)
                wanted = set(self.rows("SELECT DISTINCT substr(BillingPeriodStart, 1, 10), date("
                                       "BillingPeriodEnd, '+1 second') FROM focus_data_table WHERE"
                                       " ChargePeriodStart >= ?", (self.first,), db))
                self.assertLessEqual(wanted, {(start[:10], end[:10]) for start, end, _ in found})
                self.assertEqual(len(found), len({row[:2] for row in found}))
                settled = str(datetime.date.fromisoformat(self.today) - datetime.timedelta(4))
                for start, end, status in found:
                    if start >= self.first:
                        self.assertEqual("Closed" if end[:10] <= settled else "Open", status, (start, end))
                self.assertEqual({"Open", "Closed"}, {status for *_, status in found})

    def test_the_rules(self):
        for feed in ("paygo", "focus"):
            db = self.told(*ACCOUNTS, feed=feed)
            db.execute("UPDATE cf_report_accounts SET name = 'An account'")
            db.execute("CREATE TEMP VIEW focus_check_1_4_rows AS SELECT * FROM focus_data_table_1_4"
                       f" WHERE ChargePeriodStart >= '{self.first}'")
            if feed == "focus":
                db.execute("SELECT cf_config('incomplete', 'ignore')")
            db.executescript((ROOT / "sql/focus_check_1_4.sql").read_text())
            found = self.rows("SELECT id, status FROM focus_check_invoice_detail", db=db)
            self.assertLessEqual({rule for rule, status in found if status == "violated"}, UNKNOWN - NEVER)
            found = self.rows("SELECT id FROM focus_check_billing_period WHERE status <> 'ok'", db=db)
            self.assertEqual([], found)
            found = {rule for rule, in self.rows(
                "SELECT id FROM focus_check_1_4 WHERE status = 'violated'", db=db)}
            self.assertLessEqual(found, {
                # Costs, prices, currencies and units that Cloudflare does not send, or spells in its own
                # way, and costs that are rounded up to blocks, or free.
                *(f"CAU-{rule}" for rule in (
                    "BilledCost-C-003-M", "BillingCurrency-C-004-M", "BillingPeriodEnd-C-003-M",
                    "BillingPeriodStart-C-003-M", "ConsumedUnit-C-002-M", "ConsumedUnit-C-003-O",
                    "ContractedCost-C-003-M", "ContractedUnitPrice-C-006-C",
                    "ContractedUnitPrice-C-015-C", "EffectiveCost-C-003-M", "ListCost-C-003-M",
                    "ListUnitPrice-C-005-C", "ListUnitPrice-C-013-C", "PricingQuantity-C-005-C",
                    "PricingUnit-C-006-C", "SubAccountName-C-005-C",
                    "ContractedCost-C-011-C", "ListCost-C-011-C", "PricingUnit-C-003-O"))})


class Archive(TestCase, test_archive.TestCase):
    def without_moments(self, name, month):
        """Rows as texts: names and the moment of reading differ."""
        return [repr([(column, value) for column, value in row.items()
                      if not re.search("AccountName|Created|LastUpdated", column)])
                for row in self.read(f"{name}-{month}.csv")[1]]

    def test_the_same_over_an_archive(self):
        accounts = (MID_MONTH, MANY_PLANS)
        database = self.folder / "archive.db"
        listed = self.folder / "accounts.sql"
        listed.write_text("".join(f"INSERT INTO cf_report_accounts(account_id) VALUES ('{account}');\n"
                                  for account in accounts))
        done = subprocess.run(
            ["sh", str(ROOT / "examples" / "archive.sh"), "--read", str(listed), str(database)],
            capture_output=True, text=True, timeout=120, check=False, env=support.child_environment(
                CLOUDFLARE_BASE_URL=self.sandbox.base_url, CLOUDFLARE_API_TOKEN=support.TOKEN,
                CF_BILLING=support.EXTENSION))
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        # A run reads a month of usage: here it has run for longer.
        db = self.connect(str(database))
        since = month_before(self.today, 4)
        tomorrow = str(datetime.date.fromisoformat(self.today) + datetime.timedelta(1))
        for feed in ("paygo", "focus"):
            for account in accounts:
                db.execute(f"DELETE FROM {feed}_usage WHERE account_id = ?", (account,))
                db.execute("DELETE FROM archived_days WHERE feed = ? AND account_id = ?", (feed, account))
                self.fill(db, feed, account, since)
                self.mark_read(db, feed, account, since, tomorrow)
        db.close()
        lines = ("SELECT * FROM focus_invoice_lines ORDER BY account_id, line",
                 "SELECT * FROM focus_charges ORDER BY account_id, x_InvoiceDetailId",
                 "SELECT BillingPeriodStart, BillingPeriodEnd, BillingPeriodStatus FROM focus_billing_period",
                 "SELECT * FROM focus_cycle_invoices ORDER BY 1",
                 "SELECT SubAccountName, InvoiceId, count(*) FROM focus_data_table WHERE"
                 " ChargePeriodStart >= date('{first}', '+32 days') GROUP BY 1, 2")
        for feed in ("paygo", "focus"):
            live = self.told(*accounts, feed=feed, months=2)
            live.execute("SELECT cf_config('incomplete', 'ignore')")
            # An archive knows their names.
            live.execute("UPDATE cf_report_accounts SET name = (SELECT name FROM cf_accounts WHERE id = account_id)")
            archive = self.told(*accounts, feed=feed, months=2, database=str(database), archive=True)
            self.sandbox.forget_requests()
            for sql in lines:
                sql = sql.format(first=self.first)
                wanted = self.rows(sql, db=live)
                self.assertTrue(wanted or "cycle_invoices" in sql, sql)
                with self.request_count(0):
                    self.assert_same_rows(wanted, self.rows(sql, db=archive), sql)
            with self.request_count(0):
                archive.executescript((ROOT / INVOICES).read_text())
        # And in the files, where the API is asked for nothing.
        month = month_before(self.today, 1)[:7]
        files = ("focus", "invoice-detail", "billing-period")
        found = []
        for options in (("--sql", str(listed)), ("--archive", str(database))):
            self.sandbox.forget_requests()
            self.export("--version", "1.4", "--feed", "paygo", *options, "--accounts", ",".join(accounts), month)
            found.append([sorted(self.without_moments(name, month)) for name in files])
            if "--archive" in options:
                self.assertEqual([], self.sandbox.requests())
        self.assertEqual(*found)
        self.assertTrue(all(found[0]))


class FixedCase(test_invoice_states.StatesCase):
    """Fixed usage and what stands in the history."""

    LINES = "SELECT InvoiceId, ChargeCategory, BilledCost FROM focus_invoice_detail ORDER BY 1, 2, 3"

    def lines(self, history, plan_fees=(), rate=None, **more):
        self.october(history, plan_fees, **more)
        if rate:
            self.db.execute("INSERT INTO cf_tax_rates(percent) VALUES (?)", (rate,))
        self.read_files()
        return self.rows(self.LINES)

    def read_files(self):
        for file in FOCUS:
            self.db.executescript((ROOT / file).read_text())
        # Nobody has these accounts.
        self.db.executescript("DROP VIEW focus_subscription_names; CREATE TEMP VIEW focus_subscription_names AS"
                              " SELECT NULL AS SubAccountId, NULL AS SubAccountName")
        self.db.executescript((ROOT / INVOICES).read_text())

    def told(self):
        return self.rows("SELECT invoices FROM focus_cycle_invoices")


class Fixed(FixedCase):
    """One cycle, October."""

    def test_usage_fees_and_rounding(self):
        self.assertEqual([("1", "Purchase", 5.0), ("1", "Usage", 100.01)],
                         self.lines([item("2026-11-01", 105.01, id="1")], [fee(5.0, "2026-11-01")], cost=100.006))
        self.assertEqual([('{"USD 2026-11-01":["1","1-usage"]}',)], self.told())

    def test_a_fee_on_an_item_of_its_own(self):
        fees = [fee(5.0, "2026-11-01")]
        history = [item("2026-11-01", 100.0, id="1"), item("2026-11-01", 5.0, id="2")]
        self.assertEqual([("1", "Usage", 100.0), ("2", "Purchase", 5.0)], self.lines(history, fees))
        self.assertEqual([('{"USD 2026-11-01":["1","1-usage"]}',)], self.told())
        # Two that the usage could be on: nothing tells.
        history = [item("2026-11-01", 5.0, id="1"), item("2026-11-01", 5.0, id="2")]
        self.assertEqual([("1", None, 5.0), ("2", None, 5.0)], self.lines(history, fees, cost=5.0))
        self.assertEqual([], self.told())
        self.assertEqual([], self.rows("SELECT * FROM focus_charges"))

    def test_charges_of_their_own(self):
        history = [item("2026-11-01", 100.0, id="1"),
                   item("2026-11-01", 8.25, id="2", description="Sales tax October"),
                   item("2026-11-14", 16.75, id="3", description="Cloudflare Pro Plan (a.example), prorated"),
                   item("2026-11-14", 50.0, id="4", description="Previous balance"),
                   item("2026-11-15", -3.0, "refund", id="5"), item("2026-11-16", -2.0, "credit", id="6")]
        wanted = [("1", "Usage", 100.0), ("2", "Tax", 8.25), ("3", "Purchase", 16.75),
                  ("4", "Adjustment", 50.0), ("5", "Adjustment", -3.0), ("6", "Credit", -2.0)]
        self.assertEqual(wanted, self.lines(history))
        self.assertEqual([('{"USD 2026-11-01":["1","1-usage"]}',)], self.told())
        # What an earlier invoice has is not counted again.
        self.assertEqual(["2", "3", "5", "6"], [row[0] for row in self.rows(
            "SELECT InvoiceId FROM focus_charges ORDER BY 1")])

    def test_what_is_not_told_apart_is_no_charge(self):
        # It differs, is of a cycle that is open, has a threshold invoice, or is not in force.
        for history in ([item("2026-11-01", 130.0, id="1")],
                        [item("2026-11-01", 60.0, id="1"),
                         item("2026-10-15", 40.0, id="2", description="Threshold invoice")],
                        [item("2026-11-01", 100.0, id="1", status="draft")],
                        [item("2026-11-01", 100.0, id="1", status="void")]):
            found = self.lines(history)
            self.assertEqual(("1", None, history[0]["amount"]), found[0])
            self.assertEqual([], self.told())
            self.assertEqual([], self.rows("SELECT * FROM focus_charges"))
        self.assertEqual([("Voided",)], self.rows("SELECT InvoiceIssueStatus FROM focus_invoice_detail"))
        self.lines([item("2026-11-01", 100.0, id="1", status="draft")])
        self.assertEqual([("Open",)], self.rows("SELECT InvoiceIssueStatus FROM focus_invoice_detail"))
        # Nothing is charged by these.
        for status in ("failed", "uncollectible"):
            self.assertEqual([], self.lines([item("2026-11-01", 100.0, id="1", status=status)]))

    def test_tax_on_the_invoice(self):
        self.assertEqual([("1", "Purchase", 5.0), ("1", "Tax", 8.66), ("1", "Usage", 100.0)],
                         self.lines([item("2026-11-01", 113.66, id="1")], [fee(5.0, "2026-11-01")], rate=8.25))
        self.assertEqual([(8.66, 8.66, None)], self.rows(
            "SELECT BilledCost, EffectiveCost, SkuId FROM (SELECT *, NULL AS SkuId FROM focus_charges)"
            " WHERE ChargeCategory = 'Tax'"))

    def test_a_month_of_plan_fees_only(self):
        self.over([usage("2026-10-05", 0.0, subscription_id="A", cycle_start="2026-10-05", currency="CHF")],
                  [item("2026-11-03", 20.0, id="1")], [fee(20.0, "2026-11-03")], first_day="2026-11-01")
        self.read_files()
        self.assertEqual([("1", "Purchase", 20.0)], self.rows(self.LINES))

    def test_a_month_with_items_of_an_earlier_cycle_and_of_none(self):
        # The reconciliation has a row for each of the two.
        self.over([usage("2026-10-05", 1.0, cycle_start="2026-09-10", cycle_end="2026-10-10")],
                  [item("2026-11-03", -1.0, "refund", id="1"), item("2026-11-15", 20.0, id="2")],
                  first_day="2026-11-01")
        self.read_files()
        self.assertEqual(2, self.value("SELECT count(*) FROM cf_invoice_reconciliation WHERE cycle_end = '2026-11'"))
        self.assertEqual([("1", "Adjustment", -1.0), ("2", None, 20.0)], self.rows(self.LINES))

    def test_items_that_share_an_id_or_have_none(self):
        history = [item("2026-11-01", 100.0, id="1"), item("2026-11-15", -3.0, "refund", id="9"),
                   item("2026-11-15", -3.0, "refund", id="9"), item("2026-11-16", -2.0, "credit", id=None)]
        self.assertEqual([(None, "Credit", -2.0), ("1", "Usage", 100.0), ("9", "Adjustment", -3.0),
                          ("9", "Adjustment", -3.0)], self.lines(history))
        self.assertEqual([(-8.0,)], self.rows("SELECT sum(BilledCost) FROM focus_charges"))


if __name__ == "__main__":
    export_case.focus_case.main()
