#include "api/request_log.h"

#include <utility>

namespace cf_billing {

std::int64_t RequestLog::add(LoggedRequest request) {
  request.id = ++last_id_;
  entries_.push_back(std::move(request));
  if (entries_.size() > kMostEntries) entries_.pop_front();
  return last_id_;
}

void RequestLog::set_error(std::int64_t id, const std::string& error) {
  if (entries_.empty() || id < entries_.front().id || id > last_id_) return;
  LoggedRequest& entry = entries_[static_cast<std::size_t>(id - entries_.front().id)];
  if (entry.error.empty()) entry.error = error;
}

}  // namespace cf_billing
