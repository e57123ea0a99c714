// cf_focus_lint(sql): what a published FOCUS query would not do here as it is meant.
#pragma once

#include "functions/register_functions.h"

namespace cf_billing {

/// Returns a SQLite result code.
int register_focus_lint(sqlite3* db);
/// The same, for cf_help.
std::span<const SqlFunction> focus_lint_functions();

}  // namespace cf_billing
