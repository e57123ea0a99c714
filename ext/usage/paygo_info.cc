#include "usage/paygo_info.h"

#include <algorithm>
#include <stdexcept>

#include "core/billing_cycle.h"
#include "records/json_tree.h"

namespace cf_billing {

namespace {

using Kind = JsonTree::Kind;

std::optional<Day> day_in(const JsonTree& subscription, const char* field) {
  const JsonTree* told = subscription.member(field);
  if (told == nullptr || !told->is(Kind::text)) return std::nullopt;
  return told_day(told->text());
}

SubscriptionLife life_of(const JsonTree& subscription) {
  SubscriptionLife life{day_in(subscription, "start_timestamp"),
                        day_in(subscription, "end_timestamp")};
  if (life.first && life.last && *life.last < *life.first) life.last.reset();
  return life;
}

}  // namespace

PaygoInfo parse_paygo_info(std::string_view body) {
  const auto parsed = JsonTree::parse(body);
  const JsonTree* result = parsed ? parsed->member("result") : nullptr;
  if (result == nullptr || !result->is(Kind::object)) {
    throw std::invalid_argument("its result is no object");
  }
  PaygoInfo info;
  const JsonTree* covered = result->member("covered");
  info.covered = covered == nullptr || !covered->is(Kind::boolean) || covered->text() == "true";
  const JsonTree* subscriptions = result->member("subscriptions");
  if (subscriptions == nullptr || subscriptions->is(Kind::null)) return info;
  if (!subscriptions->is(Kind::array)) {
    throw std::invalid_argument("its subscriptions are no array");
  }
  for (const JsonTree& subscription : subscriptions->children()) {
    if (!subscription.is(Kind::object)) {
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
