#include "usage/cycle_plan.h"

#include <algorithm>

namespace cf_billing {

namespace {

using std::chrono::days;

constexpr days kLongestCycle{31};

/// Cycles of an anchor up to this one hold every other anchor exactly once. Those of a later one
/// may hold an anchor between the two twice or not at all: from 30 April to 30 May the 30th.
constexpr std::chrono::day kLastRegularAnchor{28};

DaySet united(const DaySet& a, std::vector<DayRange> more) {
  more.insert(more.end(), a.ranges().begin(), a.ranges().end());
  return DaySet(std::move(more));
}

}  // namespace

bool CyclePlan::learn(const std::set<Day>& starts) {
  starts_.insert(starts.begin(), starts.end());
  Anchors anchors = anchors_of(starts_);
  if (anchors == anchors_) return true;
  anchors_ = std::move(anchors);
  return ++changes_ <= kMostChanges;
}

void CyclePlan::has_seen(const DayRange& days) { seen_ = united(seen_, {days}); }

void CyclePlan::end_at(Day today) {
  today_ = today;
  wanted_ = wanted_.intersection(DaySet({{kFirstDay, today}}));
}

bool CyclePlan::is_seen(const DayRange& days) const {
  return std::any_of(seen_.ranges().begin(), seen_.ranges().end(), [&](const DayRange& each) {
    return each.first <= days.first && days.last <= each.last;
  });
}

std::vector<DayRange> CyclePlan::anchored_cycles() const {
  return cycles_touching(anchors_, wanted_, today_);
}

std::vector<DayRange> CyclePlan::cycles() {
  // With other cycles asked for already, one more that might serve changes nothing.
  if (!lookout_) {
    const bool has_regular = !anchors_.empty() && anchors_.front() <= kLastRegularAnchor;
    lookout_ = has_regular ? anchors_.front() : std::chrono::day{1};
  }
  std::vector<DayRange> cycles = anchored_cycles();
  for (const DayRange& range : wanted_.ranges()) {
    if (is_seen(range)) continue;
    const std::vector<DayRange> across = cycles_touching({*lookout_}, DaySet({range}), today_);
    cycles.insert(cycles.end(), across.begin(), across.end());
    // The first day's cycle may have begun so early.
    const Day earliest = range.first - kLongestCycle + days{1};
    if (across.front().first <= earliest) continue;
    const DayRange before = cycle_around(*lookout_, across.front().first - days{1});
    if (before.first >= kFirstDay) cycles.push_back(before);
  }
  const auto by_time = [](const DayRange& a, const DayRange& b) {
    return a.first < b.first || (a.first == b.first && a.last < b.last);
  };
  std::sort(cycles.begin(), cycles.end(), by_time);
  cycles.erase(std::unique(cycles.begin(), cycles.end()), cycles.end());
  return cycles;
}

DaySet CyclePlan::seen() const {
  std::vector<DayRange> more;
  for (const DayRange& range : wanted_.ranges()) {
    const Day end = lookout_ ? cycle_around(*lookout_, range.last).last : range.last;
    more.push_back({range.first, std::min(end, today_)});
  }
  return united(seen_, std::move(more));
}

std::uint64_t fewest_cycles(const DaySet& wanted) {
  days total{0};
  for (const DayRange& range : wanted.ranges()) total += range.last - range.first + days{1};
  return static_cast<std::uint64_t>((total + kLongestCycle - days{1}) / kLongestCycle);
}

}  // namespace cf_billing
