// FOCUS usage of an account or of an organization, and the metrics that occur in it.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "apis.h"
#include "catalog.h"
#include "date_range.h"
#include "json_text.h"

namespace sandbox {
namespace {

constexpr days kLongestRange{31};

// The charge days to answer with, both included; `first > last` for none.
struct ChargeDays {
  Day first;
  Day last;
};

std::variant<ChargeDays, Reply> read_charge_days(const Call& call) {
  const Day today = call.snapshot.today();
  const auto read = read_date_range(call);
  if (const Reply* refusal = std::get_if<Reply>(&read)) {
    return *refusal;
  }
  const auto& range = std::get<std::optional<DateRange>>(read);
  if (!range) {
    const std::chrono::year_month_day date{today};
    return ChargeDays{Day{date.year() / date.month() / 1}, today};
  }
  if (range->to - range->from + days{1} > kLongestRange) {
    return invalid_parameters("the range is longer than 31 days");
  }
  if (range->to > today && call.settings.is("focus.future_to", "refuse")) {
    return invalid_parameters("to is in the future");
  }
  const bool exclusive = call.settings.is("focus.to", "exclusive");
  return ChargeDays{range->from, exclusive ? range->to - days{1} : range->to};
}

Reply focus_usage(const Call& call, const std::vector<const Account*>& accounts) {
  const auto read = read_charge_days(call);
  if (const Reply* refusal = std::get_if<Reply>(&read)) {
    return *refusal;
  }
  const auto& [first, last] = std::get<ChargeDays>(read);
  auto metric = call.parameter("metric");
  if (call.settings.is("focus.metric", "ignore")) {
    metric.reset();
  }
  const bool has_money = call.settings.is("focus.get_money", "on");
  const bool names_always = call.settings.is("focus.contract_account", "named");
  ArrayText records;
  for (const Account* account : accounts) {
    for (const FocusRecord& record : call.snapshot.focus(*account)) {
      if (record.day >= first && record.day <= last && (!metric || *metric == record.metric_id)) {
        records.add(sent_text(*account, record, has_money, names_always));
      }
    }
  }
  return success(std::move(records).finish());
}

std::string identified(const char* id, const char* name) {
  ObjectText object;
  object.text("Id", id);
  object.text("Name", name);
  ArrayText list;
  list.add(std::move(object).finish());
  return std::move(list).finish();
}

std::string metric_object(const Service& service) {
  ObjectText metric;
  metric.text("Id", service.metric_id);
  metric.text("Name", service.metric_name());
  metric.raw("ProductFamily", identified(service.family_id, service.family));
  metric.raw("ProductCategory", identified(service.category, service.category));
  metric.raw("DimensionKeys",
             service.per_zone ? R"(["account_id","zone_id"])" : R"(["account_id"])");
  return std::move(metric).finish();
}

// Those of the records of these days, in the order of the account's services.
std::string metrics_within(const Snapshot& snapshot, const Account& account,
                           const ChargeDays& charge_days) {
  std::set<std::string> used;
  for (const FocusRecord& record : snapshot.focus(account)) {
    if (record.day >= charge_days.first && record.day <= charge_days.last) {
      used.insert(record.metric_id);
    }
  }
  ArrayText metrics;
  const auto add_used = [&](const Service& service) {
    if (used.contains(service.metric_id)) {
      metrics.add(metric_object(service));
    }
  };
  for (const std::size_t position : account.services) {
    add_used(catalog()[position]);
  }
  add_used(odd_numbers_service());
  return std::move(metrics).finish();
}

}  // namespace

std::string metric_list(const Snapshot& snapshot, const Account& account) {
  return metrics_within(snapshot, account, {Day::min(), Day::max()});
}

Reply account_focus_usage(const Call& call) {
  if (call.account->focus_restricted) {
    return fitting_failure(403);
  }
  return focus_usage(call, {call.account});
}

Reply organization_focus_usage(const Call& call) {
  std::vector<const Account*> accounts;
  if (call.identifier == organization().id) {
    for (const std::string& id : organization().account_ids) {
      accounts.push_back(call.snapshot.find(id));
    }
  }
  return focus_usage(call, accounts);
}

Reply billable_metrics(const Call& call) {
  if (call.account->focus_restricted) {
    return fitting_failure(403);
  }
  if (!call.parameter("from") && !call.parameter("to")) {
    return success(metric_list(call.snapshot, *call.account));
  }
  const auto read = read_charge_days(call);
  if (const Reply* refusal = std::get_if<Reply>(&read)) {
    return *refusal;
  }
  return success(metrics_within(call.snapshot, *call.account, std::get<ChargeDays>(read)));
}

}  // namespace sandbox
