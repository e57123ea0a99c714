// Lists that were not known to come in pages, and do.
#include <gtest/gtest.h>

#include "support/days.h"
#include "support/test_session.h"

namespace cf_billing {
namespace {

Scan account_scan() {
  Scan scan;
  scan.accounts = {kAccount};
  return scan;
}

struct Case {
  const char* result_info;
  const char* message;  // Part of it; empty: nothing is missing.
};

const std::vector<Case> kCases = {
    {"", ""},
    {R"({"page":1,"per_page":20,"count":2,"total_count":2,"total_pages":1})", ""},
    {R"({"total_count":0,"total_pages":0,"cursor":""})", ""},
    {R"({"page":1,"per_page":2,"total_count":3})", "3 items according to the server, 2 items came"},
    {R"({"cursors":{"after":"abc"}})", "2 items came, and the server tells a cursor to more"},
    {R"({"cursors":{"before":"abc"}})", ""},
    {R"({"cursor":{"after":"abc"}})", "2 items came, and the server tells a cursor to more"},
    {R"({"cursor":{"after":"","before":"abc"}})", ""},
    {R"({"total_pages":2})", "2 pages according to the server, one page (2 items) came"},
    {R"({"cursor":"abc"})", "2 items came, and the server tells a cursor to more"},
};

TEST(CutList, is_an_error_of_every_table_that_asks_once) {
  for (const Case& each : kCases) {
    TestSession test(day("2026-10-20"), [&](const RequestedUrl&) {
      return answered(
          200, envelope({R"({"id":"a","Id":"a"})", R"({"id":"b","Id":"b"})"}, each.result_info));
    });
    for (const TableSpec* table : {&subscriptions_table(), &billable_metrics_table()}) {
      const std::string message = test.error(*table, account_scan());
      if (each.message[0] == '\0') {
        EXPECT_EQ(message, "") << each.result_info;
        continue;
      }
      EXPECT_NE(
          message.find(std::string(table->name) + ": the list is not complete: " + each.message),
          std::string::npos)
          << message;
      EXPECT_NE(message.find(kAccount), std::string::npos) << message;
    }
  }
}

TEST(CutList, gives_what_came_where_that_is_accepted) {
  TestSession test(day("2026-10-20"), [&](const RequestedUrl&) {
    return answered(200, envelope({R"({"id":"a"})"}, R"({"total_count":3})"));
  });
  Scan scan = account_scan();
  scan.table = "cf_subscriptions";
  scan.wanted = ~FieldMask{0};
  auto fetches = subscriptions_table().fetches(subscriptions_table(), scan, test.session());
  fetches.front()->accept_incomplete();
  Pipeline pipeline(test.session(), scan.table, std::move(fetches));
  const auto rows = pipeline.next([] { return false; });
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->size(), 1U);
  const auto& log = test.session().client().log().entries();
  ASSERT_EQ(log.size(), 1U);
  EXPECT_NE(log.front().error.find("3 items according to the server, 1 item came"),
            std::string::npos)
      << log.front().error;
}

}  // namespace
}  // namespace cf_billing
