// Successes that are none: bodies under a 2xx status that are not the documented envelope.
#include <gtest/gtest.h>

#include "support/answers.h"

namespace cf_billing {
namespace {

const RecordLayout kLayout = {{"id", FieldType::text, {"id"}}};

TEST(Envelope, with_an_empty_or_absent_messages_array_is_one) {
  for (const char* body :
       {R"({"success":true,"result":[]})",
        R"({"success":true,"errors":null,"messages":null,"result":null})",
        R"({"result":[],"success":true})", R"({"result":[],"result_info":null,"success":true})",
        R"( {"success" : true , "result" : [ ] } )"}) {
    EXPECT_STREQ(reading_error(answered(200, body), kLayout).what(), "no error") << body;
  }
}

TEST(Envelope, that_is_none_is_corrupt_and_says_why) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "empty"},
      {" \r\n\t", "empty"},
      {"<html><body>maintenance</body></html>", "not JSON"},
      {"{]}", "not JSON"},
      {R"({"success":true})", "no result"},
      {R"({"result":[]})", "no success"},
      {R"({"success":"true","result":[]})", "no success"},
      {R"({"success":null,"result":[]})", "no success"},
      {R"({"success":true,"result":"text"})", "its result is a text where a list of records"},
      {R"({"success":true,"result":5})", "its result is a number where a list of records"},
      {R"({"success":true,"result":true})", "its result is a truth value where a list of records"},
      {R"({"success":true,"result":{}})", "its result is an object where a list of records"},
      {R"({"success":true,"result":[],"result":[]})", "its result comes twice"},
      {R"({"success":true,"result":[],"success":true})", "its success comes twice"},
      {R"({"success":true,"result":[1]})", "other than records"},
      {R"({"success":true,"result":[null]})", "other than records"},
      {R"({"success":true,"result":[{},"x"]})", "other than records"},
      {R"({"success":true,"result":[[{}]]})", "other than records"},
      {R"([{"success":true,"result":[]}])", "no success"},
      {R"("success")", "no success"},
      {R"({"success":true,"result":[{"id":1e999}]})", "out of range"},
      {"{\"success\":true,\"result\":[{\"id\":\"\xff\"}]}", "not JSON"},
      {R"({"success":true,"result":[]} {})", "not JSON"},
      {R"({"success":true,"result":[NaN]})", "not JSON"}};
  for (const auto& [body, reason] : cases) {
    const Error error = reading_error(answered(200, body), kLayout);
    EXPECT_EQ(error.kind(), ErrorKind::corrupt) << body << ": " << error.what();
    EXPECT_TRUE(contains(error.what(), reason)) << body << ": " << error.what();
    EXPECT_TRUE(contains(error.what(), kAccount)) << error.what();
  }
}

TEST(Envelope, shows_the_beginning_of_an_unexpected_body) {
  EXPECT_TRUE(contains(reading_error(answered(200, "<html>\n<title>Oops</title>")).what(),
                       "It begins: <html> <title>Oops</title>"));
}

TEST(Envelope, with_success_false_is_an_error_whatever_the_status) {
  const Error error = reading_error(answered(200, failure(10000, "Authentication error")));
  EXPECT_EQ(error.kind(), ErrorKind::auth);
  EXPECT_TRUE(contains(error.what(), "code 10000: Authentication error")) << error.what();
  // Even when it holds records, or is broken after that.
  EXPECT_TRUE(contains(
      reading_error(
          answered(200, R"({"success":false,"errors":[{"message":"late"}],"result":[{}]})"))
          .what(),
      "late"));
  EXPECT_TRUE(contains(
      reading_error(answered(200, R"({"result":[{}],"errors":[{"code":5}],"success":false})"))
          .what(),
      "code 5"));
}

TEST(Envelope, shows_no_credential_of_an_echoed_body) {
  for (const std::string& body :
       {"echo " + kExampleToken, "<p>" + kExampleEmail + ":" + kExampleKey,
        std::string(50, ' ') + kExampleToken, "{\"token\":\"" + kExampleToken + "\"}"}) {
    const std::string text = reading_error(answered(200, body)).what();
    for (const std::string& secret : {kExampleToken, kExampleKey, kExampleEmail}) {
      for (std::size_t at = 0; at + 8 <= secret.size(); ++at) {
        ASSERT_FALSE(contains(text, secret.substr(at, 8))) << text;
      }
    }
  }
}

TEST(Envelope, shows_no_part_of_a_credential_cut_by_the_end_of_what_is_shown) {
  // Redacted occurrences are shorter than what they replace, so more of the body comes in sight.
  std::string body;
  for (int i = 0; i < 12; ++i) body += kExampleToken + " ";
  for (std::size_t shift = 0; shift < 60; ++shift) {
    const std::string text = reading_error(answered(200, std::string(shift, '<') + body)).what();
    for (std::size_t at = 0; at + 8 <= kExampleToken.size(); ++at) {
      ASSERT_FALSE(contains(text, kExampleToken.substr(at, 8))) << shift << ": " << text;
    }
  }
}

/// Cut after every byte: none may pass for whole.
void expect_every_cut_is_noticed(const std::string& body) {
  for (std::size_t size = 0; size < body.size(); ++size) {
    const std::string cut = body.substr(0, size);
    const DecodedBody decoded = decode_records(cut, kLayout, {});
    ASSERT_FALSE(decoded.defect.empty()) << cut;
    if (cut.find_first_not_of(" \n") != std::string::npos) {
      ASSERT_TRUE(decoded.truncated) << cut << ": " << decoded.defect;
    }
  }
  EXPECT_EQ(decode_records(body, kLayout, {}).defect, "");
}

TEST(Envelope, cut_anywhere_is_known_to_be_cut) {
  expect_every_cut_is_noticed(
      R"( {"success": true, "errors": [], "messages": null, "result": [
      {"id": "a1\u00e9\ud83d\ude00\n", "n": -1.5e-07, "b": false, "o": {"x": [1, {"y": null}]}},
      {"id": "é😀", "n": 12, "b": true, "o": {}}], "result_info": {"page": 1, "per_page": 20}})");
}

TEST(Envelope, cut_behind_a_brace_inside_a_text_is_known_to_be_cut) {
  expect_every_cut_is_noticed(R"({"success":true,"result":[{"id":"a}b}","o":"}"}]})");
}

TEST(Envelope, cut_short_is_an_io_error_with_the_attempts) {
  ApiRequest request = usage_request();
  request.layout = &kLayout;
  const auto answer = answer_of(answered(200, R"({"success":true,"result":[{"id":)"), request,
                                RetryDecision::Action::exhausted, /*attempts=*/4);
  const Error& error = answer->error.value();
  EXPECT_EQ(error.kind(), ErrorKind::io);
  EXPECT_TRUE(contains(error.what(), "was cut short")) << error.what();
  EXPECT_TRUE(contains(error.what(), " 4 ")) << error.what();
}

TEST(Envelope, with_garbage_behind_it_is_corrupt_not_cut_short) {
  const Error error = reading_error(answered(200, R"({"success":true,"result":[]}x)"), kLayout);
  EXPECT_EQ(error.kind(), ErrorKind::corrupt) << error.what();
}

TEST(Envelope, nested_without_end_is_refused_without_harm) {
  for (const std::string open : {R"({"a":)", "["}) {
    for (const std::size_t depth : {std::size_t{1000}, std::size_t{5000}, std::size_t{1'000'000}}) {
      std::string body = R"({"success":true,"result":[{"id":)";
      for (std::size_t i = 0; i < depth; ++i) body += open;
      const DecodedBody cut = decode_records(body, kLayout, {});
      EXPECT_EQ(cut.truncated, depth == 1000);
      body += "1" + std::string(depth, open == "[" ? ']' : '}') + "}]}";
      const DecodedBody whole = decode_records(body, kLayout, {});
      EXPECT_EQ(whole.defect, depth == 1000 ? "" : "it is nested too deeply");
      if (depth == 1000) {
        EXPECT_EQ(whole.records->cell(0, 0).type, CellType::json);
      }
    }
  }
}

TEST(ResultInfo, is_optional_in_every_member) {
  const auto page = [](const std::string& info) {
    return decode_records(envelope({}, info), kLayout, {}).page;
  };
  EXPECT_EQ(page(R"({"count":1,"page":2,"per_page":20,"total_count":2000})").per_page, 20);
  EXPECT_EQ(page(R"({"count":1,"page":2,"per_page":20,"total_count":2000})").page, 2);
  EXPECT_EQ(page(R"({"count":1,"page":2,"per_page":20,"total_count":2000})").total_count, 2000);
  EXPECT_EQ(page(R"({"page":3})").per_page, std::nullopt);
  EXPECT_EQ(page(R"({"per_page":20.0})").per_page, 20);
  EXPECT_EQ(page(R"({"per_page":null,"page":"x"})").per_page, std::nullopt);
  EXPECT_EQ(page("null").page, std::nullopt);
  EXPECT_EQ(page(R"({"total_count":"137"})").total_count, 137);
  EXPECT_EQ(page(R"({"total_count":137.0})").total_count, 137);
  for (const char* none :
       {"true", "false", "-1", "1.5", "1e300", "\"many\"", "\"\"", "[3]", "null"}) {
    EXPECT_EQ(page(std::string(R"({"total_count":)") + none + "}").total_count, std::nullopt)
        << none;
  }
  EXPECT_EQ(page("{}").total_count, std::nullopt);
  // A field of a record is none of it.
  const DecodedBody decoded = decode_records(envelope({R"({"per_page":3})"}), kLayout, {});
  EXPECT_EQ(decoded.page.per_page, std::nullopt);
}

}  // namespace
}  // namespace cf_billing
