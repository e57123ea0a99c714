// The SQL that a scan may be of: SQLite does not say which statement a table is scanned for.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "vtab/sqlite_api.h"

namespace cf_billing {

/// The statements of the connection that are running, as they were written.
std::vector<std::string> running_statements(sqlite3* db);

/// What statements read or set off by a name: SELECTs of views, by the view, and statements of
/// triggers, by the table; names are in capitals. Temporary ones only: from others SQLite refuses
/// our tables.
using SqlBodies = std::multimap<std::string, std::string>;
SqlBodies temporary_bodies(sqlite3* db);

/// The statement itself first, then the bodies that it names, and those that these name.
std::vector<std::string> with_bodies(const std::string& statement, SqlBodies bodies);

/// Whether `sql` names `name`, itself or through bodies that it names.
bool reaches(const std::string& sql, const std::string& name, SqlBodies bodies);

/// Changes with every temporary view and trigger that is made or dropped.
int temporary_schema_version(sqlite3* db);

}  // namespace cf_billing
