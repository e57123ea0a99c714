#include "core/weekday_baseline.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

using std::chrono::days;
using std::chrono::weeks;

constexpr Day kToday{std::chrono::year{2026} / 11 / 20};

/// The amounts of the same weekday, the week before first.
DailyAmounts weeks_before(const std::vector<std::optional<double>>& amounts) {
  DailyAmounts series;
  for (std::size_t week = 0; week < amounts.size(); ++week) {
    series[kToday - weeks{static_cast<int>(week) + 1}] = amounts[week];
  }
  return series;
}

TEST(WeekdayBaseline, IsTheMedianOfTheWeeksBefore) {
  auto series = weeks_before({5, 1, 4, 2, 100, 3});
  series[kToday] = 9;
  const auto found = weekday_baseline(series, kToday, kToday);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].day, kToday);
  EXPECT_EQ(found[0].amount, 9);
  EXPECT_EQ(found[0].expected, 3.5);
  // Of 1.5, 2.5, 0.5, 1.5, 96.5, 0.5.
  EXPECT_EQ(found[0].usual_distance, 1.5);
}

TEST(WeekdayBaseline, FourWeeksAreEnoughThreeAreNot) {
  EXPECT_EQ(weekday_baseline(weeks_before({1, 2, 3}), kToday, kToday).size(), 0U);
  const auto found = weekday_baseline(weeks_before({1, 2, 3, 4}), kToday, kToday);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].expected, 2.5);
}

TEST(WeekdayBaseline, ADayThatIsAbsentIsADayOfNothing) {
  auto series = weeks_before({1, 1, 1, 1, 1});
  series.erase(kToday - weeks{2});
  const auto found = weekday_baseline(series, kToday, kToday);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].amount, 0.0);
  EXPECT_EQ(found[0].expected, 1);
  EXPECT_EQ(found[0].usual_distance, 0);
}

TEST(WeekdayBaseline, WhatIsNotKnownTellsNothing) {
  EXPECT_EQ(weekday_baseline(weeks_before({1, 1, std::nullopt, 1, 1}), kToday, kToday).size(), 0U);
  auto series = weeks_before({1, 1, 1, 1});
  series[kToday] = std::nullopt;
  const auto found = weekday_baseline(series, kToday, kToday);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].amount, std::nullopt);
}

TEST(WeekdayBaseline, OtherWeekdaysDoNotCount) {
  auto series = weeks_before({2, 2, 2, 2});
  for (int day = 1; day < 28; ++day) series.try_emplace(kToday - days{day}, 50.0);
  EXPECT_EQ(weekday_baseline(series, kToday, kToday).at(0).expected, 2);
  EXPECT_EQ(weekday_baseline({}, kToday, kToday).size(), 0U);
  EXPECT_EQ(weekday_baseline(series, kToday, kToday - days{1}).size(), 0U);
}

}  // namespace
}  // namespace cf_billing
