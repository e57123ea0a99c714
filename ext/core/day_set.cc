#include "core/day_set.h"

#include <algorithm>

namespace cf_billing {

DaySet::DaySet(std::vector<DayRange> ranges) {
  std::erase_if(ranges, [](const DayRange& r) { return r.first > r.last; });
  std::sort(ranges.begin(), ranges.end(),
            [](const DayRange& a, const DayRange& b) { return a.first < b.first; });
  for (const DayRange& range : ranges) {
    if (!ranges_.empty() && range.first <= ranges_.back().last + std::chrono::days{1}) {
      ranges_.back().last = std::max(ranges_.back().last, range.last);
    } else {
      ranges_.push_back(range);
    }
  }
}

bool DaySet::contains(Day day) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [day](const DayRange& range) { return range.contains(day); });
}

DaySet DaySet::intersection(const DaySet& other) const {
  // Both are sorted, and may be long: of conditions IN (SELECT …).
  std::vector<DayRange> common;
  for (auto a = ranges_.begin(), b = other.ranges_.begin();
       a != ranges_.end() && b != other.ranges_.end();) {
    common.push_back({std::max(a->first, b->first), std::min(a->last, b->last)});
    if (a->last < b->last) {
      ++a;
    } else {
      ++b;
    }
  }
  return DaySet(std::move(common));
}

}  // namespace cf_billing
