#include "vtab/or_sides.h"

#include <algorithm>

#include "core/error.h"
#include "vtab/used_columns.h"

namespace cf_billing {

namespace {

/// Whether the query speaks of days and the scan has no lower bound on them.
bool is_undated(const TableSpec& spec, const ReadPlan& plan) {
  const auto is_spoken_of = [&](const Pushdown& pushdown) {
    return pushdown.rules().is_about_days() &&
           is_used(plan.columns_used, spec.column(pushdown.column).value());
  };
  const auto is_lower_bound = [](const PlanTerm* term) {
    return term->pushdown->rules().bounds_days_below(term->comparison);
  };
  return std::any_of(spec.pushdowns.begin(), spec.pushdowns.end(), is_spoken_of) &&
         std::none_of(plan.terms.begin(), plan.terms.end(), is_lower_bound);
}

}  // namespace

void OrSides::check(const TableSpec& spec, const char* plan_text, const ReadPlan& plan) {
  const bool undated = is_undated(spec, plan);
  const bool is_another_side = last_plan_text_ != nullptr && last_plan_text_ != plan_text;
  if (is_another_side && (undated || was_undated_)) {
    throw Error(
        ErrorKind::usage,
        std::string(spec.name) +
            ": SQLite reads this table once for each side of an OR, and a side came without "
            "a lower bound on its days. Repeat the days inside the OR, or write account_id IN "
            "(…) beside it.");
  }
  last_plan_text_ = plan_text;
  was_undated_ = was_undated_ || undated;
}

}  // namespace cf_billing
