-- Supported features of the FOCUS specification, 1.2 and 1.3, and at the end four of drafts of 1.5:
-- see use_cases.sql.

-- account structures
SELECT BillingAccountId, BillingAccountName, BillingAccountType, SubAccountId, SubAccountName,
  SubAccountType, SUM(BilledCost)
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY BillingAccountId, SubAccountId;

-- billed cost and invoice alignment
SELECT ChargePeriodStart, ChargePeriodEnd, SUM(BilledCost)
FROM focus_data_table GROUP BY ChargePeriodStart, ChargePeriodEnd;

-- commitment discounts, unused
SELECT ProviderName, BillingAccountId, CommitmentDiscountId, CommitmentDiscountType,
  CommitmentDiscountStatus, SUM(BilledCost) AS TotalBilledCost,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND CommitmentDiscountStatus = 'Unused'
GROUP BY ProviderName, BillingAccountId, CommitmentDiscountId, CommitmentDiscountType;

-- cost and usage attribution
SELECT tags, ConsumedUnit, SUM(BilledCost), SUM(EffectiveCost), SUM(ConsumedQuantity)
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY tags, ConsumedUnit;

-- cost comparison
-- why not: published without a comma between the two discounts
WITH AggregatedData AS (
  SELECT ProviderName, BillingAccountId, BillingAccountName, BillingCurrency, ServiceName,
    SUM(EffectiveCost) AS TotalEffectiveCost, SUM(BilledCost) AS TotalBilledCost,
    SUM(CASE WHEN ChargeCategory = 'Usage' AND BilledCost = 0 AND EffectiveCost != 0 THEN 0
             ELSE ContractedCost END) AS TotalContractedCost,
    SUM(CASE WHEN ChargeCategory = 'Usage' AND BilledCost = 0 AND EffectiveCost != 0 THEN 0
             ELSE ListCost END) AS TotalListCost
  FROM focus_data_table
  WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ? AND ChargeClass IS NULL
  GROUP BY ProviderName, BillingAccountId, BillingAccountName, BillingCurrency, ServiceName)
SELECT ProviderName, BillingAccountId, BillingAccountName, BillingCurrency, ServiceName,
  TotalEffectiveCost, TotalBilledCost, TotalListCost,
  1 - (TotalContractedCost / NULLIF(TotalListCost, 0)) * 100 AS ContractedDiscount
  1 - (TotalEffectiveCost / NULLIF(TotalListCost, 0)) * 100 AS EffectiveDiscount
FROM AggregatedData;

-- custom columns
-- why not: published with a comma before FROM, a column for illustration and ORDER BY MonthlyCost
SELECT BillingPeriodStart, x_CustomColumn, SUM(BilledCost) AS TotalBilledCost,
FROM focus_data_table
WHERE ServiceName = ? AND BillingPeriodStart >= ? AND BillingPeriodStart < ?
GROUP BY BillingPeriodStart, x_CustomColumn ORDER BY MonthlyCost DESC;

-- data granularity
SELECT ChargePeriodStart, ChargePeriodEnd, ResourceId, SUM(EffectiveCost)
FROM focus_data_table GROUP BY ChargePeriodStart, ChargePeriodEnd, ResourceId;

-- location
SELECT RegionId, RegionName, AvailabilityZone, SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
GROUP BY RegionId, RegionName, AvailabilityZone;

-- marketplace purchases, by the marketplace
SELECT ServiceProviderName, InvoiceIssuerName, BillingPeriodStart, BillingPeriodEnd,
  SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table
WHERE ProviderName = '<Example SaaS Provider>' AND InvoiceIssuerName = '<Example CSP Marketplace>'
GROUP BY ServiceProviderName, InvoiceIssuerName, BillingPeriodStart, BillingPeriodEnd;

-- marketplace purchases, by the provider
SELECT ChargePeriodStart, ChargePeriodEnd, ResourceId, SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table WHERE InvoiceIssuerName = '<Example CSP Marketplace>'
GROUP BY ChargePeriodStart, ChargePeriodEnd, ResourceId;

-- participating entity identification
SELECT BillingPeriodStart, BillingPeriodEnd, ServiceProviderName, InvoiceIssuerName,
  HostProviderName, ServiceName, BillingCurrency, SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY BillingPeriodStart, BillingPeriodEnd, ServiceProviderName, InvoiceIssuerName,
  HostProviderName, ServiceName, BillingCurrency;

-- provider version metadata
-- but: without a comma ProviderName is called ProviderVersion; published so
SELECT DISTINCT ChargePeriodStart, ProviderName ProviderVersion
FROM focus_data_table WHERE ChargePeriodStart >= ? AND ChargePeriodEnd < ?;

-- resource consumption by resource and sku
SELECT ServiceProviderName, ServiceName, ResourceId, SkuId, ConsumedUnit,
  SUM(ConsumedQuantity) AS TotalQuantity
FROM focus_data_table
WHERE ChargeCategory='Usage' AND ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
GROUP BY ServiceProviderName, ServiceName, ResourceId, SkuId, ConsumedUnit;

-- service categorization
SELECT BillingPeriodStart, BillingPeriodEnd, ServiceProviderName, ServiceCategory,
  ServiceSubcategory, ServiceName, BillingCurrency, SUM(BilledCost) AS TotalBilledCost
FROM focus_data_table WHERE BillingPeriodStart >= ? AND BillingPeriodEnd < ?
GROUP BY BillingPeriodStart, BillingPeriodEnd, ServiceProviderName, ServiceCategory,
  ServiceSubcategory, ServiceName, BillingCurrency;

-- service provider services
SELECT BillingPeriodStart, ServiceProviderName, SubAccountId, SubAccountName, ServiceName,
  SUM(BilledCost) AS TotalBilledCost, SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE ServiceName = ? AND BillingPeriodStart >= ? AND BillingPeriodStart < ?
GROUP BY BillingPeriodStart, ServiceProviderName, SubAccountId, SubAccountName, ServiceName
ORDER BY TotalBilledCost DESC;

-- split cost: resources with a shared cost
SELECT DISTINCT ResourceId FROM focus_data_table
WHERE ChargeCategory='Usage' AND ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
  AND AllocatedMethodId IS NOT NULL;

-- split cost: effective cost by resource
SELECT ResourceId, SUM(EffectiveCost) AS TotalEffectiveCost FROM focus_data_table
WHERE ChargeCategory='Usage' AND ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
  AND AllocatedMethodId IS NOT NULL
GROUP BY ResourceId;

-- split cost: effective cost by allocated resource
SELECT AllocatedResourceId, SUM(EffectiveCost) AS TotalEffectiveCost FROM focus_data_table
WHERE ChargeCategory='Usage' AND ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
  AND AllocatedMethodId IS NOT NULL
GROUP BY AllocatedResourceId;

-- split cost: unallocated cost by resource
SELECT ResourceId, SUM(EffectiveCost) AS TotalEffectiveCost FROM focus_data_table
WHERE ChargeCategory='Usage' AND ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
  AND AllocatedMethodId IS NOT NULL AND AllocatedResourceId IS NULL
GROUP BY ResourceId;

-- split cost: how a single resource has been split
SELECT ResourceId, COALESCE(AllocatedResourceId, 'Unallocated') AS AllocatedResourceId,
  SUM(EffectiveCost) AS TotalEffectiveCost
FROM focus_data_table
WHERE ChargeCategory='Usage' AND ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
  AND AllocatedResourceId = ?
GROUP BY ResourceId, COALESCE(AllocatedResourceId, 'Unallocated');

-- split cost: ratios out of AllocatedMethodDetails
-- why not: grammar: JSON_TABLE
SELECT resource_id, elements.allocated_ratio, elements.usage_unit, elements.usage_quantity
FROM focus_data_table, JSON_TABLE(AllocatedMethodDetails, '$.Elements[*]' COLUMNS (
  allocated_ratio DECIMAL(10, 2) PATH '$.AllocatedRatio',
  usage_unit VARCHAR(50) PATH '$.UsageUnit',
  usage_quantity DECIMAL(10, 2) PATH '$.UsageQuantity')) AS elements;

-- unit prices: verification, comparison, fluctuation
-- why not: BillingPeriodId is no column of FOCUS
SELECT DISTINCT SkuId, SkuPriceId, SkuPriceDetails, BillingPeriodId, ChargePeriodStart,
  ChargePeriodEnd, BillingCurrency, ListUnitPrice, ContractedUnitPrice
FROM focus_data_table
WHERE SkuPriceId = ? AND ChargePeriodStart >= ? AND ChargePeriodEnd < ?;

-- contract commitments: initial commitment
-- why not: grammar: UNNEST; JSON_EXTRACT_ARRAY is BigQuery's; table CostAndUsage
SELECT MIN(CU.ChargePeriodStart) AS ChargePeriodStart, MAX(CU.ChargePeriodEnd) AS ChargePeriodEnd,
  CU.ServiceProviderName, JSON_VALUE(CA, '$.ContractCommitmentID') AS ContractCommitmentId,
  SUM(CAST(JSON_VALUE(CA, '$.ContractCommitmentAppliedCost') AS FLOAT64))
    AS ContractCommitmentAppliedCost
FROM CostAndUsage CU
CROSS JOIN UNNEST(JSON_EXTRACT_ARRAY(CU.ContractApplied, '$.Elements')) AS CA
WHERE JSON_VALUE(CA, '$.ContractCommitmentAppliedCost') IS NOT NULL
  AND ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND ChargeCategory = 'Purchase'
GROUP BY ServiceProviderName, ContractCommitmentId
ORDER BY ServiceProviderName, ContractCommitmentId;

-- contract commitments: usage against a commitment
-- why not: grammar: UNNEST; JSON_EXTRACT_ARRAY is BigQuery's; table CostAndUsage
SELECT MIN(CU.ChargePeriodStart) AS ChargePeriodStart, MAX(CU.ChargePeriodEnd) AS ChargePeriodEnd,
  CU.ServiceProviderName, JSON_VALUE(CA, '$.ContractCommitmentID') AS ContractCommitmentId,
  SUM(CAST(JSON_VALUE(CA, '$.ContractCommitmentAppliedCost') AS FLOAT64))
    AS ContractCommitmentAppliedCost
FROM CostAndUsage CU
CROSS JOIN UNNEST(JSON_EXTRACT_ARRAY(CU.ContractApplied, '$.Elements')) AS CA
WHERE JSON_VALUE(CA, '$.ContractCommitmentAppliedCost') IS NOT NULL
  AND ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND ChargeCategory = 'Usage'
GROUP BY ServiceProviderName, ContractCommitmentId
ORDER BY ServiceProviderName, ContractCommitmentId;

-- contract commitments: usage against a commitment, with its period
-- why not: grammar: UNNEST; JSON_EXTRACT_ARRAY is BigQuery's; table CostAndUsage
SELECT MIN(CU.ChargePeriodStart) AS ChargePeriodStart, MAX(CU.ChargePeriodEnd) AS ChargePeriodEnd,
  CU.ServiceProviderName, JSON_VALUE(CA, '$.ContractCommitmentID') AS ContractCommitmentId,
  CC.ContractCommitmentPeriodStart, CC.ContractCommitmentPeriodEnd,
  SUM(CAST(JSON_VALUE(CA, '$.ContractCommitmentAppliedCost') AS FLOAT64))
    AS ContractCommitmentAppliedCost
FROM CostAndUsage CU
CROSS JOIN UNNEST(JSON_EXTRACT_ARRAY(CU.ContractApplied, '$.Elements')) AS CA
INNER JOIN ContractCommitment CC
  ON JSON_VALUE(CA, '$.ContractCommitmentID') = CC.ContractCommitmentID
WHERE JSON_VALUE(CA, '$.ContractCommitmentAppliedCost') IS NOT NULL
  AND ChargePeriodStart >= ? AND ChargePeriodEnd < ? AND ChargeCategory = 'Usage'
GROUP BY ServiceProviderName, ContractCommitmentId, ContractCommitmentPeriodStart,
  ContractCommitmentPeriodEnd
ORDER BY ServiceProviderName, ContractCommitmentId, ContractCommitmentPeriodStart,
  ContractCommitmentPeriodEnd;

-- effective cost per million tokens
-- of: a draft of 1.5
SELECT ServiceProviderName, SkuId, SkuPriceId, SkuMeter, BillingCurrency,
  SUM(ConsumedQuantity) AS TotalTokens, SUM(EffectiveCost) AS TotalEffectiveCost,
  SUM(EffectiveCost) * 1000000 / NULLIF(SUM(ConsumedQuantity), 0) AS EffectiveCostPerMillionTokens
FROM focus_data_table
WHERE ChargeCategory='Usage' AND ServiceCategory='AI and Machine Learning' AND ConsumedUnit='Tokens'
  AND ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
GROUP BY ServiceProviderName, SkuId, SkuPriceId, SkuMeter, BillingCurrency;

-- token consumption volume over time
-- of: a draft of 1.5
SELECT ChargePeriodStart, InvoiceIssuerName, ServiceProviderName, ServiceName, SkuMeter,
  SUM(ConsumedQuantity) AS TotalTokens
FROM focus_data_table
WHERE ChargeCategory='Usage' AND ServiceCategory='AI and Machine Learning' AND ConsumedUnit='Tokens'
  AND ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
GROUP BY ChargePeriodStart, InvoiceIssuerName, ServiceProviderName, ServiceName, SkuMeter;

-- effective cost per million tokens, by model
-- of: a draft of 1.5
SELECT ServiceProviderName, JSON_VALUE(SkuPriceDetails, '$.ModelDeveloper') AS ModelDeveloper,
  JSON_VALUE(SkuPriceDetails, '$.ModelId') AS ModelId, SkuId, SkuPriceId, SkuMeter,
  JSON_VALUE(SkuPriceDetails, '$.TokenDirection') AS TokenDirection,
  JSON_VALUE(SkuPriceDetails, '$.TokenCacheAction') AS TokenCacheAction, BillingCurrency,
  SUM(ConsumedQuantity) AS TotalTokens, SUM(EffectiveCost) AS TotalEffectiveCost,
  SUM(EffectiveCost) * 1000000 / NULLIF(SUM(ConsumedQuantity), 0) AS EffectiveCostPerMillionTokens
FROM focus_data_table
WHERE ChargeCategory='Usage' AND ServiceCategory='AI and Machine Learning' AND ConsumedUnit='Tokens'
  AND ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
GROUP BY ServiceProviderName, JSON_VALUE(SkuPriceDetails, '$.ModelDeveloper'),
  JSON_VALUE(SkuPriceDetails, '$.ModelId'), SkuId, SkuPriceId, SkuMeter,
  JSON_VALUE(SkuPriceDetails, '$.TokenDirection'),
  JSON_VALUE(SkuPriceDetails, '$.TokenCacheAction'), BillingCurrency;

-- token consumption volume over time, by model
-- of: a draft of 1.5
SELECT ChargePeriodStart, InvoiceIssuerName, ServiceProviderName, ServiceName,
  JSON_VALUE(SkuPriceDetails, '$.ModelDeveloper') AS ModelDeveloper,
  JSON_VALUE(SkuPriceDetails, '$.ModelId') AS ModelId,
  JSON_VALUE(SkuPriceDetails, '$.TokenDirection') AS TokenDirection,
  JSON_VALUE(SkuPriceDetails, '$.TokenCacheAction') AS TokenCacheAction,
  SUM(ConsumedQuantity) AS TotalTokens
FROM focus_data_table
WHERE ChargeCategory='Usage' AND ServiceCategory='AI and Machine Learning' AND ConsumedUnit='Tokens'
  AND ChargePeriodStart >= ? AND ChargePeriodEnd <= ?
GROUP BY ChargePeriodStart, InvoiceIssuerName, ServiceProviderName, ServiceName,
  JSON_VALUE(SkuPriceDetails, '$.ModelDeveloper'), JSON_VALUE(SkuPriceDetails, '$.ModelId'),
  JSON_VALUE(SkuPriceDetails, '$.TokenDirection'),
  JSON_VALUE(SkuPriceDetails, '$.TokenCacheAction');
