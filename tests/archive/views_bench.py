"""How long each view takes over the archive of a year of many accounts.

    views_bench.py [--accounts 200] [--days 365] [--records 20] [--feed paygo] [--keep FILE]

Makes the archive by SQL, then reads every TEMP view cf_* with source = 'archive' for this month so
far, once cold and twice more; the best counts. Exit status 1 if one takes over --limit (2) seconds.
"""

import argparse
import glob
import os
import sqlite3
import sys
import tempfile
import time

_here = os.path.dirname(os.path.abspath(__file__))
SQL = os.path.join(_here, "..", "..", "sql")

# Records as long as real ones: about 800 bytes of raw.
FILL = """
WITH RECURSIVE
  days(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM days WHERE n + 1 < :days),
  accounts(a) AS (SELECT 0 UNION ALL SELECT a + 1 FROM accounts WHERE a + 1 < :accounts),
  records(r) AS (SELECT 0 UNION ALL SELECT r + 1 FROM records WHERE r + 1 < :records)
"""
DAY = "date('now', (n + 1 - :days) || ' days')"
COST = "round(1 + (a * 31 + r * 17 + n * 7) % 97 / 10.0, 4)"
ZONE = "CASE WHEN r % 2 THEN printf('%032x', a * 100 + r % 5) END"
PAYGO = f"""
INSERT INTO paygo_usage(account_id, charge_date, BilledCost, BillingAccountId, BillingCurrency,
  BillingPeriodStart, ChargeCategory, ChargeDescription, ChargePeriodEnd, ChargePeriodStart,
  ConsumedQuantity, ConsumedUnit, ContractedCost, CumulatedContractedCost, EffectiveCost, ListCost,
  PricingQuantity, PricingUnit, ServiceFamilyName, ServiceName, SubscriptionId, ZoneId, ZoneName, raw)
{FILL}
SELECT printf('%032x', a + 1), {DAY}, {COST}, printf('%032x', a + 1), 'USD',
  date({DAY}, 'start of month') || 'T00:00:00Z', 'Usage', 'Service ' || r || ' usage',
  date({DAY}, '+1 day') || 'T00:00:00Z', {DAY} || 'T00:00:00Z', {COST} * 1000, 'Requests', {COST},
  {COST} * n, {COST}, {COST}, {COST} * 1000, 'Requests', 'Product ' || (r % 7), 'Service ' || (r % 10),
  printf('SUB%023x', a), {ZONE}, 'zone' || (r % 5) || '.example', printf('%.*c', 800, 'x')
FROM days CROSS JOIN accounts CROSS JOIN records
"""
FOCUS = f"""
INSERT INTO focus_usage(account_id, charge_date, BilledCost, BillingAccountId, BillingCurrency,
  BillingPeriodStart, BillingPeriodEnd, ChargeCategory, ChargePeriodEnd, ChargePeriodStart,
  ConsumedQuantity, ConsumedUnit, PricingQuantity, PricingUnit, x_ProductFamilyName,
  x_BillableMetricName, x_BillableMetricId, SubAccountId, x_ZoneId, x_ZoneName, raw)
{FILL}
SELECT printf('%032x', a + 1), {DAY}, {COST}, printf('%032x', a + 1), 'USD',
  date({DAY}, 'start of month') || 'T00:00:00Z',
  date({DAY}, 'start of month', '+1 month') || 'T00:00:00Z', 'Usage',
  date({DAY}, '+1 day') || 'T00:00:00Z', {DAY} || 'T00:00:00Z', {COST} * 1000, 'Requests',
  {COST} * 1000, 'Requests', 'Product ' || (r % 7), 'Metric ' || (r % 10), 'metric_' || (r % 10),
  printf('SUB%023x', a), {ZONE}, 'zone' || (r % 5) || '.example', printf('%.*c', 800, 'x')
FROM days CROSS JOIN accounts CROSS JOIN records
"""
OTHERS = (f"""
INSERT INTO archived_days(feed, account_id, day, sync_id, as_of, rows) {FILL}
SELECT :feed, printf('%032x', a + 1), {DAY}, 1, min(date('now'), date({DAY}, '+5 days')), :records
FROM days CROSS JOIN accounts""", f"""
INSERT INTO accounts(id, name, first_sync_id, sync_id) {FILL}
SELECT printf('%032x', a + 1), 'Account ' || a, 1, 1 FROM accounts WHERE :days + :records > 0""",
          f"""
INSERT INTO billing_history(account_id, item, occurred_date, id, action, amount, currency,
  description, occurred_at, type, status, amount_to_pay, raw, first_sync_id, sync_id) {FILL}
SELECT printf('%032x', a + 1), n || ' ' || a, {DAY}, n || ' ' || a, 'usage', 12.5, 'USD',
   'Usage', {DAY} || 'T00:00:00Z', 'charge', 'paid', 0, '{{}}', 1, 1
FROM days CROSS JOIN accounts WHERE n % 10 = 0 AND :records > 0""")


def script(db, *parts):
    with open(os.path.join(SQL, *parts), encoding="utf-8") as file:
        db.executescript(file.read())


def make(path, arguments):
    db = sqlite3.connect(path, isolation_level=None)
    script(db, "archive.sql")
    db.execute("PRAGMA synchronous = OFF")
    values = {name: getattr(arguments, name) for name in ("accounts", "days", "records", "feed")}
    db.execute("BEGIN")
    db.execute("INSERT INTO syncs(started_at, today) VALUES (datetime('now'), date('now'))")
    for statement in (PAYGO if arguments.feed == "paygo" else FOCUS, *OTHERS):
        db.execute(statement, values)
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    rows = db.execute(f"SELECT count(*) FROM {arguments.feed}_usage").fetchone()[0]
    db.close()
    print(f"{rows:,} usage records, {os.path.getsize(path) >> 20} MiB", flush=True)


def measure(path, arguments):
    db = sqlite3.connect(path, isolation_level=None)
    db.enable_load_extension(True)
    db.load_extension(os.environ["CF_BILLING_EXTENSION"].removesuffix(".so"))
    for view in sorted(glob.glob(os.path.join(SQL, "views", "*.sql"))):
        script(db, view)
    script(db, "archive_views.sql")
    db.execute("UPDATE cf_parameters SET source = 'archive', feed = ?", (arguments.feed,))
    # A budget for each account, a price for each metric.
    db.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) "
               "SELECT id, 'USD', 3000 FROM accounts")
    db.execute("INSERT INTO cf_prices(metric, currency, price, per, free_quantity) SELECT DISTINCT "
               "metric, 'USD', 0.5, 1e6, 1e5 FROM cf_usage WHERE day = date('now')")
    slow = 0
    for name, in db.execute("SELECT name FROM sqlite_temp_master WHERE type = 'view' AND name LIKE "
                            "'cf~_%' ESCAPE '~' ORDER BY rowid").fetchall():
        times = []
        for _ in range(3):
            begun = time.monotonic()
            rows = sum(1 for _ in db.execute(f"SELECT * FROM {name}"))
            times.append(time.monotonic() - begun)
        # All windows at once are no question that anybody asks.
        asked = "_in_windows" not in name and name not in ("cf_usage_records", "cf_history_items")
        slow += asked and min(times) > arguments.limit
        print(f"{name:32} {rows:9,} rows {times[0]:7.2f} s first {min(times):7.2f} s best"
              f"{'' if asked else '  (not judged)'}", flush=True)
    return slow


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=200)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--records", type=int, default=20)
    parser.add_argument("--feed", choices=("paygo", "focus"), default="paygo")
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--keep", help="a file to keep the archive in, or to find it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or os.path.join(folder, "billing.db")
        if not os.path.exists(path):
            make(path, arguments)
        slow = measure(path, arguments)
    print(f"{slow} views over {arguments.limit} s")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
