// From the conditions SQLite handed over, with their values, to what is asked of the API: a pure
// function, where the rules on accounts and dates are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/settings.h"
#include "scan/scan.h"
#include "tables/table_spec.h"

namespace cf_billing {

/// A value after TEXT affinity: numbers have become their text. That is how SQLite compares a text
/// column with a number of no affinity. With one of numeric affinity (another column, a CAST) it
/// compares otherwise: there every text is greater than every number. A table cannot tell which it
/// was, so a number must be read both ways.
struct Operand {
  enum class Kind { null, text, number, blob };
  Kind kind = Kind::null;
  std::string text = {};
  /// Of a number: it is written in the query or bound, so very likely of no affinity (a CAST of
  /// such a number looks the same).
  bool is_literal = false;
  [[nodiscard]] bool has_text() const { return kind == Kind::text || kind == Kind::number; }
};

/// A condition of the query that the table takes into account.
struct Term {
  const Pushdown* pushdown;
  Comparison comparison;
  std::vector<Operand> values;
};

/// Nothing: no row can satisfy the terms, and no request is needed to know it. Throws Error(usage)
/// where a value is impossible or something is missing. `today`: no later day is ever asked for.
std::optional<Scan> build_scan(const TableSpec& spec, const std::vector<Term>& terms,
                               const Settings& settings, Day today);

}  // namespace cf_billing
