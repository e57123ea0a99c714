#include "http/dispatcher.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "core/error.h"

namespace cf_billing {

namespace {

using std::chrono::milliseconds;

/// Ids are unique in the process: several dispatchers may share one transport.
std::uint64_t next_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

/// Delays only have to differ from one process to the next. What std::random_device calls is not in
/// every C library that the module otherwise runs with.
std::minstd_rand::result_type jitter_seed() {
  return static_cast<std::minstd_rand::result_type>(
      std::chrono::steady_clock::now().time_since_epoch().count());
}

}  // namespace

Dispatcher::Dispatcher(Transport& transport, const Clock& clock, const DispatchLimits& limits)
    : transport_(transport), clock_(clock), limits_(limits), random_(jitter_seed()) {}

Dispatcher::~Dispatcher() {
  while (!exchanges_.empty()) cancel(exchanges_.begin()->first);
}

std::uint64_t Dispatcher::submit(HttpRequest request, std::shared_ptr<RateLimiter> limiter) {
  const std::uint64_t id = next_id();
  Attempted attempted;
  attempted.request = std::move(request);
  attempted.limiter = std::move(limiter);
  attempted.exchange.id = id;
  exchanges_.emplace(id, std::move(attempted));
  queue_.push_back(id);
  start_due();
  return id;
}

std::optional<Exchange> Dispatcher::cancel(std::uint64_t id) {
  const auto found = exchanges_.find(id);
  if (found == exchanges_.end()) return std::nullopt;
  Attempted& attempted = found->second;
  if (std::erase(in_flight_, id) > 0) {
    transport_.cancel(id);
    if (attempted.limiter) attempted.limiter->give_up();
  }
  std::erase(queue_, id);
  std::erase_if(ended_, [id](const Exchange& exchange) { return exchange.id == id; });
  Exchange exchange = std::move(attempted.exchange);
  if (exchange.attempts > 0) {
    exchange.duration =
        std::chrono::ceil<milliseconds>(clock_.awake_now() - *attempted.first_start);
  }
  exchanges_.erase(found);
  return exchange;
}

void Dispatcher::note_start(Attempted& attempted) const {
  if (attempted.first_start) return;
  attempted.first_start = clock_.awake_now();
  attempted.exchange.started_at = clock_.utc_now();
}

bool Dispatcher::start(Attempted& attempted) {
  Exchange& exchange = attempted.exchange;
  note_start(attempted);
  const auto wait = attempted.limiter
                        ? attempted.limiter->take(clock_.boot_now(), limits_.retry.max_wait)
                        : milliseconds{0};
  if (wait > limits_.retry.max_wait) {
    exchange.held_back = true;
    end(attempted, {}, {RetryDecision::Action::too_long, wait});
    return true;
  }
  if (wait > milliseconds{0}) {
    // Whoever else has the credential may be first then: asked again in short steps.
    const auto step = std::min(wait, kPollInterval);
    attempted.not_before = clock_.boot_now() + step;
    exchange.waited += step;
    return false;
  }
  ++exchange.attempts;
  in_flight_.push_back(exchange.id);
  transport_.start(exchange.id, attempted.request);
  return true;
}

void Dispatcher::start_due() {
  const auto now = clock_.boot_now();
  for (auto it = queue_.begin(); it != queue_.end() && in_flight_.size() < limits_.concurrency;) {
    Attempted& attempted = exchanges_.at(*it);
    it = attempted.not_before <= now && start(attempted) ? queue_.erase(it) : std::next(it);
  }
}

milliseconds Dispatcher::time_to_next_start() const {
  auto limit = kPollInterval;
  if (in_flight_.size() >= limits_.concurrency) return limit;
  const auto now = clock_.boot_now();
  for (const std::uint64_t id : queue_) {
    const auto left = std::chrono::ceil<milliseconds>(exchanges_.at(id).not_before - now);
    limit = std::clamp(left, milliseconds{0}, limit);
  }
  return limit;
}

void Dispatcher::end(Attempted& attempted, HttpResponse response, const RetryDecision& decision) {
  Exchange& exchange = attempted.exchange;
  exchange.response = std::move(response);
  exchange.verdict = decision.action;
  exchange.server_wait = decision.wait;
  exchange.duration = std::chrono::ceil<milliseconds>(clock_.awake_now() - *attempted.first_start);
  ended_.push_back(std::move(exchange));
}

void Dispatcher::finish(std::uint64_t id, HttpResponse response) {
  Attempted& attempted = exchanges_.at(id);
  if (attempted.limiter) attempted.limiter->finish(clock_.boot_now(), response);
  attempted.exchange.bytes_received += response.bytes_received;
  const double jitter = std::uniform_real_distribution<double>(0.0, 1.0)(random_);
  const RetryDecision decision =
      decide_retry(response, attempted.exchange.attempts - 1, limits_.retry, jitter);
  if (decision.action == RetryDecision::Action::retry) {
    attempted.not_before = clock_.boot_now() + decision.wait;
    attempted.exchange.waited += decision.wait;
    // In front: an exchange once begun is finished before new ones are begun.
    queue_.push_front(id);
    return;
  }
  end(attempted, std::move(response), decision);
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
    if (!ended_.empty()) break;
    transport_.poll(time_to_next_start(), interrupted);
    collect();
  }
  Exchange first = std::move(ended_.front());
  ended_.pop_front();
  exchanges_.erase(first.id);
  start_due();
  return first;
}

}  // namespace cf_billing
