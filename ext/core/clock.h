// The one source of time, so that tests can stand still or leap.
#pragma once

#include <chrono>

#include "core/day.h"

namespace cf_billing {

class Clock {
 public:
  virtual ~Clock() = default;
  /// Wall clock, UTC: what day it is.
  [[nodiscard]] virtual std::chrono::sys_time<std::chrono::milliseconds> utc_now() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
  /// The current day, UTC.
  [[nodiscard]] Day today() const { return std::chrono::floor<std::chrono::days>(utc_now()); }
  /// Never goes back: how long something takes.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point steady_now() const {
    return std::chrono::steady_clock::now();
  }
};

}  // namespace cf_billing
