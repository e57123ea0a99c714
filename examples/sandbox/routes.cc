#include "routes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "apis.h"

namespace sandbox {
namespace {

using Owner = Route::Owner;

constexpr std::array<Route, 30> kRoutes = {{
    {"/user/billing/profile", Owner::kUser, user_profile},
    {"/user/billing/history", Owner::kUser, user_history},
    {"/accounts", Owner::kUser, account_list},
    {"/accounts/{}/billing/profile", Owner::kAccount, account_profile},
    {"/accounts/{}/billing/history", Owner::kAccount, account_history},
    {"/accounts/{}/billing/credits", Owner::kAccount, credits},
    {"/accounts/{}/billing/unpaid-invoice", Owner::kAccount, unpaid_invoice},
    {"/accounts/{}/billing/bad-debt", Owner::kAccount, bad_debt},
    {"/accounts/{}/billing/usage", Owner::kAccount, usage_history},
    {"/accounts/{}/payment-methods", Owner::kAccount, payment_methods},
    {"/accounts/{}/alerting/v3/policies", Owner::kAccount, alert_policies},
    {"/accounts/{}/ai-gateway/billing/credit-balance", Owner::kAccount, ai_gateway_credit},
    {"/accounts/{}/ai-gateway/billing/invoice-preview", Owner::kAccount,
     ai_gateway_invoice_preview},
    {"/organizations", Owner::kUser, organization_list},
    {"/graphql", Owner::kUser, nullptr, graphql_query},
    {"/zones", Owner::kUser, zone_list},
    {"/accounts/{}/d1/database", Owner::kAccount, database_list},
    {"/accounts/{}/storage/kv/namespaces", Owner::kAccount, key_value_namespace_list},
    {"/accounts/{}/workers/durable_objects/namespaces", Owner::kAccount, object_namespace_list},
    {"/accounts/{}/queues", Owner::kAccount, queue_list},
    {"/accounts/{}/tags/resources", Owner::kAccount, tagged_resources},
    {"/accounts/{}/subscriptions", Owner::kAccount, subscription_list},
    {"/accounts/{}/billable-usage", Owner::kAccount, paygo_usage_current},
    {"/accounts/{}/billable-usage/info", Owner::kAccount, paygo_info},
    {"/accounts/{}/paygo-usage-info", Owner::kAccount, paygo_info_second},
    {"/accounts/{}/paygo-usage", Owner::kAccount, paygo_usage_second},
    {"/accounts/{}/billing/usage/paygo", Owner::kAccount, paygo_usage_first},
    {"/accounts/{}/billable/usage", Owner::kAccount, account_focus_usage, account_focus_query},
    {"/accounts/{}/billable/usage/billable-metrics", Owner::kAccount, billable_metrics},
    {"/organizations/{}/billable/usage", Owner::kOrganization, organization_focus_usage},
}};

bool matches(std::string_view pattern, std::string_view path, std::string& identifier) {
  const std::size_t gap = pattern.find("{}");
  if (gap == std::string_view::npos) {
    return pattern == path;
  }
  const std::string_view before = pattern.substr(0, gap);
  const std::string_view after = pattern.substr(gap + 2);
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) ||
      !path.ends_with(after)) {
    return false;
  }
  const std::string_view middle =
      path.substr(before.size(), path.size() - before.size() - after.size());
  if (middle.find('/') != std::string_view::npos) {
    return false;
  }
  identifier = middle;
  return true;
}

bool is_identifier(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

const Route* find_route(const std::string& path, std::string& identifier) {
  const auto found = std::ranges::find_if(
      kRoutes, [&](const Route& route) { return matches(route.pattern, path, identifier); });
  return found == kRoutes.end() ? nullptr : &*found;
}

auto Route::answer_to(std::string_view method) const -> Reply (*)(const Call&) {
  if (method == "GET") {
    return answer;
  }
  return method == "POST" ? answer_post : nullptr;
}

Reply follow_route(const Route& route, const Asked& asked, const Snapshot& snapshot,
                   const Settings& settings) {
  Call call{snapshot,         settings,   asked.parameters, nullptr,
            asked.identifier, asked.path, asked.body};
  if (route.owner == Owner::kAccount) {
    call.account = snapshot.find(asked.identifier);
  }
  const bool known =
      route.owner == Owner::kUser ||
      (route.owner == Owner::kAccount ? call.account != nullptr : is_identifier(asked.identifier));
  return known ? route.answer_to(asked.method)(call) : no_route(asked.path);
}

}  // namespace sandbox
