// A clock that shows another day: a library for LD_PRELOAD that adds CF_BILLING_TEST_CLOCK_SHIFT seconds
// to the time of day. tests/on_day.py sets it for a test and for every program that the test starts.
//
// Only the time of day is moved. Clocks that count from when the machine started, with which programs
// wait and measure, go on as they are, and so do the times of files. Debian's libfaketime does more, and
// hangs in a program that is not built with AddressSanitizer when a library that is comes into it; here
// nothing is looked up and nothing allocated, so that it may come anywhere in LD_PRELOAD.
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdlib>
#include <ctime>

namespace {

constexpr long kUnread = LONG_MIN;
std::atomic<long> seconds_ahead{kUnread};

// Read at the first call, which may come before this library's constructors would run.
long shift() {
  long known = seconds_ahead.load(std::memory_order_relaxed);
  if (known == kUnread) {
    const char* text = std::getenv("CF_BILLING_TEST_CLOCK_SHIFT");
    known = text == nullptr ? 0 : std::strtol(text, nullptr, 10);
    seconds_ahead.store(known, std::memory_order_relaxed);
  }
  return known;
}

bool is_time_of_day(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

timespec now() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return time;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const long failed = syscall(SYS_clock_gettime, clock, time);
  if (failed == 0 && is_time_of_day(clock)) time->tv_sec += shift();
  return static_cast<int>(failed);
}

int gettimeofday(timeval* time, void* /*zone*/) noexcept {
  const timespec told = now();
  time->tv_sec = told.tv_sec;
  time->tv_usec = told.tv_nsec / 1000;
  return 0;
}

time_t time(time_t* place) noexcept {
  const time_t told = now().tv_sec;
  if (place != nullptr) *place = told;
  return told;
}

int timespec_get(timespec* time, int base) noexcept {
  if (base != TIME_UTC) return 0;
  *time = now();
  return base;
}
}
