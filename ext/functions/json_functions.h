// Functions that read what JSON says.
#pragma once

#include "functions/register_functions.h"

namespace cf_billing {

/// cf_json_number(). Returns a SQLite result code.
int register_json_functions(sqlite3* db);
/// The same, for cf_help.
std::span<const SqlFunction> json_functions();

}  // namespace cf_billing
