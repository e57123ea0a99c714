// The SQL functions cf_version(), cf_config() and cf_cache_clear().
#pragma once

#include "vtab/connection.h"

namespace cf_billing {

/// Returns a SQLite result code.
int register_setting_functions(ConnectionRef connection);

}  // namespace cf_billing
