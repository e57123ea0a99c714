"""examples/export.sh --version 1.4: the other files are about the periods and days of the usage beside them."""

import collections
import datetime
import json
import re
from decimal import Decimal

import focus_case
import test_archive
import test_export_1_4
from focus_case import month_before
from support import FIRST, MANY_PLANS, MID_MONTH, MONTH_END


def days_from(first, end):
    day = datetime.date.fromisoformat(first[:10])
    while str(day) < end[:10]:
        yield str(day)
        day += datetime.timedelta(1)


class Periods(test_export_1_4.Case, test_archive.TestCase):
    def sectors(self, metadata):
        """Whether each day is complete."""
        (recency,) = (one for one in metadata["Recency"] if "TimeSectors" in one)
        for sector in recency["TimeSectors"]:
            self.assertEqual(list(days_from(sector["TimeSectorStart"], sector["TimeSectorEnd"])),
                             [sector["TimeSectorStart"][:10]])
        found = [(sector["TimeSectorStart"][:10], sector["TimeSectorComplete"]) for sector in recency["TimeSectors"]]
        self.assertEqual(sorted(found), found)
        self.assertEqual(len(found), len(dict(found)))
        return dict(found)

    def is_settled(self, day):
        return datetime.date.fromisoformat(day) + datetime.timedelta(5) <= datetime.date.fromisoformat(self.today)

    def test_by_billing_period(self):
        for back in (3, 1, 0):
            month = month_before(self.today, back)[:7]
            _, rows, lines, periods, metadata = self.exported(month, "paygo", MANY_PLANS, MID_MONTH, by="billing")
            usage = {(row["BillingPeriodStart"], row["BillingPeriodEnd"]) for row in rows
                     if row["ChargeCategory"] == "Usage"}
            self.assertEqual(usage, {(row["BillingPeriodStart"], row["BillingPeriodEnd"]) for row in periods})
            wanted = {day for start, end in usage for day in days_from(start, end)}
            wanted |= {row["ChargePeriodStart"][:10] for row in rows}
            self.assertEqual({day: self.is_settled(day) for day in wanted if day <= self.today}, self.sectors(metadata))
            # The other two are complete once no period in the file is open.
            self.assertEqual({not any(row["BillingPeriodStatus"] == "Open" for row in periods)}, {
                one["DatasetInstanceComplete"] for one in metadata["Recency"] if "TimeSectors" not in one})

    def test_items_that_nothing_tells_of_are_those_of_the_file(self):
        counts = {"calendar": [], "billing": []}
        for by, found in counts.items():
            for back in (3, 2, 1, 0):
                month = month_before(self.today, back)[:7]
                done, _, lines, *_ = self.exported(month, "paygo", MONTH_END, MANY_PLANS, by=by)
                said = re.search(r"of the items of the billing history (\d+)$", done.stderr, re.MULTILINE)
                unknown = sum(line["ChargeCategory"] is None and line["InvoiceIssueStatus"] == "Issued"
                              for line in lines)
                self.assertEqual(unknown, int(said[1]) if said else 0, (by, month))
                found.append(unknown)
        self.assertTrue(all(any(found) for found in counts.values()))

    def test_usage_without_an_invoice_is_counted(self):
        found = []
        for back in (2, 0):
            month = month_before(self.today, back)[:7]
            for by in ("calendar", "billing"):
                done, rows, *_ = self.exported(month, "paygo", MONTH_END, MANY_PLANS, by=by)
                none = [row for row in rows if row["ChargeCategory"] == "Usage" and not row["InvoiceId"]]
                said = re.search(r" (\d+) rows? of usage without an InvoiceId: (.*?)\. ?", done.stderr)
                self.assertEqual(bool(none), bool(said), done.stderr)
                if not said:
                    continue
                count, reasons = said.groups()
                self.assertEqual(len(none), int(count))
                found.append(len(none))
                parts = collections.Counter()
                for part in reasons.split("; "):
                    number, reason = part.split(" ", 1)
                    parts[reason] += int(number)
                self.assertEqual(len(none), sum(parts.values()))
                open_ones = sum(row["BillingPeriodEnd"] > self.today + "T00:00:00Z" for row in none)
                self.assertEqual(open_ones, parts["of billing periods that have not ended"])
        self.assertGreater(sum(found), 100)
        month = month_before(self.today, 3)[:7]
        done, rows, *_ = self.exported(month, "paygo", FIRST, by="billing")
        if all(row["InvoiceId"] for row in rows):
            self.assertNotIn("without an InvoiceId", done.stderr)

    def test_days_that_were_never_read_are_not_complete(self):
        month = month_before(self.today, 2)
        gap = [f"{month[:8]}{day}" for day in ("10", "11", "12")]
        database = str(self.folder / "archive.db")
        db = self.archive(MANY_PLANS, FIRST, database=database)
        for account in (MANY_PLANS, FIRST):
            self.fill(db, "paygo", account, month_before(month, 2))
            self.mark_read(db, "paygo", account, month_before(month, 2), self.today)
            for feed in ("paygo", "history"):
                db.execute("INSERT INTO fetches(feed, account_id, sync_id, outcome, days, rows, restated, finished_at)"
                           " VALUES (?, ?, 1, 'ok', 0, 0, 0, '')", (feed, account))
        db.execute("UPDATE archived_days SET rows = 1")
        # One of the two accounts.
        db.execute("DELETE FROM archived_days WHERE account_id = ? AND day BETWEEN ? AND ?", (FIRST, gap[0], gap[-1]))
        db.execute("DELETE FROM paygo_usage WHERE account_id = ? AND charge_date BETWEEN ? AND ?",
                   (FIRST, gap[0], gap[-1]))
        db.commit()
        db.close()
        for by in ("calendar", "billing"):
            arguments = ("--version", "1.4", "--feed", "paygo", "--archive", database, "--by", by, month[:7])
            self.assertIn(f"of account {FIRST};", self.export(*arguments, code=1).stderr)
            self.export("--partial", "yes", *arguments)
            name = month[:7] if by == "calendar" else f"billing-{month[:7]}"
            sectors = self.sectors(json.loads((self.folder / f"metadata-{name}.json").read_text()))
            self.assertLess(25, len(sectors))
            self.assertEqual({day: self.is_settled(day) and day not in gap for day in sectors}, sectors, by)

    def test_live_days_that_are_gone_are_not_complete(self):
        month = month_before(self.today, 1)[:7]
        since = datetime.date.fromisoformat(f"{month}-09")
        self.sandbox.set(paygo__retention_days=str((datetime.date.fromisoformat(self.today) - since).days))
        self.export("--version", "1.4", "--feed", "paygo", "--partial", "yes", "--accounts", FIRST, month)
        sectors = self.sectors(json.loads((self.folder / f"metadata-{month}.json").read_text()))
        for day, is_complete in sectors.items():
            self.assertEqual(day >= str(since) and self.is_settled(day), is_complete, day)

    def test_days_of_other_months_are_nobodys_business(self):
        """Invoices are looked for in the months around; of those days nothing is exported."""
        first = month_before(self.today, 1)
        days = (datetime.date.fromisoformat(self.today) - datetime.date.fromisoformat(first)).days
        self.sandbox.set(paygo__retention_days=str(days))
        done = self.export("--version", "1.4", "--feed", "paygo", "--accounts", FIRST, first[:7])
        self.assertNotIn("no longer has", done.stderr)
        for line in done.stderr.splitlines():
            self.assertTrue(line.startswith(f"export: {first[:7]}: "), line)
        truth = [row for row in self.truth(FIRST, "paygo", Decimal) if row["ChargePeriodStart"][:7] == first[:7]]
        _, rows = self.read(f"focus-{first[:7]}.csv")
        usage = [row for row in rows if row["ChargeCategory"] == "Usage"]
        self.assertEqual(len(truth), len(usage))
        # What is gone of the month itself is said, and costs of it that are not told.
        self.sandbox.set(paygo__retention_days=str(days - 9))
        done = self.export("--version", "1.4", "--feed", "paygo", "--partial", "yes", "--accounts", FIRST, first[:7])
        self.assertIn(f"Usage of {first} is missing, of account {FIRST}.", done.stderr)
        for version in ("1.3", "1.4"):
            done = self.export("--version", version, "--partial", "yes", "--accounts", f"{FIRST},{MANY_PLANS}", first[:7])
            self.assertRegex(done.stderr, rf"(?m)^export: {first[:7]}: .*no record of account {FIRST} has one")


if __name__ == "__main__":
    focus_case.main()
