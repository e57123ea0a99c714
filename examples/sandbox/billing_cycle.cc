#include "billing_cycle.h"

#include <algorithm>

namespace sandbox {
namespace {

using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;

year_month month_of(Day day) {
  const year_month_day date{day};
  return date.year() / date.month();
}

Day clamped(year_month month, unsigned day_of_month) {
  const auto last = static_cast<unsigned>((month / std::chrono::last).day());
  return Day{month / std::chrono::day{std::min(day_of_month, last)}};
}

}  // namespace

Day anchor_in_month_of(Day day, unsigned anchor_day) { return clamped(month_of(day), anchor_day); }

Day cycle_start(Day day, unsigned anchor_day) {
  const Day anchor = anchor_in_month_of(day, anchor_day);
  return anchor <= day ? anchor : previous_cycle_start(anchor, anchor_day);
}

Day next_cycle_start(Day start, unsigned anchor_day) {
  return clamped(month_of(start) + months{1}, anchor_day);
}

Day previous_cycle_start(Day start, unsigned anchor_day) {
  return clamped(month_of(start) - months{1}, anchor_day);
}

std::vector<Day> anchors_within(Day from, Day to, unsigned anchor_day) {
  std::vector<Day> anchors;
  Day anchor = anchor_in_month_of(from, anchor_day);
  if (anchor < from) {
    anchor = next_cycle_start(anchor, anchor_day);
  }
  for (; anchor <= to; anchor = next_cycle_start(anchor, anchor_day)) {
    anchors.push_back(anchor);
  }
  return anchors;
}

Day months_before(Day day, int count) {
  const auto day_of_month = static_cast<unsigned>(year_month_day{day}.day());
  return clamped(month_of(day) - months{count}, day_of_month);
}

}  // namespace sandbox
