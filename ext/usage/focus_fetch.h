// FOCUS usage (version 2) of an account or an organization, window by window.
#pragma once

#include <memory>
#include <vector>

#include "scan/fetch.h"
#include "scan/scan.h"

namespace cf_billing {

/// One fetch for each account (or the organization) and window. `layout` has ChargePeriodStart; it
/// outlives the fetches.
std::vector<std::unique_ptr<Fetch>> focus_fetches(const Scan& scan, const RecordLayout& layout,
                                                  Day today);

/// How many requests focus_fetches() makes of `scan`.
std::uint64_t focus_request_count(const Scan& scan);

}  // namespace cf_billing
