// Whether a statement compares days, wherever it does so.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace cf_billing {

/// Whether a condition in `sql` (of WHERE, ON, HAVING or USING) has one of these columns in it, or a
/// name that a SELECT in it gives to something made of one. Columns are in capitals.
bool has_condition_on(std::string_view sql, std::set<std::string> columns);

}  // namespace cf_billing
