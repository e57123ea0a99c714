// Functions about billing cycles, names, numbers and amounts: what they tell depends on their
// arguments alone.
#pragma once

#include "functions/register_functions.h"

namespace cf_billing {

/// cf_billing_cycle_end(first_day, anchor_day), cf_number(x), cf_service_name(name) and
/// cf_included_quantity(name [, unit]). Returns a SQLite result code.
int register_billing_functions(sqlite3* db);
/// The same, for cf_help.
std::span<const SqlFunction> billing_functions();

}  // namespace cf_billing
