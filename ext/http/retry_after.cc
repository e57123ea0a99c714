#include "http/retry_after.h"

#include <algorithm>
#include <charconv>

namespace cf_billing {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::optional<milliseconds> read_milliseconds(std::string_view text) {
  text = without_blanks(text);
  double wait = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), wait);
  if (error != std::errc{} || !(wait >= 0)) return std::nullopt;
  constexpr auto kLongest = static_cast<double>(milliseconds{kLongestWait}.count());
  return milliseconds{static_cast<milliseconds::rep>(std::min(wait, kLongest))};
}

milliseconds bounded(std::int64_t wait) {
  return seconds{std::min<std::int64_t>(wait, seconds{kLongestWait}.count())};
}

}  // namespace

std::optional<milliseconds> advised_wait(std::optional<std::string_view> retry_after_ms,
                                         std::optional<std::string_view> retry_after,
                                         std::int64_t until_date) {
  if (retry_after_ms) {
    if (const auto wait = read_milliseconds(*retry_after_ms)) return wait;
  }
  if (!retry_after) return std::nullopt;
  const std::string_view text = without_blanks(*retry_after);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = !text.empty() && end == text.data() + text.size();
  if (is_number && error == std::errc::result_out_of_range) {
    // More seconds than a number holds, and so more than the longest; or before all times.
    if (text.front() == '-') return std::nullopt;
    return kLongestWait;
  }
  if (!is_number || error != std::errc{}) number = until_date;
  if (number <= 0) return std::nullopt;
  return bounded(number);
}

}  // namespace cf_billing
