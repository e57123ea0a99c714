-- The rest of the use cases: see use_cases.sql.

-- determine effective savings rate by service
-- why not: published with a blank in the name `Total ContractedCost`
SELECT ProviderName, ServiceName, SUM(ContractedCost) AS Total ContractedCost,
  SUM(EffectiveCost) AS TotalEffectiveCost,
  ((SUM(ContractedCost) - SUM(EffectiveCost)) / SUM(ContractedCost)) AS EffectiveSavingsRate
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY ProviderName, ServiceName;

-- determine effective savings rate
SELECT ProviderName, EffectiveCost, ((ListCost - EffectiveCost) / ListCost) AS ESROverList,
  ((ContractedCost - EffectiveCost) / ContractedUnitPrice) AS ESROverContract
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?;

-- analyze resource costs by sku
SELECT ProviderName, ChargePeriodStart, ChargePeriodEnd, SkuId, SkuPriceId, PricingUnit,
  ListUnitPrice, SUM(PricingQuantity) AS TotalPricingQuantity, SUM(ListCost) AS TotalListCost,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY ProviderName, ChargePeriodStart, ChargePeriodEnd, SkuId, SkuPriceId, PricingUnit,
  ListUnitPrice
ORDER BY ChargePeriodStart ASC LIMIT 100;

-- analyze marketplace vendors costs
SELECT ChargePeriodStart, ChargePeriodEnd, ProviderName, PublisherName, InvoiceIssuerName,
  ROUND(SUM(EffectiveCost), 2) AS TotalEffectiveCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND InvoiceIssuerName != PublisherName
GROUP BY ChargePeriodStart, ChargePeriodEnd, ProviderName, PublisherName, InvoiceIssuerName
ORDER BY TotalEffectiveCost ASC;

-- analyze cost per compute service for a subaccount
SELECT MIN(ChargePeriodStart), MAX(ChargePeriodEnd), ServiceName, ResourceId, ResourceName,
  SUM(PricingQuantity), SUM(EffectiveCost) AS MonthlyEffectiveCost
FROM focus_data_table
WHERE SubAccountId = ? AND ServiceCategory = 'Compute' AND ChargePeriodStart >= ?
  AND ChargePeriodEnd < ?
GROUP BY ServiceName, ResourceId, ResourceName ORDER BY MonthlyEffectiveCost DESC;

-- analyze costs by availability zone for a subaccount
SELECT ProviderName, RegionName, AvailabilityZone, BillingPeriodStart,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE SubAccountId = ? AND ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY ProviderName, RegionName, AvailabilityZone, BillingPeriodStart
ORDER BY ProviderName, RegionName, AvailabilityZone, BillingPeriodStart;

-- identify anomalous daily spending by subaccount, region, and service
-- why not: grammar: an alias in GROUP BY
SELECT DATE(ChargePeriodStart) AS Day, ProviderName, SubAccountId, RegionId, RegionName,
  ServiceName, SUM(EffectiveCost) AS DailyEffectiveCost
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY DATE(ChargePeriodStart) AS StartDay, ProviderName, SubAccountId, RegionId, RegionName,
  ServiceName;

-- identify anomalous daily spending by subaccount and region
-- why not: grammar: an alias in GROUP BY
SELECT DATE(ChargePeriodStart) AS Day, ProviderName, SubAccountId, RegionId, RegionName,
  SUM(EffectiveCost) AS DailyEffectiveCost
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY DATE(ChargePeriodStart) AS StartDay, ProviderName, SubAccountId, RegionId, RegionName;

-- identify anomalous daily spending by subaccount
-- why not: grammar: an alias in GROUP BY
SELECT DATE(ChargePeriodStart) AS Day, ProviderName, SubAccountId,
  SUM(EffectiveCost) AS DailyEffectiveCost
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY DATE(ChargePeriodStart) AS StartDay, ProviderName, SubAccountId;

-- update budgets for each application
-- why not: grammar: Tags["Application"]; published without a comma
SELECT ProviderName, BillingPeriodStart, BillingPeriodEnd,
  Tags["Application"] AS Application SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY ProviderName, BillingPeriodStart, BillingPeriodEnd, Tags["Application"];

-- update budgets with billed costs
SELECT ProviderName, BillingPeriodStart, BillingPeriodEnd, SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY ProviderName, BillingPeriodStart, BillingPeriodEnd;

-- report subaccounts by region
-- but: without a comma RegionId is called RegionName; in the library it is so, too
SELECT ProviderName, SubAccountId, RegionId RegionName, COUNT(1)
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY ProviderName, SubAccountId, RegionId, RegionName;

-- get historical usage and rates to enable cost forecasting
SELECT ProviderName, BillingPeriodStart, BillingPeriodEnd, ServiceCategory, ServiceName, RegionId,
  RegionName, PricingUnit, SUM(EffectiveCost) AS TotalEffectiveCost,
  SUM(PricingQuantity) AS TotalPricingQuantity
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd <= ?
GROUP BY ProviderName, BillingPeriodStart, BillingPeriodEnd, ServiceCategory, ServiceName, RegionId,
  RegionName, PricingUnit;

-- forecast cashflow month over month based on historical trends by service
-- why not: published without a comma before SUM
SELECT MONTH(BillingPeriodStart), ProviderName, ServiceCategory,
  ServiceName SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY MONTH(BillingPeriodStart), ProviderName, ServiceCategory, ServiceName;

-- forecast amortized costs month over month based on historical trends
SELECT MONTH(BillingPeriodStart), ProviderName, ServiceCategory, ServiceName, ChargeCategory,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY MONTH(BillingPeriodStart), ProviderName, ServiceCategory, ServiceName, ChargeCategory;

-- verify discount accuracy for previously invoiced billing period
SELECT ProviderName, BillingAccountId, BillingAccountName, BillingCurrency, ServiceName,
  SUM(EffectiveCost) AS TotalEffectiveCost, SUM(ListCost) AS TotalListCost,
  SUM(BilledCost) AS TotalBilledCost,
  (SUM(EffectiveCost) / SUM(BilledCost)) * 100 AS EffectiveDiscount
FROM focus_data_table
WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ? AND ChargeClass != 'Correction'
GROUP BY ProviderName, BillingAccountId, BillingAccountName, BillingCurrency, ServiceName;

-- verify accuracy of services charges across providers
SELECT ProviderName, BillingAccountId, BillingAccountName, BillingCurrency, ServiceName,
  SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY ProviderName, BillingAccountName, BillingAccountId, BillingCurrency, ServiceName;

-- verify accuracy of provider invoices
SELECT ProviderName, BillingAccountId, BillingAccountName, BillingCurrency,
  SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY ProviderName, BillingAccountId, BillingAccountName, BillingCurrency;

-- compare resource usage month over month
SELECT MONTH(ChargePeriodStart), ProviderName, ServiceName, ResourceId, SkuId, ConsumedUnit,
  SUM(ConsumedQuantity) AS TotalConsumedQuantity
FROM focus_data_table
WHERE ChargeCategory = 'Usage' AND ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY MONTH(ChargePeriodStart), ProviderName, ServiceName, ResourceId, SkuId, ConsumedUnit;

-- analyze service costs by subaccount
SELECT ChargePeriodStart, SubAccountId, SubAccountName, ServiceName,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE SubAccountID = ? AND ChargePeriodStart >= ? AND ChargePeriodEnd < ?
GROUP BY ChargePeriodStart, SubAccountId, SubAccountName, ServiceName
ORDER BY SUM(EffectiveCost) DESC LIMIT 10;

-- identify unused commitments
SELECT MIN(ChargePeriodStart) AS ChargePeriodStart, MAX(ChargePeriodEnd) AS ChargePeriodEnd,
  ProviderName, BillingAccountId, CommitmentDiscountId, CommitmentDiscountType,
  CommitmentDiscountStatus, SUM(BilledCost) AS TotalBilledCost,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND CommitmentDiscountStatus = 'Unused'
GROUP BY ProviderName, BillingAccountId, CommitmentDiscountId, CommitmentDiscountType;

-- allocate multi-currency charges per application
-- why not: grammar: Tags["ApplicationId"]
SELECT Tags["ApplicationId"], ProviderName, BillingAccountId, BillingAccountName, BillingCurrency,
  SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY Tags["ApplicationId"], ProviderName, BillingAccountId, BillingAccountName, BillingCurrency;

-- compare billed cost per subaccount to budget
SELECT ProviderName, SubAccountId, SubAccountName, SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table
WHERE ChargeCategory = 'Usage' AND ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
  AND ProviderName = ? AND SubAccountId = ?
GROUP BY ProviderName, SubAccountId, SubAccountName;
