// Usage history: daily totals of a few metrics, which reach back about 18 months.
//
// A record of the API is a day with up to nine totals, each a member of its own; the rows are one
// for each total. The endpoint cuts an answer at its limit and does not say so, and how it orders
// one is not documented. So an answer whose length may be a limit's is asked for again in halves.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "scan/fetch.h"
#include "scan/scan.h"
#include "scan/session.h"

namespace cf_billing {

/// The metrics that the endpoint has, as it calls them.
inline constexpr std::array<std::string_view, 9> kHistoryMetrics = {"argoAcceleratedBytes",
                                                                    "imageResizingRequests",
                                                                    "loadBalancingQueries",
                                                                    "mediaUniqueTransformations",
                                                                    "rateLimitingRequestsAllowed",
                                                                    "spectrumBytesTransferred",
                                                                    "streamMinutesViewed",
                                                                    "workersKVReads",
                                                                    "workersRequests"};

bool is_history_metric(std::string_view name);

/// How far back usage is kept, about: what a scan without bounds asks for, and before what an empty
/// day may be one that is gone.
inline constexpr std::chrono::months kHistoryKept{18};

/// One fetch for each account. `request_to`: makes the request of an account, without days.
/// `layout`: the columns `day`, `metric` and `quantity`, which outlives the fetches as `session`
/// does.
std::vector<std::unique_ptr<Fetch>> usage_history_fetches(
    const Scan& scan, const RecordLayout& layout, Session& session,
    const std::function<ApiRequest(const std::string& account)>& request_to);

}  // namespace cf_billing
