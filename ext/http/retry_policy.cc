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
                           const RetryLimits& limits, double jitter) {
  using std::chrono::milliseconds;
  using Action = RetryDecision::Action;
  if (!retryable(response)) return {};
  // A block of five minutes is worth naming even when there is no attempt left.
  if (response.retry_after && *response.retry_after > limits.max_wait) {
    return {Action::too_long, *response.retry_after};
  }
  if (retries_done >= limits.max_retries) return {Action::exhausted, milliseconds{0}};
  if (response.retry_after)
    return {Action::retry, std::max(*response.retry_after, milliseconds{0})};
  const double backoff = std::min(8000.0, 500.0 * std::exp2(retries_done));
  const auto wait = milliseconds{static_cast<milliseconds::rep>(backoff * (1.0 - 0.25 * jitter))};
  return {Action::retry, std::min(wait, limits.max_wait)};
}

}  // namespace cf_billing
