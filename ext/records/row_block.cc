#include "records/row_block.h"

#include <numeric>

#include "core/fingerprint.h"

namespace cf_billing {

RowBlock::RowBlock(std::shared_ptr<const RecordBlock> records)
    : records_(std::move(records)), account_hash_(Fingerprint().add(account_).value()) {
  rows_.resize(records_->size());
  std::iota(rows_.begin(), rows_.end(), 0U);
}

std::int64_t RowBlock::rowid(std::size_t row) const {
  const std::uint32_t occurrence =
      occurrences_.empty() ? records_->occurrence(rows_[row]) : occurrences_[row];
  return static_cast<std::int64_t>(
      Fingerprint().add(content(row)).add(account_hash_).add(std::uint64_t{occurrence}).value());
}

void RowBlock::set_account(std::string account) {
  account_ = std::move(account);
  account_hash_ = Fingerprint().add(account_).value();
}

void RowBlock::show_account_in(std::size_t field) {
  account_field_ = field;
  account_cell_.type = CellType::text;
  account_cell_.bytes = account_.data();
  account_cell_.size = static_cast<std::uint32_t>(account_.size());
}

void RowBlock::count_occurrences(Occurrences& seen) {
  occurrences_.clear();
  occurrences_.reserve(size());
  InterruptCheck check_interrupt = interrupt_check();
  for (std::size_t row = 0; row < size(); ++row) {
    check_interrupt();
    occurrences_.push_back(seen[content(row)]++);
  }
}

}  // namespace cf_billing
