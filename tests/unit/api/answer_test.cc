#include "api/answer.h"

#include <gtest/gtest.h>

#include "support/answers.h"

namespace cf_billing {
namespace {

const RecordLayout kLayout = {{"id", FieldType::text, {"id"}}, {"n", FieldType::integer, {"n"}}};

ApiRequest request() {
  ApiRequest made = usage_request();
  made.layout = &kLayout;
  return made;
}

std::string announcing(const std::string& messages) {
  return R"({"success":true,"errors":[],"messages":)" + messages + R"(,"result":[{"id":"x"}]})";
}

TEST(Answer, keeps_what_is_announced_beside_a_result) {
  const std::string words = R"([{"code":1,"message":"endpoint will be removed"}])";
  EXPECT_EQ(answer_of(answered(200, announcing(words)), request())->messages, words);
  EXPECT_EQ(answer_of(answered(200, announcing("[]")), request())->messages, "");
  EXPECT_EQ(answer_of(answered(200, announcing("null")), request())->messages, "");
}

TEST(Answer, shows_no_credential_in_an_announcement_and_keeps_no_long_one) {
  const auto echo =
      answer_of(answered(200, announcing("[\"got " + kExampleToken + "\"]")), request());
  EXPECT_EQ(echo->messages, R"(["got [redacted]"])");
  // However it is spelled.
  const std::string escaped = "\\u0053";
  ASSERT_TRUE(kExampleToken.starts_with('S'));
  const auto hidden = answer_of(
      answered(200, announcing("[\"got " + escaped + kExampleToken.substr(1) + "\"]")), request());
  EXPECT_EQ(hidden->messages, R"(["got [redacted]"])");
  EXPECT_EQ(answer_of(answered(200, announcing(R"(["a\ud800"])")), request())->messages,
            "[\"a\uFFFD\"]");
  EXPECT_EQ(answer_of(answered(200, announcing(R"(["say \"hi\""])")), request())->messages,
            R"(["say \"hi\""])");
  const std::string flood = "[\"" + std::string(5000, 'x') + "\"]";
  EXPECT_EQ(answer_of(answered(200, announcing(flood)), request())->messages, "");
}

TEST(Answer, shows_an_announcement_in_one_line_without_controls) {
  for (const std::string words : {"[\n \"a\u202eb\",\r\n\t1\n]", R"(["a\u202eb",1])"}) {
    const std::string shown = answer_of(answered(200, announcing(words)), request())->messages;
    EXPECT_EQ(shown.find_first_of("\n\r\t"), std::string::npos) << shown;
    EXPECT_TRUE(contains(shown, "\"a b\"")) << shown;
  }
}

TEST(Answer, keeps_no_announcement_of_a_body_that_is_no_json) {
  // What is no UTF-8 would keep hosts from reading the log.
  for (const std::string words : {"\x8b]", "no", "[,]"}) {
    EXPECT_EQ(answer_of(answered(200, announcing(words)), request())->messages, "") << words;
  }
}

TEST(Answer, tells_the_errors_of_a_failure_behind_a_large_result) {
  std::string body = R"({"result":[)";
  for (int i = 0; i < 20'000; ++i) body += R"({"id":"0123456789"},)";
  body += R"({"id":"y"}],"success":false,"errors":[{"code":1183,"message":"no"}]})";
  const auto answer = answer_of(answered(200, body), request());
  EXPECT_EQ(first_code(answer->errors), 1183);
  EXPECT_TRUE(contains(answer->error->what(), "code 1183: no")) << answer->error->what();
}

TEST(Answer, of_more_memory_than_allowed_is_no_answer_of_the_account) {
  std::string body = R"({"success":true,"result":[{})";
  for (int i = 0; i < 100'000; ++i) body += ",{}";
  body += "]}";
  ApiRequest asked = request();
  asked.reading.max_bytes = 1'000'000;
  const auto answer = answer_of(answered(200, body), asked);
  ASSERT_FALSE(answer->is_success());
  EXPECT_EQ(answer->error->kind(), ErrorKind::usage);
  EXPECT_TRUE(contains(answer->error->what(), "max_response_mib")) << answer->error->what();
  EXPECT_EQ(answer->status, 0);
  asked.reading.max_bytes = 100'000'000;
  EXPECT_TRUE(answer_of(answered(200, body), asked)->is_success());
}

TEST(Answer, in_which_a_member_of_the_envelope_comes_twice_is_an_error) {
  for (const char* body : {R"({"success":true,"success":true,"result":[]})",
                           R"({"success":true,"result":[{"id":"a"}],"result":[]})"}) {
    const auto answer = answer_of(answered(200, body), request());
    ASSERT_FALSE(answer->is_success()) << body;
    EXPECT_TRUE(contains(answer->error->what(), "twice")) << answer->error->what();
  }
}

TEST(Answer, is_read_anew_by_each_attempt) {
  AnswerReader reader(&kLayout, {});
  const std::string body = envelope({R"({"id":"a"})", R"({"id":"b"})"});
  reader.restart();
  reader.add(body.substr(0, body.size() - 10));
  reader.restart();
  reader.add(body);
  EXPECT_FALSE(reader.end_is_missing());
  EXPECT_EQ(reader.take().records->size(), 2U);
  // An attempt that brings nothing does not leave what the one before it brought.
  reader.restart();
  EXPECT_FALSE(reader.end_is_missing());
  EXPECT_EQ(reader.take().defect, "it is empty");
}

TEST(AnswerReader, reads_what_others_want_until_it_is_too_late) {
  DecodeOptions options;
  options.wanted = 1;
  AnswerReader reader(&kLayout, options);
  DecodeOptions more;
  more.wanted = 2;
  more.keep_raw = true;
  ASSERT_TRUE(reader.can_read(more));
  reader.read_also(more);
  reader.restart();
  reader.add(envelope({R"({"id":"a","n":5})"}));
  more.wanted = 3;
  EXPECT_TRUE(reader.can_read(more));
  reader.end_is_missing();
  const auto records = reader.take().records;
  EXPECT_EQ(records->cell(0, 1).integer, 5);
  EXPECT_EQ(records->raw(0), R"({"id":"a","n":5})");

  AnswerReader narrow(&kLayout, options);
  narrow.add(R"({"success":true,)");
  EXPECT_FALSE(narrow.can_read(more));
  options.spare = 3;
  options.most_spare_bytes = 1'000'000;
  AnswerReader roomy(&kLayout, options);
  roomy.add(R"({"success":true,)");
  more.keep_raw = false;
  EXPECT_TRUE(roomy.can_read(more));
  more.keep_raw = true;
  EXPECT_FALSE(roomy.can_read(more));
}

}  // namespace
}  // namespace cf_billing
