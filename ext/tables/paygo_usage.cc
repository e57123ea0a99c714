// cf_paygo_usage: what pay-as-you-go services cost, by service, zone and day (version 1).
//
//   SELECT ServiceName, sum(BilledCost) FROM cf_paygo_usage
//   WHERE account_id = '023e105f4ecef8ad9ca31a8372d0c353'
//     AND charge_date BETWEEN '2026-10-01' AND '2026-10-31' GROUP BY 1;
//
// GET /accounts/{account_id}/billable-usage, and before it paygo-usage and billing/usage/paygo.
#include "scan/pipeline.h"
#include "tables/all_tables.h"
#include "usage/paygo_fetch.h"

namespace cf_billing {

namespace {

std::vector<std::unique_ptr<Fetch>> paygo_fetches(const TableSpec& spec, const Scan& scan,
                                                  Session& session) {
  const std::uint64_t allowed = session.settings().values().max_requests;
  const std::uint64_t needed = paygo_least_requests(scan) * scan.accounts.size();
  if (needed > allowed) throw too_many_requests(scan.table, needed, allowed, /*at_least=*/true);
  std::vector<std::unique_ptr<Fetch>> fetches;
  for (const auto& account : scan.accounts) {
    fetches.push_back(paygo_fetch(scan, account.value(), spec.layout, session));
  }
  return fetches;
}

}  // namespace

const TableSpec kPaygoUsage{
    .name = "cf_paygo_usage",
    .summary = "Pay-as-you-go usage and its cost, by service, zone and day",
    .layout =
        {
            {"BilledCost", FieldType::real, {"BilledCost"}},
            {"BillingAccountId", FieldType::text, {"BillingAccountId"}},
            {"BillingAccountName", FieldType::text, {"BillingAccountName"}},
            {"BillingCurrency", FieldType::text, {"BillingCurrency"}},
            {"BillingPeriodStart", FieldType::period, {"BillingPeriodStart"}},
            {"ChargeCategory", FieldType::text, {"ChargeCategory"}},
            {"ChargeClass", FieldType::text, {"ChargeClass"}},
            {"ChargeDescription", FieldType::text, {"ChargeDescription"}},
            {"ChargePeriodEnd", FieldType::period, {"ChargePeriodEnd"}},
            {"ChargePeriodStart", FieldType::period, {"ChargePeriodStart"}},
            {"ConsumedQuantity", FieldType::real, {"ConsumedQuantity"}},
            {"ConsumedUnit", FieldType::text, {"ConsumedUnit"}},
            {"ContractedCost", FieldType::real, {"ContractedCost"}},
            {"CumulatedContractedCost", FieldType::real, {"CumulatedContractedCost"}},
            {"CumulatedPricingQuantity", FieldType::real, {"CumulatedPricingQuantity"}},
            {"EffectiveCost", FieldType::real, {"EffectiveCost"}},
            {"HostProviderName", FieldType::text, {"HostProviderName"}},
            {"InvoiceIssuerName", FieldType::text, {"InvoiceIssuerName"}},
            {"ListCost", FieldType::real, {"ListCost"}},
            {"PricingQuantity", FieldType::real, {"PricingQuantity"}},
            {"PricingUnit", FieldType::text, {"PricingUnit"}},
            {"ServiceFamilyName", FieldType::text, {"ServiceFamilyName"}},
            {"ServiceName", FieldType::text, {"ServiceName"}},
            {"ServiceProviderName", FieldType::text, {"ServiceProviderName"}},
            {"SubscriptionId", FieldType::text, {"SubscriptionId"}},
            {"ZoneId", FieldType::text, {"ZoneId"}},
            {"ZoneName", FieldType::text, {"ZoneName"}},
        },
    .hidden = {account_argument("BillingAccountId"), first_day_argument(), last_day_argument(),
               charge_date_column(), raw_column()},
    .pushdowns = usage_pushdowns({}),
    // Not documented for this endpoint; one cycle more is cheap.
    .max_charge_period = kLongestBillingPeriod,
    .rows_per_request = 1000,
    .fetches = paygo_fetches,
};

}  // namespace cf_billing
