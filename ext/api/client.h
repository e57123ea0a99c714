// Gets answers: from the cache, from a request that is under way for somebody else, or from the
// API.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/answer.h"
#include "api/answer_cache.h"
#include "api/answer_reader.h"
#include "api/credentials.h"
#include "api/prepared_request.h"
#include "api/request_log.h"
#include "core/clock.h"
#include "core/interrupt.h"
#include "core/memory_budget.h"
#include "core/settings.h"
#include "http/dispatcher.h"

namespace cf_billing {

class Client;

/// A request that is under way. Given up when nobody waits for it any more.
class Call : public std::enable_shared_from_this<Call> {
 public:
  Call(Client& client, PreparedRequest prepared, const ErrorContext& context);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  friend class Client;
  Client& client_;
  PreparedRequest prepared_;
  ErrorContext context_;
  std::shared_ptr<AnswerReader> reader_;
  std::uint64_t exchange_ = 0;
  std::uint64_t asked_ = 0;
  std::int64_t log_id_ = 0;
  AccountOutcome outcome_ = AccountOutcome::none;  // For the log, should it be given up.
  std::shared_ptr<const Answer> answer_;
  bool is_lost_ = false;  // It has ended, and there was no memory for its answer.
};

/// What a scan has asked and, once it is there, the answer.
struct Question {
  PreparedRequest prepared;
  std::shared_ptr<Call> call;  ///< null: the answer was kept, or the question is settled
  AnswerSource source = AnswerSource::exchange;
  std::int64_t log_id = 0;  ///< of an entry of its own; 0: the call's
};

/// Not thread-safe: one for each connection.
class Client {
 public:
  Client(Settings& settings, Transport& transport, const Clock& clock, RateLimiters& limiters);

  /// Throws Error(auth) without complete credentials, Error(usage) for unusable settings.
  Caller caller(const std::string& table);

  /// Works out what goes to the wire, and looks into the cache.
  [[nodiscard]] PreparedRequest prepare(ApiRequest request, const Caller& caller);
  /// Whether ask() would make a request.
  [[nodiscard]] bool needs_request(const PreparedRequest& prepared) const;
  /// Never blocks.
  Question ask(PreparedRequest prepared, const Caller& caller);
  /// The answer, once it is there; null before. Throws std::bad_alloc if there was no memory for
  /// it.
  [[nodiscard]] static std::shared_ptr<const Answer> answer_to(const Question& question);
  /// Blocks until some question is answered, asking `interrupted` all the while. Throws
  /// Error(interrupted).
  void wait(const std::function<bool()>& interrupted);

  /// An answer is read: for the log, if it was somebody else's.
  void note_use(Question& question, const Caller& caller);
  /// What became of the account that was asked about, as far as is known.
  void conclude(const Question& question, AccountOutcome outcome);
  /// The same of an entry: those of log_entry().
  void conclude(std::int64_t log_entry, AccountOutcome outcome) {
    log_.set_outcome(log_entry, outcome);
  }
  /// That of an answered question.
  [[nodiscard]] static std::int64_t log_entry(const Question& question);
  /// An answer is used although something is missing: its log entry says what.
  void note(const Question& question, const Note& what);
  /// An answer that is an error is used nevertheless: nothing is missing for it, unless notes say
  /// so.
  void excuse(const Question& question) { log_.excuse(log_entry(question)); }
  /// An answer was of no use to the scan: its log entry says why, and what is kept of its path is
  /// dropped.
  void disown(const Question& question, const std::string& why);

  /// What loops over the records of its answers ask.
  [[nodiscard]] InterruptQuestion& interrupt() { return *interrupt_; }
  /// Whether the answers of the connection take so much memory that no request should be made that
  /// can wait.
  [[nodiscard]] bool is_short_of_memory() const { return memory_->is_short(); }

  /// What rows that are made of its answers count in.
  [[nodiscard]] const std::shared_ptr<MemoryBudget>& memory() const { return memory_; }

  [[nodiscard]] const RequestLog& log() const { return log_; }
  std::size_t clear_cache() { return cache_.clear(); }
  [[nodiscard]] std::size_t kept_answers() const { return cache_.size(); }

 private:
  friend class Call;
  [[nodiscard]] HttpRequest http_request(const PreparedRequest& prepared, const Caller& caller,
                                         std::shared_ptr<AnswerReader> reader) const;
  [[nodiscard]] AnswerCache::Limits cache_limits() const;
  [[nodiscard]] Call* under_way(const PreparedRequest& prepared) const;
  [[nodiscard]] DecodeOptions reading_of(const ApiRequest& request) const;
  void start(Call& call, const Caller& caller);
  void finish(Call& call, const Exchange& exchange);
  void give_up(Call& call) noexcept;
  static LoggedRequest logged(const Call& call, const Exchange& exchange);
  std::int64_t log_reuse(const PreparedRequest& prepared, const Answer& answer, AnswerSource source,
                         const ErrorContext& context);

  Settings& settings_;
  const Clock& clock_;
  RateLimiters& limiters_;
  std::shared_ptr<MemoryBudget> memory_ = std::make_shared<MemoryBudget>();
  std::shared_ptr<InterruptQuestion> interrupt_ = std::make_shared<InterruptQuestion>();
  Dispatcher dispatcher_;
  AnswerCache cache_;
  RequestLog log_;
  std::map<std::uint64_t, Call*> under_way_;  // By exchange.
  std::uint64_t events_ = 0;                  // Requests made and answered.
};

}  // namespace cf_billing
