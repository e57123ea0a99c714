#include "clock.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace sandbox {

std::optional<Day> parse_day(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-dd";
  const auto fits = [](char c, char shape) {
    return shape == 'd' ? c >= '0' && c <= '9' : c == shape;
  };
  if (!std::equal(text.begin(), text.end(), kShape.begin(), kShape.end(), fits)) {
    return std::nullopt;
  }
  const auto number = [text](std::size_t at, std::size_t length) {
    unsigned value = 0;
    std::from_chars(text.data() + at, text.data() + at + length, value);
    return value;
  };
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(number(0, 4))},
                                         std::chrono::month{number(5, 2)},
                                         std::chrono::day{number(8, 2)}};
  if (!date.ok()) {
    return std::nullopt;
  }
  return Day{date};
}

std::string format_day(Day day) {
  const std::chrono::year_month_day date{day};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::string format_midnight(Day day) { return format_day(day) + "T00:00:00Z"; }

std::string format_http_date(std::chrono::sys_seconds time) {
  constexpr std::array kWeekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Day day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock(time - day);
  char text[48];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT",
                kWeekdays[std::chrono::weekday{day}.c_encoding()],
                static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                static_cast<int>(date.year()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

Clock::Clock(std::optional<Day> start) : start_(start), pinned_(start), first_day_(today()) {}

Day Clock::today() const {
  const std::lock_guard lock(mutex_);
  return pinned_ ? *pinned_ : std::chrono::floor<days>(std::chrono::system_clock::now());
}

void Clock::pin(Day day) {
  const std::lock_guard lock(mutex_);
  pinned_ = day;
}

void Clock::reset() {
  const std::lock_guard lock(mutex_);
  pinned_ = start_;
}

}  // namespace sandbox
