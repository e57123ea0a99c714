#include "vtab/plan.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/error.h"
#include "support/terms.h"

namespace cf_billing {
namespace {

using Op = Comparison;

/// The operators that SQLite offers; IN is `eq` with `is_in`.
constexpr Op kOffered[] = {Op::eq, Op::lt,      Op::le,   Op::gt,  Op::ge,
                           Op::is, Op::is_null, Op::like, Op::glob};
constexpr Collation kCollations[] = {Collation::binary, Collation::nocase, Collation::instant,
                                     Collation::other};

IndexConstraint on(const TableSpec& spec, std::string_view column, Op op) {
  OfferedConstraint constraint;
  constraint.column = spec.column(column).value();
  constraint.comparison = op;
  return {constraint};
}

IndexConstraint in_list(const TableSpec& spec, std::string_view column) {
  IndexConstraint constraint = on(spec, column, Op::eq);
  constraint.offered->is_in = true;
  return constraint;
}

IndexConstraint with(IndexConstraint constraint, Collation collation) {
  constraint.offered->collation = collation;
  return constraint;
}

IndexConstraint unusable(IndexConstraint constraint) {
  constraint.usable = false;
  return constraint;
}

std::size_t taken(const TableSpec& spec, const IndexConstraint& constraint) {
  return plan(spec, {{constraint}, 0}).uses.size();
}

/// The terms of a plan, without its columns.
std::string terms(const IndexPlan& made) { return made.text.substr(0, made.text.find("cols:")); }

std::string terms(const TableSpec& spec, const std::vector<IndexConstraint>& constraints) {
  return terms(plan(spec, {constraints, 0}));
}

TEST(Plan, says_whether_a_limit_may_end_a_list_early) {
  for (const TableSpec* spec : all_tables()) {
    for (const bool is_limited : {false, true}) {
      const IndexPlan made = plan(*spec, {{}, 0x5, is_limited});
      const bool is_said = is_limited && spec->comes_in_pages;
      EXPECT_EQ(made.text, is_said ? "limit cols:5" : "cols:5") << spec->name;
      EXPECT_EQ(read_plan(*spec, made.text).is_limited, is_said);
    }
  }
  EXPECT_TRUE(billing_history_table().comes_in_pages);
  EXPECT_TRUE(accounts_table().comes_in_pages);
}

TEST(Plan, is_read_back_as_the_column_and_operator_it_was_made_of) {
  for (const TableSpec* spec : all_tables()) {
    for (std::size_t column = 0; column < spec->column_count(); ++column) {
      for (const Op op : kOffered) {
        for (const bool is_in : {false, true}) {
          if (is_in && op != Op::eq) continue;
          for (const Collation collation : kCollations) {
            OfferedConstraint constraint;
            constraint.column = column;
            constraint.comparison = op;
            constraint.is_in = is_in;
            constraint.collation = collation;
            const IndexPlan made = plan(*spec, {{{constraint}}, 0x5});
            const ReadPlan read = read_plan(*spec, made.text);
            EXPECT_EQ(read.columns_used, 0x5U);
            ASSERT_EQ(read.terms.size(), made.uses.size()) << made.text;
            ASSERT_LE(made.uses.size(), 1U);
            if (made.uses.empty()) continue;
            EXPECT_EQ(read.terms[0]->pushdown->column, spec->column_name(column)) << made.text;
            EXPECT_EQ(read.terms[0]->comparison, made.uses[0].all_values_at_once ? Op::any_of : op)
                << made.text;
          }
        }
      }
    }
  }
}

TEST(Plan, never_sends_a_value_to_the_api_that_sqlite_compares_otherwise) {
  // What is read back decides: under another collation nothing may become a parameter or account.
  for (const TableSpec* spec : all_tables()) {
    for (std::size_t column = 0; column < spec->column_count(); ++column) {
      for (const Op op : kOffered) {
        for (const bool is_in : {false, true}) {
          for (const Collation collation :
               {Collation::nocase, Collation::instant, Collation::other}) {
            OfferedConstraint constraint;
            constraint.column = column;
            constraint.comparison = op;
            constraint.is_in = is_in && op == Op::eq;
            constraint.collation = collation;
            const IndexPlan made = plan(*spec, {{{constraint}}, 0});
            for (const PlanTerm* term : read_plan(*spec, made.text).terms) {
              EXPECT_NE(term->pushdown->role, Role::parameter) << spec->name << ": " << made.text;
              EXPECT_NE(term->pushdown->role, Role::account) << spec->name << ": " << made.text;
              EXPECT_NE(term->pushdown->role, Role::record_account)
                  << spec->name << ": " << made.text;
            }
          }
        }
      }
    }
  }
}

TEST(Plan, has_a_text_of_its_own_for_every_pushdown_and_operator) {
  for (const TableSpec* spec : all_tables()) {
    std::map<std::string, std::string> seen;
    for (std::size_t column = 0; column < spec->column_count(); ++column) {
      for (const Op op : kOffered) {
        for (const bool is_in : {false, true}) {
          if (is_in && op != Op::eq) continue;
          OfferedConstraint constraint;
          constraint.column = column;
          constraint.comparison = op;
          constraint.is_in = is_in;
          const IndexPlan made = plan(*spec, {{{constraint}}, 0});
          if (made.uses.empty()) continue;
          const Op meant = made.uses[0].all_values_at_once ? Op::any_of : op;
          const std::string what = std::string(spec->column_name(column)) + " " +
                                   std::to_string(static_cast<int>(meant));
          const auto [found, added] = seen.emplace(terms(made), what);
          EXPECT_TRUE(found->second == what)
              << terms(made) << ": " << what << ", " << found->second;
        }
      }
    }
  }
}

TEST(Plan, holds_no_value_and_can_be_read_by_people) {
  EXPECT_EQ(plan(focus_usage_table(), {{on(focus_usage_table(), "account_id", Op::eq),
                                        on(focus_usage_table(), "charge_date", Op::ge),
                                        on(focus_usage_table(), "charge_date", Op::le),
                                        on(focus_usage_table(), "x_BillableMetricId", Op::eq)},
                                       0x3f})
                .text,
            "account_id= from>= to<= metric= cols:3f");
  EXPECT_EQ(terms(focus_usage_table(),
                  {with(on(focus_usage_table(), "ChargePeriodStart", Op::gt), Collation::instant)}),
            "from>(ChargePeriodStart) ");
  EXPECT_EQ(terms(paygo_usage_table(), {in_list(paygo_usage_table(), "charge_date")}), "day=* ");
  EXPECT_EQ(
      terms(billing_profile_table(), {on(billing_profile_table(), "account_id", Op::is_null)}),
      "account_id:null ");
  EXPECT_EQ(plan(focus_usage_table(), {}).text, "cols:ffffffffffffffff");
}

TEST(Plan, passes_arguments_in_the_order_of_its_terms) {
  const IndexPlan made = plan(
      focus_usage_table(),
      {{on(focus_usage_table(), "to_date", Op::eq), on(focus_usage_table(), "ConsumedUnit", Op::eq),
        unusable(on(focus_usage_table(), "charge_date", Op::ge)),
        on(focus_usage_table(), "from_date", Op::eq),
        on(focus_usage_table(), "account_id", Op::eq)},
       0});
  ASSERT_EQ(made.uses.size(), 3U);
  EXPECT_EQ(made.uses[0].constraint, 0U);
  EXPECT_EQ(made.uses[1].constraint, 3U);
  EXPECT_EQ(made.uses[2].constraint, 4U);
  const ReadPlan read = read_plan(focus_usage_table(), made.text);
  ASSERT_EQ(read.terms.size(), 3U);
  EXPECT_EQ(read.terms[0]->pushdown->column, "to_date");
  EXPECT_EQ(read.terms[1]->pushdown->column, "from_date");
  EXPECT_EQ(read.terms[2]->pushdown->column, "account_id");
}

TEST(Plan, takes_all_values_of_an_in_list_at_once_where_that_has_a_meaning) {
  const auto at_once = [](const TableSpec& spec, std::string_view column) {
    const IndexPlan made = plan(spec, {{in_list(spec, column)}, 0});
    return made.uses.empty() ? "not taken"
                             : (made.uses[0].all_values_at_once ? "at once" : "one at a time");
  };
  for (const TableSpec* spec : tables_with_accounts()) {
    EXPECT_STREQ(at_once(*spec, "account_id"), "at once");
  }
  EXPECT_STREQ(at_once(focus_usage_table(), "BillingAccountId"), "at once");
  EXPECT_STREQ(at_once(focus_usage_table(), "charge_date"), "at once");
  EXPECT_STREQ(at_once(focus_usage_table(), "ChargePeriodStart"), "at once");
  EXPECT_STREQ(at_once(focus_usage_table(), "from_date"), "one at a time");
  EXPECT_STREQ(at_once(focus_usage_table(), "organization_id"), "one at a time");
  EXPECT_STREQ(at_once(focus_usage_table(), "x_BillableMetricId"), "not taken");
  EXPECT_STREQ(at_once(billing_history_table(), "type"), "not taken");
  EXPECT_STREQ(at_once(billing_history_table(), "occurred_at"), "at once");
}

TEST(Plan, leaves_other_operators_and_columns_to_sqlite) {
  for (const Op op : {Op::lt, Op::le, Op::gt, Op::ge}) {
    EXPECT_EQ(taken(focus_usage_table(), on(focus_usage_table(), "account_id", op)), 0U);
    EXPECT_EQ(taken(focus_usage_table(), on(focus_usage_table(), "from_date", op)), 0U);
    EXPECT_EQ(taken(focus_usage_table(), on(focus_usage_table(), "x_BillableMetricId", op)), 0U);
    EXPECT_EQ(taken(billing_history_table(), on(billing_history_table(), "type", op)), 0U);
  }
  for (const Op op : {Op::lt, Op::le}) {
    EXPECT_EQ(taken(billing_history_table(), on(billing_history_table(), "occurred_at", op)), 0U);
  }
  for (const Op op : {Op::is, Op::is_null}) {
    EXPECT_EQ(taken(focus_usage_table(), on(focus_usage_table(), "charge_date", op)), 0U);
    EXPECT_EQ(taken(focus_usage_table(), on(focus_usage_table(), "x_BillableMetricId", op)), 0U);
  }
  for (const Op op : kOffered) {
    EXPECT_EQ(taken(focus_usage_table(), on(focus_usage_table(), "ConsumedUnit", op)), 0U);
    EXPECT_EQ(taken(focus_usage_table(), on(focus_usage_table(), "raw", op)), 0U);
  }
  EXPECT_EQ(taken(focus_usage_table(), {std::nullopt}), 0U);
}

TEST(Plan, does_not_take_null_for_an_account_in_a_column_that_records_may_lack) {
  // Records of older generations have no BillingAccountId: IS NULL is true of them.
  for (const TableSpec* spec : {&paygo_usage_table(), &focus_usage_table()}) {
    for (const Op op : {Op::is, Op::is_null}) {
      const IndexPlan made = plan(*spec, {{on(*spec, "BillingAccountId", op)}, 0});
      if (made.uses.empty()) continue;
      std::vector<Operand> values;
      if (op == Op::is) values.push_back(null());
      const Term condition{read_plan(*spec, made.text).terms[0]->pushdown, op, values};
      const auto scan = scan_of(*spec, {equal(*spec, "account_id", kAccount), condition});
      ASSERT_TRUE(scan) << made.text << " asks nobody";
      EXPECT_EQ(scan->accounts, Accounts{kAccount});
    }
  }
}

TEST(Plan, uses_other_collations_for_bounds_only) {
  const auto nocase = [](const TableSpec& spec, std::string_view column, Op op) {
    return taken(spec, with(on(spec, column, op), Collation::nocase));
  };
  EXPECT_EQ(nocase(focus_usage_table(), "account_id", Op::eq), 0U);
  EXPECT_EQ(nocase(focus_usage_table(), "x_BillableMetricId", Op::eq), 0U);
  EXPECT_EQ(nocase(billing_history_table(), "type", Op::eq), 0U);
  EXPECT_EQ(nocase(focus_usage_table(), "charge_date", Op::ge), 1U);
  EXPECT_EQ(nocase(focus_usage_table(), "ChargePeriodStart", Op::lt), 1U);
  EXPECT_EQ(nocase(billing_history_table(), "occurred_date", Op::ge), 1U);
  EXPECT_EQ(nocase(focus_usage_table(), "from_date", Op::eq), 1U);
  EXPECT_EQ(taken(focus_usage_table(),
                  with(on(focus_usage_table(), "charge_date", Op::ge), Collation::other)),
            0U);
}

TEST(Plan, is_dear_while_the_account_is_not_known_yet) {
  for (const TableSpec* spec : tables_with_accounts()) {
    const auto account = on(*spec, "account_id", Op::eq);
    const double known = plan(*spec, {{account}, 0}).cost;
    const double unknown = plan(*spec, {{unusable(account)}, 0}).cost;
    const double none = plan(*spec, {{}, 0}).cost;
    EXPECT_GT(unknown, 1000 * known) << spec->name;
    EXPECT_GT(unknown, none) << spec->name;
    EXPECT_GT(none, known) << spec->name;
    // Named in another way as well: usable.
    EXPECT_LT(plan(*spec, {{unusable(account), account}, 0}).cost, unknown / 1000) << spec->name;
    EXPECT_GT(plan(*spec, {{in_list(*spec, "account_id")}, 0}).cost, known) << spec->name;
  }
  EXPECT_TRUE(
      plan(focus_usage_table(), {{unusable(on(focus_usage_table(), "account_id", Op::eq))}, 0})
          .uses.empty());
}

TEST(Plan, costs_at_least_a_request_and_fewer_rows_with_both_bounds) {
  const auto account = on(focus_usage_table(), "account_id", Op::eq);
  const auto from = on(focus_usage_table(), "charge_date", Op::ge);
  const auto to = on(focus_usage_table(), "charge_date", Op::le);
  EXPECT_GT(plan(focus_usage_table(), {{account, from}, 0}).cost,
            plan(focus_usage_table(), {{account, from, to}, 0}).cost);
  EXPECT_GT(plan(billing_profile_table(), {{account}, 0}).cost, 1e5);
  for (const TableSpec* spec : all_tables()) EXPECT_GE(plan(*spec, {{}, 0}).rows, 1.0);
}

TEST(Plan, is_cheap_where_no_request_is_made) {
  for (const TableSpec* spec : {&requests_table(), &settings_table()}) {
    EXPECT_LT(plan(*spec, {{}, 0}).cost, 1e5) << spec->name;
  }
  EXPECT_LT(plan(accounts_table(), {{}, 0}).cost, 1e8);
}

TEST(ReadPlan, refuses_what_was_never_written) {
  for (const char* text : {"nonsense", "account_id", "account_id= x", "account_id<", "=",
                           "from_date>=", "metric=*", "cols"}) {
    EXPECT_THROW(read_plan(focus_usage_table(), text), Error) << text;
  }
  EXPECT_TRUE(read_plan(focus_usage_table(), "").terms.empty());
  EXPECT_EQ(read_plan(focus_usage_table(), "cols:8000000000000001").columns_used,
            0x8000000000000001U);
}

TEST(Plan, says_what_a_later_table_has_where_it_cannot_do_without) {
  const IndexConstraint account = on(focus_usage_table(), "account_id", Op::eq);
  const IndexConstraint day = on(focus_usage_table(), "charge_date", Op::eq);
  const IndexConstraint argument = on(focus_usage_table(), "from_date", Op::eq);
  EXPECT_EQ(terms(focus_usage_table(), {account, unusable(day)}), "account_id= later:charge_date ");
  EXPECT_EQ(terms(focus_usage_table(),
                  {account, on(focus_usage_table(), "charge_date", Op::ge), unusable(day)}),
            "account_id= from>= ");
  EXPECT_EQ(terms(focus_usage_table(), {account, day, unusable(argument)}),
            "account_id= day= later:from_date ");
  EXPECT_EQ(terms(focus_usage_table(), {account, argument, unusable(argument)}),
            "account_id= from_date= ");
  // Tables that wait for each other's accounts are both read for the default one.
  EXPECT_EQ(
      terms(billing_profile_table(), {unusable(on(billing_profile_table(), "account_id", Op::eq))}),
      "");
  const ReadPlan read =
      read_plan(focus_usage_table(), plan(focus_usage_table(), {{unusable(day)}, 0}).text);
  EXPECT_EQ(read.later, std::vector<std::string_view>{"charge_date"});
  EXPECT_THROW(read_plan(focus_usage_table(), "later:nothing"), Error);
}

TEST(Plan, prefers_days_from_a_table_to_a_pattern) {
  const IndexConstraint pattern = on(focus_usage_table(), "charge_date", Op::like);
  const IndexConstraint day = on(focus_usage_table(), "charge_date", Op::ge);
  const IndexConstraint account = on(focus_usage_table(), "account_id", Op::eq);
  EXPECT_GT(plan(focus_usage_table(), {{account, pattern, unusable(day)}, 0}).cost,
            1e20 * plan(focus_usage_table(), {{account, pattern, day}, 0}).cost);
}

}  // namespace
}  // namespace cf_billing
