// Amounts and names as JSON text, and amounts from arguments.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "functions/function_call.h"
#include "functions/number_text.h"

namespace cf_billing {

/// NULL is nothing. A text that is no number does not become 0.
inline std::optional<double> number_of(const char* function, sqlite3_value* value) {
  const int type = sqlite3_value_numeric_type(value);
  if (type == SQLITE_NULL) return std::nullopt;
  if (type != SQLITE_INTEGER && type != SQLITE_FLOAT) {
    throw Error(ErrorKind::usage,
                std::string(function) + ": not a number: " + quoted(text_of(value).value_or("")));
  }
  return sqlite3_value_double(value);
}

/// JSON has no other numbers than those that are finite.
inline std::string in_json(std::optional<double> number) {
  return number && std::isfinite(*number) ? shortest_text(*number) : "null";
}

/// The number as a text, since SQLite up to 3.41 reads a number in JSON by the decimal mark of the
/// process's locale.
inline std::string amount_in_json(std::optional<double> number) {
  const std::string json = in_json(number);
  return number && std::isfinite(*number) ? '"' + json + '"' : json;
}

inline std::string in_json(const std::optional<std::string>& text) {
  if (!text) return "null";
  std::string json = "\"";
  for (const char c : *text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      constexpr std::string_view kHex = "0123456789abcdef";
      json += "\\u00";
      json += kHex[static_cast<std::size_t>(c) / 16];
      json += kHex[static_cast<std::size_t>(c) % 16];
    } else {
      json += c;
    }
  }
  return json + '"';
}

}  // namespace cf_billing
