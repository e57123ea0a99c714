#include "vtab/free_order.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cf_billing {
namespace {

/// With one blank wherever there are several.
std::string freed(std::string_view sql) {
  std::string text = with_free_order(sql);
  const auto both_blank = [](char a, char b) { return a == ' ' && b == ' '; };
  text.erase(std::unique(text.begin(), text.end(), both_blank), text.end());
  return text;
}

TEST(FreeOrder, takes_the_order_out_of_cross_and_outer_joins) {
  EXPECT_EQ(freed("SELECT 1 FROM u CROSS JOIN c WHERE u.a = c.a"),
            "SELECT 1 FROM u JOIN c WHERE u.a = c.a");
  EXPECT_EQ(freed("select 1 from u cross /* x */ join c on u.a = c.a"),
            "select 1 from u /* x */ join c on u.a = c.a");
  EXPECT_EQ(freed("SELECT 1 FROM u LEFT JOIN c ON u.a = c.a WHERE u.b = c.b"),
            "SELECT 1 FROM u JOIN c ON 1 WHERE u.b = c.b");
  EXPECT_EQ(freed("SELECT 1 FROM u LEFT OUTER JOIN c ON u.a IN (1, 2) AND c.b LEFT JOIN d ON d.a"),
            "SELECT 1 FROM u JOIN c ON 1 JOIN d ON 1 ");
  EXPECT_EQ(freed("SELECT (SELECT 1 FROM u LEFT JOIN (c JOIN e ON e.x) ON u.a = c.a) FROM d"),
            "SELECT (SELECT 1 FROM u JOIN (c JOIN e ON e.x) ON 1 ) FROM d");
  EXPECT_EQ(freed("SELECT 1 FROM u FULL JOIN c ON u.a = c.a GROUP BY 1"),
            "SELECT 1 FROM u JOIN c ON 1 GROUP BY 1");
  EXPECT_EQ(freed("SELECT 1 FROM u NATURAL LEFT JOIN c"), "SELECT 1 FROM u NATURAL JOIN c");
}

TEST(FreeOrder, leaves_everything_else_alone) {
  for (const char* sql :
       {"", "SELECT 1 FROM u JOIN c ON u.a = c.a", "SELECT 'u CROSS JOIN c'",
        "SELECT \"LEFT JOIN\", [CROSS JOIN], `FULL JOIN`", "SELECT 1 -- CROSS JOIN",
        "SELECT 1 /* CROSS JOIN", "SELECT 'it''s CROSS JOIN", "SELECT left FROM cross",
        "SELECT crossjoin", ")(", "SELECT 1)) FROM u"}) {
    EXPECT_EQ(with_free_order(sql), "") << sql;
  }
}

TEST(FreeOrder, finds_names_and_the_select_of_a_view) {
  EXPECT_EQ(names_in("SELECT a FROM \"the view\", [v], `w` -- x\n WHERE 'y' = z"),
            (std::set<std::string>{"SELECT", "A", "FROM", "THE VIEW", "V", "W", "WHERE", "Z"}));
  EXPECT_EQ(body_of_view("CREATE VIEW \"as\"(a, b) AS SELECT 1 AS x"), " SELECT 1 AS x");
  EXPECT_EQ(body_of_view("CREATE TABLE x(a)"), "");
}

TEST(FreeOrder, keeps_strings_that_look_like_joins) {
  EXPECT_EQ(freed("SELECT 'a LEFT JOIN b ON c' FROM u CROSS JOIN c"),
            "SELECT 'a LEFT JOIN b ON c' FROM u JOIN c");
}

}  // namespace
}  // namespace cf_billing
