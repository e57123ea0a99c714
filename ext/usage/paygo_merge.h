// Puts the answers for several billing cycles together.
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "core/day_set.h"
#include "records/row_block.h"

namespace cf_billing {

/// The days on which the billing periods of `rows` start; unreadable ones are left out. Where a
/// period starts on the last day of a short month and has charges that show a later anchor (from
/// 28 February, charged on 29 March: the 30th), the start of the period before it is added.
std::set<Day> billing_period_starts(const RowBlock& rows, std::size_t billing_start,
                                    std::size_t charge_start);

/// Drops from `answers` (one for each of `cycles`) what does not count there:
/// - a record belongs to the request whose cycle starts on its BillingPeriodStart, and where no
///   request's cycle does, to the one whose days hold its charge date;
/// - where several requests can claim a record (two anchors that fall on one day in February, or
///   overlapping cycles), each would bring all its identical copies: they count as often as in the
///   answer that has most of them.
void drop_foreign_records(std::vector<std::unique_ptr<RowBlock>>& answers,
                          const std::vector<DayRange>& cycles, std::size_t billing_start,
                          std::size_t charge_start);

/// Drops records of other days: a cycle is asked for whole, and no condition of SQLite's repeats
/// what the arguments `from_date` and `to_date` say. A record without a readable day stays.
void drop_other_days(RowBlock& rows, const DaySet& days, std::size_t charge_start);

}  // namespace cf_billing
