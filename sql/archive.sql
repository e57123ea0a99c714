-- The archive: usage, billing history, subscriptions and what resources used in ordinary tables, because the
-- API forgets usage after about 30 days, and does not tell what a subscription was before it changed.
--
-- Inputs: none, and no extension: makes tables in the main database, or brings an archive of an older version
-- up to this one. The second part, what resources used and what became of each feed, is in
-- sql/archive_feeds.sql. May be read any number of times. sql/archive_sync.sql fills them, and those of
-- subscriptions and resources sql/archive_subscriptions.sql and sql/archive_resources.sql.
--
--   sqlite3 billing.db '.read sql/archive.sql' '.read sql/archive_feeds.sql'
--
-- How versions change: tables are added, and filled from what is there; columns are not, so that
-- every statement here can run again. What has no column is in `raw`: json_extract(raw, '$.Field'), or
-- with the extension cf_json_number(raw, '$.Field').

-- Readers are not held up by a sync, nor a sync by readers.
PRAGMA journal_mode = WAL;

BEGIN IMMEDIATE;

-- A new archive begins at version 1 as well, and takes the same way up.
CREATE TABLE IF NOT EXISTS archive_version(id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL);
INSERT OR IGNORE INTO archive_version(id, version) VALUES (1, 1);

-- One row for each run of the sync. Ids go up in the order in which runs began, whatever the clock
-- says. finished_at is NULL if usage or history could not be read, or the run was killed.
CREATE TABLE IF NOT EXISTS syncs(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started_at TEXT NOT NULL,
  today TEXT NOT NULL,
  accounts INTEGER, finished_at TEXT
);

-- What was read: one row for each run, feed and account. 'refused': HTTP 403, the rule for FOCUS; 'not covered': the
-- account has no pay-as-you-go usage. Both, and 'failed', change no day; what of them is a failure: sync_failures.
CREATE TABLE IF NOT EXISTS fetches(
  feed TEXT NOT NULL CHECK (feed IN ('paygo', 'focus', 'history')),
  account_id TEXT NOT NULL,
  sync_id INTEGER NOT NULL REFERENCES syncs(id),
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'not covered', 'refused', 'failed')),
  first_day TEXT,     -- Asked for, both ends included; of history NULL: all of it.
  last_day TEXT,
  days INTEGER,       -- Written; of history NULL.
  rows INTEGER NOT NULL, restated INTEGER NOT NULL,
  finished_at TEXT NOT NULL, error TEXT,
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
  id TEXT PRIMARY KEY NOT NULL, name TEXT, type TEXT, created_on TEXT, raw TEXT,
  first_sync_id INTEGER NOT NULL REFERENCES syncs(id),
  sync_id INTEGER NOT NULL REFERENCES syncs(id)
);

-- The columns of cf_paygo_usage. Identical rows are separate records, and all count.
CREATE TABLE IF NOT EXISTS paygo_usage(
  account_id TEXT NOT NULL, charge_date TEXT NOT NULL, BilledCost REAL, BillingAccountId TEXT,
  BillingAccountName TEXT, BillingCurrency TEXT, BillingPeriodStart TEXT, ChargeCategory TEXT, ChargeClass TEXT,
  ChargeDescription TEXT, ChargePeriodEnd TEXT, ChargePeriodStart TEXT, ConsumedQuantity REAL, ConsumedUnit TEXT,
  ContractedCost REAL, CumulatedContractedCost REAL, CumulatedPricingQuantity REAL, EffectiveCost REAL,
  HostProviderName TEXT, InvoiceIssuerName TEXT, ListCost REAL, PricingQuantity REAL, PricingUnit TEXT,
  ServiceFamilyName TEXT, ServiceName TEXT, ServiceProviderName TEXT, SubscriptionId TEXT, ZoneId TEXT, ZoneName TEXT,
  raw TEXT NOT NULL
);
-- With all that archived_paygo reads, as records are four times as large, and views read many.
CREATE INDEX IF NOT EXISTS paygo_usage_columns ON paygo_usage(account_id, charge_date, BillingPeriodStart,
  SubscriptionId, ServiceFamilyName, ServiceName, ZoneId, ZoneName, ConsumedQuantity, ConsumedUnit, PricingQuantity,
  PricingUnit, BilledCost, ContractedCost, BillingCurrency, ChargeClass);

-- The columns of cf_focus_usage.
CREATE TABLE IF NOT EXISTS focus_usage(
  account_id TEXT NOT NULL, charge_date TEXT NOT NULL, BillingAccountId TEXT, BillingAccountName TEXT,
  ChargeCategory TEXT, ChargeDescription TEXT, ChargeFrequency TEXT, ChargePeriodEnd TEXT, ChargePeriodStart TEXT,
  ConsumedQuantity REAL, ConsumedUnit TEXT, HostProviderName TEXT, InvoiceIssuerName TEXT, ServiceProviderName TEXT,
  x_BillableMetricName TEXT, BilledCost REAL, BillingCurrency TEXT, BillingPeriodEnd TEXT, BillingPeriodStart TEXT,
  ChargeClass TEXT, ContractedCost REAL, ContractedUnitPrice REAL, EffectiveCost REAL, ListCost REAL,
  ListUnitPrice REAL, PricingQuantity REAL, PricingUnit TEXT, RegionId TEXT, RegionName TEXT, SubAccountId TEXT,
  SubAccountName TEXT, x_BillableMetricId TEXT, x_ProductFamilyName TEXT, x_ZoneId TEXT, x_ZoneName TEXT,
  x_ProductCategoryName TEXT, x_ProductFamilyId TEXT, Tags TEXT, raw TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS focus_usage_columns ON focus_usage(account_id, charge_date, BillingPeriodStart,
  BillingPeriodEnd, SubAccountId, x_ProductFamilyName, x_BillableMetricName, x_BillableMetricId, x_ZoneId, x_ZoneName,
  ConsumedQuantity, ConsumedUnit, PricingQuantity, PricingUnit, BilledCost, BillingCurrency, ChargeClass, RegionId,
  RegionName);

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
  quantity_before REAL, quantity_after REAL, cost_before REAL, cost_after REAL
);
CREATE INDEX IF NOT EXISTS usage_restatements_noticed ON usage_restatements(noticed_at);
CREATE INDEX IF NOT EXISTS usage_restatements_days ON usage_restatements(account_id, day);

-- The columns of cf_billing_history, as last read; items never go. `item` is a key that an item keeps: its id, with a
-- number behind the second item of that id; or where there is none what of an item does not change, and its number
-- among items that are alike. What makes it the same item: sql/archive_history.sql.
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
-- twice when its status had changed. Of two states the later is kept.
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

-- Version 4: subscriptions. Nothing is known of them before.

-- What was read: one row for each run and account, as `fetches`. Lists are read whole.
CREATE TABLE IF NOT EXISTS subscription_fetches(
  account_id TEXT NOT NULL,
  sync_id INTEGER NOT NULL REFERENCES syncs(id),
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
  rows INTEGER NOT NULL,     -- In the list.
  changed INTEGER NOT NULL,  -- Came, changed or went since the list before; of the first: all.
  finished_at TEXT NOT NULL, error TEXT,
  PRIMARY KEY (account_id, sync_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS subscription_fetches_by_sync ON subscription_fetches(sync_id);

-- The columns of cf_subscriptions, a row for each form that a subscription was seen in: as it was
-- seen last in that form, by the runs from first_sync_id to sync_id, which began at first_seen and
-- last_seen. Its form is in `facts`, a JSON object: what it is, its state, its price, its components;
-- not the period that is paid for now, which goes on by itself. ended_at is when the run began that
-- saw it otherwise ('changed') or not at all ('gone'); NULL: it is so still, as far as is known.
-- `subscription` is the id, or where there is none what does not change; doubles are numbered.
CREATE TABLE IF NOT EXISTS subscriptions(
  account_id TEXT NOT NULL, subscription TEXT NOT NULL,
  id TEXT, state TEXT, price REAL, currency TEXT, frequency TEXT, current_period_start TEXT,
  current_period_end TEXT, rate_plan_id TEXT, rate_plan_public_name TEXT, rate_plan_scope TEXT,
  zone_id TEXT, zone_name TEXT, rate_plan_currency TEXT, rate_plan_sets TEXT,
  rate_plan_externally_managed INTEGER, rate_plan_is_contract INTEGER, product_name TEXT,
  component_values TEXT, raw TEXT NOT NULL, facts TEXT NOT NULL,
  first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
  first_sync_id INTEGER NOT NULL REFERENCES syncs(id),
  sync_id INTEGER NOT NULL REFERENCES syncs(id),
  ended_at TEXT, ended_as TEXT CHECK (ended_as IN ('changed', 'gone')),
  PRIMARY KEY (account_id, subscription, first_sync_id)
);
UPDATE archive_version SET version = 4 WHERE version = 3;

-- Version 5: up to version 4 an item was told by its id alone, if that was empty, too. Of items that
-- share an id the one that came last took the place of the others: it stays, and the next run reads
-- all of the history, as if it never had, so that the others are there again.
CREATE TEMP TABLE cf_no_id AS
SELECT account_id, item AS was, key || (1 + (
         SELECT count(*) FROM billing_history AS other
         WHERE other.account_id = h.account_id AND other.id IS NULL
           AND substr(other.item, 1, length(key)) = key)) AS item
FROM (SELECT account_id, item, quote(occurred_at) || quote(type) || quote(action) || quote(amount)
                || quote(currency) || quote(description) || quote(zone_name) AS key
      FROM billing_history WHERE id = '' AND (SELECT version FROM archive_version) = 4) AS h;
-- States of the others were noted as if they were its own: those of another sign surely are not.
DELETE FROM billing_history_states
WHERE (SELECT version FROM archive_version) = 4 AND EXISTS (
  SELECT 1 FROM billing_history AS h
  WHERE h.account_id = billing_history_states.account_id AND h.item = billing_history_states.item
    AND (h.amount < 0) <> (billing_history_states.amount < 0));
UPDATE billing_history_states SET item = (
  SELECT n.item FROM cf_no_id AS n WHERE n.account_id = billing_history_states.account_id)
WHERE (account_id, item) IN (SELECT account_id, was FROM cf_no_id);
UPDATE billing_history SET item = (
  SELECT n.item FROM cf_no_id AS n WHERE n.account_id = billing_history.account_id)
WHERE (account_id, item) IN (SELECT account_id, was FROM cf_no_id);
DROP TABLE temp.cf_no_id;
UPDATE fetches SET first_day = '0001-01-01'
WHERE feed = 'history' AND first_day IS NULL AND (SELECT version FROM archive_version) = 4;
UPDATE archive_version SET version = 5 WHERE version = 4;

-- What users type, so that it is there in each session: sql/archive_kept.sql keeps what changes in cf_budgets,
-- cf_prices, cf_account_names, cf_clients, cf_client_members, cf_tax_rates, whose constraints look at it.
CREATE TABLE IF NOT EXISTS monthly_budgets(account_id TEXT, currency TEXT, monthly_amount REAL, budget_covers TEXT);
CREATE TABLE IF NOT EXISTS tax_rates(account_id TEXT, percent REAL, valid_from TEXT, valid_until TEXT);
CREATE TABLE IF NOT EXISTS prices(metric TEXT, currency TEXT, price REAL, per REAL, free_quantity REAL,
                                  rounding TEXT, valid_from TEXT, valid_until TEXT);
CREATE TABLE IF NOT EXISTS account_names(account_id TEXT, name TEXT);
CREATE TABLE IF NOT EXISTS clients(client TEXT, markup REAL);
CREATE TABLE IF NOT EXISTS client_members(client TEXT, account_id TEXT, zone_id TEXT);
-- Version 6: budgets say what they cover. Those of version 5 are of usage.
CREATE TABLE IF NOT EXISTS budgets(account_id TEXT, currency TEXT, monthly_amount REAL);
INSERT INTO monthly_budgets
SELECT *, 'usage' FROM budgets WHERE (SELECT version FROM archive_version) = 5;
DELETE FROM budgets WHERE (SELECT version FROM archive_version) = 5;
UPDATE archive_version SET version = 6 WHERE version = 5;
-- Version 7: usage has indices with all that views read of it.
DROP INDEX IF EXISTS paygo_usage_days; DROP INDEX IF EXISTS focus_usage_days;
UPDATE archive_version SET version = 7 WHERE version = 6;

-- Every account by the name that a user has given it, or its own, or where neither is known its id.
DROP VIEW IF EXISTS named_accounts;
CREATE VIEW named_accounts AS
SELECT id AS account_id,
       coalesce((SELECT n.name FROM account_names AS n WHERE n.account_id = a.id), name, id) AS account_name
FROM accounts AS a;

-- The billing history to read.
DROP VIEW IF EXISTS billing_items;
CREATE VIEW billing_items AS
SELECT h.account_id, n.account_name, occurred_date AS day, h.id, type, action, amount, currency, description,
       zone_name, status, amount_to_pay, invoice_id, receipt_id, item, first_sync_id, sync_id
FROM billing_history AS h LEFT JOIN named_accounts AS n ON n.account_id = h.account_id;

-- What changed of subscriptions: the column (of a component its name and member), from and to, and
-- between which runs: last_seen had it as it was, noticed_at otherwise. `what` is 'subscription' for
-- one that came (from NULL) or went (to NULL); those of an account's first list did not come then.
DROP VIEW IF EXISTS subscription_changes;
CREATE VIEW subscription_changes AS
WITH forms AS (
  SELECT *, coalesce(rate_plan_public_name, rate_plan_id, product_name, subscription) AS plan,
         lag(facts) OVER a AS facts_before, lag(last_seen) OVER a AS seen_before,
         lag(ended_as) OVER a AS ended_before
  FROM subscriptions WINDOW a AS (PARTITION BY account_id, subscription ORDER BY first_sync_id)
),
-- Where the host's decimal mark is a comma json_each() reads 40.25 as 40 in some versions. CAST does not,
-- and json_extract() of two paths makes an array with the number as it is spelled.
sides AS (
  SELECT account_id, subscription, first_sync_id, side, what,
         coalesce(CAST(nullif(substr(twice, 2, (length(twice) - 3) / 2), 'null') AS REAL), value) AS value
  FROM (SELECT f.*, key AS what, value,
               CASE WHEN type = 'real' AND instr(key, '"') = 0 AND instr(key, '\') = 0
                    THEN json_extract(told, '$."' || key || '"', '$."' || key || '"') END AS twice
        FROM (SELECT account_id, subscription, first_sync_id, 1 AS side, facts_before AS told
              FROM forms WHERE ended_before = 'changed'
              UNION ALL
              SELECT account_id, subscription, first_sync_id, 2, facts
              FROM forms WHERE ended_before = 'changed') AS f CROSS JOIN json_each(told))
)
SELECT f.account_id, n.account_name, f.subscription, f.plan, f.zone_name, s.what,
       max(CASE side WHEN 1 THEN s.value END) AS was,
       max(CASE side WHEN 2 THEN s.value END) AS became, f.seen_before AS last_seen,
       f.first_seen AS noticed_at
FROM forms AS f JOIN sides AS s USING (account_id, subscription, first_sync_id)
LEFT JOIN named_accounts AS n ON n.account_id = f.account_id
GROUP BY f.account_id, f.subscription, f.first_sync_id, s.what
HAVING max(CASE side WHEN 1 THEN s.value END) IS NOT max(CASE side WHEN 2 THEN s.value END)
UNION ALL
SELECT f.account_id, n.account_name, subscription, plan, zone_name, 'subscription', NULL, plan,
       (SELECT max(started_at) FROM subscription_fetches AS l JOIN syncs ON syncs.id = l.sync_id
        WHERE l.account_id = f.account_id AND l.outcome = 'ok' AND l.sync_id < f.first_sync_id),
       first_seen
FROM forms AS f LEFT JOIN named_accounts AS n ON n.account_id = f.account_id
WHERE ended_before IS NOT 'changed' AND EXISTS (
  SELECT 1 FROM subscription_fetches AS l
  WHERE l.account_id = f.account_id AND l.outcome = 'ok' AND l.sync_id < f.first_sync_id)
UNION ALL
SELECT f.account_id, n.account_name, subscription, plan, zone_name, 'subscription', plan, NULL, last_seen,
       ended_at
FROM forms AS f LEFT JOIN named_accounts AS n ON n.account_id = f.account_id
WHERE ended_as = 'gone';

-- The archived usage in the form of cf_usage (sql/views/01_usage.sql, which does it for the API's).
DROP VIEW IF EXISTS archived_paygo;
CREATE VIEW archived_paygo AS
SELECT account_id, charge_date AS day, substr(BillingPeriodStart, 1, 10) AS cycle_start,
       NULL AS cycle_end, SubscriptionId AS subscription_id, ServiceFamilyName AS product,
       ServiceName AS metric, ServiceName AS metric_id, ZoneId AS zone_id, ZoneName AS zone_name,
       ConsumedQuantity AS quantity, ConsumedUnit AS unit, PricingQuantity AS priced_quantity,
       PricingUnit AS priced_unit, coalesce(BilledCost, ContractedCost) AS cost,
       BillingCurrency AS currency, ChargeClass IS 'Correction' AS is_correction, NULL AS region_id, NULL AS region_name
FROM paygo_usage;
DROP VIEW IF EXISTS archived_focus;
CREATE VIEW archived_focus AS
SELECT account_id, charge_date AS day, substr(BillingPeriodStart, 1, 10) AS cycle_start,
       date(BillingPeriodEnd, '+1 second') AS cycle_end, SubAccountId AS subscription_id,
       x_ProductFamilyName AS product, x_BillableMetricName AS metric,
       x_BillableMetricId AS metric_id, x_ZoneId AS zone_id, x_ZoneName AS zone_name,
       ConsumedQuantity AS quantity, ConsumedUnit AS unit, PricingQuantity AS priced_quantity,
       PricingUnit AS priced_unit, BilledCost AS cost, BillingCurrency AS currency,
       ChargeClass IS 'Correction' AS is_correction, RegionId AS region_id, RegionName AS region_name
FROM focus_usage;

COMMIT;
