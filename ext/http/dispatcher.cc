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
  for (const Exchanges* list : {&queue_, &in_flight_, &ended_}) {
    while (!list->empty()) cancel(list->front().exchange.id);
  }
}

std::uint64_t Dispatcher::submit(HttpRequest request, std::shared_ptr<RateLimiter> limiter,
                                 std::shared_ptr<RateLimiter> further) {
  const std::uint64_t id = next_id();
  Attempted attempted;
  attempted.request = std::move(request);
  attempted.limiter = std::move(limiter);
  attempted.further = std::move(further);
  attempted.exchange.id = id;
  queue_.push_back(std::move(attempted));
  try {
    start_due();
  } catch (...) {
    cancel(id);
    throw;
  }
  return id;
}

std::optional<Exchange> Dispatcher::cancel(std::uint64_t id) noexcept {
  for (Exchanges* list : {&queue_, &in_flight_, &ended_}) {
    const auto found = std::find_if(list->begin(), list->end(),
                                    [id](const Attempted& each) { return each.exchange.id == id; });
    if (found == list->end()) continue;
    if (list == &in_flight_) {
      transport_.cancel(id);
      give_up(*found);
    }
    Exchange exchange = std::move(found->exchange);
    if (list != &ended_ && exchange.attempts > 0) {
      exchange.duration = std::chrono::ceil<milliseconds>(clock_.awake_now() - *found->first_start);
    }
    list->erase(found);
    return exchange;
  }
  return std::nullopt;
}

void Dispatcher::note_start(Attempted& attempted) const {
  if (attempted.first_start) return;
  attempted.first_start = clock_.awake_now();
  attempted.exchange.started_at = clock_.utc_now();
}

milliseconds Dispatcher::patience(const Attempted& attempted) const {
  if (!attempted.held_since) return limits_.retry.max_wait;
  const auto held = std::chrono::floor<milliseconds>(clock_.boot_now() - *attempted.held_since);
  return std::max(limits_.retry.max_wait - held, milliseconds{0});
}

milliseconds Dispatcher::take(const Attempted& attempted) const {
  const auto now = clock_.boot_now();
  const auto longest = patience(attempted);
  if (attempted.further) {
    const auto wait = attempted.further->take(now, longest);
    if (wait > milliseconds{0}) return wait;
  }
  if (!attempted.limiter) return milliseconds{0};
  const auto wait = attempted.limiter->take(now, longest);
  if (wait > milliseconds{0} && attempted.further) attempted.further->take_back();
  return wait;
}

void Dispatcher::give_up(const Attempted& attempted) const {
  if (attempted.limiter) attempted.limiter->give_up();
  if (attempted.further) attempted.further->give_up();
}

std::optional<milliseconds> Dispatcher::block(const Attempted& attempted) {
  if (!attempted.further) return std::nullopt;
  return attempted.further->window();
}

void Dispatcher::tell_limiters(const Attempted& attempted, const HttpResponse& response) const {
  const auto now = clock_.boot_now();
  if (!attempted.further) {
    if (attempted.limiter) attempted.limiter->finish(now, response);
    return;
  }
  HttpResponse refusal;
  refusal.status = response.status;
  refusal.retry_after = response.retry_after ? response.retry_after : block(attempted);
  attempted.further->finish(now, refusal);
  if (!attempted.limiter) return;
  HttpResponse headers;
  headers.rate_limit = response.rate_limit;
  headers.rate_limit_policy = response.rate_limit_policy;
  attempted.limiter->finish(now, headers);
}

void Dispatcher::start(Exchanges::iterator attempted) {
  Exchange& exchange = attempted->exchange;
  note_start(*attempted);
  const auto wait = take(*attempted);
  if (wait > limits_.retry.max_wait) {
    exchange.held_back = true;
    end(queue_, attempted, {}, {RetryDecision::Action::too_long, wait});
    return;
  }
  if (wait > milliseconds{0}) {
    // Whoever else has the credential may be first then: asked again in short steps.
    if (!attempted->held_since) attempted->held_since = clock_.boot_now();
    const auto step = std::min(wait, kPollInterval);
    attempted->not_before = clock_.boot_now() + step;
    exchange.waited += step;
    return;
  }
  try {
    transport_.start(exchange.id, attempted->request);
  } catch (...) {
    give_up(*attempted);
    throw;
  }
  attempted->held_since.reset();
  ++exchange.attempts;
  in_flight_.splice(in_flight_.end(), queue_, attempted);
}

void Dispatcher::start_due() {
  const auto now = clock_.boot_now();
  for (auto next = queue_.begin();
       next != queue_.end() && in_flight_.size() < limits_.concurrency;) {
    const auto attempted = next++;
    if (attempted->not_before <= now) start(attempted);
  }
}

milliseconds Dispatcher::time_to_next_start() const {
  auto limit = kPollInterval;
  if (in_flight_.size() >= limits_.concurrency) return limit;
  const auto now = clock_.boot_now();
  for (const Attempted& attempted : queue_) {
    const auto left = std::chrono::ceil<milliseconds>(attempted.not_before - now);
    limit = std::clamp(left, milliseconds{0}, limit);
  }
  return limit;
}

void Dispatcher::end(Exchanges& from, Exchanges::iterator attempted, HttpResponse response,
                     const RetryDecision& decision) noexcept {
  Exchange& exchange = attempted->exchange;
  exchange.response = std::move(response);
  exchange.verdict = decision.action;
  exchange.server_wait = decision.wait;
  exchange.duration = std::chrono::ceil<milliseconds>(clock_.awake_now() - *attempted->first_start);
  ended_.splice(ended_.end(), from, attempted);
}

void Dispatcher::finish(Exchanges::iterator attempted, HttpResponse response) {
  tell_limiters(*attempted, response);
  attempted->exchange.bytes_received += response.bytes_received;
  const double jitter = std::uniform_real_distribution<double>(0.0, 1.0)(random_);
  const RetryDecision decision = decide_retry(response, attempted->exchange.attempts - 1,
                                              limits_.retry, jitter, block(*attempted));
  if (decision.action == RetryDecision::Action::retry) {
    attempted->not_before = clock_.boot_now() + decision.wait;
    attempted->exchange.waited += decision.wait;
    // In front: an exchange once begun is finished before new ones are begun.
    queue_.splice(queue_.begin(), in_flight_, attempted);
    return;
  }
  end(in_flight_, attempted, std::move(response), decision);
}

void Dispatcher::collect() {
  for (auto next = in_flight_.begin(); next != in_flight_.end();) {
    const auto attempted = next++;
    if (auto response = transport_.take(attempted->exchange.id)) {
      finish(attempted, std::move(*response));
    }
  }
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
  start_due();
  Exchange first = std::move(ended_.front().exchange);
  ended_.pop_front();
  return first;
}

}  // namespace cf_billing
