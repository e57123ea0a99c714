// The `from` and `to` of a usage request.
#pragma once

#include <optional>
#include <variant>

#include "call.h"
#include "clock.h"

namespace sandbox {

struct DateRange {
  Day from;
  Day to;  // as given: whether it is included is for the endpoint to say
};

// Neither given: no range. One alone, or one that is no date: the refusal to send.
std::variant<std::optional<DateRange>, Reply> read_date_range(const Call& call);

}  // namespace sandbox
