#include "api/client.h"

#include <algorithm>
#include <stdexcept>

#include "core/fingerprint.h"
#include "http/base_url.h"

namespace cf_billing {

namespace {

/// Answers up to this part of the cache are decoded with all fields, whatever the scan wants: the
/// next one may want others.
constexpr std::size_t kSharePerAnswer = 4;

DispatchLimits dispatch_limits(const Settings& settings) {
  const SettingValues& values = settings.values();
  return {values.concurrency, {values.max_retries, values.max_wait}};
}

bool is_part_of_coverage(const ApiRequest& request, const std::string& parameter) {
  return request.coverage && request.coverage->divisible &&
         (parameter == "from" || parameter == "to");
}

bool same_question(const ApiRequest& a, const ApiRequest& b) {
  return a.path == b.path && a.query == b.query;
}

std::string url_of(const ApiRequest& request, const Caller& caller) {
  std::string text = caller.base_url;
  while (text.ends_with('/')) text.pop_back();
  text += request.path;
  char mark = '?';
  for (const auto& [name, value] : request.query) {
    text += mark + name + '=' + percent_encoded(value);
    mark = '&';
  }
  return text;
}

}  // namespace

Call::Call(Client& client, CacheKey key, ApiRequest request, const Caller& caller)
    : client_(client),
      key_(std::move(key)),
      request_(std::move(request)),
      url_(url_of(request_, caller)),
      context_(caller.context) {}

Call::~Call() {
  if (response_ == nullptr) client_.give_up(*this);
}

Client::Client(Settings& settings, Transport& transport, const Clock& clock, RateLimiters& limiters)
    : settings_(settings), clock_(clock), limiters_(limiters), dispatcher_(transport, clock) {}

Caller Client::caller(const std::string& table) {
  Credentials credentials = credentials_from(settings_, table);
  Fingerprint credential;
  const std::string& base_url = settings_.values().base_url.get();
  credential.add(base_url);
  for (const Secret& line : credentials.header_lines) credential.add(line.reveal());
  Caller caller;
  caller.base_url = base_url;
  caller.credential = credential.value();
  caller.limiter = limiters_.of(caller.credential);
  caller.header_lines = std::move(credentials.header_lines);
  caller.header_lines.emplace_back("Accept: application/json");
  caller.context = {table, std::move(credentials.secrets), settings_.values().max_wait};
  dispatcher_.set_limits(dispatch_limits(settings_));
  return caller;
}

CacheKey Client::key(const ApiRequest& request, const Caller& caller) const {
  ApiRequest known = request;
  std::erase_if(known.query, [&](const auto& parameter) {
    return is_part_of_coverage(request, parameter.first) || parameter.first == "page";
  });
  // Without days the API counts from its own today.
  const std::string day = request.coverage ? "" : " " + to_text(clock_.today());
  return {caller.credential, url_of(known, caller) + day, request.layout};
}

HttpRequest Client::http_request(const ApiRequest& request, const Caller& caller) const {
  HttpRequest http;
  http.url = url_of(request, caller);
  http.plain_http = is_plain_http(http.url);
  http.header_lines = caller.header_lines;
  const SettingValues& values = settings_.values();
  http.timeout = values.timeout;
  http.connect_timeout = values.connect_timeout;
  http.max_body_bytes = values.max_response_bytes;
  http.ca_file = values.ca_file.get();
  return http;
}

ResponseCache::Limits Client::cache_limits() const {
  return {settings_.values().cache_ttl, settings_.values().cache_bytes};
}

Call* Client::under_way(const CacheKey& key, const ApiRequest& request) const {
  if (request.from_cache != CacheUse::allowed) return nullptr;
  const auto found = std::find_if(under_way_.begin(), under_way_.end(), [&](const auto& each) {
    const Call& call = *each.second;
    return call.key_ == key && same_question(call.request_, request) &&
           call.asked_ > request.newer_than;
  });
  return found == under_way_.end() ? nullptr : found->second;
}

std::shared_ptr<const Response> Client::kept(const CacheKey& key, const ApiRequest& request) {
  if (request.from_cache != CacheUse::allowed) return nullptr;
  return cache_.find(key, request, clock_.boot_now(), cache_limits());
}

bool Client::has_answer(const ApiRequest& request, const Caller& caller) {
  const CacheKey known_by = key(request, caller);
  return under_way(known_by, request) != nullptr || kept(known_by, request) != nullptr;
}

Client::Question Client::ask(const ApiRequest& request, const Caller& caller) {
  CacheKey known_by = key(request, caller);
  if (Call* call = under_way(known_by, request)) {
    call->request_.reading.wanted |= request.reading.wanted;
    call->request_.reading.keep_raw |= request.reading.keep_raw;
    return {call->shared_from_this(), true, true};
  }
  auto response = kept(known_by, request);
  auto call = std::make_shared<Call>(*this, std::move(known_by), request, caller);
  if (response) {
    call->response_ = std::move(response);
    log_hit(*call, caller.context.table);
    return {std::move(call), true, false};
  }
  call->exchange_ = dispatcher_.submit(http_request(request, caller), caller.limiter);
  call->asked_ = ++events_;
  under_way_.emplace(call->exchange_, call.get());
  return {std::move(call), false, false};
}

void Client::wait(const std::function<bool()>& interrupted) {
  if (under_way_.empty()) throw std::logic_error("cf_billing: nothing is under way");
  Exchange exchange = dispatcher_.wait(interrupted);
  const auto found = under_way_.find(exchange.id);
  Call& call = *found->second;
  under_way_.erase(found);
  finish(call, std::move(exchange));
}

void Client::finish(Call& call, Exchange exchange) {
  LoggedRequest entry = logged(call, exchange);
  const ResponseCache::Limits limits = cache_limits();
  const bool is_kept = limits.ttl > std::chrono::seconds{0} &&
                       exchange.response.body.size() <= limits.bytes / kSharePerAnswer;
  const FieldMask more =
      is_kept && call.request_.layout != nullptr ? all_fields(*call.request_.layout) : FieldMask{0};
  const auto response = read_response(std::move(exchange), call.request_, more);
  response->asked = call.asked_;
  response->answered = ++events_;
  call.response_ = response;
  if (response->is_success()) {
    entry.rows = response->decoded.records->size();
  } else {
    const ApiAnswer answer{response, call.request_, call.context_};
    entry.error_code = first_error_code(response->exchange.response.body);
    try {
      static_cast<void>(answer.records());
    } catch (const Error& error) {
      entry.error = error.what();
    }
  }
  call.log_id_ = log_.add(std::move(entry));
  if (call.request_.from_cache != CacheUse::none) {
    cache_.keep(call.key_, call.request_, response, clock_.boot_now(), clock_.today(), limits);
  }
}

void Client::give_up(Call& call) {
  under_way_.erase(call.exchange_);
  const auto exchange = dispatcher_.cancel(call.exchange_);
  if (!exchange || exchange->attempts == 0) return;
  LoggedRequest entry = logged(call, *exchange);
  entry.error = "given up: the query ended before the answer came";
  log_.add(std::move(entry));
}

LoggedRequest Client::logged(const Call& call, const Exchange& exchange) const {
  LoggedRequest entry;
  entry.started_at = exchange.started_at;
  entry.table = call.context_.table;
  entry.url = call.url_;
  entry.status = exchange.response.status;
  entry.attempts = exchange.attempts;
  entry.waited = exchange.waited;
  entry.duration = exchange.duration;
  entry.bytes_received = exchange.bytes_received;
  entry.bytes_decoded = exchange.response.body.size();
  entry.ray = shown_ray(exchange.response.ray);
  return entry;
}

void Client::log_hit(Call& call, const std::string& table) {
  const Response& response = *call.response_;
  LoggedRequest entry;
  entry.started_at = clock_.utc_now();
  entry.table = table;
  entry.url = call.url_;
  entry.status = response.exchange.response.status;
  entry.bytes_decoded = response.body_bytes;
  entry.rows = response.decoded.records->size();
  entry.hit = true;
  entry.ray = shown_ray(response.exchange.response.ray);
  call.log_id_ = log_.add(std::move(entry));
}

void Client::note_use(const Question& question, const Caller& caller) {
  if (question.is_shared && question.response()->is_success()) {
    log_hit(*question.call, caller.context.table);
  }
}

void Client::reject(const Question& question, const std::string& error) {
  log_.set_error(question.call->log_id_, error);
  cache_.forget(question.call->request_.path);
}

}  // namespace cf_billing
