#include "usage/paygo_info.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/billing_cycle.h"

namespace cf_billing {

namespace {

using nlohmann::json;

std::optional<Day> day_in(const json& subscription, const char* field) {
  const auto found = subscription.find(field);
  if (found == subscription.end() || !found->is_string()) return std::nullopt;
  return told_day(found->get_ref<const std::string&>());
}

SubscriptionLife life_of(const json& subscription) {
  SubscriptionLife life{day_in(subscription, "start_timestamp"),
                        day_in(subscription, "end_timestamp")};
  if (life.first && life.last && *life.last < *life.first) life.last.reset();
  return life;
}

}  // namespace

PaygoInfo parse_paygo_info(std::string_view body) {
  const json parsed = json::parse(body.begin(), body.end(), nullptr, /*allow_exceptions=*/false);
  const auto result = parsed.is_object() ? parsed.find("result") : parsed.end();
  if (!parsed.is_object() || result == parsed.end() || !result->is_object()) {
    throw std::invalid_argument("its result is no object");
  }
  PaygoInfo info;
  const auto covered = result->find("covered");
  info.covered = covered == result->end() || !covered->is_boolean() || covered->get<bool>();
  const auto subscriptions = result->find("subscriptions");
  if (subscriptions == result->end() || subscriptions->is_null()) return info;
  if (!subscriptions->is_array()) throw std::invalid_argument("its subscriptions are no array");
  for (const json& subscription : *subscriptions) {
    if (!subscription.is_object()) {
      info.lives.emplace_back();
      continue;
    }
    const auto anchor = day_in(subscription, "billing_cycle_anchor_timestamp");
    if (anchor) info.anchors.insert(*anchor);
    info.lives.push_back(life_of(subscription));
  }
  return info;
}

bool tells_no_subscription(const std::vector<SubscriptionLife>& lives, Day day) {
  return !lives.empty() &&
         std::all_of(lives.begin(), lives.end(), [day](const SubscriptionLife& life) {
           return (life.first && day < *life.first) || (life.last && day > *life.last);
         });
}

}  // namespace cf_billing
