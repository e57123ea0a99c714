-- For CloudZero, in its Common Bill Format: focus_export_cloudzero.
--
-- Inputs: sql/focus_export.sql, sql/focus_export/00_tags.sql.
--
--   SELECT * FROM focus_export_cloudzero;
--   SELECT held_back, count(*) FROM focus_export_cloudzero_rows GROUP BY 1;   -- NULL: none of these
--
-- Published at https://docs.cloudzero.com/docs/anycost-common-bill-format-cbf: time/usage_start and
-- cost/cost are required, and resource/id where there are tags, each of them a column
-- resource/tag:<key>. The format has no currency, and CloudZero's API calls its amounts dollars: other
-- currencies are held back. cost/amortized_cost and cost/on_demand_cost mean EffectiveCost and ListCost.
--
-- CloudZero gives all of a resource's history the tags that it had last. So resource/id names all that
-- tags may depend on, Cloudflare's own included: <metric>/<zone>-<subscription> <key>=<value>,…, without
-- any other / or : in it, which part a type from a name. What has a column of its own is no tag, and
-- neither is what may differ from day to day.

DROP VIEW IF EXISTS temp.focus_export_cloudzero_rows;
CREATE TEMP VIEW focus_export_cloudzero_rows AS
SELECT ChargeCategory AS "lineitem/type", ChargeDescription AS "lineitem/description",
       ProviderName AS "lineitem/cloud_provider",
       ChargePeriodStart AS "time/usage_start", ChargePeriodEnd AS "time/usage_end",
       coalesce(replace(replace(SkuId, '/', '-'), ':', '-'), 'usage') || '/'
         || replace(replace(coalesce(ResourceId, x_ZoneId || '-' || SubAccountId, x_ZoneId, SubAccountId,
                                     BillingAccountId, 'account')
                            || coalesce((SELECT ' ' || group_concat(key || '=' || value) FROM json_each(own_tags)), ''),
                            '/', '-'), ':', '-')
         AS "resource/id",
       coalesce(ServiceName, SkuMeter) AS "resource/service", BillingAccountId AS "resource/account",
       RegionId AS "resource/region", SkuMeter AS "action/usage_type",
       ConsumedQuantity AS "usage/amount",
       CASE WHEN ConsumedQuantity IS NOT NULL THEN ConsumedUnit END AS "usage/units",
       BilledCost AS "cost/cost", EffectiveCost AS "cost/amortized_cost",
       ListCost AS "cost/on_demand_cost", InvoiceId AS "bill/invoice_id",
       json_remove(all_tags, '$.account', '$.product', '$.metric', '$.region', '$.charge_category',
                   '$.charge_class') AS Tags,
       CASE WHEN BilledCost IS NULL THEN 'without a cost'
            WHEN BillingCurrency IS NULL THEN 'without a currency'
            WHEN BillingCurrency <> 'USD' THEN 'in ' || BillingCurrency || ', and CloudZero takes dollars'
            WHEN ChargePeriodStart IS NULL THEN 'without ChargePeriodStart'
            WHEN ChargeCategory IS NULL THEN 'without ChargeCategory'
            WHEN ChargeCategory NOT IN ('Usage', 'Tax', 'Credit', 'Purchase', 'Adjustment')
            THEN 'of a ChargeCategory that CloudZero has not: ' || ChargeCategory
       END AS held_back
FROM focus_export_tagged;

DROP VIEW IF EXISTS temp.focus_export_cloudzero;
CREATE TEMP VIEW focus_export_cloudzero AS
SELECT "lineitem/type", "lineitem/description", "lineitem/cloud_provider", "time/usage_start",
       "time/usage_end", "resource/id", "resource/service", "resource/account", "resource/region",
       "action/usage_type", "usage/amount", "usage/units", "cost/cost", "cost/amortized_cost",
       "cost/on_demand_cost", "bill/invoice_id", Tags
FROM focus_export_cloudzero_rows WHERE held_back IS NULL;

-- A key has letters, digits and _ . : / = + - @; anything else becomes _, and a number parts those that
-- become alike.
DROP VIEW IF EXISTS temp.focus_export_cloudzero_tags;
CREATE TEMP VIEW focus_export_cloudzero_tags AS
WITH RECURSIVE keys(key) AS (
  SELECT DISTINCT tag.key FROM focus_export_cloudzero, json_each(coalesce(Tags, '{}')) AS tag),
spelled(key, done, rest) AS (
  SELECT key, '', key FROM keys
  UNION ALL
  SELECT key, done || CASE WHEN substr(rest, 1, 1) GLOB '[A-Za-z0-9_.:/=+@-]' THEN substr(rest, 1, 1)
                           ELSE '_' END, substr(rest, 2)
  FROM spelled WHERE rest <> '')
SELECT key,
       'resource/tag:' || done || CASE WHEN number > 1 THEN '_' || number ELSE '' END AS name,
       NULL AS blank
FROM (SELECT key, done, row_number() OVER (PARTITION BY done ORDER BY key <> done, key) AS number
      FROM spelled WHERE rest = '');
