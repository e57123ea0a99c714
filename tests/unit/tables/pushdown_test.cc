#include "tables/pushdown.h"

#include <gtest/gtest.h>

#include "support/terms.h"

namespace cf_billing {
namespace {

TEST(Roles, of_a_table_are_used_by_its_pushdowns_and_have_a_row_each) {
  for (const TableSpec* spec : all_tables()) {
    for (const Pushdown& pushdown : spec->pushdowns) {
      EXPECT_EQ(pushdown.rules().role, pushdown.role);
      EXPECT_TRUE(spec->column(pushdown.column)) << spec->name << "." << pushdown.column;
      EXPECT_FALSE(pushdown.rules().effect.empty());
    }
  }
}

TEST(Roles, of_the_account_take_null_for_the_argument_only) {
  EXPECT_TRUE(rules_of(Role::account).takes(Comparison::is_null));
  EXPECT_TRUE(rules_of(Role::account).takes(Comparison::is));
  EXPECT_FALSE(rules_of(Role::record_account).takes(Comparison::is_null));
  EXPECT_FALSE(rules_of(Role::record_account).takes(Comparison::is));
}

TEST(Roles, take_what_is_compared_otherwise_only_where_that_bounds_the_same) {
  for (const Role role : {Role::account, Role::record_account, Role::parameter}) {
    EXPECT_TRUE(rules_of(role).takes(Collation::binary));
    EXPECT_FALSE(rules_of(role).takes(Collation::nocase));
    EXPECT_FALSE(rules_of(role).takes(Collation::other));
  }
  for (const Role role : {Role::day_bound, Role::not_before}) {
    EXPECT_TRUE(rules_of(role).takes(Collation::nocase));
    EXPECT_FALSE(rules_of(role).takes(Collation::other));
  }
  EXPECT_TRUE(rules_of(Role::day_bound).takes(Collation::instant));
  EXPECT_FALSE(rules_of(Role::not_before).takes(Collation::instant));
  for (const Role role : {Role::organization, Role::first_day, Role::last_day}) {
    EXPECT_TRUE(rules_of(role).takes(Collation::other));
    EXPECT_TRUE(rules_of(role).is_given_back);
  }
}

TEST(Roles, bound_days_as_their_comparison_does) {
  const RoleRules& bound = rules_of(Role::day_bound);
  for (const Comparison comparison : {Comparison::eq, Comparison::any_of}) {
    EXPECT_TRUE(bound.bounds_days_below(comparison));
    EXPECT_TRUE(bound.bounds_days_above(comparison));
  }
  EXPECT_TRUE(bound.bounds_days_below(Comparison::gt));
  EXPECT_FALSE(bound.bounds_days_above(Comparison::ge));
  EXPECT_TRUE(bound.bounds_days_above(Comparison::lt));
  EXPECT_FALSE(bound.bounds_days_below(Comparison::le));
  EXPECT_TRUE(rules_of(Role::first_day).bounds_days_below(Comparison::eq));
  EXPECT_FALSE(rules_of(Role::first_day).bounds_days_above(Comparison::eq));
  EXPECT_TRUE(rules_of(Role::last_day).bounds_days_above(Comparison::eq));
  EXPECT_FALSE(rules_of(Role::last_day).bounds_days_below(Comparison::eq));
  EXPECT_FALSE(rules_of(Role::not_before).is_about_days());
}

}  // namespace
}  // namespace cf_billing
