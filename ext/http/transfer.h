// One exchange under way in libcurl.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/transport.h"

namespace cf_billing {

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
  /// A fraction of a millisecond of decoding, but of records with hardly a member some twenty.
  static constexpr std::size_t kBytesBetween = std::size_t{1} << 17U;
  const std::function<bool()>* interrupted_ = nullptr;
  std::size_t bytes_ = 0;
  bool came_ = false;
};

class Transfer {
 public:
  /// `interruption` outlives it.
  Transfer(const HttpRequest& request, const std::string& user_agent, Interruption& interruption);

  [[nodiscard]] CURL* easy() const { return easy_.get(); }
  /// Why it must not begin: this libcurl refused an option. Empty if it may.
  [[nodiscard]] const std::string& refusal() const { return refusal_; }
  HttpResponse response_after(CURLcode code);
  /// Whether the time limit of the request has passed, and libcurl should have ended it.
  [[nodiscard]] bool is_overdue() const { return std::chrono::steady_clock::now() > deadline_; }

 private:
  static std::size_t receive(char* bytes, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t receive_header(char* bytes, std::size_t size, std::size_t count,
                                    void* self) noexcept;
  /// An option without which it would be another exchange, or a less safe one.
  template <typename Value>
  void require(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
    if (code != CURLE_OK && refusal_.empty()) note_refusal(option, code);
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
  void note_refusal(CURLoption option, CURLcode code);
  [[nodiscard]] std::optional<std::string> header(const char* name) const;
  [[nodiscard]] std::optional<std::chrono::milliseconds> retry_after() const;
  [[nodiscard]] std::optional<std::chrono::sys_seconds> date() const;
  [[nodiscard]] bool is_success() const;
  /// Of an exchange that ended without an answer.
  void tell_failure(CURLcode code, HttpResponse& response) const;
  /// Returns whether the transfer shall go on.
  bool take(std::string_view piece);

  struct EasyCleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  /// Header lines hold credentials: overwritten before they are freed.
  struct HeaderListFree {
    void operator()(curl_slist* list) const;
  };
  using HeaderList = std::unique_ptr<curl_slist, HeaderListFree>;
  static HeaderList header_list(const std::vector<Secret>& lines);

  HeaderList headers_;
  std::unique_ptr<CURL, EasyCleanup> easy_;
  std::shared_ptr<BodySink> sink_;
  std::string head_;
  std::uint64_t body_bytes_ = 0;
  std::uint64_t max_body_bytes_;
  bool oversized_ = false;
  bool headers_are_complete_ = false;
  std::string refusal_;
  std::chrono::steady_clock::time_point deadline_;
  bool sink_has_enough_ = false;
  bool out_of_memory_ = false;  // While a piece was read.
  Interruption& interruption_;
  char failure_[CURL_ERROR_SIZE] = "";
};

}  // namespace cf_billing
