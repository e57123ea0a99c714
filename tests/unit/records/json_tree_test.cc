// Small documents as trees: errors, announcements, `info`.
#include "records/json_tree.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

std::string rewritten(const std::string& document) {
  const auto tree = JsonTree::parse(document);
  return tree ? tree->written() : "none";
}

TEST(JsonTree, is_written_as_it_was_read) {
  for (const char* document :
       {"null", "true", "false", "0", "-1", "18446744073709551615", "1.50", "1e3", R"("a\"b\\")",
        "[]", "{}", R"([1,[2,{"b":3,"a":[null]}],"x"])", R"({"z":1,"a":{"z":2}})"}) {
    EXPECT_EQ(rewritten(document), document);
  }
  EXPECT_EQ(rewritten(" { \"\\u0061\" : [ 1 , 2 ] } "), R"({"a":[1,2]})");
}

TEST(JsonTree, is_none_of_what_is_not_json) {
  for (const char* document : {"", "{", "[1,]", "{\"a\"}", "1 2", "nul", "\"\xff\"", "1e999"}) {
    EXPECT_EQ(rewritten(document), "none") << document;
  }
}

TEST(JsonTree, has_members_by_name_the_last_of_several) {
  const auto tree = JsonTree::parse(R"({"a":1,"b":{"a":2},"a":"last"})");
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->member("a")->text(), "last");
  EXPECT_EQ(tree->member("b")->member("a")->text(), "2");
  EXPECT_EQ(tree->member("c"), nullptr);
  EXPECT_EQ(tree->member("a")->member("a"), nullptr);
  EXPECT_EQ(tree->children()[1].name(), "b");
}

TEST(JsonTree, has_a_depth_that_can_be_destroyed_and_written) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(rewritten(nested(1000)), nested(1000));
  EXPECT_EQ(rewritten(nested(1001)), "none");
  EXPECT_EQ(rewritten(nested(1'000'000)), "none");
}

}  // namespace
}  // namespace cf_billing
