#include "api/api_error.h"

#include <gtest/gtest.h>

#include "support/answers.h"

namespace cf_billing {
namespace {

Error error_of(const Exchange& exchange, const ApiRequest& request = usage_request()) {
  return error_from(exchange, parse_api_words(exchange.response.body), request,
                    context_with_example_secrets());
}

Error error_for(HttpResponse response,
                RetryDecision::Action verdict = RetryDecision::Action::accept) {
  response.ray = "8f2a1b3c4d5e6f70-FRA";
  return error_of(exchange_of(std::move(response), verdict));
}

TEST(ApiMessages, are_read_in_every_shape_seen) {
  const auto count = [](const char* body) { return parse_api_words(body).errors.size(); };
  EXPECT_EQ(count(""), 0U);
  EXPECT_EQ(count("<html><title>502</title></html>"), 0U);
  EXPECT_EQ(count("{\"success\":false"), 0U);
  EXPECT_EQ(count(R"({"success":false,"result":null})"), 0U);
  EXPECT_EQ(count(R"({"success":false,"errors":null})"), 0U);
  EXPECT_EQ(count(R"({"success":false,"errors":{}})"), 0U);
  EXPECT_EQ(count(R"({"errors":[]})"), 0U);
  EXPECT_EQ(count("[]"), 0U);
  EXPECT_EQ(count("null"), 0U);
  EXPECT_EQ(count(R"({"errors":[{"code":1,"message":"a"},{"message":"b"},"c",4,null]})"), 5U);

  const auto messages =
      parse_api_words(R"({"errors":[{"code":1,"message":"a"},{"message":"b"},"c"]})").errors;
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages[0].code, 1);
  EXPECT_EQ(messages[0].message, "a");
  EXPECT_EQ(messages[1].code, std::nullopt);
  EXPECT_EQ(messages[1].message, "b");
  EXPECT_EQ(messages[2].message, "c");
}

TEST(ApiMessages, keep_their_chain) {
  const auto messages =
      parse_api_words(
          R"({"success":false,"errors":[{"code":6003,"message":"Invalid request headers",
          "error_chain":[{"code":6111,"message":"Invalid format for Authorization header",
            "error_chain":[{"code":1,"message":"deep"}]}]}]})")
          .errors;
  ASSERT_EQ(messages.size(), 1U);
  ASSERT_EQ(messages[0].chain.size(), 1U);
  EXPECT_EQ(messages[0].chain[0].code, 6111);
  ASSERT_EQ(messages[0].chain[0].chain.size(), 1U);
  EXPECT_EQ(messages[0].chain[0].chain[0].message, "deep");
}

TEST(ApiMessages, do_not_follow_a_bottomless_chain) {
  std::string body = R"({"errors":[)";
  for (int i = 0; i < 400; ++i) body += R"({"code":1,"message":"m","error_chain":[)";
  for (int i = 0; i < 400; ++i) body += "]}";
  body += "]}";
  EXPECT_EQ(parse_api_words(body).errors.size(), 1U);
}

struct Case {
  int status;
  std::string body;
  ErrorKind kind;
  std::vector<std::string> says;
};

TEST(ApiError, tells_kind_code_message_and_remedy) {
  const std::vector<Case> cases = {
      {403,
       failure(10000, "Authentication error"),
       ErrorKind::auth,
       {"HTTP 403, code 10000: Authentication error", "The token needs Account › Billing › Read",
        "restricted to some accounts"}},
      {401, failure(10000, "Authentication error"), ErrorKind::auth, {"HTTP 401, code 10000"}},
      {403, failure(9109, "Unauthorized"), ErrorKind::auth, {"code 9109", "Billing › Read"}},
      {403, "", ErrorKind::auth, {"HTTP 403", "was not the API", "firewall", "It is empty."}},
      {403,
       R"({"success":false,"errors":[{"message":"Forbidden"}]})",
       ErrorKind::auth,
       {"HTTP 403: Forbidden", "without a code", "perhaps", "Billing › Read"}},
      {403, "<html>blocked</html>", ErrorKind::auth, {"HTTP 403", "was not the API"}},
      {400, failure(7003, "Could not route"), ErrorKind::usage, {"code 7003", "account id"}},
      {404, failure(7000, "No route"), ErrorKind::usage, {"code 7000", "account id"}},
      {400,
       failure(1183, "Invalid request parameters"),
       ErrorKind::usage,
       {"HTTP 400, code 1183: Invalid request parameters"}},
      {429, failure(10100, "Throttled"), ErrorKind::busy, {"HTTP 429, code 10100", "1,200"}},
      {429, failure(971, "Please wait"), ErrorKind::busy, {"code 971"}},
      {410, "", ErrorKind::usage, {"HTTP 410"}},
      {404, "", ErrorKind::usage, {"HTTP 404"}},
      {301, "", ErrorKind::usage, {"HTTP 301", "base_url"}},
      {302, "<html></html>", ErrorKind::usage, {"HTTP 302", "base_url"}},
      {500, "", ErrorKind::io, {"HTTP 500"}},
      {502, "<html><title>502 Bad Gateway</title></html>", ErrorKind::io, {"HTTP 502"}},
      {522, "error code: 522", ErrorKind::io, {"HTTP 522"}},
      {503, failure(10000, "x"), ErrorKind::io, {"HTTP 503"}},
      {200, failure(10000, "Authentication error"), ErrorKind::auth, {"HTTP 200, code 10000"}},
      {200, failure(9109, "x"), ErrorKind::auth, {"code 9109"}},
      {200, failure(10100, "x"), ErrorKind::busy, {"code 10100"}},
      {200, failure(971, "x"), ErrorKind::busy, {"code 971"}},
      {200, failure(7003, "x"), ErrorKind::usage, {"code 7003"}},
      {200,
       R"({"success":false,"errors":null,"result":null})",
       ErrorKind::usage,
       {"success is false"}},
      {400,
       R"({"success":false,"errors":[{"message":"no code here"}]})",
       ErrorKind::usage,
       {"HTTP 400: no code here"}},
      {400, R"({"success":false,"errors":[{}]})", ErrorKind::usage, {"HTTP 400"}},
      {400,
       R"({"success":false,"errors":[{"code":6003,"message":"Invalid request headers",
           "error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]}]})",
       ErrorKind::usage,
       {"code 6003: Invalid request headers", "code 6111: Invalid format", "api_token"}},
      {400,
       R"({"success":false,"errors":[{"code":1,"message":"a"},{"code":2,"message":"b"}]})",
       ErrorKind::usage,
       {"code 1: a", "code 2: b"}},
  };
  for (const Case& each : cases) {
    const Error error = error_for(answered(each.status, each.body));
    const std::string text = error.what();
    EXPECT_EQ(error.kind(), each.kind) << text;
    EXPECT_TRUE(text.starts_with("cf_focus_usage: HTTP " + std::to_string(each.status))) << text;
    EXPECT_TRUE(contains(text, "account " + kAccount)) << text;
    EXPECT_TRUE(contains(text, "GET …/billable/usage")) << text;
    EXPECT_TRUE(contains(text, "ray 8f2a1b3c4d5e6f70-FRA")) << text;
    EXPECT_FALSE(contains(text, "\n")) << text;
    for (const std::string& part : each.says) EXPECT_TRUE(contains(text, part)) << text;
  }
}

TEST(ApiError, names_the_restriction_only_where_there_is_one) {
  const Error error = error_of(exchange_of(answered(403, failure(10000, "Authentication error"))),
                               user_request("billing/profile"));
  const std::string text = error.what();
  EXPECT_FALSE(contains(text, "restricted")) << text;
  EXPECT_TRUE(contains(text, "GET /user/billing/profile")) << text;
}

TEST(ApiError, reports_lost_connections_with_the_transports_words_and_attempts) {
  Exchange exchange = exchange_of(failed(TransferOutcome::failed, "Connection reset by peer"),
                                  RetryDecision::Action::exhausted);
  exchange.attempts = 4;
  const Error error = error_of(exchange);
  EXPECT_EQ(error.kind(), ErrorKind::io);
  EXPECT_TRUE(contains(error.what(), "Connection reset by peer")) << error.what();
  EXPECT_TRUE(contains(error.what(), " 4 ")) << error.what();
  EXPECT_EQ(error_for(failed(TransferOutcome::hopeless, "bad certificate")).kind(), ErrorKind::io);
}

TEST(ApiError, names_the_setting_for_an_answer_too_large) {
  const Error error = error_for(failed(TransferOutcome::oversized, ""));
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  EXPECT_TRUE(contains(error.what(), "max_response_mib")) << error.what();
}

TEST(ApiError, names_a_wait_that_is_longer_than_max_wait) {
  Exchange exchange =
      exchange_of(answered(429, failure(10100, "Throttled")), RetryDecision::Action::too_long);
  exchange.server_wait = std::chrono::milliseconds{299'500};
  for (const bool is_told : {false, true}) {
    if (is_told) exchange.response.retry_after = exchange.server_wait;
    const Error error = error_of(exchange);
    EXPECT_EQ(error.kind(), ErrorKind::busy);
    EXPECT_TRUE(contains(error.what(), "300 s")) << error.what();
    EXPECT_TRUE(contains(error.what(), "max_wait (60 s)")) << error.what();
    EXPECT_EQ(contains(error.what(), "The server asks to wait"), is_told) << error.what();
    EXPECT_EQ(contains(error.what(), "300 queries of analytics in five minutes"), !is_told)
        << error.what();
  }
}

void expect_no_credential(const std::string& text) {
  for (const std::string& secret : {kExampleToken, kExampleKey, kExampleEmail}) {
    for (std::size_t at = 0; at + 10 <= secret.size(); ++at) {
      ASSERT_FALSE(contains(text, secret.substr(at, 10))) << text;
    }
  }
}

TEST(ApiError, shows_no_credential_that_a_server_echoes) {
  for (const std::string& secret : {kExampleToken, kExampleKey, kExampleEmail}) {
    const std::string echo = "bad value '" + secret + "' (" + secret + ")";
    for (const int status : {200, 302, 400, 401, 403, 404, 429, 500}) {
      expect_no_credential(error_for(answered(status, failure(1, echo))).what());
      expect_no_credential(
          error_for(answered(status, R"({"success":false,"errors":[{"code":1,"message":"m",)"
                                     R"("error_chain":[{"code":2,"message":")" +
                                         echo + R"("}]}]})"))
              .what());
    }
    expect_no_credential(error_for(failed(TransferOutcome::failed, echo)).what());
    expect_no_credential(
        error_for(answered(400, failure(1, std::string(390, 'y') + secret))).what());
  }
  const std::string other = "cfut_" + std::string(40, 'x');
  EXPECT_FALSE(contains(error_for(answered(400, failure(1, "got " + other))).what(), other));
}

TEST(ApiError, shows_no_credential_echoed_in_the_ray_header) {
  HttpResponse response = answered(403, failure(10000, "x"));
  response.ray = kExampleToken;
  expect_no_credential(error_of(exchange_of(response)).what());
}

TEST(ApiError, is_one_line_of_bounded_length) {
  const Error error =
      error_for(answered(400, R"({"success":false,"errors":[{"code":1,"message":"a\nb\u0007c\r\n)" +
                                  std::string(5000, 'z') + R"("}]})"));
  const std::string text = error.what();
  EXPECT_TRUE(contains(text, "a b c ")) << text;
  EXPECT_LT(text.size(), 1000U);
}

bool route_is_gone(const HttpResponse& response) {
  return answer_of(response, usage_request())->route_is_gone;
}

TEST(ApiError, names_the_permission_of_the_endpoint) {
  ApiRequest request = account_request(kAccount, "alerting/v3/policies");
  request.permission = "Account › Notifications › Read";
  for (const auto& [status, code] : {std::pair(401, 10000), {403, 10000}, {403, 9109}}) {
    const auto answer = answer_of(answered(status, failure(code, "no")), request);
    EXPECT_TRUE(contains(answer->error->what(), "Account › Notifications › Read")) << status;
    EXPECT_FALSE(contains(answer->error->what(), "Billing")) << status;
  }
}

TEST(RouteIsGone, by_status_or_code) {
  for (const int status : {404, 410}) EXPECT_TRUE(route_is_gone(answered(status, ""))) << status;
  for (const int code : {7003, 7000}) {
    EXPECT_TRUE(route_is_gone(answered(400, failure(code, "Could not route"))));
    EXPECT_TRUE(route_is_gone(answered(200, failure(code, "Could not route"))));
    EXPECT_FALSE(route_is_gone(answered(500, failure(code, "x"))));
  }
  EXPECT_TRUE(route_is_gone(
      answered(400, R"({"success":false,"errors":[{"code":1,"error_chain":[{"code":7003}]}]})")));
  EXPECT_FALSE(route_is_gone(answered(400, failure(1183, "x"))));
  EXPECT_FALSE(route_is_gone(answered(403, failure(10000, "x"))));
  EXPECT_FALSE(route_is_gone(answered(200, envelope({}))));
  EXPECT_FALSE(route_is_gone(failed(TransferOutcome::failed, "reset")));
}

}  // namespace
}  // namespace cf_billing
