-- FOCUS 1.3's rules on usage: focus_check, a row for each of the 222 rules that can be checked
-- against the columns that are filled; 194 of them are.
--
-- Written by sql/tools/focus_check.py: change that. The rules are those of the FOCUS specification,
-- FinOps Foundation / Joint Development Foundation Projects, CC-BY-4.0.
--
-- Inputs: focus_check_rows, the rows to check, with the columns of FOCUS 1.3. Make that view, with
-- literal days so that only those are asked for, before or after reading this file; else it is
-- focus_data_table (sql/focus.sql).
--
--   CREATE TEMP VIEW focus_check_rows AS SELECT * FROM focus_data_table
--     WHERE ChargePeriodStart >= '2026-10-01' AND ChargePeriodStart < '2026-11-01';
--   SELECT id, level, violations, text FROM focus_check WHERE status = 'violated';
--
-- Columns: id; level, as MUST; violations, the number of rows (NULL: not told); status: 'ok',
-- 'violated', 'not populated' (a column that the rule is about is NULL in all rows), 'no rows' or
-- 'not checked'; applies_when, what the provider has to support; note; text, the rule.
-- A product of two columns may be off by 1e-9 of the third, or by half of its tenth decimal.

CREATE TEMP VIEW IF NOT EXISTS focus_check_rows AS SELECT * FROM focus_data_table;

-- counted: where in focus_check_counts the number of violations is.
DROP TABLE IF EXISTS temp.focus_check_rules;
CREATE TEMP TABLE focus_check_rules(counted, id, level, applies_when, note, text);
INSERT INTO focus_check_rules VALUES
(0, 'CAU-BilledCost-C-001-M', 'MUST', NULL, NULL, 'BilledCost MUST be of type Decimal.'),
(1, 'CAU-BilledCost-C-002-M', 'MUST', NULL, NULL,
  'BilledCost MUST conform to NumericFormat requirements.'),
(2, 'CAU-BilledCost-C-003-M', 'MUST NOT', NULL, NULL, 'BilledCost MUST NOT be null.'),
(3, 'CAU-BilledCost-C-004-M', 'MUST', NULL, NULL, 'BilledCost MUST be a valid decimal value.'),
(4, 'CAU-BillingAccountId-C-001-M', 'MUST NOT', NULL, NULL, 'BillingAccountId MUST NOT be null.'),
(5, 'CAU-BillingAccountId-C-002-M', 'MUST', NULL, NULL, 'BillingAccountId MUST be of type String.'),
(6, 'CAU-BillingAccountId-C-003-M', 'MUST', NULL, NULL,
  'BillingAccountId MUST conform to StringHandling requirements.'),
(7, 'CAU-BillingAccountName-C-001-M', 'MUST', NULL, NULL,
  'BillingAccountName MUST be of type String.'),
(8, 'CAU-BillingAccountName-C-002-M', 'MUST', NULL, NULL,
  'BillingAccountName MUST conform to StringHandling requirements.'),
(9, 'CAU-BillingAccountName-C-003-C', 'MUST NOT', 'ACCOUNT_NAMING_SUPPORTED', NULL,
  'BillingAccountName MUST NOT be null when the invoice issuer supports assigning a display name for the billing account.'),
(10, 'CAU-BillingAccountType-C-001-M', 'MUST', NULL, NULL,
  'BillingAccountType MUST be of type String.'),
(11, 'CAU-BillingAccountType-C-002-M', 'MUST', NULL, NULL,
  'BillingAccountType MUST conform to StringHandling requirements.'),
(12, 'CAU-BillingAccountType-C-004-C', 'MUST', NULL, NULL,
  'BillingAccountType MUST be null when BillingAccountId is null.'),
(13, 'CAU-BillingAccountType-C-005-C', 'MUST NOT', NULL, NULL,
  'BillingAccountType MUST NOT be null when BillingAccountId is not null.'),
(14, 'CAU-BillingCurrency-C-001-M', 'MUST', NULL, NULL, 'BillingCurrency MUST be of type String.'),
(15, 'CAU-BillingCurrency-C-002-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST conform to StringHandling requirements.'),
(16, 'CAU-BillingCurrency-C-003-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST conform to CurrencyFormat requirements.'),
(17, 'CAU-BillingCurrency-C-004-M', 'MUST NOT', NULL, NULL, 'BillingCurrency MUST NOT be null.'),
(18, 'CAU-BillingCurrency-C-006-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST be expressed in national currency (e.g., USD, EUR).'),
(19, 'CAU-BillingPeriodEnd-C-001-M', 'MUST', NULL, NULL,
  'BillingPeriodEnd MUST be of type Date/Time.'),
(20, 'CAU-BillingPeriodEnd-C-002-M', 'MUST', NULL, NULL,
  'BillingPeriodEnd MUST conform to DateTimeFormat requirements.'),
(21, 'CAU-BillingPeriodEnd-C-003-M', 'MUST NOT', NULL, NULL, 'BillingPeriodEnd MUST NOT be null.'),
(22, 'CAU-BillingPeriodStart-C-001-M', 'MUST', NULL, NULL,
  'BillingPeriodStart MUST be of type Date/Time.'),
(23, 'CAU-BillingPeriodStart-C-002-M', 'MUST', NULL, NULL,
  'BillingPeriodStart MUST conform to DateTimeFormat requirements.'),
(24, 'CAU-BillingPeriodStart-C-003-M', 'MUST NOT', NULL, NULL,
  'BillingPeriodStart MUST NOT be null.'),
(25, 'CAU-ChargeCategory-C-001-M', 'MUST', NULL, NULL, 'ChargeCategory MUST be of type String.'),
(26, 'CAU-ChargeCategory-C-002-M', 'MUST NOT', NULL, NULL, 'ChargeCategory MUST NOT be null.'),
(27, 'CAU-ChargeCategory-C-003-M', 'MUST', NULL, NULL,
  'ChargeCategory MUST be one of the allowed values.'),
(28, 'CAU-ChargeClass-C-001-M', 'MUST', NULL, NULL, 'ChargeClass MUST be of type String.'),
(29, 'CAU-ChargeClass-C-005-C', 'MUST', NULL, NULL,
  'ChargeClass MUST be "Correction" when ChargeClass is not null.'),
(30, 'CAU-ChargeDescription-C-001-M', 'MUST', NULL, NULL,
  'ChargeDescription MUST be of type String.'),
(31, 'CAU-ChargeDescription-C-002-M', 'MUST', NULL, NULL,
  'ChargeDescription MUST conform to StringHandling requirements.'),
(32, 'CAU-ChargeDescription-C-003-O', 'SHOULD NOT', NULL, NULL,
  'ChargeDescription SHOULD NOT be null.'),
(33, 'CAU-ChargeFrequency-C-001-M', 'MUST', NULL, NULL, 'ChargeFrequency MUST be of type String.'),
(34, 'CAU-ChargeFrequency-C-002-M', 'MUST NOT', NULL, NULL, 'ChargeFrequency MUST NOT be null.'),
(35, 'CAU-ChargeFrequency-C-003-M', 'MUST', NULL, NULL,
  'ChargeFrequency MUST be one of the allowed values.'),
(36, 'CAU-ChargeFrequency-C-004-C', 'MUST NOT', NULL, NULL,
  'ChargeFrequency MUST NOT be "Usage-Based" when ChargeCategory is "Purchase".'),
(37, 'CAU-ChargePeriodEnd-C-001-M', 'MUST', NULL, NULL,
  'ChargePeriodEnd MUST be of type Date/Time.'),
(38, 'CAU-ChargePeriodEnd-C-002-M', 'MUST', NULL, NULL,
  'ChargePeriodEnd MUST conform to DateTimeFormat requirements.'),
(39, 'CAU-ChargePeriodEnd-C-003-M', 'MUST NOT', NULL, NULL, 'ChargePeriodEnd MUST NOT be null.'),
(40, 'CAU-ChargePeriodStart-C-001-M', 'MUST', NULL, NULL,
  'ChargePeriodStart MUST be of type Date/Time.'),
(41, 'CAU-ChargePeriodStart-C-002-M', 'MUST', NULL, NULL,
  'ChargePeriodStart MUST conform to DateTimeFormat requirements.'),
(42, 'CAU-ChargePeriodStart-C-003-M', 'MUST NOT', NULL, NULL, 'ChargePeriodStart MUST NOT be null.'),
(NULL, 'CAU-CommitmentDiscountQuantity-C-011-C', 'MUST', NULL,
  'not checked: the rules file has no expression for it',
  'CommitmentDiscountQuantity MUST be the quantity of CommitmentDiscountUnit, paid fully or partially upfront, that is eligible for consumption over the commitment discount''s term when ChargeFrequency is "One-Time".'),
(NULL, 'CAU-CommitmentDiscountQuantity-C-012-C', 'MUST', NULL,
  'not checked: the rules file has no expression for it',
  'CommitmentDiscountQuantity MUST be the quantity of CommitmentDiscountUnit that is eligible for consumption for each charge period that corresponds with the purchase when ChargeFrequency is "Recurring".'),
(43, 'CAU-ConsumedQuantity-C-001-M', 'MUST', NULL, NULL,
  'ConsumedQuantity MUST be of type Decimal.'),
(44, 'CAU-ConsumedQuantity-C-002-M', 'MUST', NULL, NULL,
  'ConsumedQuantity MUST conform to NumericFormat requirements.'),
(45, 'CAU-ConsumedQuantity-C-006-C', 'MUST NOT', NULL,
  'by its sentence; the expression of the rules file has the condition the other way round; where CAU-ConsumedQuantity-C-005-C applies',
  'ConsumedQuantity MUST NOT be null when ChargeClass is not "Correction".'),
(NULL, 'CAU-ConsumedQuantity-C-007-C', 'MAY', NULL,
  'not checked: a permission, which nothing can violate',
  'ConsumedQuantity MAY be null when ChargeClass is "Correction".'),
(46, 'CAU-ConsumedQuantity-C-008-C', 'MUST', NULL,
  'by its sentence; the rules file has no expression',
  'ConsumedQuantity MUST be a valid decimal value when not null.'),
(47, 'CAU-ConsumedQuantity-C-009-C', 'MUST', NULL, NULL,
  'ConsumedQuantity MUST be null when SkuPriceId is null.'),
(48, 'CAU-ConsumedUnit-C-001-M', 'MUST', NULL, NULL, 'ConsumedUnit MUST be of type String.'),
(49, 'CAU-ConsumedUnit-C-002-M', 'MUST', NULL, NULL,
  'ConsumedUnit MUST conform to StringHandling requirements.'),
(50, 'CAU-ConsumedUnit-C-003-O', 'SHOULD', NULL, NULL,
  'ConsumedUnit SHOULD conform to UnitFormat requirements.'),
(51, 'CAU-ConsumedUnit-C-005-C', 'MUST', NULL, NULL,
  'ConsumedUnit MUST be null when ConsumedQuantity is null.'),
(52, 'CAU-ConsumedUnit-C-006-C', 'MUST NOT', NULL, NULL,
  'ConsumedUnit MUST NOT be null when ConsumedQuantity is not null.'),
(53, 'CAU-ContractedCost-C-001-M', 'MUST', NULL, NULL, 'ContractedCost MUST be of type Decimal.'),
(54, 'CAU-ContractedCost-C-002-M', 'MUST', NULL, NULL,
  'ContractedCost MUST conform to NumericFormat requirements.'),
(55, 'CAU-ContractedCost-C-003-M', 'MUST NOT', NULL, NULL, 'ContractedCost MUST NOT be null.'),
(56, 'CAU-ContractedCost-C-004-M', 'MUST', NULL,
  'by its sentence; the expression of the rules file asks only that it is not null',
  'ContractedCost MUST be a valid decimal value.'),
(NULL, 'CAU-ContractedCost-C-006-C', 'MUST', NULL,
  'not checked: the rules file has no expression for it (CAU-ContractedCost-C-007-M, CAU-ContractedCost-C-008-M)',
  'When ContractedUnitPrice is null, ContractedCost adheres to the following additional requirements:'),
(NULL, 'CAU-ContractedCost-C-009-C', 'MUST', NULL, 'not checked: removed from the specification',
  'The product of ContractedUnitPrice and PricingQuantity MUST match the ContractedCost when ContractedUnitPrice is not null, PricingQuantity is not null, and ChargeClass is not "Correction".'),
(NULL, 'CAU-ContractedCost-C-010-C', 'MAY', NULL, 'not checked: removed from the specification',
  'Discrepancies in ContractedCost, ContractedUnitPrice, or PricingQuantity MAY exist when ChargeClass is "Correction".'),
(57, 'CAU-ContractedCost-C-011-C', 'MUST', NULL, NULL,
  'ContractedCost MUST equal the product of ContractedUnitPrice and PricingQuantity when ContractedUnitPrice is not null and PricingQuantity is not null.'),
(58, 'CAU-ContractedUnitPrice-C-002-M', 'MUST', NULL, NULL,
  'ContractedUnitPrice MUST be of type Decimal.'),
(59, 'CAU-ContractedUnitPrice-C-003-M', 'MUST', NULL, NULL,
  'ContractedUnitPrice MUST conform to NumericFormat requirements.'),
(60, 'CAU-ContractedUnitPrice-C-005-C', 'MUST', NULL, NULL,
  'ContractedUnitPrice MUST be null when ChargeCategory is "Tax".'),
(61, 'CAU-ContractedUnitPrice-C-006-C', 'MUST NOT', NULL, NULL,
  'ContractedUnitPrice MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(62, 'CAU-ContractedUnitPrice-C-008-C', 'MUST', NULL,
  'without CAU-ContractedUnitPrice-C-010-M: the rules file has no expression for it',
  'When ContractedUnitPrice is not null, ContractedUnitPrice adheres to the following additional requirements:'),
(63, 'CAU-ContractedUnitPrice-C-009-M', 'MUST', NULL,
  'where CAU-ContractedUnitPrice-C-008-C applies',
  'ContractedUnitPrice MUST be a non-negative decimal value.'),
(NULL, 'CAU-ContractedUnitPrice-C-011-C', 'MUST', NULL,
  'not checked: removed from the specification',
  'The product of ContractedUnitPrice and PricingQuantity MUST match the ContractedCost when PricingQuantity is not null and ChargeClass is not "Correction".'),
(NULL, 'CAU-ContractedUnitPrice-C-012-C', 'MAY', NULL,
  'not checked: removed from the specification',
  'Discrepancies in ContractedUnitPrice, ContractedCost, or PricingQuantity MAY exist when ChargeClass is "Correction".'),
(64, 'CAU-ContractedUnitPrice-C-013-C', 'MUST', NULL, NULL,
  'ContractedCost MUST equal the product of ContractedUnitPrice and PricingQuantity when ContractedUnitPrice is not null and PricingQuantity is not null.'),
(65, 'CAU-ContractedUnitPrice-C-014-C', 'MUST', NULL, NULL,
  'ContractedUnitPrice MUST be null when SkuPriceId is null.'),
(66, 'CAU-ContractedUnitPrice-C-015-C', 'MUST NOT', NULL, NULL,
  'ContractedUnitPrice MUST NOT be null when SkuPriceId is not null.'),
(67, 'CAU-CostAndUsage-D-004-C', 'MUST', 'PUBLIC_PRICE_LIST_SUPPORTED', NULL,
  'ListUnitPrice MUST be present in a Cost and Usage FOCUS dataset when the service provider publishes unit prices exclusive of discounts.'),
(68, 'CAU-CostAndUsage-D-005-M', 'MUST', NULL, NULL,
  'BillingAccountName MUST be present in a Cost and Usage FOCUS dataset.'),
(69, 'CAU-CostAndUsage-D-006-M', 'MUST', NULL, NULL,
  'BilledCost MUST be present in a Cost and Usage FOCUS dataset.'),
(70, 'CAU-CostAndUsage-D-007-C', 'MUST', 'MULTIPLE_BILLING_ACCOUNT_TYPES_SUPPORTED', NULL,
  'BillingAccountType MUST be present in a Cost and Usage FOCUS dataset when the invoice issuer supports more than one possible BillingAccountType value.'),
(71, 'CAU-CostAndUsage-D-008-M', 'MUST', NULL, NULL,
  'ChargeCategory MUST be present in a Cost and Usage FOCUS dataset.'),
(72, 'CAU-CostAndUsage-D-009-M', 'MUST', NULL, NULL,
  'BillingPeriodStart MUST be present in a Cost and Usage FOCUS dataset.'),
(73, 'CAU-CostAndUsage-D-010-M', 'MUST', NULL, NULL,
  'BillingPeriodEnd MUST be present in a Cost and Usage FOCUS dataset.'),
(74, 'CAU-CostAndUsage-D-011-C', 'MUST', 'USAGE_MEASUREMENT_SUPPORTED', NULL,
  'ConsumedQuantity MUST be present in a Cost and Usage FOCUS dataset when the service provider supports the measurement of usage.'),
(75, 'CAU-CostAndUsage-D-019-C', 'MUST', 'SUB_ACCOUNT_SUPPORTED', NULL,
  'SubAccountId MUST be present in a Cost and Usage FOCUS dataset when the service provider supports a sub account construct.'),
(76, 'CAU-CostAndUsage-D-022-C', 'MUST', 'MULTIPLE_PRICING_CATEGORIES_SUPPORTED', NULL,
  'PricingCategory MUST be present in a Cost and Usage FOCUS dataset when the service provider supports more than one pricing category across all SKUs.'),
(77, 'CAU-CostAndUsage-D-023-M', 'MUST', NULL, NULL,
  'InvoiceIssuerName MUST be present in a Cost and Usage FOCUS dataset.'),
(78, 'CAU-CostAndUsage-D-024-M', 'MUST', NULL, NULL,
  'BillingAccountId MUST be present in a Cost and Usage FOCUS dataset.'),
(79, 'CAU-CostAndUsage-D-025-M', 'MUST', NULL, NULL,
  'ChargeDescription MUST be present in a Cost and Usage FOCUS dataset.'),
(80, 'CAU-CostAndUsage-D-026-M', 'MUST', NULL, NULL,
  'ChargeClass MUST be present in a Cost and Usage FOCUS dataset.'),
(81, 'CAU-CostAndUsage-D-027-O', 'RECOMMENDED', NULL, NULL,
  'ChargeFrequency is RECOMMENDED to be present in a Cost and Usage FOCUS dataset.'),
(82, 'CAU-CostAndUsage-D-028-M', 'MUST', NULL, NULL,
  'ChargePeriodEnd MUST be present in a Cost and Usage FOCUS dataset.'),
(83, 'CAU-CostAndUsage-D-029-C', 'MUST', 'SUB_ACCOUNT_SUPPORTED', NULL,
  'SubAccountName MUST be present in a Cost and Usage FOCUS dataset when the service provider supports a sub account construct.'),
(84, 'CAU-CostAndUsage-D-030-M', 'MUST', NULL, NULL,
  'ContractedCost MUST be present in a Cost and Usage FOCUS dataset.'),
(85, 'CAU-CostAndUsage-D-031-M', 'MUST', NULL, NULL,
  'EffectiveCost MUST be present in a Cost and Usage FOCUS dataset.'),
(86, 'CAU-CostAndUsage-D-032-M', 'MUST', NULL, NULL,
  'ListCost MUST be present in a Cost and Usage FOCUS dataset.'),
(87, 'CAU-CostAndUsage-D-034-C', 'MUST', 'NEGOTIATED_PRICING_SUPPORTED', NULL,
  'ContractedUnitPrice MUST be present in a Cost and Usage FOCUS dataset when the service provider supports negotiated pricing concepts.'),
(88, 'CAU-CostAndUsage-D-035-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST be present in a Cost and Usage FOCUS dataset.'),
(89, 'CAU-CostAndUsage-D-036-M', 'MUST', NULL, NULL,
  'PricingQuantity MUST be present in a Cost and Usage FOCUS dataset.'),
(90, 'CAU-CostAndUsage-D-037-M', 'MUST', NULL, NULL,
  'ChargePeriodStart MUST be present in a Cost and Usage FOCUS dataset.'),
(91, 'CAU-CostAndUsage-D-040-M', 'MUST', NULL, NULL,
  'ServiceCategory MUST be present in a Cost and Usage FOCUS dataset.'),
(92, 'CAU-CostAndUsage-D-041-M', 'MUST', NULL, NULL,
  'ServiceName MUST be present in a Cost and Usage FOCUS dataset.'),
(93, 'CAU-CostAndUsage-D-042-O', 'RECOMMENDED', NULL, NULL,
  'ServiceSubcategory is RECOMMENDED to be present in a Cost and Usage FOCUS dataset.'),
(94, 'CAU-CostAndUsage-D-058-C', 'MUST', 'PUBLIC_PRICE_LIST_SUPPORTED,UNIT_PRICING_SUPPORTED', NULL,
  'SkuPriceId MUST be present in a Cost and Usage FOCUS dataset when the service provider supports unit pricing concepts and publishes price lists, publicly or as part of contracting.'),
(95, 'CAU-CostAndUsage-D-059-C', 'MUST', 'PUBLIC_PRICE_LIST_SUPPORTED,UNIT_PRICING_SUPPORTED', NULL,
  'SkuMeter MUST be present in a Cost and Usage FOCUS dataset when the service provider supports unit pricing concepts and publishes price lists, publicly or as part of contracting.'),
(96, 'CAU-CostAndUsage-D-060-C', 'MUST', 'PUBLIC_PRICE_LIST_SUPPORTED,UNIT_PRICING_SUPPORTED', NULL,
  'SkuId MUST be present in a Cost and Usage FOCUS dataset when the service provider supports unit pricing concepts and publishes price lists, publicly or as part of contracting.'),
(97, 'CAU-CostAndUsage-D-062-C', 'MUST', 'REGION_SUPPORTED', NULL,
  'RegionName MUST be present in a Cost and Usage FOCUS dataset when the host provider supports deploying resources or services within a region.'),
(98, 'CAU-CostAndUsage-D-063-C', 'MUST', 'REGION_SUPPORTED', NULL,
  'RegionId MUST be present in a Cost and Usage FOCUS dataset when the host provider supports deploying resources or services within a region.'),
(99, 'CAU-CostAndUsage-D-064-C', 'MUST', 'TAGGING_SUPPORTED', NULL,
  'Tags MUST be present in a Cost and Usage FOCUS dataset when the data generator supports setting user or provider-defined tags.'),
(100, 'CAU-CostAndUsage-D-066-C', 'MUST', 'USAGE_MEASUREMENT_SUPPORTED', NULL,
  'ConsumedUnit MUST be present in a Cost and Usage FOCUS dataset when the service provider supports the measurement of usage.'),
(101, 'CAU-CostAndUsage-D-067-C', 'MUST', 'MULTIPLE_SUB_ACCOUNT_TYPES_SUPPORTED', NULL,
  'SubAccountType MUST be present in a Cost and Usage FOCUS dataset when the service provider supports more than one possible SubAccountType value.'),
(102, 'CAU-CostAndUsage-D-068-M', 'MUST', NULL, NULL,
  'PricingUnit MUST be present in a Cost and Usage dataset.'),
(103, 'CAU-CostAndUsage-D-075-M', 'MUST', NULL, NULL,
  'HostProviderName MUST be present in a Cost and Usage FOCUS dataset.'),
(104, 'CAU-CostAndUsage-D-076-M', 'MUST', NULL, NULL,
  'ServiceProviderName MUST be present in a Cost and Usage FOCUS dataset.'),
(105, 'CAU-EffectiveCost-C-001-M', 'MUST', NULL, NULL, 'EffectiveCost MUST be of type Decimal.'),
(106, 'CAU-EffectiveCost-C-002-M', 'MUST', NULL, NULL,
  'EffectiveCost MUST conform to NumericFormat requirements.'),
(107, 'CAU-EffectiveCost-C-003-M', 'MUST NOT', NULL, NULL, 'EffectiveCost MUST NOT be null.'),
(108, 'CAU-EffectiveCost-C-004-M', 'MUST', NULL,
  'by its sentence; the expression of the rules file asks only that it is not null',
  'EffectiveCost MUST be a valid decimal value.'),
(NULL, 'CAU-EffectiveCost-C-005-C', 'MUST', NULL,
  'not checked: no column says whether a purchase is to cover future charges',
  'EffectiveCost MUST be 0 when ChargeCategory is "Purchase" and the purchase is intended to cover future eligible charges.'),
(NULL, 'CAU-EffectiveCost-C-008-C', 'MUST', NULL,
  'not checked: the rules file has no expression for it (CAU-EffectiveCost-C-009-M, CAU-EffectiveCost-C-010-M)',
  'When ChargeCategory is not "Usage" or "Purchase", EffectiveCost adheres to the following additional requirements:'),
(109, 'CAU-HostProviderName-C-001-M', 'MUST', NULL, NULL,
  'HostProviderName MUST be of type String.'),
(110, 'CAU-HostProviderName-C-002-M', 'MUST', NULL, NULL,
  'HostProviderName MUST conform to StringHandling requirements.'),
(NULL, 'CAU-HostProviderName-C-007-C', 'MUST', NULL,
  'not checked: the rules file has no expression for it (CAU-HostProviderName-C-008-C, CAU-HostProviderName-C-009-C, CAU-HostProviderName-C-010-M)',
  'When HostProviderName is not null, HostProviderName values are defined as follows:'),
(111, 'CAU-InvoiceIssuerName-C-001-M', 'MUST', NULL, NULL,
  'InvoiceIssuerName MUST be of type String.'),
(112, 'CAU-InvoiceIssuerName-C-002-M', 'MUST', NULL, NULL,
  'InvoiceIssuerName MUST conform to StringHandling requirements.'),
(113, 'CAU-InvoiceIssuerName-C-003-M', 'MUST NOT', NULL, NULL,
  'InvoiceIssuerName MUST NOT be null.'),
(114, 'CAU-ListCost-C-001-M', 'MUST', NULL, NULL, 'ListCost MUST be of type Decimal.'),
(115, 'CAU-ListCost-C-002-M', 'MUST', NULL, NULL,
  'ListCost MUST conform to NumericFormat requirements.'),
(116, 'CAU-ListCost-C-003-M', 'MUST NOT', NULL, NULL, 'ListCost MUST NOT be null.'),
(117, 'CAU-ListCost-C-004-M', 'MUST', NULL,
  'by its sentence; the expression of the rules file asks only that it is not null',
  'ListCost MUST be a valid decimal value.'),
(NULL, 'CAU-ListCost-C-006-C', 'MUST', NULL,
  'not checked: the rules file has no expression for it (CAU-ListCost-C-007-M, CAU-ListCost-C-008-M)',
  'When ListUnitPrice is null, ListCost adheres to the following additional requirements:'),
(NULL, 'CAU-ListCost-C-009-C', 'MUST', NULL, 'not checked: removed from the specification',
  'The product of ListUnitPrice and PricingQuantity MUST match the ListCost when ListUnitPrice is not null, PricingQuantity is not null, and ChargeClass is not "Correction".'),
(118, 'CAU-ListCost-C-011-C', 'MUST', NULL, NULL,
  'ListCost MUST equal the product of ListUnitPrice and PricingQuantity when ListUnitPrice is not null and PricingQuantity is not null.'),
(119, 'CAU-ListUnitPrice-C-001-M', 'MUST', NULL, NULL, 'ListUnitPrice MUST be of type Decimal.'),
(120, 'CAU-ListUnitPrice-C-002-M', 'MUST', NULL, NULL,
  'ListUnitPrice MUST conform to NumericFormat requirements.'),
(121, 'CAU-ListUnitPrice-C-004-C', 'MUST', NULL, NULL,
  'ListUnitPrice MUST be null when ChargeCategory is "Tax".'),
(122, 'CAU-ListUnitPrice-C-005-C', 'MUST NOT', NULL, NULL,
  'ListUnitPrice MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(NULL, 'CAU-ListUnitPrice-C-006-O', 'MAY', NULL,
  'not checked: a permission, which nothing can violate',
  'ListUnitPrice MAY be null in all other cases.'),
(123, 'CAU-ListUnitPrice-C-007-C', 'MUST', NULL,
  'without CAU-ListUnitPrice-C-009-M: the rules file has no expression for it',
  'When ListUnitPrice is not null, ListUnitPrice adheres to the following additional requirements:'),
(124, 'CAU-ListUnitPrice-C-008-M', 'MUST', NULL, 'where CAU-ListUnitPrice-C-007-C applies',
  'ListUnitPrice MUST be a non-negative decimal value.'),
(NULL, 'CAU-ListUnitPrice-C-010-C', 'MUST', NULL, 'not checked: removed from the specification',
  'The product of ListUnitPrice and PricingQuantity MUST match the ListCost when PricingQuantity is not null and ChargeClass is not "Correction".'),
(NULL, 'CAU-ListUnitPrice-C-011-C', 'MAY', NULL, 'not checked: removed from the specification',
  'Discrepancies in ListUnitPrice, ListCost, or PricingQuantity MAY exist when ChargeClass is "Correction".'),
(125, 'CAU-ListUnitPrice-C-012-C', 'MUST', NULL, NULL,
  'ListUnitPrice MUST be null when SkuPriceId is null.'),
(126, 'CAU-ListUnitPrice-C-013-C', 'MUST NOT', NULL, NULL,
  'ListUnitPrice MUST NOT be null when SkuPriceId is not null.'),
(127, 'CAU-ListUnitPrice-C-014-C', 'MUST', NULL, NULL,
  'ListCost MUST equal the product of ListUnitPrice and PricingQuantity when ListUnitPrice is not null and PricingQuantity is not null.'),
(128, 'CAU-PricingCategory-C-001-M', 'MUST', NULL, NULL, 'PricingCategory MUST be of type String.'),
(129, 'CAU-PricingCategory-C-003-C', 'MUST', NULL, NULL,
  'PricingCategory MUST be null when ChargeCategory is "Tax".'),
(130, 'CAU-PricingCategory-C-004-C', 'MUST NOT', NULL, NULL,
  'PricingCategory MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(131, 'CAU-PricingCategory-C-007-M', 'MUST', NULL, 'where CAU-PricingCategory-C-006-C applies',
  'PricingCategory MUST be one of the allowed values.'),
(132, 'CAU-PricingCategory-C-012-C', 'MUST', NULL, NULL,
  'PricingCategory MUST be null when SkuPriceId is null.'),
(NULL, 'CAU-PricingCurrencyContractedUnitPrice-C-004-C', 'MUST', NULL,
  'not checked: the rules file has no expression for it',
  'PricingCurrencyContractedUnitPrice MUST be null when ChargeCategory is "Tax".'),
(NULL, 'CAU-PricingCurrencyContractedUnitPrice-C-005-C', 'MUST NOT', NULL,
  'not checked: the rules file has no expression for it',
  'PricingCurrencyContractedUnitPrice MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(NULL, 'CAU-PricingCurrencyContractedUnitPrice-C-010-C', 'MAY', NULL,
  'not checked: removed from the specification',
  'Discrepancies in PricingCurrencyContractedUnitPrice, ContractedCost, or PricingQuantity MAY exist when ChargeClass is "Correction".'),
(NULL, 'CAU-PricingCurrencyListUnitPrice-C-010-C', 'MAY', NULL,
  'not checked: removed from the specification',
  'Discrepancies in PricingCurrencyListUnitPrice, ListCost, or PricingQuantity MAY be addressed independently when ChargeClass is "Correction".'),
(133, 'CAU-PricingQuantity-C-001-M', 'MUST', NULL, NULL, 'PricingQuantity MUST be of type Decimal.'),
(134, 'CAU-PricingQuantity-C-002-M', 'MUST', NULL, NULL,
  'PricingQuantity MUST conform to NumericFormat requirements.'),
(135, 'CAU-PricingQuantity-C-004-C', 'MUST', NULL, NULL,
  'PricingQuantity MUST be null when ChargeCategory is "Tax".'),
(136, 'CAU-PricingQuantity-C-005-C', 'MUST NOT', NULL, NULL,
  'PricingQuantity MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(NULL, 'CAU-PricingQuantity-C-007-C', 'MUST', NULL, 'not checked: removed from the specification',
  'When PricingQuantity is not null, PricingQuantity adheres to the following additional requirements:'),
(NULL, 'CAU-PricingQuantity-C-008-M', 'MUST', NULL, 'not checked: removed from the specification',
  'PricingQuantity MUST be a valid decimal value.'),
(NULL, 'CAU-PricingQuantity-C-010-C', 'MAY', NULL, 'not checked: removed from the specification',
  'Discrepancies in PricingQuantity, unit prices (e.g., ContractedUnitPrice), or costs (e.g., ContractedCost) MAY exist when ChargeClass is "Correction".'),
(137, 'CAU-PricingQuantity-C-011-C', 'MUST', NULL, NULL,
  'PricingQuantity MUST be null when SkuPriceId is null.'),
(138, 'CAU-PricingQuantity-C-012-C', 'MUST', NULL, NULL,
  'PricingQuantity MUST be a valid decimal value when not null.'),
(139, 'CAU-PricingUnit-C-001-M', 'MUST', NULL, NULL, 'PricingUnit MUST be of type String.'),
(140, 'CAU-PricingUnit-C-002-M', 'MUST', NULL, NULL,
  'PricingUnit MUST conform to StringHandling requirements.'),
(141, 'CAU-PricingUnit-C-003-O', 'SHOULD', NULL, NULL,
  'PricingUnit SHOULD conform to UnitFormat requirements.'),
(142, 'CAU-PricingUnit-C-005-C', 'MUST', NULL, NULL,
  'PricingUnit MUST be null when PricingQuantity is null.'),
(143, 'CAU-PricingUnit-C-006-C', 'MUST NOT', NULL, NULL,
  'PricingUnit MUST NOT be null when PricingQuantity is not null.'),
(NULL, 'CAU-PricingUnit-C-007-C', 'MUST', NULL,
  'not checked: the rules file has no expression for it (CAU-PricingUnit-C-008-M, CAU-PricingUnit-C-009-C)',
  'When PricingUnit is not null, PricingUnit adheres to the following additional requirements:'),
(144, 'CAU-RegionId-C-001-M', 'MUST', NULL, NULL, 'RegionId MUST be of type String.'),
(145, 'CAU-RegionId-C-002-M', 'MUST', NULL, NULL,
  'RegionId MUST conform to StringHandling requirements.'),
(146, 'CAU-RegionName-C-001-M', 'MUST', NULL, NULL, 'RegionName MUST be of type String.'),
(147, 'CAU-RegionName-C-002-M', 'MUST', NULL, NULL,
  'RegionName MUST conform to StringHandling requirements.'),
(148, 'CAU-RegionName-C-004-C', 'MUST', NULL, NULL,
  'RegionName MUST be null when RegionId is null.'),
(149, 'CAU-RegionName-C-005-C', 'MUST NOT', NULL, NULL,
  'RegionName MUST NOT be null when RegionId is not null.'),
(150, 'CAU-ServiceCategory-C-001-M', 'MUST', NULL, NULL, 'ServiceCategory MUST be of type String.'),
(151, 'CAU-ServiceCategory-C-002-M', 'MUST NOT', NULL, NULL, 'ServiceCategory MUST NOT be null.'),
(152, 'CAU-ServiceCategory-C-003-M', 'MUST', NULL, NULL,
  'ServiceCategory MUST be one of the allowed values.'),
(153, 'CAU-ServiceName-C-001-M', 'MUST', NULL, NULL, 'ServiceName MUST be of type String.'),
(154, 'CAU-ServiceName-C-002-M', 'MUST', NULL, NULL,
  'ServiceName MUST conform to StringHandling requirements.'),
(155, 'CAU-ServiceName-C-003-M', 'MUST NOT', NULL, NULL, 'ServiceName MUST NOT be null.'),
(156, 'CAU-ServiceName-C-005-C', 'MUST', NULL, 'violations are values too many, not rows',
  'ServiceName MUST have one and only one ServiceCategory that best aligns with its primary purpose, except when no suitable ServiceCategory is available.'),
(157, 'CAU-ServiceName-C-008-C', 'SHOULD', NULL, 'violations are values too many, not rows',
  'ServiceName SHOULD have one and only one ServiceSubcategory that best aligns with its primary purpose, except when no suitable ServiceSubcategory is available.'),
(158, 'CAU-ServiceProviderName-C-001-M', 'MUST', NULL, NULL,
  'ServiceProviderName MUST be of type String.'),
(159, 'CAU-ServiceProviderName-C-002-M', 'MUST', NULL, NULL,
  'ServiceProviderName MUST conform to StringHandling requirements.'),
(160, 'CAU-ServiceProviderName-C-003-M', 'MUST NOT', NULL, NULL,
  'ServiceProviderName MUST NOT be null.'),
(161, 'CAU-ServiceSubcategory-C-001-M', 'MUST', NULL, NULL,
  'ServiceSubcategory MUST be of type String.'),
(162, 'CAU-ServiceSubcategory-C-002-M', 'MUST NOT', NULL, NULL,
  'ServiceSubcategory MUST NOT be null.'),
(163, 'CAU-ServiceSubcategory-C-003-M', 'MUST', NULL, NULL,
  'ServiceSubcategory MUST be one of the allowed values.'),
(164, 'CAU-ServiceSubcategory-C-004-M', 'MUST', NULL, NULL,
  'ServiceSubcategory MUST have one and only one parent ServiceCategory as specified in the allowed values below.'),
(165, 'CAU-SkuId-C-001-M', 'MUST', NULL, NULL, 'SkuId MUST be of type String.'),
(166, 'CAU-SkuId-C-002-M', 'MUST', NULL, NULL, 'SkuId MUST conform to StringHandling requirements.'),
(167, 'CAU-SkuId-C-004-C', 'MUST', NULL, NULL, 'SkuId MUST be null when ChargeCategory is "Tax".'),
(168, 'CAU-SkuId-C-005-C', 'MUST NOT', NULL, NULL,
  'SkuId MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(NULL, 'CAU-SkuId-C-011-C', 'MUST', NULL, 'not checked: the rules file has no expression for it',
  'SkuId MUST be associated with a given resource or service when ChargeCategory is "Usage" or "Purchase".'),
(169, 'CAU-SkuMeter-C-001-M', 'MUST', NULL, NULL, 'SkuMeter MUST be of type String.'),
(170, 'CAU-SkuMeter-C-002-M', 'MUST', NULL, NULL,
  'SkuMeter MUST conform to StringHandling requirements.'),
(171, 'CAU-SkuMeter-C-004-C', 'MUST', NULL, NULL, 'SkuMeter MUST be null when SkuId is null.'),
(172, 'CAU-SkuMeter-C-005-C', 'SHOULD NOT', NULL, NULL,
  'SkuMeter SHOULD NOT be null when SkuId is not null.'),
(173, 'CAU-SkuPriceId-C-001-M', 'MUST', NULL, NULL, 'SkuPriceId MUST be of type String.'),
(174, 'CAU-SkuPriceId-C-002-M', 'MUST', NULL, NULL,
  'SkuPriceId MUST conform to StringHandling requirements.'),
(175, 'CAU-SkuPriceId-C-004-C', 'MUST', NULL, NULL,
  'SkuPriceId MUST be null when ChargeCategory is "Tax".'),
(176, 'CAU-SkuPriceId-C-005-C', 'MUST NOT', NULL, NULL,
  'SkuPriceId MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(177, 'CAU-SkuPriceId-C-008-M', 'MUST', NULL,
  'violations are values too many, not rows; where CAU-SkuPriceId-C-007-C applies',
  'SkuPriceId MUST have one and only one parent SkuId.'),
(NULL, 'CAU-SkuPriceId-C-011-O', 'MAY', NULL,
  'not checked: a permission, which nothing can violate', 'SkuPriceId MAY equal SkuId.'),
(NULL, 'CAU-SkuPriceId-C-012-C', 'MUST', NULL,
  'not checked: the rules file has no expression for it',
  'SkuPriceId MUST be associated with a given resource or service when ChargeCategory is "Usage" or "Purchase".'),
(178, 'CAU-SubAccountId-C-001-M', 'MUST', NULL, NULL, 'SubAccountId MUST be of type String.'),
(179, 'CAU-SubAccountId-C-002-M', 'MUST', NULL, NULL,
  'SubAccountId MUST conform to StringHandling requirements.'),
(180, 'CAU-SubAccountName-C-001-M', 'MUST', NULL, NULL, 'SubAccountName MUST be of type String.'),
(181, 'CAU-SubAccountName-C-002-M', 'MUST', NULL, NULL,
  'SubAccountName MUST conform to StringHandling requirements.'),
(182, 'CAU-SubAccountName-C-004-C', 'MUST', NULL, NULL,
  'SubAccountName MUST be null when SubAccountId is null.'),
(183, 'CAU-SubAccountName-C-005-C', 'MUST NOT', NULL, NULL,
  'SubAccountName MUST NOT be null when SubAccountId is not null.'),
(184, 'CAU-SubAccountType-C-001-M', 'MUST', NULL, NULL, 'SubAccountType MUST be of type String.'),
(185, 'CAU-SubAccountType-C-002-M', 'MUST', NULL, NULL,
  'SubAccountType MUST conform to StringHandling requirements.'),
(186, 'CAU-SubAccountType-C-004-C', 'MUST', NULL, NULL,
  'SubAccountType MUST be null when SubAccountId is null.'),
(187, 'CAU-SubAccountType-C-005-C', 'MUST NOT', NULL, NULL,
  'SubAccountType MUST NOT be null when SubAccountId is not null.'),
(188, 'CAU-Tags-C-001-M', 'MUST', NULL, NULL, 'Tags MUST conform to KeyValueFormat requirements.'),
(NULL, 'CAU-Tags-C-002-O', 'MAY', NULL, 'not checked: a permission, which nothing can violate',
  'Tags MAY be null.'),
(189, 'CCT-BillingCurrency-C-001-M', 'MUST', NULL, NULL, 'BillingCurrency MUST be of type String.'),
(190, 'CCT-BillingCurrency-C-002-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST conform to StringHandling requirements.'),
(191, 'CCT-BillingCurrency-C-003-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST conform to CurrencyFormat requirements.'),
(192, 'CCT-BillingCurrency-C-006-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST be expressed in national currency (e.g., USD, EUR).'),
(193, 'CCT-ContractCommitment-D-003-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST be present in a Contract Commitment FOCUS dataset.');

-- All in one pass over the rows, in blocks of 40: a number of violations, -1 if a column is NULL
-- throughout.
DROP VIEW IF EXISTS temp.focus_check_counts;
CREATE TEMP VIEW focus_check_counts AS
SELECT json_array(
  json_array(
  /* CAU-BilledCost-C-001-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(BilledCost) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-BilledCost-C-002-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (typeof(BilledCost) IN ('null', 'integer') OR typeof(BilledCost) = 'real' AND abs(BilledCost) <=
    1.7976931348623157e308 OR typeof(BilledCost) = 'text' AND BilledCost NOT GLOB '*[^0-9.Ee-]*' AND
    (BilledCost GLOB '[0-9]*' OR BilledCost GLOB '[-.][0-9]*' OR BilledCost GLOB '-.[0-9]*') AND
    json_valid('1' || substr(BilledCost, 1 + (BilledCost GLOB '-*')))) THEN 0 ELSE 1 END) END,
  /* CAU-BilledCost-C-003-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN BilledCost
    IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-BilledCost-C-004-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(BilledCost) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountId-C-001-M */ CASE count(BillingAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingAccountId IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountId-C-002-M */ CASE count(BillingAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(BillingAccountId) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountId-C-003-M */ CASE count(BillingAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingAccountId IS NULL OR BillingAccountId GLOB '[!-~]*' OR trim(BillingAccountId, char(9,
    10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountName-C-001-M */ CASE count(BillingAccountName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(BillingAccountName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountName-C-002-M */ CASE count(BillingAccountName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (BillingAccountName IS NULL OR BillingAccountName GLOB '[!-~]*' OR trim(BillingAccountName,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountName-C-003-C */ CASE count(BillingAccountName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN BillingAccountName IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountType-C-001-M */ CASE count(BillingAccountType) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(BillingAccountType) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountType-C-002-M */ CASE count(BillingAccountType) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (BillingAccountType IS NULL OR BillingAccountType GLOB '[!-~]*' OR trim(BillingAccountType,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountType-C-004-C */ CASE count(BillingAccountType) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (NOT (BillingAccountId IS NULL) OR BillingAccountType IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountType-C-005-C */ CASE count(BillingAccountType) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (NOT (BillingAccountId IS NOT NULL) OR BillingAccountType IS NOT NULL) THEN 0 ELSE 1 END)
    END,
  /* CAU-BillingCurrency-C-001-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(BillingCurrency) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-BillingCurrency-C-002-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingCurrency IS NULL OR BillingCurrency GLOB '[!-~]*' OR trim(BillingCurrency, char(9, 10,
    11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-BillingCurrency-C-003-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingCurrency IS NULL OR BillingCurrency GLOB '[A-Z][A-Z][A-Z]') THEN 0 ELSE 1 END) END,
  /* CAU-BillingCurrency-C-004-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingCurrency IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-BillingCurrency-C-006-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingCurrency IS NULL OR BillingCurrency IN ('AED', 'AFN', 'ALL', 'AMD', 'AOA', 'ARS', 'AUD',
    'AWG', 'AZN', 'BAM', 'BBD', 'BDT', 'BGN', 'BHD', 'BIF', 'BMD', 'BND', 'BOB', 'BRL', 'BSD',
    'BTN', 'BWP', 'BYN', 'BZD', 'CAD', 'CDF', 'CHF', 'CLP', 'CNY', 'COP', 'CRC', 'CUP', 'CVE',
    'CZK', 'DJF', 'DKK', 'DOP', 'DZD', 'EGP', 'ERN', 'ETB', 'EUR', 'FJD', 'FKP', 'GBP', 'GEL',
    'GHS', 'GIP', 'GMD', 'GNF', 'GTQ', 'GYD', 'HKD', 'HNL', 'HTG', 'HUF', 'IDR', 'ILS', 'INR',
    'IQD', 'IRR', 'ISK', 'JMD', 'JOD', 'JPY', 'KES', 'KGS', 'KHR', 'KMF', 'KPW', 'KRW', 'KWD',
    'KYD', 'KZT', 'LAK', 'LBP', 'LKR', 'LRD', 'LSL', 'LYD', 'MAD', 'MDL', 'MGA', 'MKD', 'MMK',
    'MNT', 'MOP', 'MRU', 'MUR', 'MVR', 'MWK', 'MXN', 'MYR', 'MZN', 'NAD', 'NGN', 'NIO', 'NOK',
    'NPR', 'NZD', 'OMR', 'PAB', 'PEN', 'PGK', 'PHP', 'PKR', 'PLN', 'PYG', 'QAR', 'RON', 'RSD',
    'RUB', 'RWF', 'SAR', 'SBD', 'SCR', 'SDG', 'SEK', 'SGD', 'SHP', 'SLE', 'SOS', 'SRD', 'SSP',
    'STN', 'SVC', 'SYP', 'SZL', 'THB', 'TJS', 'TMT', 'TND', 'TOP', 'TRY', 'TTD', 'TWD', 'TZS',
    'UAH', 'UGX', 'USD', 'UYU', 'UZS', 'VED', 'VES', 'VND', 'VUV', 'WST', 'XAF', 'XCD', 'XCG',
    'XOF', 'XPF', 'YER', 'ZAR', 'ZMW', 'ZWG')) THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodEnd-C-001-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingPeriodEnd IS NULL OR typeof(BillingPeriodEnd) = 'text' AND julianday(BillingPeriodEnd)
    IS NOT NULL AND date(substr(BillingPeriodEnd, 1, 10), '+0 days') IS substr(BillingPeriodEnd, 1,
    10)) THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodEnd-C-002-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingPeriodEnd COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', BillingPeriodEnd, '+0 days')
    THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodEnd-C-003-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingPeriodEnd IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodStart-C-001-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (BillingPeriodStart IS NULL OR typeof(BillingPeriodStart) = 'text' AND
    julianday(BillingPeriodStart) IS NOT NULL AND date(substr(BillingPeriodStart, 1, 10), '+0 days')
    IS substr(BillingPeriodStart, 1, 10)) THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodStart-C-002-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN BillingPeriodStart COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', BillingPeriodStart,
    '+0 days') THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodStart-C-003-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN BillingPeriodStart IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ChargeCategory-C-001-M */ CASE count(ChargeCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ChargeCategory) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ChargeCategory-C-002-M */ CASE count(ChargeCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ChargeCategory IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ChargeCategory-C-003-M */ CASE count(ChargeCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (ChargeCategory IS 'Usage' OR ChargeCategory IS 'Purchase' OR ChargeCategory IS 'Tax' OR
    ChargeCategory IS 'Credit' OR ChargeCategory IS 'Adjustment') THEN 0 ELSE 1 END) END,
  /* CAU-ChargeClass-C-001-M */ CASE count(ChargeClass) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ChargeClass) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ChargeClass-C-005-C */ CASE count(ChargeClass) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (ChargeClass IS NOT NULL) OR ChargeClass IS 'Correction') THEN 0 ELSE 1 END) END,
  /* CAU-ChargeDescription-C-001-M */ CASE count(ChargeDescription) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(ChargeDescription) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ChargeDescription-C-002-M */ CASE count(ChargeDescription) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (ChargeDescription IS NULL OR ChargeDescription GLOB '[!-~]*' OR trim(ChargeDescription,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-ChargeDescription-C-003-O */ CASE count(ChargeDescription) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN ChargeDescription IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ChargeFrequency-C-001-M */ CASE count(ChargeFrequency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ChargeFrequency) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ChargeFrequency-C-002-M */ CASE count(ChargeFrequency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ChargeFrequency IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ChargeFrequency-C-003-M */ CASE count(ChargeFrequency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (ChargeFrequency IS 'One-Time' OR ChargeFrequency IS 'Recurring' OR ChargeFrequency IS
    'Usage-Based') THEN 0 ELSE 1 END) END,
  /* CAU-ChargeFrequency-C-004-C */ CASE count(ChargeFrequency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (NOT (ChargeCategory IS 'Purchase') OR ChargeFrequency IS NOT 'Usage-Based') THEN 0 ELSE 1 END)
    END,
  /* CAU-ChargePeriodEnd-C-001-M */ CASE count(ChargePeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (ChargePeriodEnd IS NULL OR typeof(ChargePeriodEnd) = 'text' AND julianday(ChargePeriodEnd) IS
    NOT NULL AND date(substr(ChargePeriodEnd, 1, 10), '+0 days') IS substr(ChargePeriodEnd, 1, 10))
    THEN 0 ELSE 1 END) END,
  /* CAU-ChargePeriodEnd-C-002-M */ CASE count(ChargePeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ChargePeriodEnd COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', ChargePeriodEnd, '+0 days')
    THEN 0 ELSE 1 END) END,
  /* CAU-ChargePeriodEnd-C-003-M */ CASE count(ChargePeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ChargePeriodEnd IS NOT NULL THEN 0 ELSE 1 END) END),
  json_array(
  /* CAU-ChargePeriodStart-C-001-M */ CASE count(ChargePeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (ChargePeriodStart IS NULL OR typeof(ChargePeriodStart) = 'text' AND
    julianday(ChargePeriodStart) IS NOT NULL AND date(substr(ChargePeriodStart, 1, 10), '+0 days')
    IS substr(ChargePeriodStart, 1, 10)) THEN 0 ELSE 1 END) END,
  /* CAU-ChargePeriodStart-C-002-M */ CASE count(ChargePeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN ChargePeriodStart COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', ChargePeriodStart,
    '+0 days') THEN 0 ELSE 1 END) END,
  /* CAU-ChargePeriodStart-C-003-M */ CASE count(ChargePeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN ChargePeriodStart IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ConsumedQuantity-C-001-M */ CASE count(ConsumedQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ConsumedQuantity) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ConsumedQuantity-C-002-M */ CASE count(ConsumedQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (typeof(ConsumedQuantity) IN ('null', 'integer') OR typeof(ConsumedQuantity) = 'real' AND
    abs(ConsumedQuantity) <= 1.7976931348623157e308 OR typeof(ConsumedQuantity) = 'text' AND
    ConsumedQuantity NOT GLOB '*[^0-9.Ee-]*' AND (ConsumedQuantity GLOB '[0-9]*' OR ConsumedQuantity
    GLOB '[-.][0-9]*' OR ConsumedQuantity GLOB '-.[0-9]*') AND json_valid('1' ||
    substr(ConsumedQuantity, 1 + (ConsumedQuantity GLOB '-*')))) THEN 0 ELSE 1 END) END,
  /* CAU-ConsumedQuantity-C-006-C */ CASE count(ConsumedQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    NOT (((ChargeCategory IS 'Usage' AND CommitmentDiscountStatus IS NOT 'Unused'))) OR (NOT
    (ChargeClass IS NOT 'Correction') OR ConsumedQuantity IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ConsumedQuantity-C-008-C */ CASE count(ConsumedQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ConsumedQuantity) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ConsumedQuantity-C-009-C */ CASE count(ConsumedQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (NOT (SkuPriceId IS NULL) OR ConsumedQuantity IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ConsumedUnit-C-001-M */ CASE count(ConsumedUnit) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ConsumedUnit) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ConsumedUnit-C-002-M */ CASE count(ConsumedUnit) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (ConsumedUnit IS NULL OR ConsumedUnit GLOB '[!-~]*' OR trim(ConsumedUnit, char(9, 10, 11, 12,
    13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232,
    8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-ConsumedUnit-C-003-O */ CASE count(ConsumedUnit) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (ConsumedUnit IS NULL OR ConsumedUnit GLOB '[0-9A-Zb]*' AND ConsumedUnit GLOB '*[A-Zb]*' AND
    replace(' ' || replace(replace(ConsumedUnit, '-', ' '), '/', ' ') || ' ', ' b ', ' B ') NOT GLOB
    '* [a-z]*' AND ' ' || replace(replace(ConsumedUnit, '-', ' '), '/', ' ') || ' ' NOT GLOB '*  *'
    AND ConsumedUnit NOT GLOB '*_*' AND ConsumedUnit NOT GLOB '*/*/*' AND ltrim(ConsumedUnit,
    '0123456789') NOT GLOB '[.,]*' AND ltrim(substr(ConsumedUnit, instr(ConsumedUnit, '/') + 1),
    '0123456789') NOT GLOB '[.,]*') THEN 0 ELSE 1 END) END,
  /* CAU-ConsumedUnit-C-005-C */ CASE count(ConsumedUnit) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (ConsumedQuantity IS NULL) OR ConsumedUnit IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ConsumedUnit-C-006-C */ CASE count(ConsumedUnit) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (ConsumedQuantity IS NOT NULL) OR ConsumedUnit IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ContractedCost-C-001-M */ CASE count(ContractedCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ContractedCost) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ContractedCost-C-002-M */ CASE count(ContractedCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (typeof(ContractedCost) IN ('null', 'integer') OR typeof(ContractedCost) = 'real' AND
    abs(ContractedCost) <= 1.7976931348623157e308 OR typeof(ContractedCost) = 'text' AND
    ContractedCost NOT GLOB '*[^0-9.Ee-]*' AND (ContractedCost GLOB '[0-9]*' OR ContractedCost GLOB
    '[-.][0-9]*' OR ContractedCost GLOB '-.[0-9]*') AND json_valid('1' || substr(ContractedCost, 1 +
    (ContractedCost GLOB '-*')))) THEN 0 ELSE 1 END) END,
  /* CAU-ContractedCost-C-003-M */ CASE count(ContractedCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ContractedCost IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ContractedCost-C-004-M */ CASE count(ContractedCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ContractedCost IS NOT NULL AND typeof(ContractedCost) IN ('real', 'integer', 'null') THEN 0 ELSE
    1 END) END,
  /* CAU-ContractedCost-C-011-C */ CASE min(count(ContractedUnitPrice), count(PricingQuantity),
    count(ContractedCost)) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT ((ContractedUnitPrice IS NOT NULL
    AND PricingQuantity IS NOT NULL)) OR coalesce(abs(ContractedUnitPrice * PricingQuantity -
    ContractedCost) <= max(1e-9 * abs(ContractedCost), 5.1e-11), 1)) THEN 0 ELSE 1 END) END,
  /* CAU-ContractedUnitPrice-C-002-M */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(ContractedUnitPrice) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ContractedUnitPrice-C-003-M */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (typeof(ContractedUnitPrice) IN ('null', 'integer') OR typeof(ContractedUnitPrice) = 'real'
    AND abs(ContractedUnitPrice) <= 1.7976931348623157e308 OR typeof(ContractedUnitPrice) = 'text'
    AND ContractedUnitPrice NOT GLOB '*[^0-9.Ee-]*' AND (ContractedUnitPrice GLOB '[0-9]*' OR
    ContractedUnitPrice GLOB '[-.][0-9]*' OR ContractedUnitPrice GLOB '-.[0-9]*') AND json_valid('1'
    || substr(ContractedUnitPrice, 1 + (ContractedUnitPrice GLOB '-*')))) THEN 0 ELSE 1 END) END,
  /* CAU-ContractedUnitPrice-C-005-C */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (NOT (ChargeCategory IS 'Tax') OR ContractedUnitPrice IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ContractedUnitPrice-C-006-C */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (NOT (((ChargeCategory IS 'Usage' OR ChargeCategory IS 'Purchase') AND ChargeClass IS NOT
    'Correction')) OR ContractedUnitPrice IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ContractedUnitPrice-C-008-C */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (NOT (ContractedUnitPrice IS NOT NULL) OR ((ContractedUnitPrice IS NULL OR
    typeof(ContractedUnitPrice) IN ('real', 'integer') AND ContractedUnitPrice >= 0) AND 1)) THEN 0
    ELSE 1 END) END,
  /* CAU-ContractedUnitPrice-C-009-M */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN NOT ((ContractedUnitPrice IS NOT NULL)) OR (ContractedUnitPrice IS NULL OR
    typeof(ContractedUnitPrice) IN ('real', 'integer') AND ContractedUnitPrice >= 0) THEN 0 ELSE 1
    END) END,
  /* CAU-ContractedUnitPrice-C-013-C */ CASE min(count(ContractedUnitPrice), count(PricingQuantity),
    count(ContractedCost)) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT ((ContractedUnitPrice IS NOT NULL
    AND PricingQuantity IS NOT NULL)) OR coalesce(abs(ContractedUnitPrice * PricingQuantity -
    ContractedCost) <= max(1e-9 * abs(ContractedCost), 5.1e-11), 1)) THEN 0 ELSE 1 END) END,
  /* CAU-ContractedUnitPrice-C-014-C */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (NOT (SkuPriceId IS NULL) OR ContractedUnitPrice IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ContractedUnitPrice-C-015-C */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (NOT (SkuPriceId IS NOT NULL) OR ContractedUnitPrice IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-CostAndUsage-D-004-C */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-005-M */ CASE count(BillingAccountName) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-006-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-007-C */ CASE count(BillingAccountType) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-008-M */ CASE count(ChargeCategory) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-009-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-010-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-011-C */ CASE count(ConsumedQuantity) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-019-C */ CASE count(SubAccountId) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-022-C */ CASE count(PricingCategory) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-023-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-024-M */ CASE count(BillingAccountId) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-025-M */ CASE count(ChargeDescription) WHEN 0 THEN -1 ELSE 0 END),
  json_array(
  /* CAU-CostAndUsage-D-026-M */ CASE count(ChargeClass) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-027-O */ CASE count(ChargeFrequency) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-028-M */ CASE count(ChargePeriodEnd) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-029-C */ CASE count(SubAccountName) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-030-M */ CASE count(ContractedCost) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-031-M */ CASE count(EffectiveCost) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-032-M */ CASE count(ListCost) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-034-C */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-035-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-036-M */ CASE count(PricingQuantity) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-037-M */ CASE count(ChargePeriodStart) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-040-M */ CASE count(ServiceCategory) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-041-M */ CASE count(ServiceName) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-042-O */ CASE count(ServiceSubcategory) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-058-C */ CASE count(SkuPriceId) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-059-C */ CASE count(SkuMeter) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-060-C */ CASE count(SkuId) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-062-C */ CASE count(RegionName) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-063-C */ CASE count(RegionId) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-064-C */ CASE count(Tags) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-066-C */ CASE count(ConsumedUnit) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-067-C */ CASE count(SubAccountType) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-068-M */ CASE count(PricingUnit) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-075-M */ CASE count(HostProviderName) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-076-M */ CASE count(ServiceProviderName) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-EffectiveCost-C-001-M */ CASE count(EffectiveCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(EffectiveCost) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-EffectiveCost-C-002-M */ CASE count(EffectiveCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (typeof(EffectiveCost) IN ('null', 'integer') OR typeof(EffectiveCost) = 'real' AND
    abs(EffectiveCost) <= 1.7976931348623157e308 OR typeof(EffectiveCost) = 'text' AND EffectiveCost
    NOT GLOB '*[^0-9.Ee-]*' AND (EffectiveCost GLOB '[0-9]*' OR EffectiveCost GLOB '[-.][0-9]*' OR
    EffectiveCost GLOB '-.[0-9]*') AND json_valid('1' || substr(EffectiveCost, 1 + (EffectiveCost
    GLOB '-*')))) THEN 0 ELSE 1 END) END,
  /* CAU-EffectiveCost-C-003-M */ CASE count(EffectiveCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    EffectiveCost IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-EffectiveCost-C-004-M */ CASE count(EffectiveCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    EffectiveCost IS NOT NULL AND typeof(EffectiveCost) IN ('real', 'integer', 'null') THEN 0 ELSE 1
    END) END,
  /* CAU-HostProviderName-C-001-M */ CASE count(HostProviderName) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(HostProviderName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-HostProviderName-C-002-M */ CASE count(HostProviderName) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (HostProviderName IS NULL OR HostProviderName GLOB '[!-~]*' OR trim(HostProviderName, char(9,
    10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-InvoiceIssuerName-C-001-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(InvoiceIssuerName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-InvoiceIssuerName-C-002-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (InvoiceIssuerName IS NULL OR InvoiceIssuerName GLOB '[!-~]*' OR trim(InvoiceIssuerName,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-InvoiceIssuerName-C-003-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN InvoiceIssuerName IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ListCost-C-001-M */ CASE count(ListCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN typeof(ListCost)
    IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ListCost-C-002-M */ CASE count(ListCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (typeof(ListCost) IN ('null', 'integer') OR typeof(ListCost) = 'real' AND abs(ListCost) <=
    1.7976931348623157e308 OR typeof(ListCost) = 'text' AND ListCost NOT GLOB '*[^0-9.Ee-]*' AND
    (ListCost GLOB '[0-9]*' OR ListCost GLOB '[-.][0-9]*' OR ListCost GLOB '-.[0-9]*') AND
    json_valid('1' || substr(ListCost, 1 + (ListCost GLOB '-*')))) THEN 0 ELSE 1 END) END,
  /* CAU-ListCost-C-003-M */ CASE count(ListCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN ListCost IS NOT
    NULL THEN 0 ELSE 1 END) END,
  /* CAU-ListCost-C-004-M */ CASE count(ListCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN ListCost IS NOT
    NULL AND typeof(ListCost) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ListCost-C-011-C */ CASE min(count(ListUnitPrice), count(PricingQuantity), count(ListCost))
    WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT ((ListUnitPrice IS NOT NULL AND PricingQuantity IS NOT
    NULL)) OR coalesce(abs(ListUnitPrice * PricingQuantity - ListCost) <= max(1e-9 * abs(ListCost),
    5.1e-11), 1)) THEN 0 ELSE 1 END) END,
  /* CAU-ListUnitPrice-C-001-M */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ListUnitPrice) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END),
  json_array(
  /* CAU-ListUnitPrice-C-002-M */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (typeof(ListUnitPrice) IN ('null', 'integer') OR typeof(ListUnitPrice) = 'real' AND
    abs(ListUnitPrice) <= 1.7976931348623157e308 OR typeof(ListUnitPrice) = 'text' AND ListUnitPrice
    NOT GLOB '*[^0-9.Ee-]*' AND (ListUnitPrice GLOB '[0-9]*' OR ListUnitPrice GLOB '[-.][0-9]*' OR
    ListUnitPrice GLOB '-.[0-9]*') AND json_valid('1' || substr(ListUnitPrice, 1 + (ListUnitPrice
    GLOB '-*')))) THEN 0 ELSE 1 END) END,
  /* CAU-ListUnitPrice-C-004-C */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (ChargeCategory IS 'Tax') OR ListUnitPrice IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ListUnitPrice-C-005-C */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    ((ChargeClass IS NOT 'Correction' AND (ChargeCategory IS 'Usage' OR ChargeCategory IS
    'Purchase'))) OR ListUnitPrice IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ListUnitPrice-C-007-C */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (ListUnitPrice IS NOT NULL) OR ((ListUnitPrice IS NULL OR typeof(ListUnitPrice) IN ('real',
    'integer') AND ListUnitPrice >= 0) AND 1)) THEN 0 ELSE 1 END) END,
  /* CAU-ListUnitPrice-C-008-M */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN NOT
    ((ListUnitPrice IS NOT NULL)) OR (ListUnitPrice IS NULL OR typeof(ListUnitPrice) IN ('real',
    'integer') AND ListUnitPrice >= 0) THEN 0 ELSE 1 END) END,
  /* CAU-ListUnitPrice-C-012-C */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (SkuPriceId IS NULL) OR ListUnitPrice IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ListUnitPrice-C-013-C */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (SkuPriceId IS NOT NULL) OR ListUnitPrice IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ListUnitPrice-C-014-C */ CASE min(count(ListUnitPrice), count(PricingQuantity),
    count(ListCost)) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT ((ListUnitPrice IS NOT NULL AND
    PricingQuantity IS NOT NULL)) OR coalesce(abs(ListUnitPrice * PricingQuantity - ListCost) <=
    max(1e-9 * abs(ListCost), 5.1e-11), 1)) THEN 0 ELSE 1 END) END,
  /* CAU-PricingCategory-C-001-M */ CASE count(PricingCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(PricingCategory) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-PricingCategory-C-003-C */ CASE count(PricingCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (NOT (ChargeCategory IS 'Tax') OR PricingCategory IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-PricingCategory-C-004-C */ CASE count(PricingCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (NOT (((ChargeCategory IS 'Usage' OR ChargeCategory IS 'Purchase') AND ChargeClass IS NOT
    'Correction')) OR PricingCategory IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-PricingCategory-C-007-M */ CASE count(PricingCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    NOT ((PricingCategory IS NOT NULL)) OR (PricingCategory IS 'Standard' OR PricingCategory IS
    'Committed' OR PricingCategory IS 'Dynamic' OR PricingCategory IS 'Other') THEN 0 ELSE 1 END)
    END,
  /* CAU-PricingCategory-C-012-C */ CASE count(PricingCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (NOT (SkuPriceId IS NULL) OR PricingCategory IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-PricingQuantity-C-001-M */ CASE count(PricingQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(PricingQuantity) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-PricingQuantity-C-002-M */ CASE count(PricingQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (typeof(PricingQuantity) IN ('null', 'integer') OR typeof(PricingQuantity) = 'real' AND
    abs(PricingQuantity) <= 1.7976931348623157e308 OR typeof(PricingQuantity) = 'text' AND
    PricingQuantity NOT GLOB '*[^0-9.Ee-]*' AND (PricingQuantity GLOB '[0-9]*' OR PricingQuantity
    GLOB '[-.][0-9]*' OR PricingQuantity GLOB '-.[0-9]*') AND json_valid('1' ||
    substr(PricingQuantity, 1 + (PricingQuantity GLOB '-*')))) THEN 0 ELSE 1 END) END,
  /* CAU-PricingQuantity-C-004-C */ CASE count(PricingQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (NOT (ChargeCategory IS 'Tax') OR PricingQuantity IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-PricingQuantity-C-005-C */ CASE count(PricingQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (NOT (((ChargeCategory IS 'Usage' OR ChargeCategory IS 'Purchase') AND ChargeClass IS NOT
    'Correction')) OR PricingQuantity IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-PricingQuantity-C-011-C */ CASE count(PricingQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (NOT (SkuPriceId IS NULL) OR PricingQuantity IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-PricingQuantity-C-012-C */ CASE count(PricingQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (NOT (PricingQuantity IS NOT NULL) OR typeof(PricingQuantity) IN ('real', 'integer', 'null'))
    THEN 0 ELSE 1 END) END,
  /* CAU-PricingUnit-C-001-M */ CASE count(PricingUnit) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(PricingUnit) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-PricingUnit-C-002-M */ CASE count(PricingUnit) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (PricingUnit IS NULL OR PricingUnit GLOB '[!-~]*' OR trim(PricingUnit, char(9, 10, 11, 12, 13,
    32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232,
    8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-PricingUnit-C-003-O */ CASE count(PricingUnit) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (PricingUnit IS NULL OR PricingUnit GLOB '[0-9A-Zb]*' AND PricingUnit GLOB '*[A-Zb]*' AND
    replace(' ' || replace(replace(PricingUnit, '-', ' '), '/', ' ') || ' ', ' b ', ' B ') NOT GLOB
    '* [a-z]*' AND ' ' || replace(replace(PricingUnit, '-', ' '), '/', ' ') || ' ' NOT GLOB '*  *'
    AND PricingUnit NOT GLOB '*_*' AND PricingUnit NOT GLOB '*/*/*' AND ltrim(PricingUnit,
    '0123456789') NOT GLOB '[.,]*' AND ltrim(substr(PricingUnit, instr(PricingUnit, '/') + 1),
    '0123456789') NOT GLOB '[.,]*') THEN 0 ELSE 1 END) END,
  /* CAU-PricingUnit-C-005-C */ CASE count(PricingUnit) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (PricingQuantity IS NULL) OR PricingUnit IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-PricingUnit-C-006-C */ CASE count(PricingUnit) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (PricingQuantity IS NOT NULL) OR PricingUnit IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-RegionId-C-001-M */ CASE count(RegionId) WHEN 0 THEN -1 ELSE sum(CASE WHEN typeof(RegionId)
    IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-RegionId-C-002-M */ CASE count(RegionId) WHEN 0 THEN -1 ELSE sum(CASE WHEN (RegionId IS
    NULL OR RegionId GLOB '[!-~]*' OR trim(RegionId, char(9, 10, 11, 12, 13, 32, 133, 160, 5760,
    8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287,
    12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-RegionName-C-001-M */ CASE count(RegionName) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(RegionName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-RegionName-C-002-M */ CASE count(RegionName) WHEN 0 THEN -1 ELSE sum(CASE WHEN (RegionName
    IS NULL OR RegionName GLOB '[!-~]*' OR trim(RegionName, char(9, 10, 11, 12, 13, 32, 133, 160,
    5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287,
    12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-RegionName-C-004-C */ CASE count(RegionName) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (RegionId IS NULL) OR RegionName IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-RegionName-C-005-C */ CASE count(RegionName) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (RegionId IS NOT NULL) OR RegionName IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ServiceCategory-C-001-M */ CASE count(ServiceCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ServiceCategory) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ServiceCategory-C-002-M */ CASE count(ServiceCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ServiceCategory IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ServiceCategory-C-003-M */ CASE count(ServiceCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (ServiceCategory IS 'AI and Machine Learning' OR ServiceCategory IS 'Analytics' OR
    ServiceCategory IS 'Business Applications' OR ServiceCategory IS 'Compute' OR ServiceCategory IS
    'Databases' OR ServiceCategory IS 'Developer Tools' OR ServiceCategory IS 'Multicloud' OR
    ServiceCategory IS 'Identity' OR ServiceCategory IS 'Integration' OR ServiceCategory IS
    'Internet of Things' OR ServiceCategory IS 'Management and Governance' OR ServiceCategory IS
    'Media' OR ServiceCategory IS 'Migration' OR ServiceCategory IS 'Mobile' OR ServiceCategory IS
    'Networking' OR ServiceCategory IS 'Security' OR ServiceCategory IS 'Storage' OR ServiceCategory
    IS 'Web' OR ServiceCategory IS 'Other') THEN 0 ELSE 1 END) END,
  /* CAU-ServiceName-C-001-M */ CASE count(ServiceName) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ServiceName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ServiceName-C-002-M */ CASE count(ServiceName) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (ServiceName IS NULL OR ServiceName GLOB '[!-~]*' OR trim(ServiceName, char(9, 10, 11, 12, 13,
    32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232,
    8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-ServiceName-C-003-M */ CASE count(ServiceName) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ServiceName IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ServiceName-C-005-C */ CASE min(count(ServiceName), count(ServiceCategory)) WHEN 0 THEN -1
    ELSE count(DISTINCT CASE WHEN ServiceName IS NOT NULL THEN json_array(ServiceName,
    ServiceCategory) END) - count(DISTINCT CASE WHEN ServiceName IS NOT NULL THEN ServiceName END)
    END,
  /* CAU-ServiceName-C-008-C */ CASE min(count(ServiceName), count(ServiceSubcategory)) WHEN 0 THEN
    -1 ELSE count(DISTINCT CASE WHEN ServiceName IS NOT NULL THEN json_array(ServiceName,
    ServiceSubcategory) END) - count(DISTINCT CASE WHEN ServiceName IS NOT NULL THEN ServiceName
    END) END,
  /* CAU-ServiceProviderName-C-001-M */ CASE count(ServiceProviderName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(ServiceProviderName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ServiceProviderName-C-002-M */ CASE count(ServiceProviderName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (ServiceProviderName IS NULL OR ServiceProviderName GLOB '[!-~]*' OR
    trim(ServiceProviderName, char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195,
    8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1
    END) END),
  json_array(
  /* CAU-ServiceProviderName-C-003-M */ CASE count(ServiceProviderName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN ServiceProviderName IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ServiceSubcategory-C-001-M */ CASE count(ServiceSubcategory) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(ServiceSubcategory) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ServiceSubcategory-C-002-M */ CASE count(ServiceSubcategory) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN ServiceSubcategory IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ServiceSubcategory-C-003-M */ CASE count(ServiceSubcategory) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (ServiceSubcategory IS 'AI Platforms' OR ServiceSubcategory IS 'Bots' OR ServiceSubcategory
    IS 'Generative AI' OR ServiceSubcategory IS 'Machine Learning' OR ServiceSubcategory IS
    'Natural Language Processing' OR ServiceSubcategory IS 'Other (AI and Machine Learning)' OR
    ServiceSubcategory IS 'Analytics Platforms' OR ServiceSubcategory IS 'Business Intelligence' OR
    ServiceSubcategory IS 'Data Processing' OR ServiceSubcategory IS 'Search' OR ServiceSubcategory
    IS 'Streaming Analytics' OR ServiceSubcategory IS 'Other (Analytics)' OR ServiceSubcategory IS
    'Productivity and Collaboration' OR ServiceSubcategory IS 'Other (Business Applications)' OR
    ServiceSubcategory IS 'Containers' OR ServiceSubcategory IS 'End User Computing' OR
    ServiceSubcategory IS 'Quantum Compute' OR ServiceSubcategory IS 'Serverless Compute' OR
    ServiceSubcategory IS 'Virtual Machines' OR ServiceSubcategory IS 'Other (Compute)' OR
    ServiceSubcategory IS 'Caching' OR ServiceSubcategory IS 'Data Warehouses' OR ServiceSubcategory
    IS 'Ledger Databases' OR ServiceSubcategory IS 'NoSQL Databases' OR ServiceSubcategory IS
    'Relational Databases' OR ServiceSubcategory IS 'Time Series Databases' OR ServiceSubcategory IS
    'Other (Databases)' OR ServiceSubcategory IS 'Developer Platforms' OR ServiceSubcategory IS
    'Continuous Integration and Deployment' OR ServiceSubcategory IS 'Development Environments' OR
    ServiceSubcategory IS 'Source Code Management' OR ServiceSubcategory IS 'Quality Assurance' OR
    ServiceSubcategory IS 'Other (Developer Tools)' OR ServiceSubcategory IS
    'Identity and Access Management' OR ServiceSubcategory IS 'Other (Identity)' OR
    ServiceSubcategory IS 'API Management' OR ServiceSubcategory IS 'Messaging' OR
    ServiceSubcategory IS 'Workflow Orchestration' OR ServiceSubcategory IS 'Other (Integration)' OR
    ServiceSubcategory IS 'IoT Analytics' OR ServiceSubcategory IS 'IoT Platforms' OR
    ServiceSubcategory IS 'Other (Internet of Things)' OR ServiceSubcategory IS 'Architecture' OR
    ServiceSubcategory IS 'Compliance' OR ServiceSubcategory IS 'Cost Management' OR
    ServiceSubcategory IS 'Data Governance' OR ServiceSubcategory IS 'Disaster Recovery' OR
    ServiceSubcategory IS 'Endpoint Management' OR ServiceSubcategory IS 'Observability' OR
    ServiceSubcategory IS 'Support' OR ServiceSubcategory IS 'Other (Management and Governance)' OR
    ServiceSubcategory IS 'Content Creation' OR ServiceSubcategory IS 'Gaming' OR ServiceSubcategory
    IS 'Media Streaming' OR ServiceSubcategory IS 'Mixed Reality' OR ServiceSubcategory IS
    'Other (Media)' OR ServiceSubcategory IS 'Data Migration' OR ServiceSubcategory IS
    'Resource Migration' OR ServiceSubcategory IS 'Other (Migration)' OR ServiceSubcategory IS
    'Other (Mobile)' OR ServiceSubcategory IS 'Multicloud Integration' OR ServiceSubcategory IS
    'Other (Multicloud)' OR ServiceSubcategory IS 'Application Networking' OR ServiceSubcategory IS
    'Content Delivery' OR ServiceSubcategory IS 'Network Connectivity' OR ServiceSubcategory IS
    'Network Infrastructure' OR ServiceSubcategory IS 'Network Routing' OR ServiceSubcategory IS
    'Network Security' OR ServiceSubcategory IS 'Other (Networking)' OR ServiceSubcategory IS
    'Secret Management' OR ServiceSubcategory IS 'Security Posture Management' OR ServiceSubcategory
    IS 'Threat Detection and Response' OR ServiceSubcategory IS 'Other (Security)' OR
    ServiceSubcategory IS 'Backup Storage' OR ServiceSubcategory IS 'Block Storage' OR
    ServiceSubcategory IS 'File Storage' OR ServiceSubcategory IS 'Object Storage' OR
    ServiceSubcategory IS 'Storage Platforms' OR ServiceSubcategory IS 'Other (Storage)' OR
    ServiceSubcategory IS 'Application Platforms' OR ServiceSubcategory IS 'Other (Web)' OR
    ServiceSubcategory IS 'Other (Other)') THEN 0 ELSE 1 END) END,
  /* CAU-ServiceSubcategory-C-004-M */ CASE min(count(ServiceSubcategory), count(ServiceCategory))
    WHEN 0 THEN -1 ELSE sum(CASE WHEN ((ServiceSubcategory IS 'AI Platforms' AND ServiceCategory IS
    'AI and Machine Learning') OR (ServiceSubcategory IS 'Bots' AND ServiceCategory IS
    'AI and Machine Learning') OR (ServiceSubcategory IS 'Generative AI' AND ServiceCategory IS
    'AI and Machine Learning') OR (ServiceSubcategory IS 'Machine Learning' AND ServiceCategory IS
    'AI and Machine Learning') OR (ServiceSubcategory IS 'Natural Language Processing' AND
    ServiceCategory IS 'AI and Machine Learning') OR (ServiceSubcategory IS
    'Other (AI and Machine Learning)' AND ServiceCategory IS 'AI and Machine Learning') OR
    (ServiceSubcategory IS 'Analytics Platforms' AND ServiceCategory IS 'Analytics') OR
    (ServiceSubcategory IS 'Business Intelligence' AND ServiceCategory IS 'Analytics') OR
    (ServiceSubcategory IS 'Data Processing' AND ServiceCategory IS 'Analytics') OR
    (ServiceSubcategory IS 'Search' AND ServiceCategory IS 'Analytics') OR (ServiceSubcategory IS
    'Streaming Analytics' AND ServiceCategory IS 'Analytics') OR (ServiceSubcategory IS
    'Other (Analytics)' AND ServiceCategory IS 'Analytics') OR (ServiceSubcategory IS
    'Productivity and Collaboration' AND ServiceCategory IS 'Business Applications') OR
    (ServiceSubcategory IS 'Other (Business Applications)' AND ServiceCategory IS
    'Business Applications') OR (ServiceSubcategory IS 'Containers' AND ServiceCategory IS
    'Compute') OR (ServiceSubcategory IS 'End User Computing' AND ServiceCategory IS 'Compute') OR
    (ServiceSubcategory IS 'Quantum Compute' AND ServiceCategory IS 'Compute') OR
    (ServiceSubcategory IS 'Serverless Compute' AND ServiceCategory IS 'Compute') OR
    (ServiceSubcategory IS 'Virtual Machines' AND ServiceCategory IS 'Compute') OR
    (ServiceSubcategory IS 'Other (Compute)' AND ServiceCategory IS 'Compute') OR
    (ServiceSubcategory IS 'Caching' AND ServiceCategory IS 'Databases') OR (ServiceSubcategory IS
    'Data Warehouses' AND ServiceCategory IS 'Databases') OR (ServiceSubcategory IS
    'Ledger Databases' AND ServiceCategory IS 'Databases') OR (ServiceSubcategory IS
    'NoSQL Databases' AND ServiceCategory IS 'Databases') OR (ServiceSubcategory IS
    'Relational Databases' AND ServiceCategory IS 'Databases') OR (ServiceSubcategory IS
    'Time Series Databases' AND ServiceCategory IS 'Databases') OR (ServiceSubcategory IS
    'Other (Databases)' AND ServiceCategory IS 'Databases') OR (ServiceSubcategory IS
    'Developer Platforms' AND ServiceCategory IS 'Developer Tools') OR (ServiceSubcategory IS
    'Continuous Integration and Deployment' AND ServiceCategory IS 'Developer Tools') OR
    (ServiceSubcategory IS 'Development Environments' AND ServiceCategory IS 'Developer Tools') OR
    (ServiceSubcategory IS 'Source Code Management' AND ServiceCategory IS 'Developer Tools') OR
    (ServiceSubcategory IS 'Quality Assurance' AND ServiceCategory IS 'Developer Tools') OR
    (ServiceSubcategory IS 'Other (Developer Tools)' AND ServiceCategory IS 'Developer Tools') OR
    (ServiceSubcategory IS 'Identity and Access Management' AND ServiceCategory IS 'Identity') OR
    (ServiceSubcategory IS 'Other (Identity)' AND ServiceCategory IS 'Identity') OR
    (ServiceSubcategory IS 'API Management' AND ServiceCategory IS 'Integration') OR
    (ServiceSubcategory IS 'Messaging' AND ServiceCategory IS 'Integration') OR (ServiceSubcategory
    IS 'Workflow Orchestration' AND ServiceCategory IS 'Integration') OR (ServiceSubcategory IS
    'Other (Integration)' AND ServiceCategory IS 'Integration') OR (ServiceSubcategory IS
    'IoT Analytics' AND ServiceCategory IS 'Internet of Things') OR (ServiceSubcategory IS
    'IoT Platforms' AND ServiceCategory IS 'Internet of Things') OR (ServiceSubcategory IS
    'Other (Internet of Things)' AND ServiceCategory IS 'Internet of Things') OR (ServiceSubcategory
    IS 'Architecture' AND ServiceCategory IS 'Management and Governance') OR (ServiceSubcategory IS
    'Compliance' AND ServiceCategory IS 'Management and Governance') OR (ServiceSubcategory IS
    'Cost Management' AND ServiceCategory IS 'Management and Governance') OR (ServiceSubcategory IS
    'Data Governance' AND ServiceCategory IS 'Management and Governance') OR (ServiceSubcategory IS
    'Disaster Recovery' AND ServiceCategory IS 'Management and Governance') OR (ServiceSubcategory
    IS 'Endpoint Management' AND ServiceCategory IS 'Management and Governance') OR
    (ServiceSubcategory IS 'Observability' AND ServiceCategory IS 'Management and Governance') OR
    (ServiceSubcategory IS 'Support' AND ServiceCategory IS 'Management and Governance') OR
    (ServiceSubcategory IS 'Other (Management and Governance)' AND ServiceCategory IS
    'Management and Governance') OR (ServiceSubcategory IS 'Content Creation' AND ServiceCategory IS
    'Media') OR (ServiceSubcategory IS 'Gaming' AND ServiceCategory IS 'Media') OR
    (ServiceSubcategory IS 'Media Streaming' AND ServiceCategory IS 'Media') OR (ServiceSubcategory
    IS 'Mixed Reality' AND ServiceCategory IS 'Media') OR (ServiceSubcategory IS 'Other (Media)' AND
    ServiceCategory IS 'Media') OR (ServiceSubcategory IS 'Data Migration' AND ServiceCategory IS
    'Migration') OR (ServiceSubcategory IS 'Resource Migration' AND ServiceCategory IS 'Migration')
    OR (ServiceSubcategory IS 'Other (Migration)' AND ServiceCategory IS 'Migration') OR
    (ServiceSubcategory IS 'Other (Mobile)' AND ServiceCategory IS 'Mobile') OR (ServiceSubcategory
    IS 'Multicloud Integration' AND ServiceCategory IS 'Multicloud') OR (ServiceSubcategory IS
    'Other (Multicloud)' AND ServiceCategory IS 'Multicloud') OR (ServiceSubcategory IS
    'Application Networking' AND ServiceCategory IS 'Networking') OR (ServiceSubcategory IS
    'Content Delivery' AND ServiceCategory IS 'Networking') OR (ServiceSubcategory IS
    'Network Connectivity' AND ServiceCategory IS 'Networking') OR (ServiceSubcategory IS
    'Network Infrastructure' AND ServiceCategory IS 'Networking') OR (ServiceSubcategory IS
    'Network Routing' AND ServiceCategory IS 'Networking') OR (ServiceSubcategory IS
    'Network Security' AND ServiceCategory IS 'Networking') OR (ServiceSubcategory IS
    'Other (Networking)' AND ServiceCategory IS 'Networking') OR (ServiceSubcategory IS
    'Secret Management' AND ServiceCategory IS 'Security') OR (ServiceSubcategory IS
    'Security Posture Management' AND ServiceCategory IS 'Security') OR (ServiceSubcategory IS
    'Threat Detection and Response' AND ServiceCategory IS 'Security') OR (ServiceSubcategory IS
    'Other (Security)' AND ServiceCategory IS 'Security') OR (ServiceSubcategory IS 'Backup Storage'
    AND ServiceCategory IS 'Storage') OR (ServiceSubcategory IS 'Block Storage' AND ServiceCategory
    IS 'Storage') OR (ServiceSubcategory IS 'File Storage' AND ServiceCategory IS 'Storage') OR
    (ServiceSubcategory IS 'Object Storage' AND ServiceCategory IS 'Storage') OR (ServiceSubcategory
    IS 'Storage Platforms' AND ServiceCategory IS 'Storage') OR (ServiceSubcategory IS
    'Other (Storage)' AND ServiceCategory IS 'Storage') OR (ServiceSubcategory IS
    'Application Platforms' AND ServiceCategory IS 'Web') OR (ServiceSubcategory IS 'Other (Web)'
    AND ServiceCategory IS 'Web') OR (ServiceSubcategory IS 'Other (Other)' AND ServiceCategory IS
    'Other')) THEN 0 ELSE 1 END) END,
  /* CAU-SkuId-C-001-M */ CASE count(SkuId) WHEN 0 THEN -1 ELSE sum(CASE WHEN typeof(SkuId) IN
    ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-SkuId-C-002-M */ CASE count(SkuId) WHEN 0 THEN -1 ELSE sum(CASE WHEN (SkuId IS NULL OR
    SkuId GLOB '[!-~]*' OR trim(SkuId, char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194,
    8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0
    ELSE 1 END) END,
  /* CAU-SkuId-C-004-C */ CASE count(SkuId) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT (ChargeCategory
    IS 'Tax') OR SkuId IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-SkuId-C-005-C */ CASE count(SkuId) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT (((ChargeCategory
    IS 'Usage' OR ChargeCategory IS 'Purchase') AND ChargeClass IS NOT 'Correction')) OR SkuId IS
    NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-SkuMeter-C-001-M */ CASE count(SkuMeter) WHEN 0 THEN -1 ELSE sum(CASE WHEN typeof(SkuMeter)
    IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-SkuMeter-C-002-M */ CASE count(SkuMeter) WHEN 0 THEN -1 ELSE sum(CASE WHEN (SkuMeter IS
    NULL OR SkuMeter GLOB '[!-~]*' OR trim(SkuMeter, char(9, 10, 11, 12, 13, 32, 133, 160, 5760,
    8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287,
    12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-SkuMeter-C-004-C */ CASE count(SkuMeter) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT (SkuId IS
    NULL) OR SkuMeter IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-SkuMeter-C-005-C */ CASE count(SkuMeter) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT (SkuId IS
    NOT NULL) OR SkuMeter IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-SkuPriceId-C-001-M */ CASE count(SkuPriceId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(SkuPriceId) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-SkuPriceId-C-002-M */ CASE count(SkuPriceId) WHEN 0 THEN -1 ELSE sum(CASE WHEN (SkuPriceId
    IS NULL OR SkuPriceId GLOB '[!-~]*' OR trim(SkuPriceId, char(9, 10, 11, 12, 13, 32, 133, 160,
    5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287,
    12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-SkuPriceId-C-004-C */ CASE count(SkuPriceId) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (ChargeCategory IS 'Tax') OR SkuPriceId IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-SkuPriceId-C-005-C */ CASE count(SkuPriceId) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (((ChargeCategory IS 'Usage' OR ChargeCategory IS 'Purchase') AND ChargeClass IS NOT
    'Correction')) OR SkuPriceId IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-SkuPriceId-C-008-M */ CASE min(count(SkuPriceId), count(SkuId)) WHEN 0 THEN -1 ELSE
    count(DISTINCT CASE WHEN SkuPriceId IS NOT NULL AND ((SkuPriceId IS NOT NULL)) THEN
    json_array(SkuPriceId, SkuId) END) - count(DISTINCT CASE WHEN SkuPriceId IS NOT NULL AND
    ((SkuPriceId IS NOT NULL)) THEN SkuPriceId END) END,
  /* CAU-SubAccountId-C-001-M */ CASE count(SubAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(SubAccountId) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-SubAccountId-C-002-M */ CASE count(SubAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (SubAccountId IS NULL OR SubAccountId GLOB '[!-~]*' OR trim(SubAccountId, char(9, 10, 11, 12,
    13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232,
    8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-SubAccountName-C-001-M */ CASE count(SubAccountName) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(SubAccountName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-SubAccountName-C-002-M */ CASE count(SubAccountName) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (SubAccountName IS NULL OR SubAccountName GLOB '[!-~]*' OR trim(SubAccountName, char(9, 10, 11,
    12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202,
    8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-SubAccountName-C-004-C */ CASE count(SubAccountName) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (SubAccountId IS NULL) OR SubAccountName IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-SubAccountName-C-005-C */ CASE count(SubAccountName) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (SubAccountId IS NOT NULL) OR SubAccountName IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-SubAccountType-C-001-M */ CASE count(SubAccountType) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(SubAccountType) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-SubAccountType-C-002-M */ CASE count(SubAccountType) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (SubAccountType IS NULL OR SubAccountType GLOB '[!-~]*' OR trim(SubAccountType, char(9, 10, 11,
    12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202,
    8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-SubAccountType-C-004-C */ CASE count(SubAccountType) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (SubAccountId IS NULL) OR SubAccountType IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-SubAccountType-C-005-C */ CASE count(SubAccountType) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (SubAccountId IS NOT NULL) OR SubAccountType IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-Tags-C-001-M */ CASE count(Tags) WHEN 0 THEN -1 ELSE sum(CASE WHEN (Tags IS NULL OR CASE
    WHEN json_valid(Tags) THEN json_type(Tags) = 'object' AND NOT EXISTS (SELECT 1 FROM
    json_each(Tags) WHERE type IN ('object', 'array')) ELSE 0 END) THEN 0 ELSE 1 END) END,
  /* CCT-BillingCurrency-C-001-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(BillingCurrency) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CCT-BillingCurrency-C-002-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingCurrency IS NULL OR BillingCurrency GLOB '[!-~]*' OR trim(BillingCurrency, char(9, 10,
    11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CCT-BillingCurrency-C-003-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingCurrency IS NULL OR BillingCurrency GLOB '[A-Z][A-Z][A-Z]') THEN 0 ELSE 1 END) END,
  /* CCT-BillingCurrency-C-006-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingCurrency IS NULL OR BillingCurrency IN ('AED', 'AFN', 'ALL', 'AMD', 'AOA', 'ARS', 'AUD',
    'AWG', 'AZN', 'BAM', 'BBD', 'BDT', 'BGN', 'BHD', 'BIF', 'BMD', 'BND', 'BOB', 'BRL', 'BSD',
    'BTN', 'BWP', 'BYN', 'BZD', 'CAD', 'CDF', 'CHF', 'CLP', 'CNY', 'COP', 'CRC', 'CUP', 'CVE',
    'CZK', 'DJF', 'DKK', 'DOP', 'DZD', 'EGP', 'ERN', 'ETB', 'EUR', 'FJD', 'FKP', 'GBP', 'GEL',
    'GHS', 'GIP', 'GMD', 'GNF', 'GTQ', 'GYD', 'HKD', 'HNL', 'HTG', 'HUF', 'IDR', 'ILS', 'INR',
    'IQD', 'IRR', 'ISK', 'JMD', 'JOD', 'JPY', 'KES', 'KGS', 'KHR', 'KMF', 'KPW', 'KRW', 'KWD',
    'KYD', 'KZT', 'LAK', 'LBP', 'LKR', 'LRD', 'LSL', 'LYD', 'MAD', 'MDL', 'MGA', 'MKD', 'MMK',
    'MNT', 'MOP', 'MRU', 'MUR', 'MVR', 'MWK', 'MXN', 'MYR', 'MZN', 'NAD', 'NGN', 'NIO', 'NOK',
    'NPR', 'NZD', 'OMR', 'PAB', 'PEN', 'PGK', 'PHP', 'PKR', 'PLN', 'PYG', 'QAR', 'RON', 'RSD',
    'RUB', 'RWF', 'SAR', 'SBD', 'SCR', 'SDG', 'SEK', 'SGD', 'SHP', 'SLE', 'SOS', 'SRD', 'SSP',
    'STN', 'SVC', 'SYP', 'SZL', 'THB', 'TJS', 'TMT', 'TND', 'TOP', 'TRY', 'TTD', 'TWD', 'TZS',
    'UAH', 'UGX', 'USD', 'UYU', 'UZS', 'VED', 'VES', 'VND', 'VUV', 'WST', 'XAF', 'XCD', 'XCG',
    'XOF', 'XPF', 'YER', 'ZAR', 'ZMW', 'ZWG')) THEN 0 ELSE 1 END) END,
  /* CCT-ContractCommitment-D-003-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE 0 END)) AS counts, count(*) AS total
FROM focus_check_rows;

DROP VIEW IF EXISTS temp.focus_check;
CREATE TEMP VIEW focus_check AS
SELECT id, level, CASE WHEN total > 0 AND found >= 0 THEN found END AS violations,
       CASE WHEN counted IS NULL THEN 'not checked' WHEN total = 0 THEN 'no rows'
            WHEN found < 0 THEN 'not populated' WHEN found = 0 THEN 'ok' ELSE 'violated'
       END AS status,
       applies_when, note, text
FROM (SELECT r.*, c.total,
             json_extract(c.counts, '$[' || (counted / 40) || '][' || (counted % 40) || ']')
               AS found
      FROM focus_check_counts AS c CROSS JOIN focus_check_rules AS r);
