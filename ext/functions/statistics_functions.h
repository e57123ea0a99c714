// Statistics that published FOCUS queries use and SQLite lacks.
#pragma once

#include "functions/register_functions.h"

namespace cf_billing {

/// STDDEV, STDDEV_SAMP, STDDEV_POP, as aggregates and window functions: each unless the connection
/// has one of that name already. Returns a SQLite result code.
int register_statistics_functions(sqlite3* db);
/// The same, for cf_help.
std::span<const SqlFunction> statistics_functions();

}  // namespace cf_billing
