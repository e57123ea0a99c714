// The simplest fetch: one request, whose records all become rows.
#pragma once

#include "scan/fetch.h"

namespace cf_billing {

/// `account` is what the rows' account column says: empty for the user's own.
std::unique_ptr<Fetch> single_fetch(ApiRequest request, std::string account);

}  // namespace cf_billing
