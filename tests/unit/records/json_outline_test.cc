// What a large document has, looked at value by value.
#include "records/json_outline.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

using Texts = std::vector<std::string>;

Texts elements(const JsonOutline& document, std::optional<JsonOutline::Value> list) {
  Texts texts;
  for (auto item = document.first_element(*list); item; item = document.element_behind(*item)) {
    texts.emplace_back(document.text(*item));
  }
  return texts;
}

std::string member(const JsonOutline& document, std::string_view name) {
  const auto found = document.member(*document.root(), name);
  return found ? std::string(document.text(*found)) : "none";
}

TEST(JsonOutline, has_values_as_they_are_spelled) {
  const JsonOutline document(R"( {"a" : {"b":[1, {"c":"]}\""} , [], null ,"x" ]} ,"d":1e3 } )");
  const auto a = document.member(*document.root(), "a");
  EXPECT_EQ(elements(document, document.member(*a, "b")),
            (Texts{"1", R"({"c":"]}\""})", "[]", "null", R"("x")"}));
  EXPECT_EQ(member(document, "d"), "1e3");
  EXPECT_EQ(member(document, "b"), "none");
  EXPECT_EQ(member(document, "c"), "none");
}

TEST(JsonOutline, takes_the_last_member_of_a_name_however_it_is_spelled) {
  const JsonOutline document(R"({"a":1,"\u0061":[2],"aa":3})");
  EXPECT_EQ(member(document, "a"), "[2]");
}

TEST(JsonOutline, tells_kinds_apart) {
  const JsonOutline document(R"([{},[],null,"[",0])");
  std::string kinds;
  for (auto item = document.first_element(*document.root()); item;
       item = document.element_behind(*item)) {
    kinds += document.is_object(*item)  ? 'o'
             : document.is_array(*item) ? 'a'
             : document.is_null(*item)  ? 'n'
                                        : '-';
  }
  EXPECT_EQ(kinds, "oan--");
}

TEST(JsonOutline, has_no_elements_and_members_where_there_are_none) {
  const JsonOutline empty("[ ]");
  EXPECT_FALSE(empty.first_element(*empty.root()));
  EXPECT_FALSE(empty.member(*empty.root(), "a"));
  const JsonOutline object("{}");
  EXPECT_FALSE(object.first_element(*object.root()));
  EXPECT_FALSE(object.member(*object.root(), "a"));
}

TEST(JsonOutline, reads_behind_a_byte_order_mark) {
  const JsonOutline document("\xEF\xBB\xBF{\"a\":1}");
  EXPECT_EQ(member(document, "a"), "1");
}

/// Whoever reads it is told that it is JSON; nothing is read beyond its end if it is not.
TEST(JsonOutline, ends_with_the_text_whatever_it_is) {
  for (const char* text : {"", " ", "\"", "\xff", "{", "[", "{\"a\"", "{\"a\":", "{\"a\":[", "[1,",
                           "}", "]", "{\"a\"}", "{\"a\":}", ":", "[1 2", "{\"a\" \"b\" \"c\""}) {
    const JsonOutline document(text);
    const auto root = document.root();
    if (!root) continue;
    EXPECT_LE(document.text(*root).size(), std::string_view(text).size());
    EXPECT_LE(member(document, "a").size(), 4U) << text;
    EXPECT_LE(elements(document, root).size(), 3U) << text;
  }
}

}  // namespace
}  // namespace cf_billing
