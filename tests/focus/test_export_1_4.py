"""examples/export.sh --version 1.4: usage with charges, the other datasets, and their metadata."""

import collections
import csv
import json
import re
from decimal import Decimal

import export_case
import focus_case
import support
import test_invoices
from focus_case import DATA, month_before
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END


def columns_of(dataset):
    """What the rules of the model say that it has."""
    with (DATA / "focus_1_4_rules.tsv").open(encoding="utf-8", newline="") as file:
        rules = [rule for rule in csv.DictReader(file, delimiter="\t")
                 if rule["dataset"] == dataset and rule["status"] == "Active"]
    known = {rule["entity"] for rule in rules if rule["entity_type"] == "Column"}
    return known & {match[1] for rule in rules
                    if (match := re.match(r"\w+ (?:MUST|SHOULD|MAY) include (\w+)", rule["must_satisfy"]))}


class Case(test_invoices.TestCase):
    def exported(self, month, feed, *accounts, by="calendar", **more):
        done = self.export("--version", "1.4", "--feed", feed, "--by", by, "--accounts", ",".join(accounts),
                           month, **more)
        name = month if by == "calendar" else f"billing-{month}"
        header, rows = self.read(f"focus-{name}.csv")
        detail, lines = self.read(f"invoice-detail-{name}.csv")
        period, periods = self.read(f"billing-period-{name}.csv")
        metadata = json.loads((self.folder / f"metadata-{name}.json").read_text())
        own = [column for column in header if not column.startswith("x_")]
        self.assertEqual(sorted(columns_of("CostAndUsage")), own)
        self.assertEqual(sorted(own), own)
        self.assertEqual(sorted(columns_of("InvoiceDetail")), detail)
        self.assertEqual(sorted(columns_of("BillingPeriod")), period)
        self.assertEqual([header, detail, period], [
            [column["ColumnName"] for column in schema["ColumnDefinition"]] for schema in metadata["Schema"]])
        return done, rows, lines, periods, metadata

    def sums(self, rows, *keys):
        found = collections.Counter()
        for row in rows:
            found[tuple(row[key] for key in keys)] += Decimal(row["BilledCost"])
        return found


class Export14(Case):

    def test_a_billing_period_is_its_invoices(self):
        """Usage and charges of each invoice are the invoice, and it is what the history says."""
        first = month_before(self.today, 3)
        for feed in ("paygo", "focus"):
            accounts = (FIRST, MID_MONTH, MANY_PLANS, EURO) if feed == "paygo" else (MANY_PLANS, EURO)
            _, rows, lines, periods, _ = self.exported(first[:7], feed, *accounts, by="billing")
            wanted = collections.Counter()
            self.first = first
            for account in accounts:
                for one in self.items(account):
                    wanted[one["invoice"]] += one["amount"]
            papers = self.sums(lines, "InvoiceId")
            for (invoice,), cost in papers.items():
                self.assertEqual(wanted[invoice], cost, invoice)
            found = self.sums([row for row in rows if row["InvoiceId"]], "InvoiceId")
            self.assertGreater(len(found), 2)
            for (invoice,), cost in found.items():
                self.assertLessEqual(abs(cost - papers[invoice,]), Decimal("0.015"), invoice)
            issuers = {row["InvoiceIssuerName"] for row in [*rows, *lines, *periods]}
            self.assertEqual({row["InvoiceIssuerName"] for row in self.truth(accounts[0], feed)}, issuers)
            # All usage of the periods that begin in the month, each record once.
            usage = [row for row in rows if row["ChargeCategory"] == "Usage"]
            truth = [row for account in accounts for row in self.truth(account, feed, Decimal)
                     if (row["BillingPeriodStart"] or "")[:7] == first[:7]]
            self.assertEqual(len(truth), len(usage))
            self.assertEqual(sum(row["BilledCost"] for row in truth), sum(self.sums(usage, "InvoiceId").values()))
            self.assertLessEqual({row["BillingPeriodStart"] for row in usage},
                                 {row["BillingPeriodStart"] for row in periods})

    def test_calendar_months(self):
        """Each charge and each line is in one month."""
        months = [month_before(self.today, n)[:7] for n in (3, 2, 1)]
        every, papers, names = [], [], set()
        for month in months:
            _, rows, lines, periods, metadata = self.exported(month, "paygo", MANY_PLANS, MID_MONTH)
            # A refund may be of a period that had ended before the month.
            named = ("BillingPeriodStart", "BillingPeriodEnd", "InvoiceIssuerName")
            self.assertLessEqual({tuple(row[name] for name in named) for row in [*rows, *lines]
                                  if row["BillingPeriodStart"]},
                                 {tuple(period[name] for name in named) for period in periods})
            every += rows
            papers += lines
            names |= {line["InvoiceDetailId"] for line in lines}
            self.assertEqual({month}, {row["ChargePeriodStart"][:7] for row in rows})
            self.assertEqual({month}, {line["InvoiceIssueDate"][:7] for line in lines})
            days = [sector["TimeSectorStart"][:7] for sector in metadata["Recency"][0]["TimeSectors"]]
            self.assertEqual({month}, set(days))
            self.assertEqual("1.4", metadata["Schema"][0]["FocusVersion"])
        self.assertEqual(len(papers), len(names))
        self.first = months[0] + "-01"
        wanted = collections.Counter()
        for account in (MANY_PLANS, MID_MONTH):
            for one in self.items(account):
                if one["day"][:7] <= months[-1]:
                    wanted[one["invoice"]] += one["amount"]
        self.assertEqual({(key,): value for key, value in wanted.items()}, self.sums(papers, "InvoiceId"))
        charges = [row for row in every if row["ChargeCategory"] != "Usage"]
        self.assertGreater(len(charges), 5)
        for row in charges:
            self.assertEqual(row["BilledCost"], row["EffectiveCost"])
            self.assertIn(row["InvoiceDetailId"], names)
        self.assertEqual(len(charges), len({row["InvoiceDetailId"] for row in charges}))
        truth = [row for account in (MANY_PLANS, MID_MONTH) for row in self.truth(account, "paygo", Decimal)
                 if months[0] <= row["ChargePeriodStart"][:7] <= months[-1]]
        usage = [row for row in every if row["ChargeCategory"] == "Usage"]
        self.assertEqual(len(truth), len(usage))
        self.assertEqual(sum(row["BilledCost"] for row in truth), sum(Decimal(row["BilledCost"]) for row in usage))

    def test_billing_periods_have_each_item_once(self):
        """Also a refund of weeks later, which is of the month in which its period began."""
        months = [month_before(self.today, n)[:7] for n in (5, 4, 3, 2)]
        lines = []
        for month in months:
            _, rows, found, *_ = self.exported(month, "paygo", MANY_PLANS, MID_MONTH, by="billing")
            self.assertEqual({month}, {(line["BillingPeriodStart"] or line["InvoiceIssueDate"])[:7] for line in found})
            charges = [row for row in rows if row["ChargeCategory"] != "Usage"]
            self.assertLessEqual({row["InvoiceDetailId"] for row in charges},
                                 {line["InvoiceDetailId"] for line in found})
            lines += found
        self.assertEqual(len(lines), len({line["InvoiceDetailId"] for line in lines}))
        self.first = month_before(self.today, 3)
        wanted = [one for account in (MANY_PLANS, MID_MONTH) for one in self.items(account)
                  if one["day"][:7] < months[-1]]
        found = self.sums(lines, "InvoiceId")
        for one in wanted:
            self.assertEqual(one["amount"], found[one["invoice"],], one)

    def test_what_is_not_told_apart_is_said(self):
        month = month_before(self.today, 1)[:7]
        done, rows, lines, *_ = self.exported(month, "paygo", MONTH_END)
        self.assertIn("nothing tells what they are for", done.stderr)
        self.assertIn(None, {line["ChargeCategory"] for line in lines})
        self.assertNotIn("Purchase", {row["ChargeCategory"] for row in rows})
        self.assertEqual({None}, {row["InvoiceId"] for row in rows if row["ChargeCategory"] == "Usage"})
        rate = self.folder / "rate.sql"
        rate.write_text("INSERT INTO cf_tax_rates(percent) VALUES (8.25);")
        done = self.export("--version", "1.4", "--feed", "paygo", "--accounts", MONTH_END, "--sql", str(rate), month)
        self.assertNotIn("nothing tells", done.stderr)
        self.assertLessEqual({"Purchase", "Tax", "Usage"},
                             {row["ChargeCategory"] for row in self.read(f"focus-{month}.csv")[1]})

    def test_1_3_is_as_it_was(self):
        month = month_before(self.today, 1)[:7]
        self.export("--accounts", EURO, month)
        before = (self.folder / f"focus-{month}.csv").read_bytes()
        self.export("--version", "1.3", "--accounts", EURO, month)
        self.assertEqual(before, (self.folder / f"focus-{month}.csv").read_bytes())
        self.assertEqual([f"focus-{month}.csv"], [path.name for path in self.folder.iterdir()])
        for arguments in (("--version", "1.2"), ("--version", "1.4", "--for", "vantage"),
                          ("--version", "1.4", "--for", "datadog")):
            self.export(*arguments, "--accounts", EURO, month, code=64)

    def test_a_history_that_is_refused_replaces_nothing(self):
        month = month_before(self.today, 1)[:7]
        self.exported(month, "paygo", EURO)
        before = {path.name: path.read_bytes() for path in self.folder.iterdir()}
        self.sandbox.faults({"path": r"billing/history|billing-history|history", "status": 403})
        done = self.export("--version", "1.4", "--feed", "paygo", "--accounts", EURO, month, code=1)
        self.assertIn("HTTP 403", done.stderr)
        self.assertEqual(before, {path.name: path.read_bytes() for path in self.folder.iterdir()})

    def test_without_a_token_the_sandbox_answers(self):
        month = month_before(self.today, 1)[:7]
        self.export("--version", "1.4", "--feed", "paygo", month, CLOUDFLARE_API_TOKEN="",
                    CF_BILLING_SANDBOX=support.SANDBOX,
                    CF_BILLING_SANDBOX_OPTIONS="--set paygo.retention_days=0")
        self.assertTrue((self.folder / f"invoice-detail-{month}.csv").exists())


if __name__ == "__main__":
    focus_case.main()
