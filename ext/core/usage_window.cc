#include "core/usage_window.h"

#include <algorithm>

namespace cf_billing {

std::vector<DayRange> usage_windows(const DaySet& wanted) {
  using std::chrono::days;
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

}  // namespace cf_billing
