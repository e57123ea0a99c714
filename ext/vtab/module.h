// One sqlite3_module that serves any TableSpec.
#pragma once

#include "tables/table_spec.h"
#include "vtab/connection.h"

namespace cf_billing {

/// Registers the collation `cf_instant`, unless the connection has it. Returns a SQLite result
/// code.
int register_collation(sqlite3* db);

/// Registers `spec` as an eponymous-only table. Returns a SQLite result code.
int register_table(const ConnectionRef& connection, const TableSpec& spec);

}  // namespace cf_billing
