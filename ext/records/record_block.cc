#include "records/record_block.h"

#include <cstring>
#include <unordered_map>

namespace cf_billing {

namespace {
const Cell kNull;
}  // namespace

RecordBlock::RecordBlock(std::size_t field_count, FieldMask wanted) : fields_(wanted) {
  slots_.resize(field_count, -1);
  for (std::size_t field = 0; field < field_count; ++field) {
    if ((wanted & field_bit(field)) != 0) slots_[field] = static_cast<int>(stride_++);
  }
}

const Cell& RecordBlock::cell(std::size_t record, std::size_t field) const {
  const int place = slots_[field];
  return place < 0 ? kNull : cells_[record * stride_ + static_cast<std::size_t>(place)];
}

std::string_view RecordBlock::raw(std::size_t record) const {
  if (!body_) return {};
  return std::string_view(*body_).substr(records_[record].raw_offset, records_[record].raw_size);
}

std::size_t RecordBlock::bytes() const {
  return sizeof(*this) + slots_.capacity() * sizeof(int) + cells_.capacity() * sizeof(Cell) +
         records_.capacity() * sizeof(Record) + text_bytes_ + (body_ ? body_->capacity() : 0);
}

Cell& RecordBlock::slot(std::size_t field) {
  return cells_[cells_.size() - stride_ + static_cast<std::size_t>(slots_[field])];
}

bool RecordBlock::is_set(std::size_t field) const {
  return cells_[cells_.size() - stride_ + static_cast<std::size_t>(slots_[field])].type !=
         CellType::null;
}

std::string_view RecordBlock::stored(std::string_view text) {
  const auto found = interned_.find(text);
  if (found != interned_.end()) return *found;
  char* copy = static_cast<char*>(texts_.allocate(text.size() + 1, 1));
  std::memcpy(copy, text.data(), text.size());
  text_bytes_ += text.size() + 1;
  return *interned_.insert(std::string_view(copy, text.size())).first;
}

void RecordBlock::expect(std::size_t records) {
  cells_.reserve(records * stride_);
  records_.reserve(records);
}

void RecordBlock::begin_record() { cells_.resize(cells_.size() + stride_); }

void RecordBlock::set(std::size_t field, CellType type, std::string_view text) {
  Cell& cell = slot(field);
  // Often it is the same as in the record before, which is quicker to see than to look up.
  const bool repeats =
      size() > 0 && (&cell - stride_)->is_text() && (&cell - stride_)->text() == text;
  const std::string_view kept = repeats ? (&cell - stride_)->text() : stored(text);
  cell.type = type;
  cell.size = static_cast<std::uint32_t>(kept.size());
  cell.bytes = kept.data();
}

void RecordBlock::set(std::size_t field, std::int64_t value) {
  Cell& cell = slot(field);
  cell.type = CellType::integer;
  cell.integer = value;
}

void RecordBlock::set(std::size_t field, double value) {
  Cell& cell = slot(field);
  cell.type = CellType::real;
  cell.real = value;
}

void RecordBlock::set_all(std::size_t field, std::int64_t value) {
  for (std::size_t record = 0; record < size(); ++record) {
    Cell& cell = cells_[record * stride_ + static_cast<std::size_t>(slots_[field])];
    cell.type = CellType::integer;
    cell.integer = value;
  }
}

void RecordBlock::end_record(std::uint64_t content, std::size_t raw_offset, std::size_t raw_size) {
  records_.push_back({content, raw_offset, static_cast<std::uint32_t>(raw_size), 0});
}

void RecordBlock::finish_filling() {
  interned_ = {};
  // A copy is worth it only if much was expected that did not come.
  if (cells_.capacity() > cells_.size() + cells_.size() / 8) cells_.shrink_to_fit();
  if (records_.capacity() > records_.size() + records_.size() / 8) records_.shrink_to_fit();
  std::unordered_map<std::uint64_t, std::uint32_t> seen;
  seen.reserve(records_.size());
  for (Record& record : records_) record.occurrence = seen[record.content]++;
}

}  // namespace cf_billing
