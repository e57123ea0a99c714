// Billing cycles: from a subscription's anchor day to ranges of days that can be asked for.
//
// A PayGo request must hold exactly one anchor day: none brings nothing, two bring nothing or only
// one cycle (FACTS: PayGo usage). So a request always is one whole cycle, or the open one up to
// today.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <vector>

#include "core/day_set.h"

namespace cf_billing {

/// Cycles that start on the same day of the month. Days 29–31 fall on the last day of a shorter
/// month.
struct AnchorSeries {
  std::chrono::day day_of_month;
  std::optional<Day> first;  ///< no cycle that ends before this day is asked for
  std::optional<Day> last;   ///< no cycle that starts after this day is asked for
  bool operator==(const AnchorSeries&) const = default;
};

/// One series for each day of the month, living as long as any of its subscriptions.
std::vector<AnchorSeries> merged(const std::vector<AnchorSeries>& subscriptions);

/// The cycle of the series that `day` lies in.
DayRange cycle_around(std::chrono::day day_of_month, Day day);

/// The cycles of all series that hold any of `days`, each once, cut off after `today`; by series,
/// then by time. Cycles of different series may overlap or be equal.
std::vector<DayRange> cycles_touching(const std::vector<AnchorSeries>& series, const DaySet& days,
                                      Day today);

/// The series behind the observed starts of billing periods. A start on the last day of a short
/// month may belong to a later anchor: 28 February to 31, if a start on a 31st was observed too.
std::vector<AnchorSeries> series_from_starts(const std::set<Day>& billing_period_starts);

/// Calendar months that hold any of `days`, cut off after `today`: whatever the anchor, a calendar
/// month holds it exactly once.
std::vector<DayRange> calendar_months(const DaySet& days, Day today);

}  // namespace cf_billing
