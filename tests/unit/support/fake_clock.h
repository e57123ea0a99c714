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
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
    return steady_;
  }
  void advance(std::chrono::milliseconds by) {
    utc_ += by;
    steady_ += by;
  }
  [[nodiscard]] std::chrono::milliseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady_.time_since_epoch());
  }

 private:
  std::chrono::sys_time<std::chrono::milliseconds> utc_;
  std::chrono::steady_clock::time_point steady_{};
};

}  // namespace cf_billing
