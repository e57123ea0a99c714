// Billing cycles: they start on the same day of every month, the anchor day. In a month too short
// to have that day they start on its last one.
#pragma once

#include <vector>

#include "clock.h"

namespace sandbox {

// The anchor in the month that `day` lies in.
Day anchor_in_month_of(Day day, unsigned anchor_day);

// First day of the cycle that `day` belongs to.
Day cycle_start(Day day, unsigned anchor_day);

// First day of the cycle after the one that starts on `start`.
Day next_cycle_start(Day start, unsigned anchor_day);
Day previous_cycle_start(Day start, unsigned anchor_day);

// Every anchor in [from, to].
std::vector<Day> anchors_within(Day from, Day to, unsigned anchor_day);

// `count` calendar months before `day`, clamped to the end of a shorter month.
Day months_before(Day day, int count);

}  // namespace sandbox
