// The companion of the current PayGo endpoint: which subscriptions, and when their cycles start.
#pragma once

#include <string_view>
#include <vector>

#include "core/billing_cycle.h"

namespace cf_billing {

struct PaygoInfo {
  bool covered = true;
  std::vector<AnchorSeries> anchors;  ///< merged
};

/// Reads `result` of an `info` answer. Throws std::invalid_argument saying what is wrong with it.
PaygoInfo parse_paygo_info(std::string_view body);

}  // namespace cf_billing
