// The SQL that a scan may be of: SQLite does not say which statement a table is scanned for.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "vtab/sqlite_api.h"

namespace cf_billing {

/// The statements that a cursor of `table` which is opened now may be of, as they were written: the
/// one that has begun to run since the last was opened, if it reads the table, or else all that
/// run. `known`: those that ran then.
std::vector<std::string> statements_of_new_cursor(sqlite3* db, std::string_view table,
                                                  std::vector<sqlite3_stmt*>& known);

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
