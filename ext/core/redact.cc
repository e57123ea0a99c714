#include "core/redact.h"

#include <algorithm>
#include <array>

namespace cf_billing {

namespace {

constexpr std::string_view kMask = "[redacted]";
constexpr std::array<std::string_view, 4> kPrefixes = {"cfk_", "cfut_", "cfat_", "cfoat_"};

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '-';
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool looks_like_credential(std::string_view word) {
  for (const std::string_view prefix : kPrefixes) {
    if (word.starts_with(prefix) && word.size() > prefix.size()) return true;
  }
  if (std::all_of(word.begin(), word.end(), is_hex)) return word.size() >= 37 && word.size() <= 45;
  if (word.size() != 40) return false;
  // Older tokens mix cases and digits; a lower-case path segment of 40 letters is no token.
  const auto any = [&](char from, char to) {
    return std::any_of(word.begin(), word.end(), [=](char c) { return c >= from && c <= to; });
  };
  return any('A', 'Z') && any('a', 'z');
}

}  // namespace

std::string redact(std::string_view text, const std::vector<Secret>& secrets) {
  std::string plain(text);
  for (const Secret& secret : secrets) {
    if (secret.empty()) continue;
    for (std::size_t at = plain.find(secret.reveal()); at != std::string::npos;
         at = plain.find(secret.reveal(), at + kMask.size())) {
      plain.replace(at, secret.reveal().size(), kMask);
    }
  }
  std::string redacted;
  for (std::size_t at = 0; at < plain.size();) {
    std::size_t end = at;
    while (end < plain.size() && is_word(plain[end])) ++end;
    const std::string_view word = std::string_view(plain).substr(at, end - at);
    redacted += looks_like_credential(word) ? kMask : word;
    if (end < plain.size()) redacted += plain[end++];
    at = end;
  }
  return redacted;
}

std::string one_line(std::string_view text, std::size_t max_bytes) {
  std::string line;
  bool cut = false;
  bool inside = false;  // A UTF-8 sequence, where it is cut.
  for (const char c : text) {
    if (line.size() >= max_bytes) {
      cut = true;
      inside = (c & 0xC0) == 0x80;
      break;
    }
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (control && (line.empty() || line.back() == ' ')) continue;
    line += control ? ' ' : c;
  }
  if (inside) {
    while (!line.empty() && (line.back() & 0xC0) == 0x80) line.pop_back();
    if (!line.empty() && (line.back() & 0x80) != 0) line.pop_back();
  }
  if (cut) line += "…";
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string quoted(std::string_view value) { return "'" + one_line(redact(value, {}), 100) + "'"; }

}  // namespace cf_billing
