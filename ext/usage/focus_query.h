// The body of a POST for FOCUS usage: the only way to its costs and prices.
//
// Of its filters none is sent: their names have changed before, and what is no member that the
// server knows is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/record_layout.h"
#include "scan/scan.h"

namespace cf_billing {

/// What is asked for, whatever the days.
struct FocusQuery {
  bool costs = false;  ///< and prices, besides usage
  std::vector<Grouping> group_by;
};

/// Moments as the API takes them; the second is not of the period any more.
struct FocusPeriod {
  std::string from;
  std::string to;
};

/// Without a period the server chooses it: the current month up to today.
std::string focus_body(const FocusQuery& query, const std::optional<FocusPeriod>& period);

/// The fields that only a POST fills in: costs and prices, and what they are stated in.
FieldMask money_fields(const RecordLayout& layout);

/// Of these the costs alone.
FieldMask cost_fields(const RecordLayout& layout);

}  // namespace cf_billing
