// What the use of a line is going to cost on days to come: at the price of what was paid for, once
// the allowance of the billing cycle is used up.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string_view>

#include "core/billing_cycle.h"
#include "functions/comparable_costs.h"

namespace cf_billing {

/// The billing cycles of a subscription, from its newest on.
struct OpenCycle {
  Day first;
  Day next;  ///< the first day of the cycle after it
  std::chrono::day anchor;
};

/// A line of a subscription. Corrections are no part of its days.
class LineUse {
 public:
  void add(Day day, std::optional<Day> cycle, const MetricDay& amounts);

  const MetricDays& days() const { return days_; }

  /// Finds the price, and the allowance: what the note in the name says, else what cycles were seen
  /// to have had free that were charged for. None, whatever the name says, if all of a cycle that
  /// began on `seen_from` or later was charged for. Before what follows.
  void weigh(std::string_view metric, std::string_view unit, Day seen_from);

  /// What the day cost, what was free counted at the price of the rest, and blocks spread over what
  /// is paid for. Nothing where it is not known.
  std::optional<double> comparable_cost(const MetricDay& amounts) const;

  /// By how much less than its comparable cost each of the days `from` to `to` is going to cost, as
  /// the allowance covers a part of its use: `usual` by weekday (Sunday is 0), less `used` on
  /// `from`.
  void add_relief(const OpenCycle& open, Day from, Day to, const std::array<double, 7>& usual,
                  double used, std::map<Day, double>& relief) const;

 private:
  struct Cycle {
    double quantity = 0;
    double priced = 0;
  };

  MetricDays days_;
  std::map<Day, Cycle> cycles_;
  bool is_told_ = true;
  bool in_blocks_ = false;
  double price_ = 0;  ///< 0: what was charged is all that is known
  double allowance_ = 0;
};

}  // namespace cf_billing
