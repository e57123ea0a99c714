// Pay-as-you-go usage. The range rules are as harsh as the real endpoint's are reported to be: a
// subscription answers for the one cycle whose anchor lies in the range, or not at all.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "apis.h"
#include "billing_cycle.h"
#include "date_range.h"
#include "json_text.h"

namespace sandbox {
namespace {

// What a subscription answers with.
struct Selection {
  std::vector<Day> cycles;
  DateRange charges;
};

Selection select_by_default(const Call& call, const Subscription& subscription) {
  const Day today = call.snapshot.today();
  const Day current = cycle_start(today, subscription.anchor_day);
  Selection selection{{current}, {current, today}};
  if (call.settings.is("paygo.default", "both")) {
    const Day previous = previous_cycle_start(current, subscription.anchor_day);
    selection.cycles.push_back(previous);
    selection.charges.from = previous;
  }
  return selection;
}

Selection select_by_range(const Call& call, const Subscription& subscription,
                          const DateRange& range) {
  std::vector<Day> anchors = anchors_within(range.from, range.to, subscription.anchor_day);
  if (anchors.size() > 1) {
    anchors.resize(call.settings.is("paygo.two_anchors", "one") ? 1 : 0);
  }
  return {anchors, range};
}

bool holds(const Selection& selection, const Usage& usage) {
  return usage.day >= selection.charges.from && usage.day <= selection.charges.to &&
         std::find(selection.cycles.begin(), selection.cycles.end(), usage.cycle) !=
             selection.cycles.end();
}

// What is older is not answered any more.
Day oldest_kept(const Call& call) {
  const int kept = call.settings.number("paygo.retention_days");
  return kept == 0 ? Day::min() : call.snapshot.today() - days{kept};
}

Reply gone(const Call& call) {
  const std::string& how = call.settings.get("paygo.gone");
  if (how == "410") {
    return fitting_failure(410);
  }
  if (how == "404") {
    Reply empty;
    empty.status = 404;
    return empty;
  }
  return no_route(call.path);
}

Reply paygo_usage(const Call& call, PaygoGeneration generation, const char* endpoint) {
  if (!call.settings.lists("paygo.generations", endpoint)) {
    return gone(call);
  }
  const auto read = read_date_range(call);
  if (const Reply* refusal = std::get_if<Reply>(&read)) {
    return *refusal;
  }
  const auto& range = std::get<std::optional<DateRange>>(read);
  if (range && range->to > call.snapshot.today() && call.settings.is("paygo.future_to", "refuse")) {
    return invalid_parameters("to is in the future");
  }
  std::vector<Selection> selections;
  for (const Subscription& subscription : call.account->subscriptions) {
    selections.push_back(range ? select_by_range(call, subscription, *range)
                               : select_by_default(call, subscription));
  }
  const Day oldest = oldest_kept(call);
  const Day newest = call.snapshot.today() - days{call.settings.number("paygo.late_days")};
  ArrayText records;
  for (const Usage& usage : call.snapshot.usage(*call.account)) {
    if (usage.day >= oldest && usage.day <= newest &&
        holds(selections[usage.subscription], usage)) {
      records.add(paygo_record(*call.account, usage, generation));
    }
  }
  Reply reply = success(std::move(records).finish());
  return generation == PaygoGeneration::kCurrent ? reply : call.deprecated(std::move(reply));
}

}  // namespace

Reply paygo_usage_current(const Call& call) {
  return paygo_usage(call, PaygoGeneration::kCurrent, "billable-usage");
}

Reply paygo_usage_second(const Call& call) {
  return paygo_usage(call, PaygoGeneration::kSecond, "paygo-usage");
}

Reply paygo_usage_first(const Call& call) {
  return paygo_usage(call, PaygoGeneration::kFirst, "billing/usage/paygo");
}

std::string info_object(const Account& account) {
  ArrayText subscriptions;
  for (const Subscription& subscription : account.subscriptions) {
    ObjectText item;
    item.text("id", subscription.id);
    // Somebody subscribed a little after midnight; cycles begin at midnight.
    item.text("start_timestamp", format_day(subscription.start) + "T00:50:22Z");
    item.text("billing_cycle_anchor_timestamp", format_midnight(subscription.start));
    if (subscription.end) {
      item.text("end_timestamp", format_day(*subscription.end) + "T23:59:59Z");
    }
    subscriptions.add(std::move(item).finish());
  }
  ObjectText info;
  info.boolean("covered", account.covered);
  info.raw("subscriptions", std::move(subscriptions).finish());
  return std::move(info).finish();
}

Reply paygo_info_of(const Call& call, const char* endpoint) {
  return call.settings.lists("paygo.generations", endpoint) ? success(info_object(*call.account))
                                                            : gone(call);
}

Reply paygo_info(const Call& call) { return paygo_info_of(call, "billable-usage"); }

Reply paygo_info_second(const Call& call) { return paygo_info_of(call, "paygo-usage"); }

}  // namespace sandbox
