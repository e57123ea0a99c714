// Which billing cycles a scan of PayGo usage asks for, and how what the answers show changes that.
//
// The records decide: a start of a billing period that no anchor explains is a new anchor, and its
// cycles are asked for too. `info` only tells anchors earlier. What neither has named yet is looked
// out for: every wanted day's cycle starts in one of the cycles asked for or in the one before the
// first, whatever its anchor, and shows there.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/billing_cycle.h"
#include "core/day_set.h"

namespace cf_billing {

/// A pure value; `today` is that of the scan.
class CyclePlan {
 public:
  /// `seen`: days of which all starts are known from earlier scans; none is looked out for there.
  CyclePlan(DaySet wanted, Day today, DaySet seen = {})
      : wanted_(std::move(wanted)), today_(today), seen_(std::move(seen)) {}

  /// Starts of billing periods, told or seen in records. False: they changed the anchors so often
  /// that they make no cycles.
  [[nodiscard]] bool learn(const std::set<Day>& starts);
  /// All starts of these days' cycles are known.
  void has_seen(const DayRange& days);
  /// The server's day is an earlier one.
  void end_at(Day today);

  /// Each to be asked for by itself, by time.
  [[nodiscard]] std::vector<DayRange> cycles();
  /// Those that anchors make, without what is only looked at.
  [[nodiscard]] std::vector<DayRange> anchored_cycles() const;

  [[nodiscard]] Day today() const { return today_; }
  [[nodiscard]] const DaySet& wanted() const { return wanted_; }
  [[nodiscard]] const std::set<Day>& starts() const { return starts_; }
  /// With the answers to cycles(): the days of which all starts are known.
  [[nodiscard]] DaySet seen() const;

  /// How often anchors may change, which those of one batch of answers do once.
  static constexpr int kMostChanges = 8;

 private:
  [[nodiscard]] bool is_seen(const DayRange& days) const;

  DaySet wanted_;
  Day today_;
  DaySet seen_;
  std::set<Day> starts_;
  Anchors anchors_;
  std::optional<std::chrono::day> lookout_;  // The anchor whose cycles are looked at.
  int changes_ = 0;
};

/// The fewest cycles that hold `days`, whatever the anchors are.
std::uint64_t fewest_cycles(const DaySet& days);

}  // namespace cf_billing
