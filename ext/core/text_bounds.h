// From comparisons on a text column to the days a record may have been charged on.
//
// SQLite re-checks every row. So a condition may only be used to leave out days on which no record
// could satisfy it in the order that SQLite compares the column in: as plain text, byte by byte, or
// as moments (core/instant.h). `>= '2026-10'` and `< '2026-1'` are no dates, and each has an exact
// meaning in both.
#pragma once

#include <string>
#include <string_view>

#include "core/comparison.h"
#include "core/day_set.h"

namespace cf_billing {

/// In a UTF-16 database SQLite compares other bytes than ours; only ASCII sorts alike in all.
bool is_ascii(std::string_view text);

/// Whether a date or a timestamp begins with `text`, or `text` with one: "", "2026", "2026-1",
/// "2026-02-31", "2026-10-31T…", "2026-10-31 …". A day of the month is 1 to 31, whatever month.
bool begins_like_a_date(std::string_view text);

/// How texts are compared.
enum class TextOrder { plain, instant };

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
/// IS and IS NULL bound nothing. Of a LIKE or GLOB `text` is what the pattern begins with, see
/// literal_prefix(). A day is what stands in a text: of one that is another day in UTC the record
/// is not looked for (is_another_day_in_utc()). Nor is, where moments are compared, that of a text
/// which begins with a day and is no timestamp (`2026-10-31 noon`): it comes before all moments of
/// its day, and to look for it would ask for one more day than `< '2026-10-31'` means.
/// `max_charge_period`: the longest charge period of the table, for charge_period_end.
DaySet days_matching(DayColumn column, Comparison comparison, std::string_view text,
                     TextOrder order, std::chrono::days max_charge_period);

/// What every text begins with that matches the pattern of a LIKE or GLOB.
std::string_view literal_prefix(Comparison comparison, std::string_view pattern);

/// The least text after all that begin with `prefix`, as SQLite makes it of a LIKE or GLOB: its
/// last character is one more.
std::string end_of_prefix(std::string_view prefix);

}  // namespace cf_billing
