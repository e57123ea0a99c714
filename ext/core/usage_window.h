// FOCUS windows: the days of a scan as requests the API accepts.
//
// The API takes 31 days at most, and whether `to` belongs to the range is not written anywhere. A
// window therefore owns up to 30 days, asks for one day more, and drops every record outside the
// days it owns: right under both readings (FACTS: FOCUS usage).
//
// A scan for a few days is often one of many: a join by day (`calendar c JOIN cf_focus_usage u ON
// u.charge_date = c.d`) scans once for each day, a report by week once for each week. Such a scan
// asks for a whole block of a fixed grid of 30 days, so that the next one finds its days in what
// was kept: a month lies in two blocks at most. A longer scan, or one that no block holds, is asked
// for as it is, in the fewest windows. Why not along the grid: a month by itself, or the last 30
// days, would be two requests and not one, for every account of a list.
//
// The cost: a scan for one day alone transfers and decodes up to 30. That is right only where
// the answer can be kept; the caller knows.
#pragma once

#include <optional>
#include <vector>

#include "core/day_set.h"

namespace cf_billing {

inline constexpr std::chrono::days kLongestWindow{30};

/// The longest span of days that is taken for one of many scans: a week.
inline constexpr std::chrono::days kLongestPartOfMany{7};

/// The fewest windows that own all of `days`; they do not overlap. Days between two ranges may be
/// owned as well.
std::vector<DayRange> usage_windows(const DaySet& days);

/// The block of the grid that holds `day`: 30 days, counted from 1 January 1970.
DayRange usage_block(Day day);

/// The block to ask for in place of `days`, cut off after `today`; nothing where they are to be
/// asked for as they are. No day of `days` is after `today`.
std::optional<DayRange> shared_block(const DaySet& days, Day today);

}  // namespace cf_billing
