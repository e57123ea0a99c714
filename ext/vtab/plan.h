// xBestIndex without SQLite: from the constraints of a query to a plan, and the plan as text.
//
// idxStr holds the whole plan and no value, one term for each argument of xFilter in their order:
//
//   account_id= from>= to<= metric= cols:3f
//
// `account_id=`, `from_date=`, `to_date=`, `organization_id=`: the arguments. `from>=`, `from>`,
// `to<`, `to<=`, `day=`: bounds of the days asked for, with the column in parentheses unless it is
// charge_date. Others: parameters of the API, and `occurred_at>=` the end of reading. `=*` is IN
// with all values at once; `:is`, `:null`, `:like` and `:glob` are IS, IS NULL, LIKE and GLOB.
// `:text`, `:nocase` and `:instant` say how the column is compared where it is not as its
// declaration says. `later:charge_date` is a condition whose value a table has that is read later,
// and without which the plan lacks days or an argument. `unfit:from_date` is an argument that is
// compared in a way that passes no value. `limit`: the query has a LIMIT that may end
// the scan early. `cols:` is the set of columns the query uses, a hexadecimal bit mask as SQLite
// counts them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/table_spec.h"
#include "vtab/plan_terms.h"

namespace cf_billing {

/// One element of sqlite3_index_info.aConstraint, in our words. Below SQLite 3.38 IN lists are not
/// told.
struct IndexConstraint {
  std::optional<OfferedConstraint> offered;  ///< nothing: of an operator no table makes use of
  bool usable = true;
};

struct IndexRequest {
  std::vector<IndexConstraint> constraints;
  std::uint64_t columns_used = ~std::uint64_t{0};
  /// A LIMIT is offered, and no ORDER BY has to see every row before it. Below SQLite 3.38 it is
  /// never told.
  bool is_limited = false;
};

struct IndexPlan {
  struct Use {
    std::size_t constraint;
    bool all_values_at_once;
  };
  std::vector<Use> uses;  ///< in the order of xFilter's arguments
  std::string text;       ///< idxStr
  double cost = 0;
  double rows = 0;
};

IndexPlan plan(const TableSpec& spec, const IndexRequest& request);

/// What plan() wrote, read back.
struct ReadPlan {
  std::vector<const PlanTerm*> terms;
  std::vector<std::string_view> later;  ///< columns
  std::vector<std::string_view> unfit;  ///< columns
  bool is_limited = false;
  std::uint64_t columns_used = 0;
};
/// Throws Error(corrupt) for a text that plan() cannot have written.
ReadPlan read_plan(const TableSpec& spec, std::string_view text);

}  // namespace cf_billing
