// Cloudflare's identifiers of accounts and organizations: 32 lower-case hex digits (FACTS:
// `^[0-9a-f]{32}$`). Nothing else ever reaches a URL's path.
#pragma once

#include <algorithm>
#include <string_view>

namespace cf_billing {

inline bool is_identifier(std::string_view text) {
  return text.size() == 32 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace cf_billing
