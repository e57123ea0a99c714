-- The archive: usage and billing history in ordinary tables, because the API forgets usage after
-- about 30 days.
--
-- Inputs: none, and no extension: makes tables in the main database, or brings an archive of an
-- older version up to this one. May be read any number of times. sql/archive_sync.sql fills them.
--
--   sqlite3 billing.db '.read sql/archive.sql'
--
-- How versions change: tables are added, and filled from what is there; columns are not, so that
-- every statement here can run again. What has no column is in `raw`: json_extract(raw, '$.Field').

-- Readers are not held up by a sync, nor a sync by readers.
PRAGMA journal_mode = WAL;

BEGIN IMMEDIATE;

-- A new archive begins at version 1 as well, and takes the same way up.
CREATE TABLE IF NOT EXISTS archive_version(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL
);
INSERT OR IGNORE INTO archive_version(id, version) VALUES (1, 1);

-- One row for each run of the sync. Ids go up in the order in which runs began, whatever the clock
-- says. finished_at is NULL if a feed could not be read, or the run was killed.
CREATE TABLE IF NOT EXISTS syncs(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started_at TEXT NOT NULL,
  today TEXT NOT NULL,
  accounts INTEGER,
  finished_at TEXT
);

-- What was read: one row for each run, feed and account. 'refused': HTTP 403, the rule for FOCUS;
-- 'not covered': the account has no pay-as-you-go usage. Both, and 'failed', change no day; what of
-- them is a failure: sync_failures.
CREATE TABLE IF NOT EXISTS fetches(
  feed TEXT NOT NULL CHECK (feed IN ('paygo', 'focus', 'history')),
  account_id TEXT NOT NULL,
  sync_id INTEGER NOT NULL REFERENCES syncs(id),
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'not covered', 'refused', 'failed')),
  first_day TEXT,     -- Asked for, both ends included; of history NULL: all of it.
  last_day TEXT,
  days INTEGER,       -- Written; of history NULL.
  rows INTEGER NOT NULL,
  restated INTEGER NOT NULL,
  finished_at TEXT NOT NULL,
  error TEXT,
  PRIMARY KEY (feed, account_id, sync_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS fetches_by_sync ON fetches(sync_id);

-- Every day that was read, also those without usage. as_of is the day on which it was read: while
-- that is less than a few days later, the day is not settled.
CREATE TABLE IF NOT EXISTS archived_days(
  feed TEXT NOT NULL CHECK (feed IN ('paygo', 'focus')),
  account_id TEXT NOT NULL,
  day TEXT NOT NULL,
  sync_id INTEGER NOT NULL REFERENCES syncs(id),
  as_of TEXT NOT NULL,
  rows INTEGER NOT NULL,
  PRIMARY KEY (feed, account_id, day)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS accounts(
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT, type TEXT, created_on TEXT, raw TEXT,
  first_sync_id INTEGER NOT NULL REFERENCES syncs(id),
  sync_id INTEGER NOT NULL REFERENCES syncs(id)
);

-- The columns of cf_paygo_usage. Identical rows are separate records, and all count.
CREATE TABLE IF NOT EXISTS paygo_usage(
  account_id TEXT NOT NULL, charge_date TEXT NOT NULL,
  BilledCost REAL, BillingAccountId TEXT, BillingAccountName TEXT, BillingCurrency TEXT,
  BillingPeriodStart TEXT, ChargeCategory TEXT, ChargeClass TEXT, ChargeDescription TEXT,
  ChargePeriodEnd TEXT, ChargePeriodStart TEXT, ConsumedQuantity REAL, ConsumedUnit TEXT,
  ContractedCost REAL, CumulatedContractedCost REAL, CumulatedPricingQuantity REAL,
  EffectiveCost REAL, HostProviderName TEXT, InvoiceIssuerName TEXT, ListCost REAL,
  PricingQuantity REAL, PricingUnit TEXT, ServiceFamilyName TEXT, ServiceName TEXT,
  ServiceProviderName TEXT, SubscriptionId TEXT, ZoneId TEXT, ZoneName TEXT, raw TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS paygo_usage_days ON paygo_usage(account_id, charge_date);

-- The columns of cf_focus_usage.
CREATE TABLE IF NOT EXISTS focus_usage(
  account_id TEXT NOT NULL, charge_date TEXT NOT NULL,
  BillingAccountId TEXT, BillingAccountName TEXT, ChargeCategory TEXT, ChargeDescription TEXT,
  ChargeFrequency TEXT, ChargePeriodEnd TEXT, ChargePeriodStart TEXT, ConsumedQuantity REAL,
  ConsumedUnit TEXT, HostProviderName TEXT, InvoiceIssuerName TEXT, ServiceProviderName TEXT,
  x_BillableMetricName TEXT, BilledCost REAL, BillingCurrency TEXT, BillingPeriodEnd TEXT,
  BillingPeriodStart TEXT, ChargeClass TEXT, ContractedCost REAL, ContractedUnitPrice REAL,
  EffectiveCost REAL, ListCost REAL, ListUnitPrice REAL, PricingQuantity REAL, PricingUnit TEXT,
  RegionId TEXT, RegionName TEXT, SubAccountId TEXT, SubAccountName TEXT, x_BillableMetricId TEXT,
  x_ProductFamilyName TEXT, x_ZoneId TEXT, x_ZoneName TEXT, x_ProductCategoryName TEXT,
  x_ProductFamilyId TEXT, Tags TEXT, raw TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS focus_usage_days ON focus_usage(account_id, charge_date);

-- What was known of a day and then changed, for each metric; where both answers tell them, for each
-- zone, subscription and currency as well. Before and after are sums of what is known: NULL where
-- nothing is. day_was_over: 0 if the day was still running when it was first read.
CREATE TABLE IF NOT EXISTS usage_restatements(
  sync_id INTEGER NOT NULL REFERENCES syncs(id),
  noticed_at TEXT NOT NULL,
  feed TEXT NOT NULL,
  account_id TEXT NOT NULL,
  day TEXT NOT NULL,
  day_was_over INTEGER NOT NULL,
  metric TEXT, unit TEXT, zone_id TEXT, subscription_id TEXT, currency TEXT,
  records_before INTEGER NOT NULL, records_after INTEGER NOT NULL,
  quantity_before REAL, quantity_after REAL,
  cost_before REAL, cost_after REAL
);
CREATE INDEX IF NOT EXISTS usage_restatements_noticed ON usage_restatements(noticed_at);
CREATE INDEX IF NOT EXISTS usage_restatements_days ON usage_restatements(account_id, day);

-- The columns of cf_billing_history, as last read; items never go. `item` is the id, or where there
-- is none what of an item does not change, and its number among items that are alike.
CREATE TABLE IF NOT EXISTS billing_history(
  account_id TEXT NOT NULL, item TEXT NOT NULL, occurred_date TEXT,
  id TEXT, action TEXT, amount REAL, currency TEXT, description TEXT, occurred_at TEXT, type TEXT,
  zone_name TEXT, status TEXT, amount_to_pay REAL, source TEXT, invoice_id TEXT, receipt_id TEXT,
  external_invoice_id TEXT, source_invoice_id TEXT, hosted_invoice_url TEXT, raw TEXT NOT NULL,
  first_sync_id INTEGER NOT NULL REFERENCES syncs(id),
  sync_id INTEGER NOT NULL REFERENCES syncs(id),
  PRIMARY KEY (account_id, item)
);
CREATE INDEX IF NOT EXISTS billing_history_days ON billing_history(account_id, occurred_date);

-- Version 2: every state that an item was seen in, when first. Paid when? Reduced when?
CREATE TABLE IF NOT EXISTS billing_history_states(
  account_id TEXT NOT NULL, item TEXT NOT NULL,
  sync_id INTEGER NOT NULL REFERENCES syncs(id),
  noticed_at TEXT NOT NULL,
  status TEXT, amount REAL, amount_to_pay REAL,
  PRIMARY KEY (account_id, item, sync_id)
) WITHOUT ROWID;
-- Of items archived by version 1 the last state is known.
INSERT OR IGNORE INTO billing_history_states
SELECT account_id, item, sync_id, started_at, status, amount, amount_to_pay
FROM billing_history JOIN syncs ON syncs.id = sync_id
WHERE (SELECT version FROM archive_version) = 1;
UPDATE archive_version SET version = 2 WHERE version = 1;

-- Version 3: up to version 2 an item without an id was told by all of its record, and so was there
-- twice when its status had changed. Of two states the later is kept. (The key: archive_sync.sql.)
CREATE TEMP TABLE cf_nameless AS
SELECT account_id, item AS was, first_sync_id, sync_id,
       key || row_number() OVER (PARTITION BY account_id, key, sync_id ORDER BY raw) AS item
FROM (SELECT *, quote(occurred_at) || quote(type) || quote(action) || quote(amount)
                || quote(currency) || quote(description) || quote(zone_name) AS key
      FROM billing_history)
WHERE id IS NULL AND (SELECT version FROM archive_version) = 2;
DELETE FROM billing_history WHERE id IS NULL AND EXISTS (
  SELECT 1 FROM cf_nameless AS n JOIN cf_nameless AS later
    ON later.account_id = n.account_id AND later.item = n.item AND later.sync_id > n.sync_id
  WHERE n.account_id = billing_history.account_id AND n.was = billing_history.item);
UPDATE billing_history SET
  first_sync_id = (SELECT min(n.first_sync_id) FROM cf_nameless AS n JOIN cf_nameless AS kept
                     ON kept.account_id = n.account_id AND kept.item = n.item
                   WHERE kept.account_id = billing_history.account_id
                     AND kept.was = billing_history.item),
  item = (SELECT n.item FROM cf_nameless AS n
          WHERE n.account_id = billing_history.account_id AND n.was = billing_history.item)
WHERE id IS NULL AND (SELECT version FROM archive_version) = 2;
UPDATE OR IGNORE billing_history_states SET
  item = (SELECT n.item FROM cf_nameless AS n
          WHERE n.account_id = billing_history_states.account_id
            AND n.was = billing_history_states.item)
WHERE EXISTS (SELECT 1 FROM cf_nameless AS n
              WHERE n.account_id = billing_history_states.account_id
                AND n.was = billing_history_states.item);
DROP TABLE temp.cf_nameless;
UPDATE archive_version SET version = 3 WHERE version = 2;

-- The archived usage in the form of cf_usage (sql/views/01_usage.sql, which does it for the API's).
DROP VIEW IF EXISTS archived_paygo;
CREATE VIEW archived_paygo AS
SELECT account_id, charge_date AS day, substr(BillingPeriodStart, 1, 10) AS cycle_start,
       NULL AS cycle_end, SubscriptionId AS subscription_id, ServiceFamilyName AS product,
       ServiceName AS metric, ServiceName AS metric_id, ZoneId AS zone_id, ZoneName AS zone_name,
       ConsumedQuantity AS quantity, ConsumedUnit AS unit, PricingQuantity AS priced_quantity,
       PricingUnit AS priced_unit, coalesce(BilledCost, ContractedCost) AS cost,
       BillingCurrency AS currency, ChargeClass IS 'Correction' AS is_correction
FROM paygo_usage;
DROP VIEW IF EXISTS archived_focus;
CREATE VIEW archived_focus AS
SELECT account_id, charge_date AS day, substr(BillingPeriodStart, 1, 10) AS cycle_start,
       date(BillingPeriodEnd, '+1 second') AS cycle_end, SubAccountId AS subscription_id,
       x_ProductFamilyName AS product, x_BillableMetricName AS metric,
       x_BillableMetricId AS metric_id, x_ZoneId AS zone_id, x_ZoneName AS zone_name,
       ConsumedQuantity AS quantity, ConsumedUnit AS unit, PricingQuantity AS priced_quantity,
       PricingUnit AS priced_unit, BilledCost AS cost, BillingCurrency AS currency,
       ChargeClass IS 'Correction' AS is_correction
FROM focus_usage;

-- What could not be read of whom. An account that never had a feed does not fail; one that had it,
-- and is refused, would have no more days without anybody noticing.
DROP VIEW IF EXISTS sync_failures;
CREATE VIEW sync_failures AS
SELECT sync_id, feed, account_id, outcome, error FROM fetches AS f
WHERE outcome = 'failed' OR outcome = 'refused' AND feed <> 'focus'
   OR outcome IN ('refused', 'not covered') AND EXISTS (
        SELECT 1 FROM archived_days AS d
        WHERE d.feed = f.feed AND d.account_id = f.account_id AND d.sync_id < f.sync_id);

-- A line for each run, for a log. failed counts accounts of which a feed could not be read.
DROP VIEW IF EXISTS sync_summaries;
CREATE VIEW sync_summaries AS
SELECT s.id AS sync_id, s.started_at, s.finished_at, s.accounts, coalesce(sum(f.days), 0) AS days,
       coalesce(sum(f.rows), 0) AS rows, coalesce(sum(f.restated), 0) AS restated,
       (SELECT count(DISTINCT account_id) FROM sync_failures AS x WHERE x.sync_id = s.id) AS failed,
       round((julianday(coalesce(s.finished_at, max(f.finished_at))) - julianday(s.started_at))
             * 86400, 1) AS seconds
FROM syncs AS s LEFT JOIN fetches AS f ON f.sync_id = s.id
GROUP BY s.id;

COMMIT;
