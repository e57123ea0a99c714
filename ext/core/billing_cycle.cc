#include "core/billing_cycle.h"

#include <algorithm>

#include "core/instant.h"

namespace cf_billing {

namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;

/// No subscription to anything began before that.
constexpr Day kFirstToldDay{std::chrono::year{1971} / 1 / 1};

year_month month_of(Day day) {
  const year_month_day date{day};
  return {date.year(), date.month()};
}

std::chrono::day day_of_month(Day day) { return year_month_day{day}.day(); }

}  // namespace

DayRange cycle_around(std::chrono::day anchor, Day day) {
  year_month month = month_of(day);
  if (clamped_day(month, anchor) > day) month -= months{1};
  return {clamped_day(month, anchor), clamped_day(month + months{1}, anchor) - days{1}};
}

std::vector<DayRange> cycles_touching(const Anchors& anchors, const DaySet& wanted, Day today) {
  std::vector<DayRange> cycles;
  for (const std::chrono::day anchor : anchors) {
    Day reached = Day::min();  // The last day of the last cycle listed.
    for (const DayRange& range : wanted.ranges()) {
      const Day end = std::min(range.last, today);
      for (Day day = std::max(range.first, reached + days{1}); day <= end;) {
        const DayRange cycle = cycle_around(anchor, day);
        reached = cycle.last;
        day = cycle.last + days{1};
        cycles.push_back({cycle.first, std::min(cycle.last, today)});
      }
    }
  }
  return cycles;
}

Anchors anchors_of(const std::set<Day>& starts) {
  std::vector<Day> latest_first(starts.begin(), starts.end());
  std::sort(latest_first.begin(), latest_first.end(),
            [](Day a, Day b) { return day_of_month(a) > day_of_month(b); });
  Anchors anchors;
  for (const Day start : latest_first) {
    // Later days of the month come first, so what can explain a clamped start is known by now.
    const bool explained = std::any_of(anchors.begin(), anchors.end(), [&](std::chrono::day other) {
      return other == day_of_month(start) ||
             (is_last_of_month(start) && other > day_of_month(start));
    });
    if (!explained) anchors.push_back(day_of_month(start));
  }
  std::sort(anchors.begin(), anchors.end());
  return anchors;
}

std::optional<Day> told_day(std::string_view timestamp) {
  auto day = instant_day(timestamp);
  if (!day) day = leading_day(timestamp);
  return day && *day >= kFirstToldDay ? day : std::nullopt;
}

}  // namespace cf_billing
