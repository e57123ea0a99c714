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

namespace cf_billing {

class Pipeline {
 public:
  /// Throws Error(auth) without complete credentials, Error(usage) for unusable settings. `session`
  /// outlives the pipeline.
  Pipeline(Session& session, std::string table, std::vector<std::unique_ptr<Fetch>> fetches);

  /// The next rows, never an empty block; null at the end. `interrupted` is asked every few
  /// milliseconds while there is nothing to do but wait. Throws Error; then the scan is over.
  std::shared_ptr<const RowBlock> next(const std::function<bool()>& interrupted);

 private:
  /// One fetch, and where it is.
  struct Lane {
    std::unique_ptr<Fetch> fetch;
    std::vector<Question> questions;  // By place in the batch; those not open are settled.
    std::size_t unanswered = 0;
    std::deque<std::shared_ptr<const RowBlock>> ready;
    std::size_t group_end = 0;  // Behind the last lane of the same owner.
    bool complete = false;
    bool is_left_out = false;  // Its account failed, and the setting says to go on.
  };

  /// Asks the fetch for its next batch until there is something to wait for or to read.
  void advance(Lane& lane);
  void start_more();
  /// Hands over answers that have come. Returns whether there were any.
  bool settle_answered();
  void settle(std::size_t index, std::size_t place);
  void accept(Lane& lane, std::size_t place, const Question& question);
  /// Leaves the account out, or throws.
  void fail(std::size_t index, const Question& question, const Error& error);
  /// Whether the rows of the front lane may be read: with on_error=skip only when nothing of the
  /// account can fail any more.
  [[nodiscard]] bool is_readable() const;
  void wait(const std::function<bool()>& interrupted);

  Session& session_;
  Client& client_;
  Caller caller_;
  std::uint64_t max_requests_;
  std::size_t concurrency_;
  bool skips_accounts_;
  std::vector<Lane> lanes_;
  std::size_t front_ = 0;    // The lane whose rows come next.
  std::size_t started_ = 0;  // Lanes begun.
  std::size_t unanswered_ = 0;
  bool any_succeeded_ = false;
  std::optional<Error> first_failure_;  // Of those that may concern every account.
  std::uint64_t requests_made_ = 0;
  ProgressFigures figures_;
  ProgressLine line_;
};

/// Error(usage) for a scan that would need more requests than the setting allows.
Error too_many_requests(const std::string& table, std::uint64_t needed, std::uint64_t allowed,
                        bool at_least);

}  // namespace cf_billing
