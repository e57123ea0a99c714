// FOCUS usage (version 2) of an account or an organization, window by window.
#pragma once

#include <memory>
#include <vector>

#include "scan/fetch.h"
#include "scan/scan.h"
#include "scan/session.h"

namespace cf_billing {

/// One fetch for each account (or the organization) and window, which makes a request; where costs
/// are used or records grouped, one for each account, by POST. `layout` is that of the table; it
/// and `session` outlive the fetches.
std::vector<std::unique_ptr<Fetch>> focus_fetches(const Scan& scan, const RecordLayout& layout,
                                                  Session& session);

}  // namespace cf_billing
