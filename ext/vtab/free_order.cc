#include "vtab/free_order.h"

#include <algorithm>
#include <vector>

#include "vtab/sql_tokens.h"

namespace cf_billing {

namespace {

bool is_outer(std::string_view word) { return is_one_of(word, {"LEFT", "RIGHT", "FULL", "OUTER"}); }

/// A word that may stand before JOIN; up to three may, in any order.
bool is_kind_of_join(std::string_view word) {
  return is_outer(word) || is_one_of(word, {"NATURAL", "INNER", "CROSS"});
}

/// Whether nothing of a table's ON comes after the token.
bool ends_join(const SqlToken& token) {
  if (token.text == "," || token.text == ";") return true;
  return is_kind_of_join(token.word) ||
         is_one_of(token.word, {"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "INTERSECT",
                                "EXCEPT", "WINDOW", "JOIN", "ON", "RETURNING", "USING"});
}

class Rewriter {
 public:
  explicit Rewriter(std::string_view sql) : tokens_(tokens_of(sql)) {}

  std::string rewritten() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      std::vector<std::size_t> kinds;
      std::size_t join = i;
      while (join < tokens_.size() && is_kind_of_join(tokens_[join].word)) {
        kinds.push_back(join);
        join = next(join);
      }
      if (kinds.empty()) continue;
      i = kinds.back();
      if (join < tokens_.size() && tokens_[join].word == "JOIN") set_free(kinds, join);
    }
    if (!changed_) return {};
    std::string sql;
    for (const SqlToken& token : tokens_) sql += token.text;
    return sql;
  }

 private:
  [[nodiscard]] std::size_t next(std::size_t i) const {
    do ++i;
    while (i < tokens_.size() && tokens_[i].is_blank());
    return i;
  }
  void set_free(const std::vector<std::size_t>& kinds, std::size_t join) {
    const auto has = [&](auto holds) {
      return std::any_of(kinds.begin(), kinds.end(),
                         [&](std::size_t i) { return holds(std::string_view(tokens_[i].word)); });
    };
    const bool outer = has(is_outer);
    if (!outer && !has([](std::string_view word) { return word == "CROSS"; })) return;
    for (const std::size_t kind : kinds) {
      // What an outer join compares leaves out no row.
      if (outer || tokens_[kind].word == "CROSS") drop(kind);
    }
    if (!outer) return;
    drop_conditions_of(join);
  }
  void drop(std::size_t i) {
    tokens_[i].text = " ";
    tokens_[i].word.clear();
    changed_ = true;
  }
  /// ON is true of everything, and still uses the columns that it used: by these a table is told
  /// from another reference to it.
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
    const std::size_t end = end_from(on + 1);
    if (tokens_[on].word == "ON") {
      tokens_[on].text = "ON 1 OR (";
      // A line of its own: a comment may be the last that stands there.
      tokens_.insert(tokens_.begin() + static_cast<std::ptrdiff_t>(end),
                     SqlToken{"\n) ", "", depth});
    } else if (tokens_[on].word == "USING") {
      for (std::size_t i = on; i < end; ++i) drop(i);
    }
  }

  SqlTokens tokens_;
  bool changed_ = false;
};

using TokenPlace = SqlTokens::const_iterator;

TokenPlace next_token(TokenPlace token, TokenPlace end) {
  do ++token;
  while (token != end && token->is_blank());
  return token;
}

/// `NEW.x` and `OLD.x`, which only a trigger has, are parameters.
std::string without_row_names(TokenPlace begin, TokenPlace end) {
  std::string sql;
  for (auto token = begin; token != end; ++token) {
    const auto point = next_token(token, end);
    const bool is_row = is_one_of(token->name(), {"NEW", "OLD"});
    const auto column = point == end ? end : next_token(point, end);
    if (is_row && column != end && point->text == ".") {
      sql += "?";
      token = column;
    } else {
      sql += token->text;
    }
  }
  return sql;
}

}  // namespace

std::string with_free_order(std::string_view sql) { return Rewriter(sql).rewritten(); }

std::string_view body_of_view(std::string_view sql) {
  const char* const begin = sql.data();
  for (const SqlToken& token : tokens_of(sql)) {
    if (token.word != "AS" || token.depth != 0) continue;
    return sql.substr(static_cast<std::size_t>(token.text.data() - begin) + token.text.size());
  }
  return {};
}

std::vector<std::string> statements_of_trigger(std::string_view sql) {
  const SqlTokens tokens = tokens_of(sql);
  const auto has_word = [](std::string_view word) {
    return [word](const SqlToken& token) { return token.word == word; };
  };
  auto begin = std::find_if(tokens.begin(), tokens.end(), has_word("BEGIN"));
  std::vector<std::string> statements;
  while (begin != tokens.end()) {
    ++begin;
    const auto end =
        std::find_if(begin, tokens.end(), [](const SqlToken& token) { return token.text == ";"; });
    if (end == tokens.end()) break;  // END.
    statements.push_back(without_row_names(begin, end));
    begin = end;
  }
  return statements;
}

}  // namespace cf_billing
