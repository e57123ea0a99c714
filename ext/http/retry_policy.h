// When a failed exchange is tried again and how long to wait before: the one place that decides.
// The rules are those of Cloudflare's official SDKs (FACTS: Limits).
#pragma once

#include <chrono>
#include <optional>

#include "http/transport.h"

namespace cf_billing {

struct RetryLimits {
  int max_retries = 3;
  std::chrono::milliseconds max_wait{60'000};
};

struct RetryDecision {
  enum class Action {
    accept,     ///< nothing to retry: an answer, good or bad
    retry,      ///< after `wait`
    exhausted,  ///< it was tried as often as allowed
    too_long,   ///< to `wait` takes longer than allowed
  };
  Action action = Action::accept;
  std::chrono::milliseconds wait{0};
};

/// `retries_done` ≥ 0; `jitter` in [0, 1): 0.5·2^n s up to 8 s, less `jitter` × 25 %. `block`: so
/// long lasts a 429 whose answer does not say it; nothing: not longer than any other failure.
RetryDecision decide_retry(const HttpResponse& response, int retries_done,
                           const RetryLimits& limits, double jitter,
                           std::optional<std::chrono::milliseconds> block = std::nullopt);

}  // namespace cf_billing
