// One scan of a table: from the plan and its values to rows, and from cells to SQLite's values.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scan/pipeline.h"
#include "tables/table_spec.h"
#include "vtab/connection.h"
#include "vtab/plan.h"

namespace cf_billing {

class Cursor {
 public:
  Cursor(const TableSpec& spec, ConnectionRef connection)
      : spec_(spec), connection_(std::move(connection)) {}

  // Each may throw Error.
  void filter(const char* plan_text, int argument_count, sqlite3_value** arguments);
  void next();

  [[nodiscard]] bool at_end() const { return block_ == nullptr; }
  [[nodiscard]] std::int64_t rowid() const { return block_->rowid(row_); }
  void column(sqlite3_context* context, int index) const;

 private:
  /// Throws Error(usage) if SQLite reads this table once for each side of an OR and a side came
  /// without the days that the query speaks of.
  void check_sides_of_or(const char* plan_text, const ReadPlan& plan);
  void load_block();
  /// Moves on to a row that may satisfy the conditions, from the current one. SQLite checks them
  /// all again, but 3.31 keeps rows in which the column of an IN is NULL.
  void skip_impossible_rows();
  void hidden_column(sqlite3_context* context, const HiddenColumn& column, std::size_t index) const;

  const TableSpec& spec_;
  ConnectionRef connection_;
  std::unique_ptr<Pipeline> pipeline_;
  std::shared_ptr<const RowBlock> block_;
  std::size_t row_ = 0;
  std::map<std::size_t, std::string> given_arguments_;  // By column.
  bool shows_record_account_ = false;
  const char* last_plan_text_ = nullptr;
  bool was_undated_ = false;
  std::vector<std::size_t> compared_fields_;  // NULL in one of them satisfies no comparison.
};

}  // namespace cf_billing
