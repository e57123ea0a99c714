// Which days of a series stand out from the same weekday of the weeks before, and which of them are
// one event.
#pragma once

#include <cstdint>
#include <vector>

#include "functions/daily_series.h"

namespace cf_billing {

enum class EventKind : std::uint8_t { more, less, began, ended };

/// Unusual days in the same direction, each at most a week after the one before it. `first` is the
/// first of them, also where that lies before the span that was asked for; of what began or ended
/// the first day that was so. `days` are those in the span, at least one.
struct UnusualEvent {
  EventKind kind;
  Day first;
  std::vector<Day> days;
  double amount = 0;          ///< of `days`, added up
  double expected = 0;        ///< of `days`, added up
  double usual_distance = 0;  ///< of the first of `days`
};

struct UnusualDays {
  int compared = 0;  ///< how many days of the span could be compared
  std::vector<UnusualEvent> events;
};

/// In the days `first` to `last`. Nothing stands out that is off by less than `least`.
UnusualDays unusual_days(const DailySeries& series, Day first, Day last, double least);

}  // namespace cf_billing
