#include "http/transfer.h"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <new>

#include "core/redact.h"
#include "http/base_url.h"
#include "http/host_tls.h"
#include "http/proxy.h"
#include "http/retry_after.h"

namespace cf_billing {

namespace {

constexpr long kReceiveBuffer = 256L << 10;
/// libcurl is given this much longer to end a transfer by itself.
constexpr std::chrono::seconds kGrace{1};

}  // namespace

void Transfer::HeaderListFree::operator()(curl_slist* list) const {
  for (curl_slist* line = list; line != nullptr; line = line->next) {
    wipe(line->data, std::strlen(line->data));
  }
  curl_slist_free_all(list);
}

Transfer::HeaderList Transfer::header_list(const std::vector<Secret>& lines) {
  HeaderList list;
  for (const Secret& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.reveal_c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  }
  return list;
}

void Transfer::note_refusal(CURLoption option, CURLcode code) {
  const curl_easyoption* known = curl_easy_option_by_id(option);
  refusal_ = "this libcurl refused " +
             (known != nullptr ? std::string("CURLOPT_") + known->name
                               : "option " + std::to_string(static_cast<int>(option))) +
             ": " + curl_easy_strerror(code);
}

Transfer::Transfer(const HttpRequest& request, const std::string& user_agent,
                   Interruption& interruption)
    : headers_(header_list(request.header_lines)),
      easy_(curl_easy_init()),
      sink_(request.sink),
      max_body_bytes_(request.max_body_bytes),
      deadline_(std::chrono::steady_clock::now() + request.timeout + kGrace),
      interruption_(interruption) {
  if (!easy_) throw std::bad_alloc();
  if (sink_) sink_->restart();
  if (request.method == HttpMethod::post) {
    require(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    require(CURLOPT_COPYPOSTFIELDS, request.body.c_str());
  }
  require(CURLOPT_URL, request.url.c_str());
  // libcurl works this out by itself, but where memory runs out some versions leave the query away:
  // the server then answers another question.
  const std::string target = request_target(request.url);
  if (!target.empty()) require(CURLOPT_REQUEST_TARGET, target.c_str());
  require(CURLOPT_HTTPHEADER, headers_.get());
  require(CURLOPT_USERAGENT, user_agent.c_str());
  require(CURLOPT_ACCEPT_ENCODING, "");  // Every encoding that this libcurl can decode.
  // Large answers take far fewer turns than with libcurl's own 16 KiB.
  prefer(CURLOPT_BUFFERSIZE, kReceiveBuffer);
  prefer(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  // Rather a stream on an open HTTP/2 connection than a new connection.
  if (!request.plain_http) prefer(CURLOPT_PIPEWAIT, 1L);
  require(CURLOPT_FOLLOWLOCATION, 0L);  // A redirect would carry the credentials along.
  require(CURLOPT_SSL_VERIFYPEER, 1L);
  require(CURLOPT_SSL_VERIFYHOST, 2L);
  require(CURLOPT_NOSIGNAL, 1L);
  require(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  require(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  require(CURLOPT_ERRORBUFFER, failure_);
  require(CURLOPT_WRITEFUNCTION, &Transfer::receive);
  require(CURLOPT_WRITEDATA, this);
  require(CURLOPT_HEADERFUNCTION, &Transfer::receive_header);
  require(CURLOPT_HEADERDATA, this);
#if LIBCURL_VERSION_NUM >= 0x075500
  require(CURLOPT_PROTOCOLS_STR, request.plain_http ? "http" : "https");
#else
  require(CURLOPT_PROTOCOLS,
          static_cast<long>(request.plain_http ? CURLPROTO_HTTP : CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
  prefer(CURLOPT_QUICK_EXIT, 1L);  // An interrupt does not wait for a name server.
#endif
  // A proxy would take the plain request, and the token in it, off this machine.
  if (request.plain_http) require(CURLOPT_PROXY, "");
  const std::string& ca_file = request.ca_file.empty() ? system_ca_file() : request.ca_file;
  if (!ca_file.empty()) require(CURLOPT_CAINFO, ca_file.c_str());
  if (const long options = tls_options(!ca_file.empty())) require(CURLOPT_SSL_OPTIONS, options);
}

std::size_t Transfer::receive(char* bytes, std::size_t size, std::size_t count,
                              void* self) noexcept {
  const std::size_t length = size * count;
  auto& transfer = *static_cast<Transfer*>(self);
  try {
    return transfer.take({bytes, length}) ? length : 0;
  } catch (const std::bad_alloc&) {
    transfer.out_of_memory_ = true;
    return 0;
  } catch (...) {
    return 0;
  }
}

/// libcurl takes an answer that ends among its headers for one without a body.
std::size_t Transfer::receive_header(char* bytes, std::size_t size, std::size_t count,
                                     void* self) noexcept {
  const std::string_view line(bytes, size * count);
  bool& complete = static_cast<Transfer*>(self)->headers_are_complete_;
  if (line == "\r\n" || line == "\n") complete = true;
  if (line.starts_with("HTTP/")) complete = false;
  return line.size();
}

bool Transfer::is_success() const {
  const long status = fact<long>(CURLINFO_RESPONSE_CODE).value_or(0);
  return status >= 200 && status < 300;
}

bool Transfer::take(std::string_view piece) {
  if (interruption_.came(piece.size())) return false;
  body_bytes_ += piece.size();
  oversized_ = body_bytes_ > max_body_bytes_;
  if (oversized_) return false;
  if (head_.size() < kBodyHead) head_ += piece.substr(0, kBodyHead - head_.size());
  if (sink_ && is_success()) sink_has_enough_ = !sink_->add(piece);
  return !sink_has_enough_;
}

std::optional<std::string> Transfer::header(const char* name) const {
  curl_header* found = nullptr;
  if (curl_easy_header(easy_.get(), name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK) {
    return std::nullopt;
  }
  return found->value;
}

std::optional<std::chrono::milliseconds> Transfer::retry_after() const {
  const auto until_date = fact<curl_off_t>(CURLINFO_RETRY_AFTER).value_or(0);  // It reads dates.
  return advised_wait(header("retry-after-ms"), header("retry-after"), until_date);
}

std::optional<std::chrono::sys_seconds> Transfer::date() const {
  const auto text = header("date");
  const std::time_t seconds = text ? curl_getdate(text->c_str(), nullptr) : -1;
  if (seconds < 0) return std::nullopt;
  return std::chrono::sys_seconds{std::chrono::seconds{seconds}};
}

HttpResponse Transfer::response_after(CURLcode code) {
  HttpResponse response;
  const auto status = fact<long>(CURLINFO_RESPONSE_CODE);
  response.status = static_cast<int>(status.value_or(0));
  response.ray = header("cf-ray").value_or("");
  response.retry_after = retry_after();
  if (const auto advice = header("x-should-retry")) {
    if (*advice == "true") response.should_retry = true;
    if (*advice == "false") response.should_retry = false;
  }
  response.date = date();
  response.rate_limit = parse_rate_limit(header("ratelimit").value_or(""));
  response.rate_limit_policy = parse_rate_limit_policy(header("ratelimit-policy").value_or(""));
  const auto received = fact<curl_off_t>(CURLINFO_SIZE_DOWNLOAD_T).value_or(0);
  response.bytes_received = static_cast<std::uint64_t>(std::max<curl_off_t>(received, 0));
  response.body = std::move(head_);
  response.body_bytes = body_bytes_;
  if (code == CURLE_OK && status && !headers_are_complete_) {
    response.status = 0;
    response.failure = "the connection was closed among the answer's headers";
    return response;
  }
  if (status && (code == CURLE_OK || (code == CURLE_WRITE_ERROR && sink_has_enough_))) {
    response.outcome = TransferOutcome::answered;
    response.is_cut = sink_ && *status >= 200 && *status < 300 && sink_->end_is_missing();
    return response;
  }
  if (code == CURLE_OK) {
    response.outcome = TransferOutcome::hopeless;
    response.failure = "this libcurl does not tell the status of an answer";
    return response;
  }
  tell_failure(code, response);
  return response;
}

void Transfer::tell_failure(CURLcode code, HttpResponse& response) const {
  const long tunnel = fact<long>(CURLINFO_HTTP_CONNECTCODE).value_or(0);
  const std::string words = system_words(failure_[0] != '\0' ? failure_ : curl_easy_strerror(code));
  response.failure = out_of_memory_ ? "no memory" : redact(words, proxy_secrets());
  response.outcome = oversized_ ? TransferOutcome::oversized : TransferOutcome::failed;
  if (out_of_memory_) response.outcome = TransferOutcome::hopeless;
  switch (code) {
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_OUT_OF_MEMORY:
      response.outcome = TransferOutcome::hopeless;
      break;
    default:
      break;
  }
  if (tunnel < 400) return;
  // The proxy refuses to open the way: no word of the API's, and of most the next would be the
  // same.
  response.failure = proxy_refusal(tunnel);
  if (tunnel < 500 && tunnel != 408 && tunnel != 429) {
    response.outcome = TransferOutcome::hopeless;
  }
}

}  // namespace cf_billing
