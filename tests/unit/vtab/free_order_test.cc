#include "vtab/free_order.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cf_billing {
namespace {

/// With one blank wherever there are several.
std::string freed(std::string_view sql) {
  std::string text = with_free_order(sql);
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto both_blank = [](char a, char b) { return a == ' ' && b == ' '; };
  text.erase(std::unique(text.begin(), text.end(), both_blank), text.end());
  return text;
}

TEST(FreeOrder, takes_the_order_out_of_cross_joins) {
  EXPECT_EQ(freed("SELECT 1 FROM u CROSS JOIN c WHERE u.a = c.a"),
            "SELECT 1 FROM u JOIN c WHERE u.a = c.a");
  EXPECT_EQ(freed("select 1 from u cross /* x */ join c on u.a = c.a"),
            "select 1 from u /* x */ join c on u.a = c.a");
  EXPECT_EQ(freed("SELECT 1 FROM u CROSS INNER JOIN c"), "SELECT 1 FROM u INNER JOIN c");
  EXPECT_EQ(freed("SELECT 1 FROM u INNER CROSS JOIN c"), "SELECT 1 FROM u INNER JOIN c");
  EXPECT_EQ(freed("SELECT 1 FROM u NATURAL CROSS JOIN c"), "SELECT 1 FROM u NATURAL JOIN c");
}

TEST(FreeOrder, takes_the_order_out_of_outer_joins_in_whatever_words) {
  EXPECT_EQ(freed("SELECT 1 FROM u LEFT JOIN c ON u.a = c.a WHERE u.b = c.b"),
            "SELECT 1 FROM u JOIN c ON 1 OR ( u.a = c.a ) WHERE u.b = c.b");
  EXPECT_EQ(freed("SELECT 1 FROM u OUTER LEFT JOIN c ON a -- x"),
            "SELECT 1 FROM u JOIN c ON 1 OR ( a -- x ) ");
  EXPECT_EQ(freed("SELECT 1 FROM u LEFT OUTER JOIN c ON u.a IN (1, 2) AND c.b LEFT JOIN d ON d.a"),
            "SELECT 1 FROM u JOIN c ON 1 OR ( u.a IN (1, 2) AND c.b ) JOIN d ON 1 OR ( d.a ) ");
  EXPECT_EQ(freed("SELECT (SELECT 1 FROM u LEFT JOIN (c JOIN e ON e.x) ON u.a = c.a) FROM d"),
            "SELECT (SELECT 1 FROM u JOIN (c JOIN e ON e.x) ON 1 OR ( u.a = c.a ) ) FROM d");
  EXPECT_EQ(freed("SELECT 1 FROM u FULL JOIN c ON u.a = c.a GROUP BY 1"),
            "SELECT 1 FROM u JOIN c ON 1 OR ( u.a = c.a ) GROUP BY 1");
  for (const char* join : {"NATURAL LEFT", "LEFT NATURAL", "OUTER NATURAL LEFT"}) {
    EXPECT_EQ(freed("SELECT 1 FROM u " + std::string(join) + " JOIN c"), "SELECT 1 FROM u JOIN c");
  }
}

TEST(FreeOrder, takes_using_away_from_outer_joins) {
  EXPECT_EQ(freed("SELECT 1 FROM u LEFT JOIN c USING (a, b) WHERE d"),
            "SELECT 1 FROM u JOIN c WHERE d");
  EXPECT_EQ(freed("SELECT 1 FROM u CROSS JOIN c USING (a)"), "SELECT 1 FROM u JOIN c USING (a)");
}

TEST(FreeOrder, takes_a_trigger_apart) {
  EXPECT_EQ(statements_of_trigger("CREATE TRIGGER t AFTER INSERT ON x WHEN NEW.a > 1 BEGIN "
                                  "INSERT INTO y SELECT ';', NEW.a FROM u; DELETE FROM y WHERE b = "
                                  "CASE old . c WHEN 1 THEN 2 END; END"),
            (std::vector<std::string>{" INSERT INTO y SELECT ';', ? FROM u",
                                      " DELETE FROM y WHERE b = CASE ? WHEN 1 THEN 2 END"}));
  EXPECT_EQ(statements_of_trigger("CREATE TRIGGER t INSERT ON x BEGIN SELECT new /* */ .\n d, "
                                  "\"new\".e, [OLD].[f]; END"),
            (std::vector<std::string>{" SELECT ?, ?, ?"}));
  EXPECT_EQ(statements_of_trigger("CREATE VIEW v AS SELECT 1"), std::vector<std::string>());
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

TEST(FreeOrder, finds_the_select_of_a_view) {
  EXPECT_EQ(body_of_view("CREATE VIEW \"as\"(a, b) AS SELECT 1 AS x"), " SELECT 1 AS x");
  EXPECT_EQ(body_of_view("CREATE TABLE x(a)"), "");
}

TEST(FreeOrder, takes_no_parameter_or_column_for_a_word) {
  EXPECT_EQ(freed("SELECT 1 FROM u LEFT JOIN c ON c.left = :limit AND c.a = @on WHERE d"),
            "SELECT 1 FROM u JOIN c ON 1 OR ( c.left = :limit AND c.a = @on ) WHERE d");
}

TEST(FreeOrder, keeps_strings_that_look_like_joins) {
  EXPECT_EQ(freed("SELECT 'a LEFT JOIN b ON c' FROM u CROSS JOIN c"),
            "SELECT 'a LEFT JOIN b ON c' FROM u JOIN c");
}

}  // namespace
}  // namespace cf_billing
