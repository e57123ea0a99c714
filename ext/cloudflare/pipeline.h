// Drives the fetches of one scan: many at once, rows in order, and never more in memory than what
// is in flight plus what waits in front of it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cloudflare/fetch.h"
#include "cloudflare/session.h"

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
  struct Progress {
    std::unique_ptr<Fetch> fetch;
    std::vector<ApiRequest> batch;
    std::size_t unanswered = 0;
    std::deque<std::shared_ptr<const RowBlock>> ready;
    bool complete = false;
  };
  /// Asks the fetch for its next batch until there is something to wait for or to read.
  void advance(std::size_t index);
  void start_more();
  void settle(Exchange exchange);
  [[nodiscard]] HttpRequest http_request(const ApiRequest& request) const;

  Session& session_;
  ErrorContext context_;
  std::vector<Secret> header_lines_;
  std::uint64_t max_requests_;
  std::uint64_t submitted_ = 0;
  std::size_t lookahead_;
  std::vector<Progress> fetches_;
  std::size_t front_ = 0;    // The fetch whose rows come next.
  std::size_t started_ = 0;  // Fetches begun.
  std::map<std::uint64_t, std::pair<std::size_t, std::size_t>> requests_;  // Fetch, place in batch.
  Dispatcher dispatcher_;
};

/// Error(usage) for a scan that would need more requests than the setting allows.
Error too_many_requests(const std::string& table, std::uint64_t needed, std::uint64_t allowed,
                        bool at_least);

}  // namespace cf_billing
