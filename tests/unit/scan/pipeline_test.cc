#include "scan/pipeline.h"

#include <gtest/gtest.h>

#include "support/days.h"
#include "support/test_session.h"

namespace cf_billing {
namespace {

const auto kNever = [] { return false; };

std::string account(int number) {
  std::string id = std::to_string(number);
  return std::string(32 - id.size(), 'a') + id;
}

Scan profiles(int accounts) {
  Scan scan;
  for (int i = 0; i < accounts; ++i) scan.accounts.emplace_back(account(i));
  return scan;
}

HttpResponse profile_of(const RequestedUrl& url) {
  return answered(200, envelope_of(object({{"id", url.path}})));
}

std::string failing(TestSession& test, const Scan& scan, std::optional<ErrorKind>& kind) {
  return test.error(billing_profile_table(), scan, &kind);
}

TEST(Pipeline, returns_rows_in_the_order_of_the_accounts_asked_in_parallel) {
  TestSession test(day("2026-10-20"), profile_of);
  const auto rows = test.rows(billing_profile_table(), profiles(40));
  ASSERT_EQ(rows.size(), 40U);
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(rows[static_cast<std::size_t>(i)].at("account_id"), account(i));
    EXPECT_EQ(rows[static_cast<std::size_t>(i)].at("id"),
              "/accounts/" + account(i) + "/billing/profile");
  }
  EXPECT_EQ(test.asked().size(), 40U);
  EXPECT_EQ(test.transport().most_at_once, 8U);
}

TEST(Pipeline, keeps_to_the_concurrency_set) {
  for (const std::size_t allowed : {std::size_t{1}, std::size_t{3}}) {
    TestSession test(day("2026-10-20"), profile_of);
    test.session().settings().set("concurrency", std::to_string(allowed));
    EXPECT_EQ(test.rows(billing_profile_table(), profiles(10)).size(), 10U);
    EXPECT_EQ(test.transport().most_at_once, allowed);
  }
}

TEST(Pipeline, does_not_run_ahead_of_a_reader_who_stops) {
  TestSession test(day("2026-10-20"), profile_of);
  {
    const auto pipeline = test.start(billing_profile_table(), profiles(100));
    ASSERT_TRUE(pipeline->next(kNever));
    EXPECT_LE(test.asked().size(), 17U);
  }
  EXPECT_EQ(test.transport().under_way(), 0U);
}

TEST(Pipeline, of_the_user_asks_without_an_account) {
  TestSession test(day("2026-10-20"), profile_of);
  Scan scan;
  scan.accounts = {std::nullopt};
  const auto rows = test.rows(billing_profile_table(), scan);
  EXPECT_EQ(rows.at(0).at("id"), "/user/billing/profile");
  EXPECT_EQ(rows.at(0).count("account_id"), 0U);
}

TEST(Pipeline, has_no_rows_where_the_result_is_null) {
  TestSession test(day("2026-10-20"),
                   [](const RequestedUrl&) { return answered(200, envelope_of("null")); });
  EXPECT_TRUE(test.rows(billing_profile_table(), profiles(3)).empty());
  EXPECT_EQ(test.asked().size(), 3U);
}

TEST(Pipeline, asks_nobody_where_there_is_nobody) {
  TestSession test(day("2026-10-20"), profile_of);
  EXPECT_TRUE(test.rows(billing_profile_table(), profiles(0)).empty());
  EXPECT_TRUE(test.asked().empty());
}

TEST(Pipeline, fails_naming_the_account_that_failed) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl& url) {
    return url.path.find(account(5)) != std::string::npos
               ? answered(403, failure(9109, "Unauthorized"))
               : profile_of(url);
  });
  std::optional<ErrorKind> kind;
  const std::string error = failing(test, profiles(10), kind);
  EXPECT_EQ(kind, ErrorKind::auth);
  EXPECT_NE(error.find(account(5)), std::string::npos) << error;
  EXPECT_TRUE(error.starts_with("cf_billing_profile: HTTP 403, code 9109")) << error;
}

TEST(Pipeline, retries_and_then_reports) {
  int attempts = 0;
  TestSession test(day("2026-10-20"), [&](const RequestedUrl& url) {
    return ++attempts <= 3 ? answered(503, "<html></html>") : profile_of(url);
  });
  EXPECT_EQ(test.rows(billing_profile_table(), profiles(1)).size(), 1U);
  EXPECT_EQ(attempts, 4);
  attempts = -100;
  std::optional<ErrorKind> kind;
  failing(test, profiles(1), kind);
  EXPECT_EQ(kind, ErrorKind::io);
  EXPECT_EQ(attempts, -96);
}

TEST(Pipeline, retries_a_body_that_was_cut_short) {
  int attempts = 0;
  TestSession test(day("2026-10-20"), [&](const RequestedUrl& url) {
    return ++attempts == 1 ? answered(200, R"({"success":true,"result":{"id":)") : profile_of(url);
  });
  EXPECT_EQ(test.rows(billing_profile_table(), profiles(1)).size(), 1U);
  EXPECT_EQ(attempts, 2);
}

TEST(Pipeline, reports_a_block_at_once) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) {
    HttpResponse response = answered(429, failure(10100, "Throttled"));
    response.retry_after = std::chrono::seconds{300};
    return response;
  });
  std::optional<ErrorKind> kind;
  const std::string error = failing(test, profiles(1), kind);
  EXPECT_EQ(kind, ErrorKind::busy);
  EXPECT_NE(error.find("300 s"), std::string::npos) << error;
  EXPECT_EQ(test.asked().size(), 1U);
}

TEST(Pipeline, is_interrupted) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) {
    HttpResponse response = answered(429, "");
    response.retry_after = std::chrono::seconds{50};
    return response;
  });
  const auto pipeline = test.start(billing_profile_table(), profiles(3));
  try {
    static_cast<void>(
        pipeline->next([&] { return test.clock().elapsed() > std::chrono::seconds{2}; }));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::interrupted);
  }
  EXPECT_LT(test.clock().elapsed(), std::chrono::milliseconds{2100});
}

TEST(Pipeline, needs_credentials_before_any_request) {
  TestSession test(day("2026-10-20"), profile_of);
  test.session().settings().set("api_token", "");
  std::optional<ErrorKind> kind;
  EXPECT_NE(failing(test, profiles(1), kind), "");
  EXPECT_EQ(kind, ErrorKind::auth);
  EXPECT_TRUE(test.asked().empty());
}

TEST(Pipeline, trusts_whom_it_trusted_when_it_began) {
  TestSession test(day("2026-10-20"), profile_of);
  test.session().settings().set("concurrency", "1");
  const auto pipeline = test.start(billing_profile_table(), profiles(3));
  const auto never = [] { return false; };
  ASSERT_TRUE(pipeline->next(never));
  // Where the credential is not to go.
  test.session().settings().set("ca_file", "/own.pem");
  test.session().settings().set("base_url", "https://elsewhere.example/client/v4");
  while (pipeline->next(never)) {
  }
  ASSERT_EQ(test.transport().requests.size(), 3U);
  for (const HttpRequest& request : test.transport().requests) {
    EXPECT_EQ(request.ca_file, "");
    EXPECT_TRUE(request.url.starts_with("https://api.cloudflare.com/")) << request.url;
  }
}

TEST(Pipeline, passes_the_settings_on_to_each_request) {
  TestSession test(day("2026-10-20"), profile_of);
  Settings& settings = test.session().settings();
  settings.set("timeout", "7");
  settings.set("connect_timeout", "3");
  settings.set("max_response_mib", "2");
  settings.set("ca_file", "/etc/ssl/own.pem");
  settings.set("base_url", "http://127.0.0.1:8080/client/v4///");
  settings.set("api_token", kExampleToken);
  test.rows(billing_profile_table(), profiles(1));
  const HttpRequest& request = test.transport().requests.at(0);
  EXPECT_EQ(request.url,
            "http://127.0.0.1:8080/client/v4/accounts/" + account(0) + "/billing/profile");
  EXPECT_EQ(request.timeout, std::chrono::seconds{7});
  EXPECT_EQ(request.connect_timeout, std::chrono::seconds{3});
  EXPECT_EQ(request.max_body_bytes, 2U << 20U);
  EXPECT_EQ(request.ca_file, "/etc/ssl/own.pem");
  EXPECT_TRUE(request.plain_http);
}

TEST(Pipeline, gives_rowids_that_differ_per_account_and_not_per_scan) {
  TestSession test(day("2026-10-20"), [](const RequestedUrl&) {
    return answered(200, envelope_of(R"({"company":"same"})"));
  });
  test.rows(billing_profile_table(), profiles(5));
  const auto first = test.rowids;
  EXPECT_EQ(std::set<std::int64_t>(first.begin(), first.end()).size(), 5U);
  test.rows(billing_profile_table(), profiles(5));
  EXPECT_EQ(test.rowids, first);
}

TEST(Pipeline, goes_on_asking_the_server_that_it_began_with) {
  TestSession test(day("2026-10-20"), profile_of);
  const auto pipeline = test.start(billing_profile_table(), profiles(40));
  ASSERT_TRUE(pipeline->next(kNever));
  test.session().settings().set("base_url", "https://elsewhere.example/client/v4");
  while (pipeline->next(kNever)) {
  }
  ASSERT_EQ(test.transport().requests.size(), 40U);
  for (const HttpRequest& request : test.transport().requests) {
    EXPECT_TRUE(request.url.starts_with(kBaseUrl)) << request.url;
  }
}

}  // namespace
}  // namespace cf_billing
