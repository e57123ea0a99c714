"""focus_data_table over ordinary tables: what an archive has, FOCUS's own sample data, and records
with values at the edges; through the view, the rules and the export."""

import csv
import json
from decimal import Decimal

import export_case
from focus_case import DATA, FILES, NUMBERS, ROOT, month_before
from support import EURO, FIRST, MANY_PLANS, MONTH_END

# A record of FOCUS 1.0 in the columns of cf_focus_usage.
RENAMED = {"ProviderName": "ServiceProviderName", "ServiceName": "x_ProductFamilyName",
           "SkuId": "x_BillableMetricId"}
DIGITS = ("5E-8", "1e-9", "9007199254740993", "-12.5", "0.123456789012345678", "1E+30", "0",
          "-0.000", "1.7976931348623157e308", "5e-324", "123456789.987654321", None)


class TestCase(export_case.TestCase):
    def archive(self, *accounts, database=":memory:"):
        """A connection with an archive of these accounts that has no usage yet."""
        db = self.connect(database)
        for file in ("sql/archive.sql", "sql/archive_feeds.sql"):
            db.executescript((ROOT / file).read_text())
        db.execute("INSERT INTO syncs(id, started_at, today) VALUES (1, ?1, ?1)", (self.today,))
        db.executemany("INSERT INTO accounts(id, first_sync_id, sync_id) VALUES (?, 1, 1)",
                       [(account,) for account in accounts])
        return db

    def fill(self, db, feed, account, since):
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({feed}_usage)")]
        db.execute(f"INSERT INTO {feed}_usage SELECT {', '.join(columns)} FROM cf_{feed}_usage"
                   " WHERE account_id = ? AND charge_date >= ?", (account, since))

    def mark_read(self, db, feed, account, first, end):
        """As a sync does with the days that it has read, before `end`."""
        db.execute("""
            INSERT INTO archived_days(feed, account_id, day, sync_id, as_of, rows)
            WITH RECURSIVE days(day) AS (
              SELECT ?3 UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < date(?4, '-1 day'))
            SELECT ?1, ?2, day, 1, ?5, 0 FROM days""", (feed, account, first, end, self.today))

    def put(self, db, account, record):
        """A record as the API could have sent it: `raw` is its text."""
        columns = [row[1] for row in db.execute("PRAGMA table_info(focus_usage)")]
        raw = "{" + ", ".join(f"{json.dumps(name)}: "
                              f"{value if name in NUMBERS and value else json.dumps(value)}"
                              for name, value in record.items()) + "}"
        row = {**record, "account_id": account, "charge_date": record["ChargePeriodStart"][:10],
               "raw": raw}
        for name in NUMBERS:
            if row.get(name) is not None:
                row[name] = float(row[name])
        db.execute(f"INSERT INTO focus_usage VALUES ({', '.join('?' * len(columns))})",
                   [row.get(name) for name in columns])

    def over(self, db, *accounts, feed="focus", source="archive"):
        for file in (*FILES, "sql/archive_views.sql", "sql/focus/archive.sql"):
            db.executescript((ROOT / file).read_text())
        db.executemany("INSERT INTO cf_report_accounts(account_id) VALUES (?)",
                       [(account,) for account in accounts])
        db.execute("UPDATE cf_parameters SET feed = ?, source = ?", (feed, source))
        return db


class Archive(TestCase):
    def test_the_same_rows_as_live_without_any_request(self):
        since = month_before(self.today, 3)
        for feed in ("focus", "paygo"):
            db = self.archive(FIRST, MANY_PLANS, MONTH_END, EURO)
            # The first one is archived as well, but not chosen.
            for account in (FIRST, MANY_PLANS, MONTH_END, EURO):
                self.fill(db, feed, account, since)
            query = ("SELECT * FROM focus_data_table WHERE ChargePeriodStart >= ?"
                     " AND ServiceCategory <> 'Other'")
            live = self.focus(MANY_PLANS, MONTH_END, EURO, feed=feed)
            wanted = live.execute(query, (since,)).fetchall()
            self.over(db, MANY_PLANS, MONTH_END, EURO, feed=feed)
            with self.request_count(0):
                found = db.execute(query, (since,)).fetchall()
                self.assertEqual(len(found), self.value(
                    "SELECT count(*) FROM focus_data_table", db=db))
            self.assertGreater(len(found), 1000)
            # A table keeps no sign of zero.
            wanted, found = ([tuple(value + 0.0 if isinstance(value, float) else value
                                    for value in row) for row in rows] for rows in (wanted, found))
            self.assert_same_rows(wanted, found, feed)

    def test_live_is_as_without_an_archive(self):
        db = self.archive(EURO)
        self.fill(db, "focus", EURO, month_before(self.today, 1))
        self.over(db, EURO, source="live")
        with self.request_count(1):
            found = self.value("SELECT count(*) FROM focus_data_table WHERE ChargePeriodStart >= ?",
                               (self.today,), db)
        self.assertEqual(sum(row["ChargePeriodStart"] >= self.today for row in self.truth(EURO)),
                         found)

    def test_both(self):
        since, split = month_before(self.today, 2), month_before(self.today, 1)
        query = ("SELECT BillingAccountId, ChargePeriodStart, BilledCost FROM focus_data_table"
                 " WHERE ChargePeriodStart >= ?")
        for accounts in ((EURO,), (EURO, MANY_PLANS)):
            db = self.archive(EURO)
            self.fill(db, "focus", EURO, since)
            # What the archive has of the later days must not count.
            db.execute("UPDATE focus_usage SET BilledCost = -1 WHERE charge_date > ?", (split,))
            db.execute("INSERT INTO archived_days SELECT 'focus', account_id, charge_date, 1, ?,"
                       " count(*) FROM focus_usage WHERE charge_date <= ? GROUP BY charge_date",
                       (self.today, split))
            self.over(db, *accounts, source="both")
            self.sandbox.forget_requests()
            found = self.rows(query, (since,), db)
            self.assert_same_rows([(account, row["ChargePeriodStart"], row["BilledCost"])
                                   for account in accounts for row in self.truth(account)
                                   if row["ChargePeriodStart"] >= since], found)
            asked = min(request.parameters["from"] for request in self.sandbox.requests())
            # An account without an archive is asked for from the beginning, and the others with it.
            self.assertEqual(split[:8] + "02" if accounts == (EURO,) else since, asked)

    def test_export_of_an_archive_asks_for_nothing(self):
        first = month_before(self.today, 1)
        database = str(self.folder / "archive.db")
        db = self.archive(MONTH_END, database=database)
        self.fill(db, "focus", MONTH_END, first)
        self.mark_read(db, "focus", MONTH_END, first, self.today)
        db.close()
        for accounts in (("--accounts", MONTH_END), ("--accounts", "all"), ()):
            with self.request_count(0):
                self.export("--archive", database, *accounts, first[:7])
        header, found = self.read(f"focus-{first[:7]}.csv")
        wanted = [row for row in self.truth(MONTH_END, number=Decimal)
                  if row["ChargePeriodStart"][:7] == first[:7]]
        self.assert_same(self.wanted(header, wanted), self.comparable(found))

    def test_a_month_with_days_that_were_never_read_is_an_error(self):
        first = month_before(self.today, 1)
        for feed in ("focus", "paygo"):
            database = str(self.folder / f"{feed}.db")
            db = self.archive(MANY_PLANS, MONTH_END, database=database)
            self.fill(db, feed, MANY_PLANS, month_before(first, 1))
            self.mark_read(db, feed, MANY_PLANS, month_before(first, 1), first)
            self.mark_read(db, feed, MANY_PLANS, first[:8] + "10", self.today)
            # Another account has no such usage.
            db.execute("INSERT INTO fetches(feed, account_id, sync_id, outcome, days, rows, restated, "
                       "finished_at) VALUES (?, ?, 1, 'refused', 0, 0, 0, '')", (feed, MONTH_END))
            db.commit()
            for by in ("calendar", "billing"):
                arguments = ("--archive", database, "--feed", feed, "--by", by)
                done = self.export(*arguments, first[:7], code=1)
                # (Of the cycles that begin in the month the first begins on its second day.)
                self.assertRegex(done.stderr, f"usage of {first[:8]}0[1-9] is missing")
                self.export(*arguments, "--partial", "yes", first[:7])
            db.execute("DELETE FROM archived_days WHERE day >= ?", (first,))
            self.mark_read(db, feed, MANY_PLANS, first, self.today)
            db.commit()
            for by in ("calendar", "billing"):
                self.export("--archive", database, "--feed", feed, "--by", by, first[:7])
            done = self.export("--archive", database, "--feed", feed, "--accounts",
                               f"{MANY_PLANS},{MONTH_END}", first[:7], code=1)
            self.assertIn("is missing", done.stderr)
            db.close()


class Edges(TestCase):
    """Values that are easily spoiled on the way into a file."""

    def setUp(self):
        super().setUp()
        self.month = month_before(self.today, 1)
        self.records = []
        for number, digits in enumerate(DIGITS):
            currency = ("USD", "EUR", "JPY")[number % 3]
            record = {
                "BillingAccountName": 'Café "Zürich", 日本\nSecond line',
                "BillingCurrency": currency,
                "ChargeCategory": "Usage",
                "ChargePeriodStart": f"{self.month[:8]}{number + 1:02}T00:00:00Z",
                # A period that begins in the middle of a month.
                "BillingPeriodStart": f"{month_before(self.month, 1)[:8]}19T00:00:00Z",
                "ConsumedUnit": "", "Tags": '{"team": "größe"}', **dict.fromkeys(NUMBERS, digits)}
            # Null, and absent; a bare zero is neither.
            record["ListCost"] = None
            del record["ListUnitPrice"]
            self.records.append(record)

    def made(self, database=":memory:"):
        db = self.archive(EURO, database=database)
        db.execute("BEGIN")
        for record in self.records:
            self.put(db, EURO, record)
        self.mark_read(db, "focus", EURO, self.month, self.today)
        db.execute("COMMIT")
        return db

    def test_the_view(self):
        db = self.over(self.made(), EURO)
        found = self.rows("SELECT BilledCost, ListCost, ListUnitPrice, BillingAccountName"
                          " FROM focus_data_table ORDER BY ChargePeriodStart", db=db)
        self.assertEqual([(None if digits is None else float(digits), None, None,
                           self.records[0]["BillingAccountName"]) for digits in DIGITS], found)

    def test_the_export_has_every_digit(self):
        database = str(self.folder / "archive.db")
        self.made(database).close()
        self.export("--archive", database, "--accounts", EURO, self.month[:7])
        header, found = self.read_records(f"focus-{self.month[:7]}.csv")
        self.comparable(found)
        found.sort(key=lambda row: row["ChargePeriodStart"])
        for record, row in zip(self.records, found, strict=True):
            for name in NUMBERS:
                sent = record.get(name)
                self.assertEqual(None if sent is None else Decimal(sent),
                                 None if row[name] is None else Decimal(row[name]), name)
            self.assertEqual(record["BillingAccountName"], row["BillingAccountName"])
            self.assertEqual(record["BillingPeriodStart"], row["BillingPeriodStart"])
            self.assertIsNone(row["ConsumedUnit"])
            self.assertEqual({"team": "größe"}, json.loads(row["Tags"]))

    def read_records(self, name):
        """As read(), with line breaks inside of quotes."""
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file, strict=True)
        return header, [dict(zip(header, (value or None for value in row))) for row in rows]

    def test_vantage_parts_keep_records_whole(self):
        database = str(self.folder / "archive.db")
        # Long ones, so that bytes and not rows end a part.
        long = {"ChargeDescription": "Ä" * 150, "x_ProductFamilyName": "R2"}
        self.records = [{**record, **long} for record in self.records] * 1000
        self.made(database).close()
        self.export("--archive", database, "--accounts", EURO, "--for", "vantage", self.month[:7])
        parts = sorted((self.folder / f"vantage-{self.month[:7]}").iterdir())
        rows = [row for part in parts for row in self.read_records(part)[1]]
        self.assertGreater(len(parts), 2)
        self.assertEqual(1000 * sum(digits is not None for digits in DIGITS), len(rows))
        self.assertTrue(all(part.stat().st_size <= 2000000 for part in parts))

    def test_without_raw_as_few_digits_as_read_back_the_same(self):
        db = self.made()
        self.over(db, EURO).execute("CREATE TEMP VIEW focus_export_rows AS"
                                    " SELECT *, NULL AS raw FROM focus_data_table")
        db.executescript((ROOT / "sql/focus_export.sql").read_text())
        found = [row[0] for row in self.rows(
            "SELECT BilledCost FROM focus_export ORDER BY ChargePeriodStart", db=db)]
        for digits, text in zip(DIGITS, found, strict=True):
            self.assertEqual(None if digits is None else float(digits),
                             None if text is None else float(text))
        self.assertEqual(["5E-8", "1E-9", "9007199254740992.0", "-12.5", "0.12345678901234568"],
                         found[:5])


class Sample(TestCase):
    """The sample data of FOCUS as an ordinary table."""

    def setUp(self):
        super().setUp()
        with (DATA / "focus_1_0_sample_data_1000.csv").open(encoding="utf-8", newline="") as file:
            self.sample = [{name: None if value == "NULL" else value for name, value in row.items()}
                           for row in csv.DictReader(file)]
        self.table = self.archive(EURO)
        known = {row[1] for row in self.table.execute("PRAGMA table_info(focus_usage)")}
        for row in self.sample:
            record = {RENAMED.get(name, name): value for name, value in row.items()}
            self.put(self.table, EURO, {name: record[name] for name in record if name in known})
        self.over(self.table, EURO)

    def test_the_view(self):
        names = [name for name in self.columns(self.table, "focus_data_table")
                 if name in self.sample[0] or name in ("ServiceName", "ProviderName")]
        names = [name for name in names if self.value(
            f"SELECT count({name}) FROM focus_data_table", db=self.table) or name == "ChargeClass"]
        self.assertGreater(len(names), 25)
        found = self.rows(f"SELECT {', '.join(names)} FROM focus_data_table", db=self.table)
        own = {"ServiceCategory", "PublisherName", "SkuPriceId", "PricingCategory"}
        names = [(at, name) for at, name in enumerate(names) if name not in own]
        self.assert_same_rows(
            [tuple(float(row[name]) if name in NUMBERS and row[name] is not None else row[name]
                   for _, name in names) for row in self.sample],
            [tuple(row[at] for at, _ in names) for row in found])

    def test_a_published_query(self):
        found = dict(self.rows("SELECT ServiceName, sum(BilledCost) FROM focus_data_table"
                               " WHERE ChargePeriodStart >= '2024-09-01'"
                               " AND ChargePeriodEnd < '2024-10-01' GROUP BY 1", db=self.table))
        wanted = {}
        for row in self.sample:
            if row["ChargePeriodStart"] >= "2024-09-01" and row["ChargePeriodEnd"] < "2024-10-01":
                wanted.setdefault(row["ServiceName"], []).append(float(row["BilledCost"]))
        self.assertEqual(set(wanted), set(found))
        for name, costs in wanted.items():
            self.assertAlmostEqual(sum(costs), found[name], places=9)

    def test_the_rules(self):
        self.table.executescript((ROOT / "sql/focus_check.sql").read_text())
        found = {row[0]: row[1:] for row in self.rows(
            "SELECT id, status, violations FROM focus_check", db=self.table)}
        # Its times have a blank where 1.3 wants a T, and no Z.
        self.assertEqual(("violated", len(self.sample)), found["CAU-ChargePeriodStart-C-002-M"])
        self.assertEqual("ok", found["CAU-ChargePeriodStart-C-001-M"][0])
        self.assertEqual(("not populated", None), found["CAU-HostProviderName-C-001-M"])
        products = sum(abs(float(row["ListUnitPrice"]) * float(row["PricingQuantity"])
                           - float(row["ListCost"])) > 1e-9 * max(1, abs(float(row["ListCost"])))
                       for row in self.sample if row["ListUnitPrice"] and row["PricingQuantity"])
        self.assertEqual(products, found["CAU-ListCost-C-011-C"][1] or 0)

    def test_the_export(self):
        self.table.executescript((ROOT / "sql/focus_export.sql").read_text())
        found = self.dictionaries(self.table, "SELECT * FROM focus_export")
        self.comparable(found)
        header = ["ChargePeriodStart", *(name for name in NUMBERS if name in self.sample[0])]
        wanted = [{name: value for name, value in row.items()} for row in self.sample]
        for row in wanted:
            row["ChargePeriodStart"] = row["ChargePeriodStart"].replace(" ", "T") + "Z"
            row.update({name: Decimal(row[name]) for name in header[1:] if row[name] is not None})
        self.assert_same(self.wanted(header, wanted),
                         self.comparable([{name: row[name] for name in header} for row in found]))


if __name__ == "__main__":
    export_case.focus_case.main()
