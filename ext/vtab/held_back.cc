#include "vtab/held_back.h"

#include <algorithm>
#include <iterator>
#include <set>
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
  if (rules.is_given_back && rules.days == DayBound::none && !rules.names_account &&
      !rules.asks_otherwise) {
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

/// The scan whose conditions are looked for.
struct ScanInStatement {
  const TableSpec& spec;
  const ReadPlan& plan;
  std::string_view plan_text;  // Without columns.

  [[nodiscard]] bool is_of_table(const TableOffers::Call& call) const { return call.spec == &spec; }
  [[nodiscard]] bool may_be(const TableOffers::Call& call) const {
    return is_of_table(call) && call.columns_used == plan.columns_used;
  }
  /// The same in a free order, in which a query may use fewer columns: USING and NATURAL are gone,
  /// and a subquery that an outer join kept apart is not.
  [[nodiscard]] bool may_become(const TableOffers::Call& call) const {
    return is_of_table(call) && (call.columns_used & ~plan.columns_used) == 0;
  }
};

using Columns = std::set<std::string_view>;

/// Those of usable conditions on what the plan lacks. IS NULL finds the rows that an outer join has
/// added, and chooses nothing.
void add_lacking(const ReadPlan& plan, const TableOffers::Call& call, Columns& columns) {
  for (const auto& [term, usable] : call.terms) {
    if (usable && term->comparison != Comparison::is_null && lacks(plan, *term)) {
      columns.insert(term->pushdown->column);
    }
  }
}

/// Whether in the order that is fixed the reference that has this plan might have had a condition
/// on the column, and the planner found something better: of two of our tables that are joined by
/// their account, which nobody names, one is read without.
bool was_refused_by_planner(const TableOffers& fixed_order, const ScanInStatement& scan,
                            std::string_view column) {
  const auto& calls = fixed_order.all();
  return std::any_of(calls.begin(), calls.end(), [&](const TableOffers::Call& own) {
    if (!scan.may_be(own) || own.plan != scan.plan_text) return false;
    bool can_use = false;
    bool has_other = false;
    for (const TableOffers::Call& other : calls) {
      const bool is_same = scan.may_be(other) && other.constraints == own.constraints;
      can_use = can_use || (is_same && other.can_use(column));
      has_other = has_other || !is_same;
    }
    return can_use && has_other;
  });
}

/// Those of the conditions in the statement that SQLite holds back on what the plan lacks.
void add_held_back(Connection& connection, const ScanInStatement& scan, const std::string& sql,
                   Columns& columns) {
  const std::string freed = with_free_order(sql);
  if (freed.empty()) return;
  const TableOffers free_order = offers_for(connection, freed);
  Columns found;
  for (const TableOffers::Call& call : free_order.all()) {
    if (scan.may_become(call)) add_lacking(scan.plan, call, found);
  }
  if (found.empty()) return;
  const TableOffers fixed_order = offers_for(connection, sql);
  for (const std::string_view column : found) {
    // A reference that has the same plan and no such condition in any order.
    const bool is_another_reference = std::any_of(
        free_order.all().begin(), free_order.all().end(), [&](const TableOffers::Call& call) {
          return scan.may_become(call) && call.plan == scan.plan_text && !call.offers(column);
        });
    if (!is_another_reference && !was_refused_by_planner(fixed_order, scan, column)) {
      columns.insert(column);
    }
  }
}

/// The same of a view or a trigger, which by itself may use other columns than in the statement.
void add_held_back_in_body(Connection& connection, const ScanInStatement& scan,
                           const std::string& sql, Columns& columns) {
  const std::string freed = with_free_order(sql);
  if (freed.empty()) return;
  Columns in_free_order;
  Columns in_fixed_order;
  const TableOffers free_order = offers_for(connection, freed);
  const TableOffers fixed_order = offers_for(connection, sql);
  for (const TableOffers::Call& call : free_order.all()) {
    if (scan.is_of_table(call)) add_lacking(scan.plan, call, in_free_order);
  }
  for (const TableOffers::Call& call : fixed_order.all()) {
    if (scan.is_of_table(call)) add_lacking(scan.plan, call, in_fixed_order);
  }
  std::set_difference(in_free_order.begin(), in_free_order.end(), in_fixed_order.begin(),
                      in_fixed_order.end(), std::inserter(columns, columns.end()));
}

}  // namespace

std::vector<std::string_view> held_back_columns(Connection& connection, const TableSpec& spec,
                                                const ReadPlan& plan, std::string_view plan_text,
                                                const std::vector<std::string>& statements) {
  if (spec.pushdowns.empty() || !may_lack_something(spec, plan)) return {};
  TemporarySql temporary = temporary_sql(connection.db);
  HeldBackMemory& memory = connection.held_back;
  if (memory.statements != statements || memory.temporary != temporary) {
    memory = {statements, std::move(temporary), {}};
  }
  const auto key = std::make_pair(&spec, std::string(plan_text));
  const auto known = memory.columns.find(key);
  if (known != memory.columns.end()) return known->second;
  const ScanInStatement scan{spec, plan, plan_without_columns(plan_text)};
  Columns columns;
  const SqlBodies bodies = bodies_of(memory.temporary);
  for (const std::string& statement : statements) {
    add_held_back(connection, scan, statement, columns);
    const std::vector<std::string> texts = with_bodies(statement, bodies);
    for (std::size_t i = 1; i < texts.size(); ++i) {
      add_held_back_in_body(connection, scan, texts[i], columns);
    }
  }
  return memory.columns.emplace(key, std::vector(columns.begin(), columns.end())).first->second;
}

}  // namespace cf_billing
