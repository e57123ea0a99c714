#include "http/curl_transport.h"

#include <curl/curl.h>

#ifndef _WIN32
#include <unistd.h>
#endif

#include <map>
#include <mutex>
#include <thread>

#include "core/error.h"
#include "http/host_tls.h"
#include "http/transfer.h"

namespace cf_billing {

namespace {

struct MultiCleanup {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

/// Of the process; a copy made by fork() has another one.
long process_id() {
#ifdef _WIN32
  return 0;  // Processes are not copied there.
#else
  return static_cast<long>(getpid());
#endif
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(std::string user_agent)
      : user_agent_(std::move(user_agent)), multi_(curl_multi_init()) {
    if (!multi_) throw Error(ErrorKind::io, "libcurl could not be started");
  }
  ~CurlTransport() override {
    leave_parent();
    for (const auto& [id, transfer] : transfers_) detach(*transfer);
  }
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  void start(std::uint64_t id, const HttpRequest& request) override {
    leave_parent();
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
    leave_parent();
    completed_.erase(id);
    const auto found = transfers_.find(id);
    if (found == transfers_.end()) return;
    detach(*found->second);
    transfers_.erase(found);
  }

  void poll(std::chrono::milliseconds limit, const std::function<bool()>& interrupted) override {
    leave_parent();
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
  /// In a process that fork() made, libcurl's connections are the parent's as well: what one sends
  /// the other's answer comes to. They are left as they are, not closed, which would end them for
  /// the parent; whatever was under way is the parent's.
  void leave_parent() {
    if (process_ == process_id()) return;
    process_ = process_id();
    for (auto& [id, transfer] : transfers_) {
      static_cast<void>(transfer.release());
      refuse(id, "the process was forked while this request was under way");
    }
    transfers_.clear();
    static_cast<void>(multi_.release());
    multi_.reset(curl_multi_init());
    if (!multi_) throw Error(ErrorKind::io, "libcurl could not be started");
  }
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
  long process_ = process_id();
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
