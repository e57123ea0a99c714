// cf_uses_by_day(): what resources used on each day, for the views that share out costs.
#pragma once

#include <span>

#include "functions/register_functions.h"

namespace cf_billing {

std::span<const SqlFunction> uses_functions();
/// Returns a SQLite result code.
int register_uses_functions(sqlite3* db);

}  // namespace cf_billing
