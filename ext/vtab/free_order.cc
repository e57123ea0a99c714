#include "vtab/free_order.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace cf_billing {

namespace {

struct Token {
  std::string_view text;
  std::string word;  // In capitals; empty if it is none.
  int depth;         // Of parentheses; a closing one has that of its opening one.
};

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         (c & 0x80) != 0;
}

std::string in_capitals(std::string_view text) {
  std::string capitals(text);
  for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return capitals;
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
  if (!is_word_character(first)) return 1;
  const auto* const end = std::find_if_not(text.begin(), text.end(), is_word_character);
  return static_cast<std::size_t>(end - text.begin());
}

std::vector<Token> tokens_of(std::string_view sql) {
  std::vector<Token> tokens;
  int depth = 0;
  while (!sql.empty()) {
    Token token{sql.substr(0, token_length(sql)), "", depth};
    sql.remove_prefix(token.text.size());
    if (is_word_character(token.text.front())) {
      token.word = in_capitals(token.text);
    } else if (token.text == "(") {
      ++depth;
    } else if (token.text == ")") {
      token.depth = --depth;
    }
    tokens.push_back(std::move(token));
  }
  return tokens;
}

bool is_blank(const Token& token) {
  return token.text.starts_with("--") || token.text.starts_with("/*") ||
         std::isspace(static_cast<unsigned char>(token.text.front())) != 0;
}

bool is_outer(const Token& token) {
  return token.word == "LEFT" || token.word == "RIGHT" || token.word == "FULL";
}

/// Whether nothing of a table's ON comes after the token.
bool ends_join(const Token& token) {
  constexpr std::array kWords = {"WHERE", "GROUP",     "HAVING", "ORDER",     "LIMIT",
                                 "UNION", "INTERSECT", "EXCEPT", "WINDOW",    "JOIN",
                                 "INNER", "CROSS",     "LEFT",   "RIGHT",     "FULL",
                                 "ON",    "NATURAL",   "OUTER",  "RETURNING", "USING"};
  if (token.text == "," || token.text == ";") return true;
  return std::find(kWords.begin(), kWords.end(), token.word) != kWords.end();
}

class Rewriter {
 public:
  explicit Rewriter(std::string_view sql) : tokens_(tokens_of(sql)) {}

  std::string rewritten() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const std::string_view after = word_after(i);
      if (tokens_[i].word == "CROSS" && (after == "JOIN" || after == "INNER")) {
        drop(i);
      } else if (is_outer(tokens_[i])) {
        const std::size_t outer = next(i);
        const bool has_outer = outer < tokens_.size() && tokens_[outer].word == "OUTER";
        const std::size_t join = has_outer ? next(outer) : outer;
        if (join >= tokens_.size() || tokens_[join].word != "JOIN") continue;
        drop(i);
        if (has_outer) drop(outer);
        drop_conditions_of(join);
      }
    }
    if (!changed_) return "";
    std::string sql;
    for (const Token& token : tokens_) sql += token.text;
    return sql;
  }

 private:
  [[nodiscard]] std::size_t next(std::size_t i) const {
    do ++i;
    while (i < tokens_.size() && is_blank(tokens_[i]));
    return i;
  }
  [[nodiscard]] std::string_view word_after(std::size_t i) const {
    const std::size_t after = next(i);
    return after < tokens_.size() ? tokens_[after].word : std::string_view();
  }
  void drop(std::size_t i) {
    tokens_[i].text = " ";
    tokens_[i].word.clear();
    changed_ = true;
  }
  /// In place of what stands in ON: 1.
  void drop_conditions_of(std::size_t join) {
    const int depth = tokens_[join].depth;
    const auto end_from = [&](std::size_t i) {
      while (i < tokens_.size() && tokens_[i].depth >= depth &&
             !(tokens_[i].depth == depth && ends_join(tokens_[i]))) {
        ++i;
      }
      return i;
    };
    const std::size_t on = end_from(next(join));
    if (on >= tokens_.size() || tokens_[on].depth != depth) return;
    if (tokens_[on].word != "ON" && tokens_[on].word != "USING") return;
    const std::size_t end = end_from(on + 1);
    for (std::size_t i = on + 1; i < end; ++i) drop(i);
    tokens_[on].text = "ON 1 ";
  }

  std::vector<Token> tokens_;
  bool changed_ = false;
};

}  // namespace

std::string with_free_order(std::string_view sql) { return Rewriter(sql).rewritten(); }

std::set<std::string> names_in(std::string_view sql) {
  std::set<std::string> names;
  for (const Token& token : tokens_of(sql)) {
    const char first = token.text.front();
    const bool is_quoted = first == '"' || first == '`' || first == '[';
    if (!token.word.empty()) names.insert(token.word);
    if (is_quoted && token.text.size() > 2) {
      names.insert(in_capitals(token.text.substr(1, token.text.size() - 2)));
    }
  }
  return names;
}

std::string_view body_of_view(std::string_view sql) {
  const char* const begin = sql.data();
  for (const Token& token : tokens_of(sql)) {
    if (token.word != "AS" || token.depth != 0) continue;
    return sql.substr(static_cast<std::size_t>(token.text.data() - begin) + token.text.size());
  }
  return {};
}

}  // namespace cf_billing
