#include "core/clock.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <thread>
#include <type_traits>

#include "support/fake_clock.h"

namespace cf_billing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// One clock's time is no other's.
static_assert(!std::is_convertible_v<AwakeClock::time_point, BootClock::time_point>);
static_assert(!std::is_convertible_v<BootClock::time_point, AwakeClock::time_point>);
static_assert(!std::is_invocable_v<std::minus<>, BootClock::time_point, AwakeClock::time_point>);
static_assert(std::chrono::is_clock_v<AwakeClock> && std::chrono::is_clock_v<BootClock>);

template <typename SomeClock>
void expect_to_move() {
  auto last = SomeClock::now();
  for (int i = 0; i < 1000; ++i) {
    const auto now = SomeClock::now();
    ASSERT_GE(now, last);
    last = now;
  }
  const auto begun = SomeClock::now();
  std::this_thread::sleep_for(milliseconds{20});
  EXPECT_GE(SomeClock::now() - begun, milliseconds{20});
  EXPECT_LT(SomeClock::now() - begun, seconds{20});
}

TEST(Clocks, go_on_and_never_back) {
  expect_to_move<AwakeClock>();
  expect_to_move<BootClock>();
}

#ifdef __linux__
TEST(BootClock, counts_from_when_the_machine_was_started) {
  double uptime = 0;  // It counts sleep.
  if (!(std::ifstream("/proc/uptime") >> uptime)) GTEST_SKIP() << "no /proc";
  const std::chrono::duration<double> told = BootClock::now().time_since_epoch();
  EXPECT_NEAR(told.count(), uptime, 5.0);
}
#endif

TEST(FakeClock, sleeps) {
  FakeClock clock;
  const auto awake = clock.awake_now();
  const auto boot = clock.boot_now();
  const auto utc = clock.utc_now();
  clock.sleep(seconds{3600});
  EXPECT_EQ(clock.awake_now(), awake);
  EXPECT_EQ(clock.boot_now() - boot, seconds{3600});
  EXPECT_EQ(clock.utc_now() - utc, seconds{3600});
  clock.advance(seconds{5});
  EXPECT_EQ(clock.awake_now() - awake, seconds{5});
  EXPECT_EQ(clock.boot_now() - boot, seconds{3605});
}

}  // namespace
}  // namespace cf_billing
