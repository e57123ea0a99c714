// Follows one JSON value byte by byte, in pieces of any size, without keeping it: to skip what is
// not wanted, to find where a value ends, and to tell a text that was cut from one that is not
// JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cf_billing {

/// Objects and arrays within each other, in a record or in another member of an answer: simdjson's
/// own bound. What is deeper is refused rather than followed.
inline constexpr std::size_t kDeepestJson = 1024;

class JsonScanner {
 public:
  enum class State : std::uint8_t {
    going,  ///< all that came is the beginning of a value
    done,
    not_json,
    out_of_range,  ///< a number whose nearest double is infinite
    too_deep,
  };

  /// What comes next is a value.
  void start();
  /// What comes next is an element of an array, then the others, to the end of that array.
  void start_in_array();

  /// Takes what belongs to the value, and returns where that ends: before `end` only if the state
  /// is no longer `going`.
  const char* run(const char* at, const char* end);
  /// Nothing comes any more: a number has no other end than that.
  void end_of_text();

  [[nodiscard]] State state() const { return state_; }

 private:
  enum class Expects : std::uint8_t {
    value,
    value_or_bracket,
    key,
    key_or_brace,
    colon,
    comma_or_close,
    string,
    number,
    literal,
  };
  enum class Number : std::uint8_t { minus, zero, whole, point, fraction, e, sign, exponent };

  const char* run_string(const char* at, const char* end);
  const char* run_number(const char* at, const char* end);
  void read_structure(char c);
  void begin_value(char c);
  void begin_number(char c);
  void begin_string(bool is_key);
  void read_escape(char c);
  void read_utf8(unsigned char c);
  bool step_number(char c);
  void end_number();
  void end_value();
  void open(char c);
  void close(char c);
  void fail() { state_ = State::not_json; }

  State state_ = State::going;
  Expects expects_ = Expects::value;
  std::vector<char> open_;  // The brackets that are open, as they were written.

  bool is_key_ = false;
  int escape_ = 0;           // Characters of an escape that are still to come.
  bool is_hex_ = false;      // They are hexadecimal digits.
  int continuation_ = 0;     // Bytes of a UTF-8 sequence that are still to come.
  unsigned char least_ = 0;  // Of the next of them.
  unsigned char greatest_ = 0;

  const char* literal_ = nullptr;  // What is still to come of `true`, `false`, `null`.
  Number number_state_ = Number::minus;
  std::string number_;
};

}  // namespace cf_billing
