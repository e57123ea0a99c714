-- FOCUS 1.3 for other programs: focus_export, a view of the text to write into a CSV file or into
-- anything else that has no numbers of its own.
--
-- Inputs: sql/focus.sql; focus_export_rows, the rows to write. Make that view, with literal days so
-- that only those are asked for, before or after reading this file; else it is all that
-- focus_data_table has. Any table with the columns of focus_data_table and `raw` will do; raw, the
-- record as received, may be NULL.
--
--   CREATE TEMP VIEW focus_export_rows AS SELECT * FROM focus_rows
--     WHERE charge_date BETWEEN '2026-10-01' AND '2026-10-31';
--   SELECT * FROM focus_export;          -- its column names are the header
--
-- Columns: those of FOCUS by name, then x_ ones. Empty strings become NULL, to be written as
-- nothing. Numbers have every digit of the record as it was received, or as few as read back as the
-- same double where there is none; whole ones end with .0, since readers that guess types would
-- otherwise take a column without fractions for integers. Times are YYYY-MM-DDTHH:MM:SSZ and ends
-- exclusive: 23:59:59 becomes the next midnight. What begins with no day stays as it was received.
--
-- What single programs take of it is in the folder focus_export.

CREATE TEMP VIEW IF NOT EXISTS focus_export_rows AS SELECT * FROM focus_rows;

-- The digits in `raw`: of two paths json_extract makes an array, in which numbers stay as they are
-- spelled. [1.50,1.50] is the digits twice and three signs more; ["1.50","1.50"] has quotes around.
DROP VIEW IF EXISTS temp.focus_export_digits;
CREATE TEMP VIEW focus_export_digits AS
SELECT *,
       trim(substr(BilledCost_two, 2, (length(BilledCost_two) - 3) / 2), '"') AS BilledCost_digits,
       trim(substr(ConsumedQuantity_two, 2, (length(ConsumedQuantity_two) - 3) / 2), '"')
         AS ConsumedQuantity_digits,
       trim(substr(ContractedCost_two, 2, (length(ContractedCost_two) - 3) / 2), '"')
         AS ContractedCost_digits,
       trim(substr(ContractedUnitPrice_two, 2, (length(ContractedUnitPrice_two) - 3) / 2), '"')
         AS ContractedUnitPrice_digits,
       trim(substr(EffectiveCost_two, 2, (length(EffectiveCost_two) - 3) / 2), '"')
         AS EffectiveCost_digits,
       trim(substr(ListCost_two, 2, (length(ListCost_two) - 3) / 2), '"') AS ListCost_digits,
       trim(substr(ListUnitPrice_two, 2, (length(ListUnitPrice_two) - 3) / 2), '"')
         AS ListUnitPrice_digits,
       trim(substr(PricingQuantity_two, 2, (length(PricingQuantity_two) - 3) / 2), '"')
         AS PricingQuantity_digits
FROM (SELECT *,
             json_extract(raw, '$.BilledCost', '$.BilledCost') AS BilledCost_two,
             json_extract(raw, '$.ConsumedQuantity', '$.ConsumedQuantity') AS ConsumedQuantity_two,
             json_extract(raw, '$.ContractedCost', '$.ContractedCost') AS ContractedCost_two,
             json_extract(raw, '$.ContractedUnitPrice', '$.ContractedUnitPrice')
               AS ContractedUnitPrice_two,
             json_extract(raw, '$.EffectiveCost', '$.EffectiveCost') AS EffectiveCost_two,
             json_extract(raw, '$.ListCost', '$.ListCost') AS ListCost_two,
             json_extract(raw, '$.ListUnitPrice', '$.ListUnitPrice') AS ListUnitPrice_two,
             json_extract(raw, '$.PricingQuantity', '$.PricingQuantity') AS PricingQuantity_two
      FROM focus_export_rows);

-- Numbers in FOCUS spelling. A column can have a value without the record having it by that name.
DROP VIEW IF EXISTS temp.focus_export_numbers;
CREATE TEMP VIEW focus_export_numbers AS
SELECT *,
       -- Older PayGo endpoints have ContractedCost only, and it is all of them.
       cf_number(CASE WHEN BilledCost IS NOT NULL
                      THEN coalesce(nullif(BilledCost_digits, 'null'),
                                    CASE WHEN BilledCost = ContractedCost
                                         THEN nullif(ContractedCost_digits, 'null') END,
                                    BilledCost) END)
         AS BilledCost_text,
       cf_number(CASE WHEN ConsumedQuantity IS NOT NULL
                      THEN coalesce(nullif(ConsumedQuantity_digits, 'null'), ConsumedQuantity) END)
         AS ConsumedQuantity_text,
       cf_number(CASE WHEN ContractedCost IS NOT NULL
                      THEN coalesce(nullif(ContractedCost_digits, 'null'), ContractedCost) END)
         AS ContractedCost_text,
       cf_number(CASE WHEN ContractedUnitPrice IS NOT NULL
                      THEN coalesce(nullif(ContractedUnitPrice_digits, 'null'),
                                    ContractedUnitPrice) END)
         AS ContractedUnitPrice_text,
       cf_number(CASE WHEN EffectiveCost IS NOT NULL
                      THEN coalesce(nullif(EffectiveCost_digits, 'null'),
                                    CASE WHEN EffectiveCost = ContractedCost
                                         THEN nullif(ContractedCost_digits, 'null') END,
                                    EffectiveCost) END)
         AS EffectiveCost_text,
       cf_number(CASE WHEN ListCost IS NOT NULL
                      THEN coalesce(nullif(ListCost_digits, 'null'),
                                    CASE WHEN ListCost = ContractedCost
                                         THEN nullif(ContractedCost_digits, 'null') END,
                                    ListCost) END)
         AS ListCost_text,
       cf_number(CASE WHEN ListUnitPrice IS NOT NULL
                      THEN coalesce(nullif(ListUnitPrice_digits, 'null'), ListUnitPrice) END)
         AS ListUnitPrice_text,
       cf_number(CASE WHEN PricingQuantity IS NOT NULL
                      THEN coalesce(nullif(PricingQuantity_digits, 'null'), PricingQuantity) END)
         AS PricingQuantity_text,
       cf_number(CommitmentDiscountQuantity) AS CommitmentDiscountQuantity_text,
       cf_number(PricingCurrencyContractedUnitPrice) AS PricingCurrencyContractedUnitPrice_text,
       cf_number(PricingCurrencyEffectiveCost) AS PricingCurrencyEffectiveCost_text,
       cf_number(PricingCurrencyListUnitPrice) AS PricingCurrencyListUnitPrice_text
FROM focus_export_digits;

DROP VIEW IF EXISTS temp.focus_export;
CREATE TEMP VIEW focus_export AS
SELECT
  nullif(AllocatedMethodDetails, '') AS AllocatedMethodDetails,
  nullif(AllocatedMethodId, '') AS AllocatedMethodId,
  nullif(AllocatedResourceId, '') AS AllocatedResourceId,
  nullif(AllocatedResourceName, '') AS AllocatedResourceName,
  nullif(AllocatedTags, '') AS AllocatedTags, nullif(AvailabilityZone, '') AS AvailabilityZone,
  BilledCost_text || substr('.0', 1, 2 * (BilledCost_text NOT GLOB '*[.E]*')) AS BilledCost,
  nullif(BillingAccountId, '') AS BillingAccountId,
  nullif(BillingAccountName, '') AS BillingAccountName,
  nullif(BillingAccountType, '') AS BillingAccountType,
  nullif(BillingCurrency, '') AS BillingCurrency,
  CASE WHEN date(substr(BillingPeriodEnd, 1, 10), '+0 days') IS substr(BillingPeriodEnd, 1, 10)
       THEN coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', BillingPeriodEnd,
                              CASE WHEN BillingPeriodEnd GLOB '*[T ]23:59:59*'
                                   THEN '+1 second' ELSE '+0 seconds' END), BillingPeriodEnd)
       ELSE nullif(BillingPeriodEnd, '') END AS BillingPeriodEnd,
  CASE WHEN date(substr(BillingPeriodStart, 1, 10), '+0 days') IS substr(BillingPeriodStart, 1, 10)
       THEN coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', BillingPeriodStart), BillingPeriodStart)
       ELSE nullif(BillingPeriodStart, '') END AS BillingPeriodStart,
  nullif(CapacityReservationId, '') AS CapacityReservationId,
  nullif(CapacityReservationStatus, '') AS CapacityReservationStatus,
  nullif(ChargeCategory, '') AS ChargeCategory, nullif(ChargeClass, '') AS ChargeClass,
  nullif(ChargeDescription, '') AS ChargeDescription,
  nullif(ChargeFrequency, '') AS ChargeFrequency,
  CASE WHEN date(substr(ChargePeriodEnd, 1, 10), '+0 days') IS substr(ChargePeriodEnd, 1, 10)
       THEN coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', ChargePeriodEnd,
                              CASE WHEN ChargePeriodEnd GLOB '*[T ]23:59:59*'
                                   THEN '+1 second' ELSE '+0 seconds' END), ChargePeriodEnd)
       ELSE nullif(ChargePeriodEnd, '') END AS ChargePeriodEnd,
  CASE WHEN date(substr(ChargePeriodStart, 1, 10), '+0 days') IS substr(ChargePeriodStart, 1, 10)
       THEN coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', ChargePeriodStart), ChargePeriodStart)
       ELSE nullif(ChargePeriodStart, '') END AS ChargePeriodStart,
  nullif(CommitmentDiscountCategory, '') AS CommitmentDiscountCategory,
  nullif(CommitmentDiscountId, '') AS CommitmentDiscountId,
  nullif(CommitmentDiscountName, '') AS CommitmentDiscountName,
  CommitmentDiscountQuantity_text
    || substr('.0', 1, 2 * (CommitmentDiscountQuantity_text NOT GLOB '*[.E]*'))
    AS CommitmentDiscountQuantity,
  nullif(CommitmentDiscountStatus, '') AS CommitmentDiscountStatus,
  nullif(CommitmentDiscountType, '') AS CommitmentDiscountType,
  nullif(CommitmentDiscountUnit, '') AS CommitmentDiscountUnit,
  ConsumedQuantity_text || substr('.0', 1, 2 * (ConsumedQuantity_text NOT GLOB '*[.E]*'))
    AS ConsumedQuantity,
  nullif(ConsumedUnit, '') AS ConsumedUnit, nullif(ContractApplied, '') AS ContractApplied,
  ContractedCost_text || substr('.0', 1, 2 * (ContractedCost_text NOT GLOB '*[.E]*'))
    AS ContractedCost,
  ContractedUnitPrice_text || substr('.0', 1, 2 * (ContractedUnitPrice_text NOT GLOB '*[.E]*'))
    AS ContractedUnitPrice,
  EffectiveCost_text || substr('.0', 1, 2 * (EffectiveCost_text NOT GLOB '*[.E]*'))
    AS EffectiveCost,
  nullif(HostProviderName, '') AS HostProviderName, nullif(InvoiceId, '') AS InvoiceId,
  nullif(InvoiceIssuerName, '') AS InvoiceIssuerName,
  ListCost_text || substr('.0', 1, 2 * (ListCost_text NOT GLOB '*[.E]*')) AS ListCost,
  ListUnitPrice_text || substr('.0', 1, 2 * (ListUnitPrice_text NOT GLOB '*[.E]*'))
    AS ListUnitPrice,
  nullif(PricingCategory, '') AS PricingCategory, nullif(PricingCurrency, '') AS PricingCurrency,
  PricingCurrencyContractedUnitPrice_text
    || substr('.0', 1, 2 * (PricingCurrencyContractedUnitPrice_text NOT GLOB '*[.E]*'))
    AS PricingCurrencyContractedUnitPrice,
  PricingCurrencyEffectiveCost_text
    || substr('.0', 1, 2 * (PricingCurrencyEffectiveCost_text NOT GLOB '*[.E]*'))
    AS PricingCurrencyEffectiveCost,
  PricingCurrencyListUnitPrice_text
    || substr('.0', 1, 2 * (PricingCurrencyListUnitPrice_text NOT GLOB '*[.E]*'))
    AS PricingCurrencyListUnitPrice,
  PricingQuantity_text || substr('.0', 1, 2 * (PricingQuantity_text NOT GLOB '*[.E]*'))
    AS PricingQuantity,
  nullif(PricingUnit, '') AS PricingUnit, nullif(ProviderName, '') AS ProviderName,
  nullif(PublisherName, '') AS PublisherName, nullif(RegionId, '') AS RegionId,
  nullif(RegionName, '') AS RegionName, nullif(ResourceId, '') AS ResourceId,
  nullif(ResourceName, '') AS ResourceName, nullif(ResourceType, '') AS ResourceType,
  nullif(ServiceCategory, '') AS ServiceCategory, nullif(ServiceName, '') AS ServiceName,
  nullif(ServiceProviderName, '') AS ServiceProviderName,
  nullif(ServiceSubcategory, '') AS ServiceSubcategory, nullif(SkuId, '') AS SkuId,
  nullif(SkuMeter, '') AS SkuMeter, nullif(SkuPriceDetails, '') AS SkuPriceDetails,
  nullif(SkuPriceId, '') AS SkuPriceId, nullif(SubAccountId, '') AS SubAccountId,
  nullif(SubAccountName, '') AS SubAccountName, nullif(SubAccountType, '') AS SubAccountType,
  nullif(Tags, '') AS Tags, nullif(x_BillableMetricId, '') AS x_BillableMetricId,
  nullif(x_BillableMetricName, '') AS x_BillableMetricName,
  nullif(x_InvoiceDetailId, '') AS x_InvoiceDetailId,
  nullif(x_ProductCategoryName, '') AS x_ProductCategoryName,
  nullif(x_ProductFamilyId, '') AS x_ProductFamilyId,
  nullif(x_ProductFamilyName, '') AS x_ProductFamilyName, nullif(x_ZoneId, '') AS x_ZoneId,
  nullif(x_ZoneName, '') AS x_ZoneName
FROM focus_export_numbers;

-- In the columns of FOCUS 1.4, which has no ProviderName and PublisherName.
DROP VIEW IF EXISTS temp.focus_export_1_4;
CREATE TEMP VIEW focus_export_1_4 AS
SELECT
  AllocatedMethodDetails, AllocatedMethodId, AllocatedResourceId, AllocatedResourceName,
  AllocatedTags, AvailabilityZone, BilledCost, BillingAccountId, BillingAccountName,
  BillingAccountType, BillingCurrency, BillingPeriodEnd, BillingPeriodStart,
  CapacityReservationId, CapacityReservationStatus, ChargeCategory, ChargeClass,
  ChargeDescription, ChargeFrequency, ChargePeriodEnd, ChargePeriodStart,
  CommitmentDiscountCategory, CommitmentDiscountId, CommitmentDiscountName,
  CommitmentDiscountQuantity, CommitmentDiscountStatus, CommitmentDiscountType,
  CommitmentDiscountUnit, NULL AS CommitmentProgramEligibilityDetails, ConsumedQuantity,
  ConsumedUnit, ContractApplied, ContractedCost, ContractedUnitPrice, EffectiveCost,
  HostProviderName, x_InvoiceDetailId AS InvoiceDetailId, InvoiceId, InvoiceIssuerName, ListCost,
  ListUnitPrice, PricingCategory, PricingCurrency, PricingCurrencyContractedUnitPrice,
  PricingCurrencyEffectiveCost, PricingCurrencyListUnitPrice, PricingQuantity, PricingUnit,
  RegionId, RegionName, ResourceId, ResourceName, ResourceType, ServiceCategory, ServiceName,
  ServiceProviderName, ServiceSubcategory, SkuId, SkuMeter, SkuPriceDetails, SkuPriceId,
  SubAccountId, SubAccountName, SubAccountType, Tags, x_BillableMetricId, x_BillableMetricName,
  x_ProductCategoryName, x_ProductFamilyId, x_ProductFamilyName, x_ZoneId, x_ZoneName
FROM focus_export;
