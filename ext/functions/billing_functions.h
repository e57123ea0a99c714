// Functions about billing cycles, numbers and amounts: what they tell depends on their arguments
// alone.
#pragma once

#include "vtab/sqlite_api.h"

namespace cf_billing {

/// cf_billing_cycle_end(first_day, anchor_day), cf_number(x), and the aggregate
/// cf_weekday_baseline(day, amount, first_day, last_day [, metric, is_covered]). Returns a SQLite
/// result code.
int register_billing_functions(sqlite3* db);

}  // namespace cf_billing
