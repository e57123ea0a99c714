// Calendar days in UTC, and the clock that says which one is today.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace sandbox {

using Day = std::chrono::sys_days;
using std::chrono::days;

// Strictly YYYY-MM-DD, and only days that exist.
std::optional<Day> parse_day(std::string_view text);

// YYYY-MM-DD.
std::string format_day(Day day);

// YYYY-MM-DDT00:00:00Z.
std::string format_midnight(Day day);

// As HTTP writes it: Tue, 01 Dec 2026 04:15:00 GMT.
std::string format_http_date(std::chrono::sys_seconds time);

// Tells today's date; a pinned one stays until unpinned. Safe to use from any thread.
class Clock {
 public:
  explicit Clock(std::optional<Day> start);

  Day today() const;
  // The day of the start, whatever day it is now.
  Day first_day() const { return first_day_; }
  void pin(Day day);
  // Back to what the command line said.
  void reset();

 private:
  const std::optional<Day> start_;
  mutable std::mutex mutex_;
  std::optional<Day> pinned_;
  const Day first_day_;
};

}  // namespace sandbox
