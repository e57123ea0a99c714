#include "api/request_log.h"

#include <algorithm>
#include <utility>

namespace cf_billing {

namespace {

std::size_t bytes_of(const LoggedRequest& entry) {
  return entry.table.size() + entry.url.size() + entry.error.size() + entry.ray.size() +
         entry.account.size() + entry.messages.size();
}

}  // namespace

std::int64_t RequestLog::add(LoggedRequest request) {
  request.id = ++last_id_;
  bytes_ += bytes_of(request);
  entries_.push_back(std::move(request));
  drop_oldest();
  return last_id_;
}

void RequestLog::drop_oldest() {
  while (entries_.size() > kMostEntries || (bytes_ > kMostBytes && entries_.size() > 1)) {
    bytes_ -= bytes_of(entries_.front());
    entries_.pop_front();
  }
}

LoggedRequest* RequestLog::find(std::int64_t id) {
  if (entries_.empty() || id < entries_.front().id || id > last_id_) return nullptr;
  return &entries_[static_cast<std::size_t>(id - entries_.front().id)];
}

void RequestLog::set_error(std::int64_t id, const std::string& error) {
  LoggedRequest* entry = find(id);
  if (entry == nullptr) return;
  entry->error_kind = NoteKind::failed;
  if (!entry->error.empty()) return;
  entry->error = error;
  bytes_ += error.size();
  drop_oldest();
}

void RequestLog::add_note(std::int64_t id, const Note& note) {
  LoggedRequest* entry = find(id);
  if (entry == nullptr) return;
  entry->error_kind = std::max(entry->error_kind.value_or(note.kind), note.kind);
  if (entry->error.find(note.text) != std::string::npos) return;
  const std::size_t before = entry->error.size();
  if (before > 0) entry->error += "; ";
  entry->error += note.text;
  bytes_ += entry->error.size() - before;
  drop_oldest();
}

void RequestLog::excuse(std::int64_t id) {
  LoggedRequest* entry = find(id);
  if (entry != nullptr && entry->error_kind) entry->error_kind = NoteKind::elsewhere;
}

void RequestLog::set_outcome(std::int64_t id, AccountOutcome outcome) {
  LoggedRequest* entry = find(id);
  if (entry != nullptr && !entry->account.empty()) entry->outcome = outcome;
}

}  // namespace cf_billing
