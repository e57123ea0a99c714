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
  if (needed > allowed) throw too_many_requests(scan.table, needed, allowed);
  std::vector<std::unique_ptr<Fetch>> fetches;
  for (const auto& account : scan.accounts) {
    fetches.push_back(paygo_fetch(scan, account.value(), spec.layout, session));
  }
  return fetches;
}

}  // namespace

const TableSpec& paygo_usage_table() {
  static const TableSpec spec{
      .name = "cf_paygo_usage",
      .summary = "Pay-as-you-go usage and its cost, by service, zone and day",
      .question = "What did pay-as-you-go usage cost, by service, zone and day?",
      .example =
          "SELECT charge_date, ServiceName, BilledCost, BillingCurrency FROM cf_paygo_usage WHERE "
          "charge_date >= date('now', '-6 days');",
      .layout =
          {
              {"BilledCost",
               FieldType::real,
               {"BilledCost"},
               "what the invoice will ask for this charge, in BillingCurrency; the four costs of a "
               "record are equal; NULL from older endpoints"},
              {"BillingAccountId",
               FieldType::text,
               {"BillingAccountId"},
               "account that the charge is billed to, 32 hex digits: perhaps a parent of the "
               "account "
               "asked; NULL from older endpoints"},
              {"BillingAccountName",
               FieldType::text,
               {"BillingAccountName"},
               "name of that account; NULL if it could not be found"},
              {"BillingCurrency",
               FieldType::text,
               {"BillingCurrency"},
               "currency of the costs, ISO 4217: never add across currencies"},
              {"BillingPeriodStart",
               FieldType::period,
               {"BillingPeriodStart"},
               "first moment of the billing cycle that owns the record; the API gives no end"},
              {"ChargeCategory",
               FieldType::text,
               {"ChargeCategory"},
               "kind of charge: always `Usage` here; NULL from older endpoints"},
              {"ChargeClass",
               FieldType::text,
               {"ChargeClass"},
               "`Correction` for a change of an earlier cycle; so far always NULL"},
              {"ChargeDescription",
               FieldType::text,
               {"ChargeDescription"},
               "the charge in words: the service and the unit it is priced in"},
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
               "what was used, allowance included, in ConsumedUnit"},
              {"ConsumedUnit",
               FieldType::text,
               {"ConsumedUnit"},
               "unit of ConsumedQuantity; empty for what is counted"},
              {"ContractedCost",
               FieldType::real,
               {"ContractedCost"},
               "cost of this charge in BillingCurrency; the only one that every endpoint has"},
              {"CumulatedContractedCost",
               FieldType::real,
               {"CumulatedContractedCost"},
               "running total of ContractedCost in the cycle so far: never add it up"},
              {"CumulatedPricingQuantity",
               FieldType::real,
               {"CumulatedPricingQuantity"},
               "running total of PricingQuantity in the cycle so far: never add it up"},
              {"EffectiveCost",
               FieldType::real,
               {"EffectiveCost"},
               "cost with prepaid shares spread, in BillingCurrency; equals ContractedCost, as "
               "nothing is prepaid"},
              {"HostProviderName",
               FieldType::text,
               {"HostProviderName"},
               "who runs the infrastructure; NULL from older endpoints"},
              {"InvoiceIssuerName",
               FieldType::text,
               {"InvoiceIssuerName"},
               "who sends the invoice; NULL from older endpoints"},
              {"ListCost",
               FieldType::real,
               {"ListCost"},
               "cost at list prices, in BillingCurrency; equals ContractedCost, as there are no "
               "discounts"},
              {"PricingQuantity",
               FieldType::real,
               {"PricingQuantity"},
               "what is paid for, in PricingUnit: net of the free allowance, so 0 while that "
               "lasts"},
              {"PricingUnit",
               FieldType::text,
               {"PricingUnit"},
               "unit of PricingQuantity, never empty: `Count` for what is counted; NULL from older "
               "endpoints"},
              {"ServiceFamilyName",
               FieldType::text,
               {"ServiceFamilyName"},
               "product family, such as R2; NULL from the oldest endpoint"},
              {"ServiceName",
               FieldType::text,
               {"ServiceName"},
               "service, often with its free allowance in a last parenthesis; spelled differently "
               "by "
               "account and year"},
              {"ServiceProviderName",
               FieldType::text,
               {"ServiceProviderName"},
               "who sells the service; NULL from older endpoints"},
              {"SubscriptionId",
               FieldType::text,
               {"SubscriptionId"},
               "subscription that the charge belongs to, `id` of cf_subscriptions; NULL from the "
               "oldest endpoint"},
              {"ZoneId",
               FieldType::text,
               {"ZoneId"},
               "zone that used the service, 32 hex digits; NULL for services of the account as a "
               "whole"},
              {"ZoneName",
               FieldType::text,
               {"ZoneName"},
               "domain of that zone; NULL for services of the account as a whole"},
          },
      .hidden =
          {account_argument(),
           first_day_argument(),
           last_day_argument(),
           charge_date_column(),
           raw_column(),
           charge_period_end_column(),
           {"incomplete", HiddenColumn::Kind::argument,
            "argument, by name only, in place of the setting: `ignore` or `error` for days that "
            "are gone and columns that an older endpoint lacks, `columns` to ignore only these"},
           {"complete_from", HiddenColumn::Kind::complete_from,
            "with `incomplete` at `ignore`, or in a query without dates: the first of the days "
            "that Cloudflare still has of this account; NULL if no day is gone"},
           {"BillingPeriodEnd", HiddenColumn::Kind::cycle_end,
            "end of the billing cycle that owns the record, exclusive; no field of the API but "
            "worked out from the start, of a cycle that starts on the last day of a short "
            "month also from the subscription's anchor; NULL where nothing tells, an error "
            "where that is compared",
            "BillingPeriodStart"},
           read_through_argument()},
      .pushdowns = usage_pushdowns(
          {{"incomplete", Role::incomplete, "incomplete"},
           {"BillingPeriodEnd", Role::day_bound, "", DayColumn::billing_period_end}}),
      // Not documented for this endpoint; one cycle more is cheap.
      .max_charge_period = kLongestBillingPeriod,
      .rows_per_request = 1000,
      .fetches = paygo_fetches,
  };
  return spec;
}

}  // namespace cf_billing
