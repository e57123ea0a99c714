// Where the tokens of a JSON text begin: the first of simdjson's two stages, which the library does
// with the widest instructions that the processor has. Whoever walks over them checks the grammar.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace cf_billing {

class JsonTokens {
 public:
  enum class Verdict : std::uint8_t {
    good,
    cut,       ///< the text ends inside a string
    not_json,  ///< no UTF-8, or a control character in a string
  };

  JsonTokens();
  ~JsonTokens();
  JsonTokens(const JsonTokens&) = delete;
  JsonTokens& operator=(const JsonTokens&) = delete;

  /// Takes four bytes of memory for each of the largest text, and keeps them. Throws
  /// std::length_error for more than 4 GiB.
  Verdict read(const char* text, std::size_t size);

  [[nodiscard]] std::size_t count() const { return count_; }
  /// Offsets of braces, brackets, colons and commas outside strings, of the opening quotes of
  /// strings, and of the first characters of whatever else there is. One more than count(): the
  /// size of the text.
  [[nodiscard]] const std::uint32_t* begins() const { return begins_; }

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::size_t count_ = 0;
  const std::uint32_t* begins_ = nullptr;
};

}  // namespace cf_billing
