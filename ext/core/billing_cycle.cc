#include "core/billing_cycle.h"

#include <algorithm>
#include <map>

namespace cf_billing {

namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;

year_month month_of(Day day) {
  const year_month_day date{day};
  return {date.year(), date.month()};
}

// A bound that only some of the merged have is none.

std::optional<Day> earlier_start(std::optional<Day> a, std::optional<Day> b) {
  return a && b ? std::optional(std::min(*a, *b)) : std::nullopt;
}

std::optional<Day> later_end(std::optional<Day> a, std::optional<Day> b) {
  return a && b ? std::optional(std::max(*a, *b)) : std::nullopt;
}

}  // namespace

std::vector<AnchorSeries> merged(const std::vector<AnchorSeries>& subscriptions) {
  std::map<unsigned, AnchorSeries> by_day;
  for (const AnchorSeries& subscription : subscriptions) {
    const auto [found, added] =
        by_day.emplace(static_cast<unsigned>(subscription.day_of_month), subscription);
    if (added) continue;
    AnchorSeries& series = found->second;
    series.first = earlier_start(series.first, subscription.first);
    series.last = later_end(series.last, subscription.last);
  }
  std::vector<AnchorSeries> all;
  all.reserve(by_day.size());
  for (const auto& [day, series] : by_day) all.push_back(series);
  return all;
}

DayRange cycle_around(std::chrono::day day_of_month, Day day) {
  year_month month = month_of(day);
  if (clamped_day(month, day_of_month) > day) month -= months{1};
  return {clamped_day(month, day_of_month), clamped_day(month + months{1}, day_of_month) - days{1}};
}

std::vector<DayRange> cycles_touching(const std::vector<AnchorSeries>& series, const DaySet& wanted,
                                      Day today) {
  std::vector<DayRange> cycles;
  for (const AnchorSeries& anchor : series) {
    Day reached = Day::min();  // The last day of the last cycle listed.
    for (const DayRange& range : wanted.ranges()) {
      const Day end = std::min(range.last, today);
      for (Day day = std::max(range.first, reached + days{1}); day <= end;) {
        const DayRange cycle = cycle_around(anchor.day_of_month, day);
        reached = cycle.last;
        day = cycle.last + days{1};
        if (anchor.first && cycle.last < *anchor.first) continue;
        if (anchor.last && cycle.first > *anchor.last) break;
        cycles.push_back({cycle.first, std::min(cycle.last, today)});
      }
    }
  }
  return cycles;
}

std::vector<AnchorSeries> series_from_starts(const std::set<Day>& billing_period_starts) {
  std::vector<Day> starts(billing_period_starts.begin(), billing_period_starts.end());
  const auto day_of = [](Day day) { return year_month_day{day}.day(); };
  std::sort(starts.begin(), starts.end(), [&](Day a, Day b) { return day_of(a) > day_of(b); });
  std::vector<AnchorSeries> series;
  for (const Day start : starts) {
    // Later days of the month come first, so what can explain a clamped start is known by now.
    const bool explained = std::any_of(series.begin(), series.end(), [&](const AnchorSeries& s) {
      return s.day_of_month == day_of(start) ||
             (is_last_of_month(start) && s.day_of_month > day_of(start));
    });
    if (!explained) series.push_back({day_of(start), std::nullopt, std::nullopt});
  }
  return merged(series);
}

std::vector<DayRange> calendar_months(const DaySet& wanted, Day today) {
  return cycles_touching({{std::chrono::day{1}, std::nullopt, std::nullopt}}, wanted, today);
}

}  // namespace cf_billing
