// Gets answers: from the cache, from a request that is under way for somebody else, or from the
// API.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "api/credentials.h"
#include "api/request_log.h"
#include "api/response_cache.h"
#include "core/clock.h"
#include "core/settings.h"
#include "http/dispatcher.h"

namespace cf_billing {

/// Who asks: a scan of a table, with the server and the credential of when it began.
struct Caller {
  ErrorContext context;
  std::string base_url;
  std::vector<Secret> header_lines;  ///< credentials, for that URL only
  std::uint64_t credential = 0;      ///< hash of server and credential
  std::shared_ptr<RateLimiter> limiter;
};

class Client;

/// A request that somebody waits for. Given up when nobody does any more.
class Call : public std::enable_shared_from_this<Call> {
 public:
  Call(Client& client, CacheKey key, ApiRequest request, const Caller& caller);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  friend class Client;
  Client& client_;
  CacheKey key_;
  ApiRequest request_;
  std::string url_;
  ErrorContext context_;
  std::uint64_t exchange_ = 0;
  std::uint64_t asked_ = 0;
  std::int64_t log_id_ = 0;
  std::shared_ptr<const Response> response_;
};

/// Not thread-safe: one for each connection.
class Client {
 public:
  /// A question and, once it is there, its answer.
  struct Question {
    std::shared_ptr<Call> call;
    bool from_cache = false;  ///< no request was made for it
    bool is_shared = false;   ///< it was under way for somebody else already

    [[nodiscard]] bool is_answered() const { return call->response_ != nullptr; }
    [[nodiscard]] const std::shared_ptr<const Response>& response() const {
      return call->response_;
    }
  };

  Client(Settings& settings, Transport& transport, const Clock& clock, RateLimiters& limiters);

  /// Throws Error(auth) without complete credentials, Error(usage) for unusable settings.
  Caller caller(const std::string& table);
  /// Whether ask() would make no request.
  [[nodiscard]] bool has_answer(const ApiRequest& request, const Caller& caller);
  /// Never blocks.
  Question ask(const ApiRequest& request, const Caller& caller);
  /// Blocks until some question is answered, asking `interrupted` all the while. Throws
  /// Error(interrupted).
  void wait(const std::function<bool()>& interrupted);

  /// An answer is read: for the log, if it was somebody else's.
  void note_use(const Question& question, const Caller& caller);
  /// An answer was no good: for the log. What was kept of its path is dropped.
  void reject(const Question& question, const std::string& error);

  [[nodiscard]] const RequestLog& log() const { return log_; }
  std::size_t clear_cache() { return cache_.clear(); }

 private:
  friend class Call;
  [[nodiscard]] CacheKey key(const ApiRequest& request, const Caller& caller) const;
  [[nodiscard]] HttpRequest http_request(const ApiRequest& request, const Caller& caller) const;
  [[nodiscard]] ResponseCache::Limits cache_limits() const;
  [[nodiscard]] Call* under_way(const CacheKey& key, const ApiRequest& request) const;
  [[nodiscard]] std::shared_ptr<const Response> kept(const CacheKey& key,
                                                     const ApiRequest& request);
  void finish(Call& call, Exchange exchange);
  void give_up(Call& call);
  LoggedRequest logged(const Call& call, const Exchange& exchange) const;
  void log_hit(Call& call, const std::string& table);

  Settings& settings_;
  const Clock& clock_;
  RateLimiters& limiters_;
  Dispatcher dispatcher_;
  ResponseCache cache_;
  RequestLog log_;
  std::map<std::uint64_t, Call*> under_way_;  // By exchange.
  std::uint64_t events_ = 0;                  // Requests made and answered.
};

}  // namespace cf_billing
