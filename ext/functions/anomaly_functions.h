// Aggregates that compare the days of a series with the weeks before.
#pragma once

#include "functions/register_functions.h"

namespace cf_billing {

/// cf_weekday_baseline(day, amount, first_day, last_day) and cf_unusual_days(…), which the views of
/// anomalies are made of. Returns a SQLite result code.
int register_anomaly_functions(sqlite3* db);
/// The same, for cf_help.
std::span<const SqlFunction> anomaly_functions();

}  // namespace cf_billing
