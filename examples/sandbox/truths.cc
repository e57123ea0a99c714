#include "truths.h"

#include <map>

#include "apis.h"
#include "json_text.h"

namespace sandbox {
namespace {

std::string user_history_truth(const Snapshot& snapshot) {
  return json_list(snapshot.history(snapshot.accounts().front()), user_history_record);
}

std::string account_list_truth(const Snapshot& snapshot) {
  return json_list(snapshot.accounts(), account_object);
}

std::string paygo_truth(const Snapshot& snapshot, const Account& account) {
  return json_list(snapshot.usage(account), [&](const Usage& usage) {
    return paygo_record(account, usage, PaygoGeneration::kCurrent);
  });
}

std::string profile_truth(const Snapshot& snapshot, const Account& account) {
  return profile_object(snapshot, account, ProfileParts::kAll);
}

std::string user_profile_truth(const Snapshot& snapshot) {
  return user_profile_object(snapshot, ProfileParts::kAll);
}

std::string focus_truth(const Snapshot& snapshot, const Account& account) {
  return json_list(
      snapshot.focus(account),
      [](const FocusRecord& record) -> const auto& { return record.json; });
}

std::string history_truth(const Snapshot& snapshot, const Account& account) {
  return json_list(snapshot.history(account), account_history_record);
}

std::string unpaid_truth(const Snapshot& snapshot, const Account& account) {
  return unpaid_items(snapshot.history(account));
}

std::string organizations_truth(const Snapshot&) { return organization_objects(1); }

std::string info_truth(const Snapshot&, const Account& account) { return info_object(account); }

template <typename Truth>
Truth find(const std::map<std::string, Truth>& truths, const std::string& kind) {
  const auto found = truths.find(kind);
  return found == truths.end() ? nullptr : found->second;
}

}  // namespace

UserTruth find_user_truth(const std::string& kind) {
  static const std::map<std::string, UserTruth> truths = {
      {"accounts", account_list_truth},
      {"organizations", organizations_truth},
      {"user_history", user_history_truth},
      {"user_profile", user_profile_truth},
  };
  return find(truths, kind);
}

AccountTruth find_account_truth(const std::string& kind) {
  static const std::map<std::string, AccountTruth> truths = {
      {"ai_gateway_credit", ai_gateway_credit_object},
      {"ai_gateway_invoice", ai_gateway_invoice},
      {"alert_policies", alert_policy_list},
      {"bad_debt", bad_debt_object},
      {"payment_methods", payment_method_list},
      {"usage_history", usage_history_items},
      {"credits", credits_object},
      {"focus", focus_truth},
      {"history", history_truth},
      {"info", info_truth},
      {"metrics", metric_list},
      {"paygo", paygo_truth},
      {"profile", profile_truth},
      {"resources", resource_objects},
      {"subscriptions", subscription_objects},
      {"unpaid", unpaid_truth},
  };
  return find(truths, kind);
}

}  // namespace sandbox
