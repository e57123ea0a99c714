// cf_focus_usage: usage in the shape of the FOCUS specification, by metric, zone and day (version
// 2).
//
//   SELECT x_BillableMetricName, sum(ConsumedQuantity), ConsumedUnit FROM cf_focus_usage
//   WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353' AND charge_date >= '2026-10-01'
//   GROUP BY 1;
//
// GET /accounts/{account_id}/billable/usage, GET /organizations/{organization_id}/billable/usage.
#include "scan/pipeline.h"
#include "tables/all_tables.h"
#include "usage/focus_fetch.h"

namespace cf_billing {

namespace {

std::vector<std::unique_ptr<Fetch>> fetches(const TableSpec& spec, const Scan& scan,
                                            Session& session) {
  const auto allowed = static_cast<std::uint64_t>(session.settings().number("max_requests"));
  const std::uint64_t needed = focus_request_count(scan);
  if (needed > allowed) throw too_many_requests(scan.table, needed, allowed, /*at_least=*/false);
  return focus_fetches(scan, spec.layout, session.today());
}

}  // namespace

const TableSpec kFocusUsage{
    .name = "cf_focus_usage",
    .summary = "Usage (and cost where Cloudflare fills it in) in FOCUS columns, by metric and day",
    .layout =
        {
            {"BillingAccountId", FieldType::text, {"BillingAccountId"}},
            {"BillingAccountName", FieldType::text, {"BillingAccountName"}},
            {"ChargeCategory", FieldType::text, {"ChargeCategory"}},
            {"ChargeDescription", FieldType::text, {"ChargeDescription"}},
            {"ChargeFrequency", FieldType::text, {"ChargeFrequency"}},
            {"ChargePeriodEnd", FieldType::period, {"ChargePeriodEnd"}},
            {"ChargePeriodStart", FieldType::period, {"ChargePeriodStart"}},
            {"ConsumedQuantity", FieldType::real, {"ConsumedQuantity"}},
            {"ConsumedUnit", FieldType::text, {"ConsumedUnit"}},
            {"HostProviderName", FieldType::text, {"HostProviderName"}},
            {"InvoiceIssuerName", FieldType::text, {"InvoiceIssuerName"}},
            {"ServiceProviderName", FieldType::text, {"ServiceProviderName"}},
            {"x_BillableMetricName", FieldType::text, {"x_BillableMetricName"}},
            {"BilledCost", FieldType::real, {"BilledCost"}},
            {"BillingCurrency", FieldType::text, {"BillingCurrency"}},
            {"BillingPeriodEnd", FieldType::period, {"BillingPeriodEnd"}},
            {"BillingPeriodStart", FieldType::period, {"BillingPeriodStart"}},
            {"ChargeClass", FieldType::text, {"ChargeClass"}},
            {"ContractedCost", FieldType::real, {"ContractedCost"}},
            {"ContractedUnitPrice", FieldType::real, {"ContractedUnitPrice"}},
            {"EffectiveCost", FieldType::real, {"EffectiveCost"}},
            {"ListCost", FieldType::real, {"ListCost"}},
            {"ListUnitPrice", FieldType::real, {"ListUnitPrice"}},
            {"PricingQuantity", FieldType::real, {"PricingQuantity"}},
            {"PricingUnit", FieldType::text, {"PricingUnit"}},
            {"RegionId", FieldType::text, {"RegionId"}},
            {"RegionName", FieldType::text, {"RegionName"}},
            {"SubAccountId", FieldType::text, {"SubAccountId"}},
            {"SubAccountName", FieldType::text, {"SubAccountName"}},
            {"x_BillableMetricId", FieldType::text, {"x_BillableMetricId"}},
            {"x_ProductFamilyName", FieldType::text, {"x_ProductFamilyName"}},
            {"x_ZoneId", FieldType::text, {"x_ZoneId"}},
            {"x_ZoneName", FieldType::text, {"x_ZoneName"}},
            {"x_ProductCategoryName", FieldType::text, {"x_ProductCategoryName"}},
            {"x_ProductFamilyId", FieldType::text, {"x_ProductFamilyId"}},
            {"Tags", FieldType::json, {"Tags"}},
        },
    .hidden = {account_argument("BillingAccountId"),
               first_day_argument(),
               last_day_argument(),
               {"organization_id", HiddenColumn::Kind::argument,
                "argument: ask for every account of this organization"},
               charge_date_column(),
               raw_column()},
    .pushdowns = usage_pushdowns({
        {"organization_id", Role::organization, "organization_id"},
        {"x_BillableMetricId", Role::parameter, "metric"},
        {"BillingPeriodEnd", Role::day_bound, "", DayColumn::billing_period_end},
    }),
    .rows_per_request = 5000,
    .fetches = fetches,
};

}  // namespace cf_billing
