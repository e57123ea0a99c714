#include "cloudflare/row_block.h"

#include <algorithm>
#include <cstring>

#include "core/fingerprint.h"

namespace cf_billing {

namespace {
const Cell kNull;
}  // namespace

RowBlock::RowBlock(std::size_t field_count, FieldMask wanted) {
  slots_.resize(field_count, -1);
  for (std::size_t field = 0; field < field_count; ++field) {
    if ((wanted & field_bit(field)) != 0) slots_[field] = static_cast<int>(stride_++);
  }
}

const Cell& RowBlock::cell(std::size_t row, std::size_t field) const {
  const int place = slots_[field];
  return place < 0 ? kNull : cells_[row * stride_ + static_cast<std::size_t>(place)];
}

std::string_view RowBlock::raw(std::size_t row) const {
  if (!body_) return {};
  return std::string_view(*body_).substr(records_[row].raw_offset, records_[row].raw_size);
}

Cell& RowBlock::slot(std::size_t field) {
  return cells_[cells_.size() - stride_ + static_cast<std::size_t>(slots_[field])];
}

bool RowBlock::is_set(std::size_t field) const {
  return cells_[cells_.size() - stride_ + static_cast<std::size_t>(slots_[field])].type !=
         CellType::null;
}

std::string_view RowBlock::stored(std::string_view text) {
  const auto found = interned_.find(text);
  if (found != interned_.end()) return *found;
  char* copy = static_cast<char*>(texts_.allocate(text.size() + 1, 1));
  std::memcpy(copy, text.data(), text.size());
  return *interned_.insert(std::string_view(copy, text.size())).first;
}

void RowBlock::begin_row() { cells_.resize(cells_.size() + stride_); }

void RowBlock::set(std::size_t field, CellType type, std::string_view text) {
  const std::string_view kept = stored(text);
  Cell& cell = slot(field);
  cell.type = type;
  cell.size = static_cast<std::uint32_t>(kept.size());
  cell.bytes = kept.data();
}

void RowBlock::set(std::size_t field, std::int64_t value) {
  Cell& cell = slot(field);
  cell.type = CellType::integer;
  cell.integer = value;
}

void RowBlock::set(std::size_t field, double value) {
  Cell& cell = slot(field);
  cell.type = CellType::real;
  cell.real = value;
}

void RowBlock::end_row(std::uint64_t content, std::size_t raw_offset, std::size_t raw_size) {
  records_.push_back({content, 0, raw_offset, raw_size});
}

void RowBlock::move_row(std::size_t from, std::size_t to) {
  if (from == to) return;
  records_[to] = records_[from];
  std::copy_n(cells_.begin() + static_cast<std::ptrdiff_t>(from * stride_), stride_,
              cells_.begin() + static_cast<std::ptrdiff_t>(to * stride_));
}

void RowBlock::cut(std::size_t rows) {
  records_.resize(rows);
  cells_.resize(rows * stride_);
}

void RowBlock::assign_rowids(Occurrences& seen) {
  const std::uint64_t account = Fingerprint().add(account_).value();
  for (Record& record : records_) {
    const std::uint32_t occurrence = seen[record.content]++;
    const std::uint64_t id =
        Fingerprint().add(record.content).add(account).add(std::uint64_t{occurrence}).value();
    record.rowid = static_cast<std::int64_t>(id);
  }
}

}  // namespace cf_billing
