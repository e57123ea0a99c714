// Errors of GraphQL: what they say, and what an answer with some of them is.
#include "api/graphql_error.h"

#include <gtest/gtest.h>

#include "support/answers.h"

namespace cf_billing {
namespace {

ApiRequest query() {
  ApiRequest request = request_of("account " + kAccount, "/graphql");
  request.method = HttpMethod::post;
  request.is_graphql = true;
  request.permission = "Account › Account Analytics › Read";
  request.reading.place = {RecordPlace::Kind::object, "data"};
  request.subject = "someGroups";
  return request;
}

TEST(GraphqlErrors, are_read_with_code_and_path) {
  const auto errors = parse_graphql_errors(
      R"([{"message":"no","path":["viewer","accounts",0,"x"],"extensions":{"code":"authz"}},)"
      R"({"message":null,"path":null,"extensions":null},{}])",
      {});
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_TRUE(errors[0].is_denial());
  EXPECT_EQ(errors[0].path, (std::vector<std::string>{"viewer", "accounts", "0", "x"}));
  EXPECT_EQ(described(errors),
            "code authz: no, at viewer.accounts.0.x; an error without a message; an error without "
            "a message");
}

TEST(GraphqlErrors, of_another_shape_are_none) {
  EXPECT_TRUE(parse_graphql_errors("", {}).empty());
  EXPECT_TRUE(parse_graphql_errors("null", {}).empty());
  EXPECT_TRUE(parse_graphql_errors(R"({"message":"no"})", {}).empty());
}

TEST(GraphqlErrors, show_no_credential) {
  const auto errors = parse_graphql_errors(
      R"([{"message":")" + kExampleToken + R"(","path":[")" + kExampleKey + R"("]}])",
      {Secret(kExampleToken), Secret(kExampleKey)});
  EXPECT_EQ(described(errors), "[redacted], at [redacted]");
}

TEST(GraphqlAnswers, with_errors_are_no_success_and_keep_what_came) {
  const std::string body = R"({"data":{"a":1},"errors":[{"message":"half of it"}]})";
  const auto answer = answer_of(answered(200, body), query());
  EXPECT_FALSE(answer->is_success());
  EXPECT_EQ(answer->document, body);
  EXPECT_EQ(answer->graphql_errors.size(), 1U);
  EXPECT_EQ(std::string(answer->error->what()), "cf_focus_usage: HTTP 200, half of it (account " +
                                                    kAccount + ", POST …/graphql of someGroups).");
  EXPECT_EQ(answer->error->kind(), ErrorKind::usage);
}

TEST(GraphqlAnswers, without_errors_are_a_success) {
  for (const char* errors : {"null", "[]"}) {
    const auto answer = answer_of(
        answered(200, std::string(R"({"data":{"a":1},"errors":)") + errors + "}"), query());
    EXPECT_TRUE(answer->is_success()) << errors;
    EXPECT_FALSE(answer->document.empty());
  }
}

TEST(GraphqlAnswers, that_are_used_up_or_denied_say_so) {
  const auto of = [](const std::string& error) {
    return *answer_of(answered(200, R"({"data":null,"errors":[)" + error + "]}"), query())->error;
  };
  EXPECT_EQ(of(R"({"message":"rate limiter budget depleted, try again later"})").kind(),
            ErrorKind::busy);
  EXPECT_EQ(of(R"({"message":"no","extensions":{"code":"authz"}})").kind(), ErrorKind::auth);
}

TEST(GraphqlAnswers, that_are_cut_are_errors_of_the_network) {
  const auto answer = answer_of(answered(200, R"({"data":null,"errors":[{"message":"ha)"), query());
  EXPECT_EQ(answer->error->kind(), ErrorKind::io);
  EXPECT_TRUE(answer->graphql_errors.empty());
}

TEST(GraphqlAnswers, of_status_403_have_errors_too) {
  const auto answer = answer_of(
      answered(403, R"({"data":null,"errors":[{"message":"no","extensions":{"code":"authz"}}]})"),
      query());
  ASSERT_EQ(answer->graphql_errors.size(), 1U);
  EXPECT_TRUE(answer->graphql_errors.front().is_denial());
  EXPECT_EQ(answer->error->kind(), ErrorKind::auth);
  const std::string text = answer->error->what();
  EXPECT_TRUE(contains(text, "HTTP 403, code authz: no (account ")) << text;
  EXPECT_TRUE(contains(text, "The token needs Account › Account Analytics › Read")) << text;
}

/// Whatever word it is, it is what a user can look for; what it means is not known.
TEST(GraphqlAnswers, of_status_403_or_400_show_the_code_that_they_have) {
  const auto of = [](int status, const std::string& code) {
    return *answer_of(
                answered(status, R"({"data":null,"errors":[{"message":"no","path":["viewer"],)"
                                 R"("extensions":{"code":)" +
                                     code + "}}]}"),
                query())
                ->error;
  };
  for (const char* code : {"plan_limit", "1234"}) {
    const Error refused = of(403, '"' + std::string(code) + '"');
    const std::string text = refused.what();
    EXPECT_EQ(refused.kind(), ErrorKind::auth);
    EXPECT_TRUE(contains(text, "HTTP 403, code " + std::string(code) + ": no, at viewer")) << text;
    EXPECT_FALSE(contains(text, "without a code")) << text;
    EXPECT_FALSE(contains(text, "The token needs")) << text;
    EXPECT_TRUE(contains(text, "perhaps the token needs Account › Account Analytics › Read"))
        << text;
  }
  const Error asked_wrongly = of(400, "\"parse\"");
  EXPECT_EQ(asked_wrongly.kind(), ErrorKind::usage);
  EXPECT_TRUE(contains(asked_wrongly.what(), "HTTP 400, code parse: no, at viewer"))
      << asked_wrongly.what();
  // One of the API's own is a number, and told with what it says elsewhere.
  const auto both = answer_of(
      answered(403, R"({"errors":[{"code":10000,"message":"no","extensions":{"code":"x"}}]})"),
      query());
  EXPECT_TRUE(contains(both->error->what(), "HTTP 403, code 10000: no")) << both->error->what();
}

TEST(GraphqlAnswers, of_status_403_without_a_code_name_no_permission_for_certain) {
  for (const char* errors : {"null", "[]", R"([{"message":"Forbidden"}])"}) {
    const std::string body = std::string(R"({"data":null,"errors":)") + errors + "}";
    const std::string text = answer_of(answered(403, body), query())->error->what();
    EXPECT_FALSE(contains(text, "The token needs")) << text;
    EXPECT_TRUE(contains(text, "without a code, so perhaps the token needs")) << text;
  }
}

}  // namespace
}  // namespace cf_billing
