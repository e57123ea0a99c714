#include "vtab/plan_terms.h"

#include <gtest/gtest.h>

#include <set>

#include "support/terms.h"

namespace cf_billing {
namespace {

TEST(PlanTerms, each_text_means_one_term) {
  for (const TableSpec* spec : all_tables()) {
    std::set<std::string> texts;
    for (const PlanTerm& term : PlanTerms::of(*spec).all()) {
      EXPECT_TRUE(texts.insert(term.text).second) << spec->name << ": " << term.text;
      EXPECT_EQ(PlanTerms::of(*spec).find(term.text), &term);
      // Blanks stand between terms.
      EXPECT_EQ(term.text.find(' '), std::string::npos);
    }
    EXPECT_EQ(PlanTerms::of(*spec).find(""), nullptr);
    EXPECT_EQ(PlanTerms::of(*spec).find("account_id"), nullptr);
  }
}

TEST(PlanTerms, are_those_of_each_pushdown_and_comparison) {
  std::set<std::string> texts;
  for (const PlanTerm& term : PlanTerms::of(billing_history_table()).all()) texts.insert(term.text);
  EXPECT_EQ(texts, (std::set<std::string>{"account_id=",
                                          "account_id=*",
                                          "account_id:is",
                                          "account_id:null",
                                          "type=",
                                          "action=",
                                          "occurred_at=",
                                          "status=",
                                          "occurred_at=*",
                                          "occurred_at>",
                                          "occurred_at>=",
                                          "occurred_at:like",
                                          "occurred_at:glob",
                                          "occurred_at=:nocase",
                                          "occurred_at=*:nocase",
                                          "occurred_at>:nocase",
                                          "occurred_at>=:nocase",
                                          "occurred_date=",
                                          "occurred_date=*",
                                          "occurred_date>",
                                          "occurred_date>=",
                                          "occurred_date:like",
                                          "occurred_date:glob",
                                          "occurred_date=:nocase",
                                          "occurred_date=*:nocase",
                                          "occurred_date>:nocase",
                                          "occurred_date>=:nocase",
                                          "order_by="}));
}

TEST(PlanTerms, say_how_days_are_compared_where_it_is_not_as_declared) {
  const auto text = [](const char* column, Comparison comparison, Collation collation) {
    const PlanTerm* term =
        PlanTerms::of(focus_usage_table())
            .find({focus_usage_table().column(column).value(), comparison, collation});
    return term == nullptr ? "none" : term->text;
  };
  EXPECT_EQ(text("charge_date", Comparison::ge, Collation::binary), "from>=");
  EXPECT_EQ(text("charge_date", Comparison::ge, Collation::nocase), "from>=:nocase");
  EXPECT_EQ(text("charge_date", Comparison::eq, Collation::instant), "day=:instant");
  EXPECT_EQ(text("charge_date", Comparison::ge, Collation::other), "none");
  EXPECT_EQ(text("ChargePeriodStart", Comparison::le, Collation::instant),
            "to<=(ChargePeriodStart)");
  EXPECT_EQ(text("ChargePeriodStart", Comparison::le, Collation::binary),
            "to<=:text(ChargePeriodStart)");
  EXPECT_EQ(text("ChargePeriodStart", Comparison::like, Collation::binary),
            "day:like(ChargePeriodStart)");
}

TEST(PlanTerms, are_found_for_their_constraint) {
  for (const TableSpec* spec : all_tables()) {
    for (const PlanTerm& term : PlanTerms::of(*spec).all()) {
      const bool is_in = term.comparison == Comparison::any_of;
      const PlanTerm* found = PlanTerms::of(*spec).find(
          {term.column, is_in ? Comparison::eq : term.comparison, term.collation, is_in});
      ASSERT_NE(found, nullptr) << term.text;
      EXPECT_EQ(found->column, term.column);
      EXPECT_EQ(found->comparison, term.comparison) << term.text;
      EXPECT_EQ(order_of(found->collation), order_of(term.collation)) << term.text;
    }
  }
}

}  // namespace
}  // namespace cf_billing
