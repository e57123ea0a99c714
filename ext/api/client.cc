#include "api/client.h"

#include <algorithm>
#include <new>
#include <stdexcept>

#include "core/fingerprint.h"
#include "core/redact.h"
#include "http/base_url.h"
#include "http/proxy.h"

namespace cf_billing {

namespace {

DispatchLimits dispatch_limits(const Settings& settings) {
  const SettingValues& values = settings.values();
  return {values.concurrency, {values.max_retries, values.max_wait}};
}

/// Answers are decoded with all fields, whatever the scan wants, as the next one may want others:
/// up to this part of the cache, and if there is room for so many bytes at least.
constexpr std::size_t kSharePerAnswer = 4;
constexpr std::size_t kLeastRoom = std::size_t{64} << 10U;

bool same_question(const ApiRequest& a, const ApiRequest& b) {
  return a.method == b.method && a.path == b.path && a.query == b.query && a.body == b.body;
}

/// What a success holds, and what it says of the list that it is part of.
void note_list(const Answer& answer, LoggedRequest& entry) {
  entry.rows = answer.records->size();
  entry.total_count = answer.page.total_count;
  entry.total_pages = answer.page.total_pages;
  entry.page = answer.page.page;
  entry.per_page = answer.page.per_page;
}

}  // namespace

Call::Call(Client& client, PreparedRequest prepared, const ErrorContext& context)
    : client_(client),
      prepared_(std::move(prepared)),
      context_(context),
      reader_(std::make_shared<AnswerReader>(prepared_.request.layout,
                                             client.reading_of(prepared_.request))) {}

Call::~Call() {
  if (answer_ == nullptr) client_.give_up(*this);
}

Client::Client(Settings& settings, Transport& transport, const Clock& clock, RateLimiters& limiters)
    : settings_(settings), clock_(clock), limiters_(limiters), dispatcher_(transport, clock) {}

Caller Client::caller(const std::string& table) {
  Credentials credentials = credentials_from(settings_, table);
  Fingerprint credential;
  const std::string& base_url = settings_.values().base_url.get();
  credential.add(base_url);
  for (const Secret& line : credentials.header_lines) credential.add(line.reveal());
  // Who ends the TLS of others, as proxies do, knows theirs as well.
  for (Secret& secret : proxy_secrets()) credentials.secrets.push_back(std::move(secret));
  Caller caller;
  caller.base_url = base_url;
  // What SQL names while a scan is under way is for the next one, with its credential.
  caller.ca_file = settings_.values().ca_file.get();
  caller.credential = credential.value();
  caller.limiter = limiters_.of(caller.credential);
  caller.query_limiter = limiters_.of_queries(caller.credential);
  caller.header_lines = std::move(credentials.header_lines);
  caller.header_lines.emplace_back("Accept: application/json");
  caller.context = {table, std::move(credentials.secrets), settings_.values().max_wait, base_url};
  dispatcher_.set_limits(dispatch_limits(settings_));
  memory_->set_limit(settings_.values().max_response_bytes + settings_.values().cache_bytes);
  return caller;
}

PreparedRequest Client::prepare(ApiRequest request, const Caller& caller) {
  PreparedRequest made = prepared(std::move(request), caller, clock_.today());
  if (made.request.from_cache == CacheUse::allowed) {
    made.kept = cache_.find(made.key, made.request, clock_.boot_now(), cache_limits());
  }
  return made;
}

DecodeOptions Client::reading_of(const ApiRequest& request) const {
  const SettingValues& values = settings_.values();
  DecodeOptions reading = request.reading;
  reading.max_bytes = values.max_response_bytes;
  reading.budget = memory_;
  reading.interrupt = interrupt_;
  if (request.layout != nullptr && values.cache_ttl > std::chrono::seconds{0}) {
    // Of many answers each has less than a full share: what would only push out the one before it
    // is not worth decoding.
    const std::size_t room = cache_.room(cache_limits()) / (under_way_.size() + 1);
    reading.most_spare_bytes = std::min(values.cache_bytes / kSharePerAnswer, room);
    if (room >= kLeastRoom) reading.spare = all_fields(*request.layout);
  }
  return reading;
}

HttpRequest Client::http_request(const PreparedRequest& prepared, const Caller& caller,
                                 std::shared_ptr<AnswerReader> reader) const {
  HttpRequest http;
  http.method = prepared.request.method;
  http.url = prepared.url;
  http.body = prepared.request.body;
  http.plain_http = is_plain_http(http.url);
  http.header_lines = caller.header_lines;
  if (http.method == HttpMethod::post) {
    http.header_lines.emplace_back("Content-Type: application/json");
  }
  const SettingValues& values = settings_.values();
  http.timeout = values.timeout;
  http.connect_timeout = values.connect_timeout;
  http.max_body_bytes = values.max_response_bytes;
  http.ca_file = caller.ca_file;
  http.sink = std::move(reader);
  return http;
}

AnswerCache::Limits Client::cache_limits() const {
  return {settings_.values().cache_ttl, settings_.values().cache_bytes};
}

Call* Client::under_way(const PreparedRequest& prepared) const {
  const ApiRequest& request = prepared.request;
  if (request.from_cache != CacheUse::allowed) return nullptr;
  const auto found = std::find_if(under_way_.begin(), under_way_.end(), [&](const auto& each) {
    const Call& call = *each.second;
    return call.prepared_.key == prepared.key && same_question(call.prepared_.request, request) &&
           call.asked_ > request.asked_after && call.reader_->can_read(request.reading);
  });
  return found == under_way_.end() ? nullptr : found->second;
}

bool Client::needs_request(const PreparedRequest& prepared) const {
  return prepared.kept == nullptr && under_way(prepared) == nullptr;
}

Question Client::ask(PreparedRequest prepared, const Caller& caller) {
  Question question;
  question.prepared = std::move(prepared);
  if (Call* call = under_way(question.prepared)) {
    call->reader_->read_also(question.prepared.request.reading);
    question.call = call->shared_from_this();
    question.source = AnswerSource::under_way;
  } else if (question.prepared.kept) {
    question.source = AnswerSource::kept;
    question.log_id =
        log_reuse(question.prepared, *question.prepared.kept, question.source, caller.context);
  } else {
    question.call = std::make_shared<Call>(*this, question.prepared, caller.context);
    start(*question.call, caller);
  }
  return question;
}

void Client::start(Call& call, const Caller& caller) {
  call.exchange_ =
      dispatcher_.submit(http_request(call.prepared_, caller, call.reader_), caller.limiter,
                         call.prepared_.request.is_graphql ? caller.query_limiter : nullptr);
  call.asked_ = ++events_;
  under_way_.emplace(call.exchange_, &call);
}

std::shared_ptr<const Answer> Client::answer_to(const Question& question) {
  if (question.call && question.call->is_lost_) throw std::bad_alloc();
  return question.call ? question.call->answer_ : question.prepared.kept;
}

void Client::wait(const std::function<bool()>& interrupted) {
  if (under_way_.empty()) throw std::logic_error("cf_billing: nothing is under way");
  const Exchange exchange = dispatcher_.wait(interrupted);
  const auto found = under_way_.find(exchange.id);
  Call& call = *found->second;
  under_way_.erase(found);
  // Others may wait for it as well.
  call.is_lost_ = true;
  finish(call, exchange);
}

void Client::finish(Call& call, const Exchange& exchange) {
  const ApiRequest& request = call.prepared_.request;
  const auto answer = make_answer(exchange, *call.reader_, request, call.context_);
  answer->asked = call.asked_;
  answer->answered = ++events_;
  call.answer_ = answer;
  call.is_lost_ = false;
  LoggedRequest entry = logged(call, exchange);
  if (answer->error) {
    entry.error = redact(answer->error->what(), call.context_.secrets);
    entry.error_kind = NoteKind::failed;
    entry.error_code = shown_code(answer->errors, call.context_.secrets);
  } else {
    note_list(*answer, entry);
  }
  entry.messages = answer->messages;
  call.log_id_ = log_.add(std::move(entry));
  if (request.from_cache != CacheUse::none) {
    cache_.keep(call.prepared_.key, request, answer, clock_.boot_now(), clock_.today(),
                cache_limits());
  }
}

void Client::give_up(Call& call) noexcept {
  under_way_.erase(call.exchange_);
  const auto exchange = dispatcher_.cancel(call.exchange_);
  if (!exchange || exchange->attempts == 0) return;
  try {
    LoggedRequest entry = logged(call, *exchange);
    entry.error = "given up: the query ended before the answer came";
    entry.error_kind = NoteKind::given_up;
    entry.outcome = entry.account.empty() ? AccountOutcome::none : call.outcome_;
    log_.add(std::move(entry));
  } catch (const std::exception&) {
    static_cast<void>(exchange);  // No memory: the log lacks a line.
  }
}

LoggedRequest Client::logged(const Call& call, const Exchange& exchange) {
  LoggedRequest entry;
  entry.started_at = exchange.started_at;
  entry.table = call.context_.table;
  entry.method = name_of(call.prepared_.request.method);
  entry.url = redact(call.prepared_.url, call.context_.secrets);
  entry.account = call.prepared_.request.account;
  entry.status = exchange.response.status;
  entry.attempts = exchange.attempts;
  entry.waited = exchange.waited;
  entry.duration = exchange.duration;
  entry.bytes_received = exchange.bytes_received;
  entry.bytes_decoded = exchange.response.body_bytes;
  entry.ray = shown_ray(exchange.response.ray, call.context_.secrets);
  return entry;
}

std::int64_t Client::log_reuse(const PreparedRequest& prepared, const Answer& answer,
                               AnswerSource source, const ErrorContext& context) {
  LoggedRequest entry;
  entry.started_at = clock_.utc_now();
  entry.table = context.table;
  entry.method = name_of(prepared.request.method);
  entry.url = redact(prepared.url, context.secrets);
  entry.account = prepared.request.account;
  entry.status = answer.status;
  entry.bytes_decoded = answer.body_bytes;
  note_list(answer, entry);
  entry.source = source;
  entry.ray = answer.ray;
  entry.messages = answer.messages;
  return log_.add(std::move(entry));
}

void Client::note_use(Question& question, const Caller& caller) {
  const auto answer = answer_to(question);
  if (question.source == AnswerSource::under_way && answer->is_success()) {
    question.log_id = log_reuse(question.prepared, *answer, question.source, caller.context);
  }
}

std::int64_t Client::log_entry(const Question& question) {
  if (question.log_id != 0 || question.call == nullptr) return question.log_id;
  return question.call->log_id_;
}

void Client::conclude(const Question& question, AccountOutcome outcome) {
  if (question.call && question.call->answer_ == nullptr) {
    question.call->outcome_ = outcome;
  } else if (answer_to(question) != nullptr) {
    log_.set_outcome(log_entry(question), outcome);
  }
}

void Client::note(const Question& question, const Note& what) {
  log_.add_note(log_entry(question), {redact(what.text, settings_.secrets()), what.kind});
}

void Client::disown(const Question& question, const std::string& why) {
  log_.set_error(log_entry(question), redact(why, settings_.secrets()));
  cache_.forget(question.prepared.request);
}

}  // namespace cf_billing
