// From comparisons on a text column to the days a record may have been charged on.
//
// SQLite compares these columns as text, byte by byte, and re-checks every row. So a condition may
// only be used to leave out days on which no record could satisfy it *as text*: `>= '2026-10'`,
// `< '2026-1'` and `= 20261001` are all legal, none is a date, and each has an exact meaning.
#pragma once

#include <string_view>

#include "core/comparison.h"
#include "core/day_set.h"

namespace cf_billing {

/// In a UTF-16 database SQLite compares other bytes than ours; only ASCII sorts alike in all.
bool is_ascii(std::string_view text);

/// How a column's text relates to the day a record was charged on.
enum class DayColumn {
  charge_date,           ///< is that day
  charge_period_start,   ///< starts with that day
  charge_period_end,     ///< starts with that day or a later one, `max_charge_period` at most
  billing_period_start,  ///< starts with a day at most one billing period (31 days) before it
  billing_period_end,    ///< starts with a day at most one billing period (31 days) after it
};

/// The longest billing period: a calendar month.
inline constexpr std::chrono::days kLongestBillingPeriod{31};

/// Every day a record can have been charged on if `column comparison text` holds; may hold more.
/// IS and IS NULL bound nothing.
/// `max_charge_period`: the longest charge period of the table, for charge_period_end.
DaySet days_matching(DayColumn column, Comparison comparison, std::string_view text,
                     std::chrono::days max_charge_period);

}  // namespace cf_billing
