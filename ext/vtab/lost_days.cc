#include "vtab/lost_days.h"

#include <set>

#include "core/error.h"
#include "core/redact.h"
#include "vtab/day_conditions.h"
#include "vtab/running_sql.h"
#include "vtab/sql_tokens.h"

namespace cf_billing {

namespace {

/// What the argument says is a name of a view, or any text.
constexpr std::size_t kLongestName = 100;

std::set<std::string> day_columns(const TableSpec& spec) {
  std::set<std::string> columns;
  for (const Pushdown& pushdown : spec.pushdowns) {
    if (pushdown.role == Role::day_bound) columns.insert(in_capitals(pushdown.column));
  }
  return columns;
}

/// The CREATE VIEWs by their names, and their columns' names with them.
SqlBodies views_of(const TemporarySql& temporary) {
  SqlBodies views;
  for (const auto& [name, sql, is_view] : temporary) {
    if (is_view) views.emplace(name, sql);
  }
  return views;
}

/// A view that the text names and that reads `view`, as the user knows it; or `view`.
std::string known_name(const std::string& sql, const std::string& view, const SqlBodies& views) {
  for (const std::string& name : names_in(sql)) {
    if (name == view || !views.contains(name) || !reaches(name, view, views)) continue;
    return in_small_letters(name);
  }
  return in_small_letters(view);
}

}  // namespace

void check_no_day_got_lost(sqlite3* db, const TableSpec& spec, const std::string& read_through,
                           const std::vector<std::string>& statements) {
  const SqlBodies views = views_of(temporary_sql(db));
  const std::string view = in_capitals(read_through);
  for (const std::string& statement : statements) {
    std::vector<std::string> readers;
    for (std::string& sql : with_bodies(statement, views)) {
      if (reaches(sql, view, views)) readers.push_back(std::move(sql));
    }
    const std::vector<std::size_t> found = with_condition_on(readers, day_columns(spec));
    if (found.empty()) continue;
    throw Error(ErrorKind::usage,
                one_line(known_name(readers[found.front()], view, views), kLongestName) +
                    ": no day of the query's conditions reaches the API, which would answer for "
                    "its default days. Write days as literals or parameters, ChargePeriodStart >= "
                    "'…': SQLite hands none that comes from a subquery, a common table expression, "
                    "a joined table or a function to a view of several feeds. Or read " +
                    std::string(spec.name) + " itself.");
  }
}

}  // namespace cf_billing
