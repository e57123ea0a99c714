// The SQL functions cf_version() and cf_config().
#pragma once

#include "vtab/connection.h"

namespace cf_billing {

/// Returns a SQLite result code.
int register_functions(const ConnectionRef& connection);

}  // namespace cf_billing
