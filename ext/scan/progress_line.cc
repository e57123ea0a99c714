#include "scan/progress_line.h"

#include <cstdio>

#include "scan/terminal.h"

namespace cf_billing {

namespace {

std::string in_mib(std::uint64_t bytes) {
  const std::uint64_t tenths = bytes * 10 >> 20U;
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " MiB";
}

void write_to_stderr(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

std::string progress_text(std::string_view table, const ProgressFigures& figures) {
  return std::string(table) + ": " + std::to_string(figures.requests_done) + " of " +
         std::to_string(figures.requests_known) + " requests, " + std::to_string(figures.rows) +
         " rows, " + in_mib(figures.bytes);
}

ProgressLine::ProgressLine(std::string table, Progress mode, Time started)
    : table_(std::move(table)),
      enabled_(mode == Progress::on || (mode == Progress::automatic && stderr_is_terminal())),
      started_(started) {}

void ProgressLine::show(Time now, const ProgressFigures& figures) {
  if (!enabled_ || now - started_ < kPatience || (visible_ && now - drawn_ < kInterval)) return;
  write_to_stderr("\r" + progress_text(table_, figures) + "\033[K");
  drawn_ = now;
  visible_ = true;
}

void ProgressLine::clear() {
  if (visible_) write_to_stderr("\r\033[K");
  visible_ = false;
}

}  // namespace cf_billing
