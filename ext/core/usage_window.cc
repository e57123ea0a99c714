#include "core/usage_window.h"

#include <algorithm>

namespace cf_billing {

using std::chrono::days;

std::vector<DayRange> usage_windows(const DaySet& wanted) {
  std::vector<DayRange> windows;
  for (const DayRange& range : wanted.ranges()) {
    Day first = range.first;
    // The window before may reach into this range.
    if (!windows.empty()) {
      const Day reach = windows.back().first + kLongestWindow - days{1};
      if (first <= reach) {
        windows.back().last = std::min(range.last, reach);
        first = windows.back().last + days{1};
      }
    }
    for (; first <= range.last; first = windows.back().last + days{1}) {
      windows.push_back({first, std::min(range.last, first + kLongestWindow - days{1})});
    }
  }
  return windows;
}

DayRange usage_block(Day day) {
  const auto into_block = day.time_since_epoch() % kLongestWindow;
  // The remainder of a day before 1970 is negative or zero.
  const Day first = day - into_block - (into_block < days{0} ? kLongestWindow : days{0});
  return {std::max(first, kFirstDay), first + kLongestWindow - days{1}};
}

std::optional<DayRange> shared_block(const DaySet& wanted, Day today) {
  if (wanted.empty() || wanted.last() - wanted.first() >= kLongestPartOfMany) return std::nullopt;
  const DayRange block = usage_block(wanted.first());
  if (!block.contains(wanted.last())) return std::nullopt;
  return DayRange{block.first, std::min(block.last, today)};
}

}  // namespace cf_billing
