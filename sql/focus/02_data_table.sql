-- focus_data_table: usage with every column of FOCUS 1.3, and the deprecated ones of 1.2, under the
-- name that published FOCUS queries use.
--
-- Inputs: 00_categories.sql and 01_feeds.sql; cf_parameters says which feed:
--
--   UPDATE cf_parameters SET feed = 'focus';     -- 'paygo' where the account has no FOCUS access
--   SELECT ServiceCategory, BillingCurrency, sum(EffectiveCost) FROM focus_data_table
--   WHERE ChargePeriodStart >= '2026-10-01' AND ChargePeriodStart < '2026-11-01' GROUP BY 1, 2;
--
-- Conditions on ChargePeriodStart, ChargePeriodEnd, BillingPeriodStart and BillingPeriodEnd reach
-- the API as from the tables themselves; without any it answers for its default days. A column that
-- Cloudflare does not fill in is NULL. ServiceCategory and ServiceSubcategory are this project's.

-- Both feeds in the columns that at least one of them has, and the record they come from.
DROP VIEW IF EXISTS temp.focus_records;
CREATE TEMP VIEW focus_records AS
SELECT account_id, charge_date, raw,
       BilledCost, BillingAccountId, BillingAccountName, BillingCurrency, BillingPeriodEnd,
       BillingPeriodStart, ChargeCategory, ChargeClass, ChargeDescription, ChargeFrequency,
       ChargePeriodEnd, ChargePeriodStart, ConsumedQuantity, ConsumedUnit, ContractedCost,
       ContractedUnitPrice, EffectiveCost, HostProviderName, InvoiceIssuerName, ListCost,
       ListUnitPrice, PricingQuantity, PricingUnit, RegionId, RegionName, ServiceProviderName,
       SubAccountId, SubAccountName, Tags,
       x_BillableMetricId, x_BillableMetricName, x_ProductCategoryName, x_ProductFamilyId,
       x_ProductFamilyName, x_ZoneId, x_ZoneName
FROM focus_feed_focus
UNION ALL
SELECT account_id, charge_date, raw,
       -- Older endpoints have ContractedCost only; where both exist they are equal.
       CAST(coalesce(BilledCost, ContractedCost) AS REAL), BillingAccountId, BillingAccountName,
       BillingCurrency, BillingPeriodEnd, BillingPeriodStart, ChargeCategory, ChargeClass, ChargeDescription, CAST(NULL AS TEXT),
       ChargePeriodEnd, ChargePeriodStart, ConsumedQuantity, ConsumedUnit, ContractedCost,
       CAST(NULL AS REAL), EffectiveCost, HostProviderName, InvoiceIssuerName, ListCost,
       CAST(NULL AS REAL), PricingQuantity, PricingUnit, CAST(NULL AS TEXT), CAST(NULL AS TEXT),
       ServiceProviderName, SubscriptionId, CAST(NULL AS TEXT), CAST(NULL AS TEXT),
       ServiceName, ServiceName, CAST(NULL AS TEXT), CAST(NULL AS TEXT),
       ServiceFamilyName, ZoneId, ZoneName
FROM focus_feed_paygo;

-- With what an export needs beside the columns of FOCUS.
DROP VIEW IF EXISTS temp.focus_rows;
CREATE TEMP VIEW focus_rows AS
SELECT account_id, charge_date, raw,
       CAST(NULL AS TEXT) AS AllocatedMethodDetails,
       CAST(NULL AS TEXT) AS AllocatedMethodId,
       CAST(NULL AS TEXT) AS AllocatedResourceId,
       CAST(NULL AS TEXT) AS AllocatedResourceName,
       CAST(NULL AS TEXT) AS AllocatedTags,
       CAST(NULL AS TEXT) AS AvailabilityZone,
       BilledCost, BillingAccountId, BillingAccountName,
       CAST(NULL AS TEXT) AS BillingAccountType,
       BillingCurrency, BillingPeriodEnd, BillingPeriodStart,
       CAST(NULL AS TEXT) AS CapacityReservationId,
       CAST(NULL AS TEXT) AS CapacityReservationStatus,
       ChargeCategory, ChargeClass, ChargeDescription, ChargeFrequency, ChargePeriodEnd,
       ChargePeriodStart,
       CAST(NULL AS TEXT) AS CommitmentDiscountCategory,
       CAST(NULL AS TEXT) AS CommitmentDiscountId,
       CAST(NULL AS TEXT) AS CommitmentDiscountName,
       CAST(NULL AS REAL) AS CommitmentDiscountQuantity,
       CAST(NULL AS TEXT) AS CommitmentDiscountStatus,
       CAST(NULL AS TEXT) AS CommitmentDiscountType,
       CAST(NULL AS TEXT) AS CommitmentDiscountUnit,
       ConsumedQuantity, ConsumedUnit,
       CAST(NULL AS TEXT) AS ContractApplied,
       ContractedCost, ContractedUnitPrice, EffectiveCost, HostProviderName,
       CAST(NULL AS TEXT) AS InvoiceId,
       InvoiceIssuerName, ListCost, ListUnitPrice,
       CAST(NULL AS TEXT) AS PricingCategory,
       CAST(NULL AS TEXT) AS PricingCurrency,
       CAST(NULL AS REAL) AS PricingCurrencyContractedUnitPrice,
       CAST(NULL AS REAL) AS PricingCurrencyEffectiveCost,
       CAST(NULL AS REAL) AS PricingCurrencyListUnitPrice,
       PricingQuantity, PricingUnit,
       -- Deprecated since 1.3, which has ServiceProviderName for both.
       ServiceProviderName AS ProviderName, ServiceProviderName AS PublisherName,
       RegionId, RegionName,
       CAST(NULL AS TEXT) AS ResourceId,
       CAST(NULL AS TEXT) AS ResourceName,
       CAST(NULL AS TEXT) AS ResourceType,
       CAST(coalesce((SELECT s.ServiceCategory
                      FROM focus_service_categories AS c CROSS JOIN focus_subcategories AS s
                        ON s.ServiceSubcategory = c.ServiceSubcategory
                      WHERE c.ServiceName = x_ProductFamilyName), 'Other') AS TEXT)
         AS ServiceCategory,
       x_ProductFamilyName AS ServiceName, ServiceProviderName,
       CAST(coalesce((SELECT ServiceSubcategory FROM focus_service_categories AS c
                      WHERE c.ServiceName = x_ProductFamilyName), 'Other (Other)') AS TEXT)
         AS ServiceSubcategory,
       x_BillableMetricId AS SkuId, x_BillableMetricName AS SkuMeter,
       CAST(NULL AS TEXT) AS SkuPriceDetails,
       CAST(NULL AS TEXT) AS SkuPriceId,
       SubAccountId, SubAccountName,
       CAST(NULL AS TEXT) AS SubAccountType,
       Tags,
       x_BillableMetricId, x_BillableMetricName, x_ProductCategoryName, x_ProductFamilyId,
       x_ProductFamilyName, x_ZoneId, x_ZoneName
FROM focus_records;

DROP VIEW IF EXISTS temp.focus_data_table;
CREATE TEMP VIEW focus_data_table AS
SELECT AllocatedMethodDetails, AllocatedMethodId, AllocatedResourceId, AllocatedResourceName,
       AllocatedTags, AvailabilityZone, BilledCost, BillingAccountId, BillingAccountName,
       BillingAccountType, BillingCurrency, BillingPeriodEnd, BillingPeriodStart,
       CapacityReservationId, CapacityReservationStatus, ChargeCategory, ChargeClass,
       ChargeDescription, ChargeFrequency, ChargePeriodEnd, ChargePeriodStart,
       CommitmentDiscountCategory, CommitmentDiscountId, CommitmentDiscountName,
       CommitmentDiscountQuantity, CommitmentDiscountStatus, CommitmentDiscountType,
       CommitmentDiscountUnit, ConsumedQuantity, ConsumedUnit, ContractApplied, ContractedCost,
       ContractedUnitPrice, EffectiveCost, HostProviderName, InvoiceId, InvoiceIssuerName, ListCost,
       ListUnitPrice, PricingCategory, PricingCurrency, PricingCurrencyContractedUnitPrice,
       PricingCurrencyEffectiveCost, PricingCurrencyListUnitPrice, PricingQuantity, PricingUnit,
       ProviderName, PublisherName, RegionId, RegionName, ResourceId, ResourceName, ResourceType,
       ServiceCategory, ServiceName, ServiceProviderName, ServiceSubcategory, SkuId, SkuMeter,
       SkuPriceDetails, SkuPriceId, SubAccountId, SubAccountName, SubAccountType, Tags,
       x_BillableMetricId, x_BillableMetricName, x_ProductCategoryName, x_ProductFamilyId,
       x_ProductFamilyName, x_ZoneId, x_ZoneName
FROM focus_rows;
