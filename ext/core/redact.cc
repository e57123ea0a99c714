#include "core/redact.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

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

/// As many letters of base64 as eight characters make for certain, whatever stands around them.
constexpr std::size_t kShortestBase64Part = 10;
/// Of a short password: fewer letters may stand anywhere.
constexpr std::size_t kShortestBase64 = 6;

/// A character as some encoding writes it, and how much of the text it takes.
struct Written {
  char character;
  std::size_t length;
};
using Reader = Written (*)(std::string_view text);

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// An escape: `before`, a number of at most so many digits, `end`; without one, of as many.
std::optional<Written> escaped(std::string_view text, std::string_view before, std::size_t digits,
                               int base, std::string_view end) {
  if (!text.starts_with(before)) return std::nullopt;
  const std::string_view rest = text.substr(before.size());
  const std::string_view number =
      rest.substr(0, std::min(digits, end.empty() ? digits : rest.find(end)));
  if (end.empty() ? number.size() < digits : !rest.substr(number.size()).starts_with(end)) {
    return std::nullopt;
  }
  unsigned code = 0;
  const auto [stop, error] =
      std::from_chars(number.data(), number.data() + number.size(), code, base);
  const bool is_number = error == std::errc{} && stop == number.data() + number.size();
  if (!is_number || code > 0xff) return std::nullopt;
  return Written{static_cast<char>(code), before.size() + number.size() + end.size()};
}

/// As it is: a password may look like an escape itself.
Written read_literal(std::string_view text) { return {small(text.front()), 1}; }

/// The same where nothing is escaped, and what URLs, JSON and HTML escape.
Written read_plain(std::string_view text) {
  constexpr std::size_t kMostDigits = 8;
  std::optional<Written> read;
  if (text.front() == '%') read = escaped(text, "%", 2, 16, "");
  if (text.front() == '\\') {
    read = escaped(text, "\\u", 4, 16, "");
    if (!read) read = escaped(text, "\\x", 2, 16, "");
  }
  if (text.front() == '&') {
    read = escaped(text, "&#x", kMostDigits, 16, ";");
    if (!read) read = escaped(text, "&#", kMostDigits, 10, ";");
  }
  const Written written = read.value_or(Written{text.front(), 1});
  return {small(written.character), written.length};
}

Written read_hex(std::string_view text) {
  const Written written = escaped(text, "", 2, 16, "").value_or(Written{'\0', 1});
  return {small(written.character), written.length};
}

/// Of either alphabet.
Written read_base64(std::string_view text) {
  const char c = text.front();
  return {c == '-' ? '+' : c == '_' ? '/' : c, 1};
}

/// What of a text is not to be shown, by one way to write it.
class Spelling {
 public:
  /// `least`: so many neighbouring characters.
  Spelling(Secret text, std::size_t least, Reader read)
      : text_(std::move(text)), least_(least), read_(read) {
    const std::string_view letters = text_.reveal();
    for (std::size_t at = 0; at + 1 < letters.size(); ++at) {
      pairs_.set(place_of(letters[at], letters[at + 1]));
    }
  }
  [[nodiscard]] Reader reader() const { return read_; }

  /// How much of the text behind `at` are characters that stand in the secret next to each other;
  /// nothing if they are too few.
  [[nodiscard]] std::size_t length_of_part(const std::vector<Written>& text, std::size_t at) const {
    const std::string_view secret = text_.reveal();
    const std::size_t next = at + text[at].length;
    const bool may_begin =
        least_ < 2 ||
        (next < text.size() && pairs_[place_of(text[at].character, text[next].character)]);
    if (!may_begin) return 0;
    std::size_t longest = 0;
    for (std::size_t start = 0; start + least_ <= secret.size(); ++start) {
      std::size_t end = at;
      std::size_t same = start;
      while (same < secret.size() && end < text.size() && text[end].character == secret[same]) {
        end += text[end].length;
        ++same;
      }
      if (same - start >= least_) longest = std::max(longest, end - at);
    }
    return longest;
  }

 private:
  static constexpr std::size_t kPairs = 4096;
  static std::size_t place_of(char first, char second) {
    return (static_cast<unsigned char>(first) * 64U + static_cast<unsigned char>(second)) % kPairs;
  }
  Secret text_;
  std::size_t least_;
  Reader read_;
  /// Of neighbours, most of those that do not occur: nearly every place of a text is passed by.
  std::bitset<kPairs> pairs_;
};

/// What base64 makes of `secret`, as far as nothing else decides it, if so many of its bits belong
/// to a letter that begins before it.
Secret in_base64(std::string_view secret, std::size_t bits_before) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t kBits = 6;
  std::string letters;
  letters.reserve(2 * secret.size());
  for (std::size_t bit = bits_before; bit + kBits <= 8 * secret.size(); bit += kBits) {
    const std::size_t byte = bit / 8;
    const unsigned first = static_cast<unsigned char>(secret[byte]);
    const unsigned second =
        byte + 1 < secret.size() ? static_cast<unsigned char>(secret[byte + 1]) : 0U;
    letters += kLetters[((first << 8U | second) >> (10 - bit % 8)) % kLetters.size()];
  }
  Secret made(letters);
  wipe(letters.data(), letters.size());
  return made;
}

void add_spellings(std::vector<Spelling>& spellings, std::string_view secret) {
  // Half of an e-mail address may be the name of any site.
  const bool whole_only = secret.size() <= kShortestPart || secret.find('@') != secret.npos;
  const std::size_t least = whole_only ? secret.size() : kShortestPart;
  std::string folded(secret);
  std::transform(folded.begin(), folded.end(), folded.begin(), small);
  spellings.emplace_back(Secret(folded), least, read_literal);
  spellings.emplace_back(Secret(folded), least, read_plain);
  spellings.emplace_back(Secret(folded), least, read_hex);
  wipe(folded.data(), folded.size());
  for (const std::size_t bits_before : {0U, 2U, 4U}) {
    Secret text = in_base64(secret, bits_before);
    const std::size_t size = text.reveal().size();
    if (size < kShortestBase64) continue;
    spellings.emplace_back(std::move(text), whole_only ? size : kShortestBase64Part, read_base64);
  }
}

/// The parts of the text that are of a secret, as it is written for one reader: from where, how
/// long.
void find_parts(std::string_view text, const std::vector<Spelling>& spellings, Reader reader,
                std::map<std::size_t, std::size_t>& parts) {
  std::vector<Written> written;
  written.reserve(text.size());
  // An escape may begin at any place.
  for (std::size_t at = 0; at < text.size(); ++at) written.push_back(reader(text.substr(at)));
  for (const Spelling& spelling : spellings) {
    if (spelling.reader() != reader) continue;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = spelling.length_of_part(written, at);
      if (length > 0) parts[at] = std::max(parts[at], length);
      at += std::max<std::size_t>(length, 1);
    }
  }
}

std::string without_secrets(std::string_view text, const std::vector<Secret>& secrets) {
  std::vector<Spelling> spellings;
  for (const Secret& secret : secrets) {
    if (!secret.empty()) add_spellings(spellings, secret.reveal());
  }
  std::map<std::size_t, std::size_t> parts;
  for (const Reader reader : {read_literal, read_plain, read_hex, read_base64}) {
    find_parts(text, spellings, reader, parts);
  }
  std::string rest;
  std::size_t end = 0;
  for (const auto& [from, length] : parts) {
    // What begins within another only makes that longer.
    if (from >= end) rest.append(text.substr(end, from - end)).append(kMask);
    end = std::max(end, from + length);
  }
  return rest.append(text.substr(end));
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
  const std::string plain = without_secrets(without_user(text), secrets);
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
