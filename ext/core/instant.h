// Dates and timestamps as texts that mean moments: the order of the collation `cf_instant`.
//
// `2026-10-31`, `2026-10-31T00:00:00Z`, `2026-10-31 00:00:00.000` and `2026-10-30T19:00:00-05:00`
// are one moment. What is neither a date nor a timestamp is compared as its own text, so `2026-10`
// comes before every moment of that month.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/day.h"

namespace cf_billing {

/// The text that `text` is compared as: "YYYY-MM-DDTHH:MM:SS" of the moment in UTC, with a fraction
/// only where there is one and without its last zeros; `text` itself if it is no date and no
/// timestamp (RFC 3339, the seconds and the zone may be missing, then it is UTC). That there is one
/// such key for each text is what makes the order total.
std::string instant_key(std::string_view text);

/// "YYYY-MM-DDTHH:MM:SSZ".
std::string instant_text(std::chrono::sys_seconds moment);

/// The end of a period as an exclusive one: that of a period whose end is written as its last
/// second, `23:59:59`, is the second after that, in FOCUS form. Any other text is given back as it
/// is.
std::string exclusive_end(std::string_view text);

/// Less than, equal to or greater than zero, as the keys compare byte by byte.
int compare_instants(std::string_view left, std::string_view right);

/// The day in UTC of a date or timestamp; nothing if `text` is neither.
std::optional<Day> instant_day(std::string_view text);

/// The day that stands in a date or timestamp, if in UTC it is another one.
bool is_another_day_in_utc(std::string_view text);

}  // namespace cf_billing
