// A statement of SQL as the checks of cf_focus_lint() read it: its words, without what is blank.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "vtab/sql_tokens.h"

namespace cf_billing {

/// What a finding means for who runs the statement.
enum class LintLevel {
  fails,  ///< SQLite refuses it
  wrong,  ///< it runs and says something else
  look,   ///< that depends on the data, or on what is meant
};

struct LintFinding {
  std::size_t at;   ///< the first token of it
  std::size_t end;  ///< the one behind it
  LintLevel level;
  std::string advice;  ///< what it does, and what to write instead
};

using LintFindings = std::vector<LintFinding>;

/// Outside of it there is an empty token.
class LintText {
 public:
  /// `sql` has to last as long as this.
  explicit LintText(std::string_view sql);

  [[nodiscard]] std::size_t size() const { return tokens_.size(); }
  [[nodiscard]] std::string_view text(std::size_t i) const;
  /// In capitals; empty if it is no word, or behind a point.
  [[nodiscard]] std::string_view word(std::size_t i) const;
  /// The name that it may be, in capitals; also behind a point, and in quotes.
  [[nodiscard]] std::string name(std::size_t i) const;
  [[nodiscard]] int depth(std::size_t i) const;

  [[nodiscard]] bool is(std::size_t i, std::string_view sign) const { return text(i) == sign; }
  [[nodiscard]] bool is_word(std::size_t i, std::initializer_list<std::string_view> words) const {
    return is_one_of(word(i), words) && !word(i).empty();
  }
  /// A word with an opening parenthesis behind it.
  [[nodiscard]] bool is_call(std::size_t i) const;
  [[nodiscard]] bool is_number(std::size_t i) const;
  [[nodiscard]] bool is_string(std::size_t i) const;
  /// Of an opening parenthesis, the closing one; the end where there is none.
  [[nodiscard]] std::size_t closing(std::size_t opening) const;
  /// Of a closing one.
  [[nodiscard]] std::size_t opening(std::size_t closing) const;
  /// Whether the word stands anywhere.
  [[nodiscard]] bool has_word(std::string_view word) const;
  /// Whether SELECT or WITH gives something this name, in capitals.
  [[nodiscard]] bool defines(std::string_view name) const {
    return defined_.contains(std::string(name));
  }

  /// Counted from 1.
  [[nodiscard]] std::size_t line(std::size_t i) const;
  /// From one token up to another, as it is written, on one line and not too long.
  [[nodiscard]] std::string excerpt(std::size_t from, std::size_t to) const;

 private:
  void pair_parentheses();
  void note_definitions();

  std::string_view sql_;
  SqlTokens tokens_;
  std::vector<std::size_t> partners_;  // Of parentheses; size() where there is none.
  std::set<std::string> defined_;
};

/// The columns of FOCUS that hold the ends and starts of periods.
bool is_period_end(std::string_view name);
bool is_period_column(std::string_view name);

// Each adds what it finds.
void lint_names(const LintText& sql, LintFindings& findings);  ///< words that SQLite lacks
void lint_casts(const LintText& sql, LintFindings& findings);  ///< types
void lint_days(const LintText& sql, LintFindings& findings);   ///< periods and their ends
void lint_money(const LintText& sql, LintFindings& findings);  ///< sums and divisions

}  // namespace cf_billing
