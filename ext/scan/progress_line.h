// One line on stderr while a scan takes long: never on stdout, where rows go, and gone when done.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/settings.h"

namespace cf_billing {

struct ProgressFigures {
  std::uint64_t requests_done = 0;
  std::uint64_t requests_known = 0;  ///< more may turn up
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;  ///< decoded
};

/// "cf_paygo_usage: 12 of 240 requests, 3521 rows, 1.4 MiB"
std::string progress_text(std::string_view table, const ProgressFigures& figures);

class ProgressLine {
 public:
  using Time = AwakeClock::time_point;
  /// A scan this long gets a line, drawn anew so often.
  static constexpr std::chrono::seconds kPatience{2};
  static constexpr std::chrono::milliseconds kInterval{200};

  ProgressLine(std::string table, Progress mode, Time started);
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(Time now, const ProgressFigures& figures);
  /// Before anybody else writes to the terminal.
  void clear();

 private:
  std::string table_;
  bool enabled_;
  Time started_;
  Time drawn_{};
  bool visible_ = false;
};

}  // namespace cf_billing
