#include "vtab/held_back.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "vtab/free_order.h"
#include "vtab/running_sql.h"
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

/// Those of the conditions in `sql` that SQLite holds back on what the plan lacks. `columns_used`:
/// by the scan; nothing: `sql` is a view's or a trigger's, and may use others by itself.
void add_held_back(Connection& connection, const TableSpec& spec, const ReadPlan& plan,
                   const std::string& sql, std::optional<std::uint64_t> columns_used,
                   std::vector<std::string_view>& columns) {
  const FreeOrder freed = with_free_order(sql);
  if (freed.sql.empty()) return;
  const TableOffers fixed_order = offers_for(connection, sql);
  const TableOffers free_order = offers_for(connection, freed.sql);
  const auto is_of_scan = [&](const TableOffers::Offer& offer, bool fewer) {
    if (offer.spec != &spec || !lacks(plan, *offer.term)) return false;
    if (!columns_used) return true;
    return fewer ? (offer.columns_used & ~*columns_used) == 0 : offer.columns_used == *columns_used;
  };
  for (const TableOffers::Offer& offer : free_order.all()) {
    if (!is_of_scan(offer, freed.uses_fewer_columns)) continue;
    const bool is_offered_anyway = std::any_of(
        fixed_order.all().begin(), fixed_order.all().end(), [&](const TableOffers::Offer& other) {
          return other.term == offer.term && is_of_scan(other, /*fewer=*/false);
        });
    if (!is_offered_anyway) columns.push_back(offer.term->pushdown->column);
  }
}

std::vector<std::string_view> found_held_back(Connection& connection, const TableSpec& spec,
                                              const ReadPlan& plan,
                                              const std::vector<std::string>& statements) {
  std::vector<std::string_view> columns;
  const SqlBodies bodies = temporary_bodies(connection.db);
  for (const std::string& statement : statements) {
    const std::vector<std::string> texts = with_bodies(statement, bodies);
    for (const std::string& sql : texts) {
      std::optional<std::uint64_t> used;
      if (&sql == &texts.front()) used = plan.columns_used;
      add_held_back(connection, spec, plan, sql, used, columns);
    }
  }
  return columns;
}

}  // namespace

std::vector<std::string_view> held_back_columns(Connection& connection, const TableSpec& spec,
                                                const ReadPlan& plan, std::string_view plan_text) {
  if (spec.pushdowns.empty() || !may_lack_something(spec, plan)) return {};
  std::vector<std::string> statements = running_statements(connection.db);
  const int schema = temporary_schema_version(connection.db);
  HeldBackMemory& memory = connection.held_back;
  if (memory.statements != statements || memory.schema != schema) {
    memory = {std::move(statements), schema, {}};
  }
  const auto key = std::make_pair(&spec, std::string(plan_text));
  const auto known = memory.columns.find(key);
  if (known != memory.columns.end()) return known->second;
  auto columns = found_held_back(connection, spec, plan, memory.statements);
  memory.columns.emplace(key, columns);
  return columns;
}

}  // namespace cf_billing
