// Scans of cf_resource_usage: which queries they take, what a cut answer leads to, and what is an
// error.
#include <gtest/gtest.h>

#include "support/analytics_server.h"
#include "support/answers.h"

namespace cf_billing {
namespace {

using Asked = std::vector<std::string>;
using std::chrono::days;

const Day kToday = day("2026-10-20");

class ResourceUsage : public testing::Test {
 protected:
  void serve(AnalyticsServer answers = {}) {
    answers.asked = &asked;
    server = answers;
    test.emplace(kToday, [this](const RequestedUrl& url) { return server(url); });
  }
  static Scan scan_of(std::string_view first, std::string_view last,
                      const std::string& dataset = "d1AnalyticsAdaptiveGroups") {
    Scan scan;
    scan.accounts = {kAccount};
    scan.days = day_set(first, last);
    scan.choices = {{"dataset", {dataset}}};
    return scan;
  }
  std::vector<TestRow> rows(Scan scan) {
    asked.clear();
    return test->rows(resource_usage_table(), std::move(scan));
  }
  std::string error(Scan scan, std::optional<ErrorKind>* kind = nullptr) {
    asked.clear();
    return test->error(resource_usage_table(), std::move(scan), kind);
  }
  std::size_t rows_read(const std::vector<TestRow>& all) {
    std::set<std::pair<std::string, std::string>> read;
    for (const TestRow& row : all) {
      if (!row.contains("quantity") || row.at("service") != "D1 - Rows Read") continue;
      EXPECT_TRUE(read.emplace(row.at("day"), row.at("resource_id")).second);
    }
    return read.size();
  }

  AnalyticsServer server;
  std::optional<TestSession> test;
  Asked asked;
};

TEST_F(ResourceUsage, asks_for_settings_once_and_for_each_window_once) {
  serve();
  EXPECT_EQ(rows_read(rows(scan_of("2026-10-01", "2026-10-05"))), 10U);
  EXPECT_EQ(asked, (Asked{"settings", "2026-10-01..2026-10-05"}));
  EXPECT_EQ(rows_read(rows(scan_of("2026-08-01", "2026-10-05"))), 132U);
  EXPECT_EQ(asked,
            (Asked{"2026-08-01..2026-08-31", "2026-09-01..2026-10-01", "2026-10-02..2026-10-05"}));
}

TEST_F(ResourceUsage, forgets_settings_after_minutes_and_with_any_setting) {
  serve();
  rows(scan_of("2026-10-01", "2026-10-01"));
  test->session().settings().set("concurrency", "3");
  rows(scan_of("2026-10-01", "2026-10-01"));
  EXPECT_EQ(asked.front(), "settings");
  test->clock().advance(kAnalyticsLifetime);
  rows(scan_of("2026-10-01", "2026-10-01"));
  EXPECT_EQ(asked.front(), "settings");
}

TEST_F(ResourceUsage, has_a_row_for_each_line_of_the_bill) {
  serve({.databases = 1});
  const auto all = rows(scan_of("2026-10-01", "2026-10-01"));
  EXPECT_EQ(all, (std::vector<TestRow>{{{"day", "2026-10-01"},
                                        {"dataset", "d1AnalyticsAdaptiveGroups"},
                                        {"resource_type", "d1_database"},
                                        {"resource_id", "db-00001"},
                                        {"service", "D1 - Rows Read"},
                                        {"quantity", "1.000000"},
                                        {"unit", "Rows"},
                                        {"sample_interval", "1.500000"},
                                        {"account_id", kAccount}},
                                       {{"day", "2026-10-01"},
                                        {"dataset", "d1AnalyticsAdaptiveGroups"},
                                        {"resource_type", "d1_database"},
                                        {"resource_id", "db-00001"},
                                        {"service", "D1 - Rows Written"},
                                        {"quantity", "0.000000"},
                                        {"unit", "Rows"},
                                        {"sample_interval", "1.500000"},
                                        {"account_id", kAccount}}}));
}

TEST_F(ResourceUsage, halves_the_days_of_an_answer_that_is_cut) {
  serve({.databases = 4,
         .limits = R"("enabled":true,"maxDuration":2678400,"notOlderThan":7776000,)"
                   R"("maxPageSize":9)"});
  EXPECT_EQ(rows_read(rows(scan_of("2026-10-01", "2026-10-05"))), 20U);
  EXPECT_EQ(asked,
            (Asked{"settings", "2026-10-01..2026-10-05", "2026-10-01..2026-10-02",
                   "2026-10-03..2026-10-05", "2026-10-03..2026-10-03", "2026-10-04..2026-10-05"}));
}

TEST_F(ResourceUsage, asks_for_a_block_of_days_if_it_is_kept_and_not_too_much) {
  serve({.databases = 4});
  test->session().settings().set("cache_ttl", "300");
  EXPECT_EQ(rows_read(rows(scan_of("2026-10-12", "2026-10-12"))), 4U);
  EXPECT_EQ(rows_read(rows(scan_of("2026-10-14", "2026-10-15"))), 8U);
  EXPECT_TRUE(asked.empty());
  server.limits = R"("enabled":true,"maxDuration":2678400,"notOlderThan":7776000,"maxPageSize":9)";
  test->session().clear_cache();
  EXPECT_EQ(rows_read(rows(scan_of("2026-10-14", "2026-10-15"))), 8U);
  EXPECT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked.back(), "2026-10-14..2026-10-15");
}

TEST_F(ResourceUsage, reads_a_day_that_is_cut_resource_by_resource) {
  serve({.databases = 7,
         .limits = R"("enabled":true,"maxDuration":2678400,"notOlderThan":7776000,)"
                   R"("maxPageSize":4)"});
  EXPECT_EQ(rows_read(rows(scan_of("2026-10-01", "2026-10-01"))), 7U);
  // Of the last resource of a page some groups may be on the next.
  EXPECT_EQ(asked, (Asked{"settings", "2026-10-01..2026-10-01", "2026-10-01..2026-10-01 behind ",
                          "2026-10-01..2026-10-01 behind db-00003",
                          "2026-10-01..2026-10-01 behind db-00006"}));
}

TEST_F(ResourceUsage, takes_no_page_that_is_not_in_order) {
  serve({.databases = 7,
         .limits = R"("enabled":true,"maxDuration":2678400,"notOlderThan":7776000,)"
                   R"("maxPageSize":4)",
         .is_unordered = true});
  EXPECT_TRUE(contains(error(scan_of("2026-10-01", "2026-10-01")), "not ordered by databaseId"));
}

TEST_F(ResourceUsage, says_where_one_resource_alone_is_cut) {
  serve({.databases = 3,
         .limits = R"("enabled":true,"maxDuration":2678400,"notOlderThan":7776000,)"
                   R"("maxPageSize":1)"});
  EXPECT_TRUE(contains(error(scan_of("2026-10-01", "2026-10-01")), "some may be missing"));
}

TEST_F(ResourceUsage, asks_for_hours_down_to_one) {
  serve({.databases = 2,
         .limits = R"("enabled":true,"maxDuration":2678400,"notOlderThan":7776000,)"
                   R"("maxPageSize":25)"});
  Scan scan = scan_of("2026-10-01", "2026-10-02");
  scan.granularity = "hour";
  EXPECT_EQ(rows(scan).size(), 2U * 24 * 2 * 2);
  EXPECT_EQ(asked.at(1), "2026-10-01T00:00:00Z..2026-10-03T00:00:00Z");
  EXPECT_EQ(asked.at(2), "2026-10-01T00:00:00Z..2026-10-02T00:00:00Z");
  EXPECT_EQ(asked.at(4), "2026-10-01T00:00:00Z..2026-10-01T12:00:00Z");
  EXPECT_EQ(asked.size(), 1U + 1 + 2 + 4);
}

TEST_F(ResourceUsage, refuses_another_granularity) {
  serve();
  Scan scan = scan_of("2026-10-01", "2026-10-02");
  scan.granularity = "week";
  EXPECT_EQ(error(scan), "cf_resource_usage: granularity must be 'day' or 'hour', not 'week'");
  EXPECT_TRUE(asked.empty());
}

TEST_F(ResourceUsage, says_which_days_are_gone) {
  serve({.limits = R"("enabled":true,"maxDuration":2678400,"notOlderThan":864000,)"
                   R"("maxPageSize":10000)"});
  std::optional<ErrorKind> kind;
  const std::string message = error(scan_of("2026-10-01", "2026-10-12"), &kind);
  EXPECT_TRUE(contains(message,
                       "d1AnalyticsAdaptiveGroups keeps nothing of 2026-10-01 to "
                       "2026-10-10, the first day it has is 2026-10-11"))
      << message;
  EXPECT_EQ(kind, ErrorKind::usage);
  EXPECT_EQ(asked, Asked{"settings"});
  Scan scan = scan_of("2026-10-01", "2026-10-12");
  scan.accepts_incomplete = true;
  // A row for each day that is gone says why it has no quantity.
  const auto all = rows(scan);
  EXPECT_EQ(rows_read(all), 4U);
  EXPECT_EQ(std::count_if(all.begin(), all.end(),
                          [](const TestRow& row) { return !row.contains("quantity"); }),
            20);
  // It was asked once more, as the scan before had ended with an error.
  EXPECT_EQ(asked, (Asked{"settings", "2026-10-11..2026-10-12"}));
  const auto& log = test->session().client().log().entries();
  EXPECT_TRUE(contains(log.at(log.size() - 2).error, "days are gone"));
}

TEST_F(ResourceUsage, has_as_many_days_as_are_kept_without_any_days) {
  serve({.limits = R"("enabled":true,"maxDuration":2678400,"notOlderThan":864000,)"
                   R"("maxPageSize":10000)"});
  Scan scan = scan_of("2026-10-01", "2026-10-01");
  scan.days.reset();
  EXPECT_EQ(rows_read(rows(scan)), 20U);
  EXPECT_EQ(asked, (Asked{"settings", "2026-10-11..2026-10-20"}));
}

TEST_F(ResourceUsage, has_a_row_without_quantity_for_what_the_plan_lacks) {
  serve({.limits = R"("enabled":false)"});
  const auto all = rows(scan_of("2026-10-01", "2026-10-02"));
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all.front().count("quantity"), 0U);
  EXPECT_EQ(all.front().at("service"), "D1 - Rows Read");
  EXPECT_EQ(asked, Asked{"settings"});
  const auto& log = test->session().client().log().entries();
  EXPECT_TRUE(contains(log.back().error, "d1AnalyticsAdaptiveGroups: not enabled"));
  // Rows come with answers: it is asked again, and told again.
  EXPECT_EQ(rows(scan_of("2026-10-01", "2026-10-02")).size(), 4U);
  EXPECT_EQ(asked, Asked{"settings"});
}

std::string denied(const std::string& code, const std::string& path) {
  return R"({"data":null,"errors":[{"message":"no access for )" + kExampleToken + R"(","path":)" +
         path + R"(,"extensions":{"code":")" + code + R"("}}]})";
}
const std::string kPath = R"(["viewer","accounts","0","d1AnalyticsAdaptiveGroups"])";

TEST_F(ResourceUsage, takes_a_denial_of_the_dataset_for_the_same) {
  serve({.answer = denied("authz", kPath)});
  const auto all = rows(scan_of("2026-10-01", "2026-10-02"));
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all.front().count("quantity"), 0U);
}

TEST_F(ResourceUsage, takes_any_other_error_for_one) {
  serve({.answer = denied("internal", kPath)});
  const std::string message = error(scan_of("2026-10-01", "2026-10-02"));
  EXPECT_TRUE(contains(message,
                       "cf_resource_usage: HTTP 200, code internal: no access for "
                       "[redacted], at viewer.accounts.0.d1AnalyticsAdaptiveGroups "
                       "(account " +
                           kAccount))
      << message;
  EXPECT_FALSE(contains(message, kExampleToken));
  serve({.answer = denied("authz", "null")});
  std::optional<ErrorKind> kind;
  EXPECT_TRUE(contains(error(scan_of("2026-10-01", "2026-10-02"), &kind),
                       "The token needs Account › Account Analytics › Read."));
  EXPECT_EQ(kind, ErrorKind::auth);
}

TEST_F(ResourceUsage, takes_no_part_of_an_answer_for_all_of_it) {
  serve({.answer = R"({"data":{"viewer":{"accounts":[{"d1AnalyticsAdaptiveGroups":[]}]}},)"
                   R"("errors":[{"message":"half","path":null}]})"});
  EXPECT_TRUE(contains(error(scan_of("2026-10-01", "2026-10-02")), "half"));
}

TEST_F(ResourceUsage, names_resources_if_that_is_used) {
  serve({.databases = 2, .names = R"({"uuid":"db-00001","name":"orders"})"});
  Scan scan = scan_of("2026-10-01", "2026-10-01");
  scan.used = field_bit(field_index(resource_usage_table().layout, "resource_name"));
  const auto all = rows(scan);
  EXPECT_EQ(counted(all, "resource_name"),
            (std::map<std::string, int>{{"orders", 2}, {"NULL", 2}}));
  EXPECT_EQ(asked, (Asked{"settings", "list database", "2026-10-01..2026-10-01"}));
  rows(scan);
  EXPECT_EQ(asked, (Asked{"2026-10-01..2026-10-01"}));
}

TEST_F(ResourceUsage, goes_on_without_names_that_the_token_may_not_read) {
  serve();
  Scan scan = scan_of("2026-10-01", "2026-10-01");
  scan.used = field_bit(field_index(resource_usage_table().layout, "resource_name"));
  EXPECT_EQ(counted(rows(scan), "resource_name"), (std::map<std::string, int>{{"NULL", 4}}));
  EXPECT_TRUE(contains(test->session().client().log().entries().at(1).error, "D1 › Read"));
}

TEST_F(ResourceUsage, asks_nothing_about_what_no_dataset_has) {
  serve();
  EXPECT_TRUE(rows(scan_of("2026-10-01", "2026-10-02", "nonesuch")).empty());
  EXPECT_TRUE(asked.empty());
}

TEST_F(ResourceUsage, keeps_to_300_queries_in_five_minutes) {
  serve({.databases = 0});
  test->session().settings().set("max_requests", "1000");
  Scan scan = scan_of("2026-10-20", "2026-10-20");
  scan.accounts.clear();
  for (int i = 0; i < 200; ++i) {
    const std::string number = std::to_string(1000 + i);
    scan.accounts.emplace_back(std::string(28, 'a') + number);
  }
  std::optional<ErrorKind> kind;
  const std::string message = error(scan, &kind);
  EXPECT_EQ(asked.size(), 300U);
  EXPECT_EQ(kind, ErrorKind::busy);
  EXPECT_TRUE(contains(message, "300 queries in five minutes")) << message;
  EXPECT_TRUE(contains(message, "more than the setting max_wait (60 s) allows")) << message;
}

TEST_F(ResourceUsage, waits_for_the_next_queries_where_it_may) {
  serve({.databases = 0});
  test->session().settings().set("max_requests", "1000");
  test->session().settings().set("max_wait", "400");
  Scan scan = scan_of("2026-10-20", "2026-10-20");
  scan.choices = {
      {"dataset",
       {"d1AnalyticsAdaptiveGroups", "r2OperationsAdaptiveGroups", "kvOperationsAdaptiveGroups"}}};
  scan.accounts.clear();
  for (int i = 0; i < 200; ++i) {
    scan.accounts.emplace_back(std::string(28, 'a') + std::to_string(1000 + i));
  }
  const auto begun = test->clock().elapsed();
  rows(scan);
  // Settings and three datasets of each: the last 200 may begin after ten minutes.
  EXPECT_EQ(asked.size(), 800U);
  const auto took = test->clock().elapsed() - begun;
  EXPECT_GE(took, std::chrono::minutes{10});
  EXPECT_LE(took, std::chrono::minutes{12});
}

}  // namespace
}  // namespace cf_billing
