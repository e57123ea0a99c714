// The SQL functions cf_version(), cf_config() and cf_cache_clear().
#pragma once

#include "functions/register_functions.h"
#include "vtab/connection.h"

namespace cf_billing {

/// Returns a SQLite result code.
int register_setting_functions(ConnectionRef connection);
/// The same, for cf_help.
std::span<const SqlFunction> setting_functions();

}  // namespace cf_billing
