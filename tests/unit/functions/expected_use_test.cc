#include "functions/expected_use.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cf_billing {
namespace {

using Days = std::chrono::days;

constexpr Day kOctober{std::chrono::year{2026} / 10 / 1};
constexpr Day kNovember{std::chrono::year{2026} / 11 / 1};
constexpr Day kDecember{std::chrono::year{2026} / 12 / 1};
constexpr OpenCycle kOpen{kNovember, kDecember, std::chrono::day{1}};

/// 10 units a day since 1 October, `free` of each month; a unit costs 2 then.
LineUse until(Day last, double free) {
  LineUse use;
  double used = 0;
  for (Day day = kOctober; day <= last; day += Days{1}) {
    if (day == kNovember) used = 0;
    const double priced = std::max(used + 10 - free, 0.0) - std::max(used - free, 0.0);
    used += 10;
    use.add(day, day < kNovember ? kOctober : kNovember, {10, priced, priced * 2});
  }
  return use;
}

double relief(const LineUse& use, Day from, Day to, double used = 0) {
  std::map<Day, double> found;
  use.add_relief(kOpen, from, to, {10, 10, 10, 10, 10, 10, 10}, used, found);
  double sum = 0;
  for (const auto& [day, less] : found) sum += less;
  return sum;
}

TEST(LineUse, WhatIsFreeIsCountedAtThePriceOfTheRest) {
  LineUse use = until(kNovember + Days{4}, 25);
  use.weigh("Line", "", kOctober);
  EXPECT_DOUBLE_EQ(use.comparable_cost(use.days().at(kOctober)).value(), 20);
  EXPECT_DOUBLE_EQ(use.comparable_cost(use.days().at(kOctober + Days{20})).value(), 20);
}

TEST(LineUse, AnAllowanceIsFreeUntilItIsUsedUpAndAgainInTheNextCycle) {
  LineUse use = until(kNovember, 25);
  use.weigh("Line", "", kOctober);
  // Of 25 units 15 are left after one day.
  EXPECT_DOUBLE_EQ(relief(use, kNovember + Days{1}, kNovember + Days{20}), 30);
  EXPECT_DOUBLE_EQ(relief(use, kNovember + Days{1}, kNovember + Days{1}), 20);
  EXPECT_DOUBLE_EQ(relief(use, kNovember + Days{1}, kDecember + Days{20}), 30 + 50);
  // Of the first day something is used already.
  EXPECT_DOUBLE_EQ(relief(use, kNovember + Days{1}, kNovember + Days{1}, 4), 12);
  use = until(kNovember + Days{4}, 25);
  use.weigh("Line", "", kOctober);
  EXPECT_EQ(relief(use, kNovember + Days{5}, kNovember + Days{20}), 0);
}

TEST(LineUse, TheNameTellsTheAllowanceUnlessAllIsCharged) {
  LineUse use = until(kNovember, 25);
  use.weigh("Operations (First 50 included)", "", kNovember);
  EXPECT_DOUBLE_EQ(relief(use, kNovember + Days{1}, kNovember + Days{20}), 80);
  use = until(kNovember, 0);
  use.weigh("Operations (First 50 included)", "", kNovember);
  EXPECT_EQ(relief(use, kNovember + Days{1}, kDecember + Days{20}), 0);
}

TEST(LineUse, BlocksAreSpreadOverWhatIsPaidFor) {
  LineUse use;
  for (int n = 0; n < 10; ++n)
    use.add(kNovember + Days{n}, kNovember, {10, 10, n % 5 == 0 ? 50.0 : 0.0});
  use.weigh("Line", "", kOctober);
  EXPECT_DOUBLE_EQ(use.comparable_cost(use.days().at(kNovember + Days{1})).value(), 10);
}

TEST(LineUse, WithoutAPriceItIsWhatWasCharged) {
  LineUse use;
  use.add(kNovember, kNovember, {10, std::nullopt, 3});
  use.add(kNovember + Days{1}, kNovember, {10, std::nullopt, std::nullopt});
  use.weigh("Operations (First 50 included)", "", kOctober);
  EXPECT_EQ(use.comparable_cost(use.days().at(kNovember)), 3);
  EXPECT_EQ(use.comparable_cost(use.days().at(kNovember + Days{1})), std::nullopt);
  EXPECT_EQ(relief(use, kNovember + Days{2}, kNovember + Days{20}), 0);
}

}  // namespace
}  // namespace cf_billing
