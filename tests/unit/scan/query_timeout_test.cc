#include <gtest/gtest.h>

#include "scan/pipeline.h"
#include "support/days.h"
#include "support/test_session.h"

namespace cf_billing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const auto kNever = [] { return false; };

Scan profiles(const std::vector<std::string>& accounts = {kAccount}) {
  Scan scan;
  for (const std::string& account : accounts) scan.accounts.emplace_back(account);
  return scan;
}

HttpResponse profile(const RequestedUrl&) {
  return answered(200, envelope_of(object({{"id", "x"}})));
}

HttpResponse throttled(seconds retry_after) {
  HttpResponse response = answered(429, "");
  response.retry_after = retry_after;
  return response;
}

/// The message that the scan ends with, and how long it took.
std::string out_of_time(TestSession& test, const Scan& scan, milliseconds within) {
  const auto begun = test.clock().elapsed();
  std::optional<ErrorKind> kind;
  std::string message = test.error(billing_profile_table(), scan, &kind);
  EXPECT_EQ(kind, ErrorKind::io) << message;
  EXPECT_TRUE(message.starts_with("cf_billing_profile: ")) << message;
  EXPECT_NE(message.find("query_timeout"), std::string::npos) << message;
  EXPECT_LE(test.clock().elapsed() - begun, within);
  EXPECT_EQ(test.transport().under_way(), 0U);
  return message;
}

TEST(QueryTimeout, ends_waits_before_a_retry) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) { return throttled(seconds{50}); });
  test.session().settings().set("query_timeout", "5");
  const std::string message = out_of_time(test, profiles(), milliseconds{5100});
  EXPECT_NE(message.find("(5 s)"), std::string::npos) << message;
  EXPECT_NE(message.find("account " + kAccount + ", GET …/billing/profile"), std::string::npos)
      << message;
  EXPECT_EQ(test.transport().requests.size(), 1U);
}

TEST(QueryTimeout, ends_retries) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) { return answered(503, ""); });
  test.session().settings().set("max_retries", "20");
  test.session().settings().set("query_timeout", "20");
  out_of_time(test, profiles(), milliseconds{20100});
}

TEST(QueryTimeout, ends_what_the_rate_limit_holds_back) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl& url) {
    HttpResponse response = profile(url);
    response.rate_limit = RateLimitState{0, seconds{50}};
    return response;
  });
  test.session().settings().set("query_timeout", "3");
  test.session().settings().set("concurrency", "1");
  const std::string message =
      out_of_time(test, profiles({kAccount, kOtherAccount}), milliseconds{3100});
  EXPECT_NE(message.find(kOtherAccount), std::string::npos) << message;
  EXPECT_EQ(message.find(kAccount), std::string::npos) << message;
}

TEST(QueryTimeout, names_a_few_of_what_is_outstanding) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) { return throttled(seconds{50}); });
  test.session().settings().set("query_timeout", "1");
  test.session().settings().set("concurrency", "2");
  std::vector<std::string> accounts;
  for (int i = 0; i < 9; ++i) accounts.push_back(std::to_string(i) + std::string(31, 'a'));
  const std::string message = out_of_time(test, profiles(accounts), milliseconds{1100});
  EXPECT_NE(message.find("account 2aaa"), std::string::npos) << message;
  EXPECT_EQ(message.find("account 3aaa"), std::string::npos) << message;
  EXPECT_NE(message.find("and 6 more"), std::string::npos) << message;
}

TEST(QueryTimeout, fails_the_scan_whatever_on_error_says) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl& url) {
    return url.path.find(kAccount) != std::string::npos ? throttled(seconds{50}) : profile(url);
  });
  test.session().settings().set("on_error", "skip");
  test.session().settings().set("query_timeout", "2");
  out_of_time(test, profiles({kAccount, kOtherAccount}), milliseconds{2100});
}

TEST(QueryTimeout, does_not_count_the_time_of_the_reader) {
  TestSession test(day("2026-10-20"), profile);
  test.session().settings().set("query_timeout", "1");
  test.session().settings().set("concurrency", "1");
  std::vector<std::string> accounts;
  for (int i = 0; i < 9; ++i) accounts.push_back(std::to_string(i) + std::string(31, 'a'));
  const auto pipeline = test.start(billing_profile_table(), profiles(accounts));
  int rows = 0;
  while (pipeline->next(kNever)) {
    ++rows;
    test.clock().advance(seconds{60});
  }
  EXPECT_EQ(rows, 9);
}

TEST(QueryTimeout, counts_the_work_of_all_rows_together) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl& url) {
    static int asked = 0;
    return ++asked % 2 == 1 ? throttled(seconds{1}) : profile(url);
  });
  test.session().settings().set("query_timeout", "3");
  test.session().settings().set("concurrency", "1");
  std::vector<std::string> accounts;
  for (int i = 0; i < 9; ++i) accounts.push_back(std::to_string(i) + std::string(31, 'a'));
  const auto pipeline = test.start(billing_profile_table(), profiles(accounts));
  int rows = 0;
  try {
    while (pipeline->next(kNever)) ++rows;
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("query_timeout"), std::string::npos) << error.what();
  }
  EXPECT_GT(rows, 0);
  EXPECT_LT(rows, 4);
}

TEST(QueryTimeout, of_zero_is_none) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl& url) {
    static int asked = 0;
    return ++asked == 1 ? throttled(seconds{50}) : profile(url);
  });
  EXPECT_EQ(test.rows(billing_profile_table(), profiles()).size(), 1U);
}

TEST(QueryTimeout, an_interrupt_is_an_interrupt) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) { return throttled(seconds{50}); });
  test.session().settings().set("query_timeout", "2");
  const auto pipeline = test.start(billing_profile_table(), profiles());
  try {
    static_cast<void>(pipeline->next([&] { return test.clock().elapsed() > seconds{1}; }));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::interrupted);
  }
}

}  // namespace
}  // namespace cf_billing
