// Where records lie in an answer, what stands there instead, and what is around them.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "records/record_reader.h"
#include "support/bodies.h"

namespace cf_billing {
namespace {

using Kind = RecordPlace::Kind;

const RecordLayout kLayout = {{"id", FieldType::text, {"id"}}};
const RecordLayout kWithEnclosing = {{"id", FieldType::text, {"id"}},
                                     {"covered", FieldType::integer, {"^covered"}},
                                     {"plan", FieldType::text, {"^plan.name"}}};

DecodedBody read(const std::string& body, Kind kind, std::string_view path = "result",
                 const RecordLayout& layout = kLayout) {
  return decode_records(body, layout, {~FieldMask{0}, true, {kind, path}});
}

std::string defect(const std::string& result, Kind kind, std::string_view path = "result") {
  return read(envelope_of(result), kind, path).defect;
}

TEST(Place, of_another_kind_of_value_is_said) {
  const std::string list = " where a list of records is documented";
  EXPECT_EQ(defect("{}", Kind::list), "its result is an object" + list);
  EXPECT_EQ(defect("\"x\"", Kind::list), "its result is a text" + list);
  EXPECT_EQ(defect("-1.5", Kind::list), "its result is a number" + list);
  EXPECT_EQ(defect("false", Kind::list), "its result is a truth value" + list);
  EXPECT_EQ(defect("[{}]", Kind::object), "its result is a list where an object is documented");
  EXPECT_EQ(defect("1", Kind::object), "its result is a number where an object is documented");
  EXPECT_EQ(defect("[]", Kind::member_list, "result.items"),
            "its result is a list where an object is documented");
  EXPECT_EQ(defect(R"({"items":{}})", Kind::member_list, "result.items"),
            "its result.items is an object" + list);
  for (const char* element : {"1", "null", "[{}]", "\"x\"", "true"}) {
    const std::string other = "its result holds something other than records";
    EXPECT_EQ(defect(std::string("[") + element + "]", Kind::list), other) << element;
    EXPECT_EQ(defect(std::string("[{}, ") + element + ",{}]", Kind::list), other) << element;
  }
}

TEST(Place, of_another_kind_does_not_hide_what_a_failed_answer_says) {
  for (const char* result : {"{}", "[1,{}]", "[{},null]", "\"\""}) {
    const DecodedBody body = read(R"({"result":)" + std::string(result) +
                                      R"(,"success":false,"errors":[{"code":5}],"messages":[]})",
                                  Kind::list);
    EXPECT_EQ(body.defect, "") << result;
    EXPECT_EQ(body.success, false);
    EXPECT_EQ(body.errors.text, R"([{"code":5}])");
  }
}

TEST(Place, without_a_value_is_no_record) {
  EXPECT_EQ(read(envelope_of("null"), Kind::list).records->size(), 0U);
  EXPECT_EQ(read(envelope_of("null"), Kind::object).records->size(), 0U);
  for (const char* result :
       {"null", R"({"items":null})", R"({"items":[]})", R"({"items":[ ],"more":1})"}) {
    const DecodedBody body = read(envelope_of(result), Kind::member_list, "result.items");
    EXPECT_EQ(body.defect, "") << result;
    EXPECT_TRUE(body.has_result);
    EXPECT_EQ(body.records->size(), 0U) << result;
  }
  const DecodedBody absent = read(R"({"success":true})", Kind::list);
  EXPECT_EQ(absent.defect, "it has no result");
  EXPECT_FALSE(absent.has_result);
}

TEST(Place, that_is_not_there_is_said) {
  for (const char* result : {"{}", R"({"more":{"items":[{}]}})", R"({"Items":[]})"}) {
    EXPECT_EQ(defect(result, Kind::member_list, "result.items"), "its result has no items")
        << result;
  }
  EXPECT_EQ(defect("{}", Kind::list, "result.a.b"), "its result has no a");
  EXPECT_EQ(defect(R"({"a":{}})", Kind::list, "result.a.b"), "its result.a has no b");
  EXPECT_EQ(defect(R"({"a":{"id":1}})", Kind::object, "result.b"), "its result has no b");
}

TEST(Place, of_an_object_without_any_documented_member_is_said) {
  const std::string none = "its result has none of the documented members";
  for (const char* result :
       {"{}", "{ }", R"({"x":{"id":1}})", R"({"x":"id","y":["id"]})", R"({"error":"id:"})"}) {
    EXPECT_EQ(defect(result, Kind::object), none) << result;
  }
  for (const char* result : {R"({"id":null})", R"({"x":1,"id":2})", R"({"\u0069d":"a"})"}) {
    const DecodedBody body = read(envelope_of(result), Kind::object);
    EXPECT_EQ(body.defect, "") << result;
    EXPECT_EQ(body.records->size(), 1U) << result;
  }
  // Whatever columns are asked for.
  const DecodeOptions nothing_wanted{0, false, {Kind::object, "result"}};
  EXPECT_EQ(decode_records(envelope_of(R"({"id":"a"})"), kLayout, nothing_wanted).defect, "");
  EXPECT_EQ(decode_records(envelope_of("{}"), kLayout, nothing_wanted).defect, none);
  // Elements of a list may be anything.
  EXPECT_EQ(defect("[{}]", Kind::list), "");
}

TEST(Place, is_a_path) {
  const std::string body =
      R"({"errors":null,"data":{"x":[{"id":"wrong"}],"viewer":{"accounts":[{"id":"a"},{"id":"b"}]}}})";
  const DecodedBody decoded = read(body, Kind::list, "data.viewer.accounts");
  EXPECT_EQ(decoded.defect, "");
  ASSERT_EQ(decoded.records->size(), 2U);
  EXPECT_EQ(decoded.records->cell(1, 0).text(), "b");
  EXPECT_EQ(read(R"({"data":null})", Kind::list, "data.viewer.accounts").records->size(), 0U);
  EXPECT_EQ(read(R"({"errors":[]})", Kind::list, "data.viewer.accounts").defect, "it has no data");
  EXPECT_EQ(read(R"({"data":{"viewer":[]}})", Kind::list, "data.viewer.accounts").defect,
            "its data.viewer is a list where an object is documented");
  EXPECT_EQ(read(envelope_of(R"({"a":{"id":"x"},"b":1})"), Kind::object, "result.a")
                .records->cell(0, 0)
                .text(),
            "x");
}

TEST(Place, has_members_of_the_object_around_a_list) {
  const auto read_all = [](const std::string& result) {
    const DecodedBody body =
        read(envelope_of(result), Kind::member_list, "result.items", kWithEnclosing);
    EXPECT_EQ(body.defect, "") << result;
    return body.records;
  };
  for (const char* result :
       {R"({"covered":true,"plan":{"name":"p"},"items":[{"id":"a"},{"id":"b","covered":false}]})",
        R"({"items":[{"id":"a"},{"id":"b"} ], "plan":{"name":"p"},"covered" : true})"}) {
    const auto rows = read_all(result);
    ASSERT_EQ(rows->size(), 2U) << result;
    for (const std::size_t row : {0U, 1U}) {
      EXPECT_EQ(rows->cell(row, 0).text(), row == 0 ? "a" : "b");
      EXPECT_EQ(rows->cell(row, 1).integer, 1);
      EXPECT_EQ(rows->cell(row, 2).text(), "p");
    }
    EXPECT_EQ(rows->raw(0), R"({"id":"a"})");
  }
  for (const char* result :
       {R"({"covered":false})", R"({ "covered" : false , "items" : [ ] })",
        R"({"items":null,"covered":false})", R"({"covered":false,"more":[{"id":"wrong"}]})"}) {
    const auto rows = read_all(result);
    ASSERT_EQ(rows->size(), 1U) << result;
    EXPECT_EQ(rows->cell(0, 0).type, CellType::null);
    EXPECT_EQ(rows->cell(0, 1).type, CellType::integer);
    EXPECT_EQ(rows->cell(0, 1).integer, 0);
    EXPECT_EQ(rows->raw(0), result);
  }
  EXPECT_EQ(read_all("null")->size(), 0U);
}

TEST(EnvelopeMembers, may_come_in_any_order_and_only_once) {
  const std::vector<std::string> members = {
      R"("success":true)", R"("errors":[])", R"("messages":[{"message":"m"}])",
      R"("result":[{"id":"a"}])", R"("result_info":{"page":2,"cursor":"c"})"};
  std::vector<std::size_t> order = {0, 1, 2, 3, 4};
  do {
    std::string body;
    for (const std::size_t i : order) body += (body.empty() ? "{" : ",") + members[i];
    const DecodedBody decoded = read(body + "}", Kind::list);
    ASSERT_EQ(decoded.defect, "") << body;
    ASSERT_EQ(decoded.success, true);
    ASSERT_EQ(decoded.records->size(), 1U);
    ASSERT_EQ(decoded.page.page, 2);
    ASSERT_EQ(decoded.page.cursor, "c");
    ASSERT_EQ(decoded.errors.text, "");
    ASSERT_EQ(decoded.messages.text, R"([{"message":"m"}])");
  } while (std::next_permutation(order.begin(), order.end()));
  for (const std::string& twice : members) {
    const std::string name = twice.substr(1, twice.find('"', 1) - 1);
    EXPECT_EQ(read("{" + joined(members, ",") + "," + twice + "}", Kind::list).defect,
              "its " + name + " comes twice");
  }
  EXPECT_EQ(read(R"({"success":true,"result":null,"\u0072esult":[]})", Kind::list).defect,
            "its result comes twice");
  // Others are none of its business.
  EXPECT_EQ(read(R"({"a":1,"a":2,"success":true,"result":[]})", Kind::list).defect, "");
}

TEST(EnvelopeMembers, that_say_that_there_is_none) {
  const auto errors = [](const std::string& text) {
    return read(R"({"success":true,"errors":)" + text + R"(,"result":[]})", Kind::list).errors.text;
  };
  for (const char* text : {"null", "[]", "[ \n ]", "{}", "{ }", "\"\"", "false", "0"}) {
    EXPECT_EQ(errors(text), "") << text;
  }
  for (const char* text : {"[null]", "[{}]", "{\"a\":1}", "\"x\"", "true", "7", "[[]]"}) {
    EXPECT_EQ(errors(text), text);
  }
}

TEST(EnvelopeMembers, that_are_huge_are_not_kept) {
  const std::string many = "[" + std::string(200'000, ' ') + "{\"message\":\"x\"}]";
  const DecodedBody body =
      read(R"({"success":true,"errors":)" + many + R"(,"messages":[ ],"other":)" + many +
               R"(,"result":[{"id":"a"}]})",
           Kind::list);
  EXPECT_EQ(body.defect, "");
  EXPECT_TRUE(body.errors.is_cut);
  EXPECT_EQ(body.errors.text, many.substr(0, 64U << 10U)) << "but for the beginning of errors";
  EXPECT_FALSE(body.messages.is_cut);
  EXPECT_EQ(body.records->size(), 1U);
  const std::string info = R"({"page":1,"x":")" + std::string(100'000, 'x') + "\"}";
  EXPECT_NE(read(envelope({}, info), Kind::list).defect, "");
}

TEST(EnvelopeMembers, tell_the_page) {
  const DecodedBody body =
      read(envelope({}, R"({"count":3,"page":2,"per_page":20.0,"total_count":2000,
                            "total_pages":100,"cursor":"a\u0062"})"),
           Kind::list);
  EXPECT_EQ(body.page.count, 3);
  EXPECT_EQ(body.page.page, 2);
  EXPECT_EQ(body.page.per_page, 20);
  EXPECT_EQ(body.page.total_count, 2000);
  EXPECT_EQ(body.page.total_pages, 100);
  EXPECT_EQ(body.page.cursor, "ab");
  EXPECT_EQ(read(envelope({}, R"({"cursor":"","page":1.5})"), Kind::list).page.cursor,
            std::nullopt);
  EXPECT_EQ(read(envelope({}, R"({"cursor":"","page":1.5})"), Kind::list).page.page, std::nullopt);
  EXPECT_EQ(read(envelope({}, "[1]"), Kind::list).page.page, std::nullopt);
}

TEST(DecodedSize, is_bounded) {
  std::string records = "{}";
  for (int i = 0; i < 20; ++i) records += "," + records;
  const std::string body = "{\"success\":true,\"result\":[" + records + "]}";
  RecordLayout wide;
  for (int i = 0; i < 40; ++i) wide.push_back({"x", FieldType::text, {"x"}});
  constexpr std::size_t kMost = 8U << 20U;
  RecordReader reader(wide, {~FieldMask{0}, false, {}, kMost});
  std::size_t added = 0;
  while (added < body.size() && reader.add(std::string_view(body).substr(added, 4096)))
    added += 4096;
  EXPECT_LT(added, body.size() / 2);
  const DecodedBody decoded = reader.finish();
  EXPECT_TRUE(decoded.oversized);
  EXPECT_NE(decoded.defect, "");
  EXPECT_FALSE(decoded.truncated);
  EXPECT_LT(decoded.records->bytes(), kMost + kMost / 2);
  // Raw texts and the one record of an object count as well.
  const std::string text = envelope({R"({"a":")" + std::string(100'000, 'x') + "\"}"});
  EXPECT_TRUE(decode_records(text, kLayout, {0, true, {}, 90'000}).oversized);
  EXPECT_FALSE(decode_records(text, kLayout, {0, false, {}, 90'000}).oversized);
  EXPECT_TRUE(decode_records(envelope_of(R"({"a":")" + std::string(100'000, 'x') + "\"}"), kLayout,
                             {0, true, {Kind::object, "result"}, 90'000})
                  .oversized);
}

}  // namespace
}  // namespace cf_billing
