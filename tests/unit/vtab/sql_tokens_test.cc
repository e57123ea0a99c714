#include "vtab/sql_tokens.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

TEST(SqlTokens, are_the_statement_put_together_again) {
  for (const char* sql :
       {"", "SELECT 'it''s' -- x\n FROM [a b] /* c", "))((", "'", "\"", "[", "/*", "--", "`a",
        "SELECT \"a\"\"b\", x.y, 1.5e3, :p, $q, @r, ?1, N\xc3\xbcrnberg"}) {
    std::string again;
    for (const SqlToken& token : tokens_of(sql)) again += token.text;
    EXPECT_EQ(again, sql);
  }
}

TEST(SqlTokens, know_their_depth) {
  const SqlTokens tokens = tokens_of("a(b)c");
  ASSERT_EQ(tokens.size(), 5U);
  for (std::size_t i = 0; i < tokens.size(); ++i) EXPECT_EQ(tokens[i].depth, i == 2 ? 1 : 0) << i;
}

TEST(SqlTokens, have_names) {
  EXPECT_EQ(
      names_in("SELECT a FROM \"the view\", [v], `w` -- x\n WHERE 'y' = z"),
      (std::set<std::string>{"SELECT", "A", "FROM", "THE VIEW", "V", "W", "WHERE", "Y", "Z"}));
  EXPECT_EQ(names_in("\"a\"\"b\" 'c''d' :limit @x $y ?1 u.left"),
            (std::set<std::string>{"A\"B", "C'D", "U", "LEFT"}));
  // What is no word of SQL has a name only.
  for (const SqlToken& token : tokens_of(":left \"left\" u . left [left]")) {
    EXPECT_NE(token.word, "LEFT") << token.text;
  }
}

}  // namespace
}  // namespace cf_billing
