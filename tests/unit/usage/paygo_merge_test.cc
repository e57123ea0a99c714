#include "usage/paygo_merge.h"

#include <gtest/gtest.h>

#include "support/days.h"
#include "support/decoding.h"
#include "tables/all_tables.h"

namespace cf_billing {
namespace {

const RecordLayout& layout() { return paygo_usage_table().layout; }

std::string charge(const std::string& period, const std::string& on, const std::string& service,
                   const std::string& subscription = "s") {
  return object({{"BillingPeriodStart", period},
                 {"ChargePeriodStart", on},
                 {"ServiceName", service},
                 {"SubscriptionId", subscription}});
}

/// An answer, as values that can be listed.
struct Given {
  std::optional<DayRange> asked;
  std::vector<std::string> records;
};

Given answer_to(std::optional<DayRange> asked, std::vector<std::string> records) {
  return {asked, std::move(records)};
}

PaygoAnswer read(const Given& given) {
  const PaygoFields fields{field_index(layout(), "BillingPeriodStart"),
                           field_index(layout(), "ChargePeriodStart"),
                           field_index(layout(), "SubscriptionId")};
  DecodedBody decoded = decode_records(envelope(given.records), layout(), {});
  EXPECT_EQ(decoded.defect, "");
  return {given.asked, PaygoGroups(std::make_unique<RowBlock>(decoded.records), fields)};
}

const DayRange kSeptember = range("2026-09-19", "2026-10-18");
const DayRange kOctober = range("2026-10-19", "2026-10-24");
const DaySet kAll = day_set("2026-09-01", "2026-10-24");

/// The services of each answer that are left, or the defect.
std::string kept(const std::vector<Given>& given, const DaySet& wanted = kAll,
                 bool has_anchors = true) {
  std::vector<PaygoAnswer> answers;
  for (const Given& each : given) answers.push_back(read(each));
  const auto defect = keep_each_record_once(answers, wanted, has_anchors);
  if (defect) return std::to_string(defect->answer) + ": " + defect->words;
  std::string text;
  for (PaygoAnswer& answer : answers) {
    text += text.empty() && &answer == answers.data() ? "" : "|";
    const auto rows = answer.records.take_rows();
    for (std::size_t row = 0; row < rows->size(); ++row) {
      text += rows->cell(row, field_index(layout(), "ServiceName")).text();
    }
  }
  return text;
}

TEST(PaygoMerge, takes_a_group_from_the_answer_that_has_most_of_it) {
  const std::string a = charge("2026-10-19", "2026-10-20", "a");
  const std::string b = charge("2026-10-19", "2026-10-20", "b");
  EXPECT_EQ(kept({answer_to(kSeptember, {a, b}), answer_to(kOctober, {a})}), "ab|");
  EXPECT_EQ(kept({answer_to(kSeptember, {a}), answer_to(kOctober, {a, a, b})}), "|aab");
  EXPECT_EQ(kept({answer_to(std::nullopt, {a, b}), answer_to(kOctober, {})}), "ab|");
}

TEST(PaygoMerge, takes_it_from_its_own_cycle_where_answers_have_as_many) {
  const std::string a = charge("2026-10-19", "2026-10-20", "a");
  const std::string restated = charge("2026-10-19", "2026-10-20", "A");
  EXPECT_EQ(kept({answer_to(std::nullopt, {a}), answer_to(kSeptember, {a}),
                  answer_to(kOctober, {restated})}),
            "||A");
  EXPECT_EQ(kept({answer_to(std::nullopt, {a}), answer_to(kSeptember, {restated}),
                  answer_to(kOctober, {})}),
            "|A|");
}

TEST(PaygoMerge, tells_groups_apart_by_period_day_and_subscription) {
  const std::string october = charge("2026-10-19", "2026-10-20", "a");
  EXPECT_EQ(kept({answer_to(kOctober, {october}),
                  answer_to(kSeptember, {charge("2026-09-20", "2026-10-20", "b")})}),
            "a|b");
  EXPECT_EQ(kept({answer_to(kOctober, {october}),
                  answer_to(kSeptember, {charge("2026-10-19", "2026-10-20", "b", "t")})}),
            "a|b");
  EXPECT_EQ(kept({answer_to(kOctober, {october}),
                  answer_to(kSeptember, {charge("2026-10-19", "2026-10-21", "b")})}),
            "a|b");
}

TEST(PaygoMerge, reads_one_start_in_any_spelling) {
  EXPECT_EQ(
      kept({answer_to(kOctober, {charge("2026-10-19T00:00:00Z", "2026-10-20", "a"),
                                 charge("2026-10-18T19:00:00-05:00", "2026-10-20T00:00:00Z", "b"),
                                 charge("2026-10-19", "2026-10-20", "c")}),
            answer_to(kSeptember, {charge("2026-10-19T00:00:00.000Z", "2026-10-20", "a"),
                                   charge("2026-10-19T00:00:00.000Z", "2026-10-20", "b")})}),
      "abc|");
}

TEST(PaygoMerge, drops_days_that_are_not_wanted) {
  EXPECT_EQ(kept({answer_to(kOctober, {charge("2026-10-19", "2026-10-20", "a"),
                                       charge("2026-10-19", "2026-10-21", "b")})},
                 day_set("2026-10-21", "2026-10-24")),
            "b");
}

TEST(PaygoMerge, refuses_a_record_of_days_that_nobody_asked_for) {
  EXPECT_EQ(kept({answer_to(kOctober, {charge("2026-05-19", "2026-06-01", "a")})}),
            "0: a record of 2026-06-01 came, which lies in no range of days that was asked for");
  // Another request's days, its own period, or an answer that asked for none.
  EXPECT_EQ(kept({answer_to(kSeptember, {charge("2026-05-19", "2026-10-20", "a")}),
                  answer_to(kOctober, {charge("2026-10-19", "2026-10-25", "b")}),
                  answer_to(std::nullopt, {charge("2026-05-19", "2026-06-01", "c")})}),
            "a||");
}

TEST(PaygoMerge, refuses_a_record_without_a_charge_day) {
  for (const char* on : {"", "soon", "2026-02-30"}) {
    EXPECT_EQ(kept({answer_to(kOctober, {charge("2026-10-19", on, "a")})}),
              "0: a record has no ChargePeriodStart that is a date");
  }
}

TEST(PaygoMerge, keeps_a_record_without_a_period_where_one_cycle_alone_can_own_it) {
  const std::string a = charge("0001-01-01T00:00:00Z", "2026-10-20", "a");
  EXPECT_EQ(
      kept({answer_to(std::nullopt, {a}), answer_to(kSeptember, {}), answer_to(kOctober, {a})}),
      "||a");
  EXPECT_NE(
      kept({answer_to(kSeptember, {a}), answer_to(kOctober, {a})}).find("several billing cycles"),
      std::string::npos);
  EXPECT_NE(
      kept({answer_to(kOctober, {a})}, kAll, /*has_anchors=*/false).find("nothing else tells"),
      std::string::npos);
  EXPECT_EQ(kept({answer_to(kSeptember, {a}), answer_to(kOctober, {a})},
                 day_set("2026-10-21", "2026-10-24")),
            "|");
}

}  // namespace
}  // namespace cf_billing
