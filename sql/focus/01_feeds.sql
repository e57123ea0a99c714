-- The two usage feeds as they come from the API, for 02_data_table.sql: focus_feed_focus and
-- focus_feed_paygo.
--
-- Inputs: cf_parameters and cf_selected_accounts (sql/views/00_parameters.sql).
-- sql/focus/archive.sql has others of the same names that read the archive as well.
--
--   SELECT count(*) FROM focus_feed_focus WHERE charge_date >= '2026-11-01';
--
-- Nothing is done to a column of days on the way: so SQLite hands conditions on days to the tables,
-- and they to the API. Ends are those that the tables have as exclusive ones: a period that was sent
-- with its last second, T23:59:59Z, and one with the next midnight are the same. The feed that cf_parameters does not choose is not asked. SQLite hands on no day
-- that comes from a subquery or another table, as focus_records has two feeds: `read_through` makes
-- that an error, where else the API's default days would be the answer.

DROP VIEW IF EXISTS temp.focus_live_focus;
-- Question: Part of other views: what does FOCUS usage say in columns of FOCUS?
-- Example: SELECT count(*) FROM focus_live_focus WHERE charge_date >= date('now', '-6 days');
CREATE TEMP VIEW focus_live_focus AS
SELECT u.account_id, u.charge_date, u.raw,
       BillingAccountId, BillingAccountName, ChargeCategory, ChargeDescription, ChargeFrequency,
       charge_period_end COLLATE cf_instant AS ChargePeriodEnd, ChargePeriodStart, ConsumedQuantity,
       ConsumedUnit, HostProviderName, InvoiceIssuerName, ServiceProviderName,
       x_BillableMetricName, BilledCost, BillingCurrency,
       billing_period_end COLLATE cf_instant AS BillingPeriodEnd, BillingPeriodStart, ChargeClass,
       ContractedCost, ContractedUnitPrice, EffectiveCost, ListCost, ListUnitPrice, PricingQuantity,
       PricingUnit, RegionId, RegionName, SubAccountId, SubAccountName, x_BillableMetricId,
       x_ProductFamilyName, x_ZoneId, x_ZoneName, x_ProductCategoryName, x_ProductFamilyId, Tags
FROM cf_parameters AS p CROSS JOIN cf_focus_usage AS u
WHERE p.feed = 'focus' AND p.source <> 'archive' AND u.read_through = 'focus_records'
  AND u.account_id IN (SELECT account_id FROM cf_selected_accounts);

DROP VIEW IF EXISTS temp.focus_live_paygo;
-- Question: Part of other views: what does PayGo usage say in columns of FOCUS?
-- Example: SELECT count(*) FROM focus_live_paygo WHERE charge_date >= date('now', '-6 days');
CREATE TEMP VIEW focus_live_paygo AS
-- The end of the period is no field of the API: the table works it out, and takes conditions on it.
SELECT u.account_id, u.charge_date, u.raw, u.BillingPeriodEnd COLLATE cf_instant AS BillingPeriodEnd,
       BilledCost, BillingAccountId, BillingAccountName, BillingCurrency, BillingPeriodStart,
       ChargeCategory, ChargeClass, ChargeDescription,
       charge_period_end COLLATE cf_instant AS ChargePeriodEnd, ChargePeriodStart, ConsumedQuantity,
       ConsumedUnit, ContractedCost, CumulatedContractedCost, CumulatedPricingQuantity,
       EffectiveCost, HostProviderName, InvoiceIssuerName, ListCost, PricingQuantity, PricingUnit,
       ServiceFamilyName, ServiceName, ServiceProviderName, SubscriptionId, ZoneId, ZoneName
FROM cf_parameters AS p CROSS JOIN cf_paygo_usage AS u
WHERE p.feed = 'paygo' AND p.source <> 'archive' AND u.read_through = 'focus_records'
  AND u.account_id IN (SELECT account_id FROM cf_selected_accounts)
  -- What an older endpoint lacks is NULL here.
  AND u.incomplete = CASE cf_config('incomplete') WHEN 'ignore' THEN 'ignore' ELSE 'columns' END;

DROP VIEW IF EXISTS temp.focus_subscription_names;
-- Question: Part of other views: what are subscriptions called?
-- Example: SELECT * FROM focus_subscription_names;
CREATE TEMP VIEW focus_subscription_names AS
SELECT s.id AS SubAccountId, s.rate_plan_public_name AS SubAccountName
FROM cf_parameters AS p CROSS JOIN cf_subscriptions AS s
WHERE p.source <> 'archive' AND s.account_id IN (SELECT account_id FROM cf_selected_accounts);

DROP VIEW IF EXISTS temp.focus_feed_focus;
-- Question: Part of other views: which FOCUS usage do the API and the archive have?
-- Example: SELECT count(*) FROM focus_feed_focus WHERE charge_date >= date('now', '-6 days');
CREATE TEMP VIEW focus_feed_focus AS SELECT * FROM focus_live_focus;
DROP VIEW IF EXISTS temp.focus_feed_paygo;
-- Question: Part of other views: which PayGo usage do the API and the archive have?
-- Example: SELECT count(*) FROM focus_feed_paygo WHERE charge_date >= date('now', '-6 days');
CREATE TEMP VIEW focus_feed_paygo AS SELECT * FROM focus_live_paygo;

-- Each account's days, from first_day to last_day, that nobody has read yet, or not as they will stay: over
-- an archive alone, as the API is asked for all.
DROP VIEW IF EXISTS temp.focus_unread_days;
-- Question: Part of other views: which days of usage were not read?
-- Example: SELECT * FROM focus_unread_days;
CREATE TEMP VIEW focus_unread_days AS SELECT NULL AS account_id, NULL AS day WHERE 0;
