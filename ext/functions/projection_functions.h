// The aggregate that the views of projections are made of.
#pragma once

#include "functions/register_functions.h"

namespace cf_billing {

/// cf_projections(…). Returns a SQLite result code.
int register_projection_functions(sqlite3* db);
/// The same, for cf_help.
std::span<const SqlFunction> projection_functions();

}  // namespace cf_billing
