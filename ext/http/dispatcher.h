// Runs exchanges: so many at once, retried by the policy, watched for an interrupt.
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
  int attempts = 1;
};

/// Belongs to one scan. Borrowed objects outlive it. What is still under way when it goes is
/// cancelled.
class Dispatcher {
 public:
  /// An interrupt is noticed within this time, in transfers and in waits.
  static constexpr std::chrono::milliseconds kPollInterval{40};

  Dispatcher(Transport& transport, const Clock& clock, const DispatchLimits& limits);
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  /// Queues an exchange; it starts when there is room and its turn has come.
  std::uint64_t submit(HttpRequest request);
  /// Exchanges submitted and not yet returned by wait().
  [[nodiscard]] std::size_t pending() const { return exchanges_.size(); }
  /// Blocks until an exchange ends, asking `interrupted` all the while. Throws Error(interrupted).
  /// Requires pending() > 0.
  Exchange wait(const std::function<bool()>& interrupted);

 private:
  struct Attempted {
    HttpRequest request;
    int attempts = 0;
    std::chrono::steady_clock::time_point not_before{};
  };
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
