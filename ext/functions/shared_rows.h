// The table cf_shared_rows(): which resource has which share of a line, for the views.
#pragma once

#include "core/help_entry.h"
#include "vtab/sqlite_api.h"

namespace cf_billing {

HelpEntry help_of_shared_rows();
/// Returns a SQLite result code.
int register_shared_rows(sqlite3* db);

}  // namespace cf_billing
