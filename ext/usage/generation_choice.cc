#include "usage/generation_choice.h"

#include <algorithm>
#include <array>

namespace cf_billing {

namespace {

constexpr std::array kNewestFirst = {PaygoGeneration::billable_usage, PaygoGeneration::paygo_usage,
                                     PaygoGeneration::billing_usage_paygo};

const char* endpoint_of(PaygoGeneration generation) {
  switch (generation) {
    case PaygoGeneration::billable_usage:
      return "billable-usage";
    case PaygoGeneration::paygo_usage:
      return "paygo-usage";
    case PaygoGeneration::billing_usage_paygo:
      break;
  }
  return "billing/usage/paygo";
}

/// What the first generation has (FACTS: PayGo usage).
constexpr std::array<std::string_view, 11> kFirstFields = {
    "BillingCurrency",          "BillingPeriodStart", "ChargePeriodEnd", "ChargePeriodStart",
    "ConsumedQuantity",         "ConsumedUnit",       "ContractedCost",  "CumulatedContractedCost",
    "CumulatedPricingQuantity", "PricingQuantity",    "ServiceName"};
/// What the second has besides.
constexpr std::array<std::string_view, 4> kSecondFields = {"ServiceFamilyName", "SubscriptionId",
                                                           "ZoneId", "ZoneName"};

bool has_field(PaygoGeneration generation, std::string_view field) {
  const auto is_in = [field](const auto& fields) {
    return std::find(fields.begin(), fields.end(), field) != fields.end();
  };
  switch (generation) {
    case PaygoGeneration::billable_usage:
      return true;
    case PaygoGeneration::paygo_usage:
      return is_in(kFirstFields) || is_in(kSecondFields);
    case PaygoGeneration::billing_usage_paygo:
      break;
  }
  return is_in(kFirstFields);
}

/// The value of the setting that allows this generation alone.
PaygoEndpoint pin_of(PaygoGeneration generation) {
  switch (generation) {
    case PaygoGeneration::billable_usage:
      return PaygoEndpoint::billable_usage;
    case PaygoGeneration::paygo_usage:
      return PaygoEndpoint::paygo_usage;
    case PaygoGeneration::billing_usage_paygo:
      break;
  }
  return PaygoEndpoint::billing_usage_paygo;
}

}  // namespace

GenerationChoice::GenerationChoice(PaygoEndpoint pinned, std::optional<PaygoGeneration> remembered)
    : is_pinned_(pinned != PaygoEndpoint::automatic),
      left_(kNewestFirst.begin(), kNewestFirst.end()) {
  if (is_pinned_) {
    std::erase_if(left_, [&](PaygoGeneration each) { return pinned != pin_of(each); });
  } else if (remembered) {
    std::stable_partition(left_.begin(), left_.end(),
                          [&](PaygoGeneration each) { return each == *remembered; });
  }
}

const char* GenerationChoice::endpoint() const { return endpoint_of(current()); }

const char* GenerationChoice::info_endpoint() const {
  switch (current()) {
    case PaygoGeneration::billable_usage:
      return "billable-usage/info";
    case PaygoGeneration::paygo_usage:
      return "paygo-usage-info";
    case PaygoGeneration::billing_usage_paygo:
      break;
  }
  return nullptr;
}

std::vector<std::string_view> GenerationChoice::lacking(FieldMask fields,
                                                        const RecordLayout& layout) const {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const std::string_view name = layout[i].column;
    if ((fields & field_bit(i)) != 0 && !has_field(current(), name)) names.push_back(name);
  }
  return names;
}

std::string GenerationChoice::all_tried() const {
  if (is_pinned_) {
    return std::string("the setting paygo_endpoint allows no other endpoint than ") + endpoint();
  }
  std::string text = "none of the PayGo endpoints answers for this account:";
  for (const PaygoGeneration each : kNewestFirst) text += std::string(" ") + endpoint_of(each);
  return text;
}

}  // namespace cf_billing
