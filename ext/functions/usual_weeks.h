// What days usually cost, by weekday, and how far off that has been.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "core/day.h"

namespace cf_billing {

/// So many weeks tell what is usual.
inline constexpr std::chrono::weeks kUsualWeeks{4};

/// Sunday is 0.
inline std::size_t weekday_of(Day day) { return std::chrono::weekday{day}.c_encoding(); }

/// What is not known makes a sum unknown.
inline void add_known(std::optional<double>& sum, std::optional<double> amount) {
  if (sum && amount) *sum += *amount;
  if (!amount) sum.reset();
}

class UsualWeeks {
 public:
  /// `costs` of days, the newest first, which is `known_to`; no more than kUsualWeeks of them.
  UsualWeeks(Day known_to, std::vector<std::optional<double>> costs)
      : known_to_(known_to), costs_(std::move(costs)) {}

  /// What a weekday costs on average; nothing if it has not been, or if a part of it is not known.
  std::optional<double> usual(std::size_t weekday) const;
  /// By how much whole weeks were off, on average, from what the same weekdays of the others told;
  /// nothing if that can be said of less than two.
  std::optional<double> error() const;
  /// What a day of the newest week cost on average.
  std::optional<double> recent() const;

  std::size_t days() const { return costs_.size(); }

 private:
  std::optional<double> miss_of(std::size_t week) const;

  Day known_to_;
  std::vector<std::optional<double>> costs_;
};

}  // namespace cf_billing
