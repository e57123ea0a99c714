// The one source of time, so that tests can stand still or leap.
//
// Three questions, three types that do not mix: what time it is (system_clock), how long something
// took (AwakeClock), and how old something is (BootClock). A laptop that sleeps for an hour between
// two queries has not worked for an hour, yet what it knows is an hour older.
#pragma once

#include <chrono>

#include "core/day.h"

namespace cf_billing {

/// Never goes back, and may stand still while the machine sleeps: how long something takes.
struct AwakeClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<AwakeClock>;
  static constexpr bool is_steady = true;  // NOLINT(readability-identifier-naming)
  static time_point now() noexcept;
};

/// Never goes back, and goes on while the machine sleeps: how old something is, and when what a
/// server asked to wait for is over. Where the system has no such clock it is AwakeClock's time.
struct BootClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;  // NOLINT(readability-identifier-naming)
  static time_point now() noexcept;
};

class Clock {
 public:
  virtual ~Clock() = default;
  /// Wall clock, UTC: what day it is.
  [[nodiscard]] virtual std::chrono::sys_time<std::chrono::milliseconds> utc_now() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
  /// The current day, UTC.
  [[nodiscard]] Day today() const { return std::chrono::floor<std::chrono::days>(utc_now()); }
  [[nodiscard]] virtual AwakeClock::time_point awake_now() const { return AwakeClock::now(); }
  [[nodiscard]] virtual BootClock::time_point boot_now() const { return BootClock::now(); }
};

}  // namespace cf_billing
