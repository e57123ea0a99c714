#include "tables/group_by.h"

#include <gtest/gtest.h>

#include "support/terms.h"

namespace cf_billing {
namespace {

using Kind = Grouping::Kind;
using Groupings = std::vector<Grouping>;

Groupings read(const std::string& text) { return groupings_in("cf_focus_usage", text); }

std::string error_of(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(GroupBy, names_one_or_two_dimensions_or_tags) {
  EXPECT_EQ(read("zone_id"), (Groupings{{Kind::dimension, "zone_id"}}));
  EXPECT_EQ(read(" zone_id , tag: team"),
            (Groupings{{Kind::dimension, "zone_id"}, {Kind::tag, "team"}}));
  EXPECT_EQ(read("tag:zone_id,zone_id"),
            (Groupings{{Kind::tag, "zone_id"}, {Kind::dimension, "zone_id"}}));
  EXPECT_EQ(read("tag:a:b \"c\""), (Groupings{{Kind::tag, "a:b \"c\""}}));
  EXPECT_EQ(read(std::string(200, 'x')).front().key.size(), 200U);
  EXPECT_EQ(read("größe").front().key, "größe");
}

TEST(GroupBy, says_what_is_allowed_where_it_is_something_else) {
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"", "empty"},
           {" ", "empty"},
           {"tag:", "empty"},
           {"tag: ", "empty"},
           {"zone_id,", "empty"},
           {",zone_id", "empty"},
           {"a,b,c", "more than two"},
           {"zone_id, zone_id", "twice"},
           {std::string(201, 'x'), "200 bytes"},
           {"tag:" + std::string(201, 'x'), "200 bytes"},
           {"a\nb", "control"},
           {std::string("a\0b", 3), "control"},
           {"a\x7f", "control"},
           {"a\xff", "UTF-8"}}) {
    const std::string error = error_of(text);
    EXPECT_NE(error.find(why), std::string::npos) << error;
    EXPECT_NE(error.find("tag:<key>"), std::string::npos) << error;
    EXPECT_EQ(error.find('\n'), std::string::npos);
  }
}

TEST(GroupBy, is_for_accounts_and_read_before_any_request) {
  const TableSpec& spec = focus_usage_table();
  const Term account = equal(spec, "account_id", kAccount);
  const auto scan = scan_of(spec, {account, equal(spec, "group_by", "region")});
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->group_by, (Groupings{{Kind::dimension, "region"}}));
  EXPECT_NE(scan_error(spec, {account, equal(spec, "group_by", "a,b,c")}), "");
  const std::string error = scan_error(
      spec, {equal(spec, "organization_id", kOtherAccount), equal(spec, "group_by", "region")});
  EXPECT_NE(error.find("organization"), std::string::npos) << error;
  EXPECT_FALSE(scan_of(spec, {account, term(spec, "group_by", Comparison::eq, null())}));
}

}  // namespace
}  // namespace cf_billing
