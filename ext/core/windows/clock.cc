#include "core/clock.h"

#include <windows.h>

namespace cf_billing {

namespace {

/// Windows counts in tenths of a microsecond.
std::chrono::nanoseconds of_ticks(ULONGLONG ticks) noexcept {
  return std::chrono::nanoseconds{static_cast<std::chrono::nanoseconds::rep>(ticks * 100)};
}

}  // namespace

AwakeClock::time_point AwakeClock::now() noexcept {
  ULONGLONG ticks = 0;
  QueryUnbiasedInterruptTime(&ticks);  // Fails for a null pointer only.
  return time_point{of_ticks(ticks)};
}

// The performance counter goes on while the machine sleeps.
BootClock::time_point BootClock::now() noexcept {
  return time_point{
      std::chrono::duration_cast<duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

}  // namespace cf_billing
