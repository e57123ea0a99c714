// Billing history, page by page, each page only when somebody reads that far.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cloudflare/fetch.h"
#include "cloudflare/scan.h"

namespace cf_billing {

/// Pages of one account, or of the token's user for `account` nothing. `layout` has `occurred_at`
/// and outlives the fetch. `not_before`: reading stops at records that begin with an earlier day
/// than this text, once the pages are seen to descend.
std::unique_ptr<Fetch> history_fetch(const Scan& scan, std::optional<std::string> account,
                                     const RecordLayout& layout);

}  // namespace cf_billing
