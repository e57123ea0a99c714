#include "core/text_bounds.h"

#include <algorithm>
#include <functional>

#include "core/instant.h"

namespace cf_billing {

namespace {

using std::chrono::days;

constexpr std::size_t kDayLength = 10;  // YYYY-MM-DD

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

struct Reach {
  Day first;
  Day last;
};

/// Days that may begin a column value `v` with `v >= text` (or `>`), and with `v <= text` (or `<`).
/// With `whole` the value is the day and nothing follows it.
Reach reach(Comparison comparison, std::string_view text, TextOrder order, bool whole) {
  const std::string key = order == TextOrder::instant ? instant_key(text) : std::string(text);
  const std::string_view prefix = std::string_view(key).substr(0, kDayLength);
  // The least value that begins with the day.
  const auto least = [order](const std::string& day) {
    return order == TextOrder::instant ? day + "T00:00:00" : day;
  };
  Reach days_reached{kFirstDay, kLastDay};
  if (bounds_below(comparison)) {
    const bool or_equal = comparison != Comparison::gt;
    days_reached.first = first_day_where([&](const std::string& day) {
      // Something may follow the day, and what follows may be as large as you like.
      if (!whole) return day >= prefix;
      return or_equal ? least(day) >= key : least(day) > key;
    });
  }
  if (bounds_above(comparison)) {
    const bool or_equal = comparison != Comparison::lt;
    const Day beyond = first_day_where(
        [&](const std::string& day) { return or_equal ? least(day) > key : least(day) >= key; });
    days_reached.last = beyond - days{1};
  }
  return days_reached;
}

/// Days that may begin a column value that begins with `prefix`.
Reach reach_of_prefix(std::string_view prefix) {
  prefix = prefix.substr(0, kDayLength);
  const Day first = first_day_where([&](const std::string& day) { return day >= prefix; });
  const Day beyond = first_day_where(
      [&](const std::string& day) { return day.compare(0, prefix.size(), prefix) > 0; });
  return {first, beyond - days{1}};
}

Day shifted(Day day, days by) { return std::clamp(day + by, kFirstDay, kLastDay); }

}  // namespace

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

bool begins_like_a_date(std::string_view text) {
  const std::string_view day = text.substr(0, kDayLength);
  // Of the digits that are there, and the least that may follow.
  std::string completed = "0001-01-01";
  for (std::size_t i = 0; i < day.size(); ++i) {
    const bool is_digit = day[i] >= '0' && day[i] <= '9';
    if (completed[i] == '-' ? day[i] != '-' : !is_digit) return false;
  }
  const auto is_possible = [&](std::size_t at, std::string_view least, std::string_view most) {
    const std::string_view written = day.substr(std::min(at, day.size()), 2);
    return written >= least.substr(0, written.size()) && written <= most.substr(0, written.size());
  };
  if (!is_possible(5, "01", "12") || !is_possible(8, "01", "31")) return false;
  return text.size() <= kDayLength || text[kDayLength] == 'T' || text[kDayLength] == 't' ||
         text[kDayLength] == ' ';
}

DaySet days_matching(DayColumn column, Comparison comparison, std::string_view text,
                     TextOrder order, days max_charge_period) {
  if (!is_pattern(comparison) && !is_ascii(text)) return DaySet::all();
  const Reach days_reached = is_pattern(comparison)
                                 ? reach_of_prefix(text)
                                 : reach(comparison, text, order, column == DayColumn::charge_date);
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

std::string_view literal_prefix(Comparison comparison, std::string_view pattern) {
  return pattern.substr(0, pattern.find_first_of(comparison == Comparison::like ? "%_" : "*?["));
}

std::string end_of_prefix(std::string_view prefix) {
  std::string end(prefix);
  if (!end.empty()) ++end.back();
  return end;
}

}  // namespace cf_billing
