#include "vtab/cost_model.h"

#include <algorithm>

namespace cf_billing {

namespace {

bool can_be_dated(const TableSpec& spec) {
  return std::any_of(spec.pushdowns.begin(), spec.pushdowns.end(), [](const Pushdown& pushdown) {
    return pushdown.rules().days == DayBound::by_comparison;
  });
}

}  // namespace

void CostEstimate::note(const PlanTerm& term) {
  // A pattern may begin with anything: days that come from elsewhere shall be known first. What
  // SQLite makes of one that begins with a day comes as bounds besides.
  if (is_pattern(term.comparison)) return;
  const RoleRules& rules = term.pushdown->rules();
  if (rules.is_given_back) arguments_.insert(term.column);
  if (rules.names_account) {
    account_named_ = true;
    if (term.comparison == Comparison::any_of) accounts_ = cost_model::kAccountsOfList;
  } else if (rules.is_about_days()) {
    days_below_ = days_below_ || rules.bounds_days_below(term.comparison);
    days_above_ = days_above_ || rules.bounds_days_above(term.comparison);
  } else if (!rules.is_given_back) {
    filtered_ = true;
  }
}

void CostEstimate::note_unusable(const PlanTerm& term) {
  const RoleRules& rules = term.pushdown->rules();
  if (!rules.names_account && (rules.is_given_back || rules.is_about_days())) {
    unusable_.push_back(&term);
  }
  if (rules.is_given_back) {
    // A row shows the argument it was fetched with: fetched without, SQLite would filter it away.
    argument_unusable_ = true;
  } else if (rules.names_account) {
    account_unusable_ = true;
  } else if (rules.is_about_days()) {
    days_unusable_ = true;
  }
}

std::vector<const PlanTerm*> CostEstimate::missing() const {
  std::vector<const PlanTerm*> terms;
  for (const PlanTerm* term : unusable_) {
    const RoleRules& rules = term->pushdown->rules();
    const bool is_given = rules.is_given_back ? arguments_.contains(term->column) : days_below_;
    if (!is_given) terms.push_back(term);
  }
  return terms;
}

bool CostEstimate::lacks_what_comes_later() const {
  return argument_unusable_ || (account_unusable_ && !account_named_) ||
         (days_unusable_ && !days_below_);
}

CostEstimate::Price CostEstimate::price(const TableSpec& spec) const {
  const double requests = accounts_ * spec.requests_per_account *
                          (days_below_ && !days_above_ ? cost_model::kOpenEnd : 1);
  const double rows =
      requests * spec.rows_per_request * (filtered_ ? cost_model::kFilteredShare : 1);
  if (spec.local_rows != nullptr) return {rows, rows};
  if (lacks_what_comes_later()) return {cost_model::kUnusable, cost_model::kRowsOfUnusable};
  double cost = requests * cost_model::kRequest + rows;
  if (can_be_dated(spec) && !days_below_) cost *= cost_model::kUndatedFactor;
  if (spec.has_accounts() && !account_named_) cost *= cost_model::kUnnamedFactor;
  return {cost, rows};
}

}  // namespace cf_billing
