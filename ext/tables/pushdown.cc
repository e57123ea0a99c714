#include "tables/pushdown.h"

#include <array>

namespace cf_billing {

namespace {

using enum Comparison;

constexpr std::array kRoles = {
    RoleRules{.role = Role::account,
              .comparisons = {eq, any_of, is, is_null},
              .effect = "chooses the accounts",
              .names_account = true},
    // It may be NULL in a record of an account: IS NULL does not ask for rows without an account.
    RoleRules{.role = Role::record_account,
              .comparisons = {eq, any_of},
              .effect = "chooses the accounts",
              .names_account = true},
    // An argument is a value passed, not a comparison: its collation does not matter.
    RoleRules{.role = Role::organization,
              .comparisons = {eq},
              .effect = "chooses the organization",
              .loosest = Collation::other,
              .is_given_back = true,
              .names_account = true},
    RoleRules{.role = Role::group_by,
              .comparisons = {eq},
              .effect = "chooses what records are grouped by",
              .loosest = Collation::other,
              .is_given_back = true,
              .asks_otherwise = true},
    RoleRules{.role = Role::first_day,
              .comparisons = {eq},
              .effect = "choose the days asked for",
              .loosest = Collation::other,
              .is_given_back = true,
              .days = DayBound::lower},
    RoleRules{.role = Role::last_day,
              .comparisons = {eq},
              .effect = "choose the days asked for",
              .loosest = Collation::other,
              .is_given_back = true,
              .days = DayBound::upper},
    // Digits and hyphens sort alike in NOCASE, and only the day of a bound is looked at; it is
    // under NOCASE that SQLite offers the bounds of LIKE.
    RoleRules{.role = Role::day_bound,
              .comparisons = {eq, any_of, lt, le, gt, ge, like, glob},
              .effect = "choose the days asked for",
              .loosest = Collation::instant,
              .days = DayBound::by_comparison,
              .compares_days = true},
    RoleRules{.role = Role::parameter, .comparisons = {eq}, .effect = "sent as"},
    RoleRules{.role = Role::not_before,
              .comparisons = {eq, any_of, gt, ge, like, glob},
              .effect = "ends the reading of pages",
              .loosest = Collation::nocase,
              .compares_days = true},
    RoleRules{.role = Role::incomplete,
              .comparisons = {eq},
              .effect = "takes the place of the setting",
              .loosest = Collation::other,
              .is_given_back = true},
    RoleRules{.role = Role::read_through,
              .comparisons = {eq},
              .effect = "no day of a condition gets lost",
              .loosest = Collation::other,
              .is_given_back = true},
    RoleRules{.role = Role::order,
              .comparisons = {eq},
              .effect = "sent as `order`",
              .loosest = Collation::other,
              .is_given_back = true},
    RoleRules{
        .role = Role::choice, .comparisons = {eq, any_of}, .effect = "nothing else is asked for"},
    RoleRules{.role = Role::granularity,
              .comparisons = {eq},
              .effect = "chooses days or hours",
              .loosest = Collation::other,
              .is_given_back = true,
              .asks_otherwise = true},
    RoleRules{.role = Role::told,
              .comparisons = {eq},
              .effect = "chooses of whom rows say that they are left out",
              .loosest = Collation::other,
              .is_given_back = true,
              .asks_otherwise = true},
};

constexpr bool is_in_the_order_of_roles() {
  for (std::size_t i = 0; i < kRoles.size(); ++i) {
    if (static_cast<std::size_t>(kRoles[i].role) != i) return false;
  }
  return true;
}
static_assert(is_in_the_order_of_roles());

}  // namespace

const RoleRules& rules_of(Role role) { return kRoles.at(static_cast<std::size_t>(role)); }

bool RoleRules::bounds_days_below(Comparison comparison) const {
  return days == DayBound::lower || (days == DayBound::by_comparison && bounds_below(comparison));
}

bool RoleRules::bounds_days_above(Comparison comparison) const {
  return days == DayBound::upper || (days == DayBound::by_comparison && bounds_above(comparison));
}

}  // namespace cf_billing
