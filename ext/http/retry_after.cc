#include "http/retry_after.h"

#include <algorithm>
#include <charconv>

#include "core/double_from_chars.h"

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

/// Of a number that no double holds: whether it is because of its exponent, `1e-999`.
bool is_next_to_nothing(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  return e != std::string_view::npos && text.substr(e + 1).starts_with('-');
}

/// A number of `unit`s that is not negative, whole or with a fraction, however many digits it has.
std::optional<milliseconds> read_wait(std::string_view text, milliseconds unit) {
  text = without_blanks(text);
  if (text.empty() || !((text[0] >= '0' && text[0] <= '9') || text[0] == '.')) return std::nullopt;
  double count = 0;
  const auto [end, error] = double_from_chars(text, count);
  if (end != text.data() + text.size()) return std::nullopt;
  // Out of range is what no double holds, or what is next to nothing.
  const bool is_endless = error == std::errc::result_out_of_range && !is_next_to_nothing(text);
  constexpr auto kLongest = static_cast<double>(milliseconds{kLongestWait}.count());
  const double wait = is_endless ? kLongest : count * static_cast<double>(unit.count());
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
    if (const auto wait = read_wait(*retry_after_ms, milliseconds{1})) return wait;
  }
  if (!retry_after) return std::nullopt;
  if (const auto wait = read_wait(*retry_after, seconds{1})) {
    return *wait > milliseconds{0} ? wait : std::nullopt;
  }
  // It is a date, or less than nothing.
  const bool is_negative = without_blanks(*retry_after).starts_with('-');
  if (is_negative || until_date <= 0) return std::nullopt;
  return bounded(until_date);
}

}  // namespace cf_billing
