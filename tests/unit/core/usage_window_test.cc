#include "core/usage_window.h"

#include <gtest/gtest.h>

#include <random>

#include "support/days.h"

namespace cf_billing {
namespace {

using std::chrono::days;

/// The fewest windows by search over every way to place them, day by day from the end.
std::size_t fewest(const DaySet& wanted) {
  std::vector<Day> members;
  for (const DayRange& each : wanted.ranges()) {
    for (Day at = each.first; at <= each.last; at += days{1}) members.push_back(at);
  }
  std::vector<std::size_t> needed(members.size() + 1, 0);
  for (std::size_t i = members.size(); i-- > 0;) {
    needed[i] = members.size();
    for (std::size_t j = i; j < members.size() && members[j] - members[i] < days{30}; ++j) {
      needed[i] = std::min(needed[i], 1 + needed[j + 1]);
    }
  }
  return needed[0];
}

void check(const DaySet& wanted) {
  const auto windows = usage_windows(wanted);
  for (std::size_t i = 0; i < windows.size(); ++i) {
    ASSERT_LE(windows[i].last - windows[i].first + days{1}, days{30}) << shown(windows);
    ASSERT_LE(windows[i].first, windows[i].last);
    if (i > 0) {
      ASSERT_GT(windows[i].first, windows[i - 1].last) << shown(windows);
    }
    // Owned days at the ends are wanted: nothing is asked for in vain.
    ASSERT_TRUE(wanted.contains(windows[i].first)) << shown(windows);
    ASSERT_TRUE(wanted.contains(windows[i].last)) << shown(windows);
  }
  for (const DayRange& each : wanted.ranges()) {
    for (Day at = each.first; at <= each.last; at += days{1}) {
      int owners = 0;
      for (const DayRange& window : windows) owners += window.contains(at) ? 1 : 0;
      ASSERT_EQ(owners, 1) << to_text(at) << " of " << shown(wanted.ranges()) << " in "
                           << shown(windows);
    }
  }
  ASSERT_EQ(windows.size(), fewest(wanted)) << shown(wanted.ranges()) << " as " << shown(windows);
}

TEST(UsageWindows, own_up_to_thirty_days) {
  EXPECT_EQ(shown(usage_windows(day_set("2026-10-01", "2026-10-01"))), "2026-10-01..2026-10-01");
  EXPECT_EQ(shown(usage_windows(day_set("2026-10-01", "2026-10-30"))), "2026-10-01..2026-10-30");
  EXPECT_EQ(shown(usage_windows(day_set("2026-10-01", "2026-10-31"))),
            "2026-10-01..2026-10-30 2026-10-31..2026-10-31");
  EXPECT_EQ(shown(usage_windows(day_set("2026-10-01", "2026-11-01"))),
            "2026-10-01..2026-10-30 2026-10-31..2026-11-01");
  EXPECT_TRUE(usage_windows(DaySet()).empty());
}

TEST(UsageWindows, own_every_length_right) {
  const Day first = day("2025-12-15");
  for (int length = 1; length <= 200; ++length) {
    check(DaySet({{first, first + days{length - 1}}}));
  }
}

TEST(UsageWindows, reach_over_a_gap_where_that_saves_a_request) {
  check(DaySet({range("2026-10-01", "2026-10-02"), range("2026-10-10", "2026-10-10"),
                range("2026-10-29", "2026-11-05")}));
  EXPECT_EQ(
      usage_windows(DaySet({range("2026-10-01", "2026-10-02"), range("2026-10-30", "2026-10-30")}))
          .size(),
      1U);
  EXPECT_EQ(
      usage_windows(DaySet({range("2026-10-01", "2026-10-02"), range("2026-10-31", "2026-10-31")}))
          .size(),
      2U);
}

TEST(UsageWindows, are_as_few_as_possible_for_any_set_of_days) {
  std::minstd_rand random(3);
  for (int round = 0; round < 2000; ++round) {
    std::vector<DayRange> ranges(1 + random() % 6);
    for (DayRange& each : ranges) {
      each.first = day("2026-01-01") + days{random() % 160};
      each.last = each.first + days{random() % 45};
    }
    check(DaySet(ranges));
  }
}

TEST(UsageBlock, is_one_of_thirty_days_that_lie_side_by_side) {
  EXPECT_EQ(usage_block(day("1970-01-01")), range("1970-01-01", "1970-01-30"));
  EXPECT_EQ(usage_block(day("1969-12-31")), range("1969-12-02", "1969-12-31"));
  for (Day at = day("1968-01-01"); at <= day("1972-01-01"); at += days{1}) {
    const DayRange block = usage_block(at);
    ASSERT_TRUE(block.contains(at)) << to_text(at);
    ASSERT_EQ(block.last - block.first, days{29}) << to_text(at);
    ASSERT_EQ(usage_block(block.first), block);
    ASSERT_EQ(usage_block(block.last), block);
    ASSERT_EQ(usage_block(block.last + days{1}).first, block.last + days{1});
  }
}

TEST(UsageBlock, begins_no_earlier_than_days_do) {
  const DayRange block = usage_block(kFirstDay);
  EXPECT_EQ(block.first, kFirstDay);
  EXPECT_LT(block.last, kFirstDay + days{30});
}

TEST(SharedBlock, holds_a_short_scan_and_ends_today) {
  const DayRange block = usage_block(day("2026-10-10"));
  const auto shared = [](Day first, Day last, Day today) {
    return shared_block(DaySet({{first, last}}), today);
  };
  EXPECT_EQ(shared(block.first, block.first, kLastDay), block);
  EXPECT_EQ(shared(block.last, block.last, kLastDay), block);
  EXPECT_EQ(shared(block.first + days{3}, block.first + days{9}, kLastDay), block);
  EXPECT_EQ(shared(block.first, block.first, block.first), (DayRange{block.first, block.first}));
  EXPECT_EQ(shared(block.first, block.first, block.first + days{4}),
            (DayRange{block.first, block.first + days{4}}));
  // Days far from each other are one scan, too.
  EXPECT_EQ(shared_block(DaySet({{block.first, block.first}, {block.first + days{6}, block.last}}),
                         kLastDay),
            std::nullopt);
}

TEST(SharedBlock, is_none_for_a_long_scan_or_one_that_no_block_holds) {
  const DayRange block = usage_block(day("2026-10-10"));
  const auto shared = [](Day first, Day last) {
    return shared_block(DaySet({{first, last}}), kLastDay);
  };
  EXPECT_EQ(shared(block.first, block.first + days{7}), std::nullopt);
  EXPECT_EQ(shared(block.first, block.last), std::nullopt);
  EXPECT_EQ(shared(block.last, block.last + days{1}), std::nullopt);
  EXPECT_EQ(shared(block.first - days{1}, block.first), std::nullopt);
  EXPECT_EQ(shared_block(DaySet(), kLastDay), std::nullopt);
}

TEST(SharedBlock, is_one_of_two_for_the_days_of_any_month) {
  for (int month = 0; month < 400 * 12; ++month) {
    const std::chrono::year_month of = std::chrono::year{2000} / 1 + std::chrono::months{month};
    const Day first{of / 1};
    const Day last{of / std::chrono::last};
    const auto blocks = (usage_block(last).first - usage_block(first).first) / days{30} + 1;
    ASSERT_LE(blocks, 2) << to_text(first);
  }
}

}  // namespace
}  // namespace cf_billing
