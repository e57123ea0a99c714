-- The use cases of the FOCUS library, versions 1.0 to 1.2, in the form in which they are published:
-- the same columns, conditions and functions, mistakes included. Each begins with its name. `why
-- not:` says why one does not run unchanged in SQLite over focus_data_table, `but:` why one that
-- runs does not say what was meant.

-- understand the billing account or sub account entity
SELECT DISTINCT ProviderName, BillingAccountID, BillingAccountName, BillingAccountType
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?;

-- identify sources of billed cost
-- why not: InvoiceIssuer is no column of FOCUS
SELECT ProviderName, PublisherName, InvoiceIssuer, InvoiceID, SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY ProviderName, PublisherName, InvoiceIssuer, InvoiceID;

-- analyze credit memos
SELECT ProviderName, InvoiceID, SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND ChargeCategory = 'Credit'
GROUP BY ProviderName, InvoiceID;

-- invoice reconciliation
-- why not: InvoiceIssuer is no column of FOCUS
SELECT InvoiceIssuer, InvoiceID, SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY InvoiceIssuer, InvoiceID;

-- calculate average rate of a component resource
-- why not: JSON_UNQUOTE and JSON_CONTAINS_PATH are MySQL's
SELECT ProviderName, ServiceName, PricingUnit, RegionName,
  JSON_UNQUOTE(JSON_EXTRACT(SkuPriceDetails, '$.InstanceSeries')) AS InstanceSeries,
  SUM(CAST(JSON_UNQUOTE(JSON_EXTRACT(SkuPriceDetails, '$.CoreCount')) AS UNSIGNED)) AS TotalCoreCount,
  CASE WHEN SUM(CAST(JSON_UNQUOTE(JSON_EXTRACT(SkuPriceDetails, '$.CoreCount')) AS UNSIGNED)) > 0
       THEN SUM(EffectiveCost)
         / SUM(CAST(JSON_UNQUOTE(JSON_EXTRACT(SkuPriceDetails, '$.CoreCount')) AS UNSIGNED))
       ELSE NULL END AS AverageEffectiveCoreCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
  AND JSON_CONTAINS_PATH(SkuPriceDetails, 'all', '$.CoreCount', '$.InstanceSeries')
GROUP BY ProviderName, ServiceName, PricingUnit, RegionName, InstanceSeries;

-- quantify usage of a component resource
-- why not: JSON_UNQUOTE and JSON_CONTAINS_PATH are MySQL's
SELECT ProviderName, ServiceName, PricingUnit, RegionName,
  JSON_UNQUOTE(JSON_EXTRACT(SkuPriceDetails, '$.InstanceSeries')) AS InstanceSeries,
  SUM(CAST(JSON_UNQUOTE(JSON_EXTRACT(SkuPriceDetails, '$.CoreCount')) AS UNSIGNED)) AS TotalCoreCount
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
  AND JSON_CONTAINS_PATH(SkuPriceDetails, 'all', '$.CoreCount', '$.InstanceSeries')
GROUP BY ProviderName, ServiceName, PricingUnit, RegionName, InstanceSeries;

-- calculate unit economics
-- but: CAST(x AS DATE) is the year in SQLite, and nothing says so
SELECT CAST(ChargePeriodStart AS DATE) AS ChargePeriodDate,
  SUM(BilledCost) / NULLIF(SUM(CAST(ConsumedQuantity AS DECIMAL(10, 2))), 0) AS CostPerGB
FROM focus_data_table WHERE ChargeDescription LIKE '%transfer%' AND ConsumedUnit = 'GB'
GROUP BY CAST(ChargePeriodStart AS DATE) ORDER BY ChargePeriodDate ASC;

-- calculate consumption of virtual currency within a billing period
SELECT ProviderName, SUM(PricingCurrencyEffectiveCost) AS TotalPricingCurrencyEffectiveCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND PricingCurrency = ?
  AND ChargeCategory = 'Usage'
GROUP BY ProviderName ORDER BY TotalPricingCurrencyEffectiveCost DESC LIMIT 10;

-- determine target of virtual currency usage
SELECT ProviderName, PublisherName, ServiceName, ChargeDescription,
  SUM(PricingCurrencyEffectiveCost) AS TotalPricingCurrencyEffectiveCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND PricingCurrency = ?
GROUP BY ProviderName, PublisherName, ServiceName, ChargeDescription
ORDER BY TotalPricingCurrencyEffectiveCost DESC LIMIT 10;

-- analyze effective cost by pricing currency
SELECT ProviderName, PublisherName, ServiceName, PricingCurrency,
  SUM(PricingCurrencyEffectiveCost) AS TotalPricingCurrencyEffectiveCost
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY ProviderName, PublisherName, ServiceName, PricingCurrency;

-- analyze purchase of virtual currency
SELECT ProviderName, PublisherName, ChargeDescription, PricingUnit, BillingCurrency,
  SUM(PricingQuantity) AS TotalPricingQuantity, SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND ChargeCategory = 'Purchase'
  AND PricingUnit = ?
GROUP BY ProviderName, PublisherName, ChargeDescription, PricingUnit, BillingCurrency;

-- determine contracted savings by virtual currency
-- why not: published without a comma between two sums, and with another name of the table
SELECT ServiceName, ServiceSubcategory, ChargeDescription, BillingCurrency, PricingCurrency,
  SUM(PricingCurrencyListUnitPrice-PricingCurrencyContractedUnitPrice)
    AS ContractedSavingsInPricingCurrency
  SUM(ListUnitPrice - ContractedUnitPrice) AS ContractedSavingsInBillingCurrency
FROM focus_data_tabl
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
  AND PricingCurrencyListUnitPrice > PricingCurrencyContractedUnitPrice
GROUP BY ServiceName, ServiceSubcategory, ChargeDescription, BillingCurrency, PricingCurrency;

-- analyze tag coverage
-- why not: JSON_CONTAINS_PATH is MySQL's
SELECT SUM(CASE WHEN JSON_CONTAINS_PATH(tags, 'one', '$.?') THEN EffectiveCost ELSE 0 END)
  / SUM(EffectiveCost) * 100 AS TaggedPercentage
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND EffectiveCost > 0 AND ProviderName = ?;

-- analyze the different metered costs for a particular sku
SELECT ProviderName, ChargePeriodStart, ChargePeriodEnd, SkuId, SkuPriceId, PricingUnit,
  ListUnitPrice, SUM(PricingQuantity) AS TotalPricingQuantity, SUM(ListCost) AS TotalListCost,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY ProviderName, ChargePeriodStart, ChargePeriodEnd, SkuId, SkuPriceId, PricingUnit,
  ListUnitPrice
ORDER BY ChargePeriodStart ASC LIMIT 100;

-- report costs by service category and subcategory
SELECT ProviderName, BillingCurrency, BillingPeriodStart, ServiceCategory, ServiceSubcategory,
  SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY ProviderName, BillingCurrency, BillingPeriodStart, ServiceCategory, ServiceSubcategory
ORDER BY TotalBilledCost DESC;

-- analyze capacity reservations on compute costs
SELECT CASE WHEN CapacityReservationId IS NOT NULL AND CapacityReservationStatus = 'Unused'
            THEN 'Unused Capacity Reservation'
            WHEN CapacityReservationId IS NOT NULL AND CapacityReservationStatus = 'Used'
            THEN 'Compute using Capacity Reservation'
            ELSE 'Compute without Capacity Reservation' END AS Status,
  ProviderName, BillingAccountId, SUM(BilledCost) AS TotalBilledCost,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND ServiceCategory = 'Compute'
GROUP BY ProviderName, BillingAccountId, CapacityReservationId, CapacityReservationStatus;

-- identify unused capacity reservations
SELECT ProviderName, BillingAccountId, CapacityReservationId, CapacityReservationStatus,
  SUM(BilledCost) AS TotalBilledCost, SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND CapacityReservationStatus = 'Unused'
GROUP BY ProviderName, BillingAccountId, CapacityReservationId, CapacityReservationStatus;

-- report corrections by subaccount for a previously invoiced billing period
SELECT ProviderName, BillingAccountId, ServiceCategory, SubAccountId, SubAccountName,
  SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table
WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ? AND ChargeClass = 'Correction'
GROUP BY ProviderName, BillingAccountId, SubAccountId, SubAccountName, ServiceCategory;

-- report recurring charges for commitment-based discounts over a period
SELECT BillingPeriodStart, CommitmentDiscountId, CommitmentDiscountName, CommitmentDiscountType,
  ChargeFrequency, SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table
WHERE BillingPeriodStart >= ? AND BillingPeriodStart < ? AND ChargeFrequency = 'Recurring'
  AND CommitmentDiscountId IS NOT NULL
GROUP BY BillingPeriodStart, CommitmentDiscountId, CommitmentDiscountName, CommitmentDiscountType,
  ChargeFrequency;

-- analyze costs by service name
-- why not: published with ORDER BY MonthlyCost, which is nowhere
SELECT BillingPeriodStart, ProviderName, SubAccountId, SubAccountName, ServiceName,
  SUM(BilledCost) AS TotalBilledCost, SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE ServiceName = ? AND BillingPeriodStart >= ? AND BillingPeriodStart < ?
GROUP BY BillingPeriodStart, ProviderName, SubAccountId, SubAccountName, ServiceName
ORDER BY MonthlyCost DESC;

-- report spending across billing periods for a provider by service category
SELECT ProviderName, BillingAccountName, BillingAccountId, BillingCurrency, BillingPeriodStart,
  ServiceCategory, ServiceName, SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND ProviderName = ?
GROUP BY ProviderName, BillingAccountName, BillingAccountId, BillingCurrency, BillingPeriodStart,
  ServiceCategory, ServiceName
ORDER BY TotalBilledCost DESC;

-- analyze service costs by region
SELECT ChargePeriodStart, ProviderName, RegionId, ServiceName,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY ChargePeriodStart, ProviderName, RegionId, ServiceName
ORDER BY ChargePeriodStart, SUM(EffectiveCost) DESC;

-- report service costs by providers subaccount
SELECT ProviderName, ServiceName, SubAccountId, ChargePeriodStart,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ? AND SubAccountId = ? AND ProviderName = ?
GROUP BY ProviderName, ServiceName, SubAccountId, ChargePeriodStart
ORDER BY SUM(EffectiveCost), BillingPeriodStart DESC;

-- analyze service costs month over month
SELECT MONTH(ChargePeriodStart), ProviderName, ServiceName,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodStart < ?
GROUP BY MONTH(ChargePeriodStart), ProviderName, ServiceName
ORDER BY MONTH(ChargePeriodStart), SUM(EffectiveCost) DESC;

-- report application cost month over month
-- why not: grammar: Tags["Application"]
SELECT MONTH(BillingPeriodStart), ServiceName, SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE Tags["Application"] = ? AND ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY MONTH(BillingPeriodStart), ServiceName;

-- analyze costs of components of a resource
SELECT ResourceId, ResourceName, ResourceType, ChargeDescription, SkuId,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND ResourceId = ?
GROUP BY ResourceId, ResourceName, ResourceType, ChargeDescription, SkuId;

-- report costs by service category
SELECT ProviderName, BillingCurrency, BillingPeriodStart, ServiceCategory,
  SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd <= ?
GROUP BY ProviderName, BillingCurrency, BillingPeriodStart, ServiceCategory
ORDER BY TotalBilledCost DESC;

-- report corrections for a previously invoiced billing period
SELECT ProviderName, BillingAccountId, ChargeCategory, ServiceCategory, ServiceName,
  SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table
WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ? AND ChargeClass = 'Correction'
GROUP BY ProviderName, BillingAccountId, ChargeCategory, ServiceCategory, ServiceName;

-- report effective cost of compute
SELECT CommitmentDiscountType, ProviderName, ServiceName, SubAccountId, SubAccountName,
  BillingPeriodStart, SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE BillingPeriodStart >= ? AND BillingPeriodEnd <= ? AND ServiceCategory = 'Compute'
GROUP BY CommitmentDiscountType, ServiceName, ProviderName, SubAccountId, SubAccountName,
  BillingPeriodStart;

-- report commitment discount purchases
SELECT MIN(ChargePeriodStart) AS ChargePeriodStart, MAX(ChargePeriodEnd) AS ChargePeriodEnd,
  ProviderName, BillingAccountId, CommitmentDiscountId, CommitmentDiscountType,
  CommitmentDiscountUnit, CommitmentDiscountQuantity, ChargeFrequency,
  SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND ChargeCategory = 'Purchase'
  AND CommitmentDiscountId IS NOT NULL
GROUP BY ProviderName, BillingAccountId, CommitmentDiscountId, CommitmentDiscountType,
  CommitmentDiscountUnit, CommitmentDiscountQuantity, ChargeFrequency;
