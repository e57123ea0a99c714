#include "functions/number_text.h"

#include <array>
#include <charconv>

namespace cf_billing {

namespace {

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// The digits that `text` begins with, taken off it.
std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::string shortest_text(double number) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                 std::chars_format::scientific)
                       .ptr;
  // [-]d[.ddd]e±xx
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  std::string result;
  if (take(text, "-")) result = "-";
  std::string digits(take_digits(text));
  if (take(text, ".")) digits += take_digits(text);
  take(text, "e");
  take(text, "+");
  int exponent = 0;
  std::from_chars(text.data(), text.data() + text.size(), exponent);

  const int length = static_cast<int>(digits.size());
  if (exponent < -6 || exponent >= 21) {
    result += digits.front();
    if (length > 1) result.append(".").append(digits, 1);
    return result + "E" + std::to_string(exponent);
  }
  if (exponent < 0) {
    return result + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  }
  if (exponent >= length - 1) {
    return result + digits + std::string(static_cast<std::size_t>(exponent - length + 1), '0');
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  return result + digits.substr(0, whole) + "." + digits.substr(whole);
}

std::optional<std::string> focus_spelling(std::string_view text) {
  std::string result;
  if (take(text, "-")) {
    result = "-";
  } else {
    take(text, "+");
  }
  const std::string_view whole = take_digits(text);
  std::string_view fraction;
  const bool has_mark = take(text, ".");
  if (has_mark) fraction = take_digits(text);
  if (whole.empty() && fraction.empty()) return std::nullopt;
  // ".5" and "5." are numbers to some; FOCUS wants digits on both sides of the mark.
  result += whole.empty() ? "0" : whole;
  if (!fraction.empty()) result.append(".").append(fraction);
  if (text.empty()) return result;

  if (!take(text, "eE")) return std::nullopt;
  const bool is_negative = take(text, "-");
  if (!is_negative) take(text, "+");
  std::string_view exponent = take_digits(text);
  if (exponent.empty() || !text.empty()) return std::nullopt;
  const std::size_t first = exponent.find_first_not_of('0');
  if (first == std::string_view::npos) return result;  // To the power of nothing.
  return result + (is_negative ? "E-" : "E") + std::string(exponent.substr(first));
}

}  // namespace cf_billing
