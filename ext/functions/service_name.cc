#include "functions/service_name.h"

#include <algorithm>
#include <array>

namespace cf_billing {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view without_final_blanks(std::string_view text) {
  const std::size_t last = text.find_last_not_of(kBlanks);
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                              : character;
}

/// "free" inside of "carefree" or of "error-free" says nothing of an allowance. Bytes of other
/// alphabets belong to words.
bool is_part_of_a_word(char character) {
  return (character >= '0' && character <= '9') ||
         (lower(character) >= 'a' && lower(character) <= 'z') || character == '-' ||
         character == '_' || static_cast<unsigned char>(character) >= 0x80;
}

bool has_word(std::string_view text, std::string_view word) {
  const auto is_same = [](char a, char b) { return lower(a) == b; };
  for (auto from = text.begin(); from != text.end(); ++from) {
    from = std::search(from, text.end(), word.begin(), word.end(), is_same);
    if (from == text.end()) return false;
    const auto behind = from + static_cast<std::ptrdiff_t>(word.size());
    const bool begins = from == text.begin() || !is_part_of_a_word(*(from - 1));
    if (begins && (behind == text.end() || !is_part_of_a_word(*behind))) return true;
  }
  return false;
}

/// Where the parenthesis that ends the text was opened; npos where none was.
std::size_t opening_of_last(std::string_view text) {
  std::size_t open = 0;
  for (std::size_t at = text.size(); at-- > 0;) {
    if (text[at] == ')') ++open;
    if (text[at] == '(' && --open == 0) return at;
  }
  return std::string_view::npos;
}

/// How names of lines begin that were given another name, and how they began before.
struct Renamed {
  std::string_view now;
  std::string_view before;
};
constexpr std::array kRenamed = {Renamed{"browser run - ", "browser rendering - "}};

}  // namespace

ServiceName split_service_name(std::string_view name) {
  const ServiceName whole{name, {}};
  const std::string_view text = without_final_blanks(name);
  if (!text.ends_with(')')) return whole;
  const std::size_t open = opening_of_last(text);
  if (open == std::string_view::npos) return whole;
  const std::string_view note = text.substr(open + 1, text.size() - open - 2);
  if (!has_word(note, "included") && !has_word(note, "free")) return whole;
  const std::string_view service = without_final_blanks(text.substr(0, open));
  // A note on nothing is the only name that the line has.
  return service.empty() ? whole : ServiceName{service, note};
}

std::string service_key(std::string_view name) {
  std::string key(split_service_name(name).service);
  std::transform(key.begin(), key.end(), key.begin(), lower);
  for (const Renamed& renamed : kRenamed) {
    if (key.starts_with(renamed.now)) return key.replace(0, renamed.now.size(), renamed.before);
  }
  return key;
}

}  // namespace cf_billing
