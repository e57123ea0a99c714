// Days and ranges of days as tests write them.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/day_set.h"

namespace cf_billing {

/// The day that `text` spells; a test that misspells one ends.
inline Day day(std::string_view text) {
  const auto parsed = parse_day(text);
  if (!parsed) throw std::logic_error("no day: " + std::string(text));
  return *parsed;
}

inline DayRange range(std::string_view first, std::string_view last) {
  return {day(first), day(last)};
}

inline DaySet day_set(std::string_view first, std::string_view last) {
  return DaySet({range(first, last)});
}

inline std::string shown(const std::vector<DayRange>& ranges) {
  std::string text;
  for (const DayRange& each : ranges) {
    text += (text.empty() ? "" : " ") + to_text(each.first) + ".." + to_text(each.last);
  }
  return text;
}

}  // namespace cf_billing
