#include "rate_limit.h"

#include <algorithm>

namespace sandbox {

RateLimit::Verdict RateLimit::count(int limit, std::chrono::seconds window) {
  const std::lock_guard lock(mutex_);
  const Time now = std::chrono::steady_clock::now();
  if (now >= ends_) {
    counted_ = 0;
    blocked_ = false;
    ends_ = now + window;
  }
  ++counted_;
  if (limit > 0 && counted_ > limit && !blocked_) {
    blocked_ = true;
    ends_ = now + window;
  }
  Verdict verdict;
  verdict.refused = blocked_;
  verdict.remaining = limit == 0 ? kNoLimit : std::max(limit - counted_, 0);
  verdict.until_reset = std::chrono::ceil<std::chrono::seconds>(ends_ - now);
  return verdict;
}

void RateLimit::reset() {
  const std::lock_guard lock(mutex_);
  ends_ = Time{};
}

}  // namespace sandbox
