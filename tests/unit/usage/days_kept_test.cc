// Days that the PayGo endpoint no longer keeps: an error, unless something explains them.
#include "usage/days_kept.h"

#include <gtest/gtest.h>

#include "support/paygo_server.h"

namespace cf_billing {
namespace {

const Day kNow = day("2026-10-31");  // The 1st is the last of the days that are surely kept.

std::string gone(const char* first, const char* last, std::set<Day> charged = {},
                 const std::vector<SubscriptionLife>& lives = {}) {
  return shown(gone_days(day_set(first, last), charged, kNow, lives).ranges());
}

TEST(DaysKept, are_those_of_a_month) {
  EXPECT_EQ(gone("2026-10-01", "2026-10-31"), "");
  EXPECT_EQ(gone("2026-09-30", "2026-10-31"), "2026-09-30..2026-09-30");
  EXPECT_EQ(gone("2026-09-01", "2026-09-15"), "2026-09-01..2026-09-15");
}

TEST(DaysKept, are_also_those_from_the_first_record_on) {
  EXPECT_EQ(gone("2026-09-10", "2026-10-31", {day("2026-09-20")}), "2026-09-10..2026-09-19");
  EXPECT_EQ(gone("2026-09-10", "2026-10-31", {day("2026-10-20")}), "2026-09-10..2026-09-30");
  EXPECT_EQ(gone("2026-09-10", "2026-10-31", {day("2026-09-09")}), "");
  EXPECT_EQ(gone("2026-09-10", "2026-10-31", {day("2026-09-10")}), "");
}

std::string cut(const std::map<Day, Day>& first_charges) {
  return shown(cut_days(first_charges, kNow).ranges());
}

TEST(DaysKept, that_a_billing_period_lacks) {
  EXPECT_EQ(cut({}), "");
  EXPECT_EQ(cut({{day("2026-10-05"), day("2026-10-20")}}), "");
  EXPECT_EQ(cut({{day("2026-10-01"), day("2026-10-02")}}), "");
  EXPECT_EQ(cut({{day("2026-09-19"), day("2026-10-01")}}), "2026-09-19..2026-09-30");
  EXPECT_EQ(cut({{day("2026-09-19"), day("2026-10-09")}}), "2026-09-19..2026-09-30");
  EXPECT_EQ(cut({{day("2026-09-19"), day("2026-09-19")}}), "");
  EXPECT_EQ(cut({{day("2026-09-05"), day("2026-09-20")}, {day("2026-09-19"), day("2026-09-19")}}),
            "2026-09-05..2026-09-19");
}

TEST(DaysKept, are_not_missed_where_there_was_no_subscription) {
  const Day start = day("2026-09-20");
  EXPECT_EQ(gone("2026-09-10", "2026-10-31", {}, {{start, {}}}), "2026-09-20..2026-09-30");
  EXPECT_EQ(gone("2026-09-10", "2026-10-31", {start}, {{start, {}}}), "");
  EXPECT_EQ(gone("2026-09-10", "2026-09-19", {}, {{start, {}}}), "");
  EXPECT_EQ(gone("2026-09-10", "2026-10-31", {}, {{{}, day("2026-09-09")}}), "");
  // One of two is not enough, nor is one that tells nothing.
  EXPECT_EQ(gone("2026-09-10", "2026-09-19", {}, {{start, {}}, {}}), "2026-09-10..2026-09-19");
}

TEST(DaysKept, are_not_explained_by_what_records_contradict) {
  EXPECT_EQ(gone("2026-09-10", "2026-10-31", {day("2026-10-05")}, {{day("2026-10-10"), {}}}),
            "2026-09-10..2026-09-30");
}

PaygoServer server_that_keeps(int days) {
  PaygoServer server(kNow);
  server.days_kept = days;
  server.charge_daily(19, day("2026-01-01"), kNow, "R2");
  server.tell({R"({"billing_cycle_anchor_timestamp":"2026-01-19T00:00:00Z"})"});
  return server;
}

TEST(DaysKept, fail_the_scan_that_asks_for_older_ones) {
  const PaygoServer server = server_that_keeps(30);
  TestSession test(kNow, server);
  std::optional<ErrorKind> kind;
  const std::string error =
      test.error(paygo_usage_table(), paygo_scan(day_set("2026-09-01", "2026-10-10")), &kind);
  for (const char* part :
       {"cf_paygo_usage", "2026-09-01 to 2026-09-30", "2026-10-01", "archive", "incomplete"}) {
    EXPECT_NE(error.find(part), std::string::npos) << error;
  }
  EXPECT_NE(error.find(kAccount), std::string::npos) << error;
  EXPECT_EQ(kind, ErrorKind::not_covered);
  EXPECT_EQ(test.rows(paygo_usage_table(), paygo_scan(day_set("2026-10-01", "2026-10-10"))).size(),
            10U);
}

TEST(DaysKept, are_told_from_those_before_the_subscription_by_info) {
  PaygoServer server(kNow);
  server.days_kept = 30;
  server.charge_daily(20, day("2026-09-20"), kNow, "R2");
  const auto scan = [] { return paygo_scan(day_set("2026-09-01", "2026-10-31")); };
  // The second time from what is remembered.
  for (const char* began : {"2026-09-20", "2026-10-01"}) {
    server.tell({PaygoServer::told_subscription(std::string(began) + "T00:00:00Z",
                                                "2026-09-20T00:00:00Z")});
    TestSession test(kNow, server);
    for (int time = 0; time < 2; ++time) {
      if (std::string_view(began) == "2026-10-01") {
        EXPECT_EQ(test.rows(paygo_usage_table(), scan()).size(), 31U) << time;
      } else {
        const std::string error = test.error(paygo_usage_table(), scan());
        EXPECT_NE(error.find("2026-09-20 to 2026-09-30"), std::string::npos) << error;
      }
    }
  }
}

TEST(DaysKept, that_are_all_the_scan_gets_are_said_to_be) {
  const PaygoServer server = server_that_keeps(30);
  TestSession test(kNow, server);
  Scan scan = paygo_scan(day_set("2026-09-01", "2026-10-10"));
  scan.accepts_gone = true;
  const auto pipeline = test.start(paygo_usage_table(), scan);
  std::size_t rows = 0;
  while (const auto block = pipeline->next([] { return false; })) {
    rows += block->size();
    EXPECT_EQ(block->complete_from(), "2026-10-01");
  }
  EXPECT_EQ(rows, 10U);
}

TEST(DaysKept, may_be_older_than_a_month) {
  const PaygoServer server = server_that_keeps(90);
  TestSession test(kNow, server);
  EXPECT_EQ(test.rows(paygo_usage_table(), paygo_scan(day_set("2026-08-15", "2026-08-20"))).size(),
            6U);
  EXPECT_NE(test.error(paygo_usage_table(), paygo_scan(day_set("2026-07-15", "2026-08-20"))), "");
}

TEST(DaysKept, do_not_concern_a_gap_inside_or_a_scan_without_days) {
  PaygoServer server(kNow);
  server.tell_anchors({19});
  server.charge_daily(19, day("2026-08-01"), day("2026-08-02"), "R2");
  TestSession test(kNow, server);
  // The cycle before the first one asked for shows that older days are there.
  EXPECT_EQ(test.rows(paygo_usage_table(), paygo_scan(day_set("2026-08-25", "2026-09-20"))).size(),
            0U);
  EXPECT_EQ(test.rows(paygo_usage_table(), paygo_scan(std::nullopt)).size(), 0U);
}

}  // namespace
}  // namespace cf_billing
