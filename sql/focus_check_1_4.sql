-- FOCUS 1.4's rules, as focus_check.sql has those of 1.3: focus_check_1_4 on usage and charges (191
-- rules, 187 of them checked), focus_check_invoice_detail (94, 91) and focus_check_billing_period
-- (25, 25).
--
-- Written by sql/tools/focus_check.py: change that. The rules are those of the FOCUS specification,
-- FinOps Foundation / Joint Development Foundation Projects, CC-BY-4.0. Those that the model calls
-- dynamic are not here: no look at the data alone decides them.
--
-- Inputs: focus_check_1_4_rows, focus_check_invoice_detail_rows and focus_check_billing_period_rows,
-- the rows to check. Make these views, with literal days, before or after reading this file; else
-- they are focus_data_table_1_4 (sql/focus.sql), focus_invoice_detail and focus_billing_period
-- (sql/focus/invoices.sql). Columns as those of focus_check.
--
--   SELECT id, level, violations, text FROM focus_check_1_4 WHERE status = 'violated';

CREATE TEMP VIEW IF NOT EXISTS focus_check_1_4_rows AS SELECT * FROM focus_data_table_1_4;

-- counted: where in focus_check_1_4_counts the number of violations is.
DROP TABLE IF EXISTS temp.focus_check_1_4_rules;
CREATE TEMP TABLE focus_check_1_4_rules(counted, id, level, applies_when, note, text);
INSERT INTO focus_check_1_4_rules VALUES
(0, 'CAU-CostAndUsage-D-004-C', 'MUST', 'PUBLIC_PRICE_LIST_SUPPORTED', NULL,
  'CostAndUsage MUST include ListUnitPrice when the service provider publishes unit prices exclusive of discounts.'),
(1, 'CAU-CostAndUsage-D-005-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include BillingAccountName.'),
(2, 'CAU-CostAndUsage-D-006-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include BilledCost.'),
(3, 'CAU-CostAndUsage-D-007-C', 'MUST', 'MULTIPLE_BILLING_ACCOUNT_TYPES_SUPPORTED', NULL,
  'CostAndUsage MUST include BillingAccountType when the invoice issuer supports more than one possible BillingAccountType value.'),
(4, 'CAU-CostAndUsage-D-008-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include ChargeCategory.'),
(5, 'CAU-CostAndUsage-D-009-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include BillingPeriodStart.'),
(6, 'CAU-CostAndUsage-D-010-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include BillingPeriodEnd.'),
(7, 'CAU-CostAndUsage-D-011-C', 'MUST', 'USAGE_MEASUREMENT_SUPPORTED', NULL,
  'CostAndUsage MUST include ConsumedQuantity when the service provider supports the measurement of usage.'),
(8, 'CAU-CostAndUsage-D-019-C', 'MUST', 'SUB_ACCOUNT_SUPPORTED', NULL,
  'CostAndUsage MUST include SubAccountId when the service provider supports a sub account construct.'),
(9, 'CAU-CostAndUsage-D-022-C', 'MUST', 'MULTIPLE_PRICING_CATEGORIES_SUPPORTED', NULL,
  'CostAndUsage MUST include PricingCategory when the service provider supports more than one pricing category across all SKUs.'),
(10, 'CAU-CostAndUsage-D-023-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include InvoiceIssuerName.'),
(11, 'CAU-CostAndUsage-D-024-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include BillingAccountId.'),
(12, 'CAU-CostAndUsage-D-025-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include ChargeDescription.'),
(13, 'CAU-CostAndUsage-D-026-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include ChargeClass.'),
(14, 'CAU-CostAndUsage-D-027-O', 'SHOULD', NULL, NULL,
  'CostAndUsage SHOULD include ChargeFrequency.'),
(15, 'CAU-CostAndUsage-D-028-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include ChargePeriodEnd.'),
(16, 'CAU-CostAndUsage-D-029-C', 'MUST', 'SUB_ACCOUNT_SUPPORTED', NULL,
  'CostAndUsage MUST include SubAccountName when the service provider supports a sub account construct.'),
(17, 'CAU-CostAndUsage-D-030-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include ContractedCost.'),
(18, 'CAU-CostAndUsage-D-031-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include EffectiveCost.'),
(19, 'CAU-CostAndUsage-D-032-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include ListCost.'),
(20, 'CAU-CostAndUsage-D-033-C', 'MUST', 'INVOICE_ISSUER_PAYABLE_INVOICES_SUPPORTED', NULL,
  'CostAndUsage MUST include InvoiceId when the invoice issuer supports payable invoices.'),
(21, 'CAU-CostAndUsage-D-034-C', 'MUST', 'NEGOTIATED_PRICING_SUPPORTED', NULL,
  'CostAndUsage MUST include ContractedUnitPrice when the service provider supports negotiated pricing concepts.'),
(22, 'CAU-CostAndUsage-D-035-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include BillingCurrency.'),
(23, 'CAU-CostAndUsage-D-036-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include PricingQuantity.'),
(24, 'CAU-CostAndUsage-D-037-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include ChargePeriodStart.'),
(25, 'CAU-CostAndUsage-D-040-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include ServiceCategory.'),
(26, 'CAU-CostAndUsage-D-041-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include ServiceName.'),
(27, 'CAU-CostAndUsage-D-042-O', 'SHOULD', NULL, NULL,
  'CostAndUsage SHOULD include ServiceSubcategory.'),
(28, 'CAU-CostAndUsage-D-058-C', 'MUST', 'PUBLIC_PRICE_LIST_SUPPORTED,UNIT_PRICING_SUPPORTED', NULL,
  'CostAndUsage MUST include SkuPriceId when the service provider supports unit pricing concepts and publishes price lists, publicly or as part of contracting.'),
(29, 'CAU-CostAndUsage-D-059-C', 'MUST', 'PUBLIC_PRICE_LIST_SUPPORTED,UNIT_PRICING_SUPPORTED', NULL,
  'CostAndUsage MUST include SkuMeter when the service provider supports unit pricing concepts and publishes price lists, publicly or as part of contracting.'),
(30, 'CAU-CostAndUsage-D-060-C', 'MUST', 'PUBLIC_PRICE_LIST_SUPPORTED,UNIT_PRICING_SUPPORTED', NULL,
  'CostAndUsage MUST include SkuId when the service provider supports unit pricing concepts and publishes price lists, publicly or as part of contracting.'),
(31, 'CAU-CostAndUsage-D-062-C', 'MUST', 'REGION_SUPPORTED', NULL,
  'CostAndUsage MUST include RegionName when the host provider supports deploying resources or services within a region.'),
(32, 'CAU-CostAndUsage-D-063-C', 'MUST', 'REGION_SUPPORTED', NULL,
  'CostAndUsage MUST include RegionId when the host provider supports deploying resources or services within a region.'),
(33, 'CAU-CostAndUsage-D-064-C', 'MUST', 'TAGGING_SUPPORTED', NULL,
  'CostAndUsage MUST include Tags when the data generator supports setting user or provider-defined tags.'),
(34, 'CAU-CostAndUsage-D-066-C', 'MUST', 'USAGE_MEASUREMENT_SUPPORTED', NULL,
  'CostAndUsage MUST include ConsumedUnit when the service provider supports the measurement of usage.'),
(35, 'CAU-CostAndUsage-D-067-C', 'MUST', 'MULTIPLE_SUB_ACCOUNT_TYPES_SUPPORTED', NULL,
  'CostAndUsage MUST include SubAccountType when the service provider supports more than one possible SubAccountType value.'),
(36, 'CAU-CostAndUsage-D-068-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include PricingUnit.'),
(37, 'CAU-CostAndUsage-D-075-M', 'MUST', NULL, NULL, 'CostAndUsage MUST include HostProviderName.'),
(38, 'CAU-CostAndUsage-D-076-M', 'MUST', NULL, NULL,
  'CostAndUsage MUST include ServiceProviderName.'),
(39, 'CAU-BillingAccountId-C-001-M', 'MUST NOT', NULL, NULL, 'BillingAccountId MUST NOT be null.'),
(40, 'CAU-BillingAccountId-C-002-M', 'MUST', NULL, NULL, 'BillingAccountId MUST be of type String.'),
(41, 'CAU-BillingAccountId-C-003-M', 'MUST', NULL, NULL,
  'BillingAccountId MUST conform to StringHandling requirements.'),
(42, 'CAU-BillingCurrency-C-001-M', 'MUST', NULL, NULL, 'BillingCurrency MUST be of type String.'),
(43, 'CAU-BillingCurrency-C-002-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST conform to StringHandling requirements.'),
(44, 'CAU-BillingCurrency-C-003-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST conform to CurrencyFormat requirements.'),
(45, 'CAU-BillingCurrency-C-004-M', 'MUST NOT', NULL, NULL, 'BillingCurrency MUST NOT be null.'),
(46, 'CAU-BillingCurrency-C-006-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST be expressed in national currency (e.g., USD, EUR).'),
(47, 'CAU-PricingUnit-C-001-M', 'MUST', NULL, NULL, 'PricingUnit MUST be of type String.'),
(48, 'CAU-PricingUnit-C-002-M', 'MUST', NULL, NULL,
  'PricingUnit MUST conform to StringHandling requirements.'),
(49, 'CAU-PricingUnit-C-003-O', 'SHOULD', NULL, NULL,
  'PricingUnit SHOULD conform to UnitFormat requirements.'),
(50, 'CAU-PricingUnit-C-005-C', 'MUST', NULL, NULL,
  'PricingUnit MUST be null when PricingQuantity is null.'),
(51, 'CAU-PricingUnit-C-006-C', 'MUST NOT', NULL, NULL,
  'PricingUnit MUST NOT be null when PricingQuantity is not null.'),
(52, 'CAU-SubAccountId-C-001-M', 'MUST', NULL, NULL, 'SubAccountId MUST be of type String.'),
(53, 'CAU-SubAccountId-C-002-M', 'MUST', NULL, NULL,
  'SubAccountId MUST conform to StringHandling requirements.'),
(54, 'CAU-ContractedCost-C-001-M', 'MUST', NULL, NULL, 'ContractedCost MUST be of type Decimal.'),
(55, 'CAU-ContractedCost-C-002-M', 'MUST', NULL, NULL,
  'ContractedCost MUST conform to NumericFormat requirements.'),
(56, 'CAU-ContractedCost-C-003-M', 'MUST NOT', NULL, NULL, 'ContractedCost MUST NOT be null.'),
(57, 'CAU-ContractedCost-C-011-C', 'MUST', NULL, NULL,
  'ContractedCost MUST equal the product of ContractedUnitPrice and PricingQuantity when ContractedUnitPrice is not null and PricingQuantity is not null.'),
(58, 'CAU-BilledCost-C-001-M', 'MUST', NULL, NULL, 'BilledCost MUST be of type Decimal.'),
(59, 'CAU-BilledCost-C-002-M', 'MUST', NULL, NULL,
  'BilledCost MUST conform to NumericFormat requirements.'),
(60, 'CAU-BilledCost-C-003-M', 'MUST NOT', NULL, NULL, 'BilledCost MUST NOT be null.'),
(61, 'CAU-PricingQuantity-C-001-M', 'MUST', NULL, NULL, 'PricingQuantity MUST be of type Decimal.'),
(62, 'CAU-PricingQuantity-C-002-M', 'MUST', NULL, NULL,
  'PricingQuantity MUST conform to NumericFormat requirements.'),
(63, 'CAU-PricingQuantity-C-004-C', 'MUST', NULL, NULL,
  'PricingQuantity MUST be null when ChargeCategory is "Tax".'),
(64, 'CAU-PricingQuantity-C-005-C', 'MUST NOT', NULL, NULL,
  'PricingQuantity MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(65, 'CAU-PricingQuantity-C-011-C', 'MUST', NULL, NULL,
  'PricingQuantity MUST be null when SkuPriceId is null.'),
(66, 'CAU-ServiceCategory-C-001-M', 'MUST', NULL, NULL, 'ServiceCategory MUST be of type String.'),
(67, 'CAU-ServiceCategory-C-002-M', 'MUST NOT', NULL, NULL, 'ServiceCategory MUST NOT be null.'),
(68, 'CAU-ServiceCategory-C-003-M', 'MUST', NULL, NULL,
  'ServiceCategory MUST be one of the allowed values.'),
(69, 'CAU-BillingAccountType-C-001-M', 'MUST', NULL, NULL,
  'BillingAccountType MUST be of type String.'),
(70, 'CAU-BillingAccountType-C-002-M', 'MUST', NULL, NULL,
  'BillingAccountType MUST conform to StringHandling requirements.'),
(71, 'CAU-BillingAccountType-C-004-C', 'MUST', NULL, NULL,
  'BillingAccountType MUST be null when BillingAccountId is null.'),
(72, 'CAU-BillingAccountType-C-005-C', 'MUST NOT', NULL, NULL,
  'BillingAccountType MUST NOT be null when BillingAccountId is not null.'),
(73, 'CAU-ChargeDescription-C-001-M', 'MUST', NULL, NULL,
  'ChargeDescription MUST be of type String.'),
(74, 'CAU-ChargeDescription-C-002-M', 'MUST', NULL, NULL,
  'ChargeDescription MUST conform to StringHandling requirements.'),
(75, 'CAU-ChargeDescription-C-003-O', 'SHOULD NOT', NULL, NULL,
  'ChargeDescription SHOULD NOT be null.'),
(76, 'CAU-ServiceProviderName-C-001-M', 'MUST', NULL, NULL,
  'ServiceProviderName MUST be of type String.'),
(77, 'CAU-ServiceProviderName-C-002-M', 'MUST', NULL, NULL,
  'ServiceProviderName MUST conform to StringHandling requirements.'),
(78, 'CAU-ServiceProviderName-C-003-M', 'MUST NOT', NULL, NULL,
  'ServiceProviderName MUST NOT be null.'),
(79, 'CAU-HostProviderName-C-001-M', 'MUST', NULL, NULL, 'HostProviderName MUST be of type String.'),
(80, 'CAU-HostProviderName-C-002-M', 'MUST', NULL, NULL,
  'HostProviderName MUST conform to StringHandling requirements.'),
(81, 'CAU-BillingPeriodStart-C-001-M', 'MUST', NULL, NULL,
  'BillingPeriodStart MUST be of type Date/Time.'),
(82, 'CAU-BillingPeriodStart-C-002-M', 'MUST', NULL, NULL,
  'BillingPeriodStart MUST conform to DateTimeFormat requirements.'),
(83, 'CAU-BillingPeriodStart-C-003-M', 'MUST NOT', NULL, NULL,
  'BillingPeriodStart MUST NOT be null.'),
(84, 'CAU-ChargeFrequency-C-001-M', 'MUST', NULL, NULL, 'ChargeFrequency MUST be of type String.'),
(85, 'CAU-ChargeFrequency-C-002-M', 'MUST NOT', NULL, NULL, 'ChargeFrequency MUST NOT be null.'),
(86, 'CAU-ChargeFrequency-C-003-M', 'MUST', NULL, NULL,
  'ChargeFrequency MUST be one of the allowed values.'),
(87, 'CAU-ChargeFrequency-C-004-C', 'MUST NOT', NULL, NULL,
  'ChargeFrequency MUST NOT be "Usage-Based" when ChargeCategory is "Purchase".'),
(88, 'CAU-RegionId-C-001-M', 'MUST', NULL, NULL, 'RegionId MUST be of type String.'),
(89, 'CAU-RegionId-C-002-M', 'MUST', NULL, NULL,
  'RegionId MUST conform to StringHandling requirements.'),
(90, 'CAU-ContractedUnitPrice-C-002-M', 'MUST', NULL, NULL,
  'ContractedUnitPrice MUST be of type Decimal.'),
(91, 'CAU-ContractedUnitPrice-C-003-M', 'MUST', NULL, NULL,
  'ContractedUnitPrice MUST conform to NumericFormat requirements.'),
(92, 'CAU-ContractedUnitPrice-C-005-C', 'MUST', NULL, NULL,
  'ContractedUnitPrice MUST be null when ChargeCategory is "Tax".'),
(93, 'CAU-ContractedUnitPrice-C-006-C', 'MUST NOT', NULL, NULL,
  'ContractedUnitPrice MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(94, 'CAU-ContractedUnitPrice-C-009-M', 'MUST', NULL,
  'where CAU-ContractedUnitPrice-C-008-C applies',
  'ContractedUnitPrice MUST be a non-negative decimal value.'),
(95, 'CAU-ContractedUnitPrice-C-014-C', 'MUST', NULL, NULL,
  'ContractedUnitPrice MUST be null when SkuPriceId is null.'),
(96, 'CAU-ContractedUnitPrice-C-015-C', 'MUST NOT', NULL, NULL,
  'ContractedUnitPrice MUST NOT be null when SkuPriceId is not null.'),
(97, 'CAU-ListUnitPrice-C-001-M', 'MUST', NULL, NULL, 'ListUnitPrice MUST be of type Decimal.'),
(98, 'CAU-ListUnitPrice-C-002-M', 'MUST', NULL, NULL,
  'ListUnitPrice MUST conform to NumericFormat requirements.'),
(99, 'CAU-ListUnitPrice-C-004-C', 'MUST', NULL, NULL,
  'ListUnitPrice MUST be null when ChargeCategory is "Tax".'),
(100, 'CAU-ListUnitPrice-C-005-C', 'MUST NOT', NULL, NULL,
  'ListUnitPrice MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(NULL, 'CAU-ListUnitPrice-C-006-O', 'MAY', NULL,
  'not checked: a permission, which nothing can violate',
  'ListUnitPrice MAY be null in all other cases.'),
(101, 'CAU-ListUnitPrice-C-008-M', 'MUST', NULL, 'where CAU-ListUnitPrice-C-007-C applies',
  'ListUnitPrice MUST be a non-negative decimal value.'),
(102, 'CAU-ListUnitPrice-C-012-C', 'MUST', NULL, NULL,
  'ListUnitPrice MUST be null when SkuPriceId is null.'),
(103, 'CAU-ListUnitPrice-C-013-C', 'MUST NOT', NULL, NULL,
  'ListUnitPrice MUST NOT be null when SkuPriceId is not null.'),
(104, 'CAU-ListCost-C-001-M', 'MUST', NULL, NULL, 'ListCost MUST be of type Decimal.'),
(105, 'CAU-ListCost-C-002-M', 'MUST', NULL, NULL,
  'ListCost MUST conform to NumericFormat requirements.'),
(106, 'CAU-ListCost-C-003-M', 'MUST NOT', NULL, NULL, 'ListCost MUST NOT be null.'),
(107, 'CAU-ListCost-C-011-C', 'MUST', NULL, NULL,
  'ListCost MUST equal the product of ListUnitPrice and PricingQuantity when ListUnitPrice is not null and PricingQuantity is not null.'),
(108, 'CAU-SubAccountType-C-001-M', 'MUST', NULL, NULL, 'SubAccountType MUST be of type String.'),
(109, 'CAU-SubAccountType-C-002-M', 'MUST', NULL, NULL,
  'SubAccountType MUST conform to StringHandling requirements.'),
(110, 'CAU-SubAccountType-C-004-C', 'MUST', NULL, NULL,
  'SubAccountType MUST be null when SubAccountId is null.'),
(111, 'CAU-SubAccountType-C-005-C', 'MUST NOT', NULL, NULL,
  'SubAccountType MUST NOT be null when SubAccountId is not null.'),
(112, 'CAU-SubAccountName-C-001-M', 'MUST', NULL, NULL, 'SubAccountName MUST be of type String.'),
(113, 'CAU-SubAccountName-C-002-M', 'MUST', NULL, NULL,
  'SubAccountName MUST conform to StringHandling requirements.'),
(114, 'CAU-SubAccountName-C-004-C', 'MUST', NULL, NULL,
  'SubAccountName MUST be null when SubAccountId is null.'),
(115, 'CAU-SubAccountName-C-005-C', 'MUST NOT', NULL, NULL,
  'SubAccountName MUST NOT be null when SubAccountId is not null.'),
(116, 'CAU-ServiceSubcategory-C-001-M', 'MUST', NULL, NULL,
  'ServiceSubcategory MUST be of type String.'),
(117, 'CAU-ServiceSubcategory-C-002-M', 'MUST NOT', NULL, NULL,
  'ServiceSubcategory MUST NOT be null.'),
(118, 'CAU-ServiceSubcategory-C-003-M', 'MUST', NULL, NULL,
  'ServiceSubcategory MUST be one of the allowed values.'),
(119, 'CAU-ServiceSubcategory-C-004-M', 'MUST', NULL, NULL,
  'ServiceSubcategory MUST have one and only one parent ServiceCategory as specified in the allowed values below.'),
(120, 'CAU-ChargePeriodStart-C-001-M', 'MUST', NULL, NULL,
  'ChargePeriodStart MUST be of type Date/Time.'),
(121, 'CAU-ChargePeriodStart-C-002-M', 'MUST', NULL, NULL,
  'ChargePeriodStart MUST conform to DateTimeFormat requirements.'),
(122, 'CAU-ChargePeriodStart-C-003-M', 'MUST NOT', NULL, NULL,
  'ChargePeriodStart MUST NOT be null.'),
(123, 'CAU-SkuMeter-C-001-M', 'MUST', NULL, NULL, 'SkuMeter MUST be of type String.'),
(124, 'CAU-SkuMeter-C-002-M', 'MUST', NULL, NULL,
  'SkuMeter MUST conform to StringHandling requirements.'),
(125, 'CAU-SkuMeter-C-004-C', 'MUST', NULL, NULL, 'SkuMeter MUST be null when SkuId is null.'),
(126, 'CAU-SkuMeter-C-005-C', 'SHOULD NOT', NULL, NULL,
  'SkuMeter SHOULD NOT be null when SkuId is not null.'),
(127, 'CAU-ServiceName-C-001-M', 'MUST', NULL, NULL, 'ServiceName MUST be of type String.'),
(128, 'CAU-ServiceName-C-002-M', 'MUST', NULL, NULL,
  'ServiceName MUST conform to StringHandling requirements.'),
(129, 'CAU-ServiceName-C-003-M', 'MUST NOT', NULL, NULL, 'ServiceName MUST NOT be null.'),
(130, 'CAU-ServiceName-C-005-C', 'MUST', NULL, 'violations are values too many, not rows',
  'ServiceName MUST have one and only one ServiceCategory that best aligns with its primary purpose, except when no suitable ServiceCategory is available.'),
(131, 'CAU-ServiceName-C-008-C', 'SHOULD', NULL, 'violations are values too many, not rows',
  'ServiceName SHOULD have one and only one ServiceSubcategory that best aligns with its primary purpose, except when no suitable ServiceSubcategory is available.'),
(132, 'CAU-ChargeClass-C-001-M', 'MUST', NULL, NULL, 'ChargeClass MUST be of type String.'),
(133, 'CAU-ChargeClass-C-005-C', 'MUST', NULL, NULL,
  'ChargeClass MUST be "Correction" when ChargeClass is not null.'),
(134, 'CAU-EffectiveCost-C-001-M', 'MUST', NULL, NULL, 'EffectiveCost MUST be of type Decimal.'),
(135, 'CAU-EffectiveCost-C-002-M', 'MUST', NULL, NULL,
  'EffectiveCost MUST conform to NumericFormat requirements.'),
(136, 'CAU-EffectiveCost-C-003-M', 'MUST NOT', NULL, NULL, 'EffectiveCost MUST NOT be null.'),
(137, 'CAU-EffectiveCost-C-017-C', 'MUST', NULL, NULL,
  'EffectiveCost MUST equal BilledCost when ChargeCategory is "Tax" or "Credit".'),
(138, 'CAU-BillingAccountName-C-001-M', 'MUST', NULL, NULL,
  'BillingAccountName MUST be of type String.'),
(139, 'CAU-BillingAccountName-C-002-M', 'MUST', NULL, NULL,
  'BillingAccountName MUST conform to StringHandling requirements.'),
(140, 'CAU-BillingAccountName-C-003-C', 'MUST NOT', 'ACCOUNT_NAMING_SUPPORTED', NULL,
  'BillingAccountName MUST NOT be null when the invoice issuer supports assigning a display name for the billing account.'),
(141, 'CAU-ConsumedUnit-C-001-M', 'MUST', NULL, NULL, 'ConsumedUnit MUST be of type String.'),
(142, 'CAU-ConsumedUnit-C-002-M', 'MUST', NULL, NULL,
  'ConsumedUnit MUST conform to StringHandling requirements.'),
(143, 'CAU-ConsumedUnit-C-003-O', 'SHOULD', NULL, NULL,
  'ConsumedUnit SHOULD conform to UnitFormat requirements.'),
(144, 'CAU-ConsumedUnit-C-005-C', 'MUST', NULL, NULL,
  'ConsumedUnit MUST be null when ConsumedQuantity is null.'),
(145, 'CAU-ConsumedUnit-C-006-C', 'MUST NOT', NULL, NULL,
  'ConsumedUnit MUST NOT be null when ConsumedQuantity is not null.'),
(146, 'CAU-ChargePeriodEnd-C-001-M', 'MUST', NULL, NULL,
  'ChargePeriodEnd MUST be of type Date/Time.'),
(147, 'CAU-ChargePeriodEnd-C-002-M', 'MUST', NULL, NULL,
  'ChargePeriodEnd MUST conform to DateTimeFormat requirements.'),
(148, 'CAU-ChargePeriodEnd-C-003-M', 'MUST NOT', NULL, NULL, 'ChargePeriodEnd MUST NOT be null.'),
(149, 'CAU-BillingPeriodEnd-C-001-M', 'MUST', NULL, NULL,
  'BillingPeriodEnd MUST be of type Date/Time.'),
(150, 'CAU-BillingPeriodEnd-C-002-M', 'MUST', NULL, NULL,
  'BillingPeriodEnd MUST conform to DateTimeFormat requirements.'),
(151, 'CAU-BillingPeriodEnd-C-003-M', 'MUST NOT', NULL, NULL, 'BillingPeriodEnd MUST NOT be null.'),
(152, 'CAU-ConsumedQuantity-C-001-M', 'MUST', NULL, NULL,
  'ConsumedQuantity MUST be of type Decimal.'),
(153, 'CAU-ConsumedQuantity-C-002-M', 'MUST', NULL, NULL,
  'ConsumedQuantity MUST conform to NumericFormat requirements.'),
(154, 'CAU-ConsumedQuantity-C-006-C', 'MUST NOT', NULL,
  'by its sentence; the expression of the rules file has the condition the other way round; where CAU-ConsumedQuantity-C-005-C applies',
  'ConsumedQuantity MUST NOT be null when ChargeClass is not "Correction".'),
(NULL, 'CAU-ConsumedQuantity-C-007-C', 'MAY', NULL,
  'not checked: a permission, which nothing can violate',
  'ConsumedQuantity MAY be null when ChargeClass is "Correction".'),
(155, 'CAU-ConsumedQuantity-C-009-C', 'MUST', NULL, NULL,
  'ConsumedQuantity MUST be null when SkuPriceId is null.'),
(156, 'CAU-InvoiceIssuerName-C-001-M', 'MUST', NULL, NULL,
  'InvoiceIssuerName MUST be of type String.'),
(157, 'CAU-InvoiceIssuerName-C-002-M', 'MUST', NULL, NULL,
  'InvoiceIssuerName MUST conform to StringHandling requirements.'),
(158, 'CAU-InvoiceIssuerName-C-003-M', 'MUST NOT', NULL, NULL,
  'InvoiceIssuerName MUST NOT be null.'),
(159, 'CAU-ChargeCategory-C-001-M', 'MUST', NULL, NULL, 'ChargeCategory MUST be of type String.'),
(160, 'CAU-ChargeCategory-C-002-M', 'MUST NOT', NULL, NULL, 'ChargeCategory MUST NOT be null.'),
(161, 'CAU-ChargeCategory-C-003-M', 'MUST', NULL, NULL,
  'ChargeCategory MUST be one of the allowed values.'),
(162, 'CAU-InvoiceDetailId-C-001-M', 'MUST', NULL, NULL, 'InvoiceDetailId MUST be of type String.'),
(163, 'CAU-InvoiceDetailId-C-002-M', 'MUST', NULL, NULL,
  'InvoiceDetailId MUST conform to StringHandling requirements.'),
(164, 'CAU-SkuPriceId-C-001-M', 'MUST', NULL, NULL, 'SkuPriceId MUST be of type String.'),
(165, 'CAU-SkuPriceId-C-002-M', 'MUST', NULL, NULL,
  'SkuPriceId MUST conform to StringHandling requirements.'),
(166, 'CAU-SkuPriceId-C-004-C', 'MUST', NULL, NULL,
  'SkuPriceId MUST be null when ChargeCategory is "Tax".'),
(167, 'CAU-SkuPriceId-C-005-C', 'MUST NOT', NULL, NULL,
  'SkuPriceId MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(168, 'CAU-SkuPriceId-C-008-M', 'MUST', NULL,
  'violations are values too many, not rows; where CAU-SkuPriceId-C-007-C applies',
  'SkuPriceId MUST have one and only one parent SkuId.'),
(NULL, 'CAU-SkuPriceId-C-011-O', 'MAY', NULL,
  'not checked: a permission, which nothing can violate', 'SkuPriceId MAY match SkuId.'),
(169, 'CAU-Tags-C-001-M', 'MUST', NULL, NULL, 'Tags MUST conform to KeyValueFormat requirements.'),
(NULL, 'CAU-Tags-C-002-O', 'MAY', NULL, 'not checked: a permission, which nothing can violate',
  'Tags MAY be null.'),
(170, 'CAU-Tags-C-018-M', 'MUST', NULL, NULL,
  'Tags MUST be of type JSON Object (serialized as a String where necessary).'),
(171, 'CAU-Tags-C-019-M', 'MUST', NULL, NULL, 'Tags MUST conform to StringHandling requirements.'),
(172, 'CAU-SkuId-C-001-M', 'MUST', NULL, NULL, 'SkuId MUST be of type String.'),
(173, 'CAU-SkuId-C-002-M', 'MUST', NULL, NULL, 'SkuId MUST conform to StringHandling requirements.'),
(174, 'CAU-SkuId-C-004-C', 'MUST', NULL, NULL, 'SkuId MUST be null when ChargeCategory is "Tax".'),
(175, 'CAU-SkuId-C-005-C', 'MUST NOT', NULL, NULL,
  'SkuId MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(176, 'CAU-InvoiceId-C-001-M', 'MUST', NULL, NULL, 'InvoiceId MUST be of type String.'),
(177, 'CAU-InvoiceId-C-002-M', 'MUST', NULL, NULL,
  'InvoiceId MUST conform to StringHandling requirements.'),
(178, 'CAU-RegionName-C-001-M', 'MUST', NULL, NULL, 'RegionName MUST be of type String.'),
(179, 'CAU-RegionName-C-002-M', 'MUST', NULL, NULL,
  'RegionName MUST conform to StringHandling requirements.'),
(180, 'CAU-RegionName-C-004-C', 'MUST', NULL, NULL,
  'RegionName MUST be null when RegionId is null.'),
(181, 'CAU-RegionName-C-005-C', 'MUST NOT', NULL, NULL,
  'RegionName MUST NOT be null when RegionId is not null.'),
(182, 'CAU-PricingCategory-C-001-M', 'MUST', NULL, NULL, 'PricingCategory MUST be of type String.'),
(183, 'CAU-PricingCategory-C-003-C', 'MUST', NULL, NULL,
  'PricingCategory MUST be null when ChargeCategory is "Tax".'),
(184, 'CAU-PricingCategory-C-004-C', 'MUST NOT', NULL, NULL,
  'PricingCategory MUST NOT be null when ChargeCategory is "Usage" or "Purchase" and ChargeClass is not "Correction".'),
(185, 'CAU-PricingCategory-C-007-M', 'MUST', NULL, 'where CAU-PricingCategory-C-006-C applies',
  'PricingCategory MUST be one of the allowed values.'),
(186, 'CAU-PricingCategory-C-012-C', 'MUST', NULL, NULL,
  'PricingCategory MUST be null when SkuPriceId is null.');

-- All in one pass over the rows, in blocks of 40: a number of violations, -1 if a column is NULL
-- throughout.
DROP VIEW IF EXISTS temp.focus_check_1_4_counts;
CREATE TEMP VIEW focus_check_1_4_counts AS
SELECT json_array(
  json_array(
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
  /* CAU-CostAndUsage-D-025-M */ CASE count(ChargeDescription) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-026-M */ CASE count(ChargeClass) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-027-O */ CASE count(ChargeFrequency) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-028-M */ CASE count(ChargePeriodEnd) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-029-C */ CASE count(SubAccountName) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-030-M */ CASE count(ContractedCost) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-031-M */ CASE count(EffectiveCost) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-032-M */ CASE count(ListCost) WHEN 0 THEN -1 ELSE 0 END,
  /* CAU-CostAndUsage-D-033-C */ CASE count(InvoiceId) WHEN 0 THEN -1 ELSE 0 END,
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
  /* CAU-BillingAccountId-C-001-M */ CASE count(BillingAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingAccountId IS NOT NULL THEN 0 ELSE 1 END) END),
  json_array(
  /* CAU-BillingAccountId-C-002-M */ CASE count(BillingAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(BillingAccountId) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountId-C-003-M */ CASE count(BillingAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingAccountId IS NULL OR BillingAccountId GLOB '[!-~]*' OR trim(BillingAccountId, char(9,
    10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
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
  /* CAU-SubAccountId-C-001-M */ CASE count(SubAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(SubAccountId) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-SubAccountId-C-002-M */ CASE count(SubAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (SubAccountId IS NULL OR SubAccountId GLOB '[!-~]*' OR trim(SubAccountId, char(9, 10, 11, 12,
    13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232,
    8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
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
  /* CAU-ContractedCost-C-011-C */ CASE min(count(ContractedUnitPrice), count(PricingQuantity),
    count(ContractedCost)) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT ((ContractedUnitPrice IS NOT NULL
    AND PricingQuantity IS NOT NULL)) OR coalesce(abs(ContractedUnitPrice * PricingQuantity -
    ContractedCost) <= max(1e-9 * abs(ContractedCost), 5.1e-11), 1)) THEN 0 ELSE 1 END) END,
  /* CAU-BilledCost-C-001-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(BilledCost) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-BilledCost-C-002-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (typeof(BilledCost) IN ('null', 'integer') OR typeof(BilledCost) = 'real' AND abs(BilledCost) <=
    1.7976931348623157e308 OR typeof(BilledCost) = 'text' AND BilledCost NOT GLOB '*[^0-9.Ee-]*' AND
    (BilledCost GLOB '[0-9]*' OR BilledCost GLOB '[-.][0-9]*' OR BilledCost GLOB '-.[0-9]*') AND
    json_valid('1' || substr(BilledCost, 1 + (BilledCost GLOB '-*')))) THEN 0 ELSE 1 END) END,
  /* CAU-BilledCost-C-003-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN BilledCost
    IS NOT NULL THEN 0 ELSE 1 END) END,
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
  /* CAU-ChargeDescription-C-001-M */ CASE count(ChargeDescription) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(ChargeDescription) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ChargeDescription-C-002-M */ CASE count(ChargeDescription) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (ChargeDescription IS NULL OR ChargeDescription GLOB '[!-~]*' OR trim(ChargeDescription,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-ChargeDescription-C-003-O */ CASE count(ChargeDescription) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN ChargeDescription IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ServiceProviderName-C-001-M */ CASE count(ServiceProviderName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(ServiceProviderName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ServiceProviderName-C-002-M */ CASE count(ServiceProviderName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (ServiceProviderName IS NULL OR ServiceProviderName GLOB '[!-~]*' OR
    trim(ServiceProviderName, char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195,
    8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1
    END) END,
  /* CAU-ServiceProviderName-C-003-M */ CASE count(ServiceProviderName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN ServiceProviderName IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-HostProviderName-C-001-M */ CASE count(HostProviderName) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(HostProviderName) IN ('text', 'null') THEN 0 ELSE 1 END) END),
  json_array(
  /* CAU-HostProviderName-C-002-M */ CASE count(HostProviderName) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (HostProviderName IS NULL OR HostProviderName GLOB '[!-~]*' OR trim(HostProviderName, char(9,
    10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodStart-C-001-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (BillingPeriodStart IS NULL OR typeof(BillingPeriodStart) = 'text' AND
    julianday(BillingPeriodStart) IS NOT NULL AND date(substr(BillingPeriodStart, 1, 10), '+0 days')
    IS substr(BillingPeriodStart, 1, 10)) THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodStart-C-002-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN BillingPeriodStart COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', BillingPeriodStart,
    '+0 days') THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodStart-C-003-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN BillingPeriodStart IS NOT NULL THEN 0 ELSE 1 END) END,
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
  /* CAU-RegionId-C-001-M */ CASE count(RegionId) WHEN 0 THEN -1 ELSE sum(CASE WHEN typeof(RegionId)
    IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-RegionId-C-002-M */ CASE count(RegionId) WHEN 0 THEN -1 ELSE sum(CASE WHEN (RegionId IS
    NULL OR RegionId GLOB '[!-~]*' OR trim(RegionId, char(9, 10, 11, 12, 13, 32, 133, 160, 5760,
    8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287,
    12288)) <> '') THEN 0 ELSE 1 END) END,
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
  /* CAU-ContractedUnitPrice-C-009-M */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN NOT ((ContractedUnitPrice IS NOT NULL)) OR (ContractedUnitPrice IS NULL OR
    typeof(ContractedUnitPrice) IN ('real', 'integer') AND ContractedUnitPrice >= 0) THEN 0 ELSE 1
    END) END,
  /* CAU-ContractedUnitPrice-C-014-C */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (NOT (SkuPriceId IS NULL) OR ContractedUnitPrice IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ContractedUnitPrice-C-015-C */ CASE count(ContractedUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (NOT (SkuPriceId IS NOT NULL) OR ContractedUnitPrice IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ListUnitPrice-C-001-M */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ListUnitPrice) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
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
  /* CAU-ListUnitPrice-C-008-M */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN NOT
    ((ListUnitPrice IS NOT NULL)) OR (ListUnitPrice IS NULL OR typeof(ListUnitPrice) IN ('real',
    'integer') AND ListUnitPrice >= 0) THEN 0 ELSE 1 END) END,
  /* CAU-ListUnitPrice-C-012-C */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (SkuPriceId IS NULL) OR ListUnitPrice IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ListUnitPrice-C-013-C */ CASE count(ListUnitPrice) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (SkuPriceId IS NOT NULL) OR ListUnitPrice IS NOT NULL) THEN 0 ELSE 1 END) END,
  /* CAU-ListCost-C-001-M */ CASE count(ListCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN typeof(ListCost)
    IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ListCost-C-002-M */ CASE count(ListCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (typeof(ListCost) IN ('null', 'integer') OR typeof(ListCost) = 'real' AND abs(ListCost) <=
    1.7976931348623157e308 OR typeof(ListCost) = 'text' AND ListCost NOT GLOB '*[^0-9.Ee-]*' AND
    (ListCost GLOB '[0-9]*' OR ListCost GLOB '[-.][0-9]*' OR ListCost GLOB '-.[0-9]*') AND
    json_valid('1' || substr(ListCost, 1 + (ListCost GLOB '-*')))) THEN 0 ELSE 1 END) END,
  /* CAU-ListCost-C-003-M */ CASE count(ListCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN ListCost IS NOT
    NULL THEN 0 ELSE 1 END) END,
  /* CAU-ListCost-C-011-C */ CASE min(count(ListUnitPrice), count(PricingQuantity), count(ListCost))
    WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT ((ListUnitPrice IS NOT NULL AND PricingQuantity IS NOT
    NULL)) OR coalesce(abs(ListUnitPrice * PricingQuantity - ListCost) <= max(1e-9 * abs(ListCost),
    5.1e-11), 1)) THEN 0 ELSE 1 END) END,
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
    'Other')) THEN 0 ELSE 1 END) END),
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
  /* CAU-ChargeClass-C-001-M */ CASE count(ChargeClass) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ChargeClass) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-ChargeClass-C-005-C */ CASE count(ChargeClass) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT
    (ChargeClass IS NOT NULL) OR ChargeClass IS 'Correction') THEN 0 ELSE 1 END) END,
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
  /* CAU-EffectiveCost-C-017-C */ CASE min(count(EffectiveCost), count(BilledCost)) WHEN 0 THEN -1
    ELSE sum(CASE WHEN (NOT ((ChargeCategory IS 'Tax' OR ChargeCategory IS 'Credit')) OR
    EffectiveCost IS BilledCost) THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountName-C-001-M */ CASE count(BillingAccountName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(BillingAccountName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountName-C-002-M */ CASE count(BillingAccountName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (BillingAccountName IS NULL OR BillingAccountName GLOB '[!-~]*' OR trim(BillingAccountName,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-BillingAccountName-C-003-C */ CASE count(BillingAccountName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN BillingAccountName IS NOT NULL THEN 0 ELSE 1 END) END,
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
  /* CAU-ChargePeriodEnd-C-001-M */ CASE count(ChargePeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (ChargePeriodEnd IS NULL OR typeof(ChargePeriodEnd) = 'text' AND julianday(ChargePeriodEnd) IS
    NOT NULL AND date(substr(ChargePeriodEnd, 1, 10), '+0 days') IS substr(ChargePeriodEnd, 1, 10))
    THEN 0 ELSE 1 END) END,
  /* CAU-ChargePeriodEnd-C-002-M */ CASE count(ChargePeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ChargePeriodEnd COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', ChargePeriodEnd, '+0 days')
    THEN 0 ELSE 1 END) END,
  /* CAU-ChargePeriodEnd-C-003-M */ CASE count(ChargePeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ChargePeriodEnd IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodEnd-C-001-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingPeriodEnd IS NULL OR typeof(BillingPeriodEnd) = 'text' AND julianday(BillingPeriodEnd)
    IS NOT NULL AND date(substr(BillingPeriodEnd, 1, 10), '+0 days') IS substr(BillingPeriodEnd, 1,
    10)) THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodEnd-C-002-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingPeriodEnd COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', BillingPeriodEnd, '+0 days')
    THEN 0 ELSE 1 END) END,
  /* CAU-BillingPeriodEnd-C-003-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingPeriodEnd IS NOT NULL THEN 0 ELSE 1 END) END,
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
  /* CAU-ConsumedQuantity-C-009-C */ CASE count(ConsumedQuantity) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (NOT (SkuPriceId IS NULL) OR ConsumedQuantity IS NULL) THEN 0 ELSE 1 END) END,
  /* CAU-InvoiceIssuerName-C-001-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(InvoiceIssuerName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-InvoiceIssuerName-C-002-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (InvoiceIssuerName IS NULL OR InvoiceIssuerName GLOB '[!-~]*' OR trim(InvoiceIssuerName,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* CAU-InvoiceIssuerName-C-003-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN InvoiceIssuerName IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ChargeCategory-C-001-M */ CASE count(ChargeCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ChargeCategory) IN ('text', 'null') THEN 0 ELSE 1 END) END),
  json_array(
  /* CAU-ChargeCategory-C-002-M */ CASE count(ChargeCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ChargeCategory IS NOT NULL THEN 0 ELSE 1 END) END,
  /* CAU-ChargeCategory-C-003-M */ CASE count(ChargeCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (ChargeCategory IS 'Usage' OR ChargeCategory IS 'Purchase' OR ChargeCategory IS 'Tax' OR
    ChargeCategory IS 'Credit' OR ChargeCategory IS 'Adjustment') THEN 0 ELSE 1 END) END,
  /* CAU-InvoiceDetailId-C-001-M */ CASE count(InvoiceDetailId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(InvoiceDetailId) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-InvoiceDetailId-C-002-M */ CASE count(InvoiceDetailId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (InvoiceDetailId IS NULL OR InvoiceDetailId GLOB '[!-~]*' OR trim(InvoiceDetailId, char(9, 10,
    11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
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
  /* CAU-Tags-C-001-M */ CASE count(Tags) WHEN 0 THEN -1 ELSE sum(CASE WHEN (Tags IS NULL OR CASE
    WHEN json_valid(Tags) THEN json_type(Tags) = 'object' AND NOT EXISTS (SELECT 1 FROM
    json_each(Tags) WHERE type IN ('object', 'array')) ELSE 0 END) THEN 0 ELSE 1 END) END,
  /* CAU-Tags-C-018-M */ CASE count(Tags) WHEN 0 THEN -1 ELSE sum(CASE WHEN (typeof(Tags) IN
    ('text', 'null') OR (Tags IS NULL OR typeof(Tags) = 'text' AND json_valid(Tags))) THEN 0 ELSE 1
    END) END,
  /* CAU-Tags-C-019-M */ CASE count(Tags) WHEN 0 THEN -1 ELSE sum(CASE WHEN (Tags IS NULL OR Tags
    GLOB '[!-~]*' OR trim(Tags, char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195,
    8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1
    END) END,
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
  /* CAU-InvoiceId-C-001-M */ CASE count(InvoiceId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(InvoiceId) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* CAU-InvoiceId-C-002-M */ CASE count(InvoiceId) WHEN 0 THEN -1 ELSE sum(CASE WHEN (InvoiceId IS
    NULL OR InvoiceId GLOB '[!-~]*' OR trim(InvoiceId, char(9, 10, 11, 12, 13, 32, 133, 160, 5760,
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
    (NOT (SkuPriceId IS NULL) OR PricingCategory IS NULL) THEN 0 ELSE 1 END) END)) AS counts, count(*) AS total
FROM focus_check_1_4_rows;

DROP VIEW IF EXISTS temp.focus_check_1_4;
CREATE TEMP VIEW focus_check_1_4 AS
SELECT id, level, CASE WHEN total > 0 AND found >= 0 THEN found END AS violations,
       CASE WHEN counted IS NULL THEN 'not checked' WHEN total = 0 THEN 'no rows'
            WHEN found < 0 THEN 'not populated' WHEN found = 0 THEN 'ok' ELSE 'violated'
       END AS status,
       applies_when, note, text
FROM (SELECT r.*, c.total,
             json_extract(c.counts, '$[' || (counted / 40) || '][' || (counted % 40) || ']')
               AS found
      FROM focus_check_1_4_counts AS c CROSS JOIN focus_check_1_4_rules AS r);

CREATE TEMP VIEW IF NOT EXISTS focus_check_invoice_detail_rows AS SELECT * FROM focus_invoice_detail;

-- counted: where in focus_check_invoice_detail_counts the number of violations is.
DROP TABLE IF EXISTS temp.focus_check_invoice_detail_rules;
CREATE TEMP TABLE focus_check_invoice_detail_rules(counted, id, level, applies_when, note, text);
INSERT INTO focus_check_invoice_detail_rules VALUES
(0, 'IND-InvoiceDetail-D-004-M', 'MUST', NULL, NULL, 'InvoiceDetail MUST include BilledCost.'),
(1, 'IND-InvoiceDetail-D-005-M', 'MUST', NULL, NULL, 'InvoiceDetail MUST include BillingAccountId.'),
(2, 'IND-InvoiceDetail-D-006-M', 'MUST', NULL, NULL, 'InvoiceDetail MUST include BillingCurrency.'),
(3, 'IND-InvoiceDetail-D-007-M', 'MUST', NULL, NULL, 'InvoiceDetail MUST include BillingPeriodEnd.'),
(4, 'IND-InvoiceDetail-D-008-M', 'MUST', NULL, NULL,
  'InvoiceDetail MUST include BillingPeriodStart.'),
(5, 'IND-InvoiceDetail-D-009-M', 'MUST', NULL, NULL, 'InvoiceDetail MUST include ChargeCategory.'),
(6, 'IND-InvoiceDetail-D-010-M', 'MUST', NULL, NULL,
  'InvoiceDetail MUST include InvoiceDetailCreated.'),
(7, 'IND-InvoiceDetail-D-011-M', 'MUST', NULL, NULL,
  'InvoiceDetail MUST include InvoiceDetailDescription.'),
(8, 'IND-InvoiceDetail-D-012-M', 'MUST', NULL, NULL,
  'InvoiceDetail MUST include InvoiceDetailGrain.'),
(9, 'IND-InvoiceDetail-D-013-M', 'MUST', NULL, NULL, 'InvoiceDetail MUST include InvoiceDetailId.'),
(10, 'IND-InvoiceDetail-D-014-M', 'MUST', NULL, NULL,
  'InvoiceDetail MUST include InvoiceDetailLastUpdated.'),
(11, 'IND-InvoiceDetail-D-015-M', 'MUST', NULL, NULL, 'InvoiceDetail MUST include InvoiceId.'),
(12, 'IND-InvoiceDetail-D-016-M', 'MUST', NULL, NULL,
  'InvoiceDetail MUST include InvoiceIssueDate.'),
(13, 'IND-InvoiceDetail-D-017-M', 'MUST', NULL, NULL,
  'InvoiceDetail MUST include InvoiceIssueStatus.'),
(14, 'IND-InvoiceDetail-D-018-M', 'MUST', NULL, NULL,
  'InvoiceDetail MUST include InvoiceIssuerName.'),
(15, 'IND-InvoiceDetail-D-019-C', 'MUST', 'BILLING_PAYMENT_CURRENCY_DIFFERENCES_SUPPORTED', NULL,
  'InvoiceDetail MUST include PaymentCurrency when the invoice issuer supports billing and payment in different currencies.'),
(16, 'IND-InvoiceDetail-D-020-C', 'MUST', 'BILLING_PAYMENT_CURRENCY_DIFFERENCES_SUPPORTED', NULL,
  'InvoiceDetail MUST include PaymentCurrencyBilledCost when the invoice issuer supports billing and payment in different currencies.'),
(17, 'IND-InvoiceDetail-D-021-C', 'MUST', 'BILLING_PAYMENT_AGGREGATION_DIFFERENCES_SUPPORTED', NULL,
  'InvoiceDetail MUST include PaymentCurrencyInvoiceDetailId when the invoice issuer represents billing currency and payment currency at different aggregation levels on payable invoices.'),
(18, 'IND-InvoiceDetail-D-022-M', 'MUST', NULL, NULL, 'InvoiceDetail MUST include PaymentDueDate.'),
(19, 'IND-InvoiceDetail-D-023-M', 'MUST', NULL, NULL, 'InvoiceDetail MUST include PaymentTerms.'),
(20, 'IND-InvoiceDetail-D-024-C', 'MUST', 'PURCHASE_ORDER_NUMBERS_SUPPORTED', NULL,
  'InvoiceDetail MUST include PurchaseOrderNumber when the invoice issuer supports customer input of purchase order numbers.'),
(21, 'IND-InvoiceDetail-D-025-M', 'MUST', NULL, NULL,
  'InvoiceDetail MUST include ReferenceInvoiceId.'),
(22, 'IND-PaymentCurrencyBilledCost-C-001-M', 'MUST', NULL, NULL,
  'PaymentCurrencyBilledCost MUST be of type Decimal.'),
(23, 'IND-PaymentCurrencyBilledCost-C-002-M', 'MUST', NULL, NULL,
  'PaymentCurrencyBilledCost MUST conform to NumericFormat requirements.'),
(24, 'IND-PaymentCurrencyBilledCost-C-003-M', 'MUST NOT', NULL, NULL,
  'PaymentCurrencyBilledCost MUST NOT be null.'),
(25, 'IND-PaymentTerms-C-001-M', 'MUST', NULL, NULL, 'PaymentTerms MUST be of type String.'),
(26, 'IND-PaymentTerms-C-002-M', 'MUST', NULL, NULL,
  'PaymentTerms MUST conform to StringHandling requirements.'),
(27, 'IND-PaymentTerms-C-003-M', 'MUST NOT', NULL, NULL, 'PaymentTerms MUST NOT be null.'),
(28, 'IND-BillingAccountId-C-001-M', 'MUST', NULL, NULL, 'BillingAccountId MUST be of type String.'),
(29, 'IND-BillingAccountId-C-002-M', 'MUST', NULL, NULL,
  'BillingAccountId MUST conform to StringHandling requirements.'),
(30, 'IND-BillingAccountId-C-003-M', 'MUST NOT', NULL, NULL, 'BillingAccountId MUST NOT be null.'),
(31, 'IND-BillingCurrency-C-001-M', 'MUST', NULL, NULL, 'BillingCurrency MUST be of type String.'),
(32, 'IND-BillingCurrency-C-002-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST conform to StringHandling requirements.'),
(33, 'IND-BillingCurrency-C-003-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST conform to CurrencyFormat requirements.'),
(34, 'IND-BillingCurrency-C-004-M', 'MUST NOT', NULL, NULL, 'BillingCurrency MUST NOT be null.'),
(35, 'IND-BillingCurrency-C-006-M', 'MUST', NULL, NULL,
  'BillingCurrency MUST be expressed in national currency (e.g., USD, EUR).'),
(36, 'IND-InvoiceDetailDescription-C-001-M', 'MUST', NULL, NULL,
  'InvoiceDetailDescription MUST be of type String.'),
(37, 'IND-InvoiceDetailDescription-C-002-M', 'MUST', NULL, NULL,
  'InvoiceDetailDescription MUST conform to StringHandling requirements.'),
(38, 'IND-InvoiceDetailDescription-C-003-O', 'SHOULD NOT', NULL, NULL,
  'InvoiceDetailDescription SHOULD NOT be null.'),
(39, 'IND-BilledCost-C-001-M', 'MUST', NULL, NULL, 'BilledCost MUST be of type Decimal.'),
(40, 'IND-BilledCost-C-002-M', 'MUST', NULL, NULL,
  'BilledCost MUST conform to NumericFormat requirements.'),
(41, 'IND-BilledCost-C-003-M', 'MUST NOT', NULL, NULL, 'BilledCost MUST NOT be null.'),
(42, 'IND-BillingPeriodStart-C-001-M', 'MUST', NULL, NULL,
  'BillingPeriodStart MUST be of type Date/Time.'),
(43, 'IND-BillingPeriodStart-C-002-M', 'MUST', NULL, NULL,
  'BillingPeriodStart MUST conform to DateTimeFormat requirements.'),
(44, 'IND-BillingPeriodStart-C-003-M', 'MUST NOT', NULL, NULL,
  'BillingPeriodStart MUST NOT be null.'),
(45, 'IND-InvoiceDetailCreated-C-001-M', 'MUST', NULL, NULL,
  'InvoiceDetailCreated MUST be of type Date/Time.'),
(46, 'IND-InvoiceDetailCreated-C-002-M', 'MUST', NULL, NULL,
  'InvoiceDetailCreated MUST conform to DateTimeFormat requirements.'),
(47, 'IND-InvoiceDetailCreated-C-003-M', 'MUST NOT', NULL, NULL,
  'InvoiceDetailCreated MUST NOT be null.'),
(48, 'IND-PurchaseOrderNumber-C-001-M', 'MUST', NULL, NULL,
  'PurchaseOrderNumber MUST be of type String.'),
(49, 'IND-PurchaseOrderNumber-C-002-M', 'MUST', NULL, NULL,
  'PurchaseOrderNumber MUST conform to StringHandling requirements.'),
(NULL, 'IND-PurchaseOrderNumber-C-003-O', 'MAY', NULL,
  'not checked: a permission, which nothing can violate', 'PurchaseOrderNumber MAY be null.'),
(50, 'IND-InvoiceIssueDate-C-001-M', 'MUST', NULL, NULL,
  'InvoiceIssueDate MUST be of type Date/Time.'),
(51, 'IND-InvoiceIssueDate-C-002-M', 'MUST', NULL, NULL,
  'InvoiceIssueDate MUST conform to DateTimeFormat requirements.'),
(NULL, 'IND-InvoiceIssueDate-C-003-O', 'MAY', NULL,
  'not checked: a permission, which nothing can violate', 'InvoiceIssueDate MAY be null.'),
(52, 'IND-InvoiceIssueStatus-C-001-M', 'MUST', NULL, NULL,
  'InvoiceIssueStatus MUST be of type String.'),
(53, 'IND-InvoiceIssueStatus-C-002-M', 'MUST', NULL, NULL,
  'InvoiceIssueStatus MUST conform to StringHandling requirements.'),
(54, 'IND-InvoiceIssueStatus-C-003-M', 'MUST NOT', NULL, NULL,
  'InvoiceIssueStatus MUST NOT be null.'),
(55, 'IND-InvoiceIssueStatus-C-004-M', 'MUST', NULL, NULL,
  'InvoiceIssueStatus MUST be one of the allowed values.'),
(56, 'IND-InvoiceDetailLastUpdated-C-001-M', 'MUST', NULL, NULL,
  'InvoiceDetailLastUpdated MUST be of type Date/Time.'),
(57, 'IND-InvoiceDetailLastUpdated-C-002-M', 'MUST', NULL, NULL,
  'InvoiceDetailLastUpdated MUST conform to DateTimeFormat requirements.'),
(58, 'IND-InvoiceDetailLastUpdated-C-003-M', 'MUST NOT', NULL, NULL,
  'InvoiceDetailLastUpdated MUST NOT be null.'),
(59, 'IND-InvoiceDetailLastUpdated-C-005-M', 'MUST', NULL, NULL,
  'InvoiceDetailLastUpdated MUST be greater than or equal to InvoiceDetailCreated.'),
(60, 'IND-PaymentDueDate-C-001-M', 'MUST', NULL, NULL, 'PaymentDueDate MUST be of type Date/Time.'),
(61, 'IND-PaymentDueDate-C-002-M', 'MUST', NULL, NULL,
  'PaymentDueDate MUST conform to DateTimeFormat requirements.'),
(NULL, 'IND-PaymentDueDate-C-003-O', 'MAY', NULL,
  'not checked: a permission, which nothing can violate', 'PaymentDueDate MAY be null.'),
(62, 'IND-BillingPeriodEnd-C-001-M', 'MUST', NULL, NULL,
  'BillingPeriodEnd MUST be of type Date/Time.'),
(63, 'IND-BillingPeriodEnd-C-002-M', 'MUST', NULL, NULL,
  'BillingPeriodEnd MUST conform to DateTimeFormat requirements.'),
(64, 'IND-BillingPeriodEnd-C-003-M', 'MUST NOT', NULL, NULL, 'BillingPeriodEnd MUST NOT be null.'),
(65, 'IND-PaymentCurrencyInvoiceDetailId-C-001-M', 'MUST', NULL, NULL,
  'PaymentCurrencyInvoiceDetailId MUST be of type String.'),
(66, 'IND-PaymentCurrencyInvoiceDetailId-C-002-M', 'MUST', NULL, NULL,
  'PaymentCurrencyInvoiceDetailId MUST conform to StringHandling requirements.'),
(67, 'IND-PaymentCurrencyInvoiceDetailId-C-003-M', 'MUST NOT', NULL, NULL,
  'PaymentCurrencyInvoiceDetailId MUST NOT be null.'),
(68, 'IND-PaymentCurrencyInvoiceDetailId-C-005-C', 'MUST', NULL, NULL,
  'PaymentCurrencyInvoiceDetailId MUST match InvoiceDetailId of the current record when PaymentCurrencyBilledCost is non-zero.'),
(69, 'IND-InvoiceIssuerName-C-001-M', 'MUST', NULL, NULL,
  'InvoiceIssuerName MUST be of type String.'),
(70, 'IND-InvoiceIssuerName-C-002-M', 'MUST', NULL, NULL,
  'InvoiceIssuerName MUST conform to StringHandling requirements.'),
(71, 'IND-InvoiceIssuerName-C-003-M', 'MUST NOT', NULL, NULL, 'InvoiceIssuerName MUST NOT be null.'),
(72, 'IND-InvoiceDetailGrain-C-001-M', 'MUST', NULL, NULL,
  'InvoiceDetailGrain MUST be of type JSON Object (serialized as a String where necessary).'),
(73, 'IND-InvoiceDetailGrain-C-002-M', 'MUST', NULL, NULL,
  'InvoiceDetailGrain MUST conform to KeyValueFormat requirements.'),
(74, 'IND-InvoiceDetailGrain-C-012-M', 'MUST', NULL, NULL,
  'InvoiceDetailGrain MUST conform to StringHandling requirements.'),
(75, 'IND-ReferenceInvoiceId-C-001-M', 'MUST', NULL, NULL,
  'ReferenceInvoiceId MUST be of type String.'),
(76, 'IND-ReferenceInvoiceId-C-002-M', 'MUST', NULL, NULL,
  'ReferenceInvoiceId MUST conform to StringHandling requirements.'),
(77, 'IND-ReferenceInvoiceId-C-003-M', 'MUST NOT', NULL, NULL,
  'ReferenceInvoiceId MUST NOT be null.'),
(78, 'IND-ChargeCategory-C-001-M', 'MUST', NULL, NULL, 'ChargeCategory MUST be of type String.'),
(79, 'IND-ChargeCategory-C-002-M', 'MUST NOT', NULL, NULL, 'ChargeCategory MUST NOT be null.'),
(80, 'IND-ChargeCategory-C-003-M', 'MUST', NULL, NULL,
  'ChargeCategory MUST be one of the allowed values.'),
(81, 'IND-InvoiceDetailId-C-001-M', 'MUST', NULL, NULL, 'InvoiceDetailId MUST be of type String.'),
(82, 'IND-InvoiceDetailId-C-002-M', 'MUST', NULL, NULL,
  'InvoiceDetailId MUST conform to StringHandling requirements.'),
(83, 'IND-InvoiceDetailId-C-003-M', 'MUST NOT', NULL, NULL, 'InvoiceDetailId MUST NOT be null.'),
(84, 'IND-PaymentCurrency-C-001-M', 'MUST', NULL, NULL, 'PaymentCurrency MUST be of type String.'),
(85, 'IND-PaymentCurrency-C-002-M', 'MUST', NULL, NULL,
  'PaymentCurrency MUST conform to StringHandling requirements.'),
(86, 'IND-PaymentCurrency-C-003-M', 'MUST NOT', NULL, NULL, 'PaymentCurrency MUST NOT be null.'),
(87, 'IND-PaymentCurrency-C-005-M', 'MUST', NULL, NULL,
  'PaymentCurrency MUST be expressed in national currency (e.g., USD, EUR).'),
(88, 'IND-InvoiceId-C-001-M', 'MUST', NULL, NULL, 'InvoiceId MUST be of type String.'),
(89, 'IND-InvoiceId-C-002-M', 'MUST', NULL, NULL,
  'InvoiceId MUST conform to StringHandling requirements.'),
(90, 'IND-InvoiceId-C-003-M', 'MUST NOT', NULL, NULL, 'InvoiceId MUST NOT be null.');

-- All in one pass over the rows, in blocks of 40: a number of violations, -1 if a column is NULL
-- throughout.
DROP VIEW IF EXISTS temp.focus_check_invoice_detail_counts;
CREATE TEMP VIEW focus_check_invoice_detail_counts AS
SELECT json_array(
  json_array(
  /* IND-InvoiceDetail-D-004-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-005-M */ CASE count(BillingAccountId) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-006-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-007-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-008-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-009-M */ CASE count(ChargeCategory) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-010-M */ CASE count(InvoiceDetailCreated) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-011-M */ CASE count(InvoiceDetailDescription) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-012-M */ CASE count(InvoiceDetailGrain) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-013-M */ CASE count(InvoiceDetailId) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-014-M */ CASE count(InvoiceDetailLastUpdated) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-015-M */ CASE count(InvoiceId) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-016-M */ CASE count(InvoiceIssueDate) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-017-M */ CASE count(InvoiceIssueStatus) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-018-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-019-C */ CASE count(PaymentCurrency) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-020-C */ CASE count(PaymentCurrencyBilledCost) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-021-C */ CASE count(PaymentCurrencyInvoiceDetailId) WHEN 0 THEN -1 ELSE 0
    END,
  /* IND-InvoiceDetail-D-022-M */ CASE count(PaymentDueDate) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-023-M */ CASE count(PaymentTerms) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-024-C */ CASE count(PurchaseOrderNumber) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-InvoiceDetail-D-025-M */ CASE count(ReferenceInvoiceId) WHEN 0 THEN -1 ELSE 0 END,
  /* IND-PaymentCurrencyBilledCost-C-001-M */ CASE count(PaymentCurrencyBilledCost) WHEN 0 THEN -1
    ELSE sum(CASE WHEN typeof(PaymentCurrencyBilledCost) IN ('real', 'integer', 'null') THEN 0 ELSE
    1 END) END,
  /* IND-PaymentCurrencyBilledCost-C-002-M */ CASE count(PaymentCurrencyBilledCost) WHEN 0 THEN -1
    ELSE sum(CASE WHEN (typeof(PaymentCurrencyBilledCost) IN ('null', 'integer') OR
    typeof(PaymentCurrencyBilledCost) = 'real' AND abs(PaymentCurrencyBilledCost) <=
    1.7976931348623157e308 OR typeof(PaymentCurrencyBilledCost) = 'text' AND
    PaymentCurrencyBilledCost NOT GLOB '*[^0-9.Ee-]*' AND (PaymentCurrencyBilledCost GLOB '[0-9]*'
    OR PaymentCurrencyBilledCost GLOB '[-.][0-9]*' OR PaymentCurrencyBilledCost GLOB '-.[0-9]*') AND
    json_valid('1' || substr(PaymentCurrencyBilledCost, 1 + (PaymentCurrencyBilledCost GLOB '-*'))))
    THEN 0 ELSE 1 END) END,
  /* IND-PaymentCurrencyBilledCost-C-003-M */ CASE count(PaymentCurrencyBilledCost) WHEN 0 THEN -1
    ELSE sum(CASE WHEN PaymentCurrencyBilledCost IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-PaymentTerms-C-001-M */ CASE count(PaymentTerms) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(PaymentTerms) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-PaymentTerms-C-002-M */ CASE count(PaymentTerms) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (PaymentTerms IS NULL OR PaymentTerms GLOB '[!-~]*' OR trim(PaymentTerms, char(9, 10, 11, 12,
    13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232,
    8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* IND-PaymentTerms-C-003-M */ CASE count(PaymentTerms) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    PaymentTerms IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-BillingAccountId-C-001-M */ CASE count(BillingAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(BillingAccountId) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-BillingAccountId-C-002-M */ CASE count(BillingAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingAccountId IS NULL OR BillingAccountId GLOB '[!-~]*' OR trim(BillingAccountId, char(9,
    10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* IND-BillingAccountId-C-003-M */ CASE count(BillingAccountId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingAccountId IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-BillingCurrency-C-001-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(BillingCurrency) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-BillingCurrency-C-002-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingCurrency IS NULL OR BillingCurrency GLOB '[!-~]*' OR trim(BillingCurrency, char(9, 10,
    11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* IND-BillingCurrency-C-003-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingCurrency IS NULL OR BillingCurrency GLOB '[A-Z][A-Z][A-Z]') THEN 0 ELSE 1 END) END,
  /* IND-BillingCurrency-C-004-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingCurrency IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-BillingCurrency-C-006-M */ CASE count(BillingCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
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
  /* IND-InvoiceDetailDescription-C-001-M */ CASE count(InvoiceDetailDescription) WHEN 0 THEN -1
    ELSE sum(CASE WHEN typeof(InvoiceDetailDescription) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailDescription-C-002-M */ CASE count(InvoiceDetailDescription) WHEN 0 THEN -1
    ELSE sum(CASE WHEN (InvoiceDetailDescription IS NULL OR InvoiceDetailDescription GLOB '[!-~]*'
    OR trim(InvoiceDetailDescription, char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194,
    8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0
    ELSE 1 END) END,
  /* IND-InvoiceDetailDescription-C-003-O */ CASE count(InvoiceDetailDescription) WHEN 0 THEN -1
    ELSE sum(CASE WHEN InvoiceDetailDescription IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-BilledCost-C-001-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(BilledCost) IN ('real', 'integer', 'null') THEN 0 ELSE 1 END) END),
  json_array(
  /* IND-BilledCost-C-002-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (typeof(BilledCost) IN ('null', 'integer') OR typeof(BilledCost) = 'real' AND abs(BilledCost) <=
    1.7976931348623157e308 OR typeof(BilledCost) = 'text' AND BilledCost NOT GLOB '*[^0-9.Ee-]*' AND
    (BilledCost GLOB '[0-9]*' OR BilledCost GLOB '[-.][0-9]*' OR BilledCost GLOB '-.[0-9]*') AND
    json_valid('1' || substr(BilledCost, 1 + (BilledCost GLOB '-*')))) THEN 0 ELSE 1 END) END,
  /* IND-BilledCost-C-003-M */ CASE count(BilledCost) WHEN 0 THEN -1 ELSE sum(CASE WHEN BilledCost
    IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-BillingPeriodStart-C-001-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (BillingPeriodStart IS NULL OR typeof(BillingPeriodStart) = 'text' AND
    julianday(BillingPeriodStart) IS NOT NULL AND date(substr(BillingPeriodStart, 1, 10), '+0 days')
    IS substr(BillingPeriodStart, 1, 10)) THEN 0 ELSE 1 END) END,
  /* IND-BillingPeriodStart-C-002-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN BillingPeriodStart COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', BillingPeriodStart,
    '+0 days') THEN 0 ELSE 1 END) END,
  /* IND-BillingPeriodStart-C-003-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN BillingPeriodStart IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailCreated-C-001-M */ CASE count(InvoiceDetailCreated) WHEN 0 THEN -1 ELSE
    sum(CASE WHEN (InvoiceDetailCreated IS NULL OR typeof(InvoiceDetailCreated) = 'text' AND
    julianday(InvoiceDetailCreated) IS NOT NULL AND date(substr(InvoiceDetailCreated, 1, 10),
    '+0 days') IS substr(InvoiceDetailCreated, 1, 10)) THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailCreated-C-002-M */ CASE count(InvoiceDetailCreated) WHEN 0 THEN -1 ELSE
    sum(CASE WHEN InvoiceDetailCreated COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ',
    InvoiceDetailCreated, '+0 days') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailCreated-C-003-M */ CASE count(InvoiceDetailCreated) WHEN 0 THEN -1 ELSE
    sum(CASE WHEN InvoiceDetailCreated IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-PurchaseOrderNumber-C-001-M */ CASE count(PurchaseOrderNumber) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(PurchaseOrderNumber) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-PurchaseOrderNumber-C-002-M */ CASE count(PurchaseOrderNumber) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (PurchaseOrderNumber IS NULL OR PurchaseOrderNumber GLOB '[!-~]*' OR
    trim(PurchaseOrderNumber, char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195,
    8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1
    END) END,
  /* IND-InvoiceIssueDate-C-001-M */ CASE count(InvoiceIssueDate) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (InvoiceIssueDate IS NULL OR typeof(InvoiceIssueDate) = 'text' AND julianday(InvoiceIssueDate)
    IS NOT NULL AND date(substr(InvoiceIssueDate, 1, 10), '+0 days') IS substr(InvoiceIssueDate, 1,
    10)) THEN 0 ELSE 1 END) END,
  /* IND-InvoiceIssueDate-C-002-M */ CASE count(InvoiceIssueDate) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    InvoiceIssueDate COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', InvoiceIssueDate, '+0 days')
    THEN 0 ELSE 1 END) END,
  /* IND-InvoiceIssueStatus-C-001-M */ CASE count(InvoiceIssueStatus) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(InvoiceIssueStatus) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceIssueStatus-C-002-M */ CASE count(InvoiceIssueStatus) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (InvoiceIssueStatus IS NULL OR InvoiceIssueStatus GLOB '[!-~]*' OR trim(InvoiceIssueStatus,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceIssueStatus-C-003-M */ CASE count(InvoiceIssueStatus) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN InvoiceIssueStatus IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-InvoiceIssueStatus-C-004-M */ CASE count(InvoiceIssueStatus) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (InvoiceIssueStatus IS 'Open' OR InvoiceIssueStatus IS 'Issued' OR InvoiceIssueStatus IS
    'Voided') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailLastUpdated-C-001-M */ CASE count(InvoiceDetailLastUpdated) WHEN 0 THEN -1
    ELSE sum(CASE WHEN (InvoiceDetailLastUpdated IS NULL OR typeof(InvoiceDetailLastUpdated) =
    'text' AND julianday(InvoiceDetailLastUpdated) IS NOT NULL AND
    date(substr(InvoiceDetailLastUpdated, 1, 10), '+0 days') IS substr(InvoiceDetailLastUpdated, 1,
    10)) THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailLastUpdated-C-002-M */ CASE count(InvoiceDetailLastUpdated) WHEN 0 THEN -1
    ELSE sum(CASE WHEN InvoiceDetailLastUpdated COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ',
    InvoiceDetailLastUpdated, '+0 days') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailLastUpdated-C-003-M */ CASE count(InvoiceDetailLastUpdated) WHEN 0 THEN -1
    ELSE sum(CASE WHEN InvoiceDetailLastUpdated IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailLastUpdated-C-005-M */ CASE min(count(InvoiceDetailLastUpdated),
    count(InvoiceDetailCreated)) WHEN 0 THEN -1 ELSE sum(CASE WHEN coalesce(InvoiceDetailLastUpdated
    >= InvoiceDetailCreated, 1) THEN 0 ELSE 1 END) END,
  /* IND-PaymentDueDate-C-001-M */ CASE count(PaymentDueDate) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (PaymentDueDate IS NULL OR typeof(PaymentDueDate) = 'text' AND julianday(PaymentDueDate) IS NOT
    NULL AND date(substr(PaymentDueDate, 1, 10), '+0 days') IS substr(PaymentDueDate, 1, 10)) THEN 0
    ELSE 1 END) END,
  /* IND-PaymentDueDate-C-002-M */ CASE count(PaymentDueDate) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    PaymentDueDate COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', PaymentDueDate, '+0 days') THEN
    0 ELSE 1 END) END,
  /* IND-BillingPeriodEnd-C-001-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingPeriodEnd IS NULL OR typeof(BillingPeriodEnd) = 'text' AND julianday(BillingPeriodEnd)
    IS NOT NULL AND date(substr(BillingPeriodEnd, 1, 10), '+0 days') IS substr(BillingPeriodEnd, 1,
    10)) THEN 0 ELSE 1 END) END,
  /* IND-BillingPeriodEnd-C-002-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingPeriodEnd COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', BillingPeriodEnd, '+0 days')
    THEN 0 ELSE 1 END) END,
  /* IND-BillingPeriodEnd-C-003-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingPeriodEnd IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-PaymentCurrencyInvoiceDetailId-C-001-M */ CASE count(PaymentCurrencyInvoiceDetailId) WHEN 0
    THEN -1 ELSE sum(CASE WHEN typeof(PaymentCurrencyInvoiceDetailId) IN ('text', 'null') THEN 0
    ELSE 1 END) END,
  /* IND-PaymentCurrencyInvoiceDetailId-C-002-M */ CASE count(PaymentCurrencyInvoiceDetailId) WHEN 0
    THEN -1 ELSE sum(CASE WHEN (PaymentCurrencyInvoiceDetailId IS NULL OR
    PaymentCurrencyInvoiceDetailId GLOB '[!-~]*' OR trim(PaymentCurrencyInvoiceDetailId, char(9, 10,
    11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* IND-PaymentCurrencyInvoiceDetailId-C-003-M */ CASE count(PaymentCurrencyInvoiceDetailId) WHEN 0
    THEN -1 ELSE sum(CASE WHEN PaymentCurrencyInvoiceDetailId IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-PaymentCurrencyInvoiceDetailId-C-005-C */ CASE min(count(PaymentCurrencyInvoiceDetailId),
    count(InvoiceDetailId)) WHEN 0 THEN -1 ELSE sum(CASE WHEN (NOT (PaymentCurrencyBilledCost IS NOT
    0) OR PaymentCurrencyInvoiceDetailId IS InvoiceDetailId) THEN 0 ELSE 1 END) END,
  /* IND-InvoiceIssuerName-C-001-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(InvoiceIssuerName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceIssuerName-C-002-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (InvoiceIssuerName IS NULL OR InvoiceIssuerName GLOB '[!-~]*' OR trim(InvoiceIssuerName,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceIssuerName-C-003-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN InvoiceIssuerName IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailGrain-C-001-M */ CASE count(InvoiceDetailGrain) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (typeof(InvoiceDetailGrain) IN ('text', 'null') OR (InvoiceDetailGrain IS NULL OR
    typeof(InvoiceDetailGrain) = 'text' AND json_valid(InvoiceDetailGrain))) THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailGrain-C-002-M */ CASE count(InvoiceDetailGrain) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (InvoiceDetailGrain IS NULL OR CASE WHEN json_valid(InvoiceDetailGrain) THEN
    json_type(InvoiceDetailGrain) = 'object' AND NOT EXISTS (SELECT 1 FROM
    json_each(InvoiceDetailGrain) WHERE type IN ('object', 'array')) ELSE 0 END) THEN 0 ELSE 1 END)
    END,
  /* IND-InvoiceDetailGrain-C-012-M */ CASE count(InvoiceDetailGrain) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (InvoiceDetailGrain IS NULL OR InvoiceDetailGrain GLOB '[!-~]*' OR trim(InvoiceDetailGrain,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* IND-ReferenceInvoiceId-C-001-M */ CASE count(ReferenceInvoiceId) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(ReferenceInvoiceId) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-ReferenceInvoiceId-C-002-M */ CASE count(ReferenceInvoiceId) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (ReferenceInvoiceId IS NULL OR ReferenceInvoiceId GLOB '[!-~]*' OR trim(ReferenceInvoiceId,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* IND-ReferenceInvoiceId-C-003-M */ CASE count(ReferenceInvoiceId) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN ReferenceInvoiceId IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-ChargeCategory-C-001-M */ CASE count(ChargeCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(ChargeCategory) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-ChargeCategory-C-002-M */ CASE count(ChargeCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    ChargeCategory IS NOT NULL THEN 0 ELSE 1 END) END),
  json_array(
  /* IND-ChargeCategory-C-003-M */ CASE count(ChargeCategory) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (ChargeCategory IS 'Usage' OR ChargeCategory IS 'Purchase' OR ChargeCategory IS 'Tax' OR
    ChargeCategory IS 'Credit' OR ChargeCategory IS 'Adjustment') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailId-C-001-M */ CASE count(InvoiceDetailId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(InvoiceDetailId) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailId-C-002-M */ CASE count(InvoiceDetailId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (InvoiceDetailId IS NULL OR InvoiceDetailId GLOB '[!-~]*' OR trim(InvoiceDetailId, char(9, 10,
    11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceDetailId-C-003-M */ CASE count(InvoiceDetailId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    InvoiceDetailId IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-PaymentCurrency-C-001-M */ CASE count(PaymentCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(PaymentCurrency) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-PaymentCurrency-C-002-M */ CASE count(PaymentCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (PaymentCurrency IS NULL OR PaymentCurrency GLOB '[!-~]*' OR trim(PaymentCurrency, char(9, 10,
    11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201,
    8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* IND-PaymentCurrency-C-003-M */ CASE count(PaymentCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    PaymentCurrency IS NOT NULL THEN 0 ELSE 1 END) END,
  /* IND-PaymentCurrency-C-005-M */ CASE count(PaymentCurrency) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (PaymentCurrency IS NULL OR PaymentCurrency IN ('AED', 'AFN', 'ALL', 'AMD', 'AOA', 'ARS', 'AUD',
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
  /* IND-InvoiceId-C-001-M */ CASE count(InvoiceId) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    typeof(InvoiceId) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceId-C-002-M */ CASE count(InvoiceId) WHEN 0 THEN -1 ELSE sum(CASE WHEN (InvoiceId IS
    NULL OR InvoiceId GLOB '[!-~]*' OR trim(InvoiceId, char(9, 10, 11, 12, 13, 32, 133, 160, 5760,
    8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287,
    12288)) <> '') THEN 0 ELSE 1 END) END,
  /* IND-InvoiceId-C-003-M */ CASE count(InvoiceId) WHEN 0 THEN -1 ELSE sum(CASE WHEN InvoiceId IS
    NOT NULL THEN 0 ELSE 1 END) END)) AS counts, count(*) AS total
FROM focus_check_invoice_detail_rows;

DROP VIEW IF EXISTS temp.focus_check_invoice_detail;
CREATE TEMP VIEW focus_check_invoice_detail AS
SELECT id, level, CASE WHEN total > 0 AND found >= 0 THEN found END AS violations,
       CASE WHEN counted IS NULL THEN 'not checked' WHEN total = 0 THEN 'no rows'
            WHEN found < 0 THEN 'not populated' WHEN found = 0 THEN 'ok' ELSE 'violated'
       END AS status,
       applies_when, note, text
FROM (SELECT r.*, c.total,
             json_extract(c.counts, '$[' || (counted / 40) || '][' || (counted % 40) || ']')
               AS found
      FROM focus_check_invoice_detail_counts AS c CROSS JOIN focus_check_invoice_detail_rules AS r);

CREATE TEMP VIEW IF NOT EXISTS focus_check_billing_period_rows AS SELECT * FROM focus_billing_period;

-- counted: where in focus_check_billing_period_counts the number of violations is.
DROP TABLE IF EXISTS temp.focus_check_billing_period_rules;
CREATE TEMP TABLE focus_check_billing_period_rules(counted, id, level, applies_when, note, text);
INSERT INTO focus_check_billing_period_rules VALUES
(0, 'BIP-BillingPeriod-D-004-M', 'MUST', NULL, NULL,
  'BillingPeriod MUST include BillingPeriodCreated.'),
(1, 'BIP-BillingPeriod-D-005-M', 'MUST', NULL, NULL, 'BillingPeriod MUST include BillingPeriodEnd.'),
(2, 'BIP-BillingPeriod-D-006-M', 'MUST', NULL, NULL,
  'BillingPeriod MUST include BillingPeriodLastUpdated.'),
(3, 'BIP-BillingPeriod-D-007-M', 'MUST', NULL, NULL,
  'BillingPeriod MUST include BillingPeriodStart.'),
(4, 'BIP-BillingPeriod-D-008-M', 'MUST', NULL, NULL,
  'BillingPeriod MUST include BillingPeriodStatus.'),
(5, 'BIP-BillingPeriod-D-009-M', 'MUST', NULL, NULL,
  'BillingPeriod MUST include InvoiceIssuerName.'),
(6, 'BIP-BillingPeriodLastUpdated-C-001-M', 'MUST', NULL, NULL,
  'BillingPeriodLastUpdated MUST be of type Date/Time.'),
(7, 'BIP-BillingPeriodLastUpdated-C-002-M', 'MUST', NULL, NULL,
  'BillingPeriodLastUpdated MUST conform to DateTimeFormat requirements.'),
(8, 'BIP-BillingPeriodLastUpdated-C-003-M', 'MUST NOT', NULL, NULL,
  'BillingPeriodLastUpdated MUST NOT be null.'),
(9, 'BIP-BillingPeriodLastUpdated-C-005-M', 'MUST', NULL, NULL,
  'BillingPeriodLastUpdated MUST be greater than or equal to BillingPeriodCreated.'),
(10, 'BIP-BillingPeriodStart-C-001-M', 'MUST', NULL, NULL,
  'BillingPeriodStart MUST be of type Date/Time.'),
(11, 'BIP-BillingPeriodStart-C-002-M', 'MUST', NULL, NULL,
  'BillingPeriodStart MUST conform to DateTimeFormat requirements.'),
(12, 'BIP-BillingPeriodStart-C-003-M', 'MUST NOT', NULL, NULL,
  'BillingPeriodStart MUST NOT be null.'),
(13, 'BIP-BillingPeriodStatus-C-001-M', 'MUST', NULL, NULL,
  'BillingPeriodStatus MUST be of type String.'),
(14, 'BIP-BillingPeriodStatus-C-002-M', 'MUST NOT', NULL, NULL,
  'BillingPeriodStatus MUST NOT be null.'),
(15, 'BIP-BillingPeriodStatus-C-003-M', 'MUST', NULL, NULL,
  'BillingPeriodStatus MUST be one of the allowed values.'),
(16, 'BIP-BillingPeriodEnd-C-001-M', 'MUST', NULL, NULL,
  'BillingPeriodEnd MUST be of type Date/Time.'),
(17, 'BIP-BillingPeriodEnd-C-002-M', 'MUST', NULL, NULL,
  'BillingPeriodEnd MUST conform to DateTimeFormat requirements.'),
(18, 'BIP-BillingPeriodEnd-C-003-M', 'MUST NOT', NULL, NULL, 'BillingPeriodEnd MUST NOT be null.'),
(19, 'BIP-InvoiceIssuerName-C-001-M', 'MUST', NULL, NULL,
  'InvoiceIssuerName MUST be of type String.'),
(20, 'BIP-InvoiceIssuerName-C-002-M', 'MUST', NULL, NULL,
  'InvoiceIssuerName MUST conform to StringHandling requirements.'),
(21, 'BIP-InvoiceIssuerName-C-003-M', 'MUST NOT', NULL, NULL, 'InvoiceIssuerName MUST NOT be null.'),
(22, 'BIP-BillingPeriodCreated-C-001-M', 'MUST', NULL, NULL,
  'BillingPeriodCreated MUST be of type Date/Time.'),
(23, 'BIP-BillingPeriodCreated-C-002-M', 'MUST', NULL, NULL,
  'BillingPeriodCreated MUST conform to DateTimeFormat requirements.'),
(24, 'BIP-BillingPeriodCreated-C-003-M', 'MUST NOT', NULL, NULL,
  'BillingPeriodCreated MUST NOT be null.');

-- All in one pass over the rows, in blocks of 40: a number of violations, -1 if a column is NULL
-- throughout.
DROP VIEW IF EXISTS temp.focus_check_billing_period_counts;
CREATE TEMP VIEW focus_check_billing_period_counts AS
SELECT json_array(
  json_array(
  /* BIP-BillingPeriod-D-004-M */ CASE count(BillingPeriodCreated) WHEN 0 THEN -1 ELSE 0 END,
  /* BIP-BillingPeriod-D-005-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE 0 END,
  /* BIP-BillingPeriod-D-006-M */ CASE count(BillingPeriodLastUpdated) WHEN 0 THEN -1 ELSE 0 END,
  /* BIP-BillingPeriod-D-007-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE 0 END,
  /* BIP-BillingPeriod-D-008-M */ CASE count(BillingPeriodStatus) WHEN 0 THEN -1 ELSE 0 END,
  /* BIP-BillingPeriod-D-009-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE 0 END,
  /* BIP-BillingPeriodLastUpdated-C-001-M */ CASE count(BillingPeriodLastUpdated) WHEN 0 THEN -1
    ELSE sum(CASE WHEN (BillingPeriodLastUpdated IS NULL OR typeof(BillingPeriodLastUpdated) =
    'text' AND julianday(BillingPeriodLastUpdated) IS NOT NULL AND
    date(substr(BillingPeriodLastUpdated, 1, 10), '+0 days') IS substr(BillingPeriodLastUpdated, 1,
    10)) THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodLastUpdated-C-002-M */ CASE count(BillingPeriodLastUpdated) WHEN 0 THEN -1
    ELSE sum(CASE WHEN BillingPeriodLastUpdated COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ',
    BillingPeriodLastUpdated, '+0 days') THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodLastUpdated-C-003-M */ CASE count(BillingPeriodLastUpdated) WHEN 0 THEN -1
    ELSE sum(CASE WHEN BillingPeriodLastUpdated IS NOT NULL THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodLastUpdated-C-005-M */ CASE min(count(BillingPeriodLastUpdated),
    count(BillingPeriodCreated)) WHEN 0 THEN -1 ELSE sum(CASE WHEN coalesce(BillingPeriodLastUpdated
    >= BillingPeriodCreated, 1) THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodStart-C-001-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (BillingPeriodStart IS NULL OR typeof(BillingPeriodStart) = 'text' AND
    julianday(BillingPeriodStart) IS NOT NULL AND date(substr(BillingPeriodStart, 1, 10), '+0 days')
    IS substr(BillingPeriodStart, 1, 10)) THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodStart-C-002-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN BillingPeriodStart COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', BillingPeriodStart,
    '+0 days') THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodStart-C-003-M */ CASE count(BillingPeriodStart) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN BillingPeriodStart IS NOT NULL THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodStatus-C-001-M */ CASE count(BillingPeriodStatus) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(BillingPeriodStatus) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodStatus-C-002-M */ CASE count(BillingPeriodStatus) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN BillingPeriodStatus IS NOT NULL THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodStatus-C-003-M */ CASE count(BillingPeriodStatus) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (BillingPeriodStatus IS 'Open' OR BillingPeriodStatus IS 'Closed') THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodEnd-C-001-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    (BillingPeriodEnd IS NULL OR typeof(BillingPeriodEnd) = 'text' AND julianday(BillingPeriodEnd)
    IS NOT NULL AND date(substr(BillingPeriodEnd, 1, 10), '+0 days') IS substr(BillingPeriodEnd, 1,
    10)) THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodEnd-C-002-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingPeriodEnd COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ', BillingPeriodEnd, '+0 days')
    THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodEnd-C-003-M */ CASE count(BillingPeriodEnd) WHEN 0 THEN -1 ELSE sum(CASE WHEN
    BillingPeriodEnd IS NOT NULL THEN 0 ELSE 1 END) END,
  /* BIP-InvoiceIssuerName-C-001-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN typeof(InvoiceIssuerName) IN ('text', 'null') THEN 0 ELSE 1 END) END,
  /* BIP-InvoiceIssuerName-C-002-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN (InvoiceIssuerName IS NULL OR InvoiceIssuerName GLOB '[!-~]*' OR trim(InvoiceIssuerName,
    char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199,
    8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '') THEN 0 ELSE 1 END) END,
  /* BIP-InvoiceIssuerName-C-003-M */ CASE count(InvoiceIssuerName) WHEN 0 THEN -1 ELSE sum(CASE
    WHEN InvoiceIssuerName IS NOT NULL THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodCreated-C-001-M */ CASE count(BillingPeriodCreated) WHEN 0 THEN -1 ELSE
    sum(CASE WHEN (BillingPeriodCreated IS NULL OR typeof(BillingPeriodCreated) = 'text' AND
    julianday(BillingPeriodCreated) IS NOT NULL AND date(substr(BillingPeriodCreated, 1, 10),
    '+0 days') IS substr(BillingPeriodCreated, 1, 10)) THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodCreated-C-002-M */ CASE count(BillingPeriodCreated) WHEN 0 THEN -1 ELSE
    sum(CASE WHEN BillingPeriodCreated COLLATE BINARY IS strftime('%Y-%m-%dT%H:%M:%SZ',
    BillingPeriodCreated, '+0 days') THEN 0 ELSE 1 END) END,
  /* BIP-BillingPeriodCreated-C-003-M */ CASE count(BillingPeriodCreated) WHEN 0 THEN -1 ELSE
    sum(CASE WHEN BillingPeriodCreated IS NOT NULL THEN 0 ELSE 1 END) END)) AS counts, count(*) AS total
FROM focus_check_billing_period_rows;

DROP VIEW IF EXISTS temp.focus_check_billing_period;
CREATE TEMP VIEW focus_check_billing_period AS
SELECT id, level, CASE WHEN total > 0 AND found >= 0 THEN found END AS violations,
       CASE WHEN counted IS NULL THEN 'not checked' WHEN total = 0 THEN 'no rows'
            WHEN found < 0 THEN 'not populated' WHEN found = 0 THEN 'ok' ELSE 'violated'
       END AS status,
       applies_when, note, text
FROM (SELECT r.*, c.total,
             json_extract(c.counts, '$[' || (counted / 40) || '][' || (counted % 40) || ']')
               AS found
      FROM focus_check_billing_period_counts AS c CROSS JOIN focus_check_billing_period_rules AS r);
