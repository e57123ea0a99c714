// The SQL function that makes all views:
//
//   SELECT cf_create_views();
#pragma once

#include "functions/register_functions.h"

namespace cf_billing {

/// Returns a SQLite result code.
int register_view_functions(sqlite3* db);
/// The same, for cf_help.
std::span<const SqlFunction> view_functions();

}  // namespace cf_billing
