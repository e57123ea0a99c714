// cf_grouped() and the table cf_grouped_rows(): GROUP BY by hash, for the views.
#pragma once

#include <span>

#include "core/help_entry.h"
#include "functions/register_functions.h"

namespace cf_billing {

std::span<const SqlFunction> grouped_functions();
HelpEntry help_of_grouped_rows();
/// Both of them, and cf_shared_rows(). Returns a SQLite result code.
int register_grouped_functions(sqlite3* db);

}  // namespace cf_billing
