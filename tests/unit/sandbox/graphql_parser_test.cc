// How the sandbox reads the text of a GraphQL query.
#include <gtest/gtest.h>

#include "graphql/parser.h"

namespace sandbox::graphql {
namespace {

std::string refusal_of(const std::string& text) {
  try {
    parse(text);
  } catch (const Refusal& refusal) {
    return refusal.what();
  }
  return "taken";
}

TEST(GraphqlParser, ReadsAQueryWithVariables) {
  const Document document = parse(
      "query Usage($account: string!, $days: [Date!]!, $limit: uint64) {\n"
      "  viewer { accounts(filter: {accountTag: $account}) { tag: accountTag } }\n"
      "}");
  EXPECT_EQ("Usage", document.name);
  ASSERT_EQ(3U, document.variables.size());
  EXPECT_EQ("account", document.variables[0].name);
  EXPECT_EQ("string", document.variables[0].type.name);
  EXPECT_TRUE(document.variables[0].type.is_required);
  EXPECT_TRUE(document.variables[1].type.is_list);
  EXPECT_EQ("Date", document.variables[1].type.name);
  EXPECT_FALSE(document.variables[2].type.is_required);
  ASSERT_EQ(1U, document.fields.size());
  const Field& accounts = document.fields[0].selections.at(0);
  EXPECT_EQ("accounts", accounts.name);
  const Value& filter = accounts.arguments.at(0).value;
  EXPECT_EQ(Value::Kind::kObject, filter.kind);
  EXPECT_EQ("accountTag", filter.members.at(0).name);
  EXPECT_EQ(Value::Kind::kVariable, filter.members.at(0).value.kind);
  EXPECT_EQ("account", filter.members.at(0).value.text);
  EXPECT_EQ("tag", accounts.selections.at(0).key());
  EXPECT_EQ("accountTag", accounts.selections.at(0).name);
}

TEST(GraphqlParser, ReadsEveryKindOfValue) {
  const Document document = parse(
      R"({ f(i: -12, d: 1.5e-3, s: "a\"\\\n", b: true, n: null, e: date_ASC, l: [1, $x], o: {}) })");
  const std::vector<Argument>& arguments = document.fields.at(0).arguments;
  const std::vector<Value::Kind> kinds = {
      Value::Kind::kInt,  Value::Kind::kFloat, Value::Kind::kString, Value::Kind::kBoolean,
      Value::Kind::kNull, Value::Kind::kEnum,  Value::Kind::kList,   Value::Kind::kObject};
  ASSERT_EQ(kinds.size(), arguments.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    EXPECT_EQ(kinds[i], arguments[i].value.kind) << arguments[i].name;
  }
  EXPECT_EQ("-12", arguments[0].value.text);
  EXPECT_EQ("1.5e-3", arguments[1].value.text);
  EXPECT_EQ("a\"\\\n", arguments[2].value.text);
  EXPECT_EQ(2U, arguments[6].value.items.size());
}

TEST(GraphqlParser, TakesCommasAndCommentsForSpace) {
  const Document document = parse("\xEF\xBB\xBF{a,b,,c # d\n,e}#");
  ASSERT_EQ(4U, document.fields.size());
  EXPECT_EQ("e", document.fields.back().name);
}

TEST(GraphqlParser, SaysWhereATextStopsBeingAQuery) {
  EXPECT_EQ("syntax error at line 1, column 1: expected {", refusal_of(""));
  EXPECT_EQ("syntax error at line 2, column 5: expected a name", refusal_of("{ a\n  ( }"));
  EXPECT_EQ("syntax error at line 1, column 5: expected a name", refusal_of("{ a "));
  EXPECT_EQ("syntax error at line 1, column 7: one operation is enough", refusal_of("{ a } { b }"));
  EXPECT_EQ("syntax error at line 1, column 1: only queries are known here",
            refusal_of("mutation { a }"));
}

TEST(GraphqlParser, RefusesWhatIsNoQuery) {
  for (const char* text : {"{}",
                           "{ a(b) }",
                           "{ a() }",
                           "{ a(b: ) }",
                           "{ a(b: 01) }",
                           "{ a(b: 1.) }",
                           "{ a(b: 1x) }",
                           "{ a(b: -) }",
                           "{ a(b: 1e) }",
                           "{ a(b: \"c) }",
                           "{ a(b: \"c\nd\") }",
                           "{ a(b: \"\\q\") }",
                           "{ a(b: [1) }",
                           "{ a(b: {c}) }",
                           "{ a(b: 1, b: 2) }",
                           "{ a(b: {c: 1, c: 2}) }",
                           "query($a: Date, $a: Date) { b }",
                           "query($a) { b }",
                           "query() { b }",
                           "query($: Date) { b }",
                           "query($a: [Date) { b }",
                           "query { a",
                           "{ ...f }",
                           "{ a @skip(if: true) }",
                           "{ a: }",
                           "{ 1 }",
                           "fragment f on T { a }",
                           "{ a ; b }",
                           "{ a\\ }"}) {
    EXPECT_NE("taken", refusal_of(text)) << text;
  }
}

TEST(GraphqlParser, DoesNotGoDeeperThanIsOfUse) {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) {
      text += "{a";
    }
    return text + std::string(depth, '}');
  };
  EXPECT_EQ("taken", refusal_of(nested(30)));
  EXPECT_NE("taken", refusal_of(nested(100'000)));
  EXPECT_NE("taken", refusal_of("{ a(b: " + std::string(100'000, '[') + ") }"));
  EXPECT_NE("taken", refusal_of(std::string(1, '\0')));
}

}  // namespace
}  // namespace sandbox::graphql
