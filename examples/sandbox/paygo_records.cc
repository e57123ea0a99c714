#include "paygo_records.h"

#include "json_text.h"

namespace sandbox {
namespace {

constexpr const char* kProvider = "Cloudflare, Inc.";

void add_money(ObjectText& record, const std::string& cost) {
  for (const char* name : {"ListCost", "ContractedCost", "EffectiveCost", "BilledCost"}) {
    record.raw(name, cost);
  }
}

void add_current_only(ObjectText& record, const Account& account, const Service& service) {
  record.text("ServiceProviderName", kProvider);
  record.text("InvoiceIssuerName", kProvider);
  record.text("HostProviderName", kProvider);
  record.text("BillingAccountId", account.id);
  record.text_or_null("BillingAccountName", account.name_resolved ? account.name : "");
  record.text("ChargeCategory", "Usage");
  record.null("ChargeClass");
  record.text("ChargeDescription",
              std::string(service.service_name) + " usage measured in " + service.pricing_unit());
  record.text("PricingUnit", service.pricing_unit());
}

void add_owner(ObjectText& record, const Account& account, const Service& service,
               const Usage& usage) {
  record.text("ServiceFamilyName", service.family);
  record.text("SubscriptionId", account.subscriptions[usage.subscription].id);
  if (usage.zone) {  // Else the members are not there.
    record.text("ZoneId", usage.zone->id);
    record.text("ZoneName", usage.zone->name);
  }
}

}  // namespace

std::string paygo_record(const Account& account, const Usage& usage, PaygoGeneration generation) {
  const Service& service = catalog()[usage.service];
  const std::string cost = cost_text(usage.cost);
  ObjectText record;
  record.text("ServiceName", service.service_name);
  record.text("ChargePeriodStart", format_midnight(usage.day));
  record.text("ChargePeriodEnd", format_midnight(usage.day + days{1}));
  record.text("BillingPeriodStart", format_midnight(usage.cycle));
  record.text("BillingCurrency", account.currency);
  record.raw("ConsumedQuantity", quantity_text(usage.consumed));
  record.text("ConsumedUnit", service.consumed_unit());
  record.raw("PricingQuantity", quantity_text(usage.priced));
  record.raw("CumulatedPricingQuantity", quantity_text(usage.cumulated_priced));
  record.raw("CumulatedContractedCost", cost_text(usage.cumulated_cost));
  if (generation == PaygoGeneration::kCurrent) {
    add_money(record, cost);
    add_current_only(record, account, service);
  } else {
    record.raw("ContractedCost", cost);
  }
  if (generation != PaygoGeneration::kFirst) {
    add_owner(record, account, service, usage);
  }
  return std::move(record).finish();
}

}  // namespace sandbox
