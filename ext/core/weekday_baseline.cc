#include "core/weekday_baseline.h"

#include <algorithm>
#include <cmath>

namespace cf_billing {

namespace {

constexpr int kWeeks = 6;
constexpr std::size_t kEnough = 4;

/// The middle one, or the mean of the middle two. There is at least one.
double median(std::vector<double> numbers) {
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  if (numbers.size() % 2 == 1) return *middle;
  return (*std::max_element(numbers.begin(), middle) + *middle) / 2;
}

std::optional<double> amount_of(const DailyAmounts& amounts, Day day) {
  const auto found = amounts.find(day);
  return found == amounts.end() ? 0.0 : found->second;
}

/// The same weekday's amounts in the weeks before `day`; nothing if one of them is not known.
std::optional<std::vector<double>> earlier(const DailyAmounts& amounts, Day day) {
  std::vector<double> found;
  for (int week = 1; week <= kWeeks; ++week) {
    const Day then = day - std::chrono::weeks{week};
    if (then < amounts.begin()->first) break;
    const auto amount = amount_of(amounts, then);
    if (!amount) return std::nullopt;
    found.push_back(*amount);
  }
  return found;
}

}  // namespace

std::vector<DayBaseline> weekday_baseline(const DailyAmounts& amounts, Day first, Day last) {
  std::vector<DayBaseline> baselines;
  if (amounts.empty()) return baselines;
  for (Day day = first; day <= last; day += std::chrono::days{1}) {
    auto past = earlier(amounts, day);
    if (!past || past->size() < kEnough) continue;
    const double expected = median(*past);
    for (double& amount : *past) amount = std::abs(amount - expected);
    baselines.push_back({day, amount_of(amounts, day), expected, median(std::move(*past))});
  }
  return baselines;
}

}  // namespace cf_billing
