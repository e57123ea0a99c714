// Every term that the plan of a table may have, with its text: written by the planner, read back by
// the cursor.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/table_spec.h"

namespace cf_billing {

struct PlanTerm {
  const Pushdown* pushdown;
  std::size_t column;  ///< of the pushdown, among all of the table
  Comparison comparison;
  Collation collation;  ///< `binary` where it does not matter
  std::string text;
};

/// One constraint of a query, as far as terms go.
struct OfferedConstraint {
  std::size_t column = 0;
  Comparison comparison = Comparison::eq;
  Collation collation = Collation::binary;
  bool is_in = false;  ///< `comparison` is eq and stands for an IN list
};

class PlanTerms {
 public:
  explicit PlanTerms(const TableSpec& spec);

  /// Those of a table of all_tables(): made once, for every connection and thread.
  static const PlanTerms& of(const TableSpec& spec);

  [[nodiscard]] const std::vector<PlanTerm>& all() const { return terms_; }
  /// The term that a constraint is taken as; null if the table has no use for it.
  [[nodiscard]] const PlanTerm* find(const OfferedConstraint& constraint) const;
  /// Null if there is none.
  [[nodiscard]] const PlanTerm* find(std::string_view text) const;

 private:
  std::vector<PlanTerm> terms_;  // In the order of the spec's pushdowns.
};

}  // namespace cf_billing
