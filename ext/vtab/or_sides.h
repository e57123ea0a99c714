// The scans that SQLite makes for the sides of an OR: whether each came with its days.
#pragma once

#include "tables/table_spec.h"
#include "vtab/plan.h"

namespace cf_billing {

/// For an OR that names accounts on its sides, recent versions of SQLite price a scan of each side
/// with the conditions beside the OR, and then leave out those written with BETWEEN, LIKE, GLOB or
/// a subquery when they make it. Such a side would be answered for the API's default days, and the
/// rows asked for would be missing without a word. All sides use one cursor, each with a plan text
/// of its own; in any other loop the same text comes again.
class OrSides {
 public:
  /// At the start of each scan of the cursor. Throws Error(usage) if SQLite reads the table once
  /// for each side of an OR and a side came without the days that the query speaks of. `plan_text`
  /// is told apart by its address, which SQLite keeps for as long as the statement.
  void check(const TableSpec& spec, const char* plan_text, const ReadPlan& plan);

 private:
  const char* last_plan_text_ = nullptr;
  bool was_undated_ = false;
};

}  // namespace cf_billing
