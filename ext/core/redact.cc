#include "core/redact.h"

#include <algorithm>
#include <array>

#include "core/utf8.h"

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

/// Fewer characters are in too many texts by chance, and of too little use.
constexpr std::size_t kShortestPart = 8;

/// How many characters at the beginning of `text` stand in the secret next to each other.
std::size_t length_of_part(std::string_view text, std::string_view secret) {
  std::size_t longest = 0;
  for (std::size_t at = 0; at + longest < secret.size(); ++at) {
    const std::string_view rest = secret.substr(at);
    const auto same = std::mismatch(text.begin(), text.end(), rest.begin(), rest.end());
    longest = std::max(longest, static_cast<std::size_t>(same.first - text.begin()));
  }
  return longest;
}

std::string without_secret(std::string_view text, std::string_view secret) {
  // Half of an e-mail address may be the name of any site.
  const bool whole_only = secret.size() <= kShortestPart || secret.find('@') != secret.npos;
  const std::size_t shortest = whole_only ? secret.size() : kShortestPart;
  std::string rest;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_of_part(text.substr(at), secret);
    if (length >= shortest) {
      rest += kMask;
      at += length;
    } else {
      rest += text[at++];
    }
  }
  return rest;
}

/// Of `scheme://user:password@host` without what stands in front of the last `@` of the word.
std::string without_user(std::string_view text) {
  constexpr std::string_view kStart = "://";
  std::string rest;
  while (true) {
    const std::size_t start = std::min(text.find(kStart), text.size());
    const std::size_t from = std::min(start + kStart.size(), text.size());
    rest += text.substr(0, from);
    text.remove_prefix(from);
    if (text.empty()) return rest;
    const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n\"'<>"));
    const std::size_t at = word.rfind('@');
    if (at == std::string_view::npos) continue;
    rest += kMask;
    text.remove_prefix(at);
  }
}

/// What a terminal acts on, or shows in another order than it is written: C0 and C1 controls, marks
/// and overrides of direction, separators of lines, and marks of byte order.
bool is_control(std::string_view character) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(character[at]); };
  if (character.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7f;
  if (character.size() == 2) {
    return (byte(0) == 0xc2 && byte(1) < 0xa0) || character == "\u061c";
  }
  if (character == "\ufeff") return true;
  if (character.size() != 3 || byte(0) != 0xe2) return false;
  return character == "\u200e" || character == "\u200f" ||
         (byte(1) == 0x80 && byte(2) >= 0xa8 && byte(2) <= 0xae) ||
         (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9);
}

}  // namespace

std::string redact(std::string_view text, const std::vector<Secret>& secrets) {
  std::string plain = without_user(text);
  for (const Secret& secret : secrets) {
    if (!secret.empty()) plain = without_secret(plain, secret.reveal());
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
  for (std::size_t at = 0; at < text.size() && !cut;) {
    const std::size_t length = character_length(text.substr(at));
    std::string_view shown = length == 0 ? kReplacementCharacter : text.substr(at, length);
    at += std::max<std::size_t>(length, 1);
    if (is_control(shown)) {
      if (line.empty() || line.back() == ' ') continue;
      shown = " ";
    }
    cut = line.size() + shown.size() > max_bytes;
    if (!cut) line += shown;
  }
  if (cut) line += "…";
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string quoted(std::string_view value, const std::vector<Secret>& secrets) {
  return "'" + one_line(redact(value, secrets), 100) + "'";
}

}  // namespace cf_billing
