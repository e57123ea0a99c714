// The days that the requests of a scan for FOCUS usage are about.
#pragma once

#include <memory>
#include <vector>

#include "core/day_set.h"

namespace cf_billing {

/// The days of one request of a scan.
struct FocusWindow {
  DayRange owned;  ///< the records of these become rows
  DayRange asked;  ///< asked for and kept: the days owned, or the block around them
  bool is_only;    ///< the scan has no other window of this account
  /// The days that the windows of an account ask for together. Shared by them: there may be
  /// thousands, and as many ranges.
  std::shared_ptr<const DaySet> of_scan;
  [[nodiscard]] bool is_widened() const { return asked != owned && holds_owned(); }
  /// False once the only days owned have not begun where the server is.
  [[nodiscard]] bool holds_owned() const { return asked.contains(owned.first); }
};

/// What a scan asks of each account.
std::vector<FocusWindow> focus_windows(const DaySet& wanted);

/// The same, where the block around the scan's days can be had and kept.
std::vector<FocusWindow> widened(std::vector<FocusWindow> windows, const DayRange& block);

}  // namespace cf_billing
