#include "vtab/day_conditions.h"

#include <utility>

#include "vtab/sql_tokens.h"

namespace cf_billing {

namespace {

/// Goes through a text once and knows at each word which clause it stands in. Adds to the columns
/// the names that SELECTs give to what is made of one.
class Clauses {
 public:
  explicit Clauses(std::set<std::string>& columns) : columns_(columns) {}

  void read(const SqlToken& token) {
    if (token.is_blank()) return;
    if (token.text == "(") {
      open();
    } else if (token.text == ")") {
      close();
    } else if (token.text == ",") {
      if (top().is_shown) end_item();
      top().operand_ended = false;
    } else if (!begins_clause(token.word)) {
      read_word(token);
    }
    before_ = token.word;
  }
  [[nodiscard]] bool found() const { return found_ || (compares_rows_ && seen_day_); }

 private:
  struct Level {  // Of parentheses.
    bool is_query = false;
    bool is_condition = false;
    bool is_shown = false;  // What SELECT lists.
    bool has_day = false;
    std::size_t item = 0;       // Of the list.
    bool item_has_day = false;  // What it lists now.
    bool names_item = false;    // After AS.
    bool operand_ended = false;
    std::string alias;                    // The word behind an operand: perhaps its name.
    std::vector<std::string> words;       // All of them: perhaps a list of names,
    std::vector<std::string> item_names;  // and the list that names the items.
  };

  Level& top() { return levels_.back(); }

  void open() {
    Level level;
    level.item_names = std::exchange(names_, {});
    top().operand_ended = false;
    levels_.push_back(std::move(level));
  }

  void close() {
    end_item();
    const Level closed = std::move(top());
    if (levels_.size() > 1) levels_.pop_back();
    top().item_has_day = top().item_has_day || closed.has_day;
    top().has_day = top().has_day || closed.has_day;
    top().operand_ended = true;
    top().alias.clear();
    // As in `WITH w(a, b) AS (` and `CREATE VIEW v(a, b) AS SELECT`.
    names_ = closed.is_query ? std::vector<std::string>() : closed.words;
  }

  bool begins_clause(std::string_view word) {
    const bool is_distinct_from = word == "FROM" && before_ == "DISTINCT";
    if (is_one_of(word, {"WHERE", "ON", "HAVING", "USING"})) {
      set_clause(/*condition=*/true, /*shown=*/false);
    } else if (word == "SELECT") {
      top().is_query = true;
      set_clause(/*condition=*/false, /*shown=*/true);
      top().item = 0;
      if (!names_.empty()) top().item_names = std::exchange(names_, {});
    } else if (!is_distinct_from &&
               is_one_of(word, {"FROM", "JOIN", "GROUP", "ORDER", "WINDOW", "LIMIT", "UNION",
                                "INTERSECT", "EXCEPT", "RETURNING", "VALUES", "NATURAL"})) {
      set_clause(/*condition=*/false, /*shown=*/false);
      compares_rows_ = compares_rows_ || is_one_of(word, {"INTERSECT", "EXCEPT"});
      // It names no column, and may compare any.
      found_ = found_ || word == "NATURAL";
    } else {
      return false;
    }
    return true;
  }
  void set_clause(bool condition, bool shown) {
    end_item();
    top().is_condition = condition;
    top().is_shown = shown;
    top().operand_ended = false;
  }

  void read_word(const SqlToken& token) {
    if (!is_one_of(token.word, {"AS", "NOT", "MATERIALIZED"})) names_.clear();
    if (token.word == "AS") {
      top().names_item = top().is_shown;
      return;
    }
    if (is_one_of(token.word,
                  {"AND",  "OR",     "NOT",    "IS",      "IN",      "LIKE", "GLOB",   "BETWEEN",
                   "CASE", "WHEN",   "THEN",   "ELSE",    "COLLATE", "OVER", "FILTER", "DISTINCT",
                   "BY",   "ESCAPE", "ISNULL", "NOTNULL", "EXISTS",  "CAST", "FROM"})) {
      top().operand_ended = false;
      return;
    }
    const std::string name = token.name();
    if (name.empty()) {
      const char first = token.text.front();
      top().operand_ended = first == '\'' || first == ':' || first == '?' || first == '@';
      return;
    }
    read_name(name);
  }

  void read_name(const std::string& name) {
    if (std::exchange(top().names_item, false)) {
      if (top().item_has_day) columns_.insert(name);
      top().alias.clear();
      return;
    }
    top().alias = top().operand_ended ? name : "";
    top().operand_ended = true;
    top().words.push_back(name);
    if (!columns_.contains(name)) return;
    seen_day_ = top().item_has_day = top().has_day = true;
    found_ = found_ || is_in_condition();
  }

  void end_item() {
    Level& level = top();
    if (level.is_shown && level.item_has_day) {
      if (!level.alias.empty()) columns_.insert(level.alias);
      if (level.item < level.item_names.size()) columns_.insert(level.item_names[level.item]);
    }
    ++level.item;
    level.item_has_day = level.names_item = false;
    level.alias.clear();
  }

  /// A query in a condition has clauses of its own.
  [[nodiscard]] bool is_in_condition() const {
    for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
      if (level->is_condition) return true;
      if (level->is_query) return false;
    }
    return false;
  }

  std::set<std::string>& columns_;
  std::vector<Level> levels_ = std::vector<Level>(1);
  std::vector<std::string> names_;  // Of a list that ended just now.
  std::string before_;              // The word.
  bool compares_rows_ = false;
  bool seen_day_ = false;
  bool found_ = false;
};

}  // namespace

std::vector<std::size_t> with_condition_on(const std::vector<std::string>& texts,
                                           std::set<std::string> columns) {
  std::vector<std::size_t> found;
  // Names are used before and after they are given, and given to what has one.
  for (std::size_t known = 0; known != columns.size();) {
    known = columns.size();
    found.clear();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      Clauses clauses(columns);
      for (const SqlToken& token : tokens_of(texts[i])) clauses.read(token);
      if (clauses.found()) found.push_back(i);
    }
  }
  return found;
}

}  // namespace cf_billing
