// One HTTP exchange, and the small interface behind which libcurl sits, so that tests can script
// the wire and the clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"
#include "http/rate_limit_header.h"

namespace cf_billing {

enum class HttpMethod { get, post };

/// As it stands in a request line.
std::string_view name_of(HttpMethod method);

/// Takes the body of a 2xx answer while it arrives. Called by the transport, on the thread that
/// polls it, for one attempt at a time.
class BodySink {
 public:
  BodySink() = default;
  virtual ~BodySink() = default;
  BodySink(const BodySink&) = delete;
  BodySink& operator=(const BodySink&) = delete;

  /// An attempt begins: what an earlier one brought is void.
  virtual void restart() = 0;
  /// The next piece, decoded. False: nothing more is of use, and the transfer ends as answered.
  virtual bool add(std::string_view piece) = 0;
  /// The transfer is over, and complete as far as HTTP can tell. Returns whether the body was cut
  /// short all the same: then the exchange is retried like a lost connection.
  virtual bool end_is_missing() = 0;
};

/// The headers hold credentials.
struct HttpRequest {
  HttpMethod method = HttpMethod::get;
  std::string url;
  std::string body;  ///< of a POST
  std::vector<Secret> header_lines;
  std::chrono::milliseconds timeout{60'000};
  std::chrono::milliseconds connect_timeout{10'000};
  std::uint64_t max_body_bytes = 0;  ///< decoded
  std::string ca_file;               ///< empty: the system's
  bool plain_http = false;           ///< a loopback address: no TLS and no proxy
  /// Where a 2xx body goes; null: nowhere. The transport and everyone who retries share it.
  std::shared_ptr<BodySink> sink;
};

enum class TransferOutcome {
  answered,   ///< a complete HTTP answer of any status
  failed,     ///< connection, TLS, timeout or a body cut short: may work another time
  hopeless,   ///< would fail again in the same way: a bad certificate file, a scheme refused
  oversized,  ///< the body passed `max_body_bytes`
};

inline constexpr std::size_t kBodyHead = std::size_t{64} << 10U;

struct HttpResponse {
  TransferOutcome outcome = TransferOutcome::failed;
  std::string failure;  ///< the transport's words when there is no answer
  int status = 0;
  /// How the body begins, decoded: as much as kBodyHead. Error messages are quoted from it.
  std::string body;
  std::uint64_t body_bytes = 0;  ///< of all of it, decoded
  bool is_cut = false;           ///< by the word of the sink
  std::string ray;               ///< header cf-ray: identifies the request for Cloudflare's support
  std::optional<std::chrono::milliseconds> retry_after;  ///< Retry-After-Ms, else Retry-After
  std::optional<bool> should_retry;                      ///< header x-should-retry
  std::optional<std::chrono::sys_seconds> date;          ///< header Date: the server's clock
  std::optional<RateLimitState> rate_limit;
  std::optional<RateLimitPolicy> rate_limit_policy;
  std::uint64_t bytes_received = 0;  ///< of the body, as transferred
};

/// Not thread-safe: one for each database connection, used by whoever holds that connection.
/// Several scans may have exchanges under way on it, each asking for its own.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Begins the exchange; it moves while poll() runs. If it throws, there is none of that id.
  virtual void start(std::uint64_t id, const HttpRequest& request) = 0;
  /// Ends it unanswered. Unknown ids are ignored.
  virtual void cancel(std::uint64_t id) noexcept = 0;
  /// Waits until an exchange completes or `limit` has passed, whichever comes first; also waits
  /// when nothing is under way. While bodies arrive faster than they are read that may take longer:
  /// `interrupted` is asked meanwhile, and once it says so the exchanges that bring more are ended
  /// as failed.
  virtual void poll(std::chrono::milliseconds limit, const std::function<bool()>& interrupted) = 0;
  /// The response to `id`, once, if it has completed.
  virtual std::optional<HttpResponse> take(std::uint64_t id) noexcept = 0;
};

}  // namespace cf_billing
