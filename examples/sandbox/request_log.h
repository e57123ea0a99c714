// The API requests received, for tests to look at. Safe to use from any thread.
#pragma once

#include <mutex>
#include <string>
#include <vector>

namespace sandbox {

struct LoggedRequest {
  std::string method;
  std::string path;
  std::string query;  // as received
  int status = 0;
  std::string auth;  // token, key, both, none or bad
  std::string user_agent;
  std::string accept_encoding;
  std::string http_version;
};

class RequestLog {
 public:
  void add(LoggedRequest request);
  void clear();
  // A JSON array, oldest first.
  std::string listing() const;

 private:
  mutable std::mutex mutex_;
  std::vector<LoggedRequest> requests_;
};

}  // namespace sandbox
