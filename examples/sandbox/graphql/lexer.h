// The words of a GraphQL query.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sandbox::graphql {

struct Token {
  enum class Kind { kEnd, kName, kInt, kFloat, kString, kPunctuator };
  Kind kind = Kind::kEnd;
  std::string text;      // of a string what it says
  std::size_t line = 1;  // where it begins
  std::size_t column = 1;
};

class Lexer {
 public:
  // `text` must outlive the lexer.
  explicit Lexer(std::string_view text) : text_(text) {}

  // Throws a Refusal at what is no word of the language.
  Token next();

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_ignored();
  void advance();
  Token name(Token token);
  Token number(Token token);
  Token string(Token token);
  std::size_t digits();
  [[noreturn]] void refuse(const std::string& what) const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 1;
};

}  // namespace sandbox::graphql
