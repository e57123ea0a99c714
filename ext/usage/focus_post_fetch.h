// FOCUS usage of an account by POST, or by GET where POST is refused: all of it by one of the two.
#pragma once

#include <memory>
#include <vector>

#include "usage/focus_window_fetch.h"

namespace cf_billing {

/// The window of the newest days is asked for first, and the others follow by the method that was
/// answered: the two have different records, so a row could be missing or count twice where they
/// meet. A refusal that comes later fails the scan, and so do accounts of which some are answered
/// by one and some by the other, unless the scan accepts that columns are missing. `post` has a
/// query, `get` has none; without windows the API chooses the days. `session` outlives it.
std::unique_ptr<Fetch> focus_post_fetch(FocusTarget post, FocusTarget get,
                                        const std::vector<FocusWindow>& windows, const Scan& scan,
                                        Session& session);

}  // namespace cf_billing
