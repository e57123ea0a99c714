// Which billing cycles a scan of PayGo usage asks for, and how what the answers show changes that.
//
// The current generation's `info` tells the anchors of the cycles. Where it does not, the starts of
// billing periods in the records do: first those of an answer without dates, then those of every
// answer after it (FACTS: PayGo usage).
#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "core/billing_cycle.h"
#include "core/day_set.h"

namespace cf_billing {

/// A pure value; `today` is that of the scan.
class CyclePlan {
 public:
  CyclePlan(DaySet days, Day today) : days_(std::move(days)), today_(today) {}

  /// From what `info` tells, which is believed: later starts change nothing.
  void use_told(std::vector<AnchorSeries> anchors);
  /// From the starts in an answer without dates. Where it has none, the plan is calendar months:
  /// whatever there is in other periods shows up there, since a month holds every anchor once. The
  /// month before is asked for as well, as the last cycle may have begun there.
  void use_observed(std::set<Day> starts);

  enum class Observation {
    fits,     ///< the cycles are cut right
    changed,  ///< they are not: cycles() are others now, and all of them are to be asked for
    endless,  ///< they were changed so often that the starts make no cycles
  };
  /// What the answers to cycles() show.
  Observation observe(const std::set<Day>& starts);

  /// Each to be asked for by itself; none: no request brings anything.
  [[nodiscard]] const std::vector<DayRange>& cycles() const { return cycles_; }

  /// How often a plan may change: each time at least one new start of a billing period was seen.
  static constexpr int kMostChanges = 6;

 private:
  DaySet days_;
  Day today_;
  std::vector<AnchorSeries> anchors_;
  std::vector<DayRange> cycles_;
  std::set<Day> starts_;      // Observed so far.
  bool is_observed_ = false;  // The anchors were not told.
  int changes_ = 0;
};

/// The fewest cycles that hold `days`, whatever the anchors are.
std::uint64_t fewest_cycles(const DaySet& days);

}  // namespace cf_billing
