// The argument `group_by` of cf_focus_usage, from its text to what is asked.
#pragma once

#include <string_view>
#include <vector>

#include "scan/scan.h"

namespace cf_billing {

/// One or two keys with a comma between them, and white space around each that does not count:
/// "zone_id, tag:team". Throws Error(usage), which says what is allowed, for anything else.
std::vector<Grouping> groupings_in(std::string_view table, std::string_view text);

}  // namespace cf_billing
