// A clock that moves only when told to.
#pragma once

#include "core/clock.h"
#include "core/day.h"

namespace cf_billing {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(Day today = Day{std::chrono::year{2026} / 10 / 20})
      : utc_(today + std::chrono::hours{12}) {}

  [[nodiscard]] std::chrono::sys_time<std::chrono::milliseconds> utc_now() const override {
    return utc_;
  }
  [[nodiscard]] AwakeClock::time_point awake_now() const override { return awake_; }
  [[nodiscard]] BootClock::time_point boot_now() const override { return boot_; }
  void advance(std::chrono::milliseconds by) {
    awake_ += by;
    sleep(by);
  }
  /// The lid is shut for so long.
  void sleep(std::chrono::milliseconds by) {
    utc_ += by;
    boot_ += by;
  }
  [[nodiscard]] std::chrono::milliseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(awake_.time_since_epoch());
  }

 private:
  std::chrono::sys_time<std::chrono::milliseconds> utc_;
  AwakeClock::time_point awake_{};
  BootClock::time_point boot_{};
};

}  // namespace cf_billing
