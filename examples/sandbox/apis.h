// The functions that answer the endpoints. Those of an account are called with one.
#pragma once

#include "call.h"
#include "paygo_records.h"

namespace sandbox {

// paygo_api.cc
Reply paygo_usage_current(const Call& call);
Reply paygo_usage_second(const Call& call);
Reply paygo_usage_first(const Call& call);
Reply paygo_info(const Call& call);
Reply paygo_info_second(const Call& call);
std::string info_object(const Account& account);

// focus_post.cc
Reply account_focus_query(const Call& call);

// focus_api.cc
Reply account_focus_usage(const Call& call);
Reply organization_focus_usage(const Call& call);
Reply billable_metrics(const Call& call);
// Of all that the account has records for, whenever.
std::string metric_list(const Snapshot& snapshot, const Account& account);

// history_api.cc
Reply user_history(const Call& call);
Reply account_history(const Call& call);

// profile_api.cc
Reply user_profile(const Call& call);
Reply account_profile(const Call& call);
// What is in a profile: name, e-mail, address and account type, or also what only a token that may
// edit sees.
enum class ProfileParts { kAddress, kAll };
std::string profile_object(const Snapshot& snapshot, const Account& account, ProfileParts parts);
std::string user_profile_object(const Snapshot& snapshot, ProfileParts parts);

// small_api.cc
Reply account_list(const Call& call);
Reply credits(const Call& call);
Reply unpaid_invoice(const Call& call);
Reply bad_debt(const Call& call);
std::string account_object(const Account& account);
std::string credits_object(const Snapshot& snapshot, const Account& account);

// subscriptions_api.cc
Reply subscription_list(const Call& call);
std::string subscription_objects(const Snapshot& snapshot, const Account& account);
std::string bad_debt_object(const Snapshot& snapshot, const Account& account);

// further_api.cc
Reply payment_methods(const Call& call);
Reply alert_policies(const Call& call);
Reply organization_list(const Call& call);
Reply ai_gateway_credit(const Call& call);
Reply ai_gateway_invoice_preview(const Call& call);
std::string payment_method_list(const Snapshot& snapshot, const Account& account);
std::string alert_policy_list(const Snapshot& snapshot, const Account& account);
std::string ai_gateway_credit_object(const Snapshot& snapshot, const Account& account);
std::string ai_gateway_invoice(const Snapshot& snapshot, const Account& account);
// The first `count` of those that the setting organizations.extra makes.
std::string organization_objects(std::size_t count);

// graphql_api.cc
Reply graphql_query(const Call& call);
// Of more queries than may be asked in five minutes.
Reply graphql_limit_reached();

// resource_lists_api.cc
Reply database_list(const Call& call);
Reply key_value_namespace_list(const Call& call);
Reply object_namespace_list(const Call& call);
Reply queue_list(const Call& call);
Reply zone_list(const Call& call);
Reply tagged_resources(const Call& call);
// Those that were deleted, too.
std::string resource_objects(const Snapshot& snapshot, const Account& account);

// usage_history_api.cc
Reply usage_history(const Call& call);
// By day; what the account does not have is left out.
std::string usage_history_items(const Snapshot& snapshot, const Account& account);

}  // namespace sandbox
