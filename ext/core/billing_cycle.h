// Billing cycles: from a subscription's anchor day to ranges of days that can be asked for.
//
// A PayGo request must hold exactly one anchor day: none brings nothing, two bring nothing or only
// one cycle (FACTS: PayGo usage). So a request always is one whole cycle, or the open one up to
// today.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "core/day_set.h"

namespace cf_billing {

/// Anchors are days of the month on which cycles start. Days 29–31 fall on the last day of a
/// shorter month.
using Anchors = std::vector<std::chrono::day>;

/// The cycle of the anchor that `day` lies in.
DayRange cycle_around(std::chrono::day anchor, Day day);

/// The cycles of all anchors that hold any of `days`, each once, cut off after `today`; by anchor,
/// then by time. Cycles of different anchors may overlap or be equal.
std::vector<DayRange> cycles_touching(const Anchors& anchors, const DaySet& days, Day today);

/// The anchors behind starts of billing periods. A start on the last day of a short month may
/// belong to a later anchor: 28 February to 31, if a start on a 31st is among them too.
Anchors anchors_of(const std::set<Day>& starts);

/// The day (UTC) on which a billing period or a subscription starts or ends: an offset in the
/// timestamp counts. Nothing for what is no timestamp, and for the zero times that programs write
/// where they have none (0001-01-01, 1970-01-01).
std::optional<Day> told_day(std::string_view timestamp);

}  // namespace cf_billing
