-- For IBM Cloudability's custom data: focus_export_cloudability.
--
-- Inputs: sql/focus_export.sql.
--
--   SELECT * FROM focus_export_cloudability;
--   SELECT held_back, count(*) FROM focus_export_cloudability_rows GROUP BY 1;   -- NULL: none of these
--
-- Published at https://www.ibm.com/docs/en/cloudability-commercial (Connect Custom Data, FOCUS Ingress):
-- FOCUS 1.0 or 1.1, and none later. These are the 50 columns of 1.1, and the x_ ones, which it allows.

DROP VIEW IF EXISTS temp.focus_export_cloudability_rows;
CREATE TEMP VIEW focus_export_cloudability_rows AS
SELECT *, CASE WHEN BilledCost IS NULL THEN 'without a cost'
               WHEN BillingCurrency IS NULL THEN 'without a currency' END AS held_back
FROM focus_export;

DROP VIEW IF EXISTS temp.focus_export_cloudability;
CREATE TEMP VIEW focus_export_cloudability AS
SELECT AvailabilityZone, BilledCost, BillingAccountId, BillingAccountName, BillingCurrency,
       BillingPeriodEnd, BillingPeriodStart, CapacityReservationId, CapacityReservationStatus,
       ChargeCategory, ChargeClass, ChargeDescription, ChargeFrequency, ChargePeriodEnd,
       ChargePeriodStart, CommitmentDiscountCategory, CommitmentDiscountId, CommitmentDiscountName,
       CommitmentDiscountQuantity, CommitmentDiscountStatus, CommitmentDiscountType,
       CommitmentDiscountUnit, ConsumedQuantity, ConsumedUnit, ContractedCost, ContractedUnitPrice,
       EffectiveCost, InvoiceIssuerName, ListCost, ListUnitPrice, PricingCategory, PricingQuantity,
       PricingUnit, ProviderName, PublisherName, RegionId, RegionName, ResourceId, ResourceName,
       ResourceType, ServiceCategory, ServiceName, ServiceSubcategory, SkuId, SkuMeter, SkuPriceDetails,
       SkuPriceId, SubAccountId, SubAccountName, Tags, x_BillableMetricId, x_BillableMetricName,
       x_ProductCategoryName, x_ProductFamilyId, x_ProductFamilyName, x_ZoneId, x_ZoneName
FROM focus_export_cloudability_rows WHERE held_back IS NULL;
