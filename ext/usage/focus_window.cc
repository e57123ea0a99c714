#include "usage/focus_window.h"

#include <utility>

#include "core/usage_window.h"

namespace cf_billing {

using std::chrono::days;

std::vector<FocusWindow> focus_windows(const DaySet& wanted) {
  std::vector<FocusWindow> windows;
  const std::vector<DayRange> owned = usage_windows(wanted);
  std::vector<DayRange> asked;
  asked.reserve(owned.size());
  // Where the end is counted in, the day behind a window comes too.
  for (const DayRange& range : owned) asked.push_back({range.first, range.last + days{1}});
  const auto of_scan = std::make_shared<const DaySet>(std::move(asked));
  windows.reserve(owned.size());
  for (const DayRange& range : owned) {
    windows.push_back({range, range, owned.size() == 1, of_scan});
  }
  return windows;
}

std::vector<FocusWindow> widened(std::vector<FocusWindow> windows, const DayRange& block) {
  // A block holds all of the scan's days, which then are one window's.
  windows.front().asked = block;
  windows.front().of_scan =
      std::make_shared<DaySet>(std::vector{DayRange{block.first, block.last + days{1}}});
  return windows;
}

}  // namespace cf_billing
