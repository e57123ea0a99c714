#include "routes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "apis.h"

namespace sandbox {
namespace {

using Owner = Route::Owner;

constexpr std::array<Route, 17> kRoutes = {{
    {"/user/billing/profile", Owner::kUser, user_profile},
    {"/user/billing/history", Owner::kUser, user_history},
    {"/accounts", Owner::kUser, account_list},
    {"/accounts/{}/billing/profile", Owner::kAccount, account_profile},
    {"/accounts/{}/billing/history", Owner::kAccount, account_history},
    {"/accounts/{}/billing/credits", Owner::kAccount, credits},
    {"/accounts/{}/billing/unpaid-invoice", Owner::kAccount, unpaid_invoice},
    {"/accounts/{}/billing/bad-debt", Owner::kAccount, bad_debt},
    {"/accounts/{}/subscriptions", Owner::kAccount, subscription_list},
    {"/accounts/{}/billable-usage", Owner::kAccount, paygo_usage_current},
    {"/accounts/{}/billable-usage/info", Owner::kAccount, paygo_info},
    {"/accounts/{}/paygo-usage-info", Owner::kAccount, paygo_info_second},
    {"/accounts/{}/paygo-usage", Owner::kAccount, paygo_usage_second},
    {"/accounts/{}/billing/usage/paygo", Owner::kAccount, paygo_usage_first},
    {"/accounts/{}/billable/usage", Owner::kAccount, account_focus_usage},
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

Reply follow_route(const Route& route, const std::string& path, const std::string& identifier,
                   const Snapshot& snapshot, const Settings& settings,
                   const Parameters& parameters) {
  Call call{snapshot, settings, parameters, nullptr, identifier, path};
  if (route.owner == Owner::kAccount) {
    call.account = snapshot.find(identifier);
  }
  const bool known =
      route.owner == Owner::kUser ||
      (route.owner == Owner::kAccount ? call.account != nullptr : is_identifier(identifier));
  return known ? route.answer(call) : no_route(path);
}

}  // namespace sandbox
