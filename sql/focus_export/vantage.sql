-- For Vantage's custom providers: focus_export_vantage.
--
-- Inputs: sql/focus_export.sql, sql/focus_export/00_tags.sql.
--
--   SELECT * FROM focus_export_vantage;
--   SELECT held_back, count(*) FROM focus_export_vantage_rows GROUP BY 1;   -- NULL: none of these
--
-- Published at https://docs.vantage.sh/connecting_custom_providers: a part of FOCUS. ChargeCategory,
-- ChargePeriodStart, BilledCost and ServiceName are required; ChargeCategory is one of Credit,
-- Discount, Fee, Refund, Tax and Usage; a ConsumedQuantity needs its unit; Tags are an object.
-- ResourceType is what Vantage calls the subcategory: the metric, where Cloudflare names no type.
-- ResourceId is the zone, where Cloudflare names no resource. What has no currency would be taken for
-- US dollars, and is held back.

DROP VIEW IF EXISTS temp.focus_export_vantage_rows;
CREATE TEMP VIEW focus_export_vantage_rows AS
SELECT CASE WHEN ChargeCategory IN ('Usage', 'Tax', 'Credit') THEN ChargeCategory
            WHEN ChargeCategory = 'Purchase' THEN 'Fee'
            WHEN ChargeCategory = 'Adjustment'
            THEN CASE WHEN CAST(BilledCost AS REAL) < 0 THEN 'Credit' ELSE 'Fee' END
       END AS ChargeCategory,
       ChargePeriodStart, ChargePeriodEnd, BilledCost, EffectiveCost, BillingCurrency,
       coalesce(ServiceName, SkuMeter, ProviderName) AS ServiceName, ServiceCategory,
       coalesce(ResourceId, x_ZoneId) AS ResourceId, coalesce(ResourceType, SkuMeter) AS ResourceType,
       ChargeDescription,
       CASE WHEN ConsumedUnit IS NOT NULL THEN ConsumedQuantity END AS ConsumedQuantity,
       CASE WHEN ConsumedQuantity IS NOT NULL THEN ConsumedUnit END AS ConsumedUnit,
       RegionId, BillingAccountId, BillingAccountName, SubAccountId, all_tags AS Tags,
       CASE WHEN BilledCost IS NULL THEN 'without a cost'
            WHEN BillingCurrency IS NULL THEN 'without a currency'
            WHEN ChargePeriodStart IS NULL THEN 'without ChargePeriodStart'
            WHEN coalesce(ServiceName, SkuMeter, ProviderName) IS NULL THEN 'without ServiceName'
            WHEN ChargeCategory IS NULL THEN 'without ChargeCategory'
            WHEN ChargeCategory NOT IN ('Usage', 'Tax', 'Credit', 'Purchase', 'Adjustment')
            THEN 'of a ChargeCategory that Vantage has not: ' || ChargeCategory
       END AS held_back
FROM focus_export_tagged;

DROP VIEW IF EXISTS temp.focus_export_vantage;
CREATE TEMP VIEW focus_export_vantage AS
SELECT ChargeCategory, ChargePeriodStart, ChargePeriodEnd, BilledCost, EffectiveCost, BillingCurrency,
       ServiceName, ServiceCategory, ResourceId, ResourceType, ChargeDescription, ConsumedQuantity,
       ConsumedUnit, RegionId, BillingAccountId, BillingAccountName, SubAccountId, Tags
FROM focus_export_vantage_rows WHERE held_back IS NULL;
