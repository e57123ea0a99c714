#include "records/json_string.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "records/nlohmann_json.h"

namespace cf_billing {

namespace {

constexpr std::uint32_t kReplacement = 0xfffd;

/// The four hexadecimal digits at the beginning of `text`.
std::optional<std::uint32_t> code_unit(std::string_view text) {
  std::uint32_t unit = 0;
  if (text.size() < 4) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 4, unit, 16);
  if (error != std::errc{} || end != text.data() + 4) return std::nullopt;
  return unit;
}

bool is_high_half(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low_half(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

void append_utf8(std::string& text, std::uint32_t point) {
  const auto tail = [&](unsigned shift) {
    text += static_cast<char>(0x80U | ((point >> shift) & 0x3fU));
  };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xc0U | (point >> 6U));
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xe0U | (point >> 12U));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xf0U | (point >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

/// `at`: behind the `u`; moved behind the digits, of both halves where there are two.
bool append_unicode(std::string_view raw, std::size_t& at, std::string& text) {
  const auto unit = code_unit(raw.substr(at));
  if (!unit) return false;
  at += 4;
  if (is_high_half(*unit) && raw.substr(at).starts_with("\\u")) {
    const auto low = code_unit(raw.substr(at + 2));
    if (low && is_low_half(*low)) {
      at += 6;
      append_utf8(text, 0x10000 + ((*unit - 0xd800) << 10U) + (*low - 0xdc00));
      return true;
    }
  }
  append_utf8(text, is_high_half(*unit) || is_low_half(*unit) ? kReplacement : *unit);
  return true;
}

}  // namespace

bool unescape(std::string_view raw, std::string& text) {
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  text.clear();
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t escape = std::min(raw.find('\\', at), raw.size());
    text.append(raw, at, escape - at);
    at = escape + 2;
    if (escape == raw.size()) break;
    if (at > raw.size()) return false;
    const char c = raw[escape + 1];
    const std::size_t known = kEscapes.find(c);
    if (known != std::string_view::npos) {
      text += kMeanings[known];
    } else if (c != 'u' || !append_unicode(raw, at, text)) {
      return false;
    }
  }
  return true;
}

std::string json_quoted(const std::string& text) {
  // A scalar of nlohmann's is destroyed without allocating.
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace cf_billing
