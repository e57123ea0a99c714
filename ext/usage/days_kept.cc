#include "usage/days_kept.h"

#include <algorithm>

#include "usage/paygo_info.h"

namespace cf_billing {

using std::chrono::days;

DaySet gone_days(const DaySet& wanted, const std::set<Day>& charged, Day today,
                 const std::vector<SubscriptionLife>& lives) {
  Day end = today - kDaysKept;
  if (!charged.empty()) end = std::min(end, *charged.begin());
  DaySet empty = wanted.intersection(DaySet({{kFirstDay, end - days{1}}}));
  const bool is_contradicted = std::any_of(
      charged.begin(), charged.end(), [&](Day day) { return tells_no_subscription(lives, day); });
  if (is_contradicted) return empty;
  std::vector<DayRange> unexplained;
  for (const DayRange& range : empty.ranges()) {
    for (Day day = range.first; day <= range.last; day += days{1}) {
      if (!tells_no_subscription(lives, day)) unexplained.push_back({day, day});
    }
  }
  return DaySet(std::move(unexplained));
}

DaySet cut_days(const std::map<Day, Day>& first_charges, Day today) {
  std::vector<DayRange> cut;
  for (const auto& [start, charged] : first_charges) {
    const Day end = std::min(charged, today - kDaysKept);
    if (start < end) cut.push_back({start, end - days{1}});
  }
  return DaySet(std::move(cut));
}

}  // namespace cf_billing
