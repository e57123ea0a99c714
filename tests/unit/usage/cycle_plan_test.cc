#include "usage/cycle_plan.h"

#include <gtest/gtest.h>

#include "support/days.h"

namespace cf_billing {
namespace {

std::set<Day> starts(std::initializer_list<const char*> texts) {
  std::set<Day> set;
  for (const char* text : texts) set.insert(day(text));
  return set;
}

CyclePlan plan_of(const char* first, const char* last, const char* today,
                  std::initializer_list<const char*> known = {}) {
  CyclePlan plan(day_set(first, last), day(today));
  EXPECT_TRUE(plan.learn(starts(known)));
  return plan;
}

TEST(CyclePlan, asks_for_the_cycles_of_all_anchors_and_looks_at_the_one_before_the_first) {
  CyclePlan plan = plan_of("2026-10-01", "2026-10-20", "2026-10-20", {"2026-09-19", "2020-01-05"});
  EXPECT_EQ(shown(plan.cycles()),
            "2026-08-05..2026-09-04 2026-09-05..2026-10-04 2026-09-19..2026-10-18 "
            "2026-10-05..2026-10-20 2026-10-19..2026-10-20");
  EXPECT_EQ(shown(plan.anchored_cycles()),
            "2026-09-05..2026-10-04 2026-10-05..2026-10-20 2026-09-19..2026-10-18 "
            "2026-10-19..2026-10-20");
}

TEST(CyclePlan, does_not_look_at_the_cycle_before_where_the_first_day_ends_a_long_one) {
  EXPECT_EQ(shown(plan_of("2026-10-18", "2026-10-18", "2026-10-20", {"2026-09-19"}).cycles()),
            "2026-08-19..2026-09-18 2026-09-19..2026-10-18");
  // The cycle of 18 September, whatever its anchor, starts on 19 August or later.
  EXPECT_EQ(shown(plan_of("2026-09-18", "2026-09-18", "2026-10-20", {"2026-09-19"}).cycles()),
            "2026-08-19..2026-09-18");
}

TEST(CyclePlan, looks_at_nothing_where_all_starts_are_known) {
  const DaySet seen = day_set("2026-09-20", "2026-10-20");
  CyclePlan plan(day_set("2026-10-01", "2026-10-20"), day("2026-10-20"), seen);
  ASSERT_TRUE(plan.learn(starts({"2026-09-19"})));
  EXPECT_EQ(shown(plan.cycles()), "2026-09-19..2026-10-18 2026-10-19..2026-10-20");
  CyclePlan earlier(day_set("2026-09-19", "2026-10-20"), day("2026-10-20"), seen);
  ASSERT_TRUE(earlier.learn(starts({"2026-09-19"})));
  EXPECT_EQ(shown(earlier.cycles()),
            "2026-08-19..2026-09-18 2026-09-19..2026-10-18 2026-10-19..2026-10-20");
}

TEST(CyclePlan, has_seen_the_days_it_asked_for_and_the_rest_of_their_cycles) {
  CyclePlan plan = plan_of("2026-08-25", "2026-09-03", "2026-10-20", {"2026-09-19"});
  static_cast<void>(plan.cycles());
  EXPECT_EQ(shown(plan.seen().ranges()), "2026-08-25..2026-09-18");
}

TEST(CyclePlan, without_any_start_looks_at_calendar_months) {
  CyclePlan plan = plan_of("2026-10-05", "2026-10-20", "2026-10-20");
  EXPECT_EQ(shown(plan.cycles()), "2026-09-01..2026-09-30 2026-10-01..2026-10-20");
  EXPECT_TRUE(plan.anchored_cycles().empty());
}

TEST(CyclePlan, looks_at_calendar_months_where_every_anchor_is_late_in_the_month) {
  // Cycles of the 31st hold the 30th twice or not at all.
  CyclePlan plan = plan_of("2026-05-01", "2026-05-30", "2026-10-20", {"2026-01-31"});
  EXPECT_EQ(shown(plan.cycles()),
            "2026-04-01..2026-04-30 2026-04-30..2026-05-30 2026-05-01..2026-05-31");
}

TEST(CyclePlan, changes_with_a_start_that_no_anchor_explains) {
  CyclePlan plan = plan_of("2026-10-05", "2026-10-20", "2026-10-20");
  static_cast<void>(plan.cycles());
  ASSERT_TRUE(plan.learn(starts({"2026-09-19"})));
  EXPECT_EQ(shown(plan.cycles()),
            "2026-09-01..2026-09-30 2026-09-19..2026-10-18 2026-10-01..2026-10-20 "
            "2026-10-19..2026-10-20");
  const auto before = plan.cycles();
  ASSERT_TRUE(plan.learn(starts({"2026-08-19"})));
  EXPECT_EQ(plan.cycles(), before);
}

TEST(CyclePlan, corrects_an_anchor_that_was_seen_clamped) {
  CyclePlan plan = plan_of("2026-03-01", "2026-03-30", "2026-03-30", {"2026-02-28"});
  EXPECT_EQ(shown(plan.anchored_cycles()), "2026-02-28..2026-03-27 2026-03-28..2026-03-30");
  ASSERT_TRUE(plan.learn(starts({"2026-01-31"})));
  EXPECT_EQ(shown(plan.anchored_cycles()), "2026-02-28..2026-03-30");
}

TEST(CyclePlan, ends_a_day_earlier_where_the_server_does) {
  CyclePlan plan = plan_of("2026-10-18", "2026-10-19", "2026-10-19", {"2026-10-19"});
  plan.end_at(day("2026-10-18"));
  EXPECT_EQ(shown(plan.cycles()), "2026-08-19..2026-09-18 2026-09-19..2026-10-18");
  plan.end_at(day("2026-10-17"));
  EXPECT_TRUE(plan.cycles().empty());
}

TEST(CyclePlan, gives_up_where_starts_never_settle) {
  CyclePlan plan = plan_of("2026-10-01", "2026-10-20", "2026-10-20");
  for (int change = 1; change <= CyclePlan::kMostChanges; ++change) {
    EXPECT_TRUE(plan.learn({day("2026-09-01") + std::chrono::days{change}}));
    EXPECT_TRUE(plan.learn({day("2026-09-01") + std::chrono::days{change}}));
  }
  EXPECT_FALSE(plan.learn(starts({"2026-09-25"})));
}

TEST(FewestCycles, are_those_of_the_longest_months) {
  EXPECT_EQ(fewest_cycles(day_set("2026-10-01", "2026-10-01")), 1U);
  EXPECT_EQ(fewest_cycles(day_set("2026-10-01", "2026-10-31")), 1U);
  EXPECT_EQ(fewest_cycles(day_set("2026-10-01", "2026-11-01")), 2U);
  EXPECT_EQ(
      fewest_cycles(DaySet({range("2026-01-01", "2026-01-20"), range("2026-05-01", "2026-05-20")})),
      2U);
}

}  // namespace
}  // namespace cf_billing
