#include "core/text_bounds.h"

#include <algorithm>
#include <functional>
#include <string>

namespace cf_billing {

namespace {

using std::chrono::days;

/// The first day for which `holds` is true, given that it stays true from there on; the day after
/// kLastDay if there is none.
Day first_day_where(const std::function<bool(const std::string&)>& holds) {
  Day low = kFirstDay;
  Day high = kLastDay + days{1};
  while (low < high) {
    const Day middle = low + (high - low) / 2;
    if (holds(to_text(middle))) {
      high = middle;
    } else {
      low = middle + days{1};
    }
  }
  return low;
}

/// Days whose text `d` can start a column value `v` with `v >= text` (or `>`), and with `v <= text`
/// (or `<`). With `whole` the value is the day and nothing follows it.
struct Reach {
  Day first;
  Day last;
};

Reach reach(Comparison comparison, std::string_view text, bool whole) {
  Reach days_reached{kFirstDay, kLastDay};
  const std::string_view prefix = text.substr(0, to_text(kFirstDay).size());
  if (bounds_below(comparison)) {
    const bool or_equal = comparison != Comparison::gt;
    days_reached.first = first_day_where([&](const std::string& day) {
      // Something may follow the day, and what follows may be as large as you like.
      if (!whole) return day >= prefix;
      return or_equal ? day >= text : day > text;
    });
  }
  if (bounds_above(comparison)) {
    const bool or_equal = comparison != Comparison::lt;
    const Day beyond = first_day_where(
        [&](const std::string& day) { return or_equal ? day > text : day >= text; });
    days_reached.last = beyond - days{1};
  }
  return days_reached;
}

Day shifted(Day day, days by) { return std::clamp(day + by, kFirstDay, kLastDay); }

}  // namespace

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

DaySet days_matching(DayColumn column, Comparison comparison, std::string_view text,
                     days max_charge_period) {
  if (!is_ascii(text)) return DaySet::all();

  const Reach days_reached = reach(comparison, text, column == DayColumn::charge_date);
  if (days_reached.first > days_reached.last) return {};
  Day first = days_reached.first;
  Day last = days_reached.last;
  switch (column) {
    case DayColumn::charge_date:
    case DayColumn::charge_period_start:
      break;
    case DayColumn::charge_period_end:
      first = shifted(first, -max_charge_period);
      break;
    case DayColumn::billing_period_start:
    case DayColumn::billing_period_end:
      first = shifted(first, -kLongestBillingPeriod);
      last = shifted(last, kLongestBillingPeriod);
      break;
  }
  return DaySet({{first, last}});
}

}  // namespace cf_billing
