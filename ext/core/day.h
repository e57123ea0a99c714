// Calendar days (UTC) and their texts. Billing knows no smaller unit.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cf_billing {

using Day = std::chrono::sys_days;

/// The days whose texts sort like the days themselves: four-digit years.
inline constexpr Day kFirstDay{std::chrono::year{1} / 1 / 1};
inline constexpr Day kLastDay{std::chrono::year{9999} / 12 / 31};

/// "YYYY-MM-DD". `day` lies in kFirstDay…kLastDay.
std::string to_text(Day day);

/// The day that `text` spells as exactly "YYYY-MM-DD"; nothing if it is no such date.
std::optional<Day> parse_day(std::string_view text);

/// The day in the first ten characters of a date or timestamp, as `charge_date` is defined.
std::optional<Day> leading_day(std::string_view timestamp);

/// `day_of_month` in the given month, or the month's last day where it is shorter.
Day clamped_day(std::chrono::year_month month, std::chrono::day day_of_month);

bool is_last_of_month(Day day);

}  // namespace cf_billing
