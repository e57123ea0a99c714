// Puts the answers of a PayGo scan together so that every record counts once, however many answers
// show it.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "api/answer.h"
#include "core/day_set.h"
#include "usage/paygo_groups.h"

namespace cf_billing {

/// One answer about usage.
struct PaygoAnswer {
  std::optional<DayRange> asked;  ///< nothing: it was asked for without dates
  PaygoGroups records;
  std::shared_ptr<const Answer> answer{};  ///< for messages
};

/// What keeps answers from being put together, in words, and which of them shows it.
struct PaygoDefect {
  std::size_t answer;
  std::string words;
};

/// Drops what does not count. The records of a group (period, charge day, subscription) come from
/// one answer: from that which has most of them, since two anchors in a range hide records (FACTS:
/// PayGo usage); of equals from that whose cycle starts with their period. So none that any answer
/// shows is lost, identical ones count as often as in that answer, and one that is restated between
/// two answers counts once. Records of other days than `wanted` go: a cycle is asked for whole, and
/// no condition of SQLite's repeats what the arguments `from_date` and `to_date` say.
///
/// A defect: a record without a charge day; one that lies in nothing that was asked for; one
/// without the start of its period, unless a single cycle's answer can own it. `has_anchors`: the
/// cycles are not merely months.
std::optional<PaygoDefect> keep_each_record_once(std::vector<PaygoAnswer>& answers,
                                                 const DaySet& wanted, bool has_anchors);

/// The charge days of all records.
std::set<Day> charge_days(const std::vector<PaygoAnswer>& answers);

}  // namespace cf_billing
