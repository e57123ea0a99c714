// Strings as JSON spells them.
#pragma once

#include <string>
#include <string_view>

namespace cf_billing {

/// Replaces the escapes of what stands between the quotes of a JSON string. A half of a surrogate
/// pair alone becomes U+FFFD, as a record is not given up for one letter. False: an escape is none.
bool unescape(std::string_view raw, std::string& text);

/// `text` as a JSON string, with its quotes. What is no UTF-8 in it becomes U+FFFD.
std::string json_quoted(const std::string& text);

}  // namespace cf_billing
