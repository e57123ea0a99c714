// The API requests received, for tests to look at. Safe to use from any thread.
#pragma once

#include <cstdint>
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
  std::string body;
};

class RequestLog {
 public:
  // How often the log had been cleared when a request came.
  using Era = std::uint64_t;
  Era era() const;
  // Nothing is added of a request that came before the log was cleared, however long its answer
  // took: a test would count what the one before it left under way.
  void add(LoggedRequest request, Era came);
  void clear();
  // A JSON array, oldest first.
  std::string listing() const;

 private:
  mutable std::mutex mutex_;
  std::vector<LoggedRequest> requests_;
  Era era_ = 0;
};

}  // namespace sandbox
