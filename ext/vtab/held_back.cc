#include "vtab/held_back.h"

#include <algorithm>
#include <string>
#include <utility>

#include "vtab/free_order.h"
#include "vtab/used_columns.h"

namespace cf_billing {

namespace {

/// What a plan may lack.
enum class Lack { none, account, days, argument };

Lack lack_filled_by(const Pushdown& pushdown) {
  const RoleRules& rules = pushdown.rules();
  if (rules.is_given_back && rules.days == DayBound::none && !rules.names_account) {
    return Lack::none;
  }
  if (rules.is_given_back) return Lack::argument;
  if (rules.names_account) return Lack::account;
  return rules.is_about_days() ? Lack::days : Lack::none;
}

bool has_term(const ReadPlan& plan, bool (*holds)(const PlanTerm&)) {
  return std::any_of(plan.terms.begin(), plan.terms.end(),
                     [&](const PlanTerm* term) { return holds(*term); });
}

bool lacks(const ReadPlan& plan, const PlanTerm& wanted) {
  switch (lack_filled_by(*wanted.pushdown)) {
    case Lack::account:
      return !has_term(plan,
                       [](const PlanTerm& term) { return term.pushdown->rules().names_account; });
    case Lack::days:
      return !has_term(plan, [](const PlanTerm& term) {
        return term.pushdown->rules().bounds_days_below(term.comparison);
      });
    case Lack::argument:
      return std::none_of(plan.terms.begin(), plan.terms.end(),
                          [&](const PlanTerm* term) { return term->column == wanted.column; });
    case Lack::none:
      break;
  }
  return false;
}

/// Whether the query uses a column that a condition could be on which the plan lacks.
bool may_lack_something(const TableSpec& spec, const ReadPlan& plan) {
  return std::any_of(PlanTerms::of(spec).all().begin(), PlanTerms::of(spec).all().end(),
                     [&](const PlanTerm& term) {
                       return is_used(plan.columns_used, term.column) && lacks(plan, term);
                     });
}

/// What SQLite offers to our tables while it prepares `sql`. Nothing is run.
TableOffers offers_for(Connection& connection, const std::string& sql) {
  TableOffers offers;
  TableOffers* const before = std::exchange(connection.offers, &offers);
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection.db, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr);
  sqlite3_finalize(statement);
  connection.offers = before;
  return offers;
}

}  // namespace

std::vector<std::string_view> held_back_columns(Connection& connection, const TableSpec& spec,
                                                const ReadPlan& plan) {
  std::vector<std::string_view> columns;
  if (spec.pushdowns.empty() || !may_lack_something(spec, plan)) return columns;
  std::vector<std::string> running;
  for (sqlite3_stmt* statement = nullptr;
       (statement = sqlite3_next_stmt(connection.db, statement)) != nullptr;) {
    const char* sql = sqlite3_stmt_busy(statement) != 0 ? sqlite3_sql(statement) : nullptr;
    if (sql != nullptr) running.emplace_back(sql);
  }
  for (const std::string& sql : running) {
    const std::string freed = with_free_order(sql);
    if (freed.empty()) continue;
    const TableOffers fixed_order = offers_for(connection, sql);
    const TableOffers free_order = offers_for(connection, freed);
    for (const TableOffers::Offer& offer : free_order.all()) {
      // Without the conditions of outer joins a table may use fewer columns.
      const bool is_of_this_scan =
          offer.spec == &spec && (offer.columns_used & ~plan.columns_used) == 0;
      if (is_of_this_scan && lacks(plan, *offer.term) && !fixed_order.all().contains(offer)) {
        columns.push_back(offer.term->pushdown->column);
      }
    }
  }
  return columns;
}

}  // namespace cf_billing
