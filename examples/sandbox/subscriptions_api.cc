// Subscriptions: what an account pays for apart from usage, as live accounts show it.
#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "apis.h"
#include "billing_cycle.h"
#include "json_text.h"

namespace sandbox {
namespace {

std::string rate_plan_id(const Subscription& item) {
  if (item.product) {
    return item.product->rate_plan_id;
  }
  std::string id = item.plan;  // Pro is pro.
  std::ranges::transform(id, id.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return id;
}

std::string rate_plan(const Account& account, const Subscription& item) {
  ObjectText plan;
  plan.text("id", rate_plan_id(item));
  plan.text("public_name", item.plan);
  plan.text("currency", account.currency);
  plan.text("scope", item.zone ? "zone" : "account");
  plan.raw("sets", item.zone ? R"(["zone","paid_plans"])" : "[]");
  plan.boolean("externally_managed", false);
  plan.boolean("is_contract", false);
  return std::move(plan).finish();
}

std::string component(const std::string& name, const std::string& display_name, const char* kind,
                      std::int64_t included, const std::string& price) {
  ObjectText value;
  value.text("name", name);
  value.text("display_name", display_name);
  value.text("kind", kind);
  value.raw("default", std::to_string(included));
  value.raw("value", std::to_string(included));
  value.raw("price", price);
  return std::move(value).finish();
}

// What is counted of it: of a plan with usage each service, with what is included and the price of
// a unit.
std::string component_values(const Account& account, const Subscription& item) {
  constexpr int kPageRulesOfPro = 20;
  ArrayText values;
  if (item.zone) {
    values.add(component("zones", "Zones", "enum", 1, cents_text(item.fee)));
    values.add(component("page_rules", "Page Rules", "sum", kPageRulesOfPro, "0"));
  }
  for (const std::size_t service : account.services) {
    const Service& known = catalog()[service];
    if (item.product == &product_of(known)) {
      values.add(component(known.metric_id, known.metric_name(), "usage", known.allowance,
                           price_text(known.unit_price)));
    }
  }
  return std::move(values).finish();
}

// As it stands on the day `today`: of one that has ended, its last period.
std::string subscription_object(const Account& account, const Subscription& item, Day today) {
  const bool is_over = item.end && *item.end < today;
  const Day start = cycle_start(is_over ? *item.end : today, item.anchor_day);
  ObjectText object;
  object.text("id", item.id);
  object.text("state", is_over ? "Cancelled" : "Paid");
  object.raw("price", cents_text(item.fee));
  object.text("currency", account.currency);
  object.text("frequency", "monthly");
  // The moment of subscribing; the end is a midnight all the same.
  object.text("current_period_start", format_day(std::max(start, item.start)) + "T00:50:22Z");
  object.text("current_period_end", format_midnight(next_cycle_start(start, item.anchor_day)));
  object.raw("product", "{\"name\":" + json_string(rate_plan_id(item)) + "}");
  object.raw("rate_plan", rate_plan(account, item));
  object.raw("component_values", component_values(account, item));
  if (item.zone) {
    const Zone& zone = account.zones[*item.zone];
    object.raw("zone",
               "{\"id\":" + json_string(zone.id) + ",\"name\":" + json_string(zone.name) + "}");
  }
  return std::move(object).finish();
}

}  // namespace

std::string subscription_objects(const Snapshot& snapshot, const Account& account) {
  const Day today = snapshot.today();
  const Day forgotten = months_before(today, kMonthsKept);
  ArrayText list;
  for (const auto* plans : {&account.subscriptions, &account.zone_plans}) {
    for (const Subscription& item : *plans) {
      if (item.start <= today && item.end.value_or(today) >= forgotten) {
        list.add(subscription_object(account, item, today));
      }
    }
  }
  return std::move(list).finish();
}

Reply subscription_list(const Call& call) {
  return success(subscription_objects(call.snapshot, *call.account));
}

}  // namespace sandbox
