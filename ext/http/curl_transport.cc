#include "http/curl_transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>

#include "core/error.h"
#include "http/host_tls.h"
#include "http/retry_after.h"

namespace cf_billing {

namespace {

constexpr long kReceiveBuffer = 256L << 10;

struct EasyCleanup {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiCleanup {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
/// Header lines hold credentials: overwritten before they are freed.
struct HeaderListFree {
  void operator()(curl_slist* list) const {
    for (curl_slist* line = list; line != nullptr; line = line->next) {
      wipe(line->data, std::strlen(line->data));
    }
    curl_slist_free_all(list);
  }
};

std::unique_ptr<curl_slist, HeaderListFree> header_list(const std::vector<Secret>& lines) {
  std::unique_ptr<curl_slist, HeaderListFree> list;
  for (const Secret& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.reveal_c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  }
  return list;
}

std::string refusal_of(CURLoption option, CURLcode code) {
  const curl_easyoption* known = curl_easy_option_by_id(option);
  return "this libcurl refused " +
         (known != nullptr ? std::string("CURLOPT_") + known->name
                           : "option " + std::to_string(static_cast<int>(option))) +
         ": " + curl_easy_strerror(code);
}

/// Whether the query was interrupted, asked now and then while libcurl hands over one piece of a
/// body after the other: that may go on for a while, since a few packed bytes can be very many.
class Interruption {
 public:
  void begin(const std::function<bool()>& interrupted) {
    interrupted_ = &interrupted;
    came_ = false;
  }
  void end() { interrupted_ = nullptr; }
  /// After so many bytes more.
  bool came(std::size_t bytes) {
    bytes_ += bytes;
    if (bytes_ >= kBytesBetween && interrupted_ != nullptr) {
      bytes_ = 0;
      came_ = (*interrupted_)();
    }
    return came_;
  }

 private:
  /// About a millisecond of decoding.
  static constexpr std::size_t kBytesBetween = std::size_t{1} << 20U;
  const std::function<bool()>* interrupted_ = nullptr;
  std::size_t bytes_ = 0;
  bool came_ = false;
};

/// One exchange under way.
class Transfer {
 public:
  /// `interruption` outlives it.
  Transfer(const HttpRequest& request, const std::string& user_agent, Interruption& interruption);

  [[nodiscard]] CURL* easy() const { return easy_.get(); }
  /// Why it must not begin: this libcurl refused an option. Empty if it may.
  [[nodiscard]] const std::string& refusal() const { return refusal_; }
  HttpResponse response_after(CURLcode code);

 private:
  static std::size_t receive(char* bytes, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t receive_header(char* bytes, std::size_t size, std::size_t count,
                                    void* self) noexcept;
  /// An option without which it would be another exchange, or a less safe one.
  template <typename Value>
  void require(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
    if (code != CURLE_OK && refusal_.empty()) refusal_ = refusal_of(option, code);
  }
  /// An option that makes it quicker; not every libcurl has what it takes, as HTTP/2.
  template <typename Value>
  void prefer(CURLoption option, Value value) {
    static_cast<void>(curl_easy_setopt(easy_.get(), option, value));
  }
  /// What libcurl says about the exchange; nothing if it does not know.
  template <typename Value>
  [[nodiscard]] std::optional<Value> fact(CURLINFO which) const {
    Value value{};
    if (curl_easy_getinfo(easy_.get(), which, &value) != CURLE_OK) return std::nullopt;
    return value;
  }
  [[nodiscard]] std::optional<std::string> header(const char* name) const;
  [[nodiscard]] std::optional<std::chrono::milliseconds> retry_after() const;
  [[nodiscard]] bool is_success() const;
  /// Returns whether the transfer shall go on.
  bool take(std::string_view piece);

  std::unique_ptr<curl_slist, HeaderListFree> headers_;
  std::unique_ptr<CURL, EasyCleanup> easy_;
  std::shared_ptr<BodySink> sink_;
  std::string head_;
  std::uint64_t body_bytes_ = 0;
  std::uint64_t max_body_bytes_;
  bool oversized_ = false;
  bool headers_are_complete_ = false;
  std::string refusal_;
  bool sink_has_enough_ = false;
  Interruption& interruption_;
  char failure_[CURL_ERROR_SIZE] = "";
};

Transfer::Transfer(const HttpRequest& request, const std::string& user_agent,
                   Interruption& interruption)
    : headers_(header_list(request.header_lines)),
      easy_(curl_easy_init()),
      sink_(request.sink),
      max_body_bytes_(request.max_body_bytes),
      interruption_(interruption) {
  if (!easy_) throw std::bad_alloc();
  if (sink_) sink_->restart();
  if (request.method == HttpMethod::post) {
    require(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    require(CURLOPT_COPYPOSTFIELDS, request.body.c_str());
  }
  require(CURLOPT_URL, request.url.c_str());
  require(CURLOPT_HTTPHEADER, headers_.get());
  require(CURLOPT_USERAGENT, user_agent.c_str());
  require(CURLOPT_ACCEPT_ENCODING, "");  // Every encoding that this libcurl can decode.
  // Large answers take far fewer turns than with libcurl's own 16 KiB.
  prefer(CURLOPT_BUFFERSIZE, kReceiveBuffer);
  prefer(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  // Rather a stream on an open HTTP/2 connection than a new connection.
  prefer(CURLOPT_PIPEWAIT, 1L);
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
}

std::size_t Transfer::receive(char* bytes, std::size_t size, std::size_t count,
                              void* self) noexcept {
  const std::size_t length = size * count;
  try {
    return static_cast<Transfer*>(self)->take({bytes, length}) ? length : 0;
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
  response.failure = failure_[0] != '\0' ? failure_ : curl_easy_strerror(code);
  switch (code) {
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_OUT_OF_MEMORY:
      response.outcome = TransferOutcome::hopeless;
      break;
    default:
      response.outcome = oversized_ ? TransferOutcome::oversized : TransferOutcome::failed;
  }
  return response;
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(std::string user_agent)
      : user_agent_(std::move(user_agent)), multi_(curl_multi_init()) {
    if (!multi_) throw Error(ErrorKind::io, "libcurl could not be started");
  }
  ~CurlTransport() override {
    for (const auto& [id, transfer] : transfers_) detach(*transfer);
  }
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  void start(std::uint64_t id, const HttpRequest& request) override {
    if (!request.plain_http && !tls_conflict().empty()) {
      refuse(id, tls_conflict());
      return;
    }
    auto transfer = std::make_unique<Transfer>(request, user_agent_, interruption_);
    if (!transfer->refusal().empty()) {
      refuse(id, transfer->refusal());
      return;
    }
    const CURLMcode code = curl_multi_add_handle(multi_.get(), transfer->easy());
    if (code != CURLM_OK) {
      refuse(id, std::string("libcurl could not begin: ") + curl_multi_strerror(code));
      return;
    }
    transfers_.emplace(id, std::move(transfer));
  }

  void cancel(std::uint64_t id) override {
    completed_.erase(id);
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) return;
    detach(*found->second);
    transfers_.erase(found);
  }

  void poll(std::chrono::milliseconds limit, const std::function<bool()>& interrupted) override {
    interruption_.begin(interrupted);
    const CURLMcode code = drive(limit);
    interruption_.end();
    if (code == CURLM_OK) return;
    // Who waits for a turn asks again at once: not in a loop that takes a whole processor.
    if (transfers_.empty()) std::this_thread::sleep_for(limit);
    fail_all(code);
  }

  std::optional<HttpResponse> take(std::uint64_t id) override {
    const auto found = completed_.find(id);
    if (found == completed_.end()) return std::nullopt;
    HttpResponse response = std::move(found->second);
    completed_.erase(found);
    return response;
  }

 private:
  /// Ends an exchange that this libcurl cannot make, now or another time.
  void refuse(std::uint64_t id, const std::string& why) {
    HttpResponse refused;
    refused.outcome = TransferOutcome::hopeless;
    refused.failure = why;
    completed_.emplace(id, std::move(refused));
  }
  /// Fails only for what is not attached; a handle that is cleaned up detaches itself.
  void detach(const Transfer& transfer) {
    static_cast<void>(curl_multi_remove_handle(multi_.get(), transfer.easy()));
  }
  /// Without libcurl's machine nothing that is under way ends any more.
  void fail_all(CURLMcode code) {
    for (const auto& [id, transfer] : transfers_) {
      detach(*transfer);
      refuse(id, std::string("libcurl could not go on: ") + curl_multi_strerror(code));
    }
    transfers_.clear();
  }
  /// Waits for the network unless something has ended.
  CURLMcode drive(std::chrono::milliseconds limit) {
    int running = 0;
    CURLMcode code = curl_multi_perform(multi_.get(), &running);
    if (code != CURLM_OK || collect()) return code;
    code = curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(limit.count()), nullptr);
    if (code == CURLM_OK) code = curl_multi_perform(multi_.get(), &running);
    if (code == CURLM_OK) collect();
    return code;
  }
  bool collect() {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;
      for (auto it = transfers_.begin(); it != transfers_.end(); ++it) {
        if (it->second->easy() != easy) continue;
        completed_.emplace(it->first, it->second->response_after(code));
        detach(*it->second);
        transfers_.erase(it);
        any = true;
        break;
      }
    }
    return any;
  }

  std::string user_agent_;
  Interruption interruption_;
  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::map<std::uint64_t, std::unique_ptr<Transfer>> transfers_;
  std::map<std::uint64_t, HttpResponse> completed_;
};

}  // namespace

std::unique_ptr<Transport> make_curl_transport(std::string user_agent) {
  // Not thread-safe in every libcurl; never undone, as the host may use libcurl too.
  static std::once_flag once;
  static CURLcode started = CURLE_OK;
  std::call_once(once, [] { started = curl_global_init(CURL_GLOBAL_DEFAULT); });
  if (started != CURLE_OK) throw Error(ErrorKind::io, "libcurl could not be started");
  return std::make_unique<CurlTransport>(std::move(user_agent));
}

}  // namespace cf_billing
