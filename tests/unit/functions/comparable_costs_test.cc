#include "functions/comparable_costs.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

constexpr Day kFirst{std::chrono::year{2026} / 11 / 1};

MetricDays days_of(const std::vector<MetricDay>& amounts) {
  MetricDays days;
  Day day = kFirst;
  for (const MetricDay& one : amounts) {
    days[day] = one;
    day += std::chrono::days{1};
  }
  return days;
}

std::vector<std::optional<double>> compared(const std::vector<MetricDay>& amounts) {
  std::vector<std::optional<double>> costs;
  for (const auto& [day, cost] : comparable_costs(days_of(amounts))) costs.push_back(cost);
  return costs;
}

using Costs = std::vector<std::optional<double>>;

TEST(ComparableCosts, WithoutAnAllowanceAreWhatWasCharged) {
  EXPECT_EQ(compared({{10, 10, 5}, {20, 20, 10}}), (Costs{5, 10}));
  EXPECT_EQ(compared({}), Costs{});
}

TEST(ComparableCosts, CountWhatAnAllowanceCoversAtThePriceOfTheRest) {
  // Two a unit.
  EXPECT_EQ(compared({{10, 0, 0}, {10, 4, 8}, {10, 10, 20}}), (Costs{20, 20, 20}));
  // Nothing is paid for, so there is no price.
  EXPECT_EQ(compared({{10, 0, 0}, {99, 0, 0}}), (Costs{0, 0}));
}

TEST(ComparableCosts, SpreadBlocksOverWhatWasUsed) {
  EXPECT_EQ(compared({{10, 0, 0}, {10, 10, 30}, {10, 10, 0}, {30, 30, 30}}),
            (Costs{10, 10, 10, 30}));
}

TEST(ComparableCosts, OfADayThatIsNotKnownAreNotKnown) {
  EXPECT_EQ(compared({{10, 0, 0}, {10, 10, std::nullopt}, {10, 10, 20}}),
            (Costs{20, std::nullopt, 20}));
}

TEST(ComparableCosts, AreWhatWasChargedWhereNothingTellsTheAllowance) {
  EXPECT_EQ(compared({{10, 0, 0}, {10, std::nullopt, 7}, {10, 10, 20}}), (Costs{0, 7, 20}));
  EXPECT_EQ(compared({{10, 0, 0}, {std::nullopt, 5, 7}, {10, 10, 20}}), (Costs{0, 7, 20}));
}

TEST(IsPaidInBlocks, WhatIsPaidForCostsNothingAtTimes) {
  EXPECT_TRUE(is_paid_in_blocks(days_of({{10, 10, 0}, {10, 10, 5}})));
  EXPECT_FALSE(is_paid_in_blocks(days_of({{10, 0, 0}, {10, 10, 5}})));
  EXPECT_FALSE(is_paid_in_blocks(days_of({{10, 10, 0}, {10, 10, 0}})));
}

TEST(IsPaidInBlocks, APriceGoesUpAndDown) {
  EXPECT_TRUE(is_paid_in_blocks(days_of({{1, 1, 5}, {1, 1, 10}, {1, 1, 5}, {1, 1, 10}})));
  // Raised for a while.
  EXPECT_FALSE(is_paid_in_blocks(days_of({{1, 1, 5}, {1, 1, 10}, {1, 1, 10}, {1, 1, 5}})));
  EXPECT_FALSE(is_paid_in_blocks(days_of({{1, 1, 5}, {1, 1, 6}, {1, 1, 5}, {1, 1, 6}})));
}

}  // namespace
}  // namespace cf_billing
