#include "request_log.h"

#include <utility>

#include "json_text.h"

namespace sandbox {

RequestLog::Era RequestLog::era() const {
  const std::lock_guard lock(mutex_);
  return era_;
}

void RequestLog::add(LoggedRequest request, Era came) {
  const std::lock_guard lock(mutex_);
  if (came == era_) {
    requests_.push_back(std::move(request));
  }
}

void RequestLog::clear() {
  const std::lock_guard lock(mutex_);
  requests_.clear();
  ++era_;
}

std::string RequestLog::listing() const {
  const std::lock_guard lock(mutex_);
  ArrayText list;
  for (const LoggedRequest& request : requests_) {
    ObjectText object;
    object.text("method", request.method);
    object.text("path", request.path);
    object.text("query", request.query);
    object.raw("status", std::to_string(request.status));
    object.text("auth", request.auth);
    object.text("user_agent", request.user_agent);
    object.text("accept_encoding", request.accept_encoding);
    object.text("http_version", request.http_version);
    object.text("body", request.body);
    list.add(std::move(object).finish());
  }
  return std::move(list).finish();
}

}  // namespace sandbox
