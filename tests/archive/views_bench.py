"""How long each view takes over the archive of a year of many accounts.

    views_bench.py [--accounts 200] [--days 365] [--records 20] [--feed paygo] [--months 1,2] [--keep FILE]

Makes the archive by SQL, then reads every TEMP view cf_* with source = 'archive', three times: for this
month so far, and from the first day of the month before; and of all of it which resources caused the lines of
all billing cycles, which is judged, and their tags, which is not. What counts is the least time of a processor, as
the clock on the wall tells how busy the machine is as well. Exit status 1 if one takes over --limit (2)
seconds.
"""

import argparse
import glob
import os
import re
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
# The lines of an account, and their families.
LINES = (("Workers Standard Requests (first 10M are included)", "Workers"),
         ("Workers CPU ms (first 30M are included)", "Workers"),
         ("R2 Storage Class A Operations (First 1M included)", "R2"),
         ("R2 Storage Class B Operations (First 10M included)", "R2"),
         ("D1 - Rows Read (first 25 billion included)", "D1"),
         ("KV Read Operations (First 10M is included)", "Workers KV"),
         ("Queues - Standard operations (First 1M included)", "Queues"),
         ("Durable Objects Compute Requests (First 1M is included)", "Durable Objects"),
         ("Regular Twitch Neurons (RTN)", "Workers AI"),
         ("Load Balancing DNS Queries", "Load Balancing"))


def nth_of(names):
    """Of record r."""
    return f"CASE r % {len(names)} " + " ".join(
        f"WHEN {n} THEN '{name}'" for n, name in enumerate(names)) + " END"


SERVICE, FAMILY = (nth_of(names) for names in zip(*LINES))
METRICS = [re.sub(r" \(.*included\)$", "", name) for name, _ in LINES]
METRIC = nth_of(METRICS)
PAYGO = f"""
INSERT INTO paygo_usage(account_id, charge_date, BilledCost, BillingAccountId, BillingCurrency,
  BillingPeriodStart, ChargeCategory, ChargeDescription, ChargePeriodEnd, ChargePeriodStart,
  ConsumedQuantity, ConsumedUnit, ContractedCost, CumulatedContractedCost, EffectiveCost, ListCost,
  PricingQuantity, PricingUnit, ServiceFamilyName, ServiceName, SubscriptionId, ZoneId, ZoneName, raw)
{FILL}
SELECT printf('%032x', a + 1), {DAY}, {COST}, printf('%032x', a + 1), 'USD',
  date({DAY}, 'start of month') || 'T00:00:00Z', 'Usage', {SERVICE} || ' usage measured in Count',
  date({DAY}, '+1 day') || 'T00:00:00Z', {DAY} || 'T00:00:00Z', {COST} * 1000, '', {COST},
  {COST} * n, {COST}, {COST}, {COST} * 1000, 'Count', {FAMILY}, {SERVICE},
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
  {COST} * 1000, 'Requests', {FAMILY}, {METRIC}, 'metric_' || (r % 10),
  printf('SUB%023x', a), {ZONE}, 'zone' || (r % 5) || '.example', printf('%.*c', 800, 'x')
FROM days CROSS JOIN accounts CROSS JOIN records
"""
# Of five services what four resources used each day.
RESOURCES = (f"""
INSERT INTO resource_usage(account_id, day, dataset, resource_type, resource_id, resource_name, action, service,
  quantity, unit, sample_interval) {FILL}
SELECT printf('%032x', a + 1), {DAY}, 'dataset' || (r % 5) || 'AdaptiveGroups', 'd1_database',
  printf('%08x-1234-5678-9abc-%012x', a, r / 5), 'database ' || (r / 5), NULL, {nth_of(METRICS[:5])},
  {COST} * 240, 'Rows', 1.0
FROM days CROSS JOIN accounts CROSS JOIN records WHERE r < 20""", f"""
INSERT INTO resource_days(account_id, service, day, sync_id, as_of, rows, unknown) {FILL}
SELECT printf('%032x', a + 1), {nth_of(METRICS[:5])}, {DAY}, 1, min(date('now'), date({DAY}, '+2 days')), 4, 0
FROM days CROSS JOIN accounts CROSS JOIN records WHERE r < 5""", f"""
INSERT INTO resource_tags(account_id, type, id, name, tags, raw, first_sync_id, sync_id) {FILL}
SELECT printf('%032x', a + 1), 'd1_database', printf('%08x-1234-5678-9abc-%012x', a, r), 'database ' || r,
  json_object('team', 'team ' || (r % 3)), '{{}}', 1, 1
FROM accounts CROSS JOIN records WHERE r < 4 AND :days > 0""")
OTHERS = (*RESOURCES, f"""
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
    script(db, "archive_feeds.sql")
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


def connect(path, arguments, first_day):
    db = sqlite3.connect(path, isolation_level=None)
    db.enable_load_extension(True)
    db.load_extension(os.environ["CF_BILLING_EXTENSION"].removesuffix(".so"))
    for view in sorted(glob.glob(os.path.join(SQL, "views", "*.sql"))):
        script(db, view)
    script(db, "archive_views.sql")
    script(db, "archive_resource_views.sql")
    db.execute("UPDATE cf_parameters SET source = 'archive', feed = ?, first_day = date('now', ?, ?)",
               (arguments.feed, *first_day))
    return db


def time_of(db, name, arguments, is_asked=True):
    """Whether it takes too long."""
    times, walls = [], []
    for _ in range(3):
        begun, wall = time.process_time(), time.monotonic()
        rows = sum(1 for _ in db.execute(f"SELECT * FROM {name}"))
        times.append(time.process_time() - begun)
        walls.append(time.monotonic() - wall)
    print(f"{name:32} {rows:9,} rows {min(times):7.2f} s of a processor {min(walls):7.2f} s on the wall"
          f"{'' if is_asked else '  (not judged)'}", flush=True)
    return is_asked and min(times) > arguments.limit


def measure(path, arguments, months):
    db = connect(path, arguments, ("start of month", f"{1 - months} months"))
    print(f"since the first of {'this month' if months == 1 else f'the last {months} months'}:", flush=True)
    # A budget for each account, a price for each metric.
    db.execute("INSERT INTO cf_budgets(account_id, currency, monthly_amount) "
               "SELECT id, 'USD', 3000 FROM accounts")
    db.execute("INSERT INTO cf_prices(metric, currency, price, per, free_quantity) SELECT DISTINCT "
               "metric, 'USD', 0.5, 1e6, 1e5 FROM cf_usage WHERE day = date('now')")
    slow = 0
    for name, in db.execute("SELECT name FROM sqlite_temp_master WHERE type = 'view' AND name LIKE "
                            "'cf~_%' ESCAPE '~' ORDER BY rowid").fetchall():
        # All windows at once are no question that anybody asks, nor costs and quantities together.
        asked = not any(part in name for part in ("_in_windows", "_told_", "archived_")) and name not in (
            "cf_usage_records", "cf_history_items", "cf_compared_series", "cf_unusual_events")
        slow += time_of(db, name, arguments, asked)
    return slow


def measure_year(path, arguments):
    """Of the lines of all billing cycles, whichever resources caused them; the tags of these beside it."""
    db = connect(path, arguments, (f"{1 - arguments.days} days", "0 days"))
    print(f"of {arguments.days} days:", flush=True)
    return sum(time_of(db, name, arguments, is_asked)
               for name, is_asked in (("cf_attributed_cost", True), ("cf_cost_by_tag", False)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=200)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--records", type=int, default=20)
    parser.add_argument("--feed", choices=("paygo", "focus"), default="paygo")
    parser.add_argument("--months", type=lambda text: [int(each) for each in text.split(",")], default=[1, 2])
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--keep", help="a file to keep the archive in, or to find it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or os.path.join(folder, "billing.db")
        if not os.path.exists(path):
            make(path, arguments)
        slow = sum(measure(path, arguments, months) for months in arguments.months)
        slow += measure_year(path, arguments)
    print(f"{slow} views over {arguments.limit} s")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
