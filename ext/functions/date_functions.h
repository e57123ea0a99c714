// Functions of dates that published FOCUS queries use and SQLite lacks.
#pragma once

#include "functions/register_functions.h"

namespace cf_billing {

/// MONTH, YEAR, DATE_TRUNC: each unless the connection has one of that name already. Returns a
/// SQLite result code.
int register_date_functions(sqlite3* db);
/// The same, for cf_help.
std::span<const SqlFunction> date_functions();

}  // namespace cf_billing
