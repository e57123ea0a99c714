// Values that a query compares with days must be days.
#pragma once

#include <vector>

#include "tables/scan_builder.h"

namespace cf_billing {

/// What is no day compares with days in ways that nobody means: 2026-10-01 without quotes is a
/// difference, '11/01/2026' is after none and '20261101' after all of its year.
/// Throws Error(usage), which says how to write days.
void check_days(const TableSpec& spec, const std::vector<Term>& terms);

}  // namespace cf_billing
