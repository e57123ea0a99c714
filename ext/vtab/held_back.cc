#include "vtab/held_back.h"

#include <algorithm>
#include <map>
#include <optional>
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

using Views = std::map<std::string, std::string>;  // By name, in capitals: their SELECT.

/// Of persistent ones none may read our tables.
Views temporary_views(sqlite3* db) {
  Views views;
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db, "SELECT upper(name), sql FROM sqlite_temp_master WHERE type = 'view'", -1,
                     &statement, nullptr);
  while (statement != nullptr && sqlite3_step(statement) == SQLITE_ROW) {
    const auto* name = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    const auto* sql = reinterpret_cast<const char*>(sqlite3_column_text(statement, 1));
    if (name != nullptr && sql != nullptr) views.emplace(name, body_of_view(sql));
  }
  sqlite3_finalize(statement);
  return views;
}

/// The statement itself and the SELECTs of the views that it reads, and of those that these read.
std::vector<std::string> with_views(const std::string& sql, Views views) {
  std::vector<std::string> texts = {sql};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (const std::string& name : names_in(texts[i])) {
      const auto view = views.find(name);
      if (view == views.end()) continue;
      texts.push_back(std::move(view->second));
      views.erase(view);
    }
  }
  return texts;
}

std::vector<std::string> running_statements(sqlite3* db) {
  std::vector<std::string> running;
  for (sqlite3_stmt* statement = nullptr;
       (statement = sqlite3_next_stmt(db, statement)) != nullptr;) {
    const char* sql = sqlite3_stmt_busy(statement) != 0 ? sqlite3_sql(statement) : nullptr;
    if (sql != nullptr) running.emplace_back(sql);
  }
  return running;
}

/// Those of the conditions in `sql` that SQLite holds back on what the plan lacks. `columns_used`:
/// by the scan; nothing: `sql` is a view's, which by itself uses other columns than in a statement.
void add_held_back(Connection& connection, const TableSpec& spec, const ReadPlan& plan,
                   const std::string& sql, std::optional<std::uint64_t> columns_used,
                   std::vector<std::string_view>& columns) {
  const std::string freed = with_free_order(sql);
  if (freed.empty()) return;
  const TableOffers fixed_order = offers_for(connection, sql);
  const TableOffers free_order = offers_for(connection, freed);
  for (const TableOffers::Offer& offer : free_order.all()) {
    if (offer.spec != &spec || !lacks(plan, *offer.term)) continue;
    // Without the conditions of outer joins a table may use fewer columns.
    if (columns_used && (offer.columns_used & ~*columns_used) != 0) continue;
    const bool is_offered_anyway = std::any_of(
        fixed_order.all().begin(), fixed_order.all().end(), [&](const TableOffers::Offer& other) {
          return other.spec == offer.spec && other.term == offer.term &&
                 (!columns_used || other.columns_used == offer.columns_used);
        });
    if (!is_offered_anyway) columns.push_back(offer.term->pushdown->column);
  }
}

}  // namespace

std::vector<std::string_view> held_back_columns(Connection& connection, const TableSpec& spec,
                                                const ReadPlan& plan) {
  std::vector<std::string_view> columns;
  if (spec.pushdowns.empty() || !may_lack_something(spec, plan)) return columns;
  const Views views = temporary_views(connection.db);
  for (const std::string& statement : running_statements(connection.db)) {
    const std::vector<std::string> texts = with_views(statement, views);
    for (const std::string& sql : texts) {
      std::optional<std::uint64_t> used;
      if (&sql == &texts.front()) used = plan.columns_used;
      add_held_back(connection, spec, plan, sql, used, columns);
    }
  }
  return columns;
}

}  // namespace cf_billing
