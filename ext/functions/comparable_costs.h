// Costs of days that can be compared with each other, whatever free allowances and blocks do to
// what is charged on a day.
#pragma once

#include <map>
#include <optional>

#include "core/day.h"

namespace cf_billing {

/// What a metric's records of a day add up to; nothing where a part is not known. `priced` is the
/// part of `quantity` that is paid for, in the same unit, and nothing where that is not told.
struct MetricDay {
  std::optional<double> quantity = 0;
  std::optional<double> priced = 0;
  std::optional<double> cost = 0;
};

using MetricDays = std::map<Day, MetricDay>;

/// Whether a metric is paid for in blocks, so that what is charged on a day says when one began: on
/// some days on which it is paid for it costs nothing, or its price goes up and down.
bool is_paid_in_blocks(const MetricDays& days);

/// A cost for each day. What an allowance covers is counted at the price of the rest, since it is
/// missing later in the cycle; blocks are spread over all that was used. Where it is not told what
/// is paid for, or nothing is, it is what was charged.
std::map<Day, std::optional<double>> comparable_costs(const MetricDays& days);

}  // namespace cf_billing
