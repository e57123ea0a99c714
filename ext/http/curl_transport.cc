#include "http/curl_transport.h"

#include <curl/curl.h>

#include <map>
#include <mutex>
#include <thread>

#include "core/error.h"
#include "http/host_process.h"
#include "http/host_tls.h"
#include "http/sigpipe_guard.h"
#include "http/transfer.h"

namespace cf_billing {

namespace {

struct MultiCleanup {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(std::string user_agent) : user_agent_(std::move(user_agent)) { begin(); }
  ~CurlTransport() override {
    const SigpipeGuard guard;
    leave_parent();
    for (auto& [id, exchange] : exchanges_) detach(exchange);
    multi_.reset();
  }
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  void start(std::uint64_t id, const HttpRequest& request) override {
    leave_parent();
    begin();
    if (!request.plain_http && !tls_conflict().empty()) return refuse(id, tls_conflict());
    auto transfer = std::make_unique<Transfer>(request, user_agent_, interruption_);
    if (!transfer->refusal().empty()) return refuse(id, transfer->refusal());
    Exchange& exchange = exchanges_[id];
    const CURLMcode code = curl_multi_add_handle(multi_.get(), transfer->easy());
    if (code == CURLM_OK) {
      exchange.transfer = std::move(transfer);
    } else {
      exchanges_.erase(id);
      refuse(id, std::string("libcurl could not begin: ") + curl_multi_strerror(code));
    }
  }

  void cancel(std::uint64_t id) noexcept override {
    const SigpipeGuard guard;
    leave_parent();
    const auto found = exchanges_.find(id);
    if (found == exchanges_.end()) return;
    detach(found->second);
    exchanges_.erase(found);
  }

  void poll(std::chrono::milliseconds limit, const std::function<bool()>& interrupted) override {
    const SigpipeGuard guard;
    leave_parent();
    begin();
    interruption_.begin(interrupted);
    const CURLMcode code = drive(limit);
    interruption_.end();
    if (code == CURLM_OK) return end_overdue();
    // Who waits for a turn asks again at once: not in a loop that takes a whole processor.
    if (exchanges_.empty()) std::this_thread::sleep_for(limit);
    for (auto& [id, exchange] : exchanges_) {
      if (exchange.transfer == nullptr) continue;
      detach(exchange);
      exchange.response = ended("libcurl could not go on: ", curl_multi_strerror(code));
    }
  }

  std::optional<HttpResponse> take(std::uint64_t id) noexcept override {
    const auto found = exchanges_.find(id);
    if (found == exchanges_.end() || !found->second.response) return std::nullopt;
    std::optional<HttpResponse> response = std::move(found->second.response);
    exchanges_.erase(found);
    return response;
  }

 private:
  /// Under way until there is a response.
  struct Exchange {
    std::unique_ptr<Transfer> transfer;
    std::optional<HttpResponse> response;
  };

  void begin() {
    if (!multi_) multi_.reset(curl_multi_init());
    if (!multi_) throw Error(ErrorKind::io, "libcurl could not be started");
  }
  /// In a process that fork() made, libcurl's connections are the parent's as well: what one sends
  /// the other's answer comes to. They are left as they are, not closed, which would end them for
  /// the parent; whatever was under way is the parent's.
  void leave_parent() noexcept {
    if (process_ == process_id()) return;
    process_ = process_id();
    for (auto& [id, exchange] : exchanges_) {
      if (exchange.transfer == nullptr) continue;
      static_cast<void>(exchange.transfer.release());
      exchange.response = ended("the process was forked while this request was under way", "");
    }
    static_cast<void>(multi_.release());
  }
  /// Some libcurls forget a transfer that waits for a connection which then cannot be made for want
  /// of memory.
  void end_overdue() noexcept {
    for (auto& [id, exchange] : exchanges_) {
      if (exchange.transfer == nullptr || !exchange.transfer->is_overdue()) continue;
      detach(exchange);
      exchange.response = ended("libcurl did not end it in time", "", TransferOutcome::failed);
    }
  }
  /// Without memory for the words it comes without them.
  static HttpResponse ended(const char* why, const char* words,
                            TransferOutcome outcome = TransferOutcome::hopeless) noexcept {
    HttpResponse response;
    response.outcome = outcome;
    try {
      response.failure = std::string(why) + words;
    } catch (const std::bad_alloc&) {
      response.failure = "no memory";  // It is short enough to need none.
    }
    return response;
  }
  /// Ends an exchange that this libcurl cannot make, now or another time.
  void refuse(std::uint64_t id, const std::string& why) {
    exchanges_[id].response = ended(why.c_str(), "");
  }
  /// Fails only for what is not attached; a handle that is cleaned up detaches itself.
  void detach(Exchange& exchange) noexcept {
    if (exchange.transfer == nullptr) return;
    static_cast<void>(curl_multi_remove_handle(multi_.get(), exchange.transfer->easy()));
    exchange.transfer.reset();
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
  bool collect() noexcept {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;
      for (auto& [id, exchange] : exchanges_) {
        if (exchange.transfer == nullptr || exchange.transfer->easy() != easy) continue;
        exchange.response = response_of(*exchange.transfer, code);
        detach(exchange);
        any = true;
        break;
      }
    }
    return any;
  }
  /// libcurl tells once that a transfer has ended: this must not be lost.
  static HttpResponse response_of(Transfer& transfer, CURLcode code) noexcept {
    try {
      return transfer.response_after(code);
    } catch (const std::bad_alloc&) {
      return ended("no memory", "");
    } catch (const std::exception& error) {
      return ended(error.what(), "", TransferOutcome::failed);  // As of an interrupt.
    }
  }

  std::string user_agent_;
  long process_ = process_id();
  Interruption interruption_;
  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::map<std::uint64_t, Exchange> exchanges_;
};

}  // namespace

std::unique_ptr<Transport> make_curl_transport(std::string user_agent) {
  // Not thread-safe in every libcurl; never undone, as the host may use libcurl too. What failed,
  // for want of memory, is tried again the next time.
  static std::once_flag once;
  std::call_once(once, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) return;
    throw Error(ErrorKind::io, "libcurl could not be started");
  });
  return std::make_unique<CurlTransport>(std::move(user_agent));
}

}  // namespace cf_billing
