// Runs exchanges: so many at once, within the credential's rate limit, retried by the policy,
// watched for an interrupt.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <random>

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
  /// With verdict too_long. Where the response has no retry_after it is how long such a refusal
  /// lasts by the documentation.
  std::chrono::milliseconds server_wait{0};
  /// With verdict too_long: the rate limiter asks for the wait, and nothing was sent.
  bool held_back = false;
  int attempts = 0;
  std::chrono::sys_time<std::chrono::milliseconds> started_at{};  ///< the first attempt
  std::chrono::milliseconds duration{0};  ///< from there to the end, waits included
  std::chrono::milliseconds waited{0};    ///< between attempts, and for the rate limit
  std::uint64_t bytes_received = 0;       ///< of all attempts' bodies, as transferred
};

/// Shared by the scans of a connection. Borrowed objects outlive it. What is still under way when
/// it goes is cancelled. Where memory runs out submit() and wait() throw std::bad_alloc, and no
/// exchange of another scan is lost or waited for in vain.
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
  /// null. `further`: of a limit that some requests have besides, or null; a refusal, and what it
  /// asks to wait, is about that one, and what headers say is about the other. A refusal that does
  /// not say how long it lasts is taken for one of the window of `further`.
  std::uint64_t submit(HttpRequest request, std::shared_ptr<RateLimiter> limiter = nullptr,
                       std::shared_ptr<RateLimiter> further = nullptr);
  /// Ends an exchange that nobody waits for any more: as much of it as there was.
  std::optional<Exchange> cancel(std::uint64_t id) noexcept;
  /// Exchanges submitted and not yet returned by wait().
  [[nodiscard]] std::size_t pending() const {
    return queue_.size() + in_flight_.size() + ended_.size();
  }
  /// Blocks until an exchange ends, asking `interrupted` all the while. Throws Error(interrupted).
  /// Requires pending() > 0.
  Exchange wait(const std::function<bool()>& interrupted);

 private:
  struct Attempted {
    HttpRequest request;
    std::shared_ptr<RateLimiter> limiter;
    std::shared_ptr<RateLimiter> further;
    Exchange exchange;
    BootClock::time_point not_before{};
    std::optional<AwakeClock::time_point> first_start;
    /// Since when the rate limit keeps it from starting; nothing: it does not.
    std::optional<BootClock::time_point> held_since;
  };
  /// Exchanges move from one list to another, which allocates nothing and so cannot fail.
  using Exchanges = std::list<Attempted>;

  /// As RateLimiter::take(), by all limits.
  [[nodiscard]] std::chrono::milliseconds take(const Attempted& attempted) const;
  void give_up(const Attempted& attempted) const;
  /// How long a refusal lasts that does not say so, where it is known.
  [[nodiscard]] static std::optional<std::chrono::milliseconds> block(const Attempted& attempted);
  void tell_limiters(const Attempted& attempted, const HttpResponse& response) const;
  /// Starts one of the queue, if it may already.
  void start(Exchanges::iterator attempted);
  void note_start(Attempted& attempted) const;
  /// How long an exchange that is held back still waits where that is merely wise.
  [[nodiscard]] std::chrono::milliseconds patience(const Attempted& attempted) const;
  void end(Exchanges& from, Exchanges::iterator attempted, HttpResponse response,
           const RetryDecision& decision) noexcept;
  void start_due();
  [[nodiscard]] std::chrono::milliseconds time_to_next_start() const;
  void collect();
  void finish(Exchanges::iterator attempted, HttpResponse response);

  Transport& transport_;
  const Clock& clock_;
  DispatchLimits limits_;
  Exchanges queue_;  // Waiting for their turn or for their time.
  Exchanges in_flight_;
  Exchanges ended_;
  std::minstd_rand random_;
};

}  // namespace cf_billing
