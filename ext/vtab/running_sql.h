// The SQL that a scan may be of: SQLite does not say which statement a table is scanned for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "vtab/sqlite_api.h"

namespace cf_billing {

/// A statement at some moment of a run; it is SQLite's own.
struct RunningStatement {
  sqlite3_stmt* statement;
  int begun;  ///< how often it, or a trigger that it sets off, has begun
  int steps;  ///< that it had made when the host asked for the row that it is looking for
  /// Whether both are of one run: triggers begin within one search for a row.
  bool operator==(const RunningStatement& other) const {
    return statement == other.statement && (begun == other.begun || steps == other.steps);
  }
};

struct RunningSql {
  /// The statements that a cursor may be of, as they were written.
  std::vector<std::string> texts;
  /// The one, or the likeliest of them: that which reads the table and began last.
  std::optional<RunningStatement> statement;
};

/// Of a cursor of `table` that is opened now: the statement that has begun to run since the last
/// was opened, if it reads the table, or else all that are at work. `known`: those that ran when
/// the last was opened, in the order in which they began.
RunningSql running_sql_of_new_cursor(sqlite3* db, std::string_view table,
                                     std::vector<RunningStatement>& known);

/// Of each temporary view and trigger its table's name or its own, in capitals, its CREATE, and
/// whether it is a view. Of others there is nothing to know: SQLite refuses our tables to them.
using TemporarySql = std::vector<std::tuple<std::string, std::string, bool>>;
TemporarySql temporary_sql(sqlite3* db);

/// What statements read or set off by a name: SELECTs of views, by the view, and statements of
/// triggers, by the table; names are in capitals.
using SqlBodies = std::multimap<std::string, std::string>;
SqlBodies bodies_of(const TemporarySql& temporary);

/// The statement itself first, then the bodies that it names, and those that these name.
std::vector<std::string> with_bodies(const std::string& statement, SqlBodies bodies);

/// Whether `sql` names `name`, itself or through bodies that it names.
bool reaches(const std::string& sql, const std::string& name, SqlBodies bodies);

}  // namespace cf_billing
