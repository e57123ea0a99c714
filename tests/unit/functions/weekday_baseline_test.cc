#include "functions/weekday_baseline.h"

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

TEST(WeekdayBaseline, DaysWithinAnAllowanceAreNoMeasureForOthers) {
  auto series = weeks_before({5, 0, 5, 5, 5, 0});
  series[kToday] = 5;
  const std::set<Day> allowance = {kToday - weeks{2}, kToday - weeks{6}};
  EXPECT_EQ(weekday_baseline(series, kToday, kToday, allowance).at(0).usual_distance, 0);
  EXPECT_EQ(weekday_baseline(series, kToday, kToday, allowance).at(0).expected, 5);
  // One other week is enough, none leaves them all.
  EXPECT_EQ(weekday_baseline(weeks_before({0, 0, 0, 7}), kToday, kToday,
                             {kToday - weeks{1}, kToday - weeks{2}, kToday - weeks{3}})
                .at(0)
                .expected,
            7);
  EXPECT_EQ(
      weekday_baseline(weeks_before({0, 0, 0, 0}), kToday, kToday,
                       {kToday - weeks{1}, kToday - weeks{2}, kToday - weeks{3}, kToday - weeks{4}})
          .at(0)
          .expected,
      0);
  EXPECT_EQ(weekday_baseline(weeks_before({0, 7, 7}), kToday, kToday, {kToday - weeks{1}}).size(),
            0U);
}

TEST(WeekdayBaseline, ADayWithinAnAllowanceMayBeCheapNotDear) {
  auto series = weeks_before({5, 5, 5, 5});
  series[kToday] = 0;
  EXPECT_EQ(weekday_baseline(series, kToday, kToday).size(), 1U);
  EXPECT_EQ(weekday_baseline(series, kToday, kToday, {kToday}).size(), 0U);
  series[kToday] = 50;
  EXPECT_EQ(weekday_baseline(series, kToday, kToday, {kToday}).at(0).amount, 50);
}

TEST(AllowanceDays, AreThoseOfMetricsThatArePaidForOnOtherDays) {
  AllowanceDays allowance;
  const auto add = [&](const char* metric, int day, bool is_covered) {
    allowance.add(metric, kToday + days{day}, is_covered);
  };
  EXPECT_TRUE(allowance.days().empty());
  add("always free", 1, true);
  add("always free", 2, true);
  add("never free", 3, false);
  EXPECT_TRUE(allowance.days().empty());
  add("in part", 4, true);
  add("in part", 5, false);
  add("in part", 5, true);  // Two records of the day on which it ran out.
  EXPECT_TRUE(allowance.days().empty());
  add("in part", 6, false);
  EXPECT_EQ(allowance.days(), (std::set<Day>{kToday + days{4}, kToday + days{5}}));
}

}  // namespace
}  // namespace cf_billing
