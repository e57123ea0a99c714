// What scans of cf_resource_usage take in memory: counted with everything else that the connection
// holds, and not more the more accounts there are.
#include <gtest/gtest.h>

#include "support/analytics_server.h"
#include "support/answers.h"

namespace cf_billing {
namespace {

constexpr int kManyDatabases = 4000;

class ResourceMemory : public testing::Test {
 protected:
  void SetUp() override { serve(kManyDatabases); }
  void serve(int databases) {
    AnalyticsServer server{.databases = databases, .asked = &asked};
    test.emplace(day("2026-10-20"), [this, server](const RequestedUrl& url) {
      note_use();
      return server(url);
    });
    test->session().settings().set("max_requests", "1000");
  }

  static Scan scan_of(int accounts) {
    Scan scan;
    for (int i = 0; i < accounts; ++i) {
      scan.accounts.emplace_back(std::string(28, 'a') + std::to_string(1000 + i));
    }
    scan.days = day_set("2026-10-12", "2026-10-12");
    scan.choices = {{"dataset", {"d1AnalyticsAdaptiveGroups"}}};
    return scan;
  }

  /// Its rows are let go as they come; returns how many there were.
  std::size_t read(const Scan& scan) {
    asked.clear();
    peak = 0;
    std::size_t rows = 0;
    const auto pipeline = test->start(resource_usage_table(), scan);
    while (const auto block = pipeline->next([] { return false; })) {
      rows += block->size();
      note_use();
    }
    return rows;
  }

  [[nodiscard]] std::size_t used() { return test->session().client().memory()->used(); }
  void note_use() { peak = std::max(peak, used()); }

  std::optional<TestSession> test;
  std::vector<std::string> asked;
  std::size_t peak = 0;
};

TEST_F(ResourceMemory, of_rows_is_counted_until_they_go) {
  EXPECT_EQ(read(scan_of(1)), 2U * kManyDatabases);
  // A row has twelve cells of 16 bytes, and a number of its own.
  EXPECT_GT(peak, 2U * kManyDatabases * 12 * 16);
  EXPECT_EQ(used(), 0U);
}

TEST_F(ResourceMemory, of_many_accounts_is_that_of_those_under_way) {
  read(scan_of(8));
  const std::size_t of_eight = peak;
  EXPECT_EQ(read(scan_of(64)), 64U * 2 * kManyDatabases);
  EXPECT_LT(peak, of_eight + of_eight / 2);
  EXPECT_EQ(used(), 0U);
}

TEST_F(ResourceMemory, of_what_is_kept_is_that_of_groups_as_they_were_read) {
  test->session().settings().set("cache_ttl", "300");
  read(scan_of(1));
  const std::size_t kept = used();
  EXPECT_GT(kept, 0U);
  // Less than the documents, of which a group has some 130 bytes.
  EXPECT_LT(kept, 10U * kManyDatabases * 200);
  EXPECT_EQ(read(scan_of(1)), 2U * kManyDatabases);
  EXPECT_TRUE(asked.empty());
  EXPECT_EQ(used(), kept);
  EXPECT_GT(test->session().clear_cache(), 0U);
  EXPECT_EQ(used(), 0U);
}

TEST_F(ResourceMemory, that_is_more_than_allowed_is_an_error_that_says_what_to_do) {
  test->session().settings().set("max_response_mib", "1");
  test->session().settings().set("cache_mib", "0");
  std::optional<ErrorKind> kind;
  const std::string message = test->error(resource_usage_table(), scan_of(3), &kind);
  EXPECT_TRUE(contains(message, "max_response_mib")) << message;
  EXPECT_TRUE(contains(message, "fewer")) << message;
  EXPECT_EQ(kind, ErrorKind::usage);
  EXPECT_EQ(used(), 0U);
}

TEST_F(ResourceMemory, of_rows_alone_may_be_more_than_allowed) {
  serve(1950);
  // What comes fits, but not what is made of it.
  test->session().settings().set("max_response_mib", "1");
  test->session().settings().set("cache_mib", "0");
  const std::string message = test->error(resource_usage_table(), scan_of(1));
  EXPECT_TRUE(contains(message, "takes more memory than the settings max_response_mib")) << message;
}

TEST_F(ResourceMemory, of_a_kept_answer_without_raw_does_not_serve_who_wants_it) {
  serve(2);
  test->session().settings().set("cache_ttl", "300");
  Scan scan = scan_of(1);
  read(scan);
  scan.wants_raw = true;
  read(scan);
  EXPECT_EQ(asked.size(), 1U);
  scan.wants_raw = false;
  read(scan);
  EXPECT_TRUE(asked.empty());
}

}  // namespace
}  // namespace cf_billing
