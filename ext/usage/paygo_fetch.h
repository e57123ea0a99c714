// PayGo usage (version 1) of one account: finds the endpoint generation and the billing cycles,
// asks for each cycle by itself, and puts the answers together so that every record counts once.
#pragma once

#include <memory>

#include "scan/fetch.h"
#include "scan/scan.h"
#include "scan/session.h"

namespace cf_billing {

/// `layout` has BillingPeriodStart and ChargePeriodStart; it and `session` outlive the fetch.
std::unique_ptr<Fetch> paygo_fetch(const Scan& scan, const std::string& account,
                                   const RecordLayout& layout, Session& session);

/// The fewest requests that a scan of one account can take, whatever its anchors are.
std::uint64_t paygo_least_requests(const Scan& scan);

}  // namespace cf_billing
