// What the resources of accounts used, dataset by dataset.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "analytics/dataset.h"
#include "analytics/query_text.h"
#include "scan/fetch.h"
#include "scan/scan.h"
#include "scan/session.h"

namespace cf_billing {

/// What a token needs for it.
inline constexpr std::string_view kAnalyticsRead = "Account › Account Analytics › Read";
inline constexpr std::string_view kZoneAnalyticsRead = "Zone › Analytics › Read";

/// A scan without days is about so many, today's being the last.
inline constexpr std::chrono::days kDaysByDefault{30};

/// Of whom rows say that they are left out.
enum class LeftOutTold : std::uint8_t {
  nobody,
  left_out,  ///< whom the setting on_error leaves out
  refused,   ///< and whom the API refuses, whatever it says
};

/// What is asked of each account.
struct ResourceUsageQuestion {
  std::vector<const Dataset*> datasets;  ///< at least one
  Granularity granularity = Granularity::day;
  LeftOutTold told = LeftOutTold::nobody;
};

/// One fetch for each account. `session` outlives them.
///
/// First come the settings of all datasets that are not known yet, in one query, and beside them
/// the lists of names; then each dataset's groups. Datasets of zones are asked for zone by zone.
std::vector<std::unique_ptr<Fetch>> resource_usage_fetches(const ResourceUsageQuestion& question,
                                                           const Scan& scan, Session& session);

}  // namespace cf_billing
