// Text that came from somewhere else, and may be no UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace cf_billing {

/// In place of what is no UTF-8: hosts decode messages, and raise another error where they cannot.
inline constexpr std::string_view kReplacementCharacter = "\uFFFD";

/// The bytes of the character that a text begins with; 0 if it begins with no UTF-8. It is not
/// empty. The sequences are those of The Unicode Standard, table 3-7.
std::size_t character_length(std::string_view text);

}  // namespace cf_billing
