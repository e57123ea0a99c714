// Claims of the ranges of days that are asked for, whatever days are wanted:
//  - FOCUS windows own every wanted day once, are 30 days at most, and as few as can be;
//  - a billing cycle holds its day, is a month, and ends where the next begins;
//  - the cycles of an anchor hold every wanted day once;
//  - a plan of cycles looks at the start of every wanted day's cycle, whatever its anchor is (but
//    for the first month that there is).
#include <algorithm>

#include "claim.h"
#include "core/billing_cycle.h"
#include "core/usage_window.h"
#include "usage/cycle_plan.h"

namespace cf_billing {
namespace {

using std::chrono::days;

const Day kMiddle{std::chrono::year{2026} / 1 / 1};

/// Years around one day, or the ends of what there is.
Day some_day(FuzzedDataProvider& data) {
  const int far = data.ConsumeIntegralInRange(0, 15);
  const Day from = far == 0 ? kFirstDay : far == 1 ? kLastDay - days{2000} : kMiddle;
  return from + days{data.ConsumeIntegralInRange(0, 2000)};
}

DaySet some_days(FuzzedDataProvider& data) {
  std::vector<DayRange> ranges;
  const int count = data.ConsumeIntegralInRange(1, 5);
  for (int i = 0; i < count; ++i) {
    const Day first = some_day(data);
    ranges.push_back(
        {first, std::min(first + days{data.ConsumeIntegralInRange(0, 150)}, kLastDay)});
  }
  return DaySet(std::move(ranges));
}

std::string shown(const std::vector<DayRange>& ranges) {
  std::string text;
  for (const DayRange& each : ranges) text += to_text(each.first) + ".." + to_text(each.last) + ' ';
  return text;
}

template <typename Call>
void for_each_day(const DaySet& wanted, Call call) {
  for (const DayRange& range : wanted.ranges()) {
    for (Day day = range.first; day <= range.last; day += days{1}) call(day);
  }
}

std::ptrdiff_t holding(const std::vector<DayRange>& ranges, Day day) {
  return std::count_if(ranges.begin(), ranges.end(),
                       [&](const DayRange& range) { return range.contains(day); });
}

void check_windows(const DaySet& wanted, Day today) {
  const std::vector<DayRange> windows = usage_windows(wanted);
  const auto details = [&] { return shown(wanted.ranges()) + '\n' + shown(windows); };
  std::size_t fewest = 0;
  Day reached = Day::min();
  for_each_day(wanted, [&](Day day) {
    claim(holding(windows, day) == 1, "a wanted day is in one window", details);
    if (day <= reached) return;
    ++fewest;
    reached = day + kLongestWindow - days{1};
  });
  claim(windows.size() == fewest, "the windows are as few as can be", details);
  for (const DayRange& window : windows) {
    claim(window.last - window.first < kLongestWindow && window.first <= window.last,
          "a window has a length that can be asked for", details);
  }
  const auto block = shared_block(wanted.intersection(DaySet({{kFirstDay, today}})), today);
  if (block) {
    claim(block->last - block->first < kLongestWindow && block->last <= today,
          "a block has a length that can be asked for", details);
  }
}

void check_cycle(std::chrono::day anchor, Day day) {
  const DayRange cycle = cycle_around(anchor, day);
  const auto details = [&] {
    return std::to_string(static_cast<unsigned>(anchor)) + ' ' + to_text(day) + ": " +
           shown({cycle});
  };
  const days length = cycle.last - cycle.first + days{1};
  claim(cycle.contains(day), "a cycle holds its day", details);
  claim(length >= days{28} && length <= days{31}, "a cycle is a month", details);
  claim(cycle_around(anchor, cycle.last + days{1}).first == cycle.last + days{1},
        "a cycle ends where the next begins", details);
  const std::chrono::year_month_day start{cycle.first};
  claim(cycle.first == clamped_day(start.year() / start.month(), anchor),
        "a cycle starts on its anchor", details);
}

void check_cycles(const DaySet& wanted, std::chrono::day anchor, Day today) {
  const std::vector<DayRange> cycles = cycles_touching({anchor}, wanted, today);
  const auto details = [&] { return shown(wanted.ranges()) + '\n' + shown(cycles); };
  for_each_day(wanted, [&](Day day) {
    claim(holding(cycles, day) == (day <= today ? 1 : 0), "a wanted day is in one cycle", details);
  });
  const DaySet begun = wanted.intersection(DaySet({{kFirstDay, today}}));
  claim(fewest_cycles(begun) <= cycles.size(), "there are no fewer cycles than the fewest",
        details);
}

void check_anchors(const std::set<Day>& starts) {
  const Anchors anchors = anchors_of(starts);
  claim(std::is_sorted(anchors.begin(), anchors.end()), "anchors are sorted");
  for (const Day start : starts) {
    claim(std::any_of(
              anchors.begin(), anchors.end(),
              [&](std::chrono::day anchor) { return cycle_around(anchor, start).first == start; }),
          "an anchor explains every start", to_text(start));
  }
}

void check_plan(FuzzedDataProvider& data, const DaySet& wanted, Day today) {
  const DaySet begun = wanted.intersection(DaySet({{kFirstDay, today}}));
  if (begun.empty()) return;
  const bool knows_some = data.ConsumeBool();
  const Day known_from = some_day(data);
  const DaySet known = knows_some ? DaySet({{known_from, known_from + days{100}}}) : DaySet();
  CyclePlan plan(begun, today, known);
  std::set<Day> starts;
  const int batches = data.ConsumeIntegralInRange(0, 3);
  for (int i = 0; i < batches; ++i) {
    starts.insert(some_day(data));
    if (!plan.learn(starts)) return;
    check_anchors(starts);
  }
  const std::vector<DayRange> cycles = plan.cycles();
  const std::chrono::day hidden{data.ConsumeIntegralInRange(1U, 31U)};
  const auto details = [&] {
    return "anchor " + std::to_string(static_cast<unsigned>(hidden)) + ", wanted " +
           shown(begun.ranges()) + "known " + shown(known.ranges()) + "\n" + shown(cycles);
  };
  for (const DayRange& cycle : cycles) {
    claim(cycle.first <= cycle.last && cycle.last - cycle.first < days{31} && cycle.last <= today,
          "a cycle has a length that can be asked for", details);
  }
  for (const DayRange& range : begun.ranges()) {
    const bool is_known = std::any_of(
        known.ranges().begin(), known.ranges().end(),
        [&](const DayRange& each) { return each.first <= range.first && range.last <= each.last; });
    for (Day day = range.first; day <= range.last && !is_known; day += days{1}) {
      const Day start = cycle_around(hidden, day).first;
      claim(start < kFirstDay + days{31} || holding(cycles, start) > 0,
            "the start of every wanted day's cycle is looked at", details);
    }
  }
}

void check(FuzzedDataProvider& data) {
  const DaySet wanted = some_days(data);
  const Day today = some_day(data);
  const std::chrono::day anchor{data.ConsumeIntegralInRange(1U, 31U)};
  check_windows(wanted, today);
  check_cycle(anchor, some_day(data));
  check_cycles(wanted, anchor, today);
  check_plan(data, wanted, today);
}

}  // namespace
}  // namespace cf_billing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  cf_billing::check(data);
  return 0;
}
