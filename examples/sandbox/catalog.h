// The services that can be billed: their names in both feeds, units, free allowance, unit price,
// and how much of them a typical account uses.
#pragma once

#include <string>
#include <vector>

#include "decimal.h"

namespace sandbox {

struct Service {
  const char* metric_id;     // in the FOCUS feed
  const char* service_name;  // of the pay-as-you-go line: with a note on what is included
  const char* family;
  const char* family_id;
  const char* category;
  const char* unit;
  bool counted;            // its pay-as-you-go lines do not name the unit
  std::int64_t allowance;  // whole units, free in every billing period
  Picos unit_price;
  std::int64_t block;   // whole units that are charged together, once begun; 0: as they are used
  double monthly_use;   // of an account of scale 1
  double weekend;       // use on a Saturday or Sunday, as a part of a weekday's
  double growth;        // a year
  bool fractional;      // measured in parts of a unit
  bool per_zone;        // reported for each zone
  bool comes_and_goes;  // absent for months at a time
  bool pauses;          // not used on some days, which have no record then

  const char* consumed_unit() const { return counted ? "" : unit; }
  const char* pricing_unit() const { return counted ? "Count" : unit; }
  // Its name in the FOCUS feed: without the note.
  std::string metric_name() const;
};

const std::vector<Service>& catalog();

}  // namespace sandbox
