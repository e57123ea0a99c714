#include "api/request_log.h"

#include <utility>

namespace cf_billing {

std::int64_t RequestLog::add(LoggedRequest request) {
  request.id = ++last_id_;
  entries_.push_back(std::move(request));
  if (entries_.size() > kMostEntries) entries_.pop_front();
  return last_id_;
}

LoggedRequest* RequestLog::find(std::int64_t id) {
  if (entries_.empty() || id < entries_.front().id || id > last_id_) return nullptr;
  return &entries_[static_cast<std::size_t>(id - entries_.front().id)];
}

void RequestLog::set_error(std::int64_t id, const std::string& error) {
  LoggedRequest* entry = find(id);
  if (entry != nullptr && entry->error.empty()) entry->error = error;
}

void RequestLog::set_outcome(std::int64_t id, AccountOutcome outcome) {
  LoggedRequest* entry = find(id);
  if (entry != nullptr && !entry->account.empty()) entry->outcome = outcome;
}

}  // namespace cf_billing
