// SQL cut into words, strings, comments and signs: enough to find a word where it means one.
#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cf_billing {

struct SqlToken {
  std::string_view text;  ///< of the statement that was cut
  /// In capitals, if it is a word without quotes, and neither a parameter nor behind a point; else
  /// empty.
  std::string word;
  int depth;  ///< of parentheses; a closing one has that of its opening one

  /// The name that it may be, without quotes and in capitals; empty if it can be none. A text in
  /// single quotes is none.
  [[nodiscard]] std::string name() const;
  /// A comment, or what is nothing.
  [[nodiscard]] bool is_blank() const;
};

using SqlTokens = std::vector<SqlToken>;

/// Put together again they are `sql`, of which they are views.
SqlTokens tokens_of(std::string_view sql);

// Of ASCII alone, as SQLite has it.
std::string in_capitals(std::string_view text);
std::string in_small_letters(std::string_view text);

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words);

/// The names that `sql` mentions, words of SQL among them, in capitals; also in single quotes,
/// which SQLite takes for a name where one has to be.
std::set<std::string> names_in(std::string_view sql);

}  // namespace cf_billing
