#include "vtab/lost_days.h"

#include <set>

#include "core/error.h"
#include "vtab/day_conditions.h"
#include "vtab/running_sql.h"
#include "vtab/sql_tokens.h"

namespace cf_billing {

namespace {

std::set<std::string> day_columns(const TableSpec& spec) {
  std::set<std::string> columns;
  for (const Pushdown& pushdown : spec.pushdowns) {
    if (pushdown.role == Role::day_bound) columns.insert(in_capitals(pushdown.column));
  }
  return columns;
}

}  // namespace

void check_no_day_got_lost(sqlite3* db, const TableSpec& spec, const std::string& view) {
  const SqlBodies bodies = temporary_bodies(db);
  const std::set<std::string> columns = day_columns(spec);
  for (const std::string& statement : running_statements(db)) {
    for (const std::string& sql : with_bodies(statement, bodies)) {
      if (!reaches(sql, in_capitals(view), bodies) || !has_condition_on(sql, columns)) continue;
      throw Error(ErrorKind::usage,
                  view +
                      ": no day of the query's conditions reaches the API, which would answer for "
                      "its default days. Write days as literals or parameters, ChargePeriodStart "
                      ">= '…': SQLite hands none that comes from a subquery, a common table "
                      "expression, a joined table or a function to a view of several feeds. Or "
                      "read " +
                      std::string(spec.name) + " itself.");
    }
  }
}

}  // namespace cf_billing
