#include "functions/weekday_baseline.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cf_billing {

namespace {

constexpr int kWeeks = 6;
constexpr std::size_t kEnough = 4;

/// The middle one, or the mean of the middle two. There is at least one.
double median(std::vector<double> numbers) {
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  if (numbers.size() % 2 == 1) return *middle;
  return std::midpoint(*std::max_element(numbers.begin(), middle), *middle);
}

std::optional<double> amount_of(const DailyAmounts& amounts, Day day) {
  const auto found = amounts.find(day);
  return found == amounts.end() ? 0.0 : found->second;
}

/// The same weekday's amounts in the weeks before `day`; none if they are too few, or one of them
/// is not known.
std::vector<double> earlier(const DailyAmounts& amounts, Day day, const std::set<Day>& allowance) {
  std::vector<double> all;
  std::vector<double> alike;
  for (int week = 1; week <= kWeeks; ++week) {
    const Day then = day - std::chrono::weeks{week};
    if (then < amounts.begin()->first) break;
    const auto amount = amount_of(amounts, then);
    if (!amount) return {};
    all.push_back(*amount);
    if (!allowance.contains(then)) alike.push_back(*amount);
  }
  if (all.size() < kEnough) return {};
  return alike.empty() ? all : alike;
}

}  // namespace

void AllowanceDays::add(const std::string& metric, Day day, bool is_covered) {
  metrics_[metric][day] |= is_covered;
}

std::set<Day> AllowanceDays::days() const {
  std::set<Day> found;
  for (const auto& [metric, days] : metrics_) {
    const auto is_covered = [](const auto& day) { return day.second; };
    if (std::ranges::all_of(days, is_covered)) continue;
    for (const auto& [day, covered] : days) {
      if (covered) found.insert(day);
    }
  }
  return found;
}

std::vector<DayBaseline> weekday_baseline(const DailyAmounts& amounts, Day first, Day last,
                                          const std::set<Day>& allowance) {
  std::vector<DayBaseline> baselines;
  if (amounts.empty()) return baselines;
  for (Day day = first; day <= last; day += std::chrono::days{1}) {
    auto past = earlier(amounts, day, allowance);
    if (past.empty()) continue;
    const auto amount = amount_of(amounts, day);
    const double expected = median(past);
    if (amount && *amount < expected && allowance.contains(day)) continue;
    for (double& each : past) each = std::abs(each - expected);
    baselines.push_back({day, amount, expected, median(std::move(past))});
  }
  return baselines;
}

}  // namespace cf_billing
