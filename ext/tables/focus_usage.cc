// cf_focus_usage: usage in the shape of the FOCUS specification, by metric, zone and day (version
// 2).
//
//   SELECT x_BillableMetricName, sum(ConsumedQuantity), ConsumedUnit FROM cf_focus_usage
//   WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353' AND charge_date >= '2026-10-01'
//   GROUP BY 1;
//
//   SELECT x_ZoneName, sum(ConsumedQuantity), ConsumedUnit FROM cf_focus_usage
//   WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353' AND charge_date >= '2026-10-01'
//     AND group_by = 'zone_id' GROUP BY 1, 3;
//
// GET /accounts/{account_id}/billable/usage, GET /organizations/{organization_id}/billable/usage,
// for which there are no costs. A query that uses a column of money asks POST
// /accounts/{account_id}/billable/usage first, and GET where that is refused.
#include "tables/all_tables.h"
#include "usage/focus_fetch.h"

namespace cf_billing {

namespace {

std::vector<std::unique_ptr<Fetch>> fetches_of(const TableSpec& spec, const Scan& scan,
                                               Session& session) {
  return focus_fetches(scan, spec.layout, session);
}

}  // namespace

const TableSpec& focus_usage_table() {
  static const TableSpec spec{
      .name = "cf_focus_usage",
      .summary =
          "Usage (and, in queries that use columns of money, cost where Cloudflare fills it in) in "
          "FOCUS columns, by metric and day",
      .question = "How much of each metric was used, in columns of FOCUS?",
      .example =
          "SELECT charge_date, x_BillableMetricName, ConsumedQuantity FROM cf_focus_usage WHERE "
          "charge_date >= date('now', '-6 days');",
      .layout =
          {
              {"BillingAccountId",
               FieldType::text,
               {"BillingAccountId", "account_id"},
               "account that used it, 32 hex digits. Where the API names none, the account that "
               "was asked; "
               "NULL for what group_by = 'account_id' or an organization has of a contract as a "
               "whole"},
              {"BillingAccountName",
               FieldType::text,
               {"BillingAccountName"},
               "name of that account"},
              {"ChargeCategory",
               FieldType::text,
               {"ChargeCategory"},
               "kind of charge: so far always `Usage`"},
              {"ChargeDescription", FieldType::text, {"ChargeDescription"}, "the charge in words"},
              {"ChargeFrequency",
               FieldType::text,
               {"ChargeFrequency"},
               "how often it is charged: so far always `Usage-Based`"},
              {"ChargePeriodEnd",
               FieldType::period,
               {"ChargePeriodEnd"},
               "when the usage ended, exclusive: the day after for a record of one day"},
              {"ChargePeriodStart",
               FieldType::period,
               {"ChargePeriodStart"},
               "when the usage began, inclusive"},
              {"ConsumedQuantity",
               FieldType::real,
               {"ConsumedQuantity"},
               "what was metered, before any rule of pricing, in ConsumedUnit"},
              {"ConsumedUnit", FieldType::text, {"ConsumedUnit"}, "unit of ConsumedQuantity"},
              {"HostProviderName",
               FieldType::text,
               {"HostProviderName"},
               "who runs the infrastructure"},
              {"InvoiceIssuerName",
               FieldType::text,
               {"InvoiceIssuerName"},
               "who sends the invoice"},
              {"ServiceProviderName",
               FieldType::text,
               {"ServiceProviderName"},
               "who sells the service"},
              {"x_BillableMetricName",
               FieldType::text,
               {"x_BillableMetricName"},
               "name of the metric, FOCUS's SkuMeter"},
              {"BilledCost",
               FieldType::real,
               {"BilledCost"},
               "what the invoice asks for this charge, in BillingCurrency; NULL where Cloudflare "
               "gives no price yet, which is not 0"},
              {"BillingCurrency",
               FieldType::text,
               {"BillingCurrency"},
               "currency of costs and prices, ISO 4217; NULL where there are none"},
              {"BillingPeriodEnd",
               FieldType::period,
               {"BillingPeriodEnd"},
               "end of the billing period that owns the record, exclusive; NULL where Cloudflare "
               "does not tell"},
              {"BillingPeriodStart",
               FieldType::period,
               {"BillingPeriodStart"},
               "start of that billing period, inclusive; NULL where Cloudflare does not tell"},
              {"ChargeClass",
               FieldType::text,
               {"ChargeClass"},
               "`Correction` for a change of an earlier billing period, else NULL: leave these out "
               "of trends, keep them in totals"},
              {"ContractedCost",
               FieldType::real,
               {"ContractedCost"},
               "ContractedUnitPrice times PricingQuantity, in BillingCurrency; NULL where not "
               "known"},
              {"ContractedUnitPrice",
               FieldType::real,
               {"ContractedUnitPrice"},
               "agreed price of one PricingUnit, in BillingCurrency; NULL where not known"},
              {"EffectiveCost",
               FieldType::real,
               {"EffectiveCost"},
               "cost with discounts and prepaid shares spread, in BillingCurrency; NULL where not "
               "known"},
              {"ListCost",
               FieldType::real,
               {"ListCost"},
               "ListUnitPrice times PricingQuantity, in BillingCurrency; NULL where not known"},
              {"ListUnitPrice",
               FieldType::real,
               {"ListUnitPrice"},
               "published price of one PricingUnit, in BillingCurrency; NULL where not known"},
              {"PricingQuantity",
               FieldType::real,
               {"PricingQuantity"},
               "what is priced, in PricingUnit; NULL where not known"},
              {"PricingUnit",
               FieldType::text,
               {"PricingUnit"},
               "unit that prices are for; NULL where not known"},
              {"RegionId",
               FieldType::text,
               {"RegionId", "region"},
               "region of the service; NULL where it has none"},
              {"RegionName", FieldType::text, {"RegionName"}, "name of that region"},
              {"SubAccountId",
               FieldType::text,
               {"SubAccountId"},
               "subscription or contract that the charge belongs to"},
              {"SubAccountName",
               FieldType::text,
               {"SubAccountName"},
               "name of that subscription or contract"},
              {"x_BillableMetricId",
               FieldType::text,
               {"x_BillableMetricId"},
               "identifier of the metric, `Id` of cf_billable_metrics, FOCUS's SkuId"},
              {"x_ProductFamilyName",
               FieldType::text,
               {"x_ProductFamilyName"},
               "product family, such as R2: FOCUS's ServiceName"},
              {"x_ZoneId",
               FieldType::text,
               {"x_ZoneId", "zone_id"},
               "zone that used it, 32 hex digits; NULL for services of the account as a whole"},
              {"x_ZoneName",
               FieldType::text,
               {"x_ZoneName"},
               "domain of that zone; NULL for services of the account as a whole"},
              {"x_ProductCategoryName",
               FieldType::text,
               {"x_ProductCategoryName"},
               "product category, such as Developer: FOCUS's ServiceCategory; NULL in older "
               "answers"},
              {"x_ProductFamilyId",
               FieldType::text,
               {"x_ProductFamilyId"},
               "identifier of the product family, FOCUS's ServiceId; NULL in older answers"},
              {"Tags",
               FieldType::json,
               {"Tags"},
               "object of tag values; NULL unless the API grouped by tags, as with group_by"},
          },
      .hidden =
          {account_argument("BillingAccountId"),
           first_day_argument(),
           last_day_argument(),
           {"organization_id", HiddenColumn::Kind::argument,
            "argument: ask for every account of this organization"},
           {"group_by", HiddenColumn::Kind::argument,
            "argument: one or two dimensions to group by besides metric and day, with a comma "
            "between them: `account_id`, `zone_id`, `region`, any other key that "
            "cf_billable_metrics names in DimensionKeys, or `tag:` and the key of a tag. "
            "Where the API does not group, it is an error"},
           charge_date_column(),
           raw_column(),
           charge_period_end_column(),
           {"billing_period_end", HiddenColumn::Kind::exclusive_end,
            "BillingPeriodEnd, exclusive also where it was sent as the last second, `T23:59:59Z`",
            "BillingPeriodEnd"},
           {"incomplete", HiddenColumn::Kind::argument,
            "argument, by name only, in place of the setting: `columns` or `ignore` to have costs "
            "and "
            "prices as NULL for the accounts of a query whose costs the API does not tell, while "
            "it "
            "tells those of others; `error` for not to"},
           read_through_argument()},
      .pushdowns = usage_pushdowns({
          {"organization_id", Role::organization, "organization_id"},
          {"group_by", Role::group_by, "group_by"},
          {"incomplete", Role::incomplete, "incomplete"},
          {"x_BillableMetricId", Role::parameter, "metric"},
          {"BillingPeriodEnd", Role::day_bound, "", DayColumn::billing_period_end},
          {"billing_period_end", Role::day_bound, "", DayColumn::billing_period_end},
      }),
      .rows_per_request = 5000,
      .fetches = fetches_of,
  };
  return spec;
}

}  // namespace cf_billing
