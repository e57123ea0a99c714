// std::from_chars() for doubles, also with a C++ library that has it for whole numbers only: libc++
// before version 20.
#pragma once

#include <charconv>
#include <cmath>
#include <string_view>

#ifndef __cpp_lib_to_chars
#include <fast_float/fast_float.h>
#endif

namespace cf_billing {

#ifdef __cpp_lib_to_chars
inline std::from_chars_result double_from_chars(std::string_view text, double& value) {
  return std::from_chars(text.data(), text.data() + text.size(), value);
}
#else
inline std::from_chars_result double_from_chars(std::string_view text, double& value) {
  const auto [end, error] = fast_float::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return {end, error};
  // It may take infinity or 0 for what is too large or too small; that is an error of the
  // standard's.
  const std::string_view read = text.substr(0, static_cast<std::size_t>(end - text.data()));
  const std::string_view digits = read.substr(0, read.find_first_of("eE"));
  const bool is_zero = digits.find_first_of("123456789") == std::string_view::npos;
  if (std::isinf(value) || (value == 0 && !is_zero)) return {end, std::errc::result_out_of_range};
  return {end, error};
}
#endif

}  // namespace cf_billing
