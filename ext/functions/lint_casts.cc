// Types of CAST: SQLite takes any name for one, and looks only at some letters of it.
#include <algorithm>

#include "functions/lint_text.h"

namespace cf_billing {

namespace {

/// Of CAST(x AS t), its AS; the end where there is none.
std::size_t type_of_cast(const LintText& sql, std::size_t opening, std::size_t closing) {
  for (std::size_t i = opening + 1; i < closing; ++i) {
    if (sql.depth(i) == sql.depth(opening) + 1 && sql.is_word(i, {"AS"})) return i + 1;
  }
  return sql.size();
}

}  // namespace

void lint_casts(const LintText& sql, LintFindings& findings) {
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (!sql.is_word(i, {"CAST"}) || !sql.is_call(i)) continue;
    const std::size_t closing = sql.closing(i + 1);
    const std::size_t type = type_of_cast(sql, i + 1, closing);
    const std::size_t end = std::min(closing + 1, sql.size());
    const std::string operand = type < sql.size() ? sql.excerpt(i + 2, type - 1) : "";
    if (sql.is_word(type, {"DATE"})) {
      findings.push_back(
          {i, end, LintLevel::wrong, "is the year alone, a number: write date(" + operand + ")"});
    } else if (sql.is_word(type,
                           {"TIMESTAMP", "DATETIME", "TIMESTAMPTZ", "TIMESTAMP_NTZ", "TIME"})) {
      findings.push_back(
          {i, end, LintLevel::wrong, "is the year alone, a number: write " + operand + " itself"});
    } else if (sql.is_word(type, {"STRING"})) {
      findings.push_back(
          {i, end, LintLevel::wrong,
           "is a number, 0 of a text that begins with none: write CAST(" + operand + " AS TEXT)"});
    } else if (sql.is_word(type, {"DECIMAL", "NUMERIC", "BIGNUMERIC"}) && sql.is(type + 1, "(")) {
      findings.push_back({i, end, LintLevel::look,
                          "is not rounded to the digits of the type: write round(" + operand +
                              ", 2) if it has to be"});
    }
  }
}

}  // namespace cf_billing
