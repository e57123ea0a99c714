#include "core/day.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <vector>

#include "support/days.h"

namespace cf_billing {
namespace {

using std::chrono::days;

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int year, int month) {
  constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kLengths[month - 1];
}

std::string spelled(int year, int month, int day_of_month) {
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day_of_month);
  return text;
}

TEST(DayText, counts_every_day_of_the_calendar_in_order) {
  Day expected = kFirstDay;
  for (int year = 1; year <= 9999; ++year) {
    // Every year's corners, every day of some.
    const bool whole = year >= 1995 && year <= 2105;
    for (int month = 1; month <= 12; ++month) {
      const int length = days_in_month(year, month);
      for (int d = 1; d <= length; d += whole ? 1 : length - 1) {
        const Day at = expected + days{d - 1};
        const std::string text = spelled(year, month, d);
        ASSERT_EQ(to_text(at), text);
        ASSERT_EQ(parse_day(text), at) << text;
      }
      expected += days{length};
    }
  }
  EXPECT_EQ(expected, kLastDay + days{1});
}

TEST(ParseDay, refuses_dates_the_calendar_does_not_have) {
  for (const char* text :
       {"2026-02-29", "2026-02-30", "2100-02-29", "1900-02-29", "2026-04-31", "2026-06-31",
        "2026-01-32", "2026-13-01", "2026-00-10", "2026-10-00", "0000-01-01", "0000-12-31"}) {
    EXPECT_EQ(parse_day(text), std::nullopt) << text;
  }
  EXPECT_TRUE(parse_day("2024-02-29"));
  EXPECT_TRUE(parse_day("2000-02-29"));
}

TEST(ParseDay, takes_exactly_ten_characters_in_one_form) {
  for (const char* text : {"",
                           "2026",
                           "2026-10",
                           "2026-1-01",
                           "2026-10-1",
                           "2026-10-311",
                           "2026-10-31 ",
                           " 2026-10-31",
                           "2026/10/31",
                           "20261031",
                           "2026-10-3 ",
                           "2026-10- 3",
                           "2026- 1-01",
                           "+026-10-31",
                           "-026-10-31",
                           "2026--1-31",
                           "2026-+1-31",
                           "2026-10--1",
                           "2026-10-+1",
                           "2026-1O-31",
                           "0x26-10-31",
                           "2026-10-31T00:00:00Z",
                           "2026\xE2\x80\x91\x31\x30-3",
                           "31-10-2026"}) {
    EXPECT_EQ(parse_day(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_day(std::string_view("2026-10-\0\x31", 10)), std::nullopt);
}

TEST(LeadingDay, is_the_day_in_the_first_ten_characters) {
  EXPECT_EQ(leading_day("2026-10-31T23:59:59.999Z"), day("2026-10-31"));
  EXPECT_EQ(leading_day("2026-10-31"), day("2026-10-31"));
  EXPECT_EQ(leading_day("2026-10-31garbage"), day("2026-10-31"));
  for (const char* text : {"", "2026-10-3", "x2026-10-31", "2026-02-30T00:00:00Z"}) {
    EXPECT_EQ(leading_day(text), std::nullopt) << text;
  }
}

TEST(ClampedDay, falls_on_the_last_day_of_a_shorter_month) {
  using std::chrono::year;
  for (int y = 1999; y <= 2101; ++y) {
    for (int m = 1; m <= 12; ++m) {
      for (int d = 1; d <= 31; ++d) {
        const auto month = year{y} / std::chrono::month{static_cast<unsigned>(m)};
        ASSERT_EQ(to_text(clamped_day(month, std::chrono::day{static_cast<unsigned>(d)})),
                  spelled(y, m, std::min(d, days_in_month(y, m))));
      }
    }
  }
}

TEST(LastOfMonth, is_the_day_before_a_first) {
  for (Day at = day("2023-12-01"); at < day("2025-03-05"); at += days{1}) {
    ASSERT_EQ(is_last_of_month(at), to_text(at + days{1}).ends_with("-01")) << to_text(at);
  }
}

}  // namespace
}  // namespace cf_billing
