#include "functions/unusual_days.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

using std::chrono::days;

constexpr Day kFirst{std::chrono::year{2026} / 11 / 1};

/// 70 days of 10 before kFirst, and from kFirst on these.
DailySeries steady_then(const std::vector<std::optional<double>>& amounts) {
  DailySeries series{kFirst - days{70}, std::vector<std::optional<double>>(70, 10.0)};
  series.amounts.insert(series.amounts.end(), amounts.begin(), amounts.end());
  return series;
}

UnusualDays look(const DailySeries& series, double least = 0) {
  return unusual_days(series, kFirst, series.end() - days{1}, least);
}

TEST(UnusualDays, ASteadySeriesHasNone) {
  const auto found = look(steady_then({10, 10, 12.5, 7.5, 10}));
  EXPECT_EQ(found.compared, 5);
  EXPECT_TRUE(found.events.empty());
}

TEST(UnusualDays, OneDay) {
  const auto found = look(steady_then({10, 30, 10}));
  ASSERT_EQ(found.events.size(), 1U);
  const UnusualEvent& event = found.events[0];
  EXPECT_EQ(event.kind, EventKind::more);
  EXPECT_EQ(event.first, kFirst + days{1});
  EXPECT_EQ(event.days, std::vector<Day>{kFirst + days{1}});
  EXPECT_EQ(event.amount, 30);
  EXPECT_EQ(event.expected, 10);
}

TEST(UnusualDays, NothingIsOffByLessThanTheLeast) {
  EXPECT_TRUE(look(steady_then({10, 30, 10}), 20.1).events.empty());
  EXPECT_EQ(look(steady_then({10, 30, 10}), 20).events.size(), 1U);
}

TEST(UnusualDays, UnknownDaysAreNotCompared) {
  const auto found = look(steady_then({10, std::nullopt, 10}));
  EXPECT_EQ(found.compared, 2);
  EXPECT_TRUE(found.events.empty());
}

TEST(UnusualDays, ANewLevelIsOneEventUntilItIsUsual) {
  const auto found = look(steady_then(std::vector<std::optional<double>>(40, 50.0)));
  ASSERT_EQ(found.events.size(), 1U);
  // Of the 22nd day three of six weeks are as it is.
  EXPECT_EQ(found.events[0].days.size(), 21U);
  EXPECT_EQ(found.compared, 40);
}

TEST(UnusualDays, AnEndIsOneEventFromItsFirstDay) {
  auto series = steady_then(std::vector<std::optional<double>>(6, 0.0));
  EXPECT_EQ(look(series).events.at(0).kind, EventKind::less);
  series.amounts.emplace_back(0);
  EXPECT_EQ(look(series).events.at(0).kind, EventKind::ended);
  // It had ended already when the span began.
  series = steady_then(std::vector<std::optional<double>>(5, 0.0));
  for (int n = 0; n < 3; ++n) series.amounts[69 - static_cast<std::size_t>(n)] = 0;
  const auto found = look(series);
  ASSERT_EQ(found.events.size(), 1U);
  EXPECT_EQ(found.events[0].kind, EventKind::ended);
  EXPECT_EQ(found.events[0].first, kFirst - days{3});
  EXPECT_EQ(found.events[0].days.size(), 5U);
}

TEST(UnusualDays, WhatIsNotKnownIsNoEnd) {
  auto series = steady_then(std::vector<std::optional<double>>(8, 0.0));
  series.amounts.back() = std::nullopt;
  EXPECT_EQ(look(series).events.at(0).kind, EventKind::less);
}

TEST(UnusualDays, ABeginningNeedsWeeksOfNothing) {
  DailySeries series{kFirst - days{28}, std::vector<std::optional<double>>(28, 0.0)};
  series.amounts.insert(series.amounts.end(), 5, 3.0);
  const auto found = look(series);
  ASSERT_EQ(found.events.size(), 1U);
  EXPECT_EQ(found.events[0].kind, EventKind::began);
  EXPECT_EQ(found.events[0].expected, 0);
  series.amounts[0] = 1.0;
  EXPECT_EQ(look(series).events.at(0).kind, EventKind::more);
}

TEST(UnusualDays, WhatIsNegativeIsCompared) {
  DailySeries series{kFirst - days{42}, std::vector<std::optional<double>>(42, -10.0)};
  series.amounts.insert(series.amounts.end(), {-10, -40, 5});
  const auto found = look(series);
  ASSERT_EQ(found.events.size(), 2U);
  EXPECT_EQ(found.events[0].kind, EventKind::less);
  EXPECT_EQ(found.events[1].kind, EventKind::more);
}

}  // namespace
}  // namespace cf_billing
