// Between SQLite's values and ours.
#pragma once

#include <string_view>
#include <vector>

#include "records/record_block.h"
#include "tables/scan_builder.h"
#include "vtab/plan_terms.h"
#include "vtab/sqlite_api.h"

namespace cf_billing {

/// The values that a term of the plan came with. Throws std::bad_alloc, and Error(usage) if an IN
/// list cannot be read.
std::vector<Operand> operands_of(sqlite3_value* value, const PlanTerm& term);

/// Text is copied: SQLite may keep it in a register after what it belongs to is gone.
void result_text(sqlite3_context* context, std::string_view text);
void result_json(sqlite3_context* context, std::string_view text);
void result_cell(sqlite3_context* context, const Cell& cell);

}  // namespace cf_billing
