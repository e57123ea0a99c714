#include "usage/paygo_info.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace cf_billing {

namespace {

using nlohmann::json;

std::optional<Day> day_of(const json& subscription, const char* field) {
  const auto found = subscription.find(field);
  if (found == subscription.end() || found->is_null()) return std::nullopt;
  const auto day =
      found->is_string() ? leading_day(found->get_ref<const std::string&>()) : std::nullopt;
  if (!day) throw std::invalid_argument(std::string(field) + " is no timestamp");
  return day;
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
  std::vector<AnchorSeries> series;
  for (const json& subscription : *subscriptions) {
    if (!subscription.is_object()) throw std::invalid_argument("a subscription is no object");
    const auto anchor = day_of(subscription, "billing_cycle_anchor_timestamp");
    if (!anchor) throw std::invalid_argument("a subscription has no billing cycle anchor");
    series.push_back({std::chrono::year_month_day{*anchor}.day(),
                      day_of(subscription, "start_timestamp"),
                      day_of(subscription, "end_timestamp")});
  }
  info.anchors = merged(series);
  return info;
}

}  // namespace cf_billing
