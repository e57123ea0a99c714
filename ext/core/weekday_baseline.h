// What each day of a series of amounts is expected to be, from the same weekday of the weeks
// before: weekends are compared with weekends, and one earlier outlier does not move the
// expectation.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/day.h"

namespace cf_billing {

/// Amounts by day; nothing where a day's amount is not known. A day that is absent, from the first
/// on, is a day of 0.
using DailyAmounts = std::map<Day, std::optional<double>>;

struct DayBaseline {
  Day day;
  std::optional<double> amount;
  double expected;        ///< the median of the same weekday's amounts in the six weeks before
  double usual_distance;  ///< the median distance of those amounts from `expected`
};

/// For the days `first` to `last` that have at least four such weeks since the series began, with
/// amounts that are all known.
std::vector<DayBaseline> weekday_baseline(const DailyAmounts& amounts, Day first, Day last);

}  // namespace cf_billing
