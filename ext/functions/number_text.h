// Numbers as decimal text, in the spelling of FOCUS: "." as the mark, E notation without "+" and
// without leading zeros in the exponent, no thousands mark (FOCUS 1.3, numeric format).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cf_billing {

/// The shortest text that reads back as the same double. From 1E-6 up to 1E21 without an exponent.
/// `number` is finite.
std::string shortest_text(double number);

/// `text`, the decimal number as somebody spelled it, with every digit kept and nothing but the
/// spelling changed; nothing if it is no number.
std::optional<std::string> focus_spelling(std::string_view text);

}  // namespace cf_billing
