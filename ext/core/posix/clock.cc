#include "core/clock.h"

#include <ctime>

#if defined(__APPLE__)
#include <mach/mach_time.h>
#endif

namespace cf_billing {

AwakeClock::time_point AwakeClock::now() noexcept {
  // Its epoch is the clock's own affair: only differences mean something.
  return time_point{
      std::chrono::duration_cast<duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

namespace {

#if defined(__APPLE__)
BootClock::duration since_boot() noexcept {
  static const mach_timebase_info_data_t base = [] {
    mach_timebase_info_data_t read{1, 1};
    mach_timebase_info(&read);
    return read;
  }();
  // In two parts: the product of the ticks of a few days would not fit.
  const std::uint64_t ticks = mach_continuous_time();
  const std::uint64_t whole = ticks / base.denom * base.numer;
  const std::uint64_t part = ticks % base.denom * base.numer / base.denom;
  return std::chrono::nanoseconds{static_cast<std::chrono::nanoseconds::rep>(whole + part)};
}
#elif defined(CLOCK_BOOTTIME)
BootClock::duration since_boot() noexcept {
  // Settled once: a sandbox may forbid the call, and two clocks must not be mixed.
  static const bool exists = [] {
    timespec time{};
    return clock_gettime(CLOCK_BOOTTIME, &time) == 0;
  }();
  timespec time{};
  if (!exists || clock_gettime(CLOCK_BOOTTIME, &time) != 0) {
    return AwakeClock::now().time_since_epoch();
  }
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}
#else
BootClock::duration since_boot() noexcept { return AwakeClock::now().time_since_epoch(); }
#endif

}  // namespace

BootClock::time_point BootClock::now() noexcept { return time_point{since_boot()}; }

}  // namespace cf_billing
