// Conditions on accounts, days and arguments that a query has, and that SQLite does not hand to the
// table since the query itself fixes the order of its tables (free_order.h).
#pragma once

#include <string_view>
#include <vector>

#include "vtab/connection.h"
#include "vtab/plan.h"

namespace cf_billing {

/// The columns of such conditions, where `plan` lacks what they would tell. The one that scans the
/// table is among `statements`. A join filters a cursor for each row: what was found is kept for as
/// long as neither they nor the temporary views change.
std::vector<std::string_view> held_back_columns(Connection& connection, const TableSpec& spec,
                                                const ReadPlan& plan, std::string_view plan_text,
                                                const std::vector<std::string>& statements);

}  // namespace cf_billing
