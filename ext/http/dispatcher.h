// Runs exchanges: so many at once, within the credential's rate limit, retried by the policy,
// watched for an interrupt.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include "core/clock.h"
#include "http/rate_limiter.h"
#include "http/retry_policy.h"
#include "http/transport.h"

namespace cf_billing {

struct DispatchLimits {
  std::size_t concurrency = 8;
  RetryLimits retry;
};

/// The end of an exchange, after all attempts.
struct Exchange {
  std::uint64_t id = 0;
  HttpResponse response;
  RetryDecision::Action verdict = RetryDecision::Action::accept;
  std::chrono::milliseconds server_wait{0};  ///< with verdict too_long
  /// With verdict too_long: the rate limiter asks for the wait, and nothing was sent.
  bool held_back = false;
  int attempts = 0;
  std::chrono::sys_time<std::chrono::milliseconds> started_at{};  ///< the first attempt
  std::chrono::milliseconds duration{0};  ///< from there to the end, waits included
  std::chrono::milliseconds waited{0};    ///< between attempts, and for the rate limit
  std::uint64_t bytes_received = 0;       ///< of all attempts' bodies, as transferred
};

/// Shared by the scans of a connection. Borrowed objects outlive it. What is still under way when
/// it goes is cancelled.
class Dispatcher {
 public:
  /// An interrupt is noticed within this time, in transfers and in waits.
  static constexpr std::chrono::milliseconds kPollInterval{40};

  Dispatcher(Transport& transport, const Clock& clock, const DispatchLimits& limits = {});
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  /// From now on, also for what is under way.
  void set_limits(const DispatchLimits& limits) { limits_ = limits; }
  /// Queues an exchange; it starts when there is room and its turn has come. `limiter`: may be
  /// null.
  std::uint64_t submit(HttpRequest request, std::shared_ptr<RateLimiter> limiter = nullptr);
  /// Ends an exchange that nobody waits for any more: as much of it as there was.
  std::optional<Exchange> cancel(std::uint64_t id);
  /// Exchanges submitted and not yet returned by wait().
  [[nodiscard]] std::size_t pending() const { return exchanges_.size(); }
  /// Blocks until an exchange ends, asking `interrupted` all the while. Throws Error(interrupted).
  /// Requires pending() > 0.
  Exchange wait(const std::function<bool()>& interrupted);

 private:
  struct Attempted {
    HttpRequest request;
    std::shared_ptr<RateLimiter> limiter;
    Exchange exchange;
    BootClock::time_point not_before{};
    std::optional<AwakeClock::time_point> first_start;
  };
  /// Whether it has started, or ended, as its wait would be too long.
  bool start(Attempted& attempted);
  void note_start(Attempted& attempted) const;
  void end(Attempted& attempted, HttpResponse response, const RetryDecision& decision);
  void start_due();
  [[nodiscard]] std::chrono::milliseconds time_to_next_start() const;
  void collect();
  void finish(std::uint64_t id, HttpResponse response);

  Transport& transport_;
  const Clock& clock_;
  DispatchLimits limits_;
  std::map<std::uint64_t, Attempted> exchanges_;
  std::deque<std::uint64_t> queue_;  // Waiting for their turn or for their time.
  std::vector<std::uint64_t> in_flight_;
  std::deque<Exchange> ended_;
  std::minstd_rand random_;
};

}  // namespace cf_billing
