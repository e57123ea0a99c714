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
std::string profile_object(const Snapshot& snapshot, const Account& account);
std::string user_profile_object(const Snapshot& snapshot);

// small_api.cc
Reply account_list(const Call& call);
Reply credits(const Call& call);
Reply unpaid_invoice(const Call& call);
Reply bad_debt(const Call& call);
Reply subscription_list(const Call& call);
std::string account_object(const Account& account);
std::string credits_object(const Snapshot& snapshot, const Account& account);
std::string subscription_objects(const Snapshot& snapshot, const Account& account);

}  // namespace sandbox
