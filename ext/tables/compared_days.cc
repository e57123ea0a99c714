#include "tables/compared_days.h"

#include <algorithm>
#include <string>

#include "core/error.h"
#include "core/redact.h"
#include "core/text_bounds.h"

namespace cf_billing {

namespace {

bool compares_days(const TableSpec& spec, const Term& term) {
  return term.pushdown->rules().compares_days ||
         spec.pushes(term.pushdown->column, Role::not_before);
}

/// Whether the text is a bound that SQLite made of a pattern: of one that is among the terms, or
/// of LIKE, whose bounds it compares in NOCASE, or, as the end of a range, of one whose beginning
/// is there.
bool is_made_of_a_pattern(const Term& bound, const std::string& text,
                          const std::vector<Term>& terms) {
  if (bound.collation == Collation::nocase) return true;
  const bool is_end = bound.comparison == Comparison::lt;
  if (!is_end && bound.comparison != Comparison::ge) return false;
  return std::any_of(terms.begin(), terms.end(), [&](const Term& term) {
    if (term.pushdown->column != bound.pushdown->column || term.values.empty() ||
        !term.values.front().has_text()) {
      return false;
    }
    const std::string& other = term.values.front().text;
    if (is_pattern(term.comparison)) {
      const std::string_view begun = literal_prefix(term.comparison, other).substr(0, text.size());
      return is_end ? end_of_prefix(begun) == text : begun == text;
    }
    return is_end && term.comparison == Comparison::ge && begins_like_a_date(other) &&
           end_of_prefix(other) == text;
  });
}

/// To the values of an IN list SQLite has applied the column's affinity: a number is its text, and
/// no day is equal to that.
bool was_number_in_list(const Term& term, const Operand& value) {
  return term.comparison == Comparison::any_of && value.kind == Operand::Kind::text &&
         !value.text.empty() && begins_like_a_date(value.text) &&
         value.text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

void check_days(const TableSpec& spec, const std::vector<Term>& terms) {
  for (const Term& term : terms) {
    if (!compares_days(spec, term) || is_pattern(term.comparison)) continue;
    const std::string column = std::string(spec.name) + ": " + std::string(term.pushdown->column);
    for (const Operand& value : term.values) {
      if (value.kind == Operand::Kind::number || was_number_in_list(term, value)) {
        throw Error(ErrorKind::usage,
                    column + " is compared with the number " + value.text +
                        ", not with a text: write days in quotes, as '2026-10-01' (2026-10-01 is "
                        "a difference; in the shell: .parameter set @d \"'2026-10-01'\")");
      }
      if (value.kind == Operand::Kind::text && !begins_like_a_date(value.text) &&
          !is_made_of_a_pattern(term, value.text, terms)) {
        throw Error(ErrorKind::usage, column + " is compared with " + quoted(value.text) +
                                          ", and no date or timestamp begins so: write days as "
                                          "'2026-10-01', times as '2026-10-01T00:00:00Z'");
      }
    }
  }
}

}  // namespace cf_billing
