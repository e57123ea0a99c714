#include "functions/usual_weeks.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

constexpr Day kThursday{std::chrono::year{2026} / 11 / 19};

/// Weeks of seven days that cost so much each, the newest first.
UsualWeeks weeks(const std::vector<double>& costs) {
  std::vector<std::optional<double>> days;
  for (const double cost : costs) days.insert(days.end(), 7, cost);
  return {kThursday, days};
}

TEST(UsualWeeks, AWeekdayIsTheMeanOfItsDays) {
  std::vector<std::optional<double>> days = {4.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 8.0};
  const UsualWeeks usual(kThursday, days);
  EXPECT_EQ(usual.usual(weekday_of(kThursday)), 6.0);
  EXPECT_EQ(usual.usual(3), 1.0);
}

TEST(UsualWeeks, WhatHasNotBeenOrIsNotKnownIsNotTold) {
  std::vector<std::optional<double>> days = {4.0, std::nullopt};
  const UsualWeeks usual(kThursday, days);
  EXPECT_EQ(usual.usual(4), 4.0);
  EXPECT_EQ(usual.usual(3), std::nullopt);
  EXPECT_EQ(usual.usual(2), std::nullopt);
  EXPECT_EQ(usual.recent(), std::nullopt);
  EXPECT_EQ(usual.error(), std::nullopt);
}

TEST(UsualWeeks, TheErrorIsOfWeeksAgainstTheOthers) {
  // The first three are off by 7 * 4/3 each, the last by 7 * 4.
  EXPECT_DOUBLE_EQ(weeks({10, 10, 10, 14}).error().value(), 14);
  EXPECT_EQ(weeks({10, 10, 10, 14}).recent(), 10.0);
  EXPECT_EQ(weeks({10, 10}).error(), 0.0);
  EXPECT_EQ(weeks({10}).error(), std::nullopt);
}

}  // namespace
}  // namespace cf_billing
