#include "functions/unusual_days.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace cf_billing {

namespace {

using std::chrono::days;
using std::chrono::weeks;

// How far off a day has to be. The first is a part of what is expected, the second is for weekdays
// that differ from week to week; the third for series with days of all kinds: other days, of any
// weekday, have been off as well. tests/calibration measures what they find, and what they take for
// unusual that is not.
constexpr double kPart = 0.25;
constexpr double kDistances = 6;
constexpr double kPrecedents = 3;

// An event goes on while no more than so many days lie between two unusual ones.
constexpr days kOneEvent{7};
// Events that began so long before the span are seen to have begun then.
constexpr weeks kLookBack{2};
// Nothing at all for so many days, to the end of what is known: it has ended.
constexpr days kEnded{7};

class Finder {
 public:
  Finder(const DailySeries& series, Day first, double least)
      : series_(series), first_(first), least_(least) {}

  void look_at(Day day) {
    const auto amount = series_.at(day);
    const auto baseline = weekday_baseline(series_, day);
    if (!amount || !baseline) return;
    if (day >= first_) ++found_.compared;
    const double off = *amount - baseline->expected;
    std::optional<UnusualEvent>& open = open_[off > 0];
    if (open && day - last_unusual_[off > 0] > kOneEvent) close(open);
    if (!is_far(day, *amount, *baseline, open ? open->first : day)) return;
    if (!open) open = UnusualEvent{off > 0 ? EventKind::more : EventKind::less, day, {}};
    last_unusual_[off > 0] = day;
    if (day < first_) return;
    if (open->days.empty()) open->usual_distance = baseline->usual_distance;
    open->days.push_back(day);
    open->amount += *amount;
    open->expected += baseline->expected;
  }

  UnusualDays result() {
    for (auto& open : open_) close(open);
    std::ranges::sort(found_.events, {}, &UnusualEvent::first);
    return std::move(found_);
  }

 private:
  bool is_far(Day day, double amount, const Baseline& baseline, Day before) const {
    const double expected = baseline.expected;
    const double off = std::abs(amount - expected);
    if (!(off >= least_ && off > kPart * std::abs(expected) &&
          off > kDistances * baseline.usual_distance)) {
      return false;
    }
    const double sign = amount > expected ? 1 : -1;
    const bool is_relative = expected != 0;
    // Some services rest at times: once is enough to know that this one does.
    const bool is_rest = is_relative && amount == 0;
    // The two other days that were furthest off in this direction, in proportion to what is usual
    // on their weekday. Where nothing is usual there is no proportion.
    std::array<double, 2> furthest{};
    const auto usual = medians(day);
    for (Day then = std::max(day - kCompared, series_.first); then < before; then += days{1}) {
      const auto other = series_.at(then);
      const auto middle = usual[weekday_of(then)];
      if (!other || !middle || (*middle != 0) != is_relative) continue;
      if (is_rest && *other == 0) return false;
      const double distance = sign * (*other - *middle) / (is_relative ? std::abs(*middle) : 1);
      if (distance > furthest[0]) {
        furthest = {distance, furthest[0]};
      } else {
        furthest[1] = std::max(furthest[1], distance);
      }
    }
    return is_rest || off / (is_relative ? std::abs(expected) : 1) > kPrecedents * furthest[1];
  }

  static std::size_t weekday_of(Day day) { return std::chrono::weekday{day}.c_encoding(); }

  /// What is usual on each weekday of the six weeks before.
  std::array<std::optional<double>, 7> medians(Day day) const {
    std::array<std::vector<double>, 7> amounts;
    for (Day then = std::max(day - kCompared, series_.first); then < day; then += days{1}) {
      if (const auto amount = series_.at(then)) amounts[weekday_of(then)].push_back(*amount);
    }
    std::array<std::optional<double>, 7> middles;
    for (std::size_t n = 0; n < 7; ++n) {
      if (!amounts[n].empty()) middles[n] = median(std::move(amounts[n]));
    }
    return middles;
  }

  void close(std::optional<UnusualEvent>& open) {
    if (open && !open->days.empty()) {
      name(*open);
      found_.events.push_back(std::move(*open));
    }
    open.reset();
  }

  /// Whether it is a beginning or an end.
  void name(UnusualEvent& event) const {
    // What is not known is not nothing.
    const auto is_nothing = [](const auto& amount) { return amount && *amount == 0; };
    const auto here = series_.amounts.begin() + (event.first - series_.first).count();
    if (event.kind == EventKind::more) {
      if (std::all_of(series_.amounts.begin(), here, is_nothing)) event.kind = EventKind::began;
      return;
    }
    if (!std::all_of(here, series_.amounts.end(), is_nothing)) return;
    while (event.first > series_.first && is_nothing(series_.at(event.first - days{1}))) {
      event.first -= days{1};
    }
    if (series_.end() - event.first >= kEnded) event.kind = EventKind::ended;
  }

  const DailySeries& series_;
  Day first_;
  double least_;
  UnusualDays found_;
  std::array<std::optional<UnusualEvent>, 2> open_;  // Of less, of more.
  std::array<Day, 2> last_unusual_;
};

}  // namespace

UnusualDays unusual_days(const DailySeries& series, Day first, Day last, double least) {
  Finder finder(series, first, least);
  for (Day day = first - kLookBack; day <= last; day += days{1}) finder.look_at(day);
  return finder.result();
}

}  // namespace cf_billing
