// Conditions on days that do not reach the table that they are about.
//
// They do so through a view of several feeds only if SQLite can copy them into each of its SELECTs:
// not with a subquery, nor a value of another table. What a feed is asked for is then its default
// days, and the rows of others would be missing without a word (seen on 3.31 to 3.54). So where
// such a scan has no bound on days, its statement must have no condition on them.
#pragma once

#include <string>
#include <vector>

#include "tables/table_spec.h"
#include "vtab/sqlite_api.h"

namespace cf_billing {

/// Throws Error(usage) if one of `statements` reads the view `read_through` and compares days: for
/// a scan of the table behind it that no bound on days has reached.
void check_no_day_got_lost(sqlite3* db, const TableSpec& spec, const std::string& read_through,
                           const std::vector<std::string>& statements);

}  // namespace cf_billing
