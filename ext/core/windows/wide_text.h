// Windows' own texts are UTF-16; the module's are UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace cf_billing {

std::wstring wide_text(std::string_view utf8);

/// What is no UTF-16 becomes U+FFFD.
std::string utf8_text(std::wstring_view wide);

}  // namespace cf_billing
