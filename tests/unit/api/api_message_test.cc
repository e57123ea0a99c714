// What the API says in its many ways: errors of every shape, beside a result or instead of one.
#include "api/api_message.h"

#include <gtest/gtest.h>

#include "support/answers.h"

namespace cf_billing {
namespace {

std::string shown(const std::string& errors) {
  return described(parse_error_list(errors),
                   [](std::string_view text) { return std::string(text); });
}

TEST(ApiMessages, in_an_object_are_read) {
  EXPECT_EQ(shown(R"({"code":1183,"message":"no"})"), "code 1183: no");
  EXPECT_EQ(shown(R"({"message":"no"})"), "no");
  EXPECT_EQ(shown(R"({"10000":"Authentication error"})"), "code 10000: Authentication error");
  EXPECT_EQ(shown(R"({"10000":{"message":"no","source":{"pointer":"/x"}}})"),
            "code 10000: no, at /x");
  EXPECT_EQ(shown(R"({"from":["is no date","is late"],"to":"is early"})"),
            "from: is no date; from: is late; to: is early");
  EXPECT_EQ(shown(R"({"1":null})"), "code 1");
  EXPECT_EQ(shown(R"({"from":null})"), "from");
  EXPECT_EQ(shown(R"({"from":{"code":7,"message":"bad"}})"), "code 7: from: bad");
}

TEST(ApiMessages, of_other_shapes_are_read) {
  EXPECT_EQ(shown(R"("broken")"), "broken");
  EXPECT_EQ(shown("7"), "7");
  EXPECT_EQ(shown("true"), "true");
  EXPECT_EQ(shown("[[1]]"), "[1]");
  EXPECT_EQ(shown(R"([{"code":"10000","message":7}])"), "code 10000: 7");
  EXPECT_EQ(shown(R"([{"code":"unauthorized"}])"), "unauthorized");
  EXPECT_EQ(shown(R"([{"code":18446744073709551615,"message":"x"}])"), "x");
  EXPECT_EQ(shown("[null]"), "an error without code or message");
  EXPECT_EQ(shown("not JSON"), "an error without code or message");
  EXPECT_EQ(shown(""), "");
}

TEST(ApiMessages, tell_which_parameter_was_wrong_and_where_to_read_on) {
  EXPECT_EQ(shown(R"([{"code":1,"message":"no","source":{"pointer":"/body/from"},)"
                  R"("documentation_url":"https://developers.cloudflare.com/x"}])"),
            "code 1: no, at /body/from, see https://developers.cloudflare.com/x");
  EXPECT_EQ(shown(R"([{"code":1,"source":null,"documentation_url":null}])"), "code 1");
}

TEST(ApiMessages, with_half_a_character_keep_code_and_words) {
  EXPECT_EQ(shown(R"([{"code":1183,"message":"no \ud800 way"}])"), "code 1183: no \uFFFD way");
  EXPECT_EQ(shown("[{\"code\":1183,\"message\":\"no \xff way\"}]"), "code 1183: no \uFFFD way");
  EXPECT_EQ(shown("[{\"code\":1183,\"message\":\"no\nway\"}]"), "code 1183: no way");
}

TEST(ApiMessages, that_were_cut_off_are_read_as_far_as_they_go) {
  EXPECT_EQ(shown(R"([{"code":1,"message":"a"},{"code":2,"message":"b c)"),
            "code 1: a; code 2: b ");
  EXPECT_EQ(shown("[      "), "an error without code or message");
}

const RecordLayout kLayout = {{"id", FieldType::text, {"id"}}};

std::shared_ptr<Answer> read(const std::string& body, int status = 200, ErrorContext context = {}) {
  ApiRequest request = usage_request();
  request.layout = &kLayout;
  if (context.table.empty()) context = context_with_example_secrets();
  AnswerReader reader(request.layout, request.reading);
  HttpResponse response = answered(status, body);
  deliver(response, reader);
  response.body.resize(std::min(response.body.size(), kBodyHead));
  return make_answer(exchange_of(std::move(response)), reader, request, context);
}

std::string with_errors(const std::string& errors) {
  return R"({"success":true,"errors":)" + errors + R"(,"messages":[],"result":[{"id":"x"}]})";
}

TEST(Answer, with_success_beside_errors_is_an_error) {
  for (const char* errors : {R"([{"code":1183,"message":"cut"}])", R"({"1183":"cut"})",
                             R"({"code":1183,"message":"cut"})"}) {
    const auto answer = read(with_errors(errors));
    ASSERT_TRUE(answer->error) << errors;
    EXPECT_TRUE(contains(answer->error->what(), "HTTP 200, code 1183: cut"))
        << answer->error->what();
    EXPECT_EQ(first_code(answer->errors), 1183);
    EXPECT_EQ(answer->records, nullptr);
  }
  EXPECT_TRUE(read(with_errors(R"("broken")"))->error);
  EXPECT_TRUE(read(with_errors("[null]"))->error);
  for (const char* none : {"null", "[]", "{}", "\"\"", "[ ]"}) {
    EXPECT_TRUE(read(with_errors(none))->is_success()) << none;
  }
}

TEST(Answer, without_success_is_an_error_beside_errors) {
  ApiRequest request = usage_request();
  request.layout = &kLayout;
  request.reading.place = {RecordPlace::Kind::list, "data.viewer.accounts"};
  const auto error = [&](const std::string& body) {
    const auto answer = answer_of(answered(200, body), request);
    return std::string(answer->error ? answer->error->what() : "none");
  };
  const std::string errors = R"([{"message":"not entitled","path":["viewer"]}])";
  for (const std::string data : {"null", R"({"viewer":null})", R"({"viewer":{"accounts":[]}})",
                                 R"({"viewer":{"accounts":[{"id":"a"}]}})"}) {
    EXPECT_TRUE(contains(error(R"({"data":)" + data + R"(,"errors":)" + errors + "}"),
                         "HTTP 200: not entitled"));
    EXPECT_EQ(error(R"({"data":)" + data + R"(,"errors":null})"), "none");
  }
}

TEST(Answer, tells_code_and_message_of_errors_larger_than_what_is_kept) {
  const std::string large(200'000, 'x');
  for (const std::string& body :
       {R"({"success":false,"errors":[{"code":1183,"message":"no )" + large +
            R"("}],"result":null})",
        R"({"result":[],"success":false,"errors":[{"code":1183,"message":"no"},{"a":")" + large +
            R"("}]})",
        with_errors(R"([{"code":1183,"message":"no )" + large + "\"}]")}) {
    for (const int status : {200, 400}) {
      const auto answer = read(body, status);
      ASSERT_TRUE(answer->error);
      EXPECT_EQ(first_code(answer->errors), 1183) << status;
      EXPECT_TRUE(contains(answer->error->what(), "code 1183: no")) << answer->error->what();
      EXPECT_LT(std::string(answer->error->what()).size(), 1000U);
    }
  }
}

TEST(Answer, keeps_what_is_announced_beside_an_error) {
  const std::string words = R"([{"code":1,"message":"endpoint will be removed"}])";
  const std::string body =
      R"({"success":false,"errors":[{"code":2}],"messages":)" + words + R"(,"result":null})";
  EXPECT_EQ(read(body)->messages, words);
  EXPECT_EQ(read(body, 403)->messages, words);
  EXPECT_EQ(read(R"({"success":false,"messages":["got )" + kExampleToken + "\"]}", 403)->messages,
            R"(["got [redacted]"])");
  EXPECT_EQ(read(R"({"success":false,"messages":[]})", 403)->messages, "");
}

TEST(Answer, of_a_firewall_is_no_word_of_the_api) {
  for (const char* page : {"<!DOCTYPE html><title>Attention Required!</title>", "Access denied",
                           R"({"message":"Forbidden"})", "null", "[]", "\"no\""}) {
    for (const int status : {401, 403, 404, 429}) {
      const std::string text = read(page, status)->error->what();
      EXPECT_TRUE(contains(text, "What answered was not the API")) << text;
      EXPECT_TRUE(contains(text, "It begins: ")) << text;
      EXPECT_FALSE(contains(text, "Billing › Read")) << text;
      EXPECT_FALSE(contains(text, "1,200")) << text;
      EXPECT_FALSE(contains(text, "account id")) << text;
    }
  }
  EXPECT_EQ(read("<html>", 403)->error->kind(), ErrorKind::auth);
  // What is gone or not known need not have a body: its status says it.
  for (const int status : {404, 405, 410}) {
    EXPECT_FALSE(contains(read("", status)->error->what(), "not the API")) << status;
  }
  for (const int status : {401, 403}) {
    const std::string text = read("", status)->error->what();
    EXPECT_TRUE(contains(text, "What answered was not the API")) << text;
    EXPECT_FALSE(contains(text, "Billing › Read")) << text;
  }
  const std::string echo = read("<p>" + kExampleToken + "</p>", 403)->error->what();
  EXPECT_FALSE(contains(echo, kExampleToken.substr(0, 10))) << echo;
  EXPECT_FALSE(
      contains(read(R"({"success":false,"errors":null})", 403)->error->what(), "firewall"));
}

TEST(Answer, hints_at_a_base_url_without_the_path_of_the_api) {
  ErrorContext context = context_with_example_secrets();
  const auto text = [&](const std::string& base_url, int status, const std::string& body) {
    context.base_url = base_url;
    return std::string(read(body, status, context)->error->what());
  };
  const std::string hint = "does not end with /client/v4";
  for (const char* url : {"https://api.cloudflare.com", "https://api.cloudflare.com/",
                          "https://api.cloudflare.com/client", "http://127.0.0.1:8080/v4"}) {
    EXPECT_TRUE(contains(text(url, 404, ""), hint));
    EXPECT_TRUE(contains(text(url, 404, failure(7003, "no route")), hint));
    EXPECT_TRUE(contains(text(url, 400, failure(7000, "no route")), hint));
    EXPECT_TRUE(contains(text(url, 403, "<html>"), hint));
    EXPECT_TRUE(contains(text(url, 200, "<html>"), hint));
    EXPECT_FALSE(contains(text(url, 403, failure(10000, "no")), hint));
    EXPECT_FALSE(contains(text(url, 502, "<html>"), hint));
    EXPECT_FALSE(contains(text(url, 200, R"({"success":true,"errors":[]})"), hint));
  }
  for (const char* url : {"", "https://api.cloudflare.com/client/v4", "https://x/client/v4//"}) {
    EXPECT_FALSE(contains(text(url, 404, "<html>"), hint)) << url;
  }
}

TEST(ApiMessage, of_many_the_first_twenty_are_read) {
  std::string list;
  std::string members;
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(i);
    list += (i > 0 ? "," : "") + std::string(R"({"message":")") + number + "\"}";
    members += (i > 0 ? ",\"" : "\"") + number + "\":\"x\"";
  }
  EXPECT_EQ(parse_error_list("[" + list + "]").size(), 20U);
  EXPECT_EQ(parse_error_list("{" + members + "}").size(), 20U);
}

}  // namespace
TEST(ApiMessages, that_are_nested_without_end_are_not_followed) {
  for (const char* open : {"[", "{\"code\":", "{\"error_chain\":["}) {
    std::string errors = "[";
    for (int i = 0; i < 100'000; ++i) errors += open;
    EXPECT_EQ(parse_error_list(errors).size(), 1U) << open;
    EXPECT_TRUE(parse_api_words("{\"success\":false,\"errors\":" + errors).errors.empty()) << open;
  }
}

}  // namespace cf_billing
