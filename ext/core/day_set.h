// Sets of days as sorted, disjoint ranges: what a query's date conditions leave.
#pragma once

#include <vector>

#include "core/day.h"

namespace cf_billing {

/// Both ends belong to it.
struct DayRange {
  Day first;
  Day last;
  bool operator==(const DayRange&) const = default;
  [[nodiscard]] bool contains(Day day) const { return first <= day && day <= last; }
};

class DaySet {
 public:
  DaySet() = default;
  /// Ranges in any order, overlapping or not; one with `first > last` is empty.
  explicit DaySet(std::vector<DayRange> ranges);

  static DaySet all() { return DaySet({{kFirstDay, kLastDay}}); }

  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  /// Sorted; neighbours neither touch nor overlap.
  [[nodiscard]] const std::vector<DayRange>& ranges() const { return ranges_; }
  [[nodiscard]] Day first() const { return ranges_.front().first; }
  [[nodiscard]] Day last() const { return ranges_.back().last; }
  [[nodiscard]] bool contains(Day day) const;
  [[nodiscard]] DaySet intersection(const DaySet& other) const;
  bool operator==(const DaySet&) const = default;

 private:
  std::vector<DayRange> ranges_;
};

}  // namespace cf_billing
