#include "usage/cycle_plan.h"

#include <algorithm>
#include <utility>

namespace cf_billing {

namespace {

using std::chrono::days;

constexpr days kLongestCycle{31};

}  // namespace

void CyclePlan::use_told(std::vector<AnchorSeries> anchors) {
  anchors_ = std::move(anchors);
  cycles_ = cycles_touching(anchors_, days_, today_);
}

void CyclePlan::use_observed(std::set<Day> starts) {
  is_observed_ = true;
  starts_ = std::move(starts);
  if (!starts_.empty()) {
    use_told(series_from_starts(starts_));
    return;
  }
  std::vector<DayRange> wider;
  for (const DayRange& range : days_.ranges()) {
    wider.push_back({std::max(kFirstDay, range.first - kLongestCycle), range.last});
  }
  cycles_ = calendar_months(DaySet(std::move(wider)), today_);
}

CyclePlan::Observation CyclePlan::observe(const std::set<Day>& starts) {
  if (!is_observed_) return Observation::fits;
  starts_.insert(starts.begin(), starts.end());
  std::vector<AnchorSeries> observed = series_from_starts(starts_);
  if (observed == anchors_) return Observation::fits;
  if (++changes_ > kMostChanges) return Observation::endless;
  use_told(std::move(observed));
  return Observation::changed;
}

std::uint64_t fewest_cycles(const DaySet& wanted) {
  days total{0};
  for (const DayRange& range : wanted.ranges()) total += range.last - range.first + days{1};
  return static_cast<std::uint64_t>((total + kLongestCycle - days{1}) / kLongestCycle);
}

}  // namespace cf_billing
