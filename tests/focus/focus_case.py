"""What the tests of FOCUS share: connections with its views, and the sandbox's truth as FOCUS rows.

The rows are made here a second time, in Python, from the records as the sandbox says that they are.
"""

import datetime
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "sql"))
import support  # noqa: E402

DATA = ROOT / "tests" / "focus" / "data"
FILES = ("sql/views/00_parameters.sql", "sql/focus/00_categories.sql", "sql/focus/01_feeds.sql",
         "sql/focus/02_data_table.sql")
NUMBERS = ("BilledCost", "ConsumedQuantity", "ContractedCost", "ContractedUnitPrice",
           "EffectiveCost", "ListCost", "ListUnitPrice", "PricingQuantity")
TIMES = ("BillingPeriodEnd", "BillingPeriodStart", "ChargePeriodEnd", "ChargePeriodStart")


def month_before(day, months):
    """The first day of the month that many months before, as YYYY-MM-DD."""
    number = int(day[:4]) * 12 + int(day[5:7]) - 1 - months
    return f"{number // 12:04}-{number % 12 + 1:02}-01"


def next_midnight(time):
    """The exclusive end of a period that is written with its last second."""
    if time and time.endswith("T23:59:59Z"):
        day = datetime.date.fromisoformat(time[:10]) + datetime.timedelta(1)
        return f"{day}T00:00:00Z"
    return time


class TestCase(support.TestCase):
    maxDiff = 2000

    def focus(self, *accounts, feed="focus", files=(), database=":memory:", **config):
        """A connection with focus_data_table over these accounts."""
        db = self.connect(database, **config)
        for file in (*FILES, *files):
            db.executescript((ROOT / file).read_text())
        db.executemany("INSERT INTO cf_report_accounts(account_id) VALUES (?)",
                       [(account,) for account in accounts])
        db.execute("UPDATE cf_parameters SET feed = ?", (feed,))
        return db

    def columns(self, db, table):
        return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]

    def dictionaries(self, db, sql, parameters=()):
        found = db.execute(sql, parameters)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row)) for row in found]

    def truth(self, account, feed="focus", number=float):
        """FOCUS rows of an account; `number` makes numbers of the digits as they were sent."""
        made = self.focus_row if feed == "focus" else self.paygo_row
        # With costs a record that names no account is of the one that was asked.
        return [made({"BillingAccountId": account,
                      **json.loads(record, parse_float=number, parse_int=number)})
                for record in self.sandbox.truth(feed, account)]

    def focus_row(self, record):
        row = {name: None if value == "" else value for name, value in record.items()}
        for name in TIMES:
            if row.get(name):
                row[name] = next_midnight(row[name].replace(".000Z", "Z"))
        row["ServiceName"] = row.get("x_ProductFamilyName")
        row["SkuId"] = row.get("x_BillableMetricId")
        row["SkuMeter"] = row.get("x_BillableMetricName")
        return self.with_known(row)

    def paygo_row(self, record):
        row = dict(record)
        row["SkuId"] = row["SkuMeter"] = row["x_BillableMetricName"] = row["ServiceName"]
        row["x_BillableMetricId"] = row["ServiceName"]
        row["ServiceName"] = row["x_ProductFamilyName"] = row.get("ServiceFamilyName")
        row["SubAccountId"] = row.get("SubscriptionId")
        row["x_ZoneId"], row["x_ZoneName"] = row.get("ZoneId"), row.get("ZoneName")
        row["PricingUnit"] = row.get("PricingUnit") or None
        measured = str(row.get("ChargeDescription")).rpartition(" usage measured in ")[2]
        row["ConsumedUnit"] = row.get("ConsumedUnit") or (
            measured if measured == row["PricingUnit"] else None)
        return self.with_known(row)

    def with_known(self, row):
        """With the deprecated columns, and what is known without being sent."""
        is_usage = row.get("ChargeCategory") == "Usage"
        if row.get("BillingAccountId"):
            row["BillingAccountType"] = "Account"
        if row.get("SubAccountId"):
            row["SubAccountType"] = "Subscription"
        if is_usage and not row.get("ChargeFrequency"):
            row["ChargeFrequency"] = "Usage-Based"
        if is_usage and row.get("SkuId"):
            row["PricingCategory"] = "Standard"
        row["SkuPriceId"] = row.get("SkuId")
        for unit in ("ConsumedUnit", "PricingUnit"):
            if row.get(unit) == "GB-months":
                row[unit] = "GB-Months"
        row["ProviderName"] = row["PublisherName"] = row.get("ServiceProviderName")
        category, subcategory = self.categories.get(
            (row["ServiceName"] or "").lower(), ("Other", "Other (Other)"))
        row["ServiceCategory"], row["ServiceSubcategory"] = category, subcategory
        return row

    @property
    def categories(self):
        """(category, subcategory) by the name of a service in lower case."""
        if not hasattr(self, "_categories"):
            db = self.focus()
            self._categories = {name.lower(): (category, subcategory)
                                for name, category, subcategory in db.execute(
                                    "SELECT ServiceName, ServiceCategory, ServiceSubcategory"
                                    " FROM focus_service_categories"
                                    " JOIN focus_subcategories USING (ServiceSubcategory)")}
        return self._categories


def main():
    support.main()
