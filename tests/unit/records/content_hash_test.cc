// The hash of a record's content, of which rowids and the detection of repeats are made.
#include <gtest/gtest.h>

#include <map>

#include "records/record_reader.h"
#include "support/bodies.h"

namespace cf_billing {
namespace {

const RecordLayout kLayout = {{"a", FieldType::text, {"a"}}};

std::uint64_t content(const std::string& record, FieldMask wanted = ~FieldMask{0}) {
  const DecodedBody decoded = decode_records(envelope({record}), kLayout, {wanted, false});
  EXPECT_EQ(decoded.defect, "") << record;
  return decoded.records->content(0);
}

TEST(ContentHash, does_not_depend_on_the_order_and_spacing_of_fields) {
  const auto hash = content(R"({"a":"x","b":1.50,"c":{"d":[1,2]},"e":null})");
  EXPECT_EQ(content("{ \"e\" : null,\n\"c\":{ \"d\" :[1 , 2]} , \"a\":\"x\" ,\"b\":1.50 }"), hash);
  EXPECT_EQ(content(R"({"a":"\u0078","b":1.50,"c":{"d":[1,2]},"e":null})"), hash);
}

TEST(ContentHash, does_not_depend_on_the_order_of_members_at_any_level) {
  EXPECT_EQ(content(R"({"a":{"b":{"c":1,"d":"x"},"e":[{"f":1,"g":[2,{"h":3,"i":4}]}]}})"),
            content(R"({"a":{"e":[{"g":[2,{"i":4,"h":3}],"f":1}],"b":{"d":"x","c":1}}})"));
  EXPECT_EQ(content(R"({"a":{"b":"x","\u0063":"y"}})"), content(R"({"a":{"c":"y","b":"\u0078"}})"));
}

TEST(ContentHash, is_the_same_in_every_build) {
  EXPECT_EQ(content(R"({"a":"x","b":[1,{"c":null}],"d":{"e":true,"f":-1.50}})"),
            189640826354511835U);
}

TEST(ContentHash, does_not_depend_on_the_columns_used) {
  EXPECT_EQ(content(R"({"a":"x","b":1})", 0), content(R"({"a":"x","b":1})"));
}

TEST(ContentHash, differs_wherever_a_record_does) {
  std::map<std::uint64_t, std::string> seen;
  const auto expect_new = [&](const std::string& record) {
    const auto [found, added] = seen.emplace(content(record), record);
    EXPECT_TRUE(added) << record << " hashes like " << found->second;
  };
  for (const char* record : {"{}",
                             R"({"a":null})",
                             R"({"a":""})",
                             R"({"a":"n"})",
                             R"({"a":"null"})",
                             R"({"a":true})",
                             R"({"a":"true"})",
                             R"({"a":"t"})",
                             R"({"a":false})",
                             R"({"a":0})",
                             R"({"a":"0"})",
                             R"({"a":1})",
                             R"({"a":"1"})",
                             R"({"a":1.0})",
                             R"({"a":10})",
                             R"({"a":[]})",
                             R"({"a":{}})",
                             R"({"a":[1]})",
                             R"({"a":[1,2]})",
                             R"({"a":[2,1]})",
                             R"({"a":[[1],2]})",
                             R"({"a":[12]})",
                             R"({"a":{"b":1}})",
                             R"({"a":{"b":null}})",
                             R"({"a":["b",1]})",
                             R"({"a":"x","b":"y"})",
                             R"({"a":"y","b":"x"})",
                             R"({"b":"x"})",
                             R"({"a":"x"})",
                             R"({"a":"x","b":""})",
                             R"({"a":"xb","b":"y"})",
                             R"({"ab":"x"})",
                             R"({"a":{"b":"x"},"c":1})",
                             R"({"a":{"b":"x","c":1}})",
                             R"({"a":["x","y"]})",
                             R"({"a":["xy"]})",
                             R"({"a":["x"],"b":["y"]})",
                             R"({"a":"x\u0000"})",
                             R"({"a":12345678901234567890})",
                             R"({"a":12345678901234567891})",
                             R"({"a":0.1})",
                             R"({"a":0.10000000000000001})",
                             R"({"A":"x"})",
                             R"({"a":["s",1]})",
                             R"({"a":{"b":"x","c":"y"}})",
                             R"({"a":{"b":"y","c":"x"}})",
                             R"({"a":{"b":"x"},"c":"y"})",
                             R"({"a":[{"b":1,"c":2}]})",
                             R"({"a":[{"b":2,"c":1}]})",
                             R"({"a":[{"b":1},{"c":2}]})",
                             R"({"a":[[1,2]]})",
                             R"({"a":[[1],[2]]})",
                             R"({"a":[1,[2]]})",
                             R"({"a":[[]]})",
                             R"({"a":[{}]})",
                             R"({"a":{"":{}}})",
                             R"({"a":{"":[]}})",
                             R"({"":null})",
                             R"({"a":"x","a":"x"})",
                             R"({"a":"x","a":"x","a":"x"})",
                             R"({"a":["x","x"]})",
                             R"({"a":[true]})",
                             R"({"a":["true"]})",
                             R"({"a":[null]})"}) {
    expect_new(record);
  }
  for (int i = 0; i < 20000; ++i) {
    expect_new(R"({"day":)" + std::to_string(i % 100) + R"(,"n":")" + std::to_string(i) + R"("})");
  }
}

}  // namespace
}  // namespace cf_billing
