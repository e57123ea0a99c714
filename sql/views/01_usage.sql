-- Usage in one form, whichever feed it comes from: cf_usage, a row for every record.
--
-- Inputs: cf_parameters and cf_report_accounts (00_parameters.sql).
--
--   SELECT day, metric, sum(cost), currency FROM cf_usage GROUP BY 1, 2, 4;
--
-- Identical records are separate rows: all of them count. cost is NULL where Cloudflare gives none:
-- that is unknown, not 0. is_correction marks records that correct earlier ones: they belong in
-- totals, not in trends. complete_from is NULL, or the first day of the period that Cloudflare still
-- has of the account: it keeps about 30. Sums over the period are then NULL in the views that follow,
-- since they would lack the days before it; cf_config('incomplete', 'ignore') shows what there is.

DROP VIEW IF EXISTS temp.cf_live_usage;
-- Question: Part of other views: which usage does the API have, in one form for both feeds?
-- Example: SELECT count(*) FROM cf_live_usage;
CREATE TEMP VIEW cf_live_usage AS
SELECT window_name, u.account_id, charge_date AS day,
       substr(BillingPeriodStart, 1, 10) AS cycle_start, NULL AS cycle_end,
       SubscriptionId AS subscription_id,
       ServiceFamilyName AS product, ServiceName AS metric, ServiceName AS metric_id,
       ZoneId AS zone_id, ZoneName AS zone_name,
       ConsumedQuantity AS quantity, ConsumedUnit AS unit,
       PricingQuantity AS priced_quantity, PricingUnit AS priced_unit,
       -- Older endpoints have ContractedCost only; where both exist they are equal.
       coalesce(BilledCost, ContractedCost) AS cost, BillingCurrency AS currency,
       ChargeClass IS 'Correction' AS is_correction, NULL AS region_id, NULL AS region_name, u.complete_from
FROM cf_live_windows AS w CROSS JOIN cf_paygo_usage AS u
WHERE w.feed = 'paygo' AND u.account_id IN (SELECT account_id FROM cf_selected_accounts)
  -- Days that Cloudflare no longer keeps do not fail a view: it says what is not there.
  AND u.incomplete = 'ignore'
  AND u.charge_date BETWEEN w.first_day AND w.last_day
UNION ALL
SELECT window_name, u.account_id, charge_date,
       -- The day after the last, also where the end is written as 23:59:59.
       substr(BillingPeriodStart, 1, 10), date(BillingPeriodEnd, '+1 second'), SubAccountId,
       x_ProductFamilyName, x_BillableMetricName, x_BillableMetricId,
       x_ZoneId, x_ZoneName, ConsumedQuantity, ConsumedUnit, PricingQuantity, PricingUnit,
       BilledCost, BillingCurrency, ChargeClass IS 'Correction', RegionId, RegionName, NULL
FROM cf_live_windows AS w CROSS JOIN cf_focus_usage AS u
WHERE w.feed = 'focus' AND u.account_id IN (SELECT account_id FROM cf_selected_accounts)
  -- Costs that Cloudflare does not tell are NULL here, beside those that it tells.
  AND u.incomplete = 'ignore'
  AND u.charge_date BETWEEN w.first_day AND w.last_day;

-- The part of each window that is read from the API. sql/archive_views.sql has a narrower one.
DROP VIEW IF EXISTS temp.cf_live_windows;
-- Question: Part of other views: which days are asked of the API?
-- Example: SELECT * FROM cf_live_windows;
CREATE TEMP VIEW cf_live_windows AS
SELECT window_name, w.first_day, w.last_day, feed FROM cf_windows AS w CROSS JOIN cf_period;

-- All records. sql/archive_views.sql has another one, which adds what is archived.
DROP VIEW IF EXISTS temp.cf_usage_records;
-- Question: Part of other views: which usage do the API and the archive have?
-- Example: SELECT count(*) FROM cf_usage_records;
CREATE TEMP VIEW cf_usage_records AS SELECT * FROM cf_live_usage;

-- For views: always with a condition on window_name, or records are there once for each window.
DROP VIEW IF EXISTS temp.cf_lines_in_windows;
-- Question: Part of other views: what is a line of usage called, whose note has changed?
-- Example: SELECT count(*) FROM cf_lines_in_windows;
CREATE TEMP VIEW cf_lines_in_windows AS
SELECT *,
       -- What lines are compared by: the note on what is included is spelled in several ways.
       cf_service_key(metric) AS service,
       -- Whether the priced quantity is a part of the quantity. What is counted has no unit where it is
       -- consumed, and the unit `Count` where it is priced.
       coalesce(nullif(priced_unit, ''), 'Count') IS coalesce(nullif(unit, ''), 'Count')
         AS is_priced_alike
FROM cf_usage_records;

-- The same in the currency that is asked for.
DROP VIEW IF EXISTS temp.cf_usage_in_windows;
-- Question: Part of other views: which usage is there on the days that are read?
-- Example: SELECT count(*) FROM cf_usage_in_windows;
CREATE TEMP VIEW cf_usage_in_windows AS
SELECT * FROM cf_lines_in_windows
-- Records without a currency have no cost either: they stay, for their quantities.
WHERE (SELECT currency FROM cf_parameters) IS NULL OR currency IS NULL
   OR currency = (SELECT currency FROM cf_parameters);

DROP VIEW IF EXISTS temp.cf_usage;
-- Question: Which usage records does the period have, one by one?
-- Example: SELECT day, metric, zone_name, quantity, unit, cost, currency FROM cf_usage;
CREATE TEMP VIEW cf_usage AS
SELECT account_id, (SELECT name FROM cf_selected_accounts AS a WHERE a.account_id = u.account_id) AS account_name,
       day, cycle_start, cycle_end, subscription_id, product, metric, metric_id, zone_id, zone_name,
       quantity, unit, priced_quantity, priced_unit, cost, currency, is_correction, region_id, region_name,
       complete_from,
       -- Whether sums over the period may be shown.
       complete_from IS NULL OR cf_config('incomplete') = 'ignore' AS is_whole
FROM cf_usage_in_windows AS u
WHERE window_name = 'period';
