// FOCUS windows: a long range of days as requests the API accepts.
//
// The API takes 31 days at most, and whether `to` belongs to the range is not written anywhere. A
// window therefore owns up to 30 days, asks for one day more, and drops every record outside the
// days it owns: right under both readings (FACTS: FOCUS usage).
#pragma once

#include <vector>

#include "core/day_set.h"

namespace cf_billing {

inline constexpr std::chrono::days kLongestWindow{30};

/// The fewest windows that own all of `days`; they do not overlap. Days between two ranges may be
/// owned as well.
std::vector<DayRange> usage_windows(const DaySet& days);

}  // namespace cf_billing
