// The API's request limit: so many in a window; once over it every request is refused for the
// length of another window. Safe to use from any thread.
#pragma once

#include <chrono>
#include <mutex>

namespace sandbox {

class RateLimit {
 public:
  /// What the headers say where there is none: clients keep to it.
  static constexpr int kNoLimit = 1'000'000;

  struct Verdict {
    bool refused = false;
    int remaining = 0;
    std::chrono::seconds until_reset{0};
  };

  // Counts a request. A limit of 0 allows any number.
  Verdict count(int limit, std::chrono::seconds window);
  void reset();

 private:
  using Time = std::chrono::steady_clock::time_point;

  std::mutex mutex_;
  int counted_ = 0;
  bool blocked_ = false;
  Time ends_{};  // of the window, or of the block
};

}  // namespace sandbox
