#include "core/day.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace cf_billing {

namespace {

constexpr std::size_t kDayLength = 10;

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // from_chars takes a sign; a date has none.
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') {
    return std::nullopt;
  }
  return value;
}

void put_digits(char* to, unsigned value, int count) {
  for (int i = count - 1; i >= 0; --i) {
    to[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

}  // namespace

std::string to_text(Day day) {
  const std::chrono::year_month_day date{day};
  std::string text = "0000-00-00";
  put_digits(text.data(), static_cast<unsigned>(static_cast<int>(date.year())), 4);
  put_digits(text.data() + 5, static_cast<unsigned>(date.month()), 2);
  put_digits(text.data() + 8, static_cast<unsigned>(date.day()), 2);
  return text;
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != kDayLength || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || Day{date} < kFirstDay) return std::nullopt;
  return Day{date};
}

std::optional<Day> leading_day(std::string_view timestamp) {
  return parse_day(timestamp.substr(0, kDayLength));
}

Day clamped_day(std::chrono::year_month month, std::chrono::day day_of_month) {
  const std::chrono::year_month_day_last last{month.year(),
                                              std::chrono::month_day_last{month.month()}};
  return Day{month / std::min(day_of_month, last.day())};
}

bool is_last_of_month(Day day) {
  return std::chrono::year_month_day{day + std::chrono::days{1}}.day() == std::chrono::day{1};
}

}  // namespace cf_billing
