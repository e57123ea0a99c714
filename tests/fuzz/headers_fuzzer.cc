// Claims of what answers say about waiting, whatever their headers hold:
//  - a wait is never negative; the limiter's are an hour at most, the server's a year, and a retry
//    waits no longer than the setting max_wait;
//  - who waits as often as told may start at last, and no more start in a window than the policy
//    allows;
//  - a ray that is shown is one.
#include <algorithm>
#include <deque>

#include "api/api_error.h"
#include "claim.h"
#include "http/rate_limiter.h"
#include "http/retry_after.h"
#include "http/retry_policy.h"
#include "shown_text.h"
#include "support/bodies.h"

namespace cf_billing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::string some_header(FuzzedDataProvider& data) {
  switch (data.ConsumeIntegralInRange(0, 3)) {
    case 0:
      return data.ConsumeRandomLengthString(60);
    case 1:
      return "\"default\";r=" + std::to_string(data.ConsumeIntegralInRange(-1, 1300)) +
             ";t=" + std::to_string(data.ConsumeIntegralInRange(-1, 4000));
    case 2:
      return "\"default\";q=" + std::to_string(data.ConsumeIntegralInRange(-1, 1300)) +
             ";w=" + std::to_string(data.ConsumeIntegralInRange(-1, 4000)) +
             ", \"x\";q=" + data.ConsumeRandomLengthString(10) + ";w=5";
    default:
      return std::to_string(data.ConsumeFloatingPoint<double>());
  }
}

std::optional<std::string_view> maybe(FuzzedDataProvider& data, const std::string& text) {
  return data.ConsumeBool() ? std::optional<std::string_view>(text) : std::nullopt;
}

HttpResponse some_response(FuzzedDataProvider& data) {
  HttpResponse response;
  response.outcome = static_cast<TransferOutcome>(data.ConsumeIntegralInRange(0, 3));
  response.status = data.PickValueInArray({200, 204, 400, 404, 408, 409, 429, 500, 503, 0, 999});
  const std::string ms = some_header(data);
  const std::string plain = some_header(data);
  response.retry_after =
      advised_wait(maybe(data, ms), maybe(data, plain), data.ConsumeIntegral<std::int64_t>());
  if (data.ConsumeBool()) response.should_retry = data.ConsumeBool();
  response.rate_limit = parse_rate_limit(some_header(data));
  response.rate_limit_policy = parse_rate_limit_policy(some_header(data));
  response.ray = some_header(data);
  response.is_cut = data.ConsumeBool();
  return response;
}

void check_parsed(const HttpResponse& response) {
  if (response.retry_after) {
    claim(*response.retry_after >= milliseconds{0} && *response.retry_after <= kLongestWait,
          "a wait is neither negative nor endless");
  }
  if (response.rate_limit) {
    claim(response.rate_limit->remaining >= 0 && response.rate_limit->until_reset >= seconds{0} &&
              response.rate_limit->until_reset <= hours{1},
          "a limit is reset within an hour");
  }
  if (response.rate_limit_policy) {
    claim(response.rate_limit_policy->quota > 0 &&
              response.rate_limit_policy->window > seconds{0} &&
              response.rate_limit_policy->window <= hours{1},
          "a policy allows something in an hour");
  }
  const std::string ray = shown_ray(response.ray, {Secret(kExampleToken)});
  claim(ray.size() <= 24, "a ray is short", ray);
  claim_one_line(ray, "a ray is one line");
  claim_without(ray, kExampleToken, "a ray is no secret");
}

void check_retry(FuzzedDataProvider& data, const HttpResponse& response) {
  const RetryLimits limits{data.ConsumeIntegralInRange(0, 20),
                           seconds{data.ConsumeIntegralInRange(0, 3600)}};
  const int done = data.ConsumeIntegralInRange(0, 30);
  const RetryDecision decision =
      decide_retry(response, done, limits, data.ConsumeFloatingPointInRange(0.0, 0.999));
  using Action = RetryDecision::Action;
  claim(decision.wait >= milliseconds{0}, "a wait is not negative");
  if (decision.action == Action::retry) {
    claim(decision.wait <= limits.max_wait, "a retry waits no longer than allowed");
    claim(done < limits.max_retries, "there are no more retries than allowed");
  }
  if (decision.action == Action::too_long) {
    claim(decision.wait > limits.max_wait, "what is too long is more than allowed");
  }
}

class LimiterRun {
  /// The longest window there is, and the sixtieth of it that a request takes to arrive at most.
  static constexpr milliseconds kLongestPause = hours{1} + minutes{1};

 public:
  explicit LimiterRun(FuzzedDataProvider& data) : data_(data) {}

  void step() {
    switch (data_.ConsumeIntegralInRange(0, 4)) {
      case 0:
        now_ += milliseconds{data_.ConsumeIntegralInRange<std::int64_t>(0, 4'000'000)};
        break;
      case 1:
        finish(some_response(data_));
        break;
      case 2:
        limiter_.give_up();
        break;
      case 3:
        wait_until_it_may_start();
        break;
      default:
        take(milliseconds{data_.ConsumeIntegralInRange(0, 3'600'000)});
        break;
    }
  }

 private:
  void finish(const HttpResponse& response) {
    check_parsed(response);
    limiter_.finish(now_, response);
    if (!response.rate_limit_policy) return;
    // Who started under another policy does not count.
    policy_ = *response.rate_limit_policy;
    started_.clear();
  }
  milliseconds take(milliseconds patience) {
    const milliseconds wait = limiter_.take(now_, patience);
    claim(wait >= milliseconds{0} && wait <= kLongestPause, "a wait is about an hour at most",
          std::to_string(wait.count()));
    if (wait > milliseconds{0}) return wait;
    started_.push_back(now_);
    while (started_.front() + policy_.window <= now_) started_.pop_front();
    claim(static_cast<std::int64_t>(started_.size()) <= policy_.quota,
          "no more start than the policy allows");
    return wait;
  }
  /// With little patience it asks again and again, while what is wise is put off.
  void wait_until_it_may_start() {
    const seconds patience{data_.ConsumeIntegralInRange(1, 60)};
    const auto began = now_;
    constexpr int kMostRounds = 3700;
    for (int round = 0; round < kMostRounds; ++round) {
      const milliseconds wait = take(patience);
      if (wait == milliseconds{0}) return;
      now_ += wait;
      claim(now_ - began <= kLongestPause + milliseconds{kMostRounds},
            "all waits together are about an hour at most");
    }
    claim(false, "who waits may start at last");
  }

  FuzzedDataProvider& data_;
  RateLimiter limiter_;
  RateLimiter::Time now_{hours{1000}};
  RateLimitPolicy policy_{1200, std::chrono::minutes{5}};
  std::deque<RateLimiter::Time> started_;
};

void check(FuzzedDataProvider& data) {
  const HttpResponse response = some_response(data);
  check_parsed(response);
  check_retry(data, response);
  LimiterRun run(data);
  for (int steps = 0; steps < 200 && data.remaining_bytes() > 0; ++steps) run.step();
}

}  // namespace
}  // namespace cf_billing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  cf_billing::check(data);
  return 0;
}
