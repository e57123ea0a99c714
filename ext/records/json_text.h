// What every reader of JSON text here has in common: its white space, and the words for what is
// wrong with it.
#pragma once

#include <string_view>

namespace cf_billing {

inline bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Defects, as DecodedBody names them.
inline constexpr std::string_view kNotJson = "it is not JSON";
inline constexpr std::string_view kNumberOutOfRange = "a number in it is out of range";
inline constexpr std::string_view kNestedTooDeeply = "it is nested too deeply";
inline constexpr std::string_view kMoreThanKnown = "it has more records than any known one";
inline constexpr std::string_view kLargerThanKnown = "an object in it is larger than any known one";

}  // namespace cf_billing
