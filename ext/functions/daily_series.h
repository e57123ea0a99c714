// Amounts of successive days, and statistics of them that one outlier does not move.
#pragma once

#include <optional>
#include <vector>

#include "core/day.h"

namespace cf_billing {

/// From `first` on, a day each; nothing where a day's amount is not known.
struct DailySeries {
  Day first;
  std::vector<std::optional<double>> amounts;

  /// The day after the last.
  Day end() const { return first + std::chrono::days{amounts.size()}; }
  std::optional<double> at(Day day) const {
    if (day < first || day >= end()) return std::nullopt;
    return amounts[static_cast<std::size_t>((day - first).count())];
  }
};

/// So many weeks before a day are what it is compared with.
inline constexpr std::chrono::weeks kCompared{6};
/// Of these at least so many have to be known.
inline constexpr std::size_t kEnough = 4;

/// The middle one, or the mean of the middle two. There is at least one.
double median(std::vector<double> numbers);

struct Baseline {
  double expected;        ///< the median of the same weekday's amounts in the six weeks before
  double usual_distance;  ///< the median distance of those amounts from `expected`
};

/// What `day` is expected to be; nothing if fewer than four of the weeks before are known.
std::optional<Baseline> weekday_baseline(const DailySeries& series, Day day);

}  // namespace cf_billing
