-- focus_data_table over the archive: cf_parameters.source chooses 'live', 'archive' or 'both'.
--
-- Inputs: sql/focus/01_feeds.sql; an archive as the main database with the tables focus_usage and
-- paygo_usage, which have the columns of cf_focus_usage and cf_paygo_usage, account_id, charge_date
-- and raw; cf_archived_to (sql/archive_views.sql): for each account_id and feed the last day that
-- comes from the archive, archived_to.
--
--   UPDATE cf_parameters SET source = 'archive';
--   SELECT BillingCurrency, sum(BilledCost) FROM focus_data_table GROUP BY 1;
--
-- With 'archive' nothing is asked of the API.

-- Days that the archive has are left out of what is read live. Whether they are asked for as well
-- depends on the query's own conditions: those reach the API.
DROP VIEW IF EXISTS temp.focus_feed_focus;
CREATE TEMP VIEW focus_feed_focus AS
SELECT * FROM focus_live_focus AS u
WHERE charge_date > coalesce((SELECT archived_to FROM cf_archived_to AS t
                              WHERE t.feed = 'focus' AND t.account_id = u.account_id), '')
UNION ALL
SELECT u.account_id, charge_date, raw,
       BillingAccountId, BillingAccountName, ChargeCategory, ChargeDescription, ChargeFrequency,
       ChargePeriodEnd, ChargePeriodStart, ConsumedQuantity, ConsumedUnit, HostProviderName,
       InvoiceIssuerName, ServiceProviderName, x_BillableMetricName, BilledCost, BillingCurrency,
       BillingPeriodEnd, BillingPeriodStart, ChargeClass, ContractedCost, ContractedUnitPrice,
       EffectiveCost, ListCost, ListUnitPrice, PricingQuantity, PricingUnit, RegionId, RegionName,
       SubAccountId, SubAccountName, x_BillableMetricId, x_ProductFamilyName, x_ZoneId, x_ZoneName,
       x_ProductCategoryName, x_ProductFamilyId, Tags
FROM cf_archived_to AS t CROSS JOIN focus_usage AS u
WHERE t.feed = 'focus' AND u.account_id = t.account_id AND u.charge_date <= t.archived_to;

DROP VIEW IF EXISTS temp.focus_feed_paygo;
CREATE TEMP VIEW focus_feed_paygo AS
SELECT * FROM focus_live_paygo AS u
WHERE charge_date > coalesce((SELECT archived_to FROM cf_archived_to AS t
                              WHERE t.feed = 'paygo' AND t.account_id = u.account_id), '')
UNION ALL
SELECT u.account_id, charge_date, raw,
       BilledCost, BillingAccountId, BillingAccountName, BillingCurrency, BillingPeriodStart,
       ChargeCategory, ChargeClass, ChargeDescription, ChargePeriodEnd, ChargePeriodStart,
       ConsumedQuantity, ConsumedUnit, ContractedCost, CumulatedContractedCost,
       CumulatedPricingQuantity, EffectiveCost, HostProviderName, InvoiceIssuerName, ListCost,
       PricingQuantity, PricingUnit, ServiceFamilyName, ServiceName, ServiceProviderName,
       SubscriptionId, ZoneId, ZoneName
FROM cf_archived_to AS t CROSS JOIN paygo_usage AS u
WHERE t.feed = 'paygo' AND u.account_id = t.account_id AND u.charge_date <= t.archived_to;

-- From the archive itself: the latest day of the month that a cycle of the subscription starts on.
DROP VIEW IF EXISTS temp.focus_paygo_anchors;
CREATE TEMP VIEW focus_paygo_anchors AS
SELECT json_group_object(SubscriptionId, anchor) AS anchors
FROM (SELECT SubscriptionId, max(CAST(substr(BillingPeriodStart, 9, 2) AS INTEGER)) AS anchor
      FROM paygo_usage WHERE SubscriptionId IS NOT NULL GROUP BY 1);
