// The companion of a PayGo endpoint: which subscriptions, and when their cycles start.
#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "scan/session.h"

namespace cf_billing {

/// A hint: what it does not tell, or tells as no date, is found in the records.
struct PaygoInfo {
  bool covered = true;
  std::set<Day> anchors;
  std::vector<SubscriptionLife> lives;  ///< one for each subscription
};

/// Reads `result` of an `info` answer. Throws std::invalid_argument where it is no such object.
PaygoInfo parse_paygo_info(std::string_view body);

/// Whether `info` tells that no subscription was there on that day, so that it has no records.
bool tells_no_subscription(const std::vector<SubscriptionLife>& lives, Day day);

}  // namespace cf_billing
