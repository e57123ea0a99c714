// The rows that a scan makes of a response: some of its records, in their order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/interrupt.h"
#include "records/record_block.h"

namespace cf_billing {

class RowBlock {
 public:
  /// All of its records, to begin with.
  explicit RowBlock(std::shared_ptr<const RecordBlock> records);
  RowBlock(const RowBlock&) = delete;
  RowBlock& operator=(const RowBlock&) = delete;

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] const Cell& cell(std::size_t row, std::size_t field) const {
    const Cell& own = records_->cell(rows_[row], field);
    return field == account_field_ && own.type == CellType::null ? account_cell_ : own;
  }
  /// Its place in the answer, from 0.
  [[nodiscard]] std::size_t record(std::size_t row) const { return rows_[row]; }
  [[nodiscard]] std::string_view raw(std::size_t row) const { return records_->raw(rows_[row]); }
  [[nodiscard]] std::uint64_t content(std::size_t row) const {
    return records_->content(rows_[row]);
  }
  /// Made of the record's content, the account and how many identical rows came before it: the same
  /// in every scan that returns the row, and different for identical rows.
  [[nodiscard]] std::int64_t rowid(std::size_t row) const;
  /// For a loop over its rows.
  [[nodiscard]] InterruptCheck interrupt_check() const { return records_->interrupt_check(); }
  /// The account the rows were fetched for; empty: the user's own, or an organization's.
  [[nodiscard]] const std::string& account() const { return account_; }

  /// The day from which on the account's rows are complete; empty: all that was asked for is there.
  [[nodiscard]] const std::string& complete_from() const { return complete_from_; }
  void set_complete_from(std::string day) { complete_from_ = std::move(day); }

  /// Keeps the rows for which `keep(row)` is true, in their order.
  template <typename Predicate>
  void retain(Predicate keep) {
    std::size_t kept = 0;
    InterruptCheck check_interrupt = interrupt_check();
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      check_interrupt();
      if (keep(row)) rows_[kept++] = rows_[row];
    }
    rows_.resize(kept);
  }
  void set_account(std::string account);
  /// From now on the field has the account in those rows whose records name none.
  void show_account_in(std::size_t field);

  /// How often each content was seen so far.
  using Occurrences = std::unordered_map<std::uint64_t, std::uint32_t>;
  /// For rows whose identical ones are in several responses, or not all of which were retained:
  /// counts them anew, after those `seen`.
  void count_occurrences(Occurrences& seen);

 private:
  std::shared_ptr<const RecordBlock> records_;
  std::vector<std::uint32_t> rows_;         // Places in `records_`.
  std::vector<std::uint32_t> occurrences_;  // By row; empty: those of `records_`.
  static constexpr std::size_t kNoField = ~std::size_t{0};
  std::string account_;
  std::size_t account_field_ = kNoField;
  Cell account_cell_;
  std::uint64_t account_hash_;
  std::string complete_from_;
};

}  // namespace cf_billing
