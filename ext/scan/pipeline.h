// Drives the fetches of one scan: many at once, rows in order, and never more in memory than what
// is in flight plus what waits in front of it.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/client.h"
#include "scan/fetch.h"
#include "scan/progress_line.h"
#include "scan/session.h"
#include "scan/time_limit.h"

namespace cf_billing {

class Pipeline {
 public:
  /// Throws Error(auth) without complete credentials, Error(usage) for unusable settings, and if
  /// the first requests of the fetches alone are more than allowed. `session` outlives the
  /// pipeline.
  Pipeline(Session& session, std::string table, std::vector<std::unique_ptr<Fetch>> fetches);

  /// The next rows, never an empty block; null at the end. `interrupted` is asked every few
  /// milliseconds while there is nothing to do but wait. Throws Error; then the scan is over.
  std::shared_ptr<const RowBlock> next(const std::function<bool()>& interrupted);

  /// Whether all that was needed of some account came. Said of an earlier scan of the same query,
  /// as joins make one for each account: then it is known that the API answers.
  [[nodiscard]] bool any_succeeded() const { return any_succeeded_; }
  void set_any_succeeded() { any_succeeded_ = true; }

  /// What no message about its rows may show.
  [[nodiscard]] const std::vector<Secret>& secrets() const { return caller_.context.secrets; }

 private:
  /// One fetch, and where it is.
  struct Lane {
    std::unique_ptr<Fetch> fetch;
    std::optional<std::vector<ApiRequest>> first;  // Its first batch, until it is asked for.
    std::vector<Question> questions;  // By place in the batch; those not open are settled.
    std::vector<std::int64_t> log;    // Entries of its answers.
    std::size_t unanswered = 0;
    std::deque<std::shared_ptr<const RowBlock>> ready;
    std::size_t group_begin = 0;  // The first lane of the same owner,
    std::size_t group_end = 0;    // and the one behind the last.
    bool complete = false;
    bool is_left_out = false;  // Its account failed, and the setting says to go on.
  };

  /// Before anything is asked: whether so much may be.
  void check_first_batches();
  /// Asks the fetch for its next batch until there is something to wait for or to read.
  void advance(Lane& lane);
  void start_more();
  /// Hands over answers that have come. Returns whether there were any.
  bool settle_answered();
  void settle(std::size_t index, std::size_t place);
  void accept(Lane& lane, std::size_t place, const Question& question);
  /// Leaves the account out, or throws.
  void fail(std::size_t index, const Question& question, const Error& error);
  [[nodiscard]] bool is_nobodys(const Lane& failed, const Question& question) const;
  void leave_out(Lane& lane, const Error& why, bool is_refused);
  /// Notes in the log what became of the account that a lane is of.
  void conclude(const Lane& of, AccountOutcome outcome);
  /// Whether the rows of the front lane may be read: with on_error=skip only when nothing of the
  /// account can fail any more.
  [[nodiscard]] bool is_readable() const;
  void wait(const std::function<bool()>& interrupted);
  [[nodiscard]] Error out_of_time() const;

  Session& session_;
  Client& client_;
  Caller caller_;
  std::uint64_t max_requests_;
  std::size_t concurrency_;
  OnError on_error_;
  bool skips_accounts_;
  std::vector<Lane> lanes_;
  std::size_t front_ = 0;    // The lane whose rows come next.
  std::size_t started_ = 0;  // Lanes begun.
  std::size_t unanswered_ = 0;
  bool any_succeeded_ = false;
  /// Of those left out, what tells so: it comes last, once it is known that somebody answered.
  std::deque<std::shared_ptr<const RowBlock>> told_last_;
  std::optional<Error> first_failure_;  // Of those that the scan ends with if nobody answers.
  std::uint64_t requests_made_ = 0;
  TimeLimit time_;
  ProgressFigures figures_;
  ProgressLine line_;
};

/// Error(usage) for a scan that needs at least so many requests, more than the setting allows.
Error too_many_requests(const std::string& table, std::uint64_t needed, std::uint64_t allowed);

}  // namespace cf_billing
