"""The last line that examples/export.sh writes: what is in a file, what is not, why, and what would bring it."""

import re

import export_case
from focus_case import ROOT, month_before
from support import EURO, FIRST, MANY_PLANS, MID_MONTH, MONTH_END, NOT_COVERED, QUIET
from test_archive import TestCase as ArchiveCase


class Summary(ArchiveCase):
    def last_line(self, done, month):
        line = done.stderr.splitlines()[-1]
        self.assertTrue(line.startswith(f"export: {month}: "), line)
        return line

    def records(self, account, month, feed="focus"):
        return [row for row in self.truth(account, feed) if row["ChargePeriodStart"][:7] == month]

    def test_rows_days_and_accounts(self):
        month = month_before(self.today, 1)[:7]
        rows = self.records(EURO, month) + self.records(MANY_PLANS, month)
        done = self.export("--accounts", f"{EURO},{MANY_PLANS}", month)
        days = sorted({row["ChargePeriodStart"][:10] for row in rows})
        self.assertIn(f": {len(rows)} rows, {len(days)} days and 2 accounts, {days[0]} to {days[-1]}. "
                      "Nothing that was read is left out.", self.last_line(done, month))
        for line, month in zip(self.export("--accounts", EURO, month, self.today[:7]).stderr.splitlines(),
                               (month, self.today[:7]), strict=True):
            self.assertTrue(line.startswith(f"export: {month}: "), line)

    def test_days_that_may_be_restated(self):
        done = self.export("--accounts", EURO, self.today[:7])
        days = [row["ChargePeriodStart"][:10] for row in self.records(EURO, self.today[:7])]
        line = self.last_line(done, self.today[:7])
        self.assertRegex(line, r"Days since 2\d{3}-\d\d-\d\d may still be restated")
        self.assertGreaterEqual(re.search("Days since (.{10})", line)[1], min(days))
        month = month_before(self.today, 2)[:7]
        self.assertNotIn("restated", self.last_line(self.export("--accounts", EURO, month), month))

    def test_records_without_a_billing_period(self):
        month = month_before(self.today, 1)[:7]
        for account in (FIRST, MID_MONTH):
            none = [row for row in self.records(account, month) if not row.get("BillingPeriodStart")]
            done = self.export("--by", "billing", "--accounts", f"{account},{EURO}", "--partial", "yes", month)
            self.assertIn(f"Not in it: {len(none)} records of 1 account without a billing period, "
                          "which --by calendar writes", self.last_line(done, month))
            self.assertGreater(len(none), 100)
        # And all that has one is in the files of the months in which its period begins.
        done = self.export("--by", "billing", "--accounts", EURO, month)
        self.assertIn("Nothing that was read is left out", self.last_line(done, month))

    def test_rows_without_a_cost(self):
        month = month_before(self.today, 1)[:7]
        count = len(self.records(FIRST, month))
        self.assertTrue(all(row.get("BilledCost") is None for row in self.records(FIRST, month)))
        done = self.export("--accounts", FIRST, month)
        self.assertIn(f"{count} rows of 1 account without a cost, as Cloudflare tells none of them: --feed paygo",
                      self.last_line(done, month))
        done = self.export("--for", "vantage", "--accounts", FIRST, month)
        self.assertIn(f": 0 rows of {count} records", self.last_line(done, month))
        self.assertIn(f"Not in it: {count} records without a cost, which vantage does not take: --feed paygo",
                      self.last_line(done, month))
        done = self.export("--feed", "paygo", "--accounts", FIRST, month)
        self.assertNotIn("without a cost", self.last_line(done, month))

    def test_costs_of_an_older_endpoint(self):
        month = month_before(self.today, 1)[:7]
        self.sandbox.set(paygo__generations="billing/usage/paygo")
        done = self.export("--feed", "paygo", "--accounts", MANY_PLANS, month)
        _, found = self.read(f"focus-{month}.csv")
        self.assertIn(f"{len(found)} rows with ContractedCost as the other costs", self.last_line(done, month))
        for row in found:
            self.assertEqual([MANY_PLANS, "Usage", *[row["ContractedCost"]] * 3], [row[name] for name in (
                "BillingAccountId", "ChargeCategory", "BilledCost", "EffectiveCost", "ListCost")])
        self.sandbox.set(paygo__generations="billable-usage")
        done = self.export("--feed", "paygo", "--accounts", MANY_PLANS, month)
        self.assertNotIn("ContractedCost", self.last_line(done, month))

    def test_accounts_that_have_nothing(self):
        month = self.today[:7]
        for feed in ("focus", "paygo"):
            # Of a month that began more than 25 days ago it is an error.
            done = self.export("--feed", feed, "--partial", "yes", "--accounts", f"{EURO},{QUIET}", month)
            self.assertIn(f"Not in it: account {QUIET}, of which no usage was told", self.last_line(done, month))
            settings = self.folder / "settings.sql"
            settings.write_text("SELECT cf_config('on_error', 'skip');")
            done = self.export("--feed", feed, "--accounts", f"{EURO},{NOT_COVERED}", "--sql", str(settings), month)
            self.assertIn(f"account {NOT_COVERED}, which was left out", self.last_line(done, month))
            self.assertRegex(done.stderr, rf"(?m)^export: {month}: {NOT_COVERED} is left out: cf_{feed}_usage: ")
            settings.unlink()

    def test_many_accounts_that_have_nothing(self):
        month = month_before(self.today, 1)
        database = str(self.folder / "archive.db")
        db = self.archive(MONTH_END, *[f"{number:032x}" for number in range(30)], database=database)
        self.fill(db, "focus", MONTH_END, month)
        self.mark_read(db, "focus", MONTH_END, month, self.today)
        for number in range(30):
            db.execute("INSERT INTO fetches(feed, account_id, sync_id, outcome, days, rows, restated, finished_at)"
                       " VALUES ('focus', ?, 1, 'ok', 0, 0, 0, '')", (f"{number:032x}",))
        db.commit()
        db.close()
        line = self.last_line(self.export("--archive", database, month[:7]), month[:7])
        self.assertEqual(20, line.count("the archive has no focus usage: nothing there"))
        self.assertIn("; 10 more accounts.", line)

    def test_an_archive_with_an_account_without_usage(self):
        """It keeps nobody from being exported, unless it is named."""
        first = month_before(self.today, 1)
        for feed in ("focus", "paygo"):
            database = str(self.folder / f"{feed}.db")
            db = self.archive(MANY_PLANS, QUIET, NOT_COVERED, database=database)
            self.fill(db, feed, MANY_PLANS, month_before(first, 1))
            self.mark_read(db, feed, MANY_PLANS, month_before(first, 1), self.today)
            self.mark_read(db, feed, QUIET, first[:8] + "07", self.today)
            for account, outcome in ((QUIET, "ok"), (MANY_PLANS, "ok"), (NOT_COVERED, "refused")):
                db.execute("INSERT INTO fetches(feed, account_id, sync_id, outcome, days, rows, restated, "
                           "finished_at) VALUES (?, ?, 1, ?, 0, 0, 0, '')", (feed, account, outcome))
            db.commit()
            db.close()
            arguments = ("--archive", database, "--feed", feed)
            for by in ("calendar", "billing"):
                line = self.last_line(self.export(*arguments, "--by", by, first[:7]), first[:7])
                self.assertIn(f"account {QUIET}, of which the archive has no {feed} usage: nothing there", line)
                self.assertIn(f"account {NOT_COVERED}, of which the archive has no {feed} usage: refused", line)
            done = self.export(*arguments, "--accounts", f"{MANY_PLANS},{QUIET}", first[:7], code=1)
            self.assertIn(f"usage of {first} is missing, of account {QUIET}; ", done.stderr)
            done = self.export(*arguments, "--accounts", f"{MANY_PLANS},{QUIET}", "--partial", "yes", first[:7])
            self.assertIn(f" Usage of {first} is missing, of account {QUIET}.", self.last_line(done, first[:7]))

    def test_a_gap_of_several_accounts(self):
        first = month_before(self.today, 1)
        database = str(self.folder / "archive.db")
        db = self.archive(MANY_PLANS, MONTH_END, database=database)
        for account in (MANY_PLANS, MONTH_END):
            self.fill(db, "focus", account, first)
            self.mark_read(db, "focus", account, first[:8] + "03", self.today)
            db.execute("INSERT INTO fetches(feed, account_id, sync_id, outcome, days, rows, restated, finished_at)"
                       " VALUES ('focus', ?, 1, 'ok', 0, 0, 0, '')", (account,))
        db.execute("UPDATE archived_days SET rows = 1")
        db.commit()
        db.close()
        done = self.export("--archive", database, first[:7], code=1)
        self.assertIn(f"usage of {first} is missing, of account {min(MANY_PLANS, MONTH_END)} and 1 more", done.stderr)

    def test_no_records_at_all(self):
        month = self.today[:7]
        # Where no day of a month that is old enough to be gone has usage, that is said as well.
        done = self.export("--feed", "paygo", "--partial", "yes", "--accounts", QUIET, month)
        self.assertIn(f": 0 rows, 0 days and 0 accounts. Not in it: account {QUIET}, of which no usage was told.",
                      self.last_line(done, month))

    def test_one_of_each(self):
        database = str(self.folder / "archive.db")
        month = month_before(self.today, 2)
        db = self.archive(EURO, database=database)
        self.put(db, EURO, {"ChargePeriodStart": f"{month}T00:00:00Z"})
        self.mark_read(db, "focus", EURO, month, self.today)
        db.commit()
        db.close()
        line = self.last_line(self.export("--archive", database, month[:7]), month[:7])
        self.assertIn(f": 1 row, 1 day and 1 account, {month} to {month}. ", line)
        self.assertIn("1 row of 1 account without a cost", line)
        line = self.last_line(self.export("--archive", database, "--by", "billing", month[:7]), month[:7])
        self.assertIn("Not in it: 1 record of 1 account without a billing period", line)

    def test_an_account_that_was_refused_later_has_days_that_were_never_read(self):
        """Of the others is there what was read; of the days after it nobody knows."""
        first = month_before(self.today, 1)
        database = str(self.folder / "archive.db")
        db = self.archive(MANY_PLANS, EURO, database=database)
        for account, end in ((MANY_PLANS, self.today), (EURO, first[:8] + "11")):
            self.fill(db, "focus", account, month_before(first, 1))
            self.mark_read(db, "focus", account, month_before(first, 1), end)
            db.execute("DELETE FROM focus_usage WHERE account_id = ? AND charge_date >= ?", (account, end))
            db.execute("INSERT INTO fetches(feed, account_id, sync_id, outcome, days, rows, restated, finished_at)"
                       " VALUES ('focus', ?, 1, ?, 0, 0, 0, '')", (account, "ok" if account == MANY_PLANS else "refused"))
        db.execute("UPDATE archived_days SET rows = 1")
        db.commit()
        db.close()
        done = self.export("--archive", database, first[:7], code=1)
        self.assertIn(f"usage of {first[:8]}11 is missing, of account {EURO};", done.stderr)

    def test_every_file_of_summaries_is_named_in_the_script(self):
        for name in ("month.sh", "deliver.sh"):
            self.assertIn(f"export/{name}", (ROOT / "examples" / "export.sh").read_text())
        for name in ("summary.sql", "datasets.sql", "export/missing"):
            self.assertIn(name, (ROOT / "examples" / "export" / "month.sh").read_text())


if __name__ == "__main__":
    export_case.focus_case.main()
