// The setting query_timeout: how long a scan may work.
#pragma once

#include <chrono>

#include "core/clock.h"

namespace cf_billing {

/// Counts only while the scan works: whoever reads its rows may take any time over them.
class TimeLimit {
 public:
  /// `limit`: zero is none. `clock` outlives it.
  TimeLimit(std::chrono::seconds limit, const Clock& clock) : limit_(limit), clock_(clock) {}

  /// The scan works for as long as this lives.
  class Work {
   public:
    explicit Work(TimeLimit& of) : of_(of) { of_.since_ = of_.clock_.awake_now(); }
    ~Work() { of_.worked_ += of_.clock_.awake_now() - of_.since_; }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

   private:
    TimeLimit& of_;
  };

  /// To be asked during work.
  [[nodiscard]] bool is_over() const {
    return limit_ > std::chrono::seconds{0} && worked_ + (clock_.awake_now() - since_) >= limit_;
  }
  [[nodiscard]] std::chrono::seconds limit() const { return limit_; }

 private:
  std::chrono::seconds limit_;
  const Clock& clock_;
  AwakeClock::duration worked_{0};
  AwakeClock::time_point since_{};
};

}  // namespace cf_billing
