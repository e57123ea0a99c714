#include "http/rate_limiter.h"

#include <algorithm>

namespace cf_billing {

namespace {

using std::chrono::milliseconds;

/// From this part of the quota on, what is left is spread over the time until the reset: others may
/// use the same credential, and a refusal would last for minutes.
constexpr std::int64_t kPacedPart = 20;

/// Until a request that began counts no more. A server counts it when it arrives: the first of a
/// window after its connection was made, the first of the next without that. One that arrives a
/// moment too early is refused, and so is everything for another window.
milliseconds counted(const RateLimitPolicy& policy) {
  constexpr int kPartForArrival = 60;
  return policy.window + milliseconds(policy.window) / kPartForArrival;
}

}  // namespace

/// Of all that limits the next start, the last to allow it.
RateLimiter::Time RateLimiter::earliest(Time now, milliseconds patience) {
  while (!started_.empty() && started_.front() + counted(policy_) <= now) started_.pop_front();
  if (allowance_ && allowance_->reset <= now) allowance_.reset();
  Time allowed = std::max(now, blocked_until_);
  const auto quota = static_cast<std::size_t>(policy_.quota);
  if (started_.size() >= quota) {
    allowed = std::max(allowed, started_[started_.size() - quota] + counted(policy_));
  }
  if (!allowance_) return allowed;
  if (allowance_->remaining <= 0) return std::max(allowed, allowance_->reset);
  if (allowance_->remaining <= policy_.quota / kPacedPart && !started_.empty()) {
    const auto pace = (allowance_->reset - now) / (allowance_->remaining + 1);
    allowed = std::max(allowed, std::min<Time>(started_.back() + pace, now + patience));
  }
  return allowed;
}

milliseconds RateLimiter::take(Time now, milliseconds patience) {
  const std::lock_guard lock(mutex_);
  const Time allowed = earliest(now, patience);
  if (allowed > now) {
    return std::max(std::chrono::ceil<milliseconds>(allowed - now), milliseconds{1});
  }
  started_.push_back(now);
  if (allowance_) --allowance_->remaining;
  ++in_flight_;
  return milliseconds{0};
}

void RateLimiter::take_back() {
  const std::lock_guard lock(mutex_);
  if (!started_.empty()) started_.pop_back();
  if (allowance_) ++allowance_->remaining;
  in_flight_ = std::max<std::int64_t>(in_flight_ - 1, 0);
}

void RateLimiter::finish(Time now, const HttpResponse& response) {
  const std::lock_guard lock(mutex_);
  in_flight_ = std::max<std::int64_t>(in_flight_ - 1, 0);
  if (response.rate_limit_policy) policy_ = *response.rate_limit_policy;
  if (response.rate_limit) {
    // Those under way were not yet counted when the server wrote this, or were: the worse.
    const Allowance said{response.rate_limit->remaining - in_flight_,
                         now + std::min(response.rate_limit->until_reset, policy_.window)};
    // Answers overtake each other: within one window what is left only falls.
    const bool same_window = allowance_ && said.reset - allowance_->reset < std::chrono::seconds{2};
    allowance_ = Allowance{
        same_window ? std::min(said.remaining, allowance_->remaining) : said.remaining, said.reset};
  }
  if (response.status == 429 && response.retry_after) {
    // No block lasts longer than the window; a server that says so is asked again then.
    blocked_until_ = std::max(blocked_until_,
                              now + std::min<milliseconds>(*response.retry_after, policy_.window));
  }
}

void RateLimiter::give_up() {
  const std::lock_guard lock(mutex_);
  in_flight_ = std::max<std::int64_t>(in_flight_ - 1, 0);
}

milliseconds RateLimiter::window() {
  const std::lock_guard lock(mutex_);
  return policy_.window;
}

std::shared_ptr<RateLimiter> RateLimiters::of(std::uint64_t credential) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<RateLimiter>& limiter = limiters_[credential];
  if (!limiter) limiter = std::make_shared<RateLimiter>();
  return limiter;
}

std::shared_ptr<RateLimiter> RateLimiters::of_queries(std::uint64_t credential) {
  constexpr RateLimitPolicy kQueries{300, std::chrono::minutes{5}};
  const std::lock_guard lock(mutex_);
  std::shared_ptr<RateLimiter>& limiter = of_queries_[credential];
  if (!limiter) limiter = std::make_shared<RateLimiter>(kQueries);
  return limiter;
}

const std::shared_ptr<RateLimiters>& RateLimiters::of_process() {
  // Never destroyed: connections may outlive the static objects of the module.
  static const auto* limiters = new std::shared_ptr<RateLimiters>(std::make_shared<RateLimiters>());
  return *limiters;
}

}  // namespace cf_billing
