// The SQL function that says which datasets of analytics a line of the bill has.
#pragma once

#include <span>

#include "functions/register_functions.h"

namespace cf_billing {

std::span<const SqlFunction> analytics_functions();
/// Returns a SQLite result code.
int register_analytics_functions(sqlite3* db);

}  // namespace cf_billing
