// A part of what the analytics of an account need: as Fetch, but for rows.
#pragma once

#include <string_view>
#include <vector>

#include "api/answer.h"
#include "api/api_request.h"

namespace cf_billing {

/// How the reason begins where a part failed, in difference to one that is denied.
inline constexpr std::string_view kFailed = "failed: ";
/// And where the API refuses the account as a whole.
inline constexpr std::string_view kRefused = "refused: ";

class AnalyticsPart {
 public:
  AnalyticsPart() = default;
  virtual ~AnalyticsPart() = default;
  AnalyticsPart(const AnalyticsPart&) = delete;
  AnalyticsPart& operator=(const AnalyticsPart&) = delete;

  /// Requests that can be under way together; asked for again once all of them are answered. None:
  /// it is complete.
  virtual std::vector<ApiRequest> next() = 0;
  /// The answer to request `index` of the last batch, in any order. Throws Error.
  virtual void accept(std::size_t index, const Delivery& answer) = 0;
};

}  // namespace cf_billing
