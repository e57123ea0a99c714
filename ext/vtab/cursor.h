// One scan of a table: from the plan and its values to rows.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scan/pipeline.h"
#include "tables/scan_builder.h"
#include "tables/table_spec.h"
#include "vtab/connection.h"
#include "vtab/cycle_ends.h"
#include "vtab/or_sides.h"
#include "vtab/plan.h"

namespace cf_billing {

class Cursor {
 public:
  Cursor(const TableSpec& spec, ConnectionRef connection);

  // Each may throw Error.
  void filter(const char* plan_text, std::span<sqlite3_value*> arguments);
  void next() {
    if (++row_ >= row_count_) load_block();
    if (!compared_fields_.empty()) skip_impossible_rows();
    if (!period_fields_.empty()) check_days_of_row();
  }

  [[nodiscard]] bool at_end() const { return block_ == nullptr; }
  [[nodiscard]] std::int64_t rowid() const { return block_->rowid(row_); }
  void column(sqlite3_context* context, std::size_t index) const;

 private:
  void forget_last_scan();
  void remember_arguments(const std::vector<Term>& terms);
  void check_is_the_only_value(const Term& term);
  void start(const ReadPlan& plan, const char* plan_text, const std::vector<Term>& terms);
  void check_days_of_row() const;
  void load_block();
  void drop_pipeline();
  void show(std::shared_ptr<const RowBlock> block);
  /// Moves on to a row that may satisfy the conditions, from the current one. SQLite checks them
  /// all again, but 3.31 keeps rows in which the column of an IN is NULL.
  void skip_impossible_rows();
  void hidden_column(sqlite3_context* context, std::size_t place) const;
  void cycle_end(sqlite3_context* context) const;

  const TableSpec& spec_;
  ConnectionRef connection_;
  const RunningSql sql_;                          // That it may be of.
  const std::vector<std::size_t> hidden_fields_;  // fields_of_hidden_columns().
  OrSides or_sides_;
  std::unique_ptr<Pipeline> pipeline_;
  bool any_succeeded_ = false;                   // In an earlier scan of the same query.
  const std::shared_ptr<CostsTold> costs_told_;  // By all scans of the statement.
  std::shared_ptr<const RowBlock> block_;        // Null at the end.
  std::size_t row_ = 0;
  std::size_t row_count_ = 0;                          // Of the block.
  std::vector<std::size_t> compared_fields_;           // Of what is NULL in one no row is shown.
  std::map<std::string_view, std::string> arguments_;  // As given, by column.
  /// The same of those that may not change from scan to scan.
  std::map<std::string_view, std::string> only_values_;
  bool shows_record_account_ = false;
  mutable std::optional<CycleEnds> cycle_ends_;
  bool compares_cycle_ends_ = false;
  /// Of periods that the plan compares as moments: the days asked for are those in their texts.
  std::vector<std::size_t> period_fields_;
};

}  // namespace cf_billing
