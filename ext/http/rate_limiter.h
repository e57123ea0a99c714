// Keeps the requests made with one credential below the server's limit: shared by every connection
// and thread of the process.
//
// Cloudflare allows 1,200 requests in five minutes for a user; over it every call is refused for
// the next five (FACTS: Limits). So the limiter counts what was started, believes what the server
// says is left, and slows down before nothing is.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "core/clock.h"
#include "http/rate_limit_header.h"
#include "http/transport.h"

namespace cf_billing {

class RateLimiter {
 public:
  using Time = BootClock::time_point;  // A window passes while the machine sleeps, too.

  /// `policy`: until a server says another.
  explicit RateLimiter(RateLimitPolicy policy = {1200, std::chrono::minutes{5}})
      : policy_(policy) {}

  /// Zero: the request may start, and counts. Else how long to wait before asking again; more than
  /// `patience` only where the limit forbids to start earlier, not where it is merely wise.
  std::chrono::milliseconds take(Time now,
                                 std::chrono::milliseconds patience = std::chrono::minutes{1});
  /// The request that was taken last is not started, as another limit forbids it.
  void take_back();
  /// The request that was taken has ended with `response`.
  void finish(Time now, const HttpResponse& response);
  /// The request that was taken was given up.
  void give_up();
  /// Whoever is over the limit is refused for so long.
  [[nodiscard]] std::chrono::milliseconds window();

 private:
  /// What the server said last, less what was started since.
  struct Allowance {
    std::int64_t remaining;
    Time reset;
  };
  [[nodiscard]] Time earliest(Time now, std::chrono::milliseconds patience);

  std::mutex mutex_;
  RateLimitPolicy policy_;
  std::deque<Time> started_;  // In the last window.
  std::optional<Allowance> allowance_;
  std::int64_t in_flight_ = 0;
  Time blocked_until_{};
};

/// The limiters of a process, by credential.
class RateLimiters {
 public:
  /// `credential`: a hash of server and credential.
  std::shared_ptr<RateLimiter> of(std::uint64_t credential);
  /// That of queries of analytics, which have a limit besides: 300 in five minutes.
  std::shared_ptr<RateLimiter> of_queries(std::uint64_t credential);
  static const std::shared_ptr<RateLimiters>& of_process();

 private:
  std::mutex mutex_;
  std::map<std::uint64_t, std::shared_ptr<RateLimiter>> limiters_;
  std::map<std::uint64_t, std::shared_ptr<RateLimiter>> of_queries_;
};

}  // namespace cf_billing
