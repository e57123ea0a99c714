// Functions of other dialects that published FOCUS queries use, where their meaning is exact.
#pragma once

#include "functions/register_functions.h"

namespace cf_billing {

/// COUNTIF and COUNT_IF, SAFE_DIVIDE and TRY_DIVIDE, JSON_VALUE: each unless the connection has one
/// of that name already. Returns a SQLite result code.
int register_dialect_functions(sqlite3* db);
/// The same, for cf_help.
std::span<const SqlFunction> dialect_functions();

}  // namespace cf_billing
