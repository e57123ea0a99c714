// The quantity that the note in a service line's name says is included.
#pragma once

#include <optional>
#include <string_view>

namespace cf_billing {

/// Of "R2 Storage Class A Operations (First 1M included)" a million, in the unit that the line is
/// measured in: `unit`, or, where that is empty or "Count", the one that the name tells. A note in
/// another unit is converted where one is a multiple of the other, as 25 GiB-hours of a line that
/// is measured "per GiB-Second". Nothing where there is no note, where it says something else, as
/// an allowance of each day, and where its unit is not certainly the line's: hours, minutes and
/// days, or bytes other than GB and GiB, of a line whose unit nothing tells.
std::optional<double> included_quantity(std::string_view name, std::string_view unit);

}  // namespace cf_billing
