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

std::string GenerationChoice::all_gone() const {
  if (is_pinned_) {
    return std::string("The setting paygo_endpoint allows no other endpoint: ") + endpoint() + ".";
  }
  std::string text = "None of the PayGo endpoints answered for it:";
  for (const PaygoGeneration each : kNewestFirst) text += std::string(" ") + endpoint_of(each);
  return text + ".";
}

}  // namespace cf_billing
