// Against brute force: for days around the bounds, every text that a record charged on the day may
// have in the column is compared as SQLite would compare it.
#include "core/text_bounds.h"

#include <gtest/gtest.h>

#include "core/instant.h"
#include "support/days.h"

namespace cf_billing {
namespace {

using std::chrono::days;

constexpr Comparison kComparisons[] = {Comparison::eq, Comparison::lt, Comparison::le,
                                       Comparison::gt, Comparison::ge};
constexpr DayColumn kColumns[] = {DayColumn::charge_date, DayColumn::charge_period_start,
                                  DayColumn::charge_period_end, DayColumn::billing_period_start,
                                  DayColumn::billing_period_end};

const std::vector<std::string> kTexts = {"",
                                         "0",
                                         "1",
                                         "2",
                                         "9",
                                         ":",
                                         "T",
                                         "t",
                                         "Z",
                                         "a",
                                         "-",
                                         " ",
                                         "+",
                                         "~",
                                         "2025",
                                         "2026",
                                         "2026-",
                                         "2026-1",
                                         "2026-10",
                                         "2026-11",
                                         "2026-10-",
                                         "2026-10-3",
                                         "2026-10-31",
                                         "2026-11-01",
                                         "2026-10-31T",
                                         "2026-10-31T23",
                                         "2026-10-31T00:00:00Z",
                                         "2026-10-31T00:00:00.000Z",
                                         "2026-10-31T23:59:59Z",
                                         "2026-10-31t00",
                                         "2026-10-31 00:00",
                                         "2026-10-31U",
                                         "2026-10-31Z",
                                         "2026-11-01T00:00:00Z",
                                         "2026-10-01T00:00:00+00:00",
                                         "20261001",
                                         "2026.1",
                                         "2026-02-30",
                                         "2026-02-29",
                                         "2026-00-00",
                                         "2026-13-45",
                                         "2026-9-1",
                                         "2026-10-3 ",
                                         " 2026-10-31",
                                         "2027-01-01T00:00:00Z",
                                         "\xC3\xA9",
                                         "2026-\xC3\xA9",
                                         "2026-10-31\xC3\xA9",
                                         "9999-12-31",
                                         "9999-12-31T23:59:59Z",
                                         "0001-01-01",
                                         "10000-01-01",
                                         "2026-10-31T00:00:00.000000000Z and then some",
                                         "null",
                                         "true"};

constexpr TextOrder kOrders[] = {TextOrder::plain, TextOrder::instant};

bool holds(const std::string& value, Comparison comparison, const std::string& text,
           TextOrder text_order) {
  const int order =
      text_order == TextOrder::instant ? compare_instants(value, text) : value.compare(text);
  switch (comparison) {
    case Comparison::eq:
      return order == 0;
    case Comparison::lt:
      return order < 0;
    case Comparison::le:
      return order <= 0;
    case Comparison::gt:
      return order > 0;
    case Comparison::ge:
      return order >= 0;
    default:
      return false;
  }
}

std::vector<std::string> spellings(Day at) {
  const std::string text = to_text(at);
  std::vector<std::string> all = {text};
  for (const char* time : {"T00:00:00Z", "T00:00:00.000Z", "T00:00:00+00:00", "T23:59:59Z",
                           "T23:59:59.999Z", " 00:00:00", "T12:00:00Z"}) {
    all.push_back(text + time);
  }
  return all;
}

/// What a record charged on `charged` may have in the column.
std::vector<std::string> values(DayColumn column, Day charged, days max_charge_period) {
  days first{0};
  days last{0};
  switch (column) {
    case DayColumn::charge_date:
      return {to_text(charged)};
    case DayColumn::charge_period_start:
      break;
    case DayColumn::charge_period_end:
      last = max_charge_period;
      break;
    case DayColumn::billing_period_start:
      first = days{-31};
      break;
    case DayColumn::billing_period_end:
      last = days{31};
      break;
  }
  std::vector<std::string> all;
  for (days shift = first; shift <= last; shift += days{1}) {
    const auto more = spellings(charged + shift);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

void check(Day from, Day to, days step, const std::vector<std::string>& texts,
           days max_charge_period) {
  for (const DayColumn column : kColumns) {
    for (Day charged = from; charged <= to; charged += step) {
      const auto possible = values(column, charged, max_charge_period);
      for (const std::string& text : texts) {
        for (const Comparison comparison : kComparisons) {
          for (const TextOrder order : kOrders) {
            const bool kept = std::any_of(
                possible.begin(), possible.end(),
                [&](const std::string& value) { return holds(value, comparison, text, order); });
            const bool asked =
                days_matching(column, comparison, text, order, max_charge_period).contains(charged);
            ASSERT_TRUE(asked || !kept)
                << "column " << static_cast<int>(column) << ", comparison "
                << static_cast<int>(comparison) << " with '" << text << "' in order "
                << static_cast<int>(order) << " loses " << to_text(charged);
          }
        }
      }
    }
  }
}

TEST(TextBounds, never_leave_out_a_day_whose_records_sqlite_would_keep) {
  check(day("2026-10-28"), day("2026-11-03"), days{1}, kTexts, days{1});
  check(day("2025-12-30"), day("2026-01-02"), days{1}, kTexts, days{31});
}

TEST(TextBounds, hold_far_from_the_bound_too) {
  check(day("1999-06-15"), day("2033-06-15"), days{331}, kTexts, days{31});
}

TEST(TextBounds, hold_for_every_bound_of_a_month) {
  std::vector<std::string> texts;
  for (Day at = day("2024-02-26"); at <= day("2024-03-03"); at += days{1}) {
    for (const std::string& text : spellings(at)) texts.push_back(text);
  }
  check(day("2024-02-24"), day("2024-03-05"), days{1}, texts, days{1});
}

TEST(TextBounds, of_charge_date_are_exact) {
  for (const std::string& text : kTexts) {
    const bool ascii = text.find('\xC3') == std::string::npos;
    for (const Comparison comparison : kComparisons) {
      for (const TextOrder order : kOrders) {
        const DaySet set = days_matching(DayColumn::charge_date, comparison, text, order, days{1});
        for (Day at = day("2025-12-20"); at <= day("2027-01-10"); at += days{1}) {
          if (!ascii) {
            ASSERT_TRUE(set.contains(at)) << text;
            continue;
          }
          ASSERT_EQ(set.contains(at), holds(to_text(at), comparison, text, order))
              << to_text(at) << ", comparison " << static_cast<int>(comparison) << " with '" << text
              << "' in order " << static_cast<int>(order);
        }
      }
    }
  }
}

TEST(TextBounds, of_charge_period_start_are_at_most_the_days_that_can_match) {
  // `v >= text` for some v that begins with the day, and `v <= text` likewise: no day more.
  for (const std::string& text : kTexts) {
    if (text.find('\xC3') != std::string::npos) continue;
    const DaySet below = days_matching(DayColumn::charge_period_start, Comparison::lt, text,
                                       TextOrder::plain, days{1});
    const DaySet above = days_matching(DayColumn::charge_period_start, Comparison::ge, text,
                                       TextOrder::plain, days{1});
    for (Day at = day("2026-10-20"); at <= day("2026-11-10"); at += days{1}) {
      ASSERT_EQ(below.contains(at), to_text(at) < text) << to_text(at) << " < '" << text << "'";
      ASSERT_EQ(above.contains(at), to_text(at) + "\x7f" >= text)
          << to_text(at) << " >= '" << text << "'";
    }
  }
}

TEST(TextBounds, widen_billing_periods_by_31_days_on_both_sides) {
  for (const TextOrder order : kOrders) {
    for (const DayColumn column :
         {DayColumn::billing_period_start, DayColumn::billing_period_end}) {
      EXPECT_EQ(days_matching(column, Comparison::eq, "2026-10-19T00:00:00Z", order, days{1}),
                day_set("2026-09-18", "2026-11-19"));
    }
  }
}

TEST(TextBounds, stay_within_the_years_that_have_four_digits) {
  for (const DayColumn column : kColumns) {
    for (const std::string& text : kTexts) {
      for (const Comparison comparison : kComparisons) {
        for (const TextOrder order : kOrders) {
          const DaySet set = days_matching(column, comparison, text, order, days{31});
          if (set.empty()) continue;
          EXPECT_GE(set.first(), kFirstDay);
          EXPECT_LE(set.last(), kLastDay);
        }
      }
    }
  }
}

TEST(TextBounds, know_that_no_day_equals_what_is_no_day) {
  for (const char* text : {"2026-10", "2026-02-30", "2026-10-31T00:00:00Z", "20261001", ""}) {
    EXPECT_TRUE(
        days_matching(DayColumn::charge_date, Comparison::eq, text, TextOrder::plain, days{1})
            .empty())
        << text;
  }
}

TEST(TextBounds, of_a_text_in_an_in_list_are_those_of_an_equal_one) {
  for (const DayColumn column : kColumns) {
    for (const std::string& text : kTexts) {
      for (const TextOrder order : kOrders) {
        EXPECT_EQ(days_matching(column, Comparison::any_of, text, order, days{1}).ranges(),
                  days_matching(column, Comparison::eq, text, order, days{1}).ranges());
      }
    }
  }
}

TEST(TextBounds, are_none_where_null_may_satisfy) {
  for (const Comparison comparison : {Comparison::is, Comparison::is_null}) {
    const DaySet matching =
        days_matching(DayColumn::charge_date, comparison, "2026-10-31", TextOrder::plain, days{1});
    EXPECT_EQ(matching.ranges(), DaySet::all().ranges());
  }
}

TEST(TextBounds, of_moments_are_no_day_more_than_those_that_can_match) {
  const auto bounds = [](DayColumn column, Comparison comparison, std::string_view text) {
    return days_matching(column, comparison, text, TextOrder::instant, days{1});
  };
  using enum Comparison;
  const DayColumn start = DayColumn::charge_period_start;
  EXPECT_EQ(bounds(start, le, "2026-10-31").last(), day("2026-10-31"));
  EXPECT_EQ(bounds(start, lt, "2026-10-31").last(), day("2026-10-30"));
  EXPECT_EQ(bounds(start, lt, "2026-10-31T00:00:00Z").last(), day("2026-10-30"));
  EXPECT_EQ(bounds(start, le, "2026-10-31T00:00:00Z").last(), day("2026-10-31"));
  EXPECT_EQ(bounds(start, lt, "2026-10-31T00:00:01Z").last(), day("2026-10-31"));
  EXPECT_EQ(bounds(start, eq, "2026-10-31"), day_set("2026-10-31", "2026-10-31"));
  EXPECT_EQ(bounds(start, ge, "2026-10-31T17:00:00-07:00").first(), day("2026-11-01"));
  EXPECT_EQ(bounds(start, lt, "2026-11-01T02:00:00+02:00").last(), day("2026-10-31"));
  EXPECT_EQ(bounds(start, le, "2026-02-31").last(), day("2026-02-28"));
  EXPECT_EQ(bounds(DayColumn::charge_period_end, le, "2026-11-01").last(), day("2026-11-01"));
  EXPECT_EQ(bounds(DayColumn::charge_period_end, lt, "2026-11-01").last(), day("2026-10-31"));
  EXPECT_EQ(bounds(DayColumn::charge_date, eq, "2026-10-31T00:00:00Z"),
            day_set("2026-10-31", "2026-10-31"));
}

TEST(TextBounds, of_a_pattern_are_the_days_that_begin_like_it) {
  const auto days_of = [](DayColumn column, std::string_view pattern) {
    return days_matching(column, Comparison::like, literal_prefix(Comparison::like, pattern),
                         TextOrder::plain, days{1});
  };
  for (const DayColumn column : {DayColumn::charge_date, DayColumn::charge_period_start}) {
    EXPECT_EQ(days_of(column, "2026-10%"), day_set("2026-10-01", "2026-10-31"));
    EXPECT_EQ(days_of(column, "2026%"), day_set("2026-01-01", "2026-12-31"));
    EXPECT_EQ(days_of(column, "2026-1_-05"), day_set("2026-10-01", "2026-12-31"));
    EXPECT_EQ(days_of(column, "2026-10-31T%"), day_set("2026-10-31", "2026-10-31"));
    EXPECT_EQ(days_of(column, "2026-10-31"), day_set("2026-10-31", "2026-10-31"));
    EXPECT_TRUE(days_of(column, "x%").empty());
    EXPECT_TRUE(days_of(column, "2026-13%").empty());
    EXPECT_TRUE(days_of(column, "2026-\xC3\xA9%").empty());
    EXPECT_EQ(days_of(column, "%"), DaySet::all());
  }
  EXPECT_EQ(days_of(DayColumn::charge_period_end, "2026-10-31%"),
            day_set("2026-10-30", "2026-10-31"));
  EXPECT_EQ(literal_prefix(Comparison::glob, "2026-1[0-2]*"), "2026-1");
  EXPECT_EQ(literal_prefix(Comparison::glob, "2026-%?"), "2026-%");
  EXPECT_EQ(literal_prefix(Comparison::like, "_"), "");
}

TEST(TextBounds, know_what_a_date_begins_with) {
  for (const char* text : {"",
                           "2",
                           "2026",
                           "2026-",
                           "2026-0",
                           "2026-1",
                           "2026-10",
                           "2026-10-",
                           "2026-10-0",
                           "2026-10-3",
                           "2026-10-31",
                           "2026-02-31",
                           "2026-12-31",
                           "2026-01-01",
                           "2026-10-31T",
                           "2026-10-31 ",
                           "2026-10-31T00:00:00Z",
                           "2026-10-31 12:00",
                           "2026-10-31t00",
                           "9999-12-31",
                           "2026-10-31T\xC3\xA9",
                           "2026-10-31T~"}) {
    EXPECT_TRUE(begins_like_a_date(text)) << text;
  }
  for (const char* text : {"11/01/2026",
                           "20261101",
                           "2026-13-01",
                           "2026-13",
                           "2026-2",
                           "2026-00-01",
                           "2026-10-32",
                           "2026-10-4",
                           "2026-10-00",
                           "now",
                           "z",
                           "x",
                           " ",
                           " 2026-10-31",
                           "2026/10/31",
                           "2026-1-1",
                           "2026-10-31U",
                           "2026-10-311",
                           "2026-10-31Z",
                           "2026-10-31~",
                           "2026.5",
                           "-1",
                           "+2026",
                           "10000-01-01",
                           "\xC3\xA9",
                           "2026-\xC3\xA9",
                           "2026-10-31\xC3\xA9",
                           "null"}) {
    EXPECT_FALSE(begins_like_a_date(text)) << text;
  }
}

}  // namespace
}  // namespace cf_billing
