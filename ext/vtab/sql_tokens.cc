#include "vtab/sql_tokens.h"

#include <algorithm>
#include <cctype>

namespace cf_billing {

namespace {

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         (c & 0x80) != 0;
}

/// The length of the blanks, comment, string, word or sign that `text` begins with.
std::size_t token_length(std::string_view text) {
  const auto until = [&](std::string_view end, std::size_t from) {
    const std::size_t at = text.find(end, from);
    return at == std::string_view::npos ? text.size() : at + end.size();
  };
  const char first = text.front();
  if (text.starts_with("--")) return until("\n", 2);
  if (text.starts_with("/*")) return until("*/", 2);
  if (first == '[') return until("]", 1);
  if (first == '\'' || first == '"' || first == '`') {
    std::size_t end = 1;
    for (; end < text.size(); ++end) {
      if (text[end] != first) continue;
      if (end + 1 == text.size() || text[end + 1] != first) return end + 1;
      ++end;  // A doubled quote is one of the text.
    }
    return text.size();
  }
  const bool is_parameter = first == ':' || first == '@' || first == '#' || first == '?';
  if (!is_word_character(first) && !is_parameter) return 1;
  const auto* const end = std::find_if_not(text.begin() + 1, text.end(), is_word_character);
  return static_cast<std::size_t>(end - text.begin());
}

}  // namespace

std::string in_capitals(std::string_view text) {
  std::string capitals(text);
  for (char& c : capitals) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return capitals;
}

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return small;
}

namespace {

/// What stands between quotes; a doubled one is one of the text.
std::string unquoted(std::string_view text) {
  const char quote = text.front();
  std::string name;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    name += text[i];
    if (text[i] == quote && quote != '[') ++i;
  }
  return name;
}

}  // namespace

std::string SqlToken::name() const {
  const char first = text.front();
  if (first == '"' || first == '`' || first == '[') return in_capitals(unquoted(text));
  return is_word_character(first) && first != '$' ? in_capitals(text) : "";
}

bool SqlToken::is_blank() const {
  return text.starts_with("--") || text.starts_with("/*") ||
         std::isspace(static_cast<unsigned char>(text.front())) != 0;
}

SqlTokens tokens_of(std::string_view sql) {
  SqlTokens tokens;
  int depth = 0;
  bool is_behind_point = false;
  while (!sql.empty()) {
    SqlToken token{sql.substr(0, token_length(sql)), "", depth};
    sql.remove_prefix(token.text.size());
    const bool is_word = is_word_character(token.text.front()) && token.text.front() != '$';
    if (is_word && !is_behind_point) {
      token.word = in_capitals(token.text);
    } else if (token.text == "(") {
      ++depth;
    } else if (token.text == ")") {
      token.depth = --depth;
    }
    if (!token.is_blank()) is_behind_point = token.text == ".";
    tokens.push_back(std::move(token));
  }
  return tokens;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::set<std::string> names_in(std::string_view sql) {
  std::set<std::string> names;
  for (const SqlToken& token : tokens_of(sql)) {
    std::string name =
        token.text.starts_with('\'') ? in_capitals(unquoted(token.text)) : token.name();
    if (!name.empty()) names.insert(std::move(name));
  }
  return names;
}

}  // namespace cf_billing
