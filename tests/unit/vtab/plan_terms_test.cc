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
  for (const PlanTerm& term : PlanTerms::of(kBillingHistory).all()) texts.insert(term.text);
  EXPECT_EQ(texts, (std::set<std::string>{
                       "account_id=", "account_id=*", "account_id:is", "account_id:null",
                       "type=", "action=", "occurred_at=", "status=", "occurred_at=*",
                       "occurred_at>", "occurred_at>=", "occurred_date=", "occurred_date=*",
                       "occurred_date>", "occurred_date>="}));
}

TEST(PlanTerms, mark_numbers_in_lower_bounds_of_days_alone) {
  for (const TableSpec* spec : all_tables()) {
    for (const PlanTerm& term : PlanTerms::of(*spec).all()) {
      if (!term.is_number) continue;
      EXPECT_EQ(term.pushdown->role, Role::day_bound);
      EXPECT_TRUE(term.comparison == Comparison::gt || term.comparison == Comparison::ge);
      EXPECT_NE(term.text.find(":number"), std::string::npos);
    }
  }
}

TEST(PlanTerms, are_found_for_a_constraint_whatever_number_is_in_it) {
  for (const TableSpec* spec : all_tables()) {
    for (const PlanTerm& term : PlanTerms::of(*spec).all()) {
      const bool is_in = term.comparison == Comparison::any_of;
      const PlanTerm* found = PlanTerms::of(*spec).find(
          {term.column, is_in ? Comparison::eq : term.comparison, Collation::binary, is_in, true});
      ASSERT_NE(found, nullptr) << term.text;
      EXPECT_EQ(found->column, term.column);
      EXPECT_EQ(found->comparison, term.comparison) << term.text;
    }
  }
}

}  // namespace
}  // namespace cf_billing
