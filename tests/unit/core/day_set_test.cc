#include "core/day_set.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "support/days.h"

namespace cf_billing {
namespace {

using std::chrono::days;

const Day kOrigin = day("2026-02-20");
constexpr int kSpan = 24;

std::vector<DayRange> random_ranges(std::minstd_rand& random) {
  std::vector<DayRange> ranges(random() % 5);
  for (DayRange& each : ranges) {
    each.first = kOrigin + days{random() % kSpan};
    each.last = each.first + days{static_cast<int>(random() % 9) - 3};  // Some are empty.
  }
  return ranges;
}

bool in_any(const std::vector<DayRange>& ranges, Day at) {
  for (const DayRange& each : ranges) {
    if (each.first <= at && at <= each.last) return true;
  }
  return false;
}

void expect_canonical(const DaySet& set) {
  const auto& ranges = set.ranges();
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    EXPECT_LE(ranges[i].first, ranges[i].last);
    if (i > 0) {
      EXPECT_GT(ranges[i].first, ranges[i - 1].last + days{1}) << shown(ranges);
    }
  }
}

TEST(DaySet, holds_the_days_of_all_its_ranges_and_no_other) {
  std::minstd_rand random(1);
  for (int round = 0; round < 3000; ++round) {
    const auto ranges = random_ranges(random);
    const DaySet set(ranges);
    expect_canonical(set);
    int members = 0;
    for (Day at = kOrigin - days{6}; at < kOrigin + days{kSpan + 12}; at += days{1}) {
      ASSERT_EQ(set.contains(at), in_any(ranges, at)) << to_text(at) << " in " << shown(ranges);
      members += set.contains(at) ? 1 : 0;
    }
    ASSERT_EQ(set.empty(), members == 0);
  }
}

TEST(DaySet, intersects_day_by_day) {
  std::minstd_rand random(2);
  for (int round = 0; round < 3000; ++round) {
    const auto a = random_ranges(random);
    const auto b = random_ranges(random);
    const DaySet common = DaySet(a).intersection(DaySet(b));
    expect_canonical(common);
    for (Day at = kOrigin - days{6}; at < kOrigin + days{kSpan + 12}; at += days{1}) {
      ASSERT_EQ(common.contains(at), in_any(a, at) && in_any(b, at))
          << to_text(at) << " in " << shown(a) << " and " << shown(b);
    }
    ASSERT_EQ(common, DaySet(b).intersection(DaySet(a)));
  }
}

TEST(DaySet, intersects_long_sets_in_the_time_of_their_length) {
  std::vector<DayRange> every_other;
  for (Day at = kFirstDay; at < kLastDay; at += days{2}) every_other.push_back({at, at});
  const DaySet one(every_other);
  // Of each with each there would be more than any memory holds.
  EXPECT_EQ(one.intersection(one), one);
  for (DayRange& each : every_other) each = {each.first + days{1}, each.first + days{1}};
  EXPECT_TRUE(one.intersection(DaySet(every_other)).empty());
}

TEST(DaySet, is_equal_however_its_ranges_were_given) {
  EXPECT_EQ(DaySet({range("2026-01-05", "2026-01-06"), range("2026-01-01", "2026-01-04")}),
            day_set("2026-01-01", "2026-01-06"));
  EXPECT_NE(DaySet({range("2026-01-01", "2026-01-02"), range("2026-01-04", "2026-01-05")}),
            day_set("2026-01-01", "2026-01-05"));
}

TEST(DaySet, of_all_days_keeps_what_it_is_intersected_with) {
  const DaySet some({range("2026-01-01", "2026-01-02"), range("2027-01-04", "2027-01-05")});
  EXPECT_EQ(DaySet::all().intersection(some), some);
  EXPECT_EQ(DaySet::all().first(), kFirstDay);
  EXPECT_EQ(DaySet::all().last(), kLastDay);
  EXPECT_TRUE(DaySet().intersection(DaySet::all()).empty());
}

}  // namespace
}  // namespace cf_billing
