// Claims of texts that are shown to people: judged here by rules of their own, not by the code that
// makes them.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "claim.h"

namespace cf_billing {

/// The code point at the beginning of `text`, taken off it; -1: it is no UTF-8.
inline std::int32_t take_code_point(std::string_view& text) {
  constexpr std::array<std::uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80    ? 1
                             : lead < 0xc0  ? 0
                             : lead < 0xe0  ? 2
                             : lead < 0xf0  ? 3
                             : lead <= 0xf7 ? 4
                                            : 0;
  if (length == 0 || text.size() < length) return -1;
  std::uint32_t point = length == 1 ? lead : lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80) return -1;
    point = (point << 6U) | (next & 0x3fU);
  }
  if (point < kLeast[length] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return -1;
  text.remove_prefix(length);
  return static_cast<std::int32_t>(point);
}

/// What a terminal acts on, or what ends a line or turns its direction.
inline bool is_acted_on(std::int32_t point) {
  return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x61c ||
         (point >= 0x200e && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
         (point >= 0x2066 && point <= 0x2069) || point == 0xfeff;
}

inline void claim_utf8(std::string_view text, const char* of) {
  for (std::string_view rest = text; !rest.empty();) {
    claim(take_code_point(rest) >= 0, of, text);
  }
}

inline void claim_one_line(std::string_view text, const char* of) {
  for (std::string_view rest = text; !rest.empty();) {
    const std::int32_t point = take_code_point(rest);
    claim(point >= 0 && !is_acted_on(point), of, text);
  }
}

/// Neither the secret nor eight neighbouring characters of it, but those that whoever reads the
/// text has `given`.
inline void claim_without(std::string_view text, std::string_view secret, const char* of,
                          std::string_view given = {}) {
  constexpr std::size_t kPart = 8;
  for (std::size_t at = 0; at + kPart <= secret.size(); ++at) {
    const std::string_view part = secret.substr(at, kPart);
    if (given.find(part) != std::string_view::npos) continue;
    claim(text.find(part) == std::string_view::npos, of, text);
  }
}

}  // namespace cf_billing
