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
-- Cloudflare does not fill in is NULL, except where what it means is known without being sent:
-- usage is `Usage-Based` and `Standard`, a SKU has one price, an account is an `Account`, a sub
-- account a `Subscription`, GB-months are `GB-Months`, and accounts have the names that are listed.
-- ServiceCategory and ServiceSubcategory are this project's.
-- Ends are exclusive, also where Cloudflare sends the last second; a unit that is empty is NULL.

-- Question: What is a subscription called that usage names by its id only?
-- Example: INSERT OR REPLACE INTO focus_sub_accounts VALUES ('11223344556677889900aabbccddeeff', 'Workers Paid');
CREATE TEMP TABLE IF NOT EXISTS focus_sub_accounts(
  SubAccountId TEXT PRIMARY KEY,
  SubAccountName TEXT
);

-- Filled by invoices.sql: by the currency and the day after a cycle's last, as in "EUR 2026-11-01", the
-- invoice and the line of it that it is on; where subscriptions are on several, by these as well, as in
-- "EUR 2026-11-01 A". Empty: no invoice is told.
-- Question: Part of other views: which invoice is a billing cycle on?
-- Example: SELECT * FROM focus_cycle_invoices;
CREATE TEMP TABLE IF NOT EXISTS focus_cycle_invoices(
  account_id TEXT PRIMARY KEY,
  invoices TEXT NOT NULL  -- JSON.
);

-- Both feeds in the columns that at least one of them has, and the record they come from.
DROP VIEW IF EXISTS temp.focus_records;
-- Question: Part of other views: what do both feeds say in columns of FOCUS?
-- Example: SELECT count(*) FROM focus_records WHERE charge_date >= date('now', '-6 days');
CREATE TEMP VIEW focus_records AS
SELECT account_id, charge_date, raw,
       BilledCost, BillingAccountId, BillingAccountName, BillingCurrency, BillingPeriodEnd,
       BillingPeriodStart, ChargeCategory, ChargeClass, ChargeDescription, ChargeFrequency,
       ChargePeriodEnd, ChargePeriodStart, ConsumedQuantity,
       -- FOCUS has no empty texts. Of what is counted PayGo usage sends such a unit, and says what it
       -- is in its description.
       CAST(nullif(ConsumedUnit, '') AS TEXT) AS ConsumedUnit, ContractedCost,
       ContractedUnitPrice, EffectiveCost, HostProviderName, InvoiceIssuerName, ListCost,
       ListUnitPrice, PricingQuantity, CAST(nullif(PricingUnit, '') AS TEXT) AS PricingUnit,
       RegionId, RegionName, ServiceProviderName, SubAccountId, SubAccountName, Tags,
       x_BillableMetricId, x_BillableMetricName, x_ProductCategoryName, x_ProductFamilyId,
       x_ProductFamilyName, x_ZoneId, x_ZoneName
FROM focus_feed_focus
UNION ALL
SELECT account_id, charge_date, raw,
       -- Older endpoints have no other cost than ContractedCost, name no account, of which there is
       -- only the one that was asked, and no ChargeCategory. That the four costs of a record are
       -- equal, and all of this usage, is what Cloudflare documents of the newer ones.
       CAST(coalesce(BilledCost, ContractedCost) AS REAL),
       CAST(coalesce(BillingAccountId, account_id) AS TEXT), BillingAccountName,
       BillingCurrency, BillingPeriodEnd, BillingPeriodStart,
       CAST(coalesce(ChargeCategory, 'Usage') AS TEXT), ChargeClass, ChargeDescription,
       CAST(NULL AS TEXT), ChargePeriodEnd, ChargePeriodStart, ConsumedQuantity,
       -- Of what is counted: "… usage measured in Count".
       CAST(coalesce(nullif(ConsumedUnit, ''),
                     CASE WHEN substr(ChargeDescription, -length(' usage measured in ' || PricingUnit))
                               = ' usage measured in ' || PricingUnit THEN nullif(PricingUnit, '') END)
            AS TEXT), ContractedCost, CAST(NULL AS REAL),
       CAST(coalesce(EffectiveCost, ContractedCost) AS REAL), HostProviderName, InvoiceIssuerName,
       CAST(coalesce(ListCost, ContractedCost) AS REAL), CAST(NULL AS REAL), PricingQuantity,
       CAST(nullif(PricingUnit, '') AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT),
       ServiceProviderName, SubscriptionId, CAST(NULL AS TEXT), CAST(NULL AS TEXT),
       ServiceName, ServiceName, CAST(NULL AS TEXT), CAST(NULL AS TEXT),
       ServiceFamilyName, ZoneId, ZoneName
FROM focus_feed_paygo;

-- With the billing cycle, and with the category of the product, or, where that is not told, of the
-- metric. What is not listed itself has the category of the longest name that it begins with:
-- `R2 Storage` is `R2`.
DROP VIEW IF EXISTS temp.focus_categorized;
-- Question: Part of other views: which service category does usage belong to?
-- Example: SELECT DISTINCT ServiceSubcategory FROM focus_categorized WHERE charge_date >= date('now', '-6 days');
CREATE TEMP VIEW focus_categorized AS
SELECT *,
       coalesce((SELECT ServiceSubcategory FROM focus_service_categories AS c
                 WHERE c.ServiceName = x_ProductFamilyName),
                (SELECT ServiceSubcategory FROM focus_service_categories AS c
                 WHERE substr(coalesce(nullif(x_ProductFamilyName, ''), x_BillableMetricName) || ' ',
                              1, length(c.ServiceName) + 1) = c.ServiceName || ' ' COLLATE NOCASE
                 ORDER BY length(c.ServiceName) DESC LIMIT 1), 'Other (Other)')
         AS ServiceSubcategory,
       -- As a path in focus_cycle_invoices: no condition, as one on a day would have to reach the API.
       CASE WHEN BillingCurrency GLOB '[A-Za-z][A-Za-z][A-Za-z]'
            THEN '$."' || upper(BillingCurrency) || ' ' || date(BillingPeriodEnd, '+1 second') || '"'
       END AS cycle,
       CASE WHEN BillingCurrency GLOB '[A-Za-z][A-Za-z][A-Za-z]' AND SubAccountId NOT GLOB '*[^0-9A-Za-z_-]*'
            THEN '$."' || upper(BillingCurrency) || ' ' || date(BillingPeriodEnd, '+1 second') || ' '
                 || SubAccountId || '"'
       END AS own_cycle
FROM focus_records;

-- With what an export needs beside the columns of FOCUS.
DROP VIEW IF EXISTS temp.focus_rows;
-- Question: Part of other views: what does an export need beside the columns of FOCUS?
-- Example: SELECT count(*) FROM focus_rows WHERE charge_date >= date('now', '-6 days');
CREATE TEMP VIEW focus_rows AS
SELECT account_id, charge_date, raw,
       CAST(NULL AS TEXT) AS AllocatedMethodDetails,
       CAST(NULL AS TEXT) AS AllocatedMethodId,
       CAST(NULL AS TEXT) AS AllocatedResourceId,
       CAST(NULL AS TEXT) AS AllocatedResourceName,
       CAST(NULL AS TEXT) AS AllocatedTags,
       CAST(NULL AS TEXT) AS AvailabilityZone,
       BilledCost, BillingAccountId,
       CAST(coalesce(nullif(BillingAccountName, ''),
                     (SELECT nullif(a.name, a.account_id) FROM cf_selected_accounts AS a
                      WHERE a.account_id = r.account_id AND a.account_id = r.BillingAccountId),
                     BillingAccountName)
            AS TEXT) AS BillingAccountName,
       CAST(CASE WHEN BillingAccountId <> '' THEN 'Account' END AS TEXT) AS BillingAccountType,
       BillingCurrency, BillingPeriodEnd, BillingPeriodStart,
       CAST(NULL AS TEXT) AS CapacityReservationId,
       CAST(NULL AS TEXT) AS CapacityReservationStatus,
       ChargeCategory, ChargeClass, ChargeDescription,
       CAST(coalesce(nullif(ChargeFrequency, ''),
                     CASE ChargeCategory WHEN 'Usage' THEN 'Usage-Based' END,
                     ChargeFrequency) AS TEXT)
         AS ChargeFrequency,
       ChargePeriodEnd, ChargePeriodStart,
       CAST(NULL AS TEXT) AS CommitmentDiscountCategory,
       CAST(NULL AS TEXT) AS CommitmentDiscountId,
       CAST(NULL AS TEXT) AS CommitmentDiscountName,
       CAST(NULL AS REAL) AS CommitmentDiscountQuantity,
       CAST(NULL AS TEXT) AS CommitmentDiscountStatus,
       CAST(NULL AS TEXT) AS CommitmentDiscountType,
       CAST(NULL AS TEXT) AS CommitmentDiscountUnit,
       ConsumedQuantity,
       CAST(CASE ConsumedUnit WHEN 'GB-months' THEN 'GB-Months' ELSE ConsumedUnit END AS TEXT)
         AS ConsumedUnit,
       CAST(NULL AS TEXT) AS ContractApplied,
       ContractedCost, ContractedUnitPrice, EffectiveCost, HostProviderName,
       CAST((SELECT coalesce(json_extract(i.invoices, r.own_cycle || '[0]'),
                             json_extract(i.invoices, r.cycle || '[0]')) FROM focus_cycle_invoices AS i
             WHERE i.account_id = r.account_id) AS TEXT) AS InvoiceId,
       InvoiceIssuerName, ListCost, ListUnitPrice,
       CAST(CASE WHEN ChargeCategory = 'Usage' AND x_BillableMetricId <> '' THEN 'Standard' END AS TEXT)
         AS PricingCategory,
       CAST(NULL AS TEXT) AS PricingCurrency,
       CAST(NULL AS REAL) AS PricingCurrencyContractedUnitPrice,
       CAST(NULL AS REAL) AS PricingCurrencyEffectiveCost,
       CAST(NULL AS REAL) AS PricingCurrencyListUnitPrice,
       PricingQuantity,
       CAST(CASE PricingUnit WHEN 'GB-months' THEN 'GB-Months' ELSE PricingUnit END AS TEXT)
         AS PricingUnit,
       -- Deprecated since 1.3, which has ServiceProviderName for both.
       ServiceProviderName AS ProviderName, ServiceProviderName AS PublisherName,
       RegionId, RegionName,
       CAST(NULL AS TEXT) AS ResourceId,
       CAST(NULL AS TEXT) AS ResourceName,
       CAST(NULL AS TEXT) AS ResourceType,
       CAST((SELECT s.ServiceCategory FROM focus_subcategories AS s
             WHERE s.ServiceSubcategory = r.ServiceSubcategory) AS TEXT) AS ServiceCategory,
       x_ProductFamilyName AS ServiceName, ServiceProviderName,
       CAST(ServiceSubcategory AS TEXT) AS ServiceSubcategory,
       x_BillableMetricId AS SkuId, x_BillableMetricName AS SkuMeter,
       CAST(NULL AS TEXT) AS SkuPriceDetails,
       -- Cloudflare sends no identifier of a price, and FOCUS takes that of the SKU for it.
       CAST(CASE WHEN ChargeCategory IS NOT 'Tax' THEN x_BillableMetricId END AS TEXT) AS SkuPriceId,
       SubAccountId,
       CAST(coalesce(nullif(SubAccountName, ''),
                     (SELECT n.SubAccountName FROM focus_sub_accounts AS n
                      WHERE n.SubAccountId = r.SubAccountId), SubAccountName) AS TEXT) AS SubAccountName,
       CAST(CASE WHEN SubAccountId <> '' THEN 'Subscription' END AS TEXT) AS SubAccountType,
       Tags,
       x_BillableMetricId, x_BillableMetricName,
       CAST((SELECT coalesce(json_extract(i.invoices, r.own_cycle || '[1]'),
                             json_extract(i.invoices, r.cycle || '[1]')) FROM focus_cycle_invoices AS i
             WHERE i.account_id = r.account_id) AS TEXT) AS x_InvoiceDetailId,
       x_ProductCategoryName, x_ProductFamilyId, x_ProductFamilyName, x_ZoneId, x_ZoneName
FROM focus_categorized AS r;

DROP VIEW IF EXISTS temp.focus_data_table;
-- Question: What is my usage in the columns of FOCUS 1.3, for published queries?
-- Example: SELECT ServiceName, EffectiveCost, BillingCurrency FROM focus_data_table WHERE ChargePeriodStart >= date('now', '-6 days');
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
       x_BillableMetricId, x_BillableMetricName, x_InvoiceDetailId, x_ProductCategoryName,
       x_ProductFamilyId, x_ProductFamilyName, x_ZoneId, x_ZoneName
FROM focus_rows;

DROP VIEW IF EXISTS temp.focus_data_table_1_4;
-- Question: What is my usage in the columns of FOCUS 1.4?
-- Example: SELECT ServiceName, EffectiveCost, InvoiceId FROM focus_data_table_1_4 WHERE ChargePeriodStart >= date('now', '-6 days');
CREATE TEMP VIEW focus_data_table_1_4 AS
SELECT AllocatedMethodDetails, AllocatedMethodId, AllocatedResourceId, AllocatedResourceName,
       AllocatedTags, AvailabilityZone, BilledCost, BillingAccountId, BillingAccountName,
       BillingAccountType, BillingCurrency, BillingPeriodEnd, BillingPeriodStart,
       CapacityReservationId, CapacityReservationStatus, ChargeCategory, ChargeClass,
       ChargeDescription, ChargeFrequency, ChargePeriodEnd, ChargePeriodStart,
       CommitmentDiscountCategory, CommitmentDiscountId, CommitmentDiscountName,
       CommitmentDiscountQuantity, CommitmentDiscountStatus, CommitmentDiscountType,
       CommitmentDiscountUnit, CAST(NULL AS TEXT) AS CommitmentProgramEligibilityDetails,
       ConsumedQuantity, ConsumedUnit, ContractApplied, ContractedCost, ContractedUnitPrice,
       EffectiveCost, HostProviderName, x_InvoiceDetailId AS InvoiceDetailId, InvoiceId,
       InvoiceIssuerName, ListCost, ListUnitPrice, PricingCategory, PricingCurrency,
       PricingCurrencyContractedUnitPrice, PricingCurrencyEffectiveCost,
       PricingCurrencyListUnitPrice, PricingQuantity, PricingUnit, RegionId, RegionName, ResourceId,
       ResourceName, ResourceType, ServiceCategory, ServiceName, ServiceProviderName,
       ServiceSubcategory, SkuId, SkuMeter, SkuPriceDetails, SkuPriceId, SubAccountId,
       SubAccountName, SubAccountType, Tags, x_BillableMetricId, x_BillableMetricName,
       x_ProductCategoryName, x_ProductFamilyId, x_ProductFamilyName, x_ZoneId, x_ZoneName
FROM focus_rows;
