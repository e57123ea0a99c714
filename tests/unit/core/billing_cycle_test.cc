#include "core/billing_cycle.h"

#include <gtest/gtest.h>

#include "support/days.h"

namespace cf_billing {
namespace {

using std::chrono::days;

constexpr unsigned kAnchors[] = {1, 2, 15, 19, 27, 28, 29, 30, 31};

std::chrono::day anchored(unsigned day_of_month) { return std::chrono::day{day_of_month}; }

/// Whether a cycle of this anchor starts on the day, by the rule itself.
bool is_anchor_day(Day at, unsigned day_of_month) {
  const auto of_month = [](Day d) {
    return static_cast<unsigned>(std::chrono::year_month_day{d}.day());
  };
  const bool last = of_month(at + days{1}) == 1;
  return of_month(at) == day_of_month || (last && of_month(at) < day_of_month);
}

int anchor_days_in(const DayRange& cycle, unsigned day_of_month) {
  int count = 0;
  for (Day at = cycle.first; at <= cycle.last; at += days{1}) {
    count += is_anchor_day(at, day_of_month) ? 1 : 0;
  }
  return count;
}

TEST(BillingCycle, around_a_day_starts_on_its_anchor_and_ends_before_the_next) {
  for (const unsigned anchor : kAnchors) {
    for (Day at = day("2023-12-01"); at <= day("2026-04-01"); at += days{1}) {
      const DayRange cycle = cycle_around(std::chrono::day{anchor}, at);
      ASSERT_TRUE(cycle.contains(at));
      ASSERT_TRUE(is_anchor_day(cycle.first, anchor)) << anchor << " " << to_text(cycle.first);
      ASSERT_TRUE(is_anchor_day(cycle.last + days{1}, anchor));
      ASSERT_EQ(anchor_days_in(cycle, anchor), 1);
    }
  }
}

TEST(BillingCycle, is_clamped_in_february) {
  const auto around = [](unsigned anchor, const char* at) {
    return shown({cycle_around(std::chrono::day{anchor}, day(at))});
  };
  EXPECT_EQ(around(31, "2026-02-27"), "2026-01-31..2026-02-27");
  EXPECT_EQ(around(31, "2026-02-28"), "2026-02-28..2026-03-30");
  EXPECT_EQ(around(31, "2026-04-30"), "2026-04-30..2026-05-30");
  EXPECT_EQ(around(30, "2028-02-29"), "2028-02-29..2028-03-29");
  EXPECT_EQ(around(29, "2028-02-28"), "2028-01-29..2028-02-28");
  EXPECT_EQ(around(29, "2026-02-28"), "2026-02-28..2026-03-28");
  EXPECT_EQ(around(28, "2026-02-28"), "2026-02-28..2026-03-27");
  EXPECT_EQ(around(1, "2026-02-28"), "2026-02-01..2026-02-28");
  EXPECT_EQ(around(19, "2026-01-05"), "2025-12-19..2026-01-18");
}

TEST(CyclesTouching, cover_each_wanted_day_once_and_hold_one_anchor_each) {
  const Day today = day("2026-03-15");
  const std::vector<DaySet> wishes = {
      day_set("2026-02-28", "2026-02-28"),
      day_set("2025-12-31", "2026-03-15"),
      day_set("2024-01-15", "2024-04-15"),
      day_set("2026-02-01", "2027-02-01"),
      DaySet({range("2024-02-27", "2024-02-27"), range("2024-02-29", "2024-03-01"),
              range("2025-07-31", "2025-08-31")}),
      DaySet({range("2026-01-19", "2026-01-19"), range("2026-01-20", "2026-01-20"),
              range("2026-01-30", "2026-01-31"), range("2026-03-01", "2026-03-14")})};
  for (const unsigned anchor : kAnchors) {
    for (const DaySet& wanted : wishes) {
      const auto cycles = cycles_touching({anchored(anchor)}, wanted, today);
      for (const DayRange& each : wanted.ranges()) {
        for (Day at = each.first; at <= std::min(each.last, today); at += days{1}) {
          int holding = 0;
          for (const DayRange& cycle : cycles) holding += cycle.contains(at) ? 1 : 0;
          ASSERT_EQ(holding, 1) << "anchor " << anchor << ", " << to_text(at) << " in "
                                << shown(cycles);
        }
      }
      for (const DayRange& cycle : cycles) {
        ASSERT_EQ(anchor_days_in(cycle, anchor), 1) << anchor << " " << shown({cycle});
        ASSERT_TRUE(is_anchor_day(cycle.first, anchor));
        ASSERT_LE(cycle.last, today);
        const bool whole = is_anchor_day(cycle.last + days{1}, anchor);
        ASSERT_TRUE(whole || cycle.last == today) << shown({cycle});
        // None is asked for in vain.
        ASSERT_FALSE(wanted.intersection(DaySet({cycle})).empty()) << shown({cycle});
      }
    }
  }
}

TEST(CyclesTouching, cut_the_open_cycle_at_today) {
  EXPECT_EQ(shown(cycles_touching({anchored(19)}, day_set("2026-10-01", "2026-12-31"),
                                  day("2026-10-20"))),
            "2026-09-19..2026-10-18 2026-10-19..2026-10-20");
  EXPECT_EQ(shown(cycles_touching({anchored(19)}, day_set("2026-10-19", "2026-10-19"),
                                  day("2026-10-19"))),
            "2026-10-19..2026-10-19");
  EXPECT_TRUE(
      cycles_touching({anchored(19)}, day_set("2026-10-21", "2026-10-31"), day("2026-10-20"))
          .empty());
}

TEST(CyclesTouching, list_every_series_with_its_own_cycles) {
  EXPECT_EQ(shown(cycles_touching({anchored(1), anchored(15)}, day_set("2026-09-10", "2026-09-20"),
                                  day("2026-10-20"))),
            "2026-09-01..2026-09-30 2026-08-15..2026-09-14 2026-09-15..2026-10-14");
}

std::vector<unsigned> anchors_from(std::initializer_list<const char*> starts) {
  std::set<Day> seen;
  for (const char* start : starts) seen.insert(day(start));
  std::vector<unsigned> anchors;
  for (const std::chrono::day anchor : anchors_of(seen)) {
    anchors.push_back(static_cast<unsigned>(anchor));
  }
  return anchors;
}

TEST(AnchorsOf, take_the_day_of_the_month) {
  using Days = std::vector<unsigned>;
  EXPECT_EQ(anchors_from({"2026-09-19", "2026-10-19"}), (Days{19}));
  EXPECT_EQ(anchors_from({"2026-09-19", "2026-10-01"}), (Days{1, 19}));
  EXPECT_EQ(anchors_from({}), (Days{}));
}

TEST(AnchorsOf, explain_a_clamped_start_where_there_is_evidence) {
  using Days = std::vector<unsigned>;
  EXPECT_EQ(anchors_from({"2026-01-31", "2026-02-28"}), (Days{31}));
  EXPECT_EQ(anchors_from({"2026-02-28", "2026-03-30"}), (Days{30}));
  EXPECT_EQ(anchors_from({"2026-02-28", "2026-01-29"}), (Days{29}));
  EXPECT_EQ(anchors_from({"2026-04-30", "2026-05-31"}), (Days{31}));
  EXPECT_EQ(anchors_from({"2028-02-29", "2028-03-31"}), (Days{31}));
  // Not the last day of that month, so an anchor of its own.
  EXPECT_EQ(anchors_from({"2028-02-28", "2028-03-31"}), (Days{28, 31}));
  EXPECT_EQ(anchors_from({"2026-02-28", "2026-03-28", "2026-03-31"}), (Days{28, 31}));
}

TEST(AnchorsOf, take_a_clamped_start_at_its_word_without_evidence) {
  using Days = std::vector<unsigned>;
  EXPECT_EQ(anchors_from({"2026-02-28"}), (Days{28}));
  EXPECT_EQ(anchors_from({"2028-02-29"}), (Days{29}));
  EXPECT_EQ(anchors_from({"2026-04-30"}), (Days{30}));
  EXPECT_EQ(anchors_from({"2026-02-28", "2026-03-28"}), (Days{28}));
}

std::string told(std::string_view timestamp) {
  const auto at = told_day(timestamp);
  return at ? to_text(*at) : "none";
}

TEST(ToldDay, counts_the_offset) {
  EXPECT_EQ(told("2026-10-18T19:00:00-05:00"), "2026-10-19");
  EXPECT_EQ(told("2026-10-18T18:59:59.999-05:00"), "2026-10-18");
  EXPECT_EQ(told("2026-10-19T00:00:00+02:00"), "2026-10-18");
  EXPECT_EQ(told("2026-10-19T02:00:00+0200"), "2026-10-19");
  EXPECT_EQ(told("2026-10-18 23:30:00-00:30"), "2026-10-19");
  EXPECT_EQ(told("2026-12-31T20:00:00-08"), "2027-01-01");
}

TEST(ToldDay, without_an_offset_is_the_day_in_the_text) {
  for (const char* text : {"2026-10-19", "2026-10-19T23:59:59Z", "2026-10-19T23:59:59.999999999Z",
                           "2026-10-19T23:00", "2026-10-19T23:00:00+00:00", "2026-10-19 at night",
                           "2026-10-19T23:00:00+junk", "2026-10-19T99:00:00-05:00"}) {
    EXPECT_EQ(told(text), "2026-10-19") << text;
  }
}

TEST(ToldDay, is_none_where_nothing_is_told) {
  for (const char* text :
       {"", "never", "0001-01-01T00:00:00Z", "0001-01-01", "1970-01-01T00:00:00Z",
        "1970-01-01T01:00:00+01:00", "2026-02-30T00:00:00Z", "19.10.2026"}) {
    EXPECT_EQ(told(text), "none") << text;
  }
}

}  // namespace
}  // namespace cf_billing
