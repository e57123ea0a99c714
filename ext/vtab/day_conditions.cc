#include "vtab/day_conditions.h"

#include <utility>
#include <vector>

#include "vtab/sql_tokens.h"

namespace cf_billing {

namespace {

/// Goes through a statement once and knows at each word which clause it stands in.
class Clauses {
 public:
  explicit Clauses(std::set<std::string>& columns) : columns_(columns) {}

  void read(const SqlToken& token) {
    if (token.is_blank()) return;
    if (token.text == "(") {
      levels_.push_back({});
    } else if (token.text == ")") {
      close();
    } else if (token.text == ",") {
      top().item_has_day = false;
    } else if (!begins_clause(token.word)) {
      read_name(token);
    }
  }
  [[nodiscard]] bool found() const { return found_; }

 private:
  struct Level {  // Of parentheses.
    bool is_query = false;
    bool is_condition = false;
    bool is_shown = false;      // What SELECT lists.
    bool item_has_day = false;  // What it lists now.
    bool names_item = false;    // After AS.
  };

  Level& top() { return levels_.back(); }

  bool begins_clause(std::string_view word) {
    if (is_one_of(word, {"WHERE", "ON", "HAVING", "USING"})) {
      set_clause(/*condition=*/true, /*shown=*/false);
    } else if (word == "SELECT") {
      top().is_query = true;
      set_clause(/*condition=*/false, /*shown=*/true);
    } else if (is_one_of(word, {"FROM", "JOIN", "GROUP", "ORDER", "WINDOW", "LIMIT", "UNION",
                                "INTERSECT", "EXCEPT", "RETURNING", ";"})) {
      set_clause(/*condition=*/false, /*shown=*/false);
    } else {
      return false;
    }
    return true;
  }
  void set_clause(bool condition, bool shown) {
    top().is_condition = condition;
    top().is_shown = shown;
    top().item_has_day = top().names_item = false;
  }

  void read_name(const SqlToken& token) {
    if (token.word == "AS") {
      top().names_item = top().is_shown && top().item_has_day;
      return;
    }
    const std::string name = token.name();
    if (top().names_item && !name.empty()) columns_.insert(name);
    top().names_item = false;
    if (!columns_.contains(name)) return;
    top().item_has_day = true;
    found_ = found_ || is_in_condition();
  }

  /// A query in a condition has clauses of its own.
  [[nodiscard]] bool is_in_condition() const {
    for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
      if (level->is_condition) return true;
      if (level->is_query) return false;
    }
    return false;
  }

  void close() {
    const bool has_day = top().item_has_day;
    if (levels_.size() > 1) levels_.pop_back();
    top().item_has_day = top().item_has_day || has_day;
  }

  std::set<std::string>& columns_;
  std::vector<Level> levels_ = std::vector<Level>(1);
  bool found_ = false;
};

}  // namespace

bool has_condition_on(std::string_view sql, std::set<std::string> columns) {
  const SqlTokens tokens = tokens_of(sql);
  // Names are used before and after they are given, and given to what has one.
  for (std::size_t known = 0; known != columns.size();) {
    known = columns.size();
    Clauses clauses(columns);
    for (const SqlToken& token : tokens) clauses.read(token);
    if (clauses.found()) return true;
  }
  return false;
}

}  // namespace cf_billing
