#include "lexer.h"

#include "document.h"

namespace sandbox::graphql {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool continues_name(char c) { return begins_name(c) || is_digit(c); }

}  // namespace

void Lexer::refuse(const std::string& what) const {
  throw Refusal("syntax error at line " + std::to_string(line_) + ", column " +
                std::to_string(column_) + ": " + what);
}

void Lexer::advance() {
  if (peek() == '\n') {
    ++line_;
    column_ = 0;
  }
  ++at_;
  ++column_;
}

// Commas, too, are nothing but space.
void Lexer::skip_ignored() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (at_ == 0 && text_.starts_with(kByteOrderMark)) {
    at_ = kByteOrderMark.size();
  }
  for (; at_ < text_.size(); advance()) {
    if (peek() == '#') {
      while (at_ < text_.size() && peek() != '\n') {
        advance();
      }
    }
    if (peek() == '\0' || std::string_view(" \t\r\n,").find(peek()) == std::string_view::npos) {
      return;
    }
  }
}

Token Lexer::next() {
  skip_ignored();
  Token token;
  token.line = line_;
  token.column = column_;
  if (at_ == text_.size()) {
    return token;
  }
  if (begins_name(peek())) {
    return name(std::move(token));
  }
  if (is_digit(peek()) || peek() == '-') {
    return number(std::move(token));
  }
  if (peek() == '"') {
    return string(std::move(token));
  }
  constexpr std::string_view kPunctuators = "!$():=[]{}";
  if (peek() == '\0' || kPunctuators.find(peek()) == std::string_view::npos) {
    refuse("unexpected character");
  }
  token.kind = Token::Kind::kPunctuator;
  token.text = peek();
  advance();
  return token;
}

Token Lexer::name(Token token) {
  token.kind = Token::Kind::kName;
  while (continues_name(peek())) {
    token.text += peek();
    advance();
  }
  return token;
}

std::size_t Lexer::digits() {
  std::size_t count = 0;
  for (; is_digit(peek()); advance()) {
    ++count;
  }
  return count;
}

Token Lexer::number(Token token) {
  const std::size_t from = at_;
  token.kind = Token::Kind::kInt;
  if (peek() == '-') {
    advance();
  }
  const bool begins_with_zero = peek() == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (begins_with_zero && whole > 1)) {
    refuse("this is no number");
  }
  if (peek() == '.') {
    token.kind = Token::Kind::kFloat;
    advance();
    if (digits() == 0) {
      refuse("this is no number");
    }
  }
  if (peek() == 'e' || peek() == 'E') {
    token.kind = Token::Kind::kFloat;
    advance();
    if (peek() == '+' || peek() == '-') {
      advance();
    }
    if (digits() == 0) {
      refuse("this is no number");
    }
  }
  if (continues_name(peek()) || peek() == '.') {
    refuse("this is no number");
  }
  token.text = text_.substr(from, at_ - from);
  return token;
}

Token Lexer::string(Token token) {
  token.kind = Token::Kind::kString;
  advance();
  while (peek() != '"') {
    if (static_cast<unsigned char>(peek()) < 0x20) {
      refuse("a string does not end");
    }
    if (peek() == '\\') {
      advance();
      constexpr std::string_view kEscaped = "\"\\/bfnrt";
      constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
      const std::size_t which = kEscaped.find(peek());
      if (peek() == '\0' || which == std::string_view::npos) {
        refuse("this escape is not known here");
      }
      token.text += kMeant[which];
    } else {
      token.text += peek();
    }
    advance();
  }
  advance();
  return token;
}

}  // namespace sandbox::graphql
