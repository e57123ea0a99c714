// Whether an answer that should hold all of something says that there is more.
#pragma once

#include <optional>
#include <string>

#include "api/answer.h"

namespace cf_billing {

/// Of an endpoint that is not known to come in pages: what its answer says is missing from it, as
/// the end of a sentence; nothing if it says no such thing. For Fetch::lacks().
inline std::optional<std::string> missing_of(const Answer& answer) {
  const auto came = static_cast<std::int64_t>(answer.records ? answer.records->size() : 0);
  if (answer.page.total_count.value_or(0) > came) {
    return std::to_string(came) + " records came, and its total_count says " +
           std::to_string(*answer.page.total_count);
  }
  if (answer.page.total_pages.value_or(0) > 1) {
    return "one page came, and its total_pages says " + std::to_string(*answer.page.total_pages);
  }
  if (answer.page.cursor) return "it tells a cursor, so there are further pages";
  return std::nullopt;
}

/// The error for it.
inline std::optional<Error> missing_error(const Answer& answer) {
  const auto missing = missing_of(answer);
  if (!missing) return std::nullopt;
  return Error(ErrorKind::corrupt, answer.table + ": the answer is not whole: " + *missing + " (" +
                                       answer.place +
                                       "), but this endpoint is not known to come in pages. With "
                                       "cf_config('incomplete', 'ignore') you get what came.");
}

}  // namespace cf_billing
