// Functions of dates that published FOCUS queries use and SQLite lacks.
#pragma once

#include "vtab/sqlite_api.h"

namespace cf_billing {

/// MONTH, YEAR, DATE_TRUNC: each unless the connection has one of that name already. Returns a
/// SQLite result code.
int register_date_functions(sqlite3* db);

}  // namespace cf_billing
