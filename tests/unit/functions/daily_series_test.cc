#include "functions/daily_series.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

using std::chrono::days;
using std::chrono::weeks;

constexpr Day kToday{std::chrono::year{2026} / 11 / 20};

/// The amounts of the same weekday, the week before first, and on the other days 50.
DailySeries weeks_before(const std::vector<std::optional<double>>& amounts) {
  DailySeries series{kToday - weeks{static_cast<int>(amounts.size())}, {}};
  for (std::size_t week = amounts.size(); week > 0; --week) {
    series.amounts.push_back(amounts[week - 1]);
    series.amounts.insert(series.amounts.end(), 6, 50.0);
  }
  series.amounts.emplace_back(9);
  return series;
}

TEST(DailySeries, HasNothingBeforeItsFirstDayOrAfterItsLast) {
  const DailySeries series{kToday, {1.0, std::nullopt}};
  EXPECT_EQ(series.at(kToday), 1.0);
  EXPECT_EQ(series.at(kToday + days{1}), std::nullopt);
  EXPECT_EQ(series.at(kToday + days{2}), std::nullopt);
  EXPECT_EQ(series.at(kToday - days{1}), std::nullopt);
  EXPECT_EQ(series.end(), kToday + days{2});
}

TEST(Median, IsTheMiddleOneOrBetweenTheMiddleTwo) {
  EXPECT_EQ(median({7}), 7);
  EXPECT_EQ(median({9, 1, 4}), 4);
  EXPECT_EQ(median({9, 1, 4, 2}), 3);
}

TEST(WeekdayBaseline, IsTheMedianOfTheWeeksBefore) {
  const auto found = weekday_baseline(weeks_before({5, 1, 4, 2, 100, 3}), kToday);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->expected, 3.5);
  // Of 1.5, 2.5, 0.5, 1.5, 96.5, 0.5.
  EXPECT_EQ(found->usual_distance, 1.5);
}

TEST(WeekdayBaseline, LooksNoMoreThanSixWeeksBack) {
  EXPECT_EQ(weekday_baseline(weeks_before({1, 1, 1, 2, 2, 2, 9, 9, 9}), kToday)->expected, 1.5);
}

TEST(WeekdayBaseline, FourKnownWeeksAreEnoughThreeAreNot) {
  EXPECT_FALSE(weekday_baseline(weeks_before({1, 2, 3}), kToday));
  EXPECT_EQ(weekday_baseline(weeks_before({1, 2, 3, 4}), kToday)->expected, 2.5);
  EXPECT_EQ(weekday_baseline(weeks_before({1, std::nullopt, 2, 3, 4}), kToday)->expected, 2.5);
  EXPECT_FALSE(weekday_baseline(weeks_before({1, std::nullopt, 2, std::nullopt, 3}), kToday));
  EXPECT_FALSE(weekday_baseline({kToday, {}}, kToday));
}

}  // namespace
}  // namespace cf_billing
