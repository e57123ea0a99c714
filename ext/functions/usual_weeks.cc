#include "functions/usual_weeks.h"

#include <cmath>

namespace cf_billing {

std::optional<double> UsualWeeks::usual(std::size_t weekday) const {
  double sum = 0;
  int count = 0;
  for (std::size_t n = (weekday_of(known_to_) + 7 - weekday) % 7; n < costs_.size(); n += 7) {
    if (!costs_[n]) return std::nullopt;
    sum += *costs_[n];
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

std::optional<double> UsualWeeks::error() const {
  double off = 0;
  int told = 0;
  for (std::size_t week = 0; week < static_cast<std::size_t>(kUsualWeeks.count()); ++week) {
    const auto miss = miss_of(week);
    if (!miss) continue;
    off += std::abs(*miss);
    ++told;
  }
  if (told < 2) return std::nullopt;
  return off / told;
}

std::optional<double> UsualWeeks::recent() const {
  if (costs_.size() < 7) return std::nullopt;
  double sum = 0;
  for (std::size_t n = 0; n < 7; ++n) {
    if (!costs_[n]) return std::nullopt;
    sum += *costs_[n];
  }
  return sum / 7;
}

std::optional<double> UsualWeeks::miss_of(std::size_t week) const {
  double miss = 0;
  for (std::size_t n = 7 * week; n < 7 * week + 7; ++n) {
    if (n >= costs_.size() || !costs_[n]) return std::nullopt;
    double others = 0;
    int count = 0;
    for (std::size_t other = n % 7; other < costs_.size(); other += 7) {
      if (other == n || !costs_[other]) continue;
      others += *costs_[other];
      ++count;
    }
    if (count == 0) return std::nullopt;
    miss += *costs_[n] - others / count;
  }
  return miss;
}

}  // namespace cf_billing
