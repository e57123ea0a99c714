#include "api/sound_json.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "core/utf8.h"

namespace cf_billing {

namespace {

constexpr std::size_t kEscapedUnit = std::string_view("\\uXXXX").size();

constexpr std::size_t kLongestCredential = 256;

/// The code unit of the escape that `text` begins with, if it is one such.
std::optional<std::uint32_t> code_unit(std::string_view text) {
  if (text.size() < kEscapedUnit || !text.starts_with("\\u")) return std::nullopt;
  std::uint32_t unit = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + kEscapedUnit, unit, 16);
  if (error != std::errc{} || end != text.data() + kEscapedUnit) return std::nullopt;
  return unit;
}

bool is_high_half(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low_half(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

class Repair {
 public:
  explicit Repair(std::string_view text) : rest_(text) {}

  std::string run() {
    while (!rest_.empty()) {
      if (in_string_) {
        take_in_string();
      } else {
        take_outside(rest_.front());
      }
    }
    close();
    return std::move(sound_);
  }

 private:
  void copy(std::size_t count) {
    sound_ += rest_.substr(0, count);
    rest_.remove_prefix(count);
  }
  void replace(std::size_t count, std::string_view with) {
    sound_ += with;
    rest_.remove_prefix(count);
  }

  void take_in_string() {
    const char c = rest_.front();
    if (c == '\\') return take_escape();
    if (c == '"') {
      in_string_ = false;
      copy(1);
      if (!is_name_) closable_ = sound_.size();
      return;
    }
    if (static_cast<unsigned char>(c) < 0x20) return replace(1, " ");
    const std::size_t length = character_length(rest_);
    if (length == 0) return replace(1, kReplacementCharacter);
    copy(length);
  }

  void take_escape() {
    const bool is_unit = rest_.size() > 1 && rest_[1] == 'u';
    if (rest_.size() < (is_unit ? kEscapedUnit : 2)) {
      rest_ = {};  // It was cut off there.
      return;
    }
    if (!is_unit) return copy_escape(2);
    const auto unit = code_unit(rest_);
    if (!unit || (!is_high_half(*unit) && !is_low_half(*unit))) return copy_escape(kEscapedUnit);
    const auto next = code_unit(rest_.substr(kEscapedUnit));
    if (is_high_half(*unit) && next && is_low_half(*next)) return copy_escape(2 * kEscapedUnit);
    replace(kEscapedUnit, kReplacementCharacter);
  }

  void copy_escape(std::size_t count) {
    copy(count);
    escape_end_ = sound_.size();
  }

  void take_outside(char c) {
    switch (c) {
      case '"':
        in_string_ = true;
        is_name_ = expects_name_;
        break;
      case '{':
      case '[':
        open_ += c;
        expects_name_ = c == '{';
        copy(1);
        closable_ = sound_.size();
        return;
      case '}':
      case ']':
        if (!open_.empty()) open_.pop_back();
        expects_name_ = false;
        copy(1);
        closable_ = sound_.size();
        return;
      case ',':
        // What was before it is a whole value.
        closable_ = sound_.size();
        expects_name_ = open_.ends_with('{');
        break;
      case ':':
        expects_name_ = false;
        break;
      default:
        break;
    }
    copy(1);
  }

  void close() {
    if (open_.empty() && !in_string_) return;
    if (in_string_ && !is_name_) {
      drop_cut_word();
      sound_ += '"';
    } else {
      sound_.resize(closable_);
    }
    for (; !open_.empty(); open_.pop_back()) sound_ += open_.back() == '{' ? '}' : ']';
  }

  /// The half of a credential would not be known for one.
  void drop_cut_word() {
    const auto is_of_word = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             c == '_' || c == '-' || c == '.' || c == '@';
    };
    for (std::size_t i = 0; i < kLongestCredential && is_of_word(sound_.back()); ++i) {
      if (sound_.size() == escape_end_) return;
      sound_.pop_back();
    }
  }

  std::string_view rest_;
  std::string sound_;
  std::string open_;            // The brackets that are open.
  std::size_t closable_ = 0;    // So much of what was taken can be closed.
  std::size_t escape_end_ = 0;  // Behind the last escape.
  bool in_string_ = false;
  bool is_name_ = false;  // The string is a member's name.
  bool expects_name_ = false;
};

}  // namespace

std::string sound_json(std::string_view text) { return Repair(text).run(); }

}  // namespace cf_billing
