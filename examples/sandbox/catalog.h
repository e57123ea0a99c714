// The services that can be billed: their names in both feeds, units, free allowance, unit price,
// and how much of them a typical account uses.
#pragma once

#include <vector>

#include "decimal.h"

namespace sandbox {

struct Service {
  const char* metric_id;
  const char* name;
  const char* family;
  const char* family_id;
  const char* category;
  const char* consumed_unit;
  const char* pricing_unit;
  std::int64_t allowance;  // whole units, free in every billing period
  Picos unit_price;
  double monthly_use;   // of an account of scale 1
  double weekend;       // use on a Saturday or Sunday, as a part of a weekday's
  double growth;        // a year
  bool fractional;      // measured in parts of a unit
  bool per_zone;        // reported for each zone
  bool comes_and_goes;  // absent for months at a time
};

const std::vector<Service>& catalog();

}  // namespace sandbox
