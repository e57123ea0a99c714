#include "http/dispatcher.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "core/error.h"

namespace cf_billing {

namespace {

/// Ids are unique in the process: several dispatchers may share one transport.
std::uint64_t next_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

Dispatcher::Dispatcher(Transport& transport, const Clock& clock, const DispatchLimits& limits)
    : transport_(transport), clock_(clock), limits_(limits), random_(std::random_device{}()) {}

Dispatcher::~Dispatcher() {
  for (const auto& [id, exchange] : exchanges_) transport_.cancel(id);
}

std::uint64_t Dispatcher::submit(HttpRequest request) {
  const std::uint64_t id = next_id();
  exchanges_.emplace(id, Attempted{std::move(request), 0, {}});
  queue_.push_back(id);
  start_due();
  return id;
}

void Dispatcher::start_due() {
  const auto now = clock_.steady_now();
  for (auto it = queue_.begin(); it != queue_.end() && in_flight_.size() < limits_.concurrency;) {
    Attempted& exchange = exchanges_.at(*it);
    if (exchange.not_before > now) {
      ++it;
      continue;
    }
    ++exchange.attempts;
    in_flight_.push_back(*it);
    transport_.start(*it, exchange.request);
    it = queue_.erase(it);
  }
}

std::chrono::milliseconds Dispatcher::time_to_next_start() const {
  auto limit = kPollInterval;
  if (in_flight_.size() >= limits_.concurrency) return limit;
  const auto now = clock_.steady_now();
  for (const std::uint64_t id : queue_) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(exchanges_.at(id).not_before - now);
    limit = std::clamp(left, std::chrono::milliseconds{0}, limit);
  }
  return limit;
}

void Dispatcher::finish(std::uint64_t id, HttpResponse response) {
  Attempted& exchange = exchanges_.at(id);
  const double jitter = std::uniform_real_distribution<double>(0.0, 1.0)(random_);
  const RetryDecision decision =
      decide_retry(response, exchange.attempts - 1, limits_.retry, jitter);
  if (decision.action == RetryDecision::Action::retry) {
    exchange.not_before = clock_.steady_now() + decision.wait;
    // In front: an exchange once begun is finished before new ones are begun.
    queue_.push_front(id);
    return;
  }
  ended_.push_back({id, std::move(response), decision.action, decision.wait, exchange.attempts});
}

void Dispatcher::collect() {
  std::erase_if(in_flight_, [this](std::uint64_t id) {
    auto response = transport_.take(id);
    if (!response) return false;
    finish(id, std::move(*response));
    return true;
  });
}

Exchange Dispatcher::wait(const std::function<bool()>& interrupted) {
  collect();
  while (ended_.empty()) {
    if (interrupted()) throw Error(ErrorKind::interrupted, "interrupted");
    start_due();
    transport_.poll(time_to_next_start());
    collect();
  }
  Exchange first = std::move(ended_.front());
  ended_.pop_front();
  exchanges_.erase(first.id);
  start_due();
  return first;
}

}  // namespace cf_billing
