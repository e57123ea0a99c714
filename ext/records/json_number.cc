#include "records/json_number.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/double_from_chars.h"

namespace cf_billing {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

const char* skip_digits(const char* at, const char* end) {
  while (at != end && is_digit(*at)) ++at;
  return at;
}

/// The decimal exponent of the first digit that is not 0: 2 of `123`, -3 of `0.00123`, none of 0.
std::optional<std::int64_t> magnitude(std::string_view token) {
  const std::size_t e = std::min(token.find_first_of("eE"), token.size());
  const std::string_view digits = token.substr(0, e);
  const std::size_t first = digits.find_first_of("123456789");
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const auto distance = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  const std::int64_t place = distance > 0 ? distance - 1 : distance;
  std::string_view exponent = token.substr(std::min(e + 1, token.size()));
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  std::int64_t shift = 0;
  const auto read = std::from_chars(exponent.data(), exponent.data() + exponent.size(), shift);
  // So many digits of an exponent decide alone.
  if (read.ec == std::errc::result_out_of_range) return exponent[0] == '-' ? INT64_MIN : INT64_MAX;
  return place + std::clamp(shift, INT64_MIN / 2, INT64_MAX / 2);
}

}  // namespace

NumberForm number_form(std::string_view token) {
  const char* at = token.data();
  const char* end = at + token.size();
  if (at != end && *at == '-') ++at;
  if (at == end || !is_digit(*at)) return NumberForm::none;
  at = *at == '0' ? at + 1 : skip_digits(at, end);
  if (at == end) return NumberForm::whole;
  if (*at == '.') {
    const char* fraction = ++at;
    at = skip_digits(at, end);
    if (at == fraction) return NumberForm::none;
    if (at == end) return NumberForm::fraction;
  }
  if (*at != 'e' && *at != 'E') return NumberForm::none;
  ++at;
  if (at != end && (*at == '+' || *at == '-')) ++at;
  return at != end && skip_digits(at, end) == end ? NumberForm::exponent : NumberForm::none;
}

std::optional<double> nearest_double(std::string_view token) {
  double value = 0;
  const auto read = double_from_chars(token, value);
  if (read.ec == std::errc{} && std::isfinite(value)) return value;
  // Out of range is either too large or so small that 0 is nearest: the library does not say which.
  const auto power = magnitude(token);
  if (power && *power >= 0) return std::nullopt;
  return token.starts_with('-') ? -0.0 : 0.0;
}

bool is_in_range(std::string_view token, NumberForm form) {
  // Without an exponent it takes 309 digits to leave the range.
  constexpr std::size_t kDigitsOfTheLargest = 309;
  if (form != NumberForm::exponent && token.size() < kDigitsOfTheLargest) return true;
  return nearest_double(token).has_value();
}

}  // namespace cf_billing
