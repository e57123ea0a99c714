// Conditions on accounts, days and arguments that a query has, and that SQLite does not hand to the
// table since the query itself fixes the order of its tables (free_order.h).
#pragma once

#include <string_view>
#include <vector>

#include "vtab/connection.h"
#include "vtab/plan.h"

namespace cf_billing {

/// The columns of such conditions, where `plan` lacks what they would tell. Looks at the statements
/// of the connection that are running: the one that scans the table is among them. A join filters a
/// cursor for each row: what was found is kept while the same statements run.
std::vector<std::string_view> held_back_columns(Connection& connection, const TableSpec& spec,
                                                const ReadPlan& plan, std::string_view plan_text);

}  // namespace cf_billing
