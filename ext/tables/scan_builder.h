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
/// was, so where it matters, in comparisons of days, a number is an error.
struct Operand {
  enum class Kind { null, text, number, blob };
  Kind kind = Kind::null;
  std::string text = {};
  [[nodiscard]] bool has_text() const { return kind == Kind::text || kind == Kind::number; }
};

/// A condition of the query that the table takes into account.
struct Term {
  const Pushdown* pushdown;
  Comparison comparison;
  std::vector<Operand> values;
  Collation collation = Collation::binary;  ///< of comparisons of days
};

/// Nothing: no row can satisfy the terms, and no request is needed to know it. Throws Error(usage)
/// where a value is impossible or something is missing. `today`: no later day is ever asked for.
/// `later`: columns that the query compares with what a table has that is read after this one.
std::optional<Scan> build_scan(const TableSpec& spec, const std::vector<Term>& terms,
                               const Settings& settings, Day today,
                               const std::vector<std::string_view>& later = {});

}  // namespace cf_billing
