#include "usage/cycle_plan.h"

#include <gtest/gtest.h>

#include "support/days.h"

namespace cf_billing {
namespace {

using Observation = CyclePlan::Observation;

std::set<Day> starts(std::initializer_list<const char*> texts) {
  std::set<Day> set;
  for (const char* text : texts) set.insert(day(text));
  return set;
}

AnchorSeries anchored(unsigned day_of_month) {
  return {std::chrono::day{day_of_month}, std::nullopt, std::nullopt};
}

TEST(CyclePlan, asks_for_the_cycles_of_told_anchors_up_to_today) {
  CyclePlan plan(day_set("2026-10-01", "2026-10-20"), day("2026-10-20"));
  EXPECT_TRUE(plan.cycles().empty());
  plan.use_told({anchored(19), anchored(1)});
  EXPECT_EQ(shown(plan.cycles()),
            "2026-09-19..2026-10-18 2026-10-19..2026-10-20 2026-10-01..2026-10-20");
}

TEST(CyclePlan, believes_what_was_told) {
  CyclePlan plan(day_set("2026-10-01", "2026-10-20"), day("2026-10-20"));
  plan.use_told({anchored(19)});
  const auto before = plan.cycles();
  EXPECT_EQ(plan.observe(starts({"2026-10-05"})), Observation::fits);
  EXPECT_EQ(plan.cycles(), before);
}

TEST(CyclePlan, takes_the_anchors_from_observed_starts) {
  CyclePlan plan(day_set("2026-10-01", "2026-10-20"), day("2026-10-20"));
  plan.use_observed(starts({"2026-09-19"}));
  EXPECT_EQ(shown(plan.cycles()), "2026-09-19..2026-10-18 2026-10-19..2026-10-20");
  EXPECT_EQ(plan.observe(starts({"2026-09-19", "2026-10-19"})), Observation::fits);
}

TEST(CyclePlan, without_any_start_asks_for_calendar_months_and_the_one_before) {
  CyclePlan plan(day_set("2026-10-05", "2026-10-20"), day("2026-10-20"));
  plan.use_observed({});
  EXPECT_EQ(shown(plan.cycles()), "2026-09-01..2026-09-30 2026-10-01..2026-10-20");
  // Nothing there either: that is all.
  EXPECT_EQ(plan.observe({}), Observation::fits);
}

TEST(CyclePlan, changes_with_a_start_that_no_anchor_explains) {
  CyclePlan plan(day_set("2026-10-05", "2026-10-20"), day("2026-10-20"));
  plan.use_observed({});
  EXPECT_EQ(plan.observe(starts({"2026-09-19"})), Observation::changed);
  EXPECT_EQ(shown(plan.cycles()), "2026-09-19..2026-10-18 2026-10-19..2026-10-20");
  EXPECT_EQ(plan.observe(starts({"2026-10-07"})), Observation::changed);
  EXPECT_EQ(shown(plan.cycles()),
            "2026-09-07..2026-10-06 2026-10-07..2026-10-20 2026-09-19..2026-10-18 "
            "2026-10-19..2026-10-20");
  EXPECT_EQ(plan.observe(starts({"2026-09-19"})), Observation::fits);
}

TEST(CyclePlan, corrects_an_anchor_that_was_seen_clamped) {
  CyclePlan plan(day_set("2026-03-01", "2026-03-30"), day("2026-03-30"));
  plan.use_observed(starts({"2026-02-28"}));
  EXPECT_EQ(shown(plan.cycles()), "2026-02-28..2026-03-27 2026-03-28..2026-03-30");
  EXPECT_EQ(plan.observe(starts({"2026-01-31"})), Observation::changed);
  EXPECT_EQ(shown(plan.cycles()), "2026-02-28..2026-03-30");
}

TEST(CyclePlan, gives_up_where_starts_never_settle) {
  CyclePlan plan(day_set("2026-10-01", "2026-10-20"), day("2026-10-20"));
  plan.use_observed(starts({"2026-09-01"}));
  for (int change = 1; change <= CyclePlan::kMostChanges; ++change) {
    EXPECT_EQ(plan.observe({day("2026-09-01") + std::chrono::days{change}}), Observation::changed);
  }
  EXPECT_EQ(plan.observe(starts({"2026-09-25"})), Observation::endless);
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
