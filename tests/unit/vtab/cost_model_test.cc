// Each figure of the model, by the plans that it has to tell apart: what is dearer by how much.
#include "vtab/cost_model.h"

#include <gtest/gtest.h>

#include "support/terms.h"
#include "vtab/plan.h"

namespace cf_billing {
namespace {

using Op = Comparison;

IndexConstraint on(const TableSpec& spec, std::string_view column, Op comparison) {
  return {OfferedConstraint{spec.column(column).value(), comparison}};
}

IndexConstraint focus(std::string_view column, Op comparison) {
  return on(focus_usage_table(), column, comparison);
}

IndexConstraint in_list(std::string_view column) {
  IndexConstraint constraint = focus(column, Op::eq);
  constraint.offered->is_in = true;
  return constraint;
}

IndexConstraint unusable(IndexConstraint constraint) {
  constraint.usable = false;
  return constraint;
}

double cost(const TableSpec& spec, const std::vector<IndexConstraint>& constraints) {
  return plan(spec, {constraints, 0}).cost;
}

double cost(const std::vector<IndexConstraint>& constraints) {
  return cost(focus_usage_table(), constraints);
}

// Not constants: the specs are made no earlier than those would be.
IndexConstraint account_is() { return focus("account_id", Op::eq); }
IndexConstraint day_is() { return focus("charge_date", Op::eq); }
IndexConstraint from() { return focus("charge_date", Op::ge); }
IndexConstraint until() { return focus("charge_date", Op::le); }

/// What a database of clients or days may have, and how many accounts may be joined.
constexpr double kLoop = 1e5;

TEST(CostModel, a_request_is_dearer_than_to_read_an_ordinary_table_or_a_kept_one) {
  const double request = cost({account_is(), day_is()});
  EXPECT_GT(request, 100 * focus_usage_table().rows_per_request);
  EXPECT_GT(request, kLoop);
  for (const TableSpec* spec : {&requests_table(), &settings_table()})
    EXPECT_LT(cost(*spec, {}), request / 100);
  // And no dearer than that ordinary tables are read again and again instead.
  EXPECT_LT(request, 1e7);
}

TEST(CostModel, no_loop_makes_up_for_an_account_or_days_that_are_not_named) {
  EXPECT_GT(cost({from()}), kLoop * cost({account_is(), from()}));
  EXPECT_GT(cost({account_is()}), kLoop * cost({account_is(), from()}));
  EXPECT_GT(cost({from(), until()}), kLoop * cost({in_list("account_id"), from()}));
}

TEST(CostModel, an_or_of_days_is_cheaper_than_a_scan_without_days_and_an_or_of_accounts_is_not) {
  // Sides of an OR are priced by what is inside of it: here days, which may be a hundred ranges.
  EXPECT_LT(100 * cost({from(), until()}), cost({in_list("account_id")}));
  EXPECT_LT(100 * cost({day_is()}), cost({account_is()}));
  // Here accounts: one scan with the days beside the OR is right.
  EXPECT_GT(2 * cost({account_is()}), cost({from()}));
}

TEST(CostModel, what_a_later_table_knows_is_dearer_than_to_lack_both_in_a_loop) {
  const double neither = cost({});
  EXPECT_GT(cost({unusable(account_is())}), 1000 * neither);
  EXPECT_GT(cost({account_is(), unusable(day_is())}), 1000 * neither);
  EXPECT_GT(cost({account_is(), from(), unusable(focus("from_date", Op::eq))}), 1000 * neither);
  EXPECT_GT(plan(focus_usage_table(), {{unusable(account_is())}, 0}).rows,
            kLoop * plan(focus_usage_table(), {{}, 0}).rows);
  // Unless it is known in another way.
  EXPECT_DOUBLE_EQ(cost({account_is(), from(), unusable(day_is())}), cost({account_is(), from()}));
}

TEST(CostModel, a_list_of_accounts_is_cheaper_than_two_scans_and_dearer_than_one) {
  EXPECT_GT(cost({in_list("account_id"), day_is()}), 1.5 * cost({account_is(), day_is()}));
  EXPECT_LT(cost({in_list("account_id"), day_is()}), 2 * cost({account_is(), day_is()}));
}

TEST(CostModel, an_open_end_is_cheaper_than_two_scans_and_dearer_than_one) {
  EXPECT_GT(cost({account_is(), from()}), 1.25 * cost({account_is(), from(), until()}));
  EXPECT_LT(cost({account_is(), from()}), 2 * cost({account_is(), from(), until()}));
  EXPECT_LT(cost({from()}), 2 * cost({from(), until()}));
}

TEST(CostModel, a_filter_of_the_api_leaves_fewer_rows_of_the_same_requests) {
  const auto rows = [](std::vector<IndexConstraint> constraints) {
    constraints.push_back(on(billing_history_table(), "account_id", Op::eq));
    return plan(billing_history_table(), {constraints, 0}).rows;
  };
  EXPECT_LE(rows({on(billing_history_table(), "type", Op::eq)}), rows({}) / 2);
  EXPECT_LE(rows({on(billing_history_table(), "occurred_at", Op::ge)}), rows({}) / 2);
  EXPECT_GE(rows({on(billing_history_table(), "type", Op::eq)}), 1);
  EXPECT_GT(cost(billing_history_table(), {on(billing_history_table(), "account_id", Op::eq),
                                           on(billing_history_table(), "type", Op::eq)}),
            cost_model::kRequest);
}

TEST(CostModel, prices_tables_without_accounts_or_days_by_their_requests) {
  EXPECT_LT(cost(accounts_table(), {}), 2 * cost_model::kRequest);
  EXPECT_LT(cost(billing_profile_table(), {on(billing_profile_table(), "account_id", Op::eq)}),
            2 * cost_model::kRequest);
}

}  // namespace
}  // namespace cf_billing
