#include "functions/daily_series.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cf_billing {

double median(std::vector<double> numbers) {
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  if (numbers.size() % 2 == 1) return *middle;
  return std::midpoint(*std::max_element(numbers.begin(), middle), *middle);
}

std::optional<Baseline> weekday_baseline(const DailySeries& series, Day day) {
  std::vector<double> past;
  for (Day then = day - std::chrono::weeks{1}; then >= day - kCompared;
       then -= std::chrono::weeks{1}) {
    if (const auto amount = series.at(then)) past.push_back(*amount);
  }
  if (past.size() < kEnough) return std::nullopt;
  const double expected = median(past);
  for (double& each : past) each = std::abs(each - expected);
  return Baseline{expected, median(std::move(past))};
}

}  // namespace cf_billing
