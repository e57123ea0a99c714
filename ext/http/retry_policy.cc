#include "http/retry_policy.h"

#include <algorithm>
#include <cmath>

namespace cf_billing {

namespace {

bool retryable(const HttpResponse& response) {
  switch (response.outcome) {
    case TransferOutcome::failed:
      return true;
    case TransferOutcome::hopeless:
    case TransferOutcome::oversized:
      return false;
    case TransferOutcome::answered:
      break;
  }
  if (response.is_cut) return true;
  const int status = response.status;
  if (status >= 200 && status < 300) return false;
  if (response.should_retry) return *response.should_retry;
  return status == 408 || status == 409 || status == 429 || status >= 500;
}

}  // namespace

RetryDecision decide_retry(const HttpResponse& response, int retries_done,
                           const RetryLimits& limits, double jitter,
                           std::optional<std::chrono::milliseconds> block) {
  using std::chrono::milliseconds;
  using Action = RetryDecision::Action;
  if (!retryable(response)) return {};
  const auto advised =
      response.status == 429 && !response.retry_after ? block : response.retry_after;
  // A block of five minutes is worth naming even when there is no attempt left.
  if (advised && *advised > limits.max_wait) return {Action::too_long, *advised};
  if (retries_done >= limits.max_retries) return {Action::exhausted, milliseconds{0}};
  if (advised) return {Action::retry, std::max(*advised, milliseconds{0})};
  const double backoff = std::min(8000.0, 500.0 * std::exp2(retries_done));
  const auto wait = milliseconds{static_cast<milliseconds::rep>(backoff * (1.0 - 0.25 * jitter))};
  return {Action::retry, std::min(wait, limits.max_wait)};
}

}  // namespace cf_billing
