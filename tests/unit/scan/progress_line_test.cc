#include "scan/progress_line.h"

#include <gtest/gtest.h>

namespace cf_billing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Time = ProgressLine::Time;

const Time kStart{seconds{100}};

/// What `act` writes to stderr, which is no terminal meanwhile.
template <typename Act>
std::string written(Act act) {
  testing::internal::CaptureStderr();
  act();
  return testing::internal::GetCapturedStderr();
}

TEST(ProgressText, says_requests_rows_and_size) {
  EXPECT_EQ(progress_text("cf_paygo_usage", {12, 240, 3521, 1'500'000}),
            "cf_paygo_usage: 12 of 240 requests, 3521 rows, 1.4 MiB");
  EXPECT_EQ(progress_text("t", {0, 0, 0, 0}), "t: 0 of 0 requests, 0 rows, 0.0 MiB");
  EXPECT_EQ(progress_text("t", {1, 1, 1, 1U << 20U}), "t: 1 of 1 requests, 1 rows, 1.0 MiB");
  EXPECT_EQ(progress_text("t", {1, 1, 1, 1ULL << 40U}),
            "t: 1 of 1 requests, 1 rows, 1048576.0 MiB");
  EXPECT_EQ(progress_text("t", {1, 1, 1, 10ULL << 30U}), "t: 1 of 1 requests, 1 rows, 10240.0 MiB");
}

TEST(ProgressLine, comes_after_two_seconds_and_not_too_often) {
  EXPECT_EQ(written([] {
              ProgressLine line("t", Progress::on, kStart);
              line.show(kStart, {});
              line.show(kStart + milliseconds{1999}, {});
              line.clear();
            }),
            "");
  const std::string once = written([] {
    ProgressLine line("t", Progress::on, kStart);
    line.show(kStart + seconds{2}, {1, 2, 3, 0});
    line.show(kStart + seconds{2} + milliseconds{199}, {2, 2, 3, 0});
  });
  EXPECT_EQ(once, "\rt: 1 of 2 requests, 3 rows, 0.0 MiB\033[K\r\033[K");
  const std::string twice = written([] {
    ProgressLine line("t", Progress::on, kStart);
    line.show(kStart + seconds{2}, {1, 2, 3, 0});
    line.show(kStart + seconds{2} + milliseconds{200}, {2, 2, 3, 0});
  });
  EXPECT_NE(twice.find("t: 2 of 2"), std::string::npos);
}

TEST(ProgressLine, is_cleared_once_and_comes_back) {
  const std::string text = written([] {
    ProgressLine line("t", Progress::on, kStart);
    line.show(kStart + seconds{2}, {});
    line.clear();
    line.clear();
    line.show(kStart + seconds{3}, {});
  });
  std::size_t clears = 0;
  for (auto at = text.find("\r\033[K"); at != std::string::npos;
       at = text.find("\r\033[K", at + 1)) {
    ++clears;
  }
  EXPECT_EQ(clears, 2U);
}

TEST(ProgressLine, is_silent_where_it_is_off_or_nobody_looks) {
  for (const Progress mode : {Progress::off, Progress::automatic}) {
    EXPECT_EQ(written([&] {
                ProgressLine line("t", mode, kStart);
                line.show(kStart + seconds{9}, {});
                line.clear();
              }),
              "")
        << static_cast<int>(mode);
  }
}

}  // namespace
}  // namespace cf_billing
